"""The documents of a set as matter to be written: each annex, one school's own sheet, the self-assessment's skeleton."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from analysis.language import Words, begun
from analysis.show.appendix.matter import matter as of_county
from analysis.show.appendix.school_sheets import sheets_by_school
from analysis.show.attachments.contents import OF_FRAMEWORK, Block, blocks
from analysis.show.attachments.description import SectionForm, documents, self_report, source_named
from analysis.show.attachments.desk import Desk
from analysis.show.attachments.sentences import said
from analysis.show.page.matter import Matter
from analysis.show.page.plain import as_text
from analysis.show.page.standing import statement
from analysis.show.page.table import Table
from analysis.tables.catalogue.provenance import KIND_WORDS

TO_WRITE = Words("由县填写", "to be completed by the county")
SCHOOL_SHEET = Words("一校一表", "school sheet")
ANNEX = Words("本附件内容", "Everything in this annex")
SHEET = Words("本表内容", "Everything on this sheet")
FILLED_IN = Words("文中由程序填入的内容", "Everything filled in here by the program")


@dataclass(frozen=True)
class Piece:
    """One document of a set: its number, what its sheet and its file are called, and what it says.

    number : of the annex; 0 for a school's own sheet
    is_of_framework : whether what it says is the answers to the framework's items
    """

    number: int
    sheet: str
    name: str
    title: str
    blocks: list[Block]
    is_of_framework: bool = False


@dataclass(frozen=True)
class Set:
    """Everything a county attaches, in one language; what all of its documents say is asked of the county once."""

    desk: Desk
    usual: Matter

    @property
    def lang(self) -> str:
        return self.desk.lang

    def annexes(self) -> Iterator[Piece]:
        for number, one in enumerate(documents(), start=1):
            title = one.title.in_(self.lang)
            named = f"{Words('附件', 'annex-').in_(self.lang)}{number:02d}-{title}"
            sheet, shown = f"{number} {one.sheet.in_(self.lang)}", blocks(self.desk, one.tables)
            yield Piece(number, sheet, named, begun(title), shown, not OF_FRAMEWORK.isdisjoint(one.tables))

    def school_sheets(self) -> Iterator[Piece]:
        """A document for each school that has a value; its code keeps schools of one name apart."""
        for code, school, table in sheets_by_school(self.desk.view):
            title = f"{school}{self.desk.view.text('', ': ')}{SCHOOL_SHEET.in_(self.lang)}"
            yield Piece(0, school, f"{code}-{school}", title, [table])

    def matter_of(self, piece: Piece) -> Matter:
        """An annex: its title, its tables, and below them what they are."""
        place = self.desk.view.place + self.desk.view.text("", ": ")
        title = f"{place}{piece.title}" if piece.number else piece.title
        shown = [_shown(one, self.lang) for one in piece.blocks]
        standing = self.standing(ANNEX if piece.number else SHEET, piece.is_of_framework)
        return self._matter(title, [*shown, f'<p class="note">{escape(standing)}</p>'])

    def standing(self, what: Words, with_framework: bool) -> str:
        """How the results of a document stand: below the tables of each, above the report."""
        view, source = self.desk.view, self.desk.view.table.provenance
        kind = source.of_years(view.table.years).banner or KIND_WORDS[source.kind]
        return statement(self.desk.values_applied(with_framework), kind, [], self.lang, what=what)

    def report(self) -> Matter:
        """The self-assessment's skeleton: what is computed filled in with its source, the rest marked as to be written."""
        place, form = self.desk.view.place, self_report()
        title = Words(f"{place}{form.title.zh}", f"{place}: {form.title.en}").in_(self.lang)
        body = [part for section in form.section for part in self._section(section)]
        draft = Words(f"填报稿 · {self.usual.subtitle}", f"draft to be completed · {self.usual.subtitle}").in_(
            self.lang
        )
        return replace(
            self._matter(title, [*self._draft(), *body, *self._list_of_annexes(), self._to_write(form.sign)]),
            subtitle=draft,
        )

    def _matter(self, title: str, front: list[str]) -> Matter:
        return replace(self.usual, title=title, front=front, back=(), first=(), statement="")

    def _draft(self) -> Iterator[str]:
        """What the skeleton is, before anything else."""
        yield "> " + as_text(self.standing(FILLED_IN, with_framework=True))
        marked = Words(
            f"文中数字由程序测算填入，来源在括号内注明；标有【{TO_WRITE.zh}：……】的内容由县补充。报送前请逐处核对，并删去本段。",
            f"Figures are computed and filled in, each with its source in brackets; passages marked 【{TO_WRITE.en}: …】 are the "
            "county's to add. Check every passage and delete this paragraph before submission.",
        )
        yield "> " + as_text(marked.in_(self.lang))

    def _section(self, section: SectionForm) -> Iterator[str]:
        yield f"{'#' * section.level} {section.title.in_(self.lang)}"
        for name, sources in section.tell.items():
            source = self._source(sources)
            yield from (as_text(one.in_(self.lang)) + source for one in said(self.desk, name))
        yield from map(self._to_write, section.write)

    def _to_write(self, wanted: Words) -> str:
        """A passage marked as the county's to add."""
        colon = Words("：", ": ").in_(self.lang)
        return f"[【{TO_WRITE.in_(self.lang)}{colon}{as_text(wanted.in_(self.lang))}】]{{.to-write}}"

    def _source(self, names: list[str]) -> str:
        named = [source_named(name).in_(self.lang) for name in names]
        return Words(f"（来源：{'、'.join(named)}）", f" (Source: {', '.join(named)})").in_(self.lang)

    def _list_of_annexes(self) -> Iterator[str]:
        """As an official document names them, above its signature: 附件：1. …"""
        listed = [f"{number}. {one.title.in_(self.lang)}" for number, one in enumerate(documents(), start=1)]
        if self.lang == "zh":  # the numbers stand below each other: as wide as what is before the first
            yield f"附件：{listed[0]}"
            yield from ("　　　" + line for line in listed[1:])
        else:
            yield "Annexes:"
            yield "\n".join(listed)


def set_of(desk: Desk, title: Words) -> Set:
    return Set(desk, of_county(desk.view, title, with_schools=False))


def _shown(block: Block, lang: str) -> str:
    return block.html() if isinstance(block, Table) else as_text(block.in_(lang))
