"""The formulas one by one (逐式说明): equation and convention from the docstring, a worked example computed here."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.errors import DocumentError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Text, read_toml, validated

EXAMPLES_FILE = Path(__file__).with_name("examples.toml")
SECTIONS = re.compile(r"\n\n(?=(?:Parameters|Returns|Raises|Source)\n-+\n|Source: )")
CHINESE = re.compile(r"\s*[（(]([^()（）]*[\u4e00-\u9fff][^()（）]*)[)）]")
IS_EQUATION = re.compile(r"=.*[Σ√⌈∂/·²α-ω]|[Σ√⌈]")


class FormulaForm(Form):
    """[[room.formula]]: a function, what it is called with, and which parts of its answer are shown."""

    call: Text
    given: dict[str, Any] = {}
    gives: list[Text] = []
    keeps: list[Text] = []


class RoomForm(Form):
    """[[room]]: formulas of one subject and what their examples share."""

    zh: Text
    en: Text
    module: Text
    given: dict[str, Any] = {}
    note: Bilingual = Words("", "")
    formula: list[FormulaForm]


class ExamplesForm(Form):
    """examples.toml."""

    schema_: Literal[1] = Field(alias="schema")
    room: list[RoomForm]


@cache
def rooms() -> tuple[RoomForm, ...]:
    data = read_toml(EXAMPLES_FILE, DocumentError)
    return tuple(validated(ExamplesForm, data, EXAMPLES_FILE.name, DocumentError).room)


def named(place: str) -> Callable:
    """ "analysis.formulas.balance:gini" → the function."""
    module, _, path = place.partition(":")
    found: Any = import_module(module)
    for part in path.split("."):
        found = getattr(found, part)
    return found


def function_of(room: RoomForm, formula: FormulaForm) -> Callable:
    return named(formula.call if ":" in formula.call else f"{room.module}:{formula.call}")


def arguments(room: RoomForm, formula: FormulaForm) -> dict[str, Any]:
    """What the room gives and the formula takes, and what it is given itself."""
    takes = inspect.signature(function_of(room, formula)).parameters
    return {name: value for name, value in {**room.given, **formula.given}.items() if name in takes}


def answer(room: RoomForm, formula: FormulaForm) -> Any:
    """The worked example's answer, computed."""
    given = {name: _made(value) for name, value in arguments(room, formula).items()}
    found = function_of(room, formula)(**given)
    if formula.keeps:
        found = found[formula.keeps]
    return {name: getattr(found, name) for name in formula.gives} if formula.gives else found


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return [_made(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    if "function" in value:
        return named(value["function"])
    made = {name: _made(one) for name, one in value.items() if name != "call"}
    return named(value["call"])(**made) if "call" in value else made


# ---- as text ------------------------------------------------------------------------------------------------------


def page() -> str:
    """Every room with its formulas, as Markdown."""
    return "\n".join(line for room in rooms() for line in _room(room))


def _room(room: RoomForm) -> Iterator[str]:
    yield f"### {room.en} · {room.zh}"
    yield ""
    if room.note.en:
        yield room.note.en
        yield ""
    for formula in room.formula:
        yield from _formula(room, formula)


def _formula(room: RoomForm, formula: FormulaForm) -> Iterator[str]:
    function = function_of(room, formula)
    head, *sections = SECTIONS.split(inspect.getdoc(function) or "")
    first, *more = head.split("\n\n")
    chinese = CHINESE.search(first)
    yield f"#### `{function.__name__}`{f' · {chinese[1]}' if chinese else ''}"
    yield ""
    yield CHINESE.sub("", " ".join(first.split()), count=1)
    yield ""
    for paragraph in more:
        yield from ["```text", paragraph, "```"] if IS_EQUATION.search(paragraph) else [" ".join(paragraph.split())]
        yield ""
    for section in sections:
        if section.startswith("Source"):
            yield "Source: " + " ".join(re.sub(r"^Source:?(\n-+\n)?", "", section).split())
            yield ""
    yield f"`{_call(function.__name__, arguments(room, formula))}`  "
    yield f"= {shown(answer(room, formula))}"
    yield ""


def _call(name: str, given: Mapping[str, Any]) -> str:
    return f"{name}({', '.join(f'{key}={_literal(value)}' for key, value in given.items())})"


def _literal(value: Any) -> str:
    match value:
        case {"function": place}:
            return place.rpartition(":")[2]
        case {"call": place, **rest}:
            return _call(place.rpartition(":")[2].rpartition(".")[2], rest)
        case dict():
            return "{" + ", ".join(f"{key!r}: {_literal(one)}" for key, one in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_literal, value)) + "]"
    return repr(value)


def shown(value: Any) -> str:
    """An answer with the digits that tell it from others, the same on every machine."""
    match value:
        case dict():
            return "; ".join(f"{name} {shown(one)}" for name, one in value.items())
        case pd.DataFrame():
            return "; ".join(f"{label}: {shown(dict(row))}" for label, row in value.iterrows())
        case pd.Series():
            return shown(value.to_dict())
        case np.ndarray() | list():
            return "[" + ", ".join(shown(one) for one in value) + "]"
        case tuple():
            return "(" + ", ".join(shown(one) for one in value) + ")"
        case _ if is_dataclass(value):
            return "(" + ", ".join(f"{one.name} {shown(getattr(value, one.name))}" for one in fields(value)) + ")"
        case float() | np.floating():
            return f"{float(value) + 0:.5g}"
    return str(value)
