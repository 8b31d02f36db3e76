"""The coordinate systems that positions in China come in, and the way to WGS 84.

GPS and the graph use WGS 84; maps and apps in China show GCJ-02, which lies 100–700 m off (about 450 m in
Suzhou), and Baidu's BD-09, which lies about 1 km off. A system that is not stated right puts every lamp into
the next street, so it is stated per source and converted where it enters. CGCS2000, which the state's own
surveys use, is WGS 84 to within decimetres.
"""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import coordTransform
import numpy as np
from numpy.typing import NDArray

from liandong.errors import DataError

Points = NDArray[np.float64]
"""(n, 2): longitude and latitude in degrees."""
_STEPS = 4
"""The offset changes by at most 1 % of a step, so that each step leaves a hundredth: 700 m, 7 m … 7 µm."""
_DECIMALS = 8
"""About a millimetre."""
_POSITION = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*[,，]\s*(-?\d+(?:\.\d+)?)\s*")


class Crs(StrEnum):
    """A coordinate system, as it is named in files and options."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"

    @property
    def shown(self) -> str:
        """Its name as people write it: GCJ-02."""
        return {"wgs84": "WGS 84", "gcj02": "GCJ-02", "bd09": "BD-09"}[self]


_FORWARD: Mapping[Crs, Callable[[Any, Any], tuple[Any, Any]]] = {
    Crs.GCJ02: coordTransform.wgs84_to_gcj02,
    Crs.BD09: coordTransform.wgs84_to_bd09,
}
"""From longitude and latitude, numbers or arrays, to the same in the system."""


def crs_named(name: str) -> Crs:
    """The system of this name; case, blanks and hyphens don't matter (`GCJ-02`, `WGS 84`).

    Raises:
        DataError: there is none.
    """
    try:
        return Crs(re.sub(r"[\s_-]", "", name).lower())
    except ValueError:
        known = ", ".join(Crs)
        raise DataError(
            f"{name!r} is no coordinate system 没有这个坐标系", hint=f"Use one of 可用: {known}."
        ) from None


def to_wgs84(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Longitude and latitude in WGS 84 of a position in `crs`, exact to a millimetre.

    The inverse has no closed form: it is found by stepping back by what the forward conversion is off.
    Outside the rectangle around China GCJ-02 is WGS 84.
    """
    if crs is Crs.WGS84:
        return lon, lat
    forward = _FORWARD[crs]
    x, y = lon, lat
    for _ in range(_STEPS):
        east, north = forward(x, y)
        x, y = x - (east - lon), y - (north - lat)
    return round(x, _DECIMALS), round(y, _DECIMALS)


def from_wgs84(lon: float, lat: float, crs: Crs) -> tuple[float, float]:
    """Longitude and latitude in `crs` of a position in WGS 84."""
    if crs is Crs.WGS84:
        return lon, lat
    east, north = _FORWARD[crs](lon, lat)
    return east, north


def all_to_wgs84(points: Points, crs: Crs) -> Points:
    """The same for many positions at once."""
    if crs is Crs.WGS84 or not len(points):
        return points
    found = points
    for _ in range(_STEPS):
        found = found - (all_from_wgs84(found, crs) - points)
    return np.round(found, _DECIMALS)


def all_from_wgs84(points: Points, crs: Crs) -> Points:
    """Positions in `crs` of positions in WGS 84."""
    if crs is Crs.WGS84 or not len(points):
        return points
    return np.column_stack(_FORWARD[crs](points[:, 0], points[:, 1]))


def metres(lon_lat: Points, other: Points) -> NDArray[np.float64]:
    """Distances in metres between positions in degrees, pair by pair; good for some kilometres."""
    east = (lon_lat[:, 0] - other[:, 0]) * 111_320 * np.cos(np.radians(lon_lat[:, 1]))
    north = (lon_lat[:, 1] - other[:, 1]) * 110_870
    return np.asarray(np.hypot(east, north))


def place_in_wgs84(place: str, crs: Crs) -> str:
    """A place as it was given, a code or words or `LON,LAT`; a position is turned into one in WGS 84.

    Numbers that are no degrees stay as they are, for whoever reads the place to refuse.
    """
    position = None if crs is Crs.WGS84 else _POSITION.fullmatch(place)
    if position is None:
        return place
    lon, lat = float(position[1]), float(position[2])
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        return place
    lon, lat = to_wgs84(lon, lat, crs)
    return f"{lon:.7f},{lat:.7f}"
