"""What a reader with a new table is given: a mapping to finish, or an empty workbook to fill in."""

import tomllib

import pytest
from case_files import REPOSITORY, SHARED, needs_shared
from openpyxl import Workbook, load_workbook
from tables.grid_files import errors, read, write_csv, write_xlsx

from analysis.errors import TableError
from analysis.tables.catalogue.datasets import load_dataset
from analysis.tables.sheets.reading import TableFile, read_files
from analysis.tables.sources.mapping import parse_mapping
from analysis.tables.sources.mapping_draft import draft_mapping_for
from analysis.tables.sources.template import BOTTOM, NOTES, SHEET, template_columns, write_template

DEMO = REPOSITORY / "data" / "raw" / "demo" / "demo-b-2022.xlsx"


def test_a_draft_of_a_known_table_reads_the_same_numbers():
    mapping = parse_mapping(tomllib.loads(draft_mapping_for(DEMO)), "draft.toml")
    drafted, demo = read_files([TableFile(DEMO, mapping)]), load_dataset("demo-b")
    assert errors(drafted) == []
    assert drafted.rows.equals(demo.rows)
    assert drafted.locators.frame(drafted.rows).equals(demo.locators.frame(demo.rows))


def test_a_draft_asks_about_headers_and_kinds_it_does_not_know(tmp_path):
    header = ["学校", "城乡类型", "小学在校生人数合计", "教师人数"]
    path = write_csv(tmp_path / "a.csv", [header, ["一小", "山区", 300, 20], ["二小", "城区", 200, 18]])
    draft = draft_mapping_for(path)
    assert tomllib.loads(draft)["columns"] == {"学校": "school", "城乡类型": "area"}
    assert '# "小学在校生人数合计" = ""  # C: 300, 200 ?' in draft
    assert '# "教师人数" = ""  # D: 20, 18 ?' in draft
    assert "# [values.area]  # ? urban, town, rural" in draft
    assert '# "山区" = ""' in draft
    assert "# year = 2023" in draft
    assert '# county = ""' in draft


def test_a_draft_names_columns_of_one_header_without_proposing_a_key_twice(tmp_path):
    header = ["序号", "学校", "小学在校生数", "备注", "备注", "图书", "图书"]
    draft = draft_mapping_for(write_csv(tmp_path / "a.csv", [header, [1, "一小", 300, "甲", "乙", 10, 20]]))
    assert "D:E列表头相同" in draft
    assert "columns F:G have one header" in draft
    answered = [line.removeprefix("# ") for line in draft.splitlines() if " = " in line and "[" not in line]
    keys = [line.split(" = ")[0] for line in answered]
    assert len(set(keys)) == len(keys)
    assert '"学校"' in keys
    assert "序号" not in draft


def test_an_answered_draft_reads_the_table(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["学校", "年度", "甲", "教师人数"], ["一小", 2023, 300, 20]])
    draft = draft_mapping_for(path)
    for asked, answer in (('# "甲" = ""', '"甲" = "students"'), ("# [constants]", "[constants]"), ("# stage", "stage")):
        assert asked in draft
        draft = draft.replace(asked, answer)
    reading = read(path, {key: value for key, value in tomllib.loads(draft).items() if key != "schema"})
    assert errors(reading) == []
    assert reading.rows[["school", "year", "stage", "students"]].to_numpy().tolist() == [["一小", 2023, "primary", 300]]


# ---- foreign tables ----------------------------------------------------------------------------------------------------

SCHOOLS = [
    ["ID", "NAME", "COUNTY", "LEVEL", "ENROLLMENT", "TEACHERS", "FUNDS", "LIBRARY BOOKS"],
    ["01", "Hill", "Kent", "Elementary", 300, 20, "£45,421", 4000],
    ["02", "Dale", "Kent", "Elementary", 200, -999, "£31,000", ""],
    ["03", "Moor", "Kent", "Elementary", "", 3, "£1,200", 300],
    ["04", "Lea", "Kent", "Nursery", 40, 4, "£9,000", ""],
    ["05", "Brook", "Kent", "Nursery", 50, "s", "£9,500", 200],
    ["06", "Glen", "Kent", "Elementary", 250, 15, "£41,000", 3000],
    ["07", "Firth", "Kent", "Elementary", 280, 18, "£42,000", 3500],
    ["08", "Holt", "Kent", "Elementary", 310, 21, "£46,000", 4100],
]


