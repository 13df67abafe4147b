"""A job's executed notebooks, put between the front and back matter of what they are about."""

from __future__ import annotations

from collections.abc import Sequence

from nbformat import NotebookNode

from analysis.publish.documents import Appendix
from analysis.publish.jobs import Job
from analysis.show.appendix.matter import follows_rules
from analysis.show.appendix.matter import matter as of_county
from analysis.show.counties.matter import matter as of_counties
from analysis.show.counties.view import open_counties
from analysis.show.county.view import open_view
from analysis.show.guarantee.matter import matter as of_framework
from analysis.show.guarantee.view import open_guarantee
from analysis.show.page.matter import Matter
from analysis.show.reports.matter import matter as of_report
from analysis.show.reports.view import open_reports
from analysis.tables.catalogue.datasets import find_dataset

RULES_TAG = "rules"  # cells that speak of the Chinese rules


def build_appendix(job: Job, notebooks: Sequence[NotebookNode]) -> Appendix:
    """The appendix of one job, ready to be written in any format."""
    kept = notebooks if _follows_rules(job) else [_without_rules(notebook) for notebook in notebooks]
    return Appendix(lang=job.lang, notebooks=kept, **vars(_matter(job)))


def notebooks_of(job: Job) -> list[str]:
    """The notebooks of a job, without those that only judge where no standard is, or need a table that is not there."""
    recipe = job.recipe
    beside = find_dataset(job.dataset).beside if recipe.needs else {}
    names = [name for name in recipe.notebooks if name not in recipe.needs or {*recipe.needs[name]} & {*beside}]
    if not job.recipe.judging or open_view(job.dataset, job.county, job.year, job.lang).standard:
        return names
    return [name for name in names if name not in job.recipe.judging]


def _follows_rules(job: Job) -> bool:
    if job.recipe.scope != "county":
        return True
    return follows_rules(open_view(job.dataset, job.county, job.year, job.lang))


def _without_rules(notebook: NotebookNode) -> NotebookNode:
    """A notebook without its cells about the Chinese rules, for tables that none of them is applied to."""
    cells = [cell for cell in notebook.cells if RULES_TAG not in cell.metadata.get("tags", ())]
    return NotebookNode({**notebook, "cells": cells})


def _matter(job: Job) -> Matter:
    """Front and back matter by what a recipe's documents are about."""
    match job.recipe.scope:
        case "county":
            return of_county(open_view(job.dataset, job.county, job.year, job.lang), job.recipe.title)
        case "dataset":
            return of_counties(open_counties(job.dataset, job.lang), job.recipe.title)
        case "report":
            return of_report(open_reports(job.dataset, job.lang), job.recipe.title)
        case "framework":
            return of_framework(open_guarantee(job.dataset, lang=job.lang), job.recipe.title)
        case other:
            raise ValueError(f"no document is made per {other}")
