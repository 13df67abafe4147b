"""What the attachable set consists of (附件的构成): documents.toml and self_report.toml in their shapes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from analysis.errors import StandardError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Text, Texts, one_of, read_toml, refusal, shown, validated
from analysis.show.attachments.contents import CONTENTS
from analysis.show.attachments.sentences import SENTENCES

DOCUMENTS_FILE = Path(__file__).with_name("documents.toml")
REPORT_FILE = Path(__file__).with_name("self_report.toml")
LONGEST_SHEET = 27  # signs: a workbook takes 31, the number before it among them
SCHOOL_TABLE = "school table"  # where a sentence comes from that stands in no annex


def _short(sheet: Words) -> Words:
    for text in sheet:
        if len(text) > LONGEST_SHEET:
            raise refusal(shown(text), Words(f"不超过{LONGEST_SHEET}个字符", f"at most {LONGEST_SHEET} characters"))
    return sheet


def _known_tables(names: list[str]) -> list[str]:
    _known(names, CONTENTS)
    return names


def _known_sentences(told: dict[str, list[str]]) -> dict[str, list[str]]:
    _known([name.partition(":")[0] for name in told], SENTENCES)
    for sources in told.values():
        _known(sources, [SCHOOL_TABLE, *(one.id for one in documents())])
    return told


def _known(names: Iterable[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise refusal(shown(name), one_of(known))


class DocumentForm(Form):
    """[[document]]: one annex. Its number is its place in the file."""

    id: Text
    title: Bilingual
    sheet: Annotated[Bilingual, AfterValidator(_short)]
    tables: Annotated[Texts, AfterValidator(_known_tables)]


class DocumentsForm(Form):
    """documents.toml."""

    schema_: Literal[1] = Field(alias="schema")
    document: list[DocumentForm]


class SectionForm(Form):
    """[[section]] of the report: its heading, what is computed with where it stands, what the county has to write."""

    level: Literal[1, 2, 3, 4]
    title: Bilingual
    tell: Annotated[dict[Text, Texts], AfterValidator(_known_sentences)] = {}
    write: list[Bilingual] = []


class ReportForm(Form):
    """self_report.toml."""

    schema_: Literal[1] = Field(alias="schema")
    title: Bilingual
    sign: Bilingual
    section: list[SectionForm]


@cache
def documents() -> list[DocumentForm]:
    """The annexes in the order of their numbers."""
    data = read_toml(DOCUMENTS_FILE, StandardError)
    return validated(
        DocumentsForm, data, DOCUMENTS_FILE.name, StandardError, lambda one: str(one.get("id", ""))
    ).document


@cache
def self_report() -> ReportForm:
    return validated(ReportForm, read_toml(REPORT_FILE, StandardError), REPORT_FILE.name, StandardError)


def source_named(name: str) -> Words:
    """Where a sentence comes from: the number of an annex, or whose table."""
    if name == SCHOOL_TABLE:
        return Words("学校数据表", "the school table")
    number = [one.id for one in documents()].index(name) + 1
    return Words(f"附件{number}", f"annex {number}")
