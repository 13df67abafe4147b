"""Facts files: published tables as received, each with a TOML header that says what its columns are.

A facts file is `NAME.toml` and the CSV tables it names, in the same folder:

    schema = 1
    title, producer, note = { zh = …, en = … }        url = [ … ]     date = 2024-02-04   (both may be left out)
    standard = "cn-basic-balance-2012"                 the standard the figures were published under, or left out
    [measure.ID]  zh, en, unit = { zh, en }            a measure that terms.toml does not have
    [place.ID]    zh, en, within = "ID of the larger place"
    [[table]]
    file     = "NAME.csv"
    columns  = { place = "县区", stage = "学段" }         attribute → heading
    constant = { certainty = "separated" }             attribute → the same for the whole table
    [[table.value]]                                    a column of figures …
    column   = "生均图书"
    measure  = "books_per_student"
    unit     = "册/生"

Or, instead of value columns, one fact per row: `columns` then has `printed`. What stands nearest to a figure wins: its
value entry, its row, the table's constants. Cells may hold an id or its Chinese name. A new table needs no Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.errors import Problem, TableError
from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.checks.problems import problem
from analysis.tables.facts.fact import (
    CERTAINTIES,
    COLUMNS,
    FACT_KEYS,
    FACT_STAGES,
    PURE_STATISTICS,
    SHARE_STATISTICS,
    STATISTICS,
    Facts,
    Measure,
    Place,
    unit_factor,
)
from analysis.tables.facts.figures import Figure, figures
from analysis.tables.facts.header import Header, read_header
from analysis.tables.facts.printed import parse_number
from analysis.tables.terms import common_terms


def read_facts(headers: Iterable[Path], provenance: Provenance) -> Facts:
    """Read facts files into one collection, checked; TableError with every problem found.

    Refused: unknown keys, columns nobody described, words outside the vocabulary, figures that are not numbers, units
    that do not match the measure, two facts with the same place, year, stage, measure, statistic and basis, and one
    measure or place declared in two ways.
    """
    read = [read_header(path) for path in headers]
    measures, places = _declared(read, "measures", _term_measures()), _declared(read, "places", {})
    checked = [_Check(figure, measures, places) for header in read for figure in figures(header)]
    rows = [check.row() for check in checked]
    problems = [problem for check in checked for problem in check.problems] or _said_twice(rows)
    if problems:
        raise TableError(problems)
    return Facts(
        rows=pd.DataFrame(rows, columns=COLUMNS).astype({"year": "Int64", "number": float}),
        measures={name: measures[name] for row in rows for name in (row["measure"], row["basis"]) if name},
        places=places,
        publications={header.publication.name: header.publication for header in read},
        provenance=provenance,
    )


def _term_measures() -> dict[str, Measure]:
    """Fields and indicators of the common terms; a field without a unit (a school's name) is nothing to measure."""
    terms = common_terms()
    known = {**terms.fields, **terms.indicators}
    return {name: Measure(name, term.label, term.unit) for name, term in known.items() if term.unit.zh}


def _declared(headers: Sequence[Header], kind: str, known: Mapping[str, Measure | Place]) -> dict:
    """Measures or places of all headers together; an id may be declared twice only in the same words."""
    together = dict(known)
    for header in headers:
        for name, meaning in getattr(header, kind).items():
            other = together.setdefault(name, meaning)
            if other != meaning:
                place = f"{header.path.name} › {name}"
                raise TableError(problem("declared_otherwise", place, label=meaning.label, known=other.label))
    return together


def _said_twice(rows: Sequence[Mapping[str, object]]) -> list[Problem]:
    first: dict[tuple, str] = {}
    problems = []
    for row in rows:
        here = f"{row['file']} › {row['cell']}"
        there = first.setdefault(tuple(row[key] for key in FACT_KEYS), here)
        if there != here:
            problems.append(problem("said_twice", here, there=there))
    return problems


def _spellings(vocabulary: Mapping[str, Words]) -> dict[str, str]:
    """Id and Chinese name, each leading to the id."""
    return {**{words.zh: name for name, words in vocabulary.items()}, **{name: name for name in vocabulary}}


STATISTIC_SPELLINGS, STAGE_SPELLINGS = _spellings(STATISTICS), _spellings(FACT_STAGES)
CERTAINTY_SPELLINGS = _spellings(CERTAINTIES)


@dataclass
class _Check:
    """One figure held against the vocabulary; what is wrong is collected, so that a table is mended in one go."""

    figure: Figure
    measures: Mapping[str, Measure]
    places: Mapping[str, Place]
    problems: list[Problem] = field(default_factory=list)

    def row(self) -> dict[str, object]:
        """The row of Facts.rows; of no use when problems were found."""
        said = self.figure.said
        measure = self._one_of("measure", dict.fromkeys(self.measures))
        statistic = self._one_of("statistic", STATISTIC_SPELLINGS)
        unit, printed_unit = self._units(measure, statistic)
        return {
            "place": self._one_of("place", _spellings({name: place.label for name, place in self.places.items()})),
            "year": self._year(),
            "stage": self._one_of("stage", STAGE_SPELLINGS),
            "measure": measure,
            "statistic": statistic,
            "printed": said["printed"],
            "printed_unit": printed_unit,
            "number": self._number(printed_unit, unit),
            "unit": unit,
            "basis": self._one_of("basis", dict.fromkeys(self.measures)) if said["basis"] else "",
            "certainty": self._one_of("certainty", CERTAINTY_SPELLINGS),
            "standard": said["standard"],
            "source": self.figure.source,
            "file": self.figure.file,
            "section": said["section"],
            "cell": self.figure.cell,
            "note_zh": said["note_zh"],
            "note_en": said["note_en"],
        }

    def _one_of(self, attribute: str, spellings: Mapping[str, str | None]) -> str:
        """The id meant; a problem naming the vocabulary when the word is not in it."""
        word = self.figure.said[attribute]
        if word not in spellings:
            some = ", ".join(list(spellings)[-25:])
            self._wrong(f"{attribute} = {word or '–'}", Words(f"以下之一：{some} …", f"one of: {some} …"))
        return spellings.get(word) or word

    def _units(self, measure: str, statistic: str) -> tuple[str, str]:
        """Unit of the number and unit as printed; a coefficient of variation has none, a share may be in %."""
        if statistic in PURE_STATISTICS or measure not in self.measures:
            return "1", "1"
        of_measure, printed = self.measures[measure].unit, self.figure.said["unit"]
        unit = "1" if statistic in SHARE_STATISTICS else of_measure.zh
        if printed == of_measure.en and statistic not in SHARE_STATISTICS:
            printed = unit
        if not printed or unit_factor(printed, unit) is None:
            ways = "%, 1" if unit == "1" else f"{unit}, 万{unit}"
            self._wrong(f"unit = {printed or '–'}", Words(f"{measure}的单位：{ways}", f"a unit of {measure}: {ways}"))
        return unit, printed

    def _year(self) -> int | None:
        """Four digits; nothing where the source states no year."""
        year = self.figure.said["year"]
        if not year:
            return None
        if not (year.isascii() and year.isdigit() and len(year) == 4):
            self._wrong(f"year = {year}", Words("四位数年份，未载明则留空", "a year of four digits, or nothing"))
            return None
        return int(year)

    def _number(self, printed_unit: str, unit: str) -> float:
        try:
            number = parse_number(self.figure.said["printed"])
        except TableError as error:
            self._wrong(f"printed = {self.figure.said['printed'] or '–'}", error.problems[0].expected)
            return float("nan")
        return float(number * (unit_factor(printed_unit, unit) or 1))

    def _wrong(self, found: str, expected: Words) -> None:
        self.problems.append(Problem(self.figure.place, Words(f"“{found}”", f"'{found}'"), expected))
