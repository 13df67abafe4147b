"""Coverage-guided changes of texts for the small readers: numbers, years, units, formulas, CSV cells, mappings.

    pip install atheris                    # no package of the project's; as of 3.0 for Python 3.11 to 3.13 on Linux
    python benchmarks/fuzz_guided.py -max_total_time=120 -max_len=400

Options are libFuzzer's. Only the house's own errors may be raised; anything else ends the run with the bytes that did it.
"""

import contextlib
import importlib
import sys
import tomllib

atheris = importlib.import_module("atheris")  # which the project does not declare

READERS = ("analysis.tables", "analysis.insight.reports.arithmetic", "analysis.schema", "analysis.errors")
with atheris.instrument_imports(include=list(READERS)):
    from analysis.errors import JunhengError
    from analysis.insight.reports.arithmetic.formulas import read_formula
    from analysis.insight.reports.arithmetic.units import read_unit
    from analysis.tables.facts.printed import parse_number
    from analysis.tables.sheets.grids import _text_cells
    from analysis.tables.sheets.numbers import read_month, read_number, read_text, read_year, unit_of
    from analysis.tables.sources.mapping import parse_mapping


def texts(text: str) -> None:
    """What a cell may be asked."""
    read_text(text)
    read_year(text)
    read_month(text)
    read_number(text, unit_of(text[:4]), None)
    unit_of(text)


def formula(text: str) -> None:
    read_formula(text)


def unit(text: str) -> None:
    read_unit(text)


def printed(text: str) -> None:
    parse_number(text)


def cells(text: str) -> None:
    _text_cells(text.encode("utf-8", "replace"), "a.csv")


def mapping(text: str) -> None:
    try:
        data = tomllib.loads(f"schema = 1\n{text}")
    except (ValueError, RecursionError):
        return
    parse_mapping(data, "a.toml")


TARGETS = (texts, formula, unit, printed, cells, mapping)


def one(data: bytes) -> None:
    if not data:
        return
    with contextlib.suppress(JunhengError):
        TARGETS[data[0] % len(TARGETS)](data[1:].decode("utf-8", "ignore"))


if __name__ == "__main__":
    atheris.Setup(sys.argv, one)
    atheris.Fuzz()
