"""The audit as tables and files, and the relations nobody declared."""

import json
from dataclasses import replace

import pytest
from report_texts import SEEDS, needs_texts, the_finding, whole_audit

from analysis.insight.reports.audit import audit_files
from analysis.insight.reports.findings import Conclusion
from analysis.insight.reports.overview import (
    quote_of,
    totals_of,
    waterfall_frame,
    write_audit,
)
from analysis.insight.reports.reading.relations import chance_of_accidental_ratio, in_words, propose


def test_a_waterfall_starts_at_nothing_and_ends_at_the_printed_total():
    for finding in totals_of(whole_audit()):
        steps = waterfall_frame(whole_audit(), finding, "en")
        assert steps["start"].iloc[0] == 0 and list(steps["kind"])[-1] == "total"
        built = steps[steps["kind"] != "total"]["value"].sum()
        assert built == pytest.approx(steps["value"].iloc[-1], rel=1e-12) or finding.conclusion is Conclusion.REPRODUCED


def test_what_the_parts_do_not_explain_is_a_step_of_its_own():
    finding = the_finding("hongjiang_hint_2021", "claim", "staff_total_all")
    steps = waterfall_frame(whole_audit(), finding, "zh")
    assert list(steps[steps["kind"] == "unexplained"]["value"]) == [15]


@needs_texts
def test_the_quoted_sentence_holds_the_printed_number():
    audit = whole_audit()
    open_ones = [f for f in audit.of("pingluo_2023") if f.conclusion is Conclusion.NOT_REPRODUCED]
    quotes = [quote_of(audit, finding) for finding in open_ones]
    assert "13.24%" in quotes[1] and "60%以上" in quotes[2]


def test_the_same_reports_give_the_same_bytes(tmp_path):
    texts = SEEDS if SEEDS.is_dir() else None
    for folder in ("one", "two"):
        write_audit(audit_files(texts=texts), tmp_path / folder)
    for name in ("audit.csv", "audit.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    whole = json.loads((tmp_path / "one" / "audit.json").read_text(encoding="utf-8"))
    assert whole["schema"] == 1 and len(whole["findings"]) == len(whole_audit().findings)


def test_no_sentence_of_a_text_is_written_to_the_files(tmp_path):
    csv, js = write_audit(whole_audit(), tmp_path)
    for path in (csv, js):
        assert "将664个指标分配到校" not in path.read_text(encoding="utf-8-sig")


def test_a_random_percentage_finds_a_match_among_the_counts_of_heng_a_third_of_the_time():
    assert f"{chance_of_accidental_ratio(whole_audit().reports['heng_2018']):.2f}" == "0.36"


#: Declared sums and ratios that a search within one year, stage and unit cannot propose, and why.
NOT_PROPOSED = {
    "heng_2018": {"rural_20yr_teachers_appointed_2017 + rural_20yr_teachers_appointed_2018"},  # two years
    "pingluo_2023": {
        "schools_meeting_training_funds + schools_failing_training_funds",  # a single digit; another year
        "fulltime_teachers_junior / enrolment_junior",  # 771 does not give the printed ratio
        "exchange_teachers / exchange_eligible_teachers",  # nor does 143 / 1081
        "teachers_above_qualification_primary / fulltime_teachers_primary",  # 100%: says nothing
        "quality_high_school_quota_allocated / quality_high_school_quota_total",  # "or more"
    },
}


@pytest.mark.parametrize("name", ["heng_2018", "pingluo_2023"])
def test_declared_sums_and_ratios_would_have_been_proposed(name):
    report = whole_audit().reports[name]
    proposed = {(p.of.id, frozenset(p.formula.split()) - set("+-/")) for p in propose(replace(report, checks=()))}
    declared = {
        (claim.of, formula)
        for claim in report.checks
        for formula in getattr(claim, "formulas", ())
        if not set("(-") & set(formula.text)
    }
    missing = {formula.text for of, formula in declared if (of, frozenset(formula.names)) not in proposed}
    assert len(declared) > 10 and missing == NOT_PROPOSED[name]


def test_both_totals_of_twelve_kinds_of_school_would_have_been_proposed():
    runs = [p for p in propose(replace(whole_audit().reports["ili_2020"], checks=())) if p.kind == "run"]
    found = {(p.of.id, p.formula.count("+") + 1) for p in runs}
    assert {("school_count_all", 12), ("enrolment_all", 12)} <= found


def test_declared_relations_are_not_proposed_again():
    report = whole_audit().reports["heng_2018"]
    assert all(
        "teachers_recruited_graduates" not in p.formula for p in propose(report) if p.of.id == "teachers_recruited"
    )


def test_every_proposal_says_how_many_matches_accident_gives():
    report = whole_audit().reports["hongjiang_hint_2021"]
    found = propose(report, most_expected=1)
    assert found and all(0 <= proposal.expected <= 1 and in_words(report, proposal).en for proposal in found)
