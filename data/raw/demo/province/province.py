"""A synthetic province (合成省，非真实): pupils move through schools, classes and grades; two programmes act on counties.

Nothing here is data about a real place. Every county, school, teacher and pupil is drawn from a seeded generator.

What happens each school year, in this order:
1. everybody moves up a grade in the class they sit in; the oldest leave, primary leavers enter junior schools;
2. some country pupils move to a town school of their county, and some leave the county;
3. children who are six by 31 August enter grade 1 somewhere in their county;
4. each school opens entry classes with the rooms the older classes leave free: few rooms make large classes, and a
   large class stays large until it leaves, unless a room becomes free and it is split;
5. a programme county has more rooms each year and opens and splits classes by the limit instead of by habit.

The same draws are used with and without the programmes, so that the difference between the two worlds is the effect.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import binom, rankdata

COUNTIES = 12
FIRST_YEAR, YEARS, WARM_UP = 2014, 10, 9
BORN = 6  # school years of children born and not yet in school when the last published year is counted
CHOSEN_IN = 2018  # counties are chosen on this autumn's figures; the programmes begin the autumn after
CHOSEN = 5
SLOTS = 16


@dataclass(frozen=True)
class Stage:
    """What differs between primary and junior schools."""

    name: str
    grades: int
    town_schools: int
    country_schools: int
    limit: int  # 45 primary, 50 junior
    tightness: float  # town rooms in the warm-up over those wanted at the limit
    habit: int  # pupils an entry class is opened for where there is no programme

    @property
    def schools(self) -> int:
        return self.town_schools + self.country_schools

    @property
    def is_town(self) -> np.ndarray:
        return np.tile(np.arange(self.schools) < self.town_schools, COUNTIES)

    @property
    def county(self) -> np.ndarray:
        return np.repeat(np.arange(COUNTIES), self.schools)


PRIMARY = Stage("primary", 6, 4, 7, 45, 0.865, 52)
JUNIOR = Stage("junior", 3, 2, 3, 50, 1.0, 54)


@dataclass(frozen=True)
class Truth:
    """What the programmes do. Zero rooms, habit as before and zero points are a province without them.

    rooms   : share of the rooms missing in the autumn of choice that is built, a third in each of three years
    by_limit: programme counties open entry classes for 45 (50) pupils and split classes over 55 when a room is free
    points  : added to the probability that an eligible teacher is exchanged
    """

    rooms: float = 0.5
    by_limit: bool = True
    points: float = 0.04


NO_PROGRAMMES = Truth(rooms=0.0, by_limit=False, points=0.0)


@dataclass(frozen=True)
class Pupils:
    """Pupils by year, school and grade of one stage (calendar: warm-up years first), and their entry births."""

    stage: Stage
    count: np.ndarray  # (years, schools, grades)
    unevenness: np.ndarray  # (entry years, schools, SLOTS): how classes of a cohort differ in size


@dataclass(frozen=True)
class Classes:
    """Classes of one stage in one world."""

    stage: Stage
    classes: np.ndarray  # (years, schools, grades)
    rooms: np.ndarray  # (years, schools)
    sizes: np.ndarray  # (years, schools, grades, SLOTS), 0 where there is no class

    def shares_over(self, least: int = 56) -> np.ndarray:
        """Share of classes with at least so many pupils, by year and county; shape (years, COUNTIES)."""
        large = (self.sizes >= least).sum(axis=(2, 3)).reshape(len(self.sizes), COUNTIES, -1).sum(axis=-1)
        return large / self.counted()

    def counted(self) -> np.ndarray:
        return self.classes.sum(axis=2).reshape(len(self.classes), COUNTIES, -1).sum(axis=-1)


@dataclass(frozen=True)
class Province:
    """One seed, one world; arrays cover the ten published years unless said otherwise."""

    pupils: dict[str, Pupils]
    classes: dict[str, Classes]
    births: np.ndarray  # (entry years, COUNTIES), warm-up and BORN years included: children of that year's cohort
    teachers: np.ndarray  # (years, COUNTIES)
    eligible: np.ndarray  # (years, COUNTIES)
    exchanged: np.ndarray  # (years, COUNTIES)
    chosen_class_size: np.ndarray  # (COUNTIES,) bool
    chosen_exchange: np.ndarray


def draw_province(seed: int, truth: Truth = Truth()) -> tuple[Province, Province]:
    """The province with the programmes and, from the same draws, without them."""
    rng = np.random.default_rng(seed)
    births, pupils = _draw_pupils(rng)
    tightness = rng.normal(1.0, 0.075, COUNTIES)
    stock = {name: _first_rooms(rng, one, tightness) for name, one in pupils.items()}
    staff = _draw_staff(rng, pupils)
    without = _world(pupils, births, stock, staff, NO_PROGRAMMES, None)
    at = CHOSEN_IN - FIRST_YEAR
    worst = _worst(without.classes["primary"].shares_over()[at])
    least = _worst(-without.exchanged[at] / without.eligible[at])
    with_both = _world(pupils, births, stock, staff, truth, (worst, least))
    return with_both, replace(without, chosen_class_size=worst, chosen_exchange=least)


def _worst(badness: np.ndarray) -> np.ndarray:
    return rankdata(-badness, method="ordinal") <= CHOSEN


# ---- pupils -----------------------------------------------------------------------------------------------------


def _draw_pupils(rng: np.random.Generator) -> tuple[np.ndarray, dict[str, Pupils]]:
    """Births, entry to schools, moves to town and out of the county, and the step to junior school."""
    span = WARM_UP + YEARS
    year = np.arange(span + BORN)
    wave = 1 + 0.07 * np.sin(2 * np.pi * (year - rng.uniform(0, 12)) / 12)
    size = rng.uniform(700, 1300, COUNTIES)
    births = rng.poisson(size * wave[:, None] * np.exp(rng.normal(0, 0.05, (span + BORN, COUNTIES))))
    town_share = rng.normal(0.55, 0.05, COUNTIES) + 0.004 * year[:, None]
    to_town, away = rng.uniform(0.01, 0.03, COUNTIES), rng.uniform(0.0, 0.012, COUNTIES)
    draw = Catchments(rng, town_share)
    primary = np.zeros((span, COUNTIES * PRIMARY.schools, PRIMARY.grades), dtype=int)
    junior = np.zeros((span, COUNTIES * JUNIOR.schools, JUNIOR.grades), dtype=int)
    before = _settled(size, town_share[0], draw)
    for t in range(span):
        leavers = before["primary"][:, -1]
        primary[t] = _move(rng, PRIMARY, before["primary"], to_town, away, draw)
        junior[t] = _move(rng, JUNIOR, before["junior"], to_town / 2, away, draw)
        primary[t, :, 0] = draw.enter(PRIMARY, births[t], t)
        junior[t, :, 0] = draw.enter(JUNIOR, rng.binomial(_by_county(PRIMARY, leavers), 0.985), t)
        before = {"primary": primary[t], "junior": junior[t]}
    uneven = {s.name: rng.normal(0, 2.0, (span, COUNTIES * s.schools, SLOTS)) for s in (PRIMARY, JUNIOR)}
    return births, {
        "primary": Pupils(PRIMARY, primary, uneven["primary"]),
        "junior": Pupils(JUNIOR, junior, uneven["junior"]),
    }


class Catchments:
    """Which school of a county a child enters: lasting shares of the schools, moving about them from year to year."""

    STEADINESS = 350.0  # of a Dirichlet: the standard deviation of a seventh share is about an eighth of it

    def __init__(self, rng: np.random.Generator, town_share: np.ndarray) -> None:
        self.rng, self.town_share = rng, town_share
        self.within = {s.name: self._within(s) for s in (PRIMARY, JUNIOR)}

    def _within(self, stage: Stage) -> np.ndarray:
        town = self.rng.dirichlet(np.full(stage.town_schools, 12.0), COUNTIES)
        country = self.rng.dirichlet(np.full(stage.country_schools, 8.0), COUNTIES)
        return np.hstack([town, country])

    def shares(self, stage: Stage, t: int) -> np.ndarray:
        """Expected share of each school in its county's entrants; (COUNTIES, schools)."""
        town = np.arange(stage.schools) < stage.town_schools
        share = self.town_share[t][:, None]
        return self.within[stage.name] * np.where(town, share, 1 - share)

    def enter(self, stage: Stage, entrants: np.ndarray, t: int) -> np.ndarray:
        weight = self.rng.standard_gamma(self.STEADINESS * self.shares(stage, t))
        return self.rng.multinomial(entrants, weight / weight.sum(axis=1, keepdims=True)).ravel()


