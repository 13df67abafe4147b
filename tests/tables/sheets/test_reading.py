"""From files of every kind and header of every shape to school sections."""

import shutil
from pathlib import Path

import pytest
from openpyxl import Workbook
from tables.grid_files import HEADER, SCHOOL, errors, notes, read, write_csv, write_xlsx

from analysis.tables.locators import column_number, column_runs, letters
from analysis.tables.sheets.grids import read_book

FORMATS = Path(__file__).parent / "formats"
TWO_SCHOOLS = [["一小", "primary", 300], ["一中", "junior", 450]]


def sections(reading):
    assert errors(reading) == []
    return reading.rows[["school", "stage", "students"]].to_numpy().tolist()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_text_tables_of_every_encoding_and_delimiter_are_read(tmp_path, encoding, delimiter):
    path = write_csv(tmp_path / "甲县.csv", [HEADER, SCHOOL], encoding, delimiter)
    assert sections(read(path)) == [["一小", "primary", 300]]


@pytest.mark.parametrize("name", ["two_schools.xls", "two_schools.ods"])
@pytest.mark.parametrize("renamed", [None, "two_schools.et"])
def test_workbooks_are_told_by_their_content(tmp_path, name, renamed):
    path = shutil.copy(FORMATS / name, tmp_path / (renamed or name))
    assert sections(read(Path(path))) == TWO_SCHOOLS


MERGED = [
    ["甲县2023年学校基本情况", None, None, None, None, None],
    ["统计年度", "县区名称", "学校名称", "办学类型", "在校生数", None],
    [None, None, None, None, "小学", "初中"],
    [2023, "甲县", "一小", "小学", 300, None],
    [2023, "甲县", "一中", "初中", None, 450],
]
CELLS = ["A1:F1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:F2"]


@pytest.mark.parametrize("merged", [CELLS, []], ids=["merged", "merging lost"])
def test_a_header_of_two_rows_is_found_below_a_title(tmp_path, merged):
    assert sections(read(write_xlsx(tmp_path / "a.xlsx", MERGED, merged))) == TWO_SCHOOLS


def test_a_header_of_three_rows_is_found(tmp_path):
    rows = [
        ["年度", "学校", "学生情况", None, None, None],
        [None, None, "在校生数", None, None, "班级数"],
        [None, None, "合计", "小学", "初中", "小学"],
        [2023, "一校", 750, 300, 450, 8],
    ]
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:A3", "B1:B3", "C1:F1", "C2:E2"]))
    assert sections(reading) == [["一校", "primary", 300], ["一校", "junior", 450]]
    assert reading.rows["classes"].tolist()[0] == 8


def test_the_same_numbers_in_another_order_of_columns_give_the_same_sections(tmp_path):
    order = [4, 2, 5, 0, 3, 1]
    rows = [[row[k] for k in order] for row in (HEADER, SCHOOL)]
    assert sections(read(write_csv(tmp_path / "a.csv", rows))) == [["一小", "primary", 300]]


def test_total_remark_and_numbering_rows_are_counted_and_left_out(tmp_path):
    rows = [
        HEADER,
        ["甲", "乙", "丙", "丁", 1, 2],
        SCHOOL,
        [None, "甲县", "小计", None, 300, None],
        ["合计", None, None, None, 300, None],
        HEADER,
        [2023, "甲县", "一中", "初中", None, 450],
        [],
        ["注：1.以上数字由学校填报。"],
        ["填表人：某某"],
    ]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert sections(reading) == TWO_SCHOOLS
    assert {line.reason.en: line.rows for line in reading.problems.left_out} == {
        "rows of totals and means": 2,
        "remarks": 2,
        "repeated headers and column numbers": 2,
    }


def test_a_county_merged_over_its_schools_belongs_to_each(tmp_path):
    rows = [HEADER, SCHOOL, [2023, None, "二小", "小学", 200, None]]
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows, ["B2:B3"]))
    assert reading.rows["county"].tolist() == ["甲县", "甲县"]


def test_every_number_is_traced_to_its_cell(tmp_path):
    reading = read(write_xlsx(tmp_path / "a.xlsx", MERGED, CELLS))
    assert [str(cell) for cell in reading.locators.of(0, "students")] == ["a.xlsx › Sheet › E4"]
    assert [str(cell) for cell in reading.locators.of(1, "students")] == ["a.xlsx › Sheet › F5"]
    assert [str(cell) for cell in reading.locators.of(1, "school")] == ["a.xlsx › Sheet › C5"]


