"""From the rows of a school table to the school sections that count (计入范围): split, left out, merged, too small."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import COUNTED, THROUGH_SCHOOLS, TREATMENTS, Sections, is_point, is_small_kind
from analysis.rules.counting.split import section_shares, share_out
from analysis.rules.standards import SPLIT, Standard, standard, weights_on
from analysis.tables.schools import SchoolTable
from analysis.tables.terms import Terms


def count_sections(
    table: SchoolTable, conventions: Conventions | None = None, split: Standard | None = None
) -> Sections:
    """The school sections of a table that count (计入测算的学校).

    In order: resources of through-schools are shared out by their own sections' students; senior sections, special
    and vocational schools and, if so chosen, private schools are left out; rows that are not schools of their own are
    added to their parent's section of the same stage; small teaching points still separate and sections without
    students are left out. A teaching point is added after the split: its rooms serve its own stage. Where one part of
    a sum is missing, so is the sum.

    Parameters
    ----------
    split : the document whose weights of each year's last day apply; default "cn-section-split"
    """
    conventions = conventions or Conventions()
    weights = _weights(table, conventions, split)
    rows = share_out(table.rows, _shared_fields(table), weights)
    treatment = _left_out(rows, conventions)
    kept = rows[treatment == ""]
    parents = _parents(kept) if conventions.teaching_points == "merge" else {}
    merged = _added_up(kept, parents, [name for name in table.numbers if not _is_place(table, name)])
    treatment = treatment.mask(treatment.index.isin(list(parents)), "merged")
    treatment.update(_too_small(merged, conventions))
    counted = merged[treatment[merged.index] == ""]
    is_through = counted["school_type"].isin(THROUGH_SCHOOLS)
    treatment.update(is_through.map({True: "counted_through", False: "counted"}))
    for row, top in parents.items():
        if treatment[top] not in COUNTED:  # whoever was added to a school that is left out is left out with it
            treatment[row] = treatment[top]
    into = _into(treatment, parents)
    locators = table.locators.copied(into.dropna().groupby(into.dropna()).groups)
    ledger = _ledger(rows, treatment, into, table).assign(share=section_shares(table.rows, weights))
    terms, printed = conventions.understood(table.terms), _printed(table, into)
    counted_only = replace(table, rows=counted, locators=locators, printed=printed, terms=terms)
    return Sections(counted_only, table, ledger, conventions)


def shares_of_rows(sections: Sections) -> pd.Series:
    """Each source row's share of what its school's sections have together (拆分份额); 1 where nothing is shared   [1]."""
    table = sections.source
    whole = table.rows.assign(whole=1.0)
    return share_out(whole, ["whole"], _weights(table, sections.conventions, None))["whole"]


def _is_place(table: SchoolTable, name: str) -> bool:
    return name in table.terms.fields and table.terms.fields[name].is_place


def _shared_fields(table: SchoolTable) -> list[str]:
    return [name for name in table.numbers if name in table.terms.fields and table.terms.fields[name].is_shared]


def _printed(table: SchoolTable, into: pd.Series) -> pd.DataFrame:
    """The decimals of each section's figures: the fewest of what was added up; none for the shares of a whole school."""
    shared = table.printed.columns.intersection(_shared_fields(table))
    printed = table.printed.copy()
    printed.loc[table.rows["is_shared"].astype(bool).reindex(printed.index), shared] = float("nan")
    return printed.groupby(into.reindex(printed.index)).min()


def _weights(table: SchoolTable, conventions: Conventions, split: Standard | None) -> dict:
    """Split weights by year; None shares by head count."""
    if conventions.split == "students" or not table.rows["is_shared"].any():
        return dict.fromkeys(table.years)
    document = split or standard(SPLIT)
    years = table.rows.loc[table.rows["is_shared"].astype(bool), "year"].unique()
    return {int(year): weights_on(document, dt.date(int(year), 12, 31)) for year in years}


def _left_out(rows: pd.DataFrame, conventions: Conventions) -> pd.Series:
    """Treatment of rows that no rule speaks of; "" for the others."""
    treatment = pd.Series("", index=rows.index, dtype=object)
    if not conventions.include_private:
        treatment[rows["ownership"] == "private"] = "private"
    if not conventions.include_special:
        treatment[rows["school_type"].isin(["special", "vocational"])] = "special"
    treatment[rows["stage"] == "senior"] = "senior"
    return treatment


