"""Page 1: every number in it is one the tables show, and it says nothing where there is nothing to say."""

import re
from collections import defaultdict

import pytest
from show.views import view_of

from analysis.rules.results import Answer
from analysis.show.appendix.first_page import (
    first_page,
    first_to_see,
    lacking,
    overall,
    rule_by_rule,
    since_last_year,
)
from analysis.show.appendix.school_sheets import school_sheets, schools_meeting_all
from analysis.show.page import words
from analysis.show.page.matter import Picture


def test_what_is_lacking_is_the_sum_over_the_sections_that_miss_a_threshold():
    view = view_of("demo-b")
    sums, counts = defaultdict(float), defaultdict(int)
    for section in view.verdict.sections:
        for name, verdict in section.indicators.items():
            if verdict.answer is Answer.NOT_MET:
                sums[name] += verdict.shortfall
                counts[name] += 1
    said = lacking(view).zh
    assert len(re.findall(r"（\d+）", said)) == len(counts)
    for name, count in counts.items():
        indicator = view.table.terms.indicators[name]
        assert f"{indicator.short.zh}{words.lacking(sums[name], indicator, 'zh')}（{count}）" in said


def test_every_rule_is_named_once_under_an_answer_it_has():
    for dataset in ("demo-a", "demo-b"):
        view = view_of(dataset)
        lines = list(rule_by_rule(view))
        assert [answer for answer, _ in lines].count(Answer.MET) <= 1
        open_ = [one for one in view.verdict.headlines if one.answer is not Answer.MET]
        assert sum(line.zh.count("（") >= 1 for answer, line in lines if answer is not Answer.MET) == len(
            {(one.rule.id, one.answer) for one in open_}
        )


def test_the_result_is_that_of_all_parts_together():
    assert "未达标" in overall(view_of("demo-b")).zh
    assert "cannot be judged" in overall(view_of("five-schools")).en


def test_the_schools_to_see_first_miss_most_thresholds():
    view = view_of("demo-b")
    missed = [s.judged.how_many(Answer.NOT_MET) for s in view.verdict.sections if s.rule.answer is Answer.NOT_MET]
    named = [int(count) for count in re.findall(r"，(\d+)项）", first_to_see(view).zh)]
    assert named == sorted(missed, reverse=True)[:3]


def test_the_year_before_is_spoken_of_only_where_the_table_has_it():
    assert since_last_year(view_of("demo-b")) is None
    said = since_last_year(view_of("demo-a"))
    assert "两年均无" in said.zh and "in either year" in said.en
    told = re.match(r"(\d+) coefficients rose and (\d+) fell, (\d+) unchanged to three decimals", said.en)
    assert sum(map(int, told.groups())) == 14


def test_sections_that_fail_are_counted_with_their_stage():
    said = " ".join(one.en for _, one in rule_by_rule(view_of("demo-b")))
    assert "primary 10 of 24 sections not met; junior 6 of 14 sections not met" in said


def test_where_no_school_has_a_threshold_nothing_is_said_to_be_lacking():
    assert lacking(view_of("five-schools")) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_standard_page_one_answers_nothing(lang):
    assert first_page(view_of("michigan", lang)) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_page_one_has_one_picture_with_a_caption_in_its_language(lang):
    (picture,) = [block for block in first_page(view_of("demo-a", lang)) if isinstance(block, Picture)]
    assert picture.png.startswith(b"\x89PNG")
    assert ("短竖线为2022年" if lang == "zh" else "short stroke: 2022") in picture.caption


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_every_school_has_its_sheet_or_a_line_among_those_that_meet_everything(dataset):
    view = view_of(dataset)
    sheets = [table.caption.removeprefix("一校一表：") for table in school_sheets(view)]
    joint = schools_meeting_all(view)
    together = {row[0] for row in joint.rows} if joint else set()
    assert len(sheets) == len(set(sheets))
    assert not together & set(sheets)
    assert together | set(sheets) == {section.school for section in view.verdict.sections}


def test_schools_that_do_not_keep_the_rule_come_first():
    view = view_of("demo-b")
    failing = {section.school for section in view.verdict.sections if section.rule.answer is Answer.NOT_MET}
    named = [table.caption.removeprefix("一校一表：") for table in school_sheets(view)]
    assert set(named[: len(failing)]) == failing
