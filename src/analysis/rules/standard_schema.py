"""What a standard's file may say (标准文件的写法): read one, or refuse it with file, key and what was expected."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from analysis.errors import Problem, StandardError
from analysis.language import Words
from analysis.rules.measures import MEASURES, Measure
from analysis.rules.rule import PLAIN, Confidence, Dated, Rule
from analysis.tables.terms import Terms

SCHEMA = 2  # 1 named kinds of rules, 2 names what is measured


@dataclass(frozen=True)
class Document:
    """A standard's file as written, before it is laid over another."""

    file: str
    id: str
    title: Words
    document: str
    issued: dt.date | None
    overlays: str | None
    coverage: Words | None  # what of the document is computed, and what is not
    rules: tuple[Rule, ...]


def read_document(path: Path, terms: Terms) -> Document:
    """Read one file; StandardError on the first thing that breaks the schema."""
    return _Reader(path.name, terms).document(_parsed(path))


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse(path.name, Words(f"不是有效的TOML：{error}", f"not TOML: {error}"), "UTF-8 TOML") from error


def refuse(place: str, found: Words | str, expected: Words | str) -> StandardError:
    return StandardError(Problem(place, _both(found), _both(expected)))


def _both(text: Words | str) -> Words:
    return text if isinstance(text, Words) else Words(text, text)


class _Reader:
    """Reads one file; `place` grows with the depth so that every refusal names its key."""

    def __init__(self, file: str, terms: Terms) -> None:
        self.file, self.terms = file, terms
        self.id = self.title = ""

    def document(self, data: dict[str, Any]) -> Document:
        known = {"schema", "id", "title", "document", "issued", "overlays", "coverage", "rule"}
        _known_keys(data, known, self.file)
        if data.get("schema") != SCHEMA:
            raise refuse(f"{self.file} › schema", _shown(data.get("schema")), f"schema = {SCHEMA}")
        self.id = _typed(data, "id", str, self.file)
        self.title = _typed(data, "document", str, self.file)
        title = _words(_typed(data, "title", dict, self.file), f"{self.file} › title")
        issued = _date(data["issued"], f"{self.file} › issued") if "issued" in data else None
        overlays = _typed(data, "overlays", str, self.file) if "overlays" in data else None
        coverage = _words(data["coverage"], f"{self.file} › coverage") if "coverage" in data else None
        rules = tuple(self._rules(_typed(data, "rule", list, self.file)))
        return Document(self.file, self.id, title, self.title, issued, overlays, coverage, rules)

    def _rules(self, entries: list[dict[str, Any]]) -> Iterator[Rule]:
        seen: set[str] = set()
        for number, entry in enumerate(entries, start=1):
            for rule in self._rule(entry, f"{self.file} › rule {number}"):
                if rule.id in seen:
                    twice = Words("同一规则写了两次", f"a second rule '{rule.id}'")
                    raise refuse(
                        f"{self.file} › rule {number}",
                        twice,
                        Words("一条规则，多个取值", "one rule with several values"),
                    )
                seen.add(rule.id)
                yield rule

    def _rule(self, entry: dict[str, Any], place: str) -> Iterator[Rule]:
        name = _typed(entry, "measure", str, place)
        if name not in MEASURES:
            raise refuse(f"{place} › measure", _shown(name), _one_of(MEASURES))
        measure = MEASURES[name]
        of = entry.get("of", [])
        place = f"{place} ({' '.join([name, *([of] if isinstance(of, str) else [])])})"
        _known_keys(entry, {"measure", "id", "of", "per", "label", "points", "value", "note"}, place)
        of = tuple([of] if isinstance(of, str) else of)
        if measure.about.startswith("indicator"):
            of = tuple(self._indicator(one, f"{place} › of") for one in of)
        series, abolished = self._values(_typed(entry, "value", list, place) if measure.numbers else [], measure, place)
        note = _words(entry["note"], f"{place} › note") if "note" in entry else None
        label = _words(entry["label"], f"{place} › label") if "label" in entry else None
        rest = (entry.get("per", "stage"), label, entry.get("points", 0.0), series, abolished, note)
        if measure.about == "indicator":
            for place_in_list, one in enumerate(of, start=1):
                yield _numbered(Rule(f"{name}:{one}", name, (one,), *rest), place_in_list)
        else:
            yield Rule(entry.get("id", name), name, of, *rest)

    def _indicator(self, name: object, place: str) -> str:
        if not isinstance(name, str) or name not in self.terms.indicators:
            expected = Words("terms.toml中有定义的指标", "an indicator that has a term in terms.toml")
            raise refuse(place, _shown(name), expected)
        return name

    def _values(self, entries: list[dict[str, Any]], measure: Measure, place: str) -> tuple[dict, tuple[Dated, ...]]:
        series: dict[tuple[str, str], list[Dated]] = {}
        abolished: list[Dated] = []
        days: set[dt.date] = set()
        for number, entry in enumerate(entries, start=1):
            where = f"{place} › value {number}"
            _known_keys(entry, {"from", "cite", "confidence", "abolished", *measure.numbers}, where)
            day = _date(_required(entry, "from", where), f"{where} › from")
            if day in days:
                raise refuse(f"{where} › from", _shown(day), Words("每天至多一个取值", "at most one value a day"))
            days.add(day)
            if self._is_abolition(entry, measure, where):
                abolished.append(self._dated(entry, day, None, where))
            for key, amount in _numbers(entry, measure, where):
                series.setdefault(key, []).append(self._dated(entry, day, amount, where))
        return {key: tuple(entries) for key, entries in series.items()}, tuple(abolished)

    def _is_abolition(self, entry: dict[str, Any], measure: Measure, place: str) -> bool:
        stated = measure.numbers.keys() & entry.keys()
        is_abolition = "abolished" in entry and _typed(entry, "abolished", bool, place)
        if is_abolition == bool(stated):
            found = Words("既有取值又废止", "a value that is abolished") if stated else Words("没有取值", "no value")
            raise refuse(place, found, f"{' / '.join(measure.numbers)} — abolished = true")
        return is_abolition

    def _dated(self, entry: dict[str, Any], day: dt.date, number: float | None, place: str) -> Dated:
        clause = _typed(entry, "cite", str, place)
        confidence = _typed(entry, "confidence", str, place)
        if confidence not in get_args(Confidence):
            raise refuse(f"{place} › confidence", _shown(confidence), _one_of(get_args(Confidence)))
        return Dated(day, number, clause, confidence, self.id, self.title)


