"""Reconstruct DEMO-A 2023 (示例甲县) from a published county report, and write its synthetic earlier years.

    python data/raw/demo/solve_demo_a.py [FOLDER]

The 28 schools are fictitious. README.md beside this file says what is published, what is invented and how
the school rows are found.
"""

import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from county import JUNIOR_WEIGHT, class_sizes, settle, stretch, to_whole
from earlier_demo_a import earlier_years
from school_rows import as_reported, profile, school_row
from workbook import write_county

HERE = Path(__file__).parent
TARGETS = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))["demo-a"]
SEED = 20240204
WITHIN = 0.0005  # with the 0.0025 of chance in `target`, well inside half of the second decimal

# code: name, 城乡类型, students, classes, classes over the limit (45), of these 56 and more
PRIMARY = {
    "P01": ("示例甲县城关示例一小", "镇区", 1968, 41, 33, 1),
    "P02": ("示例甲县城关示例二小", "镇区", 1874, 40, 26, 0),
    "P03": ("示例甲县城关示例三小", "镇区", 1652, 36, 21, 0),
    "P04": ("示例甲县城关示例四小", "镇区", 1487, 32, 21, 0),
    "P05": ("示例甲县城关示例五小", "镇区", 1046, 23, 12, 0),
    "P06": ("示例甲县城关示例六小", "镇区", 1187, 26, 14, 0),
    "P07": ("示例甲县城关示例七小", "镇区", 1136, 24, 18, 0),
    "P08": ("示例甲县城关示例八小", "镇区", 1893, 39, 33, 2),
    "P09": ("示例甲县城关示例九小", "镇区", 738, 18, 0, 0),
    "P10": ("甲东镇示例中心小学", "镇区", 714, 21, 0, 0),
    "P11": ("甲南镇示例中心小学", "镇区", 571, 17, 0, 0),
    "P12": ("甲北镇示例小学", "乡村", 497, 15, 0, 0),
    "P13": ("甲禾乡示例中心小学", "乡村", 415, 12, 0, 0),
    "P14": ("甲湖乡示例中心小学", "乡村", 351, 12, 0, 0),
    "P15": ("甲渠乡示例小学", "乡村", 288, 9, 0, 0),
    "P16": ("甲柳村示例小学", "乡村", 213, 6, 0, 0),
    "P17": ("甲沙村示例小学", "乡村", 191, 6, 0, 0),
    "P18": ("甲井村示例小学", "乡村", 164, 6, 0, 0),
    "P19": ("甲塘村示例小学", "乡村", 137, 6, 0, 0),
}
# code: name, 城乡类型, students, classes, classes over the limit (50), of these 56 and more, teachers below norm
JUNIOR = {
    "J01": ("示例甲县示例一中", "镇区", 1893, 39, 10, 0, 0),
    "J02": ("示例甲县示例二中", "镇区", 1502, 33, 0, 0, 0),
    "J03": ("示例甲县示例三中", "镇区", 1764, 37, 7, 0, 1),
    "J04": ("示例甲县示例四中", "镇区", 2016, 41, 13, 1, 2),
    "J05": ("甲东镇示例中学", "镇区", 1158, 26, 0, 0, 1),
    "J06": ("甲湖乡示例中学", "乡村", 828, 19, 0, 0, 9),
}
# code: name, 城乡类型, primary students, classes, rooms; junior students, classes, rooms.
# Students and rooms are chosen so that the official split 1 : 1.1 gives each section whole rooms.
NINE_YEAR = {
    "N01": ("甲西镇示例九年制学校", "镇区", (539, 14, 14), (280, 7, 8)),
    "N02": ("甲禾乡示例九年制学校", "乡村", (528, 15, 15), (256, 6, 8)),
    "N03": ("甲渠乡示例九年制学校", "乡村", (341, 10, 10), (186, 5, 6)),
}
# Per primary-section student in the nine-year schools; their junior sections have 1.1 times as much.
NINE_YEAR_LEVEL = {"teaching": (7.62, 8.13, 8.71), "sport": (12.9, 14.2, 14.8), "equipment": (0.5630, 0.5910, 0.6180)}

PER_100 = ("above_norm", "backbone", "pe_art", "rooms")
LIMIT = {  # each school's threshold; 教督〔2017〕6号, 小学 / 初中
    "above_norm": (4.2, 5.3),
    "backbone": (1.0, 1.0),
    "pe_art": (0.9, 0.9),
    "teaching": (4.5, 5.8),
    "sport": (7.5, 10.2),
    "equipment": (0.2, 0.25),
    "rooms": (2.3, 2.4),
}
SHORT = {("P08", "teaching"): 4.2791, ("P01", "sport"): 6.9622}  # the two schools the report names, m² per student
MOST_TEACHERS_PER_CLASS = 4


