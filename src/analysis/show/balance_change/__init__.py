"""Why coefficients moved between two years (06 均衡变化)."""

from analysis.show.balance_change import figures, sentences, tables
from analysis.show.balance_change.view import changes_of, open_balance_changes, open_district_spending
from analysis.show.page.sources import sources_of

__all__ = [
    "changes_of",
    "figures",
    "open_balance_changes",
    "open_district_spending",
    "sentences",
    "sources_of",
    "tables",
]
