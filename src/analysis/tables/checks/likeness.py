"""Figures unlike their county's, their own last year's or all alike: worth a look, named with the factor a slip would have.

A school is compared with the other schools of its county, year and stage on the logarithmic scale, with size taken into
account: small schools have more of everything for each student. Only notes; nothing is corrected.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY
from analysis.tables.terms import Field, Terms

FEWEST = 5  # schools of a stage from which a spread can be told
FEWEST_ALIKE = 8  # fewer schools have the same number by chance
MOST_COMPARED = 400  # schools whose pairs give the slope; of more, evenly chosen ones
LEAST_SPREAD = 0.2  # logarithmic: counties whose schools are all alike still differ by a fifth
SPREADS = 4.5  # robust standard deviations beyond which a figure is worth a look
LEAST_FACTOR = 6.5  # and at least so many times its county's
FACTOR_OF_YEARS = 5.0  # against the school's own last year
LEAST_CHANGE = 5.0  # counts of few people change by large factors from year to year
UNIT_FACTORS = (10, 100, 1000, 10_000, 2000 / 3)  # decimal points, 万, 亩
NEAR = 0.4  # logarithmic distance at which a factor is called like one of these
MOST_NAMED = 10
_GROUP = ["county", "year", "stage"]


def say_unlike(rows: pd.DataFrame, locators: Locators, terms: Terms, problems: Problems) -> None:
    """Notes on figures that stand out; a whole column that does is one note."""
    if "students" not in rows:
        return
    _say_years(rows, terms.fields["students"], locators, problems)
    judged = rows[rows["stage"].isin(["primary", "junior", "all"])]
    for name in _compared(judged, terms):
        field = terms.fields[name]
        _say_columns(judged, field, locators, problems)
        _say_far(judged, field, locators, problems)
        _say_years(judged, field, locators, problems)


def _compared(rows: pd.DataFrame, terms: Terms) -> list[str]:
    """Figures of resources and people; classes by size and places differ from school to school as they may."""
    figures = (name for name in rows if name in terms.fields and name not in (*IDENTITY, "students"))
    return [name for name in figures if not name.startswith("classes_") and not terms.fields[name].is_place]


def _say_far(rows: pd.DataFrame, field: Field, locators: Locators, problems: Problems) -> None:
    far: list[tuple[object, float]] = []
    for _, same in rows.groupby(_GROUP, sort=False):
        far += unlike(_total(rows, field).reindex(same.index), same["students"])
    for row, factor in sorted(far, key=lambda one: -abs(math.log(one[1])))[:MOST_NAMED]:
        values = {
            "field": field.name,
            "school": rows.at[row, "school"],
            "label": field.label,
            "value": rows.at[row, field.name],
            "unit": field.unit,
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


def _total(rows: pd.DataFrame, field: Field) -> pd.Series:
    """A shared figure of a through-school as its section's part by students, so that sections compare."""
    if not field.is_shared or not rows["is_shared"].any():
        return rows[field.name]
    whole = rows["students"].groupby([rows[key] for key in ("county", "year", "school_id")]).transform("sum")
    return rows[field.name].where(~rows["is_shared"], rows[field.name] * rows["students"] / whole)


def unlike(figures: pd.Series, students: pd.Series) -> list[tuple[object, float]]:
    """Rows whose figure stands out among those of their stage, and by what factor; a 0 is not compared."""
    known = figures[(figures > 0) & (students > 0)]
    if len(known) < FEWEST:
        return []
    size, log = np.log(students[known.index].to_numpy(float)), np.log(known.to_numpy(float))
    rest = log - _slope(size, log) * size
    away = rest - np.median(rest)
    spread = max(1.4826 * float(np.median(np.abs(away))), LEAST_SPREAD)
    far = np.abs(away) > np.maximum(SPREADS * spread, math.log(LEAST_FACTOR))
    if 2 * far.sum() > len(known):
        return []
    return [(row, math.exp(one)) for row, one in zip(known.index[far], away[far], strict=True)]


def _slope(size: np.ndarray, log: np.ndarray) -> float:
    """The median of the slopes of all pairs (Theil–Sen), between 0 and 1: larger schools have more, small ones more each."""
    chosen = np.linspace(0, len(size) - 1, min(len(size), MOST_COMPARED)).astype(int)
    first, second = np.triu_indices(len(chosen), 1)
    run = size[chosen][second] - size[chosen][first]
    rise = log[chosen][second] - log[chosen][first]
    apart = np.abs(run) > 1e-9
    return float(np.clip(np.median(rise[apart] / run[apart]), 0, 1)) if apart.any() else 1.0


def _say_years(rows: pd.DataFrame, field: Field, locators: Locators, problems: Problems) -> None:
    """A school's figure against its own in the year before."""
    keys = ["county", "school_id", "stage"]
    mine = rows[[*keys, "year", "school", field.name]].assign(row=rows.index)
    before = mine.assign(year=mine["year"] + 1)[[*keys, "year", field.name]].rename(columns={field.name: "before"})
    both = mine.merge(before.drop_duplicates([*keys, "year"]), on=[*keys, "year"])
    both = both[
        (both[field.name] > 0) & (both["before"] > 0) & ((both[field.name] - both["before"]).abs() >= LEAST_CHANGE)
    ]
    factor = both[field.name] / both["before"]
    for _, one in both[(factor > FACTOR_OF_YEARS) | (factor < 1 / FACTOR_OF_YEARS)].head(MOST_NAMED).iterrows():
        ratio = one[field.name] / one["before"]
        values = {
            "school": one["school"],
            "label": field.label,
            "value": one[field.name],
            "before": one["before"],
            "field": field.name,
        }
        problems.say(
            "unlike_last_year",
            locators.place(one["row"], (field.name,)),
            factor=_factor(ratio),
            like=_like(ratio),
            **values,
        )


def _say_columns(rows: pd.DataFrame, field: Field, locators: Locators, problems: Problems) -> None:
    """A figure that is 0, or the same, at every school of a county and year."""
    for (county, year), same in rows.groupby(["county", "year"], sort=False):
        known = same[field.name].dropna()
        if len(known) >= FEWEST_ALIKE and known.nunique() == 1 and field.name != "indoor_sport_area_m2":
            name = same["county_name"].iloc[0] or county
            values = {
                "field": field.name,
                "county": name,
                "year": int(year),
                "label": field.label,
                "value": known.iloc[0],
                "count": len(known),
            }
            problems.say("all_alike", locators.place(known.index[0], (field.name,)), **values)


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
