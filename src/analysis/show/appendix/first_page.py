"""What page 1 answers in one minute (首页): the result, what is lacking, where to look first, what changed, how firm it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import add
from typing import NamedTuple

from analysis.insight.monitoring.two_years import compare_years
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict, Verdicts, all_of
from analysis.rules.verdict import CountyVerdict, SectionVerdict, judge
from analysis.show.appendix.figures import at_a_glance
from analysis.show.appendix.results import bound, found
from analysis.show.county.view import View
from analysis.show.data.notes import moving
from analysis.show.firmness.sentences import least_firm
from analysis.show.firmness.view import open_firmness
from analysis.show.page import words
from analysis.show.page.matter import Picture
from analysis.show.page.moves import moves, unchanged
from analysis.show.page.plain import as_text
from analysis.show.page.table import MARK_CLASSES

MOST_SERIOUS_FIRST = (Answer.NOT_MET, Answer.CANNOT_JUDGE, Answer.MET)
CANNOT_BE_JUDGED = ANSWER_WORDS[Answer.CANNOT_JUDGE]
_NOTHING = Words("", "")
_LESS_MAY_DO = Words(
    "各校资源配置规则允许个别指标未达到标准，仅为达到该规则，所需可以少于上述数量。",
    "The rule on the resources of a school allows single thresholds to be missed, so keeping it may take less.",
)
MOST_NAMED = 3  # schools and coefficients to look at first


class Said(NamedTuple):
    """A paragraph of page 1 under its word, and what is listed below it, each line with its answer."""

    head: Words
    text: Words | None
    lines: tuple[tuple[Answer, Words], ...] = ()


def first_page(view: View) -> list[str | Picture]:
    """The paragraphs that have something to say, in Markdown, and the picture; nothing without a standard to ask."""
    if view.standard is None:
        return []
    said = (
        Said(Words("测算结果", "Result"), overall(view), tuple(rule_by_rule(view))),
        Said(Words("缺口", "What is lacking"), lacking(view)),
        Said(Words("优先关注", "Where to look first"), first_to_see(view)),
        Said(Words("与上年相比", "Since last year"), since_last_year(view)),
        Said(Words("结论稳健性", "How firm it is"), least_firm(open_firmness(view))),
        Said(Words("使用前须核对", "To be checked first"), to_check(view)),
    )
    answers = [_markdown(view, one) for one in said if one.text]
    picture = at_a_glance(view)
    return [*answers[:1], *([picture] if picture else []), *answers[1:]]


def _markdown(view: View, said: Said) -> str:
    """The paragraph, its word in bold, each answer in its colour."""
    space = view.text("　", " ")
    text = f"**{said.head.in_(view.lang)}**{view.text('　', '. ')}{as_text(said.text.in_(view.lang))}"
    answers = [
        (f"[{words.answer(answer, view.lang)}]{{.{MARK_CLASSES[words.MARKS[answer]]}}}", line)
        for answer, line in said.lines
    ]
    return "\n".join(
        [text, "", *(f"- {shown}{space}{as_text(line.in_(view.lang))}" for shown, line in answers)]
    ).strip()


def overall(view: View) -> Words:
    """How many parts of the document are judged here, how each of them came out, and what that is together."""
    document, answer = view.standard.document, ANSWER_WORDS[view.verdict.overall]
    rules = _by_rule(view.verdict.headlines)
    parts = Counter(all_of(one.answer for one in here) for here in rules.values())
    named = Words("、".join(one.zh for one in rules), ", ".join(one.en for one in rules))
    named = Words(f"（{named.zh}）", f" ({named.en})") if rules else named
    counts = [(ANSWER_WORDS[one], parts[one]) for one in MOST_SERIOUS_FIRST if parts[one]]
    zh, en = (
        "、".join(f"{count}个{said.zh}" for said, count in counts),
        ", ".join(f"{n} {said.en}" for said, n in counts),
    )
    return Words(
        f"对照{document}测算{view.year}年数据，共判断{parts.total()}个部分{named.zh}：{zh or '无'}；合并判断：{answer.zh}。未涉及的事项不作判断。",
        f"Judged against {document} for {view.year}, {words.counted(parts.total(), 'part')}{named.en}: {en or 'none'}; "
        f"taken together: {answer.en}. Matters not covered are not judged.",
    )


def rule_by_rule(view: View) -> Iterator[tuple[Answer, Words]]:
    """A line for each rule that is not met or cannot be judged, with what was found; those met in one line."""
    for answer in MOST_SERIOUS_FIRST[:2]:
        for rule, here in _by_rule(_with(view, answer)).items():
            told, limits = [_found(one) for one in here], [_limit(view, one) for one in here]
            shared = limits[0] if len(set(limits)) == 1 else _NOTHING  # said once, beside the rule
            if not any(shared):
                told = [Words(*map(add, *pair)) for pair in zip(told, limits, strict=True)]
            zh, en = "，".join(one.zh for one in told), "; ".join(one.en for one in told)
            yield answer, Words(f"{rule.zh}{shared.zh}：{zh}", f"{rule.en}{shared.en}: {en}")
    if met := _by_rule(_with(view, Answer.MET)):
        named = [_with_whom(view, rule, here) for rule, here in met.items()]
        yield Answer.MET, Words("；".join(one.zh for one in named), "; ".join(one.en for one in named))


def _with(view: View, answer: Answer) -> Verdicts:
    return view.verdict.headlines.where(answer=answer)


def _by_rule(verdicts: Verdicts) -> dict[Words, list[Verdict]]:
    """Verdicts by what their rule is called."""
    by_rule: dict[Words, list[Verdict]] = {}
    for one in verdicts:
        by_rule.setdefault(name_of(one.rule), []).append(one)
    return by_rule


def _found(verdict: Verdict) -> Words:
    """Of whom, and what was found; or that it cannot be judged."""
    said = CANNOT_BE_JUDGED if verdict.is_silent else found(verdict)
    whom = Words(*(words.kind(verdict.stage, lang) for lang in ("zh", "en")))
    return Words(f"{whom.zh}{said.zh}", f"{whom.en} {said.en}".strip())


def _limit(view: View, verdict: Verdict) -> Words:
    """The limit in brackets; nothing where nothing was found to hold against it."""
    if verdict.is_silent:
        return _NOTHING
    limit = bound(verdict, view.floor)
    return Words(f"（{limit.zh}）", f" ({limit.en})")


def _with_whom(view: View, rule: Words, here: list[Verdict]) -> Words:
    """A rule's name; with the stages it is met for where it is not met for all."""
    if len(here) == len(view.verdict.headlines.where(rule=here[0].rule.id)):
        return rule
    zh, en = (words.listed([words.kind(one.stage, lang) for one in here], lang) for lang in ("zh", "en"))
    return Words(f"{rule.zh}（{zh}）", f"{rule.en} ({en})")


