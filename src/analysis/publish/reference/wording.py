"""The words in use (用语表): the term chosen in each language, where it is used officially, and what it is not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from analysis.errors import DocumentError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Text, read_toml, validated

WORDING_FILE = Path(__file__).with_name("wording.toml")
HEADS = ("中文 · Chinese", "English", "使用依据 · where it is used", "有别于 · apart from", "不写作 · never")


class TermForm(Form):
    """[[subject.term]]: a term, its neighbour with another meaning, and what is never written for it."""

    zh: Text
    en: Text
    used_in: Text
    apart: Bilingual = Words("", "")
    never: list[Text]


class SubjectForm(Form):
    """[[subject]]: terms that belong together."""

    zh: Text
    en: Text
    term: list[TermForm]


class WordingForm(Form):
    """wording.toml."""

    schema_: Literal[1] = Field(alias="schema")
    subject: list[SubjectForm]


@cache
def subjects() -> tuple[SubjectForm, ...]:
    data = read_toml(WORDING_FILE, DocumentError)
    return tuple(validated(WordingForm, data, WORDING_FILE.name, DocumentError).subject)


def never_written() -> dict[str, str]:
    """Every word we do not write, with the one that stands for it."""
    return {wrong: term.zh for one in subjects() for term in one.term for wrong in term.never}


def page() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    for subject in subjects():
        yield from (f"## {subject.zh} · {subject.en}", "", f"| {' | '.join(HEADS)} |", "|---|---|---|---|---|")
        for one in subject.term:
            apart = f"{one.apart.zh} · {one.apart.en}" if one.apart.zh else "—"
            yield f"| **{one.zh}** | {one.en} | {one.used_in} | {apart} | {'、'.join(one.never)} |"
        yield ""
