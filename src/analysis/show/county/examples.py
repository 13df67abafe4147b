"""The two printed worked examples, recomputed: five schools and their books, a nine-year school and its split."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from analysis.rules.counting.split import split_shares
from analysis.rules.standards import SPLIT, standard, weights_on
from analysis.show.county.view import View, open_view
from analysis.tables.catalogue.datasets import load_facts


class SplitLine(NamedTuple):
    """One section of the example: its students, the exact share, the figure its source printed."""

    stage: str
    students: float
    exact: float
    printed: str


def nine_year_split() -> list[SplitLine]:
    """The nine-year school of the hand-out: books shared 1 : 1.1 by students."""
    facts = load_facts("worked-examples").select(source="nine_year_split")
    students = {fact.stage: fact.number for fact in facts.select(measure="students")}
    total = facts.one(measure="books", stage="compulsory").number
    weights = weights_on(standard(SPLIT), dt.date.max)
    shares = split_shares(students, "nine_year", weights)
    return [
        SplitLine(stage, students[stage], total * share, facts.one(measure="books", stage=stage).printed)
        for stage, share in shares.items()
    ]


def five_schools(lang: str) -> View:
    """The official worked example of the coefficient: five schools, their students and books."""
    return open_view("five-schools", lang=lang)


def printed_cv() -> str:
    """What the hand-out prints for the five schools."""
    return load_facts("worked-examples").one(source="five_schools_printed", statistic="cv").printed
