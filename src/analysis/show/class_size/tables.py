"""Class sizes over the years, why a share moved, when the last large class goes, and what comes."""

from __future__ import annotations

from analysis.formulas.trend import LARGE, SUPER_LARGE, ClassSizes
from analysis.insight.class_size.shares import THRESHOLDS
from analysis.language import Words
from analysis.show.class_size.view import ClassSizeView
from analysis.show.page import words
from analysis.show.page.intervals import number_between, percent_between
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
    columns += [view.text("学生体验到的平均班额", "Mean size a student experiences")]
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
            f"'{LARGE} or more' includes '{SUPER_LARGE} or more'."
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
            right("学生体验到的平均班额", "Mean size a student experiences"),
        ],
        rows,
        strong={len(rows) - 1},
    )


# ---- why it moved -----------------------------------------------------------------------------------------------


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
        note=Words(f"单位：百分点。大班额指{LARGE}人及以上的班。", f"In percentage points. Large: {LARGE} or more."),
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
