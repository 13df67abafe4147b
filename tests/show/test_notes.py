"""Page 1 lists the notes that could move a verdict, with the coefficient they touch; others stay in 01_data."""

import numpy as np
import pytest
from tables.form_books import write_forms
from tables.grid_files import write_csv
from tables.workbooks import random_schools

from analysis.show.conditions.stated import stated_answers
from analysis.show.county.view import open_view
from analysis.show.data.across_tables import across_tables
from analysis.show.data.last_year import since_last_year
from analysis.show.data.notes import moving, notes_first, own_notes
from analysis.show.data.schools_over_years import changed_schools
from analysis.tables.catalogue import datasets

HEADER = ["统计年度", "县区名称", "学校名称", "在校生数（小学）", "网络多媒体教室数", "仪器设备值（元）"]


@pytest.fixture
def view_of(tmp_path, monkeypatch):
    """The first county of a folder that holds one table."""
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)

    def view(rows, county="", lang="en"):
        write_csv(tmp_path / "a.csv", [HEADER, *rows])
        return open_view("own", county=county, lang=lang)

    return view


def county(name="甲县"):
    return [[2023, name, f"第{k}小学", 300 + 40 * k, 12 + k, 600_000 + 70_000 * k] for k in range(12)]


def test_nothing_stands_first_where_nothing_was_noted(view_of):
    assert notes_first(view_of(county())) is None


def test_a_slip_stands_first_with_the_coefficient_it_moves(view_of):
    rows = county()
    rows[5][5] *= 10
    view = view_of(rows)
    ((note, touched),) = moving(view)
    assert note.place == "a.csv › F7"
    assert f"CV of equipment, primary: {view.balance('equipment_yuan_per_student', 'primary').value:.3f}" in touched.en
    assert "not met" in touched.en
    assert "(0.0" in touched.en  # without this school the others are nearly alike
    assert "To be checked" in notes_first(view).html()


def test_a_county_is_not_told_of_another_countys_figures(view_of):
    rows = [*county("甲县"), *county("乙县")]
    rows[5][5] *= 10
    assert moving(view_of(rows, county="甲县"))
    other = view_of(rows, county="乙县")
    assert own_notes(other) == []


def test_the_tables_own_answers_are_compared_and_each_difference_named(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    rows = [
        ["云山县2023年小学指标表"],
        [
            "学校名称",
            "在校生数",
            "每百名学生拥有骨干教师数",
            "是否达标",
            "每百名学生拥有网络多媒体教室数",
            "是否达标",
            "达标项数",
        ],
        ["一小", 300, "1.00", "是", "2.10", "是", 2],
        ["二小", 200, "0.95", "否", "2.30", "是", 1],
    ]
    write_csv(tmp_path / "a.csv", rows)
    text = stated_answers(open_view("own", lang="en")).text()
    assert "4 answers were compared" in text
    assert sum(line.strip().startswith("一小") for line in text.splitlines()) == 2  # one answer, and how many are met
    assert "二小" not in text


def test_this_year_is_held_against_last_years_rows(view_of):
    before = [[2022, *row[1:]] for row in county()]
    now = county()
    now[0][2], now[3][3] = "新小学", 500
    table = since_last_year(view_of([*before, *now]))
    assert [line[0] for line in table.rows] == ["Schools", "Students"]
    assert table.rows[0][1:4] == ("12", "12", "0")
    assert "new this year: 新小学" in table.note
    assert "no longer there: 第0小学" in table.note
    assert since_last_year(view_of(county())) is None


def test_what_may_have_become_of_schools_is_proposed_and_nothing_is_taken(view_of):
    before = [[2022, *row[1:]] for row in county()]
    now = county()
    now[1][2] = "第1 小学（新）"  # another name, as many students
    del now[0]
    now[4][3] += 300  # what the school that is gone had
    table = changed_schools(view_of([*before, *now]))
    assert [line[:4] for line in table.rows] == [
        ("第0小学", "300", "students may have gone to", "第5小学"),
        ("第1小学", "340", "may have another name and code now", "第1 小学（新）"),
    ]
    assert view_of([*before, *now]).sections.rows["students"].sum() == sum(row[3] for row in now)


def test_nothing_is_proposed_where_the_same_schools_are_there(view_of):
    assert changed_schools(view_of([*([2022, *row[1:]] for row in county()), *county()])) is None
    assert changed_schools(view_of(county())) is None


def test_counts_that_two_tables_state_are_added_up_by_table(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    write_csv(tmp_path / "a.csv", [HEADER, *county()])
    write_csv(
        tmp_path / "b.csv", [["统计年度", "县区名称", "学校名称", "小学在校生数"], *(row[:4] for row in county()[:7])]
    )
    table = across_tables(open_view("own", lang="en"))
    total = str(sum(row[3] for row in county()[:7]))
    assert table.rows == [("students", "a.csv", "7", total, "none"), ("students", "b.csv", "7", total, "none")]


def test_one_table_alone_has_nothing_to_compare(view_of):
    assert across_tables(view_of(county())) is None


def test_a_register_counted_twice_stands_first(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    head = ["学校名称", "小学在校生数", "初中在校生数", "小学专任教师", "初中专任教师"]
    write_csv(tmp_path / "甲县2023.csv", [head, ["一校", 300, 200, 30, 30], ["二小", 300, None, 20, None]])
    assert [note.kind for note, _ in moving(open_view("own", lang="en")) if "register" in note.kind] == [
        "register_of_both_sections"
    ]


def test_a_slip_in_a_form_stands_first_too(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    monkeypatch.setattr(datasets, "_load_schools", datasets._load_schools.__wrapped__)
    schools = random_schools(np.random.default_rng(4), 12)
    for school in schools:
        school["equipment_yuan"] = 2000.0 * sum(value for key, value in school.items() if key.startswith("students@"))
    schools[3]["equipment_yuan"] *= 30
    write_forms(schools, tmp_path, np.random.default_rng(0), "one_sheet")
    found = moving(open_view("own", lang="en"))
    assert any(note.field == "equipment_yuan" and "CV of equipment" in touched.en for note, touched in found)
