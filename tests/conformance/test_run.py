"""The runner, another program by command line, and calculators that get one thing wrong."""

import json
import runpy
import sys

import pytest
from case_files import as_printed
from conformance.suite import CASES, WORKED, WRONG, read_json, run

WRONG_CALCULATORS = runpy.run_path(str(WRONG[1]))
MISTAKES = list(WRONG_CALCULATORS["MISTAKES"])
RUNNER = runpy.run_path(str(WORKED[1].with_name("run.py")))


def named(mistake):
    """What the cases say a mistake gives, by row."""
    return {
        f"{case}/{row}": given
        for case in CASES
        for row, given in read_json(case, "case")["mistakes"].get(mistake, {"gives": {}})["gives"].items()
    }


def program(tmp_path, text):
    path = tmp_path / "program.py"
    path.write_text(text, encoding="utf-8")
    return sys.executable, path


def test_the_worked_answers_pass_by_command_line():
    done = run("--", *WORKED)
    assert (done.code, done.failed) == (0, {})
    assert done.output.endswith(f" fail, in {len(CASES)} cases\n")


def failed_by(mistake):
    """The rows in which a wrong calculator differs from the expected answers, with what it gives."""
    given = {case: WRONG_CALCULATORS["answers"](mistake, folder) for case, folder in CASES.items()}
    return {
        f"{case}/{row}": found[row]
        for case, found in given.items()
        for row, expected in read_json(case, "expected").items()
        if not RUNNER["agrees"](found[row], expected)
    }


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_calculator_fails_in_exactly_the_rows_that_the_cases_name(mistake):
    failed, wanted = failed_by(mistake), named(mistake)
    assert wanted and failed.keys() == wanted.keys()
    for row, (value, verdict) in wanted.items():
        assert failed[row]["verdict"] == verdict
        assert failed[row]["value"] is None if value is None else as_printed(failed[row]["value"], like=value) == value


def test_a_wrong_calculator_fails_by_command_line_too():
    done = run("five-schools", "one-school", "--", *WRONG, "sample")
    assert done.code == 1 and done.output.endswith("4 of 7 rows pass, 3 fail, in 2 cases\n")
    assert done.failed.keys() == {"five-schools/cv", "five-schools/mean", "one-school/cv"}
    assert done.failed["one-school/cv"] == {"value": None, "verdict": "cannot_judge"}


def test_every_mistake_that_a_case_names_is_made_by_a_calculator():
    assert {name for case in CASES for name in read_json(case, "case")["mistakes"]} == set(MISTAKES)


def test_single_cases_can_be_run():
    done = run("five-schools", "one-school", "--", *WORKED)
    assert done.code == 0 and done.output == "7 of 7 rows pass, 0 fail, in 2 cases\n"


def test_a_program_that_stops_fails_every_row_and_its_last_word_is_shown(tmp_path):
    done = run("one-school", "--", *program(tmp_path, "raise SystemExit('no licence')"))
    assert done.code == 1 and len(done.failed) == 3
    assert set(done.failed.values()) == {"no JSON object (exit code 1): no licence"}


def test_a_row_without_an_answer_fails(tmp_path):
    done = run("one-school", "--", *program(tmp_path, 'print(\'{"cv": {"value": 0, "verdict": "met"}}\')'))
    assert done.code == 1 and done.failed == {"one-school/mean": None, "one-school/no-school": None}


@pytest.mark.parametrize("words", [(), ("--",), ("no-such-case", "--", *WORKED), ("--", "no-such-program")])
def test_wrong_usage_is_told_from_wrong_answers(words):
    done = run(*words)
    assert done.code == 2 and done.errors and not done.output


@pytest.mark.parametrize(
    ("value", "verdict", "holds"),
    [
        (0.45, "met", True),
        (0.45 + 9e-10, "met", True),
        (0.45 + 2e-9, "met", False),
        (0.45, "not_met", False),
        (0.45, None, False),
        (None, "met", False),
        ("0.45", "met", False),
        (float("nan"), "met", False),
    ],
)
def test_values_agree_within_a_billionth_and_verdicts_exactly(value, verdict, holds):
    found = json.loads(json.dumps({"value": value, "verdict": verdict}))
    assert RUNNER["agrees"](found, {"value": 0.45, "verdict": "met"}) is holds


def test_what_is_unknown_agrees_with_nothing_else():
    unknown = {"value": None, "verdict": "cannot_judge"}
    assert RUNNER["agrees"](unknown, unknown)
    assert not RUNNER["agrees"]({"value": 0, "verdict": "cannot_judge"}, unknown)
    assert not RUNNER["agrees"]("cannot_judge", unknown)
