"""The sheet of sections that count (计入): resources of through-schools split, teaching points added to their school."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.language import Words
from analysis.publish.twin.grid import Cell, Column, Content, Formula, Sheet, Style
from analysis.publish.twin.reckoning import where_known
from analysis.publish.twin.schools import Schools
from analysis.show.county.view import View
from analysis.show.page import words

NAME = Words("计入", "Counted")


class Counted:
    """The counted sections, stage by stage, by the place of their main row in the school table."""

    def __init__(self, view: View, schools: Schools) -> None:
        self.view, self.schools = view, schools
        self.rows = view.sections.rows
        into = view.sections.ledger["into"].dropna()
        self._parts = {row: list(group.index) for row, group in into.groupby(into, sort=False)}
        lines = [row for stage in view.verdict.case.stages for row in self.rows.index[self.rows["stage"] == stage]]
        terms = view.table.terms
        used = dict.fromkeys(field for name in view.verdict.indicators for field in _fields(view, name))
        fields = [name for name in terms.fields if name in used] + [name for name in used if name not in terms.fields]
        self.sheet = Sheet(
            NAME.in_(view.lang), view.text("计入测算的学校（学段）", "Sections that count"), _notes(view)
        )
        self.grid = self.sheet.add(lines, [*section_columns(view, lambda row: row), *map(self._column, fields)])

    def figure(self, row: object, field: str) -> Cell:
        """A figure of a section after splitting and adding up."""
        return self.grid.cell(row, field)

    def _column(self, field: str) -> Column:
        about = self.view.table.terms.fields.get(field)
        head = about.label.in_(self.view.lang) if about else field
        form = "#,##0" if about and about.is_whole and not about.is_shared else "#,##0.00"
        unit = about.unit.in_(self.view.lang) if about else ""
        return Column(field, head, lambda row: self._figure(row, field), Style("number", form), 12, unit)

    def _figure(self, row: object, field: str) -> Content:
        terms, cells = [], []
        about = self.view.table.terms.fields.get(field)
        for part in self._parts[row]:
            figure = self.schools.figure(part, field)
            is_split = self.schools.is_shared(part) and about is not None and about.is_shared
            share = [self.schools.share(part)] if is_split else []
            terms.append("*".join(map(str, (figure, *share))))
            cells += [figure, *share]
        return Formula(where_known(cells, "+".join(terms)), self.rows[field].get(row) if field in self.rows else None)


def section_columns(view: View, row_of) -> Sequence[Column]:
    """Stage and school of what a line is about."""
    rows, lang = view.sections.rows, view.lang
    return [
        Column(
            "stage", view.text("学段", "Stage"), lambda line: words.kind(rows.at[row_of(line), "stage"], lang), width=8
        ),
        Column("school", view.text("学校", "School"), lambda line: str(rows.at[row_of(line), "school"]), width=30),
    ]


def _fields(view: View, indicator: str) -> tuple[str, ...]:
    about = view.table.terms.indicators[indicator]
    direct = (about.or_numerator,) if about.or_numerator in view.sections.rows else ()
    return (*about.fields, *direct)


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "由“学校”表逐项算出：一贯制学校按份额拆分，不计校数的教学点并入所属学校；一部分缺数据，合计即缺数据。",
            "Computed from the sheet of schools: through-schools are split, teaching points that are no schools of their own are "
            "added to their parent; where a part is missing, so is the sum.",
        ),
        view.text(
            "哪些行计入、并入哪所学校，是制作本簿时定下的，不随改动而变：学生数越过教学点界限或变为0的，须重新运行 junheng。",
            "Which rows count, and into which school, was settled when the workbook was made and does not follow changes: "
            "where students cross the line for teaching points or become 0, run junheng again.",
        ),
    ]
