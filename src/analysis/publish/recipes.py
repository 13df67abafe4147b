"""The kinds of appendix there are (附件种类): appendices.toml in its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from analysis.errors import StandardError
from analysis.language import Words
from analysis.paths import APPENDICES
from analysis.schema import Bilingual, Form, Text, read_toml, validated
from analysis.tables.sheets.companions import COMPANIONS

DOCUMENTS = ("html", "docx", "pdf")  # made of executed notebooks
WORKBOOK = "xlsx"  # made of a county's school rows
FORMATS = (*DOCUMENTS, WORKBOOK)
Scope = Literal["county", "dataset", "report", "collection", "framework", "items", "attachments"]
OF_REPORTS = ("report", "framework")  # scopes whose documents are about one entered report
OF_OWN_REPORTS = ("report", "collection")  # scopes made of the reports of a reader's folder: each, or all of them
OF_COUNTIES = ("county", "items", "attachments")  # scopes whose documents are about one county each
OF_SCHOOLS = ("county", "attachments")  # scopes that can have every school's own sheet beside them


@dataclass(frozen=True)
class Recipe:
    """One kind of appendix."""

    id: str
    scope: Scope
    title: Words
    notebooks: tuple[str, ...]
    datasets: tuple[str, ...]
    judging: tuple[str, ...] = ()  # notebooks left out where there is no standard
    measuring: tuple[str, ...] = ()  # notebooks left out where no indicator has a value
    is_asked_for: bool = False  # made only when its id is asked for, not by a run without arguments
    is_of_own: bool = False  # may be made of a reader's own tables when its id is asked for
    along_with: str = ""  # made, too, where the appendix of this id is asked for
    has_schools_in_front: bool = True
    has_workbook: bool = False  # in the format xlsx: a county's school rows as a workbook of formulas
    formats: tuple[str, ...] = ()  # made in these, whichever is asked for; none for those asked for
    has_school_files: bool = False  # every school's own sheet beside it
    has_published: bool = False  # published figures stand in sections of their own
    is_of_whole: bool = False  # its notebooks look at other counties too, not at the share of theirs alone
    needs: tuple[
        tuple[str, tuple[str, ...]], ...
    ] = ()  # notebook → tables beside the schools', of which one must be there

    @property
    def is_set(self) -> bool:
        """Whether it is made of what a county attaches, not of notebooks."""
        return self.scope == "attachments"

    @property
    def is_about_set(self) -> bool:
        """Whether anything of what a county attaches is made along with it."""
        return self.is_set or self.has_school_files


class RecipeForm(Form):
    """[[appendix]] of appendices.toml."""

    id: Text
    scope: Scope
    title: Bilingual
    notebooks: list[Text]
    datasets: list[Text]
    judging: list[Text] = []
    measuring: list[Text] = []
    asked_for: bool = False
    of_own: bool = False
    along_with: str = ""
    schools_in_front: bool = True
    workbook: bool = False
    formats: list[Literal[FORMATS]] = []  # type: ignore[valid-type]
    published: bool = False
    whole: bool = False
    needs: dict[Text, list[Literal[COMPANIONS]]] = {}  # type: ignore[valid-type]


class RecipesForm(Form):
    """appendices.toml."""

    schema_: Literal[1] = Field(alias="schema")
    appendix: list[RecipeForm]


def recipes() -> list[Recipe]:
    """The recipes of appendices.toml; StandardError with every key it does not know."""
    data = read_toml(APPENDICES, StandardError)
    form = validated(RecipesForm, data, APPENDICES.name, StandardError, name=lambda entry: str(entry.get("id", "")))
    return [
        Recipe(
            id=one.id,
            scope=one.scope,
            title=one.title,
            notebooks=tuple(one.notebooks),
            datasets=tuple(one.datasets),
            judging=tuple(one.judging),
            measuring=tuple(one.measuring),
            is_asked_for=one.asked_for,
            is_of_own=one.of_own,
            along_with=one.along_with,
            has_schools_in_front=one.schools_in_front,
            has_workbook=one.workbook,
            formats=tuple(one.formats),
            has_published=one.published,
            is_of_whole=one.whole,
            needs=tuple((name, tuple(tables)) for name, tables in one.needs.items()),
        )
        for one in form.appendix
    ]
