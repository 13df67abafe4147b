"""The workbook against the engine: LibreOffice reckons every formula anew and finds what Python found, changed or not."""

import math
import re
import zipfile
from dataclasses import replace

import pytest
from openpyxl import load_workbook
from publish.twin.counties import changed, stated, with_all_of_2012, without_backbone_and_bands, without_some
from publish.twin.office import PROGRAM, recalculated

from analysis.publish.twin import write_twin
from analysis.rules.standards import load_standards, standard
from analysis.show.county.view import open_view

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="LibreOffice is not installed: nobody else here can reckon")
TOLERANCE = 1e-9
STRICTER = """
schema   = 2
id       = "xx-stricter"
title    = { zh = "更严", en = "stricter" }
document = "更严〔2020〕1号"
overlays = "cn-quality-balance-2017"

[[rule]]
measure = "resource"
of      = "backbone_teachers_per_100"
  [[rule.value]]
  from       = 2020-01-01
  cite       = "一"
  confidence = "recalled"
  at_least   = { primary = 1.5 }

[[rule]]
id      = "school_rule"
measure = "met_count"
of      = ["resource"]
  [[rule.value]]
  from        = 2020-01-01
  cite        = "二"
  confidence  = "recalled"
  at_least    = 5
  floor_share = 0.7

[[rule]]
measure = "class_size"
  [[rule.value]]
  from       = 2020-01-01
  cite       = "三"
  confidence = "recalled"
  at_most    = { primary = 50 }
"""


def formulas(path):
    """Every cell with a formula, as (sheet, address)."""
    book = load_workbook(path)
    return [(page.title, cell.coordinate) for page in book for row in page for cell in row if cell.data_type == "f"]


def values(path):
    book = load_workbook(path, data_only=True)
    return {(page.title, cell.coordinate): cell.value for page in book for row in page for cell in row}


def differ(one, other):
    """Whether two cells say different things; an empty text is an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return not math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return (one or "") != (other or "")


def differences(engine, program):
    """The formulas of which LibreOffice, in one file, finds another value than the engine, in the other."""
    found, expected = values(program), values(engine)
    cells = formulas(engine)
    assert cells
    return {cell: (expected[cell], found.get(cell)) for cell in cells if differ(expected[cell], found.get(cell))}


def entered(path, to, sheet, row, column, value):
    """A copy in which somebody has entered a value: in the row with these texts, under this head."""
    book = load_workbook(path)
    page = book[sheet]
    (place,) = {cell.column for line in page.iter_rows(max_row=8) for cell in line if cell.value == column}
    (line,) = [line for line in page.iter_rows() if {*row} <= {cell.value for cell in line}]
    cell = line[place - 1]
    assert not cell.protection.locked
    cell.value = value
    book.save(to)
    return to


def with_wrong_values(path, to):
    """A copy in which a wrong number stands beside every formula that has one."""
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(to, "w") as copy:
        for name in book.namelist():
            text = book.read(name)
            if name.startswith("xl/worksheets/"):
                text = re.sub(rb"(</f><v>)-?[0-9][^<]*(</v>)", rb"\g<1>123456\2", text)
            copy.writestr(name, text)
    return to


def written(view, path):
    write_twin(view, path)
    return path


@pytest.fixture(scope="module")
def one_county(tmp_path_factory):
    """demo-a as made, with one school's teachers changed by hand, and as the engine finds it with them changed."""
    folder, view = tmp_path_factory.mktemp("demo-a"), open_view("demo-a", lang="zh")
    row = view.sections.source.rows.index[0]
    school, stage = view.sections.source.rows.loc[row, ["school", "stage"]]
    assert stage == "primary"

    def fewer(rows):
        rows.loc[row, "backbone_teachers"] = 3

    made = written(view, folder / "made.xlsx")
    wrong = with_wrong_values(made, folder / "wrong.xlsx")
    by_hand = entered(made, folder / "by-hand.xlsx", "学校", (school, "小学"), "县级及以上骨干教师数", 3)
    engine = written(changed(view, fewer), folder / "engine.xlsx")
    return {"made": made, "engine": engine, **recalculated([wrong, by_hand], folder)}


def test_libreoffice_reckons_what_the_engine_found_whatever_value_stands_beside_a_formula(one_county):
    assert differences(one_county["made"], one_county["wrong"]) == {}
    assert len(formulas(one_county["made"])) > 3000


def test_after_changing_one_schools_teachers_both_agree_again(one_county):
    assert differences(one_county["engine"], one_county["by-hand"]) == {}
    before, after = values(one_county["made"]), values(one_county["engine"])
    turned = {cell[0] for cell in formulas(one_county["made"]) if differ(before[cell], after[cell])}
    assert turned == {"结果", "计入", "指标", "达标", "差异"}  # the change has reached the results


def test_a_difference_would_be_found(one_county):
    assert differences(one_county["made"], one_county["by-hand"]) != {}


