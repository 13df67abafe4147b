"""What a mapping says of how columns make a field: division, rounding, joined codes; and of money."""

import numpy as np
import pytest
from tables.grid_files import errors, notes, read, write_csv, write_xlsx

BECAUSE = {"zh": "来源说明如此", "en": "the source says so"}
PLACE = {"year": 2023, "stage": "all", "county": "Kent"}
FUNDS = {"zh": "经费", "en": "funds", "unit": {"zh": "英镑", "en": "pounds"}}
TEACHERS = {"zh": "教师", "en": "teachers", "unit": {"zh": "人", "en": "persons"}}
KNOWN = {"columns": {"NAME": "school", "PUPILS": "students"}, "constants": PLACE}


def table(tmp_path, *rows):
    return write_xlsx(tmp_path / "a.xlsx", rows)


def said(reading, kind):
    return [note.line("en") for note in reading.problems.all if note.kind == kind]


def test_a_field_is_one_column_over_another_and_what_is_divided_by_zero_is_missing_and_said(tmp_path):
    path = table(tmp_path, ["NAME", "PUPILS", "PTR"], ["A", 300, 15], ["B", 200, 0], ["C", 100, "—"])
    mapping = {**KNOWN, "field": {"teachers": TEACHERS}, "made": {"teachers": {"columns": "PUPILS", "over": "PTR"}}}
    reading = read(path, mapping)
    assert errors(reading) == []
    assert reading.rows["teachers"].to_numpy() == pytest.approx([20, np.nan, np.nan], nan_ok=True)
    assert said(reading, "divided_by_zero") == [
        "a.xlsx › Sheet › C3: 'teachers' is divided by 0 in 1 row(s); taken as missing; expected a divisor other than 0"
    ]
    assert str(reading.locators.of(0, "teachers")[0]) == "a.xlsx › Sheet › B2:C2"


def test_a_field_is_a_column_over_a_constant_and_rounded_as_it_is_written(tmp_path):
    path = table(tmp_path, ["NAME", "PUPILS", "HOURS"], ["A", 300, 53.5], ["B", 200, 30], ["C", 100, 45.5])
    mapping = {**KNOWN, "field": {"teachers": TEACHERS}}
    made = {"columns": ["HOURS"], "over": 20}
    exact = read(path, {**mapping, "made": {"teachers": made}})
    assert exact.rows["teachers"].tolist() == [2.675, 1.5, 2.275]
    reading = read(path, {**mapping, "made": {"teachers": {**made, "round": 2}}})
    assert reading.rows["teachers"].tolist() == [2.68, 1.5, 2.28]
    (note,) = said(reading, "rounded")
    assert "rounded to 2 digit(s) as the mapping says, which changes 2 of 3 figures" in note


def test_sums_shares_and_values_per_student_are_short_for_the_same(tmp_path):
    path = table(tmp_path, ["NAME", "BOYS", "GIRLS", "EACH"], ["A", 100, 200, 2.5], ["B", 150, 50, 4])
    names = {"columns": {"NAME": "school"}, "constants": PLACE, "field": {"teachers": TEACHERS}}
    short = {
        **names,
        "sums": {"students": ["BOYS", "GIRLS"]},
        "per_student": {"teachers": {"column": "EACH", "per": 100}},
    }
    long = {
        **names,
        "made": {
            "teachers": {"columns": "EACH", "times": "students", "over": 100},
            "students": {"columns": ["BOYS", "GIRLS"]},
        },
    }
    one, other = read(path, short), read(path, long)
    assert errors(one) == errors(other) == []
    assert one.rows.equals(other.rows)
    assert one.rows["teachers"].tolist() == [7.5, 8]


def test_a_code_is_joined_of_several_columns_and_a_missing_part_is_said(tmp_path):
    rows = [
        ["DISTRICT", "NO", "NAME", "PUPILS"],
        ["01", 1, "A", 300],
        ["01", 11, "B", 200],
        ["02", 1, "A", 9],
        ["02", None, "D", 8],
    ]
    mapping = {**KNOWN, "made": {"school_id": {"columns": ["DISTRICT", "NO"]}}}
    reading = read(table(tmp_path, *rows), mapping)
    assert errors(reading) == []
    assert reading.rows["school_id"].tolist() == ["01-1", "01-11", "02-1", "D"]
    (note,) = said(reading, "part_of_name_blank")
    assert note.startswith(
        "a.xlsx › Sheet › B5: 'school_id' is joined of several columns, one of which is blank in 1 row(s)"
    )
    own = {**KNOWN, "made": {"school_id": {"columns": ["DISTRICT", "NO"], "between": "/"}}}
    assert read(table(tmp_path, *rows[:2]), own).rows["school_id"].tolist() == ["01/1"]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"columns": "STAFF", "over": 2}, "no header 'STAFF'"),
        ({"columns": "PUPILS", "over": "PTR"}, "no header 'PTR'"),
        ({"columns": "PUPILS", "times": "classes"}, "'teachers' is a share of 'classes', not given"),
    ],
)
def test_a_column_or_field_that_is_not_there_is_refused_once(tmp_path, made, words):
    path = table(tmp_path, ["NAME", "PUPILS"], ["A", 300], ["B", 200])
    (fault,) = errors(read(path, {**KNOWN, "field": {"teachers": TEACHERS}, "made": {"teachers": made}}))
    assert fault.startswith("a.xlsx › Sheet (mapping.toml › made.teachers): ")
    assert words in fault


