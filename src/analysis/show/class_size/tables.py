"""Class sizes over the years, why a share moved, when the last large class goes, and what comes."""

from __future__ import annotations

import pandas as pd

from analysis.formulas.trend import LARGE, SUPER_LARGE, ClassSizes
from analysis.insight.class_size.forecast import METHODS
from analysis.insight.class_size.model import Estimate, Piece
from analysis.insight.class_size.shares import THRESHOLDS
from analysis.language import Words
from analysis.show.class_size.view import WITHIN, ClassSizeView
from analysis.show.page import words
from analysis.show.page.intervals import (
    SAID_LEVEL,
    factor_with_interval,
    number_between,
    percent_between,
    points_with_interval,
)
from analysis.show.page.table import Table, left, right

LIMIT_NAMES = ("over_limit", "large", "super_large")


CAUSES = {
    "students": Words("学生数变化", "students"),
    "classes": Words("班级数变化", "number of classes"),
    "unevenness": Words("分班不均的变化", "uneven division"),
}


def class_sizes_by_year(view: ClassSizeView) -> Table | None:
    """Classes, plain and experienced mean, and by limit how many classes and which share of the students."""
    if not view.counts_classes:
        return None
    limits = THRESHOLDS[view.stage]
    heads = [(view.text(f"{limits[name]}人及以上", f"{limits[name]} or more"),) for name in LIMIT_NAMES]
    pair = (Words("班级（占比）", "classes (share)"), Words("学生占比", "students"))
    columns = [view.text("年份", "Year"), view.text("班级数", "Classes"), view.text("平均班额", "Mean size")]
    columns += [view.text("学生加权平均班额", "Student-weighted mean size")]
    columns += [(*head, label.in_(view.lang)) for head in heads for label in pair]
    return Table(
        caption=view.text("历年班额：", "Class sizes by year: ") + _scope(view),
        columns=columns,
        rows=[(str(year), *_size_cells(sizes)) for year, sizes in view.sizes.items()],
        align="r" * len(columns),
        widths=(1.2, 1.5, 1.5, 2.2, 3.2, 1.8, 3, 1.8, 2.6, 1.8),
        note=view.text(
            f"“{LARGE}人及以上”含“{SUPER_LARGE}人及以上”。"
            + ("由班额分段统计测算，不能确定处给出范围。" if view.kind == "form" else ""),
            f"‘{LARGE} or more’ includes ‘{SUPER_LARGE} or more’."
            + (
                " From the bands of the statistical form: ranges where they leave it open."
                if view.kind == "form"
                else ""
            ),
        ),
    )


def _scope(view: ClassSizeView) -> str:
    return view.place.in_(view.lang) + view.text("，", ", ") + words.stage(view.stage, view.lang)


def _size_cells(sizes: dict[str, ClassSizes]) -> tuple[str, ...]:
    one = sizes["large"]
    cells = [words.whole(one.classes), number_between(one.mean), number_between(one.experienced)]
    for name in LIMIT_NAMES:
        found = sizes[name]
        cells += [f"{number_between(found.large, 0)} ({percent_between(found.share)})"]
        cells += [percent_between(found.student_share)]
    return tuple(cells)


def means_by_area(view: ClassSizeView) -> Table | None:
    """Where only means by school are known: the plain mean by kind of place, and the least a student experiences."""
    if view.kind != "means":
        return None
    evidence, rows = view.evidence, []
    now = evidence.of(years=range(view.year, view.year + 1))
    areas = [area for area in now.schools["area"].unique() if area]
    for area in (*sorted(areas), ""):
        mine = now.schools[now.schools["area"] == area] if area else now.schools
        kind = type(now)(now.kind, now.stage, mine, None).means()[view.year]
        label = view.table.area_words(area).in_(view.lang) if area else view.text("合计", "All")
        rows.append((label, words.whole(len(mine)), words.whole(kind.classes), words.number(kind.mean, 1),
                     f"≥ {words.number(kind.experienced, 1)}"))  # fmt: skip
    return view.tabulate(
        view.text("平均班额：", "Mean class sizes: ") + _scope(view),
        [
            left("地区类别", "Area"),
            right("学校", "Schools"),
            right("班级数", "Classes"),
            right("平均班额", "Mean size"),
            right("学生加权平均班额", "Student-weighted mean size"),
        ],
        rows,
        strong={len(rows) - 1},
    )


