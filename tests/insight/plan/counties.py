"""Counties for plans: one whose shortages lie in two kinds of teachers, and random ones of any size."""

import numpy as np
from rules.county_builder import county

from analysis.rules.counting.count import count_sections
from analysis.rules.standards import standard
from analysis.rules.verdict import judge

PLENTY = {
    "full_time_teachers": 0.5, "above_norm_teachers": 0.1, "pe_art_teachers": 0.02, "backbone_teachers": 0.02,
    "teaching_area_m2": 9.0, "indoor_sport_area_m2": 0.0, "sport_area_m2": 12.0, "equipment_yuan": 4000.0,
    "multimedia_rooms": 0.05,
}  # fmt: skip


def school(students, **own):
    """A school with plenty of everything but what is stated; classes of at most 40."""
    filled = {name: np.ceil(each * students) for name, each in PLENTY.items()}
    return {"students": students, "classes": np.ceil(students / 40)} | filled | own


def judged(*schools, by="cn-quality-balance-2017"):
    """A county as a standard finds it."""
    return judge(count_sections(county(*schools)), standard(by), "C", 2023)


def random_county(rng, schools, spread=0.5):
    """Both stages, every fifth school a nine-year school; resources scattered by a log-normal spread."""
    rows = []
    for number in range(schools):
        kind = "nine_year" if number % 5 == 4 else ("primary" if number % 5 < 3 else "junior")
        stages = ("primary", "junior") if kind == "nine_year" else (kind,)
        whole = None
        for stage in stages:
            one = _section(rng, stage, kind, spread) | {"school_id": f"S{number}"}
            whole = whole or one
            rows.append(one | {name: whole[name] for name in SHARED} if kind == "nine_year" else one)
    return judged(*rows)


SHARED = ("teaching_area_m2", "indoor_sport_area_m2", "sport_area_m2", "equipment_yuan", "multimedia_rooms")
USUAL = {
    "primary": (4.6, 1.1, 1.0, 5.0, 8.0, 2200.0, 2.5),
    "junior": (5.8, 1.1, 1.0, 6.3, 10.6, 2700.0, 2.6),
}  # fmt: skip


def _section(rng, stage, kind, spread):
    students = float(np.round(np.clip(rng.lognormal(6, 0.8), 60, 1900 if kind != "nine_year" else 1200)))
    size = students * (2 if kind == "nine_year" else 1)
    degree, backbone, pe, teaching, sport, equipment, rooms = (
        usual * rng.lognormal(0, spread) for usual in USUAL[stage]
    )
    teachers = np.ceil(students / 100 * max(degree, backbone, pe, 6))
    return {
        "stage": stage, "school_type": kind, "is_shared": kind == "nine_year", "students": students,
        "classes": float(np.ceil(students / 40)), "full_time_teachers": teachers,
        "above_norm_teachers": np.round(students / 100 * degree), "backbone_teachers": np.round(students / 100 * backbone),
        "pe_art_teachers": np.round(students / 100 * pe), "teaching_area_m2": np.round(size * teaching, 2),
        "indoor_sport_area_m2": 0.0, "sport_area_m2": np.round(size * sport, 2), "equipment_yuan": np.round(size * equipment),
        "multimedia_rooms": np.round(size / 100 * rooms),
    }  # fmt: skip
