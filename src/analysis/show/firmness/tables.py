"""Firmness as tables: each coefficient's margin and how careful its count must be; the schools that hang on the fewest units."""

from __future__ import annotations

from analysis.insight.firmness.coefficients import Firmness
from analysis.insight.firmness.counts import CountRecount
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.results import Answer, Verdict
from analysis.show.firmness.view import FirmnessView
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right
from analysis.show.readings import tables as of_readings
from analysis.tables.terms import Indicator

NOTHING_LACKS = Words("没有低于标准的学校", "no school is below its threshold")


def coefficients(view: FirmnessView) -> Table:
    """Each coefficient against its limit: margin, what printed decimals leave open, readings that turn it, the count."""
    return view.tabulate(
        Words("差异系数结论的稳健性", "How firm the verdicts on coefficients are"),
        [
            left("学段", "Stage", 1.6),
            left("指标", "Indicator", 3.8),
            right("差异系数", "CV", 2.2),
            right("限值", "Limit", 1.5),
            left("判断", "Answer", 2.8),
            right("余量", "Margin", 1.9),
            right("按所列小数位可能为", "By the decimals shown", 3),
            left("改变判断的口径", "Readings that turn it", 2.6, is_spare=True),
            left("容许误差；未达标的为各校缺口", "Miscount it can bear; if not met, what schools lack", 4.6),
        ],
        [*(_coefficient(view, one) for one in view.coefficients), *(_composite(view, one) for one in view.composites)],
        note=Words(
            "余量为限值减差异系数。按所列小数位：各校数值只取到所列位数时差异系数的可能范围。容许误差：整数计数误计少于所列数量，"
            "达标的结论不变，只说明计数须准确到何种程度；面积和金额不按单位计。未达标的，列低于标准的学校（学段）对照标准的缺口合计；"
            "补足后差异系数不一定降到限值以内。",
            "Margin: the limit less the coefficient. By the decimals shown: what the coefficient could be were every school's "
            "value known to the decimals shown only. Miscount it can bear: how many units of a whole count would have to be wrong for "
            "a verdict that is met not to hold; it says how careful the count must be. Areas and money have no units to count. "
            "Not met: what the sections below their threshold lack together; with that the coefficient may still be over its limit.",
        ),
        empty=Words("没有可对照的限值。", "there is no limit to compare with."),
    )


def _coefficient(view: FirmnessView, one: Firmness) -> Row:
    care = _holds_unless(one) if one.verdict.answer is Answer.MET else _lacking(view, one)
    return (
        *_beside_limit(view, one.verdict, one.values.indicator.short),
        _between(one),
        _turning(view, one.verdict),
        care,
    )


def _composite(view: FirmnessView, verdict: Verdict) -> Row:
    """The mean of coefficients has a margin; what it hangs on are its parts."""
    return (*_beside_limit(view, verdict, name_of(verdict.rule)), words.MISSING, _turning(view, verdict), words.MISSING)


def _beside_limit(view: FirmnessView, verdict: Verdict, name: Words) -> Row:
    value, limit = verdict.result.value, verdict.limit.value
    return (
        words.stage(verdict.stage, view.lang),
        name,
        words.beside_limit(value, limit, 3),
        f"{limit:.2f}",
        words.answer(verdict.answer, view.lang),
        words.beside_limit(limit - value, 0, 3),
    )


def _turning(view: FirmnessView, verdict: Verdict) -> str:
    """The readings of the documents that turn a verdict, by name."""
    named = [
        found.reading.label.in_(view.lang)
        for found in view.readings.found
        if any((turn.rule.id, turn.stage) == (verdict.rule.id, verdict.stage) for turn in found.turns)
    ]
    return view.text("、", ", ").join(named) or words.MISSING


def _between(one: Firmness) -> str:
    if one.as_printed is None:
        return words.MISSING
    mark = "" if one.is_settled_by(one.as_printed) else " ?"
    low, high = (words.beside_limit(end, one.verdict.limit.value, 3) for end in one.as_printed)
    return (low if low == high else f"{low}–{high}") + mark


