"""The answers of every case, worked in exact fractions with the standard library alone (用分数逐例演算标准答案).

    python conformance/worked.py CASE_FOLDER      the answers of one case, as the contract in README.md asks for them
    python conformance/worked.py --write          expected.json of every case anew

Written for being checked by hand, not for use: one function a step, no floating point before the last line.
"""

import csv
import json
import sys
from fractions import Fraction
from math import isqrt
from pathlib import Path

CASES = Path(__file__).parent / "cases"
MET, NOT_MET, CANNOT_JUDGE = "met", "not_met", "cannot_judge"
DIGITS = 10**40  # of a root that is no fraction
SMALLEST_POINT = 50
WEIGHTS = {  # of one student, when a through-school's resources are shared out
    "nine_year": {"primary": Fraction(1), "junior": Fraction("1.1")},
    "complete_middle": {"junior": Fraction(1), "senior": Fraction("1.2")},
    "twelve_year": {"primary": Fraction(1), "junior": Fraction("1.1"), "senior": Fraction("1.32")},
}
SHARED = {
    "teaching_area_m2", "indoor_sport_area_m2", "sport_area_m2", "equipment_yuan", "computers", "books",
    "multimedia_rooms",
}  # fmt: skip
TEXTS = {
    "school", "stage", "type", "counts_as_school", "parent", "whole_school", "area", "evidence", "item", "indicator",
}  # fmt: skip
#: What is divided by students, and for how many of them.
INDICATORS = {
    "above_norm_teachers_per_100": ("+above_norm_teachers", 100),
    "backbone_teachers_per_100": ("+backbone_teachers", 100),
    "pe_art_teachers_per_100": ("+pe_art_teachers", 100),
    "teaching_area_m2_per_student": ("+teaching_area_m2 -indoor_sport_area_m2", 1),
    "sport_area_m2_per_student": ("+sport_area_m2 +indoor_sport_area_m2", 1),
    "equipment_yuan_per_student": ("+equipment_yuan", 1),
    "multimedia_rooms_per_100": ("+multimedia_rooms", 100),
    "gross_teaching_area_m2_per_student": ("+teaching_area_m2", 1),
    "computers_per_100": ("+computers", 100),
    "books_per_student": ("+books", 1),
    "full_time_teachers_per_student": ("+full_time_teachers", 1),
    "above_norm_teachers_per_student": ("+above_norm_teachers", 1),
    "mid_title_teachers_per_student": ("+mid_title_teachers", 1),
}
#: What is divided by what, among the facts of a county.
RATES = {
    "zoned_share": ("+zoned_students", "+students_in_scope"),
    "exchanged_of_eligible": ("+exchanged_teachers", "+eligible_teachers"),
    "exchanged_of_all": ("+exchanged_teachers", "+all_teachers"),
    "backbone_of_exchanged": ("+exchanged_backbone_teachers", "+exchanged_teachers"),
    "retention_a": ("+graduates -moved_in +moved_out", "+first_year_students -deaths"),
    "retention_b": ("+graduates", "+first_year_students +moved_in -moved_out -deaths"),
    "disabled_enrolment": ("+in_regular_classes +in_special_schools +taught_at_home", "+disabled_children -deferred"),
}


# ---- reading -----------------------------------------------------------------------------------------------------


def read(folder, name):
    """The rows of a CSV file; numbers as fractions, an empty cell None. No file, no rows."""
    path = Path(folder) / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [{key: cell(key, text) for key, text in row.items()} for row in csv.DictReader(file)]


def cell(key, text):
    return text if key in TEXTS else Fraction(text) if text else None


def added(row, terms):
    """A signed sum such as "+a -b" over the columns of a row."""
    parts = [(1 if term[0] == "+" else -1, row.get(term[1:])) for term in terms.split()]
    return together([None if number is None else sign * number for sign, number in parts])


def together(parts):
    """The sum; missing where one part is."""
    return None if not parts or None in parts else sum(parts)


# ---- who is counted ----------------------------------------------------------------------------------------------


def sections(folder):
    """Through-schools split, seniors left out, teaching points merged, small points and empty schools left out."""
    rows = split(read(folder, "schools"))
    rows = merged([row for row in rows if row["stage"] != "senior"])
    return [row for row in rows if row["students"] != 0 and not too_small(row)]


