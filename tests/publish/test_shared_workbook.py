"""A workbook of several counties: each county's documents rest on its own rows, and say which digest they name."""

import pytest
from openpyxl import Workbook
from publish.small_runs import HEADER, manifest, run

from analysis.language import LANGS
from analysis.publish.manifest import verify
from analysis.publish.units.digest import of_file
from analysis.publish.units.keys import Data
from analysis.show.county.view import open_view
from analysis.show.page.standing import sources

SOUTH, WEST = (f"虚{side}县-2023-zh" for side in "南西")
ONE_BOOK = [
    [county, f"{county}第{number}小学", "小学", "镇区", str(100 * number), str(2000 + number)]
    for county in ("虚东县", "虚南县", "虚西县")
    for number in (1, 2)
]


def write_book(folder, rows):
    """One workbook of all three counties in the place of their files."""
    for path in folder.iterdir():
        path.unlink()
    book = Workbook()
    book.active.append(HEADER.strip().split(","))
    for row in rows:
        book.active.append(["2023", *row])
    book.save(folder / "三县.xlsx")


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


@pytest.fixture
def book(counties, made, out):
    """A run of a workbook of three counties, whose documents name the digests they are of."""
    write_book(counties, ONE_BOOK)
    run(out)
    assert len(made) == 3
    made.clear()
    return counties


def test_a_corrected_cell_in_a_workbook_of_several_counties_remakes_its_own_county(book, made, out):
    before = manifest(out)["inputs"]["own"]["三县.xlsx"]
    write_book(book, [[*row[:4], "101", row[5]] if row[1] == "虚南县第1小学" else row for row in ONE_BOOK])
    assert [(one.of, one.name, one.kind) for one in verify(out)] == [("inputs of own", "三县.xlsx", "changed")]
    run(out)
    assert made == [SOUTH]
    assert manifest(out)["inputs"]["own"]["三县.xlsx"] == of_file(book / "三县.xlsx") != before
    assert verify(out) == []


def test_rows_that_move_to_other_lines_of_a_workbook_remake_their_counties(book, made, out):
    write_book(book, [*ONE_BOOK[:4], ["虚南县", "虚南县第3小学", "小学", "镇区", "150", "2003"], *ONE_BOOK[4:]])
    run(out)
    assert made == [SOUTH, WEST]


def test_a_county_of_a_shared_workbook_states_the_digest_of_its_own_rows(book):
    first, file_digest = Data.of("own").slice("虚东县").table.provenance.files[0], of_file(book / "三县.xlsx")
    assert first.of_several and first.sha256 != file_digest
    write_book(book, [*ONE_BOOK[:2], *([*row[:4], "999", row[5]] for row in ONE_BOOK[2:])])
    assert Data.of("own").slice("虚东县").table.provenance.files == (first,)
    assert all(
        "manifest.json" in " ".join(sources(open_view("own", "虚东县").table.provenance, lang)) for lang in LANGS
    )
    write_book(book, ONE_BOOK[:2])
    (alone,) = Data.of("own").slice("虚东县").table.provenance.files
    assert not alone.of_several and alone.sha256 == of_file(book / "三县.xlsx")
