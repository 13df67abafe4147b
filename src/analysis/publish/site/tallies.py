"""How many counties meet each item (全省汇总图): one bar an item, of the recorded answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.language import Words
from analysis.publish.site.bilingual import NOTHING, both, head
from analysis.publish.site.entries import Entry
from analysis.rules.asked import name_of
from analysis.rules.results import ANSWER_WORDS, Answer
from analysis.rules.standards import load_standards
from analysis.show.page.words import MARKS
from analysis.tables.facts.fact import FACT_STAGES
from analysis.tables.schools import SCHOOL_TYPES

FROM = 3  # counties held against one standard: fewer are read in the table above
TITLE = Words("各项测算结果的县区数", "Number of counties by result")
COLUMNS = (Words("测算项", "Item"), Words("对象", "Stage or type"), Words("县区数", "Counties"), Words("图示", "Bar"))
Tally = Mapping[tuple[str, str, str], Counter]
WIDE, HIGH = 240, 14  # of a bar


def tallies(rows: Sequence[Entry]) -> str:
    """One table of bars for each kind of document and year with several counties; nothing where there is none."""
    groups: dict[tuple[Words, int], list[Entry]] = {}
    for entry in rows:
        if entry.county and entry.lines:
            groups.setdefault((entry.recipe, entry.year), []).append(entry)
    return "".join(_table(*of, group) for of, group in groups.items() if len({one.county for one in group}) >= FROM)


def _table(recipe: Words, year: int, group: Sequence[Entry]) -> str:
    found: dict[tuple[str, str, str], Counter] = {}
    for entry in group:
        for line in entry.lines:
            at = line["standard"] or "", line["rule"], line["stage"] or ""
            found.setdefault(at, Counter())[line["answer"]] += 1
    most = max(count.total() for count in found.values())
    caption = Words(f"{TITLE.zh}（{recipe.zh}，{year}年）", f"{TITLE.en} ({recipe.en}, {year})")
    body = "".join(_row(*at, count, most) for at, count in found.items())
    return (
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption.zh} · {caption.en}">\n'
        f'<table class="tally"><caption>{both(caption)}</caption>{head(*COLUMNS)}\n<tbody>\n{body}</tbody></table></div>\n'
    )


def _row(document: str, rule: str, stage: str, count: Counter, most: int) -> str:
    whom = FACT_STAGES.get(stage) or SCHOOL_TYPES.get(stage)
    counts = " ".join(f"{mark} {count[answer.value]}" for answer, mark in MARKS.items())
    return (
        f'<tr><th scope="row">{both(_called(document, rule))}</th><td>{both(whom) if whom else NOTHING}</td>'
        f"<td>{counts}</td><td>{_bar(count, most)}</td></tr>\n"
    )


def _called(document: str, rule: str) -> Words:
    found = load_standards().get(document)
    known = {one.id: one for one in found.rules} if found else {}
    return name_of(known[rule]) if rule in known else Words(rule, rule)


def _bar(count: Counter, most: int) -> str:
    """Full where it is met, hatched where it is not, empty where it is open: told apart without colour."""
    parts, start = [], 0.0
    for answer in Answer:
        width = WIDE * count[answer.value] / most
        if width:
            parts.append(f'<rect class="{answer.value}" x="{start:.1f}" width="{width:.1f}" height="{HIGH}"/>')
            if answer is Answer.NOT_MET:
                parts.append(_hatching(start, width))
        start += width
    said = "；".join(f"{ANSWER_WORDS[one].zh} {ANSWER_WORDS[one].en} {count[one.value]}" for one in Answer)
    return f'<svg role="img" aria-label="{said}" width="{WIDE}" height="{HIGH}">{"".join(parts)}</svg>'


def _hatching(start: float, width: float) -> str:
    steps = range(0, int(width) - 4, 6)
    lines = "".join(f"M{start + step:.1f} {HIGH}l4 -{HIGH}" for step in steps)
    return f'<path d="{lines}"/>'
