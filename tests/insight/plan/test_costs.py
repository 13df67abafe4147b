"""What additions cost: files that are refused, the example, and costs nobody gave."""

from pathlib import Path

import pytest
from insight.plan.counties import judged, school

from analysis.insight.plan.additions import (
    EXAMPLE,
    Costs,
    PlanError,
    common_additions,
    costs_of_folder,
    example_costs,
    example_file,
    read_costs,
)
from analysis.insight.plan.plan import make_plan
from analysis.language import Words

BROKEN = Path(__file__).parents[2] / "broken" / "costs"
REFUSALS = {
    "below_zero": ("unit_cost › degree", "-1"),
    "cost_that_is_no_number": ("unit_cost › degree", "many"),
    "cost_without_end": ("unit_cost › degree", "inf"),
    "cost_beyond_reckoning": ("unit_cost › degree", "1e+25"),
    "unknown_addition": ("unit_cost › swimming_pool", "one of"),
    "without_source": ("source", "missing"),
    "limit_below_zero": ("amount", "-5"),
    "no_teachers_of_a_class": ("teachers_per_class › primary", "0"),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_broken_cost_file_is_refused_by_its_key(name):
    with pytest.raises(PlanError) as refused:
        read_costs(BROKEN / f"{name}.toml")
    for part in REFUSALS[name]:
        assert part in refused.value.message("en")
    assert refused.value.message("zh") != refused.value.message("en")


def test_every_broken_cost_file_has_its_refusal():
    assert {path.stem for path in BROKEN.glob("*.toml")} == set(REFUSALS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_example_is_a_file_that_can_be_read_and_says_it_is_invented(lang, tmp_path):
    path = tmp_path / "costs.toml"
    path.write_text(example_file(lang), encoding="utf-8")
    read = costs_of_folder(tmp_path)
    assert read.unit_cost == example_costs().unit_cost
    assert {"zh": "示例", "en": "invented"}[lang] in read.source.in_(lang)


def test_a_file_that_does_not_say_yet_whose_costs_it_holds_is_the_example(tmp_path):
    path = tmp_path / "costs.toml"
    path.write_text(example_file("zh"), encoding="utf-8")
    assert read_costs(path).is_example
    path.write_text(example_file("en").replace(EXAMPLE.en, "Prices of 2025"), encoding="utf-8")
    assert not read_costs(path).is_example


def test_a_folder_without_costs_takes_the_example_and_says_so(tmp_path):
    assert costs_of_folder(tmp_path).is_example


def test_a_plan_that_needs_something_without_a_price_names_it():
    few = Costs({"degree": 1.0}, Words("x", "x"))
    with pytest.raises(PlanError, match="unit_cost › "):
        make_plan(judged(school(200.0), school(200.0, backbone_teachers=0.0)), few)


def test_every_addition_adds_fields_there_are_or_nothing():
    fields = judged(school(200.0)).case.sections.terms.fields
    for one in common_additions().values():
        assert set(one.adds) <= set(fields)
        assert one.label.zh
        assert one.label.en
