"""Every reader of files that others write: what it reads, valid files to begin from, and how it is called."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from random import Random

import pandas as pd
from case_files import REPOSITORY
from fuzz.mutations import changed_bytes, changed_toml, changed_words
from tables.damaged.draft import random_draft
from tables.damaged.files import content_of

from analysis.errors import JunhengError
from analysis.insight.plan.additions import example_file, read_costs
from analysis.insight.reports.audit import audit_files
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.language import Words
from analysis.publish import recipes
from analysis.publish.execute import check_parameters
from analysis.rules.county_files import read_county_files
from analysis.rules.standard_schema import read_document as read_standard
from analysis.tables.catalogue.corrections import read_corrections
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.catalogue.sources import of_sources
from analysis.tables.facts.files import read_facts
from analysis.tables.sheets.companions import read_companion, read_record
from analysis.tables.sheets.reading import TableFile, read_files
from analysis.tables.sources.mapping import read_mapping
from analysis.tables.terms import common_terms

RAW, SRC, TESTS = REPOSITORY / "data" / "raw", REPOSITORY / "src" / "analysis", REPOSITORY / "tests"
NOBODY = Provenance("x", "synthetic", Words("x", "x"), Words("x", "x"), Words("x", "x"), dt.date(2023, 1, 1), ())
REPORT = (
    "云山县2023年义务教育自查报告\n全县有小学12所，在校生4800人，其中农村1200人，占25.0%；班级120个，平均班额40人。\n"
    * 8
)
PAGE = f"<html><body><h1>云山县2023年报告</h1><p>{REPORT}</p><table><tr><th>学校</th><th>人数</th></tr><tr><td>一小</td><td>300</td></tr></table></body></html>"
COMPANION = "年份,学校标识码,学段,年级,班号,学生数\n2023,001,小学,1,一班,45\n2023,001,初中,1,一班,50\n"
LONGEST_NUMBER = 5  # digits that stand for a number
RECORD = 'schema = 1\n[effect]\nvalue = 0.5\nnames = ["a", "b"]\n'


@dataclass(frozen=True)
class Reader:
    """What is read, under which file name; it may raise house errors and nothing else."""

    name: str
    file: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[Path], object]

    def mutated(self, random: Random) -> bytes:
        sample = random.choice(_samples(self))
        ways = [changed_bytes, changed_bytes if self.is_binary else changed_words]
        if self.file.endswith(".toml"):
            ways += [changed_toml, changed_toml, changed_toml]
        return random.choice(ways)(sample, random)

    @property
    def is_binary(self) -> bool:
        return self.file.endswith((".xlsx", ".ods", ".docx", ".pdf"))


@cache
def _samples(reader: Reader) -> Sequence[bytes]:
    return reader.samples()


def outcome(reader: Reader, content: bytes, folder: Path) -> str:
    """ "read" or "refused"; whatever else is raised passes through."""
    path = folder / reader.file
    path.write_bytes(content)
    try:
        reader.read(path)
    except JunhengError as refused:
        for lang in ("zh", "en"):
            assert refused.message(lang)
        return "refused"
    return "read"


def files(pattern: str, root: Path) -> Callable[[], Sequence[bytes]]:
    return lambda: [path.read_bytes() for path in sorted(root.glob(pattern))]


def drafts(ending: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [content_of(random_draft(seed, ending)) for seed in range(8)]


def companions() -> Sequence[bytes]:
    buffer = BytesIO()
    pd.read_csv(StringIO(COMPANION), dtype=str).to_excel(buffer, index=False)
    return [buffer.getvalue()]


def texts(*samples: str) -> Callable[[], Sequence[bytes]]:
    return lambda: [sample.encode() for sample in samples]


def _table(path: Path) -> None:
    for problem in read_files([TableFile(path)]).problems.all:
        assert problem.line("zh") and problem.line("en")


def _mapping(path: Path) -> None:
    """A mapping that is accepted must also be one by which a table can be read, or refused."""
    mapping = read_mapping(path)
    table = path.with_name("云山县.csv")
    table.write_bytes(content_of(random_draft(3, "csv")))
    read_files([TableFile(table, mapping)])


def _county_facts(path: Path) -> None:
    for problem in read_county_files([path]).problems.all:
        assert problem.line("zh") and problem.line("en")


def _recipes(path: Path) -> None:
    before, recipes.APPENDICES = recipes.APPENDICES, path
    try:
        recipes.recipes()
    finally:
        recipes.APPENDICES = before


def _facts(path: Path) -> None:
    """A header beside the figures it describes."""
    name = "quality_balance_ningguo.csv"
    (path.parent / name).write_bytes((RAW / "published" / name).read_bytes())
    read_facts([path], NOBODY)


def _figures(path: Path) -> None:
    """Figures beside the header that describes them."""
    header = path.with_name("quality_balance_ningguo.toml")
    header.write_bytes((RAW / "published" / header.name).read_bytes())
    read_facts([header], NOBODY)


def _parameters(path: Path) -> None:
    """Values from a text, as a command line or papermill gives them."""
    words = path.read_text("utf-8", "replace").split(" ")
    values = [
        int(word) if word.isascii() and word.isdecimal() and len(word) < LONGEST_NUMBER else word for word in words
    ]
    given = dict(zip(words[::2], values[1::2], strict=False))
    check_parameters(REPOSITORY / "notebooks" / "03_balance.ipynb", given)


READERS = (
    Reader("table (CSV)", "云山县.csv", drafts("csv"), _table),
    Reader("table (XLSX)", "云山县.xlsx", drafts("xlsx"), _table),
    Reader("table (ODS)", "云山县.ods", drafts("ods"), _table),
    Reader("mapping", "m.toml", files("*.toml", TESTS / "mappings"), _mapping),
    Reader("standard", "s.toml", files("*.toml", SRC / "rules" / "standards"), lambda path: read_standard(path, common_terms())),
    Reader("printed facts, header", "quality_balance_ningguo.toml", files("published/quality_balance_ningguo.toml", RAW), _facts),
    Reader("printed facts, figures", "quality_balance_ningguo.csv", files("published/quality_balance_ningguo.csv", RAW), _figures),
    Reader("county facts", "f.csv", files("*.csv", TESTS / "broken" / "facts"), _county_facts),
    Reader("report file", "r.toml", files("reports/*.toml", RAW), lambda path: audit_files([path])),
    Reader("report text", "r.txt", texts(REPORT), lambda path: audit_files([path])),
    Reader("report page", "r.html", texts(PAGE), read_document),
    Reader("appendices.toml", "appendices.toml", files("appendices.toml", REPOSITORY), _recipes),
    Reader("SOURCES.toml", "SOURCES.toml", files("SOURCES.toml", RAW), lambda path: of_sources.__wrapped__(path.parent)),
    Reader("corrections.toml", "corrections.toml", files("corrections.toml", RAW), lambda path: read_corrections([path], "demo-a")),
    Reader("costs.toml", "costs.toml", lambda: [example_file("zh").encode(), example_file("en").encode()], read_costs),
    Reader("companion", "classes.csv", texts(COMPANION), lambda path: read_companion(path, "classes")),
    Reader("companion (XLSX)", "classes.xlsx", companions, lambda path: read_companion(path, "classes")),
    Reader("record", "truth.toml", texts(RECORD), read_record),
    Reader("parameters", "p.txt", texts("dataset demo-a county DEMO-A year 2023 lang zh"), _parameters),
)  # fmt: skip
