"""Moves of teachers on a page: what they reach, what warns, what is refused, and what a reader cannot read into them."""

import pandas as pd
import pytest
from case_files import REPOSITORY, SHARED, needs_shared
from show.views import view_of

from analysis.errors import UsageError
from analysis.show.county.view import open_view
from analysis.show.rotation import figures, open_rotation, sentences, tables

LANGS = ["zh", "en"]


def told(view) -> str:
    return "\n".join(one.in_(view.lang) for one in sentences.told(view))


@pytest.fixture(scope="module")
def failing():
    return {lang: open_rotation(view_of("demo-b", lang), margin=0.005, per_class=1.2) for lang in LANGS}


@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_over_its_limit_is_brought_under_it_by_the_count_of_the_engine(failing, lang):
    view = failing[lang]
    rows = tables.reached(view).rows
    assert len(rows) == 6
    for one, row in zip(view.moves, rows, strict=True):
        verdicts = (found.cvs[one.stage, one.indicator.name] for found in (view.county.verdict, view.moved))
        before, after = verdicts
        assert (before.answer.value, after.answer.value) == ("not_met", "met")
        assert float(row[5]) <= float(row[4]) < float(row[2])
        assert row[2] == f"{before.result.value:.3f}"
        assert row[3] in ("—", f"{one.plan.cv_before:.3f}")  # as now, or as the kinds before it left it
        assert (
            int(row[7]) == one.plan.teachers == int(row[8])
        )  # no places: each move counts 1, and the bound is reached
        assert row[-1] == "0.00%"


def test_all_moves_are_listed_by_pair_and_the_schools_change_by_them(failing):
    view = failing["en"]
    pairs = tables.pairs(view)
    assert sum(int(row[4]) for row in pairs.rows) == sum(one.plan.teachers for one in view.moves)
    assert "the pairs are one way of many" in pairs.note
    changed = sum(len(one.plan.by_school) for one in view.moves)
    listed = tables.by_school(view)
    assert len(listed.rows) == 40
    assert f"{changed - 40} more rows are not listed" in listed.note
    assert any(row[-1] == "small" for row in listed.rows)


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ("不是建议方案", "县域均值的学校，到低于县域均值", "不涉及具体人员", "不足100名学生的学校共调出", "不计距离", "高于规定学历教师至少", "民办学校", "和每班1.2名专任教师")),
        ("en", ("an option, not a proposal", "arrives at one below it", "no names", "under 100 students would give", "each move counts one",
                "teachers above the required degree", "Private schools", "and 1.2 full-time teachers a class")),
    ],
)  # fmt: skip
def test_the_page_says_what_moves_cost_and_what_it_does_not_know(failing, lang, said):
    text = told(failing[lang])
    for part in said:
        assert part in text


def test_a_county_within_its_limits_needs_no_moves(captions):
    view = open_rotation(view_of("demo-a", "en"))
    assert told(view) == sentences.NOT_NEEDED.en
    assert tables.reached(view).rows == []
    assert tables.pairs(view).rows == tables.by_school(view).rows == []
    figures.frontier(view)
    assert captions == []


def test_an_aim_out_of_reach_is_told_with_the_least_that_is_possible(captions):
    view = open_rotation(view_of("demo-b", "en"), per_class=3.0, most_leaving=1)
    unreached = [one for one in view.moves if not one.plan.is_reachable]
    assert unreached
    text = told(view)
    for one in unreached:
        assert f"the least possible is {one.plan.least_cv:.3f}" in text
    rows = tables.reached(view).rows
    assert [row[5] == "—" for row in rows] == [not one.plan.is_reachable for one in view.moves]
    figures.frontier(view)
    assert len(captions) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_the_frontier_is_drawn_in_both_languages(failing, captions, lang):
    figures.frontier(failing[lang])
    (caption,) = captions
    assert caption.startswith({"zh": "示例乙市教师调配", "en": "Moves of teachers in 示例乙市"}[lang])


def test_schools_that_are_spared_give_nobody():
    view = open_rotation(view_of("demo-b", "en"), spares_under=200, gives_none=f"{_first_giver()}, ")
    giving = {school for one in view.moves for school in one.plan.moves["left"]}
    rows = view.county.sections.rows.set_index("school_id")["students"]
    assert giving
    assert rows[list(giving)].groupby(level=0).max().min() >= 200
    assert _first_giver() not in giving


def _first_giver() -> str:
    """The school that gives most where nothing is forbidden."""
    view = open_rotation(view_of("demo-b", "en"), spares_under=200)
    moves = pd.concat(one.plan.moves for one in view.moves)
    return moves.groupby("left")["teachers"].sum().idxmax()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"margin": -0.1}, "margin: -0.1; expected 0 or more"),
        ({"per_class": float("nan")}, "per_class: nan; expected 0 or more"),
        ({"kind": "cooks", "limit": 0.4}, "there is no 'cooks'; expected one of: above_norm_teachers"),
        ({"kind": "full_time_teachers"}, "one without the other"),
        ({"limit": 0.4}, "one without the other"),
        ({"gives_none": "nosuch"}, "there is no school nosuch"),
    ],
)
def test_what_makes_no_sense_is_refused(asked, message):
    with pytest.raises(UsageError) as refused:
        open_rotation(view_of("demo-b", "en"), **asked)
    assert message in refused.value.message("en")


def test_a_distance_asked_for_without_places_is_told_stage_by_stage():
    view = open_rotation(view_of("demo-b", "en"), furthest_km=20)
    assert set(view.refused) == {"primary", "junior"}
    assert "Primary: Not computed: " in told(view)
    assert "latitude: not known" in told(view)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    (tmp_path / "113-107.csv").write_bytes((SHARED / "data" / "tw_moe_primary_113" / "113-107.csv").read_bytes())
    (tmp_path / "mappings").mkdir()
    mapping = REPOSITORY / "tests" / "mappings" / "tw_moe_primary_113.toml"
    (tmp_path / "mappings" / "113-107.toml").write_bytes(mapping.read_bytes())


@needs_shared
def test_a_table_with_places_and_without_a_standard_is_planned_by_the_kilometre(own, captions):
    county = open_view("own", "金門縣", lang="en")
    view = open_rotation(county, kind="full_time_teachers", limit=0.25, furthest_km=30, per_class=1.2)
    ((_, _, now, aim, after, least, moved, km, bound, gap),) = tables.reached(view).rows
    assert (now, aim) == ("0.371", "0.250")
    assert float(least) < float(after) <= 0.25
    assert 0 < float(bound) <= float(km)
    assert float(gap.removesuffix("%")) <= 1.5
    text = told(view)
    assert f"moving {moved} full-time teachers (" in text
    assert "km together" in text
    assert "no places" not in text
    assert "straight lines" in tables.pairs(view).note
    figures.frontier(view)
    assert len(captions) == 1
