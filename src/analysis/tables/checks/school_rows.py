"""What a school table must satisfy: checked for every row at once, said with the cell each problem stands in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.alike import Alike
from analysis.tables.checks.identities import say_identities
from analysis.tables.checks.likeness import say_unlike
from analysis.tables.checks.magnitudes import Ratios, Sheet, is_usual, say_unsaid_units
from analysis.tables.checks.problems import MESSAGES, Problems
from analysis.tables.checks.registers import say_registers
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY, KEYS, SCHOOL_TYPES, STAGE_WORDS, STAGES, section_words
from analysis.tables.sheets.vocabulary import BAND_LIMITS, SECTIONS
from analysis.tables.terms import Terms

OF_SCHOOLS = ("impossible", "impossible_per", "unlikely", "unlikely_per")  # what holds of schools only
BELOW_ZERO = ("negative", "no_students")
FEWEST_OF_CODE = 3  # rows with the same number below 0: nobody's slip
MOST_NAMED = 10  # notes of one kind about one field, the rest are counted; rows in one message
FIRST_YEAR, LAST_YEAR = 1900, 2100
PARTS = {
    "above_norm_teachers": "full_time_teachers",
    "backbone_teachers": "full_time_teachers",
    "pe_art_teachers": "full_time_teachers",
    "mid_title_teachers": "full_time_teachers",
    "indoor_sport_area_m2": "teaching_area_m2",
    "classes_over_45": "classes",
    "classes_over_50": "classes",
    "classes_56_or_more": "classes",
}
_BANDS = tuple(BAND_LIMITS)
_SECTIONS = {(kind, stage) for kind, stages in SECTIONS.items() for stage in stages}


class RowCheck(NamedTuple):
    """One thing every row must satisfy.

    message : its name in messages.toml; {value} and {label} there are those of the first field.
    fields  : the cells to point at; a table without one of them is not checked.
    holds   : a truth per row; a missing value satisfies it.
    values  : what else the message says of a row.
    """

    message: str
    fields: tuple[str, ...]
    holds: Callable[[pd.DataFrame], pd.Series]
    values: Callable[[pd.Series], Mapping[str, object]] = lambda row: {}


def row_checks(ratios: Ratios, terms: Terms, required: Iterable[str], worked_out: Collection[str]) -> list[RowCheck]:
    """Every check of a table's rows, in the order problems are named."""
    numbers = [key for key in ratios.rows.columns if key in terms.fields and key not in IDENTITY]
    return [
        RowCheck("no_name", ("school",), lambda d: d["school"] != ""),
        RowCheck("code_for_a_name", ("school",), _has_a_name),
        RowCheck("year_out_of_range", ("year",), lambda d: d["year"].isna() | d["year"].between(FIRST_YEAR, LAST_YEAR),
                 lambda row: {"low": FIRST_YEAR, "high": LAST_YEAR}),
        RowCheck("stage_not_of_type", ("school_type",), lambda d: _stage_is_of_type(ratios.alike),
                 lambda row: {"type": SCHOOL_TYPES[row["school_type"]], "stage": STAGE_WORDS[row["stage"]]}),
        RowCheck("no_such_parent", ("parent",), _has_parent),
        *(RowCheck("not_stated", (key,), lambda d, key=key: d[key].notna() | (d["stage"] == "senior"))
          for key in required),
        *(RowCheck("negative", (key,), lambda d, key=key: ~(d[key] < 0)) for key in numbers
          if key != "students" and not terms.fields[key].is_place),
        *(RowCheck("no_place", (key,), lambda d, key=key: d[key].isna() | d[key].between(*terms.fields[key].between),
                   lambda row, key=key: dict(zip(("low", "high"), terms.fields[key].between, strict=True)))
          for key in numbers if terms.fields[key].is_place),
        RowCheck("no_students", ("students",), lambda d: ~(d["students"] <= 0)),
        *(RowCheck("part_exceeds_whole", pair, lambda d, pair=pair: ~(d[pair[0]] > d[pair[1]]),
                   lambda row, of=pair[1]: {"whole": terms.fields[of].label, "of": row[of]}) for pair in PARTS.items()),
        RowCheck("bands_do_not_add_up", ("classes", *_BANDS), _bands_add_up,
                 lambda row: {"total": row[list(_BANDS)].sum()}),
        RowCheck("students_outside_bands", ("students", *_BANDS), _students_fit_bands,
                 lambda row: {"bounds": _bounds(row)}),
        *(RowCheck("not_whole", (key,), lambda d, key=key: d[key].isna() | (d[key] % 1 == 0))
          for key in numbers if terms.fields[key].is_whole and key not in worked_out),
        RowCheck("own_parent", ("parent", "school"), _has_another_parent),
        *_magnitude_checks(ratios, terms, numbers),
    ]  # fmt: skip


