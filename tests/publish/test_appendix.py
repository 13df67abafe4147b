"""The appendix of a job: what page 1 must say, the fixed tables before any essay, sources at the end."""

import re

import pytest

from analysis.publish.appendix import DEFINITIONS, JUDGED, POINTS, PROOFS, TWO_YEARS, build_appendix, tags_left_out
from analysis.publish.jobs import chosen_jobs, default_jobs


@pytest.fixture(params=["zh", "en"])
def lang(request):
    return request.param


def appendix_of(dataset, lang, county="all"):
    return build_appendix(chosen_jobs(dataset, [county], 0, [lang])[0], [])


def test_page_one_says_computed_and_not_official(lang):
    said = appendix_of("demo-a", lang).statement
    assert ("测算结果" if lang == "zh" else "computed result") in said
    assert ("不是官方认定" if lang == "zh" else "not an official finding") in said


def test_page_one_counts_the_rules_nobody_read_in_the_original(lang):
    said = appendix_of("demo-a", lang).statement
    pattern = (
        r"规则数值(\d+)个：据文件原文(\d+)个，据转引材料(\d+)个，凭记忆录入(\d+)个"
        if lang == "zh"
        else r"applied: (\d+), of which (\d+) were .*?, (\d+) at second hand and (\d+) are recalled"
    )
    applied, original, secondary, recalled = map(int, re.search(pattern, said).groups())
    assert applied == secondary + recalled + original > 0


@pytest.mark.parametrize(
    ("dataset", "zh", "en"), [("demo-a", "重构", "econstructed"), ("five-schools", "合成", "ynthetic")]
)
def test_made_up_data_say_so_on_every_page(dataset, zh, en, lang):
    made = appendix_of(dataset, lang)
    assert (zh if lang == "zh" else en) in made.banner
    assert (zh if lang == "zh" else en) in made.statement


def test_real_data_carry_no_banner_and_without_a_standard_nothing_is_judged(lang):
    made = appendix_of("michigan", lang, county="13")
    assert made.banner is None
    assert ("无法判断" if lang == "zh" else "none is judged") in made.statement


def test_the_fixed_tables_stand_before_any_essay_and_the_schools_at_the_end():
    made = appendix_of("demo-a", "zh")
    front, back = (re.findall(r"<caption>(.*?)</caption>", "\n".join(blocks)) for blocks in (made.front, made.back))
    assert front == [
        "资源配置、班额、学校规模测算结果", "校际差异系数汇总", "各校达标情况（小学）", "各校达标情况（初中）", "未达标指标与差距",
        "班额台账", "学校规模台账",
    ]  # fmt: skip
    sheets = [caption for caption in back if caption.startswith("一校一表：")]
    assert len(sheets) == len(set(sheets)) == 2
    assert back[-3:] == [*sheets, "各项指标均达标的学校"]


def test_page_one_answers_and_then_says_what_it_is(lang):
    made = appendix_of("demo-b", lang)
    heads = [re.match(r"\*\*(.+?)\*\*", block)[1] for block in made.first if isinstance(block, str)]
    assert heads == (
        ["测算结果", "缺口", "优先关注"] if lang == "zh" else ["Result", "What is lacking", "Where to look first"]
    )


def test_sources_and_conventions_close_the_appendix(lang):
    made = appendix_of("demo-a", lang)
    back = "\n".join(made.back)
    assert "demo-a-2023.xlsx" in back
    assert re.search(r"\b([0-9a-f]{16} ){3}[0-9a-f]{16}\b", back)
    assert "教督〔2017〕6号" in back
    assert "cn-quality-balance-2017" in made.version_line
    assert made.version_line.startswith("junheng ")


def test_the_counties_page_names_no_single_county_and_has_its_sources(lang):
    made = appendix_of("published", lang)
    assert made.front == []
    assert made.as_of.year == 2024
    assert "junheng" in made.version_line


def test_annual_monitoring_stands_only_where_a_county_has_schools_of_two_years():
    left_out = {job.dataset: tags_left_out(job) for job in default_jobs(["zh"], ["guarantee", "frameworks"])}
    assert left_out["demo-a"] == {POINTS}
    assert all(TWO_YEARS in tags for name, tags in left_out.items() if name != "demo-a")


def test_sections_of_a_framework_without_limits_marks_or_proofs_are_left_out():
    left_out = {job.dataset: tags_left_out(job) for job in default_jobs(["zh"], ["frameworks"])}
    assert left_out["banan_2018"] == {TWO_YEARS, JUDGED, POINTS, PROOFS, DEFINITIONS}
    assert left_out["jinyun_2020"] == {TWO_YEARS, JUDGED}  # it has a score and says what shows it
    assert left_out["pingluo_2023"] == {TWO_YEARS, POINTS}


def test_printed_coefficients_come_without_the_conventions_of_computed_ones():
    printed, computed = ("\n".join(appendix_of(name, "en").back) for name in ("published", "province"))
    assert "are compared" in printed and "eaching points" not in printed
    assert "eaching points" in computed
