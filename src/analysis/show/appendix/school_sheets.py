"""One school on one table (一校一表): who it is, what it has, what is asked, what is lacking, where it stood."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from analysis.language import Words, begun
from analysis.rules.judging import share_of
from analysis.rules.results import Answer
from analysis.rules.verdict import SectionVerdict
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Row, Table, left, right
from analysis.tables.locators import Locator, place_of
from analysis.tables.schools import OWNERSHIPS, SCHOOL_TYPES
from analysis.tables.terms import Indicator


def school_sheets(view: View) -> list[Table]:
    """One table per school that does not meet everything: first those the school rule is not met at, then as in the source."""
    told = [one for one in _by_school(view) if not _is_silent(one) and not _meets_all(one)]
    return [one_school(view, sections) for sections in sorted(told, key=lambda one: not _fails(one))]


def sheets_by_school(view: View) -> Iterator[tuple[str, str, Table]]:
    """Code, name and table of every school that has a value, in the order of the source: each may ask for its own."""
    for sections in _by_school(view):
        if not _is_silent(sections):
            yield sections[0].school_id, sections[0].school, one_school(view, sections)


def schools_meeting_all(view: View) -> Table | None:
    """The schools that meet every threshold, a line a section with its values; None where there is none."""
    sections = [section for school in _by_school(view) if _meets_all(school) for section in school]
    indicators = view.indicators
    if not sections:
        return None
    places = [_source(section) for section in sections]
    sheets = {place_of(place.file, place.sheet) for place in places if place}
    one_sheet = sheets.pop() if len(sheets) == 1 else ""
    return view.tabulate(
        Words("各项指标均达标的学校", "Schools that meet every threshold"),
        [
            left("学校", "School", 5.8),
            left("学段", "Stage", 1.5),
            right("在校生数", "Students", 1.9),
            *(right(one.short.zh, one.short.en, 2.3) for one in indicators),
            right("来源行", "Row", 1.1),
        ],
        [
            (
                section.school,
                words.stage(section.stage, view.lang),
                words.whole(section.students),
                *(_value(section, one) for one in indicators),
                words.MISSING if place is None else _line(place.cell) if one_sheet else _row_of(view, place),
            )
            for section, place in zip(sections, places, strict=True)
        ],
        note=Words(
            "单位：" + "；".join(f"{one.short.zh}，{one.unit.zh}" for one in indicators) + "。",
            "Units: " + "; ".join(f"{one.short.en}, {one.unit.en}" for one in indicators) + ".",
        ).in_(view.lang)
        + (view.text(f"来源：{one_sheet}。", f" Source: {one_sheet}.") if one_sheet else ""),
    )


def _source(section: SectionVerdict) -> Locator | None:
    """The first cell a section's verdict rests on; None where its figures were stated, not read."""
    return next(iter(section.rule.result.inputs.cells()), None)


def _value(section: SectionVerdict, indicator: Indicator) -> str:
    verdict = section.indicators.get(indicator.name)
    return words.value_of(verdict, indicator) if verdict else words.MISSING


def schools_without_sheet(view: View) -> Words | None:
    """The schools that have no value, and so no table, in a sentence."""
    named = [sections[0].school for sections in _by_school(view) if _is_silent(sections)]
    if not named:
        return None
    return Words(
        f"另有{len(named)}所学校各项指标均无数据，不列表：{words.listed(named, 'zh')}。",
        f"No table for {words.counted(len(named), 'school')} without any value: {words.listed(named, 'en')}.",
    )


def _by_school(view: View) -> list[list[SectionVerdict]]:
    found: dict[str, list[SectionVerdict]] = {}
    for section in view.verdict.sections:
        found.setdefault(section.school_id, []).append(section)
    return list(found.values())


def _meets_all(sections: list[SectionVerdict]) -> bool:
    """Whether every threshold is met at every section, and there is one."""
    judged = [one for section in sections for one in section.judged]
    return bool(judged) and all(one.answer is Answer.MET for one in judged)


def _fails(sections: list[SectionVerdict]) -> bool:
    return any(section.rule.answer is Answer.NOT_MET for section in sections)


def _is_silent(sections: list[SectionVerdict]) -> bool:
    return all(verdict.is_silent for section in sections for verdict in section.indicators.values())


