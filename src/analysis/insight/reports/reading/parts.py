"""Several reports in one file (一文多报告): told apart by their titles, each a part of the text; nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

#: What a title of a report ends with; a number of a collection or an edition may follow (自查报告篇三, 报告（征求意见稿）).
TITLE = re.compile(
    r"[^\n。；;！？!?：:，,、]{4,46}(?:报告|汇报|总结|通报|公报|方案|规划|(?:情况|有关情况)的?说明|白皮书)(?:书|稿)?"
    r"(?:之?(?:篇|第)?[一二三四五六七八九十\d]{1,3}篇?)?(?:[（(〔\[【《][^\n]{1,24}[)）〕\]】》])?"
)
#: What names a report's subject or place: words such as 工作总结 alone may head a section.
ABOUT = re.compile(r"[县区市州旗盟省校]|教育|学校|\d{4}\s*年|篇")
NUMBERED = re.compile(
    r"[（(]?[一二三四五六七八九十百\d]+[）).、．\s]|第[一二三四五六七八九十\d]+[章节部条]|附件|附表|关于印发"
)
SHORTEST = 300  # signs a report has after its title; shorter ones are a table of contents, or the title said again


@dataclass(frozen=True)
class Part:
    """One report of a text: its title, and where it begins and ends.

    starts, ends : the lines its own part begins with and the next begins with; "" at the ends of the text
    """

    title: str
    text: str
    starts: str = ""
    ends: str = ""


def parts(text: str) -> list[Part]:
    """The reports of a text in order, put together again the whole of it; one without a name where no title parts it.

    What stands before the first title belongs to the first report.
    """
    found = _titles(text)
    if not found:
        return [Part("", text)]
    places = [0, *(at for at, _ in found[1:]), len(text)]
    titles = [title for _, title in found]
    marks = ["", *titles[1:], ""]
    return [Part(title, text[places[k] : places[k + 1]], marks[k], marks[k + 1]) for k, title in enumerate(titles)]


def _titles(text: str) -> list[tuple[int, str]]:
    """The titles that a report follows, with their places."""
    found: list[tuple[int, str]] = []
    for at, title in _lines_like_titles(text):
        if found and at - found[-1][0] < SHORTEST:
            if len(found) == 1:  # a heading of the page, then the title itself
                found[-1] = (at, title)
            continue
        found.append((at, title))
    if found and len(text) - found[-1][0] < SHORTEST and len(found) > 1:
        found.pop()
    return found


def _lines_like_titles(text: str) -> Iterator[tuple[int, str]]:
    """Lines that may be a report's title, the first time each stands there."""
    seen: set[str] = set()
    at = 0
    for line in text.split("\n"):
        title = line.strip()
        is_like = TITLE.fullmatch(title) and ABOUT.search(title) and not NUMBERED.match(title)
        if is_like and title not in seen and text.find(f"{title}\n") == at + line.index(title):
            seen.add(title)
            yield at + line.index(title), title
        at += len(line) + 1
