"""What an appendix is made of, before any format (附件)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

from analysis.language import Lang
from analysis.show.page.matter import Matter


@dataclass(frozen=True, eq=False, kw_only=True)
class Appendix(Matter):
    """One appendix in one language (附件): front matter, executed notebooks, method note.

    lang      : the language kept; Markdown cells tagged with the other one are left out
    notebooks : executed notebooks, each starting with one title of level 1
    mark      : what stands above the title of a Word document: 附件, or 附件3 in a set
    has_contents : whether a list of its parts stands in it
    is_numbered  : whether its own headings are numbered, as those of notebooks are
    """

    lang: Lang
    notebooks: Sequence[NotebookNode]
    mark: str = ""
    has_contents: bool = True
    is_numbered: bool = False
