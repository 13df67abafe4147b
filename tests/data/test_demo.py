"""The demonstration counties say what they claim: published figures at their printed digits, nothing impossible.

The workbooks are read with pandas alone and every formula is written out, so that neither the solver that made
the files nor the toolkit that will be tested on them is asked for its own answer.
"""

import csv
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from case_files import SHARED, as_printed, needs_shared

DEMO = Path(__file__).parents[2] / "data" / "raw" / "demo"
TARGETS = tomllib.loads((DEMO / "targets.toml").read_text(encoding="utf-8"))
FILES = ["demo-a-2021", "demo-a-2022", "demo-a-2023", "demo-b-2022"]
STAGES = {"primary": "小学", "junior": "初中"}
BAND_EDGES = [1, 26, 31, 36, 41, 46, 51, 56, 61, 66]
LARGE_CLASS_BANDS = slice(7, None)  # 56 students and more
MEASURES = ["above_norm", "backbone", "pe_art", "teaching", "sport", "equipment", "rooms"]
PER_100 = ["above_norm", "backbone", "pe_art", "rooms"]
THRESHOLD = {  # 教督〔2017〕6号: people and rooms per 100 students, m² and yuan per student; 小学, 初中
    "above_norm": (4.2, 5.3),
    "backbone": (1.0, 1.0),
    "pe_art": (0.9, 0.9),
    "teaching": (4.5, 5.8),
    "sport": (7.5, 10.2),
    "equipment": (2000, 2500),
    "rooms": (2.3, 2.4),
}
CV_LIMIT = {"primary": 0.50, "junior": 0.45}
BOTH = pytest.mark.parametrize("stage", STAGES)


def read_sheet(name: str) -> pd.DataFrame:
    """All rows under the header, columns as "在校生数>小学"."""
    sheet = pd.read_excel(DEMO / f"{name}.xlsx", sheet_name="学校情况", header=[2, 3], engine="calamine")
    sheet.columns = [top if sub.startswith("Unnamed") else f"{top}>{sub}" for top, sub in sheet.columns]
    return sheet


def read_schools(name: str) -> pd.DataFrame:
    sheet = read_sheet(name)
    schools = sheet[sheet["学校标识码"].notna()].set_index("学校标识码")
    numbers = list(schools.columns[9:])
    return schools.assign(**schools[numbers].apply(pd.to_numeric))


def compared(schools: pd.DataFrame) -> pd.DataFrame:
    """Default scope: special schools out, teaching points that are no schools inside their central school."""
    schools = schools[schools["办学类型"] != "特殊教育学校"].copy()
    numbers = list(schools.columns[9:])
    for code, point in schools[schools["是否计校数"] == "否"].iterrows():
        (centre,) = schools.index[schools["学校名称"] == point["所属中心校"]]
        schools.loc[centre, numbers] = schools.loc[[centre, code], numbers].sum(min_count=1)
    return schools[schools["是否计校数"] == "是"]


def shares(schools: pd.DataFrame) -> dict[str, pd.Series]:
    """Each stage's part of a school's buildings, 1 : 1.1 : 1.32 (完全中学 1 : 1.2)."""
    n = {stage: schools[f"在校生数>{stage}"].fillna(0) for stage in ("小学", "初中", "高中")}
    all_stages = n["小学"] + 1.1 * n["初中"] + 1.32 * n["高中"]
    junior = (1.1 * n["初中"] / all_stages).mask(
        schools["办学类型"] == "完全中学", n["初中"] / (n["初中"] + 1.2 * n["高中"])
    )
    return {"primary": n["小学"] / all_stages, "junior": junior}


def resources(schools: pd.DataFrame, stage: str) -> pd.DataFrame:
    """Students and the seven resources of each section of a stage."""
    share, label = shares(schools)[stage], STAGES[stage]
    indoor = schools["其中：室内体育用房面积（㎡）"]
    table = pd.DataFrame(
        {
            "students": schools[f"在校生数>{label}"],
            "above_norm": schools[f"高于规定学历教师数>{label}"],
            "backbone": schools[f"县级及以上骨干教师数>{label}"],
            "pe_art": schools[f"体育、艺术专任教师数>{label}"],
            "teaching": (schools["教学及辅助用房面积（㎡）"] - indoor) * share,
            "sport": (schools["体育运动场地面积（㎡）"] + indoor) * share,
            "equipment": schools["教学仪器设备资产值（万元）"] * share,
            "rooms": schools["网络多媒体教室（间）"] * share,
            "location": schools["城乡类型"],
        }
    )
    return table[table["students"] > 0]


