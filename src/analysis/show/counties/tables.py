"""Counties side by side: single and composite coefficients, what a composite hides, what rounding would turn."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import Standard
from analysis.show.counties.view import Counties, CountyRow, Figure
from analysis.show.page import words
from analysis.show.page.table import Column, Table, left, right
from analysis.tables.facts.fact import YEAR_UNKNOWN

_CHECKS = {
    "same": Words("相符", "same digits"),
    "rounding": Words("仅在修约范围内相符", "only within the rounding of its parts"),
    "differs": Words("由所载单项不能得出", "cannot be reproduced from the printed parts"),
    "": Words("—", "—"),
}


def side_by_side(view: Counties, standard: Standard | None) -> Table:
    """Every row under one standard: year, stage, single coefficients (× beyond their own limit), composite."""
    rows = view.under(standard)
    names = view.names(rows)
    lines = [
        (*_who(view, row), *(_single(row, name) for name in names), shown(row.composite), _answer(view, row))
        for row in rows
    ]
    return view.tabulate(
        _titled(view, "各县区校际差异系数", "Coefficients of variation by county", standard),
        [
            *_who_columns(7.5, 2.6, 1.3),
            *(Column(view.indicators[name].short, "r", 2.6) for name in names),
            right("综合差异系数", "Composite", 2),
            _answer_column(view, standard),
        ],
        lines,
        note=_limits_note(view, standard),
    )


def _answer_column(view: Counties, standard: Standard | None) -> Column:
    if any(row.composite_limit for row in view.under(standard)):
        return left("综合是否达标", "Is it met?", 2.3)
    return left("单项达标数", "Single ones met", 2.8)


def _limits_note(view: Counties, standard: Standard | None) -> str:
    """Which limits this standard has, and what the rows are not good for."""
    composite = {row.stage: row.composite_limit.value for row in view.under(standard) if row.composite_limit}
    limits = view.text("、", ", ").join(f"{words.stage(s, view.lang)} ≤ {value:.2f}" for s, value in composite.items())
    rules = view.text("×表示超过本项限值。", "× marks a single coefficient over its own limit. ")
    if composite:
        rules = view.text(
            f"{standard.document}只对综合差异系数规定限值（{limits}），对单项没有限值。",
            f"{standard.document} limits the composite only ({limits}), not the single coefficients. ",
        )
    return rules + view.text(
        "数字为原文所载或据学校数据测算；各行年份、标准不同，不作排名。",
        "Figures as printed or computed from school tables; years differ from row to row: no ranking.",
    )


def _who(view: Counties, row: CountyRow) -> tuple[str, str, str]:
    year = str(row.year) if row.year else YEAR_UNKNOWN.in_(view.lang)
    return row.place.in_(view.lang), year, words.stage(row.stage, view.lang)


def _who_columns(county: float, year: float, stage: float) -> list[Column]:
    """The columns that `_who` fills, with their widths."""
    return [left("县区", "County", county), left("年份", "Year", year), left("学段", "Stage", stage)]


def shown(figure: Figure | None) -> str:
    if figure is None:
        return words.MISSING
    return figure.printed or words.cv(figure.value)


def _single(row: CountyRow, name: str) -> str:
    if name not in row.cvs:
        return words.MISSING
    fails = row.cv_verdicts()[name].answer is Answer.NOT_MET
    return ("× " if fails else "") + shown(row.cvs[name])


def _answer(view: Counties, row: CountyRow) -> str:
    """The composite's answer where the standard has one; else how many single coefficients pass."""
    if row.composite_limit and row.composite_verdict:
        return words.answer(row.composite_verdict.answer, view.lang)
    verdicts = [verdict for verdict in row.cv_verdicts().values() if verdict.limit]
    if not verdicts:
        return words.answer(Answer.CANNOT_JUDGE, view.lang)
    met = sum(verdict.answer is Answer.MET for verdict in verdicts)
    mark = words.MARKS[Answer.MET if met == len(verdicts) else Answer.NOT_MET]
    return f"{mark} {met}/{len(verdicts)} {view.text('项达标', 'met')}"


def _titled(view: Counties, zh: str, en: str, standard: Standard | None) -> str:
    return view.text(zh, en) + (f" ({standard.document})" if standard else "")


def composite_check(view: Counties) -> Table:
    """Printed composites against the plain mean of the printed single coefficients."""
    rows = [row for row in view.rows if row.composite and row.composite.printed]
    lines = [
        (
            *_who(view, row),
            row.composite.printed,
            words.number(row.mean_of_printed, 6),
            _CHECKS[row.composite_check()].in_(view.lang),
        )
        for row in rows
    ]
    return view.tabulate(
        Words("综合差异系数复算", "Composite coefficients recomputed"),
        [
            *_who_columns(4, 2, 1.5),
            right("原文综合", "As printed", 2),
            right("各单项算术平均值", "Mean of the single ones", 2.6),
            left("复算", "Recomputed", 4),
        ],
        lines,
    )


def hidden_by_composite(view: Counties) -> Table:
    """Rows whose composite passes while a single coefficient lies above the composite's limit."""
    lines = [
        (
            *_who(view, row),
            shown(row.composite),
            f"≤ {row.composite_limit.value:.2f}",
            words.listed([_named(view, row, name) for name in row.hidden], view.lang),
        )
        for row in view.rows
        if row.hidden
    ]
    return view.tabulate(
        Words("综合达标而单项高于同一限值", "What a composite hides"),
        [
            *_who_columns(4, 2, 1.5),
            right("综合", "Composite", 1.7),
            right("限值", "Limit", 1.7),
            left("高于该限值的单项", "Single coefficients above that limit", 7),
        ],
        lines,
        empty=Words("没有此类县区。", "There is none."),
    )


def _named(view: Counties, row: CountyRow, name: str) -> str:
    return f"{view.indicators[name].short.in_(view.lang)} {shown(row.cvs[name])}"


def rounding_matters(view: Counties) -> Table:
    """Single coefficients whose answer rounding would turn, or that lie close to their limit."""
    lines = [
        (
            *_who(view, row),
            view.indicators[name].short.in_(view.lang),
            shown(row.cvs[name]),
            f"≤ {verdict.limit.value:.2f}",
            words.answer(verdict.answer, view.lang),
            verdict.note.in_(view.lang),
        )
        for row in view.rows
        for name, verdict in row.cv_verdicts().items()
        if verdict.limit and verdict.note
    ]
    return view.tabulate(
        Words("修约会改变结论或接近限值的单项", "Where rounding decides, or the limit is near"),
        [
            *_who_columns(3, 1.5, 1.5),
            left("指标", "Indicator", 2.6),
            right("数值", "Value", 2),
            right("限值", "Limit", 1.7),
            left("判断", "Answer", 2.2),
            left("说明", "Note", 5),
        ],
        lines,
        empty=Words("没有此类单项。", "There is none."),
    )


def answers_by_row(view: Counties) -> Iterable[tuple[CountyRow, int, int]]:
    """How many single coefficients of each row pass and fail their own limits."""
    for row in view.rows:
        found = [verdict.answer for verdict in row.cv_verdicts().values() if verdict.limit]
        yield row, found.count(Answer.MET), found.count(Answer.NOT_MET)
