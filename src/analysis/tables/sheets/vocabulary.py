"""Words of the statistical tables: which header means which field, which value means which kind of school."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar, NamedTuple

from analysis.tables.schools import IDENTITY, STAGES
from analysis.tables.sheets.numbers import Unit, plain, read_text, unit_of
from analysis.tables.terms import Terms

#: The ten size bands of the statistical form: fewest and most students of a class.
BAND_LIMITS = {
    "classes_25_or_fewer": (1, 25),
    **{f"classes_{low}_to_{low + 4}": (low, low + 4) for low in range(26, 66, 5)},
    "classes_66_or_more": (66, math.inf),
}

#: Sections a school of each type has; other types may have any.
SECTIONS = {
    "primary": ("primary",),
    "junior": ("junior",),
    "nine_year": ("primary", "junior"),
    "complete_middle": ("junior", "senior"),
    "twelve_year": ("primary", "junior", "senior"),
    "teaching_point": ("primary",),
}

#: What tells the rows of a sheet apart below the school: a grade, a class.
ROW_KEYS = ("grade", "class_id")

SPELLINGS = tomllib.loads(Path(__file__).with_name("spellings.toml").read_text(encoding="utf-8"))
NEUTRAL = frozenset(SPELLINGS["header"]["neutral"])
_OF_TEACHERS = frozenset(SPELLINGS["header"]["of_teachers"])
_IDLE = frozenset(map(plain, SPELLINGS["header"]["idle"]))
_IGNORED = frozenset(map(plain, SPELLINGS["header"]["ignored"]))
#: Columns of kinds: the text as compared → its key.
VALUES: dict[str, dict[str, str]] = {
    field: {plain(word): key for key, listed in SPELLINGS[field].items() for word in (key, *listed)}
    for field in ("school_type", "area", "ownership", "stage", "counts_as_school")
}

_STAGES = {stage: re.compile(words) for stage, words in SPELLINGS["header"]["stages"].items()}
_GRADES = {stage: re.compile(words) for stage, words in SPELLINGS["header"]["grades"].items()}
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_FORM = re.compile(r"^教基\d{4}续?(?:_?)")
_ORDINAL = re.compile(r"^(?:#|其中[:,，]?|\d{1,2}[.、])+(?=\D)")
_PART = re.compile(r"^其中(?=.)")
_BAND = re.compile(r"(?:每班)?(\d+)\s*[-–—~至到]+\s*(\d+)人?(?:的?班(?:级|额)?)?(?:个?数)?")
_EDGE = re.compile(r"(?:每班)?(?:[≤≥<>]?)(\d+)人?(?:及|\()?(以下|以上)\)?(?:的?班(?:级|额)?)?(?:个?数)?")


class Meaning(NamedTuple):
    """What a header says: a field, and the stage when the header names one; columns of single grades are added up."""

    field: str
    stage: str | None = None
    grade: str = ""

    @property
    def key(self) -> str:
        return f"{self.field}@{self.stage}" if self.stage else self.field

    @classmethod
    def parse(cls, key: str) -> Meaning:
        field, _, stage = key.partition("@")
        return cls(field, stage or None)


#: Fields that count some of the full-time teachers.
_SOME_TEACHERS = frozenset({"above_norm_teachers", "backbone_teachers", "pe_art_teachers", "mid_title_teachers"})


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


def is_ignored(path: tuple[str, ...]) -> bool:
    """Whether a header names a column that only numbers the rows (序号)."""
    return {split_unit(part)[0] or plain(part) for part in path} <= _IGNORED


def is_idle(path: tuple[str, ...]) -> bool:
    """Whether a header is known and feeds nothing: remarks, names of people, subjects and degrees no rule asks for."""
    parts = [split_unit(part)[0] for part in path]
    telling = [part for part in parts if part not in NEUTRAL] or parts
    return is_ignored(path) or (bool(telling) and telling[-1] in _IDLE)


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
        self.fields: dict[str, str] = {}  # header word → field
        for name, field in terms.fields.items():
            for word in (name, field.label.zh, field.label.en, *field.synonyms):
                self.fields.setdefault(split_unit(word)[0], name)
        self._meanings: dict[tuple[str, ...], Meaning | None] = {}
        self._indicators: dict[str, str] = {}

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
        grade, ungraded = _without_grade(parts)
        stages, bare = without_stages(ungraded)
        if len(stages) > 1:
            return None
        field = self._field(bare) or (self._field(parts) if not stages else None) or self._part_of(path, bare)
        if field is None:
            return None
        if field in IDENTITY or field in ROW_KEYS:
            return Meaning(field) if not stages and not grade else None
        return Meaning(field, next(iter(stages), None) or stage_of_grade(grade), grade)

    def indicators(self, compared: Callable[[str], str]) -> Mapping[str, str]:
        """What each indicator may be called, as compared; the first of two that share a name has it."""
        for name, about in self.terms.indicators.items() if not self._indicators else ():
            for text in (about.label.zh, about.label.en, *about.synonyms):
                self._indicators.setdefault(compared(text), name)
        return self._indicators

    def _keyed(self, part: str) -> Meaning | None:
        """A header spelled as a mapping would: "students@primary"; or one that is a field's own full name."""
        found = Meaning.parse(part)
        if found.field in self.terms.fields and found.stage in (None, *STAGES):
            return found
        return None

    def _field(self, parts: Iterable[str]) -> str | None:
        listed = [part for part in parts if part]
        telling = [part for part in listed if part not in NEUTRAL]
        if not telling:
            return self.fields.get(listed[0]) if len(listed) == 1 else None
        together = self.fields.get("".join(listed[-2:]))  # 艺术 > 计 is more than the course 艺术
        if together in self.terms.part_fields:
            return together
        found = [self.fields.get(part) for part in telling]
        if len(telling) == 1:
            return found[0]
        if found[-1] in BAND_LIMITS and set(found[:-1]) == {"classes"}:
            return found[-1]
        if _OF_TEACHERS.issuperset(telling[:-1]) and (some := self._some_teachers(telling[-1])):
            return some
        return self.fields.get("".join(telling))

    def _some_teachers(self, name: str) -> str | None:
        """The field of some of the teachers that a head of all stands above (专任教师 > 骨干教师, 高于规定学历)."""
        known = (self.fields.get(word) for word in (name, f"{name}教师"))
        return next((field for field in known if field in self.terms.part_fields or field in _SOME_TEACHERS), None)

    def _part_of(self, path: Sequence[str], bare: Sequence[str]) -> str | None:
        """A header marked as a part of what stands above it (专任教师 > 其中：骨干教师), by its own name."""
        telling = [part for part in bare if part and part not in NEUTRAL]
        marked = without_stages(split_unit(part)[0] for part in path if _PART.match(plain(part)))[1]
        if len(telling) < 2 or telling[-1] not in marked:
            return None
        names = [telling[-1], f"{telling[-1]}教师"] if _OF_TEACHERS.issuperset(telling[:-1]) else [telling[-1]]
        found = next((self.fields[name] for name in names if name in self.fields), None)
        return None if found in IDENTITY else found


