"""How good are plans, and how soon? Random counties, and the same by another kind of tangents.

    python benchmarks/plan.py [--counties 100] [--seconds 60] [--first 0]

Counties of 20 to 120 schools of both stages, a fifth of them nine-year schools, resources scattered so that coefficients fail;
each plan is judged by the ordinary rules. "whole" tangents hold up the sum over all schools of a coefficient by one row a round,
where the kept ones take a row a school.
"""

import argparse
import sys
import time
from importlib import import_module
from pathlib import Path

import numpy as np

from analysis.insight.plan.additions import example_costs
from analysis.insight.plan.ground import ground_of
from analysis.insight.plan.plan import Wishes, make_plan
from analysis.insight.plan.program import Program
from analysis.insight.plan.solve import cheapest
from analysis.rules.results import Answer

sys.path.append(str(Path(__file__).resolve().parents[1] / "tests"))
random_county = import_module("insight.plan.counties").random_county  # the counties of the tests
COSTS = example_costs()
SPREADS = (0.3, 0.6)  # about half of the counties need no tangents for their coefficients


def whole_tangents(made: Program, key, values) -> None:
    """One row for the whole sum: Σ w (2q (x − m) − q² m) ≤ L² m at the values of now."""
    (stage, k), ground = key, made.ground
    w, here = ground.weights(stage), np.flatnonzero(ground.stage == stage)
    q = values[here, k] / float(w[here] @ values[here, k]) - 1
    columns, factors, still = [made.mean[key]], [-float(w[here] @ (2 * q + q * q)) - ground.cv_limit[key] ** 2], 0.0
    for i, each in zip(here, 2 * q * w[here], strict=True):
        still += each * ground.value[i, k]
        if ground.variable[i, k] >= 0:
            columns.append(int(ground.variable[i, k]))
            factors.append(each * ground.slope[i, k])
    made.row(columns, factors, -float("inf"), -still)


def one_county(seed: int, seconds: float) -> dict:
    rng = np.random.default_rng(seed)
    schools = int(rng.integers(20, 121))
    found = random_county(rng, schools, SPREADS[seed % 2])
    failing = sum(one.answer is Answer.NOT_MET for one in found.cvs.values())
    started = time.perf_counter()
    plan = make_plan(found, COSTS, Wishes(seconds=seconds))
    took = time.perf_counter() - started
    left = [one for one in plan.left if one.answer is Answer.NOT_MET]
    return {
        "schools": schools,
        "failing": failing,
        "cost": plan.cost,
        "gap": plan.gap,
        "seconds": took,
        "passes": not left,
    }


def by_whole_tangents(seed: int, seconds: float) -> tuple[float, float]:
    rng = np.random.default_rng(seed)
    ground = ground_of(random_county(rng, int(rng.integers(20, 121)), SPREADS[seed % 2]), COSTS, 0.01)
    kept, Program.touch = Program.touch, whole_tangents
    try:
        started = time.perf_counter()
        found = cheapest(ground, seconds=seconds)
        return found.gap, time.perf_counter() - started
    finally:
        Program.touch = kept


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--counties", type=int, default=100)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--whole", type=int, default=6, help="counties tried by the other tangents as well")
    given = asked.parse_args()
    print("seed schools failing      cost/1000    gap%  seconds passes", flush=True)
    lines = []
    for seed in range(given.first, given.first + given.counties):
        line = one_county(seed, given.seconds)
        lines.append(line)
        print(f"{seed:4d} {line['schools']:7d} {line['failing']:7d} {line['cost'] / 1e3:14,.0f} {100 * line['gap']:7.3f} {line['seconds']:8.1f} {line['passes']}", flush=True)  # fmt: skip
    gaps, took = (np.array([line[name] for line in lines]) for name in ("gap", "seconds"))
    print(f"all pass: {all(line['passes'] for line in lines)}; gap median {100 * np.median(gaps):.3f} %, most {100 * gaps.max():.3f} %; "
          f"seconds median {np.median(took):.1f}, most {took.max():.1f}")  # fmt: skip
    for seed in range(given.first + 1, given.first + 2 * given.whole, 2):
        gap, seconds = by_whole_tangents(seed, given.seconds)
        print(f"whole tangents, seed {seed}: gap {100 * gap:.3f} %, {seconds:.1f} s")


if __name__ == "__main__":
    main()
