"""Front and back matter of an appendix: the fixed tables; method, conventions, sources."""

from __future__ import annotations

from analysis import __version__
from analysis.rules.standards import SPLIT, standard
from analysis.show import tables
from analysis.show.standing import conventions, sources
from analysis.show.view import View


def front(view: View) -> list[str]:
    """The fixed tables that stand before the explanations."""
    blocks = [
        _heading(view.text("测算结果总表", "Results at a glance")),
        tables.answers(view).html(),
        tables.cv_summary(view).html(),
        _heading(view.text("学校达标情况", "Schools and thresholds")),
        tables.schools(view).html(),
        tables.shortfalls(view).html(),
        _heading(view.text("班额与学校规模", "Class sizes and school sizes")),
        tables.class_sizes(view).html(),
        tables.school_sizes(view).html(),
        _heading(view.text("一校一表", "School sheets")),
        *(table.html() for table in tables.school_sheets(view)),
    ]
    return blocks


def back(view: View) -> list[str]:
    """Method, conventions, sources."""
    return [
        _heading(view.text("方法与口径", "Method and conventions")),
        conventions(view.conventions, view.lang),
        *(note.in_(view.lang) for note in (view.standard.notes() if view.standard else ())),
        _heading(view.text("数据与标准来源", "Sources of data and standards")),
        *sources(view.table.provenance, view.lang),
        *_standard_lines(view),
    ]


def _standard_lines(view: View) -> list[str]:
    if view.standard is None:
        return []
    documents = (view.standard, standard(SPLIT))
    return ["\n".join(f"- {one.document}: {one.title.in_(view.lang)} (`{one.id}`)" for one in documents)]


def version_line(view: View) -> str:
    """Product, standard and conventions that made these numbers; never the clock."""
    rules = view.standard.id if view.standard else "—"
    chosen = ", ".join(f"{name}={value}" for name, value in view.conventions.differences().items())
    return f"junheng {__version__} · {rules} · " + (chosen or view.text("默认口径", "default conventions"))


def _heading(text: str) -> str:
    return f"# {text}"
