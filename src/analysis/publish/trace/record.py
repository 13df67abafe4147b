"""A document's trace (溯源记录) as it is kept beside it: small, and the same bytes for the same document."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.publish.trace.origins import origins
from analysis.publish.trace.printed import explained, matched, printed_tables
from analysis.publish.units.records import FOLDER
from analysis.show.county.view import View

Trace = Mapping[str, Any]
SCHEMA = 2


def trace_name(document: str) -> str:
    """Where a document's trace lies in a run's folder."""
    return f"{FOLDER}/{document}.trace.json.gz"


def trace_of(view: View | None, lang: str, composed: str) -> bytes:
    """The results of a county's document and its tables, packed; `composed` is "" where it is a workbook alone.

    Other kinds of document, which have no view of a county, keep their tables without results.
    """
    printed = printed_tables(composed) if composed else []
    found = origins(view, [one.caption for one in printed]) if view else []
    tables = matched(printed, found, lang)
    shown = explained(tables)
    places = [place for place, one in enumerate(found) if not one.is_spare or place in shown]
    _renumber(tables, {place: number for number, place in enumerate(places)})
    told = {"schema": SCHEMA, "lang": lang, "results": [found[place].kept for place in places], "tables": tables}
    return gzip.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def _renumber(tables: list[dict[str, Any]], numbers: Mapping[int, int]) -> None:
    """Results by their places among those that are kept."""
    for table in tables:
        for row in table["rows"]:
            row["of"] = [[column, numbers[place], *rest] for column, place, *rest in row["of"]]


def read_trace(out: Path, document: str) -> Trace:
    return json.loads(gzip.decompress((out / trace_name(document)).read_bytes()))
