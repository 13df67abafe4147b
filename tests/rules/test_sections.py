"""Who is counted: nothing is lost on the way, and every row can say what became of it."""

import datetime as dt
import math

import pytest
from case_files import load_case
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rules.county_builder import county

from analysis.errors import TableError
from analysis.rules.conventions import Conventions
from analysis.rules.counting.count import count_sections
from analysis.rules.counting.split import split_shares
from analysis.rules.standards import standard, weights_on
from analysis.rules.values import section_values

THROUGH = {"school_type": "nine_year", "is_shared": True}
OFFICIAL = {
    "nine_year": {"primary": 1, "junior": 1.1},
    "complete_middle": {"junior": 1, "senior": 1.2},
    "twelve_year": {"primary": 1, "junior": 1.1, "senior": 1.32},
}


def treatments(sections):
    return dict(zip(sections.ledger["school_id"], sections.ledger["treatment"], strict=True))


def point(students, parent, **more):
    return {"students": students, "counts_as_school": False, "parent": parent, "school_type": "teaching_point"} | more


# ---- the split ----------------------------------------------------------------------------------------------------


def test_the_split_agrees_with_the_worked_example():
    case = load_case("split_nine_year_school")
    students = {"primary": case["primary_students"], "junior": case["junior_students"]}
    shares = split_shares(students, "nine_year", OFFICIAL)
    primary, junior = (shares[stage] * case["books"] for stage in ("primary", "junior"))
    printed = case["published"]
    assert primary == pytest.approx(166 * 23226 / 397, rel=1e-14)
    assert str(math.floor(primary)) == printed["primary_books"]  # the hand-out cut the decimals off …
    assert (
        str(case["books"] - math.floor(primary)) == printed["junior_books"]
    )  # … and gave the rest to the junior section
    assert primary + junior == pytest.approx(case["books"], rel=1e-14)
    assert junior / students["junior"] == pytest.approx(1.1 * primary / students["primary"], rel=1e-14)


def test_the_table_is_split_by_the_same_shares():
    table = county(
        {"school_id": "N", "students": 166, "books": 23226, **THROUGH},
        {"school_id": "N", "students": 210, "books": 23226, "stage": "junior", **THROUGH},
    )
    rows = count_sections(table).rows
    assert rows["books"].tolist() == pytest.approx([23226 * 166 / 397, 23226 * 231 / 397], rel=1e-14)
    assert rows["students"].tolist() == [166, 210]
    assert not rows["is_shared"].any()


@pytest.mark.parametrize(
    ("school_type", "students", "expected"),
    [
        ("nine_year", {"primary": 100, "junior": 100}, {"primary": 1 / 2.1, "junior": 1.1 / 2.1}),
        ("complete_middle", {"junior": 100, "senior": 200}, {"junior": 1 / 3.4, "senior": 2.4 / 3.4}),
        (
            "twelve_year",
            {"primary": 10, "junior": 10, "senior": 10},
            {"primary": 1 / 3.42, "junior": 1.1 / 3.42, "senior": 1.32 / 3.42},
        ),
        ("other", {"junior": 100, "senior": 200}, {"junior": 1.1 / 3.74, "senior": 2.64 / 3.74}),
        ("nine_year", {"primary": 0, "junior": 90}, {"primary": 0, "junior": 1}),
    ],
)
def test_every_type_of_through_school_has_its_weights(school_type, students, expected):
    assert split_shares(students, school_type, OFFICIAL) == pytest.approx(expected, rel=1e-14)


def test_the_weights_used_are_those_of_the_document():
    assert weights_on(standard("cn-section-split"), dt.date(2023, 12, 31)) == OFFICIAL


def test_sharing_by_head_count_is_a_convention():
    table = county(
        {"school_id": "N", "students": 100, "books": 400, **THROUGH},
        {"school_id": "N", "students": 300, "books": 400, "stage": "junior", **THROUGH},
    )
    assert count_sections(table, Conventions(split="students")).rows["books"].tolist() == [100, 300]


def test_only_physical_resources_are_shared():
    table = county(
        {"school_id": "N", "students": 100, "books": 420, "full_time_teachers": 8, "classes": 4, **THROUGH},
        {"school_id": "N", "students": 100, "books": 420, "full_time_teachers": 9, "classes": 3, "stage": "junior", **THROUGH},
    )  # fmt: skip
    rows = count_sections(table).rows
    assert rows["books"].tolist() == pytest.approx([200, 220], rel=1e-14)
    assert rows["full_time_teachers"].tolist() == [8, 9] and rows["classes"].tolist() == [4, 3]


def test_a_split_with_an_unknown_student_count_is_unknown_for_every_section():
    table = county(
        {"school_id": "N", "students": 100, "books": 420, **THROUGH},
        {"school_id": "N", "students": None, "books": 420, "stage": "junior", **THROUGH},
    )
    assert count_sections(table).rows["books"].isna().all()


def test_sections_that_state_different_totals_of_one_school_are_refused():
    table = county(
        {"school_id": "N", "school": "育才学校", "students": 100, "books": 420, **THROUGH},
        {"school_id": "N", "school": "育才学校", "students": 100, "books": 421, "stage": "junior", **THROUGH},
    )
    with pytest.raises(TableError, match=r"育才学校 \(N\) › books: 420, 421"):
        count_sections(table)


