"""What the tables and figures say, in a sentence or two; every number comes from the view."""

from __future__ import annotations

import math

import numpy as np

from analysis.formulas import gini, mcloone, school_shares_of_cv2, split_entropy, student_weighted_cv, unweighted_cv
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.sections import COUNTED
from analysis.show import words
from analysis.show.counties import Counties
from analysis.show.examples import five_schools, printed_cv
from analysis.show.tables.counties import answers_by_row
from analysis.show.tables.distribution import complete
from analysis.show.view import View


def who_is_in(view: View) -> Words:
    """Rows in, sections counted, students, and what became of the rest."""
    ledger = view.sections.ledger
    counted = ledger[ledger["treatment"].isin(COUNTED)]
    merged, out = (ledger["treatment"] == "merged").sum(), (~ledger["treatment"].isin([*COUNTED, "merged"])).sum()
    students = view.sections.rows["students"].sum()
    return Words(
        f"{view.year}年共读入{len(ledger)}个学校（学段），计入{len(counted)}个、学生{words.whole(students)}人；"
        f"并入所属学校{merged}个，不计入{out}个，处理情况见下表。",
        f"School sections read for {view.year}: {len(ledger)}. Counted: {len(counted)}, with {words.whole(students)} "
        f"students. Added to their parent school: {merged}. Left out: {out}. The tables below say what became of each.",
    )


def conditions(view: View, stage: str) -> Words:
    """How many sections meet everything, enough, or not."""
    mine = [section for section in view.verdict.sections if section.stage == stage]
    every = sum(all(v.answer is Answer.MET for v in s.indicators.values()) for s in mine)
    met = sum(s.rule.answer is Answer.MET for s in mine)
    failed = sum(s.rule.answer is Answer.NOT_MET for s in mine)
    open_ = len(mine) - met - failed
    number = len(view.indicators)
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    if view.standard is None:
        return Words(
            f"{zh}{len(mine)}所：未附标准，无法判断。",
            f"{en.capitalize()}, {len(mine)} sections: no standard, no verdict.",
        )
    if view.floor is None:
        return Words(
            f"{zh}{len(mine)}个学校（学段）：所附标准没有对单校的要求，不作判定。",
            f"{en.capitalize()}, {len(mine)} sections: the standard asks nothing of single schools, no verdict.",
        )
    floor = words.percent(view.floor, 0)
    return Words(
        f"{zh}{len(mine)}个学校（学段）中，{every}个{number}项全部达标，另有{met - every}个未全部达标但符合每校要求（余项不低于标准的{floor}），"
        f"{failed}个未达到，{open_}个无法判断。",
        f"{en.capitalize()}, {len(mine)} sections: all {number} thresholds met by {every}; the rule for every school (the "
        f"rest at {floor} or more) met by {met - every} more; not met by {failed}; cannot be judged for {open_}.",
    )


def class_sizes(view: View, stage: str) -> Words:
    """How many classes are over the limit beside the mean size, which hides them."""
    rows = view.sections.rows_as_received(stage)
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    verdict = view.verdict.class_size.get(stage)
    if verdict is None or "classes" not in rows or math.isnan(verdict.result.value):
        return Words(f"{zh}：没有可用的分班数据或限额。", f"{en.capitalize()}: no class counts or no limit.")
    classes, over, limit = rows["classes"].sum(), verdict.result.value, verdict.limit.value
    mean, share = words.number(rows["students"].sum() / classes, 1), words.percent(over / classes)
    return Words(
        f"{zh}{words.whole(classes)}个班，平均班额{mean}人；超过{limit:g}人的班{words.whole(over)}个，占{share}。",
        f"{en.capitalize()}: {words.whole(classes)} classes of {mean} students on average; "
        f"{words.whole(over)} of them, {share}, have more than {limit:g}.",
    )


