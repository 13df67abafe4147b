"""Report files (data/raw/reports/<id>.toml): read through one schema, refused with every problem named.

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
    [[previous]]   of, rate | increase           facts; is_decrease = true where the change is one
    [[base]]       pairs = [[part, share], …]    bases = ["printed base"], one = true when they must be one quantity
    [[whole]]      of, base                      a share in % of whole things; same_base = false when others may do
    [[base_of]]    of, categories = [ … ]
    [[spread]]     of, facts = [ … ]
    [[cv]]         of, totals = [ … ], students = [ … ]
    [[limit]]      of, standard, rule = [measure, subject, number, whom], said = "met" | "not_met", floor = true
    [[bound]]      of, at_least | at_most        facts: a limit that the report prints itself
    [[answers]]    subject, said = [["section", "met"], …]
    [[plausible]]  formula, at_least, at_most, unit, subject
    [[repair]]     digits = "56", facts = [ … ], relations = [[fact, formula], …], most

Every check may carry `reason = { zh, en }`, an innocent reason the report itself suggests, and where a program read it
from a sentence (`junheng read`)

    read = "certain" | "likely" | "uncertain"    words = "…", those it was read from    others = [ … ], formulas of a claim
    review = "yes" | "no" | "1" …                what a person says of it: it stands, it does not, the first of the others does
    mend = [["read", "meant"], …]                facts that a person means in the place of those that were read

The certain ones are checked at once, the others when a person says yes. Each kind is a class, whose fields are these keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationInfo, create_model, field_validator, model_validator

from analysis.errors import Problem, TableError
from analysis.insight.reports.bases import Base, BaseOf, Whole
from analysis.insight.reports.claims import Claim, Order, Previous, Twice
from analysis.insight.reports.limits import Answers, Bound, Limit, Plausible
from analysis.insight.reports.printed_fact import ABOUT, CERTAINTIES, STAGES, PrintedFact
from analysis.insight.reports.printed_fact import KINDS as FACT_KINDS
from analysis.insight.reports.reading.damage import Repair
from analysis.insight.reports.report import SCOPES, Check, Report
from analysis.insight.reports.spread import Coefficient, Spread
from analysis.language import Words
from analysis.schema import Bilingual, Form, refusal, shown, validated
from analysis.tables.facts.printed import NUMBER

LARGEST = 20_000_000  # bytes; the draft of a report of 500 pages is half of this
#: Every kind of check by the key of its tables, in the order in which findings are shown.
KINDS: dict[str, type[Check]] = {
    kind.kind: kind
    for kind in (
        Claim,
        Twice,
        Order,
        Previous,
        Base,
        Whole,
        BaseOf,
        Spread,
        Coefficient,
        Limit,
        Bound,
        Answers,
        Plausible,
        Repair,
    )
}


class FactLine(Form):
    """One number as printed."""

    zh: str
    en: str
    certainty: Literal[CERTAINTIES] = "printed"
    printed: str
    unit: str
    year: str = ""
    stage: Literal[tuple(STAGES)] = "all"
    kind: Literal[FACT_KINDS] = "figure"
    about: Literal[ABOUT] = ""
    nth: int = 0
    note: Bilingual | None = None

    @field_validator("printed", mode="before")
    @classmethod
    def _has_its_digits(cls, printed: object, info: ValidationInfo) -> object:
        is_text = isinstance(printed, str)
        if info.data.get("certainty") in ("damaged", "missing") or (is_text and NUMBER.fullmatch(printed)):
            return printed
        bare = Words(f"{printed}，没有加引号", f"{printed} without quotes")
        raise refusal(
            shown(printed) if is_text else bare,
            Words('加引号的数字，例如"14.75"', 'digits in quotes, as "14.75"'),
            remedy=Words('（数字有缺损时写 certainty = "damaged"）', '(certainty = "damaged" where digits are lost)'),
        )

    def fact(self, key: str, section: str) -> PrintedFact:
        return PrintedFact(id=key, section=section, label=Words(self.zh, self.en), **dict(list(self)[2:]))


class TextPart(Form):
    """Where the report's part of a text is."""

    file: str = ""
    starts: str = ""
    ends: str = ""
    sha256: str = ""


