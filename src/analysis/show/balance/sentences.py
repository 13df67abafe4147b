"""How far schools lie apart, why, and how near the limits, in sentences; every number comes from the view."""

from __future__ import annotations

import math

import numpy as np

from analysis.formulas import school_shares_of_cv2, student_weighted_cv, unweighted_cv
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.show.county.examples import five_schools, printed_cv
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete
from analysis.show.page import words
from analysis.show.page.moves import moves, unchanged


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
        "差异系数对高于均值和低于均值的偏离同等计算，因此应结合上列数值判断属于配置不足还是生均值偏高。",
        f"{label.en}, {en}: {part} of CV² comes from {words.counted(len(few), 'school')} with {students} of the students; "
        f"{over} comes from schools above the mean. The coefficient counts deviations above and below alike, so the values above decide "
        "whether it is a shortage or an excess.",
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
        f"贡献最大的是{school}；不计该校时差异系数由{words.cv(before)}变为{words.cv(after)}（去掉该校后县域均值随之改变，变化幅度不等于该校份额）。"
        "此项只用于说明差异来源，不作为调整数据或布局的依据。",
        f"{school} contributes most; without it the coefficient would go from {words.cv(before)} to {words.cv(after)} "
        "(the mean changes too, so the drop is not the school’s share). A diagnosis only: no reason to change figures or "
        "to close schools.",
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
    moved = moves(
        view.balance(one.name, stage).value - view.balance(one.name, stage, first).value for one in view.indicators
    )
    same = unchanged(moved.unchanged)
    kinds = view.table.provenance.of_years(view.table.years).banner
    made_up = Words(f"所用数据：{kinds.zh}。", f" The data: {kinds.en}.") if kinds else Words("", "")
    return Words(
        f"{first}—{view.year}年：{zh}{sum(moved)}项差异系数中{moved.rose}项上升、{moved.fell}项下降{same.zh}。"
        f"{count}个年份只能描述变化，不能据此推断趋势。{made_up.zh}",
        f"{first}–{view.year}: of {sum(moved)} {en} coefficients, {moved.rose} rose and {moved.fell} fell{same.en}. "
        f"{count} years describe a change; they do not establish a trend.{made_up.en}",
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