def _settled(size: np.ndarray, town_share: np.ndarray, draw: Catchments) -> dict[str, np.ndarray]:
    """Where the warm-up starts: every cohort as large as an average year's births."""
    return {
        s.name: np.repeat((size[:, None] * draw.shares(s, 0)).astype(int).reshape(-1, 1), s.grades, axis=1)
        for s in (PRIMARY, JUNIOR)
    }


def _move(
    rng: np.random.Generator, stage: Stage, before: np.ndarray, to_town: np.ndarray, away: np.ndarray, draw: Catchments
) -> np.ndarray:
    """Last year's pupils one grade up, after moves to town schools and out of the county; grade 1 still empty."""
    up = np.zeros_like(before)
    stay = before[:, :-1] - rng.binomial(before[:, :-1], away[stage.county][:, None])
    leaving = rng.binomial(stay, np.where(stage.is_town, 0.0, to_town[stage.county])[:, None])
    arriving = _by_county(stage, leaving)  # (COUNTIES, grades − 1)
    town = draw.within[stage.name][:, : stage.town_schools]
    placed = np.zeros((COUNTIES, stage.schools, stage.grades - 1), dtype=int)
    placed[:, : stage.town_schools] = rng.multinomial(arriving, town[:, None, :]).transpose(0, 2, 1)
    up[:, 1:] = stay - leaving + placed.reshape(before.shape[0], -1)
    return up


