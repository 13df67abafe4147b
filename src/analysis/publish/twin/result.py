"""The first sheet (结果): what the document asks of the county, the coefficients, the schools, and how all of it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from analysis.language import Words, begun
from analysis.publish.twin.answers import Answers, is_stated
from analysis.publish.twin.balance import COEFFICIENT, Balance, Coefficient
from analysis.publish.twin.grid import ANSWER, WHOLE, Cell, Column, Content, Formula, Sheet, Style, Value
from analysis.publish.twin.limits import RECKONED, Limits
from analysis.publish.twin.reckoning import all_of, figure, how_many, quoted, said
from analysis.publish.twin.sizes import Sizes
from analysis.publish.twin.standing import above, below, title
from analysis.publish.twin.thresholds import Thresholds
from analysis.rules.asked import name_of
from analysis.rules.measures import MEASURES
from analysis.rules.results import ANSWER_WORDS, Answer, Verdict
from analysis.rules.rule import SIGNS
from analysis.rules.verdict import OVERALL
from analysis.show.appendix.results import bound, cited, found, judged_by
from analysis.show.county.view import View
from analysis.show.page import words

NAME = Words("结果", "Result")
TOGETHER = "together"


class Results:
    """The sheet of results, and where each rule's answer stands on it."""

    def __init__(
        self,
        view: View,
        limits: Limits,
        thresholds: Thresholds,
        balance: Balance,
        sizes: dict[str, Sizes],
        answers: Answers,
    ) -> None:
        self.view, self.limits, self.thresholds, self.balance = view, limits, thresholds, balance
        self.sizes, self.answers = sizes, answers
        headlines = {id(one) for one in view.verdict.headlines}
        self.lines = {
            place: one
            for place, one in enumerate(view.verdict.verdicts)
            if id(one) in headlines or self._is_inside_only(one)
        }
        self.sheet = Sheet(NAME.in_(view.lang), title(view), list(above(view)))
        if self.lines:
            self.grid = self.sheet.add([*self.lines, TOGETHER], self._columns())
            for place, one in self.lines.items():
                if not answers.has(one):
                    answers.put(one, self.grid, place, "answer")
        self._coefficients()
        self._schools()
        self.sheet.texts = list(below(view, is_carried=not all(map(self._is_reckoned, self.lines))))

    def _is_inside_only(self, one: Verdict) -> bool:
        """A rule of the county that others put together and no other sheet answers."""
        return one.limit is not None and one.unit == "county" and one.rule.id != OVERALL and not self.answers.has(one)

    # ---- rule by rule ----------------------------------------------------------------------------------------------

    def _columns(self) -> Sequence[Column]:
        text = self.view.text
        return [
            Column("rule", text("规则", "Rule"), self._name, width=44),
            Column("whom", text("对象", "Whom"), self._whom, width=18),
            Column("found", text("测算值", "Found"), self._found, self._found_style, 22),
            Column("limit", text("限值", "Limit"), self._limit, self._limit_style, 22),
            Column("answer", text("判断", "Answer"), self._answer, self._answer_style, 14),
            Column("clause", text("出处", "Clause"), self._clause, width=52),
        ]

    def _name(self, place: object) -> Content:
        if place == TOGETHER:
            return self.view.text("总体（本工具测算的各部分）", "All parts computed here")
        name = begun(name_of(self.lines[place].rule).in_(self.view.lang))
        return name if self._is_reckoned(place) else self.view.text(f"{name}（照录）", f"{name} (carried over)")

    def _whom(self, place: object) -> Content:
        return None if place == TOGETHER else words.kind(self.lines[place].stage, self.view.lang)

    def _clause(self, place: object) -> Content:
        if place == TOGETHER:
            return None
        return cited(self.view, self.lines[place]).in_(self.view.lang)

    def _is_reckoned(self, place: object) -> bool:
        """Whether the answer comes of the school rows; else it is carried over and may be changed."""
        if place == TOGETHER or self.answers.sheet(self.lines[place]) != self.sheet.name:
            return True
        one = self.lines[place]
        return one.measure in (*RECKONED, "all_met") and not is_stated(one)

    def _answer_style(self, place: object) -> Style:
        return ANSWER if self._is_reckoned(place) else Style("input answer")

    def _found(self, place: object) -> Content:
        if place == TOGETHER:
            return None
        one = self.lines[place]
        if is_stated(one):
            return found(one).in_(self.view.lang)
        match one.measure:
            case "class_size" | "school_size":
                return self.sizes[one.measure].value(one)
            case "cv" | "composite":
                cell = self.balance.cv((one.stage, one.rule.id))
                return Formula(figure(cell), one.result.value)
            case "all_met":
                failing = how_many(self._parts(one), said(Answer.NOT_MET, self.view.lang))
                open_ = said(Answer.CANNOT_JUDGE, self.view.lang)
                answer = self.grid.cell(place, "answer")
                return Formula(f'IF({answer}={open_},"",{failing})', one.result.value) if one.members else None
        return found(one).in_(self.view.lang)

    def _parts(self, verdict: Verdict) -> list[Cell]:
        """The cells of the answers that a rule puts together."""
        return [cell for member in verdict.members for cell in self.answers.cells(member)]

    def _found_style(self, place: object) -> Style:
        if place == TOGETHER:
            return Style()
        one = self.lines[place]
        about = MEASURES[one.measure]
        if about.shown == "coefficient":
            return COEFFICIENT
        if one.measure == "all_met":
            is_of_county = bool(one.members) and one.members[0].unit == "county"
            counted = (
                Words("项未达标", " not met") if is_of_county else Words("个学校（学段）未达标", " sections not met")
            )
        else:
            counted = about.counted(one.result.value)
        return Style("number", f"0{quoted(counted.in_(self.view.lang))}")

    def _limit(self, place: object) -> Content:
        if place == TOGETHER:
            return None
        one = self.lines[place]
        if not self._is_reckoned(place):
            return bound(one, self.view.floor).in_(self.view.lang)
        source = one
        while source.members and not MEASURES[source.measure].numbers:
            source = source.members[0]
        cell = self.limits.limit(source.rule, source.stage) or self.limits.limit(source.rule)
        return Formula(figure(cell), source.limit.value) if cell else None

    def _limit_style(self, place: object) -> Style:
        if place == TOGETHER or not self._is_reckoned(place):
            return Style("number")
        one, about = self.lines[place], judged_by(self.lines[place])
        behind = Words("项", " of them") if about.name == "met_count" else about.bound
        number = "0.00" if about.shown == "coefficient" else "0"
        before = self.view.text("各项", "each ") if one.measure == "all_met" and about.shown == "coefficient" else ""
        return Style(
            "number", f"{quoted(f'{before}{SIGNS[one.limit.sense]} ')}{number}{quoted(behind.in_(self.view.lang))}"
        )

    def _answer(self, place: object) -> Content:
        verdict, lang = self.view.verdict, self.view.lang
        if place == TOGETHER:
            parts = [one for rule in verdict.verdicts.where(rule=OVERALL) for one in rule.members] or verdict.parts
            cells = [cell for one in parts for cell in self.answers.cells(one)]
            return Formula(all_of(cells, lang), ANSWER_WORDS[verdict.overall].in_(lang))
        one = self.lines[place]
        answer = ANSWER_WORDS[one.answer].in_(lang)
        if not self._is_reckoned(place):
            return answer
        match one.measure:
            case "class_size" | "school_size":
                return self.sizes[one.measure].answer(one)
            case "all_met":
                return Formula(all_of(self._parts(one), lang), answer)
            case "cv" | "composite" | "met_count" | "resource":
                return Formula(str(self.answers.cell(one)), answer)
        return answer

    # ---- coefficients and schools ----------------------------------------------------------------------------------

    def _coefficients(self) -> None:
        """The coefficients as the sheet of balance has them, in the columns of the rules above."""
        text, lang, verdicts, balance = self.view.text, self.view.lang, self.balance.verdicts, self.balance

        def same(
            key: str, zh: str, en: str, value: Callable[[Coefficient], Value], style: Style, width: float
        ) -> Column:
            def fill(line: Coefficient) -> Content:
                if key != "cv" and not verdicts[line].limit:
                    return None
                cell = balance.grid.cell(line, key)
                return Formula(str(cell) if key == "answer" else figure(cell), value(line))

            return Column(key, text(zh, en), fill, style, width)

        columns = [
            Column("name", text("指标", "Indicator"), balance.name, width=44),
            Column("stage", text("学段", "Stage"), lambda line: words.stage(line.stage, lang), width=18),
            same("cv", "差异系数", "CV", balance.found, COEFFICIENT, 22),
            same("limit", "限值", "Limit", lambda line: verdicts[line].limit.value, Style("number", "0.00"), 22),
            same("answer", "判断", "Answer", lambda line: ANSWER_WORDS[verdicts[line].answer].in_(lang), ANSWER, 14),
        ]
        if verdicts:
            known = [column for column in columns if column.key == "stage" or balance.grid.has(column.key)]
            self.sheet.add(verdicts, known, text("校际差异系数", "Coefficients of variation"))

    def _schools(self) -> None:
        """A line a stage: how many sections meet the school rule, fail it, are open, are below the floor somewhere."""
        thresholds, text, lang = self.thresholds, self.view.text, self.view.lang
        rules = [rule for rule in thresholds.rules if thresholds.grid.lines and self.limits.limit(rule)]
        for rule in rules:
            stages = [stage for stage in self.view.verdict.case.stages if thresholds.rows_of(stage)]
            columns = [
                Column("stage", text("学段", "Stage"), lambda stage: words.stage(stage, lang), width=44),
                Column("of", text("计入学校", "Sections"), thresholds.sections, WHOLE, 12),
            ]
            for answer in Answer:

                def fill(stage: str, answer: Answer = answer, rule=rule) -> Content:
                    return thresholds.tally(stage, rule, answer)

                columns.append(Column(answer, ANSWER_WORDS[answer].in_(lang), fill, WHOLE, 12))
            if thresholds.indicators.floor:
                head = text("有指标低于下限", "Below the floor somewhere")
                columns.append(Column("below", head, lambda stage, rule=rule: thresholds.below(stage, rule), WHOLE, 14))
            self.sheet.add(stages, columns, begun(name_of(rule).in_(lang)))
