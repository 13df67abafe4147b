"""A job's executed notebooks, put between the front and back matter of what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from analysis.language import Words
from analysis.publish.documents import Appendix
from analysis.publish.jobs import Job
from analysis.show.appendix.matter import follows_rules
from analysis.show.appendix.matter import matter as of_county
from analysis.show.collection.matter import matter as of_collection
from analysis.show.collection.view import open_collection
from analysis.show.counties.matter import matter as of_counties
from analysis.show.counties.view import open_counties
from analysis.show.county.view import open_view
from analysis.show.guarantee.matter import matter as of_framework
from analysis.show.guarantee.tables import ledger, rule_notes
from analysis.show.guarantee.view import GuaranteeView, open_guarantee
from analysis.show.monitoring import monitoring_of
from analysis.show.page.matter import Matter
from analysis.show.reports.matter import matter as of_report
from analysis.show.reports.view import open_reports
from analysis.tables.catalogue.datasets import find_dataset

ANNEX = Words("附件", "Annex")

#: Tags of cells that speak of the Chinese rules, of indicators, of urban, town and rural places.
RULES, INDICATORS, AREAS = "rules", "indicators", "urban-rural"
#: Tags of cells about a framework: what holds two years' schools against each other; what there is only where it prints
#: limits, awards points, lists the evidence of its items, where a choice matters to them.
TWO_YEARS, JUDGED, POINTS, PROOFS, DEFINITIONS = "two-years", "judged", "points", "proofs", "definitions"
#: Of cells that hold a county's years against each other, that tell what was said on reading reports.
YEARS, MESSAGES = "years", "messages"


def build_appendix(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    """The appendix of one job, ready to be written in any format."""
    return Appendix(lang=job.lang, notebooks=notebooks, mark=ANNEX.in_(job.lang), **vars(_matter(job)))


def notebooks_of(job: Job) -> list[str]:
    """The notebooks of a job without those that would have nothing to say.

    They have no standard to judge by, no indicator to measure, or need a table that does not stand beside the schools'.
    """
    recipe = job.recipe
    beside = find_dataset(job.dataset).beside if recipe.needs else {}
    left_out = {name for name, tables in recipe.needs if not {*tables} & {*beside}}
    if recipe.judging or recipe.measuring:
        view = open_view(job.dataset, job.county, job.year, job.lang)
        left_out |= {*(() if view.standard else recipe.judging), *(() if view.indicators else recipe.measuring)}
    return [name for name in recipe.notebooks if name not in left_out]


def tags_left_out(job: Job) -> set[str]:
    """The tags of cells that do not apply: no rule is applied, no indicator has a value, a document prints no limit."""
    return {tag for tag, is_so in _what_applies(job).items() if not is_so}


def _what_applies(job: Job) -> dict[str, bool]:
    if job.recipe.scope in ("framework", "items"):
        framework = _framework(job)
        applies = {JUDGED: framework.judged_lines, POINTS: framework.awards_points, PROOFS: framework.lists_proofs}
        applies[DEFINITIONS] = ledger(framework) or rule_notes(framework)
        return {TWO_YEARS: _has_two_years(job), **{tag: bool(is_so) for tag, is_so in applies.items()}}
    if job.recipe.scope == "collection":
        return {MESSAGES: open_collection(job.lang).has_messages}
    if job.recipe.scope != "county":
        return {}
    view = open_view(job.dataset, job.county, job.year, job.lang)
    about = {RULES: follows_rules(view), INDICATORS: bool(view.indicators), AREAS: view.has_chinese_areas}
    return {**about, YEARS: len(view.table.years) > 1}


def _framework(job: Job) -> GuaranteeView:
    """An entered report's figures against a framework, or a county's own."""
    if job.recipe.scope == "framework":
        return open_guarantee(job.dataset, lang=job.lang)
    return open_guarantee("", lang=job.lang, dataset=job.dataset, county=job.county, year=job.year)


def _has_two_years(job: Job) -> bool:
    """Whether it is about a county with a school table of its year and of the year before."""
    if job.recipe.scope != "items" or find_dataset(job.dataset).shape != "schools":
        return False
    return monitoring_of(open_view(job.dataset, job.county, job.year, job.lang)).has_both_years


def _matter(job: Job) -> Matter:
    """Front and back matter by what a recipe's documents are about."""
    match job.recipe.scope:
        case "county":
            view = open_view(job.dataset, job.county, job.year, job.lang)
            return of_county(view, job.recipe.title, job.recipe.has_schools_in_front)
        case "dataset":
            return of_counties(open_counties(job.dataset, job.lang), job.recipe.title, job.recipe.has_published)
        case "report":
            return of_report(open_reports(job.dataset, job.lang), job.recipe.title)
        case "collection":
            return of_collection(open_collection(job.lang), job.recipe.title)
        case "framework":
            return of_framework(_framework(job), job.recipe.title)
        case "items":
            return of_framework(_framework(job), job.recipe.title, job.dataset)
        case other:
            raise ValueError(f"no document is made per {other}")
