"""The county's own table of indicators, read and judged: values at their printed decimals."""

import datetime as dt

from tables.grid_files import read, write_csv

from analysis.language import Words
from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import standard
from analysis.rules.verdict import judge
from analysis.tables.catalogue.provenance import Provenance
from analysis.tables.schools import SchoolTable

NAMES = {
    "above_norm_teachers_per_100": "每百名学生拥有高于规定学历教师数",
    "teaching_area_m2_per_student": "生均教学及辅助用房面积",
    "sport_area_m2_per_student": "生均体育运动场馆面积",
    "equipment_yuan_per_student": "生均教学仪器设备值",
}


def test_printed_values_are_judged_at_their_decimals(tmp_path):
    rows = [
        ["云山县2023年小学资源配置情况"],
        ["学校名称", "在校生数", *NAMES.values()],
        ["一小", 523, "4.20", "4.50", "7.50", "2000"],
        ["二小", 317, "4.19", "4.49", "7.49", "1999"],
    ]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert reading.problems.errors == []
    words = Words("", "")
    about = Provenance("own", "own", words, words, words, dt.date(2023, 9, 1), ())
    table = SchoolTable(
        reading.rows, reading.locators, about, reading.terms, printed=reading.printed, stated=reading.stated
    )
    county = judge(count_sections(table), standard("cn-quality-balance-2017"), "云山县", 2023)
    for name in NAMES:
        one, other = county.verdicts.where(measure="resource", subject=name, stage="primary")
        assert (one.answer, other.answer) == (Answer.MET, Answer.NOT_MET), name
    assert county.cvs["primary", "teaching_area_m2_per_student"].answer is Answer.MET
