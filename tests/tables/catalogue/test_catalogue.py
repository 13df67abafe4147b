"""The datasets of the project and those of a reader's own folder."""

import hashlib

import pytest
from tables.grid_files import HEADER, SCHOOL, write_csv

from analysis.errors import TableError, UsageError
from analysis.tables.catalogue.datasets import datasets, find_dataset, load_dataset, load_facts, refused_files, size_of
from analysis.tables.schools import IDENTITY, KEYS


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    return tmp_path


CORRECTION = """
schema = 1
[[correction]]
dataset = "own"
file    = "a.csv"
cell    = "E2"
old     = {old}
new     = 310
because = {{ zh = "打字错误", en = "a slip of the pen" }}
cite    = "telephone, 2024-01-02"
"""
SOURCES = """
schema = 1
[[dataset]]
id       = "mine"
kind     = "real"
shape    = "schools"
title    = {{ zh = "甲县", en = "County A" }}
producer = {{ zh = "某局", en = "a bureau" }}
date     = 2023-09-01
licence  = "CC0"
standard = []
files    = [{{ path = "a.csv", sha256 = "{digest}" }}]
"""


@pytest.mark.parametrize("name", [dataset.id for dataset in datasets()])
def test_every_dataset_of_the_project_loads_from_the_files_it_names(name):
    rows, _ = size_of(find_dataset(name))
    assert rows > 0


@pytest.mark.parametrize("name", [dataset.id for dataset in datasets() if dataset.shape == "schools"])
def test_every_school_table_has_its_identity_unique_keys_and_a_cell_for_each_name(name):
    table = load_dataset(name)
    assert list(table.rows.columns[: len(IDENTITY)]) == IDENTITY
    assert not table.rows.duplicated(KEYS).any()
    assert table.rows.index.tolist() == list(range(len(table.rows)))
    known = "school_id" if name == "michigan" else "school"
    assert len(table.locators.of(0, known)) == len(table.locators.of(len(table.rows) - 1, known)) == 1
    assert table.rows[table.numbers].dtypes.eq(float).all()


def test_a_dataset_is_read_once_in_a_process():
    assert load_dataset("demo-a") is load_dataset("demo-a")


def test_the_banner_tells_years_of_different_kinds_apart():
    table = load_dataset("demo-a")
    assert table.select(year=2023).provenance.banner.en == "reconstructed data (fictitious county and schools)"
    assert table.select(year=2021).provenance.kind == "synthetic"
    assert table.provenance.banner.zh == "2021、2022年：合成数据（非真实）；2023年：重构数据（虚构县、虚构学校）"


def test_an_unknown_dataset_is_refused_with_those_there_are():
    with pytest.raises(UsageError, match="demo-a"):
        find_dataset("demo-z")


def test_facts_are_not_taken_for_schools_nor_schools_for_facts():
    with pytest.raises(UsageError):
        load_dataset("published")
    with pytest.raises(UsageError):
        load_facts("demo-a")


def test_the_tables_of_a_folder_are_one_dataset(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    write_csv(own / "b.csv", [HEADER, [2024, *SCHOOL[1:]]])
    table = load_dataset("own")
    assert table.years == [2023, 2024]
    assert (table.provenance.kind, table.provenance.banner) == ("own", None)
    assert [file.name for file in table.provenance.files] == ["a.csv", "b.csv"]
    assert table.provenance.as_of.isoformat() == "2024-09-01"


MAPPING = """
schema = 1
[columns]
"校" = "school"
"人" = "students"
[constants]
year   = 2023
stage  = "primary"
county = "{}"
"""


def test_a_mapping_is_used_for_the_file_of_its_name_and_the_default_for_the_others(own):
    (own / "mappings").mkdir()
    for name, mapping, county in (("a", "a", "甲县"), ("b", "default", "乙县")):
        write_csv(own / f"{name}.csv", [["校", "人"], ["一小", 300]])
        (own / "mappings" / f"{mapping}.toml").write_text(MAPPING.format(county), encoding="utf-8")
    assert load_dataset("own").rows["county"].tolist() == ["甲县", "乙县"]


def test_faults_of_all_files_of_a_folder_are_raised_together(own):
    write_csv(own / "a.csv", [HEADER, [*SCHOOL[:4], "三百", None]])
    write_csv(own / "b.csv", [HEADER, [2024, *SCHOOL[1:4], -1, None]])
    with pytest.raises(TableError) as refused:
        load_dataset("own")
    assert [problem.place for problem in refused.value.problems] == ["a.csv › E2", "b.csv › E2"]


def test_a_file_that_changed_since_it_was_received_is_refused(own):
    path = write_csv(own / "a.csv", [HEADER, SCHOOL])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (own / "SOURCES.toml").write_text(SOURCES.format(digest="0" * 64), encoding="utf-8")
    with pytest.raises(TableError, match=f"sha256 {digest[:12]}"):
        load_dataset("mine")


def test_a_reader_s_own_catalogue_is_read_like_the_project_s(own):
    digest = hashlib.sha256(write_csv(own / "a.csv", [HEADER, SCHOOL]).read_bytes()).hexdigest()
    (own / "SOURCES.toml").write_text(SOURCES.format(digest=digest), encoding="utf-8")
    assert load_dataset("mine").provenance.title.en == "County A"
    assert [dataset.id for dataset in datasets()][:2] == ["mine", "demo-a"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind     = "real"', 'kind = "true"'),
        ("licence", "license"),
        ("schema = 1", "schema = 2"),
        ("standard = []", 'standard = []\nkind_of_year = { first = "real" }'),
    ],
)
def test_a_catalogue_that_breaks_its_schema_is_refused(own, old, new):
    (own / "SOURCES.toml").write_text(SOURCES.format(digest="").replace(old, new), encoding="utf-8")
    with pytest.raises(TableError, match=r"SOURCES\.toml"):
        datasets()


