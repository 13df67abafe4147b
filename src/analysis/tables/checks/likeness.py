"""Figures unlike their county's, their own last year's or all alike: worth a look, named with the factor a slip would have.

A school is compared with the other schools of its county, year and stage; the only one of its stage with those of the
other stages. Only notes; nothing is corrected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.checks.standing_out import standing_out, two_levels
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY
from analysis.tables.terms import Field, Terms

FEWEST_ALIKE = 8  # fewer schools have the same number by chance
FACTOR_OF_YEARS = 5.0  # against the school's own last year
LEAST_CHANGE = 5.0  # counts of few people change by large factors from year to year
UNIT_FACTORS = (10, 100, 1000, 10_000, 2000 / 3)  # decimal points, 万, 亩
NEAR = 0.4  # logarithmic distance at which a factor is called like one of these
MOST_NAMED = 10
_COUNTY = ["county", "year"]
_OF_STAGE = Words("县内同学段同规模学校", "schools of its stage and size")
_OF_COUNTY = Words(
    "县内其他学段同规模学校（本学段仅此一校）",
    "schools of the other stages and its size (it is the only one of its stage)",
)
Far = tuple[object, float, Words]  # a row, how many times the others' its figure is, and who the others are


def say_unlike(rows: pd.DataFrame, locators: Locators, terms: Terms, problems: Problems) -> None:
    """Notes on figures that stand out; a whole column that does is one note."""
    if "students" not in rows:
        return
    years = _pairs_of_years(rows)
    _say_years(rows, years, terms.fields["students"], locators, problems)
    is_judged = rows["stage"].isin(["primary", "junior", "all"])
    judged = rows[is_judged]
    counties = judged.groupby(_COUNTY, sort=False).ngroup()
    groups = _groups(judged, counties)
    years = years[is_judged[years["now"]].to_numpy()]
    for name in _compared(judged, terms):
        field = terms.fields[name]
        _say_columns(judged, counties, field, locators, problems)
        _say_far(judged, groups, field, locators, problems)
        _say_levels(judged, groups, field, locators, problems)
        _say_years(judged, years, field, locators, problems)


def _compared(rows: pd.DataFrame, terms: Terms) -> list[str]:
    """Figures of resources and people; classes by size and places differ from school to school as they may."""
    figures = (name for name in rows if name in terms.fields and name not in (*IDENTITY, "students"))
    return [name for name in figures if not name.startswith("classes_") and not terms.fields[name].is_place]


def _groups(rows: pd.DataFrame, counties: pd.Series) -> list[tuple[np.ndarray, np.ndarray]]:
    """The positions of the sections of each county, year and stage, and of those they are compared with."""
    county = counties.groupby(counties).indices
    groups = rows.groupby([counties, "stage"], sort=False).indices.items()
    return [(same, same if len(same) > 1 else county[key[0]]) for key, same in groups]


def _say_far(
    rows: pd.DataFrame,
    groups: Sequence[tuple[np.ndarray, np.ndarray]],
    field: Field,
    locators: Locators,
    problems: Problems,
) -> None:
    far = sorted(_far(rows, groups, field), key=lambda one: -abs(math.log(one[1])))
    for row, factor, others in far[:MOST_NAMED]:
        values = {
            "field": field.name,
            "school": rows.at[row, "school"],
            "label": field.label,
            "value": rows.at[row, field.name],
            "unit": field.unit,
            "others": others,
        }
        problems.say(
            "unlike_county", locators.place(row, (field.name,)), factor=_factor(factor), like=_like(factor), **values
        )
    if len(far) > MOST_NAMED:
        problems.say(
            "more_of_a_kind",
            locators.place(far[MOST_NAMED][0], (field.name,)),
            label=field.label,
            count=len(far) - MOST_NAMED,
        )


def _far(rows: pd.DataFrame, groups: Sequence[tuple[np.ndarray, np.ndarray]], field: Field) -> Iterator[Far]:
    figures, students = _total(rows, field).to_numpy(float), rows["students"].to_numpy(float)
    found = standing_out(figures, students, [others for _, others in groups])
    for (own, _), far in zip(groups, found, strict=True):
        said = _OF_STAGE if len(own) > 1 else _OF_COUNTY
        yield from ((rows.index[one], factor, said) for one, factor in far if one in own)


def _say_levels(
    rows: pd.DataFrame,
    groups: Sequence[tuple[np.ndarray, np.ndarray]],
    field: Field,
    locators: Locators,
    problems: Problems,
) -> None:
    """Columns in which some schools' figures are in another unit than the others'."""
    figures, students = _total(rows, field).to_numpy(float), rows["students"].to_numpy(float)
    groups = [own for own, _ in groups]
    levels = zip(groups, two_levels(figures, students, groups), strict=True)
    for own, (positions, factor) in [(own, found) for own, found in levels if found][:MOST_NAMED]:
        odd = rows.index[positions]
        values = {
            "label": field.label,
            "field": field.name,
            "count": len(odd),
            "known": int((figures[own] > 0).sum()),
            "schools": "、".join(map(str, rows.loc[odd[:MOST_NAMED], "school"]))
            + (" …" if len(odd) > MOST_NAMED else ""),
        }
        place = locators.place(odd[0], (field.name,))
        problems.say("two_levels", place, factor=_factor(factor), like=_like(factor), **values)


def _total(rows: pd.DataFrame, field: Field) -> pd.Series:
    """A shared figure of a through-school as its section's part by students, so that sections compare."""
    if not field.is_shared or not rows["is_shared"].any():
        return rows[field.name]
    whole = rows["students"].groupby([rows[key] for key in ("county", "year", "school_id")]).transform("sum")
    return rows[field.name].where(~rows["is_shared"], rows[field.name] * rows["students"] / whole)