def removed_and_added(view: ClassSizeView) -> Table | None:
    """Large classes removed against classes added: both orders and Shapley's mean, in points."""
    if not view.has_change:
        return None
    split = view.removed_and_added
    lines = [
        (view.text("大班额数变化", "number of large classes"), 0),
        (view.text("班级总数变化", "number of all classes"), 1),
    ]
    orders = (split.numerator_first, split.denominator_first, split.shapley)
    rows = [(label, *(words.points(order[k], 2) for order in orders)) for label, k in lines]
    rows.append((view.text("合计", "Together"), *(words.points(split.change, 2) for _ in orders)))
    return view.tabulate(
        _caption(view, "大班额占比变动的分解", "The move of the share of large classes, split"),
        [
            left("部分", "Part", 3),
            right("先减大班额", "large classes first", 2),
            right("先增班级", "all classes first", 2),
            right("沙普利（两者平均）", "Shapley (their mean)", 2.4),
        ],
        rows,
        note=Words(
            f"单位：百分点。大班额指{LARGE}人及以上的班。{words.EACH_ROUNDED.zh}",
            f"In percentage points. Large: {LARGE} or more. {words.EACH_ROUNDED.en}",
        ),
        strong={2},
    )


def _caption(view: ClassSizeView, zh: str, en: str) -> str:
    years = f"{view.years[0]}–{view.years[-1]}"
    return view.text(f"{zh}（{years}，{_scope(view)}）", f"{en} ({years}, {_scope(view)})")


def enrolment_and_classes(view: ClassSizeView) -> Table | None:
    """Enrolment against number of classes against uneven division, and town against country."""
    if not (view.is_listed and view.has_change):
        return None
    found, area = view.enrolment_and_classes, view.by_group("area").parts
    rows = [(CAUSES[name].in_(view.lang), words.points(part, 2)) for name, part in found.parts["shapley"].items()]
    rows.append((view.text("合计", "Together"), words.points(found.change, 2)))
    for name, line in area.iterrows():
        label = view.table.area_words(name).in_(view.lang) if name else view.text("未载明", "not stated")
        own, weight = words.points(line["own_share"], 2), words.points(line["weight"], 2)
        split = view.text(f"（本类占比{own}，班级比重{weight}）", f" (own share {own}, weight {weight})")
        rows.append((view.text("其中：", "Of it: ") + label + split, words.points(line["shapley"], 2)))
    return view.tabulate(
        _caption(view, "原因和城乡", "Causes, town and country"),
        [left("部分", "Part", 5), right("百分点（沙普利）", "points (Shapley)", 2)],
        rows,
        strong={len(found.parts)},
    )


MOST_ROWS = 15


def speed(view: ClassSizeView) -> Table | None:
    """Points a year and odds of the county in focus, piece by piece, and of many counties together."""
    rows = []
    if view.has_change and not isinstance(pieces := view.focus.pieces, Words):
        rows += [_piece_row(view.focus, piece) for piece in pieces]
    if view.has_change and len(view.counties) > 1 and not isinstance(together := view.together, Words):
        first = view.breaks[-1] if view.breaks else view.years[0]
        how = view.text(f"t分布，自由度{together.freedom}", f"t, {together.freedom} degrees of freedom")
        share, odds = _estimate(together.share_a_year, view.lang), factor_with_interval(together.odds_a_year, view.lang)
        rows.append((view.place.in_(view.lang), f"{first}–{view.year}", share, odds, how))
    if not rows:
        return None
    return view.tabulate(
        Words("大班额占比的变化速度", "How fast the share of large classes moves"),
        [
            left("范围", "Scope", 2.2),
            left("年份", "Years", 1.8),
            right(f"百分点/年（{SAID_LEVEL}区间）", f"points a year ({SAID_LEVEL})", 3.4),
            right(f"优势比/年（{SAID_LEVEL}区间）", f"odds a year ({SAID_LEVEL})", 3.4),
            left("依据", "From", 3.2),
        ],
        rows,
    )


