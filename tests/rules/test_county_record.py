"""What a county states of itself, held against the rules: parts before what was printed, a blank never helps."""

import datetime as dt

import pytest

from analysis import paths
from analysis.insight.reports.as_record import as_record
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.stated import stated
from analysis.rules.verdict import judge_record
from analysis.tables.county.record import Entry, Judgement, Record

QUALITY = "cn-quality-balance-2017"
PLACE = Words("试验县", "a county")


def record(*entries, judgements=(), year=2023):
    return Record(
        PLACE, year, tuple(Entry(**{"stage": "compulsory", "year": year} | entry) for entry in entries), judgements
    )


def report(name):
    return as_record(read_report(paths.RAW / "reports" / f"{name}.toml"))


def answer(verdict, rule, stage=""):
    (found,) = verdict.verdicts.where(rule=rule, stage=stage)
    return found


@pytest.fixture(scope="module")
def pingluo():
    return judge_record(report("pingluo_2023"), standard(QUALITY))


@pytest.mark.parametrize(
    ("rule", "stage", "expected"),
    [
        ("item:training_completion_rate", "", Answer.MET),
        ("item:exchange_rate", "", Answer.MET),
        ("item:exchange_backbone_share", "", Answer.MET),
        ("item:certified_share", "", Answer.CANNOT_JUDGE),  # the report gives degrees, not certificates
        ("item:quota_share", "", Answer.MET),
        ("item:migrant_public_share", "", Answer.MET),
        ("item:nearby_enrolment_rate", "primary", Answer.CANNOT_JUDGE),
        ("rooms", "", Answer.CANNOT_JUDGE),
        ("class_size", "primary", Answer.NOT_MET),
        ("class_size", "junior", Answer.NOT_MET),
        ("school_size", "junior", Answer.NOT_MET),
        ("school_size", "primary", Answer.CANNOT_JUDGE),
        ("item:retention_rate", "", Answer.MET),
        ("item:disabled_enrolment_rate", "", Answer.MET),
        ("each_school:training_share_of_public_funds", "", Answer.NOT_MET),
        ("every_cv", "primary", Answer.MET),
        ("every_cv", "junior", Answer.MET),
        ("every_school", "", Answer.CANNOT_JUDGE),
    ],
)
def test_pingluo_is_judged_from_what_its_report_prints(pingluo, rule, stage, expected):
    assert answer(pingluo, rule, stage).answer is expected


def test_pingluo_is_not_met_overall_because_of_what_it_says_itself(pingluo):
    assert pingluo.overall is Answer.NOT_MET
    failing = {(one.rule.id, one.stage) for one in pingluo.headlines if one.answer is Answer.NOT_MET}
    assert failing == {
        ("class_size", "primary"),
        ("class_size", "junior"),
        ("school_size", "junior"),
        ("each_school:training_share_of_public_funds", ""),
    }


def test_both_retention_formulas_are_computed_from_the_cohort_and_agree_with_the_printed_rate(pingluo):
    assert answer(pingluo, "item:retention_rate").result.value == pytest.approx(
        (3543 - 108 + 77) / (3526 - 1), rel=1e-12
    )
    other = answer(pingluo, "item:retention_rate_b")
    assert other.result.value == pytest.approx(3543 / (3526 + 108 - 77 - 1), rel=1e-12)
    assert other.limit is None
    assert answer(pingluo, "item:retention_rate").note is None


def test_deferred_children_leave_the_base_of_disabled_enrolment(pingluo):
    assert answer(pingluo, "item:disabled_enrolment_rate").result.value == pytest.approx(210 / 215, rel=1e-12)


def test_a_ratio_that_its_parts_do_not_give_is_computed_from_the_parts_and_said(pingluo):
    exchange = answer(pingluo, "item:exchange_rate")
    assert exchange.result.value == pytest.approx(143 / 1081, rel=1e-12)
    assert "13.23%" in exchange.note.zh and "13.24%" in exchange.note.zh


