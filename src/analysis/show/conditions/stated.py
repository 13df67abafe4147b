"""The table's own answers (是否达标、达标项数) beside the computed ones: every difference named, neither called wrong."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.language import Words
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right

_SAID = {"yes": Answer.MET, "no": Answer.NOT_MET}


def stated_answers(view: View) -> Table | None:
    """Where the table's answers and the computed ones differ; None where the table states none."""
    stated = view.table.stated
    here = stated[stated.index.isin(view.sections.rows.index)]
    if here.empty or not len(here.columns):
        return None
    compared = 0
    rows: list[Row] = []
    for section in view.verdict.sections:
        if section.row in here.index:
            mine = here.loc[section.row]
            compared += int(sum(name in section.indicators and mine[name] in _SAID for name in here.columns))
            rows += _of_section(view, section, mine)
    return view.tabulate(
        Words("表中所写与测算不同之处", "Where the table's own answers differ from the computed ones"),
        [
            left("学校", "School", 4),
            left("学段", "Stage", 1.4),
            left("指标", "Indicator", 3.6),
            left("表中所写", "The table states", 2.4),
            left("测算", "Computed", 2.6),
            right("数值", "Value", 2, is_spare=True),
            right("标准", "Threshold", 2, is_spare=True),
        ],
        rows,
        note=Words(f"共比较{compared}个判断。", f"{compared} answers were compared."),
        empty=Words(f"所写{compared}个判断与测算一致。", f"All {compared} answers agree with the computed ones."),
    )


def _of_section(view: View, section: SectionVerdict, stated: object) -> Iterator[Row]:
    names = [name for name in stated.index if name in section.indicators and stated[name] in _SAID]
    for name in names:
        verdict = section.indicators[name]
        if verdict.answer is not _SAID[stated[name]]:
            yield _row(view, section, verdict, name, _SAID[stated[name]])
    count = stated.get("met_count", float("nan"))
    met = sum(verdict.answer is Answer.MET for verdict in section.indicators.values())
    if count == count and count != met:
        head = (section.school, words.stage(section.stage, view.lang), view.text("达标项数", "indicators met"))
        yield (*head, f"{count:g}", f"{met}", words.MISSING, words.MISSING)


def _row(view: View, section: SectionVerdict, verdict: Verdict, name: str, said: Answer) -> Row:
    indicator = view.table.terms.indicators[name]
    return (
        section.school,
        words.stage(section.stage, view.lang),
        indicator.short.in_(view.lang),
        ANSWER_WORDS[said].in_(view.lang),
        ANSWER_WORDS[verdict.answer].in_(view.lang),
        words.value_of(verdict, indicator),
        words.indicator_value(verdict.limit.value, indicator) if verdict.limit else words.MISSING,
    )