def _piece_row(view: ClassSizeView, piece: Piece) -> tuple[str, ...]:
    years = f"{piece.series.years[0]}–{piece.series.years[-1]}"
    place = view.place.in_(view.lang)
    if piece.line is None:
        moved = f"{words.percent(piece.shares[0])} → {words.percent(piece.shares[-1])}"
        return place, years, moved, words.MISSING, view.text("点数太少，只列首末值", "too few points: first and last")
    line = piece.line
    how = view.text(f"二项模型，离散度{line.dispersion:.2f}", f"binomial model, dispersion {line.dispersion:.2f}")
    return (
        place, years, _estimate(line.share_a_year, view.lang), factor_with_interval(line.odds_a_year, view.lang), how,
    )  # fmt: skip


def _estimate(found: Estimate, lang: str) -> str:
    return points_with_interval(found.low, found.value, found.high, lang)


def ledger_by_school(view: ClassSizeView) -> Table | None:
    """Schools with large classes, and in which autumn their last one is struck off."""
    if not view.is_listed:
        return None
    entries = view.ledger().entries
    if entries.empty:
        return None
    grouped = entries.groupby(["county", "school_id"])["leaves"].agg(["size", "min", "max"]).reset_index()
    grouped = grouped.sort_values(["max", "size"], ascending=False, kind="stable")
    names = _school_names(view)
    rows = [
        (names[line.school_id], words.whole(line["size"]), str(line["min"]), str(line["max"]))
        for _, line in grouped.head(MOST_ROWS).iterrows()
    ]
    note = _rest(view, len(grouped), view.text("所学校有大班额", " schools have large classes"))
    return view.tabulate(
        view.text("大班额销号台账：", "Ledger of large classes: ") + view.place.in_(view.lang),
        [
            left("学校", "School", 4),
            right(f"{view.year}年大班额", f"Large classes in {view.year}", 2),
            right("最早销号（秋季）", "first struck off (autumn)", 2.4),
            right("最晚销号（秋季）", "last struck off (autumn)", 2.4),
        ],
        rows,
        note=note,
    )


def _school_names(view: ClassSizeView) -> pd.Series:
    return view.table.rows.drop_duplicates("school_id", keep="last").set_index("school_id")["school"]


def _rest(view: ClassSizeView, count: int, what: str) -> str:
    if count <= MOST_ROWS:
        return ""
    return view.text(f"共{count}{what}，列前{MOST_ROWS}所。", f"{count}{what}; the first {MOST_ROWS} are listed.")


def needs_ahead(view: ClassSizeView) -> Table | None:
    """Students, classes and teachers needed under the limit with their ranges: one county by year, many in the last."""
    if not view.can_look_ahead:
        return None
    found = view.forecast.counties
    found = found if view.county else found[found["year"] == found["year"].max()]
    rows = [
        (
            str(line.year) if view.county else view.name_of(line.county),
            _range(line.students, line.students_low, line.students_high),
            _range(line.classes, line.classes_low, line.classes_high),
            _range(line.teachers, line.teachers_low, line.teachers_high),
            words.whole(line.rooms),
            words.whole(line.short),
        )
        for line in found.itertuples()
    ]
    when = "" if view.county else f" {found['year'].max()}"
    return view.tabulate(
        view.text("学位需求测算：", "Needs ahead: ") + view.place.in_(view.lang) + when,
        [
            left("年份", "Year", 1.8) if view.county else left("县区", "County", 1.8),
            right("学生", "Students", 3),
            right("所需班级", "Classes needed", 2.6),
            right("所需教师", "Teachers needed", 2.6),
            right("现有教室", "Rooms today", 1.8),
            right("缺教室（各校之和）", "Rooms short (sum over schools)", 2.4),
        ],
        rows,
        note=view.forecast.words.in_(view.lang) + view.text("。", "."),
    )


def _range(value: float, low: float, high: float) -> str:
    return f"{words.whole(value)} ({words.whole(low)}–{words.whole(high)})"


