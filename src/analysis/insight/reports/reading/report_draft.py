"""A draft report file from a Chinese text: every number read, everything uncertain marked, for a person to finish."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import Problem, TableError
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.numbers import ReadNumber, read_numbers
from analysis.insight.reports.reading.relations import propose
from analysis.insight.reports.reading.texts import digest, read_text
from analysis.insight.reports.report import Report
from analysis.language import Words

HEADING = re.compile(
    r"^[ \t　]*(?:第?[一二三四五六七八九十]+[、.章节]|[(（][一二三四五六七八九十]+[)）])[^\n。;；]{0,30}", re.MULTILINE
)
LONGEST_LABEL = 14
LIKELY = 0.5  # proposals that accident explains more often are not written down
STAGE_WORDS = (
    ("preschool", ("幼儿", "学前", "入园")),
    ("primary", ("小学",)),
    ("junior", ("初中",)),
    ("senior", ("高中", "中职")),
)
HEAD = """\
# {zh}
# {en}
schema = 1
title  = {{ zh = {name}, en = {name} }}
place  = {{ zh = "?", en = "?" }}
year   = "{year}"

[text]
file   = {file}
sha256 = "{sha256}"
"""
CALL = Words(
    "草稿：由程序读出，逐条核对后方可使用；带“?”的注释说明何处不确定，“待确认”的算式由人决定取舍。",
    "Draft: read by a program. Check every line before use; comments with '?' say what is uncertain, and proposed "
    "formulas are for a person to accept.",
)


def draft_report(path: Path) -> str:
    """A report file (TOML) drafted from a text; TableError when the text holds no numbers."""
    text = read_text(path)
    numbers = read_numbers(text)
    if not numbers:
        found = Words("没有读到带单位的数", "no number with a unit was found")
        expected = Words("中文报告的文本", "the text of a Chinese report")
        raise TableError(Problem(str(path), found, expected, Words("（扫描件请先识别文字）", "(scans need OCR first)")))
    facts = [_fact(number, place, text) for place, number in enumerate(numbers, 1)]
    years = [number.year for number in numbers if re.fullmatch(r"\d{4}", number.year)]
    head = HEAD.format(
        zh=CALL.zh,
        en=CALL.en,
        name=_quoted(path.stem),
        year=max(years, default="", key=years.count),
        file=_quoted(path.name),
        sha256=digest(text),
    )
    return "\n".join([head, *_lines(facts, numbers), *_proposed(path, facts)]) + "\n"


def _fact(number: ReadNumber, place: int, text: str) -> PrintedFact:
    label = re.sub(r"[\s　\"“”]", "", number.label)[-LONGEST_LABEL:] or f"第{place}个数"
    printed = number.printed if text.startswith(number.printed, number.at) else ""
    return PrintedFact(
        id=f"n{place:03}",
        section=_section(text, number.at),
        label=Words(label, f"number {place}"),
        printed=number.printed,
        unit=number.unit or "1",
        year=number.year,
        stage=_stage(label),
        about=number.about,
        nth=_nth(text, printed, number.at) if printed else 0,
    )


def _section(text: str, at: int) -> str:
    """The last heading before a place."""
    found = "全文"
    for match in HEADING.finditer(text, 0, at):
        found = match[0].strip()
    return found


def _stage(label: str) -> str:
    return next((stage for stage, words in STAGE_WORDS if any(word in label for word in words)), "all")


def _nth(text: str, printed: str, at: int) -> int:
    place, start = 0, -1
    while start < at:
        start = text.find(printed, start + 1)
        place += 1
    return place


def _lines(facts: list[PrintedFact], numbers: list[ReadNumber]) -> Iterator[str]:
    """One line a fact, under its heading, its doubts in a comment above."""
    sections: dict[str, list[tuple[PrintedFact, ReadNumber]]] = {}
    for fact, number in zip(facts, numbers, strict=True):
        sections.setdefault(fact.section, []).append((fact, number))
    for section, members in sections.items():
        yield f"[fact.{_quoted(section)}]"
        for fact, number in members:
            if number.doubts:
                yield "# ? " + "；".join(doubt.zh for doubt in number.doubts)
            yield f"{fact.id} = {{ {', '.join(_pairs(fact))} }}"
        yield ""


def _pairs(fact: PrintedFact) -> Iterator[str]:
    yield f"zh = {_quoted(fact.label.zh)}"
    yield f"en = {_quoted(fact.label.en)}"
    for key in ("printed", "unit", "year", "stage", "about"):
        if value := getattr(fact, key):
            yield f"{key} = {_quoted(value)}"
    if fact.nth:
        yield f"nth = {fact.nth}"


def _proposed(path: Path, facts: list[PrintedFact]) -> Iterator[str]:
    """Relations that may hold, as comments: nothing is claimed until a person takes the comment sign away."""
    unnamed = Words("", "")
    report = Report(path.stem, unnamed, unnamed, facts={fact.id: fact for fact in facts})
    for proposal in propose(report, LIKELY):
        yield f"# 待确认（偶然相符的期望次数 {proposal.expected:.2f}）"
        yield f'# [[claim]]\n# of = "{proposal.of.id}"\n# formula = "{proposal.formula}"\n'


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = re.sub(r"[\x00-\x1f\x7f]", " ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
