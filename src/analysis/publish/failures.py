"""failures.csv (失败清单): what a run did not make, for whoever has to mend it in the morning."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from analysis.publish.batch import Outcome
from analysis.publish.key_figures import as_csv
from analysis.publish.units.records import write_aside

NAME = "failures.csv"
COLUMNS = ("document", "dataset", "county", "year", "lang", "notebook", "cell", "message", "zh", "en")


def write_failures(outcomes: Sequence[Outcome], out: Path) -> Path:
    """County, notebook, cell and message of every document that was not made; a header alone where all were."""
    rows = []
    for outcome in outcomes:
        if failure := outcome.record["failure"]:
            told = {**outcome.record, **failure, "document": outcome.job.name}
            rows.append(["" if told[name] is None else told[name] for name in COLUMNS])
    return write_aside(out / NAME, as_csv(COLUMNS, rows))
