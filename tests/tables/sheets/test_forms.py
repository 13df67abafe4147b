"""The yearly forms of a folder of schools are one county; what they lack is named."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from tables.form_books import LAYOUTS, write_forms
from tables.grid_files import errors, notes
from tables.workbooks import PEOPLE, ROOMS, expected, random_schools, schools_of

from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.sheets.reading import Reading, TableFile, read_files
from analysis.tables.sheets.vocabulary import BAND_LIMITS

FIELDS = ("students", "classes", *BAND_LIMITS, *PEOPLE, *ROOMS)


def read(paths: list[Path]) -> Reading:
    return read_files([TableFile(path) for path in paths])


def same(reading: Reading, schools: list) -> None:
    assert errors(reading) == []
    key = ["school", "stage"]
    wanted = expected(schools, FIELDS, has_senior=True).sort_values(key, ignore_index=True)
    found = reading.rows.sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(found[list(wanted)], wanted, check_dtype=False, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_a_folder_of_forms_gives_the_table_it_was_made_from(tmp_path, seed):
    rng = np.random.default_rng(seed)
    schools = random_schools(rng, 20)
    same(read(write_forms(schools, tmp_path, rng)), schools)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 13))
def test_many_folders_of_forms_give_the_tables_they_were_made_from(tmp_path, seed):
    rng = np.random.default_rng(seed)
    schools = random_schools(rng, int(rng.integers(20, 201)))
    same(read(write_forms(schools, tmp_path, rng)), schools)


@pytest.mark.parametrize(("name", "year"), [("demo-a", 2023), ("demo-b", 2022)])
def test_a_demonstration_county_comes_back_from_its_forms(tmp_path, name, year):
    schools = schools_of(load_dataset(name).select(year=year).rows)
    same(read(write_forms(schools, tmp_path, np.random.default_rng(5))), schools)


@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_several_schools_in_one_workbook_give_the_table_they_were_made_from(tmp_path, layout):
    rng = np.random.default_rng(11)
    schools = random_schools(rng, 8)
    reading = read(write_forms(schools, tmp_path, rng, layout))
    same(reading, schools)
    assert not [one for one in notes(reading) if "have no" in one]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20, 30))
@pytest.mark.parametrize("layout", LAYOUTS[1:])
def test_many_workbooks_of_several_schools_give_the_tables_they_were_made_from(tmp_path, layout, seed):
    rng = np.random.default_rng(seed)
    schools = random_schools(rng, int(rng.integers(2, 60)))
    same(read(write_forms(schools, tmp_path, rng, layout)), schools)


def one_school(folder: Path) -> tuple[Path, dict]:
    rng = np.random.default_rng(1)
    schools = [school for school in random_schools(rng, 30) if school["school_type"] == "nine_year"][:1]
    return write_forms(schools, folder, np.random.default_rng(0))[0], schools[0]


def test_every_figure_points_to_its_cell(tmp_path):
    path, school = one_school(tmp_path)
    reading = read([path])
    book = load_workbook(path)
    for field in ("students", "teaching_area_m2", "multimedia_rooms"):
        (cell,) = reading.locators.of(0, field)
        assert book[cell.sheet][cell.cell].value == pytest.approx(school.get(f"{field}@primary", school.get(field)))


def test_a_form_that_is_not_there_leaves_its_figures_missing(tmp_path):
    path, _ = one_school(tmp_path)
    book = load_workbook(path)
    del book[next(name for name in book.sheetnames if "5170" in name)]
    book.save(path)
    reading = read([path])
    assert errors(reading) == []
    assert "teaching_area_m2" not in reading.rows or reading.rows["teaching_area_m2"].isna().all()
    assert reading.rows["sport_area_m2"].notna().all()


def test_forms_that_name_no_school_are_refused(tmp_path):
    book = Workbook()
    book.active.title = "教基3112_小学"
    for row in (["小学学生数"], ["", "在校生数"], ["总计", 300]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    (error,) = errors(read([tmp_path / "a.xlsx"]))
    assert "no form names the school" in error


def test_a_figure_that_is_no_number_is_named_by_its_cell(tmp_path):
    path, _ = one_school(tmp_path)
    book = load_workbook(path)
    sheet = book[next(name for name in book.sheetnames if "5176" in name)]
    row = next(row for row in sheet.iter_rows() if "运动场地" in str(row[0].value))
    row[1].value = "约三千"
    book.save(path)
    (error,) = errors(read([path]))
    assert f"{sheet.title} › B{row[1].row}: '约三千'" in error


def test_the_county_of_forms_is_their_folder_not_each_file(tmp_path):
    folder = tmp_path / "云山县2023"
    folder.mkdir()
    rng = np.random.default_rng(3)
    schools = random_schools(rng, 4)
    for school in schools:
        school["county_name"] = None
    reading = read(write_forms(schools, folder, rng))
    assert reading.rows["county"].unique().tolist() == ["云山县"]
    assert any("the county is taken from the folder's name: 云山县" in one for one in notes(reading))


# ---- what does not fit together --------------------------------------------------------------------------------------


def workbook(folder: Path, sheets: dict[str, list]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "云山县2023.xlsx")
    return folder / "云山县2023.xlsx"


def identity(name: str) -> list:
    return [["学校（机构）基本情况"], ["学校名称", name], ["办学类型", "小学"], ["统计时点", "2023年9月"]]


def students(count: int) -> list:
    return [["小学学生数"], ["", "在校生数"], ["总计", count]]


def test_a_form_that_nobody_hands_in_is_named_with_the_schools_that_lack_it(tmp_path):
    rng = np.random.default_rng(2)
    paths = write_forms(random_schools(rng, 5), tmp_path, rng)
    for path in paths[1:3]:
        book = load_workbook(path)
        del book[next(name for name in book.sheetnames if "5170" in name)]
        book.save(path)
    reading = read(paths)
    assert errors(reading) == []
    (one,) = [line for line in notes(reading) if "have no" in line]
    assert "2 school(s) have no 校舍情况（教基5170）" in one
    assert "云山县第2" in one
    assert "云山县第3" in one


def test_a_form_of_none_of_several_schools_is_refused_by_its_sheet(tmp_path):
    sheets = {f"教基1001_{k}": identity(f"{k}小") for k in "一二"} | {f"教基3112_{k}": students(300) for k in "一二"}
    (error,) = errors(read([workbook(tmp_path, sheets | {"教基3112 (7)": students(200)})]))
    assert "教基3112 (7): the school of this form cannot be told" in error


def test_one_form_twice_with_other_figures_is_refused_with_both_cells(tmp_path):
    sheets = {"教基1001_小学": identity("一小"), "教基3112_小学": students(300), "教基3112_小学 (2)": students(310)}
    found = errors(read([workbook(tmp_path, sheets)]))
    assert any("教基3112_小学 › B3; 云山县2023.xlsx › 教基3112_小学 (2) › B3" in one for one in found)


def test_sheets_that_only_their_names_tell_apart_are_schools_of_these_names(tmp_path):
    sheets = {f"教基3112_小学_{name}": students(count) for name, count in (("一小", 300), ("二小", 200))}
    reading = read([workbook(tmp_path, sheets)])
    assert errors(reading) == []
    assert reading.rows[["school", "students"]].to_numpy().tolist() == [["一小", 300], ["二小", 200]]


def test_titles_without_numbers_below_each_other_are_forms_of_the_school_above_them(tmp_path):
    rows = [
        row
        for name, count in (("一小", 300), ("二小", 200))
        for row in ([f"学校名称：{name}"], [], ["小学学生数"], ["", "在校生数"], ["总计", count], [], ["校舍情况"],
                    ["", "合计"], ["教学及辅助用房", 3 * count], [], ["小学班额情况"], ["", "合计"], ["总计", 8], [])
    ]  # fmt: skip
    reading = read([workbook(tmp_path, {"Sheet1": rows})])
    assert errors(reading) == []
    fields = ["school", "stage", "students", "teaching_area_m2", "classes"]
    assert reading.rows[fields].to_numpy().tolist() == [
        ["一小", "primary", 300, 900, 8],
        ["二小", "primary", 200, 600, 8],
    ]
    assert reading.locators.of(1, "students")[0].cell == "B19"
