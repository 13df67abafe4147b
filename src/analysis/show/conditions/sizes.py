"""Class sizes and school sizes, school by school, with totals that close."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd

from analysis.language import Words
from analysis.rules.measures.sizes import large_classes
from analysis.rules.results import Verdict
from analysis.rules.standards import standard
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Table, left, right

CLASS_SIZE = "cn-class-size"


def large_sizes() -> tuple[int, int]:
    """From how many students a class is large (大班额) and super-large (超大班额); counted so for earlier years too."""
    rules = standard(CLASS_SIZE).of_measure("class_share")
    return tuple(sorted(int(rule.number(dt.date.max, "students_at_least")) for rule in rules))


def class_sizes(view: View) -> Table:
    """Schools with classes over the limit, and the totals of all schools; students per class beside them."""
    limits = view.limits_by_whom("class_size")
    rows, strong = [], []
    for stage in view.stages:
        limit = limits[stage].value if stage in limits else math.nan
        frame = _counts(view, stage, limit)
        over = frame[frame["over"] > 0].sort_values("over", ascending=False, kind="stable")
        rows += [(words.stage(stage, view.lang), line.school, *_cells(line)) for line in over.itertuples()]
        strong.append(len(rows))
        total = frame[["classes", "students", "over", "large", "super_large"]].sum(skipna=False)
        rows.append((words.stage(stage, view.lang), _everyone(view, stage), *_cells(total)))
    heads = (
        Words("学段", "Stage"),
        Words("学校", "School"),
        Words("班级数", "Classes"),
        Words("平均班额", "Mean size"),
        Words("超限额班数", "Over the limit"),
        Words("占比", "Share"),
        *(Words(f"{size}人及以上", f"{size} or more") for size in large_sizes()),
    )
    return Table(
        caption=view.text("班额台账", "Class sizes"),
        columns=[head.in_(view.lang) for head in heads],
        rows=rows,
        align="llrrrrrr",
        widths=(1.6, 5, 1.8, 1.8, 2.2, 1.8, 2.2, 2.2),
        strong=frozenset(strong),
        note=_limits_note(view, limits),
    )


def _counts(view: View, stage: str, limit: float) -> pd.DataFrame:
    rows = view.sections.rows_as_received(stage)
    unknown = pd.Series(math.nan, index=rows.index)
    return pd.DataFrame(
        {
            "school": rows["school"],
            "classes": rows.get("classes", unknown),
            "students": rows["students"],
            "over": unknown if math.isnan(limit) else large_classes(rows, math.floor(limit) + 1),
            **{
                name: large_classes(rows, size)
                for name, size in zip(("large", "super_large"), large_sizes(), strict=True)
            },
        }
    )


def _cells(line: pd.Series) -> tuple[str, ...]:
    mean = line.students / line.classes if line.classes else math.nan
    share = line.over / line.classes if line.classes else math.nan
    large = map(words.whole, (line.large, line.super_large))
    return words.whole(line.classes), words.number(mean, 1), words.whole(line.over), words.percent(share), *large


def _everyone(view: View, stage: str) -> str:
    """All schools with classes; a merged teaching point has classes but is no school."""
    ledger = view.sections.ledger
    treatment = ledger.loc[view.sections.rows_as_received(stage).index, "treatment"]
    schools, points = int((treatment != "merged").sum()), int((treatment == "merged").sum())
    if not points:
        return view.text(f"全县{schools}所", f"All {schools} schools")
    return view.text(
        f"全县{schools}所（含并入的教学点{points}个）",
        f"All {schools} schools ({words.counted(points, 'merged teaching point')} included)",
    )


def _limits_note(view: View, limits: dict) -> str:
    said = [f"{words.stage(stage, view.lang)} ≤ {limit.value:g}" for stage, limit in limits.items()]
    also = view.text(
        "右起第二列含最右一列；本表只列有超限额班级的学校，合计为全部学校。",
        "The last column is part of the one before it; only schools with classes over the limit are listed, the totals "
        "are those of all schools.",
    )
    if not said:
        return also
    start = view.text("限额：", "Limits: ")
    return start + ("，" if view.lang == "zh" else ", ").join(said) + ("。" if view.lang == "zh" else ". ") + also


def school_sizes(view: View) -> Table:
    """Schools over the size limit, by how many students; and the largest school of each kind."""
    rows = []
    for verdict in view.verdict.verdicts.where(measure="school_size"):
        rows += _over(view, verdict.stage, verdict)
    return view.tabulate(
        Words("学校规模台账", "School sizes"),
        [
            left("对象", "Kind", 3),
            left("学校", "School", 5),
            right("在校生数", "Students", 2),
            right("限额", "Limit", 2),
            right("超过", "Over by", 2),
        ],
        rows,
        note=_size_note(view),
    )


def _size_note(view: View) -> str:
    """Who is counted together, and what the standard's file says was not applied."""
    counted = view.text(
        "九年一贯制、十二年一贯制学校按义务教育阶段学生合计；完全中学只计初中学生。",
        "Nine- and twelve-year schools: students of the compulsory stages together; complete secondary schools: junior only.",
    )
    said = view.standard.notes("school_size") if view.standard else ()
    return " ".join([counted, *(one.in_(view.lang) for one in said)])


def _over(view: View, whom: str, verdict: Verdict) -> list[tuple[str, ...]]:
    kind = words.kind(whom, view.lang)
    sizes = view.table.rows[view.table.rows["year"] == view.year]
    sizes = sizes[sizes["stage"] != "senior"].groupby("school_id")["students"].sum()
    names = view.table.rows.drop_duplicates("school_id").set_index("school_id")["school"]
    limit = verdict.limit.value
    if not verdict.offenders:
        nobody = view.text("没有超过限额的学校", "none over the limit")
        return [(kind, nobody, words.MISSING, words.whole(limit), words.MISSING)]
    return [
        (kind, str(names[one]), words.whole(sizes[one]), words.whole(limit), words.whole(sizes[one] - limit))
        for one in verdict.offenders
    ]
