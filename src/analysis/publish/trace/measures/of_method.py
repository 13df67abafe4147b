"""Numbers of how a county is counted (口径中的数字): choices, weights, relaxations, and the printed example of a coefficient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from analysis.formulas import unweighted_cv
from analysis.language import Words
from analysis.publish.trace.measures.measure import Measure, of_rule, stated, told
from analysis.rules.conventions import Conventions
from analysis.rules.counting.sections import NEAR, SCOPE_LINES
from analysis.rules.rule import StandardValue
from analysis.rules.standards import SPLIT, standard
from analysis.show.county.examples import five_schools, printed_cv
from analysis.show.county.view import View
from analysis.show.distribution.tables import complete

EXAMPLE = Words("培训材料算例", "The example of a training hand-out")
#: A weight of a through-school's sections, by type and stage, as the sentence about the split has it.
WEIGHTS = {
    ("twelve_year", "primary"): Words("（小学#∶初中", "(primary # : junior"),
    ("twelve_year", "junior"): Words("∶初中#∶高中", ": junior # : senior"),
    ("twelve_year", "senior"): Words("∶高中#，", ": senior #;"),
    ("complete_middle", "junior"): Words("完全中学#∶", "complete secondary schools # :"),
    ("complete_middle", "senior"): Words("完全中学*∶#", "complete secondary schools * : #"),
}
#: Limits that hold for some schools of a kind, as the note on them has them.
RELAXED = {
    "primary": Words("放宽规定（#人", "migrant children (# students"),
    "nine_year": Words("，一贯制学校#人", ", through-schools #)"),
}
CHOICES = {
    "smallest_teaching_point": (
        Words("的教学点，学生不足#人的不计入", "those with fewer than # students are left out"),
    ),
    "rounding_note_within": (
        Words("与限值相差不超过#的结果", "results within # of a limit"),
        Words("与限值*相差不超过#", "within # of the limit"),
    ),
}
#: How near a school is to a size at which rules switch, and the sizes, as the table of such schools has them.
NEAR_LINE = Words("人）相差不超过#人", "within # students of a line")
LINES = (Words("规模界限（#、", "of a line (#,"), Words("、#人）相差", ", # students)"))


def measured(view: View, shown: str) -> Iterator[Measure]:
    """Those of every county; the example only where `shown` tells it: its schools are read for it."""
    yield from chosen(view.conventions, view.day)
    yield told(stated(NEAR, "choice", "near_line"), NEAR_LINE)
    for line in SCOPE_LINES:
        yield told(stated(line, "choice", "scope_line"), *LINES)
    yield from _relaxed(view)
    if EXAMPLE.in_(view.lang) in shown:
        yield from _example(view)


def chosen(conventions: Conventions, day: dt.date) -> Iterator[Measure]:
    """The numbers of the choices as the method note has them, in every kind of document."""
    for name, said in CHOICES.items():
        yield told(stated(getattr(conventions, name), "choice", name), *said)
    for rule in standard(SPLIT).of_measure("split"):
        for (school_type, stage), said in WEIGHTS.items():
            if held := rule.on(day, school_type, stage):
                value = StandardValue(
                    rule.id,
                    held.standard,
                    held.document,
                    held.clause,
                    held.in_force,
                    held.confidence,
                    held.number,
                    "at_least",
                )
                yield told(of_rule(value, subject=SPLIT), said)


def _relaxed(view: View) -> Iterator[Measure]:
    for rule in view.standard.rules_on(view.day) if view.standard else ():
        for exemption in rule.exemptions:
            for whom, said in RELAXED.items():
                if limit := exemption.rule.limit(view.day, whom):
                    yield told(of_rule(limit, subject=rule.measure), said)


def _example(view: View) -> Iterator[Measure]:
    """The printed example of the coefficient: no number of this county's."""
    of_five = five_schools(view.lang)
    x, n = complete(of_five.values("books_per_student", "primary"))
    weighted = of_five.balance("books_per_student", "primary").value
    numbers = (
        (len(x), Words("（#所小学的图书", "(books of # schools")),
        (weighted, Words("按学生加权为#（", "weighted by students # (")),
        (weighted, Words("加权为*（#）", "by students * (#)")),
        (float(printed_cv()), Words("与所载#一致", "as printed (#)")),
        (unweighted_cv(x, n), Words("不加权则为#", "unweighted it would be #")),
    )
    for value, said in numbers:
        result = stated(value, "example", "cv")
        yield told(replace(result, place=EXAMPLE.in_(view.lang)), said)
