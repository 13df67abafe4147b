"""What came in and who is counted: provenance, the who-is-in table, the ledger, the split of through-schools."""

from __future__ import annotations

import pandas as pd

from analysis.language import Words
from analysis.rules.counting.sections import COUNTED, NEAR, SCOPE_LINES, THROUGH_SCHOOLS, TREATMENTS
from analysis.rules.counting.split import split_shares
from analysis.rules.standards import SPLIT, standard, weights_on
from analysis.show.county.examples import nine_year_split
from analysis.show.county.view import View
from analysis.show.data.notes import own_notes
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.tables.catalogue.provenance import ReadingLine
from analysis.tables.schools import OWNERSHIPS, STAGE_WORDS, STAGES


def reconciliation(view: View) -> Table:
    """This county's rows of the files and what became of them, closing on the rows of the school table.

    Rows of which no county can be told are the whole table's, and say so.
    """
    mine = [line for line in view.table.provenance.reading if line.county in ("", view.county)]
    rows = [(_reason(line, view.county), words.whole(line.rows), words.whole(line.students)) for line in mine]
    table = view.table.rows
    rows.append(
        (
            Words("计入学校表（全部年份，每校每学段一行）", "In the school table (all years, one row a section)"),
            words.whole(len(table)),
            words.whole(table["students"].sum()),
        )
    )
    return view.tabulate(
        Words("读入情况", "What happened to the rows"),
        [left("去向", "What became of them", 4), right("行数", "Rows", 1), right("在校生数", "Students", 1)],
        rows,
        strong=[len(rows) - 1],
    )


def _reason(line: ReadingLine, county: str) -> Words:
    if line.county == county:
        return line.reason
    return Words(
        f"{line.reason.zh}（无法判断所属县区，为全部来源合计）",
        f"{line.reason.en} (of no county that can be told; all of the source's)",
    )


_GROUPS = {
    "treatment": Words("处理", "Treatment"),
    "area": Words("计入学校按城乡分", "Counted, by area"),
    "ownership": Words("计入学校按举办者分", "Counted, by ownership"),
}


_NOT_STATED = Words("未载明", "not stated")


def who_is_in(view: View) -> Table:
    """The mandatory table: by stage, how many sections and students are counted, of which kind, and who is not."""
    tally = view.sections.who_is_in()
    rows, strong = [], []
    for stage in STAGES:
        mine = tally[tally["stage"] == stage]
        if mine.empty:
            continue
        strong.append(len(rows))
        rows.append(_stage_row(view, stage, mine))
        for grouping, label in _GROUPS.items():
            for line in mine[mine["grouping"] == grouping].itertuples():
                name = _category(view, grouping, line.category).in_(view.lang)
                rows.append(("", label.in_(view.lang), name, words.whole(line.schools), words.whole(line.students)))
    return view.tabulate(
        Words("统计范围（按学段）", "Scope of the count (by stage)"),
        [
            left("学段", "Stage", 2),
            left("分类", "By", 3),
            left("类别", "Category", 6),
            right("学校（学段）数", "Sections", 2),
            right("在校生数", "Students", 2),
        ],
        rows,
        note=Words(
            "并入的教学点只计学生数，不另计校数；高中学段只用于拆分资源。",
            "A merged teaching point adds its students, not a school; senior sections only share out resources.",
        )
        if view.standard
        else None,
        strong=strong,
    )


def _stage_row(view: View, stage: str, tally: pd.DataFrame) -> tuple[str, ...]:
    treated = tally[tally["grouping"] == "treatment"]
    schools, students = treated["schools"].sum(), treated["students"].sum()
    name = STAGE_WORDS[stage].in_(view.lang)
    return (name, "", view.text("读入合计", "All rows read"), words.whole(schools), words.whole(students))


def _category(view: View, grouping: str, name: str) -> Words:
    areas = {area: view.table.area_words(area) for area in view.areas}
    known = {"treatment": TREATMENTS, "area": areas, "ownership": OWNERSHIPS}[grouping]
    return known.get(name, _NOT_STATED)


