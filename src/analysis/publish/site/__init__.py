"""What `junheng run` leaves to be opened first (结果网站): every county and year with its result, and a page to explore."""

from analysis.publish.site.explorer import write_explorer
from analysis.publish.site.index import write_index

__all__ = ["write_explorer", "write_index"]
