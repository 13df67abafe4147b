"""From files to a school table: every file read, every fault collected, then accepted or refused as a whole."""

from __future__ import annotations

import fnmatch
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import TableError
from analysis.language import Words
from analysis.tables.catalogue.corrections import Corrections
from analysis.tables.catalogue.file_names import county_of_name, year_of_name
from analysis.tables.catalogue.provenance import SourceFile
from analysis.tables.checks.notes import Findings
from analysis.tables.checks.school_rows import check_rows
from analysis.tables.locators import Locators
from analysis.tables.schools import IDENTITY
from analysis.tables.sheets.columns import Use, locate_header, uses_of
from analysis.tables.sheets.grids import Book, Grid, letters, read_book
from analysis.tables.sheets.headers import Header
from analysis.tables.sheets.melt import add_up, sections_of
from analysis.tables.sheets.vocabulary import Vocabulary, is_ignored
from analysis.tables.sheets.wide_rows import WideRows, read_rows
from analysis.tables.sources.mapping import TableMapping, fields_named
from analysis.tables.terms import Terms, common_terms

PROSE = ".txt"  # may just as well be somebody's notes beside the tables

#: Said of every table whose rows are no schools.
DISTRICTS = (
    Words("每行是一个学区，不是一所学校", "rows are districts, not schools"),
    Words("凡“学校”“校际”均指学区", "'school' to be read as 'district' throughout"),
)


@dataclass(frozen=True)
class TableFile:
    """A file to read, the name it goes by in messages, and its mapping."""

    path: Path
    mapping: TableMapping = field(default_factory=TableMapping)
    name: str = ""


@dataclass(frozen=True)
class Reading:
    """What files gave: the sections, their cells, the vocabulary, the files, and everything that came to light."""

    rows: pd.DataFrame
    locators: Locators
    terms: Terms
    files: tuple[SourceFile, ...]
    findings: Findings


def read_files(files: Sequence[TableFile], corrections: Corrections | None = None) -> Reading:
    """Read files that make one table together. Faults are in the findings; `accepted` raises them."""
    findings, corrections = Findings(), corrections or Corrections()
    parts: list[WideRows] = []
    sources: list[SourceFile] = []
    terms = common_terms()
    required: dict[str, None] = {}
    last: Header | None = None
    for file in files:
        terms = terms.joined(file.mapping.terms)
        required |= dict.fromkeys(file.mapping.required)
        try:
            book = read_book(file.path, file.name or None)
        except TableError as refused:
            findings.faults.extend(refused.problems)
            continue
        grids = [corrections.mend_grid(grid, findings) for grid in book.grids]
        read, last = _read_sheets(Book(book.name, book.sha256, tuple(grids)), file.mapping, findings, last)
        parts += read
        sources.append(SourceFile(book.name, book.sha256, sum(part.rows_read for part in read)))
        if file.mapping.grain == "district":
            findings.doubt(book.name, *DISTRICTS)
    parts = [part for part in parts if len(part.frame)]
    if not parts:
        if not findings.faults:
            place = "; ".join(source.name for source in sources)
            findings.fault(
                place, Words("没有一所学校", "not a single school"), Words("至少一行学校", "at least one row")
            )
        return Reading(pd.DataFrame(columns=IDENTITY), Locators(pd.DataFrame()), terms, tuple(sources), findings)
    rows, locators = sections_of(parts, terms, findings)
    worked_out = [key for file in files for key in fields_named(file.mapping.ratios)]
    corrections.mend_rows(rows, findings)
    corrections.say_unused(findings)
    unsaid = {(part.lines["file"].iat[0], part.lines["sheet"].iat[0]): part.unsaid for part in parts}
    check_rows(rows, locators, terms, list(required), findings, worked_out, unsaid)
    if not findings.faults:
        rows["year"] = rows["year"].astype(int)
    return Reading(rows, locators, terms, tuple(sources), findings)


def _read_sheets(
    book: Book, mapping: TableMapping, findings: Findings, last: Header | None
) -> tuple[list[WideRows], Header | None]:
    """The sheets of a file that hold schools."""
    vocabulary = Vocabulary.of(mapping.terms)
    parts = []
    wanted = [grid for grid in book.grids if _is_wanted(grid, mapping)]
    for grid in wanted:
        header = locate_header(grid, mapping, vocabulary, last)
        if header is None:
            continue
        part = _read_sheet(grid, header, mapping, vocabulary, findings)
        if part is not None:
            parts.append(part)
            last = header
    if not parts:
        _no_table(book, wanted, findings)
    return parts, last


def _is_wanted(grid: Grid, mapping: TableMapping) -> bool:
    if mapping.sheets:
        return any(fnmatch.fnmatchcase(grid.sheet, pattern) for pattern in mapping.sheets)
    return not grid.is_hidden


def _read_sheet(
    grid: Grid, header: Header, mapping: TableMapping, vocabulary: Vocabulary, findings: Findings
) -> WideRows | None:
    faults = len(findings.faults)
    uses = uses_of(header, grid, mapping, vocabulary, findings)
    given = fields_named([use.key for use in uses]) | fields_named(mapping.constants)
    if mapping.class_size:
        given |= {"students", "classes"}
    if len(findings.faults) > faults:
        return None
    if not given & {"school", "school_id"} and not mapping.place:
        return None  # a sheet of something else
    _say_missing(grid, given, mapping, findings)
    if len(findings.faults) > faults:
        return None
    if mapping.recognise:
        _say_unused(grid, header, uses, findings)
        _say_no_indoor_rooms(grid, given, findings)
    wide = read_rows(grid, header, uses, mapping, findings)
    wide = replace(wide, frame=_placed(wide.frame, grid, findings))
    return add_up(wide, mapping.add_up) if mapping.grain == "class" and len(wide.frame) else wide


