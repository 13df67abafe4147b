"""Calculators that get one thing wrong: python wrong.py MISTAKE CASE_FOLDER (各错一处的计算程序).

Each is the suite's own worked answers with one step done as other programs do it. None of our engine is used.
"""

import json
import sys
from fractions import Fraction
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "conformance"))
import worked

RIGHT = dict(vars(worked))  # as it was before a mistake was put in


def plain_mean(values):
    values = worked.known(values)
    return values and sum(x for _, x in values) / len(values)


def unweighted(values, less=0):
    """Every school alike; with `less` = 1 as for a sample."""
    values, centre = worked.known(values), plain_mean(values)
    if not values or not centre or len(values) == less:
        return None
    return worked.root(sum((x - centre) ** 2 for _, x in values) / (len(values) - less) / centre**2)


def to_two_decimals(value, limit):
    return RIGHT["is_met"](Fraction(int(value * 100 + Fraction(1, 2)), 100), limit)


def in_binary(parts):
    return None if not parts or None in parts else Fraction(sum(float(part) for part in parts))


def blank_is_zero(key, text):
    return RIGHT["cell"](key, text or ("" if key in worked.TEXTS else "0"))


def zero_is_blank(key, text):
    return None if (found := RIGHT["cell"](key, text)) == 0 else found


def of_the_known(parts):
    return sum(part for part in parts if part is not None) if any(part is not None for part in parts) else None


def rule_of_the_known(folder, ask):
    row = worked.the_section(folder, ask)
    of = {name: least for name, least in ask["of"].items() if worked.per_student(row, name) is not None}
    return RIGHT["ask_school_rule"](folder, ask | {"of": of})


def rule_without_floor(folder, ask):
    return RIGHT["ask_school_rule"](folder, ask | {"floor_share": 0})


def composite_beside(folder, ask):
    """The composite of the indicators that the case puts together for this stage."""
    rows = worked.read_case(folder)["rows"].values()
    of = [one["of"] for one in rows if one["ask"] in ("every_cv", "composite") and one["stage"] == ask["stage"]]
    return RIGHT["ask_composite"](folder, ask | {"of": of[0] if of else [ask["of"]]})


def every_cv_by_composite(folder, ask):
    value, _ = RIGHT["ask_composite"](folder, ask)
    return worked.counted([None if value is None else not worked.is_met(value, ask)] * len(ask["of"]))


def highest_for_composite(folder, ask):
    single = [worked.coefficient(folder, name, ask["stage"]) for name in ask["of"]]
    return worked.judged(None if None in single else max(single), ask)


def mean_class(folder, ask):
    schools = {}
    for row in worked.read(folder, "classes"):
        if row["stage"] == ask["stage"]:
            schools.setdefault(row["school"], []).append(row["students"])
    means = [None if None in sizes else sum(sizes) / len(sizes) for sizes in schools.values()]
    return worked.counted([None if mean is None else not worked.is_met(mean, ask) for mean in means])


def size_by_section(folder, ask):
    rows = [row for row in worked.read(folder, "schools") if row["stage"] == ask["of"]]
    return worked.counted([worked.is_too_large([row], ask) for row in rows])


def zones_by_area(folder, ask):
    """100% for the city and 95% for towns, whatever the stage."""
    value, verdict = RIGHT["ask_rate"](folder, ask)
    limits = {"urban": 1, "town": Fraction("0.95")}
    facts = {(row["item"], row.get("area"), row.get("stage")): row["value"] for row in worked.read(folder, "facts")}
    shares = [
        (facts["zoned_students", area, ask["stage"]] / facts["students_in_scope", area, ask["stage"]], least)
        for area, least in limits.items()
        if ("zoned_students", area, ask.get("stage")) in facts
    ]
    return value, (worked.MET if all(x >= least for x, least in shares) else worked.NOT_MET) if shares else verdict


def capped(folder, ask):
    value, verdict = RIGHT["ask_rate"](folder, ask)
    return None if value is None else min(value, 1), verdict


def rate(name, count, base):
    """The rates, one of them of something else."""
    return {**worked.RATES, name: (count, base)}


ENTRANTS = ("+graduates", "+first_year_students")
ALL_CHILDREN = ("+in_regular_classes +in_special_schools +taught_at_home", "+disabled_children")
SUSPENDED = {
    "retention_a": ("+graduates -moved_in -returned +moved_out +suspended", "+first_year_students -deaths"),
    "retention_b": ("+graduates", "+first_year_students +moved_in +returned -moved_out -suspended -deaths"),
}
INDOOR_KEPT = {
    "teaching_area_m2_per_student": ("+teaching_area_m2", 1),
    "sport_area_m2_per_student": ("+sport_area_m2", 1),
}

#: What each puts in the place of what stands in worked.py.
MISTAKES = {
    "unweighted": {"mean": plain_mean, "variation": unweighted},
    "sample": {"mean": plain_mean, "variation": lambda values: unweighted(values, less=1)},
    "two_decimals": {"is_met": to_two_decimals},
    "binary_noise": {"together": in_binary},
    "missing_as_zero": {"cell": blank_is_zero},
    "missing_left_out": {
        "together": of_the_known,
        "known": lambda values: [(n, x) for n, x in values or () if x is not None] or None,
        "counted": lambda over: RIGHT["counted"]([one for one in over if one is not None]),
        "ask_school_rule": rule_of_the_known,
    },
    "zero_as_missing": {"cell": zero_is_blank},
    "composite_for_single": {"ask_cv": composite_beside, "ask_every_cv": every_cv_by_composite},
    "single_for_composite": {"ask_composite": highest_for_composite},
    "empty_as_equal": {"variation": lambda values: RIGHT["variation"](values) if values else 0},
    "unsplit": {"split": lambda rows: rows},
    "split_by_heads": {"split_weights": lambda kind: dict.fromkeys(("primary", "junior", "senior"), 1)},
    "points_apart": {"merged": lambda rows: rows},
    "small_points_kept": {"too_small": lambda row: False},
    "indoor_kept": {"INDICATORS": {**worked.INDICATORS, **INDOOR_KEPT}},
    "no_floor": {"ask_school_rule": rule_without_floor},
    "mean_class": {"ask_class_size": mean_class},
    "size_by_section": {"ask_school_size": size_by_section},
    "no_exceptions": {"is_excepted": lambda row, ask: False},
    "exceptions_for_all": {"is_excepted": lambda row, ask: "exception" in ask},
    "exceptions_without_evidence": {
        "is_excepted": lambda row, ask: RIGHT["is_excepted"]({**row, "evidence": "taken for granted"}, ask)
    },
    "zone_by_area": {"ask_rate": zones_by_area},
    "exchange_of_all": {"RATES": rate("exchanged_of_eligible", *worked.RATES["exchanged_of_all"])},
    "backbone_of_backbone": {
        "RATES": rate("backbone_of_exchanged", "+exchanged_backbone_teachers", "+backbone_teachers")
    },
    "suspended_counted": {"RATES": {**worked.RATES, **SUSPENDED}},
    "graduates_of_entrants": {"RATES": {**worked.RATES, "retention_a": ENTRANTS, "retention_b": ENTRANTS}},
    "capped": {"ask_rate": capped},
    "deferred_in_base": {"RATES": rate("disabled_enrolment", *ALL_CHILDREN)},
}


def answers(mistake, folder):
    vars(worked).update(MISTAKES[mistake])
    try:
        return worked.answers(folder)
    finally:
        vars(worked).update(RIGHT)


if __name__ == "__main__":
    print(json.dumps(answers(*sys.argv[1:])))
