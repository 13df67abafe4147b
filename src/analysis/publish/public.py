"""The public version of a run (公开版): what is made, and of which data, where few people must not be seen."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

from analysis.errors import UsageError
from analysis.insight.masking.public import made_public
from analysis.language import Words
from analysis.publish.jobs import Job
from analysis.rules.county_files import CountyRecords
from analysis.tables.catalogue.county_share import with_own_digests
from analysis.tables.catalogue.slices import Slice

FROM_VARIABLE, SCHOOLS_VARIABLE = "JUNHENG_PUBLIC_FROM", "JUNHENG_PUBLIC_SCHOOLS"  # among the choices of a run
SCHOOLS = ("name", "code")
SAID = Words(
    "公开版：不足{least}人的数字不列出，附件中注明隐去的数量和原因。",
    "Public version: figures of fewer than {least} people are not shown; the documents say how many, and why.",
)
REFUSED = Words(
    "数据有误，公开版未生成；有误之处见内部版",
    "the data contain errors: not made; the internal version says which and where",
)


@dataclass(frozen=True)
class Public:
    """What a public version shows.

    least   : people from whom on a figure is shown
    by_code : schools are not named
    """

    least: int
    by_code: bool

    @property
    def said(self) -> Words:
        return SAID.format(least=self.least)


def choose_public(least: int, schools: str, per_school: bool = False) -> None:
    """Everything that follows is made of masked data.

    UsageError for a way to name schools that there is not, and where single schools are asked for.
    """
    if per_school:
        found = Words("公开版不单列学校", "the public version has no sheets of single schools")
        raise UsageError.at("--per-school", found, Words("不与 --public 同用", "not beside --public"))
    if schools not in SCHOOLS:
        listed = ", ".join(SCHOOLS)
        found = Words(f"没有“{schools}”", f"there is no '{schools}'")
        raise UsageError.at("--schools", found, Words(f"以下之一：{listed}", f"one of: {listed}"))
    os.environ[FROM_VARIABLE] = str(least)
    os.environ[SCHOOLS_VARIABLE] = "code" if schools == "code" else ""


def chosen_public() -> Public | None:
    """What was chosen; None for the internal version."""
    least = os.environ.get(FROM_VARIABLE, "")
    return Public(int(least), os.environ.get(SCHOOLS_VARIABLE) == "code") if least else None


def publishable(jobs: Sequence[Job]) -> list[Job]:
    """The jobs made of one county's rows alone, which can be masked whole; UsageError where there is none.

    What a file with faults holds in its cells is not told.
    """
    found = [
        replace(job, refusal=job.refusal and REFUSED)
        for job in jobs
        if job.recipe.scope == "county" and not job.recipe.is_of_whole
    ]
    if jobs and not found:
        said = Words("所选附件没有公开版", "there is no public version of the appendices chosen")
        raise UsageError.at("--public", said, Words("县区附件（county）", "the appendix of a county (county)"))
    return found


def as_published(whole: Slice) -> Slice:
    """A county's slice with its rows masked, and nothing beside them: classes, registers and what the county states."""
    public = chosen_public()
    if public is None:
        return whole
    table = made_public(whole.table, public.least, by_code=public.by_code)
    source = with_own_digests(table.provenance, table)  # of unmasked figures, it would let them be guessed
    table = replace(table, provenance=source)
    return Slice(replace(whole.dataset, beside={}, county_facts=()), table, CountyRecords())