def test_codes_of_workbooks_stay_whole_and_codes_of_text_keep_leading_zeros(tmp_path):
    header = ["年度", "学校", "学校代码", "小学在校生数"]
    numbered = read(write_xlsx(tmp_path / "a.xlsx", [header, [2023, "一小", 3134000123, 300]]))
    lettered = read(write_csv(tmp_path / "a.csv", [header, [2023, "一小", "0113", 300]]))
    assert [*numbered.rows["school_id"], *lettered.rows["school_id"]] == ["3134000123", "0113"]


def test_units_are_read_from_the_header(tmp_path):
    header = ["年度", "学校", "小学在校生数", "教学仪器设备值（万元）", "教学及辅助用房（㎡）"]
    reading = read(write_csv(tmp_path / "a.csv", [header, [2023, "一小", 300, 45.67, "1234.5"]]))
    assert reading.rows[["equipment_yuan", "teaching_area_m2"]].to_numpy().tolist() == [[456700, 1234.5]]


def test_a_missing_number_stays_missing(tmp_path):
    header = ["年度", "学校", "小学在校生数", "骨干教师（小学）"]
    reading = read(write_csv(tmp_path / "a.csv", [header, [2023, "一小", 300, "—"], [2023, "二小", 200, 0]]))
    assert reading.rows["backbone_teachers"].isna().tolist() == [True, False]
    assert reading.rows["backbone_teachers"].tolist()[1] == 0


def test_a_through_school_is_two_sections_that_share_its_rooms(tmp_path):
    header = [*HEADER, "教学及辅助用房面积（㎡）"]
    rows = [header, [2023, "甲县", "一校", "九年一贯制学校", 300, 200, 4000], [*SCHOOL, 1500]]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert sections(reading) == [["一校", "primary", 300], ["一校", "junior", 200], ["一小", "primary", 300]]
    assert reading.rows["teaching_area_m2"].tolist() == [4000, 4000, 1500]
    assert reading.rows["is_shared"].tolist() == [True, True, False]


def test_a_senior_section_keeps_its_students_only(tmp_path):
    header = ["年度", "学校", "办学类型", "初中在校生数", "高中在校生数", "教学及辅助用房面积"]
    reading = read(write_csv(tmp_path / "a.csv", [header, [2023, "一中", "完全中学", 900, 1200, 9000]]))
    assert sections(reading) == [["一中", "junior", 900], ["一中", "senior", 1200]]
    assert reading.rows["teaching_area_m2"].isna().tolist() == [False, True]


def test_zero_students_in_a_stage_the_school_does_not_have_are_no_section(tmp_path):
    rows = [HEADER, [2023, "甲县", "一小", "小学", 300, 0]]
    assert sections(read(write_csv(tmp_path / "a.csv", rows))) == [["一小", "primary", 300]]


def test_teachers_of_a_whole_through_school_are_not_given_to_its_sections(tmp_path):
    header = [*HEADER, "专任教师"]
    rows = [header, [2023, "甲县", "一校", "九年一贯制学校", 300, 200, 40], [*SCHOOL, 20]]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert reading.rows["full_time_teachers"].isna().tolist() == [True, True, False]
    assert any("not given by section" in text for text in notes(reading))


@pytest.mark.parametrize(
    ("stages", "school_type"),
    [((300, None), "primary"), ((None, 300), "junior"), ((300, 200), "nine_year")],
)
def test_a_type_nobody_stated_follows_from_the_sections(tmp_path, stages, school_type):
    rows = [["年度", "学校", "小学在校生数", "初中在校生数"], [2023, "一校", *stages]]
    assert set(read(write_csv(tmp_path / "a.csv", rows)).rows["school_type"]) == {school_type}


def test_teaching_points_do_not_count_as_schools_unless_the_table_says_so(tmp_path):
    header = ["年度", "学校", "办学类型", "小学在校生数", "是否计校数"]
    rows = [
        header,
        [2023, "山上", "教学点", 20, None],
        [2023, "山下", "教学点", 60, "是"],
        [2023, "一小", "小学", 300, None],
    ]
    assert read(write_csv(tmp_path / "a.csv", rows)).rows["counts_as_school"].tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("written", "area"),
    [("城区", "urban"), ("主城区", "urban"), ("121", "town"), ("111-主城区", "urban"), ("村庄（220）", "rural")],
)
def test_kinds_of_place_are_spelled_one_way(tmp_path, written, area):
    rows = [["年度", "学校", "城乡类型", "小学在校生数"], [2023, "一小", written, 300]]
    assert read(write_csv(tmp_path / "a.csv", rows)).rows["area"].tolist() == [area]


