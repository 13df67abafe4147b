"""What an appendix is made of, before any format (附件)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from analysis.language import Lang


@dataclass(frozen=True, eq=False)
class Appendix:
    """One appendix in one language (附件): front matter, executed notebooks, method note.

    Parameters
    ----------
    title, subtitle : shown on the first page and stored in the file's properties
    statement : what the first page must say before anything else, in plain text
    lang : the language kept; Markdown cells tagged with the other one are left out
    banner : what every page must say, such as 重构数据（非真实学校）; None where nothing must
    front, back : blocks before and after the notebooks; a block that starts with "<" is HTML, else Markdown
    notebooks : executed notebooks, each starting with one title of level 1
    as_of : date of the data; it is the only date in the files, the clock is never read
    version_line : product version, standards' versions and conventions, closing the document
    """

    title: str
    subtitle: str
    statement: str
    lang: Lang
    banner: str | None
    front: Sequence[str]
    notebooks: Sequence[NotebookNode]
    back: Sequence[str]
    as_of: dt.date
    version_line: str
