"""The sheet of balance (差异): weighted mean, standard deviation and coefficient of every indicator and stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from analysis.language import Words
from analysis.publish.twin.answers import Answers, is_stated
from analysis.publish.twin.grid import ANSWER, WHOLE, Cell, Column, Content, Formula, Sheet, Style
from analysis.publish.twin.indicators import Indicators, Line, decimals
from analysis.publish.twin.reckoning import NOTHING, figure, judged, said
from analysis.rules.asked import name_of
from analysis.rules.judging import NAN
from analysis.rules.results import ANSWER_WORDS, Answer
from analysis.show.appendix.results import found
from analysis.show.county.view import View
from analysis.show.page import words

NAME = Words("差异", "Balance")
COEFFICIENT = Style("number", "0.000")


class Coefficient(NamedTuple):
    """A coefficient of a stage: of one indicator, or a composite."""

    stage: str
    rule: str


class Balance:
    """Every coefficient, stage by stage: the single ones, then the composites made of them."""

    def __init__(self, view: View, indicators: Indicators, answers: Answers) -> None:
        self.view, self.indicators, self.limits = view, indicators, indicators.limits
        found = [one for measure in ("cv", "composite") for one in view.verdict.verdicts.where(measure=measure)]
        self.verdicts = {
            Coefficient(stage, one.rule.id): one
            for stage in view.verdict.case.stages
            for one in found
            if one.stage == stage
        }
        self._single = {(line.stage, one.subject): line for line, one in self.verdicts.items() if one.measure == "cv"}
        self.sheet = Sheet(NAME.in_(view.lang), view.text("校际差异系数", "Coefficients of variation"), _notes(view))
        self.grid = self.sheet.add(self.verdicts, self._columns())
        for line, verdict in self.verdicts.items():
            if verdict.limit:
                answers.put(verdict, self.grid, line, "answer")

    def cv(self, line: Coefficient) -> Cell:
        return self.grid.cell(line, "cv")

    def name(self, line: Coefficient) -> str:
        """What a coefficient is of."""
        verdict = self.verdicts[line]
        if verdict.measure == "composite":
            return name_of(verdict.rule).in_(self.view.lang)
        return self.view.table.terms.indicators[verdict.subject].short.in_(self.view.lang)

    def found(self, line: Coefficient) -> float:
        """A coefficient as the school rows give it, whatever the county states instead."""
        verdict = self.verdicts[line]
        return NAN if is_stated(verdict) else verdict.result.value

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column]:
        text, lang = self.view.text, self.view.lang

        def of_indicator(fill: Callable[[Coefficient, list[Line]], Content]) -> Callable[[Coefficient], Content]:
            return lambda line: fill(line, self._lines(line)) if self.verdicts[line].measure == "cv" else None

        columns = [
            Column("stage", text("学段", "Stage"), lambda line: words.stage(line.stage, lang), width=8),
            Column("name", text("指标", "Indicator"), self.name, width=36),
            Column("known", text("有数据学校数", "Sections with data"), of_indicator(self._known), WHOLE, 12),
            Column("of", text("计入学校数", "Sections"), of_indicator(self._of), WHOLE, 12),
            Column("mean", text("加权均值", "Weighted mean"), of_indicator(self._mean), self._style, 13),
            Column("deviation", text("标准差S", "Deviation S"), of_indicator(self._deviation), self._style, 13),
            Column("cv", text("差异系数", "CV"), self._cv, COEFFICIENT, 11),
        ]
        stated = [
            Column("stated", text("县级填报", "Stated by the county"), self._stated, width=14),
            Column("carried", text("照录的判断", "Answer carried over"), self._carried, Style("input answer"), 14),
        ]
        if not any(one.limit for one in self.verdicts.values()):
            return columns
        return [
            *columns,
            Column("limit", text("限值", "Limit"), self._limit, Style("number", "0.00"), 10),
            Column("answer", text("判断", "Answer"), self._answer, ANSWER, 14),
            *(stated if any(map(is_stated, self.verdicts.values())) else ()),
        ]

    def _style(self, line: Coefficient) -> Style:
        about = self.view.table.terms.indicators.get(self.verdicts[line].subject)
        return Style("number", decimals(about.decimals + 2 if about else 2))

    def _lines(self, line: Coefficient) -> list[Line]:
        return self.indicators.of(line.stage, self.verdicts[line].subject)

    def _range(self, lines: list[Line], key: str) -> str:
        return self.indicators.grid.down(lines, key)

    def _of(self, line: Coefficient, lines: list[Line]) -> Content:
        return Formula(f"ROWS({self._range(lines, 'value')})", float(len(lines))) if lines else None

    def _known(self, line: Coefficient, lines: list[Line]) -> Content:
        if not lines:
            return None
        found = self.view.verdict.values(line.stage, self.verdicts[line].subject).frame["value"]
        return Formula(f"COUNT({self._range(lines, 'value')})", float(found.notna().sum()))

    def _mean(self, line: Coefficient, lines: list[Line]) -> Content:
        """Σ n x / Σ n, the ratio of totals; nothing where one section's value is not known."""
        if not lines:
            return None
        values, students = self._range(lines, "value"), self._range(lines, "students")
        text = f"IF(COUNT({values})={len(lines)},SUMPRODUCT({students},{values})/SUM({students}),{NOTHING})"
        return Formula(text, self._mean_of(line))

    def _mean_of(self, line: Coefficient) -> float:
        return self.view.verdict.mean(line.stage, self.verdicts[line].subject).value

    def _deviation(self, line: Coefficient, lines: list[Line]) -> Content:
        """√(Σ n (x − m)² / Σ n): of all schools, so no n − 1."""
        if not lines:
            return None
        values, students = self._range(lines, "value"), self._range(lines, "students")
        mean = self.grid.cell(line, "mean")
        text = f"IF(ISNUMBER({mean}),SQRT(SUMPRODUCT({students},({values}-{mean})^2)/SUM({students})),{NOTHING})"
        return Formula(text, 0.0 if self._mean_of(line) == 0 else self._mean_of(line) * self.found(line))

    def _cv(self, line: Coefficient) -> Content:
        """S / m; of a composite the plain mean of its single ones. Nothing where the county's total is 0."""
        verdict = self.verdicts[line]
        if verdict.measure == "composite":
            cells = [self.cv(self._single[line.stage, name]) for name in verdict.rule.of]
            listed = ",".join(map(str, cells))
            return Formula(f"IF(COUNT({listed})={len(cells)},AVERAGE({listed}),{NOTHING})", self.found(line))
        if not self._lines(line):
            return None
        if self._is_carried(line):
            return self.found(line)
        mean, deviation = self.grid.cell(line, "mean"), self.grid.cell(line, "deviation")
        text = f"IF(ISNUMBER({mean}),IF({mean}>0,{deviation}/{mean},{NOTHING}),{NOTHING})"
        return Formula(text, self.found(line))

    def _is_carried(self, line: Coefficient) -> bool:
        """Whether some of its figures are masked, and the coefficient of the full table stands for what they would give."""
        values = self.view.verdict.values(line.stage, self.verdicts[line].subject)
        return values.coefficient == values.coefficient and bool(values.frame["value"].isna().any())

    def _limit(self, line: Coefficient) -> Content:
        verdict = self.verdicts[line]
        cell = self.limits.limit(verdict.rule, line.stage)
        return Formula(figure(cell), verdict.limit.value) if cell else None

    def _stated(self, line: Coefficient) -> Content:
        """What the county states instead, where the school rows leave a coefficient open."""
        verdict = self.verdicts[line]
        return found(verdict).in_(self.view.lang) if is_stated(verdict) else None

    def _carried(self, line: Coefficient) -> Content:
        """The answer to what the county states: it stands until the school rows give one."""
        verdict = self.verdicts[line]
        return ANSWER_WORDS[verdict.answer].in_(self.view.lang) if is_stated(verdict) else None

    def _answer(self, line: Coefficient) -> Content:
        verdict = self.verdicts[line]
        if not verdict.limit:
            return None
        cv, limit = self.cv(line), self.grid.cell(line, "limit")
        met, failed, open_ = (said(answer, self.view.lang) for answer in Answer)
        if is_stated(verdict):
            open_ = str(self.grid.cell(line, "carried"))
        text = judged((cv, cv), str(limit), [limit], verdict.limit.sense, (met, failed, open_))
        return Formula(text, ANSWER_WORDS[verdict.answer].in_(self.view.lang))


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "以在校生数为权重，均值为县域总量之比，标准差为总体标准差（不减1），差异系数＝标准差÷均值；有一校缺数据即不计算。",
            "Weighted by students, about the ratio of totals, with the population standard deviation (no n − 1); CV = S / mean. "
            "Nothing is computed where one school's figure is missing.",
        ),
    ]
