"""Cast DEMO-A's reconstructed 2023 back to 2022 and 2021: synthetic years with the movements counties report.

Village schools lose students, the county town builds classrooms and splits large classes, a small village
school is merged, teachers and equipment grow. Nothing here is published; every rate below is an assumption.
"""

import numpy as np
import pandas as pd
from county import band_counts, class_sizes

SEED = 20210901
MERGED = {"code": "DEMO-A-P20", "name": "甲畔村示例小学", "into": "DEMO-A-P16", "students": 58, "classes": 6}

# Each rate is the change from one year to the next, applied backwards: (县城及镇区, 乡村).
STUDENTS = {"primary": (0.012, -0.075), "junior": (0.015, -0.055)}
TEACHERS = (0.025, -0.012)
BACKBONE = (0.05, 0.11)
PE_ART = (0.045, 0.07)
EQUIPMENT = (0.11, 0.16)
ROOMS = (0.05, 0.06)
CLASSES_ADDED = 0.045  # classes the county town opens a year, as a share of its classes
ABOVE_NORM_SHARE = {2022: {"primary": 0.992, "junior": 0.969}, 2021: {"primary": 0.975, "junior": 0.951}}
NEW_BUILDINGS = {  # first year of use: school, m² of teaching area, m² of sport ground
    2023: [("DEMO-A-P03", 986.40, 0.0), ("DEMO-A-J04", 1742.16, 0.0), ("DEMO-A-P15", 412.50, 0.0)],
    2022: [("DEMO-A-P06", 718.25, 2130.0), ("DEMO-A-J01", 1265.70, 0.0), ("DEMO-A-N02", 0.0, 1836.0)],
}
SPREAD = {2022: 8, 2021: 9}  # students by which a town school's classes differ from their mean, at most


def earlier_years(schools: pd.DataFrame) -> dict[int, pd.DataFrame]:
    """The two years before the given one, newest first."""
    rng = np.random.default_rng(SEED)
    years = {}
    for year in (2022, 2021):
        schools = _year_before(schools, year, rng)
        years[year] = schools
    return years


def _year_before(later: pd.DataFrame, year: int, rng: np.random.Generator) -> pd.DataFrame:
    schools = later.copy()
    schools["year"] = year
    village = schools["location"].eq("乡村").to_numpy()
    if year == 2021:
        schools.loc[MERGED["into"], "students_primary"] -= MERGED["students"] - 6  # where its students went
    for stage in ("primary", "junior"):
        _students(schools, stage, year, village, rng)
        for measure, rates in (("teachers", TEACHERS), ("backbone", BACKBONE), ("pe_art", PE_ART)):
            schools[f"{measure}_{stage}"] = _backwards(schools[f"{measure}_{stage}"], rates, village, rng).round()
        teachers = schools[f"teachers_{stage}"]
        qualified = ABOVE_NORM_SHARE[year][stage] - rng.uniform(0, 0.02, len(schools)) * village
        schools[f"above_norm_{stage}"] = np.minimum((teachers * qualified).round(), schools[f"above_norm_{stage}"])
        for part in ("backbone", "pe_art"):
            schools[f"{part}_{stage}"] = np.minimum(schools[f"{part}_{stage}"], schools[f"above_norm_{stage}"])
    schools["equipment"] = _backwards(schools["equipment"], EQUIPMENT, village, rng).round(2)
    schools["rooms"] = _backwards(schools["rooms"], ROOMS, village, rng).round()
    for code, teaching, sport in NEW_BUILDINGS[year + 1]:
        schools.loc[code, "teaching_area"] = round(schools.loc[code, "teaching_area"] - teaching, 2)
        schools.loc[code, "sport_ground"] = round(schools.loc[code, "sport_ground"] - sport, 2)
    return _with_merged_school(schools, rng) if year == 2021 else schools


def _backwards(
    values: pd.Series, rates: tuple[float, float], village: np.ndarray, rng: np.random.Generator
) -> pd.Series:
    """Values a year earlier, each school a little off its group's rate."""
    rate = np.where(village, rates[1], rates[0]) + rng.uniform(-0.012, 0.012, len(values))
    return values / (1 + rate)


def _students(schools: pd.DataFrame, stage: str, year: int, village: np.ndarray, rng: np.random.Generator) -> None:
    students, classes = f"students_{stage}", f"classes_{stage}"
    schools[students] = _backwards(schools[students], STUDENTS[stage], village, rng).round()
    for code in schools.index[schools[students].notna()]:
        count = int(schools.loc[code, classes])
        if _in_county_town(schools.loc[code, "name"]):
            count = round(count * (1 - CLASSES_ADDED))
        sizes = _sizes(int(schools.loc[code, students]), count, SPREAD[year], rng)
        schools.loc[code, classes] = count
        for band, number in band_counts(sizes).items():
            schools.loc[code, f"{stage}_{band}"] = number


def _in_county_town(name: str) -> bool:
    return name.startswith("示例甲县")


def _sizes(students: int, classes: int, spread: int, rng: np.random.Generator) -> list[int]:
    mean = students // classes
    return class_sizes(rng, students, [(classes, max(5, mean - spread), mean + spread)])


def _with_merged_school(schools: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Put back the village school that closed in the summer of 2022."""
    sizes = _sizes(MERGED["students"], MERGED["classes"], 5, rng)
    row = {**schools.loc[MERGED["into"]], "code": MERGED["code"], "name": MERGED["name"]}
    row |= {"students_primary": MERGED["students"], "classes_primary": len(sizes), "teachers_primary": 9}
    row |= {"above_norm_primary": 8, "backbone_primary": 2, "pe_art_primary": 1}
    row |= {"teaching_area": 688.40, "indoor_sport": 0.0, "sport_ground": 2316.75, "equipment": 21.36, "rooms": 4}
    row |= {f"primary_{band}": number for band, number in band_counts(sizes).items()}
    primary = schools.index[schools["kind"].eq("小学")]
    after = schools.index.get_loc(primary[-1]) + 1
    added = pd.DataFrame([row], index=[MERGED["code"]])
    return pd.concat([schools.iloc[:after], added, schools.iloc[after:]])
