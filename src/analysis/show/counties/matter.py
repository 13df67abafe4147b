"""Front and back matter of the appendix on many counties."""

from __future__ import annotations

from analysis import __version__
from analysis.language import Words
from analysis.rules.conventions import Conventions
from analysis.show.counties.view import Counties
from analysis.show.page.matter import Matter
from analysis.show.page.standing import conventions, names_stay, sources, statement
from analysis.tables.catalogue.provenance import KIND_WORDS

#: Where the data set's own numbers are not real and published ones stand beside them.
PUBLISHED_APART = Words("（注明来源的公布数字除外）", "; published figures, where they are named, excepted")


def matter(view: Counties, title: Words, has_published: bool = False) -> Matter:
    """What the appendix says beside its notebooks: whose data, which rules, method and sources.

    has_published : whether sections of it show published figures beside the data set's own
    """
    banner = view.provenance.banner
    if banner and has_published:
        banner = Words(banner.zh + PUBLISHED_APART.zh, banner.en + PUBLISHED_APART.en)
    named = ", ".join(one.id for one in view.standards if one)
    return Matter(
        title=title.in_(view.lang),
        subtitle=view.text("测算结果", "computed results"),
        statement=statement(view.limits, banner or KIND_WORDS[view.provenance.kind], (), view.lang),
        banner=banner.in_(view.lang) if banner else None,
        front=[],
        back=[
            f"# {view.text('方法与口径', 'Method and conventions')}",
            _method(view),
            f"# {view.text('数据来源', 'Sources')}",
            *sources(view.provenance, view.lang),
            *names_stay((row.place.in_(view.lang) for row in view.rows), view.lang),
        ],
        as_of=view.as_of,
        version_line=" · ".join(filter(None, (f"junheng {__version__}", named))),
    )


def _method(view: Counties) -> str:
    """The choices that matter: how values are compared, and how they were computed where they were not printed."""
    figures = [figure for row in view.rows for figure in row.cvs.values()]
    if figures and all(figure.printed for figure in figures):
        return f"- {Conventions().said('compare').in_(view.lang)}"
    return conventions(Conventions(), view.lang)
