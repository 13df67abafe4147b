"""Readings: what the documents leave open, and the verdicts it turns, one by one."""

import pytest
from rules.county_builder import county

from analysis.errors import StandardError
from analysis.insight.readings.reading import readings
from analysis.insight.readings.rereading import NO_RULE, NO_TABLE, reread
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge, judge_record
from analysis.tables.county.record import Entry, Record

QUALITY, BASIC = standard("cn-quality-balance-2017"), standard("cn-basic-balance-2012")
PLENTY = {
    "above_norm_teachers": 90, "backbone_teachers": 30, "pe_art_teachers": 30, "teaching_area_m2": 12_000,
    "indoor_sport_area_m2": 0, "sport_area_m2": 20_000, "equipment_yuan": 4_000_000, "multimedia_rooms": 60,
}  # fmt: skip


def school(school_id, students=1000, stage="primary", **changes):
    usual = {"school_id": school_id, "students": students, "stage": stage, "classes": 25, "classes_over_45": 0}
    return usual | {"classes_over_50": 0} | PLENTY | changes


def through_school(school_id, primary, junior, **whole):
    kind = {"school_type": "nine_year", "is_shared": True} | whole
    return [school(school_id, 500, **kind | primary), school(school_id, 500, "junior", **kind | junior)]


#: Two schools without anything keep every roll-up and coefficient unmet whatever the reading, so that each reading turns
#: one verdict alone.
COUNTY = [
    *(school(f"without-{stage}", stage=stage, **dict.fromkeys(PLENTY, 0)) for stage in ("primary", "junior")),
    school("parent", 940, sport_area_m2=6990),
    school("point", 60, counts_as_school=False, parent="parent", sport_area_m2=600),
    school("private", ownership="private", classes_over_45=2),
    *through_school("nine-a", {"pe_art_teachers": 4}, {"backbone_teachers": 4.9}, sport_area_m2=40_000),
    school("rounded", 1001, pe_art_teachers=9),
    *through_school("nine-b", {}, {}, sport_area_m2=10_000),
]
LOPSIDED = dict.fromkeys(
    ("equipment_yuan", "computers", "books", "full_time_teachers", "above_norm_teachers", "mid_title_teachers"), 1.7
)
GYM = [
    {"students": 1} | LOPSIDED | {"teaching_area_m2": 1200, "indoor_sport_area_m2": 0, "sport_area_m2": 4307},
    {"students": 1}
    | dict.fromkeys(LOPSIDED, 0.3)
    | {"teaching_area_m2": 800, "indoor_sport_area_m2": 760, "sport_area_m2": 0},
]


def reread_by_name(schools, rules=QUALITY, usual=None):
    table = county(*schools)
    found = reread(lambda chosen: judge(count_sections(table, chosen), rules, "C", 2023), usual or Conventions())
    return {one.reading.name: one for one in found}


@pytest.fixture(scope="module")
def built():
    return reread_by_name(COUNTY)


@pytest.mark.parametrize(
    ("name", "rule", "stage", "school_id", "before", "after"),
    [
        ("teaching_points", "resource:sport_area_m2_per_student", "primary", "parent", (7.59, "met"), (7.436, "not_met")),
        ("private_schools", "class_size", "primary", "", (2, "not_met"), (0, "met")),
        ("six_of_seven", "every_school", "", "nine-a", (6, "met"), (5, "not_met")),
        ("rounding", "resource:pe_art_teachers_per_100", "primary", "rounded", (0.899, "not_met"), (0.899, "met")),
        ("split", "resource:sport_area_m2_per_student", "junior", "nine-b", (10.476, "met"), (10, "not_met")),
    ],
)  # fmt: skip
def test_each_reading_turns_one_verdict_and_says_both_values(built, name, rule, stage, school_id, before, after):
    (turn,) = built[name].turns
    assert built[name].obstacle is None
    assert (turn.rule.id, turn.stage, turn.school_id) == (rule, stage, school_id)
    for verdicts, (value, answer) in ((turn.before, before), (turn.after, after)):
        assert verdicts.answer == answer
        assert {round(one.result.value, 3) for one in verdicts} == {value}


def test_indoor_sports_rooms_turn_the_composite_of_the_2012_rules_and_of_no_other(built):
    turn, overall = reread_by_name(GYM, BASIC)["gym_area"].turns
    assert (turn.rule.id, turn.stage) == ("composite", "primary")
    assert (overall.rule.id, overall.after.answer) == ("overall", Answer.NOT_MET)
    assert (turn.before.answer, turn.after.answer) == (Answer.MET, Answer.NOT_MET)
    assert [round(one.result.value, 3) for one in (*turn.before, *turn.after)] == [0.638, 0.729]
    assert (built["gym_area"].obstacle, built["gym_area"].turns) == (NO_RULE, ())


def test_a_whole_school_is_compared_with_each_of_its_sections(built):
    (turn,) = built["six_of_seven"].turns
    assert [one.stage for one in turn.before] == ["primary", "junior"]


