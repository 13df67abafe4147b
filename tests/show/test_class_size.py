"""Class size told from three points and from a thousand schools; what the data do not allow is said, not run wrongly."""

from functools import cache

import pandas as pd
import pytest
from case_files import REPOSITORY, SHARED, needs_shared

from analysis.errors import UsageError
from analysis.insight.class_size.evidence import class_evidence
from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.insight.series.count_series import SeriesError
from analysis.language import Words
from analysis.show import class_size, printed_points, programmes
from analysis.show.class_size import open_class_sizes
from analysis.show.printed_points import open_printed_points
from analysis.tables.catalogue.datasets import load_beside, load_dataset, load_record

PROVINCE = REPOSITORY / "data" / "raw" / "demo" / "province"
opened = cache(open_class_sizes)


def joined(found, lang="zh"):
    told = found if isinstance(found, list) else [found]
    return "".join(words.in_(lang) for words in told if words)


@pytest.fixture
def own(tmp_path, monkeypatch):
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    return tmp_path


def school_rows(**changes):
    """The export of county 990101, as an office would hand it in."""
    rows = pd.read_csv(PROVINCE / "school_rows.csv", dtype=str)
    return rows[rows["县区代码"] == "990101"].assign(**changes)


# ---- three points -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "rule"), [("zh", "沙普利分解（两种次序取平均）"), ("en", "Shapley’s rule, the mean of both")]
)
def test_the_three_splits_of_heng_are_told_with_their_rule(lang, rule):
    told = joined(printed_points.sentences.falls(open_printed_points(lang)), lang)
    for number in ("12.71", "12.07 + 0.64", "11.23 + 1.48", "11.65 + 1.06", "21.23", "8.52"):
        assert number in told
    assert told.index("11.23 + 1.48") < told.index(rule) < told.index("11.65 + 1.06")


def test_two_points_get_the_smallest_possible_p_value_and_no_star():
    points = open_printed_points("en")
    assert points.smallest_p("heng") == 1.0
    assert "1.000" in joined(printed_points.sentences.falls(points), "en")
    assert not any(
        "*" in joined(printed_points.sentences.falls(open_printed_points(lang)), lang) for lang in ("zh", "en")
    )


def test_the_split_of_a_printed_share_comes_with_what_rounding_leaves_open():
    (row,) = printed_points.tables.printed_falls(open_printed_points("en")).rows
    assert row[-1] == "11.65–11.66 + 1.05–1.07"


def test_the_nation_in_2018_and_its_fall_are_told_and_no_split_is_made_up_for_them():
    points = open_printed_points("zh")
    told = joined(printed_points.sentences.fewest_years(points))
    for number in ("7.06", "26.5", "10.3", "28.0", "1.87", "78.1"):
        assert number in told
    assert "无法计算" in told
    assert "china" not in points.falls()


def test_a_mean_of_41_89_is_told_beside_the_share_above_45_that_it_hides():
    told = joined(printed_points.sentences.mean_hides(open_printed_points("en")), "en")
    assert "41.89 students a class" in told
    assert "178 of 428 classes, 41.6%, above 45" in told


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_three_years_of_bands_are_described_without_a_line(lang):
    view = opened("demo-a", lang=lang)
    assert view.kind == "form"
    assert view.years == (2021, 2022, 2023)
    told = joined(class_size.sentences.speed(view), lang)
    assert "0.333" in told  # the smallest p-value three points could reach
    assert all(piece.line is None for piece in view.pieces)
    (row,) = class_size.tables.speed(view).rows
    assert row[2] == "13.7% → 0.7%"


def test_bands_give_exact_shares_of_classes_and_ranges_for_students():
    row = class_size.tables.class_sizes_by_year(opened("demo-a")).rows[-1]
    assert row[4] == "178 (41.6%)"
    assert row[5] == "47.3–51.3%"
    assert "–" in row[3]


# ---- a thousand schools -----------------------------------------------------------------------------------------