# ---- merging and leaving out ----------------------------------------------------------------------------------------


def test_a_teaching_point_is_added_to_its_parent_and_speaks_through_its_cells():
    table = county(
        {"school_id": "A", "school": "中心小学", "students": 300, "books": 3000},
        point(60, "A", books=500),
        point(20, "中心小学", books=100),
    )
    sections = count_sections(table)
    assert sections.rows[["students", "books"]].to_numpy().tolist() == [[380, 3600]]
    assert [cell.cell for cell in sections.table.locators.of(0, "books")] == ["B2", "B3", "B4"]
    assert list(sections.ledger["into"]) == [0, 0, 0]
    assert sections.ledger["why"].iloc[1].zh == "并入中心小学"


def test_a_teaching_point_of_a_through_school_joins_its_stage_after_the_split():
    table = county(
        {"school_id": "N", "students": 166, "books": 23226, **THROUGH},
        {"school_id": "N", "students": 210, "books": 23226, "stage": "junior", **THROUGH},
        point(40, "N", books=100),
    )
    rows = count_sections(table).rows
    assert rows["students"].tolist() == [206, 210]
    assert rows["books"].tolist() == pytest.approx([100 + 23226 * 166 / 397, 23226 * 231 / 397], rel=1e-14)


def test_a_missing_part_makes_the_sum_missing_and_is_named():
    table = county({"school_id": "A", "students": 300, "books": 3000}, point(60, "A", books=None))
    sections = count_sections(table)
    assert sections.rows["students"].tolist() == [360]
    assert sections.rows["books"].isna().all()
    assert sections.ledger["why"].iloc[1].en == "added to A; lacks books, so the school's totals are missing too"


@pytest.mark.parametrize(
    ("students", "expected"), [(49, "small_point"), (50, "counted"), (None, "counted"), (0, "no_students")]
)
def test_a_point_without_a_parent_stands_alone_and_small_ones_are_left_out(students, expected):
    sections = count_sections(county({"students": 300}, point(students, "nobody")))
    assert treatments(sections) == {"S1": "counted", "S2": expected}


def test_points_that_name_each_other_stand_alone():
    sections = count_sections(county(point(60, "S2"), point(70, "S1")))
    assert treatments(sections) == {"S1": "counted", "S2": "counted"}


def test_a_parent_named_by_an_ambiguous_name_is_no_parent():
    table = county(
        {"school": "希望小学", "students": 100}, {"school": "希望小学", "students": 90}, point(60, "希望小学")
    )
    assert treatments(count_sections(table))["S3"] == "counted"


def test_a_point_of_a_point_reaches_the_school_above():
    sections = count_sections(county({"students": 300}, point(60, "S1"), point(10, "S2")))
    assert sections.rows["students"].tolist() == [370]


def test_separate_points_stay_sections_of_their_own():
    table = county({"students": 300}, point(60, "S1"), point(40, "S1"))
    sections = count_sections(table, Conventions(teaching_points="separate"))
    assert treatments(sections) == {"S1": "counted", "S2": "counted", "S3": "small_point"}


def test_special_private_and_senior_rows_are_left_out_for_their_reason():
    table = county(
        {"students": 300},
        {"students": 90, "school_type": "special"},
        {"students": 80, "school_type": "vocational", "stage": "junior"},
        {"students": 70, "ownership": "private"},
        {"students": 60, "stage": "senior", "school_type": "complete_middle"},
    )
    assert list(treatments(count_sections(table)).values()) == ["counted", "special", "special", "counted", "senior"]
    chosen = count_sections(table, Conventions(include_private=False, include_special=True))
    assert list(treatments(chosen).values()) == ["counted", "counted", "counted", "private", "senior"]


def test_a_point_whose_parent_is_left_out_stands_alone():
    table = county({"students": 300, "ownership": "private"}, point(60, "S1"))
    assert treatments(count_sections(table, Conventions(include_private=False))) == {"S1": "private", "S2": "counted"}


def test_an_unknown_number_of_students_is_not_none():
    assert treatments(count_sections(county({"students": None}, {"students": 0}))) == {
        "S1": "counted", "S2": "no_students",
    }  # fmt: skip


def test_years_and_counties_do_not_mix():
    table = county(
        {"school_id": "A", "students": 300},
        {"school_id": "A", "students": 200, "year": 2022},
        point(60, "A", year=2022),
    )
    sections = count_sections(table)
    assert sections.rows["students"].tolist() == [300, 260]
    assert sections.select("C", 2022).rows["students"].tolist() == [260]


def test_schools_near_a_scope_line_are_named():
    schools = ({"students": n} for n in (48, 94, 95, 105, 106))
    points = (point(n, "nowhere") for n in (44, 45, 55, 56, 98))
    near = count_sections(county(*schools, *points)).near_scope_lines()
    assert near[["students", "line"]].to_numpy().tolist() == [[45, 50], [55, 50], [95, 100], [105, 100], [98, 100]]