def test_a_correction_mends_its_cell_and_is_told(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    (own / "corrections.toml").write_text(CORRECTION.format(old=300), encoding="utf-8")
    table = load_dataset("own")
    assert table.rows["students"].tolist() == [310]
    (line,) = table.provenance.reading
    assert line.reason.en == "corrected a.csv › E2: 300 → 310 (a slip of the pen; telephone, 2024-01-02)"


def test_a_correction_may_name_a_school_instead_of_a_cell(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    text = CORRECTION.format(old=300).replace('file    = "a.csv"', 'school_id = "一小"\nyear = 2023')
    (own / "corrections.toml").write_text(text.replace('cell    = "E2"', 'field = "students"'), encoding="utf-8")
    assert load_dataset("own").rows["students"].tolist() == [310]


def test_a_correction_fails_when_its_source_has_changed(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    (own / "corrections.toml").write_text(CORRECTION.format(old=290), encoding="utf-8")
    with pytest.raises(TableError, match=r"correction 1") as refused:
        load_dataset("own")
    assert "the source has changed" in refused.value.message("en")


def test_a_correction_without_a_place_is_refused(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    text = CORRECTION.format(old=300).replace("a.csv", "z.csv")
    (own / "corrections.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TableError) as refused:
        load_dataset("own")
    assert "a correction with no single place: file = z.csv, cell = E2" in refused.value.message("en")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"E2"', '"2E"', "correction 1 › cell: '2E'; expected K5"),
        (
            'cell    = "E2"',
            'field = "students"',
            "correction 1: file, field; expected file, cell; or school_id, field, year",
        ),
        ("cite", "citation", "correction 1 › cite: key cite is missing"),
    ],
)
def test_a_correction_that_names_no_place_or_no_witness_is_refused(own, monkeypatch, old, new, message):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    (own / "corrections.toml").write_text(CORRECTION.format(old=300).replace(old, new), encoding="utf-8")
    with pytest.raises(TableError) as refused:
        load_dataset("own")
    assert message in str(refused.value)


def test_files_of_ones_own_that_contradict_each_other_are_refused_together(own):
    for name, school, students in (("a", "一小", 300), ("b", "一小", 301), ("c", "二小", 300)):
        write_csv(own / f"{name}.csv", [HEADER, [2023, "甲县", school, "小学", students, None]])
    table = load_dataset("own")
    assert table.rows["school"].tolist() == ["二小"]
    assert set(refused_files("own")) == {"a.csv", "b.csv"}
    assert [one.place for one in table.provenance.notes] == ["a.csv", "b.csv"]
    assert [source.name for source in table.provenance.files] == ["c.csv"]


def test_a_file_is_not_refused_for_the_sake_of_one_that_is_refused_anyway(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    write_csv(own / "b.csv", [HEADER, SCHOOL, [2023, "甲县", "二小", "小学", "三百", None]])
    assert load_dataset("own").rows["school"].tolist() == ["一小"]
    assert set(refused_files("own")) == {"b.csv"}


def test_a_correction_of_a_refused_file_does_not_refuse_the_others(own):
    write_csv(own / "a.csv", [HEADER, [2023, "甲县", "一小", "小学", 301, -1]])
    write_csv(own / "b.csv", [HEADER, [2023, "乙县", "一小", "小学", 300, None]])
    (own / "corrections.toml").write_text(CORRECTION.format(old=301), encoding="utf-8")
    assert load_dataset("own").counties == ["乙县"]


def test_a_mapping_at_fault_refuses_its_own_file_only(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    write_csv(own / "b.csv", [HEADER, [2023, "乙县", "一小", "小学", 300, None]])
    (own / "mappings").mkdir()
    (own / "mappings" / "b.toml").write_text("schema = 7", encoding="utf-8")
    assert load_dataset("own").counties == ["甲县"]
    assert set(refused_files("own")) == {"b.csv"}


def test_when_no_file_is_sound_every_fault_is_raised(own):
    for name in ("a", "b"):
        write_csv(own / f"{name}.csv", [HEADER, [2023, name, "一小", "小学", "三百", None]])
    with pytest.raises(TableError, match=r"a\.csv › E2[^$]*b\.csv › E2"):
        load_dataset("own")


def test_a_table_edited_in_its_folder_is_read_anew_in_the_same_process(own):
    write_csv(own / "a.csv", [HEADER, SCHOOL])
    first = load_dataset("own")
    assert load_dataset("own") is first
    before = (own / "a.csv").read_bytes()
    write_csv(own / "a.csv", [HEADER, [f"{cell}0" if str(cell) == str(SCHOOL[4]) else cell for cell in SCHOOL]])
    assert (own / "a.csv").read_bytes() != before
    assert load_dataset("own").rows["students"].iloc[0] == 10 * first.rows["students"].iloc[0]
