"""What stands out among many counties, without ranking them."""

from __future__ import annotations

from analysis.language import Words
from analysis.show.counties.tables import answers_by_row
from analysis.show.counties.view import Counties


def counties(view: Counties) -> Words:
    """What stands out among the rows, without ranking them."""
    hiding = [row for row in view.rows if row.hidden]
    pairs = list(answers_by_row(view))
    failing = sum(failed > 0 for _, _, failed in pairs)
    judged = sum(met + failed > 0 for _, met, failed in pairs)
    composites = sum(row.composite_limit is not None and row.composite is not None for row in view.rows)
    return Words(
        f"共{len(view.rows)}行（县区×学段）。按综合差异系数评估的{composites}行中，{len(hiding)}行综合达标而有单项高于同一限值；"
        f"逐项评估的{judged}行中，{failing}行有单项超过限值。",
        f"{len(view.rows)} rows (county × stage). Judged by their composite: {composites}, of which {len(hiding)} pass "
        f"with a single coefficient above the same limit. Judged one by one: {judged}, of which {failing} with at least "
        "one over its limit.",
    )
