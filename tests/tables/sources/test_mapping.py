"""What a mapping can say about a table without any Python."""

import pytest
from tables.grid_files import errors, notes, read, write_csv, write_xlsx

BECAUSE = {"zh": "来源说明如此", "en": "the source says so"}
KNOWN = {
    "columns": {"校": "school", "人数": "students"},
    "constants": {"year": 2023, "stage": "primary", "county": "甲县"},
}


def table(tmp_path, *rows):
    return write_csv(tmp_path / "a.csv", rows)


def column(reading, name):
    assert errors(reading) == []
    return reading.rows[name].tolist()


def test_only_what_the_mapping_names_is_read(tmp_path):
    path = table(tmp_path, ["校", "人数", "专任教师"], ["一小", 300, 20])
    assert "full_time_teachers" not in read(path, KNOWN).rows
    assert column(read(path, {**KNOWN, "recognise": True}), "full_time_teachers") == [20]


def test_columns_are_added_up_by_pattern_and_a_missing_part_leaves_the_sum_missing(tmp_path):
    path = table(tmp_path, ["校", "1年级男生", "1年级女生", "2年级男生"], ["一小", 10, 12, 9], ["二小", 10, "—", 9])
    mapping = {
        "columns": {"校": "school"},
        "sums": {"students": ["?年级*生"]},
        "constants": KNOWN["constants"],
        "required": ["students"],
    }
    reading = read(path, mapping)
    assert reading.rows["students"].tolist()[0] == 31
    assert [problem.place for problem in reading.problems.errors] == ["a.csv › B3:D3"]
    assert str(reading.locators.of(0, "students")[0]) == "a.csv › B2:D2"


def test_a_regular_expression_over_the_path_names_columns(tmp_path):
    path = table(tmp_path, ["校", "班1", "班2", "班主任"], ["一小", 30, 31, 5])
    mapping = {**KNOWN, "columns": {"校": "school"}, "sums": {"students": [r"re:班\d"]}}
    assert column(read(path, mapping), "students") == [61]


def test_values_per_student_become_totals_again(tmp_path):
    path = table(tmp_path, ["校", "人数", "生均图书", "百生计算机"], ["一小", 300, 25.5, 12])
    mapping = {**KNOWN, "per_student": {"books": "生均图书", "computers": {"column": "百生计算机", "per": 100}}}
    reading = read(path, mapping)
    assert (column(reading, "books"), column(reading, "computers")) == ([7650], [36])


def test_shares_of_another_field_become_counts_again(tmp_path):
    path = table(tmp_path, ["校", "人数", "教师", "高学历比例"], ["一小", 300, 20, "85%"])
    mapping = {
        **KNOWN,
        "columns": {**KNOWN["columns"], "教师": "full_time_teachers"},
        "ratios": {"above_norm_teachers": {"column": "高学历比例", "of": "full_time_teachers"}},
    }
    assert column(read(path, mapping), "above_norm_teachers") == [17]


def test_a_stated_constant_fills_a_number_and_keeps_its_reason(tmp_path):
    path = table(tmp_path, ["校", "人数", "场馆"], ["一小", 300, 2500])
    mapping = {
        **KNOWN,
        "columns": {**KNOWN["columns"], "场馆": "sport_venue_area_m2"},
        "constants": {**KNOWN["constants"], "indoor_sport_area_m2": {"value": 0, "because": BECAUSE}},
    }
    reading = read(path, mapping)
    assert (column(reading, "sport_area_m2"), notes(reading)) == ([2500], [])


def test_a_blank_number_is_missing_unless_the_mapping_says_what_it_means(tmp_path):
    path = table(tmp_path, ["校", "人数", "骨干"], ["一小", 300, None])
    mapping = {**KNOWN, "columns": {**KNOWN["columns"], "骨干": "backbone_teachers"}}
    assert read(path, mapping).rows["backbone_teachers"].isna().all()
    stated = {**mapping, "blanks": {"backbone_teachers": {"value": 0, "because": BECAUSE}}}
    assert column(read(path, stated), "backbone_teachers") == [0]


def test_units_signs_and_kinds_can_be_stated(tmp_path):
    path = table(tmp_path, ["校", "人数", "设备", "地"], ["一小", 300, 45, "偏远"], ["二小", 200, "缺报", "平原"])
    mapping = {
        **KNOWN,
        "columns": {**KNOWN["columns"], "设备": "equipment_yuan", "地": "area"},
        "units": {"equipment_yuan": "万元"},
        "missing": ["缺报"],
        "area": {"remote": {"zh": "偏远", "en": "remote"}},
        "values": {"area": {"偏远": "remote", "平原": "rural"}},
    }
    reading = read(path, mapping)
    assert column(reading, "area") == ["remote", "rural"]
    assert reading.rows["equipment_yuan"].tolist()[0] == 450000
    assert reading.rows["equipment_yuan"].isna().tolist() == [False, True]


