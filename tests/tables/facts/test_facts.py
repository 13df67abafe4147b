"""Facts files: what they say when read, and what makes them refused."""

import datetime as dt
from decimal import Decimal

import pytest

from analysis.errors import TableError, UsageError
from analysis.language import Words
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.facts.fact import CERTAINTIES, COLUMNS, FACT_STAGES, STATISTICS, unit_factor
from analysis.tables.facts.files import read_facts

HEADER = """
schema   = 1
title    = { zh = "某县公报", en = "A county's bulletin" }
producer = { zh = "某县", en = "A county" }
standard = "cn-basic-balance-2012"
note     = { zh = "试验用", en = "made up for this test" }

[measure.eligible_teachers]
zh   = "符合交流条件教师"
en   = "eligible teachers"
unit = { zh = "人", en = "persons" }

[place.somewhere]
zh = "某县"
en = "Some county"
[place.some_school]
zh = "某小学"
en = "Some school"
within = "somewhere"

[[table]]
file     = "wide.csv"
columns  = { place = "县区", stage = "学段", statistic = "统计量" }
constant = { certainty = "separated" }
[[table.value]]
column  = "图书"
measure = "books_per_student"
unit    = "册/生"
[[table.value]]
column  = "设备"
measure = "equipment_yuan_per_student"
unit    = "元/生"

[[table]]
file    = "long.csv"
columns = { place = "地区", year = "年", stage = "学段", measure = "指标", statistic = "统计量", printed = "数值", \
unit = "单位", basis = "分母", section = "出处" }
"""
WIDE = """县区,学段,统计量,图书,设备
某县,小学,均值,14.75,1229
某县,小学,差异系数,0.171,
"""
LONG = """地区,年,学段,指标,统计量,数值,单位,分母,出处
某县,2023,义务教育,full_time_teachers,比例,13.24,%,eligible_teachers,二（5）
某县,2023,小学,equipment_yuan,总量,8182.97,万元,,
某小学,,小学,students,个数,2016,人,,
"""
PROVENANCE = Provenance("test", "own", Words("", ""), Words("", ""), Words("", ""), dt.date(2024, 2, 4), ())


@pytest.fixture
def read(tmp_path):
    """Read the files above, with one text replaced by another in one of them."""

    def read(file="", old="", new="", **more):
        contents = {"facts.toml": HEADER, "wide.csv": WIDE, "long.csv": LONG, **more}
        if file:
            assert contents[file].count(old) == 1, "the test must change exactly one place"
            contents[file] = contents[file].replace(old, new)
        for name, text in contents.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        return read_facts(sorted(tmp_path.glob("*.toml")), PROVENANCE)

    return read


def test_every_filled_cell_is_a_fact_and_a_blank_one_is_none(read):
    facts = read()
    assert list(facts.rows.columns) == COLUMNS
    assert len(facts) == 6
    assert [f.printed for f in facts] == ["14.75", "1229", "0.171", "13.24", "8182.97", "2016"]


def test_a_fact_knows_its_cell_its_section_and_its_document(read):
    facts = read()
    books, share = facts.one(measure="books_per_student", statistic="mean"), facts.one(statistic="share")
    assert str(books.locator) == "wide.csv › D2"
    assert str(share.locator) == "long.csv › 二（5） › F2"
    assert facts.publications[share.source].title.en == "A county's bulletin"
    assert share.standard == "cn-basic-balance-2012"
    assert (books.certainty, share.certainty) == ("separated", "printed")


def test_a_year_the_source_does_not_state_stays_unknown(read):
    facts = read()
    assert facts.one(place="some_school").year is None
    assert len(facts.select(year=None)) == 4


def test_numbers_are_in_the_measures_unit_and_digits_stay_as_printed(read):
    facts = read()
    share, equipment = facts.one(statistic="share"), facts.one(statistic="total")
    assert (share.number, share.unit, share.printed, share.printed_unit) == (0.1324, "1", "13.24", "%")
    assert (equipment.number, equipment.unit) == (81829700, "元")
    assert float(equipment) == 81829700
    assert share.interval() == (Decimal("0.132350"), Decimal("0.132450"))
    assert equipment.interval() == (Decimal(81829650), Decimal(81829750))
    assert facts.one(statistic="count").interval() == (2016, 2016)


def test_every_word_of_the_vocabulary_exists_in_both_languages():
    for words in (*STATISTICS.values(), *CERTAINTIES.values(), *FACT_STAGES.values()):
        assert words.zh and words.en and words.zh != words.en


