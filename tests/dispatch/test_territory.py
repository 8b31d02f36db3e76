"""What places have in common, and where a position lies: in a small tree by hand, and in the demo city.

Areas:  city ── district ── sub ── north, south
Grids:  whole (of sub) ── n (of north), s (of south);  n1, n2 of n;  s1 of s;  lone of nothing
"""

import csv
from pathlib import Path

import pytest

from dispatch.setup import Office
from dispatch.territory import Territory
from graph.geometry import GridIndex
from liandong.errors import DataError

AREAS = {"city": set(), "district": {"city"}, "sub": {"district"}, "north": {"sub"}, "south": {"sub"}}
GRIDS = {
    "whole": {"sub"},
    "n": {"whole", "north"},
    "s": {"whole", "south"},
    "n1": {"n"},
    "n2": {"n"},
    "s1": {"s"},
    "lone": set(),
}
SQUARES = [
    ("n1", "POLYGON ((0 1, 1 1, 1 2, 0 2, 0 1))"),
    ("n2", "POLYGON ((1 1, 2 1, 2 2, 1 2, 1 1))"),
    ("s1", "POLYGON ((0 0, 2 0, 2 1, 0 1, 0 0))"),
]


@pytest.fixture
def territory() -> Territory:
    codes = AREAS | GRIDS
    return Territory(
        names={code: f"the {code}" for code in codes},
        labels={code: "Area" if code in AREAS else "Grid" for code in codes},
        parents=codes,
        index=GridIndex(SQUARES),
    )


@pytest.mark.parametrize(
    ("codes", "common"),
    [
        pytest.param(["n1"], "n1", id="one place is its own"),
        pytest.param(["n1", "n1"], "n1", id="twice the same"),
        pytest.param(["n1", "n2"], "n", id="siblings"),
        pytest.param(["n1", "n"], "n", id="a place and what it is part of"),
        pytest.param(["n1", "s1"], "whole", id="a grid before the area that is as near"),
        pytest.param(["n1", "n2", "s1"], "whole", id="three"),
        pytest.param(["n1", "north"], "north", id="a grid and the area it lies in"),
        pytest.param(["n1", "south"], "sub", id="a grid and another area"),
        pytest.param(["north", "south"], "sub", id="areas"),
        pytest.param(["n1", "city"], "city", id="the city holds all"),
        pytest.param(["n1", "lone"], None, id="nothing in common"),
        pytest.param(["n1", "unheard of"], None, id="an unknown place"),
        pytest.param([], None, id="no place"),
    ],
)
def test_common(territory: Territory, codes: list[str], common: str | None) -> None:
    assert territory.common(codes) == common
    assert territory.common(reversed(codes)) == common


def test_a_circle_in_the_tree_does_not_hang() -> None:
    parents = {"a": {"b"}, "b": {"a"}, "c": {"b"}}
    grids = dict.fromkeys(parents, "Grid")
    territory = Territory(names=grids, labels=grids, parents=parents, index=GridIndex([]))

    assert territory.common(["a", "c"]) in parents


def test_names_and_kinds(territory: Territory) -> None:
    assert ("n1" in territory, "north" in territory, "unheard of" in territory) == (True, True, False)
    assert (territory.is_grid("n1"), territory.is_grid("north")) == (True, False)
    assert territory.name("n1") == "the n1"


@pytest.mark.parametrize(
    ("position", "grid"),
    [((0.5, 1.5), "n1"), ((1.0, 1.5), "n1"), ((1.0, 1.0), "n1"), ((1.5, 0.5), "s1"), ((3.0, 3.0), None)],
)
def test_locate(territory: Territory, position: tuple[float, float], grid: str | None) -> None:
    assert territory.locate(*position) == grid


def test_no_position_on_earth(territory: Territory) -> None:
    with pytest.raises(DataError, match="超出"):
        territory.locate(181.0, 0.0)


def test_the_city_is_one_tree(office: Office) -> None:
    territory = office.desk.territory

    assert territory.common(["320508021017301", "320508021037303"]) == "320508021000101"
    assert territory.common(["320508021017301", "320508021017302"]) == "320508021017201"
    assert territory.common(["320508021017301", "320508021017"]) == "320508021017"
    assert territory.common(["320508021017301", "320500"]) == "320500"


def test_every_base_grid_of_the_city_holds_its_own_point(office: Office, demo_city: Path) -> None:
    with (demo_city / "Grid.csv").open(encoding="utf-8", newline="") as file:
        grids = [row for row in csv.DictReader(file) if row["level"] == "3"]

    located = {
        row["code"]: office.desk.territory.locate(float(row["lon"]), float(row["lat"])) for row in grids
    }

    assert located
    assert located == {code: code for code in located}
