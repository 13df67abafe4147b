"""What a few printed points say, and what they cannot."""

from __future__ import annotations

from itertools import pairwise

from analysis.insight.exchange.ratios import MEASURES, PrintedYear
from analysis.language import Words
from analysis.show.class_size.sentences import CHANGE_ESTIMAND
from analysis.show.page import words
from analysis.show.page.speaking import Speaker
from analysis.show.printed_points.view import LARGE, PrintedPoints, in_print
from analysis.tables.catalogue.provenance import KIND_WORDS
from analysis.tables.facts.printed import as_printed

SUPER_LARGE = "classes_66_or_more"


def kind(view: Speaker) -> Words:
    """Whose numbers a section shows, where a page's banner speaks of other data."""
    source = view.provenance
    return Words(
        f"本节所用为{KIND_WORDS[source.kind].zh}：{source.title.zh}。",
        f"The numbers of this section are {KIND_WORDS[source.kind].en}: {source.title.en}.",
    )


def falls(view: PrintedPoints) -> list[Words]:
    """Each printed move split in both orders and by Shapley's rule, and why there is no test of it."""
    said = [CHANGE_ESTIMAND]
    for place, found in view.falls().items():
        points, split = view.large_classes[place], found.split
        orders = (split.numerator_first, split.denominator_first, split.shapley)
        sums = [" + ".join(words.number(-100 * part, 2) for part in order) for order in orders]
        ends = [(p.year, p.count.printed, p.share.printed) for p in (points[0], points[-1])]
        zh_ends = "、".join(f"{year}年{count}个（{share}%）" for year, count, share in ends)
        en_ends = " and ".join(f"{count} ({share}%) in {year}" for year, count, share in ends)
        name, fall = view.facts.places[place].label, words.number(-100 * split.change, 2)
        said.append(
            Words(
                f"{name.zh}，公布的大班额为{zh_ends}，下降{fall}个百分点。班级总数未公布，由个数和比例反推。先减大班额、后增班级："
                f"{sums[0]}；次序相反：{sums[1]}；沙普利分解（两种次序取平均）：{sums[2]}。每组前一数是大班额减少，后一数是班级总数增加。",
                f"{name.en}, large classes as printed: {en_ends}, a fall of {fall} points. The number of classes is not "
                f"printed but implied. Large classes first: {sums[0]}; all classes first: {sums[1]}; Shapley’s rule, the mean of both: {sums[2]}. The "
                "first of each pair is fewer large classes, the second more classes in all.",
            )
        )
        said.append(_no_star(view, place))
    return said


def _no_star(view: PrintedPoints, place: str) -> Words:
    count, p = len(view.large_classes[place]), view.smallest_p(place)
    return Words(
        f"只有{count}个数据点，任何趋势检验的P值最小只能达到{p:.3f}，因此不标注显著性，也不外推。学生占比、城乡和学校之间的差别、下降是否因学生减少，"
        "都无从得知。",
        f"With {count} points no test of a trend can reach a p-value below {p:.3f}, so no significance is marked and nothing is projected. Shares "
        "of students, differences between town and country and between schools, and whether the fall is due to fewer students remain unknown.",
    )


