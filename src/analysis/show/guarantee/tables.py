"""A framework as tables: its parts, its items, the schools named, what is to be done, what has to be shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.insight.readings.reading import readings
from analysis.insight.reports.limits import Answers
from analysis.insight.reports.printed_fact import section_words
from analysis.language import Words
from analysis.rules.conventions import CHOICES, RETENTION, WITHOUT_GYM
from analysis.rules.judging import NO_LIMIT, join_notes
from analysis.rules.measures import MEASURES
from analysis.rules.results import Answer, Verdict
from analysis.show.appendix.results import CONFIDENCE, bound
from analysis.show.guarantee.view import GuaranteeView, Line, label_of
from analysis.show.page import words
from analysis.show.page.stated import EVIDENCE_WORDS, Evidence, evidence_of, stated_limit, stated_value
from analysis.show.page.table import Row, Table, left, right

NOTHING = Words("", "")
NO_MARK = Words("未评分", "not scored")
NOT_JUDGED = Words("不作判断", "not judged")  # the document asks nothing of it: it counts nowhere
FEW = 5  # items never stated have a line of their own among the tasks up to so many
_ANSWER = left("判断", "Answer", 2.9)


def parts(view: GuaranteeView) -> Table:
    """One line a part: how many of its items are met, not met and open."""
    rows = []
    for part, label in view.parts.items():
        answers = [line.answer for line in view.lines(part) if line.is_judged]
        if not answers:
            continue
        counts = (words.whole(answers.count(one)) for one in Answer)
        rows.append((label, words.whole(len(answers)), *counts))
    return view.tabulate(
        Words("各部分情况", "The parts of the framework"),
        [
            left("部分", "Part", 4),
            right("项数", "Items", 1.6),
            right("达标", "Met", 1.6),
            right("未达标", "Not met", 1.6),
            right("无法判断", "Cannot be judged", 2.4),
        ],
        rows,
        note=_overall(view),
        empty=Words("该文件未载明限值，不作判断。", "The document prints no limits: nothing is judged."),
    )


def _overall(view: GuaranteeView) -> str:
    answer = words.answer(view.verdict.overall, view.lang)
    return view.text(
        f"只计文件载明限值的项目，其余列出而不作判断；含几方面要求的项目，各方面都达标才计为达标。各部分合计：{answer}。未填报的不作为达标；测算结果，不是认定结论。",
        "Counted are the items for which the document prints a limit; the others are shown and not judged. An item of several "
        "parts is met only where every part is. All together: "
        f"{answer}. What is not stated never counts as met; a computed result, not an official finding.",
    )


def items(view: GuaranteeView) -> None:
    """The item tables, one a part."""
    view.show(*item_tables(view))


def item_tables(view: GuaranteeView) -> list[Table]:
    """One table a part, in the document's order."""
    return [_items(view, part, label) for part, label in view.parts.items()]


def _items(view: GuaranteeView, part: str, label: Words) -> Table:
    unmarked = [line for line in view.lines(part) if not line.is_judged and best_evidence(line) is Evidence.NONE]
    rows = [row for line in view.lines(part) if line not in unmarked for row in _item_rows(view, line)]
    return view.tabulate(
        label,
        [
            left("项目", "Item", 5),
            left("对象", "Of", 2, is_spare=True),
            right("测算值", "Found", 2.9),
            right("要求", "Required", 3.4, is_spare=True),
            replace(_ANSWER, is_spare=True),
            left("说明", "Remarks", 5, is_spare=True),
        ],
        rows,
        note=_together(_clauses(view, part), _unmarked(unmarked)),
        empty=_unmarked(unmarked),
    )


def _unmarked(lines: list[Line]) -> Words:
    """The items without a limit of which nothing is stated: named once, under the table."""
    if not lines:
        return NOTHING
    names = [label_of(line.verdicts[0]) for line in lines]
    return Words(
        f"未填报{len(lines)}项：{'；'.join(one.zh for one in names)}。",
        f"Not stated ({len(lines)}): {'; '.join(one.en for one in names)}.",
    )


