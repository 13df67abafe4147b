"""A county's own workbook of facts: long and wide tables, units, printed digits, findings, and what is refused."""

import datetime as dt
import math

import pytest
from case_files import REPOSITORY
from openpyxl import Workbook

from analysis.rules.county_files import read_county_files
from analysis.tables.county.record import Judgement
from analysis.tables.county.record_file import is_record_file

BROKEN = REPOSITORY / "tests" / "broken" / "facts"
REFUSED = {
    "date_that_is_none.csv": (["G2"], "认定日期为“去年春天”", "the date reads '去年春天'; expected a day"),
    "figure_without_item.csv": (["A2"], "有数而没有数据项", "a figure without an item"),
    "findings_that_differ.csv": (["D3"], "先后写作符合与不符合", "is 符合 here and 不符合 there"),
    "judgement_in_other_words.csv": (["D2"], "认定结果为“基本可以”，应为符合或不符合", "reads '基本可以'; expected met or not met"),
    "judgement_without_evidence.csv": (["H2"], "的认定缺少：佐证材料", "lacks: evidence"),
    "judgement_without_when.csv": (["G2"], "的认定缺少：认定日期", "lacks: when"),
    "judgement_without_who.csv": (["F2"], "的认定缺少：认定人", "lacks: who"),
    "negative_count.csv": (["D2"], "“三年转入人数”为-3，应为0或正数", "is -3; expected 0 or more"),
    "nothing_stated.csv": (["nothing_stated.csv"], "没有填报任何一项", "states nothing"),
    "one_item_in_two_units.csv": (["D3"], "单位为“人”，应为“元”或其倍数", "in the unit '人'; expected 'yuan'"),
    "part_that_exceeds_its_whole.csv": (["D3"], "“持有教师资格证的专任教师数”130多于“专任教师数”124", "130, exceed"),
    "said_twice_and_differing.csv": (["D3"], "先后写作99.5与99.7", "is 99.5 here and 99.7 there"),
    "several_faults.csv": (["D2", "D3", "F4"], "超过100%", "above 100%"),
    "share_above_1.csv": (["D2"], "为99.5，超过100%", "write % into the column of units"),
    "stage_that_is_none.csv": (["B2"], "无法识别的学段“幼儿园大班”", "'幼儿园大班' is no known stage"),
    "text_for_number.csv": (["D2"], "为“较高”，应为数字", "reads '较高'; expected a number"),
    "unit_here_and_none_there.csv": (["D3"], "此处没有单位，别处写的是“万元”", "no unit here and '万元' elsewhere"),
    "unit_of_another_kind.csv": (["D2"], "单位为“人”", "in the unit '人'"),
    "unknown_item.csv": (["A2"], "是否指：教师培训经费", "Did you mean: money spent on training teachers"),
    "year_that_is_none.csv": (["C2"], "年度为“去年”，应为如2023", "the year reads '去年'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_table_of_facts_is_refused_at_its_cells_in_both_languages(name):
    cells, zh, en = REFUSED[name]
    errors = read_county_files([BROKEN / name]).problems.errors
    assert [problem.place.split(" › ")[-1] for problem in errors] == cells
    assert zh in errors[0].line("zh")
    assert en in errors[0].line("en")


def test_every_broken_table_of_facts_has_its_refusal_and_is_taken_for_one():
    assert {path.name for path in BROKEN.iterdir()} == set(REFUSED)
    assert all(is_record_file(path) for path in BROKEN.iterdir())


def written(folder, name, *rows):
    """A table of facts as a text file in a usual Chinese encoding."""
    path = folder / name
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="gb18030")
    return path


def read(path):
    """The only record of a file without faults, and its notes."""
    found = read_county_files([path])
    assert not found.problems.errors
    (record,) = found.records.values()
    return record, found.problems.notes


def figures(record):
    return {(one.item, one.stage, one.year): one.value for one in record.entries}


LONG = ("数据项", "学段", "年度", "数值", "单位")


def test_digits_are_kept_as_printed_and_a_count_is_exact(tmp_path):
    record, notes = read(
        written(
            tmp_path, "a.csv", LONG,
            ("交流轮岗比例", "", 2023, "13.24%", ""),
            ("教师培训经费", "", 2023, "3.2", "万元"),
            ("三年转入人数", "初中", 2023, "77", "人"),
            ("三年转出人数", "初中", 2023, '"1,108"', "人"),
        )
    )  # fmt: skip
    assert not notes
    found = {one.item: (one.value, one.low, one.high, one.printed.zh) for one in record.entries}
    assert found == {
        "exchange_rate": (0.1324, 0.13235, 0.13245, "13.24%"),
        "training_funds_yuan": (32_000, 31_500, 32_500, "3.2万元"),
        "cohort_transfer_in": (77, 77, 77, "77"),
        "cohort_transfer_out": (1108, 1108, 1108, "1108"),
    }


def test_blank_cells_are_not_stated_and_damaged_ones_stay_as_unknown(tmp_path):
    rows = [("持证上岗率", "", year, sign, "%") for year, sign in zip(range(2016, 2023), ("", "缺", "—", "***", "9█.5", "#REF!", "98.5?"), strict=True)]  # fmt: skip
    record, _ = read(written(tmp_path, "a.csv", LONG, *rows))
    assert [one.year for one in record.entries] == [2017, 2018, 2019, 2020, 2021, 2022]
    assert all(one.is_unknown and math.isnan(one.value) for one in record.entries)


def test_a_share_that_a_workbook_shows_in_percent_is_read_as_shown(tmp_path):
    book = Workbook()
    sheet = book.active
    for row in (LONG, ("持证上岗率", "", 2023, 0.985, "%"), ("交流轮岗比例", "", 2023, 12.5, "%")):
        sheet.append(row)
    sheet["D2"].number_format = "0.0%"
    book.save(tmp_path / "facts.xlsx")
    record, notes = read(tmp_path / "facts.xlsx")
    assert not notes
    assert [one.value for one in record.entries] == [0.985, 0.125]


def test_a_fraction_under_percent_is_worth_a_look(tmp_path):
    _, (note,) = read(written(tmp_path, "a.csv", LONG, ("持证上岗率", "", 2023, "0.985", "%")))
    assert "读作0.985%" in note.line("zh")


def test_a_column_a_year_or_a_stage_or_an_item_says_the_same_as_a_row_each(tmp_path):
    expected = {
        ("teacher_pay", "compulsory", 2022): 95_000,
        ("teacher_pay", "compulsory", 2023): 98_000,
        ("civil_servant_pay", "compulsory", 2022): 94_000,
        ("civil_servant_pay", "compulsory", 2023): 97_000,
    }
    years = [
        ("item", "unit", "2022", "2023年"),
        ("教师年平均工资", "元", 95000, 98000),
        ("公务员年平均工资", "元", 94000, 97000),
    ]
    items = [
        ("年度", "教师年平均工资（万元）", "civil_servant_pay"),
        ("2022年", 9.5, "9.4万元"),
        ("2023年", 9.8, "9.7万元"),
    ]
    assert figures(read(written(tmp_path, "years.csv", *years))[0]) == expected
    assert figures(read(written(tmp_path, "items.csv", *items))[0]) == expected
    stages = [("指标", "年度", "单位", "小学", "初中"), ("就近划片入学比例", 2023, "%", 100, 96.5),
              ("生均公用经费基准定额", 2023, "元", 720, 940)]  # fmt: skip
    assert figures(read(written(tmp_path, "stages.csv", *stages))[0]) == {
        ("nearby_enrolment_rate", "primary", 2023): 1,
        ("nearby_enrolment_rate", "junior", 2023): 0.965,
        ("public_funds_standard", "primary", 2023): 720,
        ("public_funds_standard", "junior", 2023): 940,
    }


def test_one_file_may_speak_of_several_counties(tmp_path):
    path = written(tmp_path, "县级数据.csv", ("县区", *LONG), ("甲县", "持证上岗率", "", 2023, 98, "%"),
                   ("乙县", "持证上岗率", "", 2023, 99, "%"))  # fmt: skip
    found = read_county_files([path])
    assert {county: record.entries[0].value for county, record in found.records.items()} == {"甲县": 0.98, "乙县": 0.99}


def test_year_and_county_are_read_from_the_title_and_the_files_name(tmp_path):
    path = written(tmp_path, "甲县2023年县级数据.csv", ("数据项", "数值"), ("学校数", 12))
    found = read_county_files([path])
    assert figures(found.records["甲县"]) == {("school_count", "compulsory", 2023): 12}


@pytest.mark.parametrize("title", ["甲县县级数据填报表", "甲县县级填报数据（2024年）", "2024年甲县县级数据"])
def test_a_title_of_a_county_and_its_workbook_names_the_county_only(tmp_path, title):
    found = read_county_files([written(tmp_path, "县级数据.csv", (title,), LONG, ("持证上岗率", "", 2024, 99, "%"))])
    assert list(found.records) == ["甲县"]


def test_each_countys_record_names_only_the_files_it_stands_in(tmp_path):
    named = ("县区", *LONG)
    paths = [
        written(tmp_path, f"{county}.csv", named, (county, "持证上岗率", "", 2024, 99, "%"))
        for county in ("甲县", "乙县")
    ]
    found = read_county_files(paths).records
    assert {county: record.source.zh for county, record in found.items()} == {"甲县": "甲县.csv", "乙县": "乙县.csv"}


def test_a_finding_is_named_by_id_or_label_and_keeps_who_when_and_on_what(tmp_path):
    path = written(tmp_path, "a.csv", ("认定事项", "认定结果", "认定人", "认定日期", "佐证材料"),
                   ("no_key_schools", "达标", "县督导室", "2023年5月6日", "普查"),
                   ("无过重课业负担", "否", "县督导室", "2023/5/7", "检查"))  # fmt: skip
    record, _ = read(path)
    assert [(one.rule, one.answer, one.by, one.on, one.evidence) for one in record.judgements] == [
        ("无重点学校或重点班", "met", "县督导室", dt.date(2023, 5, 6), "普查"),
        ("无过重课业负担", "not_met", "县督导室", dt.date(2023, 5, 7), "检查"),
    ]
    assert all(isinstance(one, Judgement) and one.is_complete for one in record.judgements)


def test_a_school_table_is_never_taken_for_a_countys_facts(tmp_path):
    schools = written(tmp_path, "甲县.csv", ("县区", "年度", "学校名称", "学段", "在校生数", "班级数", "公用经费总额", "教师培训经费"),
                      ("甲县", 2023, "一小", "小学", 400, 10, 300000, 20000))  # fmt: skip
    form = written(tmp_path, "form.csv", ("指标名称", "小学", "初中"), ("学校数", 3, 1), ("在校生数", 900, 400))
    values = written(tmp_path, "values.csv", ("年度", "学校名称", "每百名学生拥有骨干教师数", "每百名学生拥有网络多媒体教室数", "是否达标"),
                     (2023, "一小", 1.0, 2.1, "是"))  # fmt: skip
    assert not is_record_file(schools)
    assert not is_record_file(values)
    assert not is_record_file(form)