# fmt: off
def _magnitude_checks(ratios: Ratios, terms: Terms, numbers: Sequence[str]) -> Iterator[RowCheck]:
    """Figures beyond what is possible, and those outside what is usual, by the magnitudes of the terms."""
    for field in (terms.fields[key] for key in numbers):
        for one in field.magnitudes:
            if one.possible is not None and not one.per:
                yield RowCheck("impossible", (field.name,), lambda d, f=field, m=one: ~(d[f.name] > m.possible),
                               lambda row, m=one: {"high": m.possible, "source": m.source})
            elif one.possible is not None and one.per in numbers:
                yield RowCheck("impossible_per", (field.name, one.per), lambda d, f=field, m=one: ~(ratios.per(f, m.per) > m.possible),
                               lambda row, m=one: {"high": m.possible, "source": m.source, "other": terms.fields[m.per].label})
            if one.usual and one.per in numbers:
                message = "unlikely" if one.per == "students" else "unlikely_per"
                yield RowCheck(message, (field.name, one.per), lambda d, f=field, m=one: is_usual(ratios.per(f, m.per), m),
                               lambda row, m=one: {"low": m.usual[0], "high": m.usual[1], "other": terms.fields[m.per].label})
# fmt: on


def check_rows(
    rows: pd.DataFrame,
    locators: Locators,
    terms: Terms,
    problems: Problems,
    *,
    required: Iterable[str],
    worked_out: Collection[str] = (),
    unsaid_units: Mapping[Sheet, Collection[str]] | None = None,
    unlisted: Collection[object] = (),
    are_schools: bool = True,
) -> None:
    """Every error and note of a table's rows, into the problems. A cell that could not be read is not named again.

    required : fields without which no row is a school section
    worked_out : fields made from shares, which need not be whole numbers
    unsaid_units : by sheet, the fields read from a column whose unit stands nowhere
    unlisted : rows that the table of required figures does not name, which is said elsewhere
    are_schools : whether rows are schools, whose magnitudes are known, and not districts
    """
    alike = Alike(rows)
    ratios = Ratios(alike)
    mistaken = say_unsaid_units(ratios, locators, terms, unsaid_units or {}, problems)
    unread = {problem.place for problem in problems.errors}
    for check in row_checks(ratios, terms, required, worked_out):
        if not are_schools and check.message in OF_SCHOOLS:
            continue
        field = terms.fields[check.fields[0]]
        failing = [row for row in _failing(rows, check) if not (check.message == "not_stated" and row in unlisted)]
        if failing and check.message in BELOW_ZERO:
            failing = _without_codes(failing, check, rows, locators, terms, problems)
        for row in _worth_naming(failing, check, rows, locators, terms, problems):
            place = locators.place(row, check.fields)
            if place in unread or ("note" in MESSAGES[check.message] and (row, field.name) in mistaken):
                continue
            of_row = {
                **rows.loc[row],
                "value": rows.at[row, field.name],
                "label": field.label,
                "unit": field.unit,
                "field": field.name,
            }
            problems.say(check.message, place, **{**of_row, **check.values(rows.loc[row])})
    if are_schools:
        say_unlike(rows, locators, terms, problems)
        say_registers(rows, locators, problems)
    say_identities(alike, locators, problems)
    _say_twice(alike, locators, problems)


def _without_codes(
    failing: Sequence[object], check: RowCheck, rows: pd.DataFrame, locators: Locators, terms: Terms, problems: Problems
) -> list[object]:
    """The faults without those of one number below 0 that stands in many rows: a sign for missing, one error for all."""
    field = terms.fields[check.fields[0]]
    values = rows.loc[list(failing), field.name]
    counts = values[values < 0].value_counts()
    codes = counts.index[counts >= FEWEST_OF_CODE]
    for code in codes:
        place = locators.place(values.index[values == code][0], check.fields)
        problems.say("code_of_missing", place, label=field.label, value=code, count=int(counts[code]))
    return [row for row in failing if rows.at[row, field.name] not in codes]


