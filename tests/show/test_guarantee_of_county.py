"""Notebook 07 of a county that speaks for itself: its school table, its workbook of facts, or only the latter."""

import pytest

from analysis.errors import UsageError
from analysis.language import Words
from analysis.rules.results import Answer
from analysis.show.guarantee import open_guarantee, sentences, tables
from analysis.show.guarantee.matter import matter
from analysis.show.monitoring import open_monitoring
from analysis.show.page.stated import Evidence

LANGS = ("zh", "en")
HEAD = "数据项,学段,年度,数值,单位\n"


@pytest.fixture
def facts_only(tmp_path, monkeypatch):
    """A folder of two counties' facts and no school table."""
    for county, pay in (("甲县", 98_000), ("乙县", 96_000)):
        rows = f"义务教育教师年平均工资收入,,2023,{pay},元\n公务员年平均工资收入,,2023,97000,元\n"
        (tmp_path / f"{county}县级数据.csv").write_text(
            "县区," + HEAD + "".join(f"{county},{row}\n" for row in rows.splitlines()), encoding="utf-8"
        )
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("lang", LANGS)
def test_a_school_table_answers_what_it_has_columns_for_and_names_the_schools(lang):
    view = open_guarantee("", lang=lang, dataset="demo-a")
    (size,) = [line for line in view.judged_lines if line.number == 4 and line.verdicts[0].measure == "school_size"]
    assert (size.answer, tables.best_evidence(size)) == (Answer.NOT_MET, Evidence.COUNTED)
    text = "\n".join(table.text() for table in tables.item_tables(view))
    assert "示例甲县示例四中" in text
    assert {"zh": "重构数据", "en": "reconstructed data"}[lang] in sentences.about(view).in_(lang)
    (pay,) = [line for line in view.judged_lines if line.number == 8 and line.verdicts[0].subject == "pay_parity"]
    assert tables.best_evidence(pay) is Evidence.NONE  # what a county has not stated is open, and stands in the tables


def test_every_page_says_that_the_earlier_year_is_synthetic_too():
    banner = matter(open_guarantee("", dataset="demo-a"), Words("附件", "appendix"), "demo-a").banner
    assert "2022" in banner and "合成" in banner and "重构" in banner


@pytest.mark.parametrize(("county", "answer"), [("甲县", Answer.MET), ("乙县", Answer.NOT_MET)])
def test_facts_without_a_school_table_are_judged_county_by_county(facts_only, county, answer):
    view = open_guarantee("", dataset="own", county=county)
    assert view.record.place.zh == county
    assert view.verdict.verdicts.where(rule="item:pay_parity").answer is answer
    assert sentences.about(view).zh.startswith(f"{county}，2023年。依据县级填报数据《")
    made = matter(view, Words("附件", "appendix"), "own")
    assert county in made.title and "县级数据.csv" in "".join(made.back)


def test_without_a_framework_there_are_no_items(facts_only, monkeypatch):
    monkeypatch.setenv("JUNHENG_STANDARD", "none")
    with pytest.raises(UsageError, match="framework"):
        open_guarantee("", dataset="own", county="甲县")


def test_an_earlier_year_is_judged_by_what_was_stated_until_then(facts_only):
    view = open_guarantee("", dataset="own", county="甲县", year=2022)
    assert view.verdict.verdicts.where(rule="item:pay_parity").answer is Answer.CANNOT_JUDGE


def test_a_county_that_states_nothing_is_refused_with_those_that_do(facts_only):
    with pytest.raises(UsageError, match="丙县"):
        open_guarantee("", dataset="own", county="丙县")


@pytest.mark.parametrize("lang", LANGS)
def test_the_choices_that_matter_are_printed_with_the_results_and_no_others(lang):
    of_report = tables.ledger(open_guarantee("pingluo_2023", lang=lang)).text()
    of_schools = tables.ledger(open_guarantee("", lang=lang, dataset="demo-a")).text()
    retention, split = {
        "zh": ("三年巩固率按", "拆分到学段"),
        "en": ("Three-year retention is judged by", "shared between"),
    }[lang]
    other = {"zh": "另一口径", "en": "the other reading"}[lang]
    assert other in of_schools and other not in of_report
    assert retention in of_report and split not in of_report
    assert retention in of_schools and split in of_schools
    growth = tables.ledger(open_guarantee("ili_2020", "cn-funding-growth-2018", lang))
    assert growth is None or retention not in growth.text()


def test_the_notes_of_the_rules_that_were_applied_are_printed():
    rows = dict(tables.rule_notes(open_guarantee("pingluo_2023")).rows)
    assert "学历达标率不能代替持证上岗率" in rows["专任教师持有教师资格证上岗率"]
    assert "两种算法并用" in rows["初中三年巩固率"]


@pytest.mark.parametrize("lang", LANGS)
def test_a_report_without_schools_says_whose_years_are_shown_instead(lang):
    watch = open_monitoring("demo-a", lang=lang)
    said = sentences.monitored(open_guarantee("pingluo_2023", lang=lang), watch)
    assert "示例甲县" in said.in_(lang)
    assert sentences.monitored(open_guarantee("", lang=lang, dataset="demo-a"), watch) is None
