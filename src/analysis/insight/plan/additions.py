"""What can be added to a school (可采取的措施): one entry of additions.toml each, and what it costs (costs.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from analysis.errors import JunhengError, Problem
from analysis.language import Words
from analysis.paths import user_root
from analysis.schema import Bilingual, Form, Positive, Text, one_of, read_toml, shown, validated
from analysis.tables.terms import Indicator

ADDITIONS_FILE = Path(__file__).with_name("additions.toml")
COSTS_FILE = "costs.toml"
INVENTED = Words(
    "单价为演示用的虚构示例，不是任何地方的实际价格",
    "Unit costs are invented for the demonstration and are no actual prices of any place",
)
EXAMPLE = Words(f"{INVENTED.zh}；使用前须换成本地单价。", f"{INVENTED.en}: put in those of your own place before use.")
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
UnitCost = Annotated[float, Field(ge=0, le=1e12)]  # a solver takes larger ones for endless


class PlanError(JunhengError):
    """A plan that cannot be made: costs that are missing or wrong, a limit no addition can reach."""


@dataclass(frozen=True)
class Addition:
    """One thing that can be added to a school.

    adds    : field of the school table → how much one of it adds   [the field's unit]
    step    : the least amount that is bought                       [its own unit]
    is_whole: counted in people, rooms or pieces; else in m² or yuan
    example : unit cost of the demonstration                        [yuan]
    """

    name: str
    label: Words
    unit: Words
    adds: Mapping[str, float]
    step: float
    is_whole: bool
    example: float
    basis: Words | None = None


@dataclass(frozen=True)
class Cap:
    """The most of an addition that one school can take (限制), as where there is no ground left."""

    school: str
    addition: str
    amount: float


@dataclass(frozen=True)
class Costs:
    """What one of each addition costs, in yuan, and what schools cannot take.

    teachers_per_class : by stage, for classes opened; without one, as many as the county's schools have
    """

    unit_cost: Mapping[str, float]
    source: Words
    is_example: bool = False
    caps: tuple[Cap, ...] = ()
    teachers_per_class: Mapping[str, float] | None = None

    def of(self, addition: str) -> float:
        """PlanError for an addition the plan may use and nobody priced."""
        if addition not in self.unit_cost:
            found = Words("没有单价", "no unit cost")
            expected = Words("单价（元），不小于0", "a cost in yuan, 0 or more")
            raise PlanError.at(f"{COSTS_FILE} › unit_cost › {addition}", found, expected)
        return self.unit_cost[addition]


class AdditionForm(Form):
    """[addition.NAME]."""

    label: Bilingual
    unit: Bilingual
    adds: dict[Text, Positive]
    example: NotNegative
    step: Positive = 1.0
    whole: bool = True
    basis: Bilingual | None = None


class AdditionsForm(Form):
    """additions.toml."""

    schema_: Literal[1] = Field(alias="schema")
    addition: dict[Text, AdditionForm]


class CapForm(Form):
    """[[at_most]]."""

    school: Text
    addition: Text
    amount: NotNegative


class CostsForm(Form):
    """costs.toml."""

    schema_: Literal[1] = Field(alias="schema")
    source: Text
    unit_cost: dict[Text, UnitCost]
    teachers_per_class: dict[Literal["primary", "junior"], Positive] | None = None
    at_most: list[CapForm] = []


@cache
def common_additions() -> Mapping[str, Addition]:
    """Everything that can be added, by name."""
    form = validated(AdditionsForm, read_toml(ADDITIONS_FILE, PlanError), ADDITIONS_FILE.name, PlanError)
    return {
        name: Addition(name, one.label, one.unit, one.adds, one.step, one.whole, one.example, one.basis)
        for name, one in form.addition.items()
    }


def addition_for(indicator: Indicator) -> Addition | None:
    """What raises an indicator: the first addition made for the first field of its numerator; None where there is none."""
    raised = next(name for name, sign in indicator.numerator.items() if sign > 0)
    return next((one for one in common_additions().values() if next(iter(one.adds), "") == raised), None)


def example_costs() -> Costs:
    """The costs of the demonstration: invented."""
    return Costs({name: one.example for name, one in common_additions().items()}, EXAMPLE, is_example=True)


def costs_of_folder(root: Path | None = None) -> Costs:
    """The costs of the reader's own folder; the invented example where it has none.

    PlanError for a file of another shape, an addition that does not exist, a cost below 0.
    """
    root = root or user_root()
    path = root / COSTS_FILE if root else None
    return read_costs(path) if path and path.is_file() else example_costs()


def read_costs(path: Path) -> Costs:
    """A costs.toml."""
    form = validated(CostsForm, read_toml(path, PlanError), path.name, PlanError)
    named = [
        *((f"unit_cost › {name}", name) for name in form.unit_cost),
        *(("at_most", one.addition) for one in form.at_most),
    ]
    unknown = [Problem(f"{path.name} › {at}", shown(name), one_of(common_additions())) for at, name in named if name not in common_additions()]  # fmt: skip
    if unknown:
        raise PlanError(unknown)
    caps = tuple(Cap(one.school, one.addition, one.amount) for one in form.at_most)
    is_example = form.source.startswith(INVENTED)  # whoever has not said yet where the costs come from
    source = EXAMPLE if is_example else Words(form.source, form.source)
    return Costs(form.unit_cost, source, is_example, caps, form.teachers_per_class)


def example_file(lang: str) -> str:
    """A costs.toml to begin from, with the invented numbers and what each of them is."""
    lines = ["schema = 1", f'source = "{EXAMPLE.in_(lang)}"', "", "[unit_cost]"]
    for name, one in common_additions().items():
        lines.append(
            f"{name} = {one.example:g} # {one.label.in_(lang)} [{Words('元', 'yuan').in_(lang)}/{one.unit.in_(lang)}]"
        )
    return "\n".join(lines) + "\n"