def answered(draft, answers):
    """A draft with lines taken out of their comments, each found by how it begins; as an answer says it where one does."""
    lines, left = [], dict(answers)
    for line in draft.splitlines():
        begin = next((one for one in left if line.startswith(f"# {one}")), None)
        lines.append(line if begin is None else left.pop(begin) or line.removeprefix("# "))
    assert left == {}
    return tomllib.loads("\n".join(lines))


def read_answered(path, draft, answers):
    mapping = answered(draft, answers)
    return read(path, {key: value for key, value in mapping.items() if key != "schema"})


def test_a_draft_knows_common_english_headers_and_asks_what_cells_leave_open(tmp_path):
    draft = draft_mapping_for(write_xlsx(tmp_path / "schools.xlsx", SCHOOLS))
    assert tomllib.loads(draft)["columns"] == {"COUNTY": "county", "ENROLLMENT": "students", "LIBRARY BOOKS": "books"}
    for asked in (
        '# "ID" = "school_id"  # A: 01, 02, 03 ?',
        '# "NAME" = "school"  # B: Hill, Dale, Moor ?',
        '# "LEVEL" = "stage"  # D: Elementary',
        '# "TEACHERS" = "full_time_teachers"  # F: 20, -999, 3 ?',
        '# "FUNDS" = ""  # G: £45,421',
        '# grain = "school"  # ?',
        '# missing = ["-999", "s"]  # ? 表示不详的写法 / signs for \'not known\': -999: F ×1; s: F ×1',
        '# books = { value = 0, because = { zh = "…", en = "…" } }  # ? H ×2',
        "# [[filters]]  # ? E: 没有学生的有1行 / 1 row(s) without students",
        "# [[filters]]  # ? D: Elementary ×6, Nursery ×2",
        "# year = 2023      # ? 年度 / year；必答 / needed",
        '# "Nursery" = ""',
        "# [field.NAME]  # ? 自设字段，供无法识别的数字列使用 / a field of your own for columns of figures nobody knows: G“FUNDS”",
    ):
        assert asked in draft


def test_an_answered_draft_of_a_foreign_table_reads_without_another_question(tmp_path):
    path = write_xlsx(tmp_path / "schools.xlsx", SCHOOLS)
    draft = draft_mapping_for(path)
    reading = read_answered(path, draft, {
        "missing": "", '"ID"': "", '"NAME"': "", '"TEACHERS"': "", "[constants]": "", "year": "year = 2022", "stage": "",
        '"FUNDS" = ""': '"FUNDS" = "funds"', "[[filters]]  # ? E": "[[filters]]", "drop_field": "", "below": "",
        "blank = true": "", "reason": "", "[[filters]]  # ? D": "[[filters]]", 'drop = "LEVEL"': "", "in": "",
        "[field.NAME]": "[field.funds]", "zh": "", "en": "", "unit": "",
    } | {"reason ": 'reason = { zh = "一", en = "a" }'})  # fmt: skip
    assert errors(reading) == []
    assert reading.rows["school"].tolist() == ["Hill", "Dale", "Glen", "Firth", "Holt"]
    assert reading.rows["funds"].tolist() == [45421, 31000, 41000, 42000, 46000]
    assert reading.rows["full_time_teachers"].isna().tolist() == [False, True, False, False, False]
    assert {note.kind for note in reading.problems.notes} == {"currency_read"}


def test_a_draft_describes_every_sheet_of_schools_and_its_answers_read_them_all(tmp_path):
    book = Workbook()
    for sheet, stage in ((book.active, "小学"), (book.create_sheet(), "初中")):
        sheet.title = stage
        sheet.append(["2023年乙县学校情况"])
        sheet.append(["学校代码", "校名", "学生", "教学仪器设备值"])
        for number in range(1, 4):
            sheet.append([f"{stage}{number}", f"{stage}第{number}校", 100 * number, 20 * number])
    notes_ = book.create_sheet("说明")
    notes_.append(["本工作簿两张表", "均为虚构"])
    book.save(tmp_path / "t.xlsx")
    draft = draft_mapping_for(tmp_path / "t.xlsx")
    parts = tomllib.loads(draft)["sheet"]
    assert [part["name"] for part in parts] == ["小学", "初中"]
    assert [part["header_rows"] for part in parts] == [[2], [2]]
    assert '# stage = "junior" # ?' in draft
    assert "说明" not in draft
    text = draft.replace('# "学生" = ""', '"学生" = "students"').replace("# [sheet.units]", "[sheet.units]")
    text = text.replace('# equipment_yuan = "元"', 'equipment_yuan = "千元"')
    reading = read(tmp_path / "t.xlsx", {key: value for key, value in tomllib.loads(text).items() if key != "schema"})
    assert errors(reading) == []
    assert reading.rows["stage"].tolist() == ["primary"] * 3 + ["junior"] * 3
    assert reading.rows["equipment_yuan"].tolist() == [20000, 40000, 60000] * 2
    assert set(reading.rows["year"]) == {2023}
    assert not {note.kind for note in reading.problems.notes} & {"which_column", "unused_columns"}


