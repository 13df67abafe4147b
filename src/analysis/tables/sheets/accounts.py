"""What several tables say of the same thing (多表核对): counts that two of them state, and the days they speak of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.tables.checks.problems import Problems
from analysis.tables.locators import Locators, place_of
from analysis.tables.schools import STAGE_WORDS
from analysis.tables.sheets.identity import stages_of
from analysis.tables.sheets.vocabulary import SECTIONS, Meaning
from analysis.tables.sheets.wide_rows import AS_OF, WideRows
from analysis.tables.terms import Terms

COUNTED = ("students", "classes", "full_time_teachers")
MOST_NAMED = 10
_TABLE = ["file", "sheet"]
_SECTION = ["county", "year", "field", "school_id", "stage"]
_SINGLE = {kind: stages[0] for kind, stages in SECTIONS.items() if len(stages) == 1}


def without_dates(parts: Sequence[WideRows], problems: Problems) -> list[WideRows]:
    """The parts without the day each row speaks of; tables of one county and year that are of several are named."""
    places: dict[tuple[object, object], dict[str, str]] = defaultdict(dict)
    for part in parts:
        if AS_OF in part.frame:
            first = part.frame[part.frame[AS_OF] != ""].drop_duplicates(["county", "year", AS_OF])
            for row, county, year, day in first[["county", "year", AS_OF]].itertuples(name=None):
                places[county, year].setdefault(day, Locators(part.lines, part.by_sheet).place(row, ("year",)))
    for (county, year), days in places.items():
        if len(days) > 1:
            listed = "; ".join(f"{day} ({place})" for day, place in sorted(days.items()))
            problems.say("mixed_dates", "; ".join(days.values()), county=county, year=int(year), listed=listed)
    return [part.without(AS_OF) for part in parts]


def accounts_of(parts: Sequence[WideRows]) -> pd.DataFrame:
    """Every count of every table by its line: file, sheet, line, field, stage ("" for a whole school), value."""
    is_told_twice = len(parts) > 1 and not all(part.several for part in parts)  # forms of a school say each once
    found = [frame for part in parts for frame in _accounts(part)] if is_told_twice else []
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _accounts(part: WideRows) -> Iterator[pd.DataFrame]:
    first = part.lines.drop_duplicates("row").set_index("row")[[*_TABLE, "line"]]
    stages = stages_of(part.frame)
    for key in part.frame:
        meaning = Meaning.parse(key)
        if meaning.field in COUNTED:
            stage = meaning.stage or stages
            yield first.assign(field=meaning.field, stage=stage, value=part.frame[key]).dropna(subset="value")


def told_by_several(accounts: pd.DataFrame, rows: pd.DataFrame, locators: Locators) -> pd.DataFrame:
    """The counts that at least two tables state of one section; columns of _SECTION, school, file, sheet, value."""
    columns = [*_SECTION, "school", *_TABLE, "value"]
    if accounts.empty:
        return pd.DataFrame(columns=columns)
    lines = locators.lines[["row", *_TABLE, "line"]].drop_duplicates([*_TABLE, "line"])
    schools = rows[["county", "year", "school_id", "school", "school_type"]]
    named = accounts.merge(lines, on=[*_TABLE, "line"]).merge(schools, left_on="row", right_index=True)
    single = named["school_type"].map(_SINGLE).fillna("")
    named["stage"] = named["stage"].where(named["stage"] != "", single)
    named = named.drop_duplicates([*_SECTION, *_TABLE])
    return named[named.groupby(_SECTION)["value"].transform("size") > 1][columns].reset_index(drop=True)


def say_differing(told: pd.DataFrame, terms: Terms, problems: Problems) -> None:
    """Totals by table where two of them differ; each figure is refused with its cells elsewhere."""
    for (_, _, field), same in told.groupby(["county", "year", "field"], sort=False):
        wrong = same[same.groupby(_SECTION)["value"].transform("nunique") > 1]
        if wrong.empty:
            continue
        totals = same.groupby(_TABLE, sort=False)["value"].sum()
        places = [place_of(*table) for table in totals.index]
        listed = "; ".join(f"{place} {total:.10g}" for place, total in zip(places, totals, strict=True))
        sections = wrong.drop_duplicates(_SECTION)
        schools = [
            f"{one.school}（{STAGE_WORDS[one.stage].zh}）" if one.stage else one.school for one in sections.itertuples()
        ]
        problems.say(
            "tables_differ",
            "; ".join(places),
            label=terms.fields[field].label,
            count=len(same.drop_duplicates(_SECTION)),
            listed=listed,
            wrong=len(sections),
            schools="、".join(schools[:MOST_NAMED]) + (" …" if len(schools) > MOST_NAMED else ""),
        )
