"""How many planted slips a freshly read report gives away, and how much that is right is called wrong.

    python benchmarks/made_reports.py [REPORTS] [--show]

Each report is some fifteen sentences of benchmarks/made_sentences.toml about a county that does not exist, with one slip: one
printed number of one statement is changed so far that no rounding explains it. The text alone is read; what is read as certain
is audited at once, as `junheng read` and `junheng audit` do. A slip is found when a relation with the changed number cannot be
reproduced. A right statement is called wrong when a relation without the changed number cannot. Prints tables, asserts nothing.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.reading.drafted import Drafted, read_draft

SENTENCES = tomllib.loads(Path(__file__).with_name("made_sentences.toml").read_text(encoding="utf-8"))
OPEN = (Conclusion.NOT_REPRODUCED, Conclusion.TRUNCATED)
COUNTIES = ("云禾县", "青桐县", "望川县", "石榴县", "南浔河县", "柳溪县", "白鹭县", "长岚县")
HEADS = ("一、基本情况", "二、资源配置", "三、经费保障", "四、队伍建设", "五、主要成效")
SLOT = re.compile(r"\{(\w+)\}")
Numbers = dict[str, Decimal]
Draw = Callable[[random.Random, Numbers], Decimal]


def _between(low: int, high: int, places: int = 0) -> Draw:
    return lambda rng, known: Decimal(rng.randint(low * 10**places, high * 10**places)).scaleb(-places)


def _part(name: str, low: float, high: float, places: int = 0) -> Draw:
    """So much of another number, with its decimals or more of them."""

    def draw(rng: random.Random, known: Numbers) -> Decimal:
        whole = known[name]
        step = Decimal(1).scaleb(whole.as_tuple().exponent - places)
        return max((whole * Decimal(rng.uniform(low, high))).quantize(step), step)

    return draw


#: How a number is made.
COUNTS: dict[str, Draw] = {
    "handful": _between(2, 40),
    "few": _between(3, 48),
    "dozens": _between(12, 180),
    "hundreds": _between(120, 980),
    "teachers": _between(310, 2900),
    "thousands": _between(3200, 9800),
    "students": _between(4200, 38000),
    "money": _between(900, 96000, 2),
    "percent": _between(12, 80, 2),
    "round percent": _between(60, 95),
    "coefficient": _between(0, 1, 2),
    "round area": _between(5, 12, 1),
    "some of n": _part("n", 0.08, 0.92),
    "most of n": _part("n", 0.8, 0.995),
    "little of a": _part("a", 0.02, 0.2),
    "little of t": _part("t", 0.08, 0.3),
    "more than a": _part("a", 1.03, 1.5),
    "more than b": _part("b", 1.03, 1.5),
    "less percent than b": _part("b", 0.3, 0.9),
    "more percent than b": _part("b", 1.02, 1.2),
    "students of k": _part("k", 9, 21),
    "students of class k": _part("k", 28, 54),
    "area of n": _part("n", 4, 14),
    "aid of n": _part("n", 0.04, 0.2, 2),
    "above l": _part("l", 1.005, 1.05),
    "below l": _part("l", 0.4, 0.9),
}
SHOWN = {"p": 2, "r": 2, "w": 0}  # decimals of what is computed; all else is exact


@dataclass
class Printed:
    """A number in a text: where it stands, which statement it is of."""

    at: int
    end: int
    statement: int


@dataclass
class Report:
    """A made-up report, its right statements by kind, and its slip."""

    text: str
    kinds: list[str]
    slip_kind: str
    slip: Printed
    numbers: list[Printed] = field(default_factory=list)


def make(seed: int, sentences: int = 15) -> Report:
    """A report with one slip; the same seed gives the same report."""
    rng = random.Random(seed)
    statements = rng.sample(SENTENCES["statement"], sentences - 4)
    slipped = rng.randrange(len(statements))
    text = f"{rng.choice(COUNTIES)}义务教育优质均衡发展自评报告（虚构）\n"
    text += f"{HEADS[0]}\n{rng.choice((2022, 2023, 2024))}年，全县上下共同努力，教育事业稳步发展。"
    year = int(re.search(r"(20\d\d)年", text)[1])
    numbers: list[Printed] = []
    slip = None
    heads = iter(HEADS[1:])
    for place, statement in enumerate(statements):
        if place % 4 == 3:
            text += f"\n{next(heads, HEADS[-1])}\n"
        if rng.random() < 0.4:
            text = _written(text, rng.choice(SENTENCES["idle"]["wordings"]), _idle(rng, year), -1, numbers)
        drawn = _drawn(rng, statement)
        wording = rng.choice(statement["wordings"])
        changed, name = drawn, ""
        if place == slipped:
            changed, name = _slipped(rng, statement, drawn, wording)
        years = {"year": str(year), "y1": str(year - 1), "y2": str(year - 2)}
        start = len(numbers)
        text = _written(text, wording, {**changed, **years}, place, numbers)
        if place == slipped:
            slots = [slot for slot in SLOT.findall(wording) if slot not in years]
            slip = numbers[start + slots.index(name)]
    assert slip is not None
    kinds = [statement["kind"] for statement in statements]
    return Report(text, kinds, kinds[slipped], slip, numbers)


def _idle(rng: random.Random, year: int) -> dict[str, object]:
    class Fresh(dict):
        def __getitem__(self, name: str) -> Decimal:
            return COUNTS[name](rng, {})

    return Fresh()


def _written(text: str, wording: str, values, statement: int, numbers: list[Printed]) -> str:
    end = 0
    for slot in SLOT.finditer(wording):
        text += wording[end : slot.start()]
        value = str(values[slot[1]])
        if slot[1] not in ("year", "y1", "y2"):
            numbers.append(Printed(len(text), len(text) + len(value), statement))
        text, end = text + value, slot.end()
    return text + wording[end:]


def _drawn(rng: random.Random, statement: dict) -> Numbers:
    """The numbers of a statement, all of which agree."""
    known: Numbers = {}
    for name, how in statement["numbers"].items():
        known[name] = COUNTS[how](rng, known) if how in COUNTS else _computed(how, known, name)
        if how == "coefficient":
            known[name] = Decimal(rng.choice(("0.65", "0.55", "0.50", "0.45")))
    return known


def _computed(formula: str, known: Numbers, name: str) -> Decimal:
    value = eval(formula, {"__builtins__": {}}, dict(known))  # formulas of our own file
    places = SHOWN.get(name)
    return value if places is None else value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _slipped(rng: random.Random, statement: dict, drawn: Numbers, wording: str) -> tuple[Numbers, str]:
    """The same with one number mistyped, and which; drawn again until no rounding explains it."""
    names = [name for name in statement["numbers"] if f"{{{name}}}" in wording]
    for _ in range(1000):
        name = rng.choice(names)
        changed = {**drawn, name: _mistyped(rng, drawn[name])}
        if changed[name] > 0 and _breaks(statement, changed):
            return changed, name
    assert statement["kind"] == "limit"  # a limit far off is missed by no single digit
    factor = Decimal("0.93") if "above l" in statement["numbers"].values() else Decimal("1.07")
    return {**drawn, "v": (drawn["l"] * factor).quantize(Decimal("0.01"))}, "v"


def _mistyped(rng: random.Random, number: Decimal) -> Decimal:
    """Another digit, two digits in the wrong order, a digit lost, or a little more or less."""
    digits = list(str(number))
    places = [i for i, digit in enumerate(digits) if digit.isdigit()]
    how = rng.randrange(4)
    at = rng.choice(places)
    if how == 0:
        digits[at] = rng.choice([d for d in "123456789" if d != digits[at]])
    elif how == 1 and len(places) > 1:
        at, other = sorted(rng.sample(places, 2))
        digits[at], digits[other] = digits[other], digits[at]
    elif how == 2 and len(places) > 2 and "." not in digits:
        del digits[at]
    else:
        step = Decimal(1).scaleb(number.as_tuple().exponent)
        return number + rng.choice((-3, -2, -1, 1, 2, 3)) * step
    text = "".join(digits)
    return Decimal(text) if not re.match(r"0\d", text) else number


def _breaks(statement: dict, changed: Numbers) -> bool:
    """Whether the statement fails beyond all rounding, with every measured number as wide as its last digit."""
    names = statement["numbers"]
    if statement["kind"] == "limit":
        low, high = ("l", "v") if "above l" in names.values() else ("v", "l")
        return "l" in changed and changed[low] > changed[high] * Decimal("1.0001")
    of, how = next((name, how) for name, how in names.items() if how not in COUNTS)
    exact = all(changed[name] == changed[name].to_integral() and "." not in str(changed[name]) for name in names)
    value = eval(how, {"__builtins__": {}}, dict(changed)) if _divides(how, changed) else Decimal("NaN")
    if value.is_nan():
        return False
    step = Decimal(1).scaleb(changed[of].as_tuple().exponent)
    room = Decimal(0) if exact and statement["kind"] in ("sum", "difference") else step * Decimal("1.01")
    if statement["kind"] == "growth":
        room = max(room, abs(value) * Decimal("0.01"), Decimal("0.05"))
    if statement["kind"] in ("sum", "difference") and not exact:
        room = step * len(names)
    return abs(value - changed[of]) > room


def _divides(how: str, changed: Numbers) -> bool:
    try:
        eval(how, {"__builtins__": {}}, dict(changed))
    except (ArithmeticError, ValueError):
        return False
    return True


def judged(
    report: Report, draft: Drafted, steps: tuple[str, ...] = ("certain",)
) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """What is open among the relations of a draft: its kind, where its numbers stand, its words."""
    for check in draft.checks:
        if check.certainty in steps and draft.outcome(check, "yes").conclusion in OPEN:
            places = tuple(draft.mentions[place].number.at for place in check.places)
            yield check.relation, places, str(check.keys["words"])


@dataclass
class Score:
    """Slips planted and found, right statements and those called wrong, by kind."""

    planted: Counter = field(default_factory=Counter)
    found: Counter = field(default_factory=Counter)
    proposed: Counter = field(default_factory=Counter)
    right: Counter = field(default_factory=Counter)
    wrong: Counter = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    def add(self, report: Report) -> None:
        draft = read_draft(report.text, "made")
        slip = report.slip
        findings = list(judged(report, draft))
        is_found = any(any(slip.at <= at < slip.end for at in places) for _, places, _ in findings)
        every = list(judged(report, draft, ("certain", "likely", "uncertain")))
        self.planted[report.slip_kind] += 1
        self.found[report.slip_kind] += is_found
        self.proposed[report.slip_kind] += any(any(slip.at <= at < slip.end for at in places) for _, places, _ in every)
        if not is_found:
            self.lines.append(f"missed {report.slip_kind}: {sentence_at(report.text, slip.at)}")
        called = set()
        for relation, places, words in findings:
            if not any(slip.at <= at < slip.end for at in places):
                hit = {n.statement for n in report.numbers if any(n.at <= at < n.end for at in places)}
                called |= hit
                self.lines.append(f"wrong  {relation}: {words}")
        for place, kind in enumerate(report.kinds):
            self.right[kind] += place != slip.statement
            self.wrong[kind] += place != slip.statement and place in called
        self.right["nothing stated"] += 1
        self.wrong["nothing stated"] += called == {-1}

    def show(self) -> None:
        print(f"{'kind':16}{'slips':>7}{'found':>9}{'or proposed':>13}{'right':>9}{'called wrong':>14}")
        for kind in (*sorted(self.planted), "nothing stated"):
            self._line(
                kind, *(counter[kind] for counter in (self.planted, self.found, self.proposed, self.right, self.wrong))
            )
        self._line("all", *(c.total() for c in (self.planted, self.found, self.proposed, self.right, self.wrong)))

    def _line(self, kind: str, planted: int, found: int, proposed: int, right: int, wrong: int) -> None:
        shares = (f"{found / planted:9.1%}", f"{proposed / planted:13.1%}") if planted else (f"{'':9}", f"{'':13}")
        print(f"{kind:16}{planted:7}{shares[0]}{shares[1]}{right:9}{wrong / max(right, 1):14.2%}")


def sentence_at(text: str, at: int) -> str:
    start = max(text.rfind("。", 0, at), text.rfind("\n", 0, at)) + 1
    return text[start : text.find("。", at) + 1]


def measured(count: int) -> Score:
    score = Score()
    for seed in range(count):
        score.add(make(seed))
    return score


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("reports", type=int, nargs="?", default=1000)
    options.add_argument("--show", action="store_true", help="list what was missed and what was called wrong")
    asked = options.parse_intermixed_args()
    score = measured(asked.reports)
    if asked.show:
        print("\n".join(score.lines))
    score.show()


if __name__ == "__main__":
    main()