def lacking(view: View) -> Words | None:
    """What it takes for every school to keep every threshold, added up by what it is counted in; None without thresholds.

    Numbers are those of the year's students. Where only a bound of a value is known, it is at least so much.
    """
    missed = [
        one for section in view.verdict.sections for one in section.indicators.values() if one.answer is Answer.NOT_MET
    ]
    if not any(section.judged for section in view.verdict.sections):
        return None
    if not missed:
        return Words("各校有数据的指标没有缺口。", "No school lacks anything where there are figures.")
    sums = [(one, [v for v in missed if v.subject == one.name]) for one in view.indicators]
    told = [
        (one, sum(v.shortfall for v in here), any(v.is_bounded for v in here), len(here)) for one, here in sums if here
    ]
    zh = "、".join(
        f"{one.short.zh}{'至少' if is_bounded else ''}{words.lacking(total, one, 'zh')}（{count}）"
        for one, total, is_bounded, count in told
    )
    en = "; ".join(
        f"{one.short_in_sentence.en}, {'at least ' if is_bounded else ''}{words.lacking(total, one, 'en')} ({count})"
        for one, total, is_bounded, count in told
    )
    less = _NOTHING if view.floor is None else _LESS_MAY_DO
    return Words(
        f"为使各校各项指标均达到标准，按{view.year}年在校生数测算，尚缺以下资源，括号内为该项未达标的学校（学段）数：{zh}。{less.zh}",
        f"For every school to meet every threshold at the enrolment of {view.year}, still lacking (in brackets, at how many "
        f"sections, a section being a school's primary or junior part): {en}. {less.en}".strip(),
    )


