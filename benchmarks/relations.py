"""How well `junheng read` reads the relations of reports whose relations somebody entered by hand.

    python benchmarks/relations.py FOLDER [--show] [--sample 60] [REPORT …]

FOLDER holds the texts of data/raw/reports. What was entered is never used for reading: a text is read on its own, and only
then are the relations read and the relations entered laid side by side. Two are the same when they are of one kind and
speak of the same printed numbers. What the entered files do not have is split by whether it holds: a relation that holds and
was not entered is no mistake of the reader; one that does not is a slip of the report or a misreading, and is listed. That a
relation holds does not prove that the text states it: --sample prints some that were not entered, to be judged by eye.
Reports are held back by the digest of their names; rules are tuned on the others. Prints tables and asserts nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import time
from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.insight.reports.audit import committed_report_files, read_report
from analysis.insight.reports.bases import Base
from analysis.insight.reports.claims import Claim, Order, Previous
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.limits import Bound
from analysis.insight.reports.reading.damage import Repair
from analysis.insight.reports.reading.drafted import Drafted, read_draft
from analysis.insight.reports.reading.relations import propose
from analysis.insight.reports.reading.report_draft import LIKELY
from analysis.insight.reports.reading.texts import position, text_of
from analysis.insight.reports.report import Check, Report

REACHES = ("in one sentence", "in neighbours", "further apart")
SUMMARY = ("in one sentence", "but for parts", "in neighbours", "further apart", "tuned on", "held back", "all")
ANSWERS = ("entered", "holds", "differs")
STOPS = re.compile(r"[。!?！？\n]")
HOLDS = (Conclusion.REPRODUCED, Conclusion.NOTE, Conclusion.CANNOT_JUDGE)
Numbers = tuple[str, ...]


@dataclass(frozen=True)
class Relation:
    """A kind, the number it is of, and all its numbers as printed."""

    kind: str
    of: str
    numbers: Numbers

    def __str__(self) -> str:
        return f"{self.kind:10} {self.of} ← {', '.join(self.numbers)}"


def kind_of(formula) -> str:
    """What a formula says: a sum, a difference, a growth, a share or an average."""
    if formula.summands:
        return "sum"
    if "/" not in formula.text:
        return "difference" if "-" in formula.text else "other"
    return "growth" if "-" in formula.text else "ratio"


def relations(report: Report, check: Check) -> list[Relation]:
    """What a check says, a relation for each way it may be meant."""

    def relation(kind: str, of: str, names: Iterable[str]) -> Relation:
        return Relation(kind, report.fact(of).printed, tuple(sorted(report.fact(name).printed for name in names)))

    match check:
        case Claim():
            return [relation(kind_of(formula), check.of, formula.names) for formula in check.formulas]
        case Repair():
            return [relation(kind_of(formula), of, formula.names) for of, formula in check.relations]
        case Order():
            return [relation("part", check.high.names[0], [low]) for low in check.low.names]
        case Base():
            return [relation("base", share, [part]) for part, share in check.pairs]
        case Previous():
            return [relation("before", check.of, [check.rate or check.increase or ""])]
        case Bound():
            return [relation("limit", check.of, [check.at_least or check.at_most or ""])]
    return []


def half(report: Report) -> str:
    """Whether a report is held back while rules are made: by the last bit of its name's digest."""
    is_odd = int(hashlib.sha256(report.id.encode()).hexdigest(), 16) % 2
    return "held back" if is_odd else "tuned on"


def reach(report: Report, check: Check, text: str) -> str:
    """How far apart the numbers of a check stand: in one sentence, in neighbouring ones, or further apart."""
    places = [position(report.fact(name), text) for name in check.used]
    if -1 in places:
        return "further apart"
    stops = [match.start() for match in STOPS.finditer(text)]
    sentences = [bisect(stops, place) for place in places]
    return REACHES[min(max(sentences) - min(sentences), 2)]


def is_found(wanted: list[Relation], read: set[Relation]) -> bool:
    """Whether one of the ways, or what says more, was read: a whole and all its parts say that each part is less."""
    for one in wanted:
        if one in read:
            return True
        if one.kind == "part" and any(r.kind == "ratio" and set(r.numbers) == {one.of, *one.numbers} for r in read):
            return True
        said_by_more = {"part": ("sum",), "base": ("ratio",), "before": ("growth",)}.get(one.kind, ())
        if any(r.kind in said_by_more and r.of == one.of and set(one.numbers) <= set(r.numbers) for r in read):
            return True
    return False