def target(stage: str, measure: str, rng: np.random.Generator) -> tuple[float, float]:
    """Published total, and a CV inside the published one's rounding interval (a real CV is not 0.3400)."""
    printed = TARGETS[stage][measure]
    return float(printed["total"]), float(printed["cv"]) + rng.uniform(-0.0025, 0.0025)


def county_2023() -> pd.DataFrame:
    """All 28 schools of 2023, one row each, columns as in the workbook."""
    rng = np.random.default_rng(SEED)
    schools = _roster(rng)
    for measure in ("above_norm", "backbone", "pe_art"):
        for stage in ("primary", "junior"):
            _count_teachers(schools, stage, measure, rng)
    schools["teachers_primary"] = schools["above_norm_primary"]  # the report: every primary teacher is above the norm
    below = pd.Series({f"DEMO-A-{code}": row[6] for code, row in JUNIOR.items()})
    schools["teachers_junior"] = schools["above_norm_junior"].add(below, fill_value=0)
    for measure in ("teaching", "sport", "equipment", "rooms"):
        schools[measure] = _physical(schools, measure, rng)
    return as_reported(schools, rng)


def _roster(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for code, (name, location, students, classes, over, large) in PRIMARY.items():
        sizes = class_sizes(rng, students, _class_groups(students, classes, over, large, 45))
        rows.append(_school(code, name, "小学", location, primary=(students, sizes)))
    for code, (name, location, students, classes, over, large, _) in JUNIOR.items():
        sizes = class_sizes(rng, students, _class_groups(students, classes, over, large, 50))
        rows.append(_school(code, name, "初级中学", location, junior=(students, sizes)))
    for code, (name, location, *sections) in NINE_YEAR.items():
        drawn = [(n, class_sizes(rng, n, _class_groups(n, k, 0, 0, 45))) for n, k, _ in sections]
        rows.append(_school(code, name, "九年一贯制学校", location, primary=drawn[0], junior=drawn[1]))
    schools = pd.DataFrame(rows).set_index("code", drop=False)
    return schools.reindex(columns=[*schools.columns, "parent", "students_senior"])


def _class_groups(students: int, classes: int, over: int, large: int, limit: int) -> list[tuple[int, int, int]]:
    """How many classes may have which size; schools without a class over the limit vary about their mean."""
    if over == 0:
        mean = students / classes
        return [(classes, max(8, int(mean) - 6), min(limit, int(mean) + 7))]
    return [(classes - over, limit - 9, limit), (over - large, limit + 1, min(limit + 7, 55)), (large, 56, 58)]


def _school(code: str, name: str, kind: str, location: str, **sections: tuple[int, list[int]]) -> dict[str, object]:
    identity = {
        "year": 2023,
        "county_code": "DEMO-A",
        "county_name": "示例甲县",
        "code": f"DEMO-A-{code}",
        "name": name,
    }
    return school_row(identity | {"kind": kind, "location": location}, sections)


def _floors(schools: pd.DataFrame, stage: str, measure: str) -> np.ndarray:
    level = LIMIT[measure][stage == "junior"] * (0.01 if measure in PER_100 else 1.0)
    return np.full(len(schools), level)


def _count_teachers(schools: pd.DataFrame, stage: str, measure: str, rng: np.random.Generator) -> None:
    """Whole teachers by section; teachers are reported by section and never split."""
    has = schools[f"students_{stage}"].notna()
    section, n = schools[has], schools.loc[has, f"students_{stage}"].to_numpy(float)
    total, cv = target(stage, measure, rng)
    floor = np.ceil(_floors(section, stage, measure) * n - 1e-9).astype(int)
    least = floor / n
    wanted = stretch(profile(section["location"], n, measure, rng), n, least, total, cv)
    if measure == "above_norm":
        cap = MOST_TEACHERS_PER_CLASS * section[f"classes_{stage}"].to_numpy(int)
    else:
        cap = section[f"above_norm_{stage}"].to_numpy(int)
    schools.loc[has, f"{measure}_{stage}"] = settle(to_whole(wanted, int(total)), n, floor, cap, cv, within=WITHIN)


def _physical(schools: pd.DataFrame, measure: str, rng: np.random.Generator) -> pd.Series:
    """One figure per school, in the smallest unit written (0.01 m², 0.01 万元, one room).

    Nine-year schools are settled first, as multiples of their split's denominator, so that each section's
    share is whole too; then either stage's remaining schools make up the published total.
    """
    unit = 1 if measure == "rooms" else 100
    result = pd.Series(0, index=schools.index, dtype=int)
    nine = _nine_year_sections(measure, unit)
    for code, (primary, junior) in nine.items():
        result[f"DEMO-A-{code}"] = primary + junior
    for position, stage in enumerate(("primary", "junior")):
        own = schools["kind"].eq(("小学", "初级中学")[position])
        share = np.array([sections[position] for sections in nine.values()])
        section_students = np.array([row[2 + position][0] for row in NINE_YEAR.values()], float)
        total, cv = target(stage, measure, rng)
        result[own] = _make_up(schools[own], stage, measure, round(total * unit), cv, (share, section_students), rng)
    return result


def _nine_year_sections(measure: str, unit: int) -> dict[str, tuple[int, int]]:
    """Whole units of the primary and the junior section under the split A : 1.1 B."""
    sections = {}
    for position, (code, (_, _, primary, junior)) in enumerate(NINE_YEAR.items()):
        a, b = 10 * primary[0], round(10 * JUNIOR_WEIGHT) * junior[0]
        common = np.gcd(a, b)
        a, b = a // common, b // common
        wanted = primary[2] if measure == "rooms" else NINE_YEAR_LEVEL[measure][position] * primary[0] * unit
        times = round(wanted / a)
        sections[code] = (times * a, times * b)
    return sections


def _make_up(
    schools: pd.DataFrame,
    stage: str,
    measure: str,
    total: int,
    cv: float,
    nine: tuple[np.ndarray, np.ndarray],
    rng: np.random.Generator,
) -> np.ndarray:
    unit = 1 if measure == "rooms" else 100
    n = schools[f"students_{stage}"].to_numpy(float)
    richer, floor = profile(schools["location"], n, measure, rng), _floors(schools, stage, measure)
    codes = schools.index.str.removeprefix("DEMO-A-")
    short = np.array([SHORT.get((code, measure), np.nan) for code in codes])
    settled = ~np.isnan(short)
    whole = np.zeros(len(n), dtype=int)
    whole[settled] = np.round(short[settled] * n[settled] * unit)
    others = (np.concatenate([nine[0], whole[settled]]), np.concatenate([nine[1], n[settled]]))
    rest = total - int(others[0].sum())
    free = ~settled
    if measure == "rooms":
        least = np.maximum(np.ceil(floor * n - 1e-9), schools[f"classes_{stage}"]).to_numpy(int)  # every class has one
        wanted = stretch(richer, n, least / n, rest, cv, others)
        return settle(to_whole(wanted, rest), n, least, np.full(len(n), rest), cv, others, within=WITHIN)
    least = floor[free] * 1.02 * unit  # clear of the threshold, so that 0.01 m² of rounding cannot cross it
    whole[free] = to_whole(stretch(richer[free], n[free], least, rest, cv, others), rest)
    return whole


TITLES = {
    2021: "示例甲县2021年义务教育学校基本情况表（合成数据：虚构县、虚构学校）",
    2022: "示例甲县2022年义务教育学校基本情况表（合成数据：虚构县、虚构学校）",
    2023: "示例甲县2023年义务教育学校基本情况表（重构数据：虚构县、虚构学校）",
}
UNITS = "计量单位：人、个、平方米、万元、间。空格表示不适用，0表示确为零。"
RECONSTRUCTED = (
    f"{UNITS}重构数据（虚构县、虚构学校）：各校数字由程序反求，使全县总量、均值与校际差异系数等于{TARGETS['source']}"
    "公布的数字；除此之外均为虚构，不代表任何真实学校。\n"
    "Reconstructed data: fictitious county and schools; only county totals, means and CVs equal the published figures."
)
SYNTHETIC = (
    f"{UNITS}合成数据（虚构县、虚构学校）：由2023年重构数据按假定的变化倒推，没有对应的公布数字，仅供演示趋势分析。\n"
    "Synthetic data: cast back from the reconstructed 2023 by assumed changes; no published figure stands behind it."
)
REMARK = (
    "备注：1.九年一贯制学校的校舍、场地、设备、教室为全校数，测算时按小学1、初中1.1的权重折算到学段；教师按学段填报。"
    "2.教学及辅助用房面积包含室内体育用房面积；体育运动场地面积为室外场地。3.城关各校位于县城。"
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    counties = {2023: county_2023()}
    counties |= earlier_years(counties[2023])
    for year, schools in counties.items():
        note = RECONSTRUCTED if year == 2023 else SYNTHETIC
        write_county(folder / f"demo-a-{year}.xlsx", schools, TITLES[year], note, REMARK)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
