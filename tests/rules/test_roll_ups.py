"""Rules over verdicts: all of them, so many of them, their points, and what missing data leave open."""

import pytest
from rules.county_builder import county

from analysis.rules.counting.count import count_sections
from analysis.rules.results import Answer
from analysis.rules.standards import load_standards
from analysis.rules.verdict import judge

HEAD = """
schema   = 2
id       = "xx-test"
title    = { zh = "试验", en = "test" }
document = "试验〔2020〕1号"
"""
VALUE = """
  [[rule.value]]
  from       = 2020-01-01
  cite       = "一"
  confidence = "recalled"
"""
CLASSES = '[[rule]]\nmeasure = "class_size"\npoints = 4' + VALUE + "  at_most = { primary = 45, junior = 50 }\n"
SCHOOLS = '[[rule]]\nmeasure = "school_size"\npoints = 6' + VALUE + "  at_most = { primary = 2000 }\n"
BOOKS = '[[rule]]\nmeasure = "resource"\nof = "books_per_student"' + VALUE + "  at_least = { primary = 15 }\n"
SUM = '[[rule]]\nmeasure = "points"\nof = ["class_size", "school_size"]' + VALUE + "  at_least = {least}\n"
OVERALL = '[[rule]]\nid = "overall"\nmeasure = "all_met"\nper = "county"\nof = ["class_size", "school_size"]\n'
FINE = {"students": 900, "classes": 20, "classes_over_45": 0}
CROWDED = FINE | {"classes_over_45": 2}
UNSAID = {"students": 800, "classes": 20}
HUGE = {"students": 2400, "classes": 60, "classes_over_45": 0}


@pytest.fixture
def verdict_of(tmp_path):
    """A county under a document made of the rules given."""

    def write(rules, *schools, **values):
        text = HEAD + "".join(rules).replace("{least}", str(values.get("least", "")))
        (tmp_path / "xx-test.toml").write_text(text, encoding="utf8")
        return judge(count_sections(county(*schools)), load_standards(tmp_path)["xx-test"], "C", 2023)

    return write


def points_of(verdict):
    (found,) = verdict.verdicts.where(measure="points")
    return found


@pytest.mark.parametrize(
    ("schools", "least", "answer", "value"),
    [
        ([FINE], 10, Answer.MET, 10),
        ([FINE, CROWDED], 6, Answer.MET, 6),
        ([FINE, CROWDED], 7, Answer.NOT_MET, 6),
        ([FINE, UNSAID], 6, Answer.MET, 6),  # whatever the classes are, the schools alone earn enough
        ([FINE, UNSAID], 8, Answer.CANNOT_JUDGE, 6),
        ([FINE | {"stage": "junior"}], 6, Answer.CANNOT_JUDGE, 0),  # nobody looked at a primary school
        ([HUGE, UNSAID], 5, Answer.NOT_MET, 0),  # the classes alone can no longer earn enough
    ],
)
def test_points_are_those_of_the_rules_met_and_open_ones_matter_only_while_they_decide(
    verdict_of, schools, least, answer, value
):
    found = points_of(verdict_of([CLASSES.replace(", junior = 50", ""), SCHOOLS, SUM], *schools, least=least))
    assert (found.answer, found.result.value) == (answer, value)
    assert answer is not Answer.MET or (found.gap, found.shortfall) == (0, 0)


def test_points_that_stay_open_say_between_what_they_lie_and_without_a_limit_that_there_is_none(verdict_of):
    primary = CLASSES.replace(", junior = 50", "")
    assert points_of(verdict_of([primary, SCHOOLS, SUM], UNSAID, least=8)).note.zh == "可得6至10分"
    later = SUM.replace("2020-01-01", "2030-01-01")
    assert verdict_of([primary, SCHOOLS, later], FINE, least=8).verdicts.where(measure="points") == ()


def test_a_part_that_the_document_leaves_out_of_its_answer_does_not_decide_it(verdict_of):
    primary = CLASSES.replace(", junior = 50", "")
    only_schools = OVERALL.replace('"class_size", ', "")
    assert verdict_of([primary, SCHOOLS, only_schools], CROWDED).overall is Answer.MET
    assert verdict_of([primary, SCHOOLS], CROWDED).overall is Answer.NOT_MET  # without such a rule every part counts