def test_a_school_the_report_names_is_below_its_threshold_and_above_the_floor(pingluo):
    (first,) = pingluo.verdicts.where(rule="resource:sport_area_m2_per_student", school_id="城关一小")
    assert (first.answer, round(first.gap, 2)) == (Answer.NOT_MET, 0.54)  # the report prints 0.44
    assert "不低于标准的85%" in first.note.zh
    assert "at 85% of the threshold or more" in first.note.en


def test_every_stated_figure_names_the_cell_it_stood_in(pingluo):
    used = [one for one in pingluo.verdicts if one.answer is not Answer.CANNOT_JUDGE and not one.members]
    assert used
    assert all(list(one.result.inputs.cells()) for one in used)


def test_a_judgement_is_taken_only_with_who_when_and_on_what_evidence():
    full = Judgement("no_key_schools", "met", "县教育督导室", dt.date(2023, 5, 1), "普查记录")
    for found, expected in (
        (full, Answer.MET),
        (Judgement("no_key_schools", "not_met", full.by, full.on, full.evidence), Answer.NOT_MET),
        (Judgement("no_key_schools", "met", "", full.on, full.evidence), Answer.CANNOT_JUDGE),
        (Judgement("no_key_schools", "met", full.by, None, full.evidence), Answer.CANNOT_JUDGE),
        (Judgement("no_key_schools", "met", full.by, full.on, ""), Answer.CANNOT_JUDGE),
    ):
        verdict = judge_record(record(judgements=(found,)), standard(QUALITY))
        assert answer(verdict, "no_key_schools").answer is expected


def test_nothing_is_met_by_default():
    verdict = judge_record(record(), standard(QUALITY))
    assert {one.answer for one in verdict.verdicts} == {Answer.CANNOT_JUDGE}


def test_what_may_be_left_unstated_bounds_the_rate_and_decides_where_it_can():
    parts = [
        {"item": "disabled_children", "value": 100.0},
        {"item": "disabled_in_regular_class", "value": 90.0},
        {"item": "disabled_in_special_school", "value": 4.0},
        {"item": "disabled_home_teaching", "value": 2.0},
    ]
    met = judge_record(record(*parts), standard(QUALITY))
    assert answer(met, "item:disabled_enrolment_rate").answer is Answer.MET  # 96% even if no one is deferred
    parts[3]["value"] = 0.0
    open_ = judge_record(record(*parts), standard(QUALITY))
    assert answer(open_, "item:disabled_enrolment_rate").answer is Answer.CANNOT_JUDGE  # 94%, or more if some are


def test_a_printed_rate_does_not_stand_in_for_a_part_that_was_blanked():
    parts = [{"item": "exchange_teachers", "value": 9.0}, {"item": "exchange_eligible_teachers", "value": 100.0}]
    printed = {"item": "exchange_rate", "value": 0.12, "low": 0.115, "high": 0.125, "printed": Words("12%", "12%")}
    whole = record(*parts, printed)
    assert answer(judge_record(whole, standard(QUALITY)), "item:exchange_rate").answer is Answer.NOT_MET
    for entry in whole.entries[:2]:
        found = answer(judge_record(whole.without(entry), standard(QUALITY)), "item:exchange_rate")
        assert found.answer is Answer.CANNOT_JUDGE
        assert "未予采用" in found.note.zh


def test_a_figure_stated_twice_and_differing_is_unknown():
    twice = record(
        {"item": "special_public_funds_per_student", "value": 6000.0},
        {"item": "special_public_funds_per_student", "value": 5000.0},
    )
    assert stated(twice, "special_public_funds_per_student", "", 2023).is_blank


