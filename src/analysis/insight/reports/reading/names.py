"""Names of numbers (名称): what a label says in Chinese, in English through the vocabulary, and as a code."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.errors import TableError
from analysis.insight.reports.arithmetic.units import english
from analysis.insight.reports.reading.grammar.cues import any_of, cues, stage_in
from analysis.insight.reports.reading.numbers import VARIANTS
from analysis.language import Words
from analysis.schema import Form, read_toml, validated
from analysis.tables.terms import common_terms

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.toml")
LONGEST = 24  # characters of a label, and
MOST_WORDS = 7  # words of a code
DATES = re.compile(
    r"(?:19|20)\d\d\s*(?:-\s*(?:19|20)?\d\d)?\s*(?:学)?年?(?:春季|秋季)?(?:学期)?(?:度|末|底)?|\d+月(?:\d+日|底|末|初)?|[A-Za-z\d.]+"
)
NOISE = re.compile(r"[\s　\"“”‘’'《》〈〉\[\]【】|*#~^_=+\\/<>!?-]")
#: Labels of numbers whose words name nothing, by unit.
BY_UNIT = {
    "人": "人数",
    "人次": "人次",
    "所": "学校数",
    "%": "比例",
    "个百分点": "百分点",
    "元": "金额",
    "平方米": "面积",
    "个班": "班数",
    "册": "册数",
    "台": "台数",
    "间": "间数",
}
#: Words that say of which kind, and not of what: primary [schools].
KINDS_OF = {
    *("compulsory", "primary", "junior", "senior", "preschool", "vocational", "public", "private", "urban", "rural"),
    *("county town", "town", "township", "provincial", "city level", "county level", "district level", "national"),
    *("central", "higher level", "own level", "male", "female", "new", "added", "other", "middle", "average", "total"),
}
#: What a number that is said of another is called: label, English, code.
SAID_OF = {
    "share": ("占比", "share", "share"),
    "up": ("增加", "increase", "increase"),
    "down": ("减少", "decrease", "decrease"),
    "growth": ("增长率", "growth", "growth"),
    "decline": ("下降率", "decline", "decline"),
    "at_least": ("下限", "at least", "minimum"),
    "at_most": ("上限", "at most", "maximum"),
    "average": ("平均", "average", "average"),
}


class Vocabulary(Form):
    """The words of vocabulary.toml."""

    schema_: Literal[1] = Field(alias="schema")
    words: dict[str, str]


@cache
def vocabulary() -> dict[str, str]:
    """Chinese word → English; the words of this folder win over those of the school tables."""
    own = validated(Vocabulary, read_toml(VOCABULARY_FILE, TableError), VOCABULARY_FILE.name, TableError).words
    terms = common_terms()
    fields = {
        re.sub(r"数$", "", name.translate(VARIANTS)): field.label.en
        for field in terms.fields.values()
        for name in (*field.synonyms, field.label.zh)
        if not name.isascii() and len(name) > 2 and field.unit.zh
    }
    return fields | own


@cache
def _word() -> re.Pattern[str]:
    return re.compile(any_of(list(vocabulary())))


@cache
def _edges() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = cues()
    first = any_of([*words.fillers.start, *words.places])
    return re.compile(rf"^(?!{any_of(words.fillers.keep)})(?:{first})"), re.compile(
        rf"(?:{any_of(words.fillers.end)}|(?<![班生师校人户平])均)$"
    )


def cleaned(words: str) -> str:
    """A label without dates, marks, and words that name nothing at either end."""
    label = NOISE.sub("", DATES.sub("", words)).strip(",;:。、()")
    start, end = _edges()
    before = None
    while before != label:
        before = label
        label = end.sub("", start.sub("", label)).strip(",;:。、()")
    label = re.sub(r"(?<=.)(?:共有|现有|拥有|设有|共设|分别有)(?=..)", "", label)
    return label[-LONGEST:].lstrip(",;:。、()")


@cache
def _whose() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = cues()
    return re.compile(rf"^(?:{any_of(words.whose)})(?=.)"), re.compile(rf"(?<=.)(?:{any_of(words.counted)})$")


def core_of(label: str) -> str:
    """The thing itself, without whose it is and that it is counted: 小学在校生总数 → 在校生."""
    start, end = _whose()
    before = None
    while before != label:
        before = label
        label = end.sub("", start.sub("", label))
    return re.sub(r"总(?=面积|值|数|投入|额|支出|经费)", "", label)


def by_unit(unit: str) -> str:
    """A name for a number of which only the unit is known."""
    return BY_UNIT.get(unit) or BY_UNIT.get(unit.lstrip("百千万亿")) or f"{unit}数" if unit not in ("", "1") else "数值"


def in_english(label: str, unit: str) -> str:
    """The words of a label that the vocabulary has, or the unit's name where it has none."""
    found = [vocabulary()[match[0]] for match in _word().finditer(label)]
    kept = [word for place, word in enumerate(found) if word not in found[:place]]
    if all(word in KINDS_OF for word in kept):
        kept.append(english(unit) or "number")
    return " ".join(kept)


def code_of(english_label: str, stage: str, year: str) -> str:
    """An identifier that says what the number is: large_classes_primary_2024."""
    words = re.findall(r"[a-z0-9]+", english_label.lower().replace("'s", ""))
    words = [word for word in words if word not in ("of", "the", "and", "or", stage)][:MOST_WORDS] or ["number"]
    if words[0][0].isdigit():
        words = ["per" if words[0] == "100" else "n", *words]
    return "_".join([*words, *([] if stage == "all" else [stage]), *re.findall(r"\d{4}", year)])


class Codes:
    """Codes given out so far, each once."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def new(self, code: str) -> str:
        self._given[code] = self._given.get(code, 0) + 1
        count = self._given[code]
        if count == 1:
            return code
        return self.new(f"{code}_no{count}")


def stage_of(label: str) -> str:
    return stage_in(label)


def said_of(label: str, role: str) -> str:
    """The label of a number that is said of another: 大班额 → 大班额占比."""
    return f"{label}{SAID_OF[role][0]}"


def named(label: str, unit: str) -> Words:
    """A label in both languages."""
    suffix = next((words for words in SAID_OF.values() if label.endswith(words[0]) and label != words[0]), None)
    if suffix is None:
        return Words(label, in_english(label, unit))
    return Words(label, f"{in_english(label.removesuffix(suffix[0]), unit)}, {suffix[1]}")
