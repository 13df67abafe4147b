"""A county's notebooks are given its share of the data, and say the same as if they had read the whole folder."""

from dataclasses import replace

import pandas as pd
import pytest
from publish.small_runs import write_county

from analysis.language import Words
from analysis.publish.units.digest import Digester
from analysis.publish.units.keys import Data
from analysis.show.appendix.matter import matter
from analysis.show.county.view import open_view
from analysis.show.data import tables
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.catalogue.slices import SLICE_VARIABLE


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Two files of one county each, and one that holds two counties; a doubtful figure in one of them."""
    for number, county in enumerate(("虚东县", "虚南县", "虚西县"), 1):
        write_county(tmp_path, county, first=100 * number)
    joined = (tmp_path / "虚西县.csv").read_text(encoding="utf-8") + "2023,虚北县,虚北县第1小学,小学,镇区,2500,2001\n"
    (tmp_path / "虚西县.csv").unlink()
    (tmp_path / "两县.csv").write_text(joined, encoding="utf-8")
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))


def said_of(county):
    """Front and back matter, doubts and sources of a county's appendix."""
    view = open_view("own", county, 0, "en")
    told = matter(view, Words("附件", "appendix"))
    return {
        **vars(told),
        "doubts": tables.doubts(view),
        "verdicts": str(told.verdicts),
        "sources": view.table.provenance.files,
    }


@pytest.mark.parametrize("place", ["虚东县", "虚西县", "虚北县"])
def test_the_share_says_what_the_whole_folder_says(folder, tmp_path, monkeypatch, place):
    table = load_dataset("own")
    (county,) = [one for one in table.counties if table.county_name(one) == place]
    whole = said_of(county)
    path = tmp_path / "slice"
    path.write_bytes(Data.of("own").slice(county).packed())
    monkeypatch.setenv(SLICE_VARIABLE, str(path))
    assert load_dataset("own").counties == [county]
    share = said_of(county)
    assert {name: str(value) for name, value in share.items()} == {name: str(value) for name, value in whole.items()}


def test_an_appendix_names_the_files_its_own_county_was_read_from(folder):
    table = load_dataset("own")
    named = {
        table.county_name(one): [file.name for file in open_view("own", one).table.provenance.files]
        for one in table.counties
    }
    assert named == {"虚东县": ["虚东县.csv"], "虚南县": ["虚南县.csv"], "虚西县": ["两县.csv"], "虚北县": ["两县.csv"]}


def test_equal_shares_have_equal_digests_and_a_changed_figure_another(folder):
    table = load_dataset("own")
    data = Data.of("own")
    one, other = (data.slice(table.counties[0]) for _ in range(2))
    assert Digester().of(one) == Digester().of(other) == Digester(table.terms).of(one)
    rows = other.table.rows.assign(students=other.table.rows["students"] + 1e-9)
    assert Digester().of(replace(other, table=replace(other.table, rows=rows))) != Digester().of(one)


def test_missing_is_told_from_empty_and_zero_in_a_digest():
    values = [pd.DataFrame({"a": [value]}) for value in (0.0, float("nan"), "", None)]
    assert len({Digester().of(value) for value in values}) == 4