def balance(view: View, stage: str) -> Words:
    """How many coefficients pass, and the largest."""
    verdicts = {one.name: view.verdict.cvs[stage, one.name] for one in view.indicators}
    known = {name: verdict for name, verdict in verdicts.items() if not math.isnan(verdict.result.value)}
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    if not known:
        return Words(f"{zh}的差异系数均无法计算。", f"No coefficient of the {en} stage can be computed.")
    largest = max(known, key=lambda name: known[name].result.value)
    top, value = view.table.terms.indicators[largest].short_in_sentence, words.cv(known[largest].result.value)
    judged = [verdict for verdict in known.values() if verdict.limit]
    if not judged:
        return Words(
            f"{zh}差异系数最大的是{top.zh}（{value}）；未附标准，不作判定。",
            f"The largest coefficient ({en}) is that of {top.en}, {value}; no standard, no verdict.",
        )
    met = sum(verdict.answer is Answer.MET for verdict in judged)
    limit = f"{judged[0].limit.value:.2f}"
    return Words(
        f"{zh}{len(judged)}项差异系数中，{met}项不超过限值{limit}，{len(judged) - met}项超过；最大的是{top.zh}，为{value}。",
        f"{en.capitalize()}, {len(judged)} coefficients: {met} within the limit of {limit}, {len(judged) - met} over it; "
        f"the largest is that of {top.en}, {value}.",
    )


def why(view: View, indicator: str, stage: str) -> Words:
    """Whether a coefficient is made by schools above or below the mean, and by how many."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    if not len(x) or not (shares := school_shares_of_cv2(x, n)).sum() > 0:
        return Words("没有可分解的差异。", "There is no difference to take apart.")
    shares = shares / shares.sum()
    above = x > view.mean(indicator, stage).value
    order = np.argsort(-shares, kind="stable")
    few = order[: int(np.searchsorted(np.cumsum(shares[order]), 0.5, side="right")) + 1]
    label, zh, en = values.indicator.short, words.stage(stage, "zh"), words.stage(stage, "en")
    part, students, over = (words.percent(v) for v in (shares[few].sum(), n[few].sum() / n.sum(), shares[above].sum()))
    return Words(
        f"{zh}{label.zh}：{len(few)}所学校合计占CV²的{part}，其学生占{students}；高于均值的学校合计占{over}。"
        "差异系数对高于均值和低于均值的偏离同等计算，因此应结合上面的数值判断属于配置不足还是生均值偏高。",
        f"{label.en}, {en}: {part} of CV² comes from {words.counted(len(few), 'school')} with {students} of the students; "
        f"{over} comes from schools above the mean. The coefficient counts deviations above and below alike, so read it beside the values: "
        "is it a lack or an excess?",
    )


def leave_one_out(view: View, indicator: str, stage: str) -> Words:
    """The coefficient without the school that contributes most: a diagnosis, not a remedy."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    if len(x) < 2:
        return Words("学校不足两所，不作此项分析。", "Fewer than two schools: not computed.")
    top = int(np.argmax(school_shares_of_cv2(x, n)))
    rest = np.arange(len(x)) != top
    before, after = student_weighted_cv(x, n), student_weighted_cv(x[rest], n[rest])
    school = values.frame["school"].iloc[top]
    return Words(
        f"贡献最大的是{school}；不计该校时差异系数由{words.cv(before)}变为{words.cv(after)}（去掉该校后全县均值随之改变，变化幅度不等于该校份额）。"
        "此项只用于说明差异来源，不作为调整数据或布局的依据。",
        f"{school} contributes most; without it the coefficient would go from {words.cv(before)} to {words.cv(after)} "
        "(the mean changes too, so the drop is not the school's share). A diagnosis only: no reason to change figures or "
        "to close schools.",
    )


