"""A framework in sentences: what was held against what, what fails, how each answer came about."""

from __future__ import annotations

from analysis.language import Words
from analysis.rules.results import Answer, Verdict
from analysis.show.guarantee.tables import best_evidence
from analysis.show.guarantee.view import GuaranteeView, label_of
from analysis.show.page import words
from analysis.show.page.stated import Evidence, stated_limit, stated_value


def about(view: GuaranteeView) -> Words:
    """Whose figures, against which document."""
    record, standard = view.record, view.standard
    note = record.note or Words("", "")
    return Words(
        f"{record.place.zh}，{record.year}年。数据取自《{record.source.zh}》所印各数，未作改动；对照{standard.document}"
        f"《{standard.title.zh}》。{note.zh}",
        f"{record.place.en}, {record.year}. The figures are those printed in '{record.source.en}', untouched, held against "
        f"{standard.title.en} ({standard.document}). {note.en}".strip(),
    )


def result(view: GuaranteeView) -> Words:
    """What fails and how much is open, in one sentence."""
    lines = view.judged_lines
    by = {answer: [line for line in lines if line.answer is answer] for answer in Answer}
    failing = [line.label for line in by[Answer.NOT_MET]]
    what = Words("、".join(one.zh for one in failing), ", ".join(one.en for one in failing))
    fails = (
        Words(f"未达标{len(failing)}项：{what.zh}", f"{len(failing)} not met: {what.en}")
        if failing
        else Words("没有未达标的项目", "none is not met")
    )
    return Words(
        f"{len(lines)}项中达标{len(by[Answer.MET])}项；{fails.zh}；{len(by[Answer.CANNOT_JUDGE])}项无法判断。",
        f"Of {len(lines)} items {len(by[Answer.MET])} are met; {fails.en}; {len(by[Answer.CANNOT_JUDGE])} cannot be judged.",
    )


def evidence(view: GuaranteeView) -> Words:
    """How many items rest on counts, and how many on nothing."""
    found = [best_evidence(line) for line in view.judged_lines]
    counts = {one: found.count(one) for one in Evidence}
    return Words(
        f"{counts[Evidence.COUNTED]}项由计数测算，{counts[Evidence.PRINTED]}项只有所印的比例或总数，"
        f"{counts[Evidence.FOUND]}项有人认定，{counts[Evidence.BLANK]}项的数缺失、缺损或不全，{counts[Evidence.NONE]}项未填报。",
        f"{counts[Evidence.COUNTED]} are computed from counts, {counts[Evidence.PRINTED]} rest on a printed rate or total, "
        f"{counts[Evidence.FOUND]} were found by somebody, {counts[Evidence.BLANK]} lack a figure, "
        f"{counts[Evidence.NONE]} are not stated.",
    )


def explained(view: GuaranteeView) -> list[Words]:
    """Each answered item in words: the clause, the numbers, the answer; coefficients that are met stand in the table."""
    answered = (one for one in view.items if one.answer is not Answer.CANNOT_JUDGE and one.limit)
    return [_explained(one) for one in answered if one.measure != "cv" or one.note or one.answer is Answer.NOT_MET]


def _explained(verdict: Verdict) -> Words:
    limit, label = verdict.limit, label_of(verdict)
    value, asked = stated_value(verdict), stated_limit(verdict)
    stage = (words.kind(verdict.stage, "zh"), words.kind(verdict.stage, "en"))
    note = verdict.note or Words("", "")
    answer = words.answer(verdict.answer, "zh"), words.answer(verdict.answer, "en")
    whom_zh, whom_en = (f"（{stage[0]}）", f" ({stage[1]})") if stage[0] else ("", "")
    beside_zh, beside_en = (f"（{note.zh}）", f" ({note.en})") if note.zh else ("", "")
    return Words(
        f"{label.zh}{whom_zh}：{limit.document} {limit.clause}要求{asked.zh}，所得{value.zh}，{answer[0]}{beside_zh}。",
        f"{label.en}{whom_en}: {limit.document} {limit.clause} asks {asked.en}; found {value.en}: {answer[1]}{beside_en}.",
    )


def scores(view: GuaranteeView) -> list[Words]:
    """How a score came about, or that the document counts none."""
    sheets = [*view.verdict.verdicts.where(measure="deductions"), *view.verdict.verdicts.where(measure="points")]
    if not sheets:
        return [Words("这份文件不计分。", "This document counts no points.")]
    return [_scored(one) for one in sheets]


def _scored(verdict: Verdict) -> Words:
    label, note = label_of(verdict), verdict.note or Words("", "")
    value = stated_value(verdict)
    return Words(f"{label.zh}：{value.zh}分。{note.zh}", f"{label.en}: {value.en} points. {note.en}".strip())
