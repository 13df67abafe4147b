"""The tested core (测算公式): arrays in, numbers out; numpy and scipy only."""

from analysis.formulas.balance import (
    OTHER_READINGS,
    composite_cv,
    cv_without_each_school,
    paired,
    school_relative_gaps,
    school_shares_of_cv2,
    student_weighted_cv,
    student_weighted_mean,
    turning_value,
    unweighted_cv,
    unweighted_cv_about_pooled_mean,
    unweighted_sample_cv,
    weighted_cv_about_plain_mean,
)
from analysis.formulas.bounds import (
    cv_bounds,
)
from analysis.formulas.decomposition import (
    EntropySplit,
    split_entropy,
)
from analysis.formulas.distribution import (
    MINIMUM_SCHOOLS_FOR_PERCENTILES,
    atkinson,
    federal_range_ratio,
    generalised_entropy,
    gini,
    lorenz_curve,
    mcloone,
    percentile_ratio,
    student_percentile,
    theil_l,
    theil_t,
    verstegen,
)
from analysis.formulas.panel import (
    GroupMeasures,
    measures_by_group,
)
from analysis.formulas.survey import (
    pooled_share_interval,
)

__all__ = [
    "MINIMUM_SCHOOLS_FOR_PERCENTILES",
    "OTHER_READINGS",
    "EntropySplit",
    "GroupMeasures",
    "atkinson",
    "composite_cv",
    "cv_bounds",
    "cv_without_each_school",
    "federal_range_ratio",
    "generalised_entropy",
    "gini",
    "lorenz_curve",
    "mcloone",
    "measures_by_group",
    "paired",
    "percentile_ratio",
    "pooled_share_interval",
    "school_relative_gaps",
    "school_shares_of_cv2",
    "split_entropy",
    "student_percentile",
    "student_weighted_cv",
    "student_weighted_mean",
    "theil_l",
    "theil_t",
    "turning_value",
    "unweighted_cv",
    "unweighted_cv_about_pooled_mean",
    "unweighted_sample_cv",
    "verstegen",
    "weighted_cv_about_plain_mean",
]
