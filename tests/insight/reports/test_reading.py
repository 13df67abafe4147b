"""The reading aid: numbers, units and years of Chinese texts, and a draft a person can finish."""

import csv
import importlib.util
from pathlib import Path

import pytest
from report_texts import LEDGER, SEEDS, needs_texts

from analysis.errors import TableError
from analysis.insight.reports.reading import texts
from analysis.insight.reports.reading.inputs import reader
from analysis.insight.reports.reading.names import cleaned
from analysis.insight.reports.reading.numbers import read_numbers
from analysis.insight.reports.reading.report_draft import draft_of_text, draft_report
from analysis.insight.reports.report_file import read_report


def pairs(text: str) -> list[tuple[str, str]]:
    return [(number.printed, number.unit) for number in read_numbers(text)]


def years(text: str) -> list[tuple[str, str]]:
    return [(number.printed, number.year) for number in read_numbers(text)]


def test_units_of_every_kind_are_read():
    text = "投入6.2966亿元，图书284.89万册，资助43637人次，学校28所，占地31.3亩，面积96㎡，提高12.71个百分点，占13.24％"
    assert pairs(text) == [
        ("6.2966", "亿元"), ("284.89", "万册"), ("43637", "人次"), ("28", "所"), ("31.3", "亩"), ("96", "平方米"),
        ("12.71", "个百分点"), ("13.24", "%"),
    ]  # fmt: skip


def test_a_year_that_runs_into_its_number_is_cut_off():
    (large, now) = read_numbers("大班额数2016619下降至目前的267个")
    assert (large.printed, large.year, large.unit) == ("619", "2016", "个")
    assert any("连排" in doubt.zh for doubt in large.doubts) and now.printed == "267"
    assert years("其2017256人,2018309人") == [("256", "2017"), ("309", "2018")]


def test_a_list_takes_the_years_of_its_span_in_order():
    assert years("2016-2018年，交流的人数分别为559人、655人、725人") == [
        ("559", "2016"),
        ("655", "2017"),
        ("725", "2018"),
    ]


def test_a_list_that_does_not_fit_its_span_keeps_the_span():
    assert {year for _, year in years("2015年至2018年，分别为10人、20人")} == {"2015-2018"}


def test_dates_document_numbers_items_and_ages_are_no_figures():
    text = "1.工作保障\n印发〔2016〕10号文件（201870号），2023年12月7日至15日对6-14岁儿童，2024-02-05 17:26，第3条，G20，15周岁"
    assert pairs(text) == []


def test_traditional_and_damaged_characters_are_understood():
    assert pairs("墻面78.8萬平方米，教室3間，圖書10萬冊，達到100虬") == [
        ("78.8", "万平方米"), ("3", "间"), ("10", "万册"), ("100", "%")
    ]  # fmt: skip


def test_words_beside_a_number_are_kept():
    said = {n.printed: n.about for n in read_numbers("1000多名教师，近35000人，约8.37亿元，60%以上，200余个，50所")}
    assert said == {"1000": "over", "35000": "nearly", "8.37": "about", "60": "or_more", "200": "over", "50": ""}


def test_a_lost_unit_is_inferred_and_marked():
    (students,) = read_numbers("随迁子女在校生共7214,全部安排在公办学校就读")
    assert students.unit == "人" and students.doubts
    (lost,) = read_numbers("受助最多的小学80")
    assert lost.unit == "" and any("单位" in doubt.zh for doubt in lost.doubts)


def test_every_year_that_was_carried_over_is_marked():
    first, second = read_numbers("2018年有学校28所。教师300人。")
    assert first.doubts == () and second.year == "2018" and second.doubts


def test_positions_point_at_the_digits():
    text = "其中小学１９所，初中6所，2017256人"
    for number in read_numbers(text):
        found = text[number.at : number.at + len(number.printed)]
        assert found in (number.printed, "１９")


def reading_benchmark():
    path = Path(__file__).resolve().parents[3] / "benchmarks" / "reading.py"
    spec = importlib.util.spec_from_file_location("reading_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_texts
@pytest.mark.parametrize("seed", ["000_d2e4c706d15803b2.txt", "004_4b14b90f11765b2e.txt"])
def test_nine_of_ten_numbers_are_found_and_nine_of_ten_found_are_numbers(seed):
    with LEDGER.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["seed"] == seed]
    precision, recall, *_ = reading_benchmark().score(rows, texts.read_text(SEEDS / seed))
    assert precision >= 0.9 and recall >= 0.9


SMALL = "一、总体情况\n2023年全县小学428个班，学生17930人，平均班额41.89人。教职工1945人，其中小学1146人、初中799人。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_draft_is_a_report_file_that_reads_and_quotes_its_own_text(tmp_path, encoding):
    source = tmp_path / "report.txt"
    source.write_bytes(SMALL.encode(encoding))
    draft = tmp_path / "report.toml"
    draft.write_text(draft_report(source), encoding="utf-8")
    report = read_report(draft)
    assert [fact.printed for fact in report.facts.values()] == ["428", "17930", "41.89", "1945", "1146", "799"]
    assert {fact.section for fact in report.facts.values()} == {"一、总体情况"}
    assert report.sha256 == texts.digest(SMALL)
    assert all(check.read and not check.is_confirmed for check in report.checks)
    assert texts.quote(report.fact("classes_primary_2023"), SMALL).startswith("2023年全县小学428个班")


def test_a_doubt_about_the_year_is_said_once(tmp_path):
    draft = draft_of_text(SMALL + "教师300人。图书12册。", "report.txt")
    assert draft.count("年份沿用前文（2023，以下同）") == 1


def test_numbers_that_only_happen_to_match_are_proposed_and_never_claimed():
    draft = draft_of_text("2023年小学教师1146人。全县骨干799人。特岗1945人。", "report.txt")
    assert '# of = "' in draft and "[[claim]]" in draft and "\n[[claim]]" not in draft


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (b"\xff\xfe\x00\x01\x02", "不是文本文件", "not a text file"),
        ("没有数的文字。".encode(), "没有识别出带单位的数", "no number with a unit"),
    ],
)
def test_what_is_no_report_is_refused_in_both_languages(tmp_path, content, zh, en):
    source = tmp_path / "report.txt"
    source.write_bytes(content)
    with pytest.raises(TableError) as refused:
        draft_report(source)
    assert zh in refused.value.message("zh") and en in refused.value.message("en")


def test_a_text_far_too_large_is_refused_before_it_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "LARGEST", 100)
    source = tmp_path / "report.txt"
    source.write_text("学校28所。" * 100, encoding="utf-8")
    with pytest.raises(TableError, match=r"at most"):
        draft_report(source)


def test_a_missing_text_is_named(tmp_path):
    with pytest.raises(TableError, match=r"absent\.txt"):
        draft_report(tmp_path / "absent.txt")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("见表1，学校46所。", ["46"]),
        ("图2-3表明，大班额12个。", ["12"]),
        ("人大代表12人，图书3万册。", ["12", "3"]),  # no tables and no figures
        ("一、基本情况……3\n二、经费保障 12\n学校46所。", ["46"]),  # a table of contents
    ],
)
def test_numbers_of_tables_figures_and_pages_count_nothing(text, numbers):
    assert [number.printed for number in read_numbers(text)] == numbers


@pytest.mark.parametrize("name", ["公用经费", "经费", "占地面积", "及格率", "现场测试学生", "年级"])
def test_a_name_that_begins_like_an_empty_word_stays_whole(name):
    assert cleaned(name) == name
