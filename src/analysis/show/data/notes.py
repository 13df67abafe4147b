"""Notes of the check that could move a verdict, with the coefficient or answer they touch; nothing is corrected."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analysis.errors import Problem
from analysis.formulas import student_weighted_cv
from analysis.language import Words
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.show.page.table import Table, left
from analysis.tables.catalogue.county_share import lines_of_note, notes_about
from analysis.tables.terms import Indicator

ASKED = "which_column"  # the question which columns hold what is missing
#: Notes about no single figure that leave a verdict open, or rest on what somebody has to confirm.
OF_THE_TABLE = frozenset(
    (
        ASKED, "no_indoor_rooms", "not_by_section", "without_students", "without_stage",
        "not_in_sheet", "near_names", "name_of_several", "names_differ", "one_name_two_codes", "one_code_two_names",
        "one_school_two_types",
        "odd_county", "odd_year", "sheet_apart", "one_county_two_names", "class_twice", "class_too_large", "county_contradicted", "year_contradicted", "year_of_title_differs", "whole_differs_from_stages",
        "total_of_rows", "total_of_columns", "parts_differ", "part_blank", "in_two_sheets", "hidden_rows", "hidden_sheet",
        "hidden_columns", "one_code_two_schools", "year_of_few",
        "register_of_both_sections", "registers_of_both_sections", "register_of_parent", "point_left_in",
        "mixed_dates", "form_missing",
    )
)  # fmt: skip


def own_notes(view: View) -> list[Problem]:
    """The notes about this county's rows, and those about no row at all."""
    return list(notes_about(view.table, view.table.provenance.notes))


def moving(view: View) -> list[tuple[Problem, Words]]:
    """The notes that could move a verdict, each with what it touches."""
    found = []
    for note in own_notes(view):
        touched = [one for one in view.asked_for if note.field in one.fields]
        if note.kind == ASKED and not view.without_data:
            continue  # what is asked for would add nothing to what is judged here
        if touched or note.kind in OF_THE_TABLE:
            said = [text for one in touched for text in _touched(view, note, one)]
            found.append((note, Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))))
    return found


def _touched(view: View, note: Problem, indicator: Indicator) -> Iterator[Words]:
    """The coefficient of each stage the figure stands in, and what it is without this school."""
    lines = view.table.locators.written
    wanted = set(lines_of_note(note))
    rows = {
        row
        for row, file, sheet, line in lines[["row", "file", "sheet", "line"]].itertuples(index=False, name=None)
        if (file, sheet, str(line)) in wanted
    }
    for stage in view.stages:
        values = view.values(indicator.name, stage)
        ids = view.table.rows["school_id"].reindex(sorted(rows & set(view.table.rows.index)))
        others = ~values.frame["school_id"].isin(ids)
        if others.all():
            continue
        cv, name = view.balance(indicator.name, stage), indicator.short_in_sentence
        verdict = view.verdict.cvs[stage, indicator.name]
        answer = f"，{words.answer(verdict.answer, 'zh')}" if verdict.limit else ""
        answer_en = f", {words.answer(verdict.answer, 'en')}" if verdict.limit else ""
        rest = values.frame[others]
        known = len(rest) > 1 and not rest["value"].isna().any()
        without = student_weighted_cv(rest["value"].to_numpy(), rest["students"].to_numpy()) if known else np.nan
        yield Words(
            f"{words.stage(stage, 'zh')}{name.zh}差异系数{words.cv(cv.value)}{answer}（不含该校为{words.cv(without)}）",
            f"CV of {name.en}, {words.stage(stage, 'en')}: {words.cv(cv.value)}{answer_en} "
            f"({words.cv(without)} without this school)",
        )


def notes_first(view: View) -> Table | None:
    """Page 1's list of what has to be checked before the results are used; None where nothing has."""
    found = moving(view)
    if not found:
        return None
    return view.tabulate(
        Words("使用结果前请先核对", "To be checked before the results are used"),
        [left("位置", "Where", 4), left("情况", "What was found", 5), left("涉及的结果", "Results it touches", 5)],
        [(one.place, one.found.in_(view.lang), touched.in_(view.lang) or words.MISSING) for one, touched in found],
        note=Words(
            "均按所报数字测算，未作任何更改；核对无误的可在 corrections.toml 中确认。",
            "Everything is computed from the figures as they were given; corrections.toml confirms those that are right.",
        ),
    )
