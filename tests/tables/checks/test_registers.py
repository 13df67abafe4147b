"""One register counted twice, points left in, tables of different days: noted with both cells, never corrected."""

import pytest
from tables.grid_files import errors, notes, read, write_csv
from tables.sheets.test_joining import read as read_together
from tables.sheets.test_joining import write_book

HEAD = [
    "统计年度",
    "县区名称",
    "学校名称",
    "办学类型",
    "所属中心校",
    "小学在校生数",
    "初中在校生数",
    "小学专任教师",
    "初中专任教师",
    "小学骨干教师",
    "初中骨干教师",
]


def school(name, kind="小学", parent="", *, year=2023, n=(300, None), t=(20, None), b=(4, None)):
    return [year, "甲县", name, kind, parent, *n, *t, *b]


def said(tmp_path, *rows):
    reading = read(write_csv(tmp_path / "a.csv", [HEAD, *rows]))
    assert errors(reading) == []
    return notes(reading)


def through(name, junior=(11, 3)):
    return school(name, "九年一贯制学校", n=(200, 150), t=(12, junior[0]), b=(3, junior[1]))


def test_one_register_of_both_sections_is_noted_with_both_cells(tmp_path):
    (one,) = said(tmp_path, through("一校", (12, 3)), through("二校"), through("三校", (12, 2)))
    assert "a.csv › H2; a.csv › I2" in one
    assert "both sections of '一校' have 12 full-time teachers" in one


def test_a_column_of_teachers_that_is_repeated_is_one_note(tmp_path):
    found = said(tmp_path, *(through(f"{k}校", (12, 3)) for k in "一二三四"), through("五校"))
    (one,) = [line for line in found if "same teachers in both sections" in line]
    assert "4 of 5 through-schools have the same teachers in both sections" in one


def test_a_point_with_just_its_parents_teachers_is_noted(tmp_path):
    point = school("山上教学点", "小学教学点", "一小", n=(40, None))
    (one,) = said(tmp_path, school("一小"), point)
    assert "a.csv › H3; a.csv › H2" in one or "a.csv › H2; a.csv › H3" in one
    assert "'山上教学点' has just the teachers of its parent '一小' (20 full-time)" in one
    assert (
        said(
            tmp_path, school("一小"), school("山上教学点", "小学教学点", "一小", n=(40, None), t=(5, None), b=(0, None))
        )
        == []
    )


@pytest.mark.parametrize(("now", "is_said"), [(340, True), (341, True), (300, False), (355, False)])
def test_a_point_whose_students_its_parent_gained_is_noted(tmp_path, now, is_said):
    def year(of, students):
        point = school("山上教学点", "小学教学点", "一小", year=of, n=(40, None), t=(5, None), b=(0, None))
        return [school("一小", year=of, n=(students, None)), point]

    found = said(tmp_path, *year(2022, 300), *year(2023, now))
    assert any("by just the 40 of '山上教学点'" in one for one in found) == is_said


def test_a_point_that_one_of_two_tables_holds_is_named_beside_the_difference(tmp_path):
    head = ["学校名称", "办学类型", "所属中心校", "小学在校生数"]
    rows = [["一小", "小学", "", 300], ["山上教学点", "小学教学点", "一小", 40]]
    sheets = {"学校": [head, *rows], "学籍": [["学校名称", "小学在校生数"], ["一小", 340], ["山上教学点", 40]]}
    reading = read_together(write_book(tmp_path / "云山县2023.xlsx", sheets))
    (error,) = errors(reading)
    assert "given twice: 300 and 340" in error
    assert any("differ by just the 40 of '山上教学点'" in one for one in notes(reading))
    (totals,) = [one for one in notes(reading) if "both tables state" in one]
    assert "学校 340; 云山县2023.xlsx › 学籍 380; 1 differ: 一小（小学）" in totals


def test_tables_of_different_days_are_named_with_both(tmp_path):
    rooms = [["统计年月", "学校名称", "办学类型", "教学及辅助用房面积（㎡）"], ["2023年12月", "一小", "小学", 900]]
    sheets = {"学生": [["云山县2023年9月学生数"], ["学校名称", "小学在校生数"], ["一小", 300]], "条件": rooms}
    (one,) = [
        line for line in notes(read_together(write_book(tmp_path / "a.xlsx", sheets))) if "different days" in line
    ]
    assert "2023-09 (a.xlsx › 学生 › A3); 2023-12 (a.xlsx › 条件 › A2)" in one


def test_tables_of_one_day_draw_no_note(tmp_path):
    rows = [
        ["统计年月", "学校名称", "小学在校生数"],
        ["2023年9月", "一小", 300],
        ["202309", "二小", 300],
        ["2023-09-01", "三小", 200],
    ]
    assert not any("different days" in one for one in notes(read(write_csv(tmp_path / "甲县.csv", rows))))
