"""Indicators given as such (每百名学生拥有…、生均…): what a column says of one, and the field its values stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.tables.sheets.numbers import plain, read_text
from analysis.tables.sheets.vocabulary import NEUTRAL, SPELLINGS, Vocabulary, split_unit, without_stages
from analysis.tables.sources.mapping_form import Made
from analysis.tables.terms import Terms

STATED, PRINTED = "~stated", "~printed"  # what a table says of an indicator, and with how many decimals it is printed
MET_COUNT = "met_count"
MOST_DECIMALS = 6  # more are a computed value, nothing a person has rounded
_SAID = {role: frozenset(words) for role, words in SPELLINGS["given"].items()}
_ENDINGS = {word: role for role in ("answer", "limit", "value") for word in sorted(_SAID[role], key=len, reverse=True)}
_ANY_ENDING = tuple(_ENDINGS)
_BRACKETS = re.compile(r"[(\[【][^()\[\]【】]*[)\]】]")


@dataclass(frozen=True)
class Given:
    """What one column says of an indicator: its value, a limit, an answer; or how many are met (indicator "")."""

    indicator: str
    role: Literal["value", "limit", "answer", "count"]
    stage: str | None = None

    def key(self, terms: Terms) -> str:
        """The key its cells are read under; "" where nothing is made of them."""
        end = f"@{self.stage}" if self.stage else ""
        if self.role == "count":
            return MET_COUNT + STATED + end
        if self.role == "answer" and self.indicator:
            return self.indicator + STATED + end
        if self.role == "value":
            field = numerator_given(terms, self.indicator)
            return field + end if field else ""
        return ""

    def made(self, terms: Terms, label: str) -> Made | None:
        """How a value becomes the field: times students, by the indicator's scale."""
        if self.role != "value":
            return None
        about = terms.indicators[self.indicator]
        of = f"{about.denominator}@{self.stage}" if self.stage else about.denominator
        return Made(columns=[label], times=of, over=float(about.scale))


def printed_key(key: str) -> str:
    """The key under which the decimals of a field given by an indicator's value are kept."""
    field, at, stage = key.partition("@")
    return field + PRINTED + at + stage


def numerator_given(terms: Terms, indicator: str) -> str:
    """The one field that an indicator's value gives, times students; "" where there is none."""
    about = terms.indicators[indicator]
    return about.or_numerator or (next(iter(about.numerator)) if len(about.numerator) == 1 else "")


def given_of(path: tuple[str, ...], vocabulary: Vocabulary) -> Given | None:
    """What a header path says of an indicator; None where it names none."""
    stages, bare = without_stages([split_unit(part)[0] for part in path])
    parts = [part for part in dict.fromkeys(bare) if part and part not in NEUTRAL]
    if len(stages) > 1 or not parts:
        return None
    stage = next(iter(stages), None)
    role = next((role for role in ("answer", "limit", "count", "value") if parts[-1] in _SAID[role]), "")
    names = [part for part in parts if not any(part in words for words in _SAID.values())]
    if not names:
        return Given("", role, stage) if role in ("answer", "count") else None
    known = vocabulary.indicators(canonical)
    for text in (names[-1], "".join(names)):
        if found := known.get(canonical(text)):
            return Given(found, role or "value", stage)
        for ending, said in _ENDINGS.items() if text.endswith(_ANY_ENDING) else ():
            if text.endswith(ending) and (found := known.get(canonical(text.removesuffix(ending)))):
                return Given(found, role or said, stage)
    return None


def canonical(text: str) -> str:
    """An indicator's name without brackets, filling words and signs: 每百名学生（拥有）骨干教师数 → 每百名学生骨干教师."""
    bare = re.sub(r"[、，,·:：\-_/]|拥有|的", "", _BRACKETS.sub("", plain(text)))
    return (
        bare.replace("及以上", "以上")
        .replace("每百生", "每百名学生")
        .replace("每百名生", "每百名学生")
        .removesuffix("数")
    )


def whose_answers(given: Mapping[int, Given]) -> dict[int, Given]:
    """Answers without a name (是否达标 after each value) belong to the indicator on their left."""
    nameless = [column for column, one in given.items() if one.role == "answer" and not one.indicator]
    found, last = {}, ""
    for column, one in given.items():
        if column in nameless and len(nameless) > 1:
            one = Given(last, "answer", one.stage)
        last = one.indicator if one.role != "count" else ""
        found[column] = one
    return found


def read_answer(value: object) -> str:
    """A stated answer as "yes" or "no"; "" for everything else."""
    text = plain(read_text(value))
    return next((answer for answer in ("yes", "no") if text in _SAID[answer]), "")


def decimals_printed(values: Iterable[object]) -> float:
    """With how many decimals a column of values is printed: the most any cell shows; nan for computed values."""
    most = 0
    for value in values:
        text = plain(value) if isinstance(value, str) else repr(value)
        found = re.search(r"\.(\d+)", text)
        if found:
            most = max(most, len(found[1].rstrip("0")) if not isinstance(value, str) else len(found[1]))
    return float("nan") if most > MOST_DECIMALS else float(most)