def first_to_see(view: View) -> Words | None:
    """The sections that miss most, and the coefficients furthest over their limits."""
    schools, coefficients = _furthest_behind(view), _most_uneven(view)
    if not schools and not coefficients:
        return None
    zh, en = [], []
    if schools:
        zh.append(
            "未达标指标最多的学校："
            + "、".join(f"{s.school}（{words.stage(s.stage, 'zh')}，{n}项）" for s, n in schools)
        )
        en.append(
            "schools that miss the most thresholds: "
            + ", ".join(f"{s.school} ({words.stage(s.stage, 'en')}, {n})" for s, n in schools)
        )
    if coefficients:
        label = view.table.terms.indicators
        zh.append(
            "超过限值比例最高的差异系数："
            + "、".join(
                f"{words.stage(one.stage, 'zh')}{label[one.subject].short.zh}{words.cv(one.result.value)}（限值{one.limit.value:.2f}）"
                for one in coefficients
            )
        )
        en.append(
            "coefficients furthest over their limits, by the ratio of one to the other: "
            + ", ".join(
                f"{label[one.subject].short_in_sentence.en}, {words.stage(one.stage, 'en')}, {words.cv(one.result.value)} (limit {one.limit.value:.2f})"
                for one in coefficients
            )
        )
    said = "; ".join(en)
    return Words("；".join(zh) + "。", f"{said[0].upper()}{said[1:]}.")


def _furthest_behind(view: View) -> list[tuple[SectionVerdict, int]]:
    """The sections that do not keep the school rule, those that miss most first, then the larger ones."""
    counted = [
        (section, section.judged.how_many(Answer.NOT_MET))
        for section in view.verdict.sections
        if section.rule.answer is Answer.NOT_MET
    ]
    return sorted(counted, key=lambda one: (-one[1], -one[0].students))[:MOST_NAMED]


def _most_uneven(view: View) -> list[Verdict]:
    """The coefficients over their limits, by how many times."""
    over = [one for one in view.verdict.cvs.values() if one.answer is Answer.NOT_MET]
    return sorted(over, key=lambda one: -one.result.value / one.limit.value)[:MOST_NAMED]


def since_last_year(view: View) -> Words | None:
    """How many coefficients rose and fell, and how many sections do not keep the rule, then and now; None without that year."""
    before = view.year - 1
    if before not in view.table.years:
        return None
    then = judge(view.all_sections, view.standard, view.county, before)
    moved = moves(line.cvs.change for line in compare_years(then, view.verdict).lines)
    same, below = unchanged(moved.unchanged), _below(view, then)
    return Words(
        f"校际差异系数{moved.rose}个上升、{moved.fell}个下降{same.zh}；{below.zh}。两年只能描述变化，不能据此推断趋势。",
        f"{moved.rose} coefficients rose and {moved.fell} fell{same.en}; {below.en}. "
        "Two years describe a change; they do not establish a trend.",
    )


def _below(view: View, then: CountyVerdict) -> Words:
    """How many sections do not keep the rule, then and now."""
    was, is_ = (_failing(one) for one in (then, view.verdict))
    before = view.year - 1
    if not was and not is_:
        return Words("资源配置未达标的学校（学段）两年均无", "no section failed the rule on resources in either year")
    return Words(
        f"资源配置未达标的学校（学段）{before}年{was}个，{view.year}年{is_}个",
        f"{words.counted(was, 'section')} did not meet the rule on resources in {before}, {is_} in {view.year}",
    )


def _failing(verdict: CountyVerdict) -> int:
    return sum(section.rule.answer is Answer.NOT_MET for section in verdict.sections)


def to_check(view: View) -> Words | None:
    """How much has to be checked before the results are used; None where nothing has."""
    count = len(moving(view))
    if not count:
        return None
    return Words(
        f"数据中有{count}处须先核对，可能影响上列结果，见表1。",
        f"{words.counted(count, 'point')} in the data must be checked first and could change these results: see table 1.",
    )
