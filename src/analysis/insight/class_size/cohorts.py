"""Grade cohorts moved up year by year (年级队列推算): who is in school tomorrow is mostly in school, or born, today.

Every school × grade moves up by its own survival ratio (升班率: next year's students one grade up over this year's), which
holds leaving, arriving, repeating and moving to town together. The entry grade comes from a feeder: births of the right
school year for primary schools, primary leavers for junior schools; what enters per child of the feeder holds net
migration. Nothing is projected beyond the feeder that is known.

Each past transition is one path of its own: the range of a number is its smallest and largest over the paths. With three
to five transitions that is a range, not a 95% band, and is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import Problem
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

Array = NDArray[np.float64]
KEYS = ["county", "school_id"]


@dataclass(frozen=True)
class CohortHistory:
    """Students and classes of one stage by year, school and grade, years without a gap.

    students, classes : shape (years, schools, grades); 0 where a school has no such grade; classes may be None
    rooms             : shape (years, schools); classrooms, None where not known
    county            : number of each school's county in `counties`, shape (schools,)
    """

    stage: str
    years: tuple[int, ...]
    counties: tuple[str, ...]
    school_ids: tuple[str, ...]
    county: NDArray[np.int64]
    students: Array
    classes: Array | None = None
    rooms: Array | None = None

    @property
    def transitions(self) -> int:
        return len(self.years) - 1

    def until(self, year: int) -> CohortHistory:
        """The same, as it was known in an earlier year."""
        keep = self.years.index(year) + 1
        cut = [None if a is None else a[:keep] for a in (self.students, self.classes, self.rooms)]
        return CohortHistory(self.stage, self.years[:keep], self.counties, self.school_ids, self.county, *cut)

    def by_county(self, values: Array) -> Array:
        """Sums over the schools of each county; the schools' axis is the last but those of `values` beyond 1."""
        return _sum_schools(values, self.county, len(self.counties))


@dataclass(frozen=True)
class Projection:
    """Students ahead, by path, year, school and grade.

    paths : shape (1 + transitions, years ahead, schools, grades); path 0 pools all transitions, each other repeats one
    """

    history: CohortHistory
    years: tuple[int, ...]
    paths: Array

    @property
    def central(self) -> Array:
        return self.paths[0]

    def leavers(self) -> Array:
        """Students of the last grade by path, year and county: who feeds the next stage a year later."""
        return self.history.by_county(self.paths[..., -1:])[..., 0]


def cohort_history(rows: pd.DataFrame, stage: str) -> CohortHistory:
    """School × grade rows into a history (年级队列历史).

    Parameters
    ----------
    rows : columns county, school_id, year, grade (1 = entry grade of the stage), students; classes and rooms if known

    Raises
    ------
    SeriesError : a school's grade twice in a year, a year missing between others, unknown or negative students, one year
    """
    place = Words(f"{_STAGE[stage].zh}年级在校生表", f"students by grade, {_STAGE[stage].en}")
    years = sorted(int(year) for year in rows["year"].unique())
    _refuse_faults(rows, years, place)
    schools = rows[KEYS].drop_duplicates().sort_values(KEYS)
    counties = tuple(schools["county"].unique())
    grades = range(1, int(rows["grade"].max()) + 1)
    columns = pd.MultiIndex.from_product([years, schools["school_id"], grades])
    shape = len(years), len(schools), len(grades)

    def cube(name: str) -> Array:
        return rows.set_index(["year", "school_id", "grade"])[name].reindex(columns, fill_value=0).to_numpy(float)

    return CohortHistory(
        stage=stage,
        years=tuple(years),
        counties=counties,
        school_ids=tuple(schools["school_id"]),
        county=pd.Categorical(schools["county"], categories=counties).codes.astype(np.int64),
        students=cube("students").reshape(shape),
        classes=cube("classes").reshape(shape) if "classes" in rows else None,
        rooms=cube("rooms").reshape(shape).max(axis=2) if "rooms" in rows else None,
    )


