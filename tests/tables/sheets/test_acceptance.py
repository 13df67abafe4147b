"""Tables nobody here wrote: read by a mapping alone, they equal what others made of them by hand."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from case_files import REPOSITORY, SHARED, as_printed, needs_shared

from analysis.formulas import measures_by_group, split_entropy
from analysis.tables.sheets.reading import Reading, TableFile, accepted, read_files
from analysis.tables.sources.mapping import read_mapping

pytestmark = needs_shared
FILES = {
    "tw_moe_primary_113": "113-107.csv",
    "ca_caschools": "AER_CASchools.csv",
    "nyc_class_size_2011": "class_size.csv",
    "ky_teacher_turnover_2024": "KYRC24_OVW_Teacher_Turnover.csv",
}
FIELDS = {
    "tw_moe_primary_113": {"teachers": "full_time_teachers", "classes": "classes", "staff": "staff"},
    "ca_caschools": {"teachers": "teachers", "computers": "computers", "expenditure": "expenditure_dollars"},
}
PARTITIONS = {"county": "county", "area": "area", "level": "grades"}


@cache
def read_by_mapping(folder: str) -> Reading:
    mapping = read_mapping(REPOSITORY / "tests" / "mappings" / f"{folder}.toml")
    return accepted(read_files([TableFile(SHARED / "data" / folder / FILES[folder], mapping)]))


def reference(folder: str, name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / folder / f"{name}.csv", dtype={"school_id": str})


def test_taiwan_s_schools_equal_the_table_made_by_hand():
    reading, canonical = read_by_mapping("tw_moe_primary_113"), reference("tw_moe_primary_113", "canonical")
    rows = reading.rows
    assert [reading.terms.areas[area].zh for area in rows["area"]] == canonical["area"].tolist()
    names = {"full_time_teachers": "teachers"}
    for name in ("county", "township", "school_id", "school", "year", "students", "classes", "staff"):
        assert rows[name].tolist() == canonical[names.get(name, name)].tolist()
    assert rows["full_time_teachers"].tolist() == canonical["teachers"].tolist()
    np.testing.assert_array_equal(rows["students_107"], canonical["students_107"])


def test_taiwan_s_schools_without_students_are_counted():
    (line,) = read_by_mapping("tw_moe_primary_113").problems.left_out
    assert (line.rows, line.students) == (13, 0)


def test_california_s_districts_equal_the_table_made_by_hand():
    rows, canonical = read_by_mapping("ca_caschools").rows, reference("ca_caschools", "canonical")
    for name, theirs in {"grades": "level", "expenditure_dollars": "expenditure"}.items():
        assert rows[name].tolist() == canonical[theirs].tolist()
    for name in ("county", "school_id", "school", "year", "students", "teachers", "computers"):
        assert rows[name].tolist() == canonical[name].tolist()


@pytest.mark.parametrize("folder", FIELDS)
def test_measures_of_every_county_agree_with_other_software(folder):
    rows, expected = read_by_mapping(folder).rows, reference(folder, "reference_by_county")
    code, counties = pd.factorize(rows["county"])
    students = rows["students"].to_numpy()
    for indicator, field in FIELDS[folder].items():
        per_student = rows[field].to_numpy() / students
        by_county = measures_by_group(code, students, per_student)
        together = measures_by_group(np.zeros(len(rows), int), students, per_student)
        theirs = expected[expected["indicator"] == indicator].set_index("county").loc[[*counties, "__ALL__"]]
        for name, column in {
            "mean": "xbar",
            "cv": "cv_weighted",
            "gini": "gini_weighted",
            "theil_t": "theil_t",
        }.items():
            ours = np.append(getattr(by_county, name)[:, 0], getattr(together, name)[:, 0])
            np.testing.assert_allclose(ours, theirs[column], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("folder", FIELDS)
def test_decompositions_agree_with_other_software(folder):
    rows = read_by_mapping(folder).rows
    for line in reference(folder, "reference_theil_decomposition").itertuples():
        per_student = rows[FIELDS[folder][line.indicator]] / rows["students"]
        split = split_entropy(per_student, rows["students"], rows[PARTITIONS[line.partition]])
        assert len(split.groups) == line.n_groups
        expected = pytest.approx((line.theil_t, line.between, line.within), rel=1e-9, abs=1e-9)
        assert (split.total, split.between, split.within) == expected


@pytest.mark.parametrize("partition", ["county", "area"])
def test_class_sizes_of_taiwan_agree(partition):
    reading = read_by_mapping("tw_moe_primary_113")
    rows = reading.rows.assign(area=[reading.terms.areas[area].zh for area in reading.rows["area"]])
    sums = rows.groupby(partition)[["students", "classes", "full_time_teachers"]].sum()
    theirs = reference("tw_moe_primary_113", f"reference_class_size_by_{partition}").set_index(partition)
    sums = sums.loc[theirs.index]
    assert sums.to_numpy().tolist() == theirs[["students", "classes", "teachers"]].to_numpy().tolist()
    np.testing.assert_allclose(sums["students"] / sums["classes"], theirs["class_size"], rtol=1e-9)
    np.testing.assert_allclose(sums["students"] / sums["full_time_teachers"], theirs["students_per_teacher"], rtol=1e-9)


def test_new_york_s_classes_add_up_to_the_districts():
    reading = read_by_mapping("nyc_class_size_2011")
    assert {line.reason.en.split(" (")[0]: line.rows for line in reading.problems.left_out}["school summaries"] == 1450
    ours = reading.rows.groupby("county").agg({"students": "sum", "classes": "sum", "largest_class": "max"})
    theirs = reference("nyc_class_size_2011", "reference_k5_by_district")
    ours = ours.loc[theirs["CSD"].astype(str)]
    assert ours.to_numpy().tolist() == theirs[["students", "sections", "max"]].to_numpy().tolist()
    np.testing.assert_allclose(ours["students"] / ours["classes"], theirs["class_size"], rtol=1e-9)


def test_every_class_of_a_new_york_school_is_traced():
    reading = read_by_mapping("nyc_class_size_2011")
    lines = reading.locators.lines
    assert len(lines) == reading.files[0].rows_read - sum(line.rows for line in reading.problems.left_out)
    first = reading.locators.of(0, "students")
    assert [cell.cell for cell in first] == [f"J{line}" for line in range(2, 12)]


def test_kentucky_s_districts_add_up_to_the_state_and_its_schools_do_not():
    rows = read_by_mapping("ky_teacher_turnover_2024").rows
    assert len(rows) == 177
    assert rows[["full_time_teachers", "teachers_left"]].sum().tolist() == [49691, 11204]
    by_schools = reference("ky_teacher_turnover_2024", "reference_by_county")
    assert by_schools[["teachers", "turnover"]].sum().tolist() == [48674, 10809]


def test_the_turnover_of_every_kentucky_district_is_the_one_published():
    rows = read_by_mapping("ky_teacher_turnover_2024").rows
    published = pd.read_csv(SHARED / "data" / "ky_teacher_turnover_2024" / "published_by_district.csv", dtype=str)
    assert rows["school_id"].tolist() == published["District Number"].tolist()
    has_teachers = rows["full_time_teachers"] > 0
    assert has_teachers.sum() == 175  # two districts have no teachers of their own, hence no rate
    computed = (100 * rows["teachers_left"] / rows["full_time_teachers"])[has_teachers]
    printed = published["Turnover Percent"][has_teachers]
    assert [as_printed(value, like="0.1") for value in computed] == [as_printed(value, like="0.1") for value in printed]