def _parents(rows: pd.DataFrame) -> dict[object, object]:
    """Row that is not a school → row of the school it belongs to, same county, year and stage.

    The parent is named by code or by an unambiguous name and may itself belong to another. A row whose parent is not
    named, not here or goes in a circle is not in the answer and stays a section of its own.
    """
    if not is_point(rows).any():
        return {}
    where = list(zip(rows["county"], rows["year"], rows["stage"], strict=True))
    names = [(*w, name) for w, name in zip(where, rows["school"], strict=True)]
    codes = [(*w, code) for w, code in zip(where, rows["school_id"], strict=True)]
    often = Counter(names)
    known = {name: row for name, row in zip(names, rows.index, strict=True) if often[name] == 1}
    known |= dict(zip(codes, rows.index, strict=True))
    points = is_point(rows)
    up = {
        row: known.get((*w, parent))
        for row, w, parent, point in zip(rows.index, where, rows["parent"], points, strict=True)
        if point
    }
    tops = {row: _top(row, up) for row in up}
    return {row: top for row, top in tops.items() if top is not None}


def _top(row: object, up: Mapping[object, object]) -> object | None:
    seen = {row}
    while row in up:
        row = up[row]
        if row is None or row in seen:
            return None
        seen.add(row)
    return row


def _added_up(rows: pd.DataFrame, parents: Mapping[object, object], numbers: list[str]) -> pd.DataFrame:
    """The rows that stay, with the numbers of those added to them; missing where one part is."""
    if not parents:
        return rows
    into = rows.index.to_series().map(lambda row: parents.get(row, row))
    receiving = into[into.isin(list(parents.values()))]
    sums = rows.loc[receiving.index, numbers].groupby(receiving).sum(skipna=False)
    stay = rows.drop(index=list(parents)).copy()
    stay.loc[sums.index, numbers] = sums
    return stay


def _too_small(rows: pd.DataFrame, conventions: Conventions) -> pd.Series:
    treatment = pd.Series(index=rows.index, dtype=object)
    treatment[is_small_kind(rows) & (rows["students"] < conventions.smallest_teaching_point)] = "small_point"
    treatment[rows["students"] == 0] = "no_students"
    return treatment.dropna()


def _into(treatment: pd.Series, parents: Mapping[object, object]) -> pd.Series:
    """Index of the section each row is in; None for rows left out."""
    is_in = treatment.isin([*COUNTED, "merged"])
    tops = [parents.get(row, row) if kept else None for row, kept in is_in.items()]
    return pd.Series(tops, index=treatment.index, dtype=object)


def _ledger(rows: pd.DataFrame, treatment: pd.Series, into: pd.Series, table: SchoolTable) -> pd.DataFrame:
    identity = ["county", "year", "school_id", "school", "stage", "school_type", "ownership", "area", "students"]
    ledger = rows[identity].assign(treatment=treatment, into=into)
    why = dict(zip(rows.index, treatment.map(TREATMENTS.get), strict=True))
    merged = treatment.index[treatment == "merged"]
    home = into[merged]
    lacks = rows.loc[merged, table.numbers].isna() & rows.loc[home, table.numbers].notna().to_numpy()
    for row, school, gaps in zip(merged, rows.loc[home, "school"], lacks.to_numpy(), strict=True):
        why[row] = _why_merged(school, list(lacks.columns[gaps]), table.terms)
    return ledger.assign(why=pd.Series(list(why.values()), index=rows.index, dtype=object))


def _why_merged(school: str, gaps: Sequence[str], terms: Terms) -> Words:
    words = Words(f"并入{school}", f"added to {school}")
    if not gaps:
        return words
    labels = [terms.fields[name].label if name in terms.fields else Words(name, name) for name in gaps]
    return Words(
        f"{words.zh}；缺{'、'.join(label.zh for label in labels)}，该校合计视为缺失",
        f"{words.en}; lacks {', '.join(label.en for label in labels)}, so the school's totals are missing too",
    )