def test_the_province_is_known_class_by_class_and_shares_of_students_stand_beside_those_of_classes():
    view = opened("province")
    assert (view.kind, len(view.counties), len(view.years)) == ("list", 12, 10)
    classes = load_beside("province", "classes").merge(load_dataset("province").rows[["year", "school_id", "stage"]])
    now = classes.loc[(classes["year"] == 2023) & (classes["stage"] == "primary"), "students"]
    row = class_size.tables.class_sizes_by_year(view).rows[-1]
    assert row[1].replace(",", "") == f"{len(now)}"
    assert row[6] == f"{(now >= 56).sum()} ({100 * (now >= 56).mean():.1f}%)"
    assert row[7] == f"{100 * now[now >= 56].sum() / now.sum():.1f}%"
    assert row[3] == f"{(now**2).sum() / now.sum():.1f}"


def test_bands_of_the_same_classes_hold_what_the_list_says():
    rows = load_dataset("province").rows
    listed = class_evidence(rows, "primary", load_beside("province", "classes"))
    form = class_evidence(rows, "primary")
    assert form.kind == "form"
    for year, sizes in listed.sizes().items():
        for name, exact in sizes.items():
            bounds = form.sizes()[year][name]
            assert bounds.share == exact.share
            assert bounds.student_share.low <= exact.student_share.low <= bounds.student_share.high
            assert bounds.experienced.low <= exact.experienced.low <= bounds.experienced.high
    county = (form.of(county=code).classes for code in form.counties)
    assert sum(len(classes) for classes in county) == len(listed.classes)


def test_the_county_in_focus_is_the_one_whose_share_moved_most():
    view = opened("province")
    moves = (view.shares_by_county[2023] - view.shares_by_county[2014]).abs()
    assert view.focus.county == moves.idxmax() == "990105"
    assert opened("province", "990103").focus.county == "990103"


def test_every_split_table_adds_up_to_the_change():
    for view in opened("province").scopes:
        *parts, total = [
            [float(cell.replace("−", "-")) for cell in row[1:]]
            for row in class_size.tables.removed_and_added(view).rows
        ]
        assert [sum(column) for column in zip(*parts, strict=True)] == pytest.approx(total, abs=0.011)
        causes = view.enrolment_and_classes
        assert causes.parts["shapley"].sum() == pytest.approx(causes.change, rel=1e-9)
        for column in ("area", "school_id", "county"):
            assert view.by_group(column).parts["shapley"].sum() == pytest.approx(causes.change, rel=1e-9)


def test_a_declared_break_splits_the_line_and_few_points_on_either_side_get_none():
    whole, broken = opened("province", "990105"), opened("province", "990105", break_year=2019)
    assert [len(piece.series.years) for piece in whole.pieces] == [10]
    assert [piece.series.years for piece in broken.pieces] == [tuple(range(2014, 2019)), tuple(range(2019, 2024))]
    assert whole.pieces[0].line is not None
    assert all(piece.line is None for piece in broken.pieces)
    assert "没有拟合线" in joined(class_size.sentences.target(broken))


def test_an_interval_without_an_end_is_said_to_have_none():
    told = joined(class_size.sentences.target(opened("province", "990102")))
    assert "最晚无法确定" in told
    assert "no latest year" in joined(class_size.sentences.target(opened("province", "990102", lang="en")), "en")


def test_a_rising_share_has_no_year_in_which_it_falls_to_the_target():
    assert "没有下降趋势" in joined(class_size.sentences.target(opened("province", "990101")))


def test_years_that_turn_against_the_line_are_pointed_out():
    assert class_size.sentences.TURNED in class_size.sentences.speed(opened("province", "990102"))
    assert class_size.sentences.TURNED not in class_size.sentences.speed(opened("province", "990111"))


def test_estimands_stand_before_their_numbers():
    view = opened("province", lang="en")
    for told in (class_size.sentences.moved, class_size.sentences.causes, class_size.sentences.speed, class_size.sentences.target,
                 class_size.sentences.ledger, class_size.sentences.needs, programmes.sentences.effect):  # fmt: skip
        assert told(view)[0].en.startswith("What is estimated:"), told.__name__


