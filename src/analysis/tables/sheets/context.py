"""Stage, year and county where no column gives them: from the sheet's name, its title, the file's name, the folder."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.catalogue.file_names import county_of_text, telling_name, year_of_name, year_of_text
from analysis.tables.checks.problems import Problems
from analysis.tables.locators import place_of
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.sheets.grids import Grid
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.numbers import read_month
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning, stage_of_text
from analysis.tables.sheets.wide_rows import AS_OF, WideRows
from analysis.tables.sources.mapping import fields_named

LONGEST_TITLE = 60  # longer texts above a table are remarks
SHEET, TITLE, FILE, FOLDER, OTHERS = (
    Words("工作表名", "the sheet's name"),
    Words("表题", "the title"),
    Words("文件名", "the file's name"),
    Words("文件夹名", "the folder's name"),
    Words("同时读入的其他表", "the other tables read with it"),
)
_TAKEN = {"county": "county_taken", "year": "year_taken", "stage": "stage_taken"}
_CONTRADICTED = {"county": "county_contradicted", "year": "year_contradicted", "stage": "stage_contradicted"}
Said = tuple[Words, object]  # where it stands, and what is said there
_NEAR, _COUNTY = (SHEET, TITLE), {"county", "county_name"}
_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}


@dataclass(frozen=True)
class Context:
    """What stands around a table about all of its rows, from the nearest place outwards."""

    stages: Sequence[Said] = ()
    years: Sequence[Said] = ()
    counties: Sequence[Said] = ()
    months: Sequence[Said] = ()
    is_of_school: bool = False  # the file is one school's, and its name no county's


@dataclass
class Taken:
    """What was taken from names and titles, said once for all the sheets it was taken for."""

    places: dict[tuple[str, object, Words], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, what: str, value: object, where: Words, place: str) -> None:
        self.places[what, value, where].append(place)

    def say(self, problems: Problems) -> None:
        for (what, value, where), places in self.places.items():
            shown = STAGE_WORDS[value] if what == "stage" else value
            listed = "; ".join(places[:3]) + (" …" if len(places) > 3 else "")
            problems.say(_TAKEN[what], listed, value=shown, where=where)


def context_of(grid: Grid, header: Header, folder: str) -> Context:
    """What a sheet's name, its title, its file and its folder say, in that order."""
    titles = [
        cell.strip()
        for cell in grid.cells[: header.top].ravel()
        if isinstance(cell, str) and len(cell) <= LONGEST_TITLE
    ]
    stem = Path(grid.file).stem

    def said(of_name: Callable[[str], object], of_text: Callable[[str], object]) -> list[Said]:
        read = [(SHEET, of_name(grid.sheet)), *((TITLE, of_text(title)) for title in titles)]
        read += [(FILE, of_name(stem)), (FOLDER, of_text(folder))]
        return [(where, value) for where, value in read if value]

    return Context(
        said(stage_of_text, stage_of_text),
        said(year_of_name, year_of_text),
        said(county_of_text, county_of_text),
        said(read_month, read_month),
    )


def context_of_form(file: str, folder: str) -> Context:
    """What the folder of a school's forms says: it is the county's, the file is the school's."""
    counties = [(FOLDER, name)] if (name := county_of_text(folder) or telling_name(folder)) else []
    years = [
        (where, year) for where, year in ((FILE, year_of_name(Path(file).stem)), (FOLDER, year_of_name(folder))) if year
    ]
    return Context((), years, counties, is_of_school=True)


def with_context(part: WideRows, context: Context, place: str, taken: Taken, problems: Problems) -> WideRows:
    """The rows with what the sheet's own name and title say where no column does; what contradicts is named."""
    frame = part.frame
    near = _first("county", context.counties, place, problems) if not _COUNTY & set(frame) else None
    if near and near[0] in _NEAR:
        taken.add("county", near[1], near[0], place)
        frame = frame.assign(county=near[1])
    near = _first("year", context.years, place, problems) if "year" not in frame else None
    if near and near[0] in _NEAR:
        taken.add("year", near[1], near[0], place)
        frame = frame.assign(year=float(near[1]))
    if "year" in part.frame:
        _say_other_year(frame["year"], context.years, place, problems)
    month = next((value for where, value in context.months if where in _NEAR), None)
    if month and AS_OF not in frame:
        frame = frame.assign(**{AS_OF: month})
    return replace(part, frame=_with_stage(frame, context.stages, place, taken, problems))


def _first(what: str, said: Sequence[Said], place: str, problems: Problems) -> Said | None:
    """The nearest place that says something; that others contradict it is named."""
    if len({value for _, value in said}) > 1:
        shown = [
            (where, STAGE_WORDS[value] if what == "stage" else Words(str(value), str(value))) for where, value in said
        ]
        listed = Words(
            "；".join(f"{where.zh}：{value.zh}" for where, value in shown),
            "; ".join(f"{where.en}: {value.en}" for where, value in shown),
        )
        problems.say(_CONTRADICTED[what], place, listed=listed)
    return said[0] if said else None