def _by_county(stage: Stage, values: np.ndarray) -> np.ndarray:
    return values.reshape(COUNTIES, stage.schools, *values.shape[1:]).sum(axis=1)


# ---- rooms and classes ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rooms:
    """Rooms before the first year, and the luck of the ordinary building that goes on everywhere."""

    first: np.ndarray  # (schools,)
    luck: np.ndarray  # (years, schools), uniform


def _first_rooms(rng: np.random.Generator, pupils: Pupils, tightness: np.ndarray) -> Rooms:
    stage, mean = pupils.stage, pupils.count[:WARM_UP].mean(axis=0)
    wanted = (np.ceil(mean / stage.limit)).sum(axis=1)
    built = np.where(
        stage.is_town,
        wanted * stage.tightness * tightness[stage.county] * rng.normal(1.0, 0.043, len(wanted)),
        wanted + 2,
    )
    return Rooms(np.maximum(np.rint(built), stage.grades), rng.random((len(pupils.count), len(wanted))))


def house_classes(pupils: Pupils, rooms: Rooms, chosen: np.ndarray | None, truth: Truth) -> Classes:
    """Open, carry over, split and join classes year by year in the rooms there are."""
    stage, span = pupils.stage, len(pupils.count)
    in_programme = np.zeros(len(stage.county), bool) if chosen is None else chosen[stage.county]
    start = WARM_UP + CHOSEN_IN - FIRST_YEAR + 1
    stock, missing = rooms.first.copy(), np.zeros(len(stage.county))
    classes = np.maximum(np.rint(pupils.count[0] / stage.habit), 1)
    kept, stocks = np.zeros(pupils.count.shape, int), np.zeros((span, len(stock)), int)
    for t in range(span):
        n = pupils.count[t]
        crowded = n.sum(axis=1) > 54 * classes.sum(axis=1)
        stock = stock + ((rooms.luck[t] < 0.10) & crowded)
        active = in_programme & (t >= start)
        if t == start - 1:
            missing = np.maximum(np.ceil(n / stage.limit).sum(axis=1) - stock, 0) * in_programme
        if start <= t < start + 3:
            done = np.rint(missing * truth.rooms * np.array([t - start, t - start + 1])[:, None] / 3)
            stock = stock + done[1] - done[0]
        by_limit = active & truth.by_limit
        classes = _open_and_split(stage, n, classes, stock, by_limit)
        kept[t], stocks[t] = classes, stock
    return Classes(stage, kept, stocks, _sizes(pupils, kept))


