"""From a printed number to its formula, file, sheet and cell (按表、行查来源), by what the run recorded."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.trace.phrases import NUMBER, as_compared
from analysis.publish.trace.record import Trace, read_trace, trace_name
from analysis.publish.unchanged import documents_of

_PLACE = re.compile(
    r"(?:(?:annex|附件)\s*(?P<annex>\d+)\s*[,，]?\s*)?"
    r"(?:table|表)\s*(?P<table>\d+)\s*[,，]?\s*(?:row|第)\s*(?P<row>\d+)\s*行?",
    re.IGNORECASE,
)
MOST_SHOWN = 5  # results printed as one number, and places of each
WORDS_AROUND = 24  # signs on each side of a number of a sentence
AS_OF_SET = Words("“附件3表2第4行”的写法", "as 'annex 3, table 2, row 4'")
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

    asked : "table 2, row 4" (表2第4行), of a set "annex 3, table 2, row 4" (附件3表2第4行); the id of a rule or an indicator; a sentence of the document or a part of one: each
        of the part's numbers, of the sentence's where it has none; a number as it is printed, in tables and sentences

    UsageError for a table, a row, a number or an id there is not.
    """
    kept, asked = read_trace(out, document), asked.strip()
    if place := _PLACE.fullmatch(asked):
        return list(_of_row(kept, int(place["annex"] or 0), int(place["table"]), int(place["row"]), lang))
    if _results_of(kept, asked):
        return list(_of_id(kept, asked, lang))
    if not NUMBER.fullmatch(asked) and (found := [*_sentences_with(kept, asked)]):
        return list(_of_sentences(kept, found, lang))
    if numbers := NUMBER.findall(asked):
        return list(_of_numbers(kept, dict.fromkeys(numbers), lang))
    return list(_of_id(kept, asked, lang))


def _sentences_with(kept: Trace, asked: str) -> Iterator[tuple[Mapping[str, Any], range]]:
    """The sentences that have what is asked in them, and from where to where it stands; spaces do not count."""
    wanted = "".join(as_compared(asked).split())
    for one in kept.get("texts", ()) if wanted else ():
        signs = [(place, sign) for place, read in enumerate(one["text"]) for sign in as_compared(read).strip()]
        start = "".join(sign for _, sign in signs).find(wanted)
        if start >= 0:
            yield one, range(signs[start][0], signs[start + len(wanted) - 1][0] + 1)


def _of_sentences(kept: Trace, found: Sequence[tuple[Mapping[str, Any], range]], lang: str) -> Iterator[str]:
    """The sentences as they stand, and what each number of the part that is asked about is."""
    told: dict[tuple[str, ...], list[str]] = {}
    for one, asked in found:
        told.setdefault(tuple(_of_sentence(kept, one, asked, lang)), []).append(" › ".join(one["headings"]))
    for lines, headings in [*told.items()][:MOST_SHOWN]:
        yield from (heading for heading in dict.fromkeys(headings) if heading)
        yield from lines
    if len(told) > MOST_SHOWN:
        yield "…"


def _of_sentence(kept: Trace, one: Mapping[str, Any], asked: range, lang: str) -> Iterator[str]:
    yield one["text"]
    explained = {nth: (place, which) for place, which, nth in one["of"]}
    numbers = [*enumerate(NUMBER.finditer(one["text"]))]
    for nth, number in [pair for pair in numbers if pair[1].start() in asked] or numbers:
        yield _around(one["text"], number)
        if nth in explained:
            place, which = explained[nth]
            yield from _said(kept["results"][place], which, lang)
        else:
            yield "  " + Words("没有已记录的来源", "no recorded source").in_(lang)


def _around(text: str, number: re.Match) -> str:
    """A number with a few words on each side of it."""
    first, last = max(number.start() - WORDS_AROUND, 0), number.end() + WORDS_AROUND
    before, after = "…" if first else "", "…" if last < len(text) else ""
    return f"{before}{text[first : number.start()]}[{number[0]}]{text[number.end() : last]}{after}"


