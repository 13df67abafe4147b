"""Random counties for two judges: every kind of school, figures on their thresholds, some not stated."""

from fractions import Fraction

from second_judge.second_judge import BANDS_OVER, QUALITY, SHARED

BANDS = (
    "classes_25_or_fewer",
    "classes_26_to_30",
    "classes_31_to_35",
    "classes_36_to_40",
    "classes_41_to_45",
    *BANDS_OVER[45],
)
KINDS = {
    "primary": ("primary",), "junior": ("junior",), "nine_year": ("primary", "junior"),
    "complete_middle": ("junior", "senior"), "twelve_year": ("primary", "junior", "senior"), "special": ("primary",),
}  # fmt: skip
SIZES = (1, 12, 49, 50, 51, 99, 100, 240, 700, 1400, 2000, 2001, 2500)
MISSING = 0.02
AROUND, AT_THE_FLOOR, ABOVE = (
    ("0.5", "0.85", "0.9", "1", "1", "1.2", "2"),
    ("0.84", "0.845", "0.85", "0.86"),
    ("1", "1.2"),
)
OF_SECTIONS, OF_SCHOOLS = ("above_norm_teachers", "backbone_teachers"), ("multimedia_rooms", "equipment_yuan", "books")


def random_county(rng):
    """Rows as the second judge reads them: numbers are fractions, None where nothing is stated."""
    rows = []
    for number in range(rng.integers(1, 13)):
        kind = str(rng.choice(list(KINDS), p=[0.45, 0.2, 0.15, 0.08, 0.07, 0.05]))
        rows += school(rng, f"S{number}", kind)
    bases = [row for row in rows if row["school_type"] == "primary"]
    for number in range(rng.integers(0, 4)):
        parent = str(rng.choice([*(row["school_id"] for row in bases), "nobody", ""])) if bases else ""
        (point,) = school(rng, f"P{number}", "primary")
        rows.append({**point, "counts_as_school": False, "parent": parent})
    return rows


def school(rng, code, kind):
    stages = KINDS[kind]
    whole = {field: amount(rng, 4000) for field in SHARED}
    whole["teaching_area_m2"] += whole["indoor_sport_area_m2"]
    rows = []
    for stage in stages:
        students = Fraction(int(rng.choice(SIZES)) if rng.random() < 0.7 else int(rng.integers(1, 2600)))
        row = {
            "school_id": code, "school_type": kind, "stage": stage, "counts_as_school": True, "parent": "",
            "is_shared": len(stages) > 1, "students": students, **whole,
        }  # fmt: skip
        if len(stages) == 1:
            row |= near_thresholds(rng, stage, students)
        for field in (
            "full_time_teachers",
            "above_norm_teachers",
            "backbone_teachers",
            "pe_art_teachers",
            "mid_title_teachers",
        ):
            row.setdefault(field, Fraction(int(rng.integers(0, 1 + int(students) // 8))))
        row |= {band: Fraction(int(rng.integers(0, 3))) for band in BANDS}
        lost = {field for field in OF_SECTIONS if rng.random() < MISSING}
        rows.append({key: None if key in lost else value for key, value in row.items()})
    lost = {field for field in OF_SCHOOLS if rng.random() < MISSING}
    return [{key: None if key in lost else value for key, value in row.items()} for row in rows]


def amount(rng, most):
    """A figure with one decimal, rarely 0."""
    return Fraction(0) if rng.random() < 0.03 else Fraction(int(rng.integers(1, most * 10)), 10)


def near_thresholds(rng, stage, students):
    """For each of the seven its threshold, the floor, or something around; at half the schools all but one are met."""
    row = {"indoor_sport_area_m2": Fraction(int(rng.integers(0, 300)))}
    missed = rng.integers(len(QUALITY)) if rng.random() < 0.5 else None
    for place, (parts, scale, primary, junior, whole) in enumerate(QUALITY.values()):
        limit = Fraction(primary if stage == "primary" else junior)
        shares = AROUND if missed is None else AT_THE_FLOOR if place == missed else ABOVE
        share = Fraction(str(rng.choice(shares)))
        has = limit * students / scale * share - sum(sign * row.get(field, 0) for field, sign in parts.items())
        field = next(iter(parts))
        row[field] = max(Fraction(0), Fraction(round(has)) if whole else Fraction(round(has * 100), 100))
    return row
