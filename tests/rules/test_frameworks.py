"""The frameworks reports are written under, held against what the reports print of their counties."""

import datetime as dt

import pytest
from rules.county_builder import county

from analysis import paths
from analysis.errors import TableError, UsageError
from analysis.insight.reports.as_record import as_record
from analysis.insight.reports.reading.damage import repairs
from analysis.insight.reports.report_file import read_report
from analysis.language import Words
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import load_standards
from analysis.rules.verdict import judge, judge_record
from analysis.show.page.stated import stated_limit
from analysis.tables.county.items import common_items
from analysis.tables.county.record import Entry, Record

MET, NOT_MET, OPEN = Answer.MET, Answer.NOT_MET, Answer.CANNOT_JUDGE
STANDARDS = load_standards()
BASIC, QUALITY = STANDARDS["cn-basic-balance-2012"], STANDARDS["cn-quality-balance-2017"]
PLAN = STANDARDS["cn-county-quality-plan"]
DAY = dt.date(2024, 12, 31)


def report(name):
    return read_report(paths.RAW / "reports" / f"{name}.toml")


def judged(name, rules, **chosen):
    return judge_record(as_record(report(name), chosen), STANDARDS[rules])


def of(verdict, rule, stage=""):
    (found,) = verdict.verdicts.where(rule=rule, stage=stage)
    return found


def record(*entries, year=2020):
    stated = [Entry(**{"stage": "compulsory", "year": year} | entry) for entry in entries]
    return Record(Words("试验县", "a county"), year, tuple(stated))


def marks(**by_item):
    return [{"item": "score", "part_of": item, "value": mark} for item, mark in by_item.items()]


# ---- basic balance -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "stage", "value"),
    [
        ("composite", "primary", 0.39),
        ("composite", "junior", 0.24),
        ("item:schools_meeting_standard_share", "", 1),
        ("work_points", "", 97),
        ("survey", "", 0.9878),
        ("item:disabled_enrolment_rate", "", 0.9324),  # those deferred are not stated: as printed
    ],
)
def test_heng_reaches_the_four_parts_as_it_prints_them(rule, stage, value):
    found = of(judged("heng_2018", "cn-guangxi-basic-balance"), rule, stage)
    assert (found.answer, found.result.value) == (MET, pytest.approx(value, rel=1e-12))


def test_all_schools_of_heng_pass_and_beside_it_stands_that_some_do_not():
    note = of(judged("heng_2018", "cn-guangxi-basic-balance"), "item:schools_meeting_standard_share").note
    assert "少数学校" in note.zh and "some schools still fall short" in note.en


def test_heng_is_open_as_a_whole_because_nobody_recorded_its_veto_events():
    verdict = judged("heng_2018", "cn-guangxi-basic-balance")
    assert verdict.overall is OPEN
    assert [one.rule.id for one in of(verdict, "overall").members if one.answer is not MET] == ["no_major_incidents"]


def test_the_government_s_work_has_17_items_and_guangxi_one_more():
    national, local = (STANDARDS[name].of_measure("score") for name in (BASIC.id, "cn-guangxi-basic-balance"))
    assert (len(national), len(local)) == (17, 18)
    assert not any(rule.series for rule in national)  # full marks are provincial


def test_the_total_of_another_evaluation_is_not_the_total_of_balance():
    assert of(judged("jinyun_2020", BASIC.id), "work_points").answer is OPEN
    assert "未填报" in of(judged("jinyun_2020", BASIC.id), "work_points").note.zh


@pytest.fixture
def provincial(tmp_path):
    """Basic balance with the full marks of a province: 6 for each of 16 items, 4 for the last."""
    scores = BASIC.of_measure("score")
    rules = "".join(
        f'[[rule]]\nid = "{rule.id}"\nmeasure = "score"\n[[rule.value]]\nfrom = 2012-01-20\ncite = "1"\n'
        f'confidence = "original"\nfull = {4 if rule is scores[-1] else 6}\n'
        for rule in scores
    )
    head = f'schema = 2\nid = "xx-province"\noverlays = "{BASIC.id}"\ntitle = {{ zh = "某省", en = "a province" }}\n'
    (tmp_path / "province.toml").write_text(head + 'document = "某省"\n' + rules, encoding="utf8")
    return load_standards(tmp_path)["xx-province"]


