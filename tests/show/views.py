"""Views the tests of this room share: a county with everything, one that fails, one stage without rules, five schools."""

from functools import cache

from analysis.show.county.view import open_view

DATASETS = ["demo-a", "demo-b", "michigan", "five-schools"]
LANGS = ["zh", "en"]
opened = cache(open_view)


def view_of(dataset, lang="zh"):
    """The latest year of the data set's first county."""
    return opened(dataset, lang=lang)


def every_stage_and_indicator(view):
    return [(stage, one.name) for stage in view.stages for one in view.indicators]