def read_relations_of(draft: Drafted) -> list[tuple[Relation, str, bool, str]]:
    """Every relation read: what it says, how sure it is, whether it holds, and its words."""
    found = []
    for one in draft.checks:
        check = one.check(draft.report.facts, "yes")
        holds = draft.outcome(one, "yes").conclusion in HOLDS
        found += [(r, one.certainty, holds, str(one.keys["words"])) for r in relations(draft.report, check)]
    return found


def others(draft: Drafted) -> Iterator[Relation]:
    """What one key takes in the place of what was read first."""
    for one in draft.checks:
        for number in range(1, 1 + len(one.keys.get("others", ()))):
            yield from relations(draft.report, one.check(draft.report.facts, str(number)))


def matching(draft: Drafted) -> Iterator[Relation]:
    """What the search for matching numbers proposes beside."""
    for one in propose(draft.report, LIKELY):
        numbers = tuple(sorted(draft.report.fact(name).printed for name in one.parts))
        yield Relation({"run": "sum"}.get(one.kind, one.kind), one.of.printed, numbers)


@dataclass
class Score:
    """Counts over all reports, and what there is to show."""

    entered: Counter
    found: Counter
    read: Counter
    lines: list[str]
    unentered: list[str]

    def compare(self, report: Report, text: str, draft: Drafted) -> None:
        """One report: what was entered against what was read."""
        mine = read_relations_of(draft)
        sure = {relation for relation, certainty, *_ in mine if certainty == "certain"}
        every = {relation for relation, *_ in mine}
        every |= set(others(draft))
        matched = every | set(matching(draft))
        known = {relation for check in report.checks for relation in relations(report, check)}
        self.lines.append(f"\n{report.id}: {len(known)} entered, {len(mine)} read")
        for check in report.checks:
            ways = relations(report, check)
            if not ways or isinstance(check, Repair):
                continue
            far = reach(report, check, text)
            for name in (
                ways[0].kind,
                far,
                half(report),
                "all",
                *(("but for parts",) if far == REACHES[0] and not isinstance(check, Order) else ()),
            ):
                self.entered[name] += 1
                self.found[name, "matched"] += is_found(ways, matched)
                self.found[name, "any"] += is_found(ways, every)
                self.found[name, "certain"] += is_found(ways, sure)
            if not is_found(ways, every):
                also = ", found by its numbers" if is_found(ways, matched) else ""
                self.lines.append(f"  missed     {ways[0]}    ({far}{also})")
        for relation, certainty, holds, words in mine:
            answer = "entered" if is_found([relation], known) else "holds" if holds else "differs"
            for name in (relation.kind, half(report), "all"):
                self.read[name, certainty, answer] += 1
            if answer != "entered":
                self.unentered.append(f"{report.id} {answer:8}{certainty:10}{relation}\n        {words}")
            if answer == "differs":
                self.lines.append(f"  differs    {certainty:9} {relation}    {words[:110]}")

    def show(self) -> None:
        print(f"\n{'entered':18}{'number':>8}{'certain':>15}{'read':>15}{'or matching':>15}")
        kinds = [name for name in self.entered if name not in SUMMARY]
        for name in (*sorted(kinds, key=lambda name: -self.entered[name]), *SUMMARY):
            count = self.entered[name]
            found = (self.found[name, step] for step in ("certain", "any", "matched"))
            print(f"{name:18}{count:8}" + "".join(f"{one:7}{one / count:8.1%}" for one in found))
        print(f"\n{'read':12}{'certainty':12}{'entered':>8}{'holds':>8}{'differs':>8}")
        for name, certainty in sorted({(name, certainty) for name, certainty, _ in self.read}):
            row = [self.read[name, certainty, answer] for answer in ANSWERS]
            right = f"{1 - row[2] / sum(row):9.1%} entered or holding" if name in SUMMARY else ""
            print(f"{name:12}{certainty:12}{row[0]:8}{row[1]:8}{row[2]:8}{right}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("reports", nargs="*")
    options.add_argument("--show", action="store_true", help="list what was missed and what does not hold")
    options.add_argument(
        "--sample", type=int, default=0, help="so many relations that were not entered, to judge by eye"
    )
    asked = options.parse_intermixed_args()
    score, seconds = Score(Counter(), Counter(), Counter(), [], []), 0.0
    for path in committed_report_files():
        report = read_report(path)
        text = text_of(report, [asked.folder])
        if not text or report.scope != "audited" or (asked.reports and report.id not in asked.reports):
            continue
        start = time.perf_counter()
        draft = read_draft(text, report.id)
        seconds += time.perf_counter() - start
        score.compare(report, text, draft)
    if asked.show:
        print("\n".join(score.lines))
    count = min(asked.sample, len(score.unentered))
    print("\n".join(random.Random(1).sample(score.unentered, count)))
    score.show()
    print(f"\n{seconds:.1f} s")


if __name__ == "__main__":
    main()