def test_a_rate_above_one_is_shown_and_warned_of():
    cohort = {
        "cohort_entry": 100.0,
        "cohort_graduates": 104.0,
        "cohort_transfer_in": 0.0,
        "cohort_transfer_out": 0.0,
        "cohort_deaths": 0.0,
    }
    found = judge_record(
        record(*({"item": name, "value": value, "stage": "junior"} for name, value in cohort.items())),
        standard(QUALITY),
    )
    assert answer(found, "item:retention_rate").result.value == pytest.approx(1.04)
    assert "超过100%" in answer(found, "item:retention_rate").note.zh


def test_satisfaction_comes_with_an_interval_that_respects_the_groups():
    groups = {"家长": (900, 880), "教师": (60, 30), "人大代表": (40, 20)}
    entries = [
        {"item": name, "value": float(number), "part_of": group}
        for group, numbers in groups.items()
        for name, number in zip(("survey_valid", "survey_satisfied"), numbers, strict=True)
    ]
    found = answer(judge_record(record(*entries), standard(QUALITY)), "survey")
    assert (found.answer, found.result.value) == (Answer.MET, 0.93)
    assert "3个群体" in found.note.zh
    one_blank = record(*entries[:-1], entries[-1] | {"value": float("nan")})
    assert answer(judge_record(one_blank, standard(QUALITY)), "survey").answer is Answer.CANNOT_JUDGE


def in_years(**figures):
    """A county of 2024; each figure by item and year: teacher_pay_2022."""
    entries = ({"item": name[:-5], "year": int(name[-4:]), "value": value} for name, value in figures.items())
    return judge_record(record(*entries, year=2024), standard(QUALITY))


def test_a_ratio_of_two_years_is_no_ratio():
    found = answer(in_years(teacher_pay_2022=98.0, civil_servant_pay_2024=97.0), "item:pay_parity")
    assert found.answer is Answer.CANNOT_JUDGE and "年度不一" in found.note.zh and "different years" in found.note.en
    earlier = {"teacher_pay_2022": 98.0, "teacher_pay_2024": 96.0, "civil_servant_pay_2022": 97.0}
    found = answer(in_years(**earlier), "item:pay_parity")
    assert found.result.value == 98 / 97 and "(2022)" in found.note.en
    assert answer(in_years(**earlier, civil_servant_pay_2024=97.0), "item:pay_parity").result.value == 96 / 97


def test_what_is_lacking_is_reckoned_from_the_year_that_was_taken():
    found = answer(
        in_years(exchange_teachers_2023=5.0, exchange_teachers_2024=9.0, exchange_eligible_teachers_2023=100.0),
        "item:exchange_rate",
    )
    assert (found.answer, found.shortfall) == (Answer.NOT_MET, 5)


def test_graduates_are_held_against_their_own_cohort_whatever_other_cohorts_are_stated():
    moved = [{"item": f"cohort_{name}", "stage": "junior", "value": 0.0} for name in ("transfer_in", "transfer_out")]
    graduates = {"item": "cohort_graduates", "stage": "junior", "value": 98.0}
    entries = [
        {"item": "cohort_entry", "stage": "junior", "year": y, "value": n} for y, n in ((2020, 100.0), (2023, 80.0))
    ]
    for cohort in (entries, entries[:1]):
        found = answer(judge_record(record(graduates, *moved, *cohort), standard(QUALITY)), "item:retention_rate_b")
        assert found.result.bounds[0] == 0.98


def test_a_retention_above_100_per_cent_is_warned_of_without_deaths_too():
    cohort = {"cohort_entry": 120.0, "cohort_graduates": 130.0, "cohort_transfer_in": 0.0, "cohort_transfer_out": 5.0}
    entries = [{"item": name, "stage": "junior", "value": value} for name, value in cohort.items()]
    for more in ([], [{"item": "cohort_deaths", "stage": "junior", "value": 0.0}]):
        found = answer(judge_record(record(*entries, *more), standard(QUALITY)), "item:retention_rate")
        assert found.answer is Answer.MET and "above 100%" in found.note.en
