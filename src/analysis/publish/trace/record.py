"""A document's trace (溯源记录) as it is kept beside it: small, and the same bytes for the same document."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from analysis.publish.trace.measures.measure import Subject
from analysis.publish.trace.origins import Origin, of_subject, origins
from analysis.publish.trace.printed import matched, printed_tables
from analysis.publish.trace.sentences import labels_in, printed_sentences, told
from analysis.publish.units.records import FOLDER
from analysis.show.county.view import View

Trace = Mapping[str, Any]
SCHEMA = 3
PLACE = -3  # of a result in what is kept of a number: in a row after its column, before which of the numbers it is


def trace_name(document: str) -> str:
    """Where a document's trace lies in a run's folder."""
    return f"{FOLDER}/{document}.trace.json.gz"


def trace_of(view: View | None, lang: str, composed: Sequence[str], subjects: Iterable[Subject] = ()) -> bytes:
    """The results of a document, its tables and its sentences, packed.

    view     : the county it is about, if it is about one's schools
    composed : the document, and its annexes in their order; none where it is a workbook alone
    subjects : what its notebooks show beside; where there is neither, tables and sentences are kept without results
    """
    annexes = [[*map(printed_tables, composed)], [*map(printed_sentences, composed)]]
    printed, said = ([*chain.from_iterable(parts)] for parts in annexes)
    found = [origin for one in subjects for origin in of_subject(one, lang)]
    if view:
        found = [*found, *origins(view, [*(one.caption for one in printed), *(one.text for one in said)])]
    if found:
        found += labels_in(said, lang)
    tables, texts = matched(printed, found, lang), told(said, found, lang)
    for number, table in zip((number for number, part in enumerate(annexes[0]) for _ in part), tables, strict=True):
        table |= {"annex": number} if number else {}
    results = _kept(found, [*(row for table in tables for row in table["rows"]), *texts])
    kept = {"schema": SCHEMA, "lang": lang, "results": results, "tables": tables, "texts": texts}
    return gzip.compress(json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode(), mtime=0)


def _kept(found: Sequence[Origin], explained: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The results that are written down; rows and sentences name them by their places among these from here on."""
    shown = {hit[PLACE] for one in explained for hit in one["of"]}
    places = [place for place, one in enumerate(found) if not one.is_spare or place in shown]
    numbers = {place: number for number, place in enumerate(places)}
    for one in explained:
        for hit in one["of"]:
            hit[PLACE] = numbers[hit[PLACE]]
    return [found[place].kept for place in places]


def read_trace(out: Path, document: str) -> Trace:
    return json.loads(gzip.decompress((out / trace_name(document)).read_bytes()))
