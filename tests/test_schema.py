"""Files people write: every fault at its place, in both languages, all of them at once."""

import datetime as dt
from typing import Annotated, Literal

import pytest
from pydantic import Field, model_validator

from analysis.errors import TableError
from analysis.language import Words
from analysis.schema import Bilingual, Day, Form, Positive, Text, read_toml, refusal, shown, validated


class Apple(Form):
    kind: Literal["apple"]
    weight: Positive


class Pear(Form):
    kind: Literal["pear"]
    sweet: bool = False


class Basket(Form):
    title: Bilingual
    packed: Day
    farm: Text | None = None
    prices: dict[Literal["new", "old"], Positive] | None = None
    fruit: Annotated[list[Annotated[Apple | Pear, Field(discriminator="kind")]], Field(min_length=1)]

    @model_validator(mode="after")
    def _is_not_mixed(self):
        for place, one in enumerate(self.fruit):
            if one.kind != self.fruit[0].kind:
                raise refusal(shown(one.kind), "one kind of fruit", at=("fruit", place, "kind"))
        return self


GOOD = {
    "title": {"zh": "一篮", "en": "a basket"},
    "packed": dt.date(2024, 9, 1),
    "fruit": [{"kind": "apple", "weight": 2}],
}


def faults_of(data, lang="en"):
    with pytest.raises(TableError) as refused:
        validated(Basket, data, "basket.toml", TableError, name=lambda entry: str(entry.get("kind", "")))
    return refused.value.message(lang).splitlines()


def test_a_file_in_its_shape_is_read():
    basket = validated(Basket, GOOD, "basket.toml", TableError)
    assert (basket.title, basket.packed, basket.fruit[0].weight) == (Words("一篮", "a basket"), dt.date(2024, 9, 1), 2)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": {"zh": "一篮"}}, "basket.toml › title: '{'zh': '一篮'}'; expected { zh = \"…\", en = \"…\" }"),
        ({"packed": "2024-09-01"}, "basket.toml › packed: '2024-09-01'; expected a date such as 2017-04-19"),
        ({"packed": dt.datetime(2024, 9, 1, 8)}, "basket.toml › packed: '2024-09-01 08:00:00'; expected a date"),
        ({"farm": ""}, "basket.toml › farm: ''; expected a text"),
        ({"farm": 3}, "basket.toml › farm: '3'; expected a text"),
        ({"size": 3}, "basket.toml › size: unknown key 'size'; expected one of: farm, fruit, packed, prices, title"),
        ({"prices": {"newest": 1}}, "basket.toml › prices › newest: 'newest'; expected one of: new, old"),
        ({"prices": {"new": 0}}, "basket.toml › prices › new: '0'; expected a number above 0"),
        ({"prices": {"new": float("inf")}}, "basket.toml › prices › new: 'inf'; expected a number above 0"),
        ({"prices": 5}, "basket.toml › prices: '5'; expected a table { key = value }"),
        ({"fruit": []}, "basket.toml › fruit: '[]'; expected at least one entry"),
        ({"fruit": [{"kind": "plum"}]}, "basket.toml › fruit 1 (plum) › kind: 'plum'; expected one of: apple, pear"),
        ({"fruit": [{}]}, "basket.toml › fruit 1 › kind: key kind is missing; expected a value for 'kind'"),
        ({"fruit": [{"kind": "apple"}]}, "basket.toml › fruit 1 (apple) › weight: key weight is missing"),
        ({"fruit": [{"kind": "apple", "weight": "2"}]}, "fruit 1 (apple) › weight: '2'; expected a number"),
        ({"fruit": [{"kind": "pear", "sweet": "yes"}]}, "fruit 1 (pear) › sweet: 'yes'; expected true or false"),
        ({"fruit": [{"kind": "pear", "weight": 2}]}, "› weight: unknown key 'weight'; expected one of: kind, sweet"),
        ({"fruit": [*GOOD["fruit"], {"kind": "pear"}]}, "› fruit 2 (pear) › kind: 'pear'; expected one kind of fruit"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_was_expected(change, fault):
    (said,) = faults_of(GOOD | change)
    assert fault in said
    assert faults_of(GOOD | change, "zh") != [said]


def test_a_missing_key_is_named_even_when_another_key_says_its_name():
    data = {"farm": "title", "packed": GOOD["packed"], "fruit": GOOD["fruit"]}
    assert faults_of(data) == ["basket.toml › title: key title is missing; expected a value for 'title'"]


@pytest.mark.parametrize("text", ["x = " + "9" * 5000, "x = " + "[" * 3000, "\xff"])
def test_a_file_beyond_reason_is_refused_without_a_traceback(tmp_path, text):
    (tmp_path / "basket.toml").write_text(text, encoding="latin-1")
    with pytest.raises(TableError, match=r"basket\.toml"):
        read_toml(tmp_path / "basket.toml", TableError)


def test_every_fault_is_said_at_once():
    assert len(faults_of({"farm": 1, "size": 2, "packed": 3})) == 5  # and the title and fruit that are missing


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    (tmp_path / "basket.toml").write_text("fruit = [", encoding="utf8")
    with pytest.raises(TableError, match=r"basket\.toml"):
        read_toml(tmp_path / "basket.toml", TableError)
