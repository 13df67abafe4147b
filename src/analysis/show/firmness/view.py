"""The front door of firmness: what each verdict of a county hangs on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analysis.insight.firmness.coefficients import Firmness, coefficients
from analysis.insight.firmness.counts import CountRecount, count_recounts
from analysis.rules.results import Verdicts
from analysis.show.county.view import View
from analysis.show.page.speaking import Speaker
from analysis.show.readings.view import ReadingsView


@dataclass(frozen=True)
class FirmnessView(Speaker):
    """A county, and how firm what is said of it is."""

    view: View

    @property
    def lang(self) -> str:  # type: ignore[override]
        return self.view.lang

    @cached_property
    def readings(self) -> ReadingsView:
        """What each reading of the documents does to the verdicts."""
        return ReadingsView(self.view)

    @cached_property
    def coefficients(self) -> list[Firmness]:
        """Every coefficient that has a limit and some value, stage by stage."""
        judged, shown = self.view.verdict, {one.name for one in self.view.indicators}
        values = {key: judged.values(*key) for key in judged.cvs}
        found = coefficients(judged.cvs, values, judged.case.sections)
        stages = self.view.stages
        known = (one for one in found if one.verdict.subject in shown and one.verdict.stage in stages)
        return sorted(known, key=lambda one: stages.index(one.verdict.stage))

    @property
    def composites(self) -> Verdicts:
        """The composite coefficients of the stages that are here, where the rules have any that is known."""
        found = self.view.verdict.verdicts.where(measure="composite").judged()
        return Verdicts(one for one in found if one.stage in self.view.stages and not one.is_silent)

    @cached_property
    def counts(self) -> list[CountRecount]:
        """Every section whose count of thresholds is met, the least firm first."""
        return count_recounts(self.view.verdict) if self.view.standard else []


def open_firmness(view: View) -> FirmnessView:
    """How firm the verdicts of a county's view are."""
    return FirmnessView(view)
