"""How many of the numbers printed on random appendix pages are traced to their cells, and which are not.

    junheng run --dataset demo-a --format pdf --out FOLDER
    python benchmarks/traced.py FOLDER [--pages 5] [--seed 12]

Draws pages of the folder's PDF documents that hold a table. Every number of a table on such a page is looked up in the
record of the run, as `junheng trace` does; those read as they stand are held against the cells they name. Prints, page by page,
how many numbers there are and how many lead to cells, and the columns of those that do not. Numbers in sentences stand for
themselves: they are counted, and how many of them are a recorded result's as it is printed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2

from analysis.publish.trace.printed import _COUNTERS, _NUMBER, _is_printed
from analysis.publish.trace.record import Trace, read_trace
from analysis.publish.unchanged import documents_of
from analysis.tables.catalogue.datasets import find_dataset
from analysis.tables.sheets.grids import Grid, read_book

Row = Mapping[str, Any]
_CELL = re.compile(r"([A-Z]+)(\d+)")
_AS_READ = ("照原表读入", "as read from the table")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--seed", type=int, default=12)
    asked = parser.parse_args()
    documents = [one for one in documents_of(asked.folder) if (asked.folder / f"{one['name']}.pdf").is_file()]
    pages = [(one, number, text) for one in documents for number, text in pages_of(asked.folder / f"{one['name']}.pdf")]
    pages = [page for page in pages if re.search(r"^(?:表|Table) ?\d+", page[2], re.MULTILINE)]
    total: Counter[str] = Counter()
    for document, number, text in random.Random(asked.seed).sample(pages, min(asked.pages, len(pages))):
        found, untraced = looked_up(read_trace(asked.folder, document["name"]), text, Cells(document["dataset"]))
        total += found
        print(f"\n{document['name']}, page {number}: {told(found)}")
        for column, count in untraced.most_common():
            print(f"    {count:4}  {column}")
    print(f"\nall: {told(total)}")


def pages_of(path: Path) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(pypdfium2.PdfDocument(path), 1):
        yield number, page.get_textpage().get_text_range().replace("\r\n", "\n")


def looked_up(kept: Trace, text: str, cells: Cells) -> tuple[Counter[str], Counter[str]]:
    """What became of the numbers of a page, and the columns of those that lead nowhere."""
    found, untraced, in_tables = Counter(), Counter(), Counter()
    for table, row in rows_on(kept, text):
        traced = {column: place for column, place, _ in row["of"]}
        for column, cell in enumerate(row["cells"]):
            if not _NUMBER.search(cell) or table["heads"][column] in _COUNTERS:
                continue
            found["numbers"] += 1
            in_tables.update(_NUMBER.findall(cell))
            if column not in traced:
                untraced[f"{table['caption']} › {table['heads'][column]}"] += 1
                continue
            result = kept["results"][traced[column]]
            found["traced"] += 1
            found["with cells"] += bool(result["source"])
            if result["formula"] in _AS_READ:
                found["as read"] += 1
                found["in its cells"] += cells.hold(result)
    said = Counter(_NUMBER.findall(text)) - in_tables
    found["in sentences"] = said.total()
    found["of these results"] = sum(count for number, count in said.items() if is_result(kept, number))
    return found, untraced


def rows_on(kept: Trace, text: str) -> Iterator[tuple[Mapping[str, Any], Row]]:
    """The rows of the tables that begin on a page, as far as their cells stand on it."""
    flat = re.sub(r"\s", "", text)
    for table in kept["tables"]:
        if re.search(rf"(?:表|Table) ?{table['number']}(?!\d)", text):
            for row in table["rows"]:
                if all(re.sub(r"\s", "", cell) in flat for cell in row["cells"]):
                    yield table, row


def is_result(kept: Trace, number: str) -> bool:
    plain = number.replace(",", "").replace("−", "-")
    if len(plain.lstrip("-")) < 3:
        return False  # too short to be told
    known = (one[name] for one in kept["results"] for name in ("value", "limit", "gap") if one.get(name) is not None)
    return any(_is_printed(plain, scale * one) for one in known for scale in (1, 100))


class Cells:
    """The cells of a data set's files."""

    def __init__(self, dataset: str) -> None:
        self._grids: dict[tuple[str, str], Grid] = {}
        for file in find_dataset(dataset).all_files:
            for grid in read_book(file.path).grids:
                self._grids[file.name, grid.sheet] = grid

    def hold(self, result: Mapping[str, Any]) -> bool:
        """Whether the cells a figure was read from add up to it."""
        return abs(sum(self._numbers(result["source"])) - result["value"]) < 1e-9

    def _numbers(self, places: list[str]) -> Iterator[float]:
        for place in places:
            file, *sheet, cells = place.split(" › ")
            grid = self._grids[file, sheet[0] if sheet else ""]
            for run in cells.split(","):
                first, last = (_CELL.fullmatch(end) for end in (run.split(":")[0], run.split(":")[-1]))
                for row in range(int(first[2]), int(last[2]) + 1):
                    for column in range(_column(first[1]), _column(last[1]) + 1):
                        yield float(grid.cells[row - 1, column] or 0)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def told(found: Counter[str]) -> str:
    return (
        f"{found['numbers']} numbers in tables, {found['traced']} traced ({found['with cells']} to cells; of {found['as read']} "
        f"read as they stand {found['in its cells']} are in their cells); {found['in sentences']} in sentences and labels, "
        f"{found['of these results']} of them a recorded result's"
    )


if __name__ == "__main__":
    main()