FILTERED = [
    ["校", "人数", "级"],
    ["一小", 300, "小学"],
    ["二小", 0, "小学"],
    ["各校", 900, None],
    ["一中", 600, "初中"],
]


@pytest.mark.parametrize(
    ("filters", "kept", "rows", "students"),
    [
        ([{"drop": "级", "blank": True}], ["一小", "二小", "一中"], 1, 900),
        ([{"keep": "级", "equals": "小学"}, {"drop_field": "students", "equals": 0}], ["一小"], 3, 1500),
        ([{"keep": "级", "in": ["小学", "初中"]}, {"drop_field": "students", "below": 1}], ["一小", "一中"], 2, 900),
        ([{"keep_field": "students", "above": 500}], ["各校", "一中"], 2, 300),
    ],
)  # fmt: skip
def test_filters_count_the_rows_and_students_they_leave_out(tmp_path, filters, kept, rows, students):
    mapping = {**KNOWN, "filters": [{**one, "reason": BECAUSE} for one in filters]}
    reading = read(table(tmp_path, *FILTERED), mapping)
    assert reading.rows["school"].tolist() == kept
    (line,) = reading.problems.left_out
    assert (line.rows, line.students, line.reason.en) == (rows, students, BECAUSE["en"])


@pytest.mark.parametrize("field", ["人数", "students"])
def test_a_comparison_that_meets_blank_cells_asks_what_they_mean(tmp_path, field):
    path = table(tmp_path, ["校", "人数"], ["一小", 300], ["二小", None], ["三小", 0], ["四小", "—"])
    act = "drop" if field == "人数" else "drop_field"
    rule = {act: field, "below": 1, "reason": BECAUSE}
    silent = read(path, {**KNOWN, "required": ["school"], "filters": [rule]})
    assert errors(silent)[0] == (
        f"a.csv › B3: a filter compares '{field}', where 2 cell(s) are blank; expected the filter to say whether blank cells are "
        "meant too. Add blank = true to it if they are, blank = false if not."
    )
    both = read(path, {**KNOWN, "filters": [{**rule, "blank": True}]})
    assert column(both, "school") == ["一小"]
    assert [(line.rows, line.students) for line in both.problems.left_out] == [(3, 0)]
    kept = read(path, {**KNOWN, "filters": [{**rule, "blank": False}]})
    assert kept.rows["school"].tolist() == ["一小", "二小", "四小"]


def test_a_comparison_needs_no_word_about_blanks_where_there_are_none(tmp_path):
    path = table(tmp_path, ["校", "人数"], ["一小", 300], ["二小", 0])
    assert column(read(path, {**KNOWN, "filters": [{"drop": "人数", "below": 1, "reason": BECAUSE}]}), "school") == [
        "一小"
    ]


def test_a_comparison_with_words_that_are_no_numbers_is_refused_once(tmp_path):
    path = table(tmp_path, ["校", "人数", "面积"], ["一小", 300, "<10"], ["二小", 200, "<10"], ["三小", 100, 30])
    mapping = {**KNOWN, "filters": [{"keep": "面积", "above": 20, "reason": BECAUSE}]}
    (fault,) = errors(read(path, mapping))
    assert fault.startswith("a.csv › C2: a filter compares '面积', where 2 cell(s) are no numbers, such as '<10'")
    known = {
        **mapping,
        "missing": ["<10"],
        "filters": [{"keep": "面积", "above": 20, "blank": False, "reason": BECAUSE}],
    }
    assert column(read(path, known), "school") == ["三小"]


def test_a_field_that_a_sheet_does_not_give_cannot_be_filtered_by(tmp_path):
    path = table(tmp_path, ["校", "人数"], ["一小", 300])
    mapping = {**KNOWN, "filters": [{"drop_field": "books", "equals": 0, "reason": BECAUSE}]}
    assert "(mapping.toml › filters): this table has no field 'books' to filter by" in errors(read(path, mapping))[0]


COUNTIES = [
    ["县", "校", "人数", "级"],
    ["甲县", "一小", 300, "小学"],
    ["甲县", "甲园", -999, "幼儿园"],
    ["甲县", "乙园", 90, "幼儿园"],
    ["乙县", "二小", 200, "小学"],
    ["乙县", "丙园", -999, "幼儿园"],
    ["合计", None, 591, None],
]


@pytest.mark.parametrize("missing", [["-999"], []])
def test_rows_left_out_are_counted_for_their_county_without_signs_for_missing(tmp_path, missing):
    mapping = {
        "columns": {"县": "county", "校": "school", "人数": "students"},
        "constants": {"year": 2023, "stage": "primary"},
        "missing": missing,
        "filters": [{"drop": "级", "equals": "幼儿园", "reason": BECAUSE}],
    }
    reading = read(table(tmp_path, *COUNTIES), mapping)
    assert errors(reading) == []
    lines = {(line.reason.en, line.county): (line.rows, line.students) for line in reading.left_out}
    assert lines["rows of totals and means", ""][0] == 1
    assert lines[BECAUSE["en"], "甲县"] == (2, 90)
    assert lines[BECAUSE["en"], "乙县"] == (1, pytest.approx(float("nan"), nan_ok=True))
    (whole,) = [line for line in reading.problems.left_out if line.reason.en == BECAUSE["en"]]
    assert (whole.rows, whole.students) == (3, 90)


