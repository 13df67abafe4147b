"""Our engine gives every answer of the conformance cases."""

import sys
from pathlib import Path

import pytest
from conformance.engine import answers
from conformance.suite import CASES, read_json, run

TESTS = Path(__file__).parents[1]


@pytest.mark.parametrize("case", CASES)
def test_our_engine_agrees(case):
    found = answers(CASES[case])
    assert {row: (as_expected(one["value"]), one["verdict"]) for row, one in read_json(case, "expected").items()} == {
        row: (one["value"], one["verdict"]) for row, one in found.items()
    }


def as_expected(value):
    return value if value is None else pytest.approx(value, rel=1e-12, abs=1e-12)


def test_our_engine_can_be_run_like_any_other_program():
    done = run("five-schools", "--", sys.executable, "-m", "conformance.engine", cwd=TESTS)
    assert (done.code, done.failed) == (0, {})
