"""From a position to its grid: exactly one inside the city, none outside."""

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.geometry import GridIndex
from liandong.errors import DataError

WEST = ("2", "POLYGON((0 0, 1 0, 1 2, 0 2, 0 0))")
EAST = ("1", "POLYGON((1 0, 2 0, 2 2, 1 2, 1 0))")
NORTH = ("0", "POLYGON((0 2, 2 2, 2 3, 0 3, 0 2))")


@pytest.fixture
def index() -> GridIndex:
    return GridIndex([WEST, EAST, NORTH])


@pytest.mark.parametrize(
    ("lon", "lat", "grid"),
    [
        (0.5, 1, "2"),
        (1.5, 1, "1"),
        (0.5, 2.5, "0"),
        (1, 1, "1"),  # between 1 and 2
        (1, 2, "0"),  # where all three meet
        (0, 1, "2"),  # the outer border belongs to the city
        (0, 0, "2"),
        (2, 2, "0"),
        (-0.001, 1, None),
        (1, 3.001, None),
        (120.6, 31.3, None),
    ],
)
def test_a_position_has_the_grid_with_the_smallest_code(
    index: GridIndex, lon: float, lat: float, grid: str | None
) -> None:
    assert index.locate(lon, lat) == grid
    assert GridIndex([NORTH, EAST, WEST]).locate(lon, lat) == grid


def test_a_hole_is_in_no_grid_and_its_rim_is() -> None:
    index = GridIndex([("1", "POLYGON((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))")])

    assert index.locate(1.5, 1.5) is None
    assert index.locate(1, 1.5) == "1"
    assert index.locate(0.5, 1.5) == "1"


def test_a_grid_in_the_hole_of_another_is_found() -> None:
    index = GridIndex(
        [
            ("1", "POLYGON((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))"),
            ("2", "POLYGON((1 1, 2 1, 2 2, 1 2, 1 1))"),
        ]
    )

    assert index.locate(1.5, 1.5) == "2"
    assert index.locate(1, 1) == "1"


def test_a_grid_of_two_parts_is_found_in_both_and_not_between() -> None:
    index = GridIndex([("1", "MULTIPOLYGON(((0 0, 1 0, 1 1, 0 1, 0 0)), ((2 0, 3 0, 3 1, 2 1, 2 0)))")])

    assert [index.locate(lon, 0.5) for lon in (0.5, 1.5, 2.5)] == ["1", None, "1"]


def test_many_positions_are_located_at_once(index: GridIndex) -> None:
    assert index.locate_all([0.5, 1.5, 9], np.array([1, 1, 1])) == ["2", "1", None]
    assert index.locate_all([], []) == []
    assert len(index) == 3


def test_without_grids_nothing_is_anywhere() -> None:
    index = GridIndex([])

    assert len(index) == 0
    assert index.locate(0, 0) is None


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (181, 0),
        (-180.1, 0),
        (0, 90.5),
        (31.3, 120.6),
        (math.nan, 0),
        (0, math.nan),
        (math.inf, 0),
        (0, -math.inf),
    ],
)
def test_numbers_that_are_no_position_are_refused(index: GridIndex, lon: float, lat: float) -> None:
    with pytest.raises(DataError, match="Longitude first"):
        index.locate(lon, lat)


@pytest.mark.parametrize("boundary", ["", "POLYGON((0 0, 1 0, 1 1))", "POINT(0 0)", "网格"])
def test_a_boundary_that_is_none_is_refused_with_its_grid(boundary: str) -> None:
    with pytest.raises(DataError, match="320508021001"):
        GridIndex([WEST, ("320508021001", boundary)])


# Every position of a tiled square has one grid, whatever the tiles

cuts = st.lists(st.integers(1, 99), max_size=6, unique=True)
"""Where a side of length 100 is cut."""


@settings(deadline=None)
@given(cuts, st.lists(cuts, min_size=7, max_size=7), st.data())
def test_every_position_of_a_square_in_rectangles_has_one_grid(
    columns: list[int], rows: list[list[int]], data: st.DataObject
) -> None:
    edges = [0, *sorted(columns), 100]
    tiles = []
    for number, (west, east) in enumerate(pairwise(edges)):
        steps = [0, *sorted(rows[number]), 100]
        tiles += [shapely.box(west, south, east, north) for south, north in pairwise(steps)]
    position = st.one_of(st.integers(0, 100), st.floats(0, 100))

    _check_against_brute_force(tiles, data.draw(st.lists(st.tuples(position, position), min_size=5)), data)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), max_size=20, unique=True),
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), min_size=5),
    st.data(),
)
def test_every_position_of_a_square_in_triangles_has_one_grid(
    corners: list[tuple[int, int]], positions: list[tuple[float, float]], data: st.DataObject
) -> None:
    square = [(0, 0), (100, 0), (100, 100), (0, 100)]
    tiles = list(shapely.get_parts(shapely.delaunay_triangles(shapely.MultiPoint([*square, *corners]))))

    _check_against_brute_force(tiles, [*positions, *corners], data)


def _check_against_brute_force(
    tiles: list[shapely.Geometry], positions: list[tuple[float, float]], data: st.DataObject
) -> None:
    scale, offset = np.array([0.001, 0.001]), np.array([120, 31])
    moved = [shapely.transform(tile, lambda xy: xy * scale + offset) for tile in tiles]
    codes = data.draw(st.permutations([f"{number:03d}" for number in range(len(tiles))]))
    index = GridIndex(zip(codes, shapely.to_wkt(moved, rounding_precision=-1), strict=True))
    for lon, lat in np.array(positions) * scale + offset:
        around = [
            code for code, tile in zip(codes, moved, strict=True) if tile.intersects(shapely.Point(lon, lat))
        ]

        assert index.locate(lon, lat) == min(around)
