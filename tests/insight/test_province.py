"""The synthetic province: pupils who move through schools, classes and grades, and programmes whose truth is known."""

import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.insight.class_size.class_list import class_list, grade_rows
from analysis.insight.class_size.cohorts import cohort_history, project
from analysis.insight.class_size.forecast import back_test, births_by_entry_year
from analysis.insight.class_size.shares import class_sizes_by_year, class_sizes_from_form
from analysis.insight.exchange.ratios import counts_from_register, exchange_ratios
from analysis.paths import RAW, REPOSITORY
from analysis.tables.catalogue.datasets import load_dataset

FOLDER = RAW / "demo" / "province"
CODE = {"county": str, "school_id": str, "from_school": str, "to_school": str}


@pytest.fixture(scope="module")
def model():
    sys.path.insert(0, str(FOLDER))
    try:
        import province
    finally:
        sys.path.remove(str(FOLDER))
    return province


@pytest.fixture(scope="module")
def worlds(model):
    return model.draw_province(5)


def read(name):
    return pd.read_csv(FOLDER / f"{name}.csv", dtype=CODE)


@pytest.fixture(scope="module")
def listed():
    return class_list(read("classes"), read("schools"))


def test_pupils_are_conserved_by_classes_and_nobody_appears_in_upper_grades_from_nowhere(worlds, model):
    for world in worlds:
        for stage, pupils in world.pupils.items():
            assert (world.classes[stage].sizes.sum(axis=-1) == pupils.count).all()
            by_county = pupils.count.reshape(model.YEARS, model.COUNTIES, -1, pupils.stage.grades).sum(axis=2)
            assert (by_county[1:, :, 1:] <= by_county[:-1, :, :-1]).all()  # moves stay within, or leave, the county


def test_classes_are_kept_from_grade_to_grade(worlds):
    without = worlds[1].classes["primary"].classes
    moved, stayed = without[1:, :, 1:], without[:-1, :, :-1]
    assert (np.abs(moved - stayed) <= 2).all()
    assert (moved == stayed).mean() > 0.9


def test_both_worlds_are_one_until_the_programmes_begin_and_only_their_counties_differ_after(worlds, model):
    with_it, without = worlds
    start = model.CHOSEN_IN - model.FIRST_YEAR + 1
    for stage in with_it.classes:
        a, b = (w.classes[stage].sizes for w in worlds)
        assert (a[:start] == b[:start]).all()
        untouched = ~with_it.chosen_class_size[with_it.classes[stage].stage.county]
        assert (a[:, untouched] == b[:, untouched]).all()
    assert (with_it.exchanged[:start] == without.exchanged[:start]).all()
    assert (with_it.exchanged[:, ~with_it.chosen_exchange] == without.exchanged[:, ~with_it.chosen_exchange]).all()


def test_the_programme_counties_were_the_worst_of_the_autumn_of_choice(worlds, model):
    at = model.CHOSEN_IN - model.FIRST_YEAR
    shares, chosen = worlds[1].classes["primary"].shares_over()[at], worlds[0].chosen_class_size
    assert chosen.sum() == model.CHOSEN
    assert shares[chosen].min() >= shares[~chosen].max()
    ratio, chosen = (worlds[1].exchanged / worlds[1].eligible)[at], worlds[0].chosen_exchange
    assert ratio[chosen].max() <= ratio[~chosen].min()


def test_a_programme_that_does_nothing_has_no_effect(model):
    with_it, without = model.draw_province(5, model.NO_PROGRAMMES)
    assert (with_it.classes["primary"].sizes == without.classes["primary"].sizes).all()
    assert (with_it.exchanged == without.exchanged).all()


