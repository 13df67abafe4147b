"""Every table and mapping that is refused, with the cell and the words: one file each in tests/broken."""

import pytest
from case_files import REPOSITORY

from analysis.errors import TableError
from analysis.tables.checks.files import check_files
from analysis.tables.sources.mapping import read_mapping

BROKEN = REPOSITORY / "tests" / "broken"
TABLES = {
    "bands_do_not_add_up.csv": ("E2:O2", "各班额段共1班，班级数为3", "hold 1 classes, the school has 3"),
    "damaged.xlsx": ("", "不是完好的工作簿", "not an intact workbook"),
    "empty_row_of_a_school.csv": ("A3", "各学段都没有在校生数", "has students in no stage"),
    "identity_numbers.csv": ("L1", "“备注”列看来是身份证号", "the column '备注' looks like identity numbers"),
    "indoor_rooms_exceed_teaching_rooms.csv": ("P2:Q2", "室内体育用房面积1800多于教学及辅助用房面积200", "1800, exceed"),
    "mobile_numbers.csv": ("L1", "“电话”列看来是手机号", "looks like mobile phone numbers"),
    "names_of_persons.csv": ("L1", "“校长姓名”列看来是个人姓名", "looks like names of persons"),
    "negative_teachers.csv": ("L2", "专任教师数为-20，应为0或正数", "is -20; expected 0 or more"),
    "no_column_of_schools.csv": ("", "找不到学校表的表头", "no header of a school table"),
    "no_column_of_students.csv": ("", "没有“在校生数”列", "no column for students"),
    "no_header.csv": ("", "找不到学校表的表头", "no header of a school table"),
    "no_school.csv": ("", "表中没有学校", "not a single school"),
    "no_stage.csv": ("", "无法确定各行的学段", "the stages of the rows cannot be told"),
    "no_year.csv": ("", "没有年份", "there is no year"),
    "not_a_workbook.xlsx": ("", "不是工作簿", "not a workbook"),
    "latitude_off_the_globe.csv": ("J2", "“一小”的纬度为119.3，应为-90至90度", "is 119.3; expected -90 to 90 degrees"),
    "parent_that_does_not_exist.csv": ("I4", "找不到所属中心校“山下中心校”", "there is no parent school '山下中心校'"),
    "stage_that_the_type_does_not_have.csv": ("E2", "小学有初中学段的数字", "figures of the junior stage in a primary school"),
    "students_negative.csv": ("J2", "在校生数为-3", "has -3 students; expected more than 0"),
    "students_not_stated.csv": ("J2", "没有在校生数", "has no figure for students"),
    "students_outside_the_bands.csv": ("D2,F2:O2", "推算的108至120人", "expected 108 to 120 by the size bands"),
    "students_zero.csv": ("J2", "在校生数为0", "has 0 students; expected more than 0"),
    "teachers_above_norm_exceed_teachers.csv": ("L2,N2", "21多于专任教师数20", "21, exceed full-time teachers, 20"),
    "text_for_number.csv": ("J2", "为“三百”，应为数字", "'三百' under '在校生数（小学）'; expected a number"),
    "two_columns_for_one_field.csv": ("E1", "D, E列都读作“students@primary”", "columns D, E are both read as"),
    "two_rows_for_one_section.csv": (
        "D2; two_rows_for_one_section.csv › D4", "小学学段有2行", "2 rows for the primary section of '一小'",
    ),
    "unit_of_another_kind.csv": ("D1", "的单位不能换算，应为在校生数的单位：人", "has another unit; expected students in persons"),
    "cut_off_utf16.csv": ("", "文字编码无法识别", "the text is in an unknown encoding"),
    "quote_never_closed.csv": ("", "第2行有一个引号没有闭合，其后2行读不出", "a quotation mark in line 2 is never closed: the 2 lines"),
    "unknown_area.csv": ("F2", "无法识别的城乡类型“山区”", "'山区' is not a known value of 'urban or rural'"),
    "unknown_counts_as_school.csv": ("H2", "无法识别的是否计校数“待定”，应为是、否", "expected yes, no"),
    "unknown_encoding.csv": ("", "文字编码无法识别", "the text is in an unknown encoding"),
    "unknown_ownership.csv": ("G2", "无法识别的举办者“某某集团”", "'某某集团' is not a known value of 'ownership'"),
    "unknown_school_type.csv": ("E2", "无法识别的办学类型“幼儿园”", "'幼儿园' is not a known value of 'school type'"),
    "web_page.xls": ("", "改了扩展名的网页", "a web page under a workbook's name"),
    "year_of_another_calendar.csv": ("A2", "年份为“112”", "the year reads '112'"),
}  # fmt: skip
TOGETHER = {
    "several_faults.csv": ["F4", "J2", "K4", "M3,O3"],
    "year_out_of_range.csv": ["A2", "A3"],
}
MAPPINGS = {
    "arithmetic_with_a_code.toml": "made › school_id: 'over'; expected a column in [columns]; codes and names can be joined",
    "blank_that_is_no_number.toml": "blanks › books: 'zero'; expected a number",
    "constant_below_zero.toml": "constants › indoor_sport_area_m2: '-5'; expected a number, 0 or more",
    "constant_of_unknown_stage.toml": "constants › stage: 'kindergarten'; expected one of: all, junior, primary, senior",
    "constant_that_is_no_number.toml": "constants › indoor_sport_area_m2: 'none'; expected a number",
    "decimal_sign.toml": "decimal: ';'; expected one of: ,, .",
    "decimals_out_of_range.toml": "indicator › books_each › decimals: '-1'; expected no less than 0",
    "division_by_zero.toml": "made › books › over: '0.0'; expected a number other than 0, or a header",
    "filter_by_unknown_field.toml": "filters: 'studnets'; expected county, county_name, year",
    "filter_in_nothing.toml": "filters 1 › in: '[]'; expected at least one entry",
    "filter_of_two_comparisons.toml": "filters 1: 'drop, above, below'; expected keep | drop",
    "header_rows_from_zero.toml": "header_rows: '[0, 1]'; expected [3, 4] (1–100)",
    "made_of_nothing.toml": "made › books › columns: '[]'; expected at least one entry",
    "made_times_unknown_field.toml": "made › books: 'pupils'; expected county, county_name, year",
    "made_twice.toml": "sums › books: 'books'; expected each field once",
    "magnitude_upside_down.toml": "field › buses › magnitudes 1 › usual: '[10.0, 1.0]'; expected [low, high], 0 or more",
    "per_of_zero.toml": "per_student › books › per: '0'; expected a number above 0",
    "place_without_ends.toml": "field › depth › between: '[]'; expected [-90, 90]",
    "required_unknown.toml": "required: 'pupils'; expected county, county_name, year",
    "rounding_out_of_range.toml": "made › books › round: '9'; expected no more than 6",
    "scale_of_zero.toml": "indicator › books_each › scale: '0'; expected a number above 0",
    "words_between_numbers.toml": "made › books: 'between'; expected between for names and codes only",
    "year_out_of_range.toml": "constants › year: '112'; expected 1900–2100",
    "blank_number_without_because.toml": "blanks › backbone_teachers: '0'; expected { value = …, because =",
    "constant_without_because.toml": "constants › indoor_sport_area_m2: '0'; expected { value = …, because =",
    "filter_with_two_tests.toml": "filters 1: 'drop, equals, blank'; expected keep | drop",
    "filter_without_reason.toml": "filters 1 › reason: key reason is missing",
    "header_rows_apart.toml": "header_rows: '[3, 5]'",
    "no_schema.toml": "schema: key schema is missing",
    "not_toml.toml": "not TOML",
    "note_in_one_language.toml": "note: '{'zh': '一'}'",
    "unknown_addition.toml": "add_up › students: 'mean'; expected one of: first, max, sum",
    "unknown_calendar.toml": "calendar: 'lunar'",
    "unknown_field.toml": "columns: 'pupils'; expected county, county_name, year",
    "unknown_grain.toml": "grain: 'pupil'; expected one of: class, district, form, school, section",
    "unknown_key.toml": "colums: unknown key 'colums'; expected one of: [[sheet]], add_up",
    "unknown_kind.toml": "values › area › 山区: 'mountain'; expected one of: rural, town, urban",
    "unknown_stage.toml": "columns: 'students@kindergarten'; expected students@primary, students@junior",
    "unknown_unit.toml": "units › equipment_yuan: '贯'",
    "wrong_kind_of_value.toml": "missing: '*'; expected an array",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_broken_table_is_refused_once_at_its_cell_in_both_languages(name):
    cell, zh, en = TABLES[name]
    (problem,) = check_files([BROKEN / "tables" / name]).errors
    assert problem.place == (f"{name} › {cell}" if cell else name)
    assert zh in problem.line("zh")
    assert en in problem.line("en")


@pytest.mark.parametrize("name", TOGETHER)
def test_every_fault_of_a_file_is_named_at_once(name):
    report = check_files([BROKEN / "tables" / name])
    assert sorted(problem.place.split(" › ")[-1] for problem in report.errors) == TOGETHER[name]


def test_faults_of_several_files_are_named_together():
    names = ["not_a_workbook.xlsx", "text_for_number.csv", "unknown_area.csv"]
    report = check_files([BROKEN / "tables" / name for name in names])
    assert sorted({problem.place.split(" › ")[0] for problem in report.errors}) == names
    assert report.has_errors
    assert report.summary.en.startswith("3 file(s), ")


def test_every_broken_table_has_its_refusal():
    assert {path.name for path in (BROKEN / "tables").iterdir()} == {*TABLES, *TOGETHER}


@pytest.mark.parametrize("name", MAPPINGS)
def test_a_broken_mapping_is_refused_by_its_key(name):
    with pytest.raises(TableError) as refused:
        read_mapping(BROKEN / "mappings" / name)
    message = refused.value.message("en")
    assert message.startswith(name)
    assert MAPPINGS[name] in message


def test_every_broken_mapping_has_its_refusal():
    assert {path.name for path in (BROKEN / "mappings").iterdir()} == set(MAPPINGS)
