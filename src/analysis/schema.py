"""Files people write in TOML, read through one schema each (文件格式), and every fault said in both languages.

pydantic does the checking, because it checks a whole file at once and knows where each fault stands. Only the words are
ours. A reader of a file

- derives its shapes from `Form` (frozen, strict, no key it does not know), with `Bilingual`, `Text`, `Texts`,
  `Day` and `Positive` for the fields that many files share;
- calls `read_toml(path, error)` and `validated(form, data, place, error)`;
- raises `refusal(found, expected, at=(…))` in its own validators where a fault needs its own words.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from analysis.errors import JunhengError, Problem
from analysis.language import Words

Name = Callable[[Mapping[str, Any]], str]


class Form(BaseModel):
    """A table of a TOML file."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


Shape = TypeVar("Shape", bound=Form)


def refusal(
    found: Words | str, expected: Words | str, at: tuple[str | int, ...] = (), remedy: Words | None = None
) -> PydanticCustomError:
    """A fault in words of its own; `at` leads from the table that is looked at to the key it stands at."""
    said = {"found": both(found), "expected": both(expected), "at": at, "remedy": remedy}
    return PydanticCustomError("refused", "refused", said)


def both(text: Words | str) -> Words:
    return text if isinstance(text, Words) else Words(text, text)


def shown(value: object) -> Words:
    """A value as the file has it."""
    return Words(f"“{value}”", f"'{value}'")


def one_of(names: Iterable[str]) -> Words:
    listed = ", ".join(sorted(names))
    if ", " not in listed:
        return both(listed)
    return Words(f"以下之一：{listed}", f"one of: {listed}")


def _words(value: object) -> object:
    if not isinstance(value, dict) or set(value) != {"zh", "en"} or not all(isinstance(t, str) for t in value.values()):
        raise refusal(shown(value), '{ zh = "…", en = "…" }')
    return Words(**value)


