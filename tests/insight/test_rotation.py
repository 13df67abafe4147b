"""Moves of teachers between schools: as good as trying everything, within every rule, proved by the ordinary engine."""

import heapq
import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from case_files import REPOSITORY, SHARED, needs_shared

from analysis.formulas import student_weighted_cv
from analysis.insight.rotation.by_count import ByCount
from analysis.insight.rotation.by_distance import ByDistance, Price
from analysis.insight.rotation.distance import great_circle_km
from analysis.insight.rotation.plan import plan_kinds, plan_moves, with_moves
from analysis.insight.rotation.schools import ALL, KINDS, Aim, MoveRules, RotationError, staffing_of, whole_at_least
from analysis.rules.counting.count import count_sections
from analysis.rules.standards import standard
from analysis.rules.verdict import judge
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.checks.problems import Problems
from analysis.tables.checks.school_rows import check_rows
from analysis.tables.sheets.reading import TableFile, accepted, read_files
from analysis.tables.sources.mapping import read_mapping

FURTHEST = 25.0
BACKBONE, PE_ART = "backbone_teachers", "pe_art_teachers"


def schools(students, teachers, **columns) -> pd.DataFrame:
    names = [f"S{k}" for k in range(len(students))]
    frame = pd.DataFrame({"school_id": names, "school": names, "students": students, ALL: teachers, **columns})
    return frame.astype(dict.fromkeys(["students", ALL], float))


def random_county(seed: int) -> pd.DataFrame:
    """Two to six schools within some thirty kilometres, small enough to try everything."""
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 7))
    students, teachers = rng.integers(5, 300, k), rng.integers(0, 7, k)
    teachers[0] += 1
    north, east = rng.uniform(23, 23.3, k), rng.uniform(120, 120.3, k)
    return schools(students, teachers, classes=rng.integers(1, 4, k).astype(float), latitude=north, longitude=east)


