"""What a county can state of itself (县级数据项): counts and amounts, the ratios made of them, and their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from analysis.errors import StandardError
from analysis.language import Words
from analysis.schema import Bilingual, Form, Positive, Text, refusal, shown, validated
from analysis.schema import read_toml as read
from analysis.tables.terms import Terms, common_terms

ITEMS_FILE = Path(__file__).with_name("items.toml")
SHARE = Words("%", "%")
NUMBERED = "#"  # stands for the digits in a name: deduction_point# is deduction_point15
PURE = Words("", "")


@dataclass(frozen=True)
class Part:
    """One term of a sum: an item, its sign, whether a county that does not state it may still have some, and its stage.

    stage : "" for that of whatever the sum is made for
    """

    item: str
    sign: float = 1.0
    is_optional: bool = False
    stage: str = ""

    @classmethod
    def read(cls, text: str) -> Part:
        """ "-transfers_in" is subtracted, "deferred?" may be left unstated: it is 0 or more; "students@junior" names a stage."""
        name, _, stage = text.strip("-?").partition("@")
        return cls(name, -1.0 if text.startswith("-") else 1.0, text.endswith("?"), stage)


@dataclass(frozen=True)
class Item:
    """A figure of a county; with parts, scale × Σ numerator / Σ denominator, a plain sum where there is no denominator.

    stage       : whose figure it is where a rule names no stage
    is_share    : 0 to 1, written in %; above 1 it is refused, unless it may_exceed (migration can lift retention over 1)
    is_signed   : a change, which may be below 0 and above 1
    facts       : what entered reports call it, without stage and year; "#" stands for a number, "name@stage" is the
                  figure of that stage only
    of_schools  : what reports call it where they speak of one school
    years_before : how many years earlier its figure is by nature, that of a cohort's entry
    failing     : the item that counts the schools that miss it
    of_each     : what its single figures speak of: the groups asked, schools, test points, the rules that are scored
    adds_up     : what its figure is the sum of, by its own name; held beside it where both are stated, never in its place
    within      : the item it is counted among, and cannot exceed
    synonyms    : headings of a county's own table
    """

    name: str
    label: Words
    unit: Words
    stage: str = "compulsory"
    numerator: tuple[Part, ...] = ()
    denominator: tuple[Part, ...] = ()
    scale: float = 1.0
    adds_up: tuple[Part, ...] = ()
    may_exceed: bool = False
    is_signed: bool = False
    years_before: int = 0
    facts: tuple[str, ...] = ()
    of_schools: tuple[str, ...] = ()
    failing: str = ""
    of_each: str = ""
    within: str = ""
    synonyms: tuple[str, ...] = ()
    note: Words | None = None

    @property
    def is_share(self) -> bool:
        return self.unit == SHARE

    @property
    def parts(self) -> tuple[Part, ...]:
        return (*self.numerator, *self.denominator)

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading it may stand under."""
        return (self.name, self.label.zh, self.label.en, *self.synonyms)


class ItemForm(Form):
    """[item.NAME]: a figure of a county."""

    zh: Text
    en: Text
    unit: Bilingual
    stage: str = "compulsory"
    numerator: list[Text] = []
    denominator: list[Text] = []
    scale: Positive = 1.0
    adds_up: list[Text] = []
    may_exceed: bool = False
    is_signed: bool = False
    years_before: int = 0
    facts: list[Text] = []
    of_schools: list[Text] = []
    failing: str = ""
    of_each: Literal["", "group", "school", "point", "rule"] = ""
    within: str = ""
    synonyms: list[Text] = []
    note: Bilingual | None = None


class IndicatorNamesForm(Form):
    """[indicator.NAME]: what reports call an indicator of the terms, its coefficient, and its value at one school."""

    facts: list[Text] = []
    of_schools: list[Text] = []


class ItemsForm(Form):
    """items.toml."""

    schema_: int = 1
    item: dict[str, ItemForm]
    indicator: dict[str, IndicatorNamesForm] = {}

    @model_validator(mode="after")
    def _names_items_that_are_there(self) -> ItemsForm:
        for name, entry in self.item.items():
            named = [Part.read(text).item for text in (*entry.numerator, *entry.denominator, *entry.adds_up)]
            for part in (*named, *filter(None, (entry.failing, entry.within))):
                if part not in self.item:
                    raise refusal(
                        shown(part), Words("items.toml中的数据项", "an item of items.toml"), at=("item", name)
                    )
        return self


@dataclass(frozen=True)
class Items:
    """Every item by name, and by what reports and tables call it."""

    by_name: Mapping[str, Item]
    by_fact: Mapping[str, str] = field(default_factory=dict)
    by_school_fact: Mapping[str, str] = field(default_factory=dict)
    by_heading: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Item:
        return self.by_name[name]

    def called(self, fact: str, stage: str) -> str | None:
        """The item that reports call so, of that stage where the name means different things."""
        return self.by_fact.get(f"{fact}@{stage}") or self.by_fact.get(fact)

    def __contains__(self, name: str) -> bool:
        return name in self.by_name


@cache
def common_items() -> Items:
    """The items of items.toml, and the means and coefficients of every indicator of the terms."""
    data = read(ITEMS_FILE, StandardError)
    form = validated(ItemsForm, {"schema_": data.pop("schema"), **data}, ITEMS_FILE.name, StandardError)
    stated = [_item(name, entry) for name, entry in form.item.items()]
    return _indexed([*stated, *_of_indicators(common_terms(), form.indicator)])


def _item(name: str, entry: ItemForm) -> Item:
    return Item(
        name=name,
        label=Words(entry.zh, entry.en),
        unit=entry.unit,
        stage=entry.stage,
        numerator=tuple(map(Part.read, entry.numerator)),
        denominator=tuple(map(Part.read, entry.denominator)),
        scale=entry.scale,
        adds_up=tuple(map(Part.read, entry.adds_up)),
        may_exceed=entry.may_exceed,
        is_signed=entry.is_signed,
        years_before=entry.years_before,
        facts=tuple(entry.facts),
        of_schools=tuple(entry.of_schools),
        failing=entry.failing,
        of_each=entry.of_each,
        within=entry.within,
        synonyms=tuple(entry.synonyms),
        note=entry.note,
    )


def _of_indicators(terms: Terms, names: Mapping[str, IndicatorNamesForm]) -> Iterable[Item]:
    """The county's mean of each indicator, and its coefficient."""
    for name, about in terms.indicators.items():
        known = names.get(name, IndicatorNamesForm())
        called = (name, *known.facts)
        yield Item(
            name, about.label, about.unit, "", facts=called, of_schools=tuple(known.of_schools), synonyms=about.synonyms
        )
        coefficient = Words(
            f"{about.label.zh}校际差异系数", f"coefficient of variation of {about.short_in_sentence.en}"
        )
        yield Item(f"cv_{name}", coefficient, PURE, "", facts=tuple(f"cv_{one}" for one in called))


def _indexed(items: Iterable[Item]) -> Items:
    by_name = {one.name: one for one in items}
    return Items(
        by_name,
        by_fact={fact: one.name for one in by_name.values() for fact in (one.facts or (one.name,))},
        by_school_fact={fact: one.name for one in by_name.values() for fact in one.of_schools},
        by_heading={name: one.name for one in by_name.values() for name in one.names},
    )