def ledger(view: View) -> Table:
    """Every row that is not simply a counted school: merged, split or left out, and why."""
    lines = view.sections.ledger
    shown = lines[lines["treatment"] != "counted"]
    counted = int(lines["treatment"].isin(COUNTED).sum())
    return view.tabulate(
        Words("并入、拆分及不计入的学校（学段）", "Sections merged, split or left out"),
        [
            left("学校", "School", 4),
            left("学段", "Stage", 1.2),
            right("在校生数", "Students", 1.2),
            left("处理", "Treatment", 5),
        ],
        [
            (line.school, words.stage(line.stage, view.lang), words.whole(line.students), line.why.in_(view.lang))
            for line in shown.itertuples()
        ],
        note=Words(
            f"其余学校按一个学段直接计入；计入的学校（学段）共{counted}个。",
            f"All other schools count as one section; {counted} sections are counted in all.",
        ),
    )


def doubts(view: View) -> Table:
    """Notes of the check: worth a look, nothing was refused for them."""
    found = own_notes(view)
    return view.tabulate(
        Words("读入时的提示", "Points noted on reading"),
        [left("位置", "Where", 4), left("情况", "What was found", 4), left("应为", "Expected", 4)],
        [(one.place, one.found.in_(view.lang), one.expected.in_(view.lang)) for one in found],
        empty=Words("没有需要提示的情况。", "Nothing to report."),
    )


def near_scope_lines(view: View) -> Table:
    """Schools whose size is close to a line at which rules switch, and which rules these are."""
    near, lines = view.sections.near_scope_lines(), [*map(str, SCOPE_LINES)]
    near_said = Words(
        f"义务教育各学段合计在校生数与规模界限（{'、'.join(lines)}人）相差不超过{NEAR}人",
        f"with all its compulsory stages together within {NEAR} students of a line ({', '.join(lines)} students)",
    )
    return view.tabulate(
        Words("接近规模界限的学校", "Schools close to a size at which rules switch"),
        [
            left("学校", "School", 4),
            right("义务教育在校生数", "Compulsory students", 2),
            right("规模界限", "Line", 1.5),
            left("界限用途", "What it is for", 4),
        ],
        [
            (line.school, words.whole(line.students), words.whole(line.line), SCOPE_LINES[line.line].in_(view.lang))
            for line in near.itertuples()
        ],
        note=Words(f"{near_said.zh}的列入。", f"Listed is a school {near_said.en}."),
        empty=Words(f"没有{near_said.zh}的学校。", f"No school is {near_said.en}."),
    )


def split_schools(view: View) -> Table:
    """Through-schools: each section's students and the share of rooms, grounds and equipment it is given."""
    rows = view.table.rows
    rows = rows[
        (rows["year"] == view.year) & rows["is_shared"].astype(bool) & rows["school_type"].isin(THROUGH_SCHOOLS)
    ]
    by_head = view.conventions.split == "students" or rows.empty  # nothing to split, so no weights need hold that day
    weights = None if by_head else weights_on(standard(SPLIT), view.day)
    lines = []
    for _, sections in rows.groupby("school_id", sort=False):
        counts = dict(zip(sections["stage"], sections["students"], strict=True))
        shares = split_shares(counts, sections["school_type"].iloc[0], weights)
        lines += [
            (
                sections["school"].iloc[0],
                words.stage(stage, view.lang),
                words.whole(counts[stage]),
                words.percent(share, 2),
            )
            for stage, share in shares.items()
        ]
    return view.tabulate(
        Words("一贯制学校、完全中学的资源拆分", "How schools of several stages share out their resources"),
        [
            left("学校", "School", 4),
            left("学段", "Stage", 2),
            right("在校生数", "Students", 2),
            right("所得份额", "Share", 2),
        ],
        lines,
        empty=Words("本县没有需要拆分的学校。", "This county has no school to split."),
    )


def split_example(view: View) -> Table:
    """The printed split example: what its source printed, by truncation, beside the exact shares."""
    example = nine_year_split()
    return view.tabulate(
        Words(
            "培训材料拆分算例：一所九年一贯制学校的图书", "The hand-out's split example: books of a nine-year school"
        ),
        [
            left("学段", "Stage"),
            right("在校生数", "Students"),
            right("精确计算", "Exact"),
            right("原文所载", "As printed"),
            right("差", "Difference"),
        ],
        [
            (
                words.stage(line.stage, view.lang),
                words.whole(line.students),
                words.number(line.exact),
                line.printed,
                words.number(line.exact - float(line.printed)),
            )
            for line in example
        ],
        note=Words(
            "原文小学取整数部分，初中为总数减小学；本工具不取整。",
            "The source cut the primary figure to a whole number; junior is the total less primary. Nothing is rounded here.",
        ),
    )
