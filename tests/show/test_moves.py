"""A coefficient moved as far as its three decimals show it: no sign before a nought, no fall that nobody can see."""

from analysis.show.page.moves import direction, moves, signed, unchanged


def test_a_change_that_three_decimals_do_not_show_is_counted_apart():
    assert moves([0.012, 0.0004, -0.0004, 0.0, -0.0005, float("nan")]) == (1, 1, 3)
    assert [direction(one) for one in (0.0006, -0.0006, -0.0001)] == [1, -1, 0]


def test_no_nought_has_a_sign():
    assert [signed(one) for one in (-0.0001, 0.0003, -0.0012, 0.0012)] == ["0.000", "0.000", "−0.001", "+0.001"]


def test_what_did_not_change_is_told_only_where_there_is_something():
    assert unchanged(0) == ("", "")
    assert unchanged(2).en == ", 2 unchanged to three decimals"
