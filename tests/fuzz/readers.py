"""Every reader of files that others write: what it reads, valid files to begin from, and how it is called."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
import pypandoc
from case_files import REPOSITORY
from fuzz.mutations import changed_archive, changed_bytes, changed_marks, changed_toml, changed_words
from pypdf import PdfWriter
from report_shapes import as_docx, as_pdf
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
BLOCKS = [*REPORT.splitlines()[:4], [["学校", "人数"], ["一小", "300"], ["二小", "4500"]]]
PAGE = f"<html><body><h1>云山县2023年报告</h1><p>{REPORT}</p><table><tr><th>学校</th><th>人数</th></tr><tr><td>一小</td><td>300</td></tr></table></body></html>"
COMPANION = "年份,学校标识码,学段,年级,班号,学生数\n2023,001,小学,1,一班,45\n2023,001,初中,1,一班,50\n"
LONGEST_NUMBER = 5  # digits that stand for a number
RECORD = 'schema = 1\n[effect]\nvalue = 0.5\nnames = ["a", "b"]\n'


ARCHIVE = (changed_bytes, changed_archive, changed_archive, changed_archive)
#: How files are changed, by their endings; others by bytes and words.
WAYS = {
    ".toml": (changed_bytes, changed_words, changed_toml, changed_toml, changed_toml),
    ".html": (changed_bytes, changed_words, changed_marks),
    ".pdf": (changed_bytes,),
    **dict.fromkeys((".xlsx", ".ods", ".docx", ".odt"), ARCHIVE),
}


@dataclass(frozen=True)
class Reader:
    """What is read, under which file name; it may raise house errors and nothing else."""

    name: str
    file: str
    samples: Callable[[], Sequence[bytes]]
    read: Callable[[Path], object]

    def mutated(self, random: Random) -> bytes:
        sample = random.choice(_samples(self))
        return random.choice(WAYS.get(Path(self.file).suffix, (changed_bytes, changed_words)))(sample, random)


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


def documents(ending: str) -> Callable[[], Sequence[bytes]]:
    """A report of paragraphs and a table as a word processor writes it."""

    def made() -> Sequence[bytes]:
        with TemporaryDirectory() as folder:
            as_docx(BLOCKS, Path(folder) / "r.docx")
            pypandoc.convert_file(f"{folder}/r.docx", "odt", outputfile=f"{folder}/r.odt")
            return [(Path(folder) / f"r.{ending}").read_bytes()]

    return made


def printed() -> Sequence[bytes]:
    """The same as a PDF: as it comes, and with the words of its pages unpacked, so that changes strike them."""
    packed = as_pdf(BLOCKS)
    return [packed, unpacked(packed)]


def unpacked(pdf: bytes) -> bytes:
    writer, buffer = PdfWriter(clone_from=BytesIO(pdf)), BytesIO()
    for page in writer.pages:
        page.replace_contents(page.get_contents())
    writer.write(buffer)
    return buffer.getvalue()


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
    Reader("table (XLS)", "云山县.xls", files("*.xls", TESTS / "tables" / "sheets" / "formats"), _table),
    Reader("table (ODS)", "云山县.ods", drafts("ods"), _table),
    Reader("mapping", "m.toml", files("*.toml", TESTS / "mappings"), _mapping),
    Reader("standard", "s.toml", files("*.toml", SRC / "rules" / "standards"), lambda path: read_standard(path, common_terms())),
    Reader("printed facts, header", "quality_balance_ningguo.toml", files("published/quality_balance_ningguo.toml", RAW), _facts),
    Reader("printed facts, figures", "quality_balance_ningguo.csv", files("published/quality_balance_ningguo.csv", RAW), _figures),
    Reader("county facts", "f.csv", files("*.csv", TESTS / "broken" / "facts"), _county_facts),
    Reader("report file", "r.toml", files("reports/*.toml", RAW), lambda path: audit_files([path])),
    Reader("report text", "r.txt", texts(REPORT), lambda path: audit_files([path])),
    Reader("report page", "r.html", texts(PAGE), read_document),
    Reader("report (DOCX)", "r.docx", documents("docx"), read_document),
    Reader("report (ODT)", "r.odt", documents("odt"), read_document),
    Reader("report (PDF)", "r.pdf", printed, read_document),
    Reader("appendices.toml", "appendices.toml", files("appendices.toml", REPOSITORY), _recipes),
    Reader("SOURCES.toml", "SOURCES.toml", files("SOURCES.toml", RAW), lambda path: of_sources.__wrapped__(path.parent)),
    Reader("corrections.toml", "corrections.toml", files("corrections.toml", RAW), lambda path: read_corrections([path], "demo-a")),
    Reader("costs.toml", "costs.toml", lambda: [example_file("zh").encode(), example_file("en").encode()], read_costs),
    Reader("companion", "classes.csv", texts(COMPANION), lambda path: read_companion(path, "classes")),
    Reader("companion (XLSX)", "classes.xlsx", companions, lambda path: read_companion(path, "classes")),
    Reader("record", "truth.toml", texts(RECORD), read_record),
    Reader("parameters", "p.txt", texts("dataset demo-a county DEMO-A year 2023 lang zh"), _parameters),
)  # fmt: skip