def by_exhaustion(rows: pd.DataFrame, rules: MoveRules, km: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The coefficient and least cost of every staffing that single moves lead to, each from a school above the mean to one below.

    Written without the planner: Dijkstra's search over whole staffings, one teacher at a time.
    """
    n, start = [int(one) for one in rows["students"]], tuple(int(one) for one in rows[ALL])
    total, everyone = sum(start), sum(n)
    keep = [math.ceil(round(rules.per_class * one, 9)) for one in rows["classes"]]
    pairs = [
        (i, j)
        for i in range(len(n))
        for j in range(len(n))
        if start[i] * everyone > total * n[i] and start[j] * everyone < total * n[j] and km[i, j] <= rules.furthest_km
    ]
    least, queue = {}, [(0.0, start)]
    while queue:
        cost, staff = heapq.heappop(queue)
        if staff in least:
            continue
        least[staff] = cost
        for i, j in pairs:
            is_level = staff[i] * everyone > total * n[i] and staff[j] * everyone < total * n[j]
            if is_level and staff[i] > keep[i] and start[i] - staff[i] < rules.most_leaving:
                moved = list(staff)
                moved[i], moved[j] = moved[i] - 1, moved[j] + 1
                heapq.heappush(queue, (cost + km[i, j], tuple(moved)))
    students = np.array(n, float)
    return np.array([student_weighted_cv(np.array(staff) / students, students) for staff in least]), np.array(
        [*least.values()]
    )


def cv_of(rows: pd.DataFrame, staff) -> float:
    return student_weighted_cv(np.array(staff) / rows["students"], rows["students"])


def aims_of(cvs: np.ndarray) -> list[float]:
    """Three aims from the least coefficient of all staffings towards the present one, which comes first."""
    return [cvs.min() + share * (cvs[0] - cvs.min()) for share in (0.0, 0.3, 0.7)]


# ---- as good as trying everything -------------------------------------------------------------------------------


def test_shortest_moves_equal_exhaustion_on_random_counties():
    tried, rules = 0, MoveRules(furthest_km=FURTHEST, per_class=0.7, most_leaving=3)
    for seed in range(12):
        rows = random_county(seed)
        km = great_circle_km(rows["latitude"], rows["longitude"])
        cvs, costs = by_exhaustion(rows, rules, km)
        if len(cvs) == 1:
            assert plan_moves(rows, Aim(ALL, 0.0), rules).least_cv == pytest.approx(cvs[0], rel=1e-12)
            continue
        for aim in aims_of(cvs):
            best = costs[cvs <= aim].min()
            solver = ByDistance(staffing_of(rows, Aim(ALL, aim), rules), gap=0.0)
            moves, bound = solver.cheapest(aim)
            assert solver.staffing.cost(moves) == pytest.approx(best, rel=1e-9), seed
            assert bound <= best * (1 + 1e-6) + 1e-6
            plan = plan_moves(rows, Aim(ALL, aim), rules)
            assert plan.least_cv == pytest.approx(cvs.min(), rel=1e-12)
            assert plan.cv_after <= aim
            assert plan.cost <= best * 1.0051 + 1e-9
            tried += 1
    assert tried > 25


def test_fewest_moves_equal_exhaustion_and_the_network_whose_every_move_counts_one():
    tried, rules = 0, MoveRules(per_class=0.7, most_leaving=3)
    for seed in range(12):
        rows = random_county(seed)
        ones = np.ones((len(rows), len(rows)))
        cvs, costs = by_exhaustion(rows, rules, ones)
        bare = rows.drop(columns=["latitude", "longitude"])
        for aim in aims_of(cvs):
            plan, best = plan_moves(bare, Aim(ALL, aim), rules), costs[cvs <= aim].min()
            assert (plan.least_cv, plan.cost, plan.bound) == (pytest.approx(cvs.min(), rel=1e-12), best, best), seed
            if best:
                room = staffing_of(bare, Aim(ALL, aim), rules)
                room = type(room)(room.students, room.staff, room.can_leave, room.takes, ones)
                moves, _ = ByDistance(room, gap=0.0).cheapest(aim)
                assert moves.count.sum() == best
                tried += 1
    assert tried > 25


def test_the_bound_holds_at_whatever_prices():
    rng, tried = np.random.default_rng(1), 0
    for seed in range(15):
        rows, rules = random_county(seed), MoveRules()
        cvs, costs = by_exhaustion(rows, rules, great_circle_km(rows["latitude"], rows["longitude"]))
        aim = aims_of(cvs)[1]
        best = costs[cvs <= aim].min()
        solver = ByDistance(staffing_of(rows, Aim(ALL, aim), rules))
        room = solver.staffing.spread_at(aim) - solver.staffing.spread(solver.staffing.staff)
        for _ in range(20 if best else 0):
            price = Price(rng.exponential(20), rng.normal(0, 20, len(rows)))
            assert solver.proved_bound(price, room) <= best + 1e-9
            tried += 1
        if best:
            good = solver.proved_bound(solver.prices(room), room)
            assert 0 < good <= best + 1e-6
    assert tried >= 200


# ---- within every rule -------------------------------------------------------------------------------------------


def county() -> pd.DataFrame:
    """Five schools above the mean and five below it, each kind counted; one above is small, one private, one of each far."""
    students = [60, 300, 300, 300, 300, 900, 900, 900, 900, 900]
    teachers = [14, 40, 42, 40, 38, 40, 44, 38, 42, 40]
    return schools(
        students, teachers,
        backbone_teachers=[6, 14, 15, 12, 16, 3, 4, 2, 3, 4],
        pe_art_teachers=[3, 5, 6, 5, 5, 4, 3, 4, 5, 4],
        above_norm_teachers=[14, 40, 40, 40, 38, 20, 30, 25, 22, 30],
        classes=[6, 12, 12, 12, 12, 20, 20, 20, 20, 20],
        ownership=["public", "public", "public", "private", "public", "public", "public", "private", "public", "public"],
        latitude=[30.0, 30.02, 30.04, 30.0, 30.9, 30.01, 30.03, 30.05, 30.07, 30.95],
        longitude=[110.0] * 10,
    )  # fmt: skip


AIM = Aim(ALL, 0.35)


def half_way(rows: pd.DataFrame, rules: MoveRules):
    """Moves of full-time teachers half way to the least coefficient the rules allow."""
    reach = plan_moves(rows, Aim(ALL, math.inf), rules)
    return plan_moves(rows, Aim(ALL, (reach.cv_before + reach.least_cv) / 2), rules)


def given(plan) -> pd.Series:
    """Teachers who leave, by school; schools that only take are 0."""
    return -plan.changes[ALL].clip(upper=0)


def test_every_move_leaves_a_school_above_the_mean_for_one_below_and_the_county_keeps_all():
    rows = county()
    plan = plan_moves(rows, AIM)
    mean = rows[ALL].sum() / rows["students"].sum()
    above = set(rows["school_id"][rows[ALL] / rows["students"] > mean])
    assert plan.teachers > 10
    assert set(plan.moves["left"]) <= above
    assert not set(plan.moves["joined"]) & above
    assert plan.after[ALL].sum() == rows[ALL].sum()
    assert plan.cv_after == cv_of(rows, plan.after[ALL]) <= AIM.cv_at_most < plan.cv_before
    assert plan.gap <= 0.005


@pytest.mark.parametrize(
    ("rules", "holds"),
    [
        (MoveRules(per_class=3.0), lambda rows, plan: (plan.after[ALL] >= 3 * rows["classes"])[given(plan) > 0].all()),
        (MoveRules(most_leaving=5), lambda rows, plan: given(plan).max() <= 5 < given(half_way(rows, MoveRules())).max()),
        (MoveRules(gives_none=frozenset({"S1"})), lambda rows, plan: given(plan)[1] == 0),
        (MoveRules(spares_under=100), lambda rows, plan: given(plan)[0] == 0),
        (MoveRules(furthest_km=10.0), lambda rows, plan: plan.moves["km"].max() <= 10),
        (MoveRules(), lambda rows, plan: (plan.changes[ALL][rows["ownership"] == "private"] == 0).all()),
        (MoveRules(with_private=True), lambda rows, plan: (plan.changes[ALL][rows["ownership"] == "private"] != 0).any()),
    ],
)  # fmt: skip
def test_a_rule_is_kept(rules, holds):
    rows = county()
    plan = half_way(rows, rules)
    assert plan.teachers > 0
    assert holds(rows, plan)


def test_no_school_gives_below_what_the_standard_asks_for_its_students():
    rows = county()
    free, held = (plan_moves(rows, Aim(BACKBONE, 0.6, per_100)) for per_100 in (0.0, 4.5))
    keeps = whole_at_least(4.5, rows["students"].to_numpy(), 100)
    assert (free.after[BACKBONE] < keeps)[given(free) > 0].any()
    assert (held.after[BACKBONE] >= np.minimum(keeps, rows[BACKBONE])).all()


def test_a_rate_of_teachers_a_class_is_taken_as_written():
    assert whole_at_least(1.1, np.array([10, 11]), 1).tolist() == [11, 13]  # in binary 1.1 × 10 is above 11


# ---- several kinds -----------------------------------------------------------------------------------------------


def test_kinds_follow_each_other_and_none_becomes_more_than_the_full_time_teachers():
    rows = county().assign(above_norm_teachers=[10, 25, 25, 30, 22, 20, 30, 25, 22, 30])
    kinds = [BACKBONE, PE_ART, "above_norm_teachers", ALL]
    aims = [0.8 * cv for cv in _cvs(rows, kinds[:-1])]
    plans = plan_kinds(rows, [Aim(*one) for one in zip(kinds, [*aims, 0.4], strict=True)])
    assert [one.aim.kind for one in plans] == [PE_ART, BACKBONE, "above_norm_teachers", ALL]
    last = plans[-1].after
    for number, plan in enumerate(plans):
        assert plan.teachers > 0
        assert _cvs(last, [plan.aim.kind])[0] == pytest.approx(plan.cv_after, rel=1e-12)
        for earlier in plans[:number]:
            assert earlier.aim.kind not in plan.changes
    for kind in kinds:
        assert last[kind].sum() == rows[kind].sum()
        assert (last[kind] <= last[ALL]).all()
        assert (last[kind] >= 0).all()


def _cvs(rows: pd.DataFrame, kinds: list[str]) -> list[float]:
    return [student_weighted_cv(rows[kind] / rows["students"], rows["students"]) for kind in kinds]


def test_who_can_be_of_no_other_kind_only_moves_with_it():
    rows = county()
    plan = plan_moves(rows, Aim(BACKBONE, 0.8))
    assert plan.along["above_norm_teachers"] > 0  # at most schools that give, every teacher is above the norm
    assert (plan.after["above_norm_teachers"] <= plan.after[ALL]).all()
    assert plan.after["above_norm_teachers"].sum() == rows["above_norm_teachers"].sum()


def test_the_most_who_leave_a_school_holds_for_all_kinds_together():
    rows, rules = county(), MoveRules(most_leaving=6)
    plans = plan_kinds(rows, [Aim(BACKBONE, 0.9), Aim(ALL, 0.45)], rules)
    left = sum(given(plan) for plan in plans)
    assert left.max() == 6
    assert all(plan.teachers for plan in plans)


# ---- proved by the ordinary engine -------------------------------------------------------------------------------


def test_the_engine_finds_the_county_within_its_limits_once_all_have_moved():
    table, rules = load_dataset("demo-b"), standard("cn-quality-balance-2017")
    sections = count_sections(table)
    now = sections.select("DEMO-B", 2022)
    limits = {"primary": 0.5, "junior": 0.45}
    kinds = ["above_norm_teachers", BACKBONE, PE_ART]
    plans = []
    for stage, limit in limits.items():
        rows = now.rows[now.rows["stage"] == stage]
        plans += plan_kinds(rows, [Aim(kind, limit - 0.005) for kind in kinds], MoveRules(per_class=1.2))
    moved = with_moves(sections, plans)
    before, after = (judge(one, rules, "DEMO-B", 2022) for one in (sections, moved))
    for plan in plans:
        (stage,) = set(plan.rows["stage"])
        was, then = (one.cvs[stage, f"{plan.aim.kind}_per_100"] for one in (before, after))
        assert was.answer.value == "not_met"
        assert then.answer.value == "met"
        assert then.result.value == pytest.approx(plan.cv_after, rel=1e-12)
        assert then.result.value <= limits[stage] - 0.005
    problems = Problems()
    check_rows(moved.rows, moved.table.locators, moved.terms, problems, required=["students"])
    assert problems.errors == []
    others = [key for key in before.cvs if not key[1].startswith(tuple(kinds))]
    assert [after.cvs[key].result.value for key in others] == [before.cvs[key].result.value for key in others]
    untouched = sections.rows.index[sections.rows["year"] != 2022]
    pd.testing.assert_frame_equal(moved.rows.loc[untouched], sections.rows.loc[untouched])


# ---- what cannot be ----------------------------------------------------------------------------------------------


def test_a_limit_that_moves_cannot_reach_says_how_far_they_reach():
    plan = plan_moves(county(), Aim(ALL, 0.05), MoveRules(per_class=3.0))
    assert not plan.is_reachable
    assert 0.05 < plan.least_cv < plan.cv_before
    assert math.isnan(plan.cv_after)
    assert (plan.teachers, plan.cost, len(plan.by_school)) == (0, 0.0, 0)
    assert plan.frontier["cv"].iloc[-1] == pytest.approx(plan.least_cv, rel=1e-12)


@pytest.mark.parametrize("places", [{}, {"latitude": [30.0, 30.1, 30.2], "longitude": [110.0, 110.1, 110.2]}])
def test_a_county_whose_schools_are_equal_needs_no_move(places):
    plan = plan_moves(schools([100, 200, 300], [5, 10, 15], **places), Aim(ALL, 0.45))
    assert (plan.cv_before, plan.least_cv) == (pytest.approx(0, abs=1e-9),) * 2
    assert (plan.is_needed, plan.is_reachable, plan.teachers, plan.gap) == (False, True, 0, 0.0)
    assert len(plan.frontier) >= 1


@pytest.mark.parametrize("places", [{}, {"latitude": [30.0, 30.1, 30.2], "longitude": [110.0, 110.1, 110.2]}])
def test_where_nobody_may_leave_nothing_is_reached(places):
    rows = schools([100, 200, 300], [15, 10, 5], **places)
    plan = plan_moves(rows, Aim(ALL, 0.1), MoveRules(most_leaving=0))
    assert not plan.is_reachable
    assert plan.least_cv == plan.cv_before
    far = plan_moves(rows, Aim(ALL, 0.1), MoveRules(furthest_km=0.001)) if places else plan
    assert far.least_cv == far.cv_before


def broken(column: str, value: float) -> pd.DataFrame:
    rows = county()
    rows[column] = rows[column].astype(float)
    rows.loc[2, column] = value
    return rows


@pytest.mark.parametrize(
    ("rows", "rules", "zh", "en"),
    [
        (schools([100], [5]), MoveRules(), "只有1所学校", "one school; expected two schools at least"),
        (schools([], []), MoveRules(), "只有0所学校", "no school; expected two"),
        (broken(BACKBONE, math.nan), MoveRules(), "S2: 缺县级及以上骨干教师数", "S2: backbone teachers .* not known"),
        (broken(ALL, math.nan), MoveRules(), "S2: 缺专任教师数", "S2: full-time teachers: not known"),
        (broken(BACKBONE, -3), MoveRules(), "S2: 县级及以上骨干教师数为-3", "S2: backbone .*: -3; expected a whole number from 0"),
        (broken(BACKBONE, 4.5), MoveRules(), "S2: 县级及以上骨干教师数为4.5", "S2: backbone .*: 4.5; expected a whole number"),
        (broken("students", 0), MoveRules(), "S2: 在校生数为0", "S2: students: 0; expected a whole number from 1 on"),
        (broken(BACKBONE, 60), MoveRules(), "应为不多于专任教师数", "S2: backbone .*: 60; expected no more than"),
        (broken("classes", math.nan), MoveRules(per_class=1), "S2: 缺班级数", "S2: classes: not known"),
        (broken("latitude", math.nan), MoveRules(furthest_km=30), "S2: 缺纬度", "S2: latitude: not known; expected a place"),
        (county().assign(backbone_teachers=0.0), MoveRules(), "县域内一名也没有", "the county has none"),
        (county().drop(columns=ALL), MoveRules(), "缺专任教师数", "full-time teachers: 2 more schools alike"),
        (county(), MoveRules(per_class=-1), "per_class: -1", "per_class: -1; expected 0 or more"),
        (county(), MoveRules(gives_none=frozenset({"X"})), "没有学校X", "there is no school X"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_and_the_school_is_named(rows, rules, zh, en):
    with pytest.raises(RotationError, match=en) as refused:
        plan_moves(rows, Aim(BACKBONE, 0.3), rules)
    assert zh in refused.value.message("zh")


def test_without_the_place_of_one_school_moves_are_counted():
    assert not plan_moves(broken("latitude", math.nan), AIM).has_distances
    assert isinstance(plan_moves(broken("latitude", math.nan), AIM).solver, ByCount)


# ---- warnings, frontier, distances -------------------------------------------------------------------------------


def test_small_schools_and_schools_at_their_floor_are_told():
    plan = plan_moves(county(), Aim(ALL, 0.40), MoveRules(per_class=2.0))
    told = plan.stripped.set_index("school_id")
    assert bool(told.at["S0", "is_small"])
    floored = plan.after[ALL] == 2.0 * plan.rows["classes"]
    assert set(told.index[told["is_at_floor"]]) == set(plan.rows["school_id"][floored & (given(plan) > 0)])
    assert floored.any()


@pytest.mark.parametrize("has_places", [True, False])
def test_the_frontier_falls_from_the_present_to_the_least_and_no_plan_is_below_it(has_places):
    rows = county() if has_places else county().drop(columns=["latitude", "longitude"])
    plan = plan_moves(rows, AIM)
    line = plan.frontier
    assert (line["cost"].iloc[0], line["cv"].iloc[0]) == (0, plan.cv_before)
    assert line["cv"].iloc[-1] == pytest.approx(plan.least_cv, rel=1e-12)
    assert len(line) > 8
    assert (line["cost"].diff()[1:] > 0).all()
    assert (line["cv"].diff()[1:] < 0).all()
    slopes = (line["cv"] ** 2).diff() / line["cost"].diff()
    assert (slopes.diff()[2:] >= -1e-12).all()
    assert plan.cv_after**2 >= np.interp(plan.cost, line["cost"], line["cv"] ** 2) - 1e-9


def test_great_circles_are_those_of_the_globe():
    km = great_circle_km([0, 0, 90, -90], [0, 1, 0, 77])
    degree = 2 * math.pi * 6371 / 360
    np.testing.assert_allclose(km[0], [0, degree, 90 * degree, 90 * degree], rtol=1e-12)
    np.testing.assert_allclose(km[2, 3], 180 * degree, rtol=1e-12)
    assert (km == km.T).all()


def test_kinds_are_those_the_checks_hold_below_the_full_time_teachers():
    assert KINDS == ("above_norm_teachers", BACKBONE, PE_ART, "mid_title_teachers", ALL)


# ---- a real table ------------------------------------------------------------------------------------------------


@cache
def taiwan() -> pd.DataFrame:
    mapping = read_mapping(REPOSITORY / "tests" / "mappings" / "tw_moe_primary_113.toml")
    return accepted(read_files([TableFile(SHARED / "data" / "tw_moe_primary_113" / "113-107.csv", mapping)])).rows


QUICK = ("嘉義市", "基隆市", "新竹市", "澎湖縣", "金門縣", "連江縣")
OTHERS = (
    "南投縣", "嘉義縣", "宜蘭縣", "屏東縣", "彰化縣", "新北市", "新竹縣", "桃園市", "臺中市", "臺北市", "臺南市", "臺東縣",
    "花蓮縣", "苗栗縣", "雲林縣", "高雄市",
)  # fmt: skip


@needs_shared
@pytest.mark.parametrize("name", [*QUICK, *(pytest.param(name, marks=pytest.mark.slow) for name in OTHERS)])
def test_every_county_of_taiwan_comes_half_way_with_whole_teachers_and_a_small_gap(name):
    rows, rules = taiwan(), MoveRules(furthest_km=30.0, per_class=1.2)
    assert set(rows["county"]) == {*QUICK, *OTHERS}
    here = rows[rows["county"] == name]
    plan = half_way(here, rules)
    assert plan.gap <= 0.015
    assert plan.cv_after == cv_of(here, plan.after[ALL]) <= plan.aim.cv_at_most
    assert plan.moves["km"].max() <= 30
    assert plan.changes[ALL].dtype == np.int64
    assert plan.changes[ALL].sum() == 0
