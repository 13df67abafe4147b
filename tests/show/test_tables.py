"""The tables of notebooks and appendix: printed figures come out at their printed digits, totals close."""

import re

import pytest
from case_files import as_printed
from show.views import DATASETS, LANGS, view_of

from analysis.rules.results import Answer
from analysis.show import balance, conditions, counties, data, distribution
from analysis.show.appendix import results, school_sheets
from analysis.show.counties import open_counties
from analysis.show.county.provenance import provenance
from analysis.tables.catalogue.datasets import load_facts

OF_A_VIEW = [
    provenance, data.tables.doubts, data.tables.reconciliation, data.tables.who_is_in, data.tables.ledger, data.tables.near_scope_lines,
    data.tables.split_schools, data.tables.split_example, results.answers, balance.tables.cv_summary, conditions.tables.shortfalls,
    conditions.tables.class_sizes, conditions.tables.school_sizes,
]  # fmt: skip
OF_A_STAGE = [distribution.tables.inequality, distribution.tables.halves]
#: Tables that are None where no school's area is stated.
OF_AREAS = [distribution.tables.by_area, distribution.tables.theil_split]


def number(text):
    return float(text.replace(",", "").replace("−", "-"))


def rows_of(table, **wanted):
    """Rows as dictionaries by heading, those that agree with `wanted`."""
    heads = [head if isinstance(head, str) else head[0] for head in table.columns]
    found = [dict(zip(heads, row, strict=True)) for row in table.rows]
    return [row for row in found if all(row[head] == value for head, value in wanted.items())]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("dataset", DATASETS)
def test_every_table_can_be_made_of_every_data_set(dataset, lang):
    view = view_of(dataset, lang)
    made = [make(view) for make in OF_A_VIEW]
    made += [make(view, stage) for make in OF_A_STAGE for stage in view.stages]
    made += [make(view, stage) for make in OF_AREAS for stage in view.stages if view.areas]
    made += [
        balance.tables.readings(view, view.most_uneven(view.stages[0])),
        *school_sheets.school_sheets(view),
        *conditions.tables.schools(view),
    ]
    for table in made:
        assert not re.search(r"\b(nan|None|inf)\b", table.text()), table.text()
        assert not re.search(r"›\s*›|不低于—|\(\)", table.text()), table.text()
    if lang == "en":
        for table in made:
            heads = " ".join(part for head in table.columns for part in ([head] if isinstance(head, str) else head))
            assert not re.search(r"[\u4e00-\u9fff]", heads), heads


@pytest.mark.parametrize("dataset", ["michigan", "five-schools"])
def test_there_is_no_table_of_areas_where_no_school_states_one(dataset):
    view = view_of(dataset)
    assert [make(view, stage) for make in OF_AREAS for stage in view.stages] == [None] * 2


def printed_by_pingluo():
    facts = load_facts("published").select(source="pingluo_2023")
    own = set(view_of("demo-a").table.terms.indicators)
    return [fact for statistic in ("mean", "cv") for fact in facts.select(statistic=statistic) if fact.measure in own]


def test_all_means_and_coefficients_of_pingluo_come_from_the_schools_of_demo_a():
    view, facts = view_of("demo-a"), printed_by_pingluo()
    assert len(facts) == 2 * 2 * len(view.indicators) == 28
    for fact in facts:
        result = view.mean if fact.statistic == "mean" else view.balance
        assert as_printed(result(fact.measure, fact.stage).value, like=fact.printed) == fact.printed, fact


def test_the_summary_shows_those_coefficients_to_three_decimals():
    view = view_of("demo-a")
    summary = balance.tables.cv_summary(view)
    names = [one.name for one in view.indicators]
    coefficients = [row for row in summary.rows if row[1] == "差异系数"]
    for stage, row in zip(("primary", "junior"), coefficients, strict=True):
        for name, shown in zip(names, row[2:-1], strict=True):
            assert shown == as_printed(view.balance(name, stage).value, like="0.515")
        mean = sum(view.balance(name, stage).value for name in names) / len(names)
        assert row[-1] == as_printed(mean, like="0.515")


