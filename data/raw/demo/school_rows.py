"""What both reconstructed counties do alike with a school's row: classes by band, who is richer, gyms."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from county import band_counts

GYM, SPORT_ROOM = (380.0, 1290.0), (96.0, 310.0)  # m², in large and in small schools
LARGE_SCHOOL = 1000  # students
SIZE, VILLAGE = {"teachers": 0.15, "rest": 0.75}, {"teachers": 3.0, "rest": 1.35}
CHANCE = {"teachers": 0.25, "rest": 0.45}
BY_HEAD = ("above_norm", "pe_art")


def school_row(identity: Mapping[str, object], sections: Mapping[str, tuple[int, list[int]]]) -> dict[str, object]:
    """A school's row from its sections, each (students, sizes of its classes)."""
    row = {"owner": "公办", "counted": "是"} | dict(identity)
    for stage, (students, sizes) in sections.items():
        row |= {f"students_{stage}": students, f"classes_{stage}": len(sizes)}
        row |= {f"{stage}_{band}": count for band, count in band_counts(sizes).items()}
    return row


def profile(location: pd.Series, students: np.ndarray, measure: str, rng: np.random.Generator) -> np.ndarray:
    """Who is how much richer than the floor: the smaller and the more rural a school, the more.

    Teachers follow size less than buildings do: a village school that lost half its students still has its
    playground, but not all of its teachers.
    """
    group = "teachers" if measure in BY_HEAD else "rest"
    small = (students.max() / students) ** SIZE[group]
    village = np.where(location == "乡村", VILLAGE[group], 1.0)
    return small * village * rng.uniform(1 - CHANCE[group], 1 + CHANCE[group], len(students))


def as_reported(schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The columns a school reports, from hundredths of `teaching`, `sport` (m²) and `equipment` (万元).

    The gross teaching area contains the indoor sport rooms; the sport ground does not.
    """
    large = (schools[["students_primary", "students_junior"]].sum(axis=1) > LARGE_SCHOOL).to_numpy()
    drawn = np.where(large, rng.uniform(*GYM, len(schools)), rng.uniform(*SPORT_ROOM, len(schools)))
    has = large | (rng.uniform(size=len(schools)) < 0.45)
    indoor = np.where(has, np.round(drawn * 100), 0).astype(int)
    indoor = np.minimum(indoor, schools["sport"] // 4)  # most of a school's sport happens outdoors
    return schools.drop(columns=["teaching", "sport"]).assign(
        teaching_area=(schools["teaching"] + indoor) / 100,
        indoor_sport=indoor / 100,
        sport_ground=(schools["sport"] - indoor) / 100,
        equipment=schools["equipment"] / 100,
    )
