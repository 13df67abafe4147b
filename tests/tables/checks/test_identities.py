"""A school of another year or county among many of one, and a class listed twice or far too large, are named."""

from tables.grid_files import errors, notes, read, write_csv

HEAD = ["统计年度", "县区代码", "县区名称", "学校名称", "学段", "在校生数"]
CLASSES = ["统计年度", "县区名称", "学校名称", "年级", "班级", "学生数"]


def school(name, *, year=2023, code="990101", county="甲县"):
    return [year, code, county, name, "小学", 300]


def said(path, head, rows):
    reading = read(write_csv(path, [head, *rows]))
    assert errors(reading) == []
    return notes(reading)


def many(**other):
    return [*(school(f"第{k}小学") for k in range(1, 13)), school("河湾小学", **other)]


def test_a_school_of_another_year_among_many_is_named(tmp_path):
    (one,) = said(tmp_path / "a.csv", HEAD, many(year=2032))
    assert "a.csv › A14: 甲县 has only 1 school section(s) in 2032 (such as '河湾小学') and 12 in 2023" in one


def test_years_of_about_as_many_schools_draw_no_note(tmp_path):
    last = [school(f"第{k}小学", year=2022) for k in range(1, 9)]
    assert said(tmp_path / "a.csv", HEAD, [*many(), *last]) == []


def test_one_county_code_under_two_names_is_named_with_both_rows(tmp_path):
    (one,) = said(tmp_path / "a.csv", HEAD, many(county="乙县"))
    assert "a.csv › A2; a.csv › A14: the county code 990101 has several names: 甲县, 乙县" in one


def test_a_school_of_another_county_is_named_beside_a_row_of_the_county(tmp_path):
    (one,) = said(tmp_path / "a.csv", HEAD, many(code="990199", county="乙县"))
    assert "a.csv › A14; a.csv › A2: '河湾小学' is of 990199, 12 school sections read with it of 990101" in one


def classes(*sizes):
    return [[2023, "甲县", "一小", "三年级", f"三（{k}）班", size] for k, size in sizes]


def test_a_class_listed_twice_is_named_with_both_rows(tmp_path):
    (one,) = said(tmp_path / "c.csv", CLASSES, classes((1, 40), (2, 41), (1, 40)))
    assert "c.csv › A2; c.csv › A4: class 三年级 三（1）班 of '一小' is listed 2 times" in one


def test_a_class_larger_than_classes_are_is_named(tmp_path):
    (one,) = said(tmp_path / "c.csv", CLASSES, classes((1, 40), (2, 110), (3, 42), (4, 43), (5, 40), (6, 41)))
    assert "c.csv › A3: class 三年级 三（2）班 of '一小' has 110 students; expected at most 90" in one
