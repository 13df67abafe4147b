"""The rules as data: what they say on a day, how one lies over another, and what the loader refuses."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from analysis import paths
from analysis.errors import StandardError, UsageError
from analysis.rules.standard_schema import KINDS, MEASURES
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
        schema = 1
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
        assert quality.thresholds(DAY, stage)[indicator].value == threshold
        assert quality.cv_limits(DAY, stage)[indicator].value == cv
    assert len(quality.indicators(DAY)) == 7


def test_quality_balance_limits_schools_and_classes():
    quality = standard(QUALITY)
    assert {whom: limit.value for whom, limit in quality.limits("school_size", DAY).items()} == {
        "primary": 2000, "junior": 2000, "nine_year": 2500, "twelve_year": 2500,
    }  # fmt: skip
    assert {whom: limit.value for whom, limit in quality.limits("class_size", DAY).items()} == {
        "primary": 45, "junior": 50,
    }  # fmt: skip
    count, floor = quality.school_rule(DAY)
    assert (count.value, count.sense, floor) == (6, "at_least", 0.85)


def test_basic_balance_judges_the_mean_of_eight():
    basic = standard("cn-basic-balance-2012")
    indicators, limit = basic.composite(DAY, "primary")
    assert (len(indicators), limit.value, limit.sense) == (8, 0.65, "at_most")
    assert basic.composite(DAY, "junior")[1].value == 0.55
    assert indicators[0] == "gross_teaching_area_m2_per_student"
    assert not basic.cv_limits(DAY, "primary") and basic.school_rule(DAY) is None
    assert "扣除室内体育用房" in basic.notes()[0].zh


def test_no_value_holds_before_its_first_day_and_it_holds_on_that_day():
    quality = standard(QUALITY)
    assert quality.thresholds(dt.date(2017, 4, 18), "primary") == {}
    assert quality.indicators(dt.date(2017, 4, 18)) == ()
    assert len(quality.thresholds(dt.date(2017, 4, 19), "primary")) == 7


def test_large_classes_are_defined_before_there_is_a_target():
    sizes = standard("cn-class-size")
    (super_large, target), (large, none_yet) = sizes.class_shares(dt.date(2019, 12, 31)).values()
    assert (super_large, target.value, large, none_yet) == (66, 0.02, 56, None)
    assert sizes.class_shares(dt.date(2020, 12, 31))["large_class_share"][1].value == 0.05


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
        kind = "threshold"
        indicator = "pe_art_teachers_per_100"
        [[rule.value]]
        from = 2021-09-01
        cite = "1"
        confidence = "original"
        at_least = { primary = 1.2 }
    """),
    )["xx-province"]
    asked = {day: found.thresholds(day, "primary")["pe_art_teachers_per_100"].value
             for day in (dt.date(2021, 8, 31), dt.date(2021, 9, 1), dt.date(2030, 1, 1))}  # fmt: skip
    assert list(asked.values()) == [0.9, 1.2, 1.2]


def test_an_overlay_says_only_what_differs_and_keeps_whose_word_each_value_is(folder):
    found = folder("stricter", overlay("""
        [[rule]]
        kind = "limit"
        measure = "class_size"
        [[rule.value]]
        from = 2017-04-19
        cite = "二"
        confidence = "original"
        at_most = { primary = 40 }
        [[rule]]
        kind = "threshold"
        indicator = "books_per_student"
        [[rule.value]]
        from = 2020-01-01
        cite = "三"
        confidence = "original"
        at_least = { primary = 20, junior = 30 }
    """))  # fmt: skip
    limits = found["xx-province"].limits("class_size", DAY)
    assert (limits["primary"].value, limits["primary"].document) == (40, "省教督〔2020〕1号")
    assert (limits["junior"].value, limits["junior"].document) == (50, "教督〔2017〕6号")
    assert len(found["xx-province"].indicators(DAY)) == 8
    assert found[QUALITY].limits("class_size", DAY)["primary"].value == 45


def test_an_overlay_may_lie_over_an_overlay(folder, tmp_path):
    folder(
        "province",
        overlay("""
        [[rule]]
        kind = "limit"
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
        kind = "limit"
        measure = "class_size"
        [[rule.value]]
        from = 2020-01-01
        cite = "1"
        confidence = "recalled"
        at_most = { junior = 45 }
    """,
        name="xx-city",
    ).replace(f'"{QUALITY}"', '"xx-province"')
    limits = folder("city", city)["xx-city"].limits("class_size", DAY)
    assert {whom: limit.value for whom, limit in limits.items()} == {"primary": 40, "junior": 45}


def test_abolition_is_an_entry_and_ends_the_whole_rule(folder):
    found = folder(
        "abolished",
        overlay("""
        [[rule]]
        kind = "threshold"
        indicator = "multimedia_rooms_per_100"
        [[rule.value]]
        from = 2022-01-01
        cite = "1"
        confidence = "original"
        abolished = true
    """),
    )["xx-province"]
    assert len(found.thresholds(dt.date(2021, 12, 31), "primary")) == 7
    assert len(found.thresholds(dt.date(2022, 1, 1), "primary")) == 6
    assert "multimedia_rooms_per_100" not in found.indicators(dt.date(2022, 1, 1))


def test_the_standards_of_the_users_root_are_added(tmp_path, monkeypatch):
    (tmp_path / "standards").mkdir()
    body = '[[rule]]\nkind = "count"\n[[rule.value]]\nfrom = 2020-01-01\ncite = "1"\nconfidence = "original"\nmeet_at_least = 7'
    (tmp_path / "standards" / "own.toml").write_text(overlay(body), encoding="utf8")
    monkeypatch.setenv(paths.USER_ROOT_VARIABLE, str(tmp_path))
    count, floor = standard("xx-province").school_rule(DAY)
    assert (count.value, floor) == (7, 0.85)


def test_an_unknown_standard_is_answered_with_those_there_are():
    with pytest.raises(UsageError, match=r"there is no 'cn-2030'; expected one of: cn-basic-balance-2012, .*split"):
        standard("cn-2030")


def test_every_number_in_force_is_listed_once_with_its_source():
    rows = in_force(QUALITY, DAY)
    assert len(rows) == 7 * 4 + 2 + 2 + 4
    assert len({row[:4] for row in rows}) == len(rows)
    assert {row.document for row in rows} == {"教督〔2017〕6号"}
    assert all(row.clause and row.confidence == "secondary" and row.since == dt.date(2017, 4, 19) for row in rows)
    assert in_force(QUALITY, dt.date(2012, 1, 1)) == []


def test_nothing_of_ours_claims_to_have_been_read_in_the_original():
    values = [row for found in load_standards().values() for row in found.in_force(DAY)]
    assert {row.confidence for row in values} <= {"secondary", "recalled"}
    limits = [*standard(QUALITY).cv_limits(DAY, "primary").values()]
    assert confidence_counts([*limits, *limits]) == {"original": 0, "secondary": 7, "recalled": 0}


def test_every_kind_and_measure_has_a_name_in_both_languages():
    assert all(kind.label.zh and kind.label.en for kind in KINDS.values())
    assert set(MEASURES) == {name for kind in KINDS.values() for name in kind.measures}