def _of_row(kept: Trace, annex: int, number: int, row: int, lang: str) -> Iterator[str]:
    here = [one for one in kept["tables"] if one.get("annex", 0) == annex]
    table = next((one for one in here if one["number"] == number), None)
    if table is None:
        known = Words(f"1至{len(here)}", f"1 to {len(here)}") if here else AS_OF_SET
        raise UsageError.at(str(number), Words("没有这张表", "there is no such table"), known)
    if not 1 <= row <= len(table["rows"]):
        last = len(table["rows"])
        raise UsageError.at(
            str(row), Words("表中没有这一行", "the table has no such row"), Words(f"1至{last}", f"1 to {last}")
        )
    line = table["rows"][row - 1]
    yield _called(table, lang)
    yield " | ".join(line["cells"])
    for column, place, which, nth in line["of"]:
        yield f"{table['heads'][column]}: {line['cells'][column]}{_which_of(line['cells'][column], nth)}"
        yield from _said(kept["results"][place], which, lang)
    if not line["of"]:
        yield Words("此行没有已记录来源的数字", "no number of this row has a recorded source").in_(lang)


def _called(table: Mapping[str, Any], lang: str) -> str:
    """A table by its caption, and the annex it stands in."""
    number = table.get("annex")
    return Words(f"附件{number}　", f"Annex {number}. ").in_(lang) + table["caption"] if number else table["caption"]


def _which_of(cell: str, nth: int) -> str:
    """Which number of a cell with several is spoken of."""
    numbers = NUMBER.findall(cell)
    return f" → {numbers[nth]}" if len(numbers) > 1 else ""


def _of_numbers(kept: Trace, numbers: Iterable[str], lang: str) -> Iterator[str]:
    """What tables and sentences print as some numbers, each result once with the places it stands in, tables first."""
    found = {number: _printed_as(kept, number, lang) for number in numbers}
    if not any(found.values()):
        refused = Words("各表、各句中没有这个数", "no table and no sentence prints this number")
        raise UsageError.at("、".join(found), refused, Words("附件所载数字", "a number as the document prints it"))
    for number, results in found.items():
        yield f"{number}: {Words(f'{len(results)}个来源', f'{len(results)} found').in_(lang)}"
        for said, places in list(results.items())[:MOST_SHOWN]:
            more = " …" if len(places) > MOST_SHOWN else ""
            yield f"  {'; '.join(places[:MOST_SHOWN])}{more}"
            yield from (f"  {text}" for text in said)
        if len(results) > MOST_SHOWN:
            yield "  …"


def _printed_as(kept: Trace, number: str, lang: str) -> dict[tuple[str, ...], list[str]]:
    """What is said of the results that tables and sentences print so, and where."""
    places: dict[tuple[str, ...], list[str]] = {}
    for table in kept["tables"]:
        for row, line in enumerate(table["rows"], 1):
            for column, place, which, nth in line["of"]:
                is_label = kept["results"][place]["kind"] == "label"
                if not is_label and NUMBER.findall(line["cells"][column])[nth] == number:
                    at = Words(f"第{row}行", f"row {row}").in_(lang)
                    where = " · ".join(filter(None, (_called(table, lang), at, table["heads"][column])))
                    places.setdefault(tuple(_said(kept["results"][place], which, lang)), []).append(where)
    for one in kept.get("texts", ()):
        numbers = [*NUMBER.finditer(one["text"])]
        for place, which, nth in one["of"]:
            if kept["results"][place]["kind"] != "label" and numbers[nth][0] == number:
                said = tuple(_said(kept["results"][place], which, lang))
                places.setdefault(said, []).append(_around(one["text"], numbers[nth]))
    return places


def _results_of(kept: Trace, asked: str) -> list[Mapping[str, Any]]:
    return [one for one in kept["results"] if asked in (one["rule"], one["subject"]) and one["source"]]


def _of_id(kept: Trace, asked: str, lang: str) -> Iterator[str]:
    found = _results_of(kept, asked)
    if not found:
        known = sorted(
            ({one["subject"] for one in kept["results"]} | {one["rule"] or "" for one in kept["results"]}) - {""}
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
