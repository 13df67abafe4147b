"""The published figures hold together to their printed digits, and where they do not it is said so.

What was printed from unrounded parts is compared as intervals: two figures agree when some numbers that print as the
parts give a number that prints as the whole. Nothing looser.
"""

import csv
import datetime as dt
from decimal import Decimal

import numpy as np
import pytest
from case_files import SHARED, load_case, needs_shared

from analysis.formulas import composite_cv, student_weighted_cv, student_weighted_mean
from analysis.paths import RAW
from analysis.rules.counting.split import split_shares
from analysis.rules.standards import standard
from analysis.tables.catalogue.datasets import load_dataset, load_facts
from analysis.tables.facts.printed import as_printed, difference_of, exactly, interval, mean_of, ratio_of, sum_of

PUBLISHED = RAW / "published"
EIGHT = [
    "gross_teaching_area_m2_per_student", "sport_area_m2_per_student", "equipment_yuan_per_student",
    "computers_per_100", "books_per_student", "full_time_teachers_per_student", "above_norm_teachers_per_student",
    "mid_title_teachers_per_student",
]  # fmt: skip
SEVEN = [
    "above_norm_teachers_per_100", "backbone_teachers_per_100", "pe_art_teachers_per_100",
    "teaching_area_m2_per_student", "sport_area_m2_per_student", "equipment_yuan_per_student",
    "multimedia_rooms_per_100",
]  # fmt: skip
COUNTIES = {
    "basic_balance_chongqing": ["wanzhou", "qianjiang", "jiangjin", "yongchuan", "qijiang"],
    "basic_balance_anhui": ["luyang", "shushan"],
    "basic_balance_jilin": ["nanguan", "kuancheng", "chaoyang", "erdao", "lvyuan"],
}
STAGE_ROWS = [
    (county, stage)
    for counties in COUNTIES.values()
    for county in counties
    for stage in ("primary", "junior")
    if (county, stage) != ("qijiang", "junior")  # not in the stored excerpt
]
BASIC_LIMITS = {"primary": Decimal("0.65"), "junior": Decimal("0.55")}
QUALITY_LIMITS = {"primary": Decimal("0.50"), "junior": Decimal("0.45")}
#: Totals behind the means of Pingluo: indicator → field counted, per how many students.
PINGLUO = {
    "above_norm_teachers_per_100": ("above_norm_teachers", "students", 100),
    "backbone_teachers_per_100": ("backbone_teachers", "students", 100),
    "pe_art_teachers_per_100": ("pe_art_teachers", "students", 100),
    "teaching_area_m2_per_student": ("teaching_area_m2", "students", 1),
    "sport_area_m2_per_student": ("sport_venue_area_m2", "students", 1),
    "equipment_yuan_per_student": ("equipment_yuan", "students", 1),
    "multimedia_rooms_per_100": ("multimedia_rooms", "students", 100),
    "students_per_class": ("students", "classes", 1),
}


@pytest.fixture(scope="module")
def published():
    return load_facts("published")


@pytest.fixture(scope="module")
def examples():
    return load_facts("worked-examples")


@pytest.fixture(scope="module")
def pingluo(published):
    return published.select(source="pingluo_2023")


@pytest.fixture(scope="module")
def heng(published):
    return published.select(source="heng_2018")


def cvs(facts, place, stage, indicators):
    """The printed coefficients in the order of the indicators."""
    return [facts.one(place=place, stage=stage, measure=name, statistic="cv") for name in indicators]


def total(facts, measure, **where):
    """A county total as counted or measured, with what its digits may stand for."""
    return facts.one(place="pingluo", measure=measure, statistic=["count", "total"], **where).interval()


# ---- twelve counties of the basic-balance inspections ---------------------------------------------------------------


