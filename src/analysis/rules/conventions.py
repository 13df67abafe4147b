"""Every choice on which reasonable people differ, in one object that each result carries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

from analysis.language import Words
from analysis.tables.county.items import Items
from analysis.tables.terms import Terms

#: The area of the 2012 rules, and the indicator it becomes when indoor sports rooms are subtracted from it.
WITHOUT_GYM = {"gross_teaching_area_m2_per_student": "teaching_area_m2_per_student"}
#: The rate of retention that is judged, and the one that stands beside it: either formula may be either.
RETENTION = ("retention_rate", "retention_rate_b")


@dataclass(frozen=True)
class Conventions:
    """How a county is counted. The defaults follow the training hand-outs as far as they were found.

    teaching_points : "merge" adds rows that do not count as schools (是否计校数 = 否) to their parent school,
        as practitioners' software does; "separate" leaves them as sections of their own.
    smallest_teaching_point : teaching points with fewer students are left out of the resource indicators
        (2017 rules: 不足50人的教学点); only rows still separate after merging are concerned.
    include_private : private schools are part of the national statistics, so they count.
    include_special : special and vocational schools are left out by both rules.
    include_gym : the teaching rooms of the 2012 rules hold indoor sports rooms, as the national forms count them; False
        subtracts them, as the 2017 rules do.
    school_rule_unit : "section" counts the thresholds of each section of a through-school; "school" counts those of the
        whole school, where one is met when it is met in every section.
    split : "official" shares physical resources by the dated weights; "students" by plain head counts.
    retention : "a" takes arrivals from the graduates, (graduates − in + out) / (entered − deaths); "b" adds them to those
        who entered, graduates / (entered + in − out − deaths). The other one stands beside it.
    compare : "unrounded" holds values against limits as they are; "as_printed" rounds them first, as tables print them.
    rounding_note_within : a value this near to a limit is flagged.
    """

    teaching_points: Literal["merge", "separate"] = "merge"
    smallest_teaching_point: int = 50
    include_private: bool = True
    include_special: bool = False
    include_gym: bool = True
    school_rule_unit: Literal["section", "school"] = "section"
    split: Literal["official", "students"] = "official"
    retention: Literal["a", "b"] = "a"
    compare: Literal["unrounded", "as_printed"] = "unrounded"
    rounding_note_within: float = 0.005

    def differences(self) -> dict[str, object]:
        """The choices that are not the defaults."""
        usual = Conventions()
        return {f.name: getattr(self, f.name) for f in fields(self) if getattr(self, f.name) != getattr(usual, f.name)}

    def understood(self, terms: Terms) -> Terms:
        """The vocabulary as these choices understand it: what the area of the 2012 rules is made of."""
        if self.include_gym:
            return terms
        known = terms.indicators
        changed = {name: replace(known[other], name=name) for name, other in WITHOUT_GYM.items()}
        return replace(terms, indicators={**known, **changed})

    def items(self, known: Items) -> Items:
        """A county's items as these choices compute them: by which formula retention is judged."""
        if self.retention == "a":
            return known
        judged, beside = (known[name] for name in RETENTION)
        pairs = ((judged, beside), (beside, judged))
        changed = {
            one.name: replace(one, numerator=other.numerator, denominator=other.denominator) for one, other in pairs
        }
        return replace(known, by_name={**known.by_name, **changed})

    def said(self, choice: str) -> Words:
        """One choice in words, by the name of its field; what it is counted with is put in."""
        return CHOICES[choice][getattr(self, choice)].format(within=f"{self.rounding_note_within:g}")

    def sentences(self) -> tuple[Words, ...]:
        """The choices in words, one sentence each, for the method note."""
        return (
            Words(
                "校际差异系数以在校生数为权重，均值为县域总量之比，标准差为总体标准差（不减1）。",
                "The coefficient of variation is weighted by students, about the ratio of totals, "
                "with the population standard deviation (no n − 1).",
            ),
            self.said("teaching_points"),
            Words(
                f"仍单独计算的教学点，学生不足{self.smallest_teaching_point}人的不计入资源配置指标；先并入、后剔除的次序未查到原文依据。",
                f"Of teaching points that remain separate, those with fewer than {self.smallest_teaching_point} students "
                "are left out of the resource indicators; that order, merging first, was not found in the sources.",
            ),
            self.said("include_private"),
            self.said("include_special"),
            self.said("school_rule_unit"),
            self.said("split"),
            # Their defaults are said by the standards' own notes.
            *(() if self.include_gym else (self.said("include_gym"),)),
            *(() if self.retention == "a" else (self.said("retention"),)),
            self.said("compare"),
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
_GYM = {
    True: Words(
        "2012年办法的教学及辅助用房面积含室内体育用房。",
        "The teaching rooms of the 2012 rules include indoor sports rooms.",
    ),
    False: Words(
        "2012年办法的教学及辅助用房面积扣除室内体育用房。",
        "Indoor sports rooms are subtracted from the teaching rooms of the 2012 rules.",
    ),
}
_SCHOOL_UNIT = {
    "section": Words(
        "一贯制学校各学段分别按本学段标准判断。",
        "Each section of a through-school is judged by its own stage's standard.",
    ),
    "school": Words(
        "一贯制学校按整校计达标项数：一项指标各学段均达标，方计为该校达标。",
        "A through-school's thresholds are counted for the whole school: one is met when every section meets it.",
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
_RETENTION = {
    "a": Words(
        "三年巩固率按（毕业−转入+转出）÷（初一在校−死亡）判断，另一算法并列。",
        "Three-year retention is judged by (graduates − in + out) / (entered − deaths); the other formula is given beside it.",
    ),
    "b": Words(
        "三年巩固率按毕业÷（初一在校+转入−转出−死亡）判断，另一算法并列。",
        "Three-year retention is judged by graduates / (entered + in − out − deaths); the other formula is given beside it.",
    ),
}
_COMPARE = {
    "unrounded": Words(
        "比较时用未修约的数值；与限值相差不超过{within}的结果另作提示。",
        "Unrounded values are compared; results within {within} of a limit are flagged.",
    ),
    "as_printed": Words(
        "先按表中小数位数修约，再与限值比较。",
        "Values are rounded as tables print them, and then compared with the limits.",
    ),
}
#: Every choice that is said in words: field, value, sentence.
CHOICES = {
    "teaching_points": _TEACHING_POINTS,
    "include_private": _PRIVATE,
    "include_special": _SPECIAL,
    "include_gym": _GYM,
    "school_rule_unit": _SCHOOL_UNIT,
    "split": _SPLIT,
    "retention": _RETENTION,
    "compare": _COMPARE,
}