@pytest.mark.parametrize(("header", "written"), [("是否民办", "是"), ("举办者", "社会力量"), ("公办/民办", "民办")])
def test_ownership_is_understood_under_each_of_its_headers(tmp_path, header, written):
    rows = [["年度", "学校", header, "小学在校生数"], [2023, "一小", written, 300]]
    assert read(write_csv(tmp_path / "a.csv", rows)).rows["ownership"].tolist() == ["private"]


def test_county_and_year_come_from_the_name_of_the_file_with_a_note(tmp_path):
    reading = read(write_csv(tmp_path / "甲县2023.csv", [["学校", "小学在校生数"], ["一小", 300]]))
    assert reading.rows[["county", "year"]].to_numpy().tolist() == [["甲县", 2023]]
    assert len(notes(reading)) == 2


def test_venues_in_one_figure_leave_the_outdoor_part_after_the_indoor_rooms(tmp_path):
    header = ["年度", "学校", "小学在校生数", "体育运动场馆面积", "室内体育用房"]
    rows = [header, [2023, "一小", 300, 2500, 400], [2023, "二小", 300, 2000, None]]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert reading.rows["sport_area_m2"].tolist()[0] == 2100
    assert reading.rows["sport_area_m2"].isna().tolist() == [False, True]
    assert reading.rows["sport_venue_area_m2"].tolist() == [2500, 2000]  # what the indicator asks for, in one figure


def test_equipment_typed_in_another_unit_is_a_note_and_no_error(tmp_path):
    header = ["年度", "学校", "小学在校生数", "教学仪器设备值（万元）"]
    reading = read(write_csv(tmp_path / "a.csv", [header, [2023, "一小", 300, 600000]]))
    assert errors(reading) == []
    assert "20 to 100000 yuan a student. Check the unit." in notes(reading)[-1]


def test_columns_that_were_not_understood_are_named(tmp_path):
    rows = [["年度", "学校", "小学在校生数", "交流轮岗教师数"], [2023, "一小", 300, 3]]
    assert notes(read(write_csv(tmp_path / "2023甲县.csv", rows)))[0].endswith(
        "columns not used: D“交流轮岗教师数”; expected known headers, or a mapping"
    )


def test_exchanged_teachers_are_not_taken_for_teachers(tmp_path):
    rows = [["年度", "学校", "小学在校生数", "交流轮岗情况"], [None, None, None, "专任教师"], [2023, "一小", 300, 3]]
    reading = read(write_xlsx(tmp_path / "a.xlsx", rows, ["A1:A2", "B1:B2", "C1:C2"]))
    assert "full_time_teachers" not in reading.rows


def test_sheets_of_something_else_are_passed_over_and_hidden_ones_left_alone(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["填表说明"])
    for title, students, state in (("学校", 300, "visible"), ("旧表", 999, "hidden")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        sheet.append(["年度", "学校", "小学在校生数"])
        sheet.append([2023, "一小", students])
    book.save(tmp_path / "a.xlsx")
    assert sections(read(tmp_path / "a.xlsx")) == [["一小", "primary", 300]]


def test_column_letters_go_there_and_back():
    assert [letters(k) for k in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert all(column_number(letters(k)) == k for k in range(1000))
    assert column_runs([6, 7, 8, 10]) == "G:I,K"


def test_a_locked_or_lost_file_is_refused_in_words(tmp_path):
    with pytest.raises(Exception, match=r"lost\.xlsx: (cannot be opened|无法打开)"):
        read_book(tmp_path / "lost.xlsx")


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#VALUE!"])
def test_a_failed_formula_is_named_as_the_reader_sees_it(error, tmp_path):
    book = Workbook()
    for row in (HEADER, [2023, "甲县", "一小", "小学", 300, None], [2023, "甲县", "二小", "小学", None, None]):
        book.active.append(row)
    book.active["E3"].value, book.active["E3"].data_type = error, "e"
    book.save(tmp_path / "a.xlsx")
    (line,) = errors(read(tmp_path / "a.xlsx"))
    assert line.startswith(f"a.xlsx › Sheet › E3: '{error}' under ")


def test_a_figure_that_is_not_available_is_missing_as_its_formula_says(tmp_path):
    book = Workbook()
    book.active.append([*HEADER, "图书册数"])
    book.active.append([*SCHOOL, "#N/A"])
    book.active["G2"].data_type = "e"
    book.save(tmp_path / "a.xlsx")
    reading = read(tmp_path / "a.xlsx")
    assert errors(reading) == []
    assert reading.rows["books"].isna().all()