def survival_ratios(history: CohortHistory) -> Array:
    """Survival ratios by path, school and grade step (升班率); shape (1 + transitions, schools, grades − 1) [1].

    r_{s,g} = Σ_t n_{t+1,s,g+1} / Σ_t n_{t,s,g}: path 0 over all transitions, the others one transition each. A school
    without students in the grade takes its county's ratio, a county without any takes 1.
    """
    up, now = history.students[1:, :, 1:], history.students[:-1, :, :-1]
    up = np.concatenate([up.sum(axis=0, keepdims=True), up])
    now = np.concatenate([now.sum(axis=0, keepdims=True), now])
    county = _divided(history.by_county(up), history.by_county(now), 1.0)[:, history.county]
    return _divided(up, now, county)


def entry_rates(history: CohortHistory, feeder: Array) -> Array:
    """Entrants per child of the feeder by path and county (入学率，含净迁入); shape (years + 1, counties) [1].

    Path 0 pools the years, the others repeat one year each. Above 1 where more children move in than out.
    """
    entrants = history.by_county(history.students[:, :, :1])[..., 0]
    pooled = entrants.sum(axis=0, keepdims=True), feeder.sum(axis=0, keepdims=True)
    return _divided(np.concatenate([pooled[0], entrants]), np.concatenate([pooled[1], feeder]), np.nan)


def entry_shares(history: CohortHistory, years: int = 3) -> Array:
    """Share of each school in its county's entrants of the last years (各校新生占比); shape (schools,) [1]."""
    entrants = history.students[-years:, :, 0].sum(axis=0)
    county = history.by_county(entrants[:, None])[history.county, 0]
    return _divided(entrants, county, 0.0)


def project(history: CohortHistory, feeder: pd.DataFrame, years: int, feeder_name: Words | None = None) -> Projection:
    """Move every cohort up for some years (队列推算).

    Parameters
    ----------
    history : at least two years, so that there is one transition
    feeder : children who may enter, by county (rows) and year of entry (columns), for the years of the history and
        those ahead: births of the school year that is six by 31 August for primary, primary leavers for junior schools
    years : how many to look ahead

    Raises
    ------
    SeriesError : one year of history only; a year ahead whose feeder is not known
    """
    ahead = tuple(range(history.years[-1] + 1, history.years[-1] + years + 1))
    name = feeder_name or FEEDERS[history.stage]
    if history.transitions < 1:
        raise SeriesError(_too_short(history))
    _refuse_beyond(history, feeder, ahead, name)
    past = feeder.loc[list(history.counties), list(history.years)].to_numpy(float).T
    known = feeder.loc[list(history.counties), list(ahead)].to_numpy(float).T
    rates = entry_rates(history, past)
    rates = np.concatenate([rates[:1], rates[2:]])  # the first year has no transition to go with
    return Projection(history, ahead, _paths(history, rates[:, None, :] * known))


def project_from_leavers(junior: CohortHistory, primary: Projection) -> Projection:
    """Junior schools ahead, fed by the primary leavers of the year before (初中由小学毕业生推算), path by path.

    The first year ahead is fed by leavers already counted, the later ones by the primary projection; a path keeps its
    transition through both stages. Histories must cover the same years.
    """
    if junior.years != primary.history.years or junior.counties != primary.history.counties:
        raise SeriesError.at(
            "primary / junior",
            Words(f"小学{primary.history.years}，初中{junior.years}", f"{primary.history.years}, {junior.years}"),
            Words("两个学段的县区和年份相同", "the same counties and years in both stages"),
        )
    counted = primary.history.by_county(primary.history.students[:, :, -1:])[..., 0]
    entrants = junior.by_county(junior.students[1:, :, :1])[..., 0]
    rates = np.concatenate([entrants.sum(0, keepdims=True), entrants])
    rates = _divided(rates, np.concatenate([counted[:-1].sum(0, keepdims=True), counted[:-1]]), np.nan)
    last = np.broadcast_to(counted[-1], (len(rates), 1, len(junior.counties)))
    feeding = np.concatenate([last, primary.leavers()], axis=1)[:, : len(primary.years)]
    return Projection(junior, primary.years, _paths(junior, rates[:, None, :] * feeding))


