import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from city.cutting import snuggest, split_among, split_evenly
from city.dice import Dice
from city.geometry import PlanarMap, area

SQUARE = [(0.0, 0.0), (900.0, 0.0), (900.0, 900.0), (0.0, 900.0)]
PLACES = st.lists(st.tuples(st.floats(0, 900), st.floats(0, 900), st.floats(0.2, 4)), min_size=1, max_size=12)


@given(places=PLACES, seed=st.integers(0, 1000))
def test_each_gets_land_by_its_weight(places, seed):
    hints = {str(i): (x, y) for i, (x, y, _) in enumerate(places)}
    land = {str(i): weight for i, (_, _, weight) in enumerate(places)}
    plane = PlanarMap(SQUARE)

    faces = split_among(plane, 0, hints, Dice(seed, "test"), land=land)

    assert faces.keys() == hints.keys()
    shapes = {code: shapely.Polygon(plane.ring(face)) for code, face in faces.items()}
    assert all(shape.is_valid for shape in shapes.values())
    assert sum(shape.area for shape in shapes.values()) == pytest.approx(810_000)
    if len(places) > 1:
        largest, smallest = max(land, key=lambda code: land[code]), min(land, key=lambda code: land[code])
        assert land[largest] < 2 * land[smallest] or shapes[largest].area > shapes[smallest].area


@given(count=st.integers(1, 30), seed=st.integers(0, 1000))
def test_even_parts_are_as_many_as_asked(count, seed):
    plane = PlanarMap(SQUARE)

    faces = split_evenly(plane, 0, count, Dice(seed, "test"))

    assert len(set(faces)) == count
    assert min(area(plane.ring(face)) for face in faces) > 0.4 * 810_000 / count


@pytest.mark.parametrize("share", [0.03, 0.1, 0.2, 0.85, 0.97])
def test_a_small_part_is_no_strip(share):
    plane = PlanarMap(SQUARE)

    low, high = plane.cut(0, share=share, normal=snuggest(SQUARE, share))

    part = shapely.Polygon(plane.ring(low if share < 0.5 else high))
    strip = shapely.box(0, 0, 900, 900 * min(share, 1 - share))
    assert part.area == pytest.approx(strip.area, rel=1e-6)
    assert part.length <= strip.length
