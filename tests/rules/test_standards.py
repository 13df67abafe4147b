"""The rules as data: what they say on a day, how one lies over another, and what the loader refuses."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import StandardError, UsageError
from analysis.rules.measures import MEASURES
from analysis.rules.standards import confidence_counts, in_force, load_standards, standard, weights_on

BROKEN = sorted((Path(__file__).parents[1] / "broken" / "standards").glob("*.toml"))
DAY = dt.date(2023, 12, 31)
QUALITY = "cn-quality-balance-2017"


@pytest.fixture(autouse=True)
def messages_in_english(monkeypatch):
    monkeypatch.setenv("JUNHENG_LANG", "en")
    monkeypatch.delenv(paths.USER_ROOT_VARIABLE, raising=False)


@pytest.fixture
def folder(tmp_path):
    """A user's folder of standards; `write` adds a file to it."""

    def write(name, text):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf8")
        return load_standards(tmp_path)

    return write


def overlay(body, name="xx-province"):
    return f"""
        schema = 2
        id = "{name}"
        overlays = "{QUALITY}"
        title = {{ zh = "某省办法", en = "a province" }}
        document = "省教督〔2020〕1号"
        {body}
    """


@pytest.mark.parametrize("broken", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_file_and_key(broken, tmp_path, monkeypatch):
    expected = broken.read_text(encoding="utf8").splitlines()[0].removeprefix("# expect: ")
    shutil.copy(broken, tmp_path)
    with pytest.raises(StandardError) as refusal:
        load_standards(tmp_path)
    assert expected in refusal.value.message("en")
    assert broken.name in refusal.value.message("zh")
    assert refusal.value.message("zh") != refusal.value.message("en")


def test_the_broken_files_are_here_to_be_refused():
    assert len(BROKEN) >= 30


@pytest.mark.parametrize(
    ("indicator", "primary", "junior"),
    [  # standards.md section 2.2
        ("above_norm_teachers_per_100", 4.2, 5.3),
        ("backbone_teachers_per_100", 1, 1),
        ("pe_art_teachers_per_100", 0.9, 0.9),
        ("teaching_area_m2_per_student", 4.5, 5.8),
        ("sport_area_m2_per_student", 7.5, 10.2),
        ("equipment_yuan_per_student", 2000, 2500),
        ("multimedia_rooms_per_100", 2.3, 2.4),
    ],
)
def test_quality_balance_has_its_seven_thresholds_and_limits(indicator, primary, junior):
    quality = standard(QUALITY)
    for stage, threshold, cv in (("primary", primary, 0.50), ("junior", junior, 0.45)):
        assert quality.limits("resource", DAY, stage)[indicator].value == threshold
        assert quality.limits("cv", DAY, stage)[indicator].value == cv
    assert len(quality.indicators(DAY)) == 7


def test_quality_balance_limits_schools_and_classes():
    quality = standard(QUALITY)
    assert {whom: limit.value for whom, limit in quality.limits_by_whom("school_size", DAY).items()} == {
        "primary": 2000, "junior": 2000, "nine_year": 2500, "twelve_year": 2500,
    }  # fmt: skip
    assert {whom: limit.value for whom, limit in quality.limits_by_whom("class_size", DAY).items()} == {
        "primary": 45, "junior": 50,
    }  # fmt: skip
    (rule,) = quality.of_measure("met_count")
    assert (rule.limit(DAY).value, rule.limit(DAY).sense, rule.number(DAY, "floor_share")) == (6, "at_least", 0.85)


def test_basic_balance_judges_the_mean_of_eight():
    basic = standard("cn-basic-balance-2012")
    (rule,) = basic.of_measure("composite")
    assert (len(rule.of), rule.of[0]) == (8, "gross_teaching_area_m2_per_student")
    assert {whom: (one.value, one.sense) for whom, one in rule.limits(DAY).items()} == {
        "primary": (0.65, "at_most"), "junior": (0.55, "at_most"),
    }  # fmt: skip
    assert not basic.limits("cv", DAY, "primary") and not basic.of_measure("met_count")
    assert "扣除室内体育用房" in basic.notes()[0].zh


def test_no_value_holds_before_its_first_day_and_it_holds_on_that_day():
    quality = standard(QUALITY)
    assert quality.limits("resource", dt.date(2017, 4, 18), "primary") == {}
    assert quality.indicators(dt.date(2017, 4, 18)) == ()
    assert len(quality.limits("resource", dt.date(2017, 4, 19), "primary")) == 7


def test_large_classes_are_defined_before_there_is_a_target():
    super_large, large = standard("cn-class-size").of_measure("class_share")
    early, late = dt.date(2019, 12, 31), dt.date(2020, 12, 31)
    assert [rule.number(early, "students_at_least") for rule in (super_large, large)] == [66, 56]
    assert (super_large.limit(early).value, large.limit(early), large.limit(late).value) == (0.02, None, 0.05)


def test_split_weights_contain_each_other():
    weights = weights_on(standard("cn-section-split"), DAY)
    assert weights["nine_year"] == {"primary": 1, "junior": 1.1}
    assert weights["twelve_year"]["senior"] == pytest.approx(1.1 * weights["complete_middle"]["senior"], abs=1e-12)


def test_split_weights_of_an_earlier_day_are_refused_with_the_way_out():
    with pytest.raises(StandardError, match=r"no split weights hold on 2011-12-31.*split by head count"):
        weights_on(standard("cn-section-split"), dt.date(2011, 12, 31))


def test_a_value_holds_until_the_next_one_and_nothing_lies_between(folder):
    found = folder(
        "later",
        overlay("""
        [[rule]]
        measure = "resource"
        of = "pe_art_teachers_per_100"
        [[rule.value]]
        from = 2021-09-01
        cite = "1"
        confidence = "original"
        at_least = { primary = 1.2 }
    """),
    )["xx-province"]
    asked = {day: found.limits("resource", day, "primary")["pe_art_teachers_per_100"].value
             for day in (dt.date(2021, 8, 31), dt.date(2021, 9, 1), dt.date(2030, 1, 1))}  # fmt: skip
    assert list(asked.values()) == [0.9, 1.2, 1.2]


def test_an_overlay_says_only_what_differs_and_keeps_whose_word_each_value_is(folder):
    found = folder("stricter", overlay("""
        [[rule]]
        measure = "class_size"
        [[rule.value]]
        from = 2017-04-19
        cite = "二"
        confidence = "original"
        at_most = { primary = 40 }
        [[rule]]
        measure = "resource"
        of = "books_per_student"
        [[rule.value]]
        from = 2020-01-01
        cite = "三"
        confidence = "original"
        at_least = { primary = 20, junior = 30 }
    """))  # fmt: skip
    limits = found["xx-province"].limits_by_whom("class_size", DAY)
    assert (limits["primary"].value, limits["primary"].document) == (40, "省教督〔2020〕1号")
    assert (limits["junior"].value, limits["junior"].document) == (50, "教督〔2017〕6号")
    assert len(found["xx-province"].indicators(DAY)) == 8
    assert found[QUALITY].limits_by_whom("class_size", DAY)["primary"].value == 45


def test_an_overlay_may_lie_over_an_overlay(folder, tmp_path):
    folder(
        "province",
        overlay("""
        [[rule]]
        measure = "class_size"
        [[rule.value]]
        from = 2020-01-01
        cite = "1"
        confidence = "original"
        at_most = { primary = 40 }
    """),
    )
    city = overlay(
        """
        [[rule]]
        measure = "class_size"
        [[rule.value]]
        from = 2020-01-01
        cite = "1"
        confidence = "recalled"
        at_most = { junior = 45 }
    """,
        name="xx-city",
    ).replace(f'"{QUALITY}"', '"xx-province"')
    limits = folder("city", city)["xx-city"].limits_by_whom("class_size", DAY)
    assert {whom: limit.value for whom, limit in limits.items()} == {"primary": 40, "junior": 45}


def abolished(measure):
    return f"""
        [[rule]]
        measure = "{measure}"
        of = "multimedia_rooms_per_100"
        [[rule.value]]
        from = 2022-01-01
        cite = "1"
        confidence = "original"
        abolished = true
    """


def test_abolition_is_an_entry_and_ends_the_whole_rule(folder):
    found = folder("abolished", overlay(abolished("resource") + abolished("cv")))["xx-province"]
    before, after = dt.date(2021, 12, 31), dt.date(2022, 1, 1)
    for measure in ("resource", "cv"):
        assert len(found.limits(measure, before, "primary")) == 7
        assert len(found.limits(measure, after, "primary")) == 6
    assert "multimedia_rooms_per_100" not in found.indicators(after)


def test_a_threshold_that_ends_leaves_the_limit_of_the_coefficient(folder):
    found = folder("abolished", overlay(abolished("resource")))["xx-province"]
    assert "multimedia_rooms_per_100" in found.limits("cv", dt.date(2022, 1, 1), "primary")


def books(**number):
    said = "".join(f"{name} = {value}" for name, value in number.items())
    return f"""
        [[rule]]
        measure = "resource"
        of = "books_per_student"
        [[rule.value]]
        from = 2020-01-01
        cite = "1"
        confidence = "original"
        {said}
    """


def test_an_overlay_ends_a_rule_on_the_very_day_it_began(folder):
    folder("base", overlay(books(at_least="{ primary = 15 }")))
    above = overlay(books(abolished="true"), name="xx-city").replace(f'"{QUALITY}"', '"xx-province"')
    assert "books_per_student" not in folder("city", above)["xx-city"].limits("resource", DAY, "primary")


def test_a_later_limit_of_the_other_sense_replaces_the_earlier(folder):
    folder("base", overlay(books(at_least="{ primary = 15 }")))
    later = books(at_most="{ primary = 20 }").replace("2020-01-01", "2022-01-01")
    city = folder("city", overlay(later, name="xx-city").replace(f'"{QUALITY}"', '"xx-province"'))["xx-city"]
    limit = city.limits("resource", DAY, "primary")["books_per_student"]
    assert (limit.sense, limit.value) == ("at_most", 20)
    assert city.limits("resource", dt.date(2021, 1, 1), "primary")["books_per_student"].sense == "at_least"


def test_an_overlay_cannot_make_another_measure_of_a_rule(folder):
    body = '[[rule]]\nid = "school_rule"\nmeasure = "all_met"\nof = ["resource"]'
    with pytest.raises(StandardError, match=r"school_rule › measure: 'all_met'; expected met_count"):
        folder("other", overlay(body))


def test_an_overlay_of_a_roll_up_keeps_what_it_does_not_say_and_may_end_it(folder):
    fewer = '[[rule]]\nid = "overall"\nmeasure = "all_met"\nof = ["every_cv"]'
    (kept,) = [rule for rule in folder("fewer", overlay(fewer))["xx-province"].rules if rule.id == "overall"]
    assert (kept.per, kept.of) == ("county", ("every_cv",))
    ended = fewer + '\n[[rule.value]]\nfrom = 2022-01-01\ncite = "1"\nconfidence = "original"\nabolished = true'
    found = folder("fewer", overlay(ended))["xx-province"]
    assert [any(rule.id == "overall" for rule in found.rules_on(dt.date(year, 6, 1))) for year in (2021, 2022)] == [
        True,
        False,
    ]


def test_the_standards_of_the_users_root_are_added(tmp_path, monkeypatch):
    (tmp_path / "standards").mkdir()
    body = """[[rule]]
        id = "school_rule"
        measure = "met_count"
        of = ["resource"]
        [[rule.value]]
        from = 2020-01-01
        cite = "1"
        confidence = "original"
        at_least = 7"""
    (tmp_path / "standards" / "own.toml").write_text(overlay(body), encoding="utf8")
    monkeypatch.setenv(paths.USER_ROOT_VARIABLE, str(tmp_path))
    (rule,) = standard("xx-province").of_measure("met_count")
    assert (rule.limit(DAY).value, rule.number(DAY, "floor_share")) == (7, 0.85)


def test_an_unknown_standard_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match=r"there is no 'cn-2030'; expected one of: cn-basic-balance-2012, .*split"):
        standard("cn-2030")


