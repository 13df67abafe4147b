"""Words of the statistical tables: which header means which field, which value means which kind of school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import ClassVar, NamedTuple

from analysis.tables.numbers import Unit, plain, read_text, unit_of
from analysis.tables.schools import AREAS, IDENTITY, OWNERSHIPS, SCHOOL_TYPES, STAGES
from analysis.tables.terms import Terms

BANDS = tuple(
    f"classes_{band}"
    for band in (
        "25_or_fewer", "26_to_30", "31_to_35", "36_to_40", "41_to_45",
        "46_to_50", "51_to_55", "56_to_60", "61_to_65", "66_or_more",
    )
)  # fmt: skip

#: Sections a school of each type has; other types may have any.
SECTIONS = {
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "complete_middle": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "teaching_point": ("primary",),
}

_TYPES = {
    "primary": "小学 普通小学 完全小学 中心小学 独立小学 完小 國民小學 国民小学 附設國民小學 附设小学班 primaryschool",
    "teaching_point": "教学点 小学教学点 村小教学点 村小 teachingpoint",
    "junior": "初中 初级中学 普通初中 独立初中 初級中學 國民中學 国民中学 附设初中班 juniormiddleschool",
    "nine_year": "九年一贯制 九年一贯制学校 九年一贯 九年制学校 九年制 九年一貫制學校 nine-yearschool",
    "complete_middle": "完全中学 完中 初高中 完全中學",
    "twelve_year": "十二年一贯制 十二年一贯制学校 十二年一贯 十二年制学校 twelve-yearschool",
    "special": "特殊教育学校 特殊教育 特教学校 特教 盲人学校 聋人学校 培智学校 其他特教学校",
    "vocational": "职业初中 职业学校 职业高中 职业高中学校 中等职业学校 中职 中专",
    "other": "其他 其它 高级中学 高中 普通高中 独立高中 工读学校 专门学校",
}
_AREAS = {
    "urban": "城区 城市 城镇 主城区 城乡结合区 城乡结合部 111 112 市区",
    "town": "镇区 县镇 镇 建制镇 镇中心区 镇乡结合区 镇乡结合部 特殊区域 121 122 123 县城",
    "rural": "乡村 农村 乡 村 乡中心区 村庄 210 211 220",
}
_OWNERS = {
    "public": "公办 公立 教育部门 县级教育部门 地级教育部门 省级教育部门 中央教育部门 教育部门办 政府 县级政府 其他部门 县级其他部门 "
    "地级其他部门 地方企业 事业单位 部队 集体 教育行政部门 公办学校",
    "private": "民办 私立 民办学校 社会力量 社会力量办 公民个人 民办教育机构 中外合作办 具有法人资格的中外合作办",
}
_YES = frozenset("是 1 true yes y √ ✓ 计校数 有 對 对".split())
_NO = frozenset("否 0 false no n × 不计校数 无 x".split())

_STAGE_WORDS = {
    "primary": re.compile(r"小学(?:阶段|部|段)?|\(?(?<![a-z_])primary(?![a-z_])\)?"),
    "junior": re.compile(r"初级中学|初中(?:阶段|部|段)?|\(?(?<![a-z_])junior(?![a-z_])\)?"),
    "senior": re.compile(r"高级中学|普通高中|高中(?!阶段)(?:部|段)?|\(?(?<![a-z_])senior(?![a-z_])\)?"),
}
_NEUTRAL = frozenset(
    "计 合计 总计 小计 数 人数 其中 全校 情况 基本情况 学校情况 学校基本情况 学校基本信息 学校信息 办学条件 办学基本条件 "
    "占地面积及其他办学条件 占地面积 面积 校舍 校舍情况 校舍面积 师资 师资情况 师资队伍 教师情况 教师队伍 教师 学生 学生情况 班级 "
    "班级情况 班额 班额情况 设施设备 设备 资源配置 资产 total basic".split()
)
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_FORM = re.compile(r"^教基\d{4}续?(?:_?)")
_ORDINAL = re.compile(r"^(?:#|其中[:,，]?|\d{1,2}[.、])+(?=\D)")
_BAND = re.compile(r"(?:每班)?(\d+)\s*[-–—~至到]+\s*(\d+)人?(?:的?班(?:级|额)?)?(?:个?数)?")
_EDGE = re.compile(r"(?:每班)?(?:[≤≥<>]?)(\d+)人?(?:及|\()?(以下|以上)\)?(?:的?班(?:级|额)?)?(?:个?数)?")


class Meaning(NamedTuple):
    """What a header says: a field, and the stage when the header names one."""

    field: str
    stage: str | None = None

    @property
    def key(self) -> str:
        return f"{self.field}@{self.stage}" if self.stage else self.field

    @classmethod
    def parse(cls, key: str) -> Meaning:
        field, _, stage = key.partition("@")
        return cls(field, stage or None)


@cache
def split_unit(header: str) -> tuple[str, Unit | None]:
    """A header as it is compared, and the unit in it: "仪器设备值（万元）" → ("仪器设备值", 10,000 元)."""
    text, unit = plain(header), None
    for found in _BRACKETS.finditer(text):
        named = unit_of(found[1])
        if named:
            unit = unit or named
            text = text.replace(found[0], "")
    tail = re.search(r"[/_,，:](.+)$", text)
    if tail and unit is None and (named := unit_of(tail[1])):
        unit, text = named, text[: tail.start()]
    text = _ORDINAL.sub("", _FORM.sub("", text)).rstrip(":*")
    return _one_dash(text), unit


def _one_dash(text: str) -> str:
    """One spelling for bands of class size: "46—50人", "每班46~50人班级个数" → "46-50人"."""
    if found := _BAND.fullmatch(text):
        return f"{found[1]}-{found[2]}人"
    if found := _EDGE.fullmatch(text):
        return f"{found[1]}人{'及' if found[1] in ('25', '66', '56') else ''}{found[2]}"
    return re.sub(r"[–—]", "-", text)


class Vocabulary:
    """Headers and values that need no mapping."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._fields: dict[str, str] = {}
        for name, field in terms.fields.items():
            for word in (name, field.label.zh, field.label.en, *field.synonyms):
                self._fields.setdefault(split_unit(word)[0], name)
        self._meanings: dict[tuple[str, ...], Meaning | None] = {}

    _built: ClassVar[dict[int, Vocabulary]] = {}

    @classmethod
    def of(cls, terms: Terms) -> Vocabulary:
        """The vocabulary of some terms, built once."""
        known = cls._built.get(id(terms))
        if known is None or known.terms is not terms:
            known = cls._built[id(terms)] = cls(terms)
        return known

    def meaning(self, path: tuple[str, ...]) -> Meaning | None:
        """What a header path ("在校生数", "小学") means; None when it is not known for certain."""
        if path not in self._meanings:
            self._meanings[path] = self._meaning(path)
        return self._meanings[path]

    def _meaning(self, path: tuple[str, ...]) -> Meaning | None:
        parts = [split_unit(part)[0] for part in path]
        parts = [part for number, part in enumerate(parts) if part and part not in parts[:number]]
        if len(parts) == 1 and (known := self._keyed(parts[0])):
            return known
        stages, bare = _without_stages(parts)
        if len(stages) > 1:
            return None
        field = self._field(bare) or (self._field(parts) if not stages else None)
        if field is None:
            return None
        if field in IDENTITY:
            return Meaning(field) if not stages else None
        return Meaning(field, next(iter(stages), None))

    def _keyed(self, part: str) -> Meaning | None:
        """A header spelled as a mapping would: "students@primary"; or one that is a field's own full name."""
        found = Meaning.parse(part)
        if found.field in self.terms.fields and found.stage in (None, *STAGES):
            return found
        return None

    def _field(self, parts: Iterable[str]) -> str | None:
        telling = [part for part in parts if part and part not in _NEUTRAL]
        if not telling:
            return None
        found = [self._fields.get(part) for part in telling]
        if len(telling) == 1:
            return found[0]
        if found[-1] in BANDS and set(found[:-1]) == {"classes"}:
            return found[-1]
        return self._fields.get("".join(telling))

    def names(self) -> list[str]:
        """Every header word known."""
        return sorted(self._fields)


