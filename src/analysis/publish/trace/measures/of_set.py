"""What the self-assessment of an attachable set says by itself (自评报告): counts by stage and part, coefficients, tasks.

Its annexes show tables of other documents, and their numbers are those of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analysis.language import Words, begun
from analysis.publish.trace.measures import of_guarantee, of_monitoring, of_plan
from analysis.publish.trace.measures.measure import Measure, Subject, counted, counted_rows, of_rows, of_rule, told
from analysis.publish.trace.measures.of_answers import called
from analysis.publish.trace.measures.of_page_one import read
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer
from analysis.rules.rule import SIGNS
from analysis.show.attachments.description import documents, self_report
from analysis.show.attachments.desk import Desk
from analysis.show.guarantee.view import Line
from analysis.show.page import words

COUNTED, HELD = Words("纳入测算的学校情况", "Included for"), Words("个学校（学段）中", "meet the resource rule")
OVER = Words("其中超过限值的#项", "; # over the limit")
#: How sentences tell how many sections, and items of a part, have which answer; None is all of them.
SECTIONS = {
    None: (Words("#个学校（学段）中", "Of # section"),),
    Answer.MET: (Words("资源配置达标#个", "), # meet the resource rule"),),
    Answer.NOT_MET: (Words("个，未达标#个，无", "rule, # do not,"),),
    Answer.CANNOT_JUDGE: (Words("个，无法判断#个。", "do not, and # cannot be judged"),),
}
ITEMS = {
    None: (Words("共#项：达标", "# items: * met"), Words("共#项：达标", "# item: * met")),
    Answer.MET: (
        Words("项：达标#项，未", ": # met, * not met, and"),
        Words("项：达标#项，未", ": # met, * not met, *"),
    ),
    Answer.NOT_MET: (Words("项，未达标#项，无", "met, # not met, "),),
    Answer.CANNOT_JUDGE: (Words("，无法判断#项。未", "not met, # cannot be judged. What"),),
}
TASKS = {
    Answer.NOT_MET: (Words("须整改的#项", "# items to be put right"), Words("须整改的#项", "# item to be put right")),
    Answer.CANNOT_JUDGE: (Words("佐证材料的#项", "put right and # that lack"),),
}


def subjects(desk: Desk) -> Iterator[Subject]:
    """Of a set's annexes, and of its report."""
    yield of_plan.subject(desk.plan)
    yield of_guarantee.subject(desk.framework, desk.view.table.provenance)
    if desk.monitoring.has_both_years:
        yield of_monitoring.subject(desk.monitoring)
    yield Subject(desk.view.table.terms, _measured(desk), _names(desk))


def _names(desk: Desk) -> Iterator[tuple[str, Words]]:
    for number, one in enumerate(documents(), start=1):
        for title in dict.fromkeys((one.title.in_(desk.lang), begun(one.title.in_(desk.lang)))):
            yield f"{number}. {title}", Words("附件及其编号", "an annex and its number")


def _measured(desk: Desk) -> Iterator[Measure]:
    for with_framework in (False, True):
        yield from read(desk.values_applied(with_framework))
    for stage in desk.view.stages:
        yield from _sections(desk, stage)
        yield from _coefficients(desk, stage)
    yield from _sizes(desk)
    for section in self_report().section:
        for name in section.tell:
            kind, _, part = name.partition(":")
            if kind == "part" and part in desk.framework.parts:
                lines = [line for line in desk.framework.lines(part) if line.is_judged]
                yield from _by_answer(desk, lines, ITEMS, section.title)
    yield from _by_answer(desk, desk.framework.judged_lines, TASKS)


def _sections(desk: Desk, stage: str) -> Iterator[Measure]:
    """Sections of a stage, their students, and how many keep the resource rule."""
    view, rows = desk.view, desk.view.rows_of(stage)
    zh, en = (words.stage(stage, lang) for lang in ("zh", "en"))
    how_many = Words(f"{zh}学校（学段）#个", f"{en}, # section")
    yield counted_rows(view, rows, None, (COUNTED,), stage)._replace(said=(how_many,))
    students = of_rows(view, rows, rows["students"].sum(), "sum", ("students",), stage, "rows", as_counted=True)
    with_these = (
        Words(f"{zh}学校（学段）*个，在校生#人", f"{en}, * {noun} with # students") for noun in ("section", "sections")
    )
    yield told(students, *with_these, beside=(COUNTED,))
    for answer, said in SECTIONS.items():
        mine = [one.row for one in view.verdict.sections if one.stage == stage and answer in (None, one.rule.answer)]
        yield counted_rows(view, view.sections.rows.loc[mine], None, (HELD,), stage)._replace(said=said)


def _coefficients(desk: Desk, stage: str) -> Iterator[Measure]:
    view = desk.view
    cvs = [view.verdict.cvs[stage, one.name] for one in view.indicators_of(stage)]
    zh, en = (words.stage(stage, lang) for lang in ("zh", "en"))
    yield counted(called(view, cvs), stage, Words(f"{zh}#项差异系数：", f"{en}, # coefficients:"))
    over = (one for one in cvs if one.answer is Answer.NOT_MET)
    yield counted(called(view, over), stage, OVER, beside=(Words(f"{zh}{len(cvs)}项", f"{en}, {len(cvs)}"),))
    for one in cvs:
        about = view.table.terms.indicators[one.subject]
        yield told(
            one.result,
            Words(f"{about.short.zh}#", f"{about.short_in_sentence.en} #"),
            beside=(Words("项差异系数：", "coefficients:"),),
        )


def _sizes(desk: Desk) -> Iterator[Measure]:
    """The limits of sizes, each by the stage or type of school it is told of."""
    for one in desk.view.verdict.headlines:
        if one.limit and MEASURES[one.measure].shown == "count":
            zh, en = (words.kind(one.stage, lang) for lang in ("zh", "en"))
            unit, sign = MEASURES[one.measure].counted(one.result.value), SIGNS[one.limit.sense]
            said = Words(f"{zh}*{unit.zh}（{sign} #", f"{en} *{unit.en} ({sign} #")
            yield told(of_rule(one.limit, one.stage), said)


def _by_answer(
    desk: Desk, lines: Iterable[Line], said: dict[Answer | None, tuple[Words, ...]], *beside: Words
) -> Iterator[Measure]:
    lines = list(lines)
    for answer, phrases in said.items():
        mine = (line.label.in_(desk.lang) for line in lines if answer in (None, line.answer))
        yield counted(mine, "", *phrases, beside=beside)
