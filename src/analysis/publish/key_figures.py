"""One table from all documents of a run (测算项总表): every line that was judged, with its limit, its clause and its cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.publish.batch import Outcome
from analysis.publish.units.records import write_aside

#: Column → its type in the parquet file. What is open has no number.
COLUMNS = {
    "dataset": "VARCHAR", "county": "VARCHAR", "year": "INTEGER", "recipe": "VARCHAR", "stage": "VARCHAR",
    "rule": "VARCHAR", "subject": "VARCHAR", "answer": "VARCHAR", "value": "DOUBLE", "limit": "DOUBLE",
    "gap": "DOUBLE", "shortfall": "DOUBLE", "formula": "VARCHAR", "standard": "VARCHAR", "clause": "VARCHAR",
    "offenders": "VARCHAR", "source": "VARCHAR",
}  # fmt: skip
NAME = "key_figures"
BEGINNINGS = tuple("=+-@\t\r")  # of what a spreadsheet program takes for a formula


def write_key_figures(outcomes: Sequence[Outcome], out: Path) -> tuple[Path, Path]:
    """Write key_figures.csv and key_figures.parquet: the same rows, sorted; equal runs give equal bytes."""
    rows = rows_of(outcomes)
    table = write_aside(out / f"{NAME}.csv", as_csv(list(COLUMNS), rows))
    return table, _as_parquet(as_csv(list(COLUMNS), rows, cell=lambda one: one), out / f"{NAME}.parquet")


def without_formula(cell: Any) -> Any:
    """A text that spreadsheet programs would reckon with has an apostrophe before it; everything else as it is."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINNINGS) else cell


def rows_of(outcomes: Sequence[Outcome]) -> list[list[Any]]:
    """The key figures of every document once, whatever its languages, by data set, county, year and kind of document."""
    documents = {}
    for outcome in outcomes:
        if not outcome.failure:
            job = outcome.job
            documents.setdefault((job.dataset, job.county, job.year, job.recipe.id), outcome.record["key_figures"])
    return [row for at in sorted(documents) for row in _rows(at, documents[at])]


def _rows(at: tuple[str, str, int, str], lines: Sequence[dict[str, Any]]) -> Iterator[list[Any]]:
    dataset, county, year, recipe = at
    for line in lines:
        told = {**line, "dataset": dataset, "county": county, "year": line["year"] or year or None, "recipe": recipe}
        told |= {"offenders": ";".join(line["offenders"]), "source": "; ".join(line["source"])}
        yield [told[name] for name in COLUMNS]


def as_csv(header: Sequence[str], rows: Sequence[Sequence[Any]], cell: Callable[[Any], Any] = without_formula) -> bytes:
    """Comma-separated, with the mark by which office programs know UTF-8; no text of it is taken for a formula."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(header)
    lines.writerows(map(cell, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _as_parquet(lines: bytes, path: Path) -> Path:
    """The same rows for programs, with every text as it is."""
    import duckdb  # only here: no notebook needs it

    aside, table = path.with_name(f".making-{path.name}"), path.with_name(f".making-{path.name}.csv")
    try:
        table.write_bytes(lines)
        with duckdb.connect(config={"threads": 1}) as base:
            rows = base.read_csv(str(table), header=True, columns=COLUMNS)
            rows.write_parquet(str(aside), compression="zstd")
        return aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
        table.unlink(missing_ok=True)
