"""Fixtures of small runs, for every test of a batch."""

from publish.small_runs import counties, made  # noqa: F401