def _numbered(rule: Rule, place: int) -> Rule:
    """A rule of a list with its own place in the clause: "资源配置 {n}" → "资源配置 3"."""
    series = {
        key: tuple(replace(one, clause=one.clause.replace("{n}", str(place))) for one in entries)
        for key, entries in rule.series.items()
    }
    return replace(rule, series=series)


def _numbers(entry: dict[str, Any], measure: Measure, place: str) -> Iterator[tuple[tuple[str, str], float]]:
    """((number's key, whom), amount) of one value entry."""
    for key, about in measure.numbers.items():
        if key not in entry:
            continue
        speaks_of = about.whom
        if not isinstance(entry[key], dict) and PLAIN in speaks_of:
            yield (key, PLAIN), _amount(entry[key], f"{place} › {key}")
            continue
        for whom, amount in _typed(entry, key, dict, place).items():
            if whom not in speaks_of:
                raise refuse(f"{place} › {key}", _shown(whom), _one_of(speaks_of))
            yield (key, whom), _amount(amount, f"{place} › {key} › {whom}")


_TYPE_WORDS = {
    str: Words("文字", "a text"),
    dict: Words("{ 键 = 值 }", "a table { key = value }"),
    list: Words("数组", "an array"),
    bool: Words("true 或 false", "true or false"),
}


def _typed(entry: Mapping[str, Any], key: str, wanted: type, place: str) -> Any:
    value = _required(entry, key, place)
    if not isinstance(value, wanted) or value in ("", []):
        raise refuse(f"{place} › {key}", _shown(value), _TYPE_WORDS[wanted])
    return value


def _required(entry: Mapping[str, Any], key: str, place: str) -> Any:
    if key not in entry:
        raise refuse(f"{place} › {key}", Words("没有写", "not given"), Words(f"必须写明 {key}", f"a value for '{key}'"))
    return entry[key]


def _known_keys(entry: object, known: set[str], place: str) -> None:
    if not isinstance(entry, dict):
        raise refuse(place, _shown(entry), _TYPE_WORDS[dict])
    for key in entry:
        if key not in known:
            found = Words(f"不认识的键“{key}”", f"unknown key '{key}'")
            raise refuse(f"{place} › {key}", found, _one_of(known))


def _amount(value: object, place: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise refuse(place, _shown(value), Words("大于0的数", "a number above 0"))
    return value


def _date(value: object, place: str) -> dt.date:
    if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
        raise refuse(place, _shown(value), Words("日期，如2017-04-19", "a date such as 2017-04-19"))
    return value


def _words(value: Mapping[str, Any], place: str) -> Words:
    if not isinstance(value, dict) or set(value) != {"zh", "en"} or not all(isinstance(t, str) for t in value.values()):
        raise refuse(place, _shown(value), '{ zh = "…", en = "…" }')
    return Words(value["zh"], value["en"])


def _shown(value: object) -> Words:
    return Words("没有写", "not given") if value is None else Words(f"“{value}”", f"'{value}'")


def _one_of(names: object) -> Words:
    listed = ", ".join(sorted(names))  # type: ignore[call-overload]
    return Words(f"以下之一：{listed}", f"one of: {listed}")
