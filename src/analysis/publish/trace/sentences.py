"""The sentences of a document (文中的句子), and which of the county's results each of their numbers is.

Everything printed outside the numbered tables: paragraphs, lines of lists, notes, captions. A number of it is held to be a
result only where the words around it are a phrase in which that result is told, the sentence names its indicator, stage and
school, and the number printed is the result's own, rounded as it is printed. What a sentence does not name, the text
before it under the same heading may: a note speaks of its table. Heads of parts are left out: their numbers count the parts.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from analysis.language import Words
from analysis.publish.trace.measures.measure import CELL_END
from analysis.publish.trace.origins import Origin, label_of, stage_words
from analysis.publish.trace.phrases import NUMBER, Phrase, as_compared
from analysis.publish.trace.printed import Names, read_text, result_of
from analysis.tables.schools import STAGES

#: What is known by its form to count the document's own parts, or to name a day, a year of a book, a document.
FORMS = (
    (
        r"(?:表|图|tables?|figures?|page) ?\d+",
        Words("本文件中表、图、页的编号", "the number of a table, a figure or a page of this document"),
    ),
    (r"(?:附件|annex(?:es)? ?)\d+", Words("附件的编号", "the number of an annex")),
    (r"\d{4}-\d\d-\d\d", Words("日期", "a day")),
    (r"〔\d{4}〕\d+号", Words("文号", "a document's number")),
    (r"\((?:19|20)\d\d\)", Words("文献年份", "the year of a work cited")),
)
_FORMS = [(re.compile(form), what) for form, what in FORMS]
_TABLE = re.compile(r"table-\d+")


class Sentence(NamedTuple):
    """What stands in one paragraph, line or caption, the headings above it, and the text before it under the last of them."""

    text: str
    headings: tuple[str, ...]
    before: str


def printed_sentences(composed: str) -> list[Sentence]:
    """Those of a composed document that have a number, in its order."""
    found, headings, before = [], [], ""
    for level, text in _texts(json.loads(composed)["blocks"]):
        if level:
            headings[level - 1 :], before = [text], ""
        else:
            found.append(Sentence(text, tuple(headings), before))
            before = text
    return [one for one in found if NUMBER.search(one.text)]


def _texts(block: Any) -> Iterator[tuple[int, str]]:
    """Headings with their level, other texts with 0; what stands in the cells of a numbered table is left out."""
    if isinstance(block, list):
        for one in block:
            yield from _texts(one)
    elif isinstance(block, dict):
        kind, content = block.get("t"), block.get("c")
        if kind == "Header":
            yield content[0], read_text(content[2])
        elif kind in ("Para", "Plain"):
            if not _is_picture(content):
                yield 0, read_text(content)
        elif kind == "Table" and _TABLE.fullmatch(content[0][0]):
            yield 0, read_text(content[1])
        else:
            yield from _texts(content)


def _is_picture(inlines: Sequence[Mapping[str, Any]]) -> bool:
    return bool(inlines) and all(one["t"] == "Image" for one in inlines)


def labels_in(sentences: Iterable[Sentence], lang: str) -> Iterator[Origin]:
    """What in some sentences is known by its form, each once."""
    known: dict[str, Words] = {}
    for one in sentences:
        for form, what in _FORMS:
            known |= dict.fromkeys(form.findall(as_compared(one.text)), what)
    return (label_of(text, what.in_(lang)) for text, what in known.items())


def told(sentences: Sequence[Sentence], found: Sequence[Origin], lang: str) -> list[dict[str, Any]]:
    """The sentences ready to be kept: each, with its headings and, for every number that is explained, result, which of
    the result's numbers it is, and which of the sentence's."""
    known = _Known(found, lang)
    return [
        {"headings": list(one.headings), "text": one.text, "of": [[*hit, nth] for nth, hit in known.of(one)]}
        for one in sentences
    ]


class _Known:
    """What a number is looked for among: results by phrase and school, names with digits by school."""

    def __init__(self, found: Sequence[Origin], lang: str) -> None:
        self.stages = {as_compared(word): name for name, word in stage_words(lang).items()}
        self.schools = [as_compared(name) for name in dict.fromkeys(one.school for one in found) if name]
        self.subjects = {name for one in found if one.said for name in one.names}
        self._by_phrase: dict[str, dict[str, list[tuple[int, Origin]]]] = defaultdict(lambda: defaultdict(list))
        names: dict[str, dict[str, int]] = defaultdict(dict)
        for place, origin in enumerate(found):
            school = as_compared(origin.school)
            if origin.is_label:
                names[school] |= dict.fromkeys(map(as_compared, origin.names), place)
            for phrase in origin.said:
                self._by_phrase[phrase][school].append((place, origin))
        self._phrases = {said: Phrase(said) for said in self._by_phrase}
        self._names = {school: Names(mine) for school, mine in names.items()}

    def of(self, sentence: Sentence) -> Iterator[tuple[int, tuple[int, str]]]:
        """The numbers that are explained: which of the sentence's; the result, and which of the result's."""
        here = _Here.of(sentence, self)
        numbers = [*NUMBER.finditer(here.text)]
        results = self._told(here, {number.start(): number for number in numbers})
        named = [self._names[school].at(here.text) for school in ("", *here.schools) if school in self._names]
        for nth, number in enumerate(numbers):
            places = (place for one in named if (place := one(number)) is not None)
            if hit := results.get(number.start()) or next(((place, "value") for place in places), None):
                yield nth, hit

    def _told(self, here: _Here, numbers: Mapping[int, re.Match]) -> dict[int, tuple[int, str]]:
        """The results that phrases tell, by where their number begins."""
        found: dict[int, tuple[int, str]] = {}
        for said, phrase in self._phrases.items():
            for start in phrase.places(here.text):
                if start in numbers and start not in found:
                    about = (pair for school in ("", *here.schools) for pair in self._by_phrase[said].get(school, ()))
                    fitting = [pair for pair in about if here.speaks_of(pair[1], start)]
                    named = [pair for pair in fitting if here.names(pair[1])]
                    if hit := _only_one(numbers[start], named) or _only_one(numbers[start], fitting):
                        found[start] = hit
        return found


def _only_one(number: re.Match, fitting: Sequence[tuple[int, Origin]]) -> tuple[int, str] | None:
    """The result that a number is; none where those of several stages or schools are alike, and nothing says of which it is."""
    hits = ((origin, hit) for place, origin in fitting if (hit := result_of(number, [(place, origin)])))
    found = {(origin.stage, origin.school): hit for origin, hit in reversed([*hits])}
    return next(iter(found.values())) if len(found) == 1 else None


@dataclass(frozen=True)
class _Here:
    """Of what a sentence speaks: schools, indicators, stages, by itself or by what stands before and above it."""

    text: str
    around: str
    schools: Sequence[str]
    subjects: frozenset[str]
    stages: Sequence[tuple[int, str]]
    stages_around: frozenset[str]

    @classmethod
    def of(cls, sentence: Sentence, known: _Known) -> _Here:
        text, before = as_compared(sentence.text), as_compared(sentence.before)
        schools = [name for name in known.schools if name in text or name in before]
        schools = [name for name in schools if not any(name != other and name in other for other in schools)]
        around = [before, *map(as_compared, reversed(sentence.headings))]
        stages = ({name for _, name in _stages(one, schools, known.stages)} for one in around)
        return cls(
            text,
            " ".join(around),
            schools,
            frozenset(name for name in known.subjects if name in text)
            or frozenset(name for name in known.subjects if any(name in one for one in around)),
            _stages(text, schools, known.stages),
            frozenset(next(filter(None, stages), ())),
        )

    def speaks_of(self, origin: Origin, start: int) -> bool:
        """Whether a number that begins there can be of a result."""
        stages = self._stages_at(start)
        if stages and origin.stage in STAGES and origin.stage not in stages:
            return False
        if origin.names and self.subjects.isdisjoint(origin.names):
            return False
        beside = [name.strip(CELL_END) for name in origin.beside]
        return all(name in self.text or name in self.around for name in beside)

    def names(self, origin: Origin) -> bool:
        """Whether the sentence itself says all that stands beside a result."""
        return all(name.strip(CELL_END) in self.text for name in origin.beside)

    def _stages_at(self, start: int) -> Collection[str]:
        """The stage named last before a number, else the first after it, else those named before the sentence."""
        before = [name for place, name in self.stages if place < start]
        return before[-1:] or [name for _, name in self.stages[:1]] or self.stages_around


def _stages(text: str, schools: Iterable[str], stages: Mapping[str, str]) -> list[tuple[int, str]]:
    """Where a text names which stages, the names of schools left out."""
    for school in schools:
        text = text.replace(school, " " * len(school))
    found = ((place.start(), name) for word, name in stages.items() for place in re.finditer(re.escape(word), text))
    return sorted(found)
