"""Finding the grids of points, beside a loop that asks every grid whether it contains the point."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import count, islice

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from bench.cities import demo_city, read
from bench.ground import Ground
from bench.measure import Goal, Measurement, in_turn, throughput, timed
from graph.geometry import GridIndex

GOAL = Goal("rate", ">=", 50_000)
"""Points per second."""
POINTS = 100_000
_SOUGHT = 100
"""How many of the points are looked for by the loop: so few, for it takes long."""
Degrees = NDArray[np.float64]


def measure(ground: Ground, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    """Locate 100,000 random points among the demo city's base grids, laid side by side till there are enough.

    Args:
        sizes: how many grids, or the demo city's own for less than it has.
    """
    grids = _base_grids(read(demo_city(ground.folder / "city"), "Grid"))
    for size in sizes:
        tiles = _tiled(grids, max(size, len(grids)))
        index = GridIndex((f"{number:06}", polygon.wkt) for number, polygon in enumerate(tiles))
        lons, lats = _points(tiles)
        times, base = in_turn(
            rounds,
            partial(_located, index, lons, lats),
            partial(_sought, tiles, lons[:_SOUGHT], lats[:_SOUGHT]),
        )
        yield throughput(
            "geo",
            ground.engine,
            size=len(tiles),
            units=(POINTS, "points"),
            times=times,
            baseline=(_SOUGHT, base),
            goal=GOAL,
        )


def _base_grids(rows: list[dict[str, str]]) -> list[BaseGeometry]:
    parents = {row["parent"] for row in rows}
    return [shapely.from_wkt(row["boundary"]) for row in rows if row["code"] not in parents]


def _tiled(grids: list[BaseGeometry], size: int) -> list[BaseGeometry]:
    """The grids, and moved copies of them, in a square."""
    west, south, east, north = shapely.total_bounds(grids)
    across = int(np.ceil(np.sqrt(size / len(grids))))
    places = ((n % across * (east - west), n // across * (north - south)) for n in count())
    moved = (affinity.translate(grid, x, y) for x, y in places for grid in grids)
    return list(islice(moved, size))


def _points(tiles: list[BaseGeometry]) -> tuple[Degrees, Degrees]:
    west, south, east, north = shapely.total_bounds(tiles)
    dice = np.random.default_rng(1)
    return dice.uniform(west, east, POINTS), dice.uniform(south, north, POINTS)


def _located(index: GridIndex, lons: Degrees, lats: Degrees, _turn: int) -> float:
    return timed(lambda: index.locate_all(lons, lats))


def _sought(tiles: list[BaseGeometry], lons: Degrees, lats: Degrees, _turn: int) -> float:
    points = shapely.points(lons, lats)
    return timed(lambda: [next((grid for grid in tiles if grid.contains(point)), None) for point in points])
