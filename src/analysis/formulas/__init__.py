"""The tested core (测算公式): arrays in, numbers out; numpy and scipy only."""

from analysis.formulas.balance import (
    OTHER_READINGS,
    composite_cv,
    paired,
    school_relative_gaps,
    school_shares_of_cv2,
    student_weighted_cv,
    student_weighted_mean,
    unweighted_cv,
    unweighted_cv_about_pooled_mean,
    unweighted_sample_cv,
    weighted_cv_about_plain_mean,
)

__all__ = [
    "OTHER_READINGS",
    "composite_cv",
    "paired",
    "school_relative_gaps",
    "school_shares_of_cv2",
    "student_weighted_cv",
    "student_weighted_mean",
    "unweighted_cv",
    "unweighted_cv_about_pooled_mean",
    "unweighted_sample_cv",
    "weighted_cv_about_plain_mean",
]
