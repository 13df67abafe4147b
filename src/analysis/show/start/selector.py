"""County, year and standard chosen with the mouse (选择框): in JupyterLab only, and never in an executed notebook."""

from __future__ import annotations

import os
from importlib.util import find_spec

from IPython.display import display

from analysis.errors import JunhengError
from analysis.rules.choice import NONE
from analysis.rules.standards import load_standards
from analysis.show.start import sentences, tables
from analysis.show.start.view import Start

IN_A_SESSION = "JPY_SESSION_NAME"  # set by a Jupyter server for the kernels it starts, and by nobody else


def is_interactive() -> bool:
    """Whether somebody sits before the page who could choose, and the widgets are there."""
    return bool(os.environ.get(IN_A_SESSION)) and find_spec("ipywidgets") is not None


def choose(start: Start) -> None:
    """Three lists and the verdict that follows from them; nothing where nobody can choose or nothing is read."""
    if start.view is None or not is_interactive():
        return
    import ipywidgets as widgets

    table = start.view.table if start.is_demo else _whole(start)
    counties = [(table.county_name(code), code) for code in table.counties]
    by_fields, none = start.text("按表中字段选定", "by the table's fields"), start.text("不作对照", "none")
    standards = [(by_fields, ""), *_standards(start), (none, NONE)]
    county = widgets.Dropdown(options=counties, value=start.view.county, description=start.text("县区", "county"))
    year = widgets.Dropdown(options=table.years, value=start.view.year, description=start.text("年份", "year"))
    named = start.standard if start.standard in dict(standards).values() else ""
    standard = widgets.Dropdown(options=standards, value=named, description=start.text("标准", "standard"))
    shown = widgets.Output()

    def show(_: object = None) -> None:
        shown.clear_output()
        with shown:
            try:
                chosen = Start(
                    start.folder, start.files, start.lang, view=start.of(county.value, year.value, standard.value)
                )
                chosen.tell(*sentences.verdict(chosen))
                chosen.show(tables.result(chosen), tables.coefficients(chosen))
            except JunhengError as error:
                print(error.message(start.lang))

    for one in (county, year, standard):
        one.observe(show, names="value")
    show()
    display(widgets.VBox([widgets.HBox([county, year, standard]), shown]))


def _whole(start: Start):
    from analysis.tables.catalogue.datasets import load_dataset

    return load_dataset(start.view.dataset)


def _standards(start: Start) -> list[tuple[str, str]]:
    """The documents that judge school tables."""
    return [
        (f"{one.document} {one.title.in_(start.lang)}", name)
        for name, one in load_standards().items()
        if any(rule.measure in ("resource", "cv", "composite") for rule in one.rules)
    ]
