"""The schools between which teachers may move (调配所涉学校): what a table must say of them, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from analysis.errors import JunhengError, Problem
from analysis.insight.rotation.distance import great_circle_km
from analysis.insight.rotation.staffing import Staffing, Whole
from analysis.language import Words
from analysis.tables.checks.school_rows import PARTS
from analysis.tables.terms import common_terms

ALL = "full_time_teachers"
PLACE = ("latitude", "longitude")
#: Kinds of full-time teachers that tables count; every one of them is also a full-time teacher.
KINDS = (*(part for part, whole in PARTS.items() if whole == ALL), ALL)
MOST_NAMED = 8


class RotationError(JunhengError):
    """Moves that cannot be planned from what a table says."""


@dataclass(frozen=True)
class MoveRules:
    """What moves keep to beside their aim (调配约束).

    furthest_km : no move is longer; inf for any length   [km]
    most_leaving : most teachers who leave one school, of all kinds together   [persons]
    per_class : full-time teachers a school keeps for each of its classes   [persons / class]
    gives_none : school_id of schools that nobody leaves
    spares_under : nobody leaves a school of fewer students   [persons]
    with_private : whether private schools, which employ their own teachers, give and take too
    """

    furthest_km: float = math.inf
    most_leaving: float = math.inf
    per_class: float = 0.0
    gives_none: frozenset[str] = frozenset()
    spares_under: int = 0
    with_private: bool = False


@dataclass(frozen=True)
class Aim:
    """What the moves of one kind of teachers are for (调配目标).

    kind : one of KINDS
    cv_at_most : coefficient to reach, the user's margin taken off   [1]
    per_100 : teachers of the kind for every 100 students below which no school gives   [persons / 100 students]
    """

    kind: str
    cv_at_most: float
    per_100: float = 0.0

    @property
    def label(self) -> Words:
        """The kind's name, without the word for a number."""
        zh, en = common_terms().fields[self.kind].label
        return Words(zh.removesuffix("数"), en)


def staffing_of(
    rows: pd.DataFrame, aim: Aim, rules: MoveRules, earlier: Sequence[str] = (), gone: Whole | int = 0
) -> Staffing:
    """The schools of a stage and the room for moves of one kind (各校可调出、可调入人数).

    Parameters
    ----------
    rows : one a school: school_id, school, students, full_time_teachers, the kind; classes where rules.per_class asks for
        them; latitude and longitude in degrees where known; other KINDS where known
    earlier : kinds whose moves were planned before and which these moves leave alone: as many full-time teachers stay as
        there are of each
    gone : who has left each school for earlier kinds   [persons]

    Raises
    ------
    RotationError : one school, a school whose figures are unknown, negative, not whole or contradict each other, a
        furthest distance and a school without a place, rules about schools that are not there
    """
    if problems := [*_faults(rows, aim, rules)]:
        raise RotationError(problems)
    students, staff, everyone = (rows[name].to_numpy().astype(np.int64) for name in ("students", aim.kind, ALL))
    room = [staff - whole_at_least(aim.per_100, students, 100), everyone - keeps(rows, rules)]
    room += [everyone - rows[kind].fillna(0).to_numpy().astype(np.int64) for kind in earlier]
    if math.isfinite(rules.most_leaving):
        room.append(int(rules.most_leaving) - np.broadcast_to(gone, staff.shape))
    is_apart = _is_apart(rows, rules)
    is_spared = is_apart | rows["school_id"].isin(rules.gives_none) | (students < rules.spares_under)
    can_leave = np.where(is_spared, 0, np.minimum.reduce(room).clip(0))
    return Staffing(students, staff, can_leave, ~is_apart, _kilometres(rows, rules))


def _is_apart(rows: pd.DataFrame, rules: MoveRules) -> np.ndarray:
    """Schools that neither give nor take; they count in the coefficient all the same."""
    if rules.with_private or "ownership" not in rows:
        return np.zeros(len(rows), bool)
    return (rows["ownership"] == "private").to_numpy()


def whole_at_least(rate: float, amount: Whole, per: int = 1) -> Whole:
    """⌈rate · amount / per⌉ with the rate as it is written: 1.1 teachers for each of 10 classes are 11."""
    exact = Fraction(repr(float(rate))) / per
    return np.array([math.ceil(exact * int(one)) for one in amount], np.int64)


