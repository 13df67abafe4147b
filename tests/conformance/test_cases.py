"""The cases are complete, their answers are worked by hand, and what a source printed is what they round to."""

import csv
import datetime as dt
import re
import runpy

import pytest
from case_files import as_printed
from conformance.engine import RATES
from conformance.suite import CASES, FOLDER, read_json

from analysis.rules.standards import standard

WORKED = runpy.run_path(str(FOLDER / "worked.py"))
README = (FOLDER / "README.md").read_text(encoding="utf-8")
DAY = dt.date(2024, 12, 31)
QUALITY, BASIC = "cn-quality-balance-2017", "cn-basic-balance-2012"
every_case = pytest.mark.parametrize("case", CASES)


def asked(kind):
    """Every row of one kind that has a limit, over all cases."""
    rows = (row for case in CASES for row in read_json(case, "case")["rows"].values())
    return [row for row in rows if row["ask"] == kind and {"at_least", "at_most"} & row.keys()]


@every_case
def test_a_case_says_what_it_is_in_both_languages(case):
    said = read_json(case, "case")
    texts = [said["title"], said["tests"], *said["mistakes"].values()]
    assert all(text["zh"] and text["en"] and text["zh"] != text["en"] for text in texts)
    assert said["source"] and said["answer"] in ("printed", "constructed")
    assert said["rule"]["confidence"] in ("secondary", "practice")
    assert said["rule"]["document"] or said["rule"]["confidence"] == "practice"
    assert said.keys() >= {"schema", "rows"} and said["mistakes"]


@every_case
def test_the_tables_of_a_case_are_plain_and_of_one_width(case):
    for path in CASES[case].glob("*.csv"):
        rows = list(csv.reader(path.read_text(encoding="ascii").splitlines()))
        assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}


@every_case
def test_the_expected_answers_are_those_worked_in_fractions(case):
    assert read_json(case, "expected") == WORKED["answers"](CASES[case])
    assert read_json(case, "expected").keys() == read_json(case, "case")["rows"].keys()


@pytest.mark.parametrize("case", [name for name in CASES if read_json(name, "case")["answer"] == "printed"])
def test_an_answer_rounds_to_what_its_source_printed(case):
    expected, printed = read_json(case, "expected"), read_json(case, "case").get("printed", {})
    assert {row: as_printed(expected[row]["value"], like=text) for row, text in printed.items()} == printed


def test_the_five_schools_flip_without_their_weights():
    expected, mistakes = read_json("five-schools", "expected"), read_json("five-schools", "case")["mistakes"]
    assert expected["cv"] == {"value": pytest.approx(0.5152566, abs=5e-8), "verdict": "not_met"}
    assert mistakes["unweighted"]["gives"]["cv"] == ["0.4888", "met"]


def test_both_retention_formulas_give_what_was_worked_out_before():
    a, b = (read_json("retention-printed", "expected")[name]["value"] for name in "ab")
    assert (as_printed(a, "0.123456"), as_printed(b, "0.123456")) == ("0.996312", "0.996344")


def test_the_limits_of_the_cases_are_those_of_the_documents():
    quality, basic = standard(QUALITY), standard(BASIC)
    single = {limit.value for stage in ("primary", "junior") for limit in quality.limits("cv", DAY, stage).values()}
    assert {row["at_most"] for row in [*asked("cv"), *asked("every_cv")]} == single
    composites = basic.limits_by_whom("composite", DAY)
    assert {(row["stage"], row["at_most"]) for row in asked("composite")} == {
        (stage, limit.value) for stage, limit in composites.items()
    }
    for row in asked("value"):
        assert row["at_least"] == quality.limits("resource", DAY, row["stage"])[row["of"]].value
    for kind, whom in (("class_size", "stage"), ("school_size", "of")):
        limits = quality.limits_by_whom(kind, DAY)
        assert all(row["at_most"] == limits[row[whom]].value for row in asked(kind))


def test_the_school_rule_of_the_cases_is_that_of_the_document():
    quality = standard(QUALITY)
    limits = {name: limit.value for name, limit in quality.limits("resource", DAY, "primary").items()}
    (rule,) = quality.of_measure("met_count")
    for row in asked("school_rule"):
        assert row["of"] == limits
        assert (row["at_least"], row["floor_share"]) == (rule.limit(DAY).value, rule.number(DAY, "floor_share"))


def test_the_limits_of_rates_are_those_of_the_document_whichever_formula_is_used():
    rules = {rule.subject: rule for rule in standard(QUALITY).of_measure("item")}
    names = RATES | {"retention_b": RATES["retention_a"]}
    for row in asked("rate"):
        assert row["at_least"] == rules[names[row["of"]]].limit(DAY, row.get("stage", "")).value


def test_the_exception_of_the_cases_is_one_of_the_document():
    (rule,) = standard(QUALITY).of_measure("school_size")
    rows = [row for row in asked("school_size") if "exception" in row]
    for row in rows:
        stated = {
            (condition.field, condition.at_most, one.rule.limit(DAY, row["of"]).value)
            for one in rule.exemptions
            for condition in one.conditions
        }
        assert tuple(row["exception"][name] for name in ("column", "column_at_most", "at_most")) in stated
    assert rows


def test_the_readme_explains_every_case_column_and_question_twice():
    columns = {
        name for case in CASES for path in CASES[case].glob("*.csv") for name in path.open().readline().split(",")
    }
    rows = [row for case in CASES for row in read_json(case, "case")["rows"].values()]
    facts = {line.split(",")[0] for case in CASES for line in _lines(case, "facts")[1:]}
    words = {*CASES, *(column.strip() for column in columns), *(row["ask"] for row in rows)}
    words |= {row["of"] for row in rows if row["ask"] in ("rate", "value", "cv")}
    english, chinese = README.split("\n## 中文\n")
    for text in (english, chinese):
        assert {word for word in words if f"`{word}`" not in text} == set()
    assert {fact for fact in facts if not re.search(rf"\b{fact}\b", english)} == set()


def _lines(case, name):
    path = CASES[case] / f"{name}.csv"
    return path.read_text(encoding="ascii").splitlines() if path.exists() else []