def test_the_last_large_class_leaves_when_its_grade_does():
    view = opened("province", "990105")
    oldest = view.evidence.in_year(2023)
    oldest = oldest[oldest["students"] >= 56]
    assert view.ledger().last_leaves == 2023 + 6 - oldest["grade"].min() + 1
    assert f"{view.ledger().last_leaves}" in joined(class_size.sentences.ledger(view))


def test_nothing_is_projected_beyond_the_births_known():
    view = opened("province")
    assert view.years_ahead == 6
    births = view.births
    assert view.year + view.years_ahead == births.columns[births.notna().all()].max() == 2029
    assert view.forecast.counties["year"].max() == 2029


def test_shortages_by_county_add_up_to_those_of_all_schools():
    view = opened("province")
    *counties, total = class_size.tables.shortages(view).rows
    assert [sum(int(row[k]) for row in counties) for k in range(1, 5)] == [int(cell) for cell in total[1:]]
    assert int(total[1]) == len(view.forecast.marks)


def test_forecasts_of_past_years_beat_both_naive_ones():
    errors = opened("province").back_test.groupby(["step", "method"])["error"].mean().unstack()
    assert (errors["cohorts"] < errors[["ratio_1", "same_as_last_year"]].min(axis=1)).all()
    assert f"升班率为1（{100 * errors.at[1, 'ratio_1']:.1f}%）" in joined(
        class_size.sentences.needs(opened("province"))
    )


def test_the_junior_stage_looks_ahead_from_primary_leavers_and_estimates_no_effect():
    view = opened("province", stage="junior")
    assert view.can_look_ahead
    assert view.forecast.stage == "junior"
    assert isinstance(view.effect, Words)


def test_the_effect_holds_the_truth_and_says_that_the_data_are_simulated():
    view = opened("province", lang="en")
    truth = load_record("province", "truth")["class_size"]["effect"]
    assert isinstance(view.effect, ProgrammeEffect)
    assert view.effect.low <= truth <= view.effect.high
    told = joined(programmes.sentences.effect(view), "en")
    assert "simulated" in told
    assert "inside the interval" in told


def test_the_coverage_table_is_the_record_of_the_benchmark_with_the_rejected_estimators_beside():
    record = load_record("province", "coverage")["class_size"]
    table = programmes.tables.coverage(opened("province", lang="en"))
    assert [row[1] for row in table.rows] == [f"{100 * entry['coverage']:.1f}%" for entry in record.values()]
    assert table.strong == {list(record).index("against_projection")}
    assert len(table.rows) > 5


def test_one_county_alone_has_no_effect_and_counties_declared_by_the_reader_are_used():
    assert isinstance(opened("province", "990105").effect, Words)
    mine = opened("province", programme="990101, 990102,990103", chosen_in=2018)
    assert mine.effect.treated == 3
    assert mine.programme.truth is None
    assert "模拟" not in joined(programmes.sentences.effect(mine))
    assert isinstance(opened("province", programme="990101", chosen_in=2018).effect, Words)


# ---- what the data do not allow ---------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_printed_figures_get_a_sentence_for_every_section_and_no_table(lang):
    view = opened("published", lang=lang)
    assert view.kind == "printed"
    assert view.scopes == ()
    for told in (class_size.sentences.moved, class_size.sentences.speed, class_size.sentences.ledger, class_size.sentences.needs,
                 class_size.sentences.near_limits, programmes.sentences.effect):  # fmt: skip
        assert len(joined(told(view), lang)) > 10
    for table in (class_size.tables.class_sizes_by_year, class_size.tables.means_by_area, class_size.tables.removed_and_added, class_size.tables.speed,
                  class_size.tables.ledger_by_school, class_size.tables.needs_ahead, class_size.tables.shortages, class_size.tables.near_limits, programmes.tables.coverage):  # fmt: skip
        assert table(view) is None