def _together(*notes: Words) -> Words:
    said = [one for one in notes if one.zh]
    return Words("".join(one.zh for one in said), " ".join(one.en for one in said))


def _item_rows(view: GuaranteeView, line: Line) -> Iterable[Row]:
    for order, rule in enumerate(line.rules):
        for place, one in enumerate(rule):
            yield (
                _called(line if order == 0 else None, one) if place == 0 else NOTHING,
                words.kind(one.stage, view.lang),
                NO_MARK if one.measure == "score" and one.is_silent else stated_value(one),
                bound(one, view.floor) if one.members else stated_limit(one),
                _answered(view, one),
                _remarks(view, one),
            )


def _answered(view: GuaranteeView, verdict: Verdict) -> Words | str:
    """Its answer; nothing in a document without limits, which says once that it judges nothing."""
    if verdict.limit:
        return words.answer(verdict.answer, view.lang)
    return NOT_JUDGED if view.judged_lines else NOTHING


def _called(line: Line | None, verdict: Verdict) -> Words:
    """With the item's number in the document before it; what else the item asks follows without one."""
    label = label_of(verdict)
    return Words(f"{line.number}．{label.zh}", f"{line.number}. {label.en}") if line and line.number else label


def _remarks(view: GuaranteeView, verdict: Verdict) -> Words:
    """What a reader must know beside the answer, the schools of a school table that miss it named.

    Where only something of it is stated, what the framework's file says of it too: degrees are no certificates.
    """
    of_rule = verdict.rule.note if evidence_of(verdict) is Evidence.BLANK else None
    note = None if verdict.note == NO_LIMIT and not view.judged_lines else verdict.note
    return join_notes(view.figures_said(verdict), note, of_rule, _named_schools(view, verdict)) or NOTHING


def _named_schools(view: GuaranteeView, verdict: Verdict) -> Words | None:
    """The schools of a school table that make a verdict fail; the rest are counted."""
    if view.county is None or verdict.answer is not Answer.NOT_MET or MEASURES[verdict.measure].judged == "county":
        return None
    names = [view.school(one) for one in verdict.offenders]
    return Words(words.listed(names, "zh"), words.listed(names, "en")) if names else None


def _clauses(view: GuaranteeView, part: str) -> Words:
    """Where the items stand and how they were read."""
    limits = [one.limit for line in view.lines(part) for one in line.verdicts if one.limit]
    if not limits:
        return NOTHING
    said = list(dict.fromkeys((one.document, CONFIDENCE[one.confidence]) for one in limits))
    named = [_so_read(view, part, *one) if len(said) > 1 else NOTHING for one in said]
    pairs = list(zip(said, named, strict=True))
    listed = Words(
        "；".join(f"{document}（{how.zh}{mine.zh}）" for (document, how), mine in pairs),
        "; ".join(f"{document} ({how.en}{mine.en})" for (document, how), mine in pairs),
    )
    return Words(f"依据：{listed.zh}。", f"Clauses: {listed.en}.")


def _so_read(view: GuaranteeView, part: str, document: str, how: Words) -> Words:
    """The items whose clauses were read so, where those of a part were not all read alike."""
    mine = [
        line.label
        for line in view.lines(part)
        if any(
            one.limit and (one.limit.document, CONFIDENCE[one.limit.confidence]) == (document, how)
            for one in line.verdicts
        )
    ]
    return Words(f"：{'、'.join(one.zh for one in mine)}", f": {'; '.join(one.en for one in mine)}")


def schools(view: GuaranteeView) -> Table | None:
    """The single schools that are named, against their threshold and its floor."""
    if not view.schools:
        return None
    return view.tabulate(
        Words("报告中列名的学校", "Schools named in the report"),
        [
            left("学校", "School", 3),
            left("指标", "Indicator", 4.6),
            right("所载数值", "As printed", 2),
            right("标准", "Threshold", 2),
            right("差距", "Short by", 1.8),
            _ANSWER,
            left("说明", "Remarks", 5),
        ],
        [
            (
                view.school(one.school_id),
                label_of(one),
                stated_value(one),
                stated_limit(one),
                words.number(one.gap, 2),
                words.answer(one.answer, view.lang),
                _remarks(view, one),
            )
            for one in view.schools
        ],
        note=_answers_of_the_report(view),
    )


