"""What a standard's file may say (标准文件的写法): read one, or refuse it with file, key and what was expected."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from analysis.errors import Problem, StandardError
from analysis.language import Words
from analysis.rules.results import Confidence
from analysis.tables.schools import STAGES
from analysis.tables.terms import Terms

PLAIN = ""  # whom a value speaks of when it is one number for all
COMPULSORY = frozenset({"primary", "junior"})

#: What a rule that is not about an indicator measures.
MEASURES = {
    "class_size": Words("班额", "class size"),
    "school_size": Words("学校规模", "school size"),
    "large_class_share": Words("大班额比例", "share of large classes"),
    "super_large_class_share": Words("超大班额比例", "share of super-large classes"),
}


@dataclass(frozen=True)
class Kind:
    """A kind of rule: how it names its subject, and which numbers its values give for whom."""

    label: Words
    subject: str  # the key that names it: indicator, indicators, measure, or "" when there is one such rule a document
    numbers: Mapping[str, frozenset[str]]
    measures: frozenset[str] = frozenset()


_ONE = frozenset({PLAIN})
KINDS = {
    "threshold": Kind(
        Words("资源配置指标", "threshold"), "indicator", {"at_least": COMPULSORY, "cv_at_most": COMPULSORY}
    ),
    "composite": Kind(Words("综合差异系数", "composite coefficient"), "indicators", {"cv_at_most": COMPULSORY}),
    "count": Kind(Words("每所学校", "every school"), "", {"meet_at_least": _ONE, "floor_share": _ONE}),
    "limit": Kind(
        Words("规模上限", "upper limit"),
        "measure",
        {"at_most": COMPULSORY | {"nine_year", "twelve_year"}},
        frozenset({"class_size", "school_size"}),
    ),
    "class_share": Kind(
        Words("大班额控制", "share of large classes"),
        "measure",
        {"students_at_least": _ONE, "share_at_most": _ONE},
        frozenset({"large_class_share", "super_large_class_share"}),
    ),
    "split": Kind(
        Words("拆分比例", "section weights"),
        "",
        dict.fromkeys(("nine_year", "complete_middle", "twelve_year"), frozenset(STAGES) - {"all"}),
    ),
}


@dataclass(frozen=True)
class Dated:
    """One number of one rule from one day on; no number means that the rule was abolished that day."""

    in_force: dt.date
    number: float | None
    clause: str
    confidence: Confidence
    standard: str
    document: str


@dataclass(frozen=True)
class Rule:
    """A rule and everything it has said, by number and by whom it speaks of: ("at_least", "primary") → entries."""

    kind: str
    subject: str  # indicator or measure; "" where the document has one such rule
    indicators: tuple[str, ...]
    series: Mapping[tuple[str, str], tuple[Dated, ...]]
    abolished: tuple[Dated, ...] = ()
    note: Words | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.subject

    def on(self, day: dt.date, number: str, whom: str = PLAIN) -> Dated | None:
        """What holds on that day: the latest entry not after it. Nothing before the first one or after abolition."""
        said = [entry for entry in (*self.series.get((number, whom), ()), *self.abolished) if entry.in_force <= day]
        latest = max(said, key=lambda entry: entry.in_force, default=None)
        return latest if latest and latest.number is not None else None

    def overlaid(self, other: Rule) -> Rule:
        """This rule with another's entries; on the same day the other's hold."""
        keys = dict.fromkeys(
            (*other.series, *self.series)
        )  # max() keeps the first of equal days: the other's come first
        series = {key: (*other.series.get(key, ()), *self.series.get(key, ())) for key in keys}
        return Rule(
            self.kind,
            self.subject,
            other.indicators or self.indicators,
            series,
            (*other.abolished, *self.abolished),
            other.note or self.note,
        )


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
        if data.get("schema") != 1:
            raise refuse(f"{self.file} › schema", _shown(data.get("schema")), "schema = 1")
        self.id = _typed(data, "id", str, self.file)
        self.title = _typed(data, "document", str, self.file)
        title = _words(_typed(data, "title", dict, self.file), f"{self.file} › title")
        issued = _date(data["issued"], f"{self.file} › issued") if "issued" in data else None
        overlays = _typed(data, "overlays", str, self.file) if "overlays" in data else None
        coverage = _words(data["coverage"], f"{self.file} › coverage") if "coverage" in data else None
        rules = tuple(self._rules(_typed(data, "rule", list, self.file)))
        return Document(self.file, self.id, title, self.title, issued, overlays, coverage, rules)

    def _rules(self, entries: list[dict[str, Any]]) -> Iterator[Rule]:
        seen: set[tuple[str, str]] = set()
        for number, entry in enumerate(entries, start=1):
            rule = self._rule(entry, f"{self.file} › rule {number}")
            if rule.key in seen:
                twice = Words("同一规则写了两次", f"a second rule '{' '.join(rule.key).strip()}'")
                raise refuse(
                    f"{self.file} › rule {number}", twice, Words("一条规则，多个取值", "one rule with several values")
                )
            seen.add(rule.key)
            yield rule

    def _rule(self, entry: dict[str, Any], place: str) -> Rule:
        name = _typed(entry, "kind", str, place)
        if name not in KINDS:
            raise refuse(f"{place} › kind", _shown(name), _one_of(KINDS))
        kind = KINDS[name]
        place = f"{place} ({name} {entry.get(kind.subject, '') if kind.subject != 'indicators' else ''}".rstrip() + ")"
        _known_keys(entry, {"kind", "value", "note", kind.subject} - {""}, place)
        subject, indicators = self._subject(entry, kind, place)
        series, abolished = self._values(_typed(entry, "value", list, place), kind, place)
        note = _words(entry["note"], f"{place} › note") if "note" in entry else None
        return Rule(name, subject, indicators, series, abolished, note)

    def _subject(self, entry: dict[str, Any], kind: Kind, place: str) -> tuple[str, tuple[str, ...]]:
        if not kind.subject:
            return "", ()
        if kind.subject == "indicators":
            names = tuple(_typed(entry, "indicators", list, place))
            return "", tuple(self._indicator(name, f"{place} › indicators") for name in names)
        name = _typed(entry, kind.subject, str, place)
        if kind.subject == "indicator":
            return self._indicator(name, f"{place} › indicator"), (name,)
        if name not in kind.measures:
            raise refuse(f"{place} › measure", _shown(name), _one_of(kind.measures))
        return name, ()

    def _indicator(self, name: object, place: str) -> str:
        if not isinstance(name, str) or name not in self.terms.indicators:
            expected = Words("terms.toml中有定义的指标", "an indicator that has a term in terms.toml")
            raise refuse(place, _shown(name), expected)
        return name

    def _values(self, entries: list[dict[str, Any]], kind: Kind, place: str) -> tuple[dict, tuple[Dated, ...]]:
        series: dict[tuple[str, str], list[Dated]] = {}
        abolished: list[Dated] = []
        days: set[dt.date] = set()
        for number, entry in enumerate(entries, start=1):
            where = f"{place} › value {number}"
            _known_keys(entry, {"from", "cite", "confidence", "abolished", *kind.numbers}, where)
            day = _date(_required(entry, "from", where), f"{where} › from")
            if day in days:
                raise refuse(f"{where} › from", _shown(day), Words("每天至多一个取值", "at most one value a day"))
            days.add(day)
            if self._is_abolition(entry, kind, where):
                abolished.append(self._dated(entry, day, None, where))
            for key, amount in _numbers(entry, kind, where):
                series.setdefault(key, []).append(self._dated(entry, day, amount, where))
        return {key: tuple(entries) for key, entries in series.items()}, tuple(abolished)

    def _is_abolition(self, entry: dict[str, Any], kind: Kind, place: str) -> bool:
        stated = kind.numbers.keys() & entry.keys()
        is_abolition = "abolished" in entry and _typed(entry, "abolished", bool, place)
        if is_abolition == bool(stated):
            found = Words("既有取值又废止", "a value that is abolished") if stated else Words("没有取值", "no value")
            raise refuse(place, found, f"{' / '.join(kind.numbers)} — abolished = true")
        return is_abolition

    def _dated(self, entry: dict[str, Any], day: dt.date, number: float | None, place: str) -> Dated:
        clause = _typed(entry, "cite", str, place)
        confidence = _typed(entry, "confidence", str, place)
        if confidence not in get_args(Confidence):
            raise refuse(f"{place} › confidence", _shown(confidence), _one_of(get_args(Confidence)))
        return Dated(day, number, clause, confidence, self.id, self.title)


def _numbers(entry: dict[str, Any], kind: Kind, place: str) -> Iterator[tuple[tuple[str, str], float]]:
    """((number's key, whom), amount) of one value entry."""
    for key, speaks_of in kind.numbers.items():
        if key not in entry:
            continue
        if speaks_of == _ONE:
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
