"""Which cells of a school table are masked (遮蔽的单元格): counts of few people, and what would give them back by a difference.

The threshold rule: a count below a number of people is sensitive. "Some agencies require at least five respondents in a cell, others
require three" (Glossary of Statistical Disclosure Control, UNECE/Eurostat work session, Geneva 2005). Nobody is no person: 0 is
shown.
"""

from __future__ import annotations

import pandas as pd

from analysis.tables.terms import Terms

PERSONS = "persons"  # the unit of fields that count people
LEAST = 5  # people from whom on a figure is shown


def person_fields(rows: pd.DataFrame, terms: Terms) -> list[str]:
    """The columns that count people."""
    return [name for name, about in terms.fields.items() if about.unit.en == PERSONS and name in rows]


def masked_cells(rows: pd.DataFrame, terms: Terms, least: int) -> pd.DataFrame:
    """True where a figure is masked: primary cells, then one more in every sum that would otherwise give one back."""
    counts = rows[person_fields(rows, terms)]
    hidden = (counts > 0) & (counts < least)
    for total in counts:
        for way in terms.fields[total].parts.values():
            for parts in way:
                names = [name for part in parts if (name := part.rstrip("?")) in counts]
                if len(names) > 1:
                    _hide_one_more(counts, hidden, [total, *names])
    return hidden


def _hide_one_more(counts: pd.DataFrame, hidden: pd.DataFrame, names: list[str]) -> None:
    """In rows where one figure alone of a sum is masked, the smallest other one that is not 0."""
    alone = hidden[names].sum(axis=1) == 1
    others = counts[names].where(~hidden[names] & (counts[names] > 0))
    for row, name in others[alone].dropna(how="all").idxmin(axis=1).items():
        hidden.at[row, name] = True
