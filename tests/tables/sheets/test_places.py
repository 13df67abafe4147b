"""Where schools are: a figure of the whole school that is never added up, compared or taken for missing below 0."""

from rules.county_builder import county
from tables.grid_files import errors, notes, read, write_csv

from analysis.rules.counting.count import count_sections

HEADER = [
    "年度",
    "县区名称",
    "学校名称",
    "学校标识码",
    "办学类型",
    "在校生数（小学）",
    "在校生数（初中）",
    "纬度",
    "longitude",
]
PLACES = {"一小": (-33.45, -70.6), "二小": (-33.4, -70.7), "三小": (-33.9, -70.2), "九年制": (-33.5, -70.65)}


def rows():
    for place, (name, (north, east)) in enumerate(PLACES.items()):
        is_through = name == "九年制"
        kind = "九年一贯制学校" if is_through else "小学"
        yield [2023, "甲县", name, f"A{place}", kind, 300 + 7 * place, 200 if is_through else "", north, east]


def test_both_sections_of_a_school_are_where_the_school_is_south_and_west_too(tmp_path):
    reading = read(write_csv(tmp_path / "a.csv", [HEADER, *rows()]))
    assert errors(reading) == notes(reading) == []
    found = {(row.school, row.stage): (row.latitude, row.longitude) for row in reading.rows.itertuples()}
    assert found == {
        **{(name, "primary"): place for name, place in PLACES.items()},
        ("九年制", "junior"): PLACES["九年制"],
    }


def test_a_point_that_is_merged_leaves_its_school_where_it_is():
    school = {"students": 300, "full_time_teachers": 20, "latitude": 30.1, "longitude": 110.2}
    point = {
        "students": 40, "full_time_teachers": 5, "latitude": 30.5, "longitude": 110.9, "counts_as_school": False, "parent": "S1",
    }  # fmt: skip
    (row,) = count_sections(county(school, point)).rows.itertuples()
    assert (row.students, row.full_time_teachers) == (340, 25)
    assert (row.latitude, row.longitude) == (30.1, 110.2)


def test_classes_of_a_list_are_where_their_school_is(tmp_path):
    header = ["年度", "县区名称", "学校名称", "学校标识码", "年级", "班级", "学生数", "纬度"]
    listed = [[2023, "甲县", "一小", "A1", "一年级", f"{k}班", 40, 30.1] for k in (1, 2, 3)]
    reading = read(write_csv(tmp_path / "a.csv", [header, *listed]))
    assert reading.rows["latitude"].tolist() == [30.1]
    assert reading.rows["students"].tolist() == [120]
