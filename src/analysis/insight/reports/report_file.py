"""Report files (data/raw/reports/<id>.toml): read, checked, refused with every problem named.

    schema = 1
    title, place, note = { zh = …, en = … }      year = "2018"
    standard = "cn-basic-balance-2012"           the standard it was written under, or left out
    scope    = "audited"                         or "out_of_scope", or "same_text" with same_text_as = "id"
    text     = { file, starts, ends, sha256 }    where a reader's own copy of the text is cut; never the text itself

    [fact."section"]                             one line a fact, as printed
    large_classes = { zh = "大班额", en = "large classes", printed = "619", unit = "个班", year = "2016", stage = "compulsory" }

    [[claim]]      of, formula                   or ways = [{ zh, en, formula }, … ], several of them
    [[twice]]      facts = [ … ]
    [[order]]      low, high                     two formulas
    [[previous]]   of, rate | increase           facts
    [[base]]       pairs = [[part, share], …]    bases = ["printed base"], one = true when they must be one quantity
    [[whole]]      of, base                      a share in % of whole things
    [[base_of]]    of | pair = [part, rate], categories = [ … ]
    [[spread]]     of, facts = [ … ]
    [[cv]]         of, totals = [ … ], students = [ … ]
    [[limit]]      of, standard, rule = [kind, subject, number, whom], said = "met" | "not_met"
    [[answers]]    subject, said = [["section", "met"], …]
    [[plausible]]  formula, at_least, at_most, unit
    [[repair]]     digits = "56", facts = [ … ], relations = [[fact, formula], …]

Every declaration may carry `reason = { zh, en }`, an innocent reason the report itself suggests.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.errors import Problem, TableError
from analysis.insight.reports.arithmetic.formulas import Formula, read_formula, refuse
from analysis.insight.reports.report import (
    ABOUT,
    CERTAINTIES,
    KINDS,
    SCOPES,
    STAGES,
    Declaration,
    Kind,
    PrintedFact,
    Report,
)
from analysis.language import Words
from analysis.tables.facts.printed import NUMBER

LARGEST = 2_000_000  # bytes; the longest report entered is a tenth of this
FACT_KEYS = {"zh", "en", "printed", "unit", "year", "stage", "kind", "certainty", "about", "nth", "note"}
TOP_KEYS = {"schema", "title", "place", "note", "year", "standard", "scope", "same_text_as", "text", "fact"}
LISTS = {"facts", "pairs", "bases", "categories", "totals", "students", "relations", "rule", "ways"}
#: Keys of each declaration beside `reason`; those in the first place must be there.
DECLARATION_KEYS: dict[Kind, tuple[set[str], set[str]]] = {
    Kind.CLAIM: ({"of"}, {"formula", "ways"}),
    Kind.TWICE: ({"facts"}, set()),
    Kind.ORDER: ({"low", "high"}, set()),
    Kind.PREVIOUS: ({"of"}, {"rate", "increase"}),
    Kind.BASE: ({"pairs"}, {"bases", "one"}),
    Kind.WHOLE: ({"of", "base"}, {"same_base"}),
    Kind.BASE_OF: ({"categories"}, {"of", "pair"}),
    Kind.SPREAD: ({"of", "facts"}, set()),
    Kind.CV: ({"of", "totals", "students"}, set()),
    Kind.LIMIT: ({"of", "standard", "rule"}, {"said", "floor"}),
    Kind.ANSWERS: ({"subject", "said"}, set()),
    Kind.PLAUSIBLE: ({"formula", "unit"}, {"at_least", "at_most", "subject"}),
    Kind.REPAIR: ({"digits", "facts", "relations"}, {"most"}),
}  # fmt: skip


def read_report(path: Path) -> Report:
    """Read one report file; TableError naming place, found, expected for everything wrong with it."""
    data = _load(path)
    name = path.name
    _check_keys(data, TOP_KEYS | {kind.value for kind in Kind}, name)
    if data.get("schema") != 1:
        raise refuse(f"{name} › schema", _quoted(data.get("schema", "–")), Words("1", "1"))
    facts = _facts(data.get("fact", {}), name)
    declarations = tuple(_declarations(data, name))
    _must_know(declarations, facts)
    _must_not_circle(declarations, name)
    text = data.get("text", {})
    _check_keys(text, {"file", "starts", "ends", "sha256"}, f"{name} › text")
    return Report(
        id=path.stem,
        title=_words(data, "title", name),
        place=_words(data, "place", name),
        year=str(data.get("year", "")),
        standard=data.get("standard", ""),
        text=text.get("file", ""),
        starts=text.get("starts", ""),
        ends=text.get("ends", ""),
        sha256=text.get("sha256", ""),
        scope=_one_of(data.get("scope", "audited"), SCOPES, f"{name} › scope"),
        same_text_as=data.get("same_text_as", ""),
        note=_words(data, "note", name) if "note" in data else Words("", ""),
        facts=facts,
        declarations=declarations,
    )


def _load(path: Path) -> dict[str, Any]:
    """A TOML file in UTF-8; what else people hand over is named."""
    expected = Words("录入报告各数的TOML文件（UTF-8）", "a TOML file (UTF-8) with the facts of a report")
    remedy = Words("（文本请先用 junheng read 生成草稿）", "(for a text, make a draft first: junheng read)")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refuse(str(path), Words("读不到这个文件", "this file cannot be read"), expected) from error
    if len(content) > LARGEST:
        found = Words(f"文件有{len(content):,}字节", f"the file has {len(content):,} bytes")
        raise refuse(str(path), found, Words(f"不超过{LARGEST:,}字节", f"at most {LARGEST:,}"), remedy)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        is_gb = _decodes(content, "gb18030")
        found = Words("GB18030编码的文件", "a file in GB18030") if is_gb else Words("不是文本文件", "not a text file")
        raise refuse(str(path), found, expected, Words("（请另存为UTF-8）", "(save it as UTF-8)")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refuse(str(path), Words(f"{error}", f"{error}"), expected, remedy) from error


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _facts(sections: Mapping[str, Any], name: str) -> dict[str, PrintedFact]:
    facts: dict[str, PrintedFact] = {}
    problems: list[Problem] = []
    for section, entries in sections.items():
        _check_keys(entries, entries, f"{name} › fact › {section}")
        for key, entry in entries.items():
            place = f"{name} › {section} › {key}"
            try:
                fact = _fact(key, section, entry, place)
                if key in facts:
                    raise refuse(
                        place, Words("编号重复", "an id used twice"), Words("每个数一个编号", "an id of its own")
                    )
                facts[key] = fact
            except TableError as error:
                problems += error.problems
    if problems:
        raise TableError(problems)
    return facts


def _fact(key: str, section: str, entry: Mapping[str, Any], place: str) -> PrintedFact:
    _check_keys(entry, FACT_KEYS, place)
    _must_have(entry, ("zh", "en", "printed", "unit"), place)
    certainty = _one_of(entry.get("certainty", "printed"), CERTAINTIES, f"{place} › certainty")
    printed = entry["printed"]
    if certainty in ("printed", "inferred_year") and not (isinstance(printed, str) and NUMBER.fullmatch(printed)):
        expected = Words('加引号的数字，例如"14.75"', 'digits in quotes, as "14.75"')
        remedy = Words('（数字有缺损时写 certainty = "damaged"）', '(certainty = "damaged" where digits are lost)')
        bare = Words(f"{printed}，没有加引号", f"{printed} without quotes")
        raise refuse(f"{place} › printed", _quoted(printed) if isinstance(printed, str) else bare, expected, remedy)
    return PrintedFact(
        id=key,
        section=section,
        label=Words(entry["zh"], entry["en"]),
        printed=printed,
        unit=entry["unit"],
        year=str(entry.get("year", "")),
        stage=_one_of(entry.get("stage", "all"), STAGES, f"{place} › stage"),
        kind=_one_of(entry.get("kind", "figure"), KINDS, f"{place} › kind"),
        certainty=certainty,
        about=_one_of(entry.get("about", ""), ("", *ABOUT), f"{place} › about"),
        nth=entry.get("nth", 0),
        note=Words(entry["note"]["zh"], entry["note"]["en"]) if "note" in entry else None,
    )


def _declarations(data: Mapping[str, Any], name: str) -> Iterator[Declaration]:
    for kind in Kind:
        entries = data.get(kind.value, [])
        if not isinstance(entries, list):
            double = Words(f"[[{kind.value}]]，双方括号", f"[[{kind.value}]] in double brackets")
            raise refuse(f"{name} › {kind.value}", Words(f"[{kind.value}]", f"[{kind.value}]"), double)
        for number, entry in enumerate(entries, 1):
            yield _declaration(kind, entry, f"{name} › {kind.value} {number}")


def _declaration(kind: Kind, entry: Mapping[str, Any], place: str) -> Declaration:
    needed, allowed = DECLARATION_KEYS[kind]
    _check_keys(entry, needed | allowed | {"reason"}, place)
    _must_have(entry, sorted(needed), place)
    for key in entry.keys() & LISTS:
        if not isinstance(entry[key], list):
            raise refuse(f"{place} › {key}", _quoted(entry[key]), Words("方括号中的列表", "a list in brackets"))
    if kind is Kind.CLAIM and len(entry.keys() & {"formula", "ways"}) != 1:
        found = Words("缺少formula，或formula与ways并存", "no formula, or both formula and ways")
        raise refuse(place, found, Words("formula = … 或 ways = […]", "formula = … or ways = […]"))
    pair = (tuple(entry["pair"]),) if "pair" in entry else ()
    named = [entry[key] for key in ("rate", "increase") if key in entry]
    base = [entry["base"]] if "base" in entry else []
    return Declaration(
        kind=kind,
        place=place,
        of=entry.get("of", ""),
        formulas=tuple(_formulas(entry, place)),
        ways=tuple(Words(way["zh"], way["en"]) for way in entry.get("ways", ())),
        facts=(
            *entry.get("facts", ()),
            *entry.get("categories", ()),
            *entry.get("bases", ()),
            *_schools(entry),
            *named,
            *base,
        ),
        pairs=tuple(tuple(pair) for pair in entry.get("pairs", ())) or pair,
        options={key: value for key, value in entry.items() if key not in ("reason", "formula", "ways")},
        subject=Words(**entry["subject"]) if "subject" in entry else None,
        reason=Words(**entry["reason"]) if "reason" in entry else None,
    )


def _schools(entry: Mapping[str, Any]) -> tuple[str, ...]:
    return (*entry.get("totals", ()), *entry.get("students", ()))


def _formulas(entry: Mapping[str, Any], place: str) -> Iterator[tuple[str, Formula]]:
    if "formula" in entry:
        yield "", read_formula(entry["formula"], place)
    for key in ("low", "high"):
        if key in entry:
            yield key, read_formula(entry[key], place)
    for way in entry.get("ways", ()):
        _check_keys(way, {"zh", "en", "formula"}, f"{place} › ways")
        _must_have(way, ("zh", "en", "formula"), f"{place} › ways")
        yield "", read_formula(way["formula"], place)
    for of, text in entry.get("relations", ()):
        yield of, read_formula(text, place)


def _must_know(declarations: Iterable[Declaration], facts: Mapping[str, PrintedFact]) -> None:
    """Every fact a declaration speaks of must have been entered."""
    problems = []
    for declaration in declarations:
        for name in declaration.used:
            if name not in facts:
                near = [known for known in facts if name[:6] in known][:5]
                some = ", ".join(near or list(facts)[:5])
                found = Words(f"没有录入“{name}”", f"no fact '{name}'")
                remedy = Words("（请先录入这个数，或更正编号）", "(enter the fact first, or mend the id)")
                expected = Words(f"已录入的编号，如{some}", f"the id of a fact, such as {some}")
                problems.append(Problem(declaration.place, found, expected, remedy))
    if problems:
        raise TableError(problems)


def _must_not_circle(declarations: Iterable[Declaration], name: str) -> None:
    """A number may not be claimed to follow from itself."""
    for declaration in declarations:
        for _, formula in declaration.formulas:
            if declaration.kind is Kind.CLAIM and declaration.of in formula.names:
                found = Words(f"“{declaration.of}”由它自己算出", f"'{declaration.of}' follows from itself")
                expected = Words("只用其他数的算式", "a formula over other facts")
                remedy = Words("（循环引用，无法验证）", "(a circular formula proves nothing)")
                raise refuse(declaration.place, found, expected, remedy)


def _must_have(entry: Mapping[str, Any], keys: Iterable[str], place: str) -> None:
    for key in keys:
        if key not in entry:
            raise refuse(place, Words(f"缺少{key}", f"no {key}"), Words(f"{key} = …", f"{key} = …"))


def _check_keys(entry: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    if not isinstance(entry, dict):
        raise refuse(place, _quoted(entry), Words("[表] 或 { 键 = 值 }", "a [table] or { key = value }"))
    for key in entry:
        if key not in known:
            listed = ", ".join(sorted(known))
            raise refuse(place, _quoted(key), Words(f"以下之一：{listed}", f"one of: {listed}"))


def _one_of(word: str, known: Iterable[str], place: str) -> str:
    if word not in known:
        listed = ", ".join(filter(None, known))
        raise refuse(place, _quoted(word), Words(f"以下之一：{listed}", f"one of: {listed}"))
    return word


def _words(data: Mapping[str, Any], key: str, name: str) -> Words:
    value = data.get(key)
    if not isinstance(value, dict) or set(value) != {"zh", "en"}:
        raise refuse(f"{name} › {key}", _quoted(value), Words("{ zh = …, en = … }", "{ zh = …, en = … }"))
    return Words(value["zh"], value["en"])


def _quoted(value: object) -> Words:
    return Words(f"“{value}”", f"'{value}'")
