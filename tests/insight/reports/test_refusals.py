"""Report files that are refused: place, found, expected and remedy, in both languages."""

from pathlib import Path

import pytest

from analysis.errors import JunhengError
from analysis.insight.reports import report_file
from analysis.insight.reports.audit import audit_files

BROKEN = Path(__file__).resolve().parents[2] / "broken" / "reports"

MESSAGES = {
    "claim_on_a_missing_fact": ("claim 1 › formula: 没有录入“rooms”", "claim 1 › formula: no fact 'rooms'"),
    "circular_formula": ("“size”由其自身算出", "'size' follows from itself"),
    "units_that_do_not_match": ("个班与人，应为同一单位", "个班 and 人; expected one unit"),
    "parts_in_two_units": ("人与个班，应为同一单位", "人 and 个班; expected one unit"),
    "formula_that_is_no_arithmetic": (
        "“__import__('os').getcwd()”，应为由已录入的数",
        "expected arithmetic over entered facts",
    ),
    "formula_with_a_power": ("“students ** classes”", "'students ** classes'; expected arithmetic"),
    "formula_without_end": ("“students / (classes”", "'students / (classes'; expected arithmetic"),
    "formula_far_too_long": ("2747个字符的算式", "a formula of 2747 characters"),
    "claim_without_formula": ("缺少formula，或formula与ways并存", "no formula, or both formula and ways"),
    "unknown_key": (
        "无法识别的键“verdict”，应为以下之一：formula, mend, of, others, read, reason, review, ways, words",
        "unknown key 'verdict'; expected one of",
    ),
    "number_without_its_digits": ("428，没有加引号", "428 without quotes"),
    "number_that_is_none": ("“四百二十八”，应为加引号的数字", "'四百二十八'; expected digits in quotes"),
    "one_id_for_two_facts": ("编号重复", "an id used twice"),
    "rule_that_is_not_in_force": ("2023-12-31没有有效的class_size  at_most kindergarten", "nothing in force for"),
    "standard_nobody_knows": ("没有标准“cn-2099”", "there is no standard 'cn-2099'"),
    "growth_of_nothing": ("缺少rate，或rate与increase并存", "no rate, or both rate and increase"),
    "bound_without_limit": ("缺少at_least，或与at_most并存", "no at_least, or both at_least and at_most"),
    "review_of_what_is_not_there": ("review = 2，应为others有1个", "review = 2; expected others has 1"),
    "mend_of_a_number_that_is_not_there": ("没有录入“pupils”", "no fact 'pupils'"),
    "single_brackets": ("[claim]，应为[[claim]]", "[claim]; expected [[claim]]"),
    "list_without_brackets": ("“students”，应为数组", "'students'; expected an array"),
    "not_toml": ("应为录入报告各数的TOML文件", "expected a TOML file (UTF-8)"),
    "other_schema": ("schema: “2”，应为1", "schema: '2'; expected 1"),
    "base_without_share": ("base 1 › pairs: 缺少键 pairs", "base 1 › pairs: key pairs is missing"),
    "schools_without_students": (
        "students: 2, 1，应为每所学校各一项",
        "students: 2, 1; expected one of each for every school",
    ),
    "share_of_nothing": ("占比0.00%，应为大于0的占比", "a share of 0.00%; expected a share above 0"),
}


EVERY_CHECK = ("reason", "read", "words", "review", "mend", "others")  # described once, for all kinds


@pytest.mark.parametrize("name", sorted(path.stem for path in BROKEN.glob("*.toml")))
def test_a_broken_report_file_is_refused_with_a_clear_message(name):
    with pytest.raises(JunhengError) as refused:
        audit_files([BROKEN / f"{name}.toml"])
    zh, en = MESSAGES[name]
    assert zh in refused.value.message("zh") and en in refused.value.message("en")
    assert name in refused.value.message("en")  # the file is named


def test_every_refusal_has_its_file():
    assert set(MESSAGES) == {path.stem for path in BROKEN.glob("*.toml")}


def test_the_description_of_the_format_names_every_kind_of_check_and_every_key():
    for kind, form in report_file.KINDS.items():
        (line,) = [line for line in report_file.__doc__.splitlines() if f"[[{kind}]]" in line]
        assert not [key for key in form.model_fields if key not in EVERY_CHECK and key not in line], kind
    assert not [key for key in EVERY_CHECK if key not in report_file.__doc__]


def test_all_faulty_files_are_named_at_once():
    files = [BROKEN / "not_toml.toml", BROKEN / "circular_formula.toml"]
    with pytest.raises(JunhengError) as refused:
        audit_files(files)
    assert len(refused.value.problems) == 2


def test_a_report_file_in_gb18030_is_named_as_such(tmp_path):
    path = tmp_path / "report.toml"
    path.write_bytes((BROKEN / "other_schema.toml").read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(JunhengError) as refused:
        audit_files([path])
    assert "GB18030编码的文件" in refused.value.message("zh") and "save it as UTF-8" in refused.value.message("en")


def test_a_huge_file_is_not_parsed(tmp_path, monkeypatch):
    monkeypatch.setattr(report_file, "LARGEST", 1000)
    path = tmp_path / "report.toml"
    path.write_text("# " + "长" * 2000, encoding="utf-8")
    with pytest.raises(JunhengError) as refused:
        audit_files([path])
    assert "字节" in refused.value.message("zh") and "junheng read" in refused.value.message("en")


def test_the_same_report_twice_is_refused():
    report = report_file.read_report(
        next(iter(sorted(Path(report_file.__file__).parents[4].glob("data/raw/reports/heng*.toml"))))
    )
    from analysis.insight.reports.audit import audit_reports

    with pytest.raises(JunhengError, match=r"twice|两次"):
        audit_reports([report, report])