def test_all_twelve_counties_and_twenty_three_stage_rows_are_there(published):
    composites = published.select(source=list(COUNTIES), statistic="composite_cv")
    assert sorted((fact.place, fact.stage) for fact in composites) == sorted(STAGE_ROWS)
    assert len(STAGE_ROWS) == 23
    assert {fact.place for fact in composites} == {county for counties in COUNTIES.values() for county in counties}
    assert len(published.select(source=list(COUNTIES), statistic="mean")) == 23 * 8


def test_no_year_was_guessed_where_the_tables_print_none(published):
    assert {fact.year for fact in published.select(source=list(COUNTIES))} == {None}


@pytest.mark.parametrize(("place", "stage"), STAGE_ROWS)
def test_every_printed_composite_is_the_mean_of_its_eight_coefficients(published, place, stage):
    parts = cvs(published, place, stage, EIGHT)
    whole = published.one(place=place, stage=stage, measure="eight_indicators", standard="cn-basic-balance-2012")
    assert mean_of([part.interval() for part in parts]).meets(whole.interval())
    assert composite_cv(map(float, parts)) == pytest.approx(float(np.mean([part.number for part in parts])), abs=1e-15)


def test_the_composite_of_yongchuan_agrees_only_within_the_rounding_of_its_parts(published):
    parts = cvs(published, "yongchuan", "primary", EIGHT)
    mean = sum(Decimal(part.printed) for part in parts) / 8
    assert mean == Decimal("0.56275")
    assert as_printed(mean, like="0.562") == "0.563"  # the table prints 0.562
    whole = published.one(place="yongchuan", stage="primary", statistic="composite_cv")
    assert whole.printed == "0.562"
    assert mean_of([part.interval() for part in parts]).meets(whole.interval())


def test_every_other_composite_prints_exactly_as_the_mean_of_its_printed_parts(published):
    def differs(place, stage):
        mean = sum(Decimal(part.printed) for part in cvs(published, place, stage, EIGHT)) / 8
        whole = published.one(place=place, stage=stage, measure="eight_indicators").printed
        return as_printed(mean, like=whole) != whole

    assert [row for row in STAGE_ROWS if differs(*row)] == [("yongchuan", "primary")]


def test_all_composites_are_within_the_limits_though_single_coefficients_reach_twice_as_far(published):
    rows = published.select(source=list(COUNTIES))
    assert all(Decimal(f.printed) <= BASIC_LIMITS[f.stage] for f in rows.select(statistic="composite_cv"))
    worst = max(rows.select(statistic="cv"), key=float)
    assert (worst.place, worst.stage, worst.measure, worst.printed) == (
        "luyang", "primary", "sport_area_m2_per_student", "1.299",
    )  # fmt: skip


# ---- Jiujiang and Ningguo -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicator", SEVEN)
def test_the_coefficients_of_jiujiang_are_standard_deviation_over_mean_to_six_digits(published, indicator):
    here = published.select(place="jiujiang", measure=indicator)
    mean, sd, cv = (here.one(statistic=statistic) for statistic in ("mean", "sd", "cv"))
    assert ratio_of(sd.interval(), mean.interval()).meets(interval(cv.printed.ljust(8, "0")))


def test_the_composite_of_jiujiang_is_the_mean_of_its_seven_coefficients(published):
    parts = cvs(published, "jiujiang", "primary", SEVEN)
    whole = published.one(place="jiujiang", measure="seven_indicators")
    assert as_printed(composite_cv(map(float, parts)), like=whole.printed) == whole.printed == "0.367503"


def test_jiujiang_keeps_its_two_composites_apart(published):
    eight = published.select(place="jiujiang", measure="eight_indicators")
    assert {fact.stage: fact.printed for fact in eight} == {"primary": "0.335", "junior": "0.328"}
    assert {fact.standard for fact in eight} == {"cn-basic-balance-2012"}
    assert published.one(place="jiujiang", measure="seven_indicators").standard == "cn-quality-balance-2017"


def test_only_the_backbone_teachers_of_jiujiang_exceed_the_limit_of_a_single_indicator(published):
    over = [f for f in published.select(place="jiujiang", statistic="cv") if f.interval().lo > QUALITY_LIMITS[f.stage]]
    assert [(f.measure, f.printed) for f in over] == [("backbone_teachers_per_100", "0.501787")]


