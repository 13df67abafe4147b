"""How the numbers printed on random appendix pages are explained, and which are not.

    junheng run --dataset demo-a --format pdf --out FOLDER
    python benchmarks/traced.py FOLDER [--pages 5] [--seed 12]

Draws pages of the folder's PDF documents that hold a table. Every number of a table on such a page is looked up in the
record of the run, as `junheng trace` does, and explained by its kind: cells through a formula, a rule's value with its clause,
rows that were counted, rows counted as files were read, a printed example, a label (a name, a year, a row number). What can
be checked apart is: figures read and sums against the cells they name, counts against what was counted, coefficients of whole
counts computed again from the cells. Prints, page by page, how many numbers there are of each kind, and the columns of
those that are not explained. Numbers outside tables are those of captions, headings, pages, years and names; of the others it
is said how many a table of the document prints and explains: `junheng trace FOLDER NUMBER` leads from them to its cells.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from analysis import formulas
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.record import Trace, read_trace
from analysis.publish.unchanged import documents_of
from analysis.tables.catalogue.datasets import find_dataset
from analysis.tables.sheets.grids import Grid, read_book
from analysis.tables.terms import common_terms

Row = Mapping[str, Any]
_CELL = re.compile(r"([A-Z]+)(\d+)")
_ADDED_UP = re.compile(r"照原表读入|as read from the table|合计$|: sum$")
_COMPUTED = re.compile(r"[:：] (\w+) —")
_AGAIN = (
    "student_weighted_cv",
    "unweighted_cv",
    "unweighted_sample_cv",
    "gini",
    "theil_t",
    "theil_l",
    "mcloone",
    "verstegen",
)
#: What numbers outside tables say by nature: captions, figures, chapters, pages, years and days.
_NAMED = re.compile(
    r"(?:表|图|Table|Figure) ?\d+|\d{4}-\d\d-\d\d|(?<!\d)(?:19|20)\d\d(?!\d)|〔\d{4}〕\d+号|^\d+(?:\.\d+)* ?$|^\d+(?:\.\d+)*\.? (?=\D)",
    re.MULTILINE,
)


EQUAL = 1e-9
UNITS = (1, 10_000)  # a table may be in 10,000 yuan
KINDS = {
    "cells": "cells through a formula",
    "rule": "a rule's with its clause",
    "rows": "counts of named rows",
    "reading": "counts of rows as files were read",
    "example": "a printed example's",
    "label": "labels",
}


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
        found, unexplained = looked_up(read_trace(asked.folder, document["name"]), text, Cells(document["dataset"]))
        total += found
        print(f"\n{document['name']}, page {number}: {told(found)}")
        for column, count in unexplained.most_common():
            print(f"    {count:4}  {column}")
    print(f"\nall: {told(total)}")


def pages_of(path: Path) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(pypdfium2.PdfDocument(path), 1):
        yield number, page.get_textpage().get_text_range().replace("\r\n", "\n")


def looked_up(kept: Trace, text: str, cells: Cells) -> tuple[Counter[str], Counter[str]]:
    """What became of the numbers of a page, and the columns of those that are not explained."""
    found, unexplained, in_tables, printed = Counter(), Counter(), Counter(), printed_in(kept)
    for table, row in rows_on(kept, text):
        explained = {(column, nth): (place, which) for column, place, which, nth in row["of"]}
        for column, cell in enumerate(row["cells"]):
            for nth, number in enumerate(NUMBER.findall(cell)):
                found["numbers"] += 1
                in_tables[number] += 1
                if (column, nth) not in explained:
                    unexplained[f"{table['caption']} › {table['heads'][column]}"] += 1
                    continue
                place, which = explained[column, nth]
                told = explanation(kept["results"][place], which, cells)
                found += told
                if told["contradicted"]:
                    unexplained[f"CONTRADICTED {table['caption']} › {table['heads'][column]}: {cell}"] += 1
    numbers = NUMBER.findall(_NAMED.sub(" ", text))
    said = Counter(numbers) - in_tables
    found["in sentences"] = said.total()
    found["named"] = Counter(NUMBER.findall(text)).total() - len(numbers)
    found["of these in tables"] = sum(count for number, count in said.items() if number in printed)
    return found, unexplained


def explanation(result: Mapping[str, Any], which: str, cells: Cells) -> Counter[str]:
    """The kind of an explanation, and what came of the check where there is one."""
    kind = "rule" if which == "limit" else result["kind"]
    if kind == "cells" and not result["source"]:
        return Counter(["without cells"])
    if kind == "rule":
        return Counter(["rule" if result.get("clause") else "without clause"])
    if kind == "rows":
        return Counter(["rows", "checked", "held" if len(result["counted"]) == result["value"] else "contradicted"])
    if kind != "cells" or which != "value":
        return Counter([kind])
    checked = cells.hold(result)
    return Counter([kind] if checked is None else [kind, "checked", "held" if checked else "contradicted"])


def rows_on(kept: Trace, text: str) -> Iterator[tuple[Mapping[str, Any], Row]]:
    """The rows of the tables that begin on a page, as far as their cells stand on it."""
    flat = re.sub(r"\s", "", text)
    for table in kept["tables"]:
        if re.search(rf"(?:表|Table) ?{table['number']}(?!\d)", text):
            for row in table["rows"]:
                if all(re.sub(r"\s", "", cell) in flat for cell in row["cells"]):
                    yield table, row


def printed_in(kept: Trace) -> set[str]:
    """The numbers that a document's tables explain, as they are printed: `junheng trace` tells them of a sentence, too."""
    return {
        NUMBER.findall(row["cells"][column])[nth]
        for table in kept["tables"]
        for row in table["rows"]
        for column, place, _, nth in row["of"]
        if kept["results"][place]["kind"] != "label"
    }


