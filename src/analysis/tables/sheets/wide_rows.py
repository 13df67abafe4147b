"""One sheet's rows as a wide frame: a column per field and stage, texts and kinds spelled one way, numbers in base units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.language import Words
from analysis.tables.checks.notes import Findings
from analysis.tables.schools import AREAS, IDENTITY, OWNERSHIPS, SCHOOL_TYPES, STAGE_WORDS
from analysis.tables.sheets.columns import Use
from analysis.tables.sheets.grids import Grid, column_runs
from analysis.tables.sheets.headers import Header, row_kind
from analysis.tables.sheets.numbers import MISSING, base_of_field, is_missing, plain, read_numbers, read_text, read_year
from analysis.tables.sheets.vocabulary import BAND_LIMITS, VALUES, Meaning, read_kind
from analysis.tables.sources.mapping import Filter, TableMapping

_DROPPED = {
    "total": Words("合计、均值等汇总行", "rows of totals and means"),
    "remark": Words("备注、说明行", "remarks"),
    "header": Words("重复的表头、栏号行", "repeated headers and column numbers"),
}
_KIND_WORDS = {
    "school_type": SCHOOL_TYPES,
    "area": AREAS,
    "ownership": OWNERSHIPS,
    "stage": STAGE_WORDS,
    "counts_as_school": {"yes": Words("是", "yes"), "no": Words("否", "no")},
}


@dataclass(frozen=True)
class WideRows:
    """Rows of one sheet before sections are told apart.

    frame   : one row per school (or section, or class); columns are keys such as "school", "students@primary".
    lines   : source lines of each row (columns row, file, sheet, line).
    letters : column letters of each key.
    unsaid : fields read from a column whose unit stands nowhere.
    rows_read : rows below the header that say anything, whatever became of them.
    """

    frame: pd.DataFrame
    lines: pd.DataFrame
    letters: Mapping[str, str]
    rows_read: int
    unsaid: frozenset[str] = frozenset()


def read_rows(grid: Grid, header: Header, uses: list[Use], mapping: TableMapping, findings: Findings) -> WideRows:
    """Every school row of a sheet. Rows that are none are counted in the findings; unreadable cells are faults."""
    sheet = _Sheet(grid, header, mapping, findings)
    rows = sheet.school_rows(uses)
    columns: dict[str, object] = {}
    for use in uses:
        if use.ratio is None:
            columns[use.key] = sheet.column(use, rows)
    for use in uses:
        if use.ratio is not None:
            columns[use.key] = sheet.ratio(use, rows, columns)
    letters = {use.key: column_runs(use.columns) for use in uses}
    frame = pd.DataFrame(columns, index=range(len(rows)))
    if mapping.class_size:
        letters |= _add_classes(frame, sheet, header.matching(mapping.class_size), rows)
    for key, stated in mapping.constants.items():
        frame[key] = _constant(key, stated.value)
    lines = pd.DataFrame({"row": frame.index, "file": grid.file, "sheet": grid.sheet, "line": rows + 1})
    kept = _filter_fields(frame, mapping, findings)
    frame, lines = frame[kept].reset_index(drop=True), lines[kept].assign(row=range(int(kept.sum())))
    said = int((grid.cells[header.first_row :] != "").any(axis=1).sum())
    unsaid = frozenset(use.meaning.field for use in uses if use.unit is None)
    return WideRows(frame, lines.reset_index(drop=True), letters, said, unsaid)


class _Sheet:
    def __init__(self, grid: Grid, header: Header, mapping: TableMapping, findings: Findings) -> None:
        self.grid, self.header, self.mapping, self.findings = grid, header, mapping, findings
        self.signs = MISSING | {plain(sign) for sign in mapping.missing}
        self.cells = _unmerged(grid, header)

    def school_rows(self, uses: list[Use]) -> np.ndarray:
        """Indices of the rows that stand for schools and pass the mapping's filters on columns."""
        below = range(self.header.first_row, len(self.cells))
        kinds = np.array([row_kind(self.grid, row, self.header) for row in below], dtype=object)
        for kind, reason in _DROPPED.items():
            self.findings.left_out(reason, int((kinds == kind).sum()))
        rows = np.flatnonzero(kinds == "school") + self.header.first_row
        students = next((use for use in uses if use.key == "students" and use.ratio is None), None)
        for rule in self.mapping.filters:
            if rule.column and len(rows):
                rows = self._filtered(rows, rule, students)
        return rows

    def _filtered(self, rows: np.ndarray, rule: Filter, students: Use | None) -> np.ndarray:
        columns = self.header.matching(rule.column)
        if len(columns) != 1:
            self.findings.fault(
                f"{self.grid.place} ({self.mapping.place} › filters)",
                Words(
                    f"筛选所用表头“{rule.column}”对应{len(columns)}列", f"'{rule.column}' names {len(columns)} columns"
                ),
                Words("一列", "one column"),
            )
            return rows
        values = pd.Series(self.cells[rows, columns[0]])
        hit = _passes(values, rule, lambda value: is_missing(value, self.signs)).to_numpy()
        stays = hit if rule.keeps else ~hit
        lost = float("nan")
        if students is not None:
            numbers = [read_numbers(self.cells[rows[~stays], c], None, None, self.signs)[0] for c in students.columns]
            lost = float(np.nansum(numbers)) if np.isfinite(numbers).any() else lost
        self.findings.left_out(rule.reason, int((~stays).sum()), lost)
        return rows[stays]

    def column(self, use: Use, rows: np.ndarray) -> object:
        meaning = use.meaning
        if meaning.field in VALUES:
            return self._kinds(meaning.field, use.columns[0], rows)
        if meaning.field == "year":
            return self._years(use.columns[0], rows)
        if meaning.field in IDENTITY or meaning.field in self.mapping.terms.groups:
            return self._texts(meaning.field, use.columns[0], rows)
        base = base_of_field(self.mapping.terms.fields[meaning.field].unit.zh)
        return np.sum([self.numbers(use, column, base, rows) for column in use.columns], axis=0)

    def ratio(self, use: Use, rows: np.ndarray, columns: Mapping[str, object]) -> np.ndarray:
        printed = self.numbers(use, use.columns[0], None, rows)
        whole = columns.get(use.ratio.of)
        if whole is None:
            self.findings.fault(
                f"{self.grid.place} ({self.mapping.place} › ratios)",
                Words(
                    f"没有“{use.ratio.of}”，无法由比例还原“{use.key}”",
                    f"'{use.key}' is a share of '{use.ratio.of}', not given",
                ),
                Words(f"“{use.ratio.of}”列", f"a column for '{use.ratio.of}'"),
            )
            return np.full(len(rows), np.nan)
        return printed / use.ratio.per * whole

    def numbers(self, use: Use, column: int, base: str | None, rows: np.ndarray) -> np.ndarray:
        values = self.cells[rows, column]
        numbers, unreadable = read_numbers(values, use.unit, base, self.signs)
        for position in unreadable:
            self.findings.fault(
                self.grid.cell_place(rows[position], column),
                Words(
                    f"“{self.header.label(column)}”为“{values[position]}”",
                    f"'{values[position]}' under '{self.header.label(column)}'",
                ),
                Words("数字（没有数据请留空）", "a number (leave the cell empty when it is not known)"),
            )
        stated = self.mapping.blanks.get(use.key) or self.mapping.blanks.get(use.meaning.field)
        if stated is not None:
            blank = np.array([is_missing(value, self.signs) for value in values], dtype=bool)
            numbers[blank] = float(stated.value)
        return numbers

    def _texts(self, field: str, column: int, rows: np.ndarray) -> list[str]:
        renamed = {plain(written): key for written, key in self.mapping.values.get(field, {}).items()}
        texts = [read_text(value) for value in self.cells[rows, column]]
        blank = self.mapping.blanks.get(field)
        return [renamed.get(plain(text), text) if text else str(blank.value) if blank else "" for text in texts]

    def _kinds(self, field: str, column: int, rows: np.ndarray) -> list[str]:
        own = {plain(written): key for written, key in self.mapping.values.get(field, {}).items()}
        blank = self.mapping.blanks.get(field)
        known: dict[str, str | None] = {}
        kinds = []
        for row, value in zip(rows, self.cells[rows, column], strict=True):
            text = read_text(value)
            if text not in known:
                known[text] = own.get(plain(text)) or read_kind(field, text, self.header.label(column))
            kind = known[text]
            if kind is None:
                self._unknown_kind(field, text, row, column)
            kinds.append(str(blank.value) if kind == "" and blank else kind or "")
        return kinds

    def _unknown_kind(self, field: str, text: str, row: int, column: int) -> None:
        words = {**_KIND_WORDS[field], **(self.mapping.terms.areas if field == "area" else {})}
        label = self.mapping.terms.fields[field].label
        self.findings.fault(
            self.grid.cell_place(row, column),
            Words(f"不认识的{label.zh}“{text}”", f"'{text}' is not a known value of '{label.en}'"),
            Words("、".join(word.zh for word in words.values()), ", ".join(word.en for word in words.values())),
            Words(
                f"其他写法请在列对照的 [values.{field}] 中说明。",
                f"Say what it means in the mapping's [values.{field}].",
            ),
        )

    def _years(self, column: int, rows: np.ndarray) -> np.ndarray:
        known: dict[object, int | None] = {}
        years = np.full(len(rows), np.nan)
        for position, value in enumerate(self.cells[rows, column]):
            if value not in known:
                known[value] = read_year(value, self.mapping.calendar)
            if known[value] is None:
                self.findings.fault(
                    self.grid.cell_place(rows[position], column),
                    Words(f"年份为“{read_text(value)}”", f"the year reads '{read_text(value)}'"),
                    Words("2023或2023—2024学年这样的写法", "a year such as 2023 or 2023–2024"),
                    Words('其他纪年请在列对照中写 calendar = "roc" 或 "school_year"。',
                          'For other calendars say calendar = "roc" or "school_year" in the mapping.'),
                )  # fmt: skip
            else:
                years[position] = known[value]
        return years


