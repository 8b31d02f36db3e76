"""From metres on the plane to degrees on the map, and from a position to the grid it lies in."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from city.geometry import Point, cross, distance, inside

_LON_METRES = 95_200.0
_LAT_METRES = 110_870.0
"""Metres in a degree at 31.3° N, on the WGS 84 ellipsoid."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where the plane's origin lies on the map, and what is around it.

    Attributes:
        centre: longitude and latitude of the origin.
        extent: the region's width and height in metres.
        middle: the middle of the region on the plane.
    """

    centre: Point
    extent: Point
    middle: Point = (0.0, 0.0)

    def degrees(self, point: Point) -> Point:
        """Longitude and latitude of a point in metres, rounded to 6 decimals (0.1 m)."""
        lon = self.centre[0] + point[0] / _LON_METRES
        lat = self.centre[1] + point[1] / _LAT_METRES
        return round(lon, 6), round(lat, 6)

    def at(self, x: float, y: float) -> Point:
        """The point in metres of a place given in shares of the extent, from the south-west corner."""
        return self.middle[0] + (x - 0.5) * self.extent[0], self.middle[1] + (y - 0.5) * self.extent[1]

    def around(self, ring: Iterable[Point]) -> "Frame":
        """The frame of a part of the plane, on the same origin."""
        xs, ys = zip(*ring, strict=True)
        extent = (max(xs) - min(xs), max(ys) - min(ys))
        return Frame(self.centre, extent, ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2))


def polygon_wkt(ring: Iterable[Point]) -> str:
    """WKT of an open ring in degrees."""
    corners = [f"{lon:.6f} {lat:.6f}" for lon, lat in ring]
    return f"POLYGON (({', '.join((*corners, corners[0]))}))"


def line_wkt(points: Iterable[Point]) -> str:
    """WKT of a line in degrees."""
    return f"LINESTRING ({', '.join(f'{lon:.6f} {lat:.6f}' for lon, lat in points)})"


class Locator:
    """Finds the polygon that a position in degrees lies in."""

    _CELLS = 64

    def __init__(self, polygons: Sequence[tuple[str, Sequence[Point]]]) -> None:
        """Keep the open rings by code; of polygons that overlap, the first wins."""
        lons = [lon for _, ring in polygons for lon, _ in ring]
        lats = [lat for _, ring in polygons for _, lat in ring]
        self._west, self._south = min(lons), min(lats)
        self._dx = (max(lons) - self._west) / self._CELLS
        self._dy = (max(lats) - self._south) / self._CELLS
        self._cells: dict[tuple[int, int], list[tuple[str, Sequence[Point]]]] = {}
        for code, ring in polygons:
            first = self._cell((min(lon for lon, _ in ring), min(lat for _, lat in ring)))
            last = self._cell((max(lon for lon, _ in ring), max(lat for _, lat in ring)))
            for i in range(first[0], last[0] + 1):
                for j in range(first[1], last[1] + 1):
                    self._cells.setdefault((i, j), []).append((code, ring))

    def find(self, position: Point) -> str | None:
        """The code of the polygon around a position; None outside all of them."""
        for code, ring in self._cells.get(self._cell(position), ()):
            if inside(position, ring):
                return code
        return None

    def _cell(self, position: Point) -> tuple[int, int]:
        return int((position[0] - self._west) / self._dx), int((position[1] - self._south) / self._dy)


class Line:
    """A polyline in metres."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = tuple(points)
        self._starts = [0.0]
        for a, b in pairwise(points):
            self._starts.append(self._starts[-1] + distance(a, b))
        xs, ys = zip(*points, strict=True)
        self.box = (min(xs), min(ys), max(xs), max(ys))

    @property
    def length(self) -> float:
        """Metres from end to end."""
        return self._starts[-1]

    def at(self, along: float, *, aside: float = 0.0) -> Point:
        """The point so many metres along, moved to the left by `aside` metres."""
        i = min(bisect_right(self._starts, along, 1) - 1, len(self.points) - 2)
        (ax, ay), (bx, by) = self.points[i], self.points[i + 1]
        span = self._starts[i + 1] - self._starts[i]
        part = (along - self._starts[i]) / span
        dx, dy = (bx - ax) / span, (by - ay) / span
        return ax + (bx - ax) * part - dy * aside, ay + (by - ay) * part + dx * aside

    def stretch(self, start: float, end: float, *, aside: float = 0.0) -> list[Point]:
        """The points of the part between two distances along."""
        between = [s for s in self._starts if start + 1 < s < end - 1]
        return [self.at(s, aside=aside) for s in (start, *between, end)]

    def crossings(self, other: "Line") -> list[Point]:
        """Where two lines cross."""
        found: list[Point] = []
        west, south, east, north = other.box
        if not _meet(self.box, other.box):
            return found
        for a, b in pairwise(self.points):
            if max(a[0], b[0]) < west or min(a[0], b[0]) > east:
                continue
            if max(a[1], b[1]) < south or min(a[1], b[1]) > north:
                continue
            for c, d in pairwise(other.points):
                before, after = cross(a, b, c), cross(a, b, d)
                if (before < 0) != (after < 0) and (cross(c, d, a) < 0) != (cross(c, d, b) < 0):
                    part = before / (before - after)
                    found.append((c[0] + (d[0] - c[0]) * part, c[1] + (d[1] - c[1]) * part))
        return found


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (west, south, east, north) have a point in common."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def unit_vector(x: float, y: float) -> Point:
    """The direction of a vector."""
    length = sqrt(x * x + y * y)
    return x / length, y / length
