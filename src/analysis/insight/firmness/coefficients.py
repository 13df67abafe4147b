"""How firm a coefficient's verdict is (差异系数结论的稳健性): its margin, what precision and missing values leave open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.formulas import cv_bounds
from analysis.insight.firmness.recount import Recount, least_recount
from analysis.rules.counting.sections import Sections
from analysis.rules.results import Answer, Verdict
from analysis.rules.values import SectionValues

Bounds = tuple[float, float]
ROUNDED = 9  # decimals that what is not a whole unit is known to


@dataclass(frozen=True)
class Firmness:
    """One coefficient against its limit.

    verdict : what is judged; it has a limit
    values : every section's value
    step : by how much one unit counted more or less changes a section's total: its share of what its school shares
    """

    verdict: Verdict
    values: SectionValues
    step: pd.Series

    @property
    def margin(self) -> float:
        """How far the coefficient lies within its limit, below 0 where it is over; nan where it is unknown."""
        return self.verdict.limit.value - self.verdict.result.value

    @cached_property
    def as_printed(self) -> Bounds | None:
        """What it could be were every value known to the decimals it is shown with; None where it or a value is unknown."""
        frame = self.values.frame
        if np.isnan(self.verdict.result.value) or self._lacks_values:
            return None
        half = 10.0 ** -frame["decimals"].fillna(self.values.indicator.decimals) / 2
        low = (frame["value"] - half).clip(lower=0)
        return cv_bounds(low, frame["value"] + half, frame["students"])

    @cached_property
    def whatever_is_missing(self) -> Bounds | None:
        """What the coefficient is at least and at most, whatever the missing values are."""
        return self._bounds(0.0, np.inf)

    @cached_property
    def if_like_the_others(self) -> Bounds | None:
        """The same if no missing value lies outside those that are known: an assumption, not a bound."""
        known = self.values.frame["value"].dropna()
        return self._bounds(known.min(), known.max()) if len(known) else None

    def _bounds(self, least: float, most: float) -> Bounds | None:
        """Missing values between two ends, or the narrower ones that the table gives; None where none is, or who counts."""
        frame = self.values.frame
        if not self._lacks_values or not (frame["students"] > 0).all():
            return None
        low, high = (frame["value"].fillna(frame[end].clip(least, most)) for end in ("low", "high"))
        return cv_bounds(low, high, frame["students"])

    @property
    def _lacks_values(self) -> bool:
        """Whether a section's value is unknown; in a table with masked figures the coefficient is known all the same."""
        return bool(self.values.frame["value"].isna().any())

    def is_settled_by(self, bounds: Bounds | None) -> bool:
        """Whether the answer is the same at both ends."""
        return bounds is not None and len({self.verdict.limit.is_met_by(end) for end in bounds}) == 1

    @cached_property
    def recount(self) -> Recount | None:
        """The least recount that would turn a verdict that is met; None for others, and where nothing is counted in units."""
        if self.verdict.answer is not Answer.MET or not _is_counted(self.values) or self._lacks_values:
            return None
        frame = self.values.frame
        return least_recount(frame["total"], frame["students"], self.verdict.limit.value, self.step)

    def certificate(self) -> dict[str, object] | None:
        """The recount with all it takes to confirm it (凭证), for check_coefficient.py; None where there is none."""
        if self.recount is None:
            return None
        frame = self.values.frame
        rows = [
            {"name": line.school, "students": plain(line.students), **counted(line.total, step)}
            for line, step in zip(frame.itertuples(), self.step, strict=True)
        ]
        places = sorted(self.recount.changes)
        return {
            "kind": "cv",
            "indicator": self.values.indicator.name,
            "limit": self.verdict.limit.value,
            "rows": rows,
            "changes": [{"row": place, "units": self.recount.changes[place]} for place in places],
            "k": self.recount.units,
        }


def steps_of(values: SectionValues, sections: Sections) -> pd.Series:
    """By how much one unit counted at its school changes each section's total."""
    share = sections.ledger["share"].reindex(values.frame.index)
    return share if _is_shared(values) else share.mask(share.notna(), 1.0)


def step_of(values: SectionValues, sections: Sections, row: object) -> float:
    """The same of one section."""
    share = float(sections.ledger.at[row, "share"])
    return share if _is_shared(values) or share != share else 1.0


def _is_shared(values: SectionValues) -> bool:
    fields = values.terms.fields
    return all(name in fields and fields[name].is_shared for name in values.indicator.numerator)


def counted(total: float, step: float) -> dict[str, object]:
    """A total as whole units, what one of them is, and what is left."""
    units = int(np.floor(round(total / step, ROUNDED)))
    return {"units": units, "step": plain(step), "rest": plain(round(total - units * step, ROUNDED))}


def plain(number: float) -> float | int:
    """A whole number without a point, so that a certificate reads as a table does."""
    return int(number) if float(number).is_integer() else float(number)


def _is_counted(values: SectionValues) -> bool:
    """Whether every total came as a count: whole units, not made from printed values, compared as they are."""
    is_as_it_is = values.conventions.compare == "unrounded"
    return values.indicator.is_whole and is_as_it_is and bool(values.frame["decimals"].isna().all())


def coefficients(
    cvs: Mapping[tuple[str, str], Verdict], values: Mapping[tuple[str, str], SectionValues], sections: Sections
) -> list[Firmness]:
    """Every coefficient that has a limit, in the order of the rules."""
    judged = ((key, verdict) for key, verdict in cvs.items() if verdict.limit)
    return [Firmness(verdict, values[key], steps_of(values[key], sections)) for key, verdict in judged]
