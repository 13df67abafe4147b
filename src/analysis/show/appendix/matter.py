"""Front and back matter of an appendix: the fixed tables; method, conventions, sources."""

from __future__ import annotations

from analysis import __version__
from analysis.language import Words
from analysis.rules.rule import StandardValue
from analysis.rules.standards import SPLIT, InForce, standard
from analysis.show.appendix.results import answers
from analysis.show.appendix.school_sheets import school_sheets
from analysis.show.balance.tables import cv_summary
from analysis.show.conditions.stated import stated_answers
from analysis.show.conditions.tables import class_sizes, school_sizes, schools, shortfalls
from analysis.show.county.view import View
from analysis.show.data.notes import moving, notes_first
from analysis.show.page.matter import Matter
from analysis.show.page.standing import conventions, sources, statement
from analysis.tables.catalogue.provenance import KIND_WORDS


def matter(view: View, title: Words) -> Matter:
    """Everything a county's appendix says beside its notebooks; `title` is what the kind of appendix is called."""
    source = view.table.provenance
    banner = source.of_years(view.table.years).banner
    rules = [view.standard] if view.standard else []
    return Matter(
        title=_titled(view, title).in_(view.lang),
        subtitle=view.text(f"{view.year}年 · 测算结果", f"{view.year} · computed results"),
        statement=statement(values_applied(view), banner or KIND_WORDS[source.kind], rules, view.lang, view.choice)
        + _to_check(view),
        banner=banner.in_(view.lang) if banner else None,
        front=front(view),
        back=back(view),
        as_of=source.as_of,
        version_line=version_line(view),
        verdicts=view.verdict.headlines,
    )


def _to_check(view: View) -> str:
    """On page 1, how much has to be checked before the results are used; nothing where nothing has."""
    count = len(moving(view))
    if not count:
        return ""
    return view.text(
        f"数据中有{count}处须先核对，可能影响下列结果，见表1。",
        f" To be checked before the results are used: {count} point(s), listed in table 1.",
    )


def _titled(view: View, title: Words) -> Words:
    """The county's name before the title; a data set without a Chinese standard is named by its own."""
    if view.standard:
        return Words(f"{view.place}{title.zh}", f"{view.place}: {title.en}")
    source = view.table.provenance.title
    return Words(
        f"{source.zh}：{view.place}校际差异测算附件", f"{source.en}: {view.place}, differences between schools"
    )


def values_applied(view: View) -> list[StandardValue | InForce]:
    """Every rule value behind the numbers, the floor of the school rule and the split weights among them."""
    values: list[StandardValue | InForce] = list(view.verdict.rules_applied)
    if view.standard is not None:
        values += [one for one in view.standard.in_force(view.day) if one.number == "floor_share"]
        values += standard(SPLIT).in_force(view.day) if view.table.rows["is_shared"].any() else []
    return values


def front(view: View) -> list[str]:
    """The fixed tables that stand before the explanations; without a standard there is nothing to judge schools by.

    What has to be checked before the results are used comes first.
    """
    doubts = notes_first(view)
    checked = [doubts.html()] if doubts else []
    summary = [_heading(view.text("主要测算结果", "Main results")), cv_summary(view).html()]
    if view.standard is None:
        return [*checked, *summary]
    return [
        *checked,
        summary[0],
        answers(view).html(),
        summary[1],
        _heading(view.text("学校达标情况", "Schools and thresholds")),
        *(table.html() for table in schools(view)),
        shortfalls(view).html(),
        *(table.html() for table in (stated_answers(view),) if table),
        _heading(view.text("班额与学校规模", "Class sizes and school sizes")),
        class_sizes(view).html(),
        school_sizes(view).html(),
        _heading(view.text("一校一表", "School sheets")),
        *(table.html() for table in school_sheets(view)),
    ]


def back(view: View) -> list[str]:
    """Method, conventions, sources."""
    return [
        _heading(view.text("方法与口径", "Method and conventions")),
        conventions(view.conventions, view.lang, follows_rules(view)),
        *(note.in_(view.lang) for note in (view.standard.notes() if view.standard else ())),
        _heading(
            view.text("数据与标准来源", "Sources of data and standards")
            if view.standard
            else view.text("数据来源", "Sources of data")
        ),
        *sources(view.table.provenance, view.lang),
        *_standard_lines(view),
    ]


def _standard_lines(view: View) -> list[str]:
    if view.standard is None:
        return []
    documents = (view.standard, standard(SPLIT))
    return ["\n".join(f"- {one.document}: {one.title.in_(view.lang)} (`{one.id}`)" for one in documents)]


def follows_rules(view: View) -> bool:
    """Whether anything of the Chinese rules was applied: a standard, or the split of through-schools."""
    return view.standard is not None or bool(view.table.rows["is_shared"].any())


def version_line(view: View) -> str:
    """Product, standard and conventions that made these numbers; never the clock."""
    rules = view.standard.id if view.standard else "—"
    chosen = ", ".join(f"{name}={value}" for name, value in view.conventions.differences().items())
    return f"junheng {__version__} · {rules} · " + (chosen or view.text("默认口径", "default conventions"))


def _heading(text: str) -> str:
    return f"# {text}"
