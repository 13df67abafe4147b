"""Our engine's answers to the cases of conformance/ (本项目引擎的答案): from tests/, python -m conformance.engine FOLDER.

The rows a case asks about become a standard's file, its tables a school table; everything else is the engine's.
"""

import csv
import datetime as dt
import json
import math
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import tomlkit
from rules.county_builder import county

from analysis.formulas import composite_cv
from analysis.language import Words
from analysis.rules.counting.count import count_sections
from analysis.rules.judging import judge_value
from analysis.rules.results import Answer, Verdict, Verdicts
from analysis.rules.standards import Standard, load_standards
from analysis.rules.verdict import CountyVerdict, judge, judge_record
from analysis.tables.county.record import Entry, Record
from analysis.tables.sheets.vocabulary import BAND_LIMITS

ID, YEAR = "xx-case", 2023
DAY = dt.date(2012, 1, 20)  # before any year: the cases ask about limits, not about dates
MEASURES = {
    "rate": "item",
    "value": "resource",
    "every_cv": "all_met",
    "school_rule": "met_count",
}  # others are called alike
SIZES = ("class_size", "school_size")
LIMITS = ("at_least", "at_most")
NAMES = {"school": "school_id", "type": "school_type", "whole_school": "is_shared", "evidence": "exception_evidence"}
YES_OR_NO = ("counts_as_school", "is_shared")
TEXTS = ("school_id", "stage", "school_type", "parent", "exception_evidence")
#: The suite's rates and facts by the names of the engine's items; facts that no rate takes in have none.
RATES = {
    "zoned_share": "nearby_enrolment_rate",
    "exchanged_of_eligible": "exchange_rate",
    "exchanged_of_all": "exchange_rate_of_all",
    "backbone_of_exchanged": "exchange_backbone_share",
    "retention_a": "retention_rate",
    "retention_b": "retention_rate_b",
    "disabled_enrolment": "disabled_enrolment_rate",
}
FACTS = {
    "zoned_students": "nearby_pupils_in_zone",
    "students_in_scope": "nearby_pupils",
    "exchanged_teachers": "exchange_teachers",
    "eligible_teachers": "exchange_eligible_teachers",
    "all_teachers": "full_time_teachers",
    "exchanged_backbone_teachers": "exchange_backbone_teachers",
    "graduates": "cohort_graduates",
    "first_year_students": "cohort_entry",
    "moved_in": "cohort_transfer_in",
    "moved_out": "cohort_transfer_out",
    "deaths": "cohort_deaths",
    "in_regular_classes": "disabled_in_regular_class",
    "in_special_schools": "disabled_in_special_school",
    "taught_at_home": "disabled_home_teaching",
    "disabled_children": "disabled_children",
    "deferred": "disabled_children_deferred",
}
Ask = Mapping[str, object]


# ---- what a case gives --------------------------------------------------------------------------------------------


def read(folder: Path, name: str) -> list[dict[str, str]]:
    path = folder / f"{name}.csv"
    return list(csv.DictReader(path.open(encoding="utf-8"))) if path.exists() else []


def schools(folder: Path) -> list[dict]:
    rows = [{NAMES.get(key, key): text for key, text in row.items()} for row in read(folder, "schools")]
    return [{key: cell(key, text) for key, text in row.items()} for row in rows] + with_classes(folder)


def cell(key: str, text: str) -> object:
    if key in YES_OR_NO:
        return text == "yes"
    return text if key in TEXTS else float(text) if text else None


def with_classes(folder: Path) -> list[dict]:
    """A row for each school that lists its classes, counted by the bands of the statistical form."""
    sizes: dict[tuple[str, str], list[float]] = {}
    for row in read(folder, "classes"):
        sizes.setdefault((row["school"], row["stage"]), []).append(float(row["students"] or math.nan))
    return [
        {"school_id": school, "stage": stage, "students": math.fsum(found), "classes": len(found)} | bands(found)
        for (school, stage), found in sizes.items()
    ]


def bands(sizes: list[float]) -> dict[str, float]:
    unknown = any(math.isnan(size) for size in sizes)
    return {
        band: math.nan if unknown else sum(low <= size <= high for size in sizes)
        for band, (low, high) in BAND_LIMITS.items()
    }


def record_of(folder: Path) -> Record:
    """What the county states of itself; areas of one stage added up."""
    totals: dict[tuple[str, str], float] = {}
    for row in read(folder, "facts"):
        if name := FACTS.get(row["item"]):
            key = name, row.get("stage", "")
            totals[key] = totals.get(key, 0.0) + float(row["value"] or math.nan)
    entries = tuple(Entry(name, value, stage) for (name, stage), value in totals.items())
    return Record(Words("试验县", "a county"), YEAR, entries)


# ---- what a case asks ---------------------------------------------------------------------------------------------


def whom(ask: Ask) -> str:
    """Of whom a row speaks: a stage, or a type of school."""
    return ask.get("stage") or ask.get("of")