def test_marks_add_up_and_an_open_item_may_still_earn_its_full_marks(provincial):
    names = [rule.id for rule in provincial.of_measure("score")]
    full = dict.fromkeys(names, 6.0) | {names[-1]: 4.0}
    all_but_two = {name: mark for name, mark in full.items() if name not in names[:2]}
    for stated, answer, value in ((full, MET, 100), (all_but_two, MET, 88), (dict(list(full.items())[3:]), OPEN, 82)):
        found = of(judge_record(record(*marks(**stated)), provincial), "work_points")
        assert (found.answer, found.result.value) == (answer, value)
    poor = dict(list(full.items())[3:]) | {names[0]: 0.0, names[1]: 0.0, names[2]: 2.0}
    found = of(judge_record(record(*marks(**poor)), provincial), "work_points")
    assert (found.answer, found.gap) == (NOT_MET, 1)


def test_without_full_marks_the_sum_stays_open_until_every_item_is_marked():
    found = of(judge_record(record(*marks(migrants_planned_for=6.0)), BASIC), "work_points")
    assert (found.answer, found.note.zh) == (OPEN, "可得6至100分")
    every = judge_record(record(*marks(**{rule.id: 5.0 for rule in BASIC.of_measure("score")})), BASIC)
    assert (of(every, "work_points").answer, of(every, "work_points").result.value) == (MET, 85)
    assert of(every, "points_of_access").result.value == 20


def test_a_blank_mark_does_not_let_the_stated_total_stand_in():
    total = {"item": "work_score", "value": 97.0}
    assert of(judge_record(record(total), BASIC), "work_points").answer is MET
    blank = marks(migrants_planned_for=float("nan"))
    assert of(judge_record(record(total, *blank), BASIC), "work_points").answer is OPEN


def test_marks_that_do_not_give_the_total_stated_are_said(provincial):
    every = {rule.id: 4.0 for rule in provincial.of_measure("score")}
    found = of(judge_record(record({"item": "work_score", "value": 97.0}, *marks(**every)), provincial), "work_points")
    assert (found.answer, found.result.value) == (NOT_MET, 68)
    assert found.note.en == "not the total of 97 that is stated"


@pytest.mark.parametrize("entries", [marks(migrants_planned_for=7.0), [{"item": "work_score", "value": 101.0}]])
def test_a_mark_and_a_total_above_the_full_marks_are_refused(provincial, entries):
    with pytest.raises(TableError, match="marks from 0 to the full marks"):
        judge_record(record(*entries), provincial)


def test_a_school_table_alone_answers_the_composite_only():
    even = {"students": 100, "full_time_teachers": 6, "above_norm_teachers": 5, "mid_title_teachers": 3, "computers": 10,
            "books": 1500, "teaching_area_m2": 400, "sport_area_m2": 700, "equipment_yuan": 9000,
            "indoor_sport_area_m2": 0}  # fmt: skip
    verdict = judge(count_sections(county(even, even)), BASIC, "C", 2023)
    assert {one.measure for one in verdict.headlines} == {"composite"}
    assert {one.rule.id for one in verdict.verdicts.judged()} == {"composite", "overall"}


def test_when_a_school_passes_is_for_the_province_to_say(tmp_path):
    rules = "".join(
        f'[[rule]]\nmeasure = "resource"\nof = "{name}"\n[[rule.value]]\nfrom = 2012-01-20\ncite = "{place}"\n'
        f'confidence = "original"\nat_least = {{ primary = {least} }}\n'
        for place, (name, least) in enumerate({"books_per_student": 15, "computers_per_100": 6, "sport_area_m2_per_student": 5}.items())
    )  # fmt: skip
    passes = """
        [[rule]]
        id = "school_passes"
        measure = "met_count"
        of = ["resource"]
        [[rule.value]]
        from = 2012-01-20
        cite = "2"
        confidence = "original"
        at_least = 2
        floor_share = 0.6
        [[rule]]
        id = "schools_pass"
        measure = "all_met"
        of = ["school_passes"]
    """
    head = f'schema = 2\nid = "xx-province"\noverlays = "{BASIC.id}"\ntitle = {{ zh = "某省", en = "a province" }}\n'
    (tmp_path / "province.toml").write_text(head + 'document = "某省"\n' + rules + passes, encoding="utf8")
    mine = load_standards(tmp_path)["xx-province"]
    school = {"students": 100, "books": 1500, "computers": 6, "sport_area_m2": 300, "indoor_sport_area_m2": 0}
    for sport, answer in ((300, MET), (299, NOT_MET)):  # 60% of five square metres is three
        verdict = judge(count_sections(county(school, school | {"sport_area_m2": sport})), mine, "C", 2023)
        assert of(verdict, "schools_pass", "primary").answer is answer


# ---- overlays of quality balance ------------------------------------------------------------------------------------


