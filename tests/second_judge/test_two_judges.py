"""The engine against the second judge: every verdict and every gap of random counties."""

import math
from fractions import Fraction

import numpy as np
import pytest
from rules.county_builder import county
from second_judge.random_counties import random_county
from second_judge.second_judge import BASIC_COMPOSITE, QUALITY_CV, judge_basic, judge_quality

from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge

ANSWERS = {True: Answer.MET, False: Answer.NOT_MET, None: Answer.CANNOT_JUDGE}
ON_THE_LIMIT = 1e-11  # a square root may fall on either side


def engine_of(rows, name):
    stated = ({k: float(v) if isinstance(v, Fraction) else v for k, v in row.items()} for row in rows)
    table = county(*stated)
    return judge(count_sections(table), standard(name), "C", 2023)


def compare_quality(rows):
    found, verdict = judge_quality(rows), engine_of(rows, "cn-quality-balance-2017")
    sections = {(one.school_id, one.stage): one for one in verdict.sections}
    assert sections.keys() == found["sections"].keys()
    for key, section in sections.items():
        assert section.rule.answer is ANSWERS[found["rule"][key]], key
        for name, (value, is_met, lacking) in found["sections"][key].items():
            mine = section.indicators[name]
            assert mine.answer is ANSWERS[is_met], (key, name)
            if value is not None:
                assert mine.result.value == pytest.approx(float(value), rel=1e-12), (key, name)
            if is_met is False:
                assert mine.shortfall == pytest.approx(float(lacking), rel=1e-9, abs=1e-9), (key, name)
    for (stage, name), value in found["cv"].items():
        compare_coefficient(verdict.cvs[stage, name], value, QUALITY_CV[stage], (stage, name))
    for stage, over in found["classes"].items():
        (mine,) = verdict.verdicts.where(measure="class_size", stage=stage)
        assert (mine.answer, mine.result.value) == (ANSWERS[not over], over), stage
    sizes = {one.stage: one for one in verdict.verdicts.where(measure="school_size")}
    assert sizes.keys() == found["sizes"].keys()
    for whom, over in found["sizes"].items():
        assert (sizes[whom].answer, sizes[whom].result.value) == (ANSWERS[not over], over), whom


def compare_basic(rows):
    found, verdict = judge_basic(rows), engine_of(rows, "cn-basic-balance-2012")
    for stage, value in found.items():
        (mine,) = verdict.verdicts.where(measure="composite", stage=stage)
        compare_coefficient(mine, value, BASIC_COMPOSITE[stage], stage)


def compare_coefficient(mine, value, limit, what):
    if value is None:
        assert mine.answer is Answer.CANNOT_JUDGE or mine.is_bounded, what
        assert math.isnan(mine.result.value), what
        return
    assert mine.result.value == pytest.approx(value, rel=1e-11, abs=1e-14), what
    if abs(value - limit) > ON_THE_LIMIT:
        assert mine.answer is ANSWERS[value <= limit], what


def compare(counties, seed):
    rng = np.random.default_rng(seed)
    for _ in range(counties):
        rows = random_county(rng)
        compare_quality(rows)
        compare_basic(rows)


def test_both_judges_agree_on_eight_random_counties():
    compare(8, seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_both_judges_agree_on_fifty_random_counties(seed):
    compare(50, seed)
