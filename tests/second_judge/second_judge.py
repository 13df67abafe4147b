"""The two standards once more, as plainly as they can be written: no pandas, no numpy, nothing of the package.

A county is a list of rows, one a school section, each a dict. Numbers are exact fractions; only a coefficient takes a square
root. A number that is not stated is None, and what needs it is not known: None. The engine's own shortcuts (bounds of what is
missing, printed decimals, exceptions, conventions other than the usual ones) are no part of this.

Written from the rules as a county office reads them, not from the engine; see docs/methods.md for the sources.
"""

import math
from fractions import Fraction

POOLED_TYPES = ("nine_year", "twelve_year")  # one limit for all compulsory sections together
THROUGH_TYPES = ("nine_year", "complete_middle", "twelve_year")
WEIGHT = {"primary": Fraction(1), "junior": Fraction(11, 10), "senior": Fraction(132, 100)}
SHARED = (
    "teaching_area_m2",
    "indoor_sport_area_m2",
    "sport_area_m2",
    "equipment_yuan",
    "multimedia_rooms",
    "computers",
    "books",
)
COUNTED_BY_SECTION = (
    "students", "full_time_teachers", "above_norm_teachers", "backbone_teachers", "pe_art_teachers", "mid_title_teachers",
)  # fmt: skip
SMALLEST_POINT = 50
STAGES = ("primary", "junior")

#: 教督〔2017〕6号: what is counted, for how many students, thresholds of a primary and a junior section, whole units or not.
QUALITY = {
    "above_norm_teachers_per_100": ({"above_norm_teachers": 1}, 100, "4.2", "5.3", True),
    "backbone_teachers_per_100": ({"backbone_teachers": 1}, 100, "1", "1", True),
    "pe_art_teachers_per_100": ({"pe_art_teachers": 1}, 100, "0.9", "0.9", True),
    "teaching_area_m2_per_student": ({"teaching_area_m2": 1, "indoor_sport_area_m2": -1}, 1, "4.5", "5.8", False),
    "sport_area_m2_per_student": ({"sport_area_m2": 1, "indoor_sport_area_m2": 1}, 1, "7.5", "10.2", False),
    "equipment_yuan_per_student": ({"equipment_yuan": 1}, 1, "2000", "2500", False),
    "multimedia_rooms_per_100": ({"multimedia_rooms": 1}, 100, "2.3", "2.4", True),
}
QUALITY_CV = {"primary": 0.50, "junior": 0.45}
MET_AT_LEAST, FLOOR = 6, Fraction(85, 100)
MOST_IN_CLASS = {"primary": 45, "junior": 50}
MOST_IN_SCHOOL = {"primary": 2000, "junior": 2000, "nine_year": 2500, "twelve_year": 2500}
BANDS_OVER = {
    45: ("classes_46_to_50", "classes_51_to_55", "classes_56_to_60", "classes_61_to_65", "classes_66_or_more"),
    50: ("classes_51_to_55", "classes_56_to_60", "classes_61_to_65", "classes_66_or_more"),
}

#: 教督〔2012〕3号: the eight whose coefficients make the composite.
BASIC = {
    "gross_teaching_area_m2_per_student": ({"teaching_area_m2": 1}, 1),
    "sport_area_m2_per_student": ({"sport_area_m2": 1, "indoor_sport_area_m2": 1}, 1),
    "equipment_yuan_per_student": ({"equipment_yuan": 1}, 1),
    "computers_per_100": ({"computers": 1}, 100),
    "books_per_student": ({"books": 1}, 1),
    "full_time_teachers_per_student": ({"full_time_teachers": 1}, 1),
    "above_norm_teachers_per_student": ({"above_norm_teachers": 1}, 1),
    "mid_title_teachers_per_student": ({"mid_title_teachers": 1}, 1),
}
BASIC_COMPOSITE = {"primary": 0.65, "junior": 0.55}


def counted(rows):
    """The sections that count: resources shared out, senior and special schools gone, points in their parents, small ones out."""
    rows = [shared_out(row, rows) for row in rows]
    rows = [row for row in rows if row["stage"] in STAGES and row["school_type"] not in ("special", "vocational")]
    homes = {id(row): home_of(row, rows) for row in rows}
    sections = []
    for row in rows:
        if homes[id(row)] is not row:
            continue
        parts = [one for one in rows if homes[id(one)] is row]
        section = {**row, "alone": row["students"]}
        for field in (*SHARED, *COUNTED_BY_SECTION):
            section[field] = added(part.get(field) for part in parts)
        is_point = not row["counts_as_school"] or row["school_type"] == "teaching_point"
        if section["students"] and not (is_point and section["students"] < SMALLEST_POINT):
            sections.append(section)
    return sections


