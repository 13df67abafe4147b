"""What a county states of itself, held against limits (县级数据项): figures, judgements, surveys, numbers of a report."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from analysis.formulas import pooled_share_interval
from analysis.language import Words
from analysis.rules.judging import NAN, NO_LIMIT, NOT_STATED, join_notes, judge_result
from analysis.rules.measures.registry import COMPULSORY, COUNTY_OR_STAGE, Case, Number, measure
from analysis.rules.results import Answer, Quoted, Result, Verdict
from analysis.rules.rule import PLAIN, Rule, StandardValue
from analysis.rules.stated import NOTHING, PERCENT_DECIMALS, Stated, item_value, stated
from analysis.tables.county.items import Item, common_items
from analysis.tables.county.record import Entry

AT_LEAST = Number(Words("不低于", "at least"), COUNTY_OR_STAGE)
LIMIT_WORDS = {
    "at_least": AT_LEAST,
    "at_most": Number(Words("不超过", "at most"), COUNTY_OR_STAGE),
    "below": Number(Words("低于", "below"), COUNTY_OR_STAGE),
}
COUNTED = ("人", "所", "间", "个班")  # units that come in whole numbers
SHARE_DECIMALS = 4  # of a share: two of its percentage, as reports print them


@measure(
    Words("县级数据项", "county figure"),
    about="item",
    judged="county",
    numbers=LIMIT_WORDS,
    shown="item",
    reads="record",
    is_open=True,
)
def item(case: Case, rule: Rule) -> Iterator[Verdict]:
    """A figure of the county, or of a stage, against its limit; without a limit it is only computed (县级数据项)."""
    about = case.items[rule.subject]
    for whom in rule.limits(case.day) or _stages_stated(case, about) or (PLAIN,):
        known = stated(case.record, about.name, whom, case.year, case.items)
        known = replace(known, note=join_notes(known.note, _failing(case, about, whom)))
        verdict = judge_stated(case, about, whom, known, rule.limit(case.day, whom))
        yield _with_shortfall(case, about, whom, verdict, known.year or case.year)


def _stages_stated(case: Case, about: Item) -> list[str]:
    """The stages that a county tells apart of an item that is no stage's own."""
    told = dict.fromkeys(one.stage for one in case.record.of(about.name) if not one.part_of)
    return [] if about.stage else [stage for stage in told if stage in COMPULSORY]


def _with_shortfall(case: Case, about: Item, whom: str, verdict: Verdict, year: int) -> Verdict:
    """What is lacking above the line of a ratio that is too small, below the line of one that is too large."""
    if verdict.answer is not Answer.NOT_MET or not about.denominator:
        return verdict
    above, below = (
        sum(part.sign * stated(case.record, part.item, whom, year).value for part in parts)
        for parts in (about.numerator, about.denominator)
    )
    limit = verdict.limit
    is_short = limit.sense == "at_least"
    lacking = limit.value * below / about.scale - above if is_short else about.scale * above / limit.value - below
    unit = common_items()[(about.numerator if is_short else about.denominator)[0].item].unit
    whole = unit.zh in COUNTED and not math.isnan(lacking)
    return replace(verdict, shortfall=math.ceil(round(lacking, 9)) if whole else lacking, shortfall_unit=unit)


def _failing(case: Case, about: Item, whom: str) -> Words | None:
    """What the county says of those that miss it, shown beside what it says of those that do not."""
    known = stated(case.record, about.failing, whom, case.year) if about.failing else NOTHING
    if not known.entries:
        return None
    label = common_items()[about.failing].label
    number = item_value(known.value, common_items()[about.failing])
    shown = Words(number, number) if known.is_known else Words("数不明", "number unknown")
    said = Words(f"同一材料另载{label.zh}：{shown.zh}", f"the same source also states {label.en}: {shown.en}")
    return join_notes(said, known.note)


def judge_stated(case: Case, about: Item, whom: str, known: Stated, limit: StandardValue | None) -> Verdict:
    """One stated figure against a limit; one known within bounds only is judged where they agree."""
    why = known.note if known.is_known else join_notes(lacking(known), known.note)
    formula = "ratio_of_totals" if len(known.entries) > 1 else "printed"
    result = case.result(
        known.value, formula, about.name, whom, Quoted(known.cells), join_notes(known.note, about.note)
    )
    result = replace(result, bounds=(known.low, known.high))
    if limit is None:
        return Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, about.unit, note=join_notes(why, about.note, NO_LIMIT))
    verdict = judge_result(result, limit, SHARE_DECIMALS if about.is_share else 2)
    if verdict.answer is not Answer.CANNOT_JUDGE:
        return verdict
    return replace(verdict, note=join_notes(why, about.note))


