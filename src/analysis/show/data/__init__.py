"""What came in and who is counted (01)."""

from analysis.show.county.provenance import provenance
from analysis.show.county.view import open_view
from analysis.show.data import figures, last_year, sentences, tables
from analysis.show.data.across_tables import across_tables
from analysis.show.data.schools_over_years import changed_schools

__all__ = [
    "across_tables",
    "changed_schools",
    "figures",
    "last_year",
    "open_view",
    "provenance",
    "sentences",
    "tables",
]