def test_points_that_are_short_say_by_how_many(verdict_of):
    found = points_of(
        verdict_of([CLASSES, SCHOOLS, SUM], HUGE, FINE | {"stage": "junior", "classes_over_50": 0}, least=7)
    )
    assert (found.gap, found.shortfall_unit.zh, found.offenders) == (3, "分", ("school_size",))


def test_a_document_says_itself_which_parts_make_its_answer(verdict_of):
    rules = [CLASSES.replace(", junior = 50", ""), SCHOOLS, BOOKS, OVERALL]
    verdict = verdict_of(rules, FINE | {"books": 0})
    assert verdict.overall is Answer.MET  # no part of it asks for books
    (books,) = verdict.verdicts.where(measure="resource")
    assert books.answer is Answer.NOT_MET
    assert verdict_of(rules, CROWDED).overall is Answer.NOT_MET
    assert verdict_of(rules, UNSAID).overall is Answer.CANNOT_JUDGE


def test_a_roll_up_shows_the_limit_of_what_it_puts_together(verdict_of):
    (overall,) = verdict_of([CLASSES, SCHOOLS, OVERALL], CROWDED).verdicts.where(rule="overall")
    assert (overall.limit.value, overall.offenders, overall.result.value) == (45, ("class_size",), 1)


def test_what_a_roll_up_puts_together_is_no_headline_of_its_own(verdict_of):
    every = '[[rule]]\nid = "both"\nmeasure = "all_met"\nof = ["class_size", "school_size"]\n'
    verdict = verdict_of([CLASSES, SCHOOLS, every], FINE)
    assert [(one.rule.id, one.stage) for one in verdict.headlines] == [("both", "primary"), ("both", "junior")]


def test_verdicts_are_found_by_rule_stage_school_and_answer(verdict_of):
    verdict = verdict_of([BOOKS], {"students": 10, "books": 200}, {"students": 10, "books": 100})
    (short,) = verdict.verdicts.where(measure="resource", answer=Answer.NOT_MET)
    assert (short.school_id, short.unit, short.gap, short.shortfall) == ("S2", "section", 5, 50)
    assert not verdict.verdicts.where(measure="resource", stage="junior")
    assert verdict.verdicts.where(rule="resource:books_per_student").how_many(Answer.MET) == 1


def test_a_roll_up_may_stand_before_what_it_puts_together(verdict_of):
    verdict = verdict_of([OVERALL, CLASSES, SCHOOLS], CROWDED)
    assert verdict.overall is Answer.NOT_MET
    assert next(iter(verdict.verdicts)).rule.id == "overall"  # the list keeps the order of the document


def test_a_threshold_that_no_rule_puts_together_counts_by_itself(verdict_of):
    poor = FINE | {"books": 1}
    primary = CLASSES.replace(", junior = 50", "")
    assert verdict_of([BOOKS, primary], poor).overall is Answer.NOT_MET
    assert verdict_of([BOOKS, primary], FINE | {"books": 15 * 900}).overall is Answer.MET


def test_schools_are_counted_once_however_many_thresholds_they_miss(verdict_of):
    computers = BOOKS.replace("books_per_student", "computers_per_100").replace("15", "10")
    every = '[[rule]]\nid = "every_school"\nmeasure = "all_met"\nof = ["resource"]\n'
    schools = ({"students": 100, "books": 1, "computers": 1}, {"students": 100, "books": 1500, "computers": 10})
    (county,) = verdict_of([BOOKS, computers, every], *schools).verdicts.where(rule="every_school")
    assert (county.result.value, county.offenders) == (1, ("S1",))
    assert county.note.en == "of 2: 1 met, 1 not met, 0 cannot be judged"
    assert county.members[0].offenders == ("books_per_student", "computers_per_100")


def test_the_count_over_thresholds_may_have_any_name(verdict_of):
    count = '[[rule]]\nid = "six"\nmeasure = "met_count"\nof = ["resource"]' + VALUE + "  at_least = 1\n"
    (section,) = verdict_of([BOOKS, count], {"students": 10, "books": 200}).sections
    assert (section.rule.rule.id, section.rule.answer) == ("six", Answer.MET)