def split(rows):
    """What is the whole school's, shared between its sections by weighted students."""
    return [row | shares(row, rows) if row.get("whole_school") == "yes" else row for row in rows]


def shares(row, rows):
    mine = [(one["stage"], one["students"]) for one in rows if one["school"] == row["school"]]
    weights = split_weights(row["type"])
    known = all(students is not None for _, students in mine)
    whole = sum(weights[stage] * students for stage, students in mine) if known else None
    share = weights[row["stage"]] * row["students"] / whole if whole else None
    return {
        name: None if share is None or number is None else number * share
        for name, number in row.items()
        if name in SHARED
    }


def split_weights(kind):
    return WEIGHTS[kind]


def merged(rows):
    """Points that do not count as schools, added to their parent of the same stage; missing where one part is."""
    schools = {(row["school"], row["stage"]): dict(row) for row in rows}
    for row in rows:
        parent = schools.get((row.get("parent"), row["stage"]))
        if row.get("counts_as_school") == "no" and parent:
            for name in row.keys() - TEXTS - {"built_year"}:
                parent[name] = together([parent[name], row[name]])
            del schools[row["school"], row["stage"]]
    return list(schools.values())


def too_small(row):
    is_point = row.get("type") == "teaching_point" or row.get("counts_as_school") == "no"
    return is_point and row["students"] is not None and row["students"] < SMALLEST_POINT


# ---- one number --------------------------------------------------------------------------------------------------


def per_student(row, indicator):
    terms, scale = INDICATORS[indicator]
    total = added(row, terms)
    return None if total is None or row["students"] is None else scale * total / row["students"]


def stage_values(folder, indicator, stage):
    """Students and value of every section of a stage."""
    mine = [row for row in sections(folder) if row["stage"] == stage]
    return [(row["students"], per_student(row, indicator)) for row in mine]


def known(values):
    """The values of a county; None as soon as one is missing."""
    return None if not values or any(value is None for _, value in values) else values


def mean(values):
    """The ratio of the totals."""
    values = known(values)
    return values and sum(n * x for n, x in values) / sum(n for n, _ in values)


def variation(values):
    """S / m with m = sum(w x), S^2 = sum(w (x - m)^2), w = students of the school / all students."""
    values, centre = known(values), mean(values)
    if not values or not centre:
        return None
    everyone = sum(n for n, _ in values)
    return root(sum(n * (x - centre) ** 2 for n, x in values) / everyone / centre**2)


def root(square):
    """Exact where the root is a fraction, else cut off after forty digits."""
    product = square.numerator * square.denominator
    exact = isqrt(product)
    if exact**2 == product:
        return Fraction(exact, square.denominator)
    return Fraction(isqrt(product * DIGITS**2), square.denominator * DIGITS)


def coefficient(folder, indicator, stage):
    """As printed where the case gives coefficients, else from the schools."""
    printed = read(folder, "coefficients")
    found = [row["cv"] for row in printed if (row["stage"], row["indicator"]) == (stage, indicator)]
    return found[0] if printed else variation(stage_values(folder, indicator, stage))


def fact(folder, item, stage):
    """A fact of the county, its areas added up."""
    rows = read(folder, "facts")
    return together([row["value"] for row in rows if row["item"] == item and row.get("stage", "") == stage])


# ---- one answer --------------------------------------------------------------------------------------------------


def is_met(value, limit):
    """Unrounded; the limit itself meets the rule."""
    return value >= limit["at_least"] if "at_least" in limit else value <= limit["at_most"]


def judged(value, limit):
    """Value and verdict; no verdict where no limit is asked about."""
    if not {"at_least", "at_most"} & limit.keys():
        return value, None
    return value, CANNOT_JUDGE if value is None else MET if is_met(value, limit) else NOT_MET


def counted(over):
    """How many are over a limit: one decides, else an unknown one (or none at all) leaves it open."""
    if any(over):
        return sum(one is True for one in over), NOT_MET
    return (0, MET) if over and None not in over else (None, CANNOT_JUDGE)


