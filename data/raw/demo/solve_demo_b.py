"""Reconstruct DEMO-B 2022 (示例乙市) from fourteen published CVs; totals and means are invented.

    python data/raw/demo/solve_demo_b.py [FOLDER]

The CVs hold in the default scope: the teaching point marked 是否计校数 = 否 merged into its central school,
private schools counted, the special school left out, shared buildings split 1 : 1.1 : 1.32 (完全中学 1 : 1.2).
README.md beside this file tells what is published, what is invented and how the rows are found.
"""

import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
from county import JUNIOR_WEIGHT, SENIOR_WEIGHT, class_sizes, settle, stretch, to_whole
from school_rows import as_reported, profile, school_row
from workbook import write_county

HERE = Path(__file__).parent
TARGETS = tomllib.loads((HERE / "targets.toml").read_text("utf-8"))["demo-b"]
SEED = 20221206
STAGES = ("primary", "junior")
WITHIN = 0.0002  # with the 0.0002 of chance in `_target`, inside half of the third decimal

# code: name, 办学类型, 城乡类型, (students, classes) primary, junior, senior students
SCHOOLS = {
    "P01": ("示例乙市城区示例一小", "小学", "城区", (2214, 45), None, 0),
    "P02": ("示例乙市城区示例二小", "小学", "城区", (1987, 42), None, 0),
    "P03": ("示例乙市城区示例三小", "小学", "城区", (1745, 38), None, 0),
    "P04": ("示例乙市城区示例四小", "小学", "城区", (1526, 34), None, 0),
    "P05": ("示例乙市城区示例五小", "小学", "城区", (1203, 28), None, 0),
    "P06": ("示例乙市城区示例六小", "小学", "城区", (1068, 24), None, 0),
    "P07": ("乙江镇示例中心小学", "小学", "镇区", (842, 20), None, 0),
    "P08": ("乙山镇示例中心小学", "小学", "镇区", (655, 17), None, 0),
    "P09": ("乙泉镇示例中心小学", "小学", "镇区", (523, 14), None, 0),
    "P10": ("乙桥镇示例中心小学", "小学", "镇区", (468, 12), None, 0),
    "P11": ("乙江镇示例第二小学", "小学", "镇区", (391, 11), None, 0),
    "P12": ("乙溪乡示例中心小学", "小学", "乡村", (276, 9), None, 0),
    "P13": ("乙岭乡示例中心小学", "小学", "乡村", (214, 7), None, 0),
    "P14": ("乙竹村示例小学", "小学", "乡村", (168, 6), None, 0),
    "P15": ("乙茶村示例小学", "小学", "乡村", (132, 6), None, 0),
    "P16": ("乙坪村示例小学", "小学", "乡村", (118, 6), None, 0),
    "P17": ("乙石乡示例中心小学", "小学", "乡村", (143, 6), None, 0),
    "P18": ("示例乙市民办示例小学", "小学", "城区", (612, 15), None, 0),
    "T01": ("乙石乡示例中心小学乙崖教学点", "小学教学点", "乡村", (38, 3), None, 0),
    "T02": ("乙岭乡乙云村示例教学点", "小学教学点", "乡村", (72, 4), None, 0),
    "J01": ("示例乙市示例一中", "初级中学", "城区", None, (2088, 42), 0),
    "J02": ("示例乙市示例二中", "初级中学", "城区", None, (1723, 35), 0),
    "J03": ("示例乙市示例三中", "初级中学", "城区", None, (1284, 27), 0),
    "J04": ("乙江镇示例中学", "初级中学", "镇区", None, (866, 19), 0),
    "J05": ("乙山镇示例中学", "初级中学", "镇区", None, (571, 13), 0),
    "J06": ("乙溪乡示例中学", "初级中学", "乡村", None, (342, 9), 0),
    "J07": ("乙石乡示例中学", "初级中学", "乡村", None, (218, 6), 0),
    "J08": ("乙岭乡示例中学", "初级中学", "乡村", None, (156, 6), 0),
    "N01": ("乙泉镇示例九年制学校", "九年一贯制学校", "镇区", (488, 12), (262, 6), 0),
    "N02": ("乙桥镇示例九年制学校", "九年一贯制学校", "镇区", (366, 11), (205, 6), 0),
    "N03": ("乙湾乡示例九年制学校", "九年一贯制学校", "乡村", (231, 7), (128, 4), 0),
    "N04": ("乙松乡示例九年制学校", "九年一贯制学校", "乡村", (174, 6), (97, 3), 0),
    "S01": ("示例乙市民办示例十二年制学校", "十二年一贯制学校", "城区", (586, 15), (443, 10), 378),
    "W01": ("示例乙市示例完全中学", "完全中学", "城区", None, (932, 20), 1216),
    "X01": ("示例乙市示例特殊教育学校", "特殊教育学校", "城区", (64, 8), (31, 4), 0),
}
PRIVATE = ("P18", "S01")
POINT, CENTRE, SPECIAL = "T01", "P17", "X01"

