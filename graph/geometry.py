"""From a position to its grid."""

from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from liandong.errors import DataError


class GridIndex:
    """A spatial index over the boundaries of base grids.

    A position on a border belongs to the grid with the smallest code, so that every position inside the
    city has exactly one grid; a position in a hole, or outside, has none.
    """

    def __init__(self, grids: Iterable[tuple[str, str]]) -> None:
        """
        Args:
            grids: (code, WKT polygon) of each grid.

        Raises:
            DataError: a boundary is no polygon.
        """
        ordered = sorted(grids)
        self._codes = np.array([*(code for code, _ in ordered), None], dtype=object)
        self._polygons = shapely.from_wkt([wkt for _, wkt in ordered], on_invalid="ignore")
        for (code, _), polygon in zip(ordered, self._polygons, strict=True):
            if polygon is None or polygon.geom_type not in ("Polygon", "MultiPolygon"):
                raise DataError(f"Grid {code}: the boundary is no polygon 网格边界不是多边形")
        shapely.prepare(self._polygons)
        self._tree = shapely.STRtree(self._polygons)

    def __len__(self) -> int:
        return len(self._polygons)

    def locate(self, lon: float, lat: float) -> str | None:
        """The code of the grid at a position, in degrees; None outside all grids.

        Raises:
            DataError: the numbers are no position on earth.
        """
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise DataError(f"{lon},{lat} is no longitude, latitude 坐标超出范围", hint="Longitude first.")
        return self.locate_all([lon], [lat])[0]

    def locate_all(
        self, lons: Sequence[float] | NDArray[np.float64], lats: Sequence[float] | NDArray[np.float64]
    ) -> list[str | None]:
        """The grid's code, or None, for each position."""
        points = shapely.points(np.asarray(lons, dtype=float), np.asarray(lats, dtype=float))
        found = np.full(len(points), len(self), dtype=np.int64)
        which, grid = self._tree.query(points, predicate="intersects")
        np.minimum.at(found, which, grid)
        located: list[str | None] = self._codes[found].tolist()
        return located
