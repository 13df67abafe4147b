"""Front and back matter of the overview of many reports."""

from __future__ import annotations

import datetime as dt

from analysis import __version__
from analysis.insight.reports.overview import CAVEAT
from analysis.language import Words, begun
from analysis.show.collection.sentences import as_read
from analysis.show.collection.view import CollectionView
from analysis.show.page.matter import Matter
from analysis.show.reports.matter import as_of

LEAD = Words(
    "本总览只用各报告自身所载数字互相复算，是测算结果，不是对报告的评价或认定；不作排名。",
    "This overview only recomputes the printed numbers of each report from each other: computed results, neither an "
    "appraisal of the reports nor an official finding; nothing is ranked. ",
)


def matter(view: CollectionView, title: Words) -> Matter:
    """What the overview says beside its notebook."""
    said = [LEAD, CAVEAT, as_read(view)]
    return Matter(
        title=begun(title.in_(view.lang)),
        subtitle=view.text("测算结果", "computed results"),
        statement=Words("", " ").in_(view.lang).join(one.in_(view.lang).strip() for one in said if one),
        banner=None,
        front=[],
        back=[],
        as_of=day_of(view),
        version_line=f"junheng {__version__}",
    )


def day_of(view: CollectionView) -> dt.date:
    """The day the overview is dated by: of the latest report."""
    return as_of(max((report.year[:4] for report in view.audit.reports.values()), default=""))
