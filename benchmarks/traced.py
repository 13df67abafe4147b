"""How the numbers printed on random appendix pages are explained, and which are not.

    junheng run --dataset demo-a --format pdf --out FOLDER
    python benchmarks/traced.py FOLDER [--pages 5] [--seed 12]
    python benchmarks/traced.py FOLDER --whole

Draws pages of the folder's PDF documents that hold a table. Every number of a table on such a page is looked up in the
record of the run, as `junheng trace` does, and explained by its kind: cells through a formula, a rule's value with its clause,
rows that were counted, rows counted as files were read, a printed example, a choice, what a plan chose, a label (a name, a year, a row number). What can
be checked apart is: figures read and sums against the cells they name, counts against what was counted, coefficients of whole
counts computed again from the cells. So is every number of a paragraph, a line of a list, a note or a caption that stands on
the page whole. Prints, page by page, how many numbers there are of each kind, and the columns and sentences of those that are
not explained. What is left on a page stands in headings, figures, page numbers, and sentences and rows that go over a page.
`--whole` counts the tables and sentences of every document of the folder instead, from the record alone: no PDF is needed.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from analysis import formulas
from analysis.insight.reports.audit import REPORTS
from analysis.publish.trace.phrases import NUMBER
from analysis.publish.trace.record import Trace, read_trace, trace_name
from analysis.publish.unchanged import documents_of
from analysis.tables.catalogue.datasets import datasets
from analysis.tables.sheets.grids import Grid, read_book
from analysis.tables.terms import common_terms

Row = Mapping[str, Any]
_CELL = re.compile(r"([A-Z]+)(\d+)")
_ADDED_UP = re.compile(r"照原表读入|as read from the table|合计$|: sum$|原文所载数值|as printed in the source")
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
AROUND = 24  # signs beside a number of a sentence
EQUAL = 1e-9
UNITS = (1, 10_000, 100, 0.01, 0.1)  # a table may be in 10,000 yuan, a report in 亿元 what is read in millions
ENTERED = ".toml"  # ends the files reports are entered in
KINDS = {
    "cells": "cells through a formula",
    "rule": "a rule's with its clause",
    "rows": "counts of named rows",
    "reading": "counts of rows as files were read",
    "example": "a printed example's",
    "choice": "choices of whoever computes",
    "planned": "chosen by a plan, or following from what it chose",
    "label": "labels",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--seed", type=int, default=12)
    parser.add_argument("--whole", action="store_true")
    asked = parser.parse_args()
    if asked.whole:
        whole(asked.folder)
        return
    documents = [one for one in traced_in(asked.folder) if (asked.folder / f"{one['name']}.pdf").is_file()]
    pages = [(one, number, text) for one in documents for number, text in pages_of(asked.folder / f"{one['name']}.pdf")]
    pages = [page for page in pages if re.search(r"^(?:表|Table) ?\d+", page[2], re.MULTILINE)]
    tables, sentences = Counter(), Counter()
    for document, number, text in random.Random(asked.seed).sample(pages, min(asked.pages, len(pages))):
        kept = read_trace(asked.folder, document["name"])
        *found, unexplained = looked_up(kept, text, Cells(document["dataset"]))
        left = len(NUMBER.findall(text)) - sum(one["numbers"] for one in found)
        tables, sentences = tables + found[0], sentences + found[1]
        print(
            f"\n{document['name']}, page {number}: tables: {told(found[0])}; sentences: {told(found[1])}; {left} others"
        )
        print_open(unexplained)
    print(f"\nall: tables: {told(tables)}; sentences: {told(sentences)}")


def traced_in(folder: Path) -> list[Mapping[str, Any]]:
    """The documents whose record holds results."""
    every = [one for one in documents_of(folder) if (folder / trace_name(one["name"])).is_file()]
    found = [one for one in every if read_trace(folder, one["name"])["results"]]
    if left := len(every) - len(found):
        print(f"{left} documents are of kinds that are not explained yet: their records hold no results")
    return found


def whole(folder: Path) -> None:
    """All tables and sentences of every document that has a record."""
    for document in traced_in(folder):
        kept, cells = read_trace(folder, document["name"]), Cells(document["dataset"])
        rows = [(table, row) for table in kept["tables"] for row in table["rows"]]
        in_tables, columns = of_rows(kept, rows, cells)
        in_sentences, sentences = of_sentences(kept, kept["texts"], cells)
        print(f"\n{document['name']}: tables: {told(in_tables)}; sentences: {told(in_sentences)}")
        print_open(columns + sentences)


def print_open(unexplained: Counter[str]) -> None:
    for place, count in unexplained.most_common():
        print(f"    {count:4}  {place}")


def pages_of(path: Path) -> Iterator[tuple[int, str]]:
    for number, page in enumerate(pypdfium2.PdfDocument(path), 1):
        yield number, page.get_textpage().get_text_range().replace("\r\n", "\n")


def looked_up(kept: Trace, text: str, cells: Cells) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """What became of the numbers of a page, of its tables and of its sentences, and where those stand that are not explained."""
    in_tables, columns = of_rows(kept, rows_on(kept, text), cells)
    in_sentences, sentences = of_sentences(kept, sentences_on(kept, text), cells)
    return in_tables, in_sentences, columns + sentences


def of_rows(
    kept: Trace, rows: Iterable[tuple[Mapping[str, Any], Row]], cells: Cells
) -> tuple[Counter[str], Counter[str]]:
    found, unexplained = Counter(), Counter()
    for table, row in rows:
        explained = {(column, nth): (place, which) for column, place, which, nth in row["of"]}
        for column, cell in enumerate(row["cells"]):
            for nth in range(len(NUMBER.findall(cell))):
                named = f"{table['caption']} › {table['heads'][column]}: {cell}"
                count(kept, explained.get((column, nth)), cells, found, unexplained, named)
    return found, unexplained


def of_sentences(kept: Trace, sentences: Iterable[Row], cells: Cells) -> tuple[Counter[str], Counter[str]]:
    found, unexplained = Counter(), Counter()
    for one in sentences:
        explained = {nth: (place, which) for place, which, nth in one["of"]}
        for nth, number in enumerate(NUMBER.finditer(one["text"])):
            named = f"{one['text'][max(0, number.start() - AROUND) : number.start()]}[{number[0]}]{one['text'][number.end() :][:AROUND]}"
            count(kept, explained.get(nth), cells, found, unexplained, named)
    return found, unexplained


def count(
    kept: Trace, hit: tuple[int, str] | None, cells: Cells, found: Counter[str], unexplained: Counter[str], named: str
) -> None:
    """One number: its kind, or where it stands."""
    found["numbers"] += 1
    if hit is None:
        unexplained[named] += 1
        return
    place, which = hit
    about = explanation(kept["results"][place], which, cells)
    found.update(about)
    if about["contradicted"]:
        unexplained[f"CONTRADICTED {named}"] += 1


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


def sentences_on(kept: Trace, text: str) -> Iterator[Row]:
    """The sentences that stand on a page whole, as often as they do."""
    flat = re.sub(r"\s", "", text)
    for said, one in {re.sub(r"\s", "", one["text"]): one for one in kept["texts"]}.items():
        yield from [one] * flat.count(said)


class Cells:
    """The cells of a data set's files, and of those of the others: a document may quote published numbers, too."""

    def __init__(self, dataset: str) -> None:
        every = sorted(datasets(), key=lambda one: one.id == dataset)  # its own last: they are meant where names agree
        self._paths = {file.name: file.path for one in every for file in one.all_files}
        self._books: dict[str, dict[str, Grid]] = {}

    def _grid(self, file: str, sheet: str) -> Grid:
        """A sheet; of a text file the only one: a section is no sheet."""
        if file not in self._books:
            self._books[file] = {grid.sheet: grid for grid in read_book(self._paths[file]).grids}
        return self._books[file].get(sheet) or self._books[file][""]

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
            if file.endswith(ENTERED):
                yield from _entered(file, sheet[0], cells.split(","))
                continue
            grid = self._grid(file, "".join(sheet))
            for run in cells.split(","):
                first, last = (_CELL.fullmatch(end) for end in (run.split(":")[0], run.split(":")[-1]))
                for row in range(int(first[2]), int(last[2]) + 1):
                    for column in range(_column(first[1]), _column(last[1]) + 1):
                        yield float(grid.cells[row - 1, column] or 0)


def _entered(file: str, section: str, names: Iterable[str]) -> Iterator[float]:
    """Numbers of a report as they were entered; a percentage as a share."""
    lines = tomllib.loads((REPORTS / file).read_text(encoding="utf-8"))["fact"][section]
    yield from (float(lines[name]["printed"]) / (100 if lines[name]["unit"] == "%" else 1) for name in names)


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
        f"{found['numbers']} numbers, {share:.1%} explained ({kinds}); {found['checked']} checked apart, "
        f"{found['held']} hold{f' ({faults})' if faults else ''}"
    )


if __name__ == "__main__":
    main()
