"""Drafts of the reports in a file: one each, named after it, with the part of the text it was read from."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from analysis.errors import Problem, UsageError
from analysis.insight.reports.reading.drafted import Drafted, read_draft
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.insight.reports.reading.parts import Part, parts
from analysis.insight.reports.reading.report_draft import draft_file, drafted_of_text
from analysis.language import Words

ENDING = ".toml"


@dataclass(frozen=True)
class Draft:
    """One report of a file: its name, its part of the text, what was read in it."""

    name: str
    part: Part
    read: Drafted

    def toml(self, reviews: Mapping[int, str] | None = None) -> str:
        """The report file; its title is its own, its text a part of the whole file."""
        stated = (("starts", self.part.starts), ("ends", self.part.ends))
        lines = "".join(f"{key} = {_toml(line)}\n" for key, line in stated if line)
        name = _toml(self.part.title or self.name)
        toml = draft_file(self.read, dict(reviews or {})).replace("\n[text]\n", f"\n[text]\n{lines}", 1)
        return re.sub(r"^title .*$", lambda _: f"title  = {{ zh = {name}, en = {name} }}", toml, count=1, flags=re.M)


@dataclass(frozen=True)
class Drafts:
    """What was read of a file: a draft for each of its reports, and what has to be said of the reading."""

    drafts: tuple[Draft, ...]
    remarks: tuple[Words, ...]


def drafts_of(path: Path) -> Drafts:
    """A draft of each report in a file; TableError where it holds no text, or no report with numbers.

    Several reports in one file are numbered: NAME-1, NAME-2; those without a number are named in a remark.
    """
    document = read_document(path)
    found = parts(document.text)
    if len(found) == 1:
        read = drafted_of_text(document.text, path.name, str(path))
        return Drafts((Draft(path.stem, found[0], read),), document.remarks)
    width = len(str(len(found)))
    drafts = [
        Draft(f"{path.stem}-{number:0{width}}", part, read_draft(part.text, path.name))
        for number, part in enumerate(found, 1)
    ]
    with_numbers = tuple(draft for draft in drafts if draft.read.facts)
    if not with_numbers:
        drafted_of_text(document.text, path.name, str(path))  # refuses: no number in the whole of it
    empty = [draft.part.title for draft in drafts if not draft.read.facts]
    return Drafts(with_numbers, (*document.remarks, *_said_of_parts(found, empty)))


def _said_of_parts(found: Sequence[Part], empty: Sequence[str]) -> list[Words]:
    names = "；".join(empty)
    said = Words(
        f"一个文件内有{len(found)}份报告，已按标题分开", f"{len(found)} reports in one file, told apart by their titles"
    )
    return [said, *([Words(f"其中未识别出数字的：{names}", f"of these without a number: {names}")] if empty else [])]


def _toml(text: str) -> str:
    return tomlkit.string(text).as_string()


def targets(drafts: Sequence[Draft], out: Path | None, may_exist: bool = False) -> list[Path | None]:
    """Where each draft is written: into a folder under its own name, else to the file named, several beside it, numbered.

    UsageError for a file nobody named that is there already: somebody may have worked on it.
    """
    if out is None:
        return [None for _ in drafts]
    if not out.is_dir() and out.suffix and len(drafts) == 1:
        return [out]
    if out.is_dir() or not out.suffix:
        paths = [out / f"{draft.name}{ENDING}" for draft in drafts]
    else:
        paths = [out.with_name(f"{out.stem}-{draft.name.rpartition('-')[2]}{out.suffix}") for draft in drafts]
    if not may_exist and (there := [path for path in paths if path.exists()]):
        found, expected = Words("文件已存在", "the file is there already"), Words("新的文件名", "a new name")
        raise UsageError([Problem(str(path), found, expected) for path in there])
    return paths