def rules_of(ask: Ask) -> list[dict]:
    """The rule of one row, after those it puts together."""
    measure, about = MEASURES.get(ask["ask"], ask["ask"]), whom(ask)
    if measure == "all_met":
        parts = [rule("cv", name, {"at_most": {about: ask["at_most"]}}) for name in ask["of"]]
        return [*parts, {"id": "every", "measure": measure, "of": ["cv"]}]
    if measure == "met_count":
        parts = [rule("resource", name, {"at_least": {about: least}}) for name, least in ask["of"].items()]
        return [*parts, rule(measure, ["resource"], {key: ask[key] for key in ("at_least", "floor_share")})]
    if measure == "item":
        limits = {key: {about: ask[key]} if "stage" in ask else ask[key] for key in LIMITS if key in ask}
        return [rule(measure, RATES[ask["of"]], limits)]
    of = None if measure in SIZES else ask["of"]
    found = rule(measure, of, {key: {about: ask[key]} for key in LIMITS if key in ask})
    return [found | ({"exception": [exception(ask["exception"], about)]} if "exception" in ask else {})]


def rule(measure: str, of: object, numbers: dict) -> dict:
    return {"measure": measure} | ({"of": of} if of else {}) | ({"value": [dated(numbers)]} if numbers else {})


def dated(numbers: dict) -> dict:
    return {"from": DAY, "cite": "case.json", "confidence": "recalled"} | numbers


def exception(stated: Ask, about: str) -> dict:
    when = {"field": stated["column"], "at_most": stated["column_at_most"]}
    values = [dated({"at_most": {about: stated["at_most"]}})]
    return {"when": when, "evidence": "exception_evidence", "value": values}


def standard_of(ask: Ask) -> Standard | None:
    """A standard that asks for one row; None where a row about schools has no limit."""
    if not set(LIMITS) & ask.keys() and ask["ask"] != "rate":
        return None
    title = {"zh": "案例", "en": "case"}
    document = {"schema": 2, "id": ID, "title": title, "document": "case.json", "rule": rules_of(ask)}
    return loaded(tomlkit.dumps(document))


@cache
def loaded(document: str) -> Standard:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{ID}.toml").write_text(document, encoding="utf-8")
        return load_standards(Path(folder))[ID]


# ---- answers ------------------------------------------------------------------------------------------------------


def answers(folder: Path) -> dict[str, dict]:
    rows = json.loads((folder / "case.json").read_text(encoding="utf-8"))["rows"]
    if printed := read(folder, "coefficients"):
        cvs = {(row["stage"], row["indicator"]): float(row["cv"]) for row in printed}
        return {name: of_printed(cvs, ask) for name, ask in rows.items()}
    if (folder / "facts.csv").exists():
        record = record_of(folder)
        return {name: of_facts(judge_record(record, standard_of(ask)), ask) for name, ask in rows.items()}
    sections = count_sections(county(*schools(folder)))
    return {name: of_schools(judge(sections, standard_of(ask), "C", YEAR), ask) for name, ask in rows.items()}


def of_schools(found: CountyVerdict, ask: Ask) -> dict:
    of, stage = ask.get("of"), whom(ask)
    mine = found.verdicts.where(measure=MEASURES.get(ask["ask"], ask["ask"]), stage=stage)
    if ask["ask"] in ("value", "school_rule"):
        mine = mine.where(school_id=ask["school"])
    if ask["ask"] in ("cv", "value"):
        mine = mine.where(subject=of)
    if ask["ask"] == "mean":
        return said(found.mean(stage, of).value)
    if ask["ask"] == "total":
        rows = found.case.sections.rows
        return said(rows.loc[(rows["school_id"] == ask["school"]) & (rows["stage"] == stage), of].item())
    (one,) = mine
    return said(one if found.standard else one.result.value)


def of_facts(found: CountyVerdict, ask: Ask) -> dict:
    (one,) = found.verdicts
    return said(one if set(LIMITS) & ask.keys() else one.result.value)


def of_printed(cvs: Mapping[tuple[str, str], float], ask: Ask) -> dict:
    """Coefficients that came printed: there is no school table to judge, but the same limits and formulas."""
    stage, names = ask["stage"], [ask["of"]] if isinstance(ask["of"], str) else ask["of"]
    single, standard = [cvs[stage, name] for name in names], standard_of(ask)
    if standard is None:
        return said(composite_cv(single))
    limits = [one.limit(DAY, stage) for one in standard.rules]
    if ask["ask"] == "every_cv":
        parts = Verdicts(judge_value(cv, limit) for cv, limit in zip(single, limits, strict=False))
        return {"value": parts.how_many(Answer.NOT_MET), "verdict": str(parts.answer)}
    return said(judge_value(composite_cv(single), limits[0]))


def said(found: Verdict | float) -> dict:
    is_verdict = isinstance(found, Verdict)
    value = float(found.result if is_verdict else found)
    is_open = math.isnan(value) or (is_verdict and found.answer is Answer.CANNOT_JUDGE)
    return {"value": None if is_open else value, "verdict": str(found.answer) if is_verdict else None}


if __name__ == "__main__":
    print(json.dumps(answers(Path(sys.argv[1]))))