def test_class_and_school_counts_of_pingluo_come_out():
    view = view_of("demo-a")
    totals = {
        row["学段"]: row for row in rows_of(conditions.tables.class_sizes(view)) if row["学校"].startswith("全部")
    }
    assert (totals["小学"]["班级数"], totals["初中"]["班级数"]) == ("428", "213")
    assert (totals["小学"]["超限额班数"], totals["初中"]["超限额班数"]) == ("178", "30")
    assert [number(row["在校生数"]) for row in rows_of(conditions.tables.school_sizes(view)) if row["超过"] != "—"] == [
        2016
    ]


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_every_row_read_is_counted_merged_or_left_out_in_who_is_in(dataset):
    view = view_of(dataset)
    stage, read = None, {}
    for row in rows_of(data.tables.who_is_in(view)):
        stage = row["学段"] or stage
        kind = "读入合计" if row["学段"] else row["分类"]
        schools, students = read.get((stage, kind), (0, 0))
        read[stage, kind] = schools + number(row["学校（学段）数"]), students + number(row["在校生数"])
    stages = {stage for stage, _ in read}
    for stage in stages:
        assert read[stage, "处理"] == read[stage, "读入合计"]
        areas, owners = read.get((stage, "计入学校按城乡分")), read.get((stage, "计入学校按举办者分"))
        assert areas == owners
    everything = view.table.rows[view.table.rows["year"] == view.year]
    assert sum(read[stage, "读入合计"][0] for stage in stages) == len(everything)
    assert sum(read[stage, "读入合计"][1] for stage in stages) == everything["students"].sum()


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_the_rows_of_a_stage_over_the_class_limit_add_up_to_its_total(dataset):
    table = conditions.tables.class_sizes(view_of(dataset))
    for stage in {row["学段"] for row in rows_of(table)}:
        *schools, total = rows_of(table, 学段=stage)
        assert sum(number(row["超限额班数"]) for row in schools) == number(total["超限额班数"])
        assert number(total["66人及以上"]) <= number(total["56人及以上"]) <= number(total["超限额班数"])


@pytest.mark.parametrize("dataset", ["demo-a", "demo-b"])
def test_schools_lists_every_counted_section_and_shortfalls_every_threshold_missed(dataset):
    view = view_of(dataset)
    listed, missed = conditions.tables.schools(view), conditions.tables.shortfalls(view)
    assert [len(table.rows) for table in listed] == [len(view.rows_of(stage)) for stage in view.stages]
    below = [v for section in view.verdict.sections for v in section.indicators.values() if v.answer is Answer.NOT_MET]
    assert len(missed.rows) == len(below)
    for row in rows_of(missed):
        assert number(row["差距"]) == pytest.approx(number(row["标准"]) - number(row["数值"]), abs=0.011)
    if dataset == "demo-b":
        assert any("↓" in row["未达标的指标"] for table in listed for row in rows_of(table))


def test_the_floor_named_in_the_tables_is_that_of_the_standard():
    view = view_of("demo-b")
    floor = view.floor
    assert f"是否≥标准的{floor:.0%}" in conditions.tables.shortfalls(view).columns
    assert all(f"低于标准的{floor:.0%}" in table.note for table in conditions.tables.schools(view))


def test_theil_between_and_within_add_up():
    table = distribution.tables.theil_split(view_of("demo-b"), "primary")
    for row in rows_of(table):
        assert number(row["组间"]) + number(row["组内"]) == pytest.approx(number(row["总体"]), abs=0.00011)


def test_percentile_ratios_are_not_shown_of_few_schools():
    few = distribution.tables.halves(view_of("demo-b"), "junior")
    assert "P95/P5" not in few.columns and "不足20所时不计算" in few.note
    many = distribution.tables.halves(view_of("demo-b"), "primary")
    assert all(number(row["P95/P5"]) >= 1 for row in rows_of(many))


def test_the_worked_example_stands_beside_its_unweighted_reading():
    (row,) = rows_of(balance.tables.readings(view_of("five-schools"), "books_per_student"))
    assert (row["本附件口径（按在校生数加权）"], row["不加权"]) == ("0.515", "0.489")


def test_a_school_sheet_names_the_row_of_the_file_it_comes_from():
    sheet = school_sheets.school_sheets(view_of("demo-a"))[0]
    assert re.search(r"来源：demo-a-2023\.xlsx › 学校情况 › 第\d+行。$", sheet.note)
    from_csv = school_sheets.school_sheets(view_of("five-schools"))[0]
    assert re.search(r"来源：five_schools\.csv › 第\d+行。$", from_csv.note)


def test_composites_of_the_published_rows_are_the_means_of_their_parts():
    checked = rows_of(counties.tables.composite_check(open_counties("published", "zh")))
    answers = [row["复算"] for row in checked]
    assert len(checked) == 23 + 1  # the twelve counties and districts of the basic balance, and Jiujiang 2023
    assert answers.count("相符") == len(checked) - 1
    (rounding,) = [row for row in checked if row["复算"] != "相符"]
    assert rounding["县区"].endswith("永川区")
    assert (rounding["学段"], rounding["原文综合"]) == ("小学", "0.562")
    assert rounding["各单项算术平均值"] == "0.562750"
    assert rounding["复算"] == "仅在修约范围内相符"


def test_a_composite_that_hides_a_single_failure_is_named():
    hidden = {
        (row["县区"], row["学段"]): row
        for row in rows_of(counties.tables.hidden_by_composite(open_counties("published")))
    }
    (luyang,) = [row for (place, _), row in hidden.items() if "庐阳" in place and row["综合"] == "0.592"]
    assert "1.299" in luyang["高于该限值的单项"]


def test_a_coefficient_that_rounding_would_turn_is_judged_unrounded_and_said_so():
    rows = rows_of(counties.tables.rounding_matters(open_counties("published")))
    (backbone,) = [row for row in rows if row["数值"] == "0.501787"]
    assert backbone["判断"] == "× 未达标"
    assert "鸠江" in backbone["县区"]
    assert re.search(r"0\.50", backbone["说明"])
