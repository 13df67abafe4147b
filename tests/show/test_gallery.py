"""What figures look like, held against kept pictures in both languages: one of each kind the house draws.

`pytest tests/show/test_gallery.py --mpl-generate-path=tests/show/gallery` writes the kept pictures anew.
"""

import shutil
from pathlib import Path

import pytest
from matplotlib.testing.compare import compare_images
from show.views import view_of

from analysis.show import (
    balance,
    balance_change,
    class_size,
    conditions,
    counties,
    distribution,
    exchange,
    monitoring,
    plan,
    reports,
    rotation,
)
from analysis.show.appendix import figures as first_page
from analysis.show.balance_change import open_balance_changes
from analysis.show.class_size import open_class_sizes
from analysis.show.counties import open_counties
from analysis.show.exchange import open_exchange
from analysis.show.monitoring import open_monitoring
from analysis.show.page import style
from analysis.show.plan import open_plan
from analysis.show.reports import open_reports
from analysis.show.rotation import open_rotation

GALLERY, TOLERANCE = Path(__file__).with_name("gallery"), 8  # of 255, root mean square over all dots
SAME = pytest.mark.mpl_image_compare(
    baseline_dir="gallery", style="default", tolerance=TOLERANCE, savefig_kwargs={"dpi": 60}
)
LANGS = ("zh", "en")


@pytest.fixture
def drawn(monkeypatch):
    """The figures a call shows, as they are; that they have data and every glyph is looked at in test_figures."""
    figures = []
    for module in (style, first_page):
        monkeypatch.setattr(module, "png", lambda figure, _: figures.append(figure) or b"")
    monkeypatch.setattr(style, "display", lambda *_, **__: None)
    return figures


@SAME
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dataset", [pytest.param("demo-a", marks=pytest.mark.slow), "demo-b"])
def test_the_table_of_shades_puts_those_in_most_need_first(dataset, lang, drawn):
    conditions.figures.against_thresholds(view_of(dataset, lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_values_stand_against_their_limit_and_those_below_it_are_named(lang, drawn):
    conditions.figures.values_against_limit(view_of("demo-b", lang), "multimedia_rooms_per_100")
    return drawn[0]


@SAME
@pytest.mark.parametrize("lang", LANGS)
def test_the_picture_of_page_1_has_a_stroke_for_the_year_before(lang, drawn):
    first_page.at_a_glance(view_of("demo-a", lang))
    return drawn[0]


@SAME
@pytest.mark.parametrize("lang", LANGS)
def test_coefficients_stand_against_their_limits(lang, drawn):
    balance.figures.cv_against_limits(view_of("demo-b", lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_bars_from_the_mean_say_which_schools_make_the_difference(lang, drawn):
    balance.figures.school_shares(view_of("demo-b", lang), "multimedia_rooms_per_100", "primary")
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_parts_of_a_change_stand_on_both_sides_of_zero(lang, drawn):
    balance_change.figures.balance_parts(open_balance_changes("demo-a", lang=lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_frontier_has_its_start_its_aim_and_its_plan(lang, drawn):
    rotation.figures.frontier(open_rotation(view_of("demo-b", lang)))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_moves_go_from_a_ring_to_a_disc(lang, drawn):
    class_size.figures.county_moves(open_class_sizes("province", lang=lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_lines_over_years_end_in_their_names(lang, drawn):
    balance.figures.cv_over_years(view_of("demo-a", lang))
    return drawn[0]


@SAME
@pytest.mark.parametrize("lang", LANGS)
def test_a_lorenz_curve_bears_its_gini(lang, drawn):
    distribution.figures.lorenz(view_of("demo-b", lang), "multimedia_rooms_per_100")
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_strips_of_dots_bear_their_mean_and_the_limit(lang, drawn):
    distribution.figures.values_by_area(view_of("demo-b", lang), "multimedia_rooms_per_100", "primary")
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_last_year_is_hollow_and_this_year_filled(lang, drawn):
    monitoring.figures.against_last_year(open_monitoring("demo-a", "", 0, lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_level_and_balance_make_four_quarters(lang, drawn):
    counties.figures.quadrants(open_counties("published", lang), "sport_area_m2_per_student")
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_waterfall_goes_from_the_parts_to_the_total(lang, drawn):
    reports.figures.waterfalls(open_reports("pingluo_2023", lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_a_trend_has_its_target_and_the_years_it_could_be_met_in(lang, drawn):
    class_size.figures.line_and_target(open_class_sizes("province", lang=lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_flows_stand_above_and_below_zero(lang, drawn):
    exchange.figures.flows(open_exchange("province", lang=lang))
    return drawn[0]


@SAME
@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGS)
def test_costs_are_stacked_by_what_is_added(lang, drawn):
    plan.figures.cost_by_school(open_plan("demo-b", "", 0, lang))
    return drawn[0]


def test_a_text_in_another_language_is_more_than_the_tolerance(tmp_path):
    kept = [GALLERY / f"test_coefficients_stand_against_their_limits_{lang}.png" for lang in LANGS]
    one, other = (str(shutil.copy(path, tmp_path)) for path in kept)
    assert compare_images(one, one, TOLERANCE) is None
    assert compare_images(one, other, TOLERANCE) is not None


def test_the_kept_pictures_are_few_and_small():
    kept = [path.stat().st_size for path in GALLERY.glob("*.png")]
    assert 20 < len(kept) < 60
    assert sum(kept) < 1_500_000
