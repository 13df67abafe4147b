"""All the sheets of all files put together into one table of school sections, and checked."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from analysis.language import Words
from analysis.tables.checks.classes import say_classes
from analysis.tables.checks.identities import has_several_codes
from analysis.tables.checks.magnitudes import Sheet as SheetName
from analysis.tables.checks.problems import Problems
from analysis.tables.checks.school_rows import check_rows
from analysis.tables.locators import Locators, place_of
from analysis.tables.schools import IDENTITY, STAGE_WORDS
from analysis.tables.sheets.accounts import accounts_of, say_differing, told_by_several, without_dates
from analysis.tables.sheets.below_school import Below, below_schools
from analysis.tables.sheets.context import Context, Taken, completed
from analysis.tables.sheets.given import PRINTED, STATED
from analysis.tables.sheets.identity import with_counties, with_own_codes
from analysis.tables.sheets.joining import UNLISTED, joined
from analysis.tables.sheets.questions import ask
from analysis.tables.sheets.sections import sections_of
from analysis.tables.sheets.wide_rows import WideRows
from analysis.tables.sources.mapping import fields_named
from analysis.tables.terms import Terms

_MOST_NAMED = 10  # schools in one note
_MOST_SHEETS = 3  # in one place
_LEAST_COVERED = 0.5  # of a county's sections: a sheet with fewer is about something else
_NEAR = 0.7  # likeness of two names worth a question
APART = Words("所在的表没有在校生数，也没有其他表补充", "in a table without students that no other completes")


@dataclass(frozen=True)
class Table:
    """The sections of all sheets, what stands beside them, and what checking them needs to know."""

    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=IDENTITY))
    locators: Locators = field(default_factory=lambda: Locators(pd.DataFrame()))
    printed: pd.DataFrame = field(default_factory=pd.DataFrame)
    stated: pd.DataFrame = field(default_factory=pd.DataFrame)
    accounts: pd.DataFrame = field(default_factory=pd.DataFrame)
    below: Below | None = None
    unlisted: pd.Index = field(default_factory=lambda: pd.Index([]))
    unsaid: Mapping[SheetName, Collection[str]] = field(default_factory=dict)
    worked_out: Collection[str] = ()


def table_of(
    sheets: Sequence[tuple[WideRows, Context]],
    terms: Terms,
    required: Sequence[str],
    taken: Taken,
    problems: Problems,
) -> Table:
    """The sections of some sheets; sheets that belong together complete each other."""
    parts = without_dates(with_counties(completed(sheets, taken, problems)), problems)
    parts = with_own_codes(parts, problems)
    taken.say(problems)
    accounts = accounts_of(parts)
    whole = _complete(joined(parts, terms, problems), required, terms, problems)
    if not whole:
        return Table()
    letters = {sheet: known for part in parts for sheet, known in part.by_sheet.items()}
    rows, locators = sections_of(whole, letters, terms, problems)
    unlisted = rows.index[rows.pop(UNLISTED).eq(True)] if UNLISTED in rows else pd.Index([])
    beside = [key for key in rows if "~" in key]
    told = told_by_several(accounts, rows, locators)
    say_differing(told, terms, problems)
    _say_incomplete(rows, unlisted, locators, parts, problems)
    _say_no_indoor_rooms(rows, parts, problems)
    below = [part.below for part in parts]
    say_classes(below, rows, locators, terms, problems)
    ask(parts, [key for key in rows if rows[key].notna().any()], terms, problems)
    return Table(
        rows.drop(columns=beside),
        locators,
        _beside(rows, PRINTED),
        _beside(rows, STATED),
        told,
        below_schools(below, rows, locators),
        unlisted,
        {part.sheet: part.unsaid for part in parts},
        frozenset().union(*(part.worked_out for part in parts)),
    )


def check_table(table: Table, terms: Terms, required: Iterable[str], are_schools: bool, problems: Problems) -> None:
    """Check the sections of all files together; years are whole numbers once nothing is wrong."""
    check_rows(
        table.rows,
        table.locators,
        terms,
        problems,
        required=required,
        worked_out=table.worked_out,
        unsaid_units=table.unsaid,
        unlisted=table.unlisted,
        are_schools=are_schools,
    )
    if not problems.errors:
        table.rows["year"] = table.rows["year"].astype(int)


def say_missing(place: str, needed: Iterable[str], terms: Terms, problems: Problems) -> None:
    """Columns without which rows cannot be school sections."""
    for name in needed:
        label = terms.fields[name].label
        problems.say("no_column", place, label=label, chinese=label.zh)


def _complete(parts: Sequence[WideRows], required: Sequence[str], terms: Terms, problems: Problems) -> list[WideRows]:
    """The parts that give every field without which nothing can be judged; the others are named and left out.

    What is left out is an error only where nothing remains.
    """
    missing = [[name for name in required if name not in fields_named(part.frame)] for part in parts]
    whole = [part for part, lacks in zip(parts, missing, strict=True) if not lacks]
    for part, lacks in zip(parts, missing, strict=True):
        sheets = list(part.lines[["file", "sheet"]].drop_duplicates().itertuples(index=False, name=None))
        place = "; ".join(place_of(*sheet) for sheet in sheets[:_MOST_SHEETS])
        place += " …" if len(sheets) > _MOST_SHEETS else ""
        if lacks and whole:
            _say_apart(part, place, lacks, terms, problems)
        elif lacks and not problems.has("values_without_students", place):
            say_missing(place, lacks, terms, problems)
    return whole


def _say_apart(part: WideRows, place: str, lacks: Sequence[str], terms: Terms, problems: Problems) -> None:
    """Rows that no other table completes: of which county and year, and which schools."""
    frame = part.frame
    names = list(dict.fromkeys(frame["school" if "school" in frame else "school_id"]))
    values = {
        "label": terms.fields[lacks[0]].label,
        "county": "、".join(map(str, dict.fromkeys(frame["county_name"]))) if "county_name" in frame else "",
        "year": "、".join(f"{year:.0f}" for year in frame["year"].dropna().unique()) if "year" in frame else "",
        "count": len(names),
        "listed": "、".join(map(str, names[:_MOST_NAMED])) + (" …" if len(names) > _MOST_NAMED else ""),
    }
    problems.say("sheet_apart", place, **values)
    problems.leave_out(APART, part.rows_read)


def _beside(rows: pd.DataFrame, ending: str) -> pd.DataFrame:
    """The columns of one kind that stand beside the fields, under the field's or indicator's own name."""
    found = rows[[key for key in rows if key.endswith(ending)]].rename(columns=lambda key: key.removesuffix(ending))
    return found.apply(lambda column: column.fillna("") if column.dtype == object else column)


def _say_no_indoor_rooms(rows: pd.DataFrame, parts: Sequence[WideRows], problems: Problems) -> None:
    """The indoor sports rooms move from one area to the other; without them both indicators are known within bounds."""
    areas = {name for name in ("teaching_area_m2", "sport_area_m2") if name in rows and rows[name].notna().any()}
    if "indoor_sport_area_m2" not in rows and areas:
        sheets = [place_of(*part.sheet) for part in parts if areas & fields_named(part.letters)]
        problems.say("no_indoor_rooms", "; ".join(sheets[:3]) + (" …" if len(sheets) > 3 else ""))


def _say_without_students(rows: pd.DataFrame, locators: Locators, problems: Problems) -> None:
    if len(rows):
        problems.say("without_students", locators.line_place(rows.index[0]), count=len(rows), listed=_listed(rows))


def _say_incomplete(
    rows: pd.DataFrame, unlisted: pd.Index, locators: Locators, parts: Sequence[WideRows], problems: Problems
) -> None:
    """Sections that tables of students or another kind of sheet leave out; a school of two codes has one note of its own."""
    kind_of = {part.sheet: frozenset(fields_named(part.letters)) for part in parts if not part.several}
    are_several = len(set(kind_of.values())) > 1
    clear = rows[~has_several_codes(rows)] if are_several or len(unlisted) else rows
    _say_without_students(clear.loc[clear.index.intersection(unlisted)], locators, problems)
    if are_several:
        _say_left_out(clear, locators, kind_of, problems)


def _say_left_out(
    rows: pd.DataFrame, locators: Locators, kind_of: Mapping[SheetName, frozenset[str]], problems: Problems
) -> None:
    """Sections of a county that one kind of sheet leaves out, and names there that look like theirs."""
    lines = locators.lines[["row", "file", "sheet"]].drop_duplicates()
    sheets_of: dict[frozenset[str], list[SheetName]] = defaultdict(list)
    for sheet, kind in kind_of.items():
        sheets_of[kind].append(sheet)
    lines = lines[pd.MultiIndex.from_frame(lines[["file", "sheet"]]).isin(list(kind_of))]
    numbers = {kind: number for number, kind in enumerate(sheets_of)}
    sheets_of_lines = zip(lines["file"], lines["sheet"], strict=True)
    kinds = pd.Series([numbers[kind_of[sheet]] for sheet in sheets_of_lines], index=lines.index)
    of_row = kinds.groupby(lines["row"]).agg(["min", "max"])
    for kind, sheets in sheets_of.items():
        here = lines.loc[kinds == numbers[kind], "row"]
        alone = rows.index.intersection(of_row.index[(of_row == numbers[kind]).all(axis=1)])
        for missing in _left_out(rows, here):
            problems.say(
                "not_in_sheet",
                "; ".join(place_of(*one) for one in sheets[:3]),
                count=len(missing),
                listed=_listed(missing),
            )
            _say_near(missing, rows.loc[alone], problems, place_of(*sheets[0]))


def _left_out(rows: pd.DataFrame, here: pd.Series) -> Iterator[pd.DataFrame]:
    """The sections of each county and year that some rows leave out, where they cover most of the same stages."""
    covered = pd.Series(rows.index.isin(here), index=rows.index)
    keys = [rows[key] for key in ("county", "year", "stage")]
    is_of_stage = covered.groupby(keys).transform("any")
    county = rows.groupby(["county", "year"], sort=False).ngroup()
    share = covered[is_of_stage].groupby(county[is_of_stage]).transform("mean")
    left = share.index[~covered[is_of_stage] & (share >= _LEAST_COVERED)]
    for _, missing in rows.loc[left].groupby(county[left]):
        yield missing


def _say_near(missing: pd.DataFrame, alone: pd.DataFrame, problems: Problems, place: str) -> None:
    names = {str(name): f"{name} ({code})" for name, code in zip(alone["school"], alone["school_id"], strict=True)}
    for name, code in (
        missing[["school", "school_id"]].drop_duplicates().head(_MOST_NAMED).itertuples(index=False, name=None)
    ):
        for near in difflib.get_close_matches(str(name), names, n=1, cutoff=_NEAR):
            problems.say("near_names", place, one=names[near], other=f"{name} ({code})")


def _listed(rows: pd.DataFrame) -> str:
    """Schools with their stages, the first few."""
    named = [
        f"{school}（{STAGE_WORDS[stage].zh}）" if stage else school
        for school, stage in zip(rows["school"], rows["stage"], strict=True)
    ]
    return "、".join(named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