def test_a_reading_that_concerns_no_school_says_so():
    found = reread_by_name([school("one"), school("two", stage="junior")])
    for name in ("teaching_points", "private_schools", "six_of_seven", "split"):
        assert found[name].obstacle == found[name].reading.absent
        assert (found[name].rows, found[name].turns) == ((), ())
    assert found["rounding"].obstacle is None and len(found["rounding"].rows) == 2


def test_a_school_that_only_one_reading_counts_has_no_verdict_to_turn():
    enough, too_few = {"pe_art_teachers": 10, "backbone_teachers": 11}, {"pe_art_teachers": 8, "backbone_teachers": 9}
    schools = [
        school("one", **enough),
        school("private", ownership="private", **too_few),
        school("two", stage="junior"),
    ]
    turns = reread_by_name(schools)["private_schools"].turns
    assert [(turn.rule.id, turn.stage, turn.school_id) for turn in turns] == [
        ("every_school", "primary", ""),
        ("overall", "", ""),
    ]


def test_without_a_standard_nothing_is_judged_and_no_reading_applies():
    assert {one.obstacle for one in reread_by_name([school("one")], None).values()} == {NO_RULE}


def test_a_county_without_a_school_table_is_read_otherwise_where_no_school_matters():
    record = Record(Words("某县", "a county"), 2023, ())
    found = reread(lambda chosen: judge_record(record, QUALITY, conventions=chosen), Conventions())
    assert {one.reading.name: one.obstacle for one in found if one.reading.when} == {
        "teaching_points": NO_TABLE, "private_schools": NO_TABLE, "gym_area": NO_RULE, "six_of_seven": NO_TABLE,
        "split": NO_TABLE,
    }  # fmt: skip
    others = {one.reading.name: one for one in found if one.reading.when is None}
    assert others["rounding"].obstacle is None
    assert others["retention"].obstacle == others["retention"].reading.absent


def test_readings_depart_from_the_choices_made():
    found = reread_by_name(COUNTY, usual=Conventions(include_private=False))
    assert found["private_schools"].turns == ()
    assert found["rounding"].reading.of(Conventions(include_private=False)).include_private is False


def cohort(**figures):
    """What a county states of the pupils who entered three years ago."""
    stated = {"entry": 1000, "graduates": 1049, "transfer_in": 100, "transfer_out": 0, "deaths": 0} | figures
    entries = [
        Entry(f"cohort_{name}", value, "junior", 2020 if name == "entry" else 2023) for name, value in stated.items()
    ]
    return Record(Words("某县", "a county"), 2023, tuple(entries))


def reread_cohort(record):
    found = reread(lambda chosen: judge_record(record, QUALITY, conventions=chosen), Conventions())
    return {one.reading.name: one for one in found}["retention"]


def test_the_other_formula_of_retention_turns_its_verdict_and_both_stand_beside_each_other():
    turn, overall = reread_cohort(cohort()).turns
    assert (turn.rule.id, overall.rule.id) == ("item:retention_rate", "overall")
    before, after = turn.before[0], turn.after[0]
    assert (before.answer, before.result.value) == (Answer.NOT_MET, pytest.approx(0.949))
    assert (after.answer, after.result.value) == (Answer.MET, pytest.approx(1049 / 1100))
    by_other = judge_record(cohort(), QUALITY, conventions=Conventions(retention="b")).verdicts
    (beside,) = by_other.where(rule="item:retention_rate_b")
    assert beside.result.value == before.result.value


def test_a_retention_above_100_percent_is_warned_about_by_either_formula():
    for choice, figures in (("a", {"transfer_out": 60}), ("b", {"graduates": 1101})):
        verdicts = judge_record(cohort(**figures), QUALITY, conventions=Conventions(retention=choice)).verdicts
        (found,) = verdicts.where(rule="item:retention_rate")
        assert found.result.value > 1 and "超过100%" in found.note.zh and "above 100%" in found.note.en


def test_a_rate_that_is_only_printed_stands_by_either_formula():
    printed = Record(Words("某县", "a county"), 2023, (Entry("retention_rate", 0.96, "junior", 2023),))
    found = reread_cohort(printed)
    assert found.obstacle == found.reading.absent
    verdicts = judge_record(printed, QUALITY, conventions=Conventions(retention="b")).verdicts
    assert verdicts.where(rule="item:retention_rate").answer is Answer.MET


@pytest.mark.parametrize("reading", readings(), ids=lambda one: one.name)
def test_every_reading_departs_from_the_defaults_in_words_of_its_own(reading):
    usual = Conventions()
    assert reading.of(usual).differences() == dict(reading.sets)
    for here, there in zip(reading.said(usual), reading.said(reading.of(usual)), strict=True):
        assert here != there
    assert reading.when is None or reading.absent


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ("{ weights = false }", "reading 1 (x) › sets: 'weights'; expected one of: compare"),
        ('{ split = "never" }', "reading 1 (x) › sets › split: 'never'; expected one of: official, students"),
    ],
)
def test_only_what_conventions_can_be_is_a_reading(sets, message, tmp_path):
    words = '{ zh = "一", en = "one" }'
    text = f'schema = 1\n[[reading]]\nname = "x"\nlabel = {words}\nsilent = {words}\nsets = {sets}\n'
    (tmp_path / "readings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        readings(tmp_path / "readings.toml")
    assert message in refused.value.message("en")