def lacking(known: Stated) -> Words:
    """Why a figure is unknown: what of it is missing where the rest is stated."""
    if known.is_blank:
        return Words("所需的数缺失或有缺损", "a figure it needs is missing or damaged")
    if not known.entries or not known.lacks:
        return NOT_STATED
    labels = [common_items()[name].label for name in dict.fromkeys(known.lacks)]
    return Words(f"未填报{'、'.join(one.zh for one in labels)}", f"not stated: {', '.join(one.en for one in labels)}")


@measure(
    Words("认定", "judgement"),
    judged="county",
    numbers={"at_least": Number(Words("须认定符合", "must be found met"))},
    shown="judgement",
    reads="record",
)
def judgement(case: Case, rule: Rule) -> Iterator[Verdict]:
    """What no number answers: who found it met or not, when, and on what evidence (定性指标). Never met by default."""
    found, limit = case.record.judgement(rule.id, rule.label), rule.limit(case.day)
    if found is None or not found.is_complete:
        note = NOT_STATED if found is None else Words(
            "认定缺少认定人、日期或佐证材料，未予采用", "the finding lacks who, when or on what evidence: not used"
        )  # fmt: skip
        yield judge_result(case.result(NAN, "printed", rule.id, note=note), limit)
        return
    said = Words(
        f"{found.by}于{found.on}认定，依据：{found.evidence}", f"found by {found.by} on {found.on}: {found.evidence}"
    )
    value = 1.0 if found.answer == "met" else 0.0
    cells = (found.locator,) if found.locator else ()
    yield judge_result(case.result(value, "printed", rule.id, inputs=Quoted(cells), note=said), limit)


@measure(
    Words("满意度调查", "satisfaction survey"),
    judged="county",
    numbers={"at_least": Number(Words("满意率不低于", "share satisfied, at least"), is_share=True)},
    shown="share",
    reads="record",
    asks=("survey_sent", "survey_returned", "survey_valid", "survey_satisfied", "satisfaction_rate"),
)
def survey(case: Case, rule: Rule) -> Iterator[Verdict]:
    """Satisfied over valid questionnaires of one year (社会认可度); the note adds the interval that respects the groups asked."""
    limit, about, year = rule.limit(case.day), common_items()["satisfaction_rate"], _year_asked(case)
    valid, satisfied = (_by_group(case, name, year) for name in ("survey_valid", "survey_satisfied"))
    if not (valid or satisfied):
        yield judge_stated(case, about, PLAIN, stated(case.record, about.name, PLAIN, case.year), limit)
        return
    differs = join_notes(
        _not_the_whole(case, "survey_valid", valid, year), _not_the_whole(case, "survey_satisfied", satisfied, year)
    )
    is_whole = valid.keys() == satisfied.keys() and all(n > 0 and 0 <= satisfied[one] <= n for one, n in valid.items())
    if differs or not is_whole:
        yield judge_stated(case, about, PLAIN, replace(NOTHING, is_blank=True, note=differs), limit)
        return
    sizes, yes = list(valid.values()), list(satisfied.values())
    low, high = pooled_share_interval(yes, sizes)
    of_groups = _not_by_group if [*valid] == [PLAIN] else _by_groups
    earlier = Words(f"为{year}年的调查", f"the survey of {year}") if year not in (None, case.year) else None
    cells = tuple(e.locator for name in ("survey_valid", "survey_satisfied") for e in case.record.of(name) if e.locator)
    note = join_notes(of_groups(sizes, low, high), _returned(case, year), earlier)
    result = case.result(sum(yes) / sum(sizes), "share", about.name, inputs=Quoted(cells), note=note)
    yield judge_result(result, limit, SHARE_DECIMALS)


def _by_groups(sizes: list[float], low: float, high: float) -> Words:
    groups = "1 group" if len(sizes) == 1 else f"{len(sizes)} groups"
    return Words(
        f"{len(sizes)}个群体共{sum(sizes):,.0f}份有效问卷，按群体分层的95%置信区间{low:.1%}至{high:.1%}",
        f"{sum(sizes):,.0f} valid questionnaires of {groups}; 95% interval stratified by group {low:.1%} to {high:.1%}",
    )


def _not_by_group(sizes: list[float], low: float, high: float) -> Words:
    return Words(
        f"未分群体，共{sizes[0]:,.0f}份有效问卷，95%置信区间{low:.1%}至{high:.1%}",
        f"{sizes[0]:,.0f} valid questionnaires, groups not stated; 95% interval {low:.1%} to {high:.1%}",
    )


