"""Which files of docs/ are made from data, and what stands above their tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.errors import UsageError
from analysis.language import Words
from analysis.publish.reference import dictionary, formulas, wording

BEGIN, END = "<!-- made by `junheng reference`: from here -->", "<!-- to here -->"
MAKERS: Mapping[str, Callable[[], str]] = {
    "data-dictionary.md": dictionary.page,
    "methods.md": formulas.page,
    "wording.md": wording.page,
}


def made(text: str, page: str) -> str:
    """A file with what stands between its two marks made anew."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise UsageError.at(
            page, Words("没有两处标记", "its two marks are missing"), Words(f"{BEGIN} … {END}", f"{BEGIN} … {END}")
        )
    return f"{before}{BEGIN}\n\n{MAKERS[page]().strip()}\n\n{END}{after}"


def outdated(folder: Path) -> list[str]:
    """The pages of a folder that say something else than the data."""
    return [page for page in MAKERS if (text := _read(folder / page)) != made(text, page)]


def write(folder: Path) -> list[str]:
    """Make the pages anew where they stand; the names of those that changed."""
    changed = outdated(folder)
    for page in changed:
        (folder / page).write_text(made(_read(folder / page), page), encoding="utf-8")
    return changed


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
