"""What a standard's file may say (标准文件的写法); the shapes of its rules follow from the registered measures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union

from pydantic import BeforeValidator, Field, ValidationInfo, create_model, model_validator

from analysis.errors import StandardError
from analysis.language import Words
from analysis.rules.measures import MEASURES, Measure
from analysis.rules.measures.registry import ONE
from analysis.rules.rule import LIMITS, PLAIN, Condition, Confidence, Dated, Exemption, Rule
from analysis.schema import (
    Bilingual,
    Day,
    Form,
    Positive,
    Text,
    Texts,
    both,
    read_toml,
    refusal,
    shown,
    validated,
)
from analysis.tables.county.items import common_items
from analysis.tables.terms import Terms

EACH = ("indicator", "item")  # a list of these makes one rule each
SCHEMA = 2  # 1 named kinds of rules, 2 names what is measured


class ValueForm(Form):
    """Numbers of a rule from one day on, and who says so; the numbers depend on the measure."""

    from_: Day = Field(alias="from")
    cite: Text
    confidence: Confidence
    abolished: bool = False

    @property
    def numbers(self) -> dict[str, Any]:
        """The numbers this entry gives, by their key, in the order of the measure."""
        named = [name for name in type(self).model_fields if name not in ValueForm.model_fields]
        return {name: value for name in named if (value := getattr(self, name)) is not None}

    @model_validator(mode="after")
    def _says_something(self) -> ValueForm:
        if self.abolished is bool(self.numbers):
            found = (
                Words("既有取值又废止", "a value that is abolished")
                if self.abolished
                else Words("没有取值", "no value")
            )
            named = [name for name in type(self).model_fields if name not in ValueForm.model_fields]
            raise refusal(found, f"{' / '.join(named)} — abolished = true")
        return self


def _vocabulary(about: str, terms: Terms) -> tuple[Collection[str] | None, Words]:
    """What a rule may name in `of`; None where names are checked elsewhere or are free."""
    if about.startswith("indicator"):
        return terms.indicators, Words("terms.toml中有定义的指标", "an indicator that has a term in terms.toml")
    if about == "item":
        return common_items().by_name, Words("items.toml中的数据项", "an item of items.toml")
    return None, both("")


class ConditionForm(Form):
    """when = { field = "…", at_most = … }: a field of terms.toml, or one that the table's mapping declares."""

    field: Text
    at_least: float | None = None
    at_most: float | None = None
    above: float | None = None
    equals: Text | None = None
    share_of: str = ""

    @model_validator(mode="after")
    def _asks_for_something(self) -> ConditionForm:
        is_number = any(bound is not None for bound in (self.at_least, self.at_most, self.above))
        if is_number is (self.equals is not None):
            raise refusal(shown(self.field), "at_least / at_most / above — equals")
        return self


