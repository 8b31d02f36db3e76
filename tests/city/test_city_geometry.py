import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.dice import Dice, apportion
from city.geometry import PlanarMap, area, centroid, hull, inside
from city.places import Frame, Line, Locator

SQUARE = [(0.0, 0.0), (600.0, 0.0), (600.0, 600.0), (0.0, 600.0)]
COORDINATES = st.tuples(st.floats(-2000, 2000), st.floats(-2000, 2000))


def test_a_cut_gives_each_part_its_share():
    plane = PlanarMap(SQUARE)

    low, high = plane.cut(0, share=0.3, normal=(1.0, 0.0))

    assert area(plane.ring(low)) == pytest.approx(0.3 * 360_000, rel=1e-6)
    assert area(plane.ring(high)) == pytest.approx(0.7 * 360_000, rel=1e-6)
    assert centroid(plane.ring(low))[0] < centroid(plane.ring(high))[0]


def test_a_cut_that_ends_near_a_corner_goes_through_it():
    plane = PlanarMap(SQUARE)
    left, right = plane.cut(0, share=0.5, normal=(1.0, 0.0))
    plane.cut(left, share=0.5, normal=(0.0, 1.0))
    before = len(plane.points)

    plane.cut(right, share=0.505, normal=(0.0, 1.0))

    assert len(plane.points) == before + 1


@given(seed=st.integers(0, 10_000))
def test_faces_tile_the_region_after_rounding(seed):
    dice = Dice(seed, "test")
    plane = PlanarMap(SQUARE)
    faces = [0]
    for _ in range(7):
        faces.sort(key=lambda face: area(plane.ring(face)))
        face = faces.pop()
        turn = dice.between(-0.2, 0.2)
        xs, ys = zip(*plane.ring(face), strict=True)
        normal = (1.0, turn) if max(xs) - min(xs) > max(ys) - min(ys) else (turn, 1.0)
        faces += plane.cut(face, share=dice.between(0.4, 0.6), normal=normal)
    plane.roughen(dice, step=70, sway=9)
    frame = Frame((120.6, 31.3), (600.0, 600.0))

    polygons = [shapely.Polygon([frame.degrees(point) for point in plane.ring(face)]) for face in faces]
    whole = shapely.Polygon([frame.degrees(point) for point in plane.outline(faces)])

    assert all(polygon.is_valid for polygon in polygons)
    assert whole.is_valid
    union = shapely.union_all(polygons)
    assert sum(polygon.area for polygon in polygons) == pytest.approx(union.area, rel=1e-9)
    assert union.symmetric_difference(whole).area < 1e-14


@given(st.lists(COORDINATES, min_size=3, max_size=20), COORDINATES)
def test_inside_agrees_with_the_hull(points, probe):
    ring = hull(points)
    if len(ring) < 3:
        return
    polygon = shapely.Polygon(ring)
    if polygon.area > 1 and polygon.boundary.distance(shapely.Point(probe)) > 1e-6:
        assert inside(probe, ring) == polygon.contains(shapely.Point(probe))


def test_a_locator_knows_every_polygon_and_the_outside():
    locator = Locator(
        [("west", [(0, 0), (1, 0), (1, 2), (0, 2)]), ("east", [(1, 0), (2, 0), (2, 2), (1, 2)])]
    )

    assert locator.find((0.5, 1)) == "west"
    assert locator.find((1.5, 1)) == "east"
    assert locator.find((3, 1)) is None


def test_a_line_is_measured_and_walked():
    line = Line([(0, 0), (30, 0), (30, 40)])

    assert line.length == 70
    assert line.at(50) == (30, 20)
    assert line.at(10, aside=5) == (10, 5)
    assert line.stretch(10, 60) == [(10, 0), (30, 0), (30, 30)]
    assert line.crossings(Line([(20, -10), (20, 10)])) == [(20, 0)]


@given(st.integers(0, 10_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_apportioned_shares_sum_to_the_total(spare, weights):
    total = spare + 2 * len(weights)

    shares = apportion(total, weights, least=2)

    assert sum(shares) == total
    assert min(shares) >= 2
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - 2 - spare * weight / sum(weights)) <= 1


def test_dice_give_what_they_always_gave():
    dice = Dice(1, "320508021", "test")

    assert [dice.whole(1, 6) for _ in range(12)] == [2, 1, 2, 1, 6, 4, 5, 1, 4, 2, 4, 4]


@given(seed=st.integers(0, 10_000), points=st.integers(2, 8))
def test_cuts_inside_a_fixed_border_leave_it_as_it_is(seed, points):
    dice = Dice(seed, "test")
    corners = [(600.0 * side + 600.0 * i / points) for side in range(4) for i in range(points)]
    border = [_on_square(along) for along in corners]
    plane = PlanarMap(border, fixed=True, snap=20)
    faces = [0]
    for _ in range(5):
        face = max(faces, key=lambda face: area(plane.ring(face)))
        faces.remove(face)
        xs, ys = zip(*plane.ring(face), strict=True)
        normal = (1.0, 0.1) if max(xs) - min(xs) > max(ys) - min(ys) else (0.1, 1.0)
        faces += plane.cut(face, share=dice.between(0.35, 0.65), normal=normal)
    plane.roughen(dice, step=60, sway=6)

    polygons = [shapely.Polygon(plane.ring(face)) for face in faces]

    assert all(polygon.is_valid for polygon in polygons)
    assert sum(polygon.area for polygon in polygons) == pytest.approx(360_000)
    assert set(plane.outline(faces)) == set(border)


def _on_square(along: float) -> tuple[float, float]:
    side, rest = divmod(along, 600.0)
    return [(rest, 0.0), (600.0, rest), (600.0 - rest, 600.0), (0.0, 600.0 - rest)][int(side)]


def test_a_divided_map_bends_the_borders_that_its_faces_share():
    plane = PlanarMap(SQUARE)
    left, right = plane.cut(0, share=0.5, normal=(1.0, 0.0))

    moves = plane.divide(Dice(1, "test"), {left: 50.0, right: 100.0})

    shared = [plane.points[v] for v in moves if abs(plane.points[v][0] - 300) < 1]
    assert len(shared) == 12
    assert all(abs(moves[v][0] - plane.points[v][0]) <= 10 for v in moves)
    assert any(moves[v] != plane.points[v] for v in moves)