def test_every_number_in_force_is_listed_once_with_its_source():
    rows = in_force(QUALITY, DAY)
    of_tables = [row for row in rows if MEASURES[row.measure].reads in ("table", "")]
    assert len(of_tables) == 7 * 4 + 2 + 2 + 4
    assert len({row[:4] for row in rows}) == len(rows)
    assert {row.document for row in rows} == {"教督〔2017〕6号"}
    assert all(row.clause and row.since == dt.date(2017, 4, 19) for row in rows)
    assert {row.confidence for row in of_tables} == {"secondary"}
    assert in_force(QUALITY, dt.date(2012, 1, 1)) == []


def test_nothing_of_ours_claims_to_have_been_read_in_the_original():
    values = [row for found in load_standards().values() for row in found.in_force(DAY)]
    assert {row.confidence for row in values} <= {"secondary", "recalled"}
    limits = [*standard(QUALITY).limits("cv", DAY, "primary").values()]
    assert confidence_counts([*limits, *limits]) == {"original": 0, "secondary": 7, "recalled": 0}


def test_every_measure_and_number_has_a_name_in_both_languages():
    words = [measure.label for measure in MEASURES.values()]
    words += [number.words for measure in MEASURES.values() for number in measure.numbers.values()]
    assert all(label.zh and label.en for label in words)


def test_a_rule_of_a_list_is_cited_by_its_own_place():
    cited = [limit.clause for limit in standard(QUALITY).limits("cv", DAY, "primary").values()]
    assert cited == [f"资源配置 {place}" for place in range(1, 8)]


def test_a_rule_gives_its_numbers_in_the_order_of_its_measure_and_not_of_a_hash():
    rules = [rule for one in load_standards().values() for rule in one.rules if len({n for n, _ in rule.series}) > 1]
    assert len(rules) > 10
    for rule in rules:
        given = list(dict.fromkeys(number for number, _ in rule.series))
        assert given == [number for number in MEASURES[rule.measure].numbers if number in given]