def test_twelve_of_the_fourteen_coefficients_of_ningguo_exceed_the_limit_of_a_single_indicator(published):
    facts = published.select(place="ningguo")
    met = [fact for fact in facts if Decimal(fact.printed) <= QUALITY_LIMITS[fact.stage]]
    assert len(facts) == 14
    assert {(fact.stage, fact.measure) for fact in met} == {
        ("primary", "equipment_yuan_per_student"),
        ("junior", "equipment_yuan_per_student"),
    }


@pytest.mark.parametrize("stage", QUALITY_LIMITS)
def test_the_limits_used_here_are_those_of_the_standards(stage):
    day = dt.date(2023, 12, 15)
    composite = standard("cn-basic-balance-2012").limits_by_whom("composite", day)[stage]
    assert Decimal(str(composite.value)) == BASIC_LIMITS[stage]
    limits = standard("cn-quality-balance-2017").limits("cv", day, stage)
    assert sorted(limits) == sorted(SEVEN)
    assert {Decimal(str(limit.value)) for limit in limits.values()} == {QUALITY_LIMITS[stage]}


# ---- Pingluo --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["primary", "junior"])
@pytest.mark.parametrize("indicator", PINGLUO)
def test_every_mean_of_pingluo_is_a_ratio_of_county_totals(pingluo, stage, indicator):
    numerator, denominator, scale = PINGLUO[indicator]
    printed = pingluo.one(place="pingluo", stage=stage, measure=indicator, statistic="mean")
    ratio = ratio_of(total(pingluo, numerator, stage=stage), total(pingluo, denominator, stage=stage)).times(scale)
    assert as_printed(ratio.lo, like=printed.printed) == as_printed(ratio.hi, like=printed.printed) == printed.printed


def test_the_junior_teachers_of_the_paragraph_cannot_give_the_printed_ratio(pingluo):
    printed = pingluo.one(stage="junior", measure="above_norm_teachers_per_100", statistic="mean")
    students = total(pingluo, "students", stage="junior")
    of_all = ratio_of(total(pingluo, "full_time_teachers", stage="junior"), students).times(100)
    assert printed.printed == "7.67"
    assert as_printed(of_all.lo, like="7.67") == "7.80"
    assert not of_all.meets(printed.interval())
    assert sum_of([exactly("758"), exactly("13")]) == exactly("771")


def test_the_exchange_share_cannot_be_reproduced_from_its_printed_parts(pingluo):
    share = pingluo.one(measure="exchanged_teachers", statistic="share")
    exchanged, eligible = total(pingluo, "exchanged_teachers"), total(pingluo, share.basis)
    computed = ratio_of(exchanged, eligible)
    assert (share.printed, as_printed(computed.lo * 100, like=share.printed)) == ("13.24", "13.23")
    assert not computed.meets(share.interval())
    assert "cannot be reproduced" in share.note.en and "不能得出" in share.note.zh


@pytest.mark.parametrize(
    ("measure", "stage"), [("exchanged_backbone_teachers", "compulsory"), ("above_norm_teachers", "junior")]
)
def test_the_other_shares_of_pingluo_are_their_parts_over_their_basis(pingluo, measure, stage):
    share = pingluo.one(measure=measure, stage=stage, statistic="share")
    computed = ratio_of(total(pingluo, measure, stage=stage), total(pingluo, share.basis, stage=stage))
    assert as_printed(computed.lo * 100, like=share.printed) == share.printed


def test_children_whose_entry_is_deferred_are_not_in_the_enrolment_rate(pingluo):
    kinds = ("disabled_in_regular_classes", "disabled_taught_at_home", "disabled_in_special_schools")
    enrolled = sum_of([total(pingluo, kind) for kind in kinds])
    due = difference_of(total(pingluo, "disabled_children"), total(pingluo, "disabled_children_deferred"))
    rate = pingluo.one(measure="disabled_enrolled", statistic="share")
    assert (enrolled, due) == (exactly("210"), exactly("215"))
    assert as_printed(ratio_of(enrolled, due).lo * 100, like=rate.printed) == rate.printed == "97.67"


