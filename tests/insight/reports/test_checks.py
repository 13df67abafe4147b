"""Single checks on small made-up reports: bases, whole numbers, repairs, digits, coefficients, limits."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.insight.reports.arithmetic.units import read_unit
from analysis.insight.reports.audit import Audit, audit_reports
from analysis.insight.reports.bases import whole_parts
from analysis.insight.reports.claims import Claim
from analysis.insight.reports.findings import Conclusion, Finding, in_a_row
from analysis.insight.reports.reading.damage import check_digits, repairs
from analysis.insight.reports.report import Report
from analysis.insight.reports.report_file import read_report
from analysis.insight.reports.spread import matching_cv_formulas
from analysis.language import Words

HEAD = """schema = 1
title = { zh = "试例", en = "Example" }
place = { zh = "某县", en = "A county" }
year = "2023"
"""


def fact(name: str, printed: str, unit: str, **more: str) -> str:
    rest = "".join(f', {key} = "{value}"' for key, value in more.items())
    return f'{name} = {{ zh = "{name}", en = "{name}", printed = "{printed}", unit = "{unit}"{rest} }}'


def made_up(folder: Path, facts: list[str], declarations: str) -> Report:
    path = folder / "example.toml"
    path.write_text("\n".join([HEAD, '[fact."一"]', *facts, declarations]), encoding="utf-8")
    return read_report(path)


def audited(folder: Path, facts: list[str], declarations: str) -> Finding:
    audit: Audit = audit_reports([made_up(folder, facts, declarations)])
    (finding,) = audit.findings
    return finding


def claim(of: str, formula: str) -> str:
    return f'[[claim]]\nof = "{of}"\nformula = "{formula}"'


@pytest.mark.parametrize(
    ("printed", "conclusion"),
    [
        ("27.03", Conclusion.REPRODUCED),
        ("27.0", Conclusion.REPRODUCED),
        ("27", Conclusion.REPRODUCED),
        ("27.02", Conclusion.TRUNCATED),
        ("27.01", Conclusion.NOT_REPRODUCED),
        ("27.04", Conclusion.NOT_REPRODUCED),
    ],
)
def test_ten_of_thirty_seven_is_rounded_cut_off_or_neither(tmp_path, printed, conclusion):
    facts = [fact("a", "10", "人"), fact("b", "37", "人"), fact("share", printed, "%")]
    assert audited(tmp_path, facts, claim("share", "a / b")).conclusion is conclusion


def test_the_rounding_of_the_parts_is_given_the_benefit_of_the_doubt(tmp_path):
    facts = [fact("a", "1.2", "亿元"), fact("b", "2.2", "亿元"), fact("total", "3.5", "亿元")]
    assert audited(tmp_path, facts, claim("total", "a + b")).conclusion is Conclusion.REPRODUCED  # 1.24 + 2.24 = 3.48


@pytest.mark.parametrize(
    ("printed", "conclusion"), [("60", Conclusion.NOT_REPRODUCED), ("59.98", Conclusion.REPRODUCED)]
)
def test_at_least_is_compared_unrounded(tmp_path, printed, conclusion):
    facts = [fact("a", "664", "人"), fact("b", "1107", "人"), fact("share", printed, "%", about="or_more")]
    assert audited(tmp_path, facts, claim("share", "a / b")).conclusion is conclusion


def test_a_total_with_an_approximate_part_stays_open(tmp_path):
    facts = [fact("a", "400", "人", about="over"), fact("b", "150", "人"), fact("total", "700", "人")]
    assert audited(tmp_path, facts, claim("total", "a + b")).conclusion is Conclusion.CANNOT_JUDGE


def test_damaged_numbers_are_never_computed_with(tmp_path):
    facts = [fact("a", "13", "人", certainty="damaged"), fact("b", "7", "人"), fact("total", "20", "人")]
    finding = audited(tmp_path, facts, claim("total", "a + b"))
    assert finding.conclusion is Conclusion.CANNOT_JUDGE and finding.computed.zh == ""


def test_a_divisor_that_may_be_nothing_leaves_the_claim_open(tmp_path):
    facts = [fact("a", "3", "人"), fact("b", "0", "人"), fact("share", "50", "%")]
    assert audited(tmp_path, facts, claim("share", "a / b")).conclusion is Conclusion.CANNOT_JUDGE


def test_an_implied_base_is_shown_with_and_without_the_dropped_zero(tmp_path):
    facts = [fact("moved", "655", "人"), fact("share", "10.1", "%")]
    said = audited(tmp_path, facts, '[[base]]\npairs = [["moved", "share"]]').explanation.en
    assert "6454–6517 persons" in said  # 655 / 0.1015 … 655 / 0.1005
    assert "6482–6488 persons if trailing zeros were dropped (10.10%)" in said


def test_two_shares_that_allow_no_common_base_cannot_be_of_one(tmp_path):
    facts = [fact("a", "10", "人"), fact("x", "10.00", "%"), fact("b", "30", "人"), fact("y", "20.00", "%")]
    apart = audited(tmp_path, facts, '[[base]]\npairs = [["a", "x"], ["b", "y"]]\none = true')
    assert apart.conclusion is Conclusion.NOT_REPRODUCED
    facts[-1] = fact("y", "30", "%")
    assert (
        audited(tmp_path, facts, '[[base]]\npairs = [["a", "x"], ["b", "y"]]\none = true').conclusion
        is Conclusion.REPRODUCED
    )


def test_98_1_percent_fits_51_of_52_and_53_of_54_and_no_count_of_58():
    percent = read_unit("%").factor
    assert whole_parts("98.1", percent, 52) == [51] and whole_parts("98.1", percent, 54) == [53]
    assert whole_parts("98.1", percent, 58) == [] and whole_parts("91.9", percent, 52) == []


@pytest.mark.parametrize(("base", "conclusion"), [("52", Conclusion.REPRODUCED), ("58", Conclusion.NOT_REPRODUCED)])
def test_a_share_of_whole_things_needs_a_whole_number(tmp_path, base, conclusion):
    facts = [fact("share", "98.1", "%"), fact("schools", base, "所")]
    assert audited(tmp_path, facts, '[[whole]]\nof = "share"\nbase = "schools"').conclusion is conclusion


DIVISION = [
    fact("all", "21734", "人"), fact("kindergarten", "3841", "人"), fact("vocational", "704", "人"),
    fact("compulsory", "1378", "人", certainty="damaged"), fact("senior", "311", "人", certainty="damaged"),
]  # fmt: skip
RELATION = '["all", "kindergarten + compulsory + senior + vocational"]'


def test_two_repairs_remain_for_the_students_of_the_division_and_both_are_given(tmp_path):
    repair = f'[[repair]]\ndigits = "56"\nfacts = ["compulsory", "senior"]\nrelations = [{RELATION}]'
    report = made_up(tmp_path, DIVISION, repair)
    found = list(repairs(report, report.checks[0]))
    assert found == [{"compulsory": "13578", "senior": "3611"}, {"compulsory": "13678", "senior": "3511"}]
    (finding,) = audit_reports([report]).findings
    assert finding.conclusion is Conclusion.CANNOT_JUDGE and finding.computed.zh == "2"


def test_a_number_that_lost_digits_and_is_not_to_be_repaired_leaves_the_repair_undecided(tmp_path):
    repair = f'[[repair]]\ndigits = "56"\nfacts = ["compulsory"]\nrelations = [{RELATION}]'
    report = made_up(tmp_path, DIVISION, repair)
    found = report.checks[0].check(report, {})
    assert found.conclusion is Conclusion.CANNOT_JUDGE
    assert "digits are lost and not computed with" in found.explanation.en


def test_no_repair_is_said_to_be_none(tmp_path):
    repair = f'[[repair]]\ndigits = "9"\nfacts = ["compulsory", "senior"]\nrelations = [{RELATION}]'
    report = made_up(tmp_path, DIVISION, repair)
    assert list(repairs(report, report.checks[0])) == []


def test_a_digit_that_never_occurs_is_found_in_a_long_text_and_not_in_a_short_one(tmp_path):
    report = made_up(tmp_path, DIVISION, "")
    usual = dict.fromkeys("0123456789", 0.1)
    finding = check_digits(report, "12347890" * 50, usual)
    assert finding.conclusion is Conclusion.DAMAGED and finding.printed.zh == "5、6"
    assert "400个数码（0—9），没有一个5或6" in finding.explanation.zh  # 0.8 ** 400
    assert "事先指定的这两个数码都不出现的概率约为2e-39" in finding.explanation.zh
    assert check_digits(report, "12347890" * 10, usual) is None  # 0.9 ** 80 = 2e-4


def test_only_the_weighted_formula_prints_the_coefficient_of_the_worked_example():
    found = matching_cv_formulas("0.52", [279, 137, 935, 160, 402], [45, 37, 89, 76, 55])
    assert found == {"weighted": pytest.approx(0.5152566, abs=5e-8)}
    assert list(matching_cv_formulas("0.49", [279, 137, 935, 160, 402], [45, 37, 89, 76, 55])) == ["plain"]


def test_a_composite_is_told_from_the_other_means(tmp_path):
    facts = [fact("a", "0.2", "1"), fact("b", "0.8", "1"), fact("c", "0.40", "1")]
    finding = audited(tmp_path, facts, '[[spread]]\nof = "c"\nfacts = ["a", "b"]')
    assert finding.conclusion is Conclusion.NOT_REPRODUCED  # the arithmetic mean is 0.5
    assert finding.explanation.en.startswith("geometric mean reproduce 0.40")


@pytest.mark.parametrize(
    ("printed", "floor", "conclusion"),
    [
        ("4.5", "false", Conclusion.RULE_MET),
        ("4.28", "false", Conclusion.RULE_NOT_MET),
        ("4.28", "true", Conclusion.CANNOT_JUDGE),  # the one item a school may miss by 15%
        ("3.82", "true", Conclusion.RULE_NOT_MET),  # 85% of 4.5 is 3.825
        ("4", "false", Conclusion.CANNOT_JUDGE),  # may be 4.5 rounded down to a whole number
    ],
)
def test_a_number_is_held_against_its_standard_as_far_as_its_rounding_allows(tmp_path, printed, floor, conclusion):
    rule = 'standard = "cn-quality-balance-2017"\nrule = ["resource", "teaching_area_m2_per_student", "at_least", "primary"]'
    facts = [fact("area", printed, "平方米/生", stage="primary")]
    assert audited(tmp_path, facts, f'[[limit]]\nof = "area"\n{rule}\nfloor = {floor}').conclusion is conclusion


def test_a_judgement_of_the_report_that_its_own_number_contradicts_cannot_be_reproduced(tmp_path):
    rule = 'standard = "cn-quality-balance-2017"\nrule = ["school_size", "", "at_most", "junior"]\nsaid = "met"'
    finding = audited(tmp_path, [fact("students", "2016", "人", stage="junior")], f'[[limit]]\nof = "students"\n{rule}')
    assert finding.conclusion is Conclusion.NOT_REPRODUCED and finding.innocent


def test_numbers_near_their_limit_are_mentioned_only_where_there_are_some(tmp_path):
    rule = 'standard = "cn-quality-balance-2017"\nrule = ["resource", "teaching_area_m2_per_student", "at_least", "primary"]'
    limits = "\n".join(f'[[limit]]\nof = "area{k}"\n{rule}' for k in range(5))
    far = [fact(f"area{k}", "9.00", "平方米/生", stage="primary") for k in range(5)]
    near = [*far[:4], fact("area4", "4.60", "平方米/生", stage="primary")]
    for facts, mentioned in ((far, 0), (near, 1)):
        (report,) = [made_up(tmp_path, facts, limits)]
        kinds = [finding.kind for finding in audit_reports([report]).findings]
        assert kinds.count("heaping") == mentioned


def test_a_part_larger_than_its_whole_is_found(tmp_path):
    facts = [fact("teachers", "2459", "人"), fact("staff", "2342", "人")]
    assert (
        audited(tmp_path, facts, '[[order]]\nlow = "teachers"\nhigh = "staff"').conclusion is Conclusion.NOT_REPRODUCED
    )
    assert audited(tmp_path, facts, '[[order]]\nlow = "staff"\nhigh = "teachers"').conclusion is Conclusion.REPRODUCED


def test_growth_implies_the_year_before_as_a_range(tmp_path):
    facts = [fact("now", "60010.6", "万元"), fact("growth", "4.3", "%")]
    finding = audited(tmp_path, facts, '[[previous]]\nof = "now"\nrate = "growth"')
    assert finding.conclusion is Conclusion.NOTE and finding.computed.zh == "57508.91–57564.17万元"


@pytest.mark.parametrize(("kind", "unit", "before"), [("rate", "%", "125"), ("increase", "人", "120")])
def test_a_decrease_implies_a_larger_year_before(tmp_path, kind, unit, before):
    facts = [fact("now", "100", "人"), fact("less", "20", unit)]
    finding = audited(tmp_path, facts, f'[[previous]]\nof = "now"\n{kind} = "less"\nis_decrease = true')
    assert before in finding.computed.zh and finding.formula.count("-" if kind == "rate" else "+") == 1


def test_one_quantity_in_two_places_may_differ_by_rounding_only(tmp_path):
    facts = [fact("a", "60.3", "%"), fact("b", "60", "%")]
    assert audited(tmp_path, facts, '[[twice]]\nfacts = ["a", "b"]').conclusion is Conclusion.REPRODUCED
    facts[1] = fact("b", "61", "%")
    assert audited(tmp_path, facts, '[[twice]]\nfacts = ["a", "b"]').conclusion is Conclusion.NOT_REPRODUCED


def test_a_claim_on_facts_alone_never_changes_with_the_order_of_its_parts(tmp_path):
    facts = [fact("a", "10", "人"), fact("b", "20", "人"), fact("c", "30", "人")]
    one, other = (audited(tmp_path, facts, claim("c", text)) for text in ("a + b", "b + a"))
    assert replace(one, formula="", facts=(), kind=Claim.kind) == replace(other, formula="", facts=(), kind=Claim.kind)


def test_reasons_in_a_row_have_no_stop_before_a_semicolon():
    said = in_a_row([Words("口径不同。", "Another base."), Words("可能分步修约", "rounding in steps")])
    assert said == Words("口径不同；可能分步修约", "Another base; rounding in steps")
