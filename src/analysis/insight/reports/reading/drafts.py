"""Drafts of the reports in a file: one each, named after it, with the part of the text it was read from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tomlkit

from analysis.errors import Problem, UsageError
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.insight.reports.reading.numbers import read_numbers
from analysis.insight.reports.reading.parts import Part, parts
from analysis.insight.reports.reading.report_draft import draft_of_text
from analysis.language import Words

ENDING = ".toml"


@dataclass(frozen=True)
class Draft:
    """One report of a file, drafted: its name, its title in the text, the file to write (TOML)."""

    name: str
    title: str
    toml: str


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
        return Drafts((_draft(path, path.stem, found[0]),), document.remarks)
    width = len(str(len(found)))
    drafts, empty = [], []
    for number, part in enumerate(found, 1):
        if read_numbers(part.text):
            drafts.append(_draft(path, f"{path.stem}-{number:0{width}}", part))
        else:
            empty.append(part.title)
    if not drafts:
        draft_of_text(document.text, path.name, str(path))  # refuses: no number in the whole of it
    return Drafts(tuple(drafts), (*document.remarks, *_said_of_parts(found, empty)))


def _said_of_parts(found: Sequence[Part], empty: Sequence[str]) -> list[Words]:
    titles = "；".join(part.title for part in found)
    said = [
        Words(
            f"一个文件内有{len(found)}份报告，已按标题分开：{titles}",
            f"{len(found)} reports in one file, told apart by their titles: {titles}",
        )
    ]
    if empty:
        names = "；".join(empty)
        said.append(Words(f"其中没有读到数的：{names}", f"of these without a number: {names}"))
    return said


def _draft(path: Path, name: str, part: Part) -> Draft:
    """The draft of one part: its title is its own, its text a part of the whole file."""
    toml = draft_of_text(part.text, path.name, str(path))
    lines = "".join(f"{key} = {_toml(line)}\n" for key, line in (("starts", part.starts), ("ends", part.ends)) if line)
    title = f"title  = {{ zh = {_toml(part.title or name)}, en = {_toml(part.title or name)} }}"
    toml = re.sub(r"^title .*$", lambda _: title, toml, count=1, flags=re.MULTILINE)
    return Draft(name, part.title, toml.replace("\n[text]\n", f"\n[text]\n{lines}", 1))


def _toml(text: str) -> str:
    return tomlkit.string(text).as_string()


def write_drafts(drafts: Sequence[Draft], out: Path) -> list[Path]:
    """Write each draft: into a folder under its own name, else one to the file named, several beside it, numbered.

    UsageError for a file that is there already: somebody may have reviewed it.
    """
    if out.is_dir() or not out.suffix:
        paths = [out / f"{draft.name}{ENDING}" for draft in drafts]
    elif len(drafts) == 1:
        paths = [out]
    else:
        paths = [out.with_name(f"{out.stem}{re.search(r'-[0-9]+$', draft.name)[0]}{out.suffix}") for draft in drafts]
    if there := [path for path in paths if path.exists()]:
        found, expected = Words("文件已存在", "the file is there already"), Words("新的文件名", "a new name")
        raise UsageError([Problem(str(path), found, expected) for path in there])
    for path, draft in zip(paths, drafts, strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(draft.toml, encoding="utf-8")
    return paths
