"""What stands beside the rows of a school table goes with its rows."""

from dataclasses import replace

import pandas as pd
from rules.county_builder import county


def test_printed_decimals_and_stated_answers_go_with_their_rows():
    table = county({"students": 100, "books": 420}, {"students": 50, "books": 210, "year": 2024})
    assert table.printed.empty and table.stated.empty
    table = replace(
        table,
        printed=pd.DataFrame({"books": [1, 2]}, index=table.rows.index),
        stated=pd.DataFrame({"books_per_student": ["yes", "no"], "met_count": [7, 6]}, index=table.rows.index),
    )
    later = table.select(county="C", year=2024)
    assert later.printed["books"].tolist() == [2]
    assert later.stated.to_dict("list") == {"books_per_student": ["no"], "met_count": [6]}


def test_a_table_without_them_keeps_none():
    later = county({"students": 100}, {"students": 50, "year": 2024}).select(year=2024)
    assert later.printed.empty and later.stated.empty