NAMES = {  # what the plan calls a limit, where it is not the name of an item or indicator
    "exchange_rate_of_eligible": "item:exchange_rate", "quality_high_school_quota_share": "item:quota_share",
    "retention_rate_three_year": "item:retention_rate", "quality_level": "item:monitoring_level",
    "between_school_variation": "item:monitoring_difference", "migrant_children_public_rate": "item:migrant_public_share",
    "certified_teacher_rate": "item:certified_share", "teacher_salary_vs_civil_servant": "item:pay_parity",
    "disabled_student_public_funds": "item:special_public_funds_per_student", "nearby_enrolment_rate": "item:nearby_enrolment_rate",
    "training_share_of_public_funds": "each_school:training_share_of_public_funds",
    "teachers_above_qualification_per_100": "resource:above_norm_teachers_per_100",
    "backbone_teachers_per_100": "resource:backbone_teachers_per_100", "arts_pe_teachers_per_100": "resource:pe_art_teachers_per_100",
    "teaching_area_per_student": "resource:teaching_area_m2_per_student", "sports_area_per_student": "resource:sport_area_m2_per_student",
    "equipment_value_per_student": "resource:equipment_yuan_per_student", "multimedia_rooms_per_100": "resource:multimedia_rooms_per_100",
    "class_size": "class_size", "school_size": "school_size", "school_size_max_nine_year": "school_size",
    "training_completion_rate": "item:training_completion_rate", "exchange_backbone_share": "item:exchange_backbone_share",
    "disabled_enrolment_rate": "item:disabled_enrolment_rate",
    "retention_rate_nine_year": "item:nine_year_retention_rate", "fitness_pass_rate": "item:fitness_pass_rate",
    "standardised_school_rate_public": "item:standardised_school_share", "standardised_school_rate_private": "item:standardised_school_share",
    "enrolment_rate": "item:enrolment_rate", "retention_rate": "item:stage_retention_rate",
    "resource_rooms_target_low": "item:resource_rooms",
}  # fmt: skip
NUMBERS = {"classes_per_music_art_room": ("rooms", "classes_per_room"),
           "small_school_funding_headcount": ("small_school_funds", "floor_students")}  # fmt: skip
ELSEWHERE = {  # in words of a rule: its note, its name, the upper end of a range; a school's plan
    "music_room_area_min", "art_room_area_min", "training_hours_five_year", "resource_rooms_target_high",
    "teacher_degree_rate_target",
}  # fmt: skip
AHEAD = {"item:quota_share", "item:nine_year_retention_rate", "item:fitness_pass_rate", "item:standardised_school_share",
         "item:enrolment_rate", "item:stage_retention_rate", "item:resource_rooms"}  # fmt: skip


def plain(fact):
    name = fact.id.removesuffix(f"_{fact.stage}")
    return name if name in NAMES else name.removesuffix("_min").removesuffix("_max").removesuffix("_target")


def test_every_number_of_the_county_s_plan_is_a_rule_of_its_overlay():
    facts = [fact for fact in report("quality_balance_plan").facts.values() if fact.id not in ELSEWHERE]
    rules = {rule.id: rule for rule in PLAN.rules}
    ahead = set()
    for fact in facts:
        printed = float(fact.printed) / (100 if fact.unit == "%" else 1)
        if fact.id in NUMBERS:
            rule, number = NUMBERS[fact.id]
            assert rules[rule].number(DAY, number) == printed
            continue
        rule = rules[NAMES[plain(fact)]]
        limits = rule.limits(DAY)
        whom = "nine_year" if fact.id.endswith("nine_year") and rule.id == "school_size" else fact.stage
        limit = limits.get(whom) or limits.get("") or limits["primary"]
        assert limit.value == pytest.approx(printed, rel=1e-12), fact.id
        ahead |= {rule.id} if limit.standard == PLAN.id else set()
    assert ahead == AHEAD
    assert len(facts) + len(ELSEWHERE) == len(report("quality_balance_plan").facts) >= 47


def test_the_plan_says_only_what_differs_and_the_rest_is_the_national_document_s():
    changed = {row[:4] for row in PLAN.in_force(DAY) if row not in QUALITY.in_force(DAY)}
    assert {f"{measure}:{subject}" for measure, subject, *_ in changed} == AHEAD