def without_stages(parts: Iterable[str]) -> tuple[set[str], list[str]]:
    """The stages some parts of a header name, and the parts without them."""
    stages: set[str] = set()
    bare = []
    for part in parts:
        for stage, word in _STAGES.items():
            part, count = word.subn("", part)
            if count:
                stages.add(stage)
        bare.append(part.strip("_-:、()·"))
    return stages, bare


def _without_grade(parts: Sequence[str]) -> tuple[str, list[str]]:
    """The one grade a header names (一年级, 初二), and the header without it."""
    for word in _GRADES.values():
        grades = {found[0] for part in parts for found in word.finditer(part)}
        if len(grades) == 1:
            return grades.pop(), [word.sub("", part).strip("_-:、()·") for part in parts]
    return "", list(parts)


def stage_of_grade(grade: str) -> str | None:
    """The stage a grade belongs to: 一年级 to 六年级 are primary, 七年级 and 初一 junior."""
    return next((stage for stage, word in _GRADES.items() if word.search(grade)), None)


def grade_words(text: str, stage: str) -> str:
    """What a text says of a grade of a stage (七年级, 初一); "" where it names none."""
    found = _GRADES[stage].search(text) if stage in _GRADES else None
    return found[0] if found else ""


def stage_of_text(text: str) -> str | None:
    """The one stage a title or a name speaks of; None where it speaks of none or of several."""
    stages, _ = without_stages([plain(text)])
    return stages.pop() if len(stages) == 1 else None


#: 是否民办: 是 means private.
_IS_PRIVATE = {text: {"yes": "private", "no": "public"}[key] for text, key in VALUES["counts_as_school"].items()}


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
