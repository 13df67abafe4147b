"""A county's own workbook of facts on the command line: what was read of it, what a framework still asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import Problem
from analysis.language import Words
from analysis.rules.asked import USUAL, still_asked
from analysis.rules.county_files import read_county_files
from analysis.rules.facts_sheets import facts_sheets
from analysis.rules.standards import Standard, standard
from analysis.show.page import words as page
from analysis.tables.county.record import Record
from analysis.tables.sources.facts_template import write_facts_template


def check_facts(files: Sequence[Path], name: str) -> tuple[Sequence[Problem], list[Words]]:
    """Every problem of some workbooks of facts; when there is no error, what each county states and what is left."""
    read = read_county_files(files)
    if read.problems.errors:
        return read.problems.all, [_counted(len(files), len(read.problems.errors))]
    rules = standard(name or USUAL)
    said = [line for record in read.records.values() for line in (_stated(record), _left(record, rules))]
    return read.problems.all, said


def _counted(files: int, errors: int) -> Words:
    return Words(
        f"{files}个县级数据文件：{errors}处错误，未读入。",
        f"{files} file(s) of county facts: {errors} error(s), not read.",
    )


def _stated(record: Record) -> Words:
    """How much a county states."""
    items = len({entry.item for entry in record.entries})
    unknown = sum(entry.is_unknown for entry in record.entries)
    findings = len(record.judgements)
    place = record.place.zh
    return Words(
        f"{f'{place}：' if place else ''}县级数据{items}项（{len(record.entries)}个数，其中{unknown}个不明），认定{findings}项。",
        f"{f'{place}: ' if place else ''}{items} item(s) of the county ({len(record.entries)} figures, {unknown} of them "
        f"unknown), {findings} finding(s).",
    )


def _left(record: Record, rules: Standard) -> Words:
    """What a framework still asks for."""
    left = dict.fromkeys(
        Words(*(f"{name[k]}{_of(stage, lang)}" for k, lang in enumerate(("zh", "en"))))
        for name, stage in still_asked(record, rules)
    )
    if not left:
        return Words(f"{rules.document}所需县级数据已填报。", f"Everything {rules.id} asks a county for is stated.")
    return Words(
        f"{rules.document}尚有{len(left)}项未填报：{'；'.join(one.zh for one in left)}。",
        f"{rules.id} still asks for {len(left)}: {'; '.join(one.en for one in left)}.",
    )


def _of(stage: str, lang: str) -> str:
    said = page.kind(stage, lang)
    return "" if not said else f"（{said}）" if lang == "zh" else f" ({said})"


def write_template(out: Path, name: str, year: int) -> None:
    """The empty workbook of a framework, for a year or the last one."""
    last = dt.date.today().year - 1  # noqa: DTZ011  the year a county reports on
    write_facts_template(out, facts_sheets(standard(name or USUAL), year or last))
