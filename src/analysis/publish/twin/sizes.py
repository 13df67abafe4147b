"""The sheets of class sizes (班额) and school sizes (学校规模): what is over its limit, row by row and school by school."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

from analysis.language import Words
from analysis.publish.twin.answers import is_stated
from analysis.publish.twin.grid import WHOLE, Column, Content, Formula, Grid, Sheet
from analysis.publish.twin.reckoning import NOTHING, figure, known, none_over, where_known
from analysis.publish.twin.schools import Schools, least_of_column
from analysis.rules.measures.sizes import classes_over, sizes_of_schools
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.show.county.view import View
from analysis.show.page import words

CLASSES, SCHOOLS = Words("班额", "Class sizes"), Words("学校规模", "School sizes")


class Held(NamedTuple):
    """One row or school against the limit of one verdict."""

    verdict: int  # its place among the verdicts
    who: object


def reckoned(view: View, measure: str) -> list[Verdict]:
    """The verdicts of a measure that rest on school rows."""
    return [one for one in view.verdict.verdicts.where(measure=measure) if not is_stated(one)]


class Sizes:
    """One line for each row or school a verdict is about; how much it is over the limit, nothing where not known."""

    total = "SUM({})"  # how the verdict's value comes of the lines

    def __init__(self, view: View, schools: Schools, measure: str) -> None:
        self.view, self.schools = view, schools
        self.verdicts = reckoned(view, measure)
        self.sheet = self._sheet()
        lines = [Held(place, who) for place, one in enumerate(self.verdicts) for who in self._who(one)]
        self.grid: Grid = self.sheet.add(lines, self._columns())

    def value(self, verdict: Verdict) -> Content:
        """The verdict's value: how many are over the limit; nothing while that is open."""
        lines = self._of(verdict)
        if not lines:
            return None
        over = self.grid.down(lines, "over")
        answer = none_over(over, len(lines), self.view.lang)
        open_ = ANSWER_WORDS[Answer.CANNOT_JUDGE].in_(self.view.lang)
        return Formula(f'IF({answer}="{open_}",{NOTHING},{self.total.format(over)})', verdict.result.value)

    def answer(self, verdict: Verdict) -> Content:
        lines = self._of(verdict)
        said = ANSWER_WORDS[verdict.answer].in_(self.view.lang)
        return Formula(none_over(self.grid.down(lines, "over"), len(lines), self.view.lang), said) if lines else said

    def _of(self, verdict: Verdict) -> list[Held]:
        place = next(place for place, one in enumerate(self.verdicts) if one is verdict)
        return [line for line in self.grid.lines if line.verdict == place]

    def _verdict(self, line: Held) -> Verdict:
        return self.verdicts[line.verdict]

    def _about(self, row_of: Callable[[Held], object]) -> Sequence[Column]:
        rows, text = self.schools.rows, self.view.text
        return [
            Column(
                "whom",
                text("对象", "Whom"),
                lambda line: words.kind(self._verdict(line).stage, self.view.lang),
                width=16,
            ),
            Column("school", text("学校", "School"), lambda line: str(rows.at[row_of(line), "school"]), width=32),
        ]