def scale(measure: str) -> float:
    return 100.0 if measure in PER_100 else 10_000.0 if measure == "equipment" else 1.0


def per_student(table: pd.DataFrame, measure: str) -> pd.Series:
    return table[measure] / table["students"] * scale(measure)


def spread(table: pd.DataFrame, measure: str) -> float:
    """CV weighted by students, about the ratio of totals, population standard deviation."""
    n, x = table["students"], table[measure] / table["students"]
    mean = table[measure].sum() / n.sum()
    return float(np.sqrt((n * (x - mean) ** 2).sum() / n.sum()) / mean)


def unmet(schools: pd.DataFrame, stage: str, part: float = 1.0) -> pd.DataFrame:
    """True where a section is below `part` of a threshold."""
    table = resources(schools, stage)
    limit = {measure: part * values[stage == "junior"] for measure, values in THRESHOLD.items()}
    return pd.DataFrame({measure: per_student(table, measure) < limit[measure] for measure in MEASURES})


def bands(schools: pd.DataFrame, stage: str) -> pd.DataFrame:
    table = schools[[name for name in schools.columns if name.startswith(f"{STAGES[stage]}班额>")]]
    assert table.shape[1] == len(BAND_EDGES)
    return table


@pytest.fixture(scope="module")
def county_a() -> pd.DataFrame:
    return read_schools("demo-a-2023")


@pytest.fixture(scope="module")
def county_b() -> pd.DataFrame:
    return compared(read_schools("demo-b-2022"))


@BOTH
@pytest.mark.parametrize("measure", MEASURES)
def test_county_a_has_the_published_total_mean_and_cv(county_a, stage, measure):
    table, printed = resources(county_a, stage), TARGETS["demo-a"][stage][measure]
    total = table[measure].sum()
    assert total == pytest.approx(float(printed["total"]), abs=1e-6), "the split leaves no fraction of a room or cm²"
    assert as_printed(total / table["students"].sum() * scale(measure), like=printed["mean"]) == printed["mean"]
    assert as_printed(spread(table, measure), like=printed["cv"]) == printed["cv"]
    assert abs(spread(table, measure) - float(printed["cv"])) < 0.0031, "too near to the next printed digit"


@BOTH
def test_county_a_has_the_published_schools_students_and_classes(county_a, stage):
    printed, label = TARGETS["demo-a"][stage], STAGES[stage]
    students, classes = county_a[f"在校生数>{label}"].sum(), county_a[f"班级数>{label}"].sum()
    assert (students, classes) == (printed["students"], printed["classes"])
    assert as_printed(students / classes, like=printed["mean_class"]) == printed["mean_class"]
    assert county_a[f"专任教师>{label}"].sum() == printed["teachers"]
    kinds = county_a["办学类型"].value_counts()
    expected = TARGETS["demo-a"]["schools"]
    assert kinds.to_dict() == {
        "小学": expected["primary"],
        "初级中学": expected["junior"],
        "九年一贯制学校": expected["nine_year"],
    }


@pytest.mark.parametrize(("stage", "first_band_over"), [("primary", 5), ("junior", 6)])
def test_county_a_has_the_published_oversized_classes_and_only_in_the_county_town(county_a, stage, first_band_over):
    over = bands(county_a, stage).iloc[:, first_band_over:].sum(axis=1)
    assert over.sum() == TARGETS["demo-a"][stage]["classes_over"]
    assert county_a["学校名称"][over > 0].str.startswith("示例甲县").all()
    assert county_a["城乡类型"][over > 0].eq("镇区").all()


def test_county_a_has_the_schools_its_report_singles_out(county_a):
    named = TARGETS["demo-a"]["named"]
    primary, junior = unmet(county_a, "primary"), unmet(county_a, "junior")
    assert primary.sum().sum() == 2
    assert not junior.any(axis=None)
    table = resources(county_a, "primary")
    (teaching,) = per_student(table, "teaching")[primary["teaching"]]
    (sport,) = per_student(table, "sport")[primary["sport"]]
    assert as_printed(teaching, like="4.28") == named["teaching_below"]
    assert as_printed(sport, like="6.96") == named["sport_below"]
    assert not unmet(county_a, "primary", part=0.85).any(axis=None)
    students = county_a[["在校生数>小学", "在校生数>初中"]].sum(axis=1)
    assert students[students > 2000].tolist() == [named["largest_junior"]]
    below = (county_a["专任教师>初中"] - county_a["高于规定学历教师数>初中"]).dropna()
    assert sorted(below[below > 0]) == sorted(named["below_norm"])
    assert county_a["专任教师>小学"].equals(county_a["高于规定学历教师数>小学"])


