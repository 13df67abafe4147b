"""What a plan says: what it costs, what it mends, what it leaves, and how it was reckoned."""

from __future__ import annotations

from analysis.insight.plan.additions import common_additions
from analysis.insight.plan.plan import FOR_BALANCE
from analysis.language import Words
from analysis.rules.asked import name_of
from analysis.rules.results import ANSWER_WORDS, Answer, Verdicts
from analysis.show.page import words
from analysis.show.plan.view import PlanView

NO_CUTS = Words(
    "本方案只增不减。条件较好的学校变差，差异系数也会下降，但这不是均衡，因此不列为措施。",
    "The plan only adds. A coefficient of variation also falls when better-off schools get worse; that is not balance and is not "
    "among the measures considered.",
)
STANDING = Words(
    "以下为按所给单价测算的方案，不是经批准的计划，也不是预算；数量依据各校现有数据测算，数据变化，方案随之变化。",
    "What follows is computed from the unit costs given; it is neither an approved plan nor a budget. The amounts follow from the "
    "schools' present figures and change with them.",
)


def result(view: PlanView) -> list[Words]:
    """The answer in a few sentences; where there is no plan, why."""
    plan = view.plan
    if plan is None:
        return [view.found]
    if plan.works.empty:
        return [_nothing(view)]
    schools, cost = len(view.schools), money(plan.cost)
    said = [
        Words(
            f"{view.view.place}{view.view.year}年：在{schools}所学校新增资源，约需{cost.zh}，可使{_named(plan.mended).zh}由未达标变为达标。",
            f"{view.view.place}, {view.view.year}: additions at {words.counted(schools, 'school')} at a cost of about {cost.en} "
            f"would bring from not met to met: {_named(plan.mended).en}.",
        )
        if plan.mended
        else Words(
            f"{view.view.place}{view.view.year}年：在{schools}所学校新增资源，约需{cost.zh}；没有一项县级判断因此由未达标变为达标。",
            f"{view.view.place}, {view.view.year}: additions at {words.counted(schools, 'school')} at a cost of about {cost.en}; no "
            "verdict on the county changes to met as a result.",
        )
    ]
    return [*said, _balance_part(view), private(view), _budget(view), _left(view), *plan.notes, _proof(view)]


def _budget(view: PlanView) -> Words | None:
    """That the budget does not reach for everything, where it does not."""
    if not view.plan.is_short:
        return None
    most = money(view.wishes.budget)
    return Words(
        f"预算{most.zh}不足以使各校全部达标：优先安排所需费用较少的学校，其余未列入本方案。",
        f"The budget of {most.en} is not enough for every school: those that need least come first, and the others are left out "
        "of this plan.",
    )


def _nothing(view: PlanView) -> Words:
    if view.plan.is_short:
        return _budget(view)
    plan = view.plan
    where = "" if not plan.left else _left(view)
    return Words(
        f"{view.view.place}{view.view.year}年：可通过新增资源解决的各项均已达标，无需新增。{where and where.zh}",
        f"{view.view.place}, {view.view.year}: everything that additions could remedy is met; nothing need be added. {where and where.en}".strip(),
    )


def _balance_part(view: PlanView) -> Words | None:
    """How much of the money schools do not need for themselves."""
    works = view.plan.works
    part = works.loc[works["why"] == FOR_BALANCE, "cost"].sum()
    if not part:
        return None
    cost = money(part)
    return Words(
        f"其中{cost.zh}不是各校自身达标所需，而是用于继续提高数值最低的学校，使各项差异系数比限值低{view.wishes.margin:g}。",
        f"Of this, {cost.en} is not what schools need for their own thresholds: it raises the lowest further, so that each "
        f"coefficient stays {view.wishes.margin:g} below its limit.",
    )


def _left(view: PlanView) -> Words | None:
    """What is still not met, and what stays open, with the plan."""
    parts = []
    for answer in (Answer.NOT_MET, Answer.CANNOT_JUDGE):
        names = _named(Verdicts(one for one in view.plan.left if one.answer is answer))
        if names.zh:
            parts.append(
                Words(f"仍{ANSWER_WORDS[answer].zh}：{names.zh}", f"still {ANSWER_WORDS[answer].en}: {names.en}")
            )
    if not parts:
        return None
    return Words(
        f"方案实施后，{'；'.join(one.zh for one in parts)}。", f"With the plan, {'; '.join(one.en for one in parts)}."
    )


def _named(verdicts: Verdicts) -> Words:
    """Rules by name, each once with its stages."""
    stages: dict[Words, list[str]] = {}
    for one in verdicts:
        stages.setdefault(name_of(one.rule), []).append(one.stage)
    zh, en = ([_staged(name, of, lang) for name, of in stages.items()] for lang in ("zh", "en"))
    return Words("、".join(zh), ", ".join(en))


def _staged(name: Words, stages: list[str], lang: str) -> str:
    known = words.listed([words.kind(one, lang) for one in dict.fromkeys(stages) if one], lang)
    around = "（{}）" if lang == "zh" else " ({})"
    return name.in_(lang) + (around.format(known) if known else "")


