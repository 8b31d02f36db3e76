"""Positions in other systems: converted as stated, refused where they don't fit what is known."""

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from graph.load import load_directory
from graph.load.files import find_sources
from graph.load.systems import STATEMENT, WrongCrsError, check_systems, stated
from graph.store import Store
from liandong.coordinates import Crs, all_from_wgs84
from liandong.errors import DataError
from tests.graph.loading import VAULT, codes, load, write

POINTS = ("Address", "Building", "Component", "Shop")


def nothing_known(_statement: str, _parameters: object) -> list[dict[str, object]]:
    return []


def check(folder: Path, crs: Crs | None = None) -> list[str]:
    """What a check of a folder notes when the graph is empty."""
    return check_systems(nothing_known, stated(find_sources(folder), folder, crs))


def shifted(folder: Path, crs: Crs, *, only: Callable[[str], bool] = lambda _stem: True) -> Path:
    """The folder's files with their positions and geometries in another system."""
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        if not only(path.stem) or not {"lon", "boundary", "line"} & set(header):
            continue
        for row in rows:
            _shift(dict(zip(header, range(len(header)), strict=True)), row, crs)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return folder


def _shift(at: dict[str, int], row: list[str], crs: Crs) -> None:
    if "lon" in at and row[at["lon"]]:
        point = np.array([[float(row[at["lon"]]), float(row[at["lat"]])]])
        row[at["lon"]], row[at["lat"]] = map(str, all_from_wgs84(point, crs)[0])
    for name in {"boundary", "line"} & at.keys():
        if row[at[name]]:
            geometry = shapely.from_wkt(row[at[name]])
            row[at[name]] = shapely.transform(geometry, lambda points: all_from_wgs84(points, crs)).wkt


@pytest.fixture
def city(demo_city: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_city, tmp_path / "city"))


def points_only(folder: Path, rows: int | None = None) -> Path:
    """Leave the grids and the components, or the first of them."""
    for path in folder.iterdir():
        if path.stem not in ("Grid", "Component"):
            path.unlink()
    lines = (folder / "Component.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "Component.csv").write_text("".join(lines[: rows and rows + 1]), encoding="utf-8")
    return folder


def test_a_right_city_raises_no_alarm(city: Path) -> None:
    assert check(city) == []


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
@pytest.mark.parametrize("template", POINTS)
def test_points_in_another_system_are_refused(city: Path, crs: Crs, template: str) -> None:
    shifted(city, crs, only=lambda stem: stem == template)

    with pytest.raises(WrongCrsError) as refused:
        check(city)

    said = str(refused.value)
    assert f"{template}.csv is {crs.shown}, not WGS 84" in said
    assert f"--crs {crs}" in said
    assert "Nothing was loaded" in said
    assert "未导入任何数据" in said
    off = int(said.partition("lie ")[2].partition(" m off")[0])
    assert off == pytest.approx({"gcj02": 470, "bd09": 1120}[crs], abs=60)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_a_wrong_statement_is_refused_too(city: Path, crs: Crs) -> None:
    (city / STATEMENT).write_text(json.dumps({"files": {"Component.csv": {"crs": crs}}}), encoding="utf-8")

    with pytest.raises(WrongCrsError, match=rf"Component.csv is WGS 84, not {crs.shown}"):
        check(city)


@pytest.mark.parametrize("crs", [Crs.GCJ02, Crs.BD09])
def test_when_the_grids_are_wrong_they_are_named(city: Path, crs: Crs) -> None:
    shifted(city, crs, only=lambda stem: stem == "Grid")

    with pytest.raises(WrongCrsError, match=rf"Grid.csv is {crs.shown}, not WGS 84"):
        check(city)


def test_a_shifted_city_that_says_so_fits(city: Path) -> None:
    shifted(city, Crs.BD09)

    assert check(city, Crs.BD09) == []


def test_positions_that_fit_nowhere_are_noted(city: Path) -> None:
    points_only(city)
    path = city / "Component.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",120.", ",119."), encoding="utf-8")

    (note,) = check(city)

    assert "no other coordinate system fits" in note


def test_few_points_decide_nothing(city: Path) -> None:
    shifted(points_only(city, rows=19), Crs.GCJ02)

    (note,) = check(city)

    assert note.startswith("Component.csv: 可比对的点只有19个")
    assert "was not checked" in note


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("[]", "not a statement"),
        ("{", "not a statement"),
        ('{"files": {"Component.csv": "gcj02"}}', "not a statement"),
        ('{"crs": "utm"}', "no coordinate system"),
        ('{"files": {"Lamp.csv": {"crs": "gcj02"}}}', "Lamp.csv, which is not among the files"),
    ],
)
def test_a_broken_statement_is_refused(city: Path, statement: str, reason: str) -> None:
    (city / STATEMENT).write_text(statement, encoding="utf-8")

    with pytest.raises(DataError, match=reason):
        check(city)


