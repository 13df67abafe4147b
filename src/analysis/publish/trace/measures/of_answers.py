"""How many sections and coefficients have which answer (各类判断的数目), as sentences count them; each by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, counted, counted_rows, of_rows, of_rule, told
from analysis.rules.results import Answer, Verdict
from analysis.rules.verdict import SectionVerdict
from analysis.show.conditions.figures import by_need, is_missing
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.moves import direction

#: Which sections a sentence counts, and how it says so.
SECTIONS: tuple[tuple[Callable[[SectionVerdict], bool], tuple[Words, ...]], ...] = (
    (
        lambda one: True,
        (
            Words("#个学校（学段）中，", ", # sections: all"),
            Words("#个学校（学段）、在校生", ": # sections,"),
            Words("共#个：", "# in all:"),
            Words("#所：未附标准", ", # sections: no standard"),
            Words("#个学校（学段）：所附标准", ", # sections: the standard asks"),
        ),
    ),
    (lambda one: one.judged.answer is Answer.MET, (Words("#个*项全部达标", "thresholds met by #;"),)),
    (lambda one: one.rule.answer is Answer.MET, (Words("：达标#个", "in all: met #,"),)),
    (
        lambda one: one.rule.answer is Answer.MET and one.judged.answer is not Answer.MET,
        (Words("另有#个未全部达标", "met by # more"),),
    ),
    (
        lambda one: one.rule.answer is Answer.NOT_MET,
        (Words("），#个未达标，", "; not met by #;"), Words("，未达标#个，", ", not met #,")),
    ),
    (
        lambda one: one.rule.answer is Answer.CANNOT_JUDGE,
        (Words("，#个无法判断", "cannot be judged for #"), Words("无法判断#个", "cannot be judged #")),
    ),
)
#: Which coefficients, of those that have a limit.
COEFFICIENTS: tuple[tuple[Callable[[Verdict], bool], Words], ...] = (
    (lambda one: True, Words("#项差异系数中，", ", # coefficients:")),
    (lambda one: one.answer is Answer.MET, Words("，#项不超过限值", ": # within the limit")),
    (lambda one: one.answer is not Answer.MET, Words("，#项超过；", ", # over it")),
)
#: How sentences tell the share of its threshold that no value of a school may fall below.
FLOOR = (
    Words("标准的#%", "#% of the threshold"),
    Words("不低于#%", "at #% or more"),
    Words("深色低于#%", "below #% of"),
    Words("其余≥标准的#%", "the rest ≥ #% of theirs"),
)
#: Of the sections without a row in the table of shades.
NOT_SHOWN = Words("未列出的#个学校（学段）", "the # sections not shown")
MISSING_OF_THEM = Words("个学校（学段）中，#个有未达标", "sections not shown, # miss")


def measured(view: View) -> Iterator[Measure]:
    """The counts of every stage; every coefficient and its limit; the floor of the school rule."""
    for stage in view.stages:
        yield from _sections(view, stage)
        mine = [view.verdict.cvs[stage, one.name] for one in view.indicators if (stage, one.name) in view.verdict.cvs]
        judged = [one for one in mine if one.limit and not math.isnan(one.result.value)]
        for belongs, said in COEFFICIENTS:
            yield counted(called(view, filter(belongs, judged)), stage, said)
        for one in mine:
            yield from _coefficient(view, one)
        yield from _since_first_year(view, mine, stage)
    yield from _without_row(view)
    yield counted(map(str, view.table.years), "", Words("#个年份", "# years describe"))
    rule = next((one.limit for one in view.verdict.verdicts.where(measure="met_count") if one.limit), None)
    if rule and view.floor is not None:
        yield told(of_rule(replace(rule, value=view.floor)), *FLOOR)


def _without_row(view: View) -> Iterator[Measure]:
    """The sections that the table of shades has no row for, and those of them that miss something."""
    _, left_out = by_need(view)
    for sections, said in ((left_out, NOT_SHOWN), (filter(is_missing, left_out), MISSING_OF_THEM)):
        rows = view.sections.rows.loc[[one.row for one in sections]]
        yield counted_rows(view, rows, None)._replace(said=(said,))


def _sections(view: View, stage: str) -> Iterator[Measure]:
    """Sections by their answer, their students, and how many thresholds they are held against."""
    mine = [section for section in view.verdict.sections if section.stage == stage]
    for belongs, said in SECTIONS:
        rows = view.sections.rows.loc[[one.row for one in mine if belongs(one)]]
        yield counted_rows(view, rows, None, stage=stage)._replace(said=said)
    judged = max((one.judged for one in mine), key=len, default=())
    yield counted(called(view, judged), stage, Words("个#项全部达标", "all # thresholds met"))
    rows = view.rows_of(stage)
    students = of_rows(view, rows, rows["students"].sum(), "sum", ("students",), stage, "rows", as_counted=True)
    yield told(students, Words("个学校（学段）、在校生#人", " sections, # students"))


def _coefficient(view: View, verdict: Verdict) -> Iterator[Measure]:
    about, stage = view.table.terms.indicators[verdict.subject], verdict.stage
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    short, in_sentence = about.short.zh, about.short_in_sentence
    yield told(
        verdict.result,
        Words(f"最大的是{in_sentence.zh}，为#", f"largest is that of {in_sentence.en}, #"),
        Words(f"最大的是{in_sentence.zh}（#", f"is that of {in_sentence.en}, #; no standard"),
        Words(f"{zh}{short}#（限值", f"{in_sentence.en}, {en}, # (limit"),
        Words("未修约（#）", "unrounded (#)"),
        Words("小数（#）", "decimals (#)"),
    )
    if verdict.limit:
        limit = of_rule(verdict.limit, stage, verdict.subject)
        yield told(
            limit,
            Words("不超过限值#", "within the limit of #"),
            Words("，超过限值#", "over the limit of #"),
            Words("与限值#相差不超过", "of the limit #"),
            Words(f"{zh}{short}*（限值#", f"{in_sentence.en}, {en}, * (limit #"),
        )


def _since_first_year(view: View, mine: Iterable[Verdict], stage: str) -> Iterator[Measure]:
    """How many coefficients rose and fell."""
    moves = [(one, one.result.value - view.balance(one.subject, stage, view.table.years[0]).value) for one in mine]
    known = [(one, move) for one, move in moves if not math.isnan(move)]
    groups = (
        (known, Words("#项差异系数中*项上升", f"of # {words.stage(stage, 'en')} coefficients")),
        ([pair for pair in known if direction(pair[1]) > 0], Words("项差异系数中#项上升", "coefficients, # rose and")),
        ([pair for pair in known if direction(pair[1]) < 0], Words("项上升、#项下降", "rose and # fell")),
        ([pair for pair in known if not direction(pair[1])], Words("项下降、#个不变", "fell, # unchanged")),
    )
    for found, said in groups:
        yield counted(called(view, (one for one, _ in found)), stage, said)


def called(view: View, verdicts: Iterable[Verdict]) -> Iterator[str]:
    """What verdicts are about, by name."""
    known = view.table.terms.indicators
    return (known[one.subject].short.in_(view.lang) if one.subject in known else one.subject for one in verdicts)