def _unmerged(grid: Grid, header: Header) -> np.ndarray:
    """The cells with texts merged down several school rows (a county, a school) written on each of them."""
    cells = grid.cells
    tall = [
        corners
        for corners in grid.merged
        if corners[0][0] >= header.first_row and corners[1][0] > corners[0][0] and corners[0][1] == corners[1][1]
    ]
    if tall:
        cells = cells.copy()
    for (first, column), (last, _) in tall:
        if isinstance(cells[first, column], str):
            cells[first : last + 1, column] = cells[first, column]
    return cells


def _passes(values: pd.Series, rule: Filter, blank: object) -> pd.Series:
    if rule.test == "blank":
        return values.map(blank) == bool(rule.wanted)
    if rule.test in ("above", "below"):
        numbers = pd.Series(read_numbers(values.to_numpy(), None, None)[0], index=values.index)
        return numbers > rule.wanted if rule.test == "above" else numbers < rule.wanted
    wanted = rule.wanted if rule.test == "in" else [rule.wanted]
    return values.map(lambda value: plain(read_text(value))).isin([plain(read_text(one)) for one in wanted])


def _filter_fields(frame: pd.DataFrame, mapping: TableMapping, findings: Findings) -> pd.Series:
    kept = pd.Series(True, index=frame.index)
    for rule in mapping.filters:
        if not rule.field or rule.field not in frame:
            continue
        hit = _passes(frame[rule.field], rule, is_missing)
        goes = kept & (~hit if rule.keeps else hit)
        students = float(frame.loc[goes, "students"].sum()) if "students" in frame else float("nan")
        findings.left_out(rule.reason, int(goes.sum()), students)
        kept &= ~goes
    return kept


