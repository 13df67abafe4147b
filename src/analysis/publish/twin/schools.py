"""The sheet of inputs (学校): the rows of the school table as received, missing figures blank, and who shares what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pandas import DataFrame
from pandas.api.types import is_numeric_dtype

from analysis.language import Words
from analysis.publish.twin.grid import Cell, Column, Content, Formula, Sheet, Style
from analysis.publish.twin.limits import Limits
from analysis.publish.twin.reckoning import NOTHING, figure, quoted, where_known
from analysis.rules.counting.split import MOST_GENERAL, SCHOOL, split_shares
from analysis.rules.measures.sizes import BANDS
from analysis.rules.rule import Condition, Rule
from analysis.rules.standards import weights_on
from analysis.show.county.view import View
from analysis.show.page import words
from analysis.tables.schools import IDENTITY

NAME = Words("学校", "Schools")
SHARE = "share of the school"
_COLUMN_OF_SIZES = re.compile(r"classes_(?:(?P<least>\d+)_or_more|over_(?P<most>\d+))")
INPUT, INPUT_TEXT = Style("input"), Style("input text")


def least_of_column(field: str) -> int:
    """From how many students the classes of a column are: classes_over_45 → 46; 0 for another column."""
    found = _COLUMN_OF_SIZES.fullmatch(field)
    return (int(found["least"] or 0) or int(found["most"]) + 1) if found else 0


class Schools:
    """Every row of this county and year by its place in the school table."""

    def __init__(self, view: View, limits: Limits) -> None:
        self.view, self.limits = view, limits
        self.rows = view.sections.source.rows
        self.ledger = view.sections.ledger
        shared = self.rows[self.rows["is_shared"].astype(bool)].groupby(SCHOOL, sort=False)
        self._school = {row: list(school.index) for _, school in shared if self._counts(school) for row in school.index}
        self.bands = [name for name in BANDS if set(BANDS) & {*self.rows}]
        self.sizes = [name for name in self.rows if name not in BANDS and least_of_column(name)]
        self.sheet = Sheet(NAME.in_(view.lang), NAME.in_(view.lang), _notes(view))
        self.grid = self.sheet.add(self.rows.index, [*self._about(), *map(self._figures, self._fields())])

    def _counts(self, school: DataFrame) -> bool:
        """Whether any section of a through-school counts; of the others nothing is shared out."""
        return bool(self.ledger.loc[school.index, "into"].notna().any())

    def figure(self, row: object, field: str) -> Cell:
        """A figure as received; of a through-school its total."""
        return self.grid.cell(row, field)

    def share(self, row: object) -> Cell:
        """The share of a through-school's resources that goes to one of its sections."""
        return self.grid.cell(row, SHARE)

    def is_shared(self, row: object) -> bool:
        """Whether a row's resources are those of a whole through-school."""
        return row in self._school

    def limit(self, rule: Rule, whom: str, row: object) -> str | None:
        """The limit for one school: that of the first exception whose conditions its row states, else the rule's."""
        chosen = self.limits.limit(rule, whom)
        for place in reversed(range(len(rule.exemptions))):
            if cell := self.limits.limit(rule, whom, place):
                chosen = f"IF({self._holds(rule, place, row)},{cell},{chosen or NOTHING})"
        return str(chosen) if chosen else None

    def _holds(self, rule: Rule, place: int, row: object) -> str:
        exception = rule.exemptions[place]
        stated = [part for one in exception.conditions for part in self._condition(one, row)]
        return f"AND({','.join([f'LEN({self.figure(row, exception.evidence)})>0', *stated])})"

    def _condition(self, condition: Condition, row: object) -> Iterator[str]:
        cell = self.figure(row, condition.field)
        if condition.equals is not None:
            yield f"{cell}={quoted(self._text(condition.field, condition.equals))}"
            return
        whole = f"*{self.figure(row, condition.share_of)}" if condition.share_of else ""
        yield f"ISNUMBER({cell})"
        if whole:
            yield f"{self.figure(row, condition.share_of)}>0"
        for sign, bound in ((">=", condition.at_least), ("<=", condition.at_most), (">", condition.above)):
            if bound is not None:
                yield f"{cell}{sign}{bound:g}{whole}"

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _fields(self) -> list[str]:
        """The figures that any rule reckons with, in the order of the vocabulary; texts last."""
        verdict, terms = self.view.verdict, self.view.table.terms
        used = {name for one in verdict.indicators for name in terms.indicators[one].fields}
        used |= {terms.indicators[one].or_numerator for one in verdict.indicators} & {*self.rows}
        used |= {"students"} | {name for rule in verdict.case.rules for name in _asked_by(rule)}
        if verdict.verdicts.where(measure="class_size"):
            used |= {"classes", *self.bands, *self.sizes}
        known = [name for name in terms.fields if name in used]
        return [*sorted(known, key=lambda name: name in IDENTITY), *sorted(used - {*known})]

    def _about(self) -> Sequence[Column]:
        """Who a row is, how it counts, what shows an exception, and its share of a through-school's resources."""
        text, rows, lang = self.view.text, self.rows, self.view.lang

        def column(key: str, zh: str, en: str, width: float) -> Column:
            return Column(key, text(zh, en), lambda row: self._text(key, rows.at[row, key]), width=width)

        counted = Column(
            "why", text("如何计入", "How it counts"), lambda row: self.ledger.at[row, "why"].in_(lang), width=42
        )
        found = [
            column("school_id", "学校标识码", "Code", 14),
            column("school", "学校", "School", 28),
            column("stage", "学段", "Stage", 8),
            column("school_type", "办学类型", "Type", 15),
            counted,
        ]
        if self._school:
            found.append(
                Column(SHARE, text("资源拆分份额", "Share of the school"), self._split, Style("number", "0.0000"), 11)
            )
        return found

    def _text(self, field: str, value: object) -> Content:
        """A text of the table in the reader's language."""
        if field in ("stage", "school_type"):
            return words.kind(str(value), self.view.lang) or str(value)
        return self.view.area(str(value)) if field == "area" and value else str(value)

    def _figures(self, field: str) -> Column:
        about = self.view.table.terms.fields.get(field)
        least = BANDS.get(field, least_of_column(field))
        is_size = field in (*self.bands, *self.sizes)
        sub = least if is_size else about.unit.in_(self.view.lang) if about else ""
        head = about.label.in_(self.view.lang) if about else field
        form = Style("number", self.view.text('"≥"0"人"', '"≥ "0')) if is_size else Style()
        return Column(
            field,
            head,
            lambda row: self._figure(row, field),
            lambda row: self._style(row, field),
            7.5 if is_size else 11,
            sub,
            form,
        )

    def _figure(self, row: object, field: str) -> Content:
        """As received; the first section of a through-school states the whole school's total, the others repeat it."""
        school = self._school[row] if self._is_total(row, field) else [row]
        known = self.rows.loc[school, field].dropna() if field in self.rows else ()
        stated = known.iloc[0] if len(known) else None
        if row != school[0]:
            return Formula(figure(self.figure(school[0], field)), stated)
        return self._text(field, stated) if isinstance(stated, str) else stated

    def _style(self, row: object, field: str) -> Style:
        if self._is_total(row, field) and row != self._school[row][0]:
            return Style("number")
        return INPUT if field not in self.rows or is_numeric_dtype(self.rows[field]) else INPUT_TEXT

    def _is_total(self, row: object, field: str) -> bool:
        """Whether a figure is a whole through-school's."""
        about = self.view.table.terms.fields.get(field)
        return row in self._school and about is not None and about.is_shared

    def _split(self, row: object) -> Content:
        """A section's weighted students by all of its school's; by head count where the conventions choose so."""
        if not self.is_shared(row):
            return None
        school = self._school[row]
        counts = {self.rows.at[one, "stage"]: self.rows.at[one, "students"] for one in school}
        kind, stage = self.rows.at[row, "school_type"], self.rows.at[row, "stage"]
        weights = weights_on(self.limits.split, self.view.day) if self.limits.split else None
        value = split_shares(counts, kind, weights)[stage]
        students = {one: self.figure(one, "students") for one in school}
        cells, of = list(students.values()), {one: str(cell) for one, cell in students.items()}
        if weights is not None:
            own = kind if counts.keys() <= weights.get(kind, {}).keys() else MOST_GENERAL
            each = {one: self.limits.weight(own, self.rows.at[one, "stage"]) for one in school}
            cells, of = [*cells, *each.values()], {one: f"{each[one]}*{students[one]}" for one in school}
        whole = "+".join(of.values())
        return Formula(where_known(cells, f"IF({whole}>0,{of[row]}/({whole}),{NOTHING})"), value)


def _asked_by(rule: Rule) -> set[str]:
    """The fields that a rule's exceptions ask a school for."""
    fields = {name for one in rule.exemptions for each in one.conditions for name in (each.field, each.share_of)}
    return (fields | {one.evidence for one in rule.exemptions}) - {""}


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "着色单元格为输入，可以改动；没有数据的留空，不要填0：空白按缺数据处理，相应判断为无法判断。",
            "Coloured cells are the inputs and may be changed. Leave blank what is not known, never 0: a blank leaves the "
            "verdicts that rest on it open.",
        ),
        view.text(
            "一贯制学校、完全中学的校舍、设备等在其第一行填全校总数，其余行自动相同，按“限值”表的比例和各学段在校生数拆分。",
            "Rooms, grounds and equipment of a through-school are stated once, in its first row, as the whole school's total; "
            "they are shared out by the weights on the sheet of limits and the students of each stage.",
        ),
    ]
