"""Sheets and files of the same schools complete each other; what does not fit together is named."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from tables.grid_files import errors, notes, write_csv

from analysis.tables.sheets.reading import Reading, TableFile, read_files
from analysis.tables.sources.mapping import TableMapping, parse_mapping

Cells = Sequence[Sequence[object]]
CONDITIONS = ["学校标识码", "学校名称", "办学类型", "教学及辅助用房面积（㎡）", "室内体育用房面积（㎡）"]
STUDENTS = ["学校标识码", "学校名称", "小学在校生数", "初中在校生数"]
TEACHERS = ["学校标识码", "学校名称", "小学专任教师", "初中专任教师"]
ROOMS = {
    "办学条件": [CONDITIONS, ["01", "一小", "小学", 900, 50], ["02", "一校", "九年一贯制学校", 4000, 100]],
    "学生": [STUDENTS, ["01", "一小", 300, None], ["02", "一校", 200, 150]],
    "教师": [TEACHERS, ["01", "一小", 20, None], ["02", "一校", 12, 11]],
}


def write_book(path: Path, sheets: Mapping[str, Cells]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def read(*paths: Path, mapping: dict | None = None) -> Reading:
    described = parse_mapping({"schema": 1, **mapping}, "mapping.toml") if mapping is not None else TableMapping()
    return read_files([TableFile(path, described) for path in paths])


def cells(reading: Reading, school: str, stage: str, field: str) -> list[str]:
    row = reading.rows.index[(reading.rows["school"] == school) & (reading.rows["stage"] == stage)][0]
    return [str(cell) for cell in reading.locators.of(row, field)]


def test_three_sheets_make_one_table(tmp_path):
    reading = read(write_book(tmp_path / "云山县2023.xlsx", ROOMS))
    assert errors(reading) == []
    rows = reading.rows[["school", "stage", "students", "full_time_teachers", "teaching_area_m2", "is_shared"]]
    assert rows.to_numpy().tolist() == [
        ["一小", "primary", 300, 20, 900, False],
        ["一校", "primary", 200, 12, 4000, True],
        ["一校", "junior", 150, 11, 4000, True],
    ]
    assert cells(reading, "一校", "junior", "full_time_teachers") == ["云山县2023.xlsx › 教师 › D3"]
    assert cells(reading, "一校", "junior", "teaching_area_m2") == ["云山县2023.xlsx › 办学条件 › D3"]


def test_files_of_one_folder_are_joined_as_sheets_are(tmp_path):
    paths = [write_csv(tmp_path / f"云山县2023-{name}.csv", rows, "gb18030") for name, rows in ROOMS.items()]
    reading = read(*paths)
    assert errors(reading) == []
    assert reading.rows["county"].unique().tolist() == ["云山县"]
    assert reading.rows["full_time_teachers"].tolist() == [20, 12, 11]


def test_a_sheet_without_codes_is_joined_by_name_however_it_is_spaced(tmp_path):
    teachers = [["学校名称", "小学专任教师"], ["一 小", 20], ["一校 ", 12]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "教师": teachers}))
    assert reading.rows["full_time_teachers"].tolist()[:2] == [20, 12]


def test_a_name_that_is_only_near_is_proposed_and_not_taken(tmp_path):
    teachers = [["学校名称", "小学专任教师"], ["云山县一小", 20], ["一校", 12]]
    students = [["学校名称", "小学在校生数"], ["云山县第一小", 300], ["一校", 200]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {"学生": students, "教师": teachers}))
    assert reading.rows.set_index("school")["full_time_teachers"].isna()["云山县第一小"]
    assert any(
        "'云山县一小 (云山县一小)' and '云山县第一小 (云山县第一小)' may be one school" in one for one in notes(reading)
    )


def test_a_figure_given_twice_and_differing_is_refused_with_both_cells(tmp_path):
    teachers = [[*TEACHERS, "小学在校生数"], ["01", "一小", 20, None, 301], ["02", "一校", 12, 11, 200]]
    (error,) = errors(read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "教师": teachers})))
    assert "云山县2023.xlsx › 学生 › C2; 云山县2023.xlsx › 教师 › E2" in error
    assert "given twice: 300 and 301" in error


def test_a_figure_given_twice_alike_is_no_matter(tmp_path):
    teachers = [[*TEACHERS, "小学在校生数"], ["01", "一小", 20, None, 300], ["02", "一校", 12, 11, 200]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "教师": teachers}))
    assert errors(reading) == []
    assert len(cells(reading, "一小", "primary", "students")) == 2


def test_one_code_under_two_names_is_joined_and_said(tmp_path):
    teachers = [TEACHERS, ["01", "第一小学", 20, None], ["02", "一校", 12, 11]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "教师": teachers}))
    assert reading.rows["school"].tolist() == ["一小", "一校", "一校"]
    assert any("code 01 has two names, '一小' and '第一小学'" in one for one in notes(reading))


def test_one_school_under_two_codes_in_two_sheets_is_one_note(tmp_path):
    teachers = [TEACHERS, ["09", "一小", 20, None], ROOMS["教师"][2]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", ROOMS | {"教师": teachers}))
    (one,) = [one for one in notes(reading) if "一小" in one]
    assert "the name '一小' has several codes: 01, 09" in one
    assert "If they are one school, give it one code" in one


def test_a_name_of_two_codes_joins_nothing_without_a_code(tmp_path):
    students = [STUDENTS, ["01", "一小", 300, None], ["02", "一小", 200, None]]
    teachers = [["学校名称", "小学专任教师"], ["一小", 20]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {"学生": students, "教师": teachers}))
    assert any("the name '一小' has several codes (01, 02)" in one for one in [*notes(reading), *errors(reading)])


@pytest.mark.parametrize("sheets", [["办学条件", "学生", "教师"], ["学生"]])
def test_schools_that_share_a_code_are_told_apart_by_name_and_both_named(tmp_path, sheets):
    added = {"办学条件": ["小学", 800, 40], "学生": [250, None], "教师": [15, None]}
    book = {name: [*ROOMS[name], ["01", "三小", *added[name]]] for name in sheets}
    reading = read(write_book(tmp_path / "云山县2023.xlsx", book))
    assert errors(reading) == []
    known = dict(zip(reading.rows["school"], reading.rows["students"], strict=True))
    assert (known["一小"], known["三小"]) == (300, 250)
    (said,) = [one for one in notes(reading) if "code 01 is given to several schools of one table: 一小、三小" in one]
    assert f"{sheets[0]} › A2; 云山县2023.xlsx › {sheets[0]} › A4" in said


def test_a_school_that_one_sheet_leaves_out_is_listed_and_its_figure_missing(tmp_path):
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "教师": ROOMS["教师"][:2]}))
    assert errors(reading) == []
    assert reading.rows["full_time_teachers"].isna().tolist() == [False, True, True]
    assert any("not in this table: 一校（小学）" in one for one in notes(reading))


def test_a_school_without_students_in_any_sheet_stays_unknown_and_is_listed(tmp_path):
    students = [*ROOMS["学生"][:2]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "学生": students}))
    assert errors(reading) == []
    assert reading.rows[["school", "stage"]].to_numpy().tolist()[1:] == [["一校", "primary"], ["一校", "junior"]]
    assert reading.rows["students"].isna().tolist() == [False, True, True]
    assert any("2 school(s) have no students in any table" in one for one in notes(reading))


def test_a_sheet_of_other_schools_is_named_and_left_out_and_the_rest_is_read(tmp_path):
    teachers = [TEACHERS, ["91", "甲校", 20, None]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {"学生": ROOMS["学生"], "教师": teachers}))
    assert errors(reading) == []
    assert "甲校" not in set(reading.rows["school"])
    (said,) = [one for one in notes(reading) if "no column for students" in one]
    assert said.startswith("云山县2023.xlsx › 教师: ")
    assert "no other table has these 1 school(s) of 云山县 in 2023; left out: 甲校" in said
    assert "in a table without students" in {line.reason.en[:27] for line in reading.left_out}


def test_a_school_in_two_sheets_of_one_kind_is_counted_once_and_said(tmp_path):
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {"学生": ROOMS["学生"], "学生2": ROOMS["学生"]}))
    assert len(reading.rows) == 3
    assert any("2 school(s) stand in both" in one for one in notes(reading))


def test_a_sheet_of_names_and_addresses_is_left_and_named(tmp_path):
    contacts = [["学校代码", "学校名称", "校长"], ["01", "一小", "某人"]]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "通讯录": contacts}))
    assert errors(reading) == []
    assert any("通讯录: no column of figures is known" in one for one in notes(reading))


def test_a_sheet_of_figures_without_a_known_header_is_named(tmp_path):
    money = [["项目", "金额"], *([f"第{number}项", number] for number in range(9))]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "经费": money}))
    assert any("经费: holds figures under no known header" in one for one in notes(reading))


@pytest.mark.parametrize("stated", [350, 351])
def test_a_figure_of_the_whole_school_is_compared_with_its_stages(tmp_path, stated):
    conditions = [
        [*CONDITIONS, "在校生数"],
        ["01", "一小", "小学", 900, 50, 300],
        ["02", "一校", "九年一贯制学校", 4000, 100, stated],
    ]
    reading = read(write_book(tmp_path / "云山县2023.xlsx", {**ROOMS, "办学条件": conditions}))
    assert reading.rows["students"].tolist() == [300, 200, 150]
    assert any("its stages' sum is 350" in one for one in notes(reading)) == (stated == 351)


# ---- stage, year and county ----------------------------------------------------------------------------------------


def test_a_sheet_for_each_stage_gives_its_stage_by_its_name(tmp_path):
    head = ["学校名称", "在校生数"]
    sheets = {"小学": [head, ["一小", 300], ["一校", 200]], "初中": [head, ["一校", 150]]}
    reading = read(write_book(tmp_path / "云山县2023.xlsx", sheets))
    assert reading.rows[["school", "stage", "school_type"]].to_numpy().tolist() == [
        ["一小", "primary", "primary"],
        ["一校", "primary", "nine_year"],
        ["一校", "junior", "nine_year"],
    ]
    assert any("the stage is taken from the sheet's name: primary" in one for one in notes(reading))


def test_a_title_gives_stage_year_and_county(tmp_path):
    rows = [["云山县2023年初中基本情况"], ["学校名称", "在校生数"], ["一中", 300]]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert reading.rows[["county", "year", "stage"]].to_numpy().tolist() == [["云山县", 2023, "junior"]]


def test_names_that_contradict_each_other_about_the_stage_are_refused(tmp_path):
    rows = [["2023年初中基本情况"], ["学校名称", "在校生数"], ["一中", 300]]
    (error,) = errors(read(write_book(tmp_path / "云山县.xlsx", {"小学": rows})))
    assert "the sheet's name: primary; the title: junior" in error


def test_a_title_of_another_year_than_the_rows_is_said(tmp_path):
    rows = [["2019年基本情况"], ["统计年度", "学校名称", "小学在校生数"], [2023, "一小", 300]]
    assert any(
        "the title says 2019, the rows are of 2023" in one
        for one in notes(read(write_csv(tmp_path / "甲县.csv", rows)))
    )


def test_a_mapping_says_of_each_sheet_what_its_columns_are(tmp_path):
    sheets = {"P": [["name", "n"], ["A", 300]], "J": [["school", "pupils"], ["B", 200]]}
    mapping = {
        "constants": {"year": 2023, "county": "X"},
        "sheet": [
            {"name": "P", "columns": {"name": "school", "n": "students"}, "constants": {"stage": "primary"}},
            {"name": ["J*"], "columns": {"school": "school", "pupils": "students"}, "constants": {"stage": "junior"}},
        ],
    }
    reading = read(write_book(tmp_path / "a.xlsx", sheets), mapping=mapping)
    assert errors(reading) == []
    assert reading.rows[["school", "stage", "students"]].to_numpy().tolist() == [
        ["A", "primary", 300],
        ["B", "junior", 200],
    ]


# ---- rows below the school -----------------------------------------------------------------------------------------


def test_a_list_of_classes_gives_students_classes_and_their_sizes(tmp_path):
    rows = [
        ["学校名称", "年级", "班级", "人数"],
        ["一小", "一年级", "1班", 40],
        ["一小", "二年级", "1班", 47],
        ["一小", "七年级", "1班", 52],
    ]
    reading = read(write_csv(tmp_path / "云山县2023.csv", rows))
    fields = ["stage", "students", "classes", "classes_36_to_40", "classes_46_to_50", "classes_51_to_55"]
    assert reading.rows[fields].to_numpy().tolist() == [["primary", 87, 2, 1, 1, 0], ["junior", 52, 1, 0, 0, 1]]


def test_columns_of_grades_are_added_up_and_compared_with_their_total(tmp_path):
    grades = [f"{grade}年级学生数" for grade in "一二三四五六"]
    rows = [["学校名称", *grades, "小学学生数"], ["一小", 1, 2, 3, 4, 5, 6, 21], ["二小", 1, 2, 3, 4, 5, 6, 22]]
    reading = read(write_csv(tmp_path / "云山县2023.csv", rows))
    assert reading.rows["students"].tolist() == [21, 22]
    assert any("H3" in one and "22 against 21" in one for one in notes(reading))


def test_one_grade_alone_is_no_stage(tmp_path):
    rows = [["学校名称", "初一在校生数", "初中在校生数"], ["一中", 100, 310]]
    assert read(write_csv(tmp_path / "云山县2023.csv", rows)).rows["students"].tolist() == [310]


def test_teachers_by_degree_subject_and_title_are_added_up_as_their_stage_asks(tmp_path):
    head = ["学校名称", "学段", "在校生数", "硕士", "本科", "专科", "体育", "音乐", "美术", "高级", "中级"]
    rows = [head, ["一小", "小学", 300, 1, 10, 5, 2, 1, 1, 3, 6], ["一中", "初中", 300, 1, 10, 5, 2, 1, 1, 3, 6]]
    reading = read(write_csv(tmp_path / "云山县2023.csv", rows))
    fields = ["above_norm_teachers", "pe_art_teachers", "mid_title_teachers"]
    assert reading.rows[fields].to_numpy().tolist() == [[16, 4, 9], [11, 4, 9]]
    assert cells(reading, "一中", "junior", "above_norm_teachers") == ["云山县2023.csv › D3:E3"]


def test_some_of_the_teachers_are_known_below_the_head_of_all_of_them(tmp_path):
    upper = ["学校名称", "小学在校生数", "小学专任教师", None, None, None, None]
    lower = [None, None, "总数", "高于规定学历", "县级以上骨干教师", "体育、音乐、美术教师", "其中：中级及以上职称"]
    path = write_book(tmp_path / "云山县2023.xlsx", {"教师": [upper, lower, ["一小", 300, 20, 18, 4, 3, 9]]})
    (row,) = read(path).rows.to_dict("records")
    fields = ("full_time", "above_norm", "backbone", "pe_art", "mid_title")
    assert [row[f"{one}_teachers"] for one in fields] == [20, 18, 4, 3, 9]


def test_the_arts_and_their_total_are_not_counted_twice(tmp_path):
    rows = [
        ["学校名称", "学段", "在校生数", "体育与健康", "艺术", None, None],
        [None, None, None, None, "计", "音乐", "美术"],
        ["一小", "小学", 300, 2, 3, 2, 1],
    ]
    assert read(write_csv(tmp_path / "云山县2023.csv", rows)).rows["pe_art_teachers"].tolist() == [5]


# ---- totals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("total", "is_said"), [(600, False), (610, True)])
def test_a_row_of_totals_is_compared_with_the_sum_of_its_rows(tmp_path, total, is_said):
    rows = [["学校名称", "小学在校生数"], ["一小", 300], ["二小", 300], ["合计", total]]
    reading = read(write_csv(tmp_path / "云山县2023.csv", rows))
    assert len(reading.rows) == 2
    assert any("B4: a row of totals differs" in one for one in notes(reading)) == is_said


def test_totals_of_groups_and_of_all_are_both_right(tmp_path):
    rows = [
        ["学校名称", "小学在校生数"],
        ["一小", 300],
        ["小计", 300],
        ["二小", 200],
        ["三小", 100],
        ["小计", 300],
        ["合计", 600],
    ]
    assert not any("totals" in one for one in notes(read(write_csv(tmp_path / "云山县2023.csv", rows))))


# ---- indicators given as such --------------------------------------------------------------------------------------

NAMES = ["每百名学生拥有县级以上骨干教师数（人）", "生均教学仪器设备值（元）"]


def test_values_of_indicators_are_read_with_their_decimals_and_the_tables_own_answers(tmp_path):
    rows = [
        ["云山县2023年小学指标表"],
        ["学校名称", "在校生数", NAMES[0], None, NAMES[1], None, "达标项数"],
        [None, None, "实际值", "是否达标", "实际值", "是否达标", None],
        ["一小", 300, "1.00", "是", "1999", "否", 1],
        ["二小", 200, "0.95", "否", "2100", "是", 1],
    ]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert errors(reading) == []
    assert reading.rows["backbone_teachers"].tolist() == [3, pytest.approx(1.9)]
    assert reading.rows["equipment_yuan"].tolist() == [599_700, 420_000]
    assert reading.printed["backbone_teachers"].tolist() == [2, 2]
    assert reading.printed["equipment_yuan"].tolist() == [0, 0]
    assert reading.stated["backbone_teachers_per_100"].tolist() == ["yes", "no"]
    assert reading.stated["met_count"].tolist() == [1, 1]


def test_values_for_each_student_without_students_are_asked_for_once(tmp_path):
    heads = ["学校名称", "每百名学生拥有骨干教师数", "生均教学仪器设备值", "每百名学生拥有网络多媒体教室数"]
    path = write_csv(tmp_path / "云山县2023小学.csv", [heads, ["一小", 1.2, 2300, 2.5], ["二小", 1.4, 2100, 2.7]])
    reading = read(path)
    (one,) = errors(reading)
    assert "3 column(s) of values for each student stand without students" in one
    assert "expected a column 在校生数" in one
    (zh,) = errors(reading, "zh")
    assert "每百名学生拥有骨干教师数、生均教学仪器设备值" in zh


def test_answers_without_a_name_belong_to_the_value_on_their_left(tmp_path):
    rows = [
        ["学校名称", "小学在校生数", NAMES[0], "是否达标", NAMES[1], "是否达标"],
        ["一小", 300, 1.2, "是", 1999, "否"],
    ]
    stated = read(write_csv(tmp_path / "云山县2023.csv", rows)).stated
    assert stated["backbone_teachers_per_100"].tolist() == ["yes"]
    assert stated["equipment_yuan_per_student"].tolist() == ["no"]


def test_a_counted_field_goes_before_the_value_worked_out_from_it(tmp_path):
    rows = [["学校名称", "小学在校生数", "骨干教师数", NAMES[0]], ["一小", 300, 4, 1.33]]
    reading = read(write_csv(tmp_path / "云山县2023.csv", rows))
    assert reading.rows["backbone_teachers"].tolist() == [4]
    assert reading.printed.empty or reading.printed["backbone_teachers"].isna().all()


# ---- what is asked -------------------------------------------------------------------------------------------------


def test_what_is_not_understood_is_asked_once_by_what_it_would_unlock(tmp_path):
    rows = [["学校名称", "小学在校生数", "县骨干老师", "高学历老师"], ["一小", 300, 4, 20]]
    (asked,) = [one for one in notes(read(write_csv(tmp_path / "云山县2023.csv", rows))) if "still wanted" in one]
    assert asked.index("teachers above the required degree (2 more") < asked.index("backbone teachers")
    assert "is it “县骨干老师”?" in asked


def test_a_table_in_english_is_asked_for_no_figure_of_chinese_rules(tmp_path):
    head = "year,county,school,stage,number of students,principal's phone\n"
    (tmp_path / "a.csv").write_text(head + "2023,Kent,First,primary,300,17\n", encoding="utf-8")
    found = notes(read(tmp_path / "a.csv"))
    assert any("principal" in one for one in found)
    assert not any("still wanted" in one for one in found)


def test_a_table_without_a_stage_is_offered_all_stages_too(tmp_path):
    (tmp_path / "a.csv").write_text("year,county,school,number of students\n2023,Kent,First,300\n", encoding="utf-8")
    (one,) = errors(read(tmp_path / "a.csv"))
    assert '"primary", "junior", or "all" where stages are not told apart' in one
    assert '"all"（不分学段）' in errors(read(tmp_path / "a.csv"), "zh")[0]


def test_nothing_is_asked_of_a_table_that_is_understood(tmp_path):
    rows = [["学校名称", "小学在校生数", "骨干教师"], ["一小", 300, 4]]
    assert not any("still wanted" in one for one in notes(read(write_csv(tmp_path / "云山县2023.csv", rows))))


def test_the_sheet_with_the_students_decides_on_the_year_and_the_odd_one_is_named(tmp_path):
    sheets = {
        "学生": [["云山县2023年学生情况"], *ROOMS["学生"]],
        "教师": [["云山县2021年教师情况"], *ROOMS["教师"]],
        "办学条件": ROOMS["办学条件"],
    }
    reading = read(write_book(tmp_path / "云山县.xlsx", sheets))
    assert errors(reading) == []
    assert set(reading.rows["year"]) == {2023}
    assert reading.rows["teaching_area_m2"].tolist() == [900, 4000, 4000]
    assert any(
        "教师: this table is of 2021, the others or the one of students of 2023" in one for one in notes(reading)
    )
    assert "full_time_teachers" not in reading.rows


def test_two_years_of_students_leave_a_sheet_without_a_year_open(tmp_path):
    sheets = {
        "甲": [["云山县2023年学生情况"], *ROOMS["学生"]],
        "乙": [["云山县2021年学生情况"], *ROOMS["学生"]],
        "办学条件": ROOMS["办学条件"],
    }
    assert any("there is no year" in one for one in errors(read(write_book(tmp_path / "云山县.xlsx", sheets))))


# ---- what a reader of the workbook does not see --------------------------------------------------------------------


def test_hidden_rows_are_read_and_hidden_sheets_are_not_and_both_are_said(tmp_path):
    path = write_book(
        tmp_path / "云山县2023.xlsx", {**ROOMS, "旧表": [*ROOMS["学生"], ["03", "三小", 9, 8], ["04", "四小", 7, 6]]}
    )
    book = load_workbook(path)
    book["旧表"].sheet_state = "hidden"
    book["学生"].row_dimensions[2].hidden = True
    book.save(path)
    reading = read(path)
    assert errors(reading) == []
    assert reading.rows["school"].tolist() == ["一小", "一校", "一校"]
    assert any("旧表: a hidden sheet with data of schools" in one for one in notes(reading))
    assert any("1 hidden row(s) of schools (rows 2)" in one for one in notes(reading))


def test_hidden_columns_are_read_and_named_once(tmp_path):
    path = write_book(tmp_path / "云山县2023.xlsx", {"学生": ROOMS["学生"]})
    book = load_workbook(path)
    book["学生"].column_dimensions.group("C", "D", hidden=True)
    book.save(path)
    reading = read(path)
    assert errors(reading) == []
    (one,) = [one for one in notes(reading) if "hidden" in one]
    assert "学生: 2 hidden column(s) were read: C 小学在校生数、D 初中在校生数" in one
