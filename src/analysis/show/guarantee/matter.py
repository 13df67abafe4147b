"""Front and back matter of the appendix that holds a report's figures, or a county's own, against a framework."""

from __future__ import annotations

from dataclasses import replace

from analysis import __version__
from analysis.language import Words
from analysis.show.guarantee.sentences import result
from analysis.show.guarantee.view import GuaranteeView
from analysis.show.page.matter import Matter
from analysis.show.page.standing import names_stay, sources, statement
from analysis.show.reports.matter import matter_of_report
from analysis.tables.catalogue.datasets import sources_of_record
from analysis.tables.catalogue.provenance import KIND_WORDS, Provenance

LEAD = Words(
    "本附件以报告自身所载数据逐项对照评估文件，是测算结果，不是对该县的评价或认定；未载明的一律不作为达标。",
    "This appendix compares the figures printed in a report with an evaluation document, item by item: a computed result, neither "
    "an appraisal of the county nor an official finding; what is not printed never counts as met. ",
)


NO_SCHOOLS = Words(
    "没有学校数据表，各项只按县级数据表所填判定，未填报的各项未作判断。",
    "There is no school table: items are judged from what the county's own workbook states, and what it does not state is not "
    "judged.",
)


def matter(view: GuaranteeView, title: Words, dataset: str = "") -> Matter:
    """What the appendix says beside its notebook: the result in a sentence, and whose figures these are.

    dataset : whose county it is, where the view is of no report
    """
    if view.report is None:
        return _of_county(view, title, dataset)
    heading = Words("数据所出的报告", "The report the figures are from")
    said = LEAD.in_(view.lang) + result(view).in_(view.lang)
    about = matter_of_report(view.report, view.lang, title, said, heading)
    return replace(about, verdicts=view.judged_items, version_line=_version_line(view))


def _of_county(view: GuaranteeView, title: Words, dataset: str) -> Matter:
    """The same of a county that speaks for itself."""
    record, source = view.record, _sources(view, dataset)
    years = (
        view.county.table.years if view.county else [record.year] if record.year else []
    )  # monitoring shows them too
    banner = source.of_years(years).banner
    year = Words(f"{record.year}年 · 测算结果", f"{record.year} · computed results")
    alone = Words("测算结果", "computed results")
    said = statement(
        view.verdict.rules_applied, banner or KIND_WORDS[source.kind], [view.standard], view.lang,
        view.county.choice if view.county else None, None if view.county else NO_SCHOOLS,
    )  # fmt: skip
    return Matter(
        title=record.place.in_(view.lang) + Words("：", ": ").in_(view.lang) + title.in_(view.lang),
        subtitle=(year if record.year else alone).in_(view.lang),
        statement=f"{said}{view.text('', ' ')}{result(view).in_(view.lang)}",
        banner=banner.in_(view.lang) if banner else None,
        front=[],
        back=[
            f"# {view.text('数据来源', 'Sources of data')}",
            *sources(source, view.lang),
            *names_stay([record.place.en], view.lang),
        ],
        as_of=source.as_of,
        version_line=_version_line(view),
        verdicts=view.judged_items,
    )


def _sources(view: GuaranteeView, dataset: str) -> Provenance:
    return view.county.table.provenance if view.county else sources_of_record(dataset, view.record.year)


def _version_line(view: GuaranteeView) -> str:
    """Product, framework and conventions that made these numbers; never the clock."""
    chosen = ", ".join(f"{name}={value}" for name, value in view.conventions.differences().items())
    said = chosen or view.text("默认口径", "conventions as listed")
    return f"junheng {__version__} · {view.standard.id} · {said}"