def _returned(case: Case, year: int | None) -> Words | None:
    """How many of those sent came back, where both are stated of the same groups."""
    sent, returned = (_by_group(case, name, year) for name in ("survey_sent", "survey_returned"))
    if sent.keys() != returned.keys() or not sum(sent.values()) > 0:
        return None
    out, back = sum(sent.values()), sum(returned.values())
    return Words(
        f"发放{out:,.0f}份、回收{back:,.0f}份（{back / out:.1%}）",
        f"{back:,.0f} of {out:,.0f} sent came back ({back / out:.1%})",
    )


def _year_asked(case: Case) -> int | None:
    """The year of the latest survey: counts of an earlier one are never mixed in."""
    counts = [one for name in ("survey_valid", "survey_satisfied") for one in case.record.of(name)]
    return max((one.year for one in counts if one.year and one.year <= case.year), default=None)


def _by_group(case: Case, name: str, year: int | None) -> dict[str, float]:
    """A year's count of questionnaires by the group asked; of all together ("") where no group is named."""
    groups = dict.fromkeys(one.part_of for one in case.record.of(name) if one.part_of) or (PLAIN,)
    found = {group: _of_group(case, name, group, year) for group in groups}
    return {group: entry.value for group, entry in found.items() if entry}


def _not_the_whole(case: Case, name: str, by_group: dict[str, float], year: int | None) -> Words | None:
    """That the groups do not add up to what is stated of all together, or that this is blank."""
    whole, label, added = _of_group(case, name, PLAIN, year), common_items()[name].label, sum(by_group.values())
    if whole is None or [*by_group] == [PLAIN] or added == whole.value:
        return None
    if whole.is_unknown:
        return Words(f"{label.zh}：总数不明", f"{label.en}: unknown of all together")
    return Words(
        f"{label.zh}：各群体合计{added:,.0f}，总数填报{whole.value:,.0f}",
        f"{label.en}: the groups add up to {added:,.0f}, {whole.value:,.0f} are stated of all",
    )


def _of_group(case: Case, name: str, group: str, year: int | None) -> Entry | None:
    """What is stated of one group in that very year, or without a year."""
    stages = dict.fromkeys(one.stage for one in case.record.of(name) if one.part_of == group)
    found = (case.record.entry(common_items()[name], stage, year or case.year, group) for stage in stages)
    return next((one for one in found if one and one.year in (None, year)), None)


@measure(
    Words("有据可查的数", "numbers that answer it"),
    about="facts",
    judged="county",
    numbers={},
    shown="count",
    found=Words("个数字", " figure[s] stated"),
    reads="record",
)
def evidence(case: Case, rule: Rule) -> Iterator[Verdict]:
    """How many usable numbers a report prints on a point of an outline that has no scores (佐证覆盖). Nothing is judged."""
    mine = [one for one in case.record.mentions if any(one.is_about(pattern) for pattern in rule.of)]
    usable = [one for one in mine if one.is_usable]
    note = None
    if mine and all(one.is_norm for one in mine):
        note = Words("只有标准或目标，无实际数", "limits or targets only, no figure")
    elif mine and not usable:
        note = Words("有数，均有缺损", "numbers, all damaged")
    elif usable and all(one.is_whole_share for one in usable):
        note = Words("只有“100%”，无计数", "only '100%', nothing counted")
    elif not mine:
        note = Words("没有数", "no number")
    is_counted = not mine or any(not one.is_whole_share for one in usable)
    result = case.result(len(usable), "count" if is_counted else "printed", rule.id)
    yield Verdict(Answer.CANNOT_JUDGE, result, NAN, NAN, Words("个数", "numbers"), note=join_notes(note, NO_LIMIT))


def shown_item(verdict: Verdict) -> str:
    """The value of a verdict about an item, as pages show it."""
    known = common_items()
    if verdict.subject not in known:
        return "—"
    about = known[verdict.subject]
    if verdict.measure == "growth":
        return (
            "—" if math.isnan(verdict.result.value) else f"{100 * (verdict.result.value - 1):+.2f}%".replace("-", "−")
        )
    return item_value(verdict.result.value, about, _printed_decimals(verdict.result))


def _printed_decimals(result: Result) -> int:
    """How closely a share is shown: as its source prints it where the digits say how wide it is rounded."""
    low, high = result.bounds or (0.0, 0.0)
    width = 100 * (high - low)
    return max(0, round(-math.log10(width))) if result.formula == "printed" and 0 < width <= 1.001 else PERCENT_DECIMALS
