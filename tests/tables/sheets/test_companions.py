"""Tables of another grain beside a school table: read in Chinese or English, refused by name, verified like the rest."""

import hashlib

import pandas as pd
import pytest

from analysis.errors import TableError
from analysis.tables.catalogue.datasets import datasets, find_dataset, load_beside, load_record
from analysis.tables.sheets.companions import read_companion, read_record

CLASSES = "年份,学校标识码,学段,年级,班号,学生数\n2023,001,小学,1,一班,45\n2023,001,初中,1,一班,50\n"


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf8")
    return path


def test_chinese_headings_and_stages_are_read_and_ids_keep_their_zeros(tmp_path):
    table = read_companion(written(tmp_path, "classes.csv", CLASSES), "classes")
    assert table.to_dict("list") == {
        "year": [2023, 2023], "school_id": ["001", "001"], "stage": ["primary", "junior"], "grade": [1, 1],
        "class_id": ["一班", "一班"], "students": [45, 50],
    }  # fmt: skip


def test_a_workbook_reads_like_a_csv(tmp_path):
    path = written(tmp_path, "classes.csv", CLASSES)
    pd.read_csv(path, dtype=str).to_excel(tmp_path / "classes.xlsx", index=False)
    pd.testing.assert_frame_equal(read_companion(tmp_path / "classes.xlsx", "classes"), read_companion(path, "classes"))


def test_unknown_counts_stay_unknown_and_yes_and_no_are_understood(tmp_path):
    staff = read_companion(written(tmp_path, "staff.csv", "县区代码,年份,教师总数,校长总数\n01,2023,,16\n"), "staff")
    assert staff["teachers"].isna().all()
    assert staff["principals"].tolist() == [16]
    text = "county,person,year,from_school,to_school,is_eligible,is_backbone,is_principal\n01,ab,2023,1,2,是,0,False\n"
    register = read_companion(written(tmp_path, "register.csv", text), "exchange_register")
    assert register[["is_eligible", "is_backbone", "is_principal"]].to_numpy().tolist() == [[True, False, False]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("年份,学校标识码,年级,学生数\n2023,1,1,45\n", r"columns not found: 班号 \(class_id\)"),
        (CLASSES.replace("45", "45.5"), "'45.5' .*1 cells, first in line 2.*whole number"),
        (CLASSES.replace("45", ""), "'' .*first in line 2"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(tmp_path, text, message):
    with pytest.raises(TableError, match=message):
        read_companion(written(tmp_path, "classes.csv", text), "classes")


def test_a_cell_that_is_neither_yes_nor_no_is_refused(tmp_path):
    text = "county,person,year,from_school,to_school,is_eligible,is_backbone,is_principal\n01,ab,2023,1,2,也许,0,0\n"
    with pytest.raises(TableError, match="'也许'"):
        read_companion(written(tmp_path, "r.csv", text), "exchange_register")


def test_a_record_of_another_schema_is_refused(tmp_path):
    with pytest.raises(TableError, match="schema = 2"):
        read_record(written(tmp_path, "truth.toml", "schema = 2"))


def test_files_of_a_reader_s_folder_named_like_companions_are_not_taken_for_school_tables(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    written(tmp_path, "rows.csv", "学校名称,在校生数\n甲,10\n")
    written(tmp_path, "classes.csv", CLASSES)
    own = next(dataset for dataset in datasets() if dataset.id == "own")
    assert [file.name for file in own.files] == ["rows.csv"]
    assert list(own.beside) == ["classes"]
    assert len(load_beside("own", "classes")) == 2
    assert load_beside("own", "births") is None
    assert load_record("own", "truth") is None


CATALOGUE = """
schema = 1
[[dataset]]
id       = "mine"
kind     = "own"
shape    = "schools"
title    = {{ zh = "甲县", en = "County A" }}
producer = {{ zh = "某局", en = "a bureau" }}
date     = 2023-09-01
licence  = "CC0"
standard = []
files    = []
[dataset.beside.{what}]
path   = "classes.csv"
sha256 = "{digest}"
"""


def test_a_companion_is_verified_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    path = written(tmp_path, "classes.csv", CLASSES)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    written(tmp_path, "SOURCES.toml", CATALOGUE.format(what="classes", digest=digest))
    path.write_text(CLASSES + "2023,001,小学,2,一班,44\n", encoding="utf8")
    with pytest.raises(TableError, match="the file has changed"):
        load_beside("mine", "classes")


def test_a_companion_nobody_knows_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    written(tmp_path, "SOURCES.toml", CATALOGUE.format(what="pupils", digest="0"))
    with pytest.raises(TableError, match="pupils"):
        datasets()


def test_the_files_beside_the_province_are_listed_with_its_digests():
    province = find_dataset("province")
    assert set(province.beside) == {"classes", "births", "staff", "exchange_register", "truth", "coverage", "forecast"}
    for file in province.beside.values():
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
