"""This year against last year in sentences: what moved, whose answer turned, which schools came and went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.insight.monitoring.two_years import Elsewhere, TwoYears, Years
from analysis.language import Words
from analysis.rules.results import ANSWER_WORDS
from analysis.show.monitoring.tables import COMPOSITE
from analysis.show.monitoring.view import MonitoringView
from analysis.show.page import words
from analysis.show.page.moves import moves, unchanged


def overview(watch: MonitoringView) -> list[Words]:
    """How many coefficients rose and fell, and which answers turned; that a year is missing, where it is."""
    if not watch.has_both_years:
        return [_missing(watch)]
    if not any(found.lines for found in watch.found):
        return [
            Words(
                f"{watch.place}的表中没有可测算的指标，不作年度对照。",
                f"The table of {watch.place} feeds no indicator: the years are not compared.",
            )
        ]
    judges = any(found.standard for found in watch.found)
    return [_moved(watch), *([_turned(watch)] if judges else [])]


def _missing(watch: MonitoringView) -> Words:
    earlier = [year for year in watch.view.table.years if year < watch.last]
    nearest = (
        Words(f"（最近的较早年份为{earlier[-1]}年）", f" (the latest earlier year is {earlier[-1]})")
        if earlier
        else Words("", "")
    )
    return Words(
        f"{watch.place}没有{watch.first}年的数据{nearest.zh}，{watch.last}年不作年度对照。",
        f"{watch.place} has no data of {watch.first}{nearest.en}, so {watch.last} is not compared with it.",
    )


def _moved(watch: MonitoringView) -> Words:
    """How many coefficients of each standard rose and fell, and of which data they are."""
    kind = watch.provenance.banner
    made_up = Words(f"（{kind.zh}）", f" ({kind.en})") if kind else Words("", "")
    told = [_counted(found) for found in watch.found]
    zh, en = "；".join(one.zh for one in told), "; ".join(one.en for one in told)
    return Words(
        f"{watch.place}{watch.first}—{watch.last}年{made_up.zh}：{zh}。两年只能描述变化，不能据此推断趋势。",
        f"{watch.place}, {watch.first}–{watch.last}{made_up.en}: {en}. Two years describe a change; they do not establish a trend.",
    )


def _counted(found: TwoYears) -> Words:
    changes = [line.cvs.change for line in found.lines]
    known = [change for change in changes if change == change]
    moved, unknown = moves(known), len(changes) - len(known)
    same = unchanged(moved.unchanged, "，")
    rules = Words(found.standard.document, f" of {found.standard.document}") if found.standard else Words("", "")
    lacking = Words(f"，另{unknown}个缺数据", f", {unknown} more lack data") if unknown else Words("", "")
    return Words(
        f"{rules.zh}差异系数{len(known)}个，{moved.rose}个上升，{moved.fell}个下降{same.zh}{lacking.zh}",
        f"of {len(known)} coefficients{rules.en}, {moved.rose} rose and {moved.fell} fell{same.en}{lacking.en}",
    )


def _turned(watch: MonitoringView) -> Words:
    turned = [said for found in watch.found for said in _turns(watch, found)]
    if not turned:
        return Words(
            f"各项差异系数的判断与{watch.first}年相同。", f"Every coefficient is judged as it was in {watch.first}."
        )
    zh, en = "；".join(one.zh for one in turned), "; ".join(one.en for one in turned)
    return Words(f"判断有变化的：{zh}。", f"Answers that turned: {en}.")


def _turns(watch: MonitoringView, found: TwoYears) -> Iterator[Words]:
    """Coefficients with a limit whose answer differs, with both values."""
    for line in found.lines:
        if line.cvs.turns and (line.cvs.before.limit or line.cvs.after.limit):
            yield _turn(watch.indicator(line.indicator).short_in_sentence, line.cvs)
    for years in found.composites:
        if years.turns:
            yield _turn(Words(COMPOSITE.zh, COMPOSITE.en.lower()), years)


def _turn(label: Words, years: Years) -> Words:
    stage, (before, after) = years.after.stage, (words.cv(one.result.value) for one in years)
    was, is_ = (ANSWER_WORDS[one.answer] for one in years)
    return Words(
        f"{words.stage(stage, 'zh')}{label.zh}由{was.zh}（{before}）变为{is_.zh}（{after}）",
        f"{label.en} ({words.stage(stage, 'en')}) from {was.en} ({before}) to {is_.en} ({after})",
    )


def schools(watch: MonitoringView) -> list[Words]:
    """How many sections moved at a threshold, and the sections that count in one year only, by name."""
    said = []
    judging = [found for found in watch.found if any(line.below for line in found.lines)]
    if judging:
        kinds = [move.kind for found in judging for move in found.moves]
        missed, met, unknown = (kinds.count(kind) for kind in ("missed", "met", "unknown"))
        open_ = (
            Words(f"，{unknown}项次有一年无法判断", f"; {unknown} cannot be judged in one year")
            if unknown
            else Words("", "")
        )
        said.append(
            Words(
                f"两年均计入的学校（学段）中，由达标转为未达标{missed}项次，由未达标转为达标{met}项次{open_.zh}。",
                f"At sections that count in both years, {missed} thresholds are newly missed and {met} newly met{open_.en}.",
            )
        )
    return [*said, *_came_and_went(watch, watch.found[0])] if watch.found else []


def _came_and_went(watch: MonitoringView, found: TwoYears) -> list[Words]:
    """Named apart and not among those that moved; a school whose code changed stands in both lists."""
    parts = [
        (Words(f"{watch.last}年新计入", f"counted in {watch.last} only"), found.opened),
        (Words(f"{watch.last}年不再计入", f"no longer counted in {watch.last}"), found.closed),
    ]
    told = [(label, _named(sections)) for label, sections in parts if sections]
    if not told:
        return []
    zh = "；".join(f"{label.zh}：{names.zh}" for label, names in told)
    en = "; ".join(f"{label.en}: {names.en}" for label, names in told)
    return [
        Words(
            f"{zh}。这些学校（学段）不计为变动；学校代码改变的，两处各列一次。",
            f"{en[0].upper()}{en[1:]}. They are not among those that changed; a school whose code changed appears in both lists.",
        )
    ]


def _named(sections: Sequence[Elsewhere]) -> Words:
    def said(one: Elsewhere, lang: str) -> str:
        about = [words.stage(one.stage, lang), *([one.why.in_(lang)] if one.why else [])]
        return f"{one.school}（{'，'.join(about)}）" if lang == "zh" else f"{one.school} ({', '.join(about)})"

    return Words("、".join(said(one, "zh") for one in sections), ", ".join(said(one, "en") for one in sections))
