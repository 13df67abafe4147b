"""Every choice on which reasonable people differ, in one object that each result carries."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

from analysis.language import Words


@dataclass(frozen=True)
class Conventions:
    """How a county is counted. The defaults follow the training hand-outs as far as they were found.

    teaching_points : "merge" adds rows that do not count as schools (是否计校数 = 否) to their parent school,
        as practitioners' software does; "separate" leaves them as sections of their own.
    smallest_teaching_point : teaching points with fewer students are left out of the resource indicators
        (2017 rules: 不足50人的教学点); only rows still separate after merging are concerned.
    include_private : private schools are part of the national statistics, so they count.
    include_special : special and vocational schools are left out by both rules.
    school_rule_unit : "section" tests each section of a through-school; "school" asks that all its sections pass.
    split : "official" shares physical resources by the dated weights; "students" by plain head counts.
    rounding_note_within : a value this near to a limit is flagged; the comparison itself is never rounded.
    """

    teaching_points: Literal["merge", "separate"] = "merge"
    smallest_teaching_point: int = 50
    include_private: bool = True
    include_special: bool = False
    school_rule_unit: Literal["section", "school"] = "section"
    split: Literal["official", "students"] = "official"
    rounding_note_within: float = 0.005

    def differences(self) -> dict[str, object]:
        """The choices that are not the defaults."""
        usual = Conventions()
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != getattr(usual, f.name)}

    def sentences(self) -> tuple[Words, ...]:
        """The choices in words, one sentence each, for the method note."""
        return (
            Words(
                "校际差异系数以在校生数为权重，均值为全县总量之比，标准差为总体标准差（不减1）。",
                "The coefficient of variation is weighted by students, about the ratio of totals, "
                "with the population standard deviation (no n − 1).",
            ),
            _TEACHING_POINTS[self.teaching_points],
            Words(
                f"仍单独计算的教学点，学生不足{self.smallest_teaching_point}人的不计入资源配置指标；先并入、后剔除的次序未查到原文依据。",
                f"Of teaching points that remain separate, those with fewer than {self.smallest_teaching_point} students "
                "are left out of the resource indicators; that order, merging first, was not found in the sources.",
            ),
            _PRIVATE[self.include_private],
            _SPECIAL[self.include_special],
            _SCHOOL_UNIT[self.school_rule_unit],
            _SPLIT[self.split],
            Words(
                f"比较时用未修约的数值；与限值相差不超过{self.rounding_note_within:g}的结果另作提示。",
                f"Unrounded values are compared; results within {self.rounding_note_within:g} of a limit are flagged.",
            ),
        )


_TEACHING_POINTS = {
    "merge": Words(
        "不计校数的教学点并入所属学校后计算。",
        "Teaching points not counted as schools are added to their parent school.",
    ),
    "separate": Words("教学点单独计算，不并入所属学校。", "Teaching points are sections of their own, not merged."),
}
_PRIVATE = {
    True: Words("民办学校计入。", "Private schools are included."),
    False: Words("民办学校不计入。", "Private schools are left out."),
}
_SPECIAL = {
    True: Words("特殊教育学校、职业学校计入。", "Special and vocational schools are included."),
    False: Words("特殊教育学校、职业学校不计入。", "Special and vocational schools are left out."),
}
_SCHOOL_UNIT = {
    "section": Words(
        "一贯制学校各学段分别按本学段标准判断。",
        "Each section of a through-school is judged by its own stage's standard.",
    ),
    "school": Words(
        "一贯制学校各学段均符合要求，学校方为符合。", "A through-school passes when all its sections pass."
    ),
}
_SPLIT = {
    "official": Words(
        "一贯制学校的校舍、设备等按培训材料所载比例（小学1∶初中1.1∶高中1.32，完全中学1∶1.2）拆分到学段。",
        "Physical resources of through-schools are shared between sections by the weights given in a training hand-out "
        "(primary 1 : junior 1.1 : senior 1.32; complete secondary schools 1 : 1.2).",
    ),
    "students": Words(
        "一贯制学校的校舍、设备等按各学段在校生数拆分。",
        "Physical resources of through-schools are shared by head count.",
    ),
}