def test_the_gate_of_chongqing_is_the_same_in_both_of_its_documents():
    gate, entrance = (STANDARDS[f"cn-chongqing-{name}-2024"] for name in ("quality-balance", "entrance"))
    assert gate.limits_by_whom("composite", DAY).keys() == {"primary", "junior"}
    for whom, limit in gate.limits_by_whom("composite", DAY).items():
        assert limit.value == entrance.limits_by_whom("composite", DAY)[whom].value
    assert (
        gate.of_measure("composite")[0].of
        == entrance.of_measure("composite")[0].of
        == BASIC.of_measure("composite")[0].of
    )
    assert gate.of_measure("composite")[0].part == "gate"


def test_hebei_adds_its_scope_and_changes_no_number():
    hebei = STANDARDS["cn-hebei-quality-balance"]
    assert hebei.in_force(DAY) == QUALITY.in_force(DAY)
    assert "50人的教学点" in next(rule.note.zh for rule in hebei.rules if rule.id == "every_school")


# ---- duty evaluations ------------------------------------------------------------------------------------------------


def test_jinyun_reaches_95_8_by_its_three_deductions_and_its_grade_is_recorded():
    found = of(judged("jinyun_2020", "cn-zhejiang-duty-2019"), "duty_score")
    assert (found.result.value, found.offenders) == (pytest.approx(95.8, rel=1e-12), ("15", "16", "24"))
    assert "100 − 1 − 1 − 2.2 = 95.8" in found.note.zh and "自评等级为A等" in found.note.zh
    assert "self-graded A" in found.note.en


def test_nanhu_scored_23_of_24_points_and_cannot_be_compared():
    found = of(judged("nanhu_2019", "cn-zhejiang-duty-2019"), "duty_score")
    assert (found.answer, found.result.value) == (OPEN, 89.5)
    assert "只评了24个测评点中的23个" in found.note.zh and "另报加分2" in found.note.zh
    assert "cannot be compared" in found.note.en


def test_satisfaction_of_jinyun_stands_beside_the_province_s():
    found = of(judged("jinyun_2020", "cn-zhejiang-duty-2019"), "item:satisfaction_against_province")
    assert found.result.value == pytest.approx(7.962 / 8.206, rel=1e-12) and found.limit is None


def test_a_deduction_that_was_blanked_leaves_no_score():
    whole = as_record(report("jinyun_2020"))
    for entry in whole.of("deduction"):
        found = of(judge_record(whole.without(entry), STANDARDS["cn-zhejiang-duty-2019"]), "duty_score")
        assert found.result.value != found.result.value


def test_the_three_levels_of_the_division_stay_open_until_a_repair_is_chosen():
    shares = {name: f"item:{name}_share" for name in ("fully_met", "basically_met", "unmet")}
    before = judged("seventh_division_hint_2017", "cn-xpcc-duty-2017")
    for name in ("fully_met", "unmet"):
        found = of(before, shares[name])
        assert found.result.value != found.result.value and "缺损" in found.note.zh
    whole = report("seventh_division_hint_2017")
    (declared,) = (one for one in whole.checks if "gov_duty_points_full" in getattr(one, "facts", ()))
    candidates = list(repairs(whole, declared))
    assert {one["gov_duty_points_full"] for one in candidates} == {"67"}  # they differ in how the rates were rounded
    (chosen,) = (one for one in candidates if {"90.54", "9.46"} <= {*one.values()})
    after = judged(whole.id, "cn-xpcc-duty-2017", **chosen)
    assert "67" in after.case.record.note.zh and "67" in after.case.record.note.en
    values = [of(after, rule).result.value for rule in shares.values()]
    assert values == [pytest.approx(67 / 74), pytest.approx(7 / 74), 0]
    assert [f"{100 * value:.2f}" for value in values[:2]] == ["90.54", "9.46"]


def test_only_a_damaged_number_can_be_chosen():
    with pytest.raises(UsageError, match="gov_duty_points_full"):
        as_record(report("seventh_division_hint_2017"), {"gov_duty_points_basic": "7"})


# ---- outlines without scores -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "outline", "items", "silent"),
    [
        ("banan_2018", "cn-chongqing-duty-2018", 37, {2, 3, 7, 11, 17, 18, 19, 24, 25, 27, 32, 35}),
        ("huidong_2021", "cn-sichuan-duty-2021", 9, {5, 7, 8, 9}),
        ("ili_2020", "cn-xinjiang-duty-2020", 14, {5}),
        ("hongjiang_hint_2021", "cn-hunan-duty-2021", 11, {6}),
        ("x_county_2024", "cn-county-duty-2024", 6, set()),
    ],
)
def test_an_outline_shows_which_of_its_items_a_report_answers_with_numbers(name, outline, items, silent):
    verdicts = judged(name, outline).verdicts
    assert len(verdicts) == items and {one.answer for one in verdicts} == {OPEN}
    assert {place for place, one in enumerate(verdicts, start=1) if not one.result.value} == silent