@BOTH
@pytest.mark.parametrize("measure", MEASURES)
def test_county_a_village_schools_are_richer_per_student(county_a, stage, measure):
    sums = resources(county_a, stage).groupby("location")[["students", measure]].sum()
    assert (
        sums.loc["乡村", measure] / sums.loc["乡村", "students"]
        > sums.loc["镇区", measure] / sums.loc["镇区", "students"]
    )


def test_county_a_earlier_years_shrink_in_the_villages_and_lose_large_classes():
    years = {year: read_schools(f"demo-a-{year}") for year in (2021, 2022, 2023)}
    assert set(years[2021].index) - set(years[2023].index) == {"DEMO-A-P20"}
    assert set(years[2022].index) == set(years[2023].index)
    village = [years[year].query("城乡类型 == '乡村'")["在校生数>小学"].sum() for year in years]
    assert village == sorted(village, reverse=True)
    for stage in STAGES:
        counts = [bands(years[year], stage).sum() for year in years]
        large = [count.iloc[LARGE_CLASS_BANDS].sum() / count.sum() for count in counts]
        assert large[0] > 1.5 * large[1] > 1.5 * 1.5 * large[2] > 0
        for measure in ("above_norm", "backbone", "equipment", "rooms"):
            tables = [resources(years[year], stage) for year in years]
            means = [table[measure].sum() / table["students"].sum() for table in tables]
            assert means == sorted(means)


@BOTH
@pytest.mark.parametrize("measure", MEASURES)
def test_county_b_has_the_published_cv(county_b, stage, measure):
    printed = TARGETS["demo-b"][stage][measure]
    assert as_printed(spread(resources(county_b, stage), measure), like=printed) == printed


def test_county_b_passes_in_equipment_only(county_b):
    passing = {
        (stage, measure)
        for stage in STAGES
        for measure in MEASURES
        if spread(resources(county_b, stage), measure) <= CV_LIMIT[stage]
    }
    assert passing == {("primary", "equipment"), ("junior", "equipment")}


def test_county_b_hangs_on_its_scope():
    """Leaving the point on its own, or the private schools out, moves printed digits."""
    schools = read_schools("demo-b-2022")
    alone = schools[schools["办学类型"] != "特殊教育学校"]
    public = compared(schools[schools["举办者"] == "公办"])
    assert as_printed(spread(resources(alone, "primary"), "teaching"), like="0.519") != "0.519"
    assert as_printed(spread(resources(public, "junior"), "sport"), like="0.686") != "0.686"


@BOTH
def test_county_b_has_schools_that_fail_in_every_way_the_rule_knows(county_b, stage):
    missed = unmet(county_b, stage).sum(axis=1)
    assert (missed == 0).any()
    assert (missed >= 2).any()
    assert unmet(county_b, stage, part=0.85).any(axis=None)


def test_county_b_has_every_kind_of_school_a_loader_must_tell_apart():
    schools = read_schools("demo-b-2022")
    assert len(schools) == 35
    assert set(schools["城乡类型"]) == {"城区", "镇区", "乡村"}
    assert (schools["举办者"] == "民办").sum() == 2
    assert {"十二年一贯制学校", "完全中学", "九年一贯制学校", "特殊教育学校"} <= set(schools["办学类型"])
    points = schools[schools["办学类型"] == "小学教学点"].sort_values("在校生数>小学")
    assert points["是否计校数"].tolist() == ["否", "是"]
    assert points["在校生数>小学"].tolist()[0] < 50 <= points["在校生数>小学"].tolist()[1] < 100
    assert points["所属中心校"].iloc[0] in set(schools["学校名称"])
    assert schools["在校生数>高中"].notna().sum() == 2


@pytest.mark.parametrize("name", FILES)
@BOTH
def test_classes_by_size_fit_the_students(name, stage):
    schools, label = read_schools(name), STAGES[stage]
    has = schools[f"在校生数>{label}"].notna()
    counts, students = bands(schools[has], stage), schools.loc[has, f"在校生数>{label}"]
    assert counts.sum(axis=1).eq(schools.loc[has, f"班级数>{label}"]).all()
    assert (counts @ BAND_EDGES <= students).all()
    largest = [edge - 1 for edge in BAND_EDGES[1:]]
    open_band = counts.iloc[:, -1] > 0
    assert (open_band | (students <= counts.iloc[:, :-1] @ largest)).all()
    assert schools.loc[~has].filter(like=f"{label}班额").isna().all(axis=None), "blank where there is no such stage"


