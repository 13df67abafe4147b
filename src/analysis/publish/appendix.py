"""A job's executed notebooks, put between the front and back matter of what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from analysis import __version__
from analysis.language import Words
from analysis.publish.documents import Appendix
from analysis.publish.jobs import Job
from analysis.show.appendix import matter
from analysis.show.counties import view as counties
from analysis.show.county.view import open_view
from analysis.show.page import standing
from analysis.show.reports import view as reports
from analysis.tables.catalogue.provenance import KIND_WORDS


def build_appendix(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    """The appendix of one job, ready to be written in any format."""
    return _BUILDERS[job.recipe.scope](job, notebooks)


def _of_county(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    view = open_view(job.dataset, job.county, job.year, job.lang)
    banner = view.table.provenance.of_years(view.table.years).banner
    kind = banner or KIND_WORDS[view.table.provenance.kind]
    rules = [view.standard] if view.standard else []
    statement = standing.statement(matter.values_applied(view), kind, rules, job.lang)
    return Appendix(
        title=matter.title(view, job.recipe.title),
        subtitle=Words(f"{view.year}年 · 测算结果", f"{view.year} · computed results").in_(job.lang),
        statement=statement,
        lang=job.lang,
        banner=banner.in_(job.lang) if banner else None,
        front=matter.front(view),
        notebooks=notebooks,
        back=matter.back(view),
        as_of=view.table.provenance.as_of,
        version_line=matter.version_line(view),
    )


def _of_many(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    view = counties.open_counties(job.dataset, job.lang)
    return Appendix(
        title=job.recipe.title.in_(job.lang),
        subtitle=Words("测算结果", "computed results").in_(job.lang),
        statement=counties.page_one(view),
        lang=job.lang,
        banner=view.provenance.banner.in_(job.lang) if view.provenance.banner else None,
        front=[],
        notebooks=notebooks,
        back=counties.back(view),
        as_of=view.as_of,
        version_line=counties.version_line(view),
    )


def _of_report(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    view = reports.open_reports(job.dataset, job.lang)
    return Appendix(
        title=view.report.place.in_(job.lang) + view.text("：", ": ") + job.recipe.title.in_(job.lang),
        subtitle=Words("测算结果", "computed results").in_(job.lang),
        statement=reports.page_one(view),
        lang=job.lang,
        banner=None,
        front=[],
        notebooks=notebooks,
        back=reports.back(view),
        as_of=reports.as_of(view),
        version_line=f"junheng {__version__}",
    )


_BUILDERS = {"county": _of_county, "dataset": _of_many, "report": _of_report}