class RuleForm(Form):
    """One rule; what `of` and `value` may be depends on the measure."""

    measure: str
    id: Text | None = None
    per: Literal["stage", "county"] | None = None
    part: Text | None = None
    beside: Text | None = None
    label: Bilingual | None = None
    note: Bilingual | None = None
    points: Positive | None = None
    proof: Bilingual | None = None

    @property
    def ids(self) -> list[str]:
        """A rule's own name; the rules of a list are named by their indicator."""
        is_each = MEASURES[self.measure].about in EACH
        return [f"{self.measure}:{name}" for name in self.about] if is_each else [self.id or self.measure]

    @property
    def about(self) -> tuple[str, ...]:
        return tuple(getattr(self, "of", ()))

    def _refuse_share_above_1(self, place: int, entry: ValueForm) -> None:
        """A limit of a share is written 0.10, not 10: in percent nothing would ever meet it."""
        is_of_share = self.measure in ("item", "each_school") and any(
            common_items()[name].is_share for name in self.about
        )  # fmt: skip
        for name, number in entry.numbers.items():
            is_share = MEASURES[self.measure].numbers[name].is_share or (is_of_share and name in LIMITS)
            if is_share and max(_amounts(number)) > 1:
                found = ", ".join(f"{amount:g}" for amount in _amounts(number))
                raise refusal(shown(found), Words("0到1的比例", "a share of 0 to 1"), at=("value", place, name))

    def _refuse_limit_above_full_marks(self, place: int, entry: ValueForm) -> None:
        """Nobody can earn more than the full marks."""
        full = entry.numbers["full"]
        for name in LIMITS:
            if entry.numbers.get(name, 0) > full:
                expected = Words(f"不超过满分{full:g}", f"no more than the full marks, {full:g}")
                raise refusal(shown(f"{entry.numbers[name]:g}"), expected, at=("value", place, name))

    @model_validator(mode="after")
    def _can_be_told_apart(self, info: ValidationInfo) -> RuleForm:
        about = MEASURES[self.measure].about
        known, expected = _vocabulary(about, info.context["terms"])
        for name in self.about if known is not None else ():
            if name not in known:
                raise refusal(shown(name), expected, at=("of",))
        if self.id and about in EACH:
            raise refusal(
                shown(self.id), Words("不写；规则以指标为名", "none: the rule goes by what it is about"), at=("id",)
            )
        for place, entry in enumerate(self.value):
            self._refuse_share_above_1(place, entry)
            if "full" in entry.numbers:
                self._refuse_limit_above_full_marks(place, entry)
            if entry.from_ in [earlier.from_ for earlier in self.value[:place]]:
                expected = Words("每天至多一个取值", "at most one value a day")
                raise refusal(shown(entry.from_), expected, at=("value", place, "from"))
            if len(both_limits := [one for one in LIMITS if one in entry.numbers]) > 1:
                expected = Words("两者之一", "one of the two; the other is a rule of its own")
                raise refusal(shown(" + ".join(both_limits)), expected, at=("value", place))
        return self


def _amounts(number: object) -> list[float]:
    return list(number.values()) if isinstance(number, dict) else [number]


def _one_or_more(value: object) -> object:
    return [value] if isinstance(value, dict) else value


#: One condition, or several that must all hold.
Conditions = Annotated[list[ConditionForm], BeforeValidator(_one_or_more), Field(min_length=1)]


@dataclass(frozen=True)
class Document:
    """A standard's file as written, before it is laid over another."""

    file: str
    id: str
    title: Words
    document: str
    issued: Day | None
    overlays: str | None
    coverage: Words | None  # what of the document is computed, and what is not
    parts: Mapping[str, Words]  # what its parts are called, in its order
    rules: tuple[Rule, ...]


class FileForm(Form):
    """A standard's file; the shapes of its rules are made from the measures."""

    schema_: int = Field(alias="schema")
    id: Text
    title: Bilingual
    document: Text
    issued: Day | None = None
    overlays: Text | None = None
    coverage: Bilingual | None = None
    part: dict[str, Bilingual] = {}
    rule: Any

    @model_validator(mode="after")
    def _says_each_rule_once(self) -> FileForm:
        seen: set[str] = set()
        for place, entry in enumerate(self.rule):
            for name in entry.ids:
                if name in seen:
                    twice = Words("同一规则写了两次", f"a second rule '{name}'")
                    raise refusal(
                        twice, Words("一条规则，多个取值", "one rule with several values"), at=("rule", place)
                    )
                seen.add(name)
        return self


@cache
def _document_form() -> type[FileForm]:
    rules = Union[tuple(_rule_form(measure) for measure in MEASURES.values())]  # noqa: UP007  built at run time
    entry = Annotated[rules, Field(discriminator="measure")]
    return create_model("DocumentForm", __base__=FileForm, rule=(Annotated[list[entry], Field(min_length=1)], ...))


def _amount(whom: frozenset[str]) -> Any:
    """A number for all, a number for each stage or type, or either."""
    by_whom = dict[Literal[tuple(sorted(whom - ONE))], Positive] if whom - ONE else None  # type: ignore[misc]
    if not by_whom:
        return Positive
    return Positive | by_whom if whom & ONE else by_whom