def _answers_of_the_report(view: GuaranteeView) -> Words:
    """Both statements of a report that answers the same question twice."""
    said = [one for one in (view.report.checks if view.report else ()) if one.kind == "answers"]
    if not said:
        return NOTHING
    lines = [_said_twice(one) for one in said]
    return Words("；".join(one.zh for one in lines) + "。", "; ".join(one.en for one in lines) + ".")


def _said_twice(check: Answers) -> Words:
    said = [(section_words(section), words.ANSWER_WORDS[Answer(answer)]) for section, answer in check.said]
    zh = "，".join(f"{section.zh}作“{answer.zh}”" for section, answer in said)
    en = ", ".join(f"{answer.en} in section {section.en}" for section, answer in said)
    return Words(f"报告对{check.subject.zh}：{zh}", f"The report on {check.subject.en}: {en}")


NOTHING_LEFT = Words("各项均达标。", "Every item is met.")
NOTHING_ASKED = Words(
    "该文件未载明可对照的限值，各项不作判断，不列任务。",
    "The document prints no limit to compare figures with: no item is judged, so no task is listed.",
)


def tasks(view: GuaranteeView) -> Table:
    """What is to be mended or shown, with room for who and by when (整改任务清单); many items never stated are one note."""
    chosen = [line for line in view.judged_lines if line.answer is not Answer.MET]
    silent = [line for line in chosen if best_evidence(line) is Evidence.NONE]
    silent = silent if len(silent) > FEW else []
    told = sorted((line for line in chosen if line not in silent), key=lambda one: one.answer is not Answer.NOT_MET)
    rows = [
        (_to_do(line), _what_is_missing(view, line), words.answer(line.answer, view.lang), NOTHING, NOTHING)
        for line in told
    ]
    never = _never_stated(view, silent) if silent else NOTHING
    return view.tabulate(
        Words("整改任务清单", "List of tasks"),
        [
            left("项目", "Item", 3.6),
            left("差距或缺项", "What is missing", 9),
            _ANSWER,
            left("责任人", "Responsible", 2),
            left("完成日期", "By when", 2),
        ],
        rows,
        note=_together(
            Words(
                "责任人和完成日期由填报单位填写。",
                "The person responsible and the date are for the reporting office to fill in.",
            ),
            never,
        ),
        empty=never if silent else (NOTHING_LEFT if view.judged_lines else NOTHING_ASKED),
    )


def _to_do(line: Line) -> Words:
    """What of an item is left to do."""
    return line.failing if line.answer is Answer.NOT_MET else line.open


def _never_stated(view: GuaranteeView, lines: list[Line]) -> Words:
    """How many items nothing is stated of; the tables of the items name them."""
    proofs = (
        Words("，所需材料见佐证材料目录", "; for what they need see the evidence to be provided")
        if view.lists_proofs
        else NOTHING
    )
    return Words(
        f"另有{len(lines)}项均未填报，无法判断，见上列各项结果{proofs.zh}。",
        f"{len(lines)} more items are not stated at all and cannot be judged: see the tables of the items{proofs.en}.",
    )


def _what_is_missing(view: GuaranteeView, line: Line) -> Words:
    """The shortage where one is known, else what has to be stated."""
    short = [one for one in line.verdicts if one.answer is Answer.NOT_MET]
    if short:
        said = [_short(view, one) for one in short]
        return Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))
    open_ = next(one for one in line.verdicts.judged() if one.answer is Answer.CANNOT_JUDGE)
    proof = open_.rule.proof
    why = open_.note or EVIDENCE_WORDS[evidence_of(open_)]
    if not proof:
        return why
    return Words(f"{why.zh}；需要：{proof.zh}", f"{why.en}; needed: {proof.en}")


def _short(view: GuaranteeView, verdict: Verdict) -> Words:
    stage = words.kind(verdict.stage, "zh"), words.kind(verdict.stage, "en")
    value, limit = stated_value(verdict), stated_limit(verdict)
    names = [view.school(one) for one in verdict.offenders]
    named = f"（{words.listed(names, 'zh')}）" if names else ""
    named_en = f" ({words.listed(names, 'en')})" if names else ""
    return Words(
        f"{stage[0]}{value.zh}，要求{limit.zh}{named}", f"{stage[1]} {value.en}, required {limit.en}{named_en}".strip()
    )