def _constant(key: str, value: object) -> object:
    field = Meaning.parse(key).field
    if field == "year":
        return float(value)
    if field in VALUES:
        return read_kind(field, value) or str(value)
    return str(value) if field in IDENTITY else value


def _add_classes(frame: pd.DataFrame, sheet: _Sheet, columns: list[int], rows: np.ndarray) -> dict[str, str]:
    """Rows of single classes: one class each, its students, and the band its size falls in."""
    if len(columns) != 1:
        sheet.findings.fault(
            f"{sheet.grid.place} ({sheet.mapping.place} › class_size)",
            Words(
                f"“{sheet.mapping.class_size}”对应{len(columns)}列",
                f"'{sheet.mapping.class_size}' names {len(columns)} columns",
            ),
            Words("一列", "one column"),
        )
        return {}
    sizes = sheet.numbers(Use("students", tuple(columns)), columns[0], "count", rows)
    made = {"students": sizes, "classes": np.where(np.isnan(sizes), np.nan, 1.0)}
    for band, (low, high) in BAND_LIMITS.items():
        made[band] = np.where(np.isnan(sizes), np.nan, ((sizes >= low) & (sizes <= high)).astype(float))
    for key, values in made.items():
        frame[key] = values
    return dict.fromkeys(made, column_runs(columns))