def test_no_number_of_a_report_answers_two_items_of_its_outline():
    for name, outline in (("banan_2018", "cn-chongqing-duty-2018"), ("hongjiang_hint_2021", "cn-hunan-duty-2021")):
        for one in as_record(report(name)).mentions:
            mine = [rule.id for rule in STANDARDS[outline].rules if any(map(one.is_about, rule.of))]
            assert len(mine) == 1, (one.name, mine)


def test_limits_and_targets_are_no_evidence():
    found = of(judged("huidong_2021", "cn-sichuan-duty-2021"), "part_5")  # two targets for the years to come
    assert "只有标准或目标" in found.note.zh


# ---- programmes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "rules", "rule", "stage", "answer", "value"),
    [
        ("ili_2020", "cn-funding-growth-2018", "growth:education_expenditure", "", MET, 1.0074),
        ("ili_2020", "cn-funding-growth-2018", "growth:expenditure_per_student", "all", NOT_MET, 1.26 / 1.27),
        ("ili_2020", "cn-funding-growth-2018", "growth:budget_per_student", "compulsory", MET, 1.0902),
        ("nanhu_2019", "cn-funding-growth-2018", "growth:education_expenditure", "", MET, 72415 / 66256),
        ("nanhu_2019", "cn-funding-growth-2018", "growth:expenditure_per_student", "junior", MET, 1.0002),
        ("huidong_2021", "cn-funding-growth-2018", "growth:public_funds_per_student", "junior", MET, 1.117),
        ("hongjiang_hint_2021", "cn-staffing-2014", "item:posts_occupied", "", MET, 2872 / 2902),
        ("pingluo_2023", "cn-teacher-exchange-2014", "item:exchange_rate", "", MET, 143 / 1081),
        ("heng_2018", "cn-public-funds", "item:nutrition_per_day", "", MET, 4),
        ("x_county_2024", "cn-public-funds", "item:public_funds_standard", "junior", MET, 940),
        ("banan_2018", "cn-public-funds", "item:boarder_extra_funds", "", MET, 200),
        ("jinyun_2020", "cn-preschool-2020", "item:public_kindergarten_share", "", NOT_MET, 0.287),
        ("hongjiang_hint_2021", "cn-preschool-2020", "item:public_kindergarten_share", "", MET, 5054 / 10086),
        ("huidong_2021", "cn-campus-safety", "item:security_guard_share", "", NOT_MET, 0.9124),
        ("jinyun_2020", "cn-campus-safety", "item:security_guard_share", "", MET, 1),
        ("ili_2020", "cn-senior-stage-2017", "item:senior_gross_rate", "", MET, 0.96),
        ("banan_2018", "cn-senior-stage-2017", "item:vocational_admission_share", "", OPEN, 5468 / 9399),
        ("heng_2018", "cn-class-size", "large_class_share", "", OPEN, 0.0852),
    ],
)
def test_a_programme_is_judged_from_what_a_report_prints(name, rules, rule, stage, answer, value):
    found = of(judged(name, rules), rule, stage)
    assert (found.answer, found.result.value) == (answer, pytest.approx(value, rel=1e-12))


def test_exchange_is_shown_on_both_bases_and_judged_on_one():
    verdict = judged("pingluo_2023", "cn-teacher-exchange-2014")
    of_all = of(verdict, "item:exchange_rate_of_all")
    assert 0.07 < of_all.result.value < 0.08 and of_all.limit is None
    assert of(verdict, "item:exchange_rate").limit.value == 0.10


def growth_of(*entries):
    verdict = judge_record(record(*entries), STANDARDS["cn-funding-growth-2018"])
    return of(verdict, "growth:expenditure_per_student", "all")


def test_the_two_bases_of_ili_are_warned_of_with_both_numbers():
    found = of(judged("ili_2020", "cn-funding-growth-2018"), "growth:expenditure_per_student", "all")
    assert "计算生均所用601,573人，同一材料所列各学段合计546,056人（加上可不计的为604,200）" in found.note.zh
    assert "601,573 students are used per student" in found.note.en and "546,056" in found.note.en
    assert found.answer is NOT_MET  # a warning, not another answer


