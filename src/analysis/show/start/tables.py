"""What was understood of a reader's files, and what the first verdict is (识别结果与测算结果)."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.appendix.results import answers
from analysis.show.balance.tables import cv_summary
from analysis.show.page import words
from analysis.show.page.table import Table, left, right
from analysis.show.start.view import Start

MOST_PROBLEMS = 12


def understood(start: Start) -> Table | None:
    """Every column of numbers that was read: what it is taken for, where the first school's figure stands, the sum."""
    if start.view is None:
        return None
    table = start.view.table
    mine = table.rows[table.rows["year"] == start.view.year]
    rows = []
    for name in table.numbers:
        about, known = table.terms.fields.get(name), mine[name].dropna()
        if about is None or about.is_place or known.empty:
            continue
        where = "; ".join(map(str, table.locators.of(known.index[0], name)))
        total = words.number(float(known.sum()), 0 if about.is_whole else 1)
        rows.append((about.label, about.unit, f"{len(known)}/{len(mine)}", total, where))
    return start.tabulate(
        Words(f"识别出的数字列：{start.view.place}，{start.view.year}年", f"Columns of numbers as read: {start.view.place}, {start.view.year}"),
        [
            left("含义", "Read as", 3),
            left("单位", "Unit", 1.2),
            right("有数据的学校（学段）", "Sections with a figure", 1.8),
            right("合计", "Sum", 1.6),
            left("第一所学校的单元格", "Cell of the first school", 3.4),
        ],
        rows,
        note=Words("请与原表核对：含义、单位、合计与原表不符的，在列对照文件中改正。", "Check this against your table; where a meaning, unit or sum differs, correct the mapping."),
    )  # fmt: skip


def problems(start: Start) -> Table | None:
    """What keeps files from being read, or is worth a look: the errors first."""
    if start.report is None:
        return None
    found = start.report.problems
    rows = [(one.place, one.found, one.expected) for one in found[:MOST_PROBLEMS]]
    more = len(found) - len(rows)
    return start.tabulate(
        Words("读入检查", "Checks on reading"),
        [left("位置", "Where", 3), left("情况", "What was found", 4), left("应为", "Expected", 4)],
        rows,
        note=Words(f"另有{more}处，可用 junheng check 查看。", f"{more} more: junheng check lists them.")
        if more
        else "",
        empty=Words("各文件均已读入，没有需要核对的。", "Every file was read; there is nothing to check."),
    )


def result(start: Start) -> Table | None:
    """The first verdict, rule by rule."""
    return answers(start.view) if start.view else None


def coefficients(start: Start) -> Table | None:
    """Mean and coefficient of every indicator the table has figures of, judged or not."""
    return cv_summary(start.view) if start.view else None