def proofs(view: GuaranteeView) -> Table:
    """What shows each item, and whether something was stated (佐证材料目录); its clauses where the document has one for each."""
    rows = []
    for part in view.parts:
        for line in view.lines(part):
            first = line.verdicts[0]
            if first.rule.proof:
                clause = view.standard.clause(first.limit.clause) if first.limit else NOTHING
                rows.append((clause, line.label, first.rule.proof, EVIDENCE_WORDS[best_evidence(line)]))
    if not all(clause.zh for clause, *_ in rows):
        rows = [(NOTHING, *rest) for _, *rest in rows]
    return view.tabulate(
        Words("佐证材料目录", "Evidence to be provided"),
        [
            left("条款", "Clause", 2.6, is_spare=True),
            left("项目", "Item", 5),
            left("佐证材料", "Evidence", 5),
            left("目前依据", "Current basis", 3),
        ],
        rows,
        empty=Words("标准文件未列佐证材料。", "None is listed."),
    )


def best_evidence(line: Line) -> Evidence:
    """The firmest that decides its answer rests on; an open item of which only something is stated is incomplete."""
    judged = line.verdicts.judged() or line.verdicts
    found = [evidence_of(one) for one in judged if one.answer is line.answer] or [Evidence.NONE]
    order = list(Evidence)
    everything = {evidence_of(one) for one in line.verdicts}
    is_partial = line.answer is Answer.CANNOT_JUDGE and Evidence.NONE in found and everything != {Evidence.NONE}
    return Evidence.BLANK if line.is_judged and is_partial else min(found, key=order.index)


def ledger(view: GuaranteeView) -> Table | None:
    """Every choice these results rest on, and where the documents leave it open (口径); None where there is none."""
    choices = _choices(view)
    if not choices:
        return None
    silent = {choice: reading.silent for reading in readings() for choice in reading.sets}
    listed = Words(
        "文件未明确之处采用另一口径，可能改变部分判断。",
        "Where the documents are silent, the other reading may turn some of the answers.",
    )
    return view.tabulate(
        Words("口径", "Definitions"),
        [left("此处口径", "As counted here", 6), left("文件未明确之处", "Where the documents are silent", 5)],
        [(view.conventions.said(choice), silent.get(choice, NOTHING)) for choice in choices],
        note=listed if view.county else None,  # readings are told of schools
    )


def _choices(view: GuaranteeView) -> list[str]:
    """The choices that matter here: about schools only beside a school table, about retention where it is asked."""
    asked = {name for one in view.verdict.verdicts for name in one.rule.of}
    applies = {
        "retention": bool(asked & {*RETENTION}),
        "compare": bool(view.judged_lines),
        "include_gym": bool(asked & {*WITHOUT_GYM}),
    }
    return [choice for choice in CHOICES if applies.get(choice, view.county is not None)]


def rule_notes(view: GuaranteeView) -> Table | None:
    """What the document's file says beside its rules: bases, areas, what was not found; None where it says nothing."""
    noted = {one.rule.id: one for one in view.verdict.verdicts if one.rule.note}
    if not noted:
        return None
    return view.tabulate(
        Words("各项规则的说明", "Notes on the rules"),
        [left("项目", "Item", 4), left("说明", "Note", 8)],
        [(label_of(one), one.rule.note) for one in noted.values()],
    )


def key_figures(view: GuaranteeView) -> Table:
    """Answer and value of every item that is answered, for strict comparison."""
    answered = [one for one in view.items if one.answer is not Answer.CANNOT_JUDGE]
    return view.tabulate(
        Words("关键数值", "Key figures"),
        [left("项目", "Item"), left("对象", "Of"), right("测算值", "Found"), _ANSWER],
        [
            (label_of(one), words.kind(one.stage, view.lang), stated_value(one), words.answer(one.answer, view.lang))
            for one in answered
        ],
    )
