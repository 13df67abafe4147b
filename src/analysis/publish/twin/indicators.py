"""The sheet of indicators (指标): value, threshold, answer and gap of every section, and how little decides where it is unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from analysis.language import Words
from analysis.publish.twin.answers import Answers
from analysis.publish.twin.counted import Counted, section_columns
from analysis.publish.twin.grid import ANSWER, TEXT, Cell, Column, Content, Formula, Sheet, Style, Value
from analysis.publish.twin.reckoning import NOTHING, figure, judged, known, quoted, said, where_known
from analysis.rules.judging import judge_floor
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.rules.values import SectionValues
from analysis.show.county.view import View
from analysis.tables.terms import Indicator

NAME = Words("指标", "Indicators")
REACHES = {
    Answer.MET: Words("是", "yes"),
    Answer.NOT_MET: Words("否", "no"),
    Answer.CANNOT_JUDGE: Words("待定", "open"),
}


class Line(NamedTuple):
    """One indicator at one section."""

    stage: str
    rule: str
    row: object


class Indicators:
    """Every threshold of every section: stage by stage, indicator by indicator, so that each has one range."""

    def __init__(self, view: View, counted: Counted, answers: Answers) -> None:
        self.view, self.counted, self.schools, self.limits = view, counted, counted.schools, counted.schools.limits
        found = view.verdict.verdicts.where(measure="resource")
        self._verdicts = {
            Line(stage, one.rule.id, one.row): one
            for stage in view.verdict.case.stages
            for one in found.where(stage=stage)
        }
        self.floor = self._floor()
        self.sheet = Sheet(NAME.in_(view.lang), view.text("各校各项指标", "Indicators at every school"), _notes(view))
        self.grid = self.sheet.add(self._verdicts, self._columns())
        for line, verdict in self._verdicts.items():
            if verdict.limit:
                answers.put(verdict, self.grid, line, "answer")

    def _floor(self) -> Cell | None:
        """The cell of the share of its threshold below which no rule excuses a school."""
        counts = (rule for rule in self.view.verdict.case.rules if rule.measure == "met_count")
        return next(filter(None, (self.limits.cell(rule, "floor_share") for rule in counts)), None)

    def of(self, stage: str, indicator: str) -> list[Line]:
        """The lines of one indicator at a stage."""
        return [line for line, one in self._verdicts.items() if (line.stage, one.subject) == (stage, indicator)]

    def verdict(self, line: Line) -> Verdict:
        return self._verdicts[line]

    def values_of(self, line: Line) -> SectionValues:
        """What the engine found of this indicator at the stage."""
        return self.view.verdict.values(line.stage, self._verdicts[line].subject)

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column]:
        text, lang = self.view.text, self.view.lang
        columns = [
            *section_columns(self.view, lambda line: line.row),
            Column("indicator", text("指标", "Indicator"), lambda line: self._about(line).short.in_(lang), width=24),
            self._number("students", "在校生数", "Students", self._students, 10, "#,##0"),
            Column("total", text("总量", "Total"), self._total, self._total_style, 14),
            self._number("value", "数值", "Value", self._value, 11),
        ]
        judged_ones = [one for one in self._verdicts.values() if one.limit]
        if not judged_ones:
            return columns
        if any(self._is_bounded(line) for line in self._verdicts):
            columns += [
                self._number("least", "最低可能", "At least", lambda line: self._end(line, "low"), 11),
                self._number("most", "最高可能", "At most", lambda line: self._end(line, "high"), 11),
            ]
        columns += [
            self._number("limit", "标准", "Threshold", self._limit, 11),
            Column("answer", text("判断", "Answer"), self._answer, ANSWER, 14),
        ]
        if self.floor:
            columns.append(Column("floor", text("不低于下限", "Floor reached"), self._reaches, Style("mark"), 12))
        return [
            *columns,
            self._number("gap", "差距", "Gap", self._gap, 11),
            Column("lacking", text("折合缺口", "Lacking"), self._lacking, self._lacking_style, 13),
            Column("unit", text("缺口单位", "Lacking in"), lambda line: self._about(line).gap_unit.in_(lang), TEXT, 11),
        ]

    def _number(
        self, key: str, zh: str, en: str, fill: Callable[[Line], Content], width: float, form: str = ""
    ) -> Column:
        """A column of figures; without a format of its own each with the decimals of its indicator."""

        def style(line: Line) -> Style:
            return Style("number", form or decimals(self._about(line).decimals))

        return Column(key, self.view.text(zh, en), fill, style, width)

    def _about(self, line: Line) -> Indicator:
        return self.view.table.terms.indicators[self._verdicts[line].subject]

    def _frame(self, line: Line, column: str) -> float:
        return self.values_of(line).frame.at[line.row, column]

    def _students(self, line: Line) -> Content:
        return Formula(str(self.counted.figure(line.row, self._about(line).denominator)), self._frame(line, "students"))

    def _total(self, line: Line) -> Content:
        """The parts of the numerator; where one is not known, the figure that stands for them all."""
        about = self._about(line)
        cells = {name: self.counted.figure(line.row, name) for name in about.numerator}
        direct, instead = about.or_numerator, NOTHING
        if self.counted.grid.has(direct):
            instead = figure(self.counted.figure(line.row, direct))
        sum_ = _signed((sign, str(cells[name])) for name, sign in about.numerator.items())
        return Formula(f"IF({known(*cells.values())},{sum_},{instead})", self._frame(line, "total"))

    def _total_style(self, line: Line) -> Style:
        """People whole; what is shared out or measured with two decimals."""
        fields = self.view.table.terms.fields
        is_shared = any(fields[name].is_shared for name in self._about(line).numerator if name in fields)
        return Style("number", "#,##0" if self._about(line).is_whole and not is_shared else "#,##0.00")

    def _value(self, line: Line) -> Content:
        cells = [self.grid.cell(line, "total"), self.grid.cell(line, "students")]
        printed = self._frame(line, "decimals")
        ratio = _per_student(self._about(line), *map(str, cells))
        if printed == printed:
            ratio = f"ROUND({ratio},{printed:g})"
        return Formula(where_known(cells, f"IF({cells[1]}>0,{ratio},{NOTHING})"), self._frame(line, "value"))

    def _is_bounded(self, line: Line) -> bool:
        """Whether something bounds a part of this indicator that is not known."""
        fields = self.view.table.terms.fields
        return any(name in fields and fields[name].between for name in self._about(line).numerator)

    def _end(self, line: Line, side: str) -> Content:
        """The value; where it is not known, the least or most it can be by what bounds the parts that are not known."""
        value, students, about = self.grid.cell(line, "value"), self.grid.cell(line, "students"), self._about(line)
        exact, bound = self._frame(line, "value"), self._frame(line, side)
        shown: Value = exact if exact == exact else bound if abs(bound) != float("inf") else None
        bounded = NOTHING
        if self._is_bounded(line):
            ends = {name: 0 if (side == "low") == (sign > 0) else 1 for name, sign in about.numerator.items()}
            bounds = {name: self._bound(line, name, end) for name, end in ends.items()}
            tests = [known(students), *(test for _, test in bounds.values() if test)]
            whole = _signed((sign, bounds[name][0]) for name, sign in about.numerator.items())
            ratio = f"IF({students}>0,{_per_student(about, f'({whole})', str(students))},{NOTHING})"
            bounded = f"IF(AND({','.join(tests)}),{ratio},{NOTHING})"
        return Formula(f"IF(ISNUMBER({value}),{value},{bounded})", shown)

    def _bound(self, line: Line, field: str, end: int) -> tuple[str, str]:
        """A part or, where it is not known, its bound; and what has to be known for that."""
        cell = self.counted.figure(line.row, field)
        between = self.view.table.terms.fields[field].between if field in self.view.table.terms.fields else ()
        if not between:
            return str(cell), known(cell)
        if not isinstance(between[end], str):
            return f"IF(ISNUMBER({cell}),{cell},{between[end]:g})", ""
        other = self.counted.figure(line.row, between[end])
        return f"IF(ISNUMBER({cell}),{cell},{other})", f"COUNT({cell},{other})>0"

    def _ends(self, line: Line) -> tuple[Cell, Cell]:
        keys = ("least", "most") if self.grid.has("least") else ("value", "value")
        first, last = (self.grid.cell(line, key) for key in keys)
        return first, last

    def _limit(self, line: Line) -> Content:
        verdict = self._verdicts[line]
        text = self.schools.limit(verdict.rule, line.stage, line.row)
        return Formula(figure(text), verdict.limit.value) if text else None

    def _answer(self, line: Line) -> Content:
        verdict, limit = self._verdicts[line], self.grid.cell(line, "limit")
        if not verdict.limit:
            return None
        words = [said(answer, self.view.lang) for answer in Answer]
        text = judged(self._ends(line), str(limit), [limit], verdict.limit.sense, words)
        return Formula(text, ANSWER_WORDS[verdict.answer].in_(self.view.lang))

    def _reaches(self, line: Line) -> Content:
        """Whether a threshold that is missed is missed by no more than the floor."""
        verdict, limit = self._verdicts[line], self.grid.cell(line, "limit")
        if not verdict.limit:
            return None
        share = self.floor
        words = [quoted(REACHES[answer].in_(self.view.lang)) for answer in Answer]
        text = judged(self._ends(line), f"{share}*{limit}", [share, limit], verdict.limit.sense, words)
        missed = f"{self.grid.cell(line, 'answer')}={said(Answer.NOT_MET, self.view.lang)}"
        is_missed = verdict.answer is Answer.NOT_MET
        answer = judge_floor(verdict, self.view.floor, self._about(line).decimals) if is_missed else None
        return Formula(f"IF({missed},{text},{NOTHING})", REACHES[answer].in_(self.view.lang) if answer else None)

    def _gap(self, line: Line) -> Content:
        verdict, limit, (least, most) = self._verdicts[line], self.grid.cell(line, "limit"), self._ends(line)
        if not verdict.limit:
            return None
        gap = f"{limit}-{most}" if verdict.limit.sense == "at_least" else f"{least}-{limit}"
        return Formula(self._where(line, "0", gap), verdict.gap)

    def _lacking(self, line: Line) -> Content:
        """The gap at today's enrolment; people and rooms whole."""
        verdict, about = self._verdicts[line], self._about(line)
        if not verdict.limit:
            return None
        amount = f"{self.grid.cell(line, 'gap')}*{self.grid.cell(line, 'students')}"
        amount += f"/{about.scale:g}" if about.scale != 1 else ""
        amount = f"ROUNDUP(ROUND({amount},9),0)" if about.is_whole else amount
        return Formula(self._where(line, "0", amount), verdict.shortfall)

    def _lacking_style(self, line: Line) -> Style:
        """As tables show it: people, rooms and yuan whole, areas with one decimal."""
        about = self._about(line)
        return Style("number", "#,##0" if about.is_whole or about.decimals == 0 else "#,##0.0")

    def _where(self, line: Line, met: str, missed: str) -> str:
        """One thing where the threshold is met, another where it is not, nothing where that is open."""
        answer, lang = self.grid.cell(line, "answer"), self.view.lang
        rest = f"IF({answer}={said(Answer.NOT_MET, lang)},{missed},{NOTHING})"
        return f"IF({answer}={said(Answer.MET, lang)},{met},{rest})"


def decimals(count: int) -> str:
    """A number format with so many decimals, grouped from ten thousand on."""
    places = "." + "0" * count if count else ""
    return f"[>=10000]#,##0{places};0{places}"


def _signed(parts: Iterable[tuple[float, str]]) -> str:
    """A sum of parts with their signs: "a-b", "a+0.5*b"."""
    text = "".join(
        f"{'-' if sign < 0 else '+'}{'' if abs(sign) == 1 else f'{abs(sign):g}*'}{part}" for sign, part in parts
    )
    return text.removeprefix("+")


def _per_student(about: Indicator, total: str, students: str) -> str:
    return f"{about.scale:g}*{total}/{students}" if about.scale != 1 else f"{total}/{students}"


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "比较时用未修约的数值；缺口按现有在校生数折算，人、间、台向上取整。“最低可能”“最高可能”：缺一项面积时，其大小不影响判断的照常判断。",
            "Unrounded values are compared; what is lacking is at today's enrolment, people and rooms whole. At least, at most: "
            "where an area is missing whose size does not matter, the answer is given all the same.",
        ),
    ]
