"""Every short series of the reports stands among the facts, digit by digit."""

import csv

import pytest
from case_files import SHARED, needs_shared

from analysis.tables.catalogue.datasets import load_facts

#: How the list of series names a place and a measure, and what they are called among the facts.
PLACES = {
    "横县": "heng", "伊犁州直": "ili", "unnamed": "xx_city_hongjiang_hint", "南湖区": "nanhu", "会东县": "huidong",
    "巴南区": "banan", "缙云县": "jinyun", "平罗县": "pingluo",
}  # fmt: skip
MEASURES = {
    "large_class_count": ("classes_56_or_more", "count"),
    "large_class_rate": ("classes_56_or_more", "share"),
    "left_behind_children_paired": ("left_behind_paired", "count"),
    "disabled_children_total": ("disabled_children", "count"),
    "disabled_children_enrolled": ("disabled_enrolled", "count"),
    "disabled_enrolment_rate": ("disabled_enrolled", "share"),
    "student_aid_amount": ("student_aid", "total"),
    "student_aid_person_times": ("student_aid_times", "count"),
    "canteen_wages": ("canteen_wages", "total"),
    "exchange_teachers": ("exchanged_teachers", "count"),
    "exchange_teacher_rate": ("exchanged_teachers", "share"),
    "exchange_principals": ("exchanged_principals", "count"),
    "exchange_principal_rate": ("exchanged_principals", "share"),
    "training_funds": ("training_funds", "total"),
    "rural_20yr_teachers_appointed": ("rural_20_year_appointed", "count"),
    "fitness_pass_rate": ("fitness_pass", "share"),
    "retention_rate": ("{stage}_retention", "share"),
    "retention_rate_nine_year": ("nine_year_retention", "share"),
    "expenditure_per_student": ("spending_per_student", "mean"),
    "education_expenditure": ("education_spending", "total"),
    "schools_meeting_teaching_area": ("schools_meeting_teaching_area", "count"),
    "schools_meeting_sports_area": ("schools_meeting_sport_area", "count"),
    "enrolment_private": ("private_students", "count"),
    "expenditure_per_student_growth": ("spending_per_student", "growth_rate"),
    "budget_per_student": ("operating_budget_per_student", "mean"),
    "education_share_of_expenditure": ("education_spending", "share"),
    "vocational_enrolment": ("vocational_students", "count"),
    "compulsory_budget_funds": ("compulsory_budget", "total"),
    "public_funds_per_student": ("public_funds_per_student", "mean"),
    "standard_class_rate": ("standard_classes", "share"),
    "myopia_rate": ("myopic_students", "share"),
    "cohort_size": ("cohort_students", "count"),
    "class_count_implied": ("classes", "count"),
    "teacher_total_implied": ("compulsory_teachers", "count"),
    "principal_total_implied": ("principals", "count"),
}


@pytest.fixture(scope="module")
def facts():
    return load_facts("published")


@needs_shared
def test_every_series_is_entered_with_the_digits_of_the_list(facts):
    with (SHARED / "facts" / "series.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    for row in rows:
        name, statistic = MEASURES[row["metric"]]
        fact = facts.one(
            place=PLACES[row["place"].split()[0]],
            year=int(row["year"]),
            stage=row["stage"],
            measure=name.format(stage=row["stage"]),
            statistic=statistic,
        )
        assert fact.printed == row["value"], row
        assert (fact.certainty == "derived") == row["basis"].startswith("implied"), row


def test_what_was_worked_out_is_marked_as_not_printed_and_says_from_what(facts):
    derived = [fact for fact in facts if fact.source.endswith("_series") and fact.certainty == "derived"]
    assert len(derived) > 15
    assert all(fact.note.zh or facts.publications[fact.source].note.zh for fact in derived)


def test_growth_in_per_cent_is_a_share_and_needs_no_amount(facts):
    fact = facts.one(place="nanhu", year=2018, stage="preschool", statistic="growth_rate")
    assert (fact.printed, fact.unit) == ("23.96", "1")
    assert fact.number == pytest.approx(0.2396)
