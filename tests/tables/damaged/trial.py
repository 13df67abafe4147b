"""Damaged tables read together, and what came of each: right, named, refused, or wrong in silence."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from openpyxl.utils import column_index_from_string
from tables.damaged import file_kinds  # noqa: F401  registers its kinds
from tables.damaged.draft import FIGURES, STAGES, YEAR, Draft, random_draft
from tables.damaged.files import content_of
from tables.damaged.kinds import KINDS

from analysis.errors import Problem
from analysis.tables.locators import column_numbers
from analysis.tables.sheets.numbers import plain
from analysis.tables.sheets.reading import Reading, TableFile, read_files

MOST = 4  # kinds of damage in one table
TAKEN = ("county_taken", "year_taken")  # said of the clean table too
OF_BYTES = {kind.name for kind in KINDS if kind.do.__module__.endswith("file_kinds")}
COPIES = ("a hidden sheet", "an open copy of the sheet")  # of the sheet as it is when all is done to it
_RUNS = re.compile(r"(?<![A-Za-z])[A-Z]{1,3}(?::[A-Z]{1,3})?(?=[列,“])")
_CELLS = re.compile(r"([A-Z]{1,3})(\d+)?(?::([A-Z]{1,3})(\d+)?)?")


@dataclass
class Trial:
    """One damaged table."""

    seed: int
    draft: Draft
    kinds: list[str]
    outcome: str = ""  # "right", "right, with a note", "named", "refused", "silent", "traceback"
    wrong: list[str] = field(default_factory=list)


Write = Callable[[Sequence[Trial], Path], None]


def damaged(seed: int, ending: str = "", without: Container[str] = ()) -> Trial:
    """A table with one to four kinds of damage, those of its bytes last."""
    draft = random_draft(seed, ending)
    fitting = [kind for kind in KINDS if draft.ending in kind.endings and kind.name not in without]
    weights = np.array([kind.weight for kind in fitting])
    count = int(draft.rng.integers(1, MOST + 1))
    chosen = draft.rng.choice(len(fitting), count, replace=False, p=weights / weights.sum())
    kinds = sorted((fitting[k] for k in chosen), key=lambda kind: (kind.name in OF_BYTES, kind.name in COPIES))
    for kind in kinds:
        kind.do(draft)
    return Trial(seed, draft, [kind.name for kind in kinds])


def written(trials: Sequence[Trial], folder: Path) -> None:
    for trial in trials:
        (folder / trial.draft.name).write_bytes(content_of(trial.draft))


def tried(seeds: Iterable[int], folder: Path) -> list[Trial]:
    return judged([damaged(seed) for seed in seeds], folder)


def judged(trials: Sequence[Trial], folder: Path, write: Write = written) -> Sequence[Trial]:
    """Every table read with the others; one that is not right and not refused is read again by itself before it is judged.

    Together, because most of the time of reading one is what all tables share. Whatever stops the reading of all is looked
    for one by one.
    """
    together(trials, folder, write)
    for trial in trials:
        if trial.outcome in ("silent", "traceback") and len(trials) > 1:
            together([trial], folder, write)
    return trials


def together(trials: Sequence[Trial], folder: Path, write: Write = written) -> None:
    write(trials, folder)
    paths = [folder / trial.draft.name for trial in trials]
    try:
        reading = read_files([TableFile(path) for path in paths])
    except BaseException as reason:  # whatever it is, it is what is looked for
        if isinstance(reason, (KeyboardInterrupt, SystemExit)):
            raise
        for trial in trials:
            trial.outcome, trial.wrong = "traceback", [f"{type(reason).__name__}: {reason}"]
        return
    finally:
        for path in paths:
            path.unlink()
    by_file = _by_file(reading)
    for trial in trials:
        judge(trial, reading, by_file.get(trial.draft.name, []))


def _by_file(reading: Reading) -> dict[str, list[object]]:
    lines = reading.locators.lines
    found: dict[str, list[object]] = {}
    for row, file in zip(lines.get("row", ()), lines.get("file", ()), strict=True):
        found.setdefault(file, []).append(row)
    return found


def judge(trial: Trial, reading: Reading, rows: Sequence[object]) -> None:
    """What came of one table of a reading."""
    name = trial.draft.name
    mine = [one for one in reading.problems.all if name in one.place and one.kind not in TAKEN]
    trial.wrong = []
    if any(one.severity == "error" for one in mine):
        trial.outcome = "refused"
        return
    notes = [one for one in mine if one.severity == "note"]
    wrong = list(differences(trial.draft, reading.rows.loc[list(dict.fromkeys(rows))]))
    unsaid = [one for one in wrong if not any(_speaks_of(note, one, trial.draft) for note in notes)]
    trial.wrong = [f"{one.what} {one.cell}" for one in unsaid]
    trial.outcome = "silent" if unsaid else "named" if wrong else "right, with a note" if notes else "right"


@dataclass(frozen=True)
class Difference:
    """What is not as it should be: of which school and figure, at which row and column of the sheet (from 0)."""

    what: str
    school: str
    name: str
    row: int
    column: int

    @property
    def cell(self) -> str:
        return f"{self.school} {self.name} (row {self.row + 1}, column {self.column + 1})"


def differences(draft: Draft, rows: pd.DataFrame) -> Iterable[Difference]:
    """Every judged cell that is not the undamaged table's, every school too few or too many."""
    known, codes = _rows_by(rows, "school"), _rows_by(rows, "school_id")
    for school, truth in draft.truth.items():
        at, stage = draft.schools[school], STAGES[draft.kinds[school]]
        code = draft.sheet.cells[at][draft.column("school_id")]
        row = _of_stage(known.pop(plain(school), []), stage)
        if row is None:
            row = _of_stage(codes.get(plain(str(code)), []), stage)
            known.pop(plain(str(row["school"])) if row is not None else "", None)
        if row is None:
            yield Difference("lost school", school, "", at, 0)
            continue
        if row["stage"] != stage:
            yield Difference(f"stage {row['stage']}", school, "school_type", at, draft.column("school_type"))
        if row["year"] != YEAR:
            yield Difference(f"year {row['year']}", school, "year", at, 0)
        for name in FIGURES:
            found, right = row.get(name, np.nan), truth[name]
            if not _same(found, right):
                yield Difference(f"{found} for {right}", school, name, at, draft.column(name))
    for name in known:
        yield Difference("school too many", name, "", -1, -1)


