"""What stands of a framework held against a county (逐项测算): every item's value and requirement, how many have which answer."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace

from analysis.insight.readings.reading import readings
from analysis.language import Words
from analysis.publish.trace.labels import definitions, of_document, of_source
from analysis.publish.trace.measures import of_stated
from analysis.publish.trace.measures.measure import Measure, Subject, cell, counted, told
from analysis.publish.trace.measures.of_answers import FLOOR
from analysis.publish.trace.measures.of_findings import names as of_report
from analysis.publish.trace.measures.of_method import chosen
from analysis.publish.trace.measures.of_page_one import JUDGED, read
from analysis.publish.trace.measures.of_rules import asked, found, members_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict
from analysis.rules.rule import SIGNS
from analysis.show.guarantee.tables import best_evidence
from analysis.show.guarantee.view import GuaranteeView, Line, label_of
from analysis.show.page import words
from analysis.show.page.stated import EVIDENCE_WORDS, Evidence
from analysis.show.reports.matter import as_of
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.terms import common_terms

FOUND, REQUIRED, REMARKS = Words("测算值", "Found"), Words("要求", "Required"), Words("说明", "Remarks")
MISSING = Words("差距或缺项", "What is missing")
PARTS = Words("各部分情况", "The parts of the framework")
HERE = Words("此处口径", "As counted here")
ITEMS = Words("项数", "Items")
BY_PART = Words("所要求的项数", "Items required")
ALL_ITEMS = (Words("#项中达标*项", "Of # items, met"),)
NEVER_STATED = (Words("另有#项均未填报", "# more items are not stated"),)
NOT_STATED = (Words("未填报#项：", "Not stated (#)"),)
#: How many items, and of a rule's sections, have which answer: the head of a column, how sentences and cells tell it.
BY_ANSWER = {
    Answer.MET: (Words("达标", "Met"), Words("项中达标#项", "items, met: #"), Words("所中#所达标", ": # met")),
    Answer.NOT_MET: (
        Words("未达标", "Not met"),
        Words("；未达标#项", "not met: #"),
        Words("，#所未达标", ", # not met"),
    ),
    Answer.CANNOT_JUDGE: (
        Words("无法判断", "Cannot be judged"),
        Words("；#项无法判断", "cannot be judged: #"),
        Words("，#所无法判断", ", # cannot be judged"),
    ),
}
REQUIRES = Words("，要求#", ", requires #")  # where no sign stands before it
OF_ALL = Words("#所中*所", "of #: *")
MORE = Words("等共#个", "and # more")
MOST_NAMED = 6  # offenders in running text; in English the rest is counted
OF_STANDARD = Words("标准文件中的说明文字", "words of the standard's own notes")


def subject(view: GuaranteeView, source: Provenance | None = None) -> Subject:
    """source : of the county's tables; None where the figures are a report's"""
    terms = view.county.table.terms if view.county else common_terms()
    return Subject(terms, _measured(view), _names(view, source))


def _names(view: GuaranteeView, source: Provenance | None) -> Iterator[tuple[str, Words]]:
    yield from _of_figures(view, source)
    yield from of_stated.names(view)
    yield from definitions(view.lang)
    for year in {view.record.year, *(view.county.table.years if view.county else ())} - {0}:
        yield Words(f"{year}年", f"{year}").in_(view.lang), Words("年份", "a year")
    yield view.standard.id, Words("文件名称或文号", "a document's name or number")
    for part in view.parts:
        for line in view.lines(part):
            if line.number and line.rules:
                label = label_of(line.rules[0][0])
                numbered = Words(f"{line.number}．{label.zh}", f"{line.number}. {label.en}")
                yield numbered.in_(view.lang), Words("项目及其序号", "an item and its number")
    for one in view.verdict.verdicts:
        for text in (one.rule.proof, one.rule.note, label_of(one)):
            if text:
                yield text.in_(view.lang), OF_STANDARD
        if one.limit:
            yield view.standard.clause(one.limit.clause).in_(view.lang), Words("条款编号", "a clause's number")
    for reading in readings():
        yield reading.silent.in_(view.lang), Words("文件未明确之处", "where the documents are silent")
    yield Words("个班各1间", "").in_(view.lang), Words("规则中的一间", "the one room of the rule")


def _of_figures(view: GuaranteeView, source: Provenance | None) -> Iterator[tuple[str, Words]]:
    """What the county's tables, or the report, say of themselves."""
    if source:
        yield from of_source(source.of_years(view.county.table.years) if view.county else source, view.lang)
    if view.report:
        yield from of_document(as_of(view.report.year), view.lang)
        yield from of_report(view.report)


def _measured(view: GuaranteeView) -> Iterator[Measure]:
    for one in view.items:
        yield from _item(view, one)
    yield from _counts(view)
    yield from of_stated.measured(view)
    yield from read(view.verdict.rules_applied)
    terms = common_terms().indicators
    judged = (terms[name].short.in_(view.lang) for name in view.standard.indicators(view.verdict.day) if name in terms)
    yield counted(judged, "", JUDGED)
    for measure in chosen(view.conventions, view.verdict.day):
        yield measure._replace(head=HERE, within=measure.said)