def test_a_draft_proposes_the_calendar_that_reads_the_years(tmp_path):
    path = write_csv(tmp_path / "a.csv", [["年度", "学校", "在校生数"], [113, "一小", 300], [112, "一小", 290]])
    assert '# calendar = "roc"  # ?' in draft_mapping_for(path)


def with_groups(path, **groups):
    """A workbook whose heads are two rows: each group merged over its columns."""
    book = Workbook()
    sheet = book.active
    sheet.append(["學年度", "縣市名稱", "學校名稱"])
    sheet.append([None] * 3 + [cell for under in groups.values() for cell in under])
    at = 4
    for head, under in groups.items():
        sheet.cell(1, at, head)
        sheet.merge_cells(start_row=1, start_column=at, end_row=1, end_column=at + len(under) - 1)
        at += len(under)
    for k in range(3):
        sheet.append([113, "甲縣", f"{k}小", *range(100 + k, 100 + k + at - 4)])
    book.save(path)
    return tomllib.loads(draft_mapping_for(path, is_accepted=True)).get("sums", {})


def test_a_draft_adds_up_what_stands_under_a_head_for_each_sex(tmp_path):
    sums = with_groups(tmp_path / "t.xlsx", 男學生數=["1年級", "2年級"], 女學生數=["1年級", "2年級"])
    assert sums == {"students": ["男學生數 > ?年級", "女學生數 > ?年級"]}


def test_a_draft_does_not_take_girls_for_all_students(tmp_path):
    assert with_groups(tmp_path / "t.xlsx", 女學生數=["1年級", "2年級"]) == {}


def test_a_draft_does_not_add_a_total_to_its_parts(tmp_path):
    sums = with_groups(tmp_path / "t.xlsx", 學生數=["男", "女", "合計"], 班級數=["1年級", "2年級", "計"])
    assert sums == {"students": ["學生數 > 男", "學生數 > 女"], "classes": ["班級數 > ?年級"]}


@needs_shared
def test_a_draft_of_a_table_in_another_script_lists_every_column_but_the_places():
    draft = draft_mapping_for(SHARED / "data" / "tw_moe_primary_113" / "113-107.csv")
    assert draft.count('" = ""') == 58


def test_a_file_without_any_header_cannot_be_drafted(tmp_path):
    with pytest.raises(TableError, match=r"a\.csv"):
        draft_mapping_for(write_csv(tmp_path / "a.csv", [[1, 2], [3, 4]]))


def test_a_filled_in_template_loads_by_itself(tmp_path):
    path = tmp_path / "甲县.xlsx"
    write_template(path)
    book = load_workbook(path)
    cells = {
        "year": 2023,
        "county": "110101",
        "county_name": "甲县",
        "school": "一校",
        "school_type": "十二年一贯制学校",
        "area": "镇区",
    }
    numbers = {}
    for position, column in enumerate(template_columns(), 1):
        if column.field in cells:
            book[SHEET].cell(BOTTOM + 2, position, cells[column.field])
        elif column.is_required or column.field in ("equipment_yuan", "backbone_teachers"):
            numbers[column.field, column.sub] = 100 + position
            book[SHEET].cell(BOTTOM + 2, position, 100 + position)
    book.save(path)
    reading = read(path)
    assert errors(reading) == []
    assert reading.rows["stage"].tolist() == ["primary", "junior", "senior"]
    assert reading.rows["students"].tolist() == [numbers["students", stage] for stage in ("小学", "初中", "高中")]
    assert reading.rows["backbone_teachers"].tolist()[:2] == [
        numbers["backbone_teachers", "小学"],
        numbers["backbone_teachers", "初中"],
    ]
    assert reading.rows["equipment_yuan"].tolist()[:2] == [numbers["equipment_yuan", ""] * 1e4] * 2