def test_asking_for_one_fact_and_meaning_several_is_refused(read):
    facts = read()
    with pytest.raises(UsageError, match="3 facts"):
        facts.one(place="somewhere", stage="primary", year=None)
    with pytest.raises(UsageError, match="0 facts"):
        facts.one(place="elsewhere")
    with pytest.raises(UsageError, match="no column 'metric'"):
        facts.select(metric="books")


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("facts.toml", "schema   = 1", "schema   = 2", "facts.toml › schema: '2'; expected 1"),
        ("facts.toml", "schema   = 1", "", "facts.toml › schema: key schema is missing"),
        (
            "facts.toml",
            "schema   = 1",
            "schema   = 1\nautor = 'x'",
            "facts.toml › autor: unknown key 'autor'; expected one of: date, measure",
        ),
        (
            "facts.toml",
            'title    = { zh = "某县公报", en =',
            'title    = { zh = "某县公报", eng =',
            "facts.toml › title: '{'zh': '某县公报', 'eng':",
        ),
        (
            "facts.toml",
            'statistic = "统计量" }',
            'statistik = "统计量" }',
            "table 1 (wide.csv) › columns › statistik: unknown key 'statistik'; expected one of: basis",
        ),
        (
            "facts.toml",
            'within = "somewhere"',
            'inside = "somewhere"',
            "place › some_school › inside: unknown key 'inside'; expected one of: en, within, zh",
        ),
        ("facts.toml", 'column  = "设备"', 'column  = "设施"', "not described: ['设备']; absent: ['设施']"),
        ("facts.toml", 'measure = "books_per_student"', 'measure = "bookz"', "wide.csv › D2: 'measure = bookz'"),
        (
            "facts.toml",
            'unit    = "册/生"',
            'unit    = "元/生"',
            "D2: 'unit = 元/生'; expected a unit of books_per_student",
        ),
        ("facts.toml", 'unit    = "册/生"', "", "wide.csv › D2: 'unit = –'; expected a unit of books_per_student"),
        ("facts.toml", 'zh = "某小学"', 'zh = "某中学"', "long.csv › F4: 'place = 某小学'"),
        ("facts.toml", 'zh   = "符合', 'zh   "符合', "facts.toml: not TOML: Expected '=' after a key"),
        ("facts.toml", '"separated"', '"rumoured"', "wide.csv › D2: 'certainty = rumoured'; expected one of: 原文载明"),
        ("wide.csv", "14.75", "约14.75", "wide.csv › D2: 'printed = 约14.75'"),
        ("wide.csv", "某县,小学,均值", "某县,幼儿园,均值", "wide.csv › D2: 'stage = 幼儿园'"),
        ("wide.csv", "均值", "均直", "wide.csv › D2: 'statistic = 均直'"),
        ("wide.csv", "0.171,", "0.171,,", "wide.csv › 3: cells too many: ['']; expected 5 cells a line"),
        (
            "wide.csv",
            "差异系数",
            "均值",
            "wide.csv › D3: says the same thing as wide.csv › D2; expected every fact once",
        ),
        ("long.csv", "8182.97,万元", "8182.97,万人", "long.csv › F3: 'unit = 万人'; expected a unit of equipment_yuan"),
        ("long.csv", "13.24,%", "13.24,人", "long.csv › F2: 'unit = 人'; expected a unit of full_time_teachers: %, 1"),
        ("long.csv", "eligible_teachers", "eligable", "long.csv › F2: 'basis = eligable'"),
        ("long.csv", "2023,小学", "23,小学", "long.csv › F3: 'year = 23'; expected a year of four digits"),
        ("long.csv", "2016,人", ",人", "long.csv › F4: 'printed = –'"),
    ],
)
def test_a_facts_file_with_a_fault_is_refused_with_its_place(read, monkeypatch, file, old, new, message):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    with pytest.raises(TableError) as refused:
        read(file, old, new)
    assert message in str(refused.value)


def test_a_table_is_either_one_fact_a_row_or_columns_of_figures(read):
    with pytest.raises(TableError, match=r"both\.csv"):
        read("facts.toml", 'file    = "long.csv"', 'file    = "both.csv"\nvalue = [{ column = "数值" }]')


def test_all_faults_of_a_table_are_named_at_once(read):
    wide = WIDE.replace("14.75", "十四").replace("0.171", "0·171")
    with pytest.raises(TableError) as refused:
        read(**{"wide.csv": wide})
    assert [problem.place for problem in refused.value.problems] == ["wide.csv › D2", "wide.csv › D3"]


def test_a_missing_table_is_refused_by_name(read):
    with pytest.raises(TableError, match=r"gone\.csv"):
        read("facts.toml", '"wide.csv"', '"gone.csv"')


def test_two_files_may_declare_a_measure_twice_but_not_differently(read):
    second = HEADER.split("[[table]]")[0]
    assert len(read(**{"second.toml": second})) == 6
    with pytest.raises(TableError, match=r"second\.toml › eligible_teachers"):
        read(**{"second.toml": second.replace("eligible teachers", "all teachers")})


def test_a_name_is_nothing_to_measure(read):
    with pytest.raises(TableError, match="measure = school_type"):
        read("facts.toml", 'measure = "books_per_student"', 'measure = "school_type"')


def test_a_common_term_cannot_be_given_another_meaning(read):
    with pytest.raises(TableError, match=r"facts\.toml › students"):
        read("facts.toml", "[measure.eligible_teachers]", "[measure.students]")


@pytest.mark.parametrize(
    ("printed", "unit", "factor"),
    [
        ("万元", "元", "10000"),
        ("元", "元", "1"),
        ("%", "1", "0.01"),
        ("亿元", "元", "100000000"),
        ("人/百名学生", "人/百生", "1"),
        ("元", "万元", None),
    ],
)
def test_units_convert_by_chinese_multiples_and_percent_only(printed, unit, factor):
    assert unit_factor(printed, unit) == (factor and Decimal(factor))
