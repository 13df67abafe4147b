"""XLS workbooks: what calamine does not say of them is read from their records; damaged ones are held to what others are."""

from pathlib import Path

import pytest
from tables.damaged.old_workbooks import PROGRAM, tried_as_xls

from analysis.tables.sheets.grids import read_book
from analysis.tables.sheets.old_workbook_parts import read_old_parts
from analysis.tables.sheets.reading import TableFile, read_files

FORMATS = Path(__file__).with_name("formats")
FAILED, FAR = FORMATS / "failed_and_hidden.xls", FORMATS / "far_cell.xls"
needs_office = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice, which writes XLS, is not installed")


def said(path):
    return {(one.kind, one.place.split(" › ")[-1]) for one in read_files([TableFile(path)]).problems.all}


def test_hidden_rows_and_columns_and_failed_formulas_of_an_old_workbook_are_named():
    grid = read_book(FAILED).grids[0]
    assert (grid.hidden_rows, grid.hidden_columns) == ({3}, {10})
    assert list(grid.cells[2:4, 4]) == ["#DIV/0!", "#N/A"]
    assert {("not_a_number", "E3"), ("hidden_rows", "A4"), ("hidden_columns", "学校情况")} <= said(FAILED)


def test_a_stray_cell_far_outside_an_old_workbook_is_named_and_does_not_fill_the_memory():
    assert said(FAR) == {("reaches_too_far", "IV65536")}


@pytest.mark.parametrize("place", [30, 44, 48, 60, 68, 76, 512 + 20])
def test_an_old_workbook_whose_sectors_cannot_be_followed_is_left_to_its_reader(place):
    content = FAILED.read_bytes()
    for damage in (b"\xff\xff\xff\x0f", bytes(4), b"\x01\x00\x00\x00"):
        parts = read_old_parts(content[:place] + damage + content[place + 4 :], "a.xls")
        assert parts.of("学校情况").errors in ({}, {(2, 4): "#DIV/0!", (3, 4): "#N/A"})
    assert read_old_parts(content[:place], "a.xls").by_sheet == {}


@needs_office
@pytest.mark.slow
def test_a_hundred_damaged_workbooks_saved_as_xls_are_right_or_named(tmp_path):
    trials = tried_as_xls(range(100), tmp_path)
    assert len(trials) == 100
    assert [(one.seed, one.kinds, one.wrong) for one in trials if one.outcome in ("silent", "traceback")] == []