def test_one_number_below_zero_in_many_rows_is_one_error_with_what_to_say(tmp_path):
    rows = [[f"S{k}", 100, -999 if k % 3 else 7] for k in range(300)]
    path = write_xlsx(tmp_path / "a.xlsx", [["校", "人数", "图书"], *rows, ["末", 100, -5]])
    reading = read(path, {**KNOWN, "columns": {**KNOWN["columns"], "图书": "books"}})
    assert errors(reading) == [
        'a.xlsx › Sheet › C3: books is -999 in 200 rows; expected 0 or more. If it means "not known", say missing = ["-999"] in the mapping.',
        "a.xlsx › Sheet › C302: books of '末' is -5; expected 0 or more",
    ]


def test_a_number_can_be_a_sign_for_missing(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [["校", "人数", "图书"], ["一小", 300, -999], ["二小", 200, 5]])
    mapping = {**KNOWN, "columns": {**KNOWN["columns"], "图书": "books"}, "missing": ["-999"]}
    reading = read(path, mapping)
    assert errors(reading) == []
    assert reading.rows["books"].isna().tolist() == [True, False]


def test_a_cell_that_a_filter_leaves_out_need_not_be_a_number(tmp_path):
    path = table(tmp_path, ["校", "人数", "级"], ["一小", 300, "小学"], ["某园", "未统计人数", "幼儿园"])
    mapping = {**KNOWN, "filters": [{"keep": "级", "equals": "小学", "reason": BECAUSE}]}
    assert column(read(path, mapping), "students") == [300]


def test_classes_are_added_up_to_schools_with_every_source_line(tmp_path):
    path = table(tmp_path, ["校", "班", "人数"], ["一小", "一1", 44], ["一小", "一2", 51], ["二小", "一1", 25])
    mapping = {
        "grain": "class",
        "columns": {"校": "school"},
        "class_size": {"column": "人数"},
        "constants": KNOWN["constants"],
    }
    reading = read(path, mapping)
    assert column(reading, "students") == [95, 25]
    assert column(reading, "classes") == [2, 1]
    bands = ["classes_25_or_fewer", "classes_41_to_45", "classes_51_to_55"]
    assert reading.rows[bands].to_numpy().tolist() == [[0, 1, 1], [1, 0, 0]]
    assert [str(cell) for cell in reading.locators.of(0, "students")] == ["a.csv › C2", "a.csv › C3"]


def test_a_class_of_unknown_size_leaves_its_school_unknown(tmp_path):
    path = table(tmp_path, ["校", "人数"], ["一小", 44], ["一小", "—"], ["二小", 25])
    mapping = {
        "grain": "class", "columns": {"校": "school"}, "class_size": {"column": "人数"}, "constants": KNOWN["constants"],
    }  # fmt: skip
    reading = read(path, mapping)
    assert reading.rows["students"].isna().tolist() == [True, False]
    assert len(errors(reading)) == 1


def test_the_header_s_rows_and_the_sheet_can_be_stated(tmp_path):
    path = table(tmp_path, ["1", "2"], ["校", "人数"], ["单位", "人"], ["一小", 300])
    mapping = {**KNOWN, "header_rows": [2, 3], "columns": {"校 > 单位": "school", "人数 > 人": "students"}}
    assert column(read(path, mapping), "students") == [300]
    assert "no sheet as the mapping names it" in errors(read(path, {**KNOWN, "sheet": "教基*"}))[0]


def test_a_header_that_is_not_there_is_named_with_those_nearest(tmp_path):
    path = table(tmp_path, ["校", "人数合计"], ["一小", 300])
    (fault,) = errors(read(path, KNOWN))
    assert (
        fault
        == "a.csv (mapping.toml › columns.人数): no header '人数'; expected a header of this sheet. Such as “人数合计”"
    )


def test_a_column_and_a_constant_for_one_field_are_refused(tmp_path):
    path = table(tmp_path, ["校", "人数", "年"], ["一小", 300, 2022])
    mapping = {**KNOWN, "columns": {**KNOWN["columns"], "年": "year"}}
    assert "a column and a constant for one field" in errors(read(path, mapping))[0]


def test_standard_attainment_columns_are_told_apart_by_their_paths(tmp_path):
    path = table(
        tmp_path,
        ["学校", "在校生数", "骨干教师", None, None],
        [None, None, "基本值", "达标值", "是否达标"],
        ["一小", 300, 3, 3, "是"],
    )
    mapping = {
        "columns": {"学校": "school", "在校生数": "students", "骨干教师 > 基本值": "backbone_teachers"},
        "constants": KNOWN["constants"],
    }
    assert column(read(path, mapping), "backbone_teachers") == [3]