def _holds_unless(one: Firmness) -> Words | str:
    """How many units would have to be miscounted, and at how many schools; never which way, nor where."""
    if one.recount is None:
        return words.MISSING
    schools, about = len(one.recount.changes), one.values.indicator
    zh, en = (words.lacking(one.recount.units, about, lang) for lang in ("zh", "en"))
    at = (
        Words("一所学校", "at one school")
        if schools == 1
        else Words(f"{schools}所学校合计", f"at {schools} schools together")
    )
    return Words(f"{at.zh}误计少于{zh}，结论不变", f"{en} {at.en} miscounted")


def _lacking(view: FirmnessView, one: Firmness) -> Words | str:
    """The real shortage: what the schools below their threshold lack, at today's enrolment."""
    name, about = one.verdict.subject, one.values.indicator
    thresholds = view.view.verdict.verdicts.where(measure="resource", stage=one.verdict.stage, subject=name).judged()
    if not thresholds or one.verdict.answer is not Answer.NOT_MET:
        return words.MISSING
    short = [found for found in thresholds if found.answer is Answer.NOT_MET]
    if not short:
        return NOTHING_LACKS
    lacks = sum(found.shortfall for found in short)
    zh, en = (words.lacking(lacks, about, lang) for lang in ("zh", "en"))
    return Words(f"{len(short)}个学校（学段）共缺{zh}", f"{words.counted(len(short), 'section')}: {en} lacking")


def turned(view: FirmnessView) -> Table | None:
    """The verdicts that a reading of the documents turns, with both values; None where none does."""
    return of_readings.turned(view.readings) if any(one.turns for one in view.readings.found) else None


def schools(view: FirmnessView, most: int = 10) -> Table:
    """The schools whose count of thresholds is met and hangs on the fewest units, and how many the others are."""
    shown, rest = view.counts[:most], view.counts[most:]
    return view.tabulate(
        Words("容许误差最小的达标学校", "Schools that meet the rule and must be counted most carefully"),
        [
            left("学校", "School", 5),
            left("学段", "Stage", 1.6),
            left("达标项", "Met", 1.6),
            left("误计少于此数，结论不变", "Holds unless miscounted by", 5),
        ],
        [_school(view, one) for one in shown],
        note=_rest(view, rest),
        empty=_none(view),
    )


def _school(view: FirmnessView, one: CountRecount) -> Row:
    terms, verdict = view.view.table.terms.indicators, one.verdict
    said = [_units(terms[name], units, view.lang) for name, units in one.changes.items()]
    return (
        verdict.result.place,
        words.stage(verdict.stage, view.lang),
        f"{verdict.result.value:g}/{len(one.rows)}",
        view.text("，", ", ").join(said),
    )


def _units(about: Indicator, units: int, lang: str) -> str:
    amount = words.lacking(units, about, lang)
    return f"{about.short.zh}{amount}" if lang == "zh" else f"{about.short.en}: {amount}"


def _rest(view: FirmnessView, rest: list[CountRecount]) -> Words:
    said = Words(
        "一项低于标准的下限，或未达标项过多，该校即不再达标。人数和间数各项分别计算，学生数、面积和金额视为无误。",
        "A school no longer meets the rule where one value falls below the floor or too many thresholds are missed. People and rooms are "
        "taken indicator by indicator; students, areas and money are taken as right.",
    )
    if not rest:
        return said
    least = rest[0].units
    return Words(
        f"其余{len(rest)}个达标学校（学段）均不少于{least}个单位。{said.zh}",
        f"The other {words.counted(len(rest), 'section')} that meet the rule allow for {least} units or more. {said.en}",
    )


def _none(view: FirmnessView) -> Words:
    if any(section.rule.limit for section in view.view.verdict.sections):
        return Words("各校达标结论均不取决于人数或间数。", "no school's result rests on a count of people or rooms.")
    return Words("没有对单校达标项数的规定。", "no rule counts the thresholds of a school.")