def test_the_size_of_a_through_school_is_that_of_all_its_compulsory_stages():
    stages = {"primary": 60, "junior": 40, "senior": 500}
    sections = ({"school_id": "T", "stage": s, "students": n, "school_type": "twelve_year"} for s, n in stages.items())
    large = ({"school_id": "N", "stage": s, "students": n, **THROUGH} for s, n in (("primary", 300), ("junior", 98)))
    near = count_sections(county(*sections, *large)).near_scope_lines()
    assert near[["school_id", "students", "line"]].to_numpy().tolist() == [["T", 100, 100]]


# ---- nothing is lost ----------------------------------------------------------------------------------------------


@st.composite
def counties(draw):
    """A county with through-schools, teaching points, private and special schools, and parents of every kind."""
    schools = []
    for place in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["school", "through", "point", "special"]))
        base = {
            "school_id": f"S{place}",
            "ownership": draw(st.sampled_from(["public", "private", ""])),
            "area": draw(st.sampled_from(["urban", "rural", ""])),
            "books": draw(st.integers(0, 5000)),
        }
        count = st.integers(0, 400)
        if kind == "through":
            shared = base | THROUGH
            schools.append(shared | {"students": draw(count)})
            schools.append(shared | {"students": draw(count), "stage": "junior"})
        elif kind == "point":
            schools.append(base | point(draw(count), f"S{draw(st.integers(0, 8))}"))
        else:
            special = {"school_type": "special"} if kind == "special" else {}
            schools.append(base | {"students": draw(count)} | special)
    return schools


#: A through-school without students of its own, and a teaching point added to it.
AT_A_SCHOOL_OF_NONE = [
    {"school_id": "S0", "ownership": "public", "area": "urban", "books": 1, **point(1, "S1")},
    *(
        {
            "school_id": "S1",
            "ownership": "public",
            "area": "urban",
            "books": 0,
            "students": 0,
            "stage": stage,
            **THROUGH,
        }
        for stage in ("primary", "junior")
    ),
]


@settings(max_examples=60, deadline=None)
@given(counties(), st.booleans())
@example(AT_A_SCHOOL_OF_NONE, False)
def test_splitting_and_merging_conserve_totals_and_the_ledger_closes(schools, include_private):
    table = county(*schools)
    sections = count_sections(table, Conventions(include_private=include_private))
    ledger, rows = sections.ledger, sections.rows
    assert list(ledger.index) == list(table.rows.index)
    inside = ledger[ledger["into"].notna()]
    assert set(inside["into"]) == set(rows.index)
    assert inside.groupby("into")["students"].sum().to_dict() == rows["students"].to_dict()
    shared = table.rows[table.rows["is_shared"]]
    empty = shared.groupby("school_id")["students"].sum().loc[lambda students: students == 0].index
    unknown = set(inside["into"][inside.index.isin(shared.index[shared["school_id"].isin(empty)])])
    assert (
        set(rows.index[rows["books"].isna()]) == unknown
    )  # nothing says which section has the books of a school of none
    known = inside[~inside["into"].isin(unknown)]
    taken = table.rows.loc[known.index.difference(shared.index), "books"].sum()
    shares = [_books_inside(part, known) for _, part in shared.groupby("school_id")]
    assert rows["books"].sum() == pytest.approx(taken + sum(shares), rel=1e-12)


def _books_inside(part, inside):
    """All of a through-school's books, as far as its sections are counted; a section without students has none."""
    return part["books"].iloc[0] if part.index.isin(inside.index).any() else 0


@settings(max_examples=60, deadline=None)
@given(counties(), st.booleans())
def test_who_is_in_adds_up_exactly(schools, include_private):
    table = county(*schools)
    sections = count_sections(table, Conventions(include_private=include_private))
    tally = sections.who_is_in()
    for stage, rows in table.rows.groupby("stage"):
        mine = tally[tally["stage"] == stage].set_index("grouping")
        assert mine.loc[["treatment"], "schools"].sum() == len(rows)
        assert mine.loc[["treatment"], "students"].sum() == rows["students"].sum()
        treated = mine[mine["category"].isin(["counted", "counted_through", "merged"])]
        for grouping in {"area", "ownership"} & set(mine.index):
            assert mine.loc[[grouping], "students"].sum() == treated["students"].sum()
            assert mine.loc[[grouping], "schools"].sum() == (sections.rows["stage"] == stage).sum()


@pytest.mark.parametrize(("include_gym", "value"), [(True, 6.0), (False, 5.0)])
def test_indoor_sports_rooms_are_in_the_area_of_the_2012_rules_unless_chosen_otherwise(include_gym, value):
    table = county({"students": 100, "teaching_area_m2": 600, "indoor_sport_area_m2": 100})
    sections = count_sections(table, Conventions(include_gym=include_gym))
    gross = "gross_teaching_area_m2_per_student"
    assert section_values(sections, gross, "C", 2023, "primary").frame["value"].tolist() == [value]
    about = sections.terms.indicators[gross]
    assert (about.name, "含室内体育用房" in about.label.zh) == (gross, include_gym)
