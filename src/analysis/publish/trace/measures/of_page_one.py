"""What page 1 counts and adds up (首页所计): parts by answer, what is lacking, where to look first, last year, rule values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from analysis.insight.monitoring.two_years import compare_years
from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, counted, counted_rows, told
from analysis.publish.trace.measures.of_answers import called
from analysis.rules.asked import name_of
from analysis.rules.results import ANSWER_WORDS, Answer, Inputs, Verdict, all_of
from analysis.rules.rule import StandardValue
from analysis.rules.standards import InForce
from analysis.rules.verdict import CountyVerdict, judge
from analysis.show.appendix.matter import values_applied
from analysis.show.county.view import View
from analysis.show.data.notes import moving
from analysis.show.page import words
from analysis.show.page.moves import direction
from analysis.tables.terms import Indicator

PARTS, LACKING = Words("共判断", "judged against"), Words("尚缺", "still lacking")
JUDGED = Words("资源配置#项指标", "# resource indicators")
#: How sentences tell in which direction coefficients moved.
MOVED = {
    1: Words("差异系数#个上升、", "# coefficients rose and"),
    -1: Words("个上升、#个下降", "rose and # fell"),
    0: Words("下降、#个不变", "fell, # unchanged"),
}
TWO_YEARS = Words("两年只能描述变化", "Two years describe a change")
#: How sentences tell how many rule values were read how; "" is all of them.
READ = {
    "": Words("规则数值#个", "rule values applied: #,"),
    "original": Words("据文件原文#个", "of which # were read in the original"),
    "secondary": Words("据转引材料#个", "# at second hand"),
    "recalled": Words("凭记忆录入#个", "# are recalled"),
}


def measured(view: View, shown: str) -> Iterator[Measure]:
    """The numbers of page 1; those of last year only where `shown` says something of it: that year is judged for them."""
    if view.standard is None:
        return
    yield from _parts(view)
    for one in view.indicators:
        yield from _lacking(view, one)
    yield from _missed(view)
    yield from read(values_applied(view))
    judged = [view.table.terms.indicators[name].short.in_(view.lang) for name in view.standard.indicators(view.day)]
    yield counted(judged, "", JUDGED)
    points = (Words("数据中有#处须先核对", f"# {noun} in the data must be checked") for noun in ("point", "points"))
    yield counted((note.place for note, _ in moving(view)), "", *points)
    yield from _without_data(view)
    before = view.year - 1
    if before in view.table.years and TWO_YEARS.in_(view.lang) in shown:
        yield from _since(view, judge(view.all_sections, view.standard, view.county, before), before)


def _parts(view: View) -> Iterator[Measure]:
    rules: dict[Words, list[Verdict]] = {}
    for one in view.verdict.headlines:
        rules.setdefault(name_of(one.rule), []).append(one)
    answers = {rule: all_of(one.answer for one in here) for rule, here in rules.items()}
    yield counted(_in(view, answers), "", Words("共判断#个部分", ", # part"), beside=(PARTS,))
    for answer, said in ANSWER_WORDS.items():
        found = [rule for rule, one in answers.items() if one is answer]
        phrases = (Words(f"{sign}#个{said.zh}", f"{mark} # {said.en}") for sign, mark in (("：", ":"), ("、", ",")))
        yield counted(_in(view, found), "", *phrases, beside=(PARTS,))


def _in(view: View, names: Iterable[Words]) -> list[str]:
    return [one.in_(view.lang) for one in names]


def _lacking(view: View, about: Indicator) -> Iterator[Measure]:
    """What every school lacks together of one indicator, and how many lack it."""
    missed = [
        one
        for section in view.verdict.sections
        for name, one in section.indicators.items()
        if name == about.name and one.answer is Answer.NOT_MET
    ]
    if not missed:
        return
    rows = [one.row for one in missed]
    inputs = Inputs(view.sections.table.locators, tuple(rows), missed[0].result.inputs.fields)
    total = view.verdict.case.result(sum(one.shortfall for one in missed), "shortfall", about.name, "", inputs)
    yield told(total, *_amounts(about, "#", ""), beside=(LACKING,))
    sections = counted_rows(view, view.sections.rows.loc[rows], None, (LACKING,))
    yield sections._replace(said=(*_amounts(about, "*", "（#）"),))


def _amounts(about: Indicator, amount: str, then: str) -> Iterator[Words]:
    """How much is lacking of one indicator: exactly or at least; of one unit or several."""
    short, in_sentence, unit = about.short.zh, about.short_in_sentence.en, about.gap_unit
    after = then.translate({ord("（"): " (", ord("）"): ")"})
    for zh, en in (("", ""), ("至少", "at least ")):
        for noun in dict.fromkeys((unit.en, unit.en.removesuffix("s"))):
            yield Words(f"{short}{zh}{amount}{unit.zh}{then}", f"{in_sentence}, {en}{amount} {noun}{after}")


def _missed(view: View) -> Iterator[Measure]:
    """How many thresholds a section misses."""
    for section in view.verdict.sections:
        if section.rule.answer is Answer.NOT_MET:
            missed = (one for one in section.judged if one.answer is Answer.NOT_MET)
            zh, en = (words.stage(section.stage, lang) for lang in ("zh", "en"))
            said = Words(f"{section.school}（{zh}，#项）", f"{section.school} ({en}, #)")
            yield counted(called(view, missed), section.stage, said, school=section.school)


def _since(view: View, then: CountyVerdict, before: int) -> Iterator[Measure]:
    """How many coefficients rose and fell since last year; how many sections did not keep the rule in it, and in this."""
    lines = compare_years(then, view.verdict).lines
    known = [one.cvs for one in lines if one.cvs.change == one.cvs.change]
    for way, said in MOVED.items():
        moved = [one.after for one in known if direction(one.change) == way]
        stages = (words.stage(one.stage, view.lang) for one in moved)
        yield counted(map(" ".join, zip(stages, called(view, moved), strict=True)), "", said)
    was = (
        Words(f"{before}年#个，", f"# {noun} did not meet the rule on resources in {before}")
        for noun in ("section", "sections")
    )
    for verdict, said in ((then, was), (view.verdict, [Words(f"，{view.year}年#个。", f", # in {view.year}.")])):
        rows = [one.row for one in verdict.sections if one.rule.answer is Answer.NOT_MET]
        yield counted_rows(view, verdict.case.sections.rows.loc[rows], None)._replace(said=tuple(said))


def read(values: Sequence[StandardValue | InForce]) -> Iterator[Measure]:
    """Rule values by how they were read, each by its rule."""
    for confidence, said in READ.items():
        found = [one for one in dict.fromkeys(values) if one.confidence == confidence] if confidence else values
        yield counted(map(_ruled, found), "", said)


def _ruled(value: StandardValue | InForce) -> str:
    is_dated = isinstance(value, StandardValue)
    about = [value.rule] if is_dated else [value.measure, value.number, value.whom]
    return f"{':'.join(filter(None, about))} {value.value:g}"


def _without_data(view: View) -> Iterator[Measure]:
    silent, all_ = (
        Words("项指标中有#项没有数据", "be said about # of"),
        Words("#项指标中有*项没有", "about * of # indicators"),
    )
    for indicators, said in ((view.without_data, silent), (view.asked_for, all_)):
        yield counted(_in(view, (one.short for one in indicators)), "", said)
