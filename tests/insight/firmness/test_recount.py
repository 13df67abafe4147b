"""The least recount: exact on every small county, by exhaustion; the certificate of each confirmed by one who trusts nobody."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from case_files import load_case
from insight.firmness.recounts import fewest_by_trying_all, is_over

from analysis.formulas import student_weighted_cv
from analysis.insight.firmness import check_coefficient, diagnostic
from analysis.insight.firmness.coefficients import counted, plain
from analysis.insight.firmness.diagnostic import least_recount_within
from analysis.insight.firmness.recount import Recount, least_recount

MOST = 5  # units tried in every way
LIMITS = [Fraction(limit, 100) for limit in (30, 45, 50)]


def small_counties(how_many, seed):
    """Random counties of up to 7 schools that are within their limit, with few units each."""
    rng = np.random.default_rng(seed)
    while how_many:
        students = rng.integers(20, 900, int(rng.integers(1, 8)))
        counts = rng.poisson(students * rng.uniform(0.003, 0.02) * rng.lognormal(0, 0.3, students.size))
        limit = LIMITS[rng.integers(len(LIMITS))]
        if counts.any() and not is_over(counts, students, limit):
            how_many -= 1
            yield counts, students, limit


def certified(counts, students, limit, recount, step=1.0):
    rows = [
        {"name": f"S{place}", "students": plain(n), **counted(total, size)}
        for place, (n, total, size) in enumerate(
            zip(students, counts, np.broadcast_to(step, np.shape(counts)), strict=True)
        )
    ]
    changes = [{"row": place, "units": units} for place, units in recount.changes.items()]
    return {"kind": "cv", "limit": float(limit), "rows": rows, "changes": changes, "k": recount.units}


def hold_against_exhaustion(counties):
    """How many recounts lie at one school, of those found."""
    places = []
    for counts, students, limit in counties:
        recount = least_recount(counts, students, float(limit))
        tried = fewest_by_trying_all(counts, students, limit, MOST)
        if recount is None or recount.units > MOST:
            assert tried is None, (counts, students, limit)
        else:
            assert recount.units == tried, (counts, students, limit)
        if recount:
            certificate = json.loads(json.dumps(certified(counts, students, limit, recount)))
            assert check_coefficient.faults(certificate) == [], (counts, students, limit)
            places.append(len(recount.changes))
    return places


def test_the_search_equals_exhaustion_and_every_certificate_is_confirmed():
    places = hold_against_exhaustion(small_counties(200, seed=1))
    assert places.count(1) > 0.9 * len(places) > 100


@pytest.mark.slow
def test_the_search_equals_exhaustion_on_ten_thousand_counties():
    places = hold_against_exhaustion(small_counties(10_000, seed=2))
    assert 0.9 < places.count(1) / len(places) < 1  # some of the others drive a school to nothing


def test_the_rest_of_a_miscount_lies_at_one_school_after_another_is_driven_to_nothing():
    counts, students = np.array([2, 2, 2, 7, 9]), np.array([150, 257, 132, 369, 719])
    assert least_recount(counts, students, 0.50) == Recount({1: -2, 3: 1})
    at_one = [counts + sign * units * (np.arange(5) == place) for place in range(5) for sign in (1, -1) for units in (1, 2, 3)]  # fmt: skip
    assert not any(is_over(c, students, Fraction(1, 2)) for c in at_one if c.min() >= 0)


def test_rooms_that_sections_share_change_by_the_share():
    rng, found = np.random.default_rng(3), 0
    while found < 25:
        students, share = rng.integers(50, 600, 4), [Fraction(1), Fraction(2, 5), Fraction(1), Fraction(5, 8)]
        counts = rng.poisson(students * 0.02)
        totals = counts * np.array([float(one) for one in share])
        if not counts.any() or is_over(counts, students, Fraction(1, 2), share):
            continue
        found += 1
        recount = least_recount(totals, students, 0.5, [float(one) for one in share])
        tried = fewest_by_trying_all(counts, students, Fraction(1, 2), 8, step=share)
        assert (recount.units if recount and recount.units <= 8 else None) == tried
        if recount:
            certificate = certified(totals, students, 0.5, recount, [float(one) for one in share])
            assert check_coefficient.faults(certificate) == []


def test_a_coefficient_of_exactly_its_limit_is_met_and_turns_with_one():
    assert student_weighted_cv([3, 1], [1, 1]) == 0.5
    assert least_recount([3, 1], [1, 1], 0.5).units == 1


@pytest.mark.parametrize(
    ("counts", "students"),
    [([5], [100]), ([0, 0], [100, 100]), ([7, 7], [95, 5])],
    ids=["one school", "nothing anywhere", "no school small enough"],
)
def test_where_no_recount_can_turn_it_there_is_none(counts, students):
    limit = 0.5 if len(counts) < 2 or not any(counts) else 5.0
    assert least_recount(counts, students, limit) is None


def test_equal_schools_hold_until_the_first_is_far_enough_from_the_others():
    recount = least_recount([10, 10, 10], [500, 500, 500], 0.5)
    assert recount.units == fewest_by_trying_all(np.array([10] * 3), np.array([500] * 3), Fraction(1, 2), 12)


def test_large_counts_are_searched_as_exactly_as_small_ones():
    students = np.array([300, 420, 510, 250, 380, 610])
    counts = students * np.array([20, 24, 18, 30, 26, 21])
    recount = least_recount(counts, students, 0.30)
    ((school, units),) = recount.changes.items()
    one_less = counts + np.where(np.arange(6) == school, units - np.sign(units), 0)
    assert student_weighted_cv((counts + np.where(np.arange(6) == school, units, 0)) / students, students) > 0.30
    assert student_weighted_cv(one_less / students, students) <= 0.30
    assert abs(units) > 1000


def test_a_verdict_that_is_not_met_has_no_such_recount():
    with pytest.raises(ValueError, match="within the limit of"):
        least_recount([9, 1], [100, 100], 0.5)


def test_the_official_example_is_seventeen_books_from_a_limit_of_a_half():
    case = load_case("cv_books_five_schools")
    books, students = np.array(case["books"]), np.array(case["students"])
    recount = least_recount_within(books, students, 0.50)
    changed = books + [recount.changes.get(place, 0) for place in range(5)]
    assert recount.units == 17
    assert student_weighted_cv(changed / students, students) <= 0.50
    assert fewest_by_trying_all(books, students, Fraction(1, 2), 16, over=False) is None


def test_the_diagnostic_equals_exhaustion():
    rng, found = np.random.default_rng(4), 0
    while found < 60:
        students = rng.integers(30, 600, int(rng.integers(2, 6)))
        counts = rng.poisson(students * 0.015)
        if counts.any() and is_over(counts, students, Fraction(1, 2)):
            found += 1
            recount = least_recount_within(counts, students, 0.5, most=MOST)
            tried = fewest_by_trying_all(counts, students, Fraction(1, 2), MOST, over=False)
            assert (recount and recount.units) == tried, (counts, students)


def test_the_diagnostic_asks_for_whole_counts_and_for_no_more_than_it_was_told_to():
    with pytest.raises(ValueError, match="whole counts"):
        least_recount_within([1.5, 9], [10, 10], 0.5)
    assert least_recount_within([0, 4000], [10, 10], 0.1, most=50) is None


def test_no_room_that_publishes_knows_the_diagnostic():
    source = Path(diagnostic.__file__).parents[2]
    told = [path for room in ("show", "publish", "cli") for path in (source / room).rglob("*.py")]
    assert len(told) > 50
    assert not [path for path in told if "diagnostic" in path.read_text(encoding="utf-8") and "firmness" in path.read_text(encoding="utf-8")]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"limit": 0.1}, ["not met before"]),
        ({"changes": [{"row": 0, "units": 1}], "k": 1}, ["still met after"]),
        ({"changes": [{"row": 1, "units": -40}], "k": 40}, ["fewer than none"]),
        ({"k": 9}, ["k is another", "fewer are enough"]),
        ({"changes": [{"row": 2, "units": 9}], "k": 9}, ["fewer are enough"]),
    ],
)
def test_a_certificate_that_claims_too_much_is_not_confirmed(change, fault):
    counts, students = [4, 6, 9], [300, 310, 290]
    good = certified(counts, students, 0.45, least_recount(counts, students, 0.45))
    assert check_coefficient.faults(good) == []
    assert {*fault} <= {*check_coefficient.faults(good | change)}


@pytest.mark.parametrize("checker", ["check_coefficient", "check_count"])
def test_a_checker_is_short_and_needs_python_alone(checker):
    path = Path(check_coefficient.__file__).with_name(f"{checker}.py")
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 60
    imported = {line.split()[1] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names


def test_a_checker_runs_alone_and_says_what_it_found():
    counts, students = [4, 6, 9], [300, 310, 290]
    good = certified(counts, students, 0.45, least_recount(counts, students, 0.45))
    for certificate, code, said in ((good, 0, "confirmed"), (good | {"k": 9}, 1, "k is another")):
        ran = subprocess.run(
            [sys.executable, "-I", check_coefficient.__file__], input=json.dumps(certificate), text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert ran.returncode == code
        assert said in ran.stdout + ran.stderr