def _proof(view: PlanView) -> Words:
    gap = words.percent(view.plan.gap, 2)
    zh, en = (f"其他方案至多再节省{gap}", f"by more than {gap}") if view.plan.gap else ("没有费用更低的方案", "at all")
    alike = "班级、教室和学位安排相同"
    if view.plan.is_short:
        alike, en = f"{alike}、所留缺口也相同", f"that leaves the same unmet is cheaper {en}"
    else:
        en = f"is cheaper {en}"
    return Words(
        f"方案已代入学校表，按同一规则重新判断，得出上述结果；在{alike}的前提下，{zh}。",
        "The plan was put into the table of schools and judged again by the ordinary rules, which gave the results above; "
        f"for the same classes, rooms and seats no plan {en}.",
    )


def classes(view: PlanView) -> Words | None:
    """Between which numbers the classes to open lie."""
    works = view.plan.works if view.plan else None
    if works is None or not (works["addition"] == "class").any():
        return None
    mine = works[works["addition"] == "class"]
    low, high = (words.whole(mine[name].sum()) for name in ("least", "amount"))
    return Words(
        f"增开班级数按“无论学生在各年级如何分布均能满足”计算，共{high}个；各年级恰好满额时，{low}个即可。每增一班另计教室1间和本县该学段平均每班教师数。",
        f"Classes to open are counted so that they suffice however students are spread over grades: {high}; {low} would do if every "
        "grade filled its classes exactly. Each brings one room and as many teachers as a class of that stage has in this county.",
    )


def costs(view: PlanView) -> list[Words]:
    """Whose unit costs these are, and what was taken for granted."""
    used = view.plan.works["addition"].unique() if view.plan else ()
    based = [common_additions()[name].basis for name in used]
    given = view.costs.source
    return [
        given
        if view.costs.is_example
        else Words(f"单价来源：{given.zh.rstrip('。.')}。", f"Unit costs: {given.en.rstrip('。.')}."),
        *dict.fromkeys(one for one in based if one),
    ]


def filling(view: PlanView) -> Words | None:
    """What filling everything everywhere costs, and whether the county would pass."""
    if view.plan is None or view.plan.works.empty:
        return None
    cost, after = money(view.filled.cost), view.filled.after
    met = {(one.rule.id, one.stage) for one in view.plan.after.headlines if one.answer is Answer.MET}
    missed = (one for one in after.headlines if one.answer is Answer.NOT_MET)
    open_ = Verdicts(one for one in missed if (one.rule.id, one.stage) in met)  # what the plan does meet
    if open_:
        return Words(
            f"作为对照，各校各项指标全部补到标准约需{cost.zh}，但{_named(open_).zh}仍未达标：提高数值最低的学校，比逐项补齐更为重要。",
            f"For comparison: to bring every school to every threshold would cost about {cost.en} and still not meet "
            f"{_named(open_).en}: raising the lowest schools matters more than filling every gap.",
        )
    more = money(view.filled.cost - view.plan.cost)
    return Words(
        f"作为对照，各校各项指标全部补到标准约需{cost.zh}，比本方案多{more.zh}；本方案能达标的各项，届时也均达标。",
        f"For comparison: to bring every school to every threshold would cost about {cost.en}, {more.en} more than the plan, "
        "and meet all that the plan meets.",
    )


def money(yuan: float) -> Words:
    """In 万元 for Chinese readers, in million yuan for English ones."""
    return Words(f"{words.number(yuan / 1e4, 1)}万元", f"{words.number(yuan / 1e6, 2)} million yuan")


def private(view: PlanView) -> Words | None:
    """What of the cost lies at private schools, which their founders pay for."""
    if view.plan is None:
        return None
    rows = view.view.sections.source.rows
    own = view.plan.works["row"].map(rows["ownership"]) == "private"
    if not own.any():
        return None
    cost, schools = money(view.plan.works.loc[own, "cost"].sum()), view.plan.works.loc[own, "school_id"].nunique()
    return Words(
        f"其中民办学校{schools}所，{cost.zh}：民办学校计入县域测算，但投入由举办者承担。",
        f"{words.counted(schools, 'private school')} among them, {cost.en}: they count in the county's results, but their founders bear the cost.",
    )


def ahead(view: PlanView) -> Words | None:
    """What the plan would be under the students ahead; that they cannot be told, where they cannot."""
    if view.plan is None:
        return None
    if view.ahead is None:
        return Words(
            "没有两年以上的分年级学生数和出生人数，不推算今后的学生数，方案按现有学生数测算。",
            "Without two years of students by grade, and births, future enrolment is not projected: the plan is for today's students.",
        )
    year, then, now = view.forecast[0], money(view.ahead.cost), money(view.plan.cost)
    saved = money(view.closing["saved"].sum())
    return Words(
        f"按{year}年的预测学生数重新测算，约需{then.zh}（按现有学生数为{now.zh}）。如按当前缺口投入，其中{saved.zh}对应的缺口届时将自行消除，列于下表，宜先借用、调配，不宜新建。",
        f"Computed again for the enrolment forecast for {year}, the plan costs about {then.en} (today's enrolment: {now.en}). Of what "
        f"today's plan asks for, {saved.en} covers shortfalls that will close by themselves by then, as listed below: borrowing and sharing come before building.",
    )