def _say_missing(grid: Grid, given: set[str], mapping: TableMapping, findings: Findings) -> None:
    """Columns without which rows cannot be school sections."""
    remedy = Words(
        "可用 junheng check --draft-mapping 生成列对照草稿。", "Draft a mapping with: junheng check --draft-mapping"
    )
    labels = [mapping.terms.fields[name].label for name in mapping.required if name not in given]
    if not given & {"school", "school_id"}:
        labels.insert(0, mapping.terms.fields["school"].label)
    for label in labels:
        findings.fault(
            grid.place,
            Words(f"没有“{label.zh}”列", f"no column for {label.en}"),
            Words(f"“{label.zh}”列", f"a column for {label.en} ({label.zh})"),
            remedy,
        )


def _say_unused(grid: Grid, header: Header, uses: Sequence[Use], findings: Findings) -> None:
    """Columns that were not understood: a note, lest a renamed header goes unnoticed."""
    taken = {column for use in uses for column in use.columns}
    unused = [
        k
        for k, path in enumerate(header.paths)
        if path and k not in taken and not is_ignored(path) and (grid.cells[header.first_row :, k] != "").any()
    ]
    if unused:
        listed = "、".join(f"{letters(column)}“{header.label(column)}”" for column in unused[:20])
        more = " …" if len(unused) > 20 else ""
        findings.doubt(
            grid.place,
            Words(f"没有用到的列：{listed}{more}", f"columns not used: {listed}{more}"),
            Words("认识的表头，或在列对照中说明", "known headers, or a mapping"),
        )


def _say_no_indoor_rooms(grid: Grid, given: set[str], findings: Findings) -> None:
    """The indoor sports rooms move from one area to the other; without them neither indicator can be worked out."""
    if "indoor_sport_area_m2" in given or not given & {"teaching_area_m2", "sport_area_m2"}:
        return
    findings.doubt(
        grid.place,
        Words(
            "没有室内体育用房列，两项面积指标无法计算",
            "no column of indoor sports rooms; neither area indicator can be computed",
        ),
        Words("“室内体育用房面积”列", "a column 室内体育用房面积 (indoor sports rooms)"),
        Words(
            "确无则填0，或在列对照中写常数：[constants] indoor_sport_area_m2 = { value = 0, because = {…} }。",
            "Enter 0 where there are none, or state it in the mapping: "
            "[constants] indoor_sport_area_m2 = { value = 0, because = {…} }.",
        ),
    )


def _no_table(book: Book, wanted: Sequence[Grid], findings: Findings) -> None:
    sheets = "、".join(grid.sheet for grid in book.grids if grid.sheet)
    if any(problem.place.startswith(book.name) for problem in findings.faults):
        return
    if wanted and book.name.lower().endswith(PROSE):
        found = Words("没有学校表的表头，未读入", "has no header of a school table and was not read")
        findings.doubt(
            book.name, found, Words("学校表，或另放一处的说明文字", "a school table, or notes kept elsewhere")
        )
        return
    if wanted:
        found = Words("找不到学校表的表头", "no header of a school table")
        expected = Words("含“学校名称”“在校生数”等列的表", "columns such as 学校名称 (school) and 在校生数 (students)")
        remedy = Words(
            "可用 junheng check --draft-mapping 生成列对照草稿。", "Draft a mapping with: junheng check --draft-mapping"
        )
    else:
        found = Words(
            f"没有列对照所指的工作表；现有：{sheets}", f"no sheet as the mapping names it; there are: {sheets}"
        )
        expected, remedy = Words("列对照中的 sheet", "the mapping's sheet"), None
    findings.fault(book.name, found, expected, remedy)


def _placed(frame: pd.DataFrame, grid: Grid, findings: Findings) -> pd.DataFrame:
    """County and year from the file's name where neither column nor mapping gives them; said in a note."""
    stem = Path(grid.file).stem
    if "county" not in frame and "county_name" not in frame:
        county = county_of_name(stem)
        frame = frame.assign(county=county)
        words = Words(f"县区取自文件名：{county}", f"the county is taken from the file's name: {county}")
        _from_name(grid, words, findings)
    if "year" not in frame:
        found = year_of_name(stem)
        frame = frame.assign(year=float(found) if found else np.nan)
        if found:
            words = Words(f"年份取自文件名：{found}", f"the year is taken from the file's name: {found}")
            _from_name(grid, words, findings)
        else:
            findings.fault(
                grid.place,
                Words("没有年份", "there is no year"),
                Words("“统计年度”列，或文件名中的四位年份", "a column 统计年度 (year), or a year in the file's name"),
                Words("也可在列对照中写 [constants] year = 2023。", "Or say [constants] year = 2023 in the mapping."),
            )
    return frame


def _from_name(grid: Grid, found: Words, findings: Findings) -> None:
    findings.doubt(grid.place, found, Words("表中的列或列对照中的常数", "a column, or a constant in the mapping"))


def accepted(reading: Reading) -> Reading:
    """The reading when nothing is at fault; else TableError with every fault."""
    if reading.findings.faults:
        raise TableError(reading.findings.faults)
    return reading