# Invented county means, and how far below a threshold the poorest school is allowed to be.
MEAN = {
    "above_norm": (4.7, 5.6),
    "backbone": (1.3, 1.05),
    "pe_art": (1.15, 1.1),
    "teaching": (5.9, 7.4),
    "sport": (9.8, 13.2),
    "equipment": (0.2650, 0.3480),
    "rooms": (2.5, 2.8),
}
POOREST = {
    "above_norm": (2.7, 2.4),
    "backbone": (0.3, 0.0),
    "pe_art": (0.45, 0.4),
    "teaching": (3.6, 4.3),
    "sport": (4.9, 6.3),
    "equipment": (0.198, 0.236),
    "rooms": (1.2, 1.6),
}
PER_100 = ("above_norm", "backbone", "pe_art", "rooms")
# Schools with several stages, in county means per weighted student; equipment is nearly level across the county.
SEVERAL_STAGES = {"N01": 0.95, "N02": 1.15, "N03": 1.75, "N04": 2.1, "S01": 0.88, "W01": 0.82}
LEVEL_POWER = {"teaching": 1.0, "sport": 1.0, "equipment": 0.25, "rooms": 1.0}
STRONGHOLD = {("W01", "above_norm"): 3.0, ("W01", "backbone"): 9.0}  # the old county middle school draws the best
MOST = {"above_norm": 3.9, "backbone": 0.55, "pe_art": 0.4}  # per class; the others per teacher above the norm
MOST_ROOMS_PER_CLASS = 2.6
FEWEST_TEACHERS_PER_CLASS = {"primary": 1.75, "junior": 2.4}

# Reported by schools that stand outside the comparison, or inside another school.
REPORTED = {
    "T01": {"teachers": 4, "above_norm": 3, "backbone": 0, "pe_art": 0},
    "X01": {"teachers": 17, "above_norm": 16, "backbone": 3, "pe_art": 4},
}
REPORTED_JUNIOR = {"X01": {"teachers": 9, "above_norm": 8, "backbone": 2, "pe_art": 1}}
REPORTED_PHYSICAL = {  # hundredths of m² and 万元; rooms
    "T01": {"teaching": 31240, "sport": 69600, "equipment": 874, "rooms": 3},
    "X01": {"teaching": 218635, "sport": 265000, "equipment": 14628, "rooms": 13},
}


def county_2022() -> pd.DataFrame:
    """All 35 schools of 2022, one row each, columns as in the workbook."""
    rng = np.random.default_rng(SEED)
    schools = _roster(rng)
    for measure in ("above_norm", "backbone", "pe_art"):
        for stage in STAGES:
            schools[f"{measure}_{stage}"] = _staff(schools, stage, measure, rng)
    for stage in STAGES:
        schools[f"teachers_{stage}"] = _all_teachers(schools, stage, rng)
    for measure in LEVEL_POWER:
        schools[measure] = _physical(schools, measure, rng)
    return as_reported(schools, rng)


