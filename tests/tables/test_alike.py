"""Rows that agree in some columns are found as pandas finds them."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.tables.alike import Alike

ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from([2022.0, 2023.0, np.nan]), st.sampled_from(["", "x", "y"]))
)
KEYS = ["county", "year"]


@given(ROWS)
def test_rows_are_numbered_sized_and_compared_by_the_columns_they_agree_in(rows):
    frame = pd.DataFrame(rows, columns=[*KEYS, "name"])
    alike, groups = Alike(frame), frame.groupby(KEYS, sort=False, dropna=False)
    assert alike.numbers(KEYS).tolist() == groups.ngroup().tolist()
    assert alike.sizes(KEYS).tolist() == groups.size().tolist()
    assert alike.first(KEYS).tolist() == frame.index[~frame.duplicated(KEYS)].tolist()
    assert alike.are_several(KEYS).tolist() == frame.duplicated(KEYS, keep=False).tolist()
    assert alike.differ(KEYS, "name").tolist() == (groups["name"].transform("nunique") > 1).tolist()


def test_a_column_beside_leaves_what_is_known_of_the_others():
    alike = Alike(pd.DataFrame({"county": ["a", "a", "b"]}))
    known = alike.numbers(["county"])
    beside = alike.beside("plain", ["x", "y", "z"])
    assert beside.numbers(["county"]) is known
    assert beside.differ(["county"], "plain").tolist() == [True, True, False]
    assert "plain" not in alike.rows
