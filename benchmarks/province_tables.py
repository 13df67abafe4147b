"""The synthetic province as the toolkit's own shapes, straight from memory: for loops over a thousand seeds."""

import importlib.util
import sys

import pandas as pd

from analysis.insight.class_stock import carry_on, large_share, learn_practice, unevenness_of
from analysis.insight.cohorts import CohortHistory, project
from analysis.paths import RAW


def load_generator():
    """data/raw/demo/province/province.py, which is a script beside its data and no part of the package."""
    path = RAW / "demo" / "province" / "province.py"
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
    return pd.DataFrame(world.births[province.WARM_UP :].T.astype(float), index=NAMES, columns=YEARS)


def shares_of(world, stage: str = "primary") -> pd.DataFrame:
    return pd.DataFrame(world.classes[stage].shares_over().T, index=NAMES, columns=YEARS)


def projected_shares(world, stage: str = "primary") -> pd.DataFrame:
    """Large classes without a programme, from what was known in the autumn of choice and births since."""
    known = history_of(world, stage).until(province.CHOSEN_IN)
    ahead = project(known, births_of(world), len(AFTER)).central
    sizes = world.classes[stage].sizes[: len(known.years)]
    shares = large_share(known, ahead, carry_on(known, ahead, learn_practice(known)), unevenness_of(sizes))
    return pd.DataFrame(shares.T, index=NAMES, columns=AFTER)
