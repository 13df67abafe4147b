"""Lists of classes and tables of grades among a reader's own tables: cohorts and class sizes over the years (05)."""

import numpy as np
import pytest
from tables.grid_files import write_csv

from analysis.publish.appendix import notebooks_of
from analysis.publish.jobs import jobs_for
from analysis.show.class_size import open_class_sizes, sentences, tables
from analysis.tables.catalogue import datasets
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.sheets.below_school import grade_number

GRADES = "一二三四五六"
YEARS = (2021, 2022, 2023)
SCHOOLS = ("一小", "二小", "三小")


def sizes(year: int) -> dict[tuple[str, str], list[int]]:
    """The classes of a made-up county: two a grade, one of them large; every class moves up and loses a pupil."""
    rng = np.random.default_rng(1)
    entering = {(school, born): 40 + int(rng.integers(0, 15)) for school in SCHOOLS for born in range(2010, 2024)}
    return {
        (school, grade): [entering[school, year - age] - age, entering[school, year - age] - age + 9]
        for school in SCHOOLS
        for age, grade in enumerate(GRADES)
    }


def write_list(folder, year, schools=SCHOOLS):
    rows = [
        [school, f"{grade}年级", f"{grade}（{number}）班", size]
        for (school, grade), found in sizes(year).items()
        if school in schools
        for number, size in enumerate(found, 1)
    ]
    write_csv(folder / f"云山县{year}年班级名单.csv", [["学校名称", "年级", "班级名称", "人数"], *rows])


def write_grades(folder, year, in_columns):
    found = sizes(year)
    if in_columns:
        head = [f"{grade}年级{what}" for grade in GRADES for what in ("班级数", "学生数")]
        rows = [
            [school, *(figure for grade in GRADES for figure in (2, sum(found[school, grade])))] for school in SCHOOLS
        ]
        write_csv(folder / f"云山县{year}年分年级.csv", [["学校名称", *head], *rows])
    else:
        rows = [[school, f"{grade}年级", 2, sum(several)] for (school, grade), several in found.items()]
        write_csv(folder / f"云山县{year}年分年级.csv", [["学校名称", "年级", "班级数", "学生数"], *rows])


def write_schools(folder, year):
    rows = [[school, "小学", 900 + year] for school in SCHOOLS]
    write_csv(folder / f"云山县{year}年办学条件.csv", [["学校名称", "办学类型", "教学及辅助用房面积（㎡）"], *rows])


def write_births(folder):
    rows = [["云山县", year, month, 25] for year in range(2009, 2019) for month in range(1, 13)]
    write_csv(folder / "births.csv", [["county", "year", "month", "births"], *rows])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    for name in ("_load_schools", "_load_beside"):
        monkeypatch.setattr(datasets, name, getattr(datasets, name).__wrapped__)
    return tmp_path


def test_lists_of_several_years_give_class_sizes_and_their_change(folder):
    for year in YEARS:
        write_list(folder, year)
        write_schools(folder, year)
    view = open_class_sizes("own", lang="en")
    assert (view.kind, view.years, view.has_change) == ("list", YEARS, True)
    large = [sum(size >= 56 for found in sizes(year).values() for size in found) for year in YEARS]
    assert [int((view.evidence.in_year(year)["students"] >= 56).sum()) for year in YEARS] == large
    assert tables.removed_and_added(view) is not None
    assert len(load_dataset("own").classes) == 3 * 36


@pytest.mark.parametrize("shape", ["list", "rows", "columns"])
def test_grades_of_several_years_and_births_give_the_cohorts_ahead(folder, shape):
    for year in YEARS:
        write_list(folder, year) if shape == "list" else write_grades(folder, year, shape == "columns")
        write_schools(folder, year)
    write_births(folder)
    view = open_class_sizes("own", lang="en")
    assert view.can_look_ahead
    history = view.history("primary")
    assert history.students.shape == (3, 3, 6)
    assert history.students[2, 0].tolist() == [sum(sizes(2023)["一小", grade]) for grade in GRADES]
    assert tables.needs_ahead(view) is not None
    assert sentences.needs(view)


def test_a_year_whose_list_leaves_a_school_out_is_not_taken_for_the_whole_county(folder):
    for year in YEARS:
        write_schools(folder, year)
        write_list(folder, year, SCHOOLS[: 2 if year == 2021 else 3])
        if year == 2021:
            write_csv(folder / "云山县2021年学生.csv", [["学校名称", "小学在校生数"], ["三小", 500]])
    view = open_class_sizes("own", lang="en")
    assert view.years == (2022, 2023)


def test_a_readers_tables_can_be_asked_for_their_trends(folder):
    for year in YEARS:
        write_list(folder, year)
        write_schools(folder, year)
    (job,) = jobs_for("", [], 0, ["en"], ["trends"])
    assert (job.dataset, job.recipe.id) == ("own", "trends")
    assert notebooks_of(job) == ["05_class_size"]  # nobody has recorded an exchange
    named = {one.dataset for one in jobs_for("", [], 0, ["en"], ["frameworks"])}
    assert named == {"pingluo_2023", "heng_2018", "jinyun_2020", "banan_2018"}


@pytest.mark.parametrize(
    ("text", "stage", "number"),
    [
        ("三年级", "primary", 3),
        ("八年级", "junior", 2),
        ("初二", "junior", 2),
        ("7", "junior", 1),
        ("高一", "senior", 1),
        ("三（2）班", "primary", 3),
        ("302班", "primary", 3),
        ("2班", "primary", 0),
        ("9.1班", "junior", 3),
        ("", "junior", 0),
    ],
)
def test_a_grade_is_counted_from_the_entry_of_its_stage(text, stage, number):
    assert grade_number(text, stage) == number
