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
YEAR = 2023
ON_THE_LIMIT = 1e-11  # a square root may fall on either side


def counted_by_engine(counties):
    """The sections of some counties, by their codes, in one table: counting once is quicker, and none may touch another."""
    return count_sections(county(*({**floats(row), "county": code} for code, rows in counties.items() for row in rows)))


def floats(row):
    return {key: float(value) if isinstance(value, Fraction) else value for key, value in row.items()}


def compare_quality(rows, verdict):
    found = judge_quality(rows)
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


def compare_basic(rows, verdict):
    for stage, value in judge_basic(rows).items():
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


def compare(seeds):
    """Random counties, one a seed, by both judges and both standards; the message of a disagreement begins with its seed."""
    counties = {f"C{seed}": random_county(np.random.default_rng(seed)) for seed in seeds}
    sections = counted_by_engine(counties)
    for code, rows in counties.items():
        try:
            compare_quality(rows, judge(sections, standard("cn-quality-balance-2017"), code, YEAR))
            compare_basic(rows, judge(sections, standard("cn-basic-balance-2012"), code, YEAR))
        except AssertionError as differ:
            raise AssertionError(f"seed {code[1:]}: {differ}") from differ


def test_both_judges_agree_on_eight_random_counties():
    compare(range(8))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(8, 208, 50))
def test_both_judges_agree_on_fifty_random_counties(first):
    compare(range(first, first + 50))
