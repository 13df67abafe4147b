"""Figures that stand out, identities that do not go together: noted, never corrected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tables.grid_files import errors, notes, read, write_csv

from analysis.tables.catalogue.corrections import read_corrections
from analysis.tables.checks.standing_out import LEAST_FACTOR, may_be_far, standing_out, two_levels
from analysis.tables.sheets.reading import TableFile, read_files

HEADER = [
    "统计年度",
    "县区名称",
    "学校标识码",
    "学校名称",
    "在校生数（小学）",
    "班级数（小学）",
    "网络多媒体教室数",
    "仪器设备值（元）",
]


def county(count: int = 12, year: int = 2023) -> list[list[object]]:
    """Schools of one county that differ as schools do."""
    rng = np.random.default_rng(5)
    sizes = rng.integers(200, 1200, count)
    return [
        [
            year,
            "甲县",
            f"S{k:02d}",
            f"第{k}小学",
            int(n),
            round(n / 40),
            round(n / 42),
            round(n * rng.uniform(1800, 2600)),
        ]
        for k, n in enumerate(sizes)
    ]


def said(tmp_path, rows) -> list[str]:
    reading = read(write_csv(tmp_path / "a.csv", [HEADER, *rows]))
    return [*errors(reading), *notes(reading)]


def test_a_clean_county_draws_no_note(tmp_path):
    assert said(tmp_path, county()) == []


@pytest.mark.parametrize(
    ("column", "factor", "named"), [(6, 10, "10"), (7, 10, "10"), (7, 0.1, "1/10"), (7, 2000 / 3, "667")]
)
def test_a_slip_is_named_by_its_cell_and_the_factor_it_is_near(tmp_path, column, factor, named):
    rows = county()
    rows[4][column] = round(rows[4][column] * factor)
    found = said(tmp_path, rows)
    cell = f"{'ABCDEFGH'[column]}6"
    assert any(cell in one and f"near the factor {named} of" in one for one in found)


def test_a_number_of_rooms_that_no_school_has_is_an_error(tmp_path):
    rows = county()
    rows[3][6] = 500_000
    assert any("G5" in one and "no more than 1000 at one school (our estimate)" in one for one in said(tmp_path, rows))


def test_a_figure_against_the_schools_own_last_year(tmp_path):
    rows = [*county(4, 2022), *county(4, 2023)]
    rows[6][7] *= 6
    (one,) = said(tmp_path, rows)
    assert "H8" in one
    assert "6 times last year's" in one


@pytest.mark.parametrize("value", [0, 7])
def test_a_column_that_is_alike_in_every_school_is_noted_once(tmp_path, value):
    rows = county()
    for row in rows:
        row[6] = value
    assert sum("at all 12 school sections" in one for one in said(tmp_path, rows)) == 1


def test_one_name_under_two_codes_is_noted(tmp_path):
    rows = county()
    rows[2][3] = rows[1][3]
    assert any("'第1小学' has several codes: S01, S02" in one for one in said(tmp_path, rows))


def test_a_school_of_another_county_among_many_is_noted(tmp_path):
    rows = county()
    rows[5][1] = "乙县"
    assert any("'第5小学' is of 乙县, 11 school sections" in one for one in said(tmp_path, rows))


def test_a_school_that_is_its_own_parent_is_refused(tmp_path):
    rows = [[*HEADER, "所属中心校"], *([*row, ""] for row in county())]
    rows[1][-1] = rows[1][3]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert any("is its own parent school" in one for one in errors(reading))


def test_a_column_in_another_unit_is_two_lines_not_one_a_school(tmp_path):
    rows = county(30)
    for row in rows:
        row[7] *= 10_000
    found = said(tmp_path, rows)
    assert sum("30 of the 30 figures" in one for one in found) + len(found) <= 3 + len(rows)
    assert any("unit" in one for one in found)


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_figure_that_somebody_confirms_draws_no_note_and_leaves_a_line(tmp_path, confirmed):
    rows = county()
    rows[4][7] *= 10
    path = write_csv(tmp_path / "a.csv", [HEADER, *rows])
    correction = f"""schema = 1
