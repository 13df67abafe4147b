"""The synthetic province as the toolkit's own shapes, straight from memory: for loops over a thousand seeds."""

import importlib.util
import sys

import numpy as np
import pandas as pd

from analysis.insight.class_size.class_stock import carry_on, large_share, learn_practice, unevenness_of
from analysis.insight.class_size.cohorts import CohortHistory, project
from analysis.paths import RAW

FOLDER = RAW / "demo" / "province"


def load_generator():
    """data/raw/demo/province/province.py, which is a script beside its data and no part of the package."""
    path = FOLDER / "province.py"
    spec = importlib.util.spec_from_file_location("province", path)
    sys.modules["province"] = module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


province = load_generator()
YEARS = range(province.FIRST_YEAR, province.FIRST_YEAR + province.YEARS)
AFTER = list(range(province.CHOSEN_IN + 1, YEARS[-1] + 1))
NAMES = tuple(f"county {number + 1:02d}" for number in range(province.COUNTIES))


def history_of(world, stage: str = "primary") -> CohortHistory:
    housed, pupils = world.classes[stage], world.pupils[stage].count
    members = housed.stage.county
    ids = tuple(f"{NAMES[county]} school {number}" for number, county in enumerate(members))
    arrays = (array.astype(float) for array in (pupils, housed.classes, housed.rooms))
    return CohortHistory(stage, tuple(YEARS), NAMES, ids, members, *arrays)


def births_of(world) -> pd.DataFrame:
    """Births by county and year of entry to grade 1."""
    known = world.births[province.WARM_UP :].T.astype(float)
    return pd.DataFrame(known, index=NAMES, columns=range(YEARS[0], YEARS[0] + known.shape[1]))


def shares_of(world, stage: str = "primary") -> pd.DataFrame:
    return pd.DataFrame(world.classes[stage].shares_over().T, index=NAMES, columns=YEARS)


def projected_shares(world, stage: str = "primary", with_rooms: bool = True) -> pd.DataFrame:
    """Large classes without a programme, from what was known in the autumn of choice and the births of those to enter.

    Without rooms every class is carried over and every school opens entry classes of its usual size: the projection of
    somebody who knows nothing of how schools make classes out of rooms.
    """
    known = history_of(world, stage).until(province.CHOSEN_IN)
    ahead = project(known, births_of(world), len(AFTER)).central
    sizes = world.classes[stage].sizes[: len(known.years)]
    classes = carry_on(known, ahead, learn_practice(known)) if with_rooms else _carried_over(known, ahead)
    shares = large_share(known, ahead, classes, unevenness_of(sizes))
    return pd.DataFrame(shares.T, index=NAMES, columns=AFTER)


def _carried_over(known: CohortHistory, ahead: np.ndarray) -> np.ndarray:
    usual = known.students[-3:, :, 0].sum(axis=0) / known.classes[-3:, :, 0].sum(axis=0)
    now, years = known.classes[-1], []
    for students in ahead:
        entering = np.maximum(np.rint(students[:, :1] / usual[:, None]), 1)
        now = np.concatenate([entering, now[:, :-1]], axis=1)
        years.append(now)
    return np.stack(years)
