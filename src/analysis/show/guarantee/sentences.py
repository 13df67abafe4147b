"""A framework in sentences: what was held against what, what fails, how each answer came about."""

from __future__ import annotations

from analysis.language import LANGS, Words, begun
from analysis.rules.results import Answer, Verdict
from analysis.show.appendix.results import bound, found
from analysis.show.guarantee.tables import best_evidence
from analysis.show.guarantee.view import GuaranteeView, label_of
from analysis.show.monitoring.view import MonitoringView
from analysis.show.page import words
from analysis.show.page.stated import EVIDENCE_WORDS, Evidence, stated_limit, stated_value
from analysis.tables.county.record import Record

JOINED = "\u00a0"  # a space at which no line breaks


def about(view: GuaranteeView) -> Words:
    """Whose figures, against which document; one without limits judges nothing."""
    if view.report is None:
        return _about_county(view)
    record, standard = view.record, view.standard
    note, held, whose = record.note or Words("", ""), "judged" if view.judged_lines else "held", _whose(record)
    return Words(
        f"{whose.zh}。数据取自《{record.source.zh}》所载各数，未作改动；对照{standard.document}"
        f"《{standard.title.zh}》。{note.zh}",
        f"{whose.en}. The figures are those printed in ‘{record.source.en}’, unchanged, {held} against "
        f"{standard.title.en} ({standard.document}). {note.en}".strip(),
    )


def _about_county(view: GuaranteeView) -> Words:
    """A county's own: its school table, its workbook of facts, or both; and which kind of data that is."""
    record, standard = view.record, view.standard
    kind = view.county.table.provenance.of_years([view.county.year]).banner if view.county else None
    made_up = Words(f"学校数据表为{kind.zh}。", f" The school table: {kind.en}.") if kind else Words("", "")
    schools = Words("学校数据表", "its school table")
    facts = Words(f"县级填报数据《{record.source.zh}》", f"what it states of itself in ‘{record.source.en}’")
    used = [*([schools] if view.county else []), *([facts] if record.source.zh else [])]
    whose = _whose(record)
    return Words(
        f"{whose.zh}。依据{'和'.join(one.zh for one in used)}，对照{standard.document}《{standard.title.zh}》。{made_up.zh}",
        f"{whose.en}. Judged from {' and '.join(one.en for one in used)}, against {standard.title.en} "
        f"({standard.document}).{made_up.en}",
    )


def _whose(record: Record) -> Words:
    """The county, and the year where it is known."""
    year = Words(f"，{record.year}年", f", {record.year}") if record.year else Words("", "")
    return Words(record.place.zh + year.zh, record.place.en + year.en)


def monitored(view: GuaranteeView, watch: MonitoringView) -> Words | None:
    """That a report has no schools to compare, and which county is shown instead."""
    if view.report is None:
        return None
    return Words(
        f"该报告没有分校数据，不作年度对照；以下以{watch.place}为例。",
        f"This report has no figures of single schools to compare; {watch.place} is shown as an example.",
    )


def result(view: GuaranteeView) -> Words:
    """What fails and how much is open, in one sentence; for a document without limits, that it judges nothing."""
    lines = view.judged_lines
    if not lines:
        return _unjudged(view)
    by = {answer: [line for line in lines if line.answer is answer] for answer in Answer}
    failing = [line.failing for line in by[Answer.NOT_MET]]
    what = Words("、".join(one.zh for one in failing), "; ".join(one.en for one in failing))
    fails = (
        Words(f"未达标{len(failing)}项：{what.zh}", f"not met: {len(failing)} ({what.en})")
        if failing
        else Words("无未达标项目", "not met: 0")
    )
    return Words(
        f"{_by_part(view).zh}{len(lines)}项中达标{len(by[Answer.MET])}项；{fails.zh}；{len(by[Answer.CANNOT_JUDGE])}项无法判断。",
        f"{_by_part(view).en}Of {len(lines)} items, met: {len(by[Answer.MET])}; {fails.en}; cannot be judged: "
        f"{len(by[Answer.CANNOT_JUDGE])}.",
    )