def keeps(rows: pd.DataFrame, rules: MoveRules) -> Whole:
    """Full-time teachers each school keeps for its classes."""
    if not rules.per_class:
        return np.zeros(len(rows), np.int64)
    return whole_at_least(rules.per_class, rows["classes"].to_numpy())


def has_places(rows: pd.DataFrame) -> bool:
    """Whether the place of every school is known."""
    return set(PLACE) <= set(rows) and not rows[[*PLACE]].isna().any(axis=None)


def _kilometres(rows: pd.DataFrame, rules: MoveRules) -> np.ndarray | None:
    if not has_places(rows):
        return None
    km = great_circle_km(rows[PLACE[0]], rows[PLACE[1]])
    return np.where(km <= rules.furthest_km, km, np.inf)


# ---- what is refused ----------------------------------------------------------------------------------------------


def _faults(rows: pd.DataFrame, aim: Aim, rules: MoveRules) -> Iterator[Problem]:
    label = aim.label
    if aim.kind not in KINDS:
        raise ValueError(f"{aim.kind} is none of {KINDS}")
    if len(rows) < 2:
        found = Words(f"只有{len(rows)}所学校", "one school" if len(rows) else "no school")
        yield Problem(
            f"{label.zh} {label.en}", found, Words("至少两所学校，才能调配", "two schools at least to move between")
        )
        return
    needed = dict.fromkeys(["students", ALL, aim.kind, *(["classes"] if rules.per_class else [])])
    for name in needed:
        yield from _not_counts(rows, name)
    known = rows.reindex(columns=list(needed))
    yield from _named(
        rows, known[aim.kind] > known[ALL], aim.kind, Words("不多于专任教师数", "no more than the full-time teachers")
    )
    if known[aim.kind].notna().all() and not known[aim.kind].sum() > 0:
        found = Words("县域内一名也没有", "the county has none")
        yield Problem(label.zh, found, Words("至少一名", "one at least"))
    yield from _rule_faults(rows, rules)


def _not_counts(rows: pd.DataFrame, name: str) -> Iterator[Problem]:
    """Schools whose figure is unknown or no count of people; students must be there at all."""
    figure = rows.get(name, pd.Series(np.nan, rows.index))
    least = 1 if name == "students" else 0
    expected = Words(f"不小于{least}的整数", f"a whole number from {least} on")
    yield from _named(rows, figure.isna(), name, expected)
    yield from _named(rows, figure.notna() & ((figure < least) | (figure % 1 != 0)), name, expected)


def _named(rows: pd.DataFrame, is_bad: pd.Series, name: str, expected: Words) -> Iterator[Problem]:
    """One fault for each of the first schools, and how many more there are."""
    label, bad = common_terms().fields[name].label, rows.index[is_bad]
    for row in bad[:MOST_NAMED]:
        value = rows.at[row, name] if name in rows else math.nan
        unknown = Words(f"缺{label.zh}", f"{label.en}: not known")
        found = unknown if math.isnan(value) else Words(f"{label.zh}为{value:g}", f"{label.en}: {value:g}")
        yield Problem(str(rows.at[row, "school"]), found, expected)
    if len(bad) > MOST_NAMED:
        more = len(bad) - MOST_NAMED
        yield Problem("…", Words(f"另有{more}所学校{label.zh}如此", f"{label.en}: {more} more schools alike"), expected)


def _rule_faults(rows: pd.DataFrame, rules: MoveRules) -> Iterator[Problem]:
    for name in ("furthest_km", "most_leaving", "per_class", "spares_under"):
        if not getattr(rules, name) >= 0:
            yield Problem(
                name, Words(f"{getattr(rules, name):g}", f"{getattr(rules, name):g}"), Words("0或以上", "0 or more")
            )
    if unknown := sorted(rules.gives_none - set(rows["school_id"])):
        found = Words(f"没有学校{'、'.join(unknown)}", f"there is no school {', '.join(unknown)}")
        yield Problem("gives_none", found, Words("本学段学校的标识码", "codes of schools of this stage"))
    if math.isfinite(rules.furthest_km):
        place = rows.reindex(columns=[*PLACE])
        expected = Words("限定里程时，每校须有经纬度", "a place of every school where moves are limited by distance")
        for name in PLACE:
            yield from _named(rows, place[name].isna(), name, expected)
