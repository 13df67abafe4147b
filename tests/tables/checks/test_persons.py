"""Columns about single persons are told from those about schools."""

import pytest

from analysis.tables.checks.persons import check_persons, is_identity_number
from analysis.tables.checks.problems import Problems
from analysis.tables.sheets.body import Column


def said(label, cells):
    problems = Problems()
    check_persons([("表 › A1", label, Column(cells))], problems)
    return [problem.line("en") for problem in problems.errors]


def test_an_identity_number_is_known_by_its_day_and_its_check_digit():
    assert is_identity_number("11010519491231002X")  # the example of the standard
    assert not is_identity_number("110105194912310021")
    assert not is_identity_number("11010519491331002X")
    assert not is_identity_number("3601000001")


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("学校名称", ["一小", "二中", "实验小学", "育才学校"]),
        ("学校标识码", ["3601000001", "3601000002"]),
        ("学校电话", ["0791-1234567", "07911234568"]),
        ("校长人数", [1.0, 1.0, 2.0]),
        ("校长交流", ["是", "否", "否"]),
        ("教学仪器设备资产值（元）", [13800000000.0, 950000.0, 1200000.0]),
        ("name", ["Oak Hill", "Elm Park"]),
    ],
)
def test_a_column_about_schools_is_none_about_persons(label, cells):
    assert said(label, cells) == []


@pytest.mark.parametrize(
    ("label", "cells", "what"),
    [
        ("联系人", ["张某某", "李某", ""], "names of persons"),
        ("联系电话", [13000000000.0, 13000000001.0], "mobile phone numbers"),
        ("证件", ["", "11010519491231002x"], "identity numbers"),
    ],
)
def test_a_column_about_persons_is_refused_without_repeating_what_stands_in_it(label, cells, what):
    (line,) = said(label, cells)
    assert what in line
    assert not any(str(cell) in line for cell in cells if cell)
