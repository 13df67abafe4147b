"""Files that are no tables: told for what they are, with what to do, whatever their name says."""

import gzip
import io
from zipfile import ZipFile

import pytest
from tables.grid_files import HEADER, SCHOOL, write_xlsx

from analysis.tables.checks.files import check_files
from analysis.tables.sheets.file_kinds import TEXTS, WORKBOOKS, file_kinds


def archive(*names: str) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "zh", "en"),
    [
        ("a.rda", gzip.compress(b"RDX3\nX\n", mtime=0), "R数据文件", "an R data file, which cannot be read"),
        ("a.sav", b"$FL2@(#) SPSS" + bytes(40), "SPSS数据文件", "Save it as CSV or XLSX in SPSS"),
        ("a.dta", bytes([0x72, 2, 1, 0] * 20), "Stata数据文件", "export delimited"),
        ("a.parquet", b"PAR1" + bytes(range(128, 250)), "Parquet或Arrow数据文件", "a Parquet or Arrow data file"),
        ("a.csv", b"PAR1" + bytes(range(128, 250)), "Parquet或Arrow数据文件", "a Parquet or Arrow data file"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF文件", "Ask its producer for the table itself"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml"), "文字处理文档", "a word-processor document"),
        ("a.xlsx", archive("[Content_Types].xml", "word/document.xml"), "文字处理文档", "a word-processor document"),
        ("a.odt", archive("mimetype", "content.xml"), "文字处理文档", "a word-processor document"),
        ("a.zip", archive("schools.csv"), "压缩文件", "Unpack it and read the tables inside"),
        ("a.csv", archive("schools.csv"), "压缩文件", "Unpack it and read the tables inside"),
        ("a.json", b'[{"school": "x"}]', "JSON或XML文件", "Turn it into CSV or XLSX"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else "",
)
def test_a_file_that_is_no_table_is_told_for_what_it_is(tmp_path, name, content, zh, en):
    (tmp_path / name).write_bytes(content)
    (problem,) = check_files([tmp_path / name]).errors
    assert problem.place == name
    assert f"是{zh}，本工具不能读取" in problem.line("zh")
    assert en in problem.line("en")
    assert "encoding" not in problem.line("en")


def test_a_workbook_under_another_ending_is_read(tmp_path):
    path = write_xlsx(tmp_path / "a.xlsx", [HEADER, SCHOOL])
    assert check_files([path.rename(tmp_path / "a.zip")]).rows == 1


def test_no_ending_of_a_table_is_among_those_that_are_not_read():
    endings = [ending for kind in file_kinds().kind for ending in kind.endings]
    assert not {*TEXTS, *WORKBOOKS} & set(endings)
    assert len(endings) == len(set(endings))