class ClassSizes(Sizes):
    """Every row with classes, teaching points that were merged or left out included."""

    def __init__(self, view: View, schools: Schools) -> None:
        rows = schools.rows
        self._over = {
            one.stage: classes_over(rows.loc[list(one.result.inputs.rows)], one.limit.value)[1]
            for one in reckoned(view, "class_size")
        }
        super().__init__(view, schools, "class_size")

    def _sheet(self) -> Sheet:
        note = self.view.text(
            "各行超过限额的班数，由“学校”表的分档班数算出；没有分档班数的，平均班额超过限额的按1个班计，为下限。",
            "Classes over the limit in each row, from the bands on the sheet of schools; where they are missing, one class at "
            "least when the mean class is over the limit.",
        )
        return Sheet(CLASSES.in_(self.view.lang), CLASSES.in_(self.view.lang), [note])

    def _who(self, verdict: Verdict) -> Sequence[object]:
        return verdict.result.inputs.rows

    def _columns(self) -> Sequence[Column]:
        text = self.view.text

        def stated(line: Held, field: str) -> Content:
            cell = self.schools.figure(line.who, field)
            value = self.schools.rows[field].get(line.who) if field in self.schools.rows else None
            return Formula(figure(cell), value)

        return [
            *self._about(lambda line: line.who),
            Column("students", text("在校生数", "Students"), lambda line: stated(line, "students"), WHOLE, 11),
            Column("classes", text("班级数", "Classes"), lambda line: stated(line, "classes"), WHOLE, 11),
            Column("limit", text("限额", "Limit"), self._limit, WHOLE, 10),
            Column("least", text("超限班额起点", "Over from"), self._least, WHOLE, 13),
            Column("over", text("超限额班数", "Classes over"), self._classes_over, WHOLE, 13),
        ]

    def _limit(self, line: Held) -> Content:
        verdict = self._verdict(line)
        return Formula(figure(self.schools.limits.limit(verdict.rule, verdict.stage)), verdict.limit.value)

    def _least(self, line: Held) -> Content:
        limit = self.grid.cell(line, "limit")
        return Formula(where_known([limit], f"INT({limit})+1"), math.floor(self._verdict(line).limit.value) + 1.0)

    def _classes_over(self, line: Held) -> Content:
        """From the bands, where the limit is the top of one; else from a column that says it; else by the mean class."""
        limit, least, students, classes = (
            self.grid.cell(line, key) for key in ("limit", "least", "students", "classes")
        )
        rest = f"IF({known(students, classes)},IF({students}>{limit}*{classes},1,{NOTHING}),{NOTHING})"
        for field in reversed(self.schools.sizes):
            cell = self.schools.figure(line.who, field)
            rest = f"IF(AND({least}={least_of_column(field)},ISNUMBER({cell})),{cell},{rest})"
        if bands := self.schools.bands:
            edges, counts = self.schools.grid.heads(bands), self.schools.grid.across(line.who, bands)
            needed = f'COUNTIF({edges},">="&{least})'
            has_all = f"SUMPRODUCT(({edges}>={least})*ISNUMBER({counts}))={needed}"
            rest = f'IF(AND(COUNTIF({edges},{least})=1,{has_all}),SUMIF({edges},">="&{least},{counts}),{rest})'
        return Formula(where_known([limit], rest), self._over[self._verdict(line).stage][line.who])


class SchoolSizes(Sizes):
    """Every school of a stage or type, the compulsory sections of a through-school together."""

    total = 'COUNTIF({},">0")'

    def __init__(self, view: View, schools: Schools) -> None:
        self._sizes, self._rows = {}, {}
        for one in reckoned(view, "school_size"):
            rows = schools.rows.loc[list(one.result.inputs.rows)]
            self._sizes[one.stage] = sizes_of_schools(view.verdict.case, one.rule, rows, one.stage)
            self._rows[one.stage] = {
                school: list(group.index) for school, group in rows.groupby("school_id", sort=False)
            }
        super().__init__(view, schools, "school_size")

    def _sheet(self) -> Sheet:
        note = self.view.text(
            "一贯制学校按义务教育阶段学生合计；学校填报了例外所需数据和依据的，限额随之取例外限值。",
            "Through-schools: students of the compulsory stages together. A school that states what an exception asks for, and "
            "what shows it, has the exception's limit.",
        )
        return Sheet(SCHOOLS.in_(self.view.lang), SCHOOLS.in_(self.view.lang), [note])

    def _who(self, verdict: Verdict) -> Sequence[object]:
        return list(self._sizes[verdict.stage].index)

    def _sections(self, line: Held) -> list[object]:
        return self._rows[self._verdict(line).stage][line.who]

    def _found(self, line: Held, column: str) -> object:
        return self._sizes[self._verdict(line).stage].at[line.who, column]

    def _columns(self) -> Sequence[Column]:
        text = self.view.text
        return [
            *self._about(lambda line: self._sections(line)[0]),
            Column("students", text("在校生数（已知）", "Students (known)"), self._students, WHOLE, 14),
            Column("limit", text("限额", "Limit"), self._limit, WHOLE, 10),
            Column("over", text("超过人数", "Over by"), self._excess, WHOLE, 11),
        ]

    def _students(self, line: Held) -> Content:
        cells = [self.schools.figure(row, "students") for row in self._sections(line)]
        return Formula(f"SUM({','.join(map(str, cells))})", float(self._found(line, "students")))

    def _limit(self, line: Held) -> Content:
        verdict = self._verdict(line)
        limit = self.schools.limit(verdict.rule, verdict.stage, self._sections(line)[0])
        return Formula(figure(limit), self._found(line, "limit").value)

    def _excess(self, line: Held) -> Content:
        """Known once every section is, or once the known ones are too many."""
        students, limit = self.grid.cell(line, "students"), self.grid.cell(line, "limit")
        cells = [self.schools.figure(row, "students") for row in self._sections(line)]
        text = f"IF(OR({known(*cells)},{students}>{limit}),MAX({students}-{limit},0),{NOTHING})"
        return Formula(where_known([limit], text), float(self._found(line, "excess")))