def town_and_country(view: View, indicator: str, stage: str) -> Words:
    """How much of Theil T lies between city, town and country."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    areas = set(values.frame["area"]) - {""}
    label, zh, en = values.indicator.short_in_sentence, words.stage(stage, "zh"), words.stage(stage, "en")
    if not len(x) or len(areas) < 2:
        return Words(f"{zh}没有可比的城乡分组。", f"{en.capitalize()}: there are no areas to compare.")
    split = split_entropy(x, n, values.frame["area"], alpha=1)
    share = words.percent(split.between / split.total if split.total else math.nan)
    return Words(
        f"{zh}{label.zh}的不均衡（泰尔T）中，{share}来自城区、镇区、乡村之间的差异，其余来自三者内部。",
        f"Of the inequality of {label.en} ({en}, Theil T), {share} lies between urban, town and rural schools and the rest "
        "within them.",
    )


def nearest_to_limit(view: View) -> Words:
    """The coefficient closest to its limit, and what rounding would do."""
    judged = {k: v for k, v in view.verdict.cvs.items() if v.limit and not math.isnan(v.result.value)}
    if not judged:
        return Words("没有可对照的限值。", "There is no limit to compare with.")
    (stage, name), verdict = min(judged.items(), key=lambda item: abs(item[1].result.value - item[1].limit.value))
    label = view.table.terms.indicators[name].short_in_sentence
    gap = words.cv(abs(verdict.result.value - verdict.limit.value))
    noted = [(key, v.note) for key, v in judged.items() if v.note]
    named = {key: view.table.terms.indicators[key[1]].short for key, _ in noted}
    extra_zh = "".join(f"{words.stage(key[0], 'zh')}{named[key].zh}：{note.zh}。" for key, note in noted)
    extra_en = "".join(f" {named[key].en} ({words.stage(key[0], 'en')}): {note.en}." for key, note in noted)
    return Words(
        f"最接近限值的是{words.stage(stage, 'zh')}{label.zh}，与限值相差{gap}。{extra_zh}",
        f"Nearest to its limit is {label.en} ({words.stage(stage, 'en')}), {gap} away.{extra_en}",
    )


def change(view: View, stage: str) -> Words:
    """How many coefficients rose and fell since the first year; which of the years are made up is said."""
    first, count = view.table.years[0], len(view.table.years)
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    if count == 1:
        return Words(f"{zh}没有更早年份可比。", f"{en.capitalize()}: there is no earlier year to compare with.")
    moves = [
        view.balance(one.name, stage).value - view.balance(one.name, stage, first).value for one in view.indicators
    ]
    moves = [move for move in moves if not math.isnan(move)]
    rose, fell = sum(move > 0 for move in moves), sum(move < 0 for move in moves)
    kinds = view.table.provenance.of_years(view.table.years).banner
    made_up = Words(f"（{kinds.zh}）", f" ({kinds.en})") if kinds else Words("", "")
    return Words(
        f"{first}—{view.year}年{made_up.zh}：{zh}{len(moves)}项差异系数中{rose}项上升、{fell}项下降。"
        f"{count}个年份只能描述变化，不能据此推断趋势。",
        f"{first}–{view.year}{made_up.en}: of {len(moves)} {en} coefficients, {rose} rose and {fell} fell. "
        f"{count} years describe a change; they do not establish a trend.",
    )


def distribution(view: View, indicator: str, stage: str) -> Words:
    """Gini and McLoone read in words."""
    values = view.values(indicator, stage)
    x, n = complete(values)
    label, zh, en = values.indicator.short, words.stage(stage, "zh"), words.stage(stage, "en")
    if not len(x):
        return Words(f"{zh}{label.zh}有缺数据，无法计算。", f"{label.en} ({en}): data are missing, not computed.")
    g, low = words.cv(gini(x, n)), words.percent(mcloone(x, n))
    return Words(
        f"{zh}{label.zh}：基尼系数{g}；较低一半学生的均值为中位数的{low}（麦克伦指数）。",
        f"{label.en}, {en}: Gini {g}; the mean of the lower half of the students is {low} of the median (McLoone).",
    )


def worked_example(lang: str) -> Words:
    """The official example, recomputed: weighted as printed, unweighted beside it."""
    view = five_schools(lang)
    result = view.balance("books_per_student", "primary")
    x, n = complete(view.values("books_per_student", "primary"))
    plain = unweighted_cv(x, n)
    return Words(
        f"培训材料算例（{len(x)}所小学的图书）：按学生加权为{result.value:.2f}（{result.value:.4f}），与所载{printed_cv()}一致；"
        f"若不加权则为{plain:.2f}，结论可能不同。",
        f"The example of a training hand-out (books of {len(x)} schools): weighted by students {result.value:.2f} "
        f"({result.value:.4f}), as printed ({printed_cv()}); unweighted it would be {plain:.2f}, and a verdict could turn.",
    )


def counties(view: Counties) -> Words:
    """What stands out among the rows, without ranking them."""
    hiding = [row for row in view.rows if row.hidden]
    pairs = list(answers_by_row(view))
    failing = sum(failed > 0 for _, _, failed in pairs)
    judged = sum(met + failed > 0 for _, met, failed in pairs)
    composites = sum(row.composite_limit is not None and row.composite is not None for row in view.rows)
    return Words(
        f"共{len(view.rows)}行（县区×学段）。按综合差异系数评估的{composites}行中，{len(hiding)}行综合达标而有单项高于同一限值；"
        f"逐项评估的{judged}行中，{failing}行有单项超过限值。",
        f"{len(view.rows)} rows (county × stage). Judged by their composite: {composites}, of which {len(hiding)} pass "
        f"with a single coefficient above the same limit. Judged one by one: {judged}, of which {failing} with at least "
        "one over its limit.",
    )
