"""What the tests of the audit share: the committed reports, and the texts where they lie beside the repository."""

from functools import cache
from pathlib import Path

import pytest

from analysis.insight.reports.audit import Audit, audit_files
from analysis.insight.reports.findings import Finding

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
LEDGER = SEEDS.parent / "facts" / "ledger.csv"
needs_texts = pytest.mark.skipif(
    not SEEDS.is_dir(), reason="the report texts (a folder `shared` beside the repository) are not here"
)


@cache
def whole_audit() -> Audit:
    """Every committed report and published table; with the texts, where they are there."""
    return audit_files(texts=SEEDS if SEEDS.is_dir() else None)


def the_finding(report: str, kind: str, of: str) -> Finding:
    """The only finding of a kind whose first fact is this one."""
    (found,) = (
        f for f in whole_audit().of(report) if f.kind == kind and (f.facts[:1] == (of,) or f"{of} " in f"{f.formula} ")
    )
    return found
