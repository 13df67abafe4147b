"""What the tables and figures say, in a sentence or two; every number comes from the view."""

from __future__ import annotations

import math

from analysis.language import Words
from analysis.rules.results import Answer
from analysis.show.county.view import View
from analysis.show.page import words


def conditions(view: View, stage: str) -> Words:
    """How many sections meet everything, enough, or not."""
    mine = [section for section in view.verdict.sections if section.stage == stage]
    number = max((len(s.judged) for s in mine), default=0)
    every = sum(s.judged.answer is Answer.MET for s in mine)
    met = sum(s.rule.answer is Answer.MET for s in mine)
    failed = sum(s.rule.answer is Answer.NOT_MET for s in mine)
    open_ = len(mine) - met - failed
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
        f"{failed}个未达标，{open_}个无法判断。",
        f"{en.capitalize()}, {len(mine)} sections: all {number} thresholds met by {every}; the rule for every school (the "
        f"rest at {floor} or more) met by {met - every} more; not met by {failed}; cannot be judged for {open_}.",
    )


def class_sizes(view: View, stage: str) -> Words:
    """How many classes are over the limit beside the mean size, which hides them."""
    rows = view.sections.rows_as_received(stage)
    zh, en = words.stage(stage, "zh"), words.stage(stage, "en")
    verdict = next(iter(view.verdict.verdicts.where(measure="class_size", stage=stage)), None)
    if verdict is None or "classes" not in rows or math.isnan(verdict.result.value):
        return Words(f"{zh}：没有可用的分班数据或限额。", f"{en.capitalize()}: no class counts or no limit.")
    classes, over, limit = rows["classes"].sum(), verdict.result.value, verdict.limit.value
    mean, share = words.number(rows["students"].sum() / classes, 1), words.percent(over / classes)
    return Words(
        f"{zh}{words.whole(classes)}个班，平均班额{mean}人；超过{limit:g}人的班{words.whole(over)}个，占{share}。",
        f"{en.capitalize()}: {words.whole(classes)} classes of {mean} students on average; "
        f"{words.whole(over)} of them, {share}, have more than {limit:g}.",
    )
