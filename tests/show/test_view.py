"""The front door: what a reader may ask for, what is refused, and where a number comes from."""

import re

import pytest
from show.views import view_of

from analysis.errors import UsageError
from analysis.formulas import student_weighted_cv
from analysis.show.counties import open_counties
from analysis.show.county.view import open_view
from analysis.show.page.trace import trace_lines


def test_the_latest_year_of_the_first_county_is_opened_when_nothing_is_said():
    view = open_view("demo-a")
    assert (view.county, view.year, view.lang) == ("DEMO-A", 2023, "zh")
    assert view.table.years == [2021, 2022, 2023]


def test_a_view_of_an_earlier_year_knows_nothing_of_later_ones():
    view = open_view("demo-a", year=2022)
    assert view.year == 2022
    assert view.table.years == [2021, 2022]
    assert {section.row for section in view.verdict.sections} <= set(view.table.rows.index)
    assert view.table.provenance.banner.en == "synthetic data (not real)"


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"dataset": "nosuch"}, "five-schools"),
        ({"dataset": "demo-a", "county": "nosuch"}, "DEMO-A"),
        ({"dataset": "demo-a", "year": 1999}, "2021"),
        ({"dataset": "demo-a", "lang": "fr"}, "zh, en"),
        ({"dataset": "published"}, "published"),
    ],
)
def test_what_there_is_not_is_refused_and_what_there_is_is_named(asked, named):
    with pytest.raises(UsageError) as refused:
        open_view(**asked)
    for lang in ("zh", "en"):
        assert named in refused.value.message(lang)
    assert refused.value.exit_code == 2


def test_a_data_set_without_a_standard_is_judged_by_none():
    view = view_of("michigan")
    assert view.standard is None
    assert view.floor is None
    assert view.stages == ["all"]
    assert not view.verdict.headlines


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_coefficient_is_traced_to_formula_rule_file_sheet_and_cells(lang):
    view = view_of("demo-a", lang)
    verdict = view.verdict.cvs["junior", "pe_art_teachers_per_100"]
    lines = trace_lines(verdict, view.table.terms, lang)
    value, formula, rule, *cells = lines
    assert value.endswith(repr(verdict.result.value))
    assert student_weighted_cv.__name__ in formula
    assert "校际差异系数" in formula
    assert "教督〔2017〕6号 资源配置 3" in rule
    assert {line.split(": ")[0] for line in cells} == (
        {"体育、艺术专任教师数", "在校生数"} if lang == "zh" else {"PE and arts teachers", "students"}
    )
    for line in cells:
        assert re.search(r": demo-a-2023\.xlsx › 学校情况 › [A-Z]+\d+(, [A-Z]+\d+)*$", line)
        assert len(line.split(", ")) == len(view.rows_of("junior"))


def test_the_cells_traced_hold_the_numbers_the_result_was_made_of():
    from openpyxl import load_workbook

    from analysis.tables.catalogue.datasets import find_dataset

    view = view_of("demo-a")
    result = view.mean("pe_art_teachers_per_100", "junior")
    (file,) = [file for file in find_dataset("demo-a").files if file.name == "demo-a-2023.xlsx"]
    sheet = load_workbook(file.path, data_only=True)["学校情况"]
    sums = {}
    for line in trace_lines(result, view.table.terms, "en"):
        if found := re.match(r"(PE and arts teachers|students): .* › (.*)$", line):
            sums[found[1]] = sum(float(sheet[cell].value) for cell in found[2].split(", "))
    assert result.value == pytest.approx(100 * sums["PE and arts teachers"] / sums["students"], rel=1e-12)


def test_a_trace_is_printed(capsys):
    view = view_of("five-schools")
    view.trace(view.balance("books_per_student", "primary"))
    assert "five_schools.csv › " in capsys.readouterr().out


def test_counties_of_a_school_table_and_of_printed_facts_open_alike():
    for dataset in ("published", "demo-b"):
        view = open_counties(dataset, "en")
        assert view.rows
        assert all(view.indicators[name].short.en for row in view.rows for name in row.cvs)
