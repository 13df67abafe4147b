"""Score sheets of a county's own: marks above their full ones are refused at their cell, points beyond the sheet are said."""

import pytest
from case_files import REPOSITORY

from analysis.errors import TableError
from analysis.language import Words
from analysis.rules.county_files import read_county_files
from analysis.rules.standards import standard
from analysis.rules.verdict import judge_record
from analysis.tables.county.record import Entry, Record

BROKEN = REPOSITORY / "tests" / "broken" / "scores"
REFUSED = {
    "deduction_above_the_full_marks.csv": ("cn-zhejiang-duty-2019", "D2", "101 points of 100"),
    "deductions_above_the_full_marks_together.csv": ("cn-zhejiang-duty-2019", "duty_score", "-20 points of 100"),
    "mark_above_its_full_marks.csv": ("cn-basic-balance-2012", "work_points", "101 points of 100"),
    "total_above_the_full_marks.csv": ("cn-zhejiang-duty-2019", "C2", "100.5 points of 100"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_score_above_its_full_marks_is_refused_in_both_languages(name):
    framework, place, said = REFUSED[name]
    read = read_county_files([BROKEN / name])
    assert not read.problems.errors
    (record,) = read.records.values()
    with pytest.raises(TableError) as refused:
        judge_record(record, standard(framework))
    assert place in refused.value.message(
        "en"
    ) and f"{said}; expected marks from 0 to the full" in refused.value.message("en")
    assert "不超过满分的得分" in refused.value.message("zh")


def test_every_broken_score_sheet_has_its_refusal():
    assert {path.name for path in BROKEN.iterdir()} == set(REFUSED)


@pytest.mark.parametrize(
    ("stated", "most"),
    [({"item": "test_points", "value": 30.0}, 30), ({"item": "deduction", "value": 1.0, "part_of": "27"}, 27)],
)
def test_more_test_points_than_the_sheet_has_are_said(stated, most):
    entries = tuple(Entry(stage="all", year=2020, **one) for one in ({"item": "duty_score", "value": 99.0}, stated))
    verdicts = judge_record(
        Record(Words("某县", "a county"), 2020, entries), standard("cn-zhejiang-duty-2019")
    ).verdicts
    note = verdicts.where(rule="duty_score")[0].note
    assert f"所报测评点至第{most}点，评分表只有24点" in note.zh
    assert f"test points up to {most} are stated, the sheet has 24" in note.en
