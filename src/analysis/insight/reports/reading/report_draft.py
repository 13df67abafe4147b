"""A draft report file from a Chinese text: every number and every relation read, for a person to accept or strike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from analysis.errors import Problem, TableError
from analysis.insight.reports.printed_fact import PrintedFact
from analysis.insight.reports.reading.drafted import Drafted, ReadCheck, read_draft
from analysis.insight.reports.reading.numbers import CARRIED, NO_UNIT, NO_YEAR, SPAN, ReadNumber
from analysis.insight.reports.reading.relations import propose
from analysis.insight.reports.reading.texts import digest, read_text
from analysis.language import Words

LIKELY = 0.5  # proposals that accident explains more often are not written down
MOST_SEARCHED = 400  # facts; the search for matching numbers grows with their square
PURE = ("系数", "比", "指数")  # what such a label names has no unit
ONCE = (CARRIED, NO_YEAR, SPAN)  # doubts that hold for all that follows
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
    '草稿：由程序读出，尚未经人核对。带“?”的注释说明何处不确定；各项关系加一个词即可：review = "yes" 采纳，"no" 划去，'
    '"1" 改用others中的第一个；读错了哪个数，写 mend = [["读作的编号", "应为的编号"]]。read = "certain" 的直接复核，其余待采纳后才复核。',
    "Draft: read by a program, confirmed by nobody. Comments with '?' say what is uncertain. One word settles a relation: "
    'review = "yes" takes it, "no" strikes it, "1" takes the first of its others; mend = [["read", "meant"]] puts another '
    'number in the place of the one that was read. Those read = "certain" are audited at once, the others when taken.',
)
STATED = Words("原句所说的关系", "what the sentences state")
MATCHING = Words("原文未明说、数字恰好相符的关系", "not stated; the numbers happen to match")
TOO_MANY = Words("共{count}个数，未搜索数字恰好相符的关系", "{count} numbers: matching ones were not searched for")


def draft_report(path: Path) -> str:
    """A report file (TOML) drafted from a text; TableError when the text holds no numbers."""
    return draft_of_text(read_text(path), path.name)


def draft_of_text(text: str, name: str, place: str = "") -> str:
    """The same from a text that was read already; `name` is the file its reader keeps it under."""
    return draft_file(drafted_of_text(text, name, place))


def drafted_of_text(text: str, name: str, place: str = "") -> Drafted:
    """What was read in a text; TableError when there is no number in it."""
    draft = read_draft(text, name)
    if draft.facts:
        return draft
    found = Words("没有识别出带单位的数", "no number with a unit was found")
    expected = Words("中文报告的文本", "the text of a Chinese report")
    remedy = Words("（扫描件请先识别文字）", "(scans need OCR first)")
    raise TableError(Problem(place or name, found, expected, remedy))


def draft_file(draft: Drafted, reviews: dict[int, str] | None = None) -> str:
    """A draft as TOML; `reviews` says by a check's place what a person said of it."""
    years = Counter(number.year for number in draft.numbers if re.fullmatch(r"\d{4}", number.year))
    head = HEAD.format(
        zh=CALL.zh,
        en=CALL.en,
        name=_quoted(Path(draft.name).stem),
        year=max(years, default="", key=lambda year: years[year]),
        file=_quoted(draft.name),
        sha256=digest(draft.text),
    )
    return "\n".join([head, *_lines(draft), *_stated(draft, reviews or {}), *_matching(draft)]) + "\n"


def _lines(draft: Drafted) -> Iterator[str]:
    """One line a fact, under its heading, its doubts in a comment above."""
    sections: dict[str, list[tuple[PrintedFact, ReadNumber]]] = {}
    for fact, number in zip(draft.facts, draft.numbers, strict=True):
        sections.setdefault(fact.section, []).append((fact, number))
    said: set[tuple[Words, str]] = set()
    for section, members in sections.items():
        yield f"[fact.{_quoted(section)}]"
        for fact, number in members:
            if doubts := list(_new_doubts(fact, number, said)):
                yield "# ? " + "；".join(doubts)
            yield f"{fact.id} = {{ {', '.join(_pairs(fact))} }}"
        yield ""


def _new_doubts(fact: PrintedFact, number: ReadNumber, said: set[tuple[Words, str]]) -> Iterator[str]:
    """What is uncertain about a number; a doubt about a year is said when that year first comes up, not on every line."""
    for doubt in number.doubts:
        key = (doubt, number.year)
        if doubt == NO_UNIT and (fact.unit != "1" or fact.label.zh.endswith(PURE)):
            continue
        if doubt not in ONCE:
            yield doubt.zh
        elif key not in said:
            said.add(key)
            yield f"{doubt.zh}（{number.year}，以下同）" if number.year else f"{doubt.zh}（以下同）"


def _pairs(fact: PrintedFact) -> Iterator[str]:
    yield f"zh = {_quoted(fact.label.zh)}"
    yield f"en = {_quoted(fact.label.en)}"
    for key in ("printed", "unit", "year", "stage", "about"):
        if value := getattr(fact, key):
            yield f"{key} = {_quoted(value)}"
    if fact.kind != "figure":
        yield f"kind = {_quoted(fact.kind)}"
    if fact.nth:
        yield f"nth = {fact.nth}"


def _stated(draft: Drafted, reviews: dict[int, str]) -> Iterator[str]:
    if draft.checks:
        yield f"# {STATED.zh} · {STATED.en}"
    for place, check in enumerate(draft.checks):
        yield _table(check, reviews.get(place))


def _table(check: ReadCheck, review: str | None) -> str:
    keys = {**check.keys, **({"review": review} if review else {})}
    return "\n".join([f"[[{check.kind}]]", *(f"{key} = {_value(value)}" for key, value in keys.items()), ""])


def _value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"[{', '.join(map(_value, value))}]" if isinstance(value, list) else _quoted(str(value))


def _matching(draft: Drafted) -> Iterator[str]:
    """Relations of matching numbers, as comments: nothing is claimed until a person takes the comment sign away."""
    if len(draft.facts) > MOST_SEARCHED:
        said = TOO_MANY.format(count=len(draft.facts))
        yield f"# {said.zh} · {said.en}"
        return
    stated = {frozenset(draft.facts[place].id for place in check.places) for check in draft.checks}
    found = [p for p in propose(draft.report, LIKELY) if frozenset((p.of.id, *p.parts)) not in stated]
    if found:
        yield f"# {MATCHING.zh} · {MATCHING.en}"
    for proposal in found:
        yield f"# 待确认（偶然相符的期望次数 {proposal.expected:.2f}）"
        yield f'# [[claim]]\n# of = "{proposal.of.id}"\n# formula = "{proposal.formula}"\n'


def _quoted(text: str) -> str:
    """A TOML basic string."""
    plain = re.sub(r"[\x00-\x1f\x7f]", " ", text)
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
