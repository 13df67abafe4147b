"""Which counties had a programme: as the reader declares it, or as a simulation states it together with the truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.insight.programmes.effect import ProgrammeEffect
from analysis.language import Words
from analysis.show.page.speaking import Speaker
from analysis.tables.catalogue.datasets import load_record

NO_PROGRAMME = Words(
    "未指定项目县和入选年份，不作成效估计。",
    "No programme counties and year of choice are declared: no effect is estimated.",
)
ONE_COUNTY = Words(
    "单个县无法比较，成效须由多个县共同估计。", "One county has nothing to be compared with: an effect needs many."
)
NO_YEARS = Words(
    "入选年份之前或之后没有数据，不作成效估计。",
    "There are no years before or after the choice: no effect is estimated.",
)
NO_PROJECTION = Words(
    "缺小学逐班清单、教室数或出生人数，无法推算未实施项目时的情况，不作成效估计。",
    "Without primary classes by grade, rooms and births, what would have happened cannot be projected: no effect is estimated.",
)


class ProgrammeView(Speaker):
    """What a view has when a programme's effect can be asked of it; `effect` says in words why there is none."""

    programme: Programme | None
    effect: ProgrammeEffect | Words

    def name_of(self, county: str) -> str:
        """A county's name."""
        raise NotImplementedError


@dataclass(frozen=True)
class Programme:
    """Counties with a programme, and the year they were chosen in; on simulated data also what it truly did.

    truth    : the mean effect, a share 0–1; None where nobody can know it
    coverage : estimator → what `benchmarks/coverage.py` measured of it
    """

    treated: tuple[str, ...]
    chosen_in: int
    truth: float | None = None
    coverage: Mapping[str, Mapping[str, Any]] | None = None


def programme_of(dataset: str, treated: str, chosen_in: int, which: str) -> Programme | None:
    """The programme declared (codes separated by commas), else that of the simulation, else None.

    which : class_size | exchange
    """
    names = tuple(code.strip() for code in treated.split(",") if code.strip())
    if names and chosen_in:
        return Programme(names, chosen_in)
    truth, coverage = load_record(dataset, "truth"), load_record(dataset, "coverage")
    if truth is None:
        return None
    mine = truth[which]
    return Programme(
        tuple(mine["by_county"]), truth["chosen_in"], mine["effect"], coverage[which] if coverage else None
    )
