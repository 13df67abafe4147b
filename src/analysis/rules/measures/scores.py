"""Score sheets (计分表): marks by item against full marks, and deductions from a full score."""

from __future__ import annotations

import math
from collections.abc import Iterator

from analysis.errors import TableError
from analysis.language import Words
from analysis.rules.judging import NAN, NO_LIMIT, join_notes
from analysis.rules.measures.registry import Case, Number, measure
from analysis.rules.results import Answer, Quoted, Verdict
from analysis.rules.rule import PLAIN, Rule
from analysis.rules.stated import stated
from analysis.tables.checks.problems import problem
from analysis.tables.county.record import Entry

MARKS = Words("分", "points")
MARKS_NOT_STATED = Words("未填报得分", "no marks are stated")
FULL = {"full": Number(Words("满分", "full marks"))}


@measure(
    Words("计分项", "scored item"), judged="county", numbers=FULL, reads="record", asks=("score",), is_open=True
)  # fmt: skip
def score(case: Case, rule: Rule) -> Iterator[Verdict]:
    """The marks given to one item of a score sheet (计分项); only their sum has a pass line.

    Where the document leaves the full marks to an overlay, a mark has no bound of its own.
    TableError for marks above the item's full marks, or below 0.
    """
    full = rule.number(case.day, "full") or math.inf
    entry = next(marks_stated(case, rule), None)
    if entry is None or entry.is_unknown:
        result = case.result(NAN, "printed", rule.id)
        yield Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, MARKS, note=MARKS_NOT_STATED)
        return
    if not 0 <= entry.value <= full:
        raise out_of_range(str(entry.locator or rule.id), entry.value, full)
    result = case.result(entry.value, "printed", rule.id, inputs=Quoted((entry.locator,) if entry.locator else ()))
    yield Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, MARKS, note=NO_LIMIT)


def out_of_range(place: str, marks: float, full: float) -> TableError:
    """Marks above the full ones, or below 0."""
    return TableError(problem("score_out_of_range", place, score=marks, full=full))


def marks_stated(case: Case, rule: Rule) -> Iterator[Entry]:
    """The entries that give a scored item its mark, by its id or its label; a blank one is among them."""
    return (one for one in case.record.of("score") if one.part_of in (rule.id, *(rule.label or ())))


@measure(
    Words("扣分计分", "score by deductions"),
    judged="county",
    numbers={
        **FULL,
        "test_points": Number(Words("测评点数", "test points")),
        "at_least": Number(Words("不低于", "at least")),
    },
    reads="record",
    asks=("duty_score", "test_points", "work_bonus", "deduction"),
)
def deductions(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Full marks less what was deducted (扣分制): taken only where it gives the total that is stated, or is all there is.

    A total over fewer test points than the sheet has is shown and held against nothing: what the others are worth is
    not printed. TableError for a deduction or a total below 0 or above the full marks.
    """
    full, of = rule.number(case.day, "full"), rule.number(case.day, "test_points")
    taken = [one for one in case.record.of("deduction") if one.year in (None, case.year)]
    total, tested, bonus = (
        stated(case.record, name, PLAIN, case.year) for name in ("duty_score", "test_points", "work_bonus")
    )
    lost = math.fsum(one.value for one in taken)
    reached = full - lost if taken else total.value
    whole = next(iter(total.cells), None)
    for place, marks in (*((one.locator, one.value) for one in taken), (whole, total.value), (None, reached)):
        if not (math.isnan(marks) or 0 <= marks <= full):
            raise out_of_range(str(place or rule.id), marks, full)
    notes = [_listed(taken, full, reached) if taken and not math.isnan(lost) else None]
    if taken and total.is_known and round(abs(reached - total.value), 9) > 0:
        notes.append(Words(f"与所报总分{total.value:g}不符", f"not the total of {total.value:g} that is stated"))
        reached = NAN
    notes.append(total.note)
    if bonus.is_known:
        notes.append(Words(f"另报加分{bonus.value:g}", f"bonus points stated beside it: {bonus.value:g}"))
    if tested.is_known and of and tested.value < of:
        notes.append(_incomparable(tested.value, of))
    elif of and (beyond := _beyond(tested.value, taken, of)):
        notes.append(beyond)
    elif math.isnan(reached) and not taken:
        notes.append(MARKS_NOT_STATED)
    cells = tuple(one.locator for one in (*taken, *total.entries, *tested.entries, *bonus.entries) if one.locator)
    result = case.result(reached, "points", rule.id, inputs=Quoted(cells))
    limit = rule.limit(case.day)
    note = join_notes(*notes, None if limit else NO_LIMIT)
    yield Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, MARKS, tuple(one.part_of for one in taken), note)


def _listed(taken: list, full: float, reached: float) -> Words:
    """100 − 1 − 1 − 2.2 = 95.8."""
    terms = " − ".join(f"{one.value:g}" for one in taken)
    points_zh = "、".join(f"第{one.part_of}点" for one in taken)
    points_en = ", ".join(one.part_of for one in taken)
    sum_ = f"{full:g} − {terms} = {reached:.6g}"
    return Words(f"{sum_}（{points_zh}）", f"{sum_} (points {points_en})")


def _incomparable(tested: float, of: float) -> Words:
    return Words(
        f"只评了{of:g}个测评点中的{tested:g}个，未评各点的分值未载明，总分不可与评满者比较",
        f"only {tested:g} of {of:g} test points were scored and what the others are worth is not printed: "
        "the total cannot be compared with a complete one",
    )


def _beyond(tested: float, taken: list[Entry], of: float) -> Words | None:
    """That more test points are spoken of than the sheet has."""
    numbers = [float(one.part_of) for one in taken if one.part_of.isdecimal()]
    most = max([*numbers, *([] if math.isnan(tested) else [tested])], default=0.0)
    if most <= of:
        return None
    return Words(
        f"所报测评点至第{most:g}点，评分表只有{of:g}点，请核对所用的评分表",
        f"test points up to {most:g} are stated, the sheet has {of:g}: check which sheet was used",
    )


def marks_of(rule: Rule, verdicts, day) -> tuple[float, float]:
    """What a scored item has earned, and what it may still be worth: nobody knows where its full marks are not given."""
    value = verdicts[0].result.value if verdicts else NAN
    if math.isnan(value):
        return 0.0, rule.number(day, "full") or math.inf
    return value, value
