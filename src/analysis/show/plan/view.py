"""The front door of a plan: one county, what it would take to pass, and what stands beside that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import pandas as pd

from analysis.insight.plan.additions import Costs, costs_of_folder
from analysis.insight.plan.ahead import closing_by_themselves, under_enrolment
from analysis.insight.plan.beside import Filled, fill_everything, price_of_rules
from analysis.insight.plan.plan import MARGIN, Plan, Wishes, check_caps, make_plan
from analysis.insight.plan.years import over_years
from analysis.language import Words
from analysis.show.class_size.view import open_class_sizes
from analysis.show.county.view import View, open_view
from analysis.show.page.speaking import Speaker, attempt
from analysis.tables.catalogue.datasets import load_dataset

ANY = float("inf")


@dataclass(frozen=True)
class PlanView(Speaker):
    """A county's plan in one language.

    years, budget : over how many years it is paid, and with how much in all   [yuan]
    """

    view: View
    costs: Costs
    wishes: Wishes
    years: int = 1

    @property
    def lang(self) -> str:  # type: ignore[override]
        return self.view.lang

    @cached_property
    def found(self) -> Plan | Words:
        """The plan, or in words why there is none."""
        return attempt(self._made)

    def _made(self) -> Plan:
        schools = load_dataset(self.view.dataset).rows
        check_caps(schools, self.costs)  # of all counties: a limit may be another's
        return make_plan(self.view.verdict, _as_called(self.costs, schools, self.view.table.rows), self.wishes)

    @property
    def plan(self) -> Plan | None:
        return self.found if isinstance(self.found, Plan) else None

    @cached_property
    def filled(self) -> Filled:
        """Everything filled everywhere, for comparison."""
        return fill_everything(self.plan)

    @cached_property
    def prices(self) -> Mapping[str, float]:
        """What each rule costs   [yuan]."""
        return price_of_rules(self.plan)

    @cached_property
    def forecast(self) -> tuple[int, Mapping[tuple[str, str], float]]:
        """The last year students can be told for, and how many each school section has then; (0, none) without births."""
        year, students = 0, {}
        for stage in self.view.stages:
            sizes = open_class_sizes(self.view.dataset, self.view.county, stage, self.view.year, self.lang)
            if not sizes.can_look_ahead:
                continue
            seen = sizes.projection
            year = seen.years[-1]
            pupils = seen.central[-1].sum(axis=1).round()
            students |= {(school, stage): float(n) for school, n in zip(seen.history.school_ids, pupils, strict=True)}
        return year, students

    @cached_property
    def ahead(self) -> Plan | None:
        """The plan under the students of the last year that can be told; None where none can."""
        students = self.forecast[1]
        return under_enrolment(self.plan, students) if self.plan and students else None

    @cached_property
    def closing(self) -> pd.DataFrame:
        """What today's plan asks for and would no longer be short then."""
        return closing_by_themselves(self.plan, self.ahead)

    @cached_property
    def works(self) -> pd.DataFrame:
        """The plan's lines with the year each is due."""
        yearly = self.wishes.budget / self.years if self.wishes.budget < ANY else None
        return over_years(self.plan, self.years, yearly)

    @property
    def is_phased(self) -> bool:
        """Whether it says of anything when it is due: over more than one year, or not at all."""
        return self.years > 1 or bool((self.works["due"] == 0).any())

    @cached_property
    def schools(self) -> list[str]:
        """Codes of the schools something is planned at, the dearest first."""
        return list(self.works.groupby("school_id")["cost"].sum().sort_values(ascending=False, kind="stable").index)


def _as_called(costs: Costs, written: pd.DataFrame, called: pd.DataFrame) -> Costs:
    """Limits of schools that a view calls otherwise than their table does, by the names the view has."""
    here = called.index.intersection(written.index)
    names = pd.DataFrame(
        {"written": written.loc[here, "school"], "called": called.loc[here, "school"]}
    ).drop_duplicates()
    of = names.groupby("written")["called"].agg(list)
    caps = (replace(cap, school=name) for cap in costs.caps for name in of.get(cap.school, [cap.school]))
    return replace(costs, caps=tuple(caps))


def open_plan(
    dataset: str,
    county: str = "",
    year: int = 0,
    lang: str = "zh",
    *,
    margin: float = MARGIN,
    budget: float = 0.0,
    years: int = 1,
) -> PlanView:
    """The cheapest plan for a county of a data set (达标方案).

    Parameters
    ----------
    margin : how far every coefficient stays below its limit          [1]
    budget : the most all of it may cost; 0 sets no bound             [yuan]
    years  : over how many years it is paid

    Raises
    ------
    PlanError : a costs.toml of another shape, a wish that makes no sense
    UsageError : an unknown data set, county, year or language
    """
    view = open_view(dataset, county, year, lang)
    return PlanView(view, costs_of_folder(), Wishes(margin, budget or ANY), max(1, int(years)))