def shared_out(row, rows):
    """A section's part of what its through-school has as a whole, by weighted students."""
    if not row["is_shared"]:
        return row
    family = [one for one in rows if one["school_id"] == row["school_id"]]
    whole = sum(WEIGHT[one["stage"]] * one["students"] for one in family)
    part = WEIGHT[row["stage"]] * row["students"] / whole if whole else None
    return {**row, **{f: None if row.get(f) is None or part is None else row[f] * part for f in SHARED}}


def home_of(row, rows):
    """The school a teaching point belongs to, itself for every other row and for a point whose school is not here."""
    seen = []
    while not row["counts_as_school"]:
        seen.append(row)
        up = [one for one in rows if one["stage"] == row["stage"] and one["school_id"] == row["parent"]]
        if not up or up[0] in seen:
            return seen[0]
        row = up[0]
    return row


def added(values):
    values = list(values)
    return None if None in values else sum(values, Fraction(0))


def total(section, parts):
    """What a section has: its parts added up, or None."""
    if any(section.get(field) is None for field in parts):
        return None
    return sum((sign * section[field] for field, sign in parts.items()), Fraction(0))


def thresholds(section):
    """Of each of the seven: value, met or not (None: not known), and what is lacking."""
    found = {}
    for name, (parts, scale, primary, junior, whole) in QUALITY.items():
        limit = Fraction(primary if section["stage"] == "primary" else junior)
        has = total(section, parts)
        if has is None:
            found[name] = (None, None, None)
            continue
        value = has * scale / section["students"]
        lacking = limit * section["students"] / scale - has
        if value >= limit:
            lacking = Fraction(0)
        found[name] = (value, value >= limit, math.ceil(lacking) if whole else lacking)
    return found


def school_rule(section):
    """Six of seven, and the rest not below 85 per cent: true, false, or None while what is missing could decide."""
    met, failed, below, unknown = 0, 0, 0, 0
    for name, (value, is_met, _) in thresholds(section).items():
        limit = Fraction(QUALITY[name][2] if section["stage"] == "primary" else QUALITY[name][3])
        if is_met is None:
            unknown += 1
        elif is_met:
            met += 1
        else:
            failed += 1
            below += value < FLOOR * limit
    if below or failed > len(QUALITY) - MET_AT_LEAST:
        return False
    return None if unknown else True


def coefficient(sections, parts, scale):
    """Square root of the students' mean squared distance from the county's ratio of totals, over that ratio."""
    totals = [total(section, parts) for section in sections]
    if not sections or None in totals:
        return None
    students = sum(section["students"] for section in sections)
    mean = sum(totals) * scale / students
    if mean == 0:
        return None
    square = sum(
        section["students"] * (has * scale / section["students"] - mean) ** 2
        for section, has in zip(sections, totals, strict=True)
    )
    return math.sqrt(square / students) / float(mean)


def classes_over(rows, stage):
    """Classes larger than the limit, of every school, small points and points with a parent too; None if one does not say."""
    rows = [row for row in rows if row["stage"] == stage and row["school_type"] not in ("special", "vocational")]
    return added(row.get(band) for row in rows if row["students"] for band in BANDS_OVER[MOST_IN_CLASS[stage]])


def schools_over(sections):
    """Schools larger than their limit, by what the limit speaks of; a point's students do not add to its school's."""
    found = {}
    for whom, most in MOST_IN_SCHOOL.items():
        sizes = {}
        for section in sections:
            kind = section["school_type"] if section["school_type"] in POOLED_TYPES else section["stage"]
            if kind == whom:
                sizes[section["school_id"]] = sizes.get(section["school_id"], 0) + section["alone"]
        if sizes:
            found[whom] = sum(size > most for size in sizes.values())
    return found


def judge_quality(rows):
    """Everything 教督〔2017〕6号 asks of a county's schools."""
    sections = counted(rows)
    of = {stage: [one for one in sections if one["stage"] == stage] for stage in STAGES}
    return {
        "sections": {(one["school_id"], one["stage"]): thresholds(one) for one in sections},
        "rule": {(one["school_id"], one["stage"]): school_rule(one) for one in sections},
        "cv": {
            (stage, name): coefficient(of[stage], parts, scale)
            for stage in STAGES if of[stage]
            for name, (parts, scale, *_) in QUALITY.items()
        },
        "classes": {stage: classes_over(rows, stage) for stage in STAGES if of[stage]},
        "sizes": schools_over(sections),
    }  # fmt: skip


def judge_basic(rows):
    """The composite coefficient of 教督〔2012〕3号 by stage: the plain mean of eight."""
    sections = counted(rows)
    found = {}
    for stage in STAGES:
        mine = [one for one in sections if one["stage"] == stage]
        if mine:
            single = [coefficient(mine, parts, scale) for parts, scale in BASIC.values()]
            found[stage] = None if None in single else sum(single) / len(single)
    return found
