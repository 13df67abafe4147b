"""Readers of files given files changed at random: they read, or refuse with a message; nothing else."""

import pytest
from fuzz.readers import BLOCKS, READERS, Reader, outcome, unpacked
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from report_shapes import as_docx, as_pdf

from analysis.errors import TableError
from analysis.insight.reports.reading.inputs.reader import read_document
from analysis.tables.sheets.companions import read_companion, read_record

USUAL = {"deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "derandomize": True}
FEW, MANY = 6, 400


def fuzzed(reader: Reader, examples: int, folder) -> list[str]:
    found: list[str] = []

    @settings(max_examples=examples, **USUAL)
    @given(st.randoms(use_true_random=False))
    def try_one(random):
        found.append(outcome(reader, reader.mutated(random), folder))

    try_one()
    return found


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_reader_reads_its_samples(reader, tmp_path):
    if reader.name != "county facts":  # whose samples are the refused ones
        assert "read" in {outcome(reader, sample, tmp_path) for sample in reader.samples()[:3]}


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_a_changed_file_is_read_or_refused(reader, tmp_path):
    assert set(fuzzed(reader, FEW, tmp_path)) <= {"read", "refused"}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_many_changed_files_are_read_or_refused(reader, tmp_path):
    assert set(fuzzed(reader, MANY, tmp_path)) <= {"read", "refused"}


# ---- what was found ----------------------------------------------------------------------------------------------


def test_a_record_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "truth.toml").write_bytes(b"schema = 1\nname = '\xbb'\n")
    with pytest.raises(TableError, match=r"truth\.toml"):
        read_record(tmp_path / "truth.toml")


def test_lines_longer_than_the_heads_of_a_companion_are_refused_and_not_shifted(tmp_path):
    (tmp_path / "classes.csv").write_text("年份,学段\n2023,001,小学\n", encoding="utf-8")
    with pytest.raises(TableError, match="more cells than there are heads"):
        read_companion(tmp_path / "classes.csv", "classes")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"<html></html>"])
def test_a_companion_under_a_workbooks_name_that_is_none_is_refused(content, tmp_path):
    (tmp_path / "classes.xlsx").write_bytes(content)
    with pytest.raises(TableError, match=r"classes\.xlsx"):
        read_companion(tmp_path / "classes.xlsx", "classes")


def test_a_document_whose_packed_text_is_damaged_is_refused(tmp_path):
    content = as_docx(BLOCKS, tmp_path / "r.docx")
    at = content.index(b"word/document.xml") + 100
    (tmp_path / "r.docx").write_bytes(content[:at] + bytes(20) + content[at + 20 :])
    with pytest.raises(TableError, match=r"r\.docx"):
        read_document(tmp_path / "r.docx")


def test_a_pdf_one_of_whose_pages_cannot_be_opened_is_refused(tmp_path):
    (tmp_path / "r.pdf").write_bytes(unpacked(as_pdf(BLOCKS)).replace(b"/Type /Page\n", b"/Type /Pagr\n"))
    with pytest.raises(TableError, match="a damaged PDF"):
        read_document(tmp_path / "r.pdf")
