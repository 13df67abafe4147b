"""This year against last year as tables: the indicators by stage, and the school sections that moved at a threshold."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.insight.monitoring.two_years import Line, Move, TwoYears, Years
from analysis.language import Words
from analysis.show.monitoring.view import MonitoringView
from analysis.show.page import words
from analysis.show.page.moves import signed
from analysis.show.page.table import Column, Row, Table, left, right

COMPOSITE = Words("综合差异系数", "Composite coefficient")
MOVES = {
    "missed": Words("转为未达标", "newly not met"),
    "met": Words("转为达标", "newly met"),
    "unknown": Words("一年无法判断", "one year cannot be judged"),
}


def indicators(watch: MonitoringView) -> Table | None:
    """Every indicator by stage: mean and coefficient in both years, change, answers; None where a year is missing."""
    lines = [line for found in watch.found for line in _of_standard(watch, found)]
    if not lines:
        return None
    judges = any(found.standard for found in watch.found)
    return watch.tabulate(
        Words(f"年度监测：{watch.place}，{watch.first}—{watch.last}年", f"Annual monitoring: {watch.place}, {watch.first}–{watch.last}"),
        _columns(watch, judges),
        [row if judges else row[:7] for row, _ in lines],
        note=_note(watch, judges),
        strong=[number for number, (_, is_strong) in enumerate(lines) if is_strong],
    )  # fmt: skip


def _columns(watch: MonitoringView, judges: bool) -> list[Column]:
    mean, cv, answer = Words("均值", "Mean"), Words("差异系数", "CV"), Words("判断", "Answer")
    years = [str(year) for year in watch.years]
    common = [
        left("学段", "Stage", 1.5),
        left("指标", "Indicator", 4.4),
        *(Column((mean, year), "r", 1.9) for year in years),
        *(Column((cv, year), "r", 1.7) for year in years),
        Column((cv, Words("变化", "change")), "r", 1.8),
    ]
    if not judges:
        return common
    answers = (Column((answer, year), "c", 1.5) for year in years)
    return [*common, *answers, right("未达标学校（学段）", "Sections below", 2)]


def _of_standard(watch: MonitoringView, found: TwoYears) -> Iterator[tuple[Row, bool]]:
    """The rows of one standard under its name, a stage after the other, and whether a row is a name or a composite."""
    if found.standard:
        yield ("", found.standard.document, *[""] * 8), True
    for stage in dict.fromkeys(line.stage for line in found.lines):
        called = words.stage(stage, watch.lang)
        for line in (one for one in found.lines if one.stage == stage):
            yield (called, *_cells(watch, line)), False
            called = ""
        for years in (one for one in found.composites if one.after.stage == stage):
            yield ("", COMPOSITE, "", "", *_coefficients(years), *_answers(years), ""), True


def _cells(watch: MonitoringView, line: Line) -> Row:
    about = watch.indicator(line.indicator)
    means = (words.indicator_value(mean.value, about) for mean in line.means)
    below = "→".join(map(str, line.below)) if line.below else words.MISSING
    return (about.short, *means, *_coefficients(line.cvs), *_answers(line.cvs), below)


def _coefficients(years: Years) -> tuple[str, ...]:
    """Both coefficients, told apart from their limits, and the change of the unrounded ones."""
    shown = (words.beside_limit(one.result.value, one.limit.value if one.limit else float("nan"), 3) for one in years)
    return (*shown, signed(years.change) if years.change == years.change else words.MISSING)


def _answers(years: Years) -> tuple[str, ...]:
    return tuple(words.MARKS[one.answer] if one.limit else words.MISSING for one in years)


def _note(watch: MonitoringView, judges: bool) -> Words:
    """What data these are, what the signs mean, and the limits."""
    kind = watch.provenance.banner
    said = [Words(f"{kind.zh}。", f"{kind.en}.")] if kind else []
    if judges:
        said.append(
            Words(
                "✓达标，×未达标，?无法判断，—无限值或缺数据。",
                "✓ met, × not met, ? cannot be judged, — no limit or no data.",
            )
        )
        said += filter(None, map(_limits, watch.found))
    return Words("".join(one.zh for one in said), " ".join(one.en for one in said))


def _limits(found: TwoYears) -> Words | None:
    """The limits of the later year by stage: of the composite, else of the coefficients, which may differ."""
    judged = found.composites or [line.cvs for line in found.lines if line.cvs.after.limit]
    by_stage: dict[str, set[str]] = {}
    for years in judged:
        by_stage.setdefault(years.after.stage, set()).add(f"{years.after.limit.value:.2f}")
    if not by_stage:
        return None
    what = COMPOSITE if found.composites else Words("各项差异系数", "each coefficient")
    zh = "、".join(f"{words.stage(stage, 'zh')}≤{'／'.join(sorted(limits))}" for stage, limits in by_stage.items())
    en = ", ".join(f"{words.stage(stage, 'en')} ≤ {' / '.join(sorted(limits))}" for stage, limits in by_stage.items())
    return Words(f"{found.standard.document}{what.zh}：{zh}。", f"{found.standard.document}, {what.en.lower()}: {en}.")


def moves(watch: MonitoringView) -> Table | None:
    """The school sections whose answer at a threshold differs, one a line; None where no threshold judges both years."""
    found = [one for one in watch.found if any(line.below for line in one.lines)]
    if not found:
        return None
    moved = sorted((move for one in found for move in one.moves), key=lambda move: list(MOVES).index(move.kind))
    return watch.tabulate(
        Words(f"达标情况有变化的学校（学段）：{watch.first}—{watch.last}年", f"School sections whose result changed: {watch.first}–{watch.last}"),
        [
            left("学校", "School", 4),
            left("学段", "Stage", 1.6),
            left("指标", "Indicator", 3.2),
            right(str(watch.first), str(watch.first), 1.8),
            right(str(watch.last), str(watch.last), 1.8),
            right("标准", "Threshold", 1.8),
            left("变化", "Change", 2.4),
        ],
        [_move(watch, move) for move in moved],
        note=watch.provenance.banner,
        empty=Words("两年均计入的学校，各项达标情况没有变化。", "No section counted in both years changed at any threshold."),
    )  # fmt: skip


def _move(watch: MonitoringView, move: Move) -> Row:
    about, limit = watch.indicator(move.indicator), move.years.after.limit or move.years.before.limit
    return (
        move.school,
        words.stage(move.stage, watch.lang),
        about.short,
        *(words.value_of(one, about) for one in move.years),
        words.indicator_value(limit.value, about),
        MOVES[move.kind],
    )
