"""The cheapest plan against exhaustion, and every plan against the ordinary rules."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from insight.plan.counties import judged, random_county, school

from analysis.formulas import student_weighted_cv
from analysis.insight.kept import KEPT_VARIABLE
from analysis.insight.plan.additions import Cap, PlanError, example_costs
from analysis.insight.plan.beside import fill_everything, price_of_rules
from analysis.insight.plan.ground import ground_of
from analysis.insight.plan.plan import Wishes, make_plan
from analysis.insight.plan.years import over_years
from analysis.rules.results import Answer
from analysis.show.county.view import open_view

COSTS = example_costs()
EXACT = Wishes(margin=0.0, gap=0.0)


def left_of(plan):
    """What the plan was to mend and did not."""
    return [one for one in plan.left if one.answer is Answer.NOT_MET]


def cheapest_by_exhaustion(students, backbone, pe, limit=0.5, most=5):
    """The least cost of backbone and PE teachers with which schools that have plenty of the rest pass: one may miss by 15%."""
    students, steps = np.array(students), np.array(list(product(range(most + 1), repeat=len(students))))

    def under(start):
        have = (np.array(start) + steps) / students * 100
        mean = (np.array(start) + steps).sum(axis=1) / students.sum() * 100
        spread = np.sqrt((students / students.sum() * (have - mean[:, None]) ** 2).sum(axis=1))
        return have, (spread <= limit * mean).nonzero()[0]

    best = np.inf
    (b, fine_b), (p, fine_p) = under(backbone), under(pe)
    for i in fine_b:
        if (b[i] < 0.85 - 1e-12).any():
            continue
        short = b[i] < 1 - 1e-12
        for j in fine_p:
            need = np.where(short, 0.9, 0.85 * 0.9)
            if (p[j] >= need - 1e-12).all():
                best = min(best, 30000 * steps[i].sum() + 100000 * steps[j].sum())
    return best


@pytest.mark.parametrize("seed", [*range(3), *(pytest.param(n, marks=pytest.mark.slow) for n in range(3, 12))])
def test_the_cheapest_plan_is_the_one_exhaustion_finds(seed):
    rng = np.random.default_rng(seed)
    students = rng.integers(90, 320, 3).astype(float)
    backbone, pe = rng.integers(0, 5, 3).astype(float), rng.integers(0, 4, 3).astype(float)
    found = judged(
        *(school(n, backbone_teachers=b, pe_art_teachers=p) for n, b, p in zip(students, backbone, pe, strict=True))
    )
    assert make_plan(found, COSTS, EXACT).cost == cheapest_by_exhaustion(students, backbone, pe)


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow), pytest.param(2, marks=pytest.mark.slow)])
def test_random_counties_pass_the_ordinary_rules_with_their_plan(seed):
    plan = make_plan(random_county(np.random.default_rng(seed), 12, spread=0.6), COSTS, Wishes(seconds=30))
    assert not left_of(plan)
    assert plan.solution.bound <= plan.solution.cost
    assert plan.gap < 0.02
    assert (plan.works["amount"] > 0).all()


def test_a_county_that_passes_needs_nothing():
    plan = make_plan(judged(school(200.0), school(300.0)), COSTS)
    assert plan.cost == 0
    assert plan.works.empty


def test_one_school_of_a_stage_is_planned_for_without_a_coefficient_in_the_way():
    plan = make_plan(judged(school(200.0, backbone_teachers=0.0)), COSTS)
    assert plan.works["addition"].tolist() == ["backbone"]
    assert not left_of(plan)


def test_schools_all_alike_and_all_short_are_each_raised():
    plan = make_plan(judged(*(school(100.0, multimedia_rooms=0.0, backbone_teachers=0.0) for _ in range(4))), COSTS)
    assert not left_of(plan)
    assert plan.works.groupby("school")["cost"].sum().nunique() == 1


def test_what_is_for_the_coefficient_stands_apart_from_what_a_school_needs():
    schools = [school(200.0, backbone_teachers=n) for n in (2.0, 2.0, 2.0, 14.0)]
    plan = make_plan(judged(*schools), COSTS, EXACT)
    assert set(plan.works["why"]) == {"balance"}  # every school meets its threshold: only the coefficient asks for more
    total = np.array([2.0, 2.0, 2.0, 14.0])
    total[:3] += plan.works.set_index("school").reindex(["S1", "S2", "S3"])["amount"].fillna(0)
    assert student_weighted_cv(total / 2, np.full(4, 200.0)) <= 0.5
    assert "S4" not in set(plan.works["school"])  # nothing is taken from, or given to, the school above


def test_a_section_without_a_figure_is_not_invented_one():
    schools = [school(200.0), school(200.0, backbone_teachers=float("nan")), school(200.0, pe_art_teachers=0.0)]
    plan = make_plan(judged(*schools), COSTS)
    assert "backbone" not in set(plan.works["addition"])
    assert plan.after.cvs["primary", "backbone_teachers_per_100"].answer is Answer.CANNOT_JUDGE


def test_teachers_are_hired_where_a_kind_of_them_would_outgrow_their_number():
    plan = make_plan(judged(school(200.0, full_time_teachers=6.0, above_norm_teachers=6.0), school(200.0)), COSTS)
    amounts = plan.works.groupby("addition")["amount"].sum()
    assert (
        amounts["degree"] == amounts["teacher"] == 2
    )  # 4.2 per 100 of 200 pupils is 9; one indicator may be at 85%: 8
    rows = plan.after.case.sections.rows
    assert (rows["above_norm_teachers"] <= rows["full_time_teachers"]).all()


def test_whoever_is_hired_for_a_kind_of_teachers_is_hired_for_the_schools_thresholds():
    none = dict.fromkeys(("full_time_teachers", "above_norm_teachers", "pe_art_teachers", "backbone_teachers"), 0.0)
    plan = make_plan(judged(*(school(200.0, **none) for _ in range(2))), COSTS)
    assert set(plan.works["why"]) == {"thresholds"}  # all alike: no coefficient asks for anything


def test_nobody_is_hired_beyond_what_a_school_can_take():
    costs = replace(
        COSTS,
        unit_cost={**COSTS.unit_cost, "pe_art_teacher": 150000.0},
        caps=(Cap("S1", "teacher", 1.0),),
    )
    plan = make_plan(judged(school(200.0, full_time_teachers=4.0, above_norm_teachers=4.0), school(200.0)), costs)
    assert plan.works.groupby("addition")["amount"].sum()["teacher"] <= 1


def test_what_a_school_can_take_its_sections_share():
    sections = [
        school(200.0, school_id="N", school_type="nine_year", stage=stage, is_shared=True, backbone_teachers=0.0)
        for stage in ("primary", "junior")
    ]
    found = judged(*sections, school(200.0), school(200.0, stage="junior", school_type="junior"))
    takes = replace(COSTS, caps=(Cap("N", "backbone", 4.0),))
    assert make_plan(found, takes).works.query("addition == 'backbone'")["amount"].sum() <= 4
    with pytest.raises(PlanError, match=r"(?i)backbone teachers|骨干教师"):
        make_plan(found, replace(COSTS, caps=(Cap("N", "backbone", 3.0),)))


def test_a_standard_is_planned_for_whose_kinds_of_teachers_the_table_has_not():
    plan = make_plan(judged(school(200.0), school(200.0), by="cn-basic-balance-2012"), COSTS)
    assert "mid_title" not in set(plan.works["addition"])
    assert all(one.answer is not Answer.MET for one in plan.before.verdicts.where(subject="mid_title_teachers_per_100"))


def test_an_impossible_plan_names_the_school_and_what_it_cannot_take():
    found = judged(school(200.0, sport_area_m2=0.0, backbone_teachers=0.0), school(200.0))
    costs = replace(COSTS, caps=(Cap("S1", "sport_area", 0.0),))
    with pytest.raises(PlanError) as refused:
        make_plan(found, costs)
    assert "S1" in refused.value.message("en")
    assert "sports area" in refused.value.message("en").lower()
    assert "体育运动场馆" in refused.value.message("zh")


def test_a_budget_too_small_buys_as_many_schools_as_it_can_and_says_what_stays():
    found = judged(*(school(200.0, backbone_teachers=n) for n in (0.0, 1.0, 1.0, 2.0)))
    full = make_plan(found, COSTS, EXACT)
    half = make_plan(found, COSTS, replace(EXACT, budget=full.cost / 2))
    assert half.cost <= full.cost / 2
    assert half.solution.unmet
    assert half.is_short
    assert not full.is_short
    assert left_of(half)
    assert not left_of(make_plan(found, COSTS, replace(EXACT, budget=full.cost)))
    assert make_plan(found, COSTS, replace(EXACT, budget=0.0)).cost == 0


def test_years_pay_the_whole_plan_and_never_more_than_a_year_has():
    plan = make_plan(random_county(np.random.default_rng(3), 12), COSTS, Wishes(seconds=20))
    spread = over_years(plan, 3)
    assert spread["cost"].sum() == pytest.approx(plan.cost)
    assert set(spread["due"]) <= {1, 2, 3}
    assert len(spread) == len(plan.works)  # no work is divided where a year can pay for it whole
    poor = over_years(plan, 2, yearly=plan.cost / 4)
    by_year = poor.groupby("due")["cost"].sum()
    assert (by_year[[1, 2]] <= plan.cost / 4 + 1e-6).all()
    assert by_year.sum() == pytest.approx(plan.cost)
    assert by_year[0] >= plan.cost / 2 - 1


@pytest.mark.parametrize(("years", "share"), [(3, 1.0), (3, 1.05), (5, 1.5)])
def test_years_buy_each_line_once_and_no_more_of_it(years, share):
    plan = make_plan(random_county(np.random.default_rng(3), 12), COSTS, Wishes(seconds=20))
    paid = over_years(plan, years, yearly=plan.cost * share / years)
    assert (paid["amount"] > 0).all()
    assert paid["cost"].sum() == pytest.approx(plan.cost)


def test_a_school_without_ground_for_its_classes_is_named_and_nothing_is_built_there():
    found = judged(school(200.0, classes=3.0), school(200.0))
    assert make_plan(found, COSTS).works["addition"].tolist() == ["class", "classroom", "teacher"]
    plan = make_plan(found, replace(COSTS, caps=(Cap("S1", "classroom", 0.0),)))
    assert plan.works.empty
    assert "S1" in plan.notes[0].zh
    assert "普通教室" in plan.notes[0].zh


def test_seats_that_cost_more_than_the_budget_are_not_planned():
    found = judged(school(2100.0, classes=60.0), school(200.0, classes=8.0))
    costs = replace(COSTS, unit_cost={**COSTS.unit_cost, "seat": 1000.0})
    assert make_plan(found, costs).cost == 100000
    poor = make_plan(found, costs, Wishes(budget=5000.0))
    assert poor.cost == 0
    assert poor.is_short


def test_filling_everything_costs_at_least_as_much_as_the_school_rule_asks():
    schools = [school(200.0, backbone_teachers=n, pe_art_teachers=m) for n, m in ((0.0, 1.0), (1.0, 0.0), (2.0, 2.0))]
    plan = make_plan(judged(*schools), COSTS, EXACT)
    filled, prices = fill_everything(plan), price_of_rules(plan)
    assert filled.cost >= plan.cost - prices["balance"] if "balance" in prices else filled.cost >= plan.cost
    assert filled.after.verdicts.where(rule="every_school", stage="primary").answer is Answer.MET
    assert prices["thresholds"] > 0


@pytest.mark.parametrize(("wishes", "what"), [({"margin": -0.1}, "margin"), ({"margin": 0.45}, "margin"), ({"budget": -1.0}, "budget")])  # fmt: skip
def test_wishes_that_make_no_sense_are_refused(wishes, what):
    with pytest.raises(PlanError, match=what):
        Wishes(**wishes)


def test_a_county_without_a_standard_cannot_be_planned_for():
    with pytest.raises(PlanError):
        make_plan(open_view("michigan").verdict, COSTS)


def test_the_plan_of_demo_a_mends_its_large_classes_and_its_oversize_school_and_nothing_else():
    plan = make_plan(open_view("demo-a").verdict, COSTS)
    assert {one.rule.id for one in plan.mended} == {"class_size", "school_size"}
    assert set(plan.works["addition"]) == {"seat", "class", "classroom", "teacher"}
    assert not plan.left


@pytest.mark.slow
def test_the_plan_of_demo_b_passes_the_ordinary_rules_and_filling_everything_does_not():
    plan = make_plan(open_view("demo-b").verdict, COSTS)
    assert not plan.left
    assert plan.gap <= 0.005
    assert fill_everything(plan).after.verdicts.where(rule="every_cv").answer is Answer.NOT_MET


def test_money_saved_over_the_years_pays_for_what_no_single_year_can():
    schools = [school(200.0, multimedia_rooms=0.0), school(200.0)]
    plan = make_plan(judged(*schools), replace(COSTS, unit_cost={**COSTS.unit_cost, "multimedia_room": 70000.0}))
    spread = over_years(plan, 2, yearly=plan.cost / 2)  # four rooms: one and a bit a year
    assert set(spread["due"]) <= {1, 2}


def test_a_margin_as_wide_as_a_limit_is_refused():
    found = judged(school(200.0), school(300.0))
    with pytest.raises(PlanError, match="margin"):
        ground_of(found, COSTS, 0.5)


def test_a_plan_kept_is_not_solved_again_in_another_language(monkeypatch, tmp_path):
    """Both languages of a document, and its trace, ask for the same plan in processes of their own."""
    monkeypatch.setenv(KEPT_VARIABLE, str(tmp_path))
    first, again = (open_view("demo-b", "", 0, lang).verdict for lang in ("zh", "en"))
    plan = make_plan(first, COSTS)
    monkeypatch.setattr("analysis.insight.plan.solve.solved", None)
    same = make_plan(again, COSTS)
    assert same.cost == plan.cost and (same.solution.added == plan.solution.added).all()
    with pytest.raises(TypeError):
        make_plan(again, COSTS, Wishes(margin=0.02))


def test_the_price_of_a_rule_is_told_no_closer_than_the_gaps_leave_certain():
    plan = make_plan(open_view("demo-b").verdict, COSTS)
    step = 10.0 ** np.ceil(np.log10(plan.cost * plan.gap))
    assert step > 1e5
    assert all(price % step == 0 for price in price_of_rules(plan).values())