def test_the_tables_are_what_the_script_writes(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make_province.py", tmp_path], check=True)
    written = sorted(path.name for path in tmp_path.iterdir())
    assert "truth.toml" in written
    for name in written:
        assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_the_tables_say_the_truth_the_file_states(listed):
    truth = tomllib.loads((FOLDER / "truth.toml").read_text(encoding="utf8"))
    at = listed[(listed["year"] == truth["chosen_in"]) & (listed["stage"] == "primary")]
    share = (at["students"] >= 56).groupby(at["county"]).mean()
    assert set(share.nlargest(5).index) == set(truth["class_size"]["by_county"])
    effects = truth["class_size"]["by_county"].values()
    assert truth["class_size"]["effect"] == pytest.approx(np.mean(list(effects)), abs=1e-6)
    counts = counts_from_register(read("exchange_register")).merge(read("staff"), on=["county", "year"])
    ratios = exchange_ratios(counts)
    eligible = ratios[(ratios["measure"] == "exchanged_of_eligible") & (ratios["year"] == truth["chosen_in"])]
    assert set(eligible.nsmallest(5, "ratio")["county"]) == set(truth["exchange"]["by_county"])


def test_the_export_with_bands_loads_as_a_school_table_and_agrees_with_the_list_of_classes(
    listed, tmp_path, monkeypatch
):
    (tmp_path / "school_rows.csv").write_bytes((FOLDER / "school_rows.csv").read_bytes())
    monkeypatch.setenv("JUNHENG_DATA", str(tmp_path))
    rows = load_dataset("own").rows
    for stage in ("primary", "junior"):
        form, from_list = class_sizes_from_form(rows, stage), class_sizes_by_year(listed, stage)
        assert form.keys() == from_list.keys() == set(range(2014, 2024))
        for year, sizes in form.items():
            for name, found in sizes.items():
                exact = from_list[year][name]
                assert (found.classes, found.students, found.share) == (exact.classes, exact.students, exact.share)
                assert found.student_share.low <= exact.student_share.low <= found.student_share.high


def test_every_school_of_the_province_says_that_it_is_synthetic():
    assert read("schools")["school"].str.startswith("合成").all()
    assert "Synthetic" in (FOLDER / "truth.toml").read_text(encoding="utf8")


def test_the_published_tables_can_be_projected_and_forecasts_beat_both_naive_ones(listed):
    history = cohort_history(grade_rows(listed, "primary"), "primary")
    births = births_by_entry_year(read("births"))
    assert project(history, births, 6).years[-1] == births.columns[births.notna().all()].max()
    errors = back_test(history, births).groupby(["step", "method"])["error"].mean().unstack()
    assert (errors["cohorts"] < errors["ratio_1"]).all()
    assert (errors["cohorts"] < errors["same_as_last_year"]).all()


def test_the_recorded_coverage_lies_between_93_and_97_percent_over_a_thousand_seeds_or_more():
    record = tomllib.loads((FOLDER / "coverage.toml").read_text(encoding="utf8"))
    for programme in ("class_size", "exchange"):
        kept = [entry for entry in record[programme].values() if entry["is_kept"]]
        assert len(kept) == 1
        assert 0.93 <= kept[0]["coverage"] <= 0.97
        assert kept[0]["seeds"] >= 1000


def test_the_recorded_forecast_error_is_below_both_naive_ones():
    record = tomllib.loads((FOLDER / "forecast.toml").read_text(encoding="utf8"))
    for step in (1, 2, 3):
        errors = record[f"step_{step}"]
        assert errors["cohorts"] < min(errors["ratio_1"], errors["same_as_last_year"])


@pytest.mark.slow
def test_the_coverage_benchmark_runs(tmp_path):
    script = Path(REPOSITORY, "benchmarks", "coverage.py")
    options = ["--seeds", "6", "--variational", "1", "--workers", "1", "--write", str(tmp_path / "c.toml")]
    subprocess.run([sys.executable, script, *options], check=True, capture_output=True)
    record = tomllib.loads((tmp_path / "c.toml").read_text(encoding="utf8"))
    assert record["class_size"]["against_projection"]["seeds"] == 6