def fewest_years(view: PrintedPoints) -> Words:
    """What a place with one printed year and a printed decrease allows."""
    found = [place for place, points in view.large_classes.items() if len(points) == 1]
    parts = [_one_year(view, place) for place in found]
    return Words("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _one_year(view: PrintedPoints, place: str) -> Words:
    point, name = view.large_classes[place][0], view.facts.places[place].label
    here = view.facts.select(place=place, year=point.year)
    zh = en = ""
    for measure, label in (
        (LARGE, Words("大班额", "large classes")),
        (SUPER_LARGE, Words("超大班额", "very large classes")),
    ):
        facts = {fact.statistic: fact for fact in here.select(measure=measure)}
        if {"count", "share", "decrease", "decrease_rate"} <= set(facts):
            count, less = (in_print(facts[name]) for name in ("count", "decrease"))
            share, rate = facts["share"].printed, facts["decrease_rate"].printed
            zh += f"{label.zh}{count.zh}个，占{share}%，比上年减少{less.zh}个，降{rate}%；"
            en += f"{count.en} {label.en}, {share}%, {less.en} fewer than the year before, down {rate}%; "
    return Words(
        f"{name.zh}{point.year}年：{zh}上年的班级总数没有公布，占比下降多少个百分点、其中多少来自班级增加，均无法计算。",
        f"{name.en}, {point.year}: {en}the number of classes of the year before is not printed, so neither the fall in points "
        "nor its split can be computed.",
    )


def mean_hides(view: PrintedPoints) -> list[Words]:
    """Printed means beside the printed share of classes over the limit, which they hide."""
    said = []
    for fact in view.facts.select(measure=["classes_over_45", "classes_over_50"], statistic="count"):
        same = {"place": fact.place, "year": fact.year, "stage": fact.stage}
        classes = list(view.facts.select(**same, measure="classes", statistic="count"))
        means = list(view.facts.select(**same, measure="students_per_class", statistic="mean"))
        if not classes or not means:
            continue
        limit, share = fact.measure.rsplit("_", 1)[1], words.percent(fact.number / classes[0].number)
        name = view.facts.places[fact.place].label
        said.append(
            Words(
                f"{name.zh}{fact.year}年{words.stage(fact.stage, 'zh')}平均班额{means[0].printed}人，同时{classes[0].printed}个班中有{fact.printed}个超过{limit}人，占{share}：平均班额掩盖了这一情况。",
                f"{name.en}, {fact.year}, {words.stage(fact.stage, 'en')}: {means[0].printed} students a class on average, and {fact.printed} of "
                f"{classes[0].printed} classes, {share}, above {limit}: the mean does not show it.",
            )
        )
    return said


def exchange(view: PrintedPoints) -> list[Words]:
    """Each printed series of two years or more: whether its bases let the ratios be compared."""
    said = []
    for (place, measure), trend in view.exchange_trends().items():
        name, label = view.facts.places[place].label, MEASURES[measure]
        first, last = trend.years[0], trend.years[-1]
        moved = last.count - first.count
        said.append(
            Words(
                f"{name.zh}，{label.zh}：{first.year}年{first.percent}%，{last.year}年{last.percent}%。{trend.words.zh}。"
                f"只能说明人数：由{first.count}人变为{last.count}人（{moved:+d}）。",
                f"{name.en}, {label.en}: {first.percent}% in {first.year}, {last.percent}% in {last.year}; {trend.words.en}. What "
                f"can be said is the number: from {first.count} to {last.count} ({moved:+d}).",
            )
            if trend.is_artefact
            else Words(
                f"{name.zh}，{label.zh}：{first.year}年{first.percent}%，{last.year}年{last.percent}%；{trend.words.zh}，共{len(trend.years)}个年份，只作描述。",
                f"{name.en}, {label.en}: {first.percent}% in {first.year}, {last.percent}% in {last.year}; {trend.words.en}; "
                f"{len(trend.years)} years of figures, a description only.",
            )
        )
        said += [_against_count(a, b) for a, b in pairwise(trend.years) if _moves_against_count(a, b)]
    return said


def _moves_against_count(before: PrintedYear, after: PrintedYear) -> bool:
    """Whether a ratio rose while the number fell, or the other way round."""
    return (after.count - before.count) * (float(after.percent) - float(before.percent)) < 0


def _against_count(before: PrintedYear, after: PrintedYear) -> Words:
    return Words(
        f"其中{after.year}年人数由{before.count}变为{after.count}，比例却由{before.percent}%变为{after.percent}%：变动的是基数"
        f"（{before.base.low}—{before.base.high}变为{after.base.low}—{after.base.high}）。",
        f"In {after.year} the number went from {before.count} to {after.count} and the ratio from {before.percent}% to {after.percent}%: "
        f"what moved is the base ({before.base.low}–{before.base.high} to {after.base.low}–{after.base.high}).",
    )


def one_exchange_year(view: PrintedPoints) -> list[Words]:
    """Printed ratios of a single year, held against their own base where it is printed."""
    said = []
    for (place, measure), points in view.exchange.items():
        base = view.stated_base(points[0])
        if len(points) > 1 or base is None:
            continue
        point, name, label = points[0], view.facts.places[place].label, MEASURES[measure]
        exact = as_printed(100 * point.count.number / base, like=point.share.printed)
        fits = exact == point.share.printed
        zh = "与所载一致" if fits else f"所载{point.share.printed}%不能由此得出"
        en = "as printed" if fits else f"the printed {point.share.printed}% cannot be reproduced from them"
        said.append(
            Words(
                f"{name.zh}{point.year}年，{label.zh}：{point.count.printed}/{base:.0f}＝{exact}%，{zh}。",
                f"{name.en}, {point.year}, {label.en}: {point.count.printed}/{base:.0f} = {exact}%, {en}.",
            )
        )
    return said
