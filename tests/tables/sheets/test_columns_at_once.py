"""A column looked at as a whole says what its cells say one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.sheets.body import Body, Column
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import (
    plain,
    plain_each,
    read_number,
    read_numbers,
    read_text,
    read_texts,
    to_base,
    to_base_each,
    unit_of,
)
from analysis.tables.sheets.row_kinds import row_kinds

#: Signs that are narrowed, dropped, joined to the one before, or part the cells of a column.
SIGNS = "第1小学 \u3000aＡΣ|｜-−\u0301\u200b\n\x01ﬁ4６./"
CELLS = st.one_of(st.text(SIGNS, max_size=5), st.sampled_from(["", "-", "n a n", "null", "—"]))
KINDS = ["合计", "备注", "合 计：3", "注1", "学校名称", "12", "甲", "第1小学", "", "例：460人", "2023", 7.0]


@given(st.lists(CELLS, max_size=6))
def test_a_column_of_texts_is_read_and_compared_as_each_of_them_is(cells):
    assert plain_each(cells) == list(map(plain, cells))
    assert read_texts(cells) == list(map(read_text, cells))


def test_a_column_of_other_cells_is_read_as_each_of_them_is():
    cells = [3134000123.0, "3134000123", 3134000123, True, None, float("nan"), 2.5]
    assert read_texts(cells) == list(map(read_text, cells))


@pytest.mark.parametrize("unit", ["亩", "万元", "元", "人"])
def test_a_column_of_bare_figures_is_scaled_as_each_of_them_is(unit):
    cells, written = ["0.57", "", "1234.1", "3", "0.1", "7.77"], unit_of(unit)
    own = unit_of("m2") if unit == "亩" else unit_of("元") if "元" in unit else written
    alone = [read_number(cell, written, own) for cell in cells]
    assert np.array_equal(read_numbers(cells, written, own)[0], alone, equal_nan=True)


@given(st.lists(st.one_of(st.text("0123456789", max_size=15), st.text("019.", max_size=5)), min_size=1, max_size=6))
def test_a_column_of_bare_figures_holds_the_numbers_that_python_reads(cells):
    figures = Column(cells).figures
    try:
        assert np.array_equal(figures, [float(cell or "nan") for cell in cells], equal_nan=True)
    except ValueError:  # 1.9.0
        assert figures is None


@pytest.mark.parametrize("cell", ["2.3.1", "..", "3|4", "1e5", "-1", "1" * 16, "４", " 4", 4.0])
def test_a_column_with_anything_but_bare_figures_is_looked_at_cell_by_cell(cell):
    assert Column([cell, "12"]).figures is None


@given(st.lists(st.floats(-1e12, 1e12).map(lambda value: round(value, 4))), st.sampled_from([1e4, 1e3, 2000 / 3, 0.01]))
def test_many_numbers_are_scaled_as_each_of_them_is(numbers, factor):
    assert to_base_each(np.array([*numbers, np.nan]), factor).tolist()[:-1] == [to_base(one, factor) for one in numbers]


def test_a_column_in_some_rows_is_the_same_to_everybody_who_asks():
    body, some = Body(np.array([["a", "1"], ["b", "2"], ["c", "3"]], dtype=object)), np.array([0, 2])
    assert body.column(1, np.arange(3)) is body.columns[1]
    assert body.column(1, some) is body.column(1, some.copy())
    assert (body.column(0, some), body.column(0, some).figures) == (["a", "c"], None)
    assert (body.column(1, some), body.column(1, some).figures.tolist()) == (["1", "3"], [1, 3])


@given(st.lists(st.lists(st.sampled_from(KINDS), min_size=8, max_size=8), min_size=1, max_size=6))
def test_what_a_row_is_does_not_depend_on_the_rows_beside_it(rows):
    header = Header(0, 1, (("学校名称",), *((f"第{k}列",) for k in range(7))))
    together = row_kinds(Body(np.array(rows, dtype=object)), header)
    assert list(together) == [row_kinds(Body(np.array([row], dtype=object)), header)[0] for row in rows]
