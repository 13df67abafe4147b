"""Fields that a table gives in parts (专任教师按学历、按学科、按职称): added up at each section by what its stage asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, all_letters
from analysis.tables.schools import STAGES
from analysis.tables.sheets.vocabulary import Meaning
from analysis.tables.terms import Field, Terms


def with_parts_added(rows: pd.DataFrame, terms: Terms, problems: Problems, lines: Locators) -> pd.DataFrame:
    """The sections with fields made from their parts, which then go; a figure stated beside them is compared and kept.

    A sum with an unknown part is unknown.
    """
    given = terms.part_fields & set(rows)
    for name, field in terms.fields.items() if given else ():
        made = _made(rows, field)
        if made is None:
            continue
        if name in rows:
            _say_different(rows, field, made, problems, lines)
            rows = rows.assign(**{name: rows[name].where(rows[name].notna(), made)})
        else:
            rows = rows.assign(**{name: made})
        _say_blank(rows, field, made, problems, lines)
    return rows.drop(columns=sorted(given))


def _made(rows: pd.DataFrame, field: Field) -> pd.Series | None:
    """The sum at each section in the first way whose parts the table has; None where no stage has one."""
    made = pd.Series(float("nan"), index=rows.index)
    found = False
    for stage in rows["stage"].unique():
        if way := _way(field, stage, rows):
            here = rows["stage"] == stage
            made[here] = rows.loc[here, list(way)].sum(axis=1, skipna=False)
            found = True
    return made if found else None


def _way(field: Field, stage: str, given: Iterable[str]) -> tuple[str, ...]:
    """The columns that make a field at a stage; () where a needed one is not there."""
    for way in field.ways(stage):
        if all(part in given for part in way if not part.endswith("?")):
            return tuple(part.rstrip("?") for part in way if part.rstrip("?") in given)
    return ()


def _say_different(rows: pd.DataFrame, field: Field, made: pd.Series, problems: Problems, lines: Locators) -> None:
    stated = rows[field.name]
    wrong = rows.index[stated.notna() & made.notna() & (stated != made)]
    if len(wrong):
        first = wrong[0]
        values = {
            "school": rows.at[first, "school"],
            "stated": stated[first],
            "found": made[first],
            "count": len(wrong),
        }
        problems.say("parts_differ", lines.line_place(rows.at[first, "_wide"]), label=field.label, **values)


def _say_blank(rows: pd.DataFrame, field: Field, made: pd.Series, problems: Problems, lines: Locators) -> None:
    some = rows[[part for part in field.part_names if part in rows]].notna().any(axis=1)
    unknown = rows.index[some & made.isna() & rows[field.name].isna()]
    if len(unknown):
        first = unknown[0]
        blank = next(
            part
            for stage in [rows.at[first, "stage"]]
            for part in _way(field, stage, rows)
            if pd.isna(rows.at[first, part])
        )
        place = lines.line_place(rows.at[first, "_wide"])
        problems.say("part_blank", place, label=field.label, count=len(unknown), field=blank)


def with_letters_of_parts(letters: Mapping[str, str], terms: Terms) -> dict[str, str]:
    """A sheet's column letters with those of fields made from parts: the columns that were added up."""
    known = dict(letters)
    if not terms.part_fields & {Meaning.parse(key).field for key in letters}:
        return known
    for end in ("", *(f"@{stage}" for stage in STAGES)):
        given = {key.removesuffix(end): key for key in letters if key.endswith(end) and key.count("@") == len(end[:1])}
        for name, field in terms.fields.items():
            for stage in [end[1:]] if end else STAGES:
                columns = [letters[given[part]] for part in _way(field, stage, given)]
                if columns and name not in given:
                    known.setdefault(f"{name}@{stage}", all_letters(columns))
                    known.setdefault(name + end, all_letters(columns))
    return known