def _open_and_split(stage: Stage, n: np.ndarray, before: np.ndarray, stock: np.ndarray, by_limit: np.ndarray):
    classes = np.ones_like(before)
    classes[:, 1:] = before[:, :-1]
    joins = (classes > 1) & (n <= 36 * (classes - 1))
    classes = classes - joins
    free = stock - classes[:, 1:].sum(axis=1)
    wanted = np.ceil(n[:, 0] / np.where(by_limit, stage.limit, stage.habit))
    classes[:, 0] = np.clip(np.minimum(wanted, free), np.ceil(np.maximum(n[:, 0], 1) / 74), None)
    split_over = np.where(by_limit, 55, 66)
    every = np.arange(len(n))
    for _ in range(2):
        free = stock - classes.sum(axis=1)
        mean = n / classes
        fullest = mean.argmax(axis=1)
        is_split = (free > 0) & (mean[every, fullest] > split_over)
        classes[every, fullest] += is_split
    return classes


def _sizes(pupils: Pupils, classes: np.ndarray) -> np.ndarray:
    """Whole class sizes that add up to the grade, parallel classes differing by a few pupils."""
    span, _, grades = classes.shape
    cohort = np.maximum(np.arange(span)[:, None] - np.arange(grades), 0)  # the year a grade entered
    uneven = pupils.unevenness[cohort].transpose(0, 2, 1, 3)  # (years, schools, grades, SLOTS)
    is_class = np.arange(SLOTS) < classes[..., None]
    uneven = np.where(is_class, uneven, 0.0)
    k = classes[..., None]
    wanted = np.where(
        is_class, np.maximum(pupils.count[..., None] / k + uneven - uneven.sum(-1, keepdims=True) / k, 0), 0
    )
    ends = np.rint(np.cumsum(wanted, axis=-1))
    return np.diff(ends, axis=-1, prepend=0).astype(int)


# ---- teachers ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Staff:
    """Teachers, those who may be exchanged, the habit of exchange, and the luck of each county and year."""

    teachers: np.ndarray
    eligible: np.ndarray
    probability: np.ndarray
    luck: np.ndarray


def _draw_staff(rng: np.random.Generator, pupils: dict[str, Pupils]) -> Staff:
    head_count = sum(_county_years(one)[WARM_UP:] for one in pupils.values())
    teachers = np.rint(head_count / rng.uniform(14.5, 17.5, COUNTIES)).astype(int)
    eligible = rng.binomial(teachers, rng.uniform(0.45, 0.6, COUNTIES))
    level, swing = rng.normal(0.105, 0.02, COUNTIES), np.zeros((YEARS, COUNTIES))
    swing[0] = rng.normal(0, 0.012, COUNTIES)
    for t in range(1, YEARS):
        swing[t] = 0.5 * swing[t - 1] + rng.normal(0, 0.012 * np.sqrt(0.75), COUNTIES)
    drift = 0.002 * np.arange(YEARS)[:, None]
    return Staff(teachers, eligible, np.clip(level + swing + drift, 0.02, 0.4), rng.random((YEARS, COUNTIES)))


def _county_years(pupils: Pupils) -> np.ndarray:
    return pupils.count.sum(axis=2).reshape(len(pupils.count), COUNTIES, -1).sum(axis=2)


def _world(pupils, births, stock, staff: Staff, truth: Truth, chosen) -> Province:
    worst, least = chosen if chosen is not None else (None, None)
    housed = {name: house_classes(one, stock[name], worst, truth) for name, one in pupils.items()}
    begun = (np.arange(FIRST_YEAR, FIRST_YEAR + YEARS) > CHOSEN_IN)[:, None]
    more = 0.0 if least is None else truth.points * (begun & least)
    published = slice(WARM_UP, None)
    return Province(
        pupils={k: replace(v, count=v.count[published], unevenness=v.unevenness) for k, v in pupils.items()},
        classes={
            k: Classes(v.stage, v.classes[published], v.rooms[published], v.sizes[published]) for k, v in housed.items()
        },
        births=births,
        teachers=staff.teachers,
        eligible=staff.eligible,
        exchanged=binom.ppf(staff.luck, staff.eligible, staff.probability + more).astype(int),
        chosen_class_size=np.zeros(COUNTIES, bool) if worst is None else worst,
        chosen_exchange=np.zeros(COUNTIES, bool) if least is None else least,
    )