def test_the_template_has_the_columns_of_the_demonstration_tables(tmp_path):
    write_template(tmp_path / "t.xlsx")
    template, demo = load_workbook(tmp_path / "t.xlsx")[SHEET], load_workbook(DEMO)[SHEET]
    for row in (3, 4):
        assert {cell.value for cell in template[row]} == {cell.value for cell in demo[row]}


def test_the_template_explains_every_column_in_both_languages(tmp_path):
    write_template(tmp_path / "t.xlsx")
    rows = list(load_workbook(tmp_path / "t.xlsx")[NOTES].iter_rows(min_row=2, values_only=True))
    assert len(rows) == len(template_columns())
    assert all(row[1] and row[2] and row[4] and row[5] for row in rows)


def test_an_empty_template_holds_no_school(tmp_path):
    write_template(tmp_path / "t.xlsx")
    assert "not a single school" in errors(read(tmp_path / "t.xlsx"))[0]


# ---- the shapes of the template --------------------------------------------------------------------------------------


def fill(sheet, head_rows, school, found):
    """Write a school's figures below heads or beside labels, by the words that stand there."""
    group = None
    for column in range(1, sheet.max_column + 1):
        upper = sheet.cell(head_rows[0], column).value
        group = upper or group
        lower = sheet.cell(head_rows[1], column).value
        value = school.get((group, lower), school.get(group if not lower else None))
        if value is not None:
            sheet.cell(found, column).value = value


def test_three_sheets_filled_in_pass_without_a_question(tmp_path):
    write_template(tmp_path / "t.xlsx", "sheets")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["办学条件", "班级情况", "教师情况", "填表说明"]
    for row, (name, students) in enumerate((("一小", 460), ("二小", 300)), 6):
        school = {
            "统计年度": 2023, "县区名称": "甲县", "学校名称": name, "学校标识码": f"S{row}", "办学类型": "小学", "城乡类型": "镇区",
            "教学及辅助用房面积（㎡）": 2600, "其中：室内体育用房面积（㎡）": 200, "体育运动场地面积（㎡）": 4100,
            "教学仪器设备资产值（万元）": 105.5, "网络多媒体教室（间）": 13,
            ("在校生数", "小学"): students, ("班级数", "小学"): 12, ("专任教师", "小学"): 28,
            ("高于规定学历教师数", "小学"): 26, ("县级及以上骨干教师数", "小学"): 6, ("体育、艺术专任教师数", "小学"): 5,
        }  # fmt: skip
        for sheet in book.sheetnames[:3]:
            fill(book[sheet], (3, 4), school, row)
    book.save(tmp_path / "t.xlsx")
    reading = read(tmp_path / "t.xlsx")
    assert errors(reading) == []
    assert [note.kind for note in reading.problems.notes if note.kind not in ("year_taken", "county_taken")] == []
    assert reading.rows["students"].tolist() == [460, 300]
    assert reading.rows["equipment_yuan"].tolist() == [1_055_000] * 2
    assert reading.rows["pe_art_teachers"].tolist() == [5, 5]


def test_forms_filled_in_pass_without_a_question(tmp_path):
    write_template(tmp_path / "t.xlsx", "forms")
    book = load_workbook(tmp_path / "t.xlsx")
    stated = {
        "学校（机构）名称": "一小", "学校（机构）标识码": "S1", "学校（机构）办学类型": "小学", "统计时点": "2023年9月", "县（市、区）": "甲县",
        "教学及辅助用房（平方米）": 2600, "室内体育用房（平方米）": 200, "运动场地面积（平方米）": 4100, "教学仪器设备资产值（元）": 1_055_000,
        "网络多媒体教室": 13, "体育与健康": 2, "艺术": 3,
    }  # fmt: skip
    primary = {"合计": 28, "硕士研究生": 1, "本科": 20, "专科": 5, "在校生数": 460, "31-35人": 12}
    for sheet in book.worksheets:
        is_primary = any(number in sheet.title for number in ("2106", "3112", "4155"))
        for row in range(1, sheet.max_row + 1):
            label = sheet.cell(row, 1).value
            value = stated.get(label, primary.get(label) if is_primary else None)
            if "2106" in sheet.title and label == "合计":
                value = 12
            if "1102" in sheet.title and label == "小学":
                value = 6
            if value is not None:
                sheet.cell(row, 2).value = value
    book.save(tmp_path / "t.xlsx")
    reading = read(tmp_path / "t.xlsx")
    assert errors(reading) == []
    (row,) = reading.rows.to_dict("records")
    assert (row["students"], row["classes"], row["classes_31_to_35"], row["backbone_teachers"]) == (460, 12, 12, 6)
    assert (row["above_norm_teachers"], row["pe_art_teachers"], row["full_time_teachers"]) == (26, 5, 28)
    assert (row["teaching_area_m2"], row["equipment_yuan"], row["multimedia_rooms"]) == (2600, 1_055_000, 13)


