"""The audit as readers see it: one report, many reports, waterfalls, both languages."""

import re

import pytest

from analysis.errors import UsageError
from analysis.insight.reports.claims import Order
from analysis.insight.reports.findings import Conclusion
from analysis.publish.jobs import default_jobs
from analysis.show import reports
from analysis.show.reports import open_reports


@pytest.fixture(scope="module", params=["zh", "en"])
def pingluo(request):
    return open_reports("pingluo_2023", request.param)


def test_an_unknown_report_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(UsageError) as refused:
        open_reports("nosuch")
    assert "pingluo_2023" in refused.value.message("en")


def test_the_open_findings_are_those_that_do_not_follow_from_their_parts(pingluo):
    shown = " ".join(" ".join(row) for row in reports.tables.open_findings(pingluo).rows)
    assert "13.24%" in shown and "13.2285%" in shown
    assert "59.98%" in shown
    assert len(reports.tables.open_findings(pingluo).rows) == 6
    assert len([found for found in pingluo.findings if found.conclusion is Conclusion.NOT_REPRODUCED]) == 5
    assert all(row[5] for row in reports.tables.open_findings(pingluo).rows)


def test_a_reader_sees_what_would_have_to_be_true(pingluo):
    assert len(reports.tables.would_need(pingluo).rows) == 7


def test_the_reproduced_and_the_open_findings_are_told_apart_and_counted(pingluo):
    bounds = sum(found.kind == Order.kind and found.conclusion is Conclusion.REPRODUCED for found in pingluo.findings)
    assert len(reports.tables.reproduced(pingluo).rows) + bounds == pingluo.counts[Conclusion.REPRODUCED]
    said = reports.sentences.one_report(pingluo).in_(pingluo.lang)
    assert str(len(pingluo.report.facts)) in said and "nan" not in said


def test_units_are_in_the_readers_language():
    rows = reports.tables.reproduced(open_reports("pingluo_2023", "en")).rows
    assert not [row for row in rows if re.search("[一-鿿]", " ".join(row))]


def test_the_overview_lists_every_report_once_and_says_it_is_no_ranking(pingluo):
    table = reports.tables.reports_overview(pingluo)
    assert len(table.rows) == len(pingluo.audit.reports) == 28
    assert [row[0] for row in table.rows] == [one.title.in_(pingluo.lang) for one in pingluo.audit.reports.values()]
    for row, report in zip(table.rows, pingluo.audit.reports, strict=True):  # every finding is counted in one column
        checks, *groups = (int(cell.replace(",", "")) for cell in row[3:])
        assert checks == sum(groups) == len(pingluo.audit.of(report)), report
    assert ("不作排名" if pingluo.lang == "zh" else "No ranking") in table.note


def test_totals_that_do_not_close_are_drawn_first(monkeypatch):
    drawn = []
    monkeypatch.setattr("analysis.show.reports.figures.show_figure", lambda figure, caption: drawn.append(caption))
    reports.figures.waterfalls(open_reports("banan_2018", "en"))
    assert "cannot be reproduced" in drawn[0]
    assert all("cannot be reproduced" not in caption for caption in drawn[1:])


def test_reports_named_in_the_recipe_are_there():
    names = {job.dataset for job in default_jobs(["en"], ["reports"]) if job.recipe.scope == "report"}
    assert names and names <= set(open_reports("pingluo_2023").audit.reports)


@pytest.mark.parametrize(("report", "kept"), [("heng_2018", 3), ("pingluo_2023", 5)])
def test_what_the_picture_counts_as_reproduced_is_listed_or_counted_under_the_list(report, kept):
    view = reports.open_reports(report, "en")
    table = reports.tables.reproduced(view)
    assert f"Not listed: {kept} more relations" in table.note
    assert len(table.rows) + kept == view.counts[Conclusion.REPRODUCED]
    assert not any(
        row[2][:1].isdigit() for row in table.rows if row[0] == "Aid per award"
    )  # a usual range, not a result
