"""How a figure looks: one packaged Chinese font, a palette that survives grey print, 15 cm wide."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import matplotlib as mpl
import numpy as np
from IPython.display import Markdown, display
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from analysis.errors import DocumentError
from analysis.language import Words, begun
from analysis.show.page.plain import as_text, by_number
from analysis.show.page.table import display_width

WIDTH = 5.9  # inches: 15 cm
WIDEST_ON_AXIS = 30  # Latin letters of a name beside an axis or a point
DPI_VARIABLE = "JUNHENG_FIGURE_DPI"  # the appendix asks for print resolution; notebooks are committed at 100
SYSTEM_FAMILIES = (
    "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC",
    "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Arial Unicode MS",
)  # fmt: skip

INK = "#1f2933"
MUTED = "#7b8794"
GRID = "#dde3ea"
LIMIT = "#b42318"  # the limit line; always labelled, never colour alone
# Okabe–Ito hues ordered so that neighbours differ in lightness too.
STAGE_COLOURS = {"primary": "#0b6e99", "junior": "#e08e0b", "senior": "#5b5b5b", "all": "#0b6e99"}
STAGE_MARKERS = {"primary": "o", "junior": "D", "senior": "s", "all": "o"}
HALO = {"facecolor": "white", "edgecolor": "none", "alpha": 0.92, "pad": 0.6}  # behind a label that crosses lines
AREA_COLOURS = {"urban": "#3b3b98", "town": "#d1793b", "rural": "#2a9d6f", "": "#7b8794"}
OTHER_AREAS = (("#3b3b98", "s"), ("#d1793b", "^"), ("#2a9d6f", "o"), ("#8e3b6f", "D"), ("#7b8794", "v"))
AREA_MARKERS = {"urban": "s", "town": "^", "rural": "o", "": "o"}


@cache
def chinese_family() -> str:
    """Register the packaged Chinese font, or find one of the system; DocumentError when there is none."""
    try:
        import pylopdf_fonts_zh_cn

        path = str(pylopdf_fonts_zh_cn.sans_path())
        font_manager.fontManager.addfont(path)
        return font_manager.get_font(path).family_name
    except (ImportError, OSError):
        return _system_family()


def _system_family() -> str:
    for path in font_manager.findSystemFonts():
        try:
            font_manager.fontManager.addfont(path)
        except (RuntimeError, OSError):  # fonts matplotlib cannot read are none of ours
            continue
    known = {font.name for font in font_manager.fontManager.ttflist}
    for family in SYSTEM_FAMILIES:
        if family in known:
            return family
    raise DocumentError.at(
        "matplotlib",
        Words("没有可用的中文字体", "there is no Chinese font"),
        Words("软件包 pylopdf-fonts-zh-cn 或系统字体 Noto Sans CJK SC", "pylopdf-fonts-zh-cn or Noto Sans CJK SC"),
    )


def use_style() -> None:
    """Set matplotlib up once; every figure module calls it before drawing."""
    mpl.rcParams.update(
        {
            "font.family": [chinese_family(), "DejaVu Sans"],  # a list of fonts: only so the second fills in
            "font.size": 9,
            "axes.titlesize": 10.5,
            "axes.titlelocation": "left",
            "axes.titlepad": 10,
            "axes.labelsize": 9,
            "axes.labelcolor": INK,
            "axes.edgecolor": MUTED,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.unicode_minus": True,
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": GRID,
            "grid.linewidth": 0.7,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "xtick.labelsize": 8.5,
            "ytick.labelsize": 8.5,
            "legend.frameon": False,
            "figure.facecolor": "white",
            "figure.constrained_layout.use": True,
            "svg.hashsalt": "junheng",
            "text.parse_math": False,  # a school's name may hold $
        }
    )


def on_axis(name: str) -> str:
    """A name as a figure has room and glyphs for it; what is cut off is marked."""
    ends = [end for end in range(1, len(name) + 1) if display_width(name[:end]) < WIDEST_ON_AXIS]
    return _drawable(name if display_width(name) <= WIDEST_ON_AXIS else name[: ends[-1]] + "…")


def _drawable(text: str) -> str:
    """A text with the signs no font of ours has, such as an emoji in a name, written by their numbers."""
    return text if text.isascii() else by_number(text, {sign for sign in text if not _has_glyph(sign)})


@cache
def _has_glyph(sign: str) -> bool:
    fonts = [font_manager.findfont(family) for family in (chinese_family(), "DejaVu Sans")]
    return sign.isspace() or any(font_manager.get_font(path).get_char_index(ord(sign)) for path in fonts)


def area_style(area: str, areas: Sequence[str]) -> tuple[str, str]:
    """Colour and marker of a kind of place, among those that are there."""
    if area in AREA_COLOURS:
        return AREA_COLOURS[area], AREA_MARKERS[area]
    return OTHER_AREAS[areas.index(area) % len(OTHER_AREAS)]


def new_figure(height: float, *, rows: int = 1, columns: int = 1, **options: object) -> tuple[Figure, object]:
    """A figure of the house's width, not known to pyplot, so that nothing is drawn twice."""
    use_style()
    figure = Figure(figsize=(WIDTH, height))
    return figure, figure.subplots(rows, columns, **options)


def show_figure(figure: Figure, caption: str) -> None:
    """Display once as PNG; the caption travels as the plain-text form and serves as alternative text.

    A figure without a single point is not drawn, and that is said.
    """
    caption = begun(caption)
    if not _has_data(figure):
        is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in caption)
        display(Markdown(as_text(f"{caption}：没有数据，图略。" if is_chinese else f"{caption}: no data, not drawn.")))
        return
    display({"image/png": png(figure, caption), "text/plain": caption}, raw=True)


def _has_data(figure: Figure) -> bool:
    return any(axes.has_data() or axes.texts for axes in figure.axes)


def _cut_off(axes: Axes) -> list[tuple[float, float]]:
    """The points of an axis that its limits leave out, in data coordinates."""
    points = [one.get_offsets() for one in axes.collections if one.get_offset_transform() == axes.transData]
    points += [line.get_xydata() for line in axes.lines if line.get_transform() == axes.transData]
    drawn = np.concatenate([np.asarray(one, float).reshape(-1, 2) for one in points] or [np.empty((0, 2))])
    drawn = drawn[np.isfinite(drawn).all(axis=1)]
    (left, right), (low, high) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    is_inside = (drawn >= (left, low)) & (drawn <= (right, high))
    return [(float(x), float(y)) for x, y in drawn[~is_inside.all(axis=1)]]


def png(figure: Figure, caption: str) -> bytes:
    """PNG bytes; an empty axis, a point outside its axis or a missing glyph is an error, not a blemish."""
    if not _has_data(figure):
        raise DocumentError.at(
            caption, Words("图中没有任何数据", "the figure is empty"), Words("至少一个数据点", "at least one point")
        )
    if lost := [point for axes in figure.axes for point in _cut_off(axes)]:
        raise DocumentError.at(
            caption,
            Words(f"图中有点落在坐标范围之外：{lost[0]}", f"a point lies outside its axis: {lost[0]}"),
            Words("所有数据点都可见", "every point in sight"),
        )
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message=".*[Gg]lyph.*missing.*")
        figure.set_dpi(int(os.environ.get(DPI_VARIABLE, "100")))
        buffer = BytesIO()
        FigureCanvasAgg(figure).print_png(buffer, metadata={"Software": None})  # savefig would draw everything twice
    return buffer.getvalue()
