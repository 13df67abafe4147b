"""Every figure of the trends in both languages: drawn once, no glyph missing; none where there is nothing to draw."""

import pytest

from analysis.show import balance_change, class_size, exchange, printed_points, programmes
from analysis.show.balance_change import open_balance_changes, open_district_spending
from analysis.show.class_size import open_class_sizes
from analysis.show.exchange import open_exchange
from analysis.show.printed_points import open_printed_points

LANGS = ["zh", "en"]
OF_CLASS_SIZES = [
    class_size.figures.class_shares, class_size.figures.county_moves, class_size.figures.contributions, class_size.figures.line_and_target, class_size.figures.classes_struck_off,
    class_size.figures.classes_ahead, programmes.figures.programme_effect,
]  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("draw", OF_CLASS_SIZES, ids=lambda draw: draw.__name__)
def test_the_province_is_drawn(draw, lang, captions):
    assert draw(open_class_sizes("province", lang=lang)) is None
    assert len(captions) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_one_county_with_a_break_is_drawn_with_it(lang, captions):
    view = open_class_sizes("province", "990102", lang=lang, break_year=2019)
    for draw in (
        class_size.figures.class_shares,
        class_size.figures.contributions,
        class_size.figures.line_and_target,
        class_size.figures.classes_ahead,
    ):
        draw(view)
    assert len(captions) == 4
    assert "few" in captions[2] or "点数太少" in captions[2]


def test_an_interval_without_an_end_is_drawn_with_an_arrow(captions):
    class_size.figures.line_and_target(open_class_sizes("province", "990102"))
    assert len(captions) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_three_years_of_bands_are_drawn_and_the_rest_is_not(lang, captions):
    view = open_class_sizes("demo-a", lang=lang)
    for draw in OF_CLASS_SIZES:
        draw(view)
    assert len(captions) == 3  # shares, contributions, points without a line


def test_printed_figures_have_no_picture_of_classes(captions):
    for draw in OF_CLASS_SIZES:
        draw(open_class_sizes("published"))
    assert captions == []


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "draw",
    [exchange.figures.two_bases, exchange.figures.flows, programmes.figures.programme_effect],
    ids=lambda d: d.__name__,
)
def test_exchange_is_drawn_where_there_is_any(draw, lang, captions):
    draw(open_exchange("demo-a", lang=lang))
    assert captions == []
    draw(open_exchange("province", lang=lang))
    assert len(captions) == 1


@pytest.mark.parametrize("lang", LANGS)
def test_implied_bases_and_changes_of_balance_are_drawn(lang, captions):
    printed_points.figures.implied_bases(open_printed_points(lang))
    balance_change.figures.balance_parts(open_balance_changes("demo-a", lang=lang))
    balance_change.figures.district_spending(open_district_spending(lang))
    assert len(captions) == 3
