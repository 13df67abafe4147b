"""What a field and an indicator are: names in both languages, units, numerators, denominators."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, model_validator
from pydantic import Field as FormField

from analysis.errors import StandardError
from analysis.language import Words, begun
from analysis.schema import Bilingual, Form, Positive, Text, read_toml, refusal, shown, validated

MOST_DECIMALS = 6  # shown of an indicator
OUR_ESTIMATE = Words("本工具估计", "our estimate")
USUAL_DECIMALS = 2
TERMS_FILE = Path(__file__).with_name("terms.toml")


@dataclass(frozen=True)
class Magnitude:
    """What a field's figures can be at one school, per unit of another field ("" for the school as a whole).

    usual    : lowest and highest figure that needs no second look; None for none
    possible : the highest a school can have at all; None where nothing is known to be impossible
    source   : who says so
    """

    per: str
    usual: tuple[float, float] | None
    possible: float | None
    source: Words


@dataclass(frozen=True)
class Field:
    """A column of a school table."""

    name: str
    label: Words
    unit: Words
    is_whole: bool  # counted in whole people, rooms, machines
    is_shared: bool  # belongs to the whole school and is split between the sections of a through-school
    synonyms: tuple[str, ...]  # headers it is known by
    magnitudes: tuple[Magnitude, ...] = ()
    parts: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)  # stage ("" any) → ways to add it up
    likely: tuple[str, ...] = ()  # headers that may mean it: proposed, never taken
    between: tuple[float | str, ...] = ()  # its least and its most, known or not: numbers, or names of fields
    is_place: bool = False  # says where the whole school is: never added up, never compared, as low as `between` says

    @cached_property
    def part_names(self) -> frozenset[str]:
        """Every field that one of the ways names."""
        return frozenset(part.rstrip("?") for ways in self.parts.values() for way in ways for part in way)

    def ways(self, stage: str) -> tuple[tuple[str, ...], ...]:
        """The ways in which other columns make this field at a stage; a part that ends in "?" may be absent."""
        return self.parts.get(stage) or self.parts.get("") or ()


@dataclass(frozen=True)
class Indicator:
    """A ratio of totals: scale × Σ(sign × field) / denominator; `or_numerator` stands for the sum where that is unknown."""

    name: str
    label: Words
    short: Words
    unit: Words
    numerator: Mapping[str, float]  # field → sign
    denominator: str
    scale: float
    gap_unit: Words  # what a shortfall is counted in: people, m², yuan, rooms
    is_whole: bool  # a shortfall is a whole number of gap units
    decimals: int  # shown, never compared
    has_decimals: bool = True  # stated; else as many more are shown as a small value takes
    synonyms: tuple[str, ...] = ()  # what columns of its values are headed
    or_numerator: str = ""  # a field that gives the whole numerator in one figure

    @property
    def fields(self) -> tuple[str, ...]:
        return (*self.numerator, self.denominator)

    def is_known_from(self, given: Collection[str]) -> bool:
        """Whether fields are enough to compute it."""
        parts = set(self.numerator) <= set(given) or self.or_numerator in given
        return parts and self.denominator in given

    @property
    def short_in_sentence(self) -> Words:
        """The short name inside a sentence: "Books" → "books"; "PE and arts teachers" stays."""
        en = self.short.en
        return Words(self.short.zh, en if en[1:2].isupper() else en[:1].lower() + en[1:])


@dataclass(frozen=True)
class Terms:
    """The vocabulary of a table."""

    fields: Mapping[str, Field]
    indicators: Mapping[str, Indicator]
    areas: Mapping[str, Words] = field(default_factory=dict)  # kinds of place beyond urban, town and rural
    groups: Mapping[str, Words] = field(default_factory=dict)  # text columns of a source to group schools by

    @cached_property
    def part_fields(self) -> frozenset[str]:
        """Fields that are read only to be added up into others."""
        return frozenset().union(*(one.part_names for one in self.fields.values()))

    def joined(self, added: Terms) -> Terms:
        """These terms and others; the others win."""
        return Terms(
            {**self.fields, **added.fields},
            {**self.indicators, **added.indicators},
            {**self.areas, **added.areas},
            {**self.groups, **added.groups},
        )


class MagnitudeForm(Form):
    """magnitudes: { per = …, usual = [low, high], possible = high, source = { zh = …, en = … } }."""

    per: str = ""
    usual: Annotated[list[float], FormField(min_length=2, max_length=2)] | None = None
    possible: Positive | None = None
    source: Bilingual = OUR_ESTIMATE

    @model_validator(mode="after")
    def _goes_up(self) -> MagnitudeForm:
        if self.usual and not 0 <= self.usual[0] < self.usual[1]:
            raise refusal(shown(self.usual), Words("[低, 高]，不小于0", "[low, high], 0 or more"), at=("usual",))
        return self


def _two_ends(value: object) -> object:
    """The least and the most of a field."""
    if not isinstance(value, list) or [type(end) in (int, float, str) for end in value] != [True, True]:
        raise refusal(shown(value), '[0, "FIELD"]')
    return tuple(value)


class FieldForm(Form):
    """[field.NAME]: a column of a school table."""

    zh: Text
    en: Text
    unit: Bilingual | None = None
    whole: bool = False
    shared: bool = False
    place: bool = False
    synonyms: list[Text] = []
    likely: list[Text] = []
    magnitudes: list[MagnitudeForm] = []
    parts: Annotated[
        dict[str, list[list[Text]]], BeforeValidator(lambda value: {"": value} if isinstance(value, list) else value)
    ] = {}
    between: Annotated[tuple[float | str, ...], BeforeValidator(_two_ends)] = ()

    @model_validator(mode="after")
    def _is_somewhere(self) -> FieldForm:
        if self.place and not (self.between and all(not isinstance(end, str) for end in self.between)):
            raise refusal(shown([*self.between]), "[-90, 90]", at=("between",))
        return self


class IndicatorForm(Form):
    """[indicator.NAME]: a field, or several with their signs, over another."""

    zh: Text
    en: Text
    short: Bilingual | None = None
    unit: Bilingual
    numerator: Annotated[
        dict[str, float], BeforeValidator(lambda value: {value: 1} if isinstance(value, str) else value)
    ]
    denominator: Text = "students"
    scale: Positive = 1
    gap_unit: Bilingual
    whole: bool = False
    decimals: Annotated[int, FormField(ge=0, le=MOST_DECIMALS)] | None = None
    synonyms: list[Text] = []
    or_numerator: str = ""


class TermsForm(Form):
    """The vocabulary a file states: terms.toml, or a mapping for its own table."""

    schema_: Literal[1] = FormField(alias="schema")
    field: dict[str, FieldForm] = {}
    indicator: dict[str, IndicatorForm] = {}
    area: dict[str, Bilingual] = {}
    group: dict[str, Bilingual] = {}

    @property
    def terms(self) -> Terms:
        """What is stated, as terms."""
        return Terms(
            {name: _field(name, one) for name, one in self.field.items()},
            {name: _indicator(name, one) for name, one in self.indicator.items()},
            self.area,
            self.group,
        )


@cache
def common_terms() -> Terms:
    """The terms of the official rules."""
    data = read_toml(TERMS_FILE, StandardError)
    return validated(TermsForm, data, TERMS_FILE.name, StandardError).terms


def _field(name: str, form: FieldForm) -> Field:
    unit = form.unit or Words("", "")
    parts = {stage: tuple(map(tuple, ways)) for stage, ways in form.parts.items()}
    magnitudes = tuple(
        Magnitude(one.per, tuple(one.usual) if one.usual else None, one.possible, one.source) for one in form.magnitudes
    )
    return Field(
        name=name,
        label=Words(form.zh, form.en),
        unit=unit,
        is_whole=form.whole,
        is_shared=form.shared,
        synonyms=tuple(form.synonyms),
        magnitudes=magnitudes,
        parts=parts,
        likely=tuple(form.likely),
        between=form.between,
        is_place=form.place,
    )


def _indicator(name: str, form: IndicatorForm) -> Indicator:
    label = Words(form.zh, form.en)
    return Indicator(
        name=name,
        label=label,
        short=form.short or Words(label.zh, begun(label.en)),
        unit=form.unit,
        numerator=form.numerator,
        denominator=form.denominator,
        scale=form.scale,
        gap_unit=form.gap_unit,
        is_whole=form.whole,
        decimals=USUAL_DECIMALS if form.decimals is None else form.decimals,
        has_decimals=form.decimals is not None,
        synonyms=tuple(form.synonyms),
        or_numerator=form.or_numerator,
    )