def test_students_stated_as_a_constant_serve_values_per_student(tmp_path):
    path = table(tmp_path, ["NAME", "EACH"], *[[f"S{k}", 5.25] for k in range(30)])
    mapping = {
        "columns": {"NAME": "school"},
        "field": {"teachers": TEACHERS},
        "per_student": {"teachers": "EACH"},
        "constants": {**PLACE, "students": {"value": 1, "because": BECAUSE}},
    }
    reading = read(path, mapping)
    assert errors(reading) == []
    assert reading.rows["teachers"].tolist() == [5.25] * 30


def test_values_with_few_decimals_are_said_once(tmp_path):
    rows = [[f"S{k}", 100 + k, 20 + k % 3] for k in range(200)]
    mapping = {**KNOWN, "field": {"teachers": TEACHERS}, "per_student": {"teachers": "EACH"}}
    reading = read(table(tmp_path, ["NAME", "PUPILS", "EACH"], *rows), mapping)
    (note,) = said(reading, "few_decimals")
    assert "200 of them have 0 decimal(s)" in note
    assert "2.4%" in note
    fine = [[name, pupils, each + 0.123] for name, pupils, each in rows]
    assert said(read(table(tmp_path, ["NAME", "PUPILS", "EACH"], *fine), mapping), "few_decimals") == []


def test_fractional_students_draw_a_line_for_the_column(tmp_path):
    rows = [[f"S{k}", 100.37 + k] for k in range(500)]
    reading = read(table(tmp_path, ["NAME", "PUPILS"], *rows), KNOWN)
    assert errors(reading) == []
    assert [note.kind for note in reading.problems.notes if note.kind != "code_for_a_name"] == [
        "column_of_notes",
        "not_whole",
    ]


# ---- money -----------------------------------------------------------------------------------------------------------


def funds(tmp_path, *cells, unit="英镑", **more):
    rows = [[f"S{k}", 100 + k, cell] for k, cell in enumerate(cells)]
    field = {**FUNDS, "unit": {"zh": unit, "en": unit}}
    mapping = {"columns": {**KNOWN["columns"], "FUNDS": "funds"}, "constants": PLACE, "field": {"funds": field}, **more}
    return read(table(tmp_path, ["NAME", "PUPILS", "FUNDS"], *rows), mapping)


@pytest.mark.parametrize(
    ("cells", "numbers", "unit", "sign"),
    [
        (("£45,421", "£1,200", 300), [45421, 1200, 300], "英镑", "£"),
        (("$1,200", "US$ 1,300", "USD 1400"), [1200, 1300, 1400], "美元", "$、US$、USD"),
        (("$1,200", "1300"), [1200, 1300], "加元", "$"),
        (("¥3,000.50", "—"), [3000.5, np.nan], "元", "¥"),
        (("45 421 €", "1 200 €"), [45421, 1200], "欧元", "€"),
        (("RM 1,200", "RM900"), [1200, 900], "令吉", "RM"),
    ],
)
def test_an_amount_with_its_currency_is_a_number_and_the_sign_is_said_once(tmp_path, cells, numbers, unit, sign):
    reading = funds(tmp_path, *cells, unit=unit)
    assert errors(reading) == []
    assert reading.rows["funds"].to_numpy() == pytest.approx(numbers, nan_ok=True)
    (note,) = said(reading, "currency_read")
    assert f"bear a currency ({sign}) and are read as numbers" in note


def test_a_column_of_two_currencies_is_refused_with_both_cells(tmp_path):
    (fault,) = errors(funds(tmp_path, "£45,421", "€1,200", "£300", "€5", unit="货币单位"))
    assert fault.startswith(
        "a.xlsx › Sheet › C3: funds are given in two currencies: £ (C2) and €; expected one currency"
    )


def test_another_currency_than_the_field_s_is_one_refusal(tmp_path):
    rows = [["学校", "在校生数", "教学仪器设备值"], *([f"{k}校", 100, "$9,000"] for k in range(20))]
    path = write_csv(tmp_path / "a.csv", [[f'"{cell}"' for cell in row] for row in rows])
    reading = read(path, {"recognise": True, "constants": {**PLACE, "stage": "primary"}})
    assert [one.kind for one in reading.problems.errors] == ["currency_of_another_kind"]
    assert "are given in $ (20 cell(s)); expected teaching equipment (book value) in yuan" in errors(reading)[0]


def test_decimal_commas_are_read_as_the_mapping_says_and_doubtful_ones_are_noted(tmp_path):
    cells = ["20,128", "19,500", "21,275", "18,003", "22,150"]
    reading = funds(tmp_path, *cells)
    assert reading.rows["funds"].tolist()[0] == 20128
    (note,) = said(reading, "commas_of_thousands")
    assert (
        "all 5 figures of 'FUNDS' have one comma before three digits, read as one of thousands ('20,128' as 20128)"
        in note
    )
    stated = funds(tmp_path, *cells, "1.020,5", decimal=",")
    assert stated.rows["funds"].tolist() == [20.128, 19.5, 21.275, 18.003, 22.15, 1020.5]
    assert notes(stated) == [note for note in notes(stated) if "comma" not in note]
    assert said(funds(tmp_path, *cells, "950"), "commas_of_thousands") == []
