"""Answers somebody else printed (tests/cases/*.toml), and the reference tables that are too large to carry along."""

import tomllib
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
SHARED = REPOSITORY.parent / "shared"
needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(), reason="the reference tables (a folder `shared` beside the repository) are not here"
)


def load_case(name: str) -> dict:
    """Read tests/cases/NAME.toml; every case names its source."""
    case = tomllib.loads((Path(__file__).parent / "cases" / f"{name}.toml").read_text(encoding="utf-8"))
    assert case.get("source"), f"case {name} names no source"
    return case


def as_printed(value: float, like: str = "0.52") -> str:
    """Round half up, as a printed table does, to as many decimals as `like` shows: 0.125 like "0.52" is "0.13"."""
    return str(Decimal(repr(float(value))).quantize(Decimal(like), rounding=ROUND_HALF_UP))