@pytest.mark.parametrize(("students", "warned"), [(1000, False), (1200, False), (1001, True), (1100, True)])
def test_students_who_are_the_sum_with_or_without_what_may_be_left_out_draw_no_warning(students, warned):
    by_stage = [("kindergarten_children", "preschool", 300), ("students", "primary", 500), ("students", "junior", 190),
                ("special_school_students", "compulsory", 4), ("vocational_students", "senior", 6),
                ("students", "senior", 200)]  # fmt: skip
    two = [{"item": "expenditure_per_student", "stage": "all", "year": year, "value": 1.0} for year in (2019, 2020)]
    base = {"item": "funded_students", "stage": "all", "value": students}
    found = growth_of(base, *two, *({"item": i, "stage": s, "value": n} for i, s, n in by_stage))
    assert ("两个口径" in (found.note.zh if found.note else "")) is warned
    assert not warned or "1,000" in found.note.en


def test_an_amount_that_implies_other_students_than_those_printed_is_warned_of():
    each = [{"item": "expenditure_per_student", "stage": "all", "year": year, "value": 100.0} for year in (2019, 2020)]
    total = {"item": "education_expenditure", "stage": "all", "value": 120_000.0}
    for students, warned in ((1200, False), (1000, True)):
        found = growth_of({"item": "funded_students", "stage": "all", "value": students}, total, *each)
        assert ("imply 1,200 students, 1,000 are printed" in (found.note.en if found.note else "")) is warned


def test_growth_takes_both_years_on_one_base():
    """The year's total over its students against last year's printed figure would be a rise of 10%."""
    total = {"item": "education_expenditure", "stage": "all", "value": 1.1e6}
    students = {"item": "funded_students", "stage": "all", "value": 1000.0}
    printed = {"item": "expenditure_per_student", "stage": "all"}
    two = [printed | {"value": 990.0}, printed | {"value": 1000.0, "year": 2019}]
    assert growth_of(total, students, *two).result.value == 0.99
    assert growth_of(total, students, two[1]).answer is OPEN
    last = [total | {"value": 1e6, "year": 2019}, students | {"year": 2019}]
    assert growth_of(total, students, *last).result.value == pytest.approx(1.1)


def test_growth_says_when_two_years_do_not_give_the_rate_printed():
    printed = {"item": "expenditure_per_student", "stage": "all"}
    rate = {"item": "expenditure_per_student_growth", "stage": "all", "value": 0.05, "low": 0.045, "high": 0.055}
    found = growth_of(
        printed | {"value": 102.0}, printed | {"value": 100.0, "year": 2019}, rate | {"printed": Words("5%", "5%")}
    )
    assert found.answer is MET and "口径可能不同" in found.note.zh


def test_every_printed_growth_may_be_a_fall():
    growths = {rule.subject for rules in STANDARDS.values() for rule in rules.of_measure("growth")}
    assert len(growths) > 4
    assert {name for name in growths if not common_items()[f"{name}_growth"].is_signed} == set()


def test_a_share_that_must_fall_is_met_by_a_printed_fall_and_asked_not_to_rise():
    fall = {"item": "myopia_rate_growth", "stage": "all", "value": -0.03, "low": -0.035, "high": -0.025}
    found = of(judge_record(record(fall), STANDARDS["cn-myopia-2018"]), "growth:myopia_rate", "")
    assert found.answer is MET
    assert stated_limit(found) == Words("不高于上年", "not above last year")


def test_no_large_class_is_a_share_of_nothing_whatever_the_number_of_classes():
    found = of(
        judge_record(record({"item": "large_classes", "value": 0.0}, year=2021), STANDARDS["cn-class-size"]),
        "large_class_share",
    )
    assert found.answer is MET and found.is_bounded


def test_an_amount_stated_as_exactly_the_standard_is_not_called_near_it():
    assert of(judged("banan_2018", "cn-public-funds"), "item:special_public_funds_per_student").note is None


def test_a_record_without_a_year_is_held_against_the_latest_rules():
    verdict = judge_record(record(year=0), STANDARDS["cn-public-funds"])
    assert of(verdict, "item:public_funds_standard", "primary").limit.value == 720


def test_a_share_that_is_at_least_so_much_is_not_rounded_down():
    found = of(judged("ili_2020", "cn-preschool-2020"), "item:public_kindergarten_share")  # printed "50% or more"
    assert found.answer is MET and found.is_bounded


def test_what_is_lacking_is_said_in_people():
    teachers = [{"item": "exchange_teachers", "value": 95.0}, {"item": "exchange_eligible_teachers", "value": 1001.0}]
    found = of(judge_record(record(*teachers), STANDARDS["cn-teacher-exchange-2014"]), "item:exchange_rate")
    assert (found.answer, found.shortfall, found.shortfall_unit.zh) == (NOT_MET, 6, "人")  # 10% of 1,001 is 100.1
    staff = [
        {"item": "students", "stage": "primary", "value": 2000.0},
        {"item": "staff", "stage": "primary", "value": 100.0},
    ]
    found = of(judge_record(record(*staff), STANDARDS["cn-staffing-2014"]), "item:students_per_staff", "primary")
    assert (found.answer, found.shortfall, found.shortfall_unit.en) == (NOT_MET, 6, "persons")  # 2000 / 19 = 105.3