def _without_stages(parts: Iterable[str]) -> tuple[set[str], list[str]]:
    stages: set[str] = set()
    bare = []
    for part in parts:
        for stage, word in _STAGE_WORDS.items():
            part, count = word.subn("", part)
            if count:
                stages.add(stage)
        bare.append(part.strip("_-:、()·"))
    return stages, bare


def _spellings(words: Mapping[str, str]) -> dict[str, str]:
    return {plain(word): key for key, listed in words.items() for word in listed.split()}


_STAGE_VALUES = {
    "小学": "primary",
    "初中": "junior",
    "初级中学": "junior",
    "高中": "senior",
    "普通高中": "senior",
    "不分学段": "all",
}
VALUES: dict[str, dict[str, str]] = {
    "school_type": {**_spellings(_TYPES), **{key: key for key in SCHOOL_TYPES}},
    "area": {**_spellings(_AREAS), **{key: key for key in AREAS}},
    "ownership": {**_spellings(_OWNERS), **{key: key for key in OWNERSHIPS}},
    "stage": {**_STAGE_VALUES, **{stage: stage for stage in STAGES}},
    "counts_as_school": {**dict.fromkeys(_YES, "yes"), **dict.fromkeys(_NO, "no")},
}  # fmt: skip
_IS_PRIVATE = {**dict.fromkeys(_YES, "private"), **dict.fromkeys(_NO, "public")}


def read_kind(field: str, value: object, header: str = "") -> str | None:
    """A cell of a column of kinds (办学类型, 城乡类型, 举办者 …) as its key; "" when empty, None when unknown."""
    text = plain(read_text(value))
    if text == "":
        return ""
    if field == "ownership" and "是否民办" in plain(header):
        return _IS_PRIVATE.get(text)
    known = VALUES[field]
    bare = re.sub(r"^\d+[-.、:]?|\(.*?\)$", "", text)
    return known.get(text) or known.get(bare) or known.get(text.removesuffix("学校"))
