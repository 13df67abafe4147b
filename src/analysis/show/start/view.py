"""A reader's folder as it stands (起步): its files, what is still asked of them, and the county's view once they are read."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from analysis.errors import JunhengError, Problem
from analysis.paths import USER_ROOT_VARIABLE
from analysis.rules.choice import STANDARD_VARIABLE
from analysis.show.county.view import View, check_language, open_view
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import datasets
from analysis.tables.catalogue.sources import OWN, of_folder
from analysis.tables.checks.files import CheckReport, check_files
from analysis.tables.sources.mapping import mapping_beside
from analysis.tables.sources.mapping_draft import draft_mapping_for

DEMO = "demo-b"  # shown where the reader has put no file yet: a county that fails has more to tell


@dataclass(frozen=True)
class Start(Speaker):
    """What a newcomer has put into the folder, and how far it has come.

    folder  : the reader's folder; None where it holds no table and the demo stands in
    files   : its tables
    report  : what is wrong with them or worth a look; None for the demo
    drafted : mappings written from accepted proposals in this call
    standard : the one somebody named; "" for the one by the table's fields
    view    : the county that can be judged; None while the files cannot be read
    """

    folder: Path | None
    files: tuple[Path, ...]
    lang: str
    report: CheckReport | None = None
    drafted: tuple[Path, ...] = ()
    standard: str = ""
    view: View | None = None

    @property
    def is_demo(self) -> bool:
        return self.folder is None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return self.report.errors if self.report else ()

    def of(self, county: str, year: int, standard: str) -> View | None:
        """The county that somebody chose, held against what they chose."""
        return _opened(DEMO if self.is_demo else OWN, county, year, standard, self.lang)


def open_start(
    folder: str = "",
    county: str = "",
    year: int = 0,
    standard: str = "",
    accept: bool = False,
    stage: str = "",
    lang: str = "zh",
) -> Start:
    """The tables of a folder, read as far as they can be.

    Parameters
    ----------
    folder : the reader's folder; without a table in it the demo is shown
    county, year, standard : as in every notebook; "" and 0 take the first, the latest, the usual
    accept : take what the draft of a mapping proposes; it is written to mappings/ beside the tables, to be mended there
    stage : of schools whose table does not say it; only with `accept`
    """
    check_language(lang)
    root = Path(folder).expanduser()
    tables = tuple(file.path for one in of_folder(root) for file in one.files) if folder and root.is_dir() else ()
    if not tables:
        return Start(None, (), lang, standard=standard, view=_opened(DEMO, county, year, standard, lang))
    os.environ[USER_ROOT_VARIABLE] = str(root.absolute())  # what every notebook's open_view reads, in this kernel only
    drafted = tuple(_draft(path, stage) for path in tables if _wants_draft(path, stage)) if accept else ()
    start = Start(root, tables, lang, check_files([root]), drafted, standard)
    if start.errors or not datasets(root):
        return start
    return replace(start, view=_opened(OWN, county, year, standard, lang))


def questions(start: Start) -> str:
    """The drafts of the files that could not be read, with their questions, or the mappings by which they could not.

    "" where there are none.
    """
    unread = [path for path in start.files if start.errors and not mapping_beside(path)]
    return "\n".join([*map(_asked, unread), *(path.read_text("utf-8", "replace") for path in failing(start))])


def failing(start: Start) -> tuple[Path, ...]:
    """The mappings of the files that could not be read all the same."""
    places = {problem.place.split(" › ")[0] for problem in start.errors}
    found = (mapping_beside(path) for path in start.files if path.name in places)
    return tuple(dict.fromkeys(filter(None, found)))


def _asked(path: Path) -> str:
    try:
        return draft_mapping_for(path)
    except JunhengError as refused:
        return f"# {refused}"


def _wants_draft(path: Path, stage: str) -> bool:
    """Whether a file has errors as it stands, and no mapping but a draft nobody touched that lacks the stage."""
    if not (beside := mapping_beside(path)):
        return check_files([path]).has_errors
    return bool(stage) and beside.read_text("utf-8", "replace") == draft_mapping_for(path, is_accepted=True)


def _draft(path: Path, stage: str) -> Path:
    """Write what is proposed for a file where a run looks for it."""
    target = path.parent / "mappings" / f"{path.stem}.toml"
    text = draft_mapping_for(path, is_accepted=True, stage=stage)
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    return target


def _opened(dataset: str, county: str, year: int, standard: str, lang: str) -> View:
    """A county's view by the standard that is named, for this call only."""
    before = os.environ.get(STANDARD_VARIABLE)
    if standard:
        os.environ[STANDARD_VARIABLE] = standard
    try:
        view = open_view(dataset, county, year, lang)
        _ = view.verdict
        return view
    finally:
        if standard:
            os.environ.pop(STANDARD_VARIABLE)
            os.environ.update({STANDARD_VARIABLE: before} if before else {})
