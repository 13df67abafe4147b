"""How far schools lie apart (校际距离)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

EARTH_KM = 6371.0  # mean radius


def great_circle_km(latitude: ArrayLike, longitude: ArrayLike) -> NDArray[np.float64]:
    """Distance between every two schools along the earth's surface (大圆距离), by the haversine.

    d = 2R asin √( sin²(Δφ/2) + cos φᵢ cos φⱼ sin²(Δλ/2) ),  R = 6371 km.  Roads are longer; no road is known here.

    Parameters
    ----------
    latitude, longitude : of each school, north and east above 0   [degrees], shape (k,)

    Returns
    -------
    array, shape (k, k) : symmetric, 0 on the diagonal   [km]
    """
    north, east = np.radians(np.asarray(latitude, float)), np.radians(np.asarray(longitude, float))
    up, along = (np.sin((one[:, None] - one) / 2) ** 2 for one in (north, east))
    half = up + np.cos(north)[:, None] * np.cos(north) * along
    return 2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