def _day(value: object) -> object:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise refusal(shown(value), Words("日期，如2017-04-19", "a date such as 2017-04-19"))
    return value


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Bilingual = Annotated[InstanceOf[Words], BeforeValidator(_words)]
#: A name that is the same in both languages, such as MIT, may stand as one text.
Named = Annotated[
    InstanceOf[Words], BeforeValidator(lambda value: both(value) if isinstance(value, str) else _words(value))
]
Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[Text], BeforeValidator(_listed), Field(min_length=1)]  # one text stands for a list of one
Day = Annotated[dt.date, BeforeValidator(_day)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def read_toml(path: Path, error: type[JunhengError]) -> dict[str, Any]:
    """The contents of a file that must be TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as fault:  # no TOML, no UTF-8, a number or a nesting beyond reason
        found = Words(f"不是有效的TOML：{fault}", f"not TOML: {fault}")
        raise error(Problem(path.name, found, Words("UTF-8 TOML", "UTF-8 TOML"))) from fault


def validated(
    form: type[Shape],
    data: Mapping[str, Any],
    place: str,
    error: type[JunhengError],
    name: Name = lambda entry: "",
    context: Mapping[str, Any] | None = None,
) -> Shape:
    """The data in their shape, or every fault at its place.

    name    : what a table in a list is called beside its number, "rule 3 (cv books_per_student)"
    context : what the validators must know beside the file, as `info.context`
    """
    try:
        return form.model_validate(data, context=dict(context or {}))
    except ValidationError as faults:
        raise error([_problem(fault, form, data, place, name) for fault in faults.errors()]) from None


def _problem(fault: ErrorDetails, form: type[Form], data: Mapping[str, Any], place: str, name: Name) -> Problem:
    kind, context = fault["type"], fault.get("ctx", {})
    steps = (*fault["loc"], *context.get("at", ()))
    where = " › ".join([place, *_path(data, steps, name)])
    key = str(steps[-1]) if steps else ""
    if kind == "refused":
        return Problem(where, context["found"], context["expected"], context["remedy"])
    if kind == "missing":
        return _missing(where, key)
    if kind == "extra_forbidden":
        known = {field.alias or own for own, field in _form_at(form, steps[:-1]).model_fields.items()}
        return Problem(where, Words(f"无法识别的键“{key}”", f"unknown key '{key}'"), one_of(known))
    if kind == "union_tag_not_found":
        tag = context["discriminator"].strip("'")
        return _missing(f"{where} › {tag}", tag)
    if kind == "union_tag_invalid":
        tag = context["discriminator"].strip("'")
        return Problem(f"{where} › {tag}", shown(context["tag"]), one_of(_quoted(context["expected_tags"])))
    if kind == "literal_error":
        expected = _quoted(context["expected"]) or [context["expected"]]  # numbers stand without quotes
        return Problem(where, shown(fault["input"]), one_of(expected))
    if kind in _BOUNDS:
        zh, en, bound = _BOUNDS[kind]
        return Problem(where, shown(fault["input"]), Words(f"{zh}{context[bound]}", f"{en} {context[bound]}"))
    return Problem(where, shown(fault["input"]), _EXPECTED.get(kind, Words("另一种写法", "something else")))


def _missing(place: str, key: str) -> Problem:
    return Problem(place, Words(f"缺少键 {key}", f"key {key} is missing"), Words(f"写明 {key}", f"a value for '{key}'"))


def _quoted(text: str) -> list[str]:
    """The names in a sentence of pydantic's: "'a', 'b' or 'c'"."""
    return re.findall(r"'([^']*)'", text)


_BOUNDS = {
    "greater_than_equal": ("不小于", "no less than", "ge"),
    "less_than_equal": ("不大于", "no more than", "le"),
}
_NUMBER, _TABLE = Words("大于0的数", "a number above 0"), Words("{ 键 = 值 }", "a table { key = value }")
_LIST = Words("数组", "an array")
_EXPECTED = {
    **dict.fromkeys(("string_type", "string_too_short"), Words("文字", "a text")),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), _TABLE),
    **dict.fromkeys(("list_type", "tuple_type"), _LIST),
    **dict.fromkeys(("greater_than", "finite_number"), _NUMBER),
    "too_short": Words("至少一项", "at least one entry"),
    "float_type": Words("数", "a number"),
    **dict.fromkeys(("int_type", "int_from_float"), Words("整数", "a whole number")),
    "bool_type": Words("true 或 false", "true or false"),
}


def _path(data: object, steps: tuple[str | int, ...], name: Name) -> Iterator[str]:
    """The keys that lead to a fault; a table of a list by its number from 1 and what it is called."""
    before = ""
    for place, step in enumerate(steps, start=1):
        if isinstance(step, int):
            data = data[step] if isinstance(data, list) and step < len(data) else None
            called = name(data) if isinstance(data, dict) else ""
            before = f"{before} {step + 1}" + (f" ({called})" if called else "")
            continue
        is_tag = isinstance(data, dict) and step not in data and step in map(str, data.values())
        if step == "[key]" or (is_tag and place < len(steps)):
            continue  # pydantic names the tag that chose a shape; the file does not
        if before:
            yield before
        before = str(step)
        data = data.get(step) if isinstance(data, dict) else None
    if before:
        yield before


def _form_at(form: type[Form], steps: tuple[str | int, ...]) -> type[Form]:
    """The shape of the table that a path leads to; of several shapes the one whose tag the path names."""
    shapes = [form]
    for step in (one for one in steps if isinstance(one, str)):
        tagged = [one for one in shapes if any(step in get_args(f.annotation) for f in one.model_fields.values())]
        if len(shapes) > 1 and tagged:
            shapes = tagged
            continue
        by_key = {field.alias or own: field.annotation for own, field in shapes[0].model_fields.items()}
        shapes = list(_shapes(by_key.get(step))) or shapes
    return shapes[0]


def _shapes(annotation: object) -> Iterator[type[Form]]:
    """Every shape that stands in an annotation."""
    if isinstance(annotation, type) and issubclass(annotation, Form):
        yield annotation
    for part in get_args(annotation):
        yield from _shapes(part)