def _pairs_of_years(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a section in two years running, by their index: `now` and `before`."""
    if rows["year"].nunique() < 2:
        return pd.DataFrame(columns=["now", "before"])
    keys = ["county", "school_id", "stage", "year"]
    now = rows[keys].assign(now=rows.index)
    before = rows[keys].assign(year=rows["year"] + 1, before=rows.index).drop_duplicates(keys)
    return now.merge(before, on=keys)[["now", "before"]]


def _say_years(rows: pd.DataFrame, years: pd.DataFrame, field: Field, locators: Locators, problems: Problems) -> None:
    """A school's figure against its own in the year before."""
    now, before = (rows[field.name].loc[years[when]].to_numpy(float) for when in ("now", "before"))
    is_count = (now > 0) & (before > 0) & (np.abs(now - before) >= LEAST_CHANGE)
    ratios = np.divide(now, before, out=np.ones(len(now)), where=is_count)
    for one in np.flatnonzero((ratios > FACTOR_OF_YEARS) | (ratios < 1 / FACTOR_OF_YEARS))[:MOST_NAMED]:
        row = years["now"].iat[one]
        values = {
            "school": rows.at[row, "school"],
            "label": field.label,
            "value": now[one],
            "before": before[one],
            "field": field.name,
        }
        place = locators.place(row, (field.name,))
        problems.say("unlike_last_year", place, factor=_factor(ratios[one]), like=_like(ratios[one]), **values)


def _say_columns(rows: pd.DataFrame, counties: pd.Series, field: Field, locators: Locators, problems: Problems) -> None:
    """A figure that is 0, or the same, at every school of a county and year.

    counties : the number of each row's county and year, in the order of the table
    """
    if field.name == "indoor_sport_area_m2":
        return
    known = rows[field.name].dropna()
    counts = known.groupby(counties[known.index]).agg(["size", "min", "max"])
    alike = counts.index[(counts["size"] >= FEWEST_ALIKE) & (counts["min"] == counts["max"])]
    for number in alike:
        first = rows.loc[known.index[counties[known.index] == number][0]]
        values = {
            "field": field.name,
            "county": first["county_name"] or first["county"],
            "year": int(first["year"]),
            "label": field.label,
            "value": first[field.name],
            "count": counts.at[number, "size"],
        }
        problems.say("all_alike", locators.place(first.name, (field.name,)), **values)


def _factor(ratio: float) -> Words:
    if ratio >= 1:
        return Words(f"{ratio:.3g}倍", f"{ratio:.3g} times")
    return Words(f"1/{1 / ratio:.3g}", f"1/{1 / ratio:.3g}")


def _like(ratio: float) -> Words:
    """That a factor is near one that a decimal point or a unit makes; nothing for others."""
    for known in _nearest(ratio):
        shown = f"{known:.0f}" if ratio >= 1 else f"1/{known:.0f}"
        return Words(f"，与小数点或单位相差{shown}倍时相近", f"; near the factor {shown} of a decimal point or a unit")
    return Words("", "")


def _nearest(ratio: float) -> Iterator[float]:
    away = abs(math.log(ratio))
    yield from (
        known
        for known in sorted(UNIT_FACTORS, key=lambda one: abs(away - math.log(one)))
        if abs(away - math.log(known)) < NEAR
    )
