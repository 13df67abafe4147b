"""The hand-checked list: what the audit must find in the entered reports, and nothing else."""

import time

import pytest
from report_texts import SEEDS, needs_texts, the_finding, whole_audit

from analysis.insight.reports.audit import audit_files, committed_report_files
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.overview import totals_of
from analysis.insight.reports.reading.texts import position

#: (report, kind, what it is about): everything that cannot be reproduced, checked by hand against the texts.
NOT_REPRODUCED = {
    ("pingluo_2023", "claim", "school_sports_area_shortfall"),  # 7.5 − 6.96 = 0.54, printed 0.44
    ("pingluo_2023", "claim", "exchange_rate_of_eligible"),  # 143 / 1081 = 13.23%, printed 13.24%
    ("pingluo_2023", "claim", "quality_high_school_quota_share"),  # 664 / 1107 = 59.98%, printed 60% or more
    ("pingluo_2023", "answers", "城关八小生均教学及辅助用房面积"),  # met in one place, not met in another
    ("pingluo_2023", "answers", "城关一小生均体育运动场馆面积"),  # below 7.5 and rated met; not met in the other place
    ("banan_2018", "claim", "vocational_share_printed_first"),  # 58.2%, printed 47%
    ("banan_2018", "claim", "general_share_printed_second"),  # 41.8%, printed 53%
    ("banan_2018", "claim", "migrant_children_enrolled"),  # 20231 + 1045, printed 20231 for both
    ("banan_2018", "twice", "inclusive_kindergartens_certified"),  # 33 and 32
    ("hongjiang_hint_2021", "claim", "staff_total_all"),  # 2342 + 780 = 3122, printed 3137
    ("hongjiang_hint_2021", "claim", "teachers_recruited"),  # 151 by parts, printed 134
    ("hongjiang_hint_2021", "order", "fulltime_teachers_town"),  # 1252 + 1207 full-time teachers of 2342 staff
    ("ili_2020", "base_of", "enrolment_for_per_student_funding"),  # 601573: no set of the categories
    ("ili_2020", "claim", "enrolment_for_per_student_funding"),  # 546056 by the categories the text names
    ("heng_2018", "answers", "各校教学及辅助用房、体育运动场地面积是否达标"),  # all schools met; some not yet
}
BY_TRUNCATION = {("hongjiang_hint_2021", "base", "exchange_principals")}  # 10 / 37 = 27.027%, printed 27.02%
BELOW_THE_RULE = {
    ("pingluo_2023", "school_enrolment"),  # 2016 students, at most 2000
    ("published_quality_balance_jiujiang", "jiujiang_2023_primary_backbone_teachers_per_100_cv"),  # 0.501787 > 0.50
}
NINGGUO_BELOW = 12  # of 14 coefficients


def about(finding) -> str:
    return finding.facts[0] if finding.facts else finding.subject.zh


def found_as(verdict: Conclusion) -> set[tuple[str, str, str]]:
    return {(f.report, str(f.kind), about(f)) for f in whole_audit().findings if f.conclusion is verdict}


def test_everything_that_cannot_be_reproduced_is_on_the_hand_checked_list_and_the_list_is_complete():
    assert found_as(Conclusion.NOT_REPRODUCED) == NOT_REPRODUCED


def test_one_printed_share_is_reproduced_only_by_truncation():
    assert found_as(Conclusion.TRUNCATED) == BY_TRUNCATION
    assert "37" in the_finding("hongjiang_hint_2021", "base", "exchange_principals").explanation.en


def test_the_numbers_below_a_rule_are_those_read_by_hand():
    found = {(f.report, about(f)) for f in whole_audit().findings if f.conclusion is Conclusion.RULE_NOT_MET}
    ningguo = {pair for pair in found if pair[0] == "published_quality_balance_ningguo"}
    assert len(ningguo) == NINGGUO_BELOW
    assert found - ningguo == BELOW_THE_RULE


def test_the_only_impossible_magnitude_is_eight_yuan_of_aid_a_person():
    ((report, kind, _),) = found_as(Conclusion.IMPLAUSIBLE)
    finding = the_finding(report, kind, "student_aid_amount")
    assert report == "seventh_division_hint_2017" and finding.printed.zh == "8.44–8.48元/人次"


def test_all_totals_of_heng_close():
    totals = totals_of(whole_audit(), "heng_2018")
    assert len(totals) == 8
    assert {finding.conclusion for finding in totals} == {Conclusion.REPRODUCED}


def test_both_retention_formulas_print_the_same_rate_and_both_are_named():
    finding = the_finding("pingluo_2023", "claim", "retention_rate_three_year")
    assert finding.conclusion is Conclusion.REPRODUCED
    assert finding.explanation.zh.count("各部分得99.63") == 2
    assert "各部分得100.00%" in finding.explanation.zh  # with suspensions and returns it does not


def test_the_ratio_of_above_norm_teachers_follows_from_758_and_not_from_771():
    said = the_finding("pingluo_2023", "claim", "teachers_above_qualification_per_100_junior").explanation.en
    assert "7.6697" in said and "7.8013" in said


