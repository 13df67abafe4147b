"""Small tables written for one test."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook

from analysis.tables.sheets.reading import Reading, TableFile, read_files
from analysis.tables.sources.mapping import TableMapping, parse_mapping

HEADER = ["统计年度", "县区名称", "学校名称", "办学类型", "在校生数（小学）", "在校生数（初中）"]
SCHOOL = [2023, "甲县", "一小", "小学", 300, None]


def write_csv(path: Path, rows: Sequence[Sequence[object]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    lines = [delimiter.join("" if cell is None else str(cell) for cell in row) for row in rows]
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = ()) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def read(path: Path, mapping: dict | None = None) -> Reading:
    """Read one file, by a mapping given as a TOML document or by its headers."""
    described = parse_mapping({"schema": 1, **mapping}, "mapping.toml") if mapping is not None else TableMapping()
    return read_files([TableFile(path, described)])


def errors(reading: Reading, lang: str = "en") -> list[str]:
    return [problem.line(lang) for problem in reading.problems.errors]


def notes(reading: Reading, lang: str = "en") -> list[str]:
    return [problem.line(lang) for problem in reading.problems.notes]
