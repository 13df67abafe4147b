"""Shares found by asking people (问卷调查)."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike


def pooled_share_interval(satisfied: ArrayLike, valid: ArrayLike, confidence: float = 0.95) -> tuple[float, float]:
    """Interval of a share pooled over the groups that were asked (分群体问卷满意率的置信区间).

    p = Σy / Σn,  Var p = Σ n_g p_g (1 − p_g) / N²,  n* = p (1 − p) / Var p; Wilson's interval of p with n* answers.
    Groups that differ make it narrower than that of one simple sample, groups that agree leave it as it is.

    Parameters
    ----------
    satisfied : satisfied answers of each group, 0 ≤ y ≤ n   [questionnaires], shape (k,)
    valid : valid answers of each group, > 0                 [questionnaires], shape (k,)

    Returns
    -------
    (float, float) : 0 ≤ low ≤ p ≤ high ≤ 1

    Source: stratified variance of a proportion (Cochran, Sampling Techniques, 1977, ch. 5); Wilson 1927.
    """
    y, n = np.asarray(satisfied, float), np.asarray(valid, float)
    if y.shape != n.shape or y.ndim != 1 or not len(n) or (n <= 0).any() or (y < 0).any() or (y > n).any():
        raise ValueError("pooled_share_interval: 0 ≤ satisfied ≤ valid and valid > 0 for each group")
    total, share = n.sum(), y.sum() / n.sum()
    variance = (n * (y / n) * (1 - y / n)).sum() / total**2
    size = share * (1 - share) / variance if variance > 0 else total
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2
    middle, half = share + z2 / (2 * size), np.sqrt(z2 * share * (1 - share) / size + z2**2 / (4 * size**2))
    return float((middle - half) / (1 + z2 / size)), float((middle + half) / (1 + z2 / size))
