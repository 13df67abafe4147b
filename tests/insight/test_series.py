"""What cannot carry a trend is refused by name, in both languages."""

import pytest

from analysis.insight.series.count_series import SeriesError, count_series

REFUSALS = [
    (
        {"years": [2016, 2017, 2017], "counts": [1, 1, 1], "bases": [9, 9, 9]},
        "2017 appears more than once",
        "2017年出现两次以上",
    ),
    ({"years": [2015, 2018], "counts": [1, 1], "bases": [9, 9]}, "2016, 2017 missing", "缺2016、2017年"),
    ({"years": [2016], "counts": [1], "bases": [9]}, "one point only", "只有一个年份"),
    ({"years": [], "counts": [], "bases": []}, "no point at all", "没有数据"),
    ({"years": [2016, 2017], "counts": [1, 10], "bases": [9, 9]}, "10 of 9 is above 100%", "10占9，超过100%"),
    ({"years": [2016, 2017], "counts": [1, 1], "bases": [9, float("nan")]}, "a count of 1 without a base", "没有基数"),
    ({"years": [2016, 2017], "counts": [1, 1], "bases": [9, 0]}, "without a base", "没有基数"),
    ({"years": [2016, 2017], "counts": [1, -1], "bases": [9, 9]}, "a count of '-1'", "计数为“-1”"),
    ({"years": [2016, 2017], "counts": [1, float("nan")], "bases": [9, 9]}, "a count of 'nan'", "计数为“nan”"),
    (
        {"years": [2016, 2017], "counts": [559, 655], "bases": [5562, 6485]},
        "the base goes from 5562 to 6485 (+16.6%); expected one definition",
        "基数由5562变为6485",
    ),
    (
        {"years": [2016, 2017], "counts": [1, 1], "bases": [9, 9], "breaks": [2016]},
        "the break 2016 is outside",
        "断点2016年",
    ),
    ({"years": [2016, 2017], "counts": [1], "bases": [9, 9]}, "2 years, 1 counts, 2 bases", "年份2个"),
]


@pytest.mark.parametrize(("given", "english", "chinese"), REFUSALS)
def test_a_series_that_cannot_carry_a_trend_is_refused_by_name(given, english, chinese):
    with pytest.raises(SeriesError) as caught:
        count_series("甲县", **given)
    assert english in caught.value.message("en")
    assert chinese in caught.value.message("zh")
    assert "甲县" in caught.value.message("en")


def test_every_fault_is_named_at_once():
    with pytest.raises(SeriesError) as caught:
        count_series("A", [2015, 2017, 2017], [1, 5, 12], [9, 0, 9])
    assert len(caught.value.problems) == 4


def test_years_may_come_in_any_order_and_a_declared_break_allows_the_base_to_jump():
    series = count_series("A", [2017, 2016], [655, 559], [6485, 5562], breaks=[2017])
    assert series.years == (2016, 2017)
    assert series.counts.tolist() == [559, 655]
    assert [piece.years for piece in series.segments()] == [(2016,), (2017,)]
