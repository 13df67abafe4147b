"""The sheet of schools against all their thresholds (达标): a mark an indicator, how many are met, the school rule's answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.language import Words
from analysis.publish.twin.answers import Answers
from analysis.publish.twin.counted import section_columns
from analysis.publish.twin.grid import ANSWER, MARK, WHOLE, Column, Content, Formula, Sheet, beside
from analysis.publish.twin.indicators import REACHES, Indicators, Line
from analysis.publish.twin.reckoning import all_of, how_many, quoted, said
from analysis.rules.judging import judge_floor
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.rules.rule import Rule
from analysis.show.county.view import View

NAME = Words("达标", "Thresholds")
MET, MISSED, BELOW, UNSURE, OPEN = "✓", "×", "↓", "×?", "?"


class Thresholds:
    """One line a section: its thresholds, and each rule over them."""

    def __init__(self, view: View, indicators: Indicators, answers: Answers) -> None:
        self.view, self.indicators, self.answers = view, indicators, answers
        self.counts = {(one.row, one.rule.id): one for one in view.verdict.verdicts.where(measure="met_count")}
        self.rules = [rule for rule in view.verdict.case.rules if rule.measure == "met_count"]
        lines = list(dict.fromkeys(row for row, _ in self.counts))
        self._lines = {(line.rule, line.row): line for line in indicators.grid.lines}
        self._judged = [r for r in view.verdict.case.rules if any(self._is_judged(r, row) for row in lines)]
        self._own = dict(self._of_sections())
        self.sheet = Sheet(NAME.in_(view.lang), view.text("各校达标情况", "Schools and thresholds"), _notes(view))
        self.grid = self.sheet.add(lines if self._judged else [], self._columns())
        for (row, rule), verdict in self.counts.items():
            if self._judged:
                answers.put(verdict, self.grid, row, ("answer", rule))
        for (row, rule), member in self._own.items():
            answers.put(member, self.grid, row, ("answer", rule))

    def _is_judged(self, rule: Rule, row: object) -> bool:
        line = self._lines.get((rule.id, row))
        return line is not None and self.indicators.verdict(line).limit is not None

    def _of_sections(self) -> Iterator[tuple[tuple[object, str], Verdict]]:
        """What "all met" says of a section from several of its thresholds: it has no cell of its own yet."""
        single = {id(one) for one in self.view.verdict.verdicts}
        for one in self.view.verdict.verdicts.where(measure="all_met"):
            for member in one.members:
                if member.row is not None and id(member) not in single:
                    yield (member.row, one.rule.id), member

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column]:
        marks = [self._mark_column(rule) for rule in self._judged]
        over = [column for rule in self.rules for column in self._count_columns(rule)]
        rules = dict.fromkeys(rule for _, rule in self._own)
        return [*section_columns(self.view, lambda row: row), *marks, *over, *map(self._all_column, rules)]

    def _mark_column(self, rule: Rule) -> Column:
        about = self.view.table.terms.indicators[rule.subject]
        return Column(rule.id, about.short.in_(self.view.lang), lambda row: self._mark(row, rule), MARK, 11)

    def _count_columns(self, rule: Rule) -> Iterator[Column]:
        """What one rule counts of a section's marks."""
        text = self.view.text
        yield Column(("met", rule.id), text("达标项", "Met"), lambda row: self._count(row, rule, MET), WHOLE, 9)
        if self.indicators.floor:
            head = text("低于下限项", "Below the floor")
            yield Column(("below", rule.id), head, lambda row: self._count(row, rule, BELOW), WHOLE, 9)
        yield Column(("open", rule.id), text("缺数据项", "Unknown"), lambda row: self._count(row, rule, OPEN), WHOLE, 9)
        yield Column(("answer", rule.id), text("判断", "Answer"), lambda row: self._answer(row, rule), ANSWER, 14)

    def _all_column(self, rule: str) -> Column:
        def fill(row: object) -> Content:
            member = self._own.get((row, rule))
            if member is None:
                return None
            cells = [cell for part in member.members for cell in self.answers.cells(part)]
            return Formula(all_of(cells, self.view.lang), ANSWER_WORDS[member.answer].in_(self.view.lang))

        return Column(("answer", rule), self.view.text("全部达标", "All met"), fill, ANSWER, 14)

    def _mark(self, row: object, rule: Rule) -> Content:
        """✓ met, × missed, ↓ missed and below the floor, ×? perhaps below it, ? open."""
        if not self._is_judged(rule, row):
            return None
        line, lang = self._lines[rule.id, row], self.view.lang
        answer = self.indicators.grid.cell(line, "answer")
        missed = quoted(MISSED)
        if self.indicators.floor:
            reaches = self.indicators.grid.cell(line, "floor")
            yes, no = (quoted(REACHES[one].in_(lang)) for one in (Answer.MET, Answer.NOT_MET))
            missed = f"IF({reaches}={yes},{missed},IF({reaches}={no},{quoted(BELOW)},{quoted(UNSURE)}))"
        text = f"IF({answer}={said(Answer.MET, lang)},{quoted(MET)},IF({answer}={said(Answer.NOT_MET, lang)},{missed},{quoted(OPEN)}))"
        return Formula(text, self._mark_of(line))

    def _mark_of(self, line: Line) -> str:
        verdict = self.indicators.verdict(line)
        if verdict.answer is not Answer.NOT_MET:
            return MET if verdict.answer is Answer.MET else OPEN
        if not self.indicators.floor:
            return MISSED
        decimals = self.view.table.terms.indicators[verdict.subject].decimals
        floor = judge_floor(verdict, self.view.floor, decimals)
        return {Answer.MET: MISSED, Answer.NOT_MET: BELOW, Answer.CANNOT_JUDGE: UNSURE}[floor]

    def _times(self, row: object, rule: Rule, mark: str) -> str:
        """How often a mark stands among those a rule counts; written so that "?" is that sign and no wildcard."""
        own = {one.rule.id for one in self.counts[row, rule.id].members}
        marks = [self.grid.cell(row, one.id) for one in self._judged if one.id in own]
        return "+".join(f"SUMPRODUCT(--({run}={quoted(mark)}))" for run in beside(marks))

    def _count(self, row: object, rule: Rule, mark: str) -> Content:
        verdict = self.counts[row, rule.id]
        judged = verdict.members.judged()
        value = {
            MET: judged.how_many(Answer.MET),
            BELOW: len(verdict.beyond_floor),
            OPEN: judged.how_many(Answer.CANNOT_JUDGE),
        }[mark]
        return Formula(self._times(row, rule, mark), float(value))

    def _answer(self, row: object, rule: Rule) -> Content:
        """Not met as soon as too many are missed or one is below the floor; met only when all that matters is known."""
        verdict, lang = self.counts[row, rule.id], self.view.lang
        limit = self.indicators.limits.limit(rule)
        met, failed, open_ = (said(answer, lang) for answer in Answer)
        if limit is None:
            return Formula(open_, ANSWER_WORDS[verdict.answer].in_(lang))
        cells = {
            key: self.grid.cell(row, (key, rule.id))
            for key in ("met", "open", "below")
            if self.grid.has((key, rule.id))
        }
        gap = f"{limit}-{cells['met']}-{cells['open']}"
        gap = f"MAX({gap},{cells['below']})" if "below" in cells else gap
        unknown = f"{cells['open']}+{self._times(row, rule, UNSURE)}"
        text = f"IF(ISNUMBER({limit}),IF({gap}>0,{failed},IF({unknown}>0,{open_},{met})),{open_})"
        return Formula(text, ANSWER_WORDS[verdict.answer].in_(lang))

    # ---- for the page of results -----------------------------------------------------------------------------------

    def rows_of(self, stage: str) -> list[object]:
        return [row for row in self.grid.lines if self.view.sections.rows.at[row, "stage"] == stage]

    def sections(self, stage: str) -> Content:
        """How many sections of a stage are judged."""
        rows = self.rows_of(stage)
        return Formula(f"ROWS({self.grid.down(rows, 'school')})", float(len(rows)))

    def tally(self, stage: str, rule: Rule, answer: Answer) -> Content:
        """How many sections of a stage have an answer."""
        rows = self.rows_of(stage)
        cells = [self.grid.cell(row, ("answer", rule.id)) for row in rows]
        found = sum(self.counts[row, rule.id].answer is answer for row in rows)
        return Formula(how_many(cells, said(answer, self.view.lang)), float(found))

    def below(self, stage: str, rule: Rule) -> Content:
        """How many sections of a stage have an indicator below the floor."""
        rows = self.rows_of(stage)
        found = sum(bool(self.counts[row, rule.id].beyond_floor) for row in rows)
        return Formula(f'COUNTIF({self.grid.down(rows, ("below", rule.id))},">0")', float(found))


def _notes(view: View) -> list[str]:
    return [
        view.text(
            "✓ 达标；× 未达标但不低于下限；↓ 低于下限；×? 未达标，是否低于下限不明；? 缺数据。限值和下限见“限值”表。",
            "✓ met; × not met but at the floor or above; ↓ below the floor; ×? not met, perhaps below the floor; ? no data. "
            "Limits and floor are on the sheet of limits.",
        ),
    ]
