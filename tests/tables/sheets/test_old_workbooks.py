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


def test_an_old_workbook_whose_sectors_lead_in_circles_is_refused_and_does_not_fill_the_memory(tmp_path):
    content = FAILED.read_bytes()
    at = 512 * (1 + int.from_bytes(content[76:80], "little"))  # which sector comes after each: now always the first
    (tmp_path / "a.xls").write_bytes(content[:at] + bytes(512) + content[at + 512 :])
    assert said(tmp_path / "a.xls") == {("not_a_table_file", "a.xls")}


@pytest.mark.parametrize("place", [40, 44, 64, 72])
def test_an_old_workbook_that_states_more_sectors_than_it_has_is_refused(place, tmp_path):
    content = FAILED.read_bytes()
    (tmp_path / "a.xls").write_bytes(content[:place] + b"\xff\xff\xff\x0f" + content[place + 4 :])
    assert said(tmp_path / "a.xls") == {("not_a_table_file", "a.xls")}


@pytest.mark.parametrize("place", [0, 4])
def test_an_old_workbook_that_states_billions_of_rows_is_refused(place, tmp_path):
    content = FAILED.read_bytes()
    at = content.index(b"\x00\x02\x0e\x00") + 4  # the record of a sheet's reach
    (tmp_path / "a.xls").write_bytes(content[: at + place] + b"\xff\xff\xff\x7f" + content[at + place + 4 :])
    assert said(tmp_path / "a.xls") == {("not_a_table_file", "a.xls")}


@pytest.mark.parametrize("length", [20, 60, 600, 2000])
def test_an_old_workbook_that_was_cut_off_is_left_to_its_reader(length):
    assert read_old_parts(FAILED.read_bytes()[:length], "a.xls").by_sheet == {}


@needs_office
@pytest.mark.slow
def test_a_hundred_damaged_workbooks_saved_as_xls_are_right_or_named(tmp_path):
    trials = tried_as_xls(range(100), tmp_path)
    assert len(trials) == 100
    assert [(one.seed, one.kinds, one.wrong) for one in trials if one.outcome in ("silent", "traceback")] == []
