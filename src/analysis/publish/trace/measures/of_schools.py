"""What stands of one school (各校): its part in a coefficient, its totals, its thresholds, the care its count needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from analysis.insight.balance.parts import schools_of
from analysis.insight.firmness.counts import count_recounts
from analysis.language import Words
from analysis.publish.trace.measures.measure import STUDENTS, Measure, counted, of_rows, of_rule, of_values, told
from analysis.rules.judging import share_of
from analysis.rules.results import Inputs, Verdict
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import words

SHARE, WITHOUT = Words("占CV²", "Share of CV²"), Words("不计该校的差异系数", "CV without it")
TOTAL, MET = Words("资源总量", "Total"), Words("达标项", "Met")
MET_OF = (Words("项中#项达标", "# of * met"),)
OF_JUDGED = (Words("#项中*项达标", "* of # met"),)
MOST_LISTED = 10  # of the sections that must be counted most carefully
OTHERS = (Words("其余#个达标学校", "the other # section"),)
LEAST_OF_OTHERS = (Words("均不少于#个单位", "allow for # units"),)
UNLESS = Words("误计少于此数，结论不变", "Holds unless miscounted by")


def measured(view: View) -> Iterator[Measure]:
    """The numbers of every counted section."""
    yield from _parts(view)
    for section in view.verdict.sections:
        yield _students(view, section)
        yield from _classes(view, section)
        yield from _thresholds(view, section)
        for name, verdict in section.indicators.items():
            yield from _of_indicator(view, section, name, verdict)
    yield from _care(view)


def _parts(view: View) -> Iterator[Measure]:
    for stage in view.stages:
        for indicator in view.indicators:
            values = view.values(indicator.name, stage)
            value = Words(f"数值（{indicator.unit.zh}）", f"Value ({indicator.unit.en})")
            for row, one in schools_of(values).iterrows():
                rest = [other for other in values.frame.index if other != row]
                numbers = (
                    (value, values.of_section(row)),
                    (SHARE, of_values(values, one["share"], "school_shares_of_cv2")),
                    (WITHOUT, of_values(values, one["without"], "cv_without_each_school", rest)),
                )
                yield from (Measure(result, head, school=one["school"]) for head, result in numbers)


def _students(view: View, section: SectionVerdict) -> Measure:
    """A section's students, those of the teaching points merged into it included."""
    inputs = Inputs(view.sections.table.locators, (section.row,), ("students",))
    result = view.verdict.case.result(section.students, "sum", "rows", section.stage, inputs)
    return Measure(result, STUDENTS, school=section.school, said=(Words("在校生#人", ": # students,"),))


def _classes(view: View, section: SectionVerdict) -> Iterator[Measure]:
    rows = view.sections.rows.loc[[section.row]]
    if "classes" in rows and rows["classes"].notna().all():
        result = of_rows(
            view, rows, rows["classes"].iloc[0], "sum", ("classes",), section.stage, "rows", as_counted=True
        )
        yield told(result, Words("、#个班，", " students, # classes"), school=section.school)


def _thresholds(view: View, section: SectionVerdict) -> Iterator[Measure]:
    """How many thresholds are met, of how many: "6/7"."""
    met = [one for one in section.judged if one.answer.value == "met"]
    for found, said, within in ((met, MET_OF, "#/*"), (section.judged, OF_JUDGED, "*/#")):
        result = replace(section.rule.result, value=float(len(found)), formula="count", limit=None)
        names = _named(view, found)
        yield Measure(result, MET, (), section.school, names, said, within=(Words(within, within),))


def _named(view: View, verdicts: Iterator[Verdict]) -> tuple[str, ...]:
    return tuple(view.table.terms.indicators[one.subject].short.in_(view.lang) for one in verdicts)


def _of_indicator(view: View, section: SectionVerdict, name: str, verdict: Verdict) -> Iterator[Measure]:
    values = view.verdict.values(section.stage, name)
    total = of_values(values, values.by_section[section.row]["total"], "numerator", [section.row])
    fields = tuple(field for field in total.inputs.fields if field != values.indicator.denominator)
    is_shared = any(values.terms.fields[field].is_shared for field in fields if field in values.terms.fields)
    is_split = is_shared and view.sections.ledger["share"].get(section.row, 1) != 1
    formula = "split_share" if is_split else total.formula
    total = replace(total, formula=formula, inputs=Inputs(values.locators, (section.row,), fields))
    yield Measure(total, TOTAL, school=section.school)
    if verdict.limit and view.floor is not None:
        floor = words.percent(view.floor, 0)
        head = Words(f"标准的{floor}", f"{floor} of it")
        result = of_rule(share_of(verdict.limit, view.floor), section.stage, name)
        yield Measure(result, head, school=section.school)


def _care(view: View) -> Iterator[Measure]:
    """The fewest units with which a school's count of thresholds would no longer be met; those that no table lists."""
    found = count_recounts(view.verdict) if view.standard else []
    for one in found:
        for name, units in one.changes.items():
            values = view.verdict.values(one.verdict.stage, name)
            result = of_values(values, units, "least_recount", [one.verdict.row])
            yield Measure(replace(result, limit=one.verdict.limit), UNLESS, school=one.verdict.result.place)
    if rest := found[MOST_LISTED:]:
        yield counted((one.verdict.result.place for one in rest), "", *OTHERS)
        least = view.verdict.case.result(rest[0].units, "least_recount", "rows", "", rest[0].verdict.result.inputs)
        yield told(least, *LEAST_OF_OTHERS)
