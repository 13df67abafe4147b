"""What the students ahead will need (学位预测): classes, teachers and rooms by school under 45 and 50.

Needs are counted school by school and grade by grade, never a county's total over 45: thirty students in each of two
schools are two classes. Every need comes as a central number and the range over the paths of the past transitions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.insight.class_size.cohorts import CohortHistory, Projection, project
from analysis.insight.class_size.ledger import LIMITS
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words

RANGE_WORDS = Words(
    "区间为按历年各次升班率分别推算所得的最小值至最大值，不是95%置信区间",
    "Ranges run from the smallest to the largest number over past transitions, each repeated; they are not 95% intervals",
)


@dataclass(frozen=True)
class Staffing:
    """What a school is staffed and housed by (编制与班额标准).

    class_limit          : students a class may hold; 45 primary, 50 junior (教督〔2017〕6号)
    students_per_teacher : 19 primary, 13.5 junior (中央编办发〔2014〕72号)
    teachers_per_class   : a floor for small schools where a county has one, else None
    """

    class_limit: dict[str, int] = field(default_factory=lambda: dict(LIMITS))
    students_per_teacher: dict[str, float] = field(
        default_factory=lambda: {"primary": 19.0, "junior": 13.5, "senior": 12.5}
    )
    teachers_per_class: float | None = None


@dataclass(frozen=True)
class Forecast:
    """Needs ahead.

    schools : county, school_id, year; students, classes, teachers each with _low and _high; rooms (today's), short
              (classes above rooms; negative where rooms are left), nan where rooms are not known
    counties: the same summed over schools, `short` over the schools that are short only
    marks   : one row per school short of rooms in some year: most_short, first_year, last_short (in the last year ahead),
              closes_by_itself (no longer short by then), would_stand_empty (rooms built for the most that are then idle)
    """

    stage: str
    schools: pd.DataFrame
    counties: pd.DataFrame
    marks: pd.DataFrame
    words: Words = RANGE_WORDS


def forecast(projection: Projection, staffing: Staffing | None = None) -> Forecast:
    """Classes, teachers and rooms ahead from projected cohorts (学位需求测算).

    Estimand: the classes (teachers) that would be needed in each autumn, grade by grade, were no class above the limit,
    should the cohorts move as they did in the years seen. Students are rounded to whole ones before classes are counted.
    """
    norms, history = staffing or Staffing(), projection.history
    students = np.rint(projection.paths)
    classes = np.ceil(students / norms.class_limit[history.stage]).sum(axis=3)
    people = students.sum(axis=3)
    teachers = np.ceil(people / norms.students_per_teacher[history.stage])
    if norms.teachers_per_class:
        teachers = np.maximum(teachers, np.ceil(classes * norms.teachers_per_class))
    rooms = history.rooms[-1] if history.rooms is not None else np.full(len(history.school_ids), np.nan)
    keys = ["county", "year"]
    table = _table(projection, {"students": people, "classes": classes, "teachers": teachers})
    table["rooms"] = np.tile(rooms, len(projection.years))
    table["short"] = table["classes"] - table["rooms"]
    totals = _totals(projection, {"students": people, "classes": classes, "teachers": teachers})
    summed = table.assign(short=table["short"].clip(lower=0)).groupby(keys)[["rooms", "short"]].sum(min_count=1)
    return Forecast(history.stage, table, totals.join(summed, on=keys), _marks(table))


def _table(projection: Projection, needs: dict[str, NDArray]) -> pd.DataFrame:
    history, years = projection.history, projection.years
    index = pd.MultiIndex.from_product([years, history.school_ids], names=["year", "school_id"])
    county = np.tile(np.asarray(history.counties, dtype=object)[history.county], len(years))
    columns: dict[str, NDArray] = {"county": county}
    for name, paths in needs.items():
        flat = paths.reshape(len(paths), -1)
        columns |= {name: flat[0], f"{name}_low": flat.min(axis=0), f"{name}_high": flat.max(axis=0)}
    return pd.DataFrame(columns, index=index).reset_index()


def _totals(projection: Projection, needs: dict[str, NDArray]) -> pd.DataFrame:
    """Ranges of the county's sums, path by path: school ranges added up would be too wide."""
    history, years = projection.history, projection.years
    index = pd.MultiIndex.from_product([years, history.counties], names=["year", "county"])
    columns = {}
    for name, paths in needs.items():
        flat = history.by_county(paths[..., None])[..., 0].reshape(len(paths), -1)
        columns |= {name: flat[0], f"{name}_low": flat.min(axis=0), f"{name}_high": flat.max(axis=0)}
    return pd.DataFrame(columns, index=index).reset_index()


def _marks(table: pd.DataFrame) -> pd.DataFrame:
    """Schools short of rooms, and whether the shortage outlasts the years ahead."""
    rows = []
    for (county, school), group in table.sort_values("year").groupby(["county", "school_id"], sort=False):
        short = group.set_index("year")["short"]
        if not short.max() > 0:
            continue
        most, last = int(short.max()), int(short.iloc[-1])
        rows.append(
            {
                "county": county,
                "school_id": school,
                "most_short": most,
                "first_year": int(short.index[short > 0][0]),
                "last_short": last,
                "closes_by_itself": last <= 0,
                "would_stand_empty": min(most, most - last),
            }
        )
    columns = ["county", "school_id", "most_short", "first_year", "last_short", "closes_by_itself", "would_stand_empty"]
    return pd.DataFrame(rows, columns=columns)


# ---- back-test --------------------------------------------------------------------------------------------------

METHODS = {
    "cohorts": Words("队列推算", "cohorts moved up by their survival ratios"),
    "ratio_1": Words("同一队列、升班率为1", "same cohort, ratio 1"),
    "same_as_last_year": Words("与上年相同", "same as last year"),
}


def back_test(history: CohortHistory, feeder: pd.DataFrame, steps: int = 3, least_transitions: int = 2) -> pd.DataFrame:
    """Forecasts from each past year against what came (回溯检验), beside two that anybody can make.

    "Same cohort, ratio 1" moves every grade up unchanged and repeats last year's entrants; "same as last year" repeats
    every grade. Errors are of students by school and grade.

    Returns
    -------
    frame : origin, year, step, method (of METHODS), error = Σ|forecast − actual| / Σ actual [1]

    Raises
    ------
    SeriesError : too few years to leave one out
    """
    origins = history.years[least_transitions:-1]
    if not origins:
        found = Words(f"只有{len(history.years)}年", f"{len(history.years)} years only")
        expected = Words(f"至少{least_transitions + 2}年", f"{least_transitions + 2} at least")
        raise SeriesError.at(history.stage, found, expected)
    rows = []
    for origin in origins:
        known = history.until(origin)
        ahead = min(steps, history.years[-1] - origin)
        paths = {
            "cohorts": project(known, feeder, ahead).central,
            "ratio_1": _moved_up(known.students[-1], ahead),
            "same_as_last_year": np.broadcast_to(known.students[-1], (ahead, *known.students.shape[1:])),
        }
        start = history.years.index(origin) + 1
        for step in range(1, ahead + 1):
            actual = history.students[start + step - 1]
            rows += [
                {
                    "origin": origin,
                    "year": origin + step,
                    "step": step,
                    "method": method,
                    "error": float(np.abs(path[step - 1] - actual).sum() / actual.sum()),
                }
                for method, path in paths.items()
            ]
    return pd.DataFrame(rows)


def _moved_up(now: NDArray, years: int) -> NDArray:
    found = []
    for _ in range(years):
        now = np.concatenate([now[:, :1], now[:, :-1]], axis=1)
        found.append(now)
    return np.stack(found)


# ---- births -----------------------------------------------------------------------------------------------------


def births_by_entry_year(births: pd.DataFrame, age: int = 6) -> pd.DataFrame:
    """Births by the year the child enters grade 1 (按入学年份归并出生人数).

    A child enters in the autumn of the year in which it is six by 31 August: born 1 Sep of year Y − 7 to 31 Aug of
    Y − 6 enters in Y. An entry year is known only when all its twelve months are.

    Parameters
    ----------
    births : one row per county and calendar month: county, year, month (1–12), births

    Returns
    -------
    frame : counties in rows, entry years in columns; nan where a month is missing

    Raises
    ------
    SeriesError : a month twice, a month outside 1–12, births unknown or negative
    """
    wrong = births[
        births.duplicated(["county", "year", "month"]) | ~births["month"].between(1, 12) | ~(births["births"] >= 0)
    ]
    if len(wrong):
        one = wrong.iloc[0]
        place = f"{one['county']} · {one['year']}-{one['month']}"
        found = Words(f"出生人数“{one['births']}”或月份有误", f"births '{one['births']}', or the month, are wrong")
        raise SeriesError.at(place, found, Words("每县每月一个数", "one number a county and month"))
    entry = births["year"] + age + (births["month"] >= 9)
    grouped = births.groupby([births["county"], entry.rename("entry")])["births"].agg(["sum", "size"])
    return grouped["sum"].where(grouped["size"] == 12).unstack("entry")
