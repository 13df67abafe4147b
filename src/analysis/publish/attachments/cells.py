"""A printed cell as a workbook holds it: a number as a number in the form it was printed in, a missing one empty."""

from __future__ import annotations

import re
from dataclasses import dataclass

from analysis.show.page.table import MISSING

#: "1,234.5", "−0.03", "31.7%", "5 teachers", "126个班超限额"; codes such as 0042 and bounds such as ≥ 3.20 stay texts.
_NUMBER = re.compile(
    r"(?P<sign>[-−+]?)(?P<digits>(?:0|[1-9][\d,]*)(?:\.(?P<decimals>\d+))?)(?P<unit>%|[^\d/→()（）≤≥]*)"
)


@dataclass(frozen=True)
class Figure:
    """A number and how it is shown.

    value : as printed; a percentage as a share
    form  : number format of the workbook
    """

    value: float
    form: str


def cell_of(text: str, align: str) -> Figure | str | None:
    """What a workbook's cell holds; None where a number is missing."""
    if text in (MISSING, ""):
        return None
    if align == "l":
        return text
    found = _NUMBER.fullmatch(text)
    return _figure(found) if found and align == "r" else text


def _figure(found: re.Match[str]) -> Figure:
    digits, decimals, unit = found["digits"], len(found["decimals"] or ""), found["unit"]
    value = float(digits.replace(",", "")) * (-1 if found["sign"] in ("-", "−") else 1)
    form = ("#,##0" if "," in digits else "0") + (f".{'0' * decimals}" if decimals else "")
    form = f"+{form};-{form};{form}" if found["sign"] == "+" else form
    if unit == "%":
        return Figure(round(value / 100, decimals + 2), f"{form}%")
    if unit:
        quoted = '"' + unit.replace('"', "") + '"'
        form = ";".join(part + quoted for part in form.split(";"))
    return Figure(value, form)
