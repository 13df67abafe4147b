"""Audit of published reports (公开报告复核): printed numbers recomputed from printed parts."""