def test_what_is_said_of_a_file_comes_before_the_option_and_that_before_the_folder(tmp_path: Path) -> None:
    write(
        tmp_path / "city",
        {
            "Area.csv": "code\n",
            "Grid.csv": "code\n",
            STATEMENT: '{"crs": "bd09", "files": {"Grid.csv": {"crs": "wgs84"}}}',
        },
    )
    sources = find_sources(tmp_path / "city")

    with_option = stated(sources, tmp_path / "city", Crs.GCJ02)
    without = stated(sources, tmp_path / "city", None)

    assert {s.path.stem: s.crs for s in with_option} == {"Area": Crs.GCJ02, "Grid": Crs.WGS84}
    assert {s.path.stem: s.crs for s in without} == {"Area": Crs.BD09, "Grid": Crs.WGS84}


def test_positions_lines_and_boundaries_are_stored_in_wgs84(empty_store: Store, tmp_path: Path) -> None:
    folder = write(
        tmp_path / "city",
        {
            "Grid.csv": [
                "code,name,level,boundary,lon,lat",
                'G,格,3,"POLYGON ((120.63 31.3, 120.64 31.3, 120.64 31.31, 120.63 31.3))",120.636,31.3028',
            ],
            "Road.csv": ["code,name,line", 'R,路,"LINESTRING (120.6361905 31.3028382, 120.64 31.31)"'],
        },
    )

    load_directory(empty_store, folder, vault=VAULT, crs=Crs.GCJ02)

    rows = empty_store.execute(
        "MATCH (g:Grid), (r:Road) RETURN g.location AS at, g.boundary AS boundary, r.line AS line"
    )
    assert tuple(rows[0]["at"]) == pytest.approx((120.63181, 31.30496), abs=1e-5)
    assert shapely.from_wkt(rows[0]["line"]).coords[0] == pytest.approx((120.632, 31.305), abs=1e-6)
    first = shapely.from_wkt(rows[0]["boundary"]).exterior.coords[0]
    back = all_from_wgs84(np.array([first]), Crs.GCJ02)[0]
    assert back == pytest.approx((120.63, 31.30), abs=1e-6)


def test_a_refused_folder_leaves_nothing_and_can_be_forced(empty_store: Store, city: Path) -> None:
    for path in city.iterdir():
        if path.stem not in ("Area", "Grid", "Estate", "Building"):
            path.unlink()
    shifted(city, Crs.GCJ02, only=lambda stem: stem == "Building")

    with pytest.raises(WrongCrsError, match=r"Building.csv is GCJ-02"):
        load_directory(empty_store, city, vault=VAULT)
    assert codes(empty_store, "Area") == []

    report = load_directory(empty_store, city, vault=VAULT, check_crs=False)
    assert report.loaded["Building"] > 0
    assert report.rejected == {}


def test_what_the_graph_holds_finds_a_city_that_is_wrong_throughout(empty_store: Store, city: Path) -> None:
    for path in city.iterdir():
        if path.stem not in ("Area", "Grid", "Estate", "Building"):
            path.unlink()
    load(empty_store, city)
    shifted(city, Crs.GCJ02)

    with pytest.raises(WrongCrsError, match=r"Grid.csv is GCJ-02"):
        load_directory(empty_store, city, vault=VAULT)
    for name in ("Area", "Grid"):
        (city / f"{name}.csv").unlink()
    with pytest.raises(WrongCrsError, match=r"Estate.csv is GCJ-02"):
        load_directory(empty_store, city, vault=VAULT)
    assert load_directory(empty_store, city, vault=VAULT, crs=Crs.GCJ02).notes == []


def test_a_place_is_known_by_its_name_when_nothing_else_has_it(empty_store: Store, tmp_path: Path) -> None:
    grid = {"Grid.csv": ["code,name,level", "G,格,3"]}
    lons = [f"{120.6 + i / 1000:.3f}" for i in range(30)]
    estates = [f"E{i},{i}村,{lon},31.3,G" for i, lon in enumerate(lons)]
    load(empty_store, write(tmp_path / "a", {**grid, "Estate.csv": ["code,name,lon,lat,grid", *estates]}))
    others = [row.replace("E", "X", 1) for row in estates]
    folder = write(tmp_path / "b", {"Estate.csv": ["code,name,lon,lat,grid", *others]})
    shifted(folder, Crs.BD09)

    with pytest.raises(WrongCrsError, match=r"Estate.csv is BD-09"):
        load_directory(empty_store, folder, vault=VAULT)