def _rows_by(rows: pd.DataFrame, key: str) -> dict[str, list[pd.Series]]:
    found: dict[str, list[pd.Series]] = {}
    for _, row in rows.iterrows():
        found.setdefault(plain(str(row[key])), []).append(row)
    return found


def _of_stage(rows: Sequence[pd.Series], stage: str) -> pd.Series | None:
    """The row of a stage, else the last: two rows of one name and one code are a school of two stages."""
    return next((row for row in rows if row["stage"] == stage), rows[-1] if rows else None)


def _same(found: float, right: float | None) -> bool:
    if right is None or pd.isna(found):
        return right is None and pd.isna(found)
    return abs(found - right) <= 1e-6 * max(abs(right), 1)


def _speaks_of(note: Problem, wrong: Difference, draft: Draft) -> bool:
    """Whether a note names what is wrong: its cell, its row or its column, its school, or its head."""
    head = draft.sheet.cells[draft.head][wrong.column] if wrong.column >= 0 else None
    texts = [wrong.school, *([plain(head)] if isinstance(head, str) and head else [])]
    said = plain(note.line("zh"))
    if any(text and plain(text) in said for text in texts):
        return True
    if note.kind in LISTING and wrong.column >= 0:
        return any(wrong.column in column_numbers(runs) for runs in _RUNS.findall(note.line("zh")))
    if note.kind == "figures_above_header":
        return str(wrong.row + 1) in re.findall(r"\d+", note.found.zh)
    for place in note.place.split("; "):
        last = place.split(" › ")[-1]
        if last.startswith(draft.county):
            return wrong.name == "" and note.kind in OF_FILES
        for left, top, right, bottom in _CELLS.findall(last):
            columns = range(column_index_from_string(left) - 1, column_index_from_string(right or left))
            rows = range(int(top) - 1, int(bottom or top)) if top else None
            if rows is None or note.kind in OF_COLUMNS:
                if wrong.column in columns:
                    return True
            elif wrong.row in rows:
                return True
    return False


LISTING = ("columns_without_header", "unused_columns")  # say their columns in words
OF_FILES = ("sheet_not_read", "sheet_apart", "nothing_known")
OF_COLUMNS = ("column_of_notes", "more_of_a_kind", "code_of_missing", "total_of_rows")
