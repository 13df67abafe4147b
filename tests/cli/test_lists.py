"""`junheng datasets` and `junheng standards`: what there is, and what holds on a day."""

import datetime as dt
import re

import pytest

from analysis.rules.standards import load_standards
from analysis.tables.catalogue.datasets import datasets


@pytest.mark.parametrize(
    ("lang", "kinds"), [("zh", ("重构数据", "真实数据", "合成数据")), ("en", ("reconstructed", "real", "synthetic"))]
)
def test_every_data_set_is_listed_with_kind_rows_and_years(junheng, lang, kinds):
    said = junheng("--lang", lang, "datasets")
    assert said.code == 0
    for dataset in datasets():
        assert dataset.id in said.out
    for kind in kinds:
        assert kind in said.out
    assert re.search(r"demo-a .*\b94 +2021–2023", said.out)
    assert re.search(r"michigan .*\b3850 +1992–1998", said.out)
    assert "…" not in said.out  # a cell folds and is never cut


def test_a_table_that_cannot_be_read_is_named_and_hides_no_other_data_set(junheng, tmp_path):
    (tmp_path / "own.csv").write_text("年份,学校名称,在校生数（小学）\n2023,一小,三百\n", encoding="utf-8")
    said = junheng("--data", tmp_path, "datasets")
    assert said.code == 1
    assert "own.csv › C2" in said.err
    assert "demo-a" in said.out
    assert "own data" in said.out


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_value_in_force_on_a_day_is_listed_with_its_clause(junheng, lang):
    day = dt.date(2018, 1, 1)
    said = junheng("--lang", lang, "standards", "--date", day.isoformat())
    assert said.code == 0
    for standard in load_standards().values():
        assert standard.id in said.out
        for held in standard.in_force(day):
            shown = rf"(?<![\d.])(?:{held.value:g}0*|{100 * held.value:g}%)(?![\d.])"
            assert re.search(shown, said.out), held
            assert held.since.isoformat() in said.out


def test_a_rule_that_does_not_hold_yet_is_not_listed(junheng):
    assert "2018-12-31" not in junheng("standards", "--date", "2018-01-01").out
    assert "2018-12-31" in junheng("standards", "--date", "2019-01-01").out
    assert "2017-04-19" not in junheng("standards", "--date", "2016-01-01").out


def test_confidence_and_limits_are_said_in_words(junheng):
    zh = junheng("--lang", "zh", "standards", "--date", "2018-01-01").out
    assert "转引" in zh
    assert "差异系数不超过" in zh
    assert not re.search(r"cv_at_most|meet_at_least|secondary|nine_year", zh)
    en = junheng("--lang", "en", "standards", "--date", "2018-01-01").out
    assert "second hand" in en
    assert "CV at most" in en
