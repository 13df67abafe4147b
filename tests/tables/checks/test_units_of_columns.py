"""The unit of a column: in a row of its own under the header, over the table, in a mapping, or nowhere."""

import pytest
from tables.grid_files import errors, notes, read, write_csv, write_xlsx

from analysis.tables.checks.files import check_files

UPPER = ["序号", "学校名称", "办学类型", "在校生数", None, "教学及辅助用房面积", "室内体育用房面积", "教学仪器设备值"]
LOWER = [None, None, None, "小学", "初中", None, None, None]
UNITS = [None, None, None, "人", "人", "㎡", "㎡", "万元"]
SCHOOLS = [[1, "一小", "小学", 300, None, 2000, 0, 60], [2, "二中", "初中", None, 400, 2600, 0, 90]]
PLAIN = ["年度", "学校名称", "办学类型", "在校生数", "教学仪器设备值"]
LAYOUTS = {
    "merging lost": (UNITS, []),
    "merged above": (UNITS, ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2", "G1:G2", "H1:H2"]),
    "merged down and units across": (
        [None, None, None, "人", None, "㎡", None, "万元"],
        ["A1:A3", "B1:B3", "C1:C3", "D1:E1", "F1:F2", "G1:G2", "H1:H2", "D3:E3", "F3:G3"],
    ),
    "signs for none": (["—", "/", "—", "人", "人", "㎡", "㎡", "万元"], []),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_row_of_units_under_the_header_says_the_units_and_no_more(layout, tmp_path):
    units, merged = LAYOUTS[layout]
    reading = read(write_xlsx(tmp_path / "甲县2023.xlsx", [UPPER, LOWER, units, *SCHOOLS], merged))
    assert errors(reading) == []
    rows = reading.rows.set_index("school")
    assert rows["students"].to_dict() == {"一小": 300, "二中": 400}
    assert rows["stage"].to_dict() == {"一小": "primary", "二中": "junior"}
    assert rows["equipment_yuan"].to_dict() == {"一小": 600_000, "二中": 900_000}
    assert not [line for line in notes(reading) if "not used" in line]


def test_units_that_tell_columns_of_one_name_apart_stay_in_the_path(tmp_path):
    rows = [
        ["年度", "学校名称", "小学在校生数", "骨干教师", None],
        [None, None, "人", "人", "%"],
        [2023, "一小", 300, 5, 25],
    ]
    path = write_xlsx(tmp_path / "a.xlsx", rows, ["D1:E1"])
    mapping = {
        "columns": {
            "年度": "year", "学校名称": "school", "小学在校生数": "students@primary", "骨干教师 > 人": "backbone_teachers@primary",
        }
    }  # fmt: skip
    reading = read(path, mapping)
    assert errors(reading) == []
    assert reading.rows["backbone_teachers"].tolist() == [5]


@pytest.mark.parametrize("title", ["单位：人、㎡、万元", "甲县学校情况表（单位：万元）", "单 位: 万元 人"])
def test_the_only_unit_of_money_over_a_table_is_that_of_its_money(title, tmp_path):
    reading = read(write_csv(tmp_path / "a.csv", [[title], PLAIN, [2023, "一小", "小学", 300, 60]]))
    assert errors(reading) == []
    assert reading.rows["equipment_yuan"].tolist() == [600_000]


def test_a_unit_in_the_header_goes_before_the_one_over_the_table(tmp_path):
    header = [*PLAIN[:-1], "教学仪器设备值（元）"]
    reading = read(write_csv(tmp_path / "a.csv", [["单位：万元"], header, [2023, "一小", "小学", 300, 600_000]]))
    assert reading.rows["equipment_yuan"].tolist() == [600_000]


@pytest.mark.parametrize("title", ["单位：元、万元", "单位：某某小学", "填表说明"])
def test_a_title_that_does_not_settle_the_unit_of_money_leaves_it_in_doubt(title, tmp_path):
    reading = read(write_csv(tmp_path / "a.csv", [[title], PLAIN, [2023, "一小", "小学", 300, 60]]))
    assert [line.split(": ")[0] for line in errors(reading)] == ["a.csv › E3"]


MONEY = [[2023, "一小", "小学", 300, 60], [2023, "二小", "小学", 400, 90], [2023, "三小", "小学", 200, None]]


def test_money_without_a_unit_that_no_school_can_have_is_a_fault_with_its_remedy(tmp_path):
    path = write_csv(tmp_path / "a.csv", [PLAIN, *MONEY])
    (problem,) = check_files([path]).errors
    assert problem.place == "a.csv › E2"
    assert "2行中有2行不合常理（如“一小”生均0.2元）" in problem.line("zh")
    for lang in ("zh", "en"):
        assert '[units] equipment_yuan = "万元"' in problem.line(lang)
    assert not [line for line in notes(read(path)) if "is read as" in line]


@pytest.mark.parametrize(("unit", "first"), [("万元", 600_000), ("元", 60)])
def test_a_unit_stated_in_the_mapping_settles_it(unit, first, tmp_path):
    path = write_csv(tmp_path / "a.csv", [PLAIN, *MONEY])
    reading = read(path, {"recognise": True, "units": {"equipment_yuan": unit}})
    assert errors(reading) == []
    assert reading.rows["equipment_yuan"].tolist()[0] == first


def test_one_unlikely_figure_among_likely_ones_stays_a_note(tmp_path):
    rows = [[2023, f"{k}小", "小学", 300, 600_000] for k in range(3)] + [[2023, "末小", "小学", 300, 60]]
    reading = read(write_csv(tmp_path / "a.csv", [PLAIN, *rows]))
    assert errors(reading) == []
    assert [line.split(": ")[0] for line in notes(reading) if "is read as" in line] == ["a.csv › D5:E5"]


def test_areas_read_in_the_wrong_unit_are_told_by_theirs(tmp_path):
    rows = [["年度", "学校", "小学在校生数", "运动场地面积"], [2023, "一小", 6000, 12], [2023, "二小", 4000, 9]]
    (line,) = errors(read(write_csv(tmp_path / "a.csv", rows)))
    assert '[units] sport_area_m2 = "亩"' in line


def test_areas_without_the_indoor_rooms_are_noted_with_what_cannot_be_computed(tmp_path):
    header = ["年度", "学校", "小学在校生数", "教学及辅助用房面积", "体育运动场地面积"]
    path = write_csv(tmp_path / "a.csv", [header, [2023, "一小", 300, 2000, 3000]])
    report = check_files([path])
    assert not report.has_errors
    (problem,) = (one for one in report.problems if "室内体育用房" in one.found.zh)
    assert "两项面积指标只判断不论其大小都成立的" in problem.line("zh")
    assert "确无则填0" in problem.line("zh")
    assert "both area indicators are judged only where their size does not matter" in problem.line("en")
    constant = {"indoor_sport_area_m2": {"value": 0, "because": {"zh": "无", "en": "none"}}}
    assert not [line for line in notes(read(path, {"recognise": True, "constants": constant})) if "indoor" in line]