def _roster(rng: np.random.Generator) -> pd.DataFrame:
    rows = []
    for code, (name, kind, location, primary, junior, senior) in SCHOOLS.items():
        identity = {"year": 2022, "county_code": "DEMO-B", "county_name": "示例乙市", "code": f"DEMO-B-{code}"}
        identity |= {"name": name, "kind": kind, "location": location, "key": code}
        if senior:
            identity |= {"students_senior": senior}
        if code in PRIVATE:
            identity |= {"owner": "民办"}
        if code == POINT:
            identity |= {"counted": "否", "parent": SCHOOLS[CENTRE][0]}
        sections = {stage: given for stage, given in zip(STAGES, (primary, junior), strict=True) if given}
        rows.append(school_row(identity, {stage: (n, _sizes(rng, n, k)) for stage, (n, k) in sections.items()}))
    return pd.DataFrame(rows).set_index("key")


def _sizes(rng: np.random.Generator, students: int, classes: int) -> list[int]:
    mean = students // classes
    return class_sizes(rng, students, [(classes, max(3, mean - 6), mean + 7)])


def _compared(schools: pd.DataFrame, stage: str) -> pd.Series:
    """Students of the sections that enter the CV: the point inside its central school, no special school."""
    students = schools[f"students_{stage}"].copy()
    if stage == "primary":
        students[CENTRE] += students[POINT]
    return students.drop([POINT, SPECIAL]).dropna()


def _target(stage: str, measure: str, rng: np.random.Generator) -> float:
    """A CV inside the rounding interval of the three printed decimals."""
    return float(TARGETS[stage][measure]) + rng.uniform(-0.0002, 0.0002)


def _per_student(table: dict[str, tuple[float, float]], stage: str, measure: str) -> float:
    return table[measure][STAGES.index(stage)] * (0.01 if measure in PER_100 else 1.0)


def _staff(schools: pd.DataFrame, stage: str, measure: str, rng: np.random.Generator) -> pd.Series:
    """Whole teachers by section, never split."""
    students = _compared(schools, stage)
    n = students.to_numpy()
    total, cv = round(_per_student(MEAN, stage, measure) * n.sum()), _target(stage, measure, rng)
    least = np.ceil(_per_student(POOREST, stage, measure) * n - 1e-9).astype(int)
    richer = profile(schools.loc[students.index, "location"], n, measure, rng)
    richer *= np.array([STRONGHOLD.get((code, measure), 1.0) for code in students.index])
    limited_by = f"classes_{stage}" if measure == "above_norm" else f"above_norm_{stage}"
    most = np.floor(MOST[measure] * schools.loc[students.index, limited_by].to_numpy()).astype(int)
    if stage == "primary":
        least[students.index.get_loc(CENTRE)] += REPORTED[POINT][measure]
    wanted = stretch(richer, n, least / n, total, cv)
    staff = pd.Series(settle(to_whole(wanted, total), n, least, most, cv, within=WITHIN), students.index)
    return _with_those_outside(staff, stage, measure)


def _with_those_outside(staff: pd.Series, stage: str, measure: str) -> pd.Series:
    """The central school without its point; the point and the special school with what they report."""
    if stage == "junior":
        return pd.concat([staff, pd.Series({SPECIAL: REPORTED_JUNIOR[SPECIAL][measure]})])
    staff[CENTRE] -= REPORTED[POINT][measure]
    return pd.concat([staff, pd.Series({code: row[measure] for code, row in REPORTED.items()})])


def _all_teachers(schools: pd.DataFrame, stage: str, rng: np.random.Generator) -> pd.Series:
    """Teachers with and without the higher qualification; where few have it, many older ones have not."""
    above = schools[f"above_norm_{stage}"]
    fewest = np.ceil(schools[f"classes_{stage}"] * (FEWEST_TEACHERS_PER_CLASS[stage] + rng.uniform(0, 0.3, len(above))))
    teachers = np.maximum((above * (1 + rng.uniform(0.0, 0.09, len(above)))).round(), fewest)
    reported = {code: row["teachers"] for code, row in (REPORTED if stage == "primary" else REPORTED_JUNIOR).items()}
    teachers.update(pd.Series(reported, dtype=float))
    return teachers