def _rule_form(measure: Measure) -> type[Form]:
    """The shape of a rule of one measure."""
    numbers: dict[str, Any] = {name: (_amount(number.whom) | None, None) for name, number in measure.numbers.items()}
    value = create_model(f"{measure.name} value", __base__=ValueForm, **numbers)
    fields: dict[str, Any] = {"measure": (Literal[measure.name], ...)}  # type: ignore[name-defined]
    if measure.about:
        fields["of"] = (Texts, ...)
    # A rule without numbers needs no value; one that gives any can only end it.
    needs_value = measure.numbers and not measure.is_open
    fields["value"] = (Annotated[list[value], Field(min_length=1)], ...) if needs_value else (list[value], [])
    if measure.judged in ("section", "school") and measure.about != "rules" and measure.numbers.keys() & {*LIMITS}:
        values = (Annotated[list[value], Field(min_length=1)], ...)
        exception = create_model(
            f"{measure.name} exception", __base__=Form, when=(Conditions, ...), evidence=(Text, ...), value=values
        )
        fields["exception"] = (list[exception], [])
    return create_model(measure.name, __base__=RuleForm, **fields)


def read_document(path: Path, terms: Terms) -> Document:
    """Read one file; StandardError with everything that breaks the schema."""
    data = read_toml(path, StandardError)
    if data.get("schema") != SCHEMA:
        found = shown(data["schema"]) if "schema" in data else Words("没有写", "not given")
        raise StandardError.at(f"{path.name} › schema", found, both(f"schema = {SCHEMA}"))
    form = validated(_document_form(), data, path.name, StandardError, _name, {"terms": terms})
    rules = tuple(rule for entry in form.rule for rule in _rules(entry, form))
    return Document(
        path.name, form.id, form.title, form.document, form.issued, form.overlays, form.coverage, form.part, rules
    )  # fmt: skip


def _name(entry: Mapping[str, Any]) -> str:
    """What tells a rule: its measure, and what it is about where that is one thing."""
    about = entry.get("of")
    return " ".join(str(word) for word in (entry.get("measure"), about if isinstance(about, str) else "") if word)


def _rules(entry: RuleForm, form: FileForm) -> Iterator[Rule]:
    """The rule of an entry; of a list of indicators one rule each, cited by its place in the list."""
    for place, name in enumerate(entry.ids, start=1):
        stated = Rule(
            id=name,
            measure=entry.measure,
            of=entry.about if len(entry.ids) == 1 else (entry.about[place - 1],),
            per=entry.per or "",
            part=entry.part or "",
            beside=entry.beside or "",
            proof=entry.proof,
            label=entry.label,
            points=entry.points or 0.0,
            note=entry.note,
        )
        exemptions = tuple(
            Exemption(
                tuple(Condition(**dict(condition)) for condition in one.when),
                one.evidence,
                _with_values(stated, one.value, place, form),
            )
            for one in getattr(entry, "exception", ())
        )
        yield replace(_with_values(stated, entry.value, place, form), exemptions=exemptions)


def _with_values(rule: Rule, values: Iterable[ValueForm], place: int, form: FileForm) -> Rule:
    """The rule with what it says from which day on; {n} in a clause is its place in a list."""
    series: dict[tuple[str, str], list[Dated]] = {}
    abolished = []
    for value in values:
        clause = value.cite.replace("{n}", str(place))
        dated = Dated(value.from_, None, clause, value.confidence, form.id, form.document)
        for number, amounts in value.numbers.items():
            for whom, amount in (amounts if isinstance(amounts, dict) else {PLAIN: amounts}).items():
                series.setdefault((number, whom), []).append(replace(dated, number=amount))
        abolished += [dated] if value.abolished else []
    return replace(rule, series={key: tuple(entries) for key, entries in series.items()}, abolished=tuple(abolished))
