"""From a printed number to its formula, file, sheet and cell (按表、行查来源), by what the run recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.trace.printed import NUMBER
from analysis.publish.trace.record import Trace, read_trace, trace_name
from analysis.publish.unchanged import documents_of

_PLACE = re.compile(r"(?:table|表)\s*(\d+)\s*[,，]?\s*(?:row|第)\s*(\d+)\s*行?", re.IGNORECASE)
MOST_SHOWN = 5  # results printed as one number, and places of each
_WHICH = {
    "value": Words("测算值", "value"),
    "limit": Words("限值", "limit"),
    "gap": Words("差距", "gap"),
    "shortfall": Words("缺口", "shortfall"),
}


def chosen_document(out: Path, name: str, lang: str) -> str:
    """The document asked about: by its name, else the only one of a folder in the reader's language.

    UsageError that lists those there are.
    """
    there = {one["name"]: one["lang"] for one in documents_of(out) if (out / trace_name(one["name"])).is_file()}
    found = [name] if name in there else [one for one, spoken in there.items() if not name and spoken == lang]
    found = found or ([*there] if not name and len(there) == 1 else [])
    if len(found) != 1:
        listed = ", ".join([*there][:20]) or "—"
        asked = Words(f"没有附件“{name}”", f"there is no document '{name}'") if name else None
        several = Words("附件不止一份，或没有附件", "there are several documents, or none")
        raise UsageError.at("--document", asked or several, Words(f"以下之一：{listed}", f"one of: {listed}"))
    return found[0]


def trace(out: Path, document: str, asked: str, lang: str) -> list[str]:
    """The lines that lead from what is asked to its cells.

    asked : "table 2, row 4" (表2第4行), the id of a rule or an indicator, or a number or a sentence as it is printed:
        each of its numbers in the tables of the document

    UsageError for a table, a row, a number or an id there is not.
    """
    kept, asked = read_trace(out, document), asked.strip()
    if place := _PLACE.fullmatch(asked):
        return list(_of_row(kept, int(place[1]), int(place[2]), lang))
    if not _results_of(kept, asked) and (numbers := NUMBER.findall(asked)):
        return list(_of_numbers(kept, dict.fromkeys(numbers), lang))
    return list(_of_id(kept, asked, lang))


def _of_row(kept: Trace, number: int, row: int, lang: str) -> Iterator[str]:
    table = next((one for one in kept["tables"] if one["number"] == number), None)
    if table is None:
        last = len(kept["tables"])
        raise UsageError.at(
            str(number), Words("没有这张表", "there is no such table"), Words(f"1至{last}", f"1 to {last}")
        )
    if not 1 <= row <= len(table["rows"]):
        last = len(table["rows"])
        raise UsageError.at(
            str(row), Words("表中没有这一行", "the table has no such row"), Words(f"1至{last}", f"1 to {last}")
        )
    line = table["rows"][row - 1]
    yield table["caption"]
    yield " | ".join(line["cells"])
    for column, place, which, nth in line["of"]:
        yield f"{table['heads'][column]}: {line['cells'][column]}{_which_of(line['cells'][column], nth)}"
        yield from _said(kept["results"][place], which, lang)
    if not line["of"]:
        yield Words("此行没有已记录来源的数字", "no number of this row has a recorded source").in_(lang)


def _which_of(cell: str, nth: int) -> str:
    """Which number of a cell with several is spoken of."""
    numbers = NUMBER.findall(cell)
    return f" → {numbers[nth]}" if len(numbers) > 1 else ""


def _of_numbers(kept: Trace, numbers: Iterable[str], lang: str) -> Iterator[str]:
    """What the tables print as some numbers, each result once with the places it stands in."""
    found = {number: _printed_as(kept, number, lang) for number in numbers}
    if not any(found.values()):
        refused = Words("各表中没有这个数", "no table prints this number")
        raise UsageError.at("、".join(found), refused, Words("附件所载数字", "a number as the document prints it"))
    for number, results in found.items():
        yield f"{number}: {Words(f'{len(results)}个来源', f'{len(results)} found in tables').in_(lang)}"
        for said, places in list(results.items())[:MOST_SHOWN]:
            more = " …" if len(places) > MOST_SHOWN else ""
            yield f"  {'; '.join(places[:MOST_SHOWN])}{more}"
            yield from (f"  {text}" for text in said)
        if len(results) > MOST_SHOWN:
            yield "  …"


def _printed_as(kept: Trace, number: str, lang: str) -> dict[tuple[str, ...], list[str]]:
    """What is said of the results that tables print so, and where."""
    places: dict[tuple[str, ...], list[str]] = {}
    for table in kept["tables"]:
        for row, line in enumerate(table["rows"], 1):
            for column, place, which, nth in line["of"]:
                is_label = kept["results"][place]["kind"] == "label"
                if not is_label and NUMBER.findall(line["cells"][column])[nth] == number:
                    at = Words(f"第{row}行", f"row {row}").in_(lang)
                    where = " · ".join(filter(None, (table["caption"], at, table["heads"][column])))
                    places.setdefault(tuple(_said(kept["results"][place], which, lang)), []).append(where)
    return places


def _results_of(kept: Trace, asked: str) -> list[Mapping[str, Any]]:
    return [one for one in kept["results"] if asked in (one["rule"], one["subject"]) and one["source"]]


def _of_id(kept: Trace, asked: str, lang: str) -> Iterator[str]:
    found = _results_of(kept, asked)
    if not found:
        known = sorted(
            {one["subject"] for one in kept["results"]} | {one["rule"] or "" for one in kept["results"]} - {""}
        )
        listed = ", ".join(known[:40]) or "—"
        raise UsageError.at(
            asked, Words("没有这张表、规则或指标", "is no table, rule or indicator"), Words(listed, listed)
        )
    for one in found:
        yield " · ".join(filter(None, (one["rule"] or one["subject"], one["stage"], one["school"])))
        yield from _said(one, "value", lang)


def _said(result: Mapping[str, Any], which: str, lang: str) -> Iterator[str]:
    """One result: which of its numbers, unrounded; the formula, the clause, the cells or what was counted."""
    is_limit = which == "limit" or result["kind"] == "rule"
    told = [] if result[which] is None else [f"{_WHICH['limit' if is_limit else which].in_(lang)} = {result[which]!r}"]
    made_of = () if is_limit else (result["formula"], *result["source"])  # a limit rests on its clause alone
    told += filter(None, (result["called"], result.get("clause"), *made_of))
    if counted := result.get("counted"):
        told.append(Words("、", ", ").in_(lang).join(counted))
    yield from (f"  {text}" for text in told)