def shortages(view: ClassSizeView) -> Table | None:
    """Schools short of rooms: by school for one county, counted by county for many."""
    if not view.can_look_ahead or view.rooms is None:
        return None
    marks = view.forecast.marks
    if view.county:
        return _shortages_by_school(view, marks)
    grouped = marks.groupby("county")
    rows = [
        (
            view.name_of(county),
            words.whole(len(mine)),
            words.whole(mine["most_short"].sum()),
            words.whole(mine["closes_by_itself"].sum()),
            words.whole(mine["would_stand_empty"].sum()),
        )
        for county, mine in grouped
    ]
    total = marks[["most_short", "closes_by_itself", "would_stand_empty"]].sum()
    rows.append((view.text("合计", "All"), words.whole(len(marks)), *(words.whole(one) for one in total)))
    return view.tabulate(
        Words("缺教室的学校", "Schools short of rooms"),
        [
            left("县区", "County", 2.4),
            right("缺教室的学校", "Schools short", 2),
            right("缺口最大时缺教室", "Rooms short at the worst", 2.2),
            right("缺口自行消除的学校", "Schools whose shortfall closes by itself", 2.4),
            right("按缺口最大时建设将闲置的教室", "Rooms that would stand empty", 2.4),
        ],
        rows,
        strong={len(rows) - 1},
    )


def _shortages_by_school(view: ClassSizeView, marks: pd.DataFrame) -> Table:
    names = _school_names(view)
    ordered = marks.sort_values("most_short", ascending=False, kind="stable")
    rows = [
        (
            names[line.school_id],
            words.whole(line.most_short),
            str(line.first_year),
            words.whole(max(line.last_short, 0)),
            view.text("是", "yes") if line.closes_by_itself else view.text("否", "no"),
            words.whole(line.would_stand_empty),
        )
        for line in ordered.head(MOST_ROWS).itertuples()
    ]
    last = view.forecast.schools["year"].max()
    return view.tabulate(
        view.text("缺教室的学校：", "Schools short of rooms: ") + view.place.in_(view.lang),
        [
            left("学校", "School", 4.4),
            right("缺口最大时缺教室", "Rooms short at the worst", 2),
            right("始于", "From", 1.4),
            right(f"{last}年仍缺", f"Still short in {last}", 2),
            left("自行消除", "Closes by itself", 1.6),
            right("按缺口最大时建设将闲置", "Would stand empty", 2.2),
        ],
        rows,
        note=_rest(view, len(marks), view.text("所学校缺教室", " schools are short of rooms")),
    )


def forecast_errors(view: ClassSizeView) -> Table | None:
    """Mean error of forecasts made in past years, by years ahead, beside two that anybody can make."""
    if not view.can_look_ahead or isinstance(view.back_test, Words):
        return None
    errors = view.back_test.groupby(["step", "method"])["error"].mean().unstack()[list(METHODS)]
    counted = view.back_test.groupby("step")["origin"].nunique()
    rows = [
        (Words(f"{step}年", words.counted(step, "year")), *map(words.percent, line), words.whole(counted[step]))
        for step, line in errors.iterrows()
    ]
    return view.tabulate(
        Words("回溯检验：各小学各年级学生数的误差", "Back-test: error of primary enrolment by school and grade"),
        [
            left("向前", "Ahead"),
            *(right(*one) for one in METHODS.values()),
            right("起点年数", "Past years started from"),
        ],
        rows,
        note=Words("误差＝Σ|测算−实际|÷Σ实际。", "Error: Σ|forecast − actual| over Σ actual."),
    )


def near_limits(view: ClassSizeView) -> Table | None:
    """By school: classes that a few more students would push over a limit, and that a few fewer would bring back."""
    if not view.is_listed:
        return None
    near = view.near_limits()
    limits = sorted(near["limit"].unique())
    counts = near.groupby(["school_id", "limit", "is_over"]).size()
    order = near.groupby("school_id").size().sort_values(ascending=False, kind="stable")
    names = _school_names(view)
    rows = [
        (names[school], *(f"{counts.get((school, limit, False), 0)} / {counts.get((school, limit, True), 0)}" for limit in limits))
        for school in order.index[:MOST_ROWS]
    ]  # fmt: skip
    return view.tabulate(
        view.text("班额预警：", "Watch list: ") + view.place.in_(view.lang),
        [
            left("学校", "School", 4.4),
            *(right(f"{limit}人：将超/刚超", f"{limit}: just under / just over", 2.4) for limit in limits),
        ],
        rows,
        note=view.text(
            f"将超：再增加不多于{WITHIN}人即超过；刚超：减少不多于{WITHIN}人即回到限内。",
            f"Just under: no more than {WITHIN} students more break the limit. Just over: no more than {WITHIN} fewer bring it back within.",
        )
        + _rest(view, len(order), view.text("所学校有此类班级", " schools have such classes")),
    )