def test_both_retention_formulas_give_the_printed_rate_and_resumed_students_are_not_in_it(pingluo):
    entrants, graduates, moved_in, moved_out, resumed, suspended, deaths = (
        Decimal(pingluo.one(measure=f"cohort_{name}").printed)
        for name in ("entrants", "graduates", "transferred_in", "transferred_out", "resumed", "suspended", "deaths")
    )
    printed = pingluo.one(measure="junior_retention").printed
    first = (graduates - moved_in + moved_out) / (entrants - deaths)
    second = graduates / (entrants + moved_in - moved_out - deaths)
    assert as_printed(first * 100, like=printed) == as_printed(second * 100, like=printed) == printed == "99.63"
    assert graduates - moved_in + moved_out - resumed + suspended == entrants - deaths  # would be 100%


def test_the_shortfalls_of_two_schools_are_recomputed_and_one_is_a_slip(pingluo):
    def shortfall(school, limit):
        here = pingluo.select(place=school)
        value, gap = here.one(statistic="value"), here.one(statistic="shortfall")
        return gap.printed, as_printed(difference_of(exactly(limit), exactly(value.printed)).lo, like=gap.printed)

    assert shortfall("pingluo_chengguan_8", "4.5") == ("0.22", "0.22")
    assert shortfall("pingluo_chengguan_1", "7.5") == ("0.44", "0.54")


def test_the_parts_of_pingluo_add_up_to_its_totals(pingluo):
    for measure in ("classes", "students", "staff", "full_time_teachers", "backbone_teachers", "pe_art_teachers"):
        parts = [total(pingluo, measure, stage=stage) for stage in ("primary", "junior")]
        assert sum_of(parts) == total(pingluo, measure, stage="compulsory"), measure
    kinds = [total(pingluo, "schools", stage=stage) for stage in ("primary", "junior")]
    assert sum_of([*kinds, total(pingluo, "nine_year_schools")]) == total(pingluo, "schools", stage="compulsory")
    below = [f.interval() for f in pingluo.select(measure="below_norm_teachers") if f.place != "pingluo"]
    assert sum_of(below) == total(pingluo, "below_norm_teachers")


def test_every_coefficient_of_pingluo_is_within_the_limit_of_a_single_indicator(pingluo):
    coefficients = pingluo.select(statistic="cv")
    assert len(coefficients) == 14
    assert all(fact.interval().hi <= QUALITY_LIMITS[fact.stage] for fact in coefficients)


# ---- Heng -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2015, 2016, 2017, 2018])
def test_the_enrolment_of_disabled_children_in_heng_is_reproduced(heng, year):
    enrolled = heng.one(measure="disabled_enrolled", statistic="count", year=year)
    due = heng.one(measure="disabled_children", year=year)
    rate = heng.one(measure="disabled_enrolled", statistic="share", year=year)
    computed = ratio_of(enrolled.interval(), due.interval())
    assert as_printed(computed.lo * 100, like=rate.printed) == rate.printed
    assert rate.certainty == "inferred_year"


def test_the_fall_of_large_classes_in_heng_is_the_difference_of_its_shares(heng):
    before, after = (heng.one(measure="classes_56_or_more", statistic="share", year=year) for year in (2016, 2018))
    fall = heng.one(statistic="share_decrease")
    assert Decimal(before.printed) - Decimal(after.printed) == Decimal(fall.printed)
    assert len(heng.select(measure="classes")) == 0  # the number of classes is not stated, so it is not made up


def test_exchange_is_a_share_of_all_teachers_in_heng_and_of_eligible_ones_in_pingluo(heng, pingluo):
    assert {f.basis for f in heng.select(measure="exchanged_teachers", statistic="share")} == {"compulsory_teachers"}
    assert pingluo.one(measure="exchanged_teachers", statistic="share").basis == "exchange_eligible_teachers"