def _by_part(view: GuaranteeView) -> Words:
    """How many items each part of a document asks, where it has several."""
    counts = [(label, sum(line.is_judged for line in view.lines(part))) for part, label in view.parts.items()]
    told = [(label, count) for label, count in counts if count]
    if len(told) < 2:
        return Words("", "")
    zh = "、".join(f"{label.zh}{count}" for label, count in told)
    en = ", ".join(f"{label.en} {count}" for label, count in told)
    return Words(f"所要求的项数：{zh}。", f"Items required: {en}. ")


def _unjudged(view: GuaranteeView) -> Words:
    lines = [line for part in view.parts for line in view.lines(part)]
    with_figures = sum(best_evidence(line) not in (Evidence.NONE, Evidence.BLANK) for line in lines)
    return Words(
        f"该文件未载明可对照的限值，不作达标判断；{len(lines)}项中{with_figures}项有可用数据。",
        f"The document prints no limit to compare figures with, so nothing is judged; {with_figures} of {len(lines)} items have "
        "figures that can be used.",
    )


def evidence(view: GuaranteeView) -> Words | None:
    """How many items rest on counts, and how many on nothing; kinds that do not occur are left out."""
    found = [best_evidence(line) for line in view.judged_lines]
    counted = [(kind, found.count(kind)) for kind in Evidence if kind in found]
    if not counted:
        return None
    return Words(
        "，".join(f"{count}项{EVIDENCE_WORDS[kind].zh}" for kind, count in counted) + "。",
        "Items by what they rest on: "
        + "; ".join(f"{EVIDENCE_WORDS[kind].en}, {count}" for kind, count in counted)
        + ".",
    )


def explained(view: GuaranteeView) -> list[Words]:
    """Each answered item in words: the clause, the numbers, the answer; coefficients that are met stand in the table."""
    answered = (one for one in view.items if one.answer is not Answer.CANNOT_JUDGE and one.limit)
    told = [
        _explained(view, one) for one in answered if one.measure != "cv" or one.note or one.answer is Answer.NOT_MET
    ]
    return told or [Words("没有需要说明的判断。", "There is no answer to explain.")]


def _explained(view: GuaranteeView, verdict: Verdict) -> Words:
    label, document = label_of(verdict), verdict.limit.document
    clause = view.standard.clause(verdict.limit.clause)
    value = found(verdict) if verdict.members else stated_value(verdict)
    asked = bound(verdict, view.floor) if verdict.members else stated_limit(verdict)
    stage = (words.kind(verdict.stage, "zh"), words.kind(verdict.stage, "en"))
    note = verdict.note or Words("", "")
    answer = [words.answer(verdict.answer, lang).replace(" ", JOINED) for lang in LANGS]
    whom_zh, whom_en = (f"（{stage[0]}）", f" ({stage[1]})") if stage[0] else ("", "")
    beside_zh, beside_en = (f"（{note.zh}）", f" ({note.en})") if note.zh else ("", "")
    return Words(
        f"{label.zh}{whom_zh}：{document} {clause.zh}，要求{asked.zh}，测算值为{value.zh}，{answer[0]}{beside_zh}。",
        f"{label.en}{whom_en}: {document}, {clause.en}, requires {asked.en}; found {value.en}: {answer[1]}{beside_en}.",
    )


def scores(view: GuaranteeView) -> list[Words]:
    """How a score came about; subtotals of which nothing is stated are left out. Or that the document counts none."""
    every = [*view.verdict.verdicts.where(measure="deductions"), *view.verdict.verdicts.where(measure="points")]
    sheets = [one for one in every if one.limit or not one.is_silent]
    if not every:
        return [Words("该文件不计分。", "This document awards no points.")]
    return [_scored(one) for one in sheets or every[:1]]


def _scored(verdict: Verdict) -> Words:
    label, note = label_of(verdict), verdict.note or Words("", "")
    value = stated_value(verdict)
    beside = Words(f"{note.zh.rstrip('。')}。", f" {begun(note.en).rstrip('.')}.") if note.zh else Words("", "")
    return Words(f"{label.zh}：{value.zh}分。{beside.zh}", f"{label.en}: {value.en} points.{beside.en}")