def test_a_gap_between_years_is_named_and_no_line_is_drawn(own):
    rows = school_rows()
    rows[rows["年度"] != "2018"].to_csv(own / "rows.csv", index=False)
    view = open_class_sizes("own")
    assert isinstance(view.pieces, Words)
    assert "缺2018年" in joined(class_size.sentences.speed(view))
    assert class_size.tables.speed(view) is None


def test_one_year_is_no_change(own):
    rows = school_rows()
    rows[rows["年度"] == "2023"].to_csv(own / "rows.csv", index=False)
    view = open_class_sizes("own", lang="en")
    assert joined(class_size.sentences.moved(view), "en") == "There is only one year, 2023: no change to analyse."
    assert class_size.tables.class_sizes_by_year(view).rows


def test_a_reader_s_own_list_of_classes_and_births_answers_everything(own):
    school_rows().to_csv(own / "rows.csv", index=False)
    classes = pd.read_csv(PROVINCE / "classes.csv", dtype=str)
    chinese = {"year": "年份", "school_id": "学校标识码", "grade": "年级", "class_id": "班号", "students": "学生数"}
    mine = classes["school_id"].str.startswith("990101")
    classes[mine].rename(columns=chinese).to_csv(own / "classes.csv", index=False)
    births = pd.read_csv(PROVINCE / "births.csv", dtype=str)
    births[births["county"] == "990101"].to_csv(own / "births.csv", index=False)
    view, theirs = open_class_sizes("own"), opened("province", "990101")
    assert view.kind == "list"
    assert view.sizes == theirs.sizes
    pd.testing.assert_frame_equal(view.forecast.counties[["year", "students", "classes"]],
                                  theirs.forecast.counties[["year", "students", "classes"]])  # fmt: skip
    assert class_size.tables.shortages(view) is None  # nobody said how many rooms there are


def test_classes_without_a_stage_are_refused_in_a_school_of_several(own):
    rows = school_rows()
    rows.loc[rows["学校标识码"] == "990101201", "学校标识码"] = "990101101"
    rows.to_csv(own / "rows.csv", index=False)
    classes = pd.read_csv(PROVINCE / "classes.csv", dtype=str)
    classes[classes["school_id"] == "990101101"].to_csv(own / "classes.csv", index=False)
    with pytest.raises(SeriesError, match="without a stage in a school of several"):
        open_class_sizes("own").kind  # noqa: B018


@needs_shared
def test_means_by_school_give_the_reference_class_sizes_by_area_and_only_a_lower_end_for_students(own):
    folder = SHARED / "data" / "tw_moe_primary_113"
    (own / "113-107.csv").write_bytes((folder / "113-107.csv").read_bytes())
    (own / "mappings").mkdir()
    mapping = REPOSITORY / "tests" / "mappings" / "tw_moe_primary_113.toml"
    (own / "mappings" / "113-107.toml").write_bytes(mapping.read_bytes())
    view = open_class_sizes("own", lang="en")
    assert view.kind == "means"
    assert len(view.counties) == 22
    reference = pd.read_csv(folder / "reference_class_size_by_area.csv").set_index("area")
    words = {"一般": "not remote", "偏遠": "remote", "特偏": "very remote", "極偏": "extremely remote"}
    rows = {row[0]: row for row in class_size.tables.means_by_area(view).rows}
    for area, line in reference.iterrows():
        found = rows[words[area]]
        assert [int(found[k].replace(",", "")) for k in (1, 2)] == [line["schools"], line["classes"]]
        assert found[3] == f"{line['class_size']:.1f}"
        assert found[4].startswith("≥ ")
    assert "cannot be counted" in joined(class_size.sentences.told(view), "en")
    assert class_size.tables.class_sizes_by_year(view) is None
    assert view.scopes == ()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"target": 0}, "share between 0 and 1"),
        ({"stage": "senior"}, "there is no stage 'senior'"),
        ({"county": "000000"}, "000000"),
        ({"year": 1999}, "1999"),
        ({"lang": "fr"}, "fr"),
    ],
)
def test_a_choice_there_is_not_is_refused(arguments, message):
    with pytest.raises(UsageError, match=message):
        open_class_sizes("province", **arguments)
