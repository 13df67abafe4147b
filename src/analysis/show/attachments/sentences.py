"""What the self-assessment's skeleton says by itself; every figure is computed, none is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.show.appendix.first_page import first_to_see, lacking, overall, since_last_year
from analysis.show.appendix.results import bound, found
from analysis.show.attachments.desk import Desk
from analysis.show.page import words
from analysis.show.plan.sentences import result as plan_result

NO_SUCH_PART = Words("所对照的标准不含这一部分。", "The standard applied has no such part.")
NO_COMPARISON = Words(
    "没有上一年的学校数据，未作比较。", "There are no school data for the year before, so no comparison is made."
)


def _schools_counted(desk: Desk, _: str) -> Iterable[Words]:
    """How many sections and students count, stage by stage."""
    view = desk.view
    counted = [(stage, view.rows_of(stage)) for stage in view.stages]
    zh = "；".join(
        f"{words.stage(stage, 'zh')}学校（学段）{len(rows)}个，在校生{words.whole(rows['students'].sum())}人"
        for stage, rows in counted
    )
    en = "; ".join(
        f"{words.stage(stage, 'en')}, {words.counted(len(rows), 'section')} with {words.whole(rows['students'].sum())} students"
        for stage, rows in counted
    )
    yield Words(f"{view.year}年纳入测算的学校情况：{zh}。", f"Included for {view.year}: {en}.")


def _schools_by_answer(desk: Desk, _: str) -> Iterable[Words]:
    """How many sections keep the resource rule, stage by stage."""
    for stage in desk.view.stages:
        mine = [one.rule.answer for one in desk.view.verdict.sections if one.stage == stage]
        met, missed, open_ = (mine.count(answer) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE))
        yield Words(
            f"{words.stage(stage, 'zh')}{len(mine)}个学校（学段）中，资源配置达标{met}个，未达标{missed}个，无法判断{open_}个。",
            f"Of {words.counted(len(mine), 'section')} ({words.stage(stage, 'en')}), {met} meet the resource rule, "
            f"{missed} do not, and {open_} cannot be judged.",
        )


def _coefficients(desk: Desk, _: str) -> Iterable[Words]:
    """Every coefficient with its limit, stage by stage."""
    view = desk.view
    for stage in filter(view.indicators_of, view.stages):
        cvs = [(one, view.verdict.cvs[stage, one.name]) for one in view.indicators_of(stage)]
        over = sum(verdict.answer is Answer.NOT_MET for _, verdict in cvs)
        zh = "、".join(f"{one.short.zh}{words.cv(verdict.result.value)}" for one, verdict in cvs)
        en = ", ".join(f"{one.short_in_sentence.en} {words.cv(verdict.result.value)}" for one, verdict in cvs)
        yield Words(
            f"{words.stage(stage, 'zh')}{len(cvs)}项差异系数：{zh}；其中超过限值的{over}项。",
            f"{words.stage(stage, 'en').capitalize()}, {len(cvs)} coefficients: {en}; {over} over the limit.",
        )


def _sizes(desk: Desk, measure: str) -> Iterable[Words]:
    """What was found of class or of school sizes, whom the rule asks one after the other."""
    here = [one for one in desk.view.verdict.headlines if measure in (one.measure, one.rule.id)]
    if here:
        told = [_told(desk, one) for one in here]
        zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
        name = name_of(here[0].rule)
        yield Words(f"{name.zh}：{zh}。", f"{name.en}: {en}.")


def _told(desk: Desk, verdict: Verdict) -> Words:
    """Of whom, what was found, the limit, the answer."""
    said, limit, answer = found(verdict), bound(verdict, desk.view.floor), ANSWER_WORDS[verdict.answer]
    zh, en = (words.kind(verdict.stage, lang) for lang in ("zh", "en"))
    return Words(f"{zh}{said.zh}（{limit.zh}），{answer.zh}", f"{en} {said.en} ({limit.en}), {answer.en}".strip())


def _part(desk: Desk, name: str) -> Iterable[Words]:
    """How many items of a part are met, not met and open."""
    view = desk.framework
    if name not in view.parts:
        return [NO_SUCH_PART]
    answers = [line.answer for line in view.lines(name) if line.is_judged]
    met, missed, open_ = (answers.count(answer) for answer in (Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE))
    return [
        Words(
            f"共{len(answers)}项：达标{met}项，未达标{missed}项，无法判断{open_}项。未填报的，不作为达标。",
            f"{words.counted(len(answers), 'item')}: {met} met, {missed} not met, {open_} cannot be judged. What is not "
            "stated never counts as met.",
        )
    ]


def _tasks(desk: Desk, _: str) -> Iterable[Words]:
    lines = [line.answer for line in desk.framework.judged_lines]
    missed, open_ = lines.count(Answer.NOT_MET), lines.count(Answer.CANNOT_JUDGE)
    yield Words(
        f"须整改的{missed}项、须补报数据或佐证材料的{open_}项，均已列入整改任务清单。",
        f"{words.counted(missed, 'item')} to be put right and {open_} that lack figures or evidence are entered in the list of tasks.",
    )


def _plan(desk: Desk, _: str) -> Iterable[Words | None]:
    """The plan in a sentence, or why there is none."""
    return plan_result(desk.plan)[:1]


SENTENCES: dict[str, Callable[[Desk, str], Iterable[Words | None]]] = {
    "schools_counted": _schools_counted,
    "schools_by_answer": _schools_by_answer,
    "coefficients": _coefficients,
    "sizes": _sizes,
    "part": _part,
    "since_last_year": lambda desk, _: [since_last_year(desk.view) or NO_COMPARISON],
    "lacking": lambda desk, _: [lacking(desk.view)],
    "first_to_see": lambda desk, _: [first_to_see(desk.view)],
    "tasks": _tasks,
    "plan": _plan,
    "overall": lambda desk, _: [overall(desk.view)],
}


def said(desk: Desk, name: str) -> list[Words]:
    """The sentences of one name, such as "sizes" or "part:quality"."""
    kind, _, of = name.partition(":")
    return [one for one in SENTENCES[kind](desk, of) if one]