def one_school(view: View, sections: list[SectionVerdict]) -> Table:
    """Every indicator some school has a value of, at each of a school's sections, with its total."""
    floor = words.percent(view.floor, 0) if view.floor is not None else ""
    return view.tabulate(
        Words(f"一校一表：{sections[0].school}", f"School sheet: {sections[0].school}"),
        [
            left("学段", "Stage", 1.2),
            left("指标", "Indicator", 6.2),
            right("资源总量", "Total", 2.6),
            right("数值", "Value", 1.9),
            right("标准", "Threshold", 1.9),
            right(f"标准的{floor}", f"{floor} of it", 2),
            right("差距", "Gap", 1.4),
            right("折合缺口", "Lacking", 2.6),
            left("判断", "Answer", 2.3),
        ],
        [row for section in sections for row in _rows(view, section)],
        note=_identity(view, sections),
    )


def _rows(view: View, section: SectionVerdict) -> Iterator[Row]:
    for indicator in view.indicators:
        if (verdict := section.indicators.get(indicator.name)) is None:
            continue
        limit, is_missed = verdict.limit, verdict.answer is Answer.NOT_MET
        total = view.verdict.values(section.stage, indicator.name).frame.at[section.row, "total"]
        floor = share_of(limit, view.floor).value if limit and view.floor is not None else float("nan")
        yield (
            words.stage(section.stage, view.lang),
            f"{indicator.short.in_(view.lang)}{view.text('（', ' (')}{indicator.unit.in_(view.lang)}{view.text('）', ')')}",
            _total(total),
            words.value_of(verdict, indicator),
            words.indicator_value(limit.value, indicator) if limit else words.MISSING,
            f"{floor:g}" if floor == floor else words.MISSING,
            words.at_least(words.beside_limit(verdict.gap, 0, indicator.decimals), verdict)
            if is_missed
            else words.MISSING,
            words.at_least(words.lacking(verdict.shortfall, indicator, view.lang), verdict)
            if is_missed
            else words.MISSING,
            words.answer(verdict.answer, view.lang),
        )


def _total(total: float) -> str:
    """Counted things whole; shares of a through-school's rooms and areas with two decimals."""
    return words.number(total, 0 if float(total).is_integer() else 2)


def _identity(view: View, sections: list[SectionVerdict]) -> str:
    """Code, type, area, ownership, students, classes, what the school rule says, and the source row."""
    rows = view.sections.rows.loc[[section.row for section in sections]]
    stop = view.text("；", "; ")
    said = stop.join(_section_words(view, section, rows.loc[section.row]) for section in sections)
    place = _source(sections[0])
    source = _row_of(view, place) if place else words.MISSING
    return view.text(
        f"{_about(view, rows.iloc[0])}。{said}。来源：{source}。",
        f"{_about(view, rows.iloc[0])}. {begun(said)}. Source: {source}.",
    )


def _about(view: View, row: pd.Series) -> str:
    known = [
        (Words("标识码", "Code"), str(row["school_id"])),
        (Words("办学类型", "type"), SCHOOL_TYPES[row["school_type"]].in_(view.lang)),
        (Words("城乡", "area"), view.area(row["area"]) if row["area"] else ""),
        (
            Words("举办者", "ownership"),
            OWNERSHIPS[row["ownership"]].in_(view.lang) if row["ownership"] in OWNERSHIPS else "",
        ),
    ]
    pairs = [f"{label.zh}{text}" if view.lang == "zh" else f"{label.en} {text}" for label, text in known if text]
    return view.text("，", ", ").join(pairs)


def _section_words(view: View, section: SectionVerdict, row: pd.Series) -> str:
    classes = row.get("classes", float("nan"))
    held = [view.text(f"在校生{words.whole(section.students)}人", f"{words.whole(section.students)} students")]
    if classes == classes:
        held.append(view.text(f"{words.whole(classes)}个班", f"{words.whole(classes)} classes"))
    note = section.rule.note.in_(view.lang) if section.rule.note else ""
    return view.text(
        f"{words.stage(section.stage, 'zh')}{'、'.join(held)}，{note}",
        f"{words.stage(section.stage, 'en')}: {', '.join(held)}; {note}",
    ).rstrip("，; ")


def _row_of(view: View, place: Locator) -> str:
    line = view.text(f"第{_line(place.cell)}行", f"row {_line(place.cell)}")
    return " › ".join(filter(None, (place.file, place.sheet, line)))  # a CSV file has no sheets


def _line(cell: str) -> str:
    return "".join(char for char in cell.split(":")[0].split(",")[0] if char.isdigit())