def test_every_school_gets_the_standard_for_each_student_and_for_a_hundred_at_least():
    schools = [
        {"students": 500, "public_funds_yuan": 360_000},  # 720 each
        {"students": 500, "public_funds_yuan": 359_000},
        {"students": 60, "public_funds_yuan": 60 * 720},  # 40 students short of a hundred
    ]
    verdict = judge(count_sections(county(*schools)), STANDARDS["cn-public-funds"], "C", 2023)
    found = of(verdict, "entitlement")
    assert (found.answer, found.result.value, found.shortfall) == (NOT_MET, 2, 1000 + 40 * 720)
    assert found.offenders == ("S3", "S2")
    assert (
        of(judge(count_sections(county(schools[0])), STANDARDS["cn-public-funds"], "C", 2023), "entitlement").answer
        is MET
    )


def test_what_a_county_says_of_those_that_miss_a_rule_stands_beside_it():
    entries = [
        {"item": "schools_meeting_standard_share", "value": 1.0},
        {"item": "schools_missing_standard", "value": 3.0},
    ]
    found = of(judge_record(record(*entries), BASIC), "item:schools_meeting_standard_share")
    assert found.note.zh == "同一材料另载未达办学基本标准的学校数：3"


THROUGH = {"school_id": "A", "school_type": "nine_year"}
FUNDED = (
    {"item": "public_funds_standard", "stage": "primary", "value": 720.0, "year": 2023},
    {"item": "public_funds_standard", "stage": "junior", "value": 940.0, "year": 2023},
)


def of_schools(rule, *schools, rules="cn-quality-balance-2017"):
    sections = count_sections(county(*schools))
    return of(judge(sections, STANDARDS[rules], "C", 2023, record=record(*FUNDED, year=2023)), rule)


def test_a_small_section_does_not_make_a_through_school_small():
    primary = THROUGH | {"students": 500, "public_funds_yuan": 500 * 720}
    junior = THROUGH | {"stage": "junior", "students": 80, "public_funds_yuan": 80 * 940}
    assert of_schools("small_school_funds", primary, junior).answer is MET
    small = of_schools(
        "small_school_funds",
        primary | {"students": 20, "public_funds_yuan": 20 * 720},
        junior | {"students": 60, "public_funds_yuan": 60 * 940},
    )
    assert small.answer is NOT_MET
    assert small.shortfall == pytest.approx((20 * 720 + 60 * 940) / 80 * 20)  # twenty students short of a hundred


@pytest.mark.parametrize(
    ("rule", "rules"), [("small_school_funds", "cn-quality-balance-2017"), ("entitlement", "cn-public-funds")]
)
def test_a_school_of_unknown_students_is_never_taken_for_one_that_is_funded(rule, rules):
    known = {"students": 300, "public_funds_yuan": 300 * 720}
    found = of_schools(rule, known, {"students": float("nan"), "public_funds_yuan": 100}, rules=rules)
    assert found.answer is OPEN and "1所学校缺数据" in found.note.zh


def test_a_large_section_decides_that_a_school_is_not_small_whatever_the_other_is():
    primary = THROUGH | {"students": 500, "public_funds_yuan": 360_000}
    other = THROUGH | {"stage": "junior", "students": float("nan"), "public_funds_yuan": float("nan")}
    assert of_schools("small_school_funds", primary, other).answer is MET


@pytest.mark.parametrize(
    ("rule", "primary", "junior"),
    [
        (
            "rooms",
            {"classes": 12, "music_rooms": 1, "art_rooms": 1},
            {"classes": None, "music_rooms": 0, "art_rooms": 0},
        ),
        (
            "each_school:training_share_of_public_funds",
            {"training_funds_yuan": 5, "public_funds_yuan": 100},
            {"training_funds_yuan": 3, "public_funds_yuan": None},
        ),
    ],
)
def test_a_section_of_which_nothing_is_known_leaves_its_school_open(rule, primary, junior):
    sections = THROUGH | {"students": 500} | primary, THROUGH | {"stage": "junior", "students": 480} | junior
    assert of_schools(rule, *sections).answer is OPEN