def test_what_would_have_to_be_true_names_the_base_that_prints_the_share():
    changes = [said.en for said in the_finding("pingluo_2023", "claim", "exchange_rate_of_eligible").would_need]
    assert changes[0].startswith("the printed result would be 13.23%")
    assert any("1080 persons" in change for change in changes)


def test_at_least_sixty_percent_is_judged_on_the_unrounded_share():
    finding = the_finding("pingluo_2023", "claim", "quality_high_school_quota_share")
    assert finding.computed.zh == "59.98%" or finding.computed.zh.startswith("59.98")
    assert [said.zh for said in finding.would_need] == [
        "分配到校指标（高中，2023）为665人（原文664人）",
        "平罗中学招生计划数（高中，2023）为1106人（原文1107人）",
    ]


def test_general_and_vocational_admissions_are_given_with_decimals():
    assert the_finding("banan_2018", "claim", "vocational_share_printed_first").computed.zh == "58.18%"
    assert the_finding("banan_2018", "claim", "general_share_printed_second").computed.zh == "41.82%"


def test_the_schools_of_jinyun_add_up_when_teaching_points_are_left_out():
    finding = the_finding("jinyun_2020", "claim", "school_count_all")
    assert finding.conclusion is Conclusion.REPRODUCED and "不计教学点" in finding.explanation.zh


def test_a_share_of_campuses_is_not_held_against_the_number_of_kindergartens():
    finding = the_finding("nanhu_2019", "whole", "inclusive_rate")
    assert finding.conclusion is Conclusion.CANNOT_JUDGE
    assert finding.innocent[0].en.startswith("The text counts campuses")


def test_every_open_finding_names_an_innocent_reason_and_accuses_nobody():
    accusing = ("造假", "错误", "虚报", "fraud", "wrong", "false", "mistake", "fake")
    for finding in whole_audit().findings:
        if finding.conclusion in (Conclusion.NOT_REPRODUCED, Conclusion.IMPLAUSIBLE):
            assert finding.innocent, finding
        said = " ".join([*finding.explanation, *(text for words in finding.innocent for text in words)])
        assert not [word for word in accusing if word in said.replace("or a unit mistaken", "")], said


@needs_texts
def test_texts_two_and_six_of_the_collection_are_one():
    same = [f for f in whole_audit().findings if f.kind == "same_text"]
    assert [(f.report, f.computed.zh) for f in same] == [("ili_2020_repeated", "ili_2020")]
    assert "by comparing the texts" in same[0].explanation.en


@needs_texts
def test_every_number_stands_in_its_text_where_the_file_says():
    audit = whole_audit()
    entered = [report for report in audit.reports.values() if report.text]
    assert len(entered) == 21 and set(audit.texts) == {report.id for report in entered}
    lost = [
        (report.id, fact.id)
        for report in entered
        for fact in report.facts.values()
        if fact.nth and position(fact, audit.texts[report.id]) < 0
    ]
    assert lost == []
    assert sum(bool(fact.nth) for report in entered for fact in report.facts.values()) > 1100


@needs_texts
def test_the_sentence_of_a_number_is_quoted_only_from_the_text_it_was_entered_from(tmp_path):
    pingluo = [path for path in committed_report_files() if path.stem == "pingluo_2023"]
    text = (SEEDS / "004_4b14b90f11765b2e.txt").read_text(encoding="utf-8")
    (tmp_path / "004_4b14b90f11765b2e.txt").write_text(text.replace("143", "144"), encoding="utf-8")
    assert audit_files(pingluo, tmp_path).texts == {}
    (tmp_path / "004_4b14b90f11765b2e.txt").write_bytes(text.replace("\n", "\r\n").encode("gb18030"))
    assert set(audit_files(pingluo, tmp_path).texts) == {"pingluo_2023"}


def test_numbers_are_named_by_short_words_and_no_sentence():
    for report in whole_audit().reports.values():
        for fact in report.facts.values():
            assert len(fact.label.zh) <= 60 and not set("。；！？") & set(fact.label.zh), fact


@needs_texts
def test_no_name_of_a_number_repeats_twenty_characters_of_a_text():
    for report in whole_audit().reports.values():
        text = whole_audit().texts.get(report.id, "")
        for fact in report.facts.values():
            runs = [fact.label.zh[i : i + 20] for i in range(len(fact.label.zh) - 19)]
            assert not [run for run in runs if text and run in text], fact


@pytest.mark.parametrize("report", ["grain_security", "fee_rules", "farm_benefits", "education_bureau_2019"])
def test_texts_without_school_resources_are_listed_as_out_of_scope(report):
    assert whole_audit().reports[report].scope == "out_of_scope"


def test_the_whole_audit_takes_less_than_twenty_seconds():
    start = time.process_time()
    audit_files(texts=SEEDS if SEEDS.is_dir() else None)
    assert time.process_time() - start < 20