def _worth_naming(
    failing: list[object], check: RowCheck, rows: pd.DataFrame, locators: Locators, terms: Terms, problems: Problems
) -> list[object]:
    """Every fault; of notes of one kind the first few, with a line for the rest, or one for a column that is off."""
    if "note" not in MESSAGES[check.message] or len(failing) <= MOST_NAMED:
        return failing
    field, known = terms.fields[check.fields[0]], int(rows[check.fields[0]].notna().sum())
    if 2 * len(failing) > known:
        place = locators.place(failing[0], check.fields)
        problems.say("column_of_notes", place, label=field.label, count=len(failing), known=known)
        return failing[:1]
    rest = locators.place(failing[MOST_NAMED], check.fields)
    problems.say("more_of_a_kind", rest, label=field.label, count=len(failing) - MOST_NAMED)
    return failing[:MOST_NAMED]


def _failing(rows: pd.DataFrame, check: RowCheck) -> Iterator[object]:
    if set(check.fields) <= set(rows.columns):
        yield from rows.index[~check.holds(rows)]


def _has_a_name(rows: pd.DataFrame) -> pd.Series:
    """A code for a name is a slip only where others have names."""
    is_code = rows["school"] == rows["school_id"]
    return ~is_code | is_code.all()


def _stage_is_of_type(alike: Alike) -> pd.Series:
    both = ["school_type", "stage"]
    pairs = alike.rows[both].iloc[alike.first(both)].itertuples(index=False, name=None)
    fits = [stage in ("", "all") or kind not in SECTIONS or (kind, stage) in _SECTIONS for kind, stage in pairs]
    return pd.Series(np.array(fits, dtype=bool)[alike.numbers(both)], index=alike.rows.index)


def _has_parent(rows: pd.DataFrame) -> pd.Series:
    if (rows["parent"] == "").all():
        return pd.Series(True, index=rows.index)
    here = [rows["county"], rows["year"]]
    known = {school for name in ("school", "school_id") for school in zip(*here, rows[name], strict=True)}
    parents = zip(*here, rows["parent"], strict=True)
    return pd.Series([parent[-1] == "" or parent in known for parent in parents], index=rows.index, dtype=bool)


def _has_another_parent(rows: pd.DataFrame) -> pd.Series:
    points = rows[rows["parent"] != ""]
    is_own = (points["parent"] == points["school"]) | (points["parent"] == points["school_id"])
    return ~is_own.reindex(rows.index, fill_value=False)


def _bands_add_up(rows: pd.DataFrame) -> pd.Series:
    total = rows[list(_BANDS)].sum(axis=1, skipna=False)
    return total.isna() | rows["classes"].isna() | (total == rows["classes"])


def _students_fit_bands(rows: pd.DataFrame) -> pd.Series:
    low, high = _limits(rows)
    return ~((rows["students"] < low) | (rows["students"] > high))


def _limits(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Fewest and most students the classes by size can hold; no upper end when a class has 66 or more."""
    low = sum(rows[band] * limits[0] for band, limits in BAND_LIMITS.items())
    high = sum((rows[band] * limits[1]).where(rows[band] != 0, 0) for band, limits in BAND_LIMITS.items())
    return low, high


def _bounds(row: pd.Series) -> Words:
    low, high = (limit.iat[0] for limit in _limits(row[list(_BANDS)].to_frame().T.astype(float)))
    if np.isinf(high):
        return Words(f"至少{low:.10g}人", f"at least {low:.10g}")
    return Words(f"{low:.10g}至{high:.10g}人", f"{low:.10g} to {high:.10g}")


def _say_twice(alike: Alike, locators: Locators, problems: Problems) -> None:
    """Two rows for one school section; both named by the cell of their code, else of their name."""
    twice = alike.rows[alike.are_several(KEYS)]
    twice = twice[twice["stage"].isin(STAGES)]
    for _, same in twice.groupby(KEYS, sort=False, dropna=False):
        named = same.index[:MOST_NAMED]
        named_by = ("school_id" if locators.of(row, "school_id") else "school" for row in named)
        place = "; ".join(locators.place(row, (name,)) for row, name in zip(named, named_by, strict=True))
        place += " …" if len(same) > len(named) else ""
        school, section = same["school"].iat[0], section_words(same["stage"].iat[0])
        problems.say("two_rows_for_one_section", place, school=school, section=section, count=len(same))
