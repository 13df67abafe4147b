"""Every figure of every data set in both languages: drawn once, no glyph missing, never empty."""

from dataclasses import replace

import pytest
from matplotlib.figure import Figure
from show.views import DATASETS, LANGS, view_of

from analysis.errors import DocumentError
from analysis.show import balance, conditions, counties, data, distribution
from analysis.show.appendix.figures import at_a_glance
from analysis.show.counties import open_counties
from analysis.show.page import style
from analysis.show.page.style import new_figure, png

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def shown(monkeypatch):
    """What the cell shows: pictures (with their captions) and sentences."""
    displayed = []
    monkeypatch.setenv(style.DPI_VARIABLE, "50")
    for module in ("style", "speaking"):
        monkeypatch.setattr(f"analysis.show.page.{module}.display", lambda what, **_: displayed.append(what))
    return displayed


def pictures(shown):
    return [what["text/plain"] for what in shown if isinstance(what, dict) and what["image/png"].startswith(PNG)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_figure_of_a_county_is_drawn_once(dataset, lang, shown):
    view = view_of(dataset, lang)
    worst = view.most_uneven(view.stages[0])
    draws = [
        lambda: data.figures.school_sizes(view),
        lambda: conditions.figures.against_thresholds(view),
        lambda: conditions.figures.values_against_limit(view, worst),
        lambda: balance.figures.cv_against_limits(view),
        *([lambda: balance.figures.cv_over_years(view)] if len(view.table.years) > 1 else []),
        lambda: distribution.figures.lorenz(view, worst),
        *([lambda: distribution.figures.theil_between_within(view)] if len(view.areas) > 1 else []),
    ]
    for draw in draws:
        shown.clear()
        assert draw() is None
        assert len(pictures(shown)) == len(shown) == 1
    for stage in view.stages:
        shown.clear()
        balance.figures.school_shares(view, view.most_uneven(stage), stage)
        assert len(pictures(shown)) == 1


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_town_and_country_is_drawn_where_areas_are_stated(dataset, lang, shown):
    view = view_of(dataset, lang)
    distribution.figures.values_by_area(view, view.most_uneven("primary"), "primary")
    assert len(pictures(shown)) == 1


@pytest.mark.parametrize(("dataset", "stage"), [("michigan", "all"), ("five-schools", "primary")])
def test_a_sentence_stands_where_no_area_is_stated(dataset, stage, shown):
    view = view_of(dataset)
    distribution.figures.values_by_area(view, view.most_uneven(stage), stage)
    assert not pictures(shown)
    assert "未注明城乡" in shown[0].data


def test_a_sentence_stands_where_schools_do_not_differ(shown, monkeypatch):
    view = view_of("five-schools")
    values = view.values("books_per_student", "primary")
    level = replace(values, frame=values.frame.assign(value=4.0))
    monkeypatch.setattr(type(view), "values", lambda self, *_: level)
    balance.figures.school_shares(view, "books_per_student", "primary")
    assert "没有可分解的差异" in shown[0].data


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dataset", ["published", "demo-a", pytest.param("michigan", marks=pytest.mark.slow)])
def test_many_counties_are_drawn_side_by_side(dataset, lang, shown):
    view = open_counties(dataset, lang)
    for standard in view.standards:
        shown.clear()
        counties.figures.composites(view, standard)
        assert len(pictures(shown)) == 1
    shown.clear()
    counties.figures.quadrants(view, "sport_area_m2_per_student")
    assert len(pictures(shown)) == {"published": 2, "demo-a": 2, "michigan": 0}[dataset]
    assert len(shown) == max(len(pictures(shown)), 1)


def test_a_caption_tells_a_reader_who_cannot_see_the_figure_what_it_shows(shown):
    distribution.figures.lorenz(view_of("demo-a"), "sport_area_m2_per_student")
    assert pictures(shown) == ["体育运动场馆的洛伦兹曲线（按在校生数加权）"]


def test_an_empty_figure_is_an_error():
    with pytest.raises(DocumentError, match="各校图书"):
        png(new_figure(2)[0], "各校图书")


def test_a_missing_glyph_is_an_error():
    figure, axes = new_figure(2)
    axes.plot([1, 2], [1, 2])
    axes.set_title("\U0001f9ff")  # no font of the house has it
    with pytest.raises(UserWarning, match=r"[Gg]lyph"):
        png(figure, "")


def test_chinese_characters_have_glyphs_and_the_same_figure_gives_the_same_bytes():
    def drawn() -> bytes:
        figure, axes = new_figure(2)
        axes.plot([1, 2], [1, 2])
        axes.set_title("县域义务教育校际差异系数（学生加权）−㎡")
        return png(figure, "")

    assert drawn() == drawn()


def test_a_figure_is_as_wide_as_a_page_and_unknown_to_pyplot():
    import matplotlib.pyplot as plt

    figure, _ = new_figure(3)
    assert isinstance(figure, Figure)
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx(15, abs=0.1)
    assert plt.get_fignums() == []


def test_a_machine_without_any_chinese_font_is_told_which_to_install(monkeypatch):
    monkeypatch.setattr(style.font_manager, "findSystemFonts", list)
    monkeypatch.setattr(style.font_manager.fontManager, "ttflist", [])
    with pytest.raises(DocumentError, match="pylopdf-fonts-zh-cn"):
        style._system_family()


def test_a_name_in_a_figure_is_cut_to_its_room_and_other_signs_stand_by_their_number():
    assert style.on_axis("青溪县第一小学") == "青溪县第一小学"
    assert style.on_axis("x" * 300) == "x" * 29 + "…"
    assert style.on_axis("🏫 مدرسة") == "(U+1F3EB) مدرسة"


def test_a_point_outside_its_axis_is_an_error_not_a_gap():
    for draw in (lambda axes: axes.scatter([0.2, 1.1], [0, 1]), lambda axes: axes.plot([0.2, 1.1], [0, 1])):
        figure, axes = new_figure(2)
        draw(axes)
        axes.axvline(9, clip_on=True)  # a limit line far off hides no school
        axes.set_xlim(0, 1)
        with pytest.raises(DocumentError, match=r"outside its axis: \(1\.1, 1\.0\)"):
            png(figure, "too narrow")


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_coefficient_stands_in_the_picture_of_page_1(dataset):
    assert at_a_glance(view_of(dataset)) is not None