# ---- the nation ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("measure", ["classes_56_or_more", "classes_66_or_more"])
def test_national_shares_and_falls_of_large_classes_agree_with_their_parts(published, measure):
    nation = published.select(place="china")
    now, before = (nation.one(measure=measure, statistic="count", year=year) for year in (2018, 2017))
    share = nation.one(measure=measure, statistic="share")
    fall, rate = (nation.one(measure=measure, statistic=name) for name in ("decrease", "decrease_rate"))
    assert ratio_of(now.interval(), nation.one(measure="classes").interval()).meets(share.interval())
    assert Decimal(before.printed) == Decimal(now.printed) + Decimal(fall.printed)
    earlier = sum_of([now.interval(), fall.interval()])
    assert now.number == pytest.approx(float(now.printed) * 10_000)
    assert ratio_of(fall.interval(), earlier).meets(rate.interval())
    assert (now.certainty, before.certainty) == ("damaged", "derived")


# ---- worked examples --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def five_schools():
    return load_dataset("five-schools").rows


def test_the_official_example_loads_like_any_county_and_gives_its_printed_results(five_schools, examples):
    books, students = five_schools["books"].to_numpy(), five_schools["students"].to_numpy()
    county = examples.select(place="five_schools")
    cv = student_weighted_cv(books / students, students)
    assert as_printed(cv, like="0.5153") == "0.5153"
    assert as_printed(cv, like="0.52") == county.one(statistic="cv").printed
    mean = student_weighted_mean(books / students, students)
    assert as_printed(mean, like="6.33") == county.one(statistic="mean").printed
    assert as_printed(cv * mean, like="3.26") == county.one(statistic="sd").printed
    shown = [fact.printed for fact in examples.select(statistic="value", measure="books_per_student")]
    assert [as_printed(value, like="6.20") for value in books / students] == shown


def test_the_official_example_is_the_same_as_in_the_test_of_the_formula(five_schools):
    case = load_case("cv_books_five_schools")
    assert five_schools["books"].tolist() == case["books"]
    assert five_schools["students"].tolist() == case["students"]
    assert five_schools["school"].tolist() == case["schools"]


def test_the_nine_year_example_is_reproduced_with_its_fraction_cut_off(examples):
    school = examples.select(place="nine_year_school")
    students = {stage: float(school.one(stage=stage, measure="students")) for stage in ("primary", "junior")}
    weights = standard("cn-section-split").split_weights(dt.date(2015, 6, 11))
    books = float(school.one(stage="compulsory", measure="books"))
    primary = split_shares(students, "nine_year", weights)["primary"] * books
    weighted = students["primary"] + 1.1 * students["junior"]
    assert as_printed(books / weighted, like="58.5") == school.one(measure="books_per_weighted_student").printed
    assert as_printed(primary, like="9711.6") == "9711.6"
    assert int(primary) == float(school.one(stage="primary", measure="books"))
    assert books - int(primary) == float(school.one(stage="junior", measure="books"))


def test_examples_that_somebody_made_up_say_so_on_every_page(examples):
    assert "not real" in examples.provenance.banner.en
    assert "非真实" in load_dataset("five-schools").provenance.banner.zh
    assert load_facts("published").provenance.banner is None


# ---- transcription ----------------------------------------------------------------------------------------------------


@needs_shared
def test_the_county_tables_are_transcribed_digit_by_digit(published):
    source = SHARED / "facts" / "published" / "ex03_basic_balance_county_tables.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        rows = [list(row.values())[2:] for row in csv.DictReader(file)]
    expected = sorted([stage, *(cell for cell in cells if cell)] for stage, _, *cells in rows)
    ours = []
    for name in COUNTIES:
        with (PUBLISHED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            ours += [[stage, *(cell for cell in cells if cell)] for _, stage, _, *cells in list(csv.reader(file))[1:]]
    assert sorted(ours) == expected