def test_what_cannot_be_judged_always_says_why():
    found = of(judged("heng_2018", "cn-guangxi-basic-balance"), "item:training_share_of_payroll")
    assert found.answer is OPEN and found.note.zh.startswith("未填报")


def test_a_survey_that_names_no_groups_is_judged_from_its_totals():
    counts = [{"item": "survey_valid", "value": 1000.0}, {"item": "survey_satisfied", "value": 840.0}]
    found = of(judge_record(record(*counts), QUALITY), "survey")
    assert (found.answer, found.result.value) == (NOT_MET, 0.84)
    assert "未分群体，共1,000份有效问卷" in found.note.zh


def surveyed(*counts):
    """Of each group: valid and satisfied questionnaires, and their year where it is not 2020."""
    entries = [
        {"item": item, "part_of": group, "value": number, "year": (*year, 2020)[0]}
        for group, valid, satisfied, *year in counts
        for item, number in (("survey_valid", valid), ("survey_satisfied", satisfied))
    ]
    return of(judge_record(record(*entries), QUALITY), "survey")


def test_questionnaires_of_two_years_are_two_surveys():
    assert surveyed(("家长", 100.0, 80.0), ("教师", 1000.0, 990.0, 2019)).result.value == 0.8
    earlier = surveyed(("家长", 100.0, 90.0, 2019), ("教师", 50.0, 40.0, 2019))
    assert (earlier.answer, earlier.result.value) == (MET, 130 / 150) and "the survey of 2019" in earlier.note.en
    of_two = [{"item": "survey_valid", "value": 100.0}, {"item": "survey_satisfied", "value": 90.0, "year": 2019}]
    assert of(judge_record(record(*of_two), QUALITY), "survey").answer is OPEN


@pytest.mark.parametrize("satisfied_of_all", [40.0, float("nan")])
def test_groups_that_do_not_add_up_to_all_questionnaires_are_not_judged(satisfied_of_all):
    groups = [("家长", 100.0, 95.0), ("教师", 100.0, 95.0)]
    assert surveyed(*groups, ("", 200.0, 190.0)).answer is MET
    found = surveyed(*groups, ("", 200.0, satisfied_of_all))
    assert found.answer is OPEN and "满意问卷数" in found.note.zh


def test_a_survey_says_how_many_came_back_and_counts_its_groups():
    counts = {"sent": 1000.0, "returned": 90.0, "valid": 80.0, "satisfied": 80.0}
    entries = [{"item": f"survey_{name}", "part_of": "家长", "value": number} for name, number in counts.items()]
    found = of(judge_record(record(*entries), QUALITY), "survey")
    assert "of 1 group;" in found.note.en and "90 of 1,000 sent came back (9.0%)" in found.note.en


@pytest.mark.parametrize(
    "stated",
    [
        {"item": "deduction", "part_of": "3", "value": 150.0},
        {"item": "deduction", "part_of": "3", "value": -5.0},
        {"item": "duty_score", "value": 130.0},
    ],
)
def test_a_score_by_deductions_above_its_full_marks_or_below_nothing_is_refused(stated):
    with pytest.raises(TableError, match="duty_score"):
        judge_record(record({"stage": "all"} | stated), STANDARDS["cn-zhejiang-duty-2019"])


@pytest.mark.parametrize(("number", "answer"), [(0, MET), (2, NOT_MET)])
def test_a_count_of_oversize_schools_of_the_whole_county_answers_the_rule_of_all_stages(number, answer):
    found = of(judge_record(record({"item": "oversize_schools", "value": number}), QUALITY), "school_size")
    assert (found.answer, found.result.value, found.stage) == (answer, number, "")
    assert "2000、2500" in found.note.zh and "2000, 2500" in found.note.en


def test_a_count_of_one_stage_goes_before_that_of_the_whole_county():
    both = [{"item": "oversize_schools", "value": 2}, {"item": "oversize_schools", "value": 0, "stage": "primary"}]
    verdict = judge_record(record(*both), QUALITY)
    assert of(verdict, "school_size", "primary").answer is MET
    assert of(verdict, "school_size", "junior").answer is OPEN


def test_the_two_oversize_schools_of_jinyun_answer_the_size_of_schools():
    found = of(judged("jinyun_2020", QUALITY.id), "school_size")
    assert (found.answer, found.gap) == (NOT_MET, 2)


def test_a_blank_count_of_a_stage_does_not_let_the_county_s_stand_in():
    both = [
        {"item": "oversize_schools", "value": 0},
        {"item": "oversize_schools", "value": float("nan"), "stage": "primary"},
    ]
    assert of(judge_record(record(*both), QUALITY), "school_size", "primary").answer is OPEN
