import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.coordinates import (
    Crs,
    all_from_wgs84,
    all_to_wgs84,
    crs_named,
    metres,
    place_in_wgs84,
    to_wgs84,
)
from liandong.errors import DataError

SHIFTED = [Crs.GCJ02, Crs.BD09]
IN_CHINA = st.tuples(st.floats(74, 134.5), st.floats(18, 53))
IN_SUZHOU = st.tuples(st.floats(119.92, 121.34), st.floats(30.76, 32.04))


@pytest.mark.parametrize("crs", SHIFTED)
@given(st.lists(IN_CHINA, min_size=1, max_size=20))
def test_there_and_back_is_within_a_decimetre(crs: Crs, places: list[tuple[float, float]]) -> None:
    points = np.array(places)

    back = all_to_wgs84(all_from_wgs84(points, crs), crs)

    assert metres(points, back).max() < 0.1
    assert np.abs(points - back).max() <= 1e-6


@pytest.mark.parametrize("crs", SHIFTED)
@given(IN_CHINA)
def test_one_position_comes_out_as_among_many(crs: Crs, place: tuple[float, float]) -> None:
    assert to_wgs84(*place, crs) == pytest.approx(all_to_wgs84(np.array([place]), crs)[0], abs=2e-8)


@pytest.mark.parametrize(("crs", "least", "most"), [(Crs.GCJ02, 400, 600), (Crs.BD09, 1000, 1300)])
@given(IN_SUZHOU)
def test_how_far_off_suzhou_lies(crs: Crs, least: float, most: float, place: tuple[float, float]) -> None:
    point = np.array([place])

    assert least < metres(point, all_from_wgs84(point, crs))[0] < most


@given(st.tuples(st.floats(-180, 70), st.floats(-90, 90)))
def test_outside_china_gcj02_is_wgs84(place: tuple[float, float]) -> None:
    assert to_wgs84(*place, Crs.GCJ02) == pytest.approx(place, abs=1e-8)


def test_a_known_position() -> None:
    assert all_from_wgs84(np.array([[120.632, 31.305]]), Crs.GCJ02)[0] == pytest.approx(
        [120.6361905, 31.3028382], abs=1e-7
    )
    assert to_wgs84(120.6361905, 31.3028382, Crs.GCJ02) == pytest.approx((120.632, 31.305), abs=1e-6)


def test_wgs84_is_left_as_it_is() -> None:
    points = np.array([[120.632, 31.305]])

    assert to_wgs84(120.632, 31.305, Crs.WGS84) == (120.632, 31.305)
    assert all_to_wgs84(points, Crs.WGS84) is points


@pytest.mark.parametrize("crs", Crs)
def test_no_positions_at_all(crs: Crs) -> None:
    assert all_to_wgs84(np.empty((0, 2)), crs).shape == (0, 2)


@pytest.mark.parametrize("name", ["gcj02", "GCJ-02", "gcj_02", " Gcj 02 "])
def test_names_of_a_system(name: str) -> None:
    assert crs_named(name) is Crs.GCJ02


def test_an_unknown_system_is_refused_with_those_there_are() -> None:
    with pytest.raises(DataError, match=r"'utm' is no coordinate system .* wgs84, gcj02, bd09"):
        crs_named("utm")


@pytest.mark.parametrize("place", ["120.6361905,31.3028382", " 120.6361905 ，31.3028382"])
def test_a_position_among_places_is_converted(place: str) -> None:
    lon, lat = map(float, place_in_wgs84(place, Crs.GCJ02).split(","))

    assert (lon, lat) == pytest.approx((120.632, 31.305), abs=2e-7)


@pytest.mark.parametrize("place", ["320508021017301", "十全街128号", "", "999,31.3", "120.6"])
def test_what_is_no_position_stays(place: str) -> None:
    assert place_in_wgs84(place, Crs.BD09) == place