[[correction]]
dataset   = "own"
file      = "a.csv"
cell      = "H6"
old       = {rows[4][7]}
{"confirmed = true" if confirmed else "new = " + str(rows[4][7] // 10)}
because   = {{ zh = "已核对", en = "checked" }}
cite      = "资产账"
"""
    (tmp_path / "corrections.toml").write_text(correction, encoding="utf-8")
    corrections = read_corrections([tmp_path / "corrections.toml"], "own")
    reading = read_files([TableFile(path)], corrections)
    assert errors(reading) == notes(reading) == []
    assert reading.rows["equipment_yuan"][4] == rows[4][7] if confirmed else rows[4][7] // 10
    assert any("H6" in line.reason.en for line in reading.problems.left_out)


STUDENTS = np.array([400.0, 420, 380, 450, 500])
BOOKS = np.array([2000.0, 2150, 1900, 2300, 25000])


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_a_slip_of_ten_is_noticed_among_two_to_five_schools(count):
    (((found, factor),),) = standing_out(BOOKS, STUDENTS, [np.arange(5 - count, 5)])
    assert found == 4
    assert 9 < factor < 11


def test_few_schools_that_disagree_among_themselves_speak_against_none():
    assert standing_out(np.array([300.0, 2000, 14000]), np.array([400.0, 400, 400]), [np.arange(3)]) == [[]]


def test_of_two_schools_far_apart_the_larger_figure_is_named():
    (found,) = standing_out(np.array([2000.0, 200]), np.array([400.0, 420]), [np.arange(2)])
    assert [one for one, _ in found] == [0]


def test_the_only_school_of_its_stage_is_held_against_the_other_stages(tmp_path):
    rows = [[*row, ""] for row in county(6)]
    rows[-1][4], rows[-1][5], rows[-1][7], rows[-1][8] = "", "", rows[-1][7] * 10, 600
    path = write_csv(tmp_path / "a.csv", [[*HEADER, "在校生数（初中）"], *rows])
    (one,) = notes(read(path))
    assert "a.csv › H7" in one
    assert "schools of the other stages and its size (it is the only one of its stage)" in one


@pytest.mark.parametrize("factor", [10, 0.1, 10_000])
def test_half_a_column_in_another_unit_is_one_note(tmp_path, factor):
    rows = county()
    for row in rows[::2]:
        row[7] = round(row[7] * factor, 2)
    (one,) = [one for one in said(tmp_path, rows) if "figures of teaching equipment (book value) are about" in one]
    assert "6 of 12 figures" in one
    assert "一列一个单位" in "".join(notes(read(tmp_path / "a.csv"), "zh"))


@pytest.mark.parametrize("factor", [10, 10_000])
def test_half_a_column_of_values_for_each_student_in_another_unit_is_one_note(tmp_path, factor):
    rows = county()
    for number, row in enumerate(rows):
        row[7] = round(row[7] / row[4] * (factor if number % 2 else 1), 2)
    path = write_csv(tmp_path / "a.csv", [[*HEADER[:-1], "生均教学仪器设备值"], *rows])
    assert sum("6 of 12 figures" in one for one in notes(read(path))) == 1


def test_two_schools_of_seven_are_no_level_of_their_own():
    students, seven = np.full(7, 400.0), [np.arange(7)]
    assert two_levels(np.array([800.0, 900, 1000, 1100, 850, 9000, 9500]), students, seven) == [None]
    ((found, factor),) = two_levels(np.array([800.0, 900, 1000, 1100, 8500, 9000, 9500]), students, seven)
    assert (found.tolist(), round(factor)) == ([4, 5, 6], 9)


@given(st.integers(0, 2**32 - 1))
def test_groups_judged_together_are_judged_as_each_alone(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 14, 12)
    students = rng.integers(0, 900, sizes.sum()).astype(float)
    figures = np.round(
        students * rng.choice([0.1, 1, 1, 1, 1, 1, 10, 100], sizes.sum()) * rng.uniform(0.5, 2, sizes.sum())
    )
    figures[rng.random(sizes.sum()) < 0.1] = np.nan
    groups = np.split(rng.permutation(sizes.sum()), np.cumsum(sizes)[:-1])
    together = zip(standing_out(figures, students, groups), two_levels(figures, students, groups), groups, strict=True)
    for far, levels, group in together:
        assert [far] == standing_out(figures, students, [group])
        (alone,) = two_levels(figures, students, [group])
        assert (levels is None) == (alone is None)
        if levels:
            np.testing.assert_array_equal(levels[0], alone[0])
            assert levels[1] == alone[1]


@given(st.integers(0, 2**32 - 1))
def test_no_slope_makes_a_school_stand_out_of_a_group_that_is_not_looked_at(seed):
    rng = np.random.default_rng(seed)
    size, log = rng.normal(6, rng.uniform(0, 1, (40, 1)), (40, 9)), rng.normal(0, rng.uniform(0, 0.8, (40, 1)), (40, 9))
    log += size * rng.uniform(0, 1, (40, 1))
    near = ~may_be_far(size, log)
    for slope in np.linspace(0, 1, 21):
        rest = (log - slope * size)[near]
        assert (np.abs(rest - np.median(rest, axis=1, keepdims=True)) <= np.log(LEAST_FACTOR)).all()