# ---- more counties -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def counties(tmp_path_factory):
    """Counties, languages and standards of every kind, as the engine finds them and as LibreOffice does."""
    folder = tmp_path_factory.mktemp("counties")
    (folder / "rules").mkdir()
    (folder / "rules" / "xx-stricter.toml").write_text(STRICTER, encoding="utf-8")
    zh, en = (open_view("demo-b", lang=lang) for lang in ("zh", "en"))
    views = {
        "demo-a-en": open_view("demo-a", lang="en"),
        "demo-b-zh": zh,
        "demo-b-en": en,
        "missing-zh": changed(zh, without_some),
        "missing-en": changed(en, without_some),
        "basic-zh": changed(replace(zh, standard=standard("cn-basic-balance-2012")), with_all_of_2012),
        "basic-en": replace(en, standard=standard("cn-basic-balance-2012")),  # without the columns it asks for
        "stated-zh": stated(zh),
        "stated-en": stated(changed(en, without_backbone_and_bands)),  # where the rows are silent
        "michigan-en": open_view("michigan", county="8", lang="en"),
        "five-schools-zh": open_view("five-schools", lang="zh"),
    }
    made = {name: written(view, folder / f"{name}.xlsx") for name, view in views.items()}
    stricter = written(replace(zh, standard=load_standards(folder / "rules")["xx-stricter"]), folder / "stricter.xlsx")
    limits = made["demo-b-zh"]
    for row, value in (
        (("骨干教师", "小学", "每校不低于"), 1.5),
        (("每所学校的达标项数", "不少于"), 5),
        (("每所学校的达标项数", "其余各项与标准之比不低于"), 0.7),
        (("班额", "小学"), 50),
    ):
        limits = entered(limits, folder / "limits.xlsx", "限值", row, "数值", value)
    blanked = entered(
        made["demo-b-zh"], folder / "blanked.xlsx", "学校", ("乙泉镇示例九年制学校", "初中"), "在校生数", None
    )

    def without_students(rows):
        rows.loc[(rows["school"] == "乙泉镇示例九年制学校") & (rows["stage"] == "junior"), "students"] = float("nan")

    unknown = written(changed(zh, without_students), folder / "unknown.xlsx")
    emptied = entered(made["demo-b-zh"], folder / "emptied.xlsx", "学校", ("乙竹村示例小学",), "在校生数", 0)
    unlimited = made["demo-b-zh"]
    for row in (
        ("班额", "小学"),
        ("学校规模", "小学", 2000),
        ("拆分时每名学生的权重", "初中", "九年一贯制学校"),
        ("骨干教师", "小学", "差异系数不超过"),
    ):
        unlimited = entered(unlimited, folder / "unlimited.xlsx", "限值", row, "数值", None)
    found = recalculated([*made.values(), limits, blanked, emptied, unlimited], folder)
    pairs = {name: (path, found[name]) for name, path in made.items()}
    pairs |= {"limits": (stricter, found["limits"]), "blanked": (unknown, found["blanked"])}
    return pairs | {name: (made["demo-b-zh"], found[name]) for name in ("emptied", "unlimited")}


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        *("demo-a-en", "demo-b-zh", "demo-b-en", "missing-zh", "missing-en", "basic-zh", "basic-en", "stated-zh"),
        *("stated-en", "michigan-en", "five-schools-zh", "limits", "blanked"),
    ],
)
def test_every_county_is_reckoned_alike(counties, name):
    assert differences(*counties[name]) == {}


@pytest.mark.slow
def test_what_is_missing_leaves_open_what_rests_on_it(counties):
    found = values(counties["blanked"][1])
    answers = [found["差异", f"I{row}"] for row in range(5, 19)]
    # Without the junior students nothing of the school is shared out: what is split is open in both stages.
    assert answers.count("无法判断") == 7 + 4
    assert 0 not in [found["差异", f"G{row}"] for row in range(5, 19)]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["emptied", "unlimited"])
def test_a_school_without_students_and_a_limit_without_a_number_break_no_formula(counties, name):
    made, found = counties[name]
    after = values(found)
    assert not [cell for cell in formulas(made) if str(after[cell]).startswith(("#", "Err:"))]


@pytest.mark.slow
def test_a_school_without_students_leaves_its_stages_coefficients_open(counties):
    after = values(counties["emptied"][1])
    assert [after["差异", f"I{row}"] for row in range(5, 19)] == ["无法判断"] * 7 + ["未达标"] * 5 + ["达标", "未达标"]


@pytest.mark.slow
def test_what_has_no_limit_is_open_and_neither_met_nor_missed(counties):
    after = values(counties["unlimited"][1])
    answers = {(after["结果", f"A{row}"], after["结果", f"B{row}"]): after["结果", f"E{row}"] for row in range(6, 36)}
    open_ = {rule for rule, answer in answers.items() if answer == "无法判断"}
    shared = {
        (name, stage)
        for name in ("教学及辅助用房", "体育运动场馆", "教学仪器设备值", "网络多媒体教室")
        for stage in ("小学", "初中")
    }
    assert open_ == {("班额", "小学"), ("学校规模", "小学"), ("骨干教师", "小学"), *shared}