@pytest.mark.parametrize("shape", ["wide", "sheets"])
def test_every_head_of_a_template_tells_what_counts(tmp_path, shape):
    write_template(tmp_path / "t.xlsx", shape)
    sheet = load_workbook(tmp_path / "t.xlsx").worksheets[0]
    assert all(
        sheet.cell(3, column).comment or sheet.cell(4, column).comment for column in range(1, sheet.max_column + 1)
    )


# ---- the example row -------------------------------------------------------------------------------------------------

SCHOOL = {
    "year": 2023,
    "county_name": "甲县",
    "school": "一小",
    "school_id": "S1",
    "school_type": "小学",
    "students": 460,
}


def with_example(path, overwritten):
    """A template whose example row is overwritten in some fields, and a school below it."""
    write_template(path)
    book = load_workbook(path)
    for number, column in enumerate(template_columns(), 1):
        if column.field in SCHOOL and column.sub in ("", "小学"):
            book[SHEET].cell(BOTTOM + 2, number, SCHOOL[column.field])
        if column.field in overwritten and column.sub in ("", "小学"):
            book[SHEET].cell(BOTTOM + 1, number, overwritten[column.field])
        elif overwritten.get("*") == "cleared":
            book[SHEET].cell(BOTTOM + 1, number).value = None
    book.save(path)
    return read(path)


def test_the_example_row_is_left_out_and_said(tmp_path):
    reading = with_example(tmp_path / "t.xlsx", {})
    assert errors(reading) == []
    assert reading.rows["school"].tolist() == ["一小"]
    assert [line.rows for line in reading.problems.left_out if "example" in line.reason.en] == [1]


@pytest.mark.parametrize(
    "fields", [("school",), ("school_id", "students"), ("year", "school", "school_id", "students")]
)
def test_an_example_row_overwritten_in_part_is_refused_with_what_is_left(tmp_path, fields):
    own = {**SCHOOL, "school": "二小", "school_id": "S2"}
    reading = with_example(tmp_path / "t.xlsx", {field: own[field] for field in fields})
    (error,) = errors(reading)
    assert "an example row overwritten in part; left are " in error
    assert "例：示例县" in error


def test_an_example_row_overwritten_whole_is_a_school(tmp_path):
    reading = with_example(tmp_path / "t.xlsx", {**SCHOOL, "school": "二小", "school_id": "S2", "*": "cleared"})
    assert errors(reading) == []
    assert reading.rows["school"].tolist() == ["二小", "一小"]


def test_a_figure_in_the_forms_column_of_examples_is_refused(tmp_path):
    write_template(tmp_path / "t.xlsx", "forms")
    book = load_workbook(tmp_path / "t.xlsx")
    sheet = next(sheet for sheet in book.worksheets if "5176" in sheet.title)
    book.worksheets[0]["B4"], sheet["C4"] = "一小", 4100
    book.save(tmp_path / "t.xlsx")
    assert any("'4100' stands in the column of examples" in one for one in errors(read(tmp_path / "t.xlsx")))


@pytest.mark.parametrize("shape", ["wide", "sheets", "forms"])
def test_every_shape_shows_an_example_with_its_unit(tmp_path, shape):
    write_template(tmp_path / "t.xlsx", shape)
    cells = [cell.value for sheet in load_workbook(tmp_path / "t.xlsx") for row in sheet for cell in row]
    assert {"例：460人", "例：2600㎡", "例：13间", "例：镇区"} <= set(cells)