def _item(view: GuaranteeView, verdict: Verdict) -> Iterator[Measure]:
    """An item's value and what it is held against, in its row, in its sentence and among what is missing."""
    label = label_of(verdict)
    kind = Words(*(words.kind(verdict.stage, lang) for lang in ("zh", "en")))
    row = (label, *([cell(kind)] if kind.zh else []))
    whom = Words(f"{label.zh}（{kind.zh}）", f"{label.en} ({kind.en})") if kind.zh else label
    about, value = MEASURES[verdict.measure], verdict.result.value
    unit = about.counted(value) if about.shown == "count" and not math.isnan(value) else Words("", "")
    result = replace(verdict.result, subject=verdict.rule.id)
    for one in [value] if not math.isnan(value) else verdict.result.bounds or ():
        yield Measure(replace(result, value=one), FOUND, row, counted=of_stated.answering(view, verdict))
    if not verdict.members:
        yield told(result, *(Words(f"测算值为{sign}#", f"found {sign}#") for sign in ("", "≥ ", "≤ ")), beside=(whom,))
    yield Measure(result, MISSING, (label,), within=(_beside(kind, f"#{unit.zh}", f"#{unit.en}"),))
    if verdict.members and view.county:
        yield from (one._replace(head=None) for one in found(view.county, verdict, FOUND, (whom,)))
        yield from _members(view, verdict, row, whom)
    for one in asked(view, verdict, REQUIRED, ()):
        sign = SIGNS[one.result.limit.sense]
        within = _beside(kind, f"*{unit.zh}，要求{sign} #", f"*{unit.en}, required {sign} #")
        yield one._replace(beside=row, said=())
        yield told(one.result, *((*one.said, REQUIRES) if one.said else FLOOR), beside=(whom,))
        yield one._replace(
            head=MISSING,
            beside=(label,),
            said=(),
            within=(within, _beside(kind, f"*{unit.zh}，要求#", f"*{unit.en}, required #")),
        )
    offenders = [view.school(one) for one in verdict.offenders]
    if len(offenders) > MOST_NAMED:
        named = offenders if view.lang == "zh" else offenders[MOST_NAMED:]
        for head in (REMARKS, MISSING):
            yield counted(named, verdict.stage, head=head)._replace(within=(MORE,))


def _beside(kind: Words, zh: str, en: str) -> Words:
    """A phrase that begins with the stage or type of school it is about."""
    return Words(f"{kind.zh}{zh}", f"{kind.en} {en}".strip())


def _members(view: GuaranteeView, verdict: Verdict, row: tuple[Words, ...], whom: Words) -> Iterator[Measure]:
    """How many sections a rule puts together, and their answers."""
    for answer, within in ((None, OF_ALL), *((answer, said[2]) for answer, said in BY_ANSWER.items())):
        names = members_of(view.county, (one for one in verdict.members if answer in (None, one.answer)))
        yield counted(names, verdict.stage, beside=row, head=REMARKS)._replace(within=(within,))
        yield counted(names, verdict.stage, within, beside=(whom,))


def _counts(view: GuaranteeView) -> Iterator[Measure]:
    """How many items each part has, by answer and by what they rest on."""
    for part, label in view.parts.items():
        lines = [line for line in view.lines(part) if line.is_judged]
        said = Words(f"{label.zh}#", f"{label.en} #")
        yield counted(_called(view, lines), "", said, beside=(BY_PART,))
        for head, mine in ((ITEMS, lines), *((said[0], _of(lines, answer)) for answer, said in BY_ANSWER.items())):
            yield counted(_called(view, mine), "", beside=(PARTS, cell(label)), head=head)
        unmarked = [one for one in view.lines(part) if not one.is_judged and best_evidence(one) is Evidence.NONE]
        yield counted(_called(view, unmarked), "", *NOT_STATED, beside=(label,))
    lines = view.judged_lines
    yield counted(_called(view, lines), "", *ALL_ITEMS)
    for answer, (_, said, _) in BY_ANSWER.items():
        yield counted(_called(view, _of(lines, answer)), "", said)
    for kind, about in EVIDENCE_WORDS.items():
        mine = [line for line in lines if best_evidence(line) is kind]
        yield counted(_called(view, mine), "", Words(f"#项{about.zh}", f"{about.en}, #"))
        if about is EVIDENCE_WORDS["none"]:
            yield counted(_called(view, mine), "", *NEVER_STATED)


def _of(lines: Iterable[Line], answer: Answer) -> list[Line]:
    return [line for line in lines if line.answer is answer]


def _called(view: GuaranteeView, lines: Iterable[Line]) -> list[str]:
    return [line.label.in_(view.lang) for line in lines]