class Cells:
    """The cells of a data set's files."""

    def __init__(self, dataset: str) -> None:
        self._grids: dict[tuple[str, str], Grid] = {}
        for file in find_dataset(dataset).all_files:
            for grid in read_book(file.path).grids:
                self._grids[file.name, grid.sheet] = grid

    def hold(self, result: Mapping[str, Any]) -> bool | None:
        """Whether a number follows from its cells; None where that takes more than the cells say."""
        computed = _COMPUTED.search(result["formula"])
        if _ADDED_UP.search(result["formula"]):
            total = sum(self._numbers(result["source"]))
            return any(abs(unit * total - result["value"]) < EQUAL for unit in UNITS)
        if computed and computed[1] in _AGAIN and _is_counted(result["subject"]):
            numbers = [*self._numbers(result["source"])]
            if len(numbers) == 2 * result["sections"]:  # a cell a section, of what it has and of its students
                amount, students = np.array_split(np.array(numbers), 2)
                value = getattr(formulas, computed[1])(amount / students, students)
                return bool(abs(value - result["value"]) < EQUAL)
        return None

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


def _is_counted(name: str) -> bool:
    """Whether an indicator is one field over students that no school shares out between its sections."""
    terms = common_terms()
    about = terms.indicators.get(name)
    fields = [terms.fields[one] for one in about.numerator] if about else []
    return len(fields) == 1 and not fields[0].is_shared


def told(found: Counter[str]) -> str:
    kinds = ", ".join(f"{found[kind]} {words}" for kind, words in KINDS.items() if found[kind])
    share = sum(found[kind] for kind in KINDS) / found["numbers"] if found["numbers"] else 1
    faults = ", ".join(
        f"{found[one]} {one}" for one in ("without cells", "without clause", "contradicted") if found[one]
    )
    return (
        f"{found['numbers']} numbers in tables, {share:.1%} explained ({kinds}); {found['checked']} checked apart, "
        f"{found['held']} hold{f' ({faults})' if faults else ''}; outside tables {found['named']} of captions, pages, years "
        f"and days, {found['in sentences']} others, {found['of these in tables']} of them in an explained cell of its tables"
    )


if __name__ == "__main__":
    main()