def _paths(history: CohortHistory, entrants: Array) -> Array:
    """Students by path from entrants by path, year and county."""
    ratios, shares = survival_ratios(history), entry_shares(history)
    now = np.broadcast_to(history.students[-1], (len(ratios), *history.students.shape[1:]))
    years = []
    for t in range(entrants.shape[1]):
        entering = entrants[:, t][:, history.county] * shares
        now = np.concatenate([entering[..., None], now[..., :-1] * ratios], axis=-1)
        years.append(now)
    return np.stack(years, axis=1)


# ---- refusals ---------------------------------------------------------------------------------------------------

_STAGE = {"primary": Words("小学", "primary"), "junior": Words("初中", "junior"), "senior": Words("高中", "senior")}
FEEDERS = {"primary": Words("出生人数", "births"), "junior": Words("小学毕业生", "primary leavers")}
FEEDERS["senior"] = Words("初中毕业生", "junior leavers")


def _refuse_faults(rows: pd.DataFrame, years: Sequence[int], place: Words) -> None:
    problems = []
    where = f"{place.zh}/{place.en}"
    twice = rows[rows.duplicated(["school_id", "year", "grade"], keep=False)]
    if len(twice):
        first = twice.iloc[0]
        text = f"{first['school_id']} · {first['year']} · {first['grade']}"
        found = Words(f"{text}重复出现", f"{text} appears more than once")
        problems.append(Problem(where, found, Words("每校每年每个年级一行", "one row per school, year and grade")))
    gaps = sorted(set(range(years[0], years[-1] + 1)) - set(years)) if years else []
    if gaps:
        found = Words(f"缺少{'、'.join(map(str, gaps))}年", f"no rows of {', '.join(map(str, gaps))}")
        problems.append(Problem(where, found, Words("连续年份", "years without a gap")))
    wrong = rows[~(rows["students"] >= 0)]
    if len(wrong):
        first = wrong.iloc[0]
        found = Words(
            f"{first['school_id']}在校生数为“{first['students']}”",
            f"{first['school_id']} has '{first['students']}' students",
        )
        problems.append(Problem(where, found, Words("0或以上的数", "a number of 0 or more")))
    if problems:
        raise SeriesError(problems)


def _too_short(history: CohortHistory) -> Problem:
    found = Words(f"只有{history.years[0]}年一年", f"only one year, {history.years[0]}")
    expected = Words("至少两年，才有升班率", "two years at least, to have a survival ratio")
    return Problem(f"{_STAGE[history.stage].zh}/{_STAGE[history.stage].en}", found, expected)


def _refuse_beyond(history: CohortHistory, feeder: pd.DataFrame, ahead: Sequence[int], name: Words) -> None:
    wanted = [*history.years, *ahead]
    table = feeder.reindex(index=list(history.counties), columns=wanted)
    unknown = [year for year in wanted if table[year].isna().any()]
    if not unknown:
        return
    known = [year for year in wanted if year not in unknown]
    last = max(known, default=None)
    found = Words(
        f"{'、'.join(map(str, unknown))}年入学的{name.zh}未知", f"{name.en} entering in {unknown} are not known"
    )
    expected = Words(
        f"只推算到{name.zh}已知的年份" + (f"（{last}年）" if last else ""),
        f"no step beyond the {name.en} known" + (f" (to {last})" if last else ""),
    )
    raise SeriesError.at(f"{name.zh}/{name.en}", found, expected)


def _divided(top: Array, bottom: Array, otherwise: Array | float) -> Array:
    out = np.array(np.broadcast_to(otherwise, np.broadcast_shapes(top.shape, bottom.shape)), dtype=float)
    return np.divide(top, bottom, out=out, where=bottom > 0)


def _sum_schools(values: Array, county: NDArray[np.int64], counties: int) -> Array:
    """Sum over schools; `values` has shape (…, schools, something)."""
    member = np.zeros((counties, len(county)))
    member[county, np.arange(len(county))] = 1.0
    return member @ values