def _in_double_brackets(tables: object, info: ValidationInfo) -> object:
    if isinstance(tables, dict):
        name = info.field_name
        double = Words(f"[[{name}]]，双方括号", f"[[{name}]] in double brackets")
        raise refusal(f"[{name}]", double)
    return tables


class _Head(Form):
    """What stands before the checks."""

    schema_: Literal[1] = Field(alias="schema")
    title: Bilingual
    place: Bilingual
    note: Bilingual = Words("", "")
    year: str = ""
    standard: str = ""
    scope: Literal[SCOPES] = "audited"
    same_text_as: str = ""
    text: TextPart = TextPart()
    fact: dict[str, dict[str, FactLine]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _gives_every_fact_its_own_id(self) -> Self:
        seen: set[str] = set()
        for section, lines in self.fact.items():
            for key in lines:
                if key in seen:
                    own = Words("每个数一个编号", "an id of its own")
                    raise refusal(Words("编号重复", "an id used twice"), own, at=("fact", section, key))
                seen.add(key)
        return self


ReportFile = create_model(
    "ReportFile",
    __base__=_Head,
    **{name: (Annotated[list[kind], BeforeValidator(_in_double_brackets)], []) for name, kind in KINDS.items()},
)


def read_report(path: Path) -> Report:
    """Read one report file; TableError naming place, found, expected for everything wrong with it."""
    data = _load(path)
    file = validated(ReportFile, data, path.name, TableError, context={"facts": _ids(data.get("fact"))})
    facts = [line.fact(key, section) for section, lines in file.fact.items() for key, line in lines.items()]
    return Report(
        id=path.stem,
        title=file.title,
        place=file.place,
        year=file.year,
        standard=file.standard,
        file=path.name,
        text=file.text.file,
        starts=file.text.starts,
        ends=file.text.ends,
        sha256=file.text.sha256,
        scope=file.scope,
        same_text_as=file.same_text_as,
        note=file.note,
        facts={fact.id: fact for fact in facts},
        checks=tuple(check for name in KINDS for check in getattr(file, name)),
    )


def _ids(sections: object) -> dict[str, None]:
    """The ids of all facts, whatever else may be wrong with them; looked up often."""
    tables = sections.values() if isinstance(sections, Mapping) else ()
    return dict.fromkeys(key for table in tables if isinstance(table, Mapping) for key in table)


def _load(path: Path) -> dict[str, Any]:
    """A TOML file in UTF-8; what else people hand over is named."""
    expected = Words("录入报告各数的TOML文件（UTF-8）", "a TOML file (UTF-8) with the facts of a report")
    remedy = Words("（文本请先用 junheng read 生成草稿）", "(for a text, make a draft first: junheng read)")

    def refused(found: Words, wanted: Words = expected, what_to_do: Words | None = remedy) -> TableError:
        return TableError(Problem(str(path), found, wanted, what_to_do))

    try:
        content = path.read_bytes()
    except OSError as error:
        raise refused(Words("读不到这个文件", "this file cannot be read"), what_to_do=None) from error
    if (size := len(content)) > LARGEST:
        found = Words(f"文件有{size:,}字节", f"the file has {size:,} bytes")
        raise refused(found, Words(f"不超过{LARGEST:,}字节", f"at most {LARGEST:,}"))
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        is_gb = _decodes(content, "gb18030")
        found = Words("GB18030编码的文件", "a file in GB18030") if is_gb else Words("不是文本文件", "not a text file")
        raise refused(found, what_to_do=Words("（请另存为UTF-8）", "(save it as UTF-8)")) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise refused(Words(f"{error}", f"{error}")) from error


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