def _weighted_students(schools: pd.DataFrame) -> pd.DataFrame:
    """Students by stage in the official weights; a 完全中学 counts 1 : 1.2 instead of 1.1 : 1.32."""
    weighted = schools[["students_primary", "students_junior", "students_senior"]].fillna(0).astype(float)
    weighted = weighted * [1.0, JUNIOR_WEIGHT, SENIOR_WEIGHT]
    complete = schools["kind"].eq("完全中学")
    weighted[complete] /= JUNIOR_WEIGHT
    return weighted


def _physical(schools: pd.DataFrame, measure: str, rng: np.random.Generator) -> pd.Series:
    """One figure per school in the smallest unit written; schools with several stages are settled first."""
    unit = 1 if measure == "rooms" else 100
    result = pd.Series({code: row[measure] for code, row in REPORTED_PHYSICAL.items()}).reindex(schools.index)
    weighted = _weighted_students(schools)
    for code, level in SEVERAL_STAGES.items():
        stage = "junior" if code == "W01" else "primary"
        mean = _per_student(MEAN, stage, measure) * unit
        result[code] = round(level ** LEVEL_POWER[measure] * mean * weighted.loc[code].sum())
    for stage in STAGES:
        share = weighted[f"students_{stage}"] / weighted.sum(axis=1)
        own = _single_stage(schools, stage, measure, result * share, unit, rng)
        result.update(own)
    result[CENTRE] -= result[POINT]
    return result.astype(int)


def _single_stage(
    schools: pd.DataFrame, stage: str, measure: str, shares: pd.Series, unit: int, rng: np.random.Generator
) -> pd.Series:
    """Schools of one stage only, so that the stage's CV comes out with the shares of the others."""
    students = _compared(schools, stage)
    several = students.index.isin(list(SEVERAL_STAGES))
    free, n = students.index[~several], students[~several].to_numpy()
    others = shares[students.index[several]].to_numpy(float), students[several].to_numpy()
    cv = _target(stage, measure, rng)
    total = round(_per_student(MEAN, stage, measure) * unit * students.sum() - others[0].sum())
    least = np.full(len(n), _per_student(POOREST, stage, measure) * unit)
    richer = profile(schools.loc[free, "location"], n, measure, rng)
    if measure != "rooms":
        return pd.Series(to_whole(stretch(richer, n, least, total, cv, others), total), free)
    whole = np.ceil(least * n).astype(int)
    wanted = to_whole(stretch(richer, n, whole / n, total, cv, others), total)
    most = np.floor(MOST_ROOMS_PER_CLASS * schools.loc[free, f"classes_{stage}"].to_numpy()).astype(int)
    return pd.Series(settle(wanted, n, whole, most, cv, others, within=WITHIN), free)


TITLE = "示例乙市2022年义务教育学校基本情况表（重构数据：虚构市、虚构学校）"
NOTE = (
    "计量单位：人、个、平方米、万元、间。空格表示不适用，0表示确为零。重构数据（虚构市、虚构学校）：各校数字由程序反求，"
    f"使14个校际差异系数等于公布值（{TARGETS['source']}）；总量、均值与各校数字均为虚构，不代表任何真实学校。\n"
    "Reconstructed data: fictitious county and schools; only the fourteen CVs equal published "
    "figures, totals and means are invented."
)
REMARK = (
    "备注：1.一贯制学校和完全中学的校舍、场地、设备、教室为全校数，测算时按小学1、初中1.1、高中1.32（完全中学初中1、高中1.2）的权重"
    "折算到学段；教师按学段填报。2.是否计校数为“否”的教学点并入所属中心校测算；50人以上且独立核算的教学点按单独一校测算。"
    "3.特殊教育学校不参加校际差异系数测算。4.教学及辅助用房面积包含室内体育用房面积；体育运动场地面积为室外场地。"
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_county(folder / "demo-b-2022.xlsx", county_2022(), TITLE, NOTE, REMARK)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