@pytest.mark.parametrize("name", FILES)
def test_a_schools_numbers_do_not_contradict_each_other(name):
    schools = read_schools(name)
    for label in STAGES.values():
        has = schools[f"在校生数>{label}"].notna()
        section = schools[has]
        above = section[f"高于规定学历教师数>{label}"]
        assert (above <= section[f"专任教师>{label}"]).all()
        assert (section[f"县级及以上骨干教师数>{label}"] <= section[f"专任教师>{label}"]).all()
        assert (section[f"体育、艺术专任教师数>{label}"] <= section[f"专任教师>{label}"]).all()
        assert (section[f"专任教师>{label}"] >= section[f"班级数>{label}"]).all()
        whole = section.filter(regex=f"{label}$|^{label}班额")
        assert whole.stack().mod(1).eq(0).all()
    indoor = schools["其中：室内体育用房面积（㎡）"]
    assert (indoor < schools["教学及辅助用房面积（㎡）"]).all()
    assert (schools["体育运动场地面积（㎡）"] > 0).all()
    amounts = schools[["教学及辅助用房面积（㎡）", "体育运动场地面积（㎡）", "教学仪器设备资产值（万元）"]]
    assert np.allclose(amounts, amounts.round(2), rtol=0, atol=1e-9)


@pytest.mark.parametrize("name", FILES)
def test_schools_are_fictitious_distinct_and_summed_up(name):
    sheet, schools = read_sheet(name), read_schools(name)
    assert schools.index.is_unique
    assert schools["学校名称"].is_unique
    assert schools["学校名称"].str.contains("示例").all()
    assert schools.index.str.startswith(name[:6].upper()).all()
    (total,) = sheet[sheet["统计年度"] == "合计"].index
    summed = pd.to_numeric(sheet.loc[total, schools.columns[9:]]).to_numpy(float)
    sums = schools[schools.columns[9:]].sum(min_count=1).to_numpy(float)  # no senior students: blank, not 0
    assert summed == pytest.approx(sums, abs=0.005, nan_ok=True)
    assert str(sheet["统计年度"].iloc[-1]).startswith("备注")


@pytest.mark.parametrize("name", FILES)
def test_every_sheet_says_that_it_is_not_real(name):
    top = pd.read_excel(DEMO / f"{name}.xlsx", header=None, nrows=2, engine="calamine")[0]
    kind, english = ("合成数据", "Synthetic") if name in FILES[:2] else ("重构数据", "Reconstructed")
    assert all(kind in text and "虚构" in text for text in top)
    assert english in top[1]


@needs_shared
def test_targets_are_the_figures_the_report_printed():
    with (SHARED / "facts" / "published" / "ex06_pingluo_2023.csv").open(encoding="utf-8-sig") as file:
        rows = [row for row in csv.DictReader(file) if row["published_cv"]]
    assert len(rows) == 14
    for row, (stage, measure) in zip(rows, [(s, m) for m in MEASURES for s in STAGES], strict=True):
        printed = TARGETS["demo-a"][stage][measure]
        total = float(row["numerator"]) / (10_000 if measure == "equipment" else 1)
        assert row["stage"] == STAGES[stage]
        assert total == pytest.approx(float(printed["total"]), abs=1e-9)
        assert (printed["mean"], printed["cv"]) == (row["published_value"], row["published_cv"])
        assert TARGETS["demo-a"][stage]["students"] == int(row["denominator"])
    with (SHARED / "facts" / "published" / "ex05_ningguo_2022_quality.csv").open(encoding="utf-8-sig") as file:
        for stage, row in zip(STAGES, csv.DictReader(file), strict=True):
            assert list(row.values())[3:] == [TARGETS["demo-b"][stage][measure] for measure in MEASURES]


@pytest.mark.parametrize("script", ["solve_demo_a.py", pytest.param("solve_demo_b.py", marks=pytest.mark.slow)])
def test_solving_again_writes_the_same_bytes(script, tmp_path):
    subprocess.run([sys.executable, str(DEMO / script), str(tmp_path)], check=True)
    written = sorted(tmp_path.glob("*.xlsx"))
    assert [path.stem for path in written] == (FILES[:3] if script == "solve_demo_a.py" else FILES[3:])
    for path in written:
        assert path.read_bytes() == (DEMO / path.name).read_bytes(), f"{path.name} is not what {script} writes"
