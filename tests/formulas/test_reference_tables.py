"""Real tables nobody here wrote, with answers computed by statsmodels and PySAL, county by county."""

import numpy as np
import pandas as pd
import pytest
from case_files import SHARED, needs_shared

from analysis.formulas import (
    gini,
    measures_by_group,
    split_entropy,
    student_weighted_cv,
    student_weighted_mean,
    theil_t,
)

pytestmark = needs_shared
TABLES = {
    "tw_moe_primary_113": ["teachers", "classes", "staff"],
    "ca_caschools": ["teachers", "computers", "expenditure"],
}
MEASURES = {
    "xbar": ("mean", student_weighted_mean),
    "cv_weighted": ("cv", student_weighted_cv),
    "gini_weighted": ("gini", gini),
    "theil_t": ("theil_t", theil_t),
}


def read(table, file):
    return pd.read_csv(SHARED / "data" / table / f"{file}.csv", dtype={"school_id": str})


@pytest.mark.parametrize("table", TABLES)
def test_every_county_and_the_whole_agree_one_by_one(table):
    schools, reference = read(table, "canonical"), read(table, "reference_by_county")
    assert set(reference.indicator) == set(TABLES[table])
    assert len(reference) == 3 * (schools.county.nunique() + 1)
    for row in reference.itertuples():
        here = schools if row.county == "__ALL__" else schools[schools.county == row.county]
        per_student = here[row.indicator] / here.students
        assert (len(here), here.students.sum()) == (row.n_schools, row.students)
        for name, (_, measure) in MEASURES.items():
            expected = pytest.approx(getattr(row, name), rel=1e-9, abs=1e-9, nan_ok=True)
            assert measure(per_student, here.students) == expected, (row.county, row.indicator, name)


@pytest.mark.parametrize("table", TABLES)
def test_every_county_agrees_when_all_are_computed_at_once(table):
    schools, reference = read(table, "canonical"), read(table, "reference_by_county")
    code, counties = pd.factorize(schools.county)
    per_student = schools[TABLES[table]].to_numpy() / schools.students.to_numpy()[:, None]
    result = measures_by_group(code, schools.students, per_student)
    for column, indicator in enumerate(TABLES[table]):
        expected = reference[reference.indicator == indicator].set_index("county").loc[counties]
        assert result.schools[:, column].tolist() == expected.n_schools.tolist()
        for name, (field, _) in MEASURES.items():
            np.testing.assert_allclose(getattr(result, field)[:, column], expected[name], rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("table", TABLES)
def test_between_and_within_agree_for_every_partition(table):
    schools, reference = read(table, "canonical"), read(table, "reference_theil_decomposition")
    assert len(reference) == 6
    for row in reference.itertuples():
        split = split_entropy(schools[row.indicator] / schools.students, schools.students, schools[row.partition])
        assert len(split.groups) == row.n_groups
        assert split[:3] == pytest.approx((row.theil_t, row.between, row.within), rel=1e-9)
