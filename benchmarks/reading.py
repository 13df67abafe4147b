"""How well `junheng read` reads the reports somebody read by hand.

    python benchmarks/reading.py LEDGER.csv FOLDER     precision and recall of (value, unit) for every text

The ledger has one row per number of the texts, read by a person: columns seed (file name), section, value, unit.
A pair is right when the ledger has it for that text; each pair counts once, however often it is printed.
Prints a table and asserts nothing.
"""

import argparse
import csv
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from analysis.insight.reports.reading.numbers import read_numbers
from analysis.insight.reports.reading.texts import read_text

PERSONS = ("students", "teachers", "children", "people", "staff", "principals", "leaders")
#: The ledger's units → what may be printed for them.
PRINTED = {
    **{unit: {"人"} for unit in PERSONS},
    "person-times": {"人次", "人"},
    "schools": {"所"},
    "kindergartens": {"所"},
    "%": {"%"},
    "percentage points": {"个百分点"},
    "percentage points (printed %)": {"%"},
    "m2": {"平方米"},
    "m": {"米"},
    "万m2": {"万平方米"},
    "km2": {"平方公里"},
    "万件(套)": {"万件(套)", "万(件)套", "万套", "万件"},
    "ratio": {""},
    "classes": {"个", "班"},
    "sets": {"套"},
    "units": {"台", "个", "所", "辆"},
    "rooms": {"间", "件", "个"},
    "items": {"项", "个"},
    "points": {"分"},
    "meetings": {"次"},
    "pairs": {"对"},
    "events": {"场次"},
    "group-times": {"组次"},
    "lessons": {"节", "例", "个"},
    "元/生/天": {"元"},
    "万元/年": {"万元"},
    "hours/5 years": {"学时"},
    "teachers/100 students": {"", "人"},
    "rooms/100 students": {"间"},
    "m2/student": {"平方米"},
    "students/class": {"人"},
    "万工日": {"万工日"},
    "classes per room": {"个", "班"},
}
ANY_COUNT = {
    "个",
    "项",
    "所",
    "家",
    "处",
    "次",
    "支",
    "期",
    "节",
    "起",
    "份",
    "条",
    "辆",
    "台",
    "套",
    "例",
    "对",
    "班",
    "名",
    "人",
}


def units_of(ledger_unit: str) -> set[str]:
    """Printed units that stand for a ledger unit."""
    if ledger_unit in PRINTED:
        return PRINTED[ledger_unit]
    if ledger_unit.startswith("yuan"):
        return {"元"}
    return {ledger_unit} if not ledger_unit.isascii() else ANY_COUNT


def score(rows: list[dict[str, str]], text: str) -> tuple[float, float, set, set]:
    """Precision, recall, what was read in excess, what was missed."""
    wanted = {(_number(row["value"]), row["unit"]) for row in rows if _number(row["value"]) is not None}
    read = {(Decimal(number.printed), number.unit) for number in read_numbers(text)}
    right = {pair for pair in read if any(value == pair[0] and pair[1] in units_of(unit) for value, unit in wanted)}
    found = {(value, unit) for value, unit in wanted if any((value, printed) in read for printed in units_of(unit))}
    return len(right) / max(len(read), 1), len(found) / max(len(wanted), 1), read - right, wanted - found


def _number(printed: str) -> Decimal | None:
    try:
        return Decimal(printed)
    except InvalidOperation:
        return None


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("ledger", type=Path)
    options.add_argument("folder", type=Path)
    options.add_argument("--show", action="store_true", help="list what was read in excess and what was missed")
    asked = options.parse_args()
    with asked.ledger.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    print(f"{'text':36}{'in the ledger':>14}{'precision':>11}{'recall':>8}")
    for seed in sorted({row["seed"] for row in rows}):
        mine = [row for row in rows if row["seed"] == seed]
        precision, recall, excess, missed = score(mine, read_text(asked.folder / seed))
        print(f"{seed:36}{len(mine):14}{precision:11.1%}{recall:8.1%}")
        if asked.show:
            sys.stdout.writelines(f"    in excess  {value} {unit}\n" for value, unit in sorted(excess))
            sys.stdout.writelines(f"    missed     {value} {unit}\n" for value, unit in sorted(missed))


if __name__ == "__main__":
    main()
