"""Front and back matter of an appendix: the fixed tables; method, conventions, sources."""

from __future__ import annotations

from collections.abc import Sequence

from analysis import __version__
from analysis.language import Words
from analysis.rules.rule import StandardValue
from analysis.rules.standards import SPLIT, InForce, standard
from analysis.show.appendix.first_page import first_page, to_check
from analysis.show.appendix.results import answers
from analysis.show.appendix.school_sheets import school_sheets, schools_meeting_all, schools_without_sheet
from analysis.show.balance.tables import cv_summary
from analysis.show.conditions.stated import stated_answers
from analysis.show.conditions.tables import class_sizes, school_sizes, schools, shortfalls
from analysis.show.county.view import View
from analysis.show.county.without_data import without_data
from analysis.show.data.notes import notes_first
from analysis.show.page.matter import Matter
from analysis.show.page.plain import as_text
from analysis.show.page.standing import conventions, names_stay, sources, statement
from analysis.show.page.table import Table
from analysis.tables.catalogue.provenance import KIND_WORDS

STATED_TOO = Words(
    "学校各项按学校数据表测算，其余各项按县级数据表所填判定；未填报的各项未作判断。",
    "What is asked of schools is computed from the school table, the other items are judged from what the county's own "
    "workbook states; what it does not state is not judged.",
)


def matter(view: View, title: Words, with_schools: bool = True) -> Matter:
    """Everything a county's appendix says beside its notebooks.

    title        : what the kind of appendix is called
    with_schools : whether the tables of single schools stand in it, the ledgers in front and the sheets at the end
    """
    source = view.table.provenance
    banner = source.of_years(view.table.years).banner
    answers_first = first_page(view)
    return Matter(
        title=_titled(view, title).in_(view.lang),
        subtitle=view.text(
            f"{view.year}年 · 测算结果，非官方认定", f"{view.year} · computed results, not an official finding"
        ),
        statement=_statement(view, banner or KIND_WORDS[source.kind], not answers_first),
        banner=banner.in_(view.lang) if banner else None,
        front=front(view, with_schools),
        back=[*back(view), *(annex(view) if with_schools else ())],
        as_of=source.as_of,
        version_line=version_line(view),
        verdicts=view.verdict.headlines,
        first=answers_first,
    )


def _statement(view: View, kind: Words, is_alone: bool) -> str:
    """What page 1 says of itself; alone, also how much has to be checked, which page 1 otherwise answers."""
    rules = [view.standard] if view.standard else []
    scope = STATED_TOO if view.record and view.standard else None
    said = statement(values_applied(view), kind, rules, view.lang, view.choice, scope)
    masked = view.table.provenance.masked
    said = masked.in_(view.lang) + view.text("", " ") + said if masked else said
    checked = to_check(view) if is_alone else None
    return said + view.text("", " ") + checked.in_(view.lang) if checked else said


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


def front(view: View, with_schools: bool = True) -> list[str]:
    """The fixed tables that stand before the explanations; without a standard there is nothing to judge schools by.

    What has to be checked before the results are used comes first. What nothing can be said about stands in one
    sentence, and parts that would say no more are left out.
    """
    parts = [
        (None, [notes_first(view)]),
        (Words("主要测算结果", "Main results"), _results(view)),
        *(_of_schools(view) if view.standard and with_schools else ()),
    ]
    return [block for title, found in parts for block in _part(view, title, found)]


def _results(view: View) -> list[Table | Words | None]:
    """What was found rule by rule, what nothing can be said about, the coefficients."""
    found = answers(view) if view.standard else None
    return [found, without_data(view), cv_summary(view) if view.indicators else None]


def _of_schools(view: View) -> list[tuple[Words, list[Table | Words | None]]]:
    """The parts that judge single schools; those about thresholds only where a school has a value."""
    sizes = [table if table.rows else None for table in (class_sizes(view), school_sizes(view))]
    parts = [(Words("班额与学校规模", "Class sizes and school sizes"), sizes)]
    if not view.indicators:
        return parts
    thresholds = [*schools(view), shortfalls(view), stated_answers(view)]
    return [(Words("学校达标情况", "Schools and thresholds"), thresholds), *parts]


def annex(view: View) -> list[str]:
    """A table a school at the very end: those that miss something, then those that meet everything in one table."""
    if not (view.standard and view.indicators):
        return []
    sheets = [*school_sheets(view), schools_meeting_all(view), schools_without_sheet(view)]
    return _part(view, Words("附：一校一表", "Annex: school sheets"), sheets)


def _part(view: View, title: Words | None, found: Sequence[Table | Words | None]) -> list[str]:
    """A heading and the blocks under it; nothing where there is no block."""
    blocks = [as_text(one.in_(view.lang)) if isinstance(one, Words) else one.html() for one in found if one]
    return [*([_heading(title.in_(view.lang))] if title and blocks else []), *blocks]


def back(view: View) -> list[str]:
    """Method, conventions, sources."""
    return [
        _heading(view.text("方法与口径", "Method and conventions")),
        conventions(view.conventions, view.lang, follows_rules(view)),
        *(note.in_(view.lang) for note in view.verdict.notes),
        _heading(
            view.text("数据与标准来源", "Sources of data and standards")
            if view.standard
            else view.text("数据来源", "Sources of data")
        ),
        *sources(view.table.provenance, view.lang),
        *names_stay((view.place, *view.table.rows["school"]), view.lang),
        *_standard_lines(view),
    ]


def _standard_lines(view: View) -> list[str]:
    if view.standard is None:
        return []
    documents = (view.standard, standard(SPLIT))
    return [
        "\n".join(
            view.text(f"- {one.document}：{one.title.zh}", f"- {one.document}: {one.title.en}") for one in documents
        )
    ]


def follows_rules(view: View) -> bool:
    """Whether anything of the Chinese rules was applied: a standard, or the split of through-schools."""
    return view.standard is not None or bool(view.table.rows["is_shared"].any())


def version_line(view: View) -> str:
    """Product, standard and conventions that made these numbers; never the clock."""
    rules = view.standard.id if view.standard else "—"
    chosen = ", ".join(f"{name}={value}" for name, value in view.conventions.differences().items())
    return f"junheng {__version__} · {rules} · " + (chosen or view.text("默认口径", "conventions as listed"))


def _heading(text: str) -> str:
    return f"# {text}"
