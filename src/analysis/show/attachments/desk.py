"""What the documents of a set are made of: one county in one year, looked at from every side that they show."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.rules.rule import StandardValue
from analysis.rules.standards import InForce
from analysis.show.appendix.matter import values_applied
from analysis.show.county.view import View
from analysis.show.guarantee.view import GuaranteeView, open_guarantee
from analysis.show.monitoring.view import MonitoringView, monitoring_of
from analysis.show.plan.view import PlanView, open_plan


@dataclass(frozen=True)
class Desk:
    """A county's view, and the others that are opened only where a document asks for them."""

    view: View

    @property
    def lang(self) -> str:
        return self.view.lang

    @cached_property
    def framework(self) -> GuaranteeView:
        here = self.view
        return open_guarantee("", lang=here.lang, dataset=here.dataset, county=here.county, year=here.year)

    @cached_property
    def monitoring(self) -> MonitoringView:
        return monitoring_of(self.view)

    @cached_property
    def plan(self) -> PlanView:
        return open_plan(self.view.dataset, self.view.county, self.view.year, self.lang)

    def values_applied(self, with_framework: bool) -> list[StandardValue | InForce]:
        """Every rule value behind the numbers of its schools, and those of the framework's items where they are shown."""
        asked = self.framework.verdict.rules_applied if with_framework else ()
        return [*dict.fromkeys([*values_applied(self.view), *asked])]