def _say_other_year(years: pd.Series, said: Sequence[Said], place: str, problems: Problems) -> None:
    """That the sheet's own title names a year of which none of its rows is."""
    own = set(years.dropna().astype(int))
    near = next(((where, value) for where, value in said if where in _NEAR), None)
    if own and near and not own & {near[1], near[1] - 1, near[1] + 1}:
        problems.say(
            "year_of_title_differs", place, where=near[0], value=near[1], found=", ".join(map(str, sorted(own)))
        )


def _with_stage(
    frame: pd.DataFrame, said: Sequence[Said], place: str, taken: Taken, problems: Problems
) -> pd.DataFrame:
    """The stage of a sheet's name or title holds for all its rows, that of a file's name for those without one."""
    if not said or any(Meaning.parse(key).stage for key in frame):
        return frame
    stated = frame.get("stage", pd.Series("", index=frame.index))
    of_type = frame.get("school_type", pd.Series("", index=frame.index)).map(_SINGLE).fillna("")
    is_open = (stated == "") if said[0][0] in _NEAR else (stated == "") & (of_type == "")
    if not is_open.any():
        return frame
    where, stage = _first("stage", said, place, problems)
    taken.add("stage", stage, where, place)
    return frame.assign(stage=np.where(is_open, stage, stated))


def completed(tables: Sequence[tuple[WideRows, Context]], taken: Taken, problems: Problems) -> list[WideRows]:
    """Parts that still lack a year or a county take it from the other sheets of their file, else from its name.

    Then come the folder's name and the other files; a county that nothing tells is called after the file.
    """
    parts = [part for part, _ in tables]
    for what, keys in (("year", {"year"}), ("county", _COUNTY)):
        known = [part for part in parts if keys & set(part.frame)]
        for number, (part, (_, context)) in enumerate(zip(parts, tables, strict=True)):
            if keys & set(part.frame):
                continue
            found = _around(part, known, keys) or _outer(what, part, context) or _shared(known, keys, OTHERS)
            if found is None and what == "year":
                found = _main_year(known, problems)
            place = place_of(*part.sheet)
            if found is None and what == "year":
                problems.say("no_year", place)
            where, values = found or (FILE, {what: Path(part.sheet[0]).stem if what == "county" else np.nan})
            if found or what == "county":
                shown = values.get("county_name") or next(iter(values.values()))
                taken.add(what, int(shown) if what == "year" else shown, where, place)
            parts[number] = replace(part, frame=part.frame.assign(**values))
    return parts


Found = tuple[Words, Mapping[str, object]]


def _around(part: WideRows, known: Sequence[WideRows], keys: Collection[str]) -> Found | None:
    return _shared([one for one in known if one.sheet[0] == part.sheet[0]], keys, OTHERS)


def _main_year(known: Sequence[WideRows], problems: Problems) -> Found | None:
    """Of tables that are of one year each: the year of most of them that count students, else of most; the odd ones are named."""
    years = [set(part.frame["year"].dropna()) for part in known]
    if not years or any(len(one) != 1 for one in years):
        return None
    each = [next(iter(one)) for one in years]
    of_students = [year for part, year in zip(known, each, strict=True) if "students" in fields_named(part.frame)]
    ranked = Counter(of_students or each).most_common(2)
    if len(ranked) == 2 and ranked[0][1] == ranked[1][1]:
        return None
    main = ranked[0][0]
    for part, year in zip(known, each, strict=True):
        if year != main and not problems.has("year_of_few", place := place_of(*part.sheet)):
            problems.say("year_of_few", place, value=int(year), year=int(main))
    return OTHERS, {"year": main}


def _outer(what: str, part: WideRows, context: Context) -> Found | None:
    """What the file's name says, or the folder's; any name that is about something else than tables may be a county's."""
    said = context.years if what == "year" else context.counties
    if what == "county" and not context.is_of_school and (name := telling_name(Path(part.sheet[0]).stem)):
        said = [(FILE, county_of_text(name) or name)]
    return (said[0][0], {what: float(said[0][1]) if what == "year" else said[0][1]}) if said else None


def _shared(parts: Sequence[WideRows], keys: Collection[str], where: Words) -> Found | None:
    """The one value of each key in all of some parts; None where they differ or there are none."""
    found = {key: set().union(*(part.frame[key] for part in parts if key in part.frame)) for key in keys}
    values = {key: next(iter(several)) for key, several in found.items() if len(several) == 1}
    return (where, values) if values and all(len(several) < 2 for several in found.values()) else None