def ask_total(folder, ask):
    return the_section(folder, ask)[ask["of"]], None


def ask_value(folder, ask):
    return judged(per_student(the_section(folder, ask), ask["of"]), ask)


def the_section(folder, ask):
    (found,) = [row for row in sections(folder) if (row["school"], row["stage"]) == (ask["school"], ask["stage"])]
    return found


def ask_mean(folder, ask):
    return judged(mean(stage_values(folder, ask["of"], ask["stage"])), ask)


def ask_cv(folder, ask):
    return judged(coefficient(folder, ask["of"], ask["stage"]), ask)


def ask_composite(folder, ask):
    single = [coefficient(folder, name, ask["stage"]) for name in ask["of"]]
    return judged(None if None in single else sum(single) / len(single), ask)


def ask_every_cv(folder, ask):
    single = [coefficient(folder, name, ask["stage"]) for name in ask["of"]]
    return counted([None if cv is None else not is_met(cv, ask) for cv in single])


def ask_school_rule(folder, ask):
    """So many thresholds met, and what is missed not below the floor."""
    row, least, floor = the_section(folder, ask), ask["at_least"], ask["floor_share"]
    pairs = [(per_student(row, name), threshold) for name, threshold in ask["of"].items()]
    found = [(x, t) for x, t in pairs if x is not None]
    met = sum(is_met(x, {"at_least": t}) for x, t in found)
    unknown = len(pairs) - len(found)
    if met + unknown < least or any(not is_met(x, {"at_least": floor * t}) for x, t in found):
        return met, NOT_MET
    return (None, CANNOT_JUDGE) if unknown else (met, MET)


def ask_class_size(folder, ask):
    sizes = [row["students"] for row in read(folder, "classes") if row["stage"] == ask["stage"]]
    return counted([None if size is None else not is_met(size, ask) for size in sizes])


def ask_school_size(folder, ask):
    """All compulsory sections of a through-school together, the others by their stage; points stand elsewhere."""
    schools = {}
    for row in read(folder, "schools"):
        if row["stage"] == "senior" or row.get("counts_as_school") == "no":
            continue
        if (row["type"] if row["type"] in ("nine_year", "twelve_year") else row["stage"]) == ask["of"]:
            schools.setdefault(row["school"], []).append(row)
    return counted([is_too_large(mine, ask) for mine in schools.values()])


def is_too_large(mine, ask):
    limit = ask.get("exception", ask) if is_excepted(mine[0], ask) else ask
    sizes = [row["students"] for row in mine]
    at_least = sum(size for size in sizes if size is not None)
    return True if not is_met(at_least, limit) else None if None in sizes else False


def is_excepted(row, ask):
    """Only a school that states the column, and what shows it, can be excepted."""
    stated = row.get(ask["exception"]["column"]) if "exception" in ask else None
    return stated is not None and stated <= ask["exception"]["column_at_most"] and bool(row["evidence"])


def ask_rate(folder, ask):
    stage, (above, below) = ask.get("stage", ""), RATES[ask["of"]]
    facts = {term[1:]: fact(folder, term[1:], stage) for term in f"{above} {below}".split()}
    count, base = added(facts, above), added(facts, below)
    return judged(count / base if count is not None and base else None, ask)


# ---- the contract ------------------------------------------------------------------------------------------------


def read_case(folder):
    """Its numbers as fractions: 0.45 is 9/20."""
    text = (Path(folder) / "case.json").read_text(encoding="utf-8")
    return json.loads(text, parse_float=Fraction, parse_int=Fraction)


def answers(folder):
    found = {}
    for name, ask in read_case(folder)["rows"].items():
        value, verdict = globals()[f"ask_{ask['ask']}"](folder, ask)
        found[name] = {"value": None if value is None else plain(value), "verdict": verdict}
    return found


def plain(number):
    return int(number) if number == int(number) else float(number)


def write(folder):
    lines = [f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in answers(folder).items()]
    (folder / "expected.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main(words):
    if words == ["--write"]:
        for path in CASES.glob("*/case.json"):
            write(path.parent)
    elif len(words) == 1 and Path(words[0], "case.json").is_file():
        print(json.dumps(answers(words[0])))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
