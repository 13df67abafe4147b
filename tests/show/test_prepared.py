"""A county judged ahead gives the same answers in both languages, and is left alone where anything differs."""

import pytest

from analysis.rules.conventions import Conventions
from analysis.show.county import view as county
from analysis.show.county.view import open_view, prepare


@pytest.fixture(autouse=True)
def nothing_prepared(monkeypatch):
    monkeypatch.setattr(county, "_prepared", [])


def answers(view):
    return [(one.rule.id, one.stage, one.school_id, one.answer, str(one.result.value)) for one in view.verdict.verdicts]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_prepared_county_is_judged_once_and_its_answers_are_the_same(lang, monkeypatch):
    fresh = open_view("demo-a", lang=lang)
    expected, named = answers(fresh), [one.name for one in fresh.indicators]
    prepare("demo-a")
    monkeypatch.setattr(county, "judge", lambda *_, **__: pytest.fail("judged again"))
    view = open_view("demo-a", lang=lang)
    assert view.lang == lang
    assert answers(view) == expected
    assert [one.name for one in view.indicators] == named


def test_another_county_other_choices_or_another_standard_are_judged_anew(monkeypatch):
    prepare("demo-a")
    assert "verdict" in open_view("demo-a").__dict__
    assert "verdict" not in open_view("demo-b").__dict__
    assert "verdict" not in open_view("demo-a", conventions=Conventions(teaching_points="separate")).__dict__
    monkeypatch.setenv("JUNHENG_STANDARD", "none")
    assert "verdict" not in open_view("demo-a").__dict__


def test_preparing_twice_computes_nothing_twice(monkeypatch):
    prepare("demo-a")
    monkeypatch.setattr(county, "open_view", lambda *_, **__: pytest.fail("opened again"))
    prepare("demo-a")
