import csv
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from city import facts
from city.build import build_city
from graph.schema import SCHEMA
from liandong.codes import is_component_code
from liandong.errors import DataError

ROOT = Path(__file__).resolve().parents[2]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def build_elsewhere(out: Path, **environment: str) -> dict[str, bytes]:
    code = "import sys, pathlib, city.build as b; b.build_city(pathlib.Path(sys.argv[1]), scale='demo')"
    subprocess.run(
        [sys.executable, "-c", code, str(out)],
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )
    return contents(out)


def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed_locale_and_zone(demo, tmp_path):
    first = build_elsewhere(tmp_path / "a", PYTHONHASHSEED="1", LC_ALL="C", TZ="UTC", PYTHONUTF8="0")
    second = build_elsewhere(tmp_path / "b", PYTHONHASHSEED="77", LC_ALL="C.UTF-8", TZ="Asia/Shanghai")

    assert first == second == contents(demo)


def test_another_seed_gives_another_city_of_the_same_size(demo, tmp_path):
    report = build_city(tmp_path / "other", scale="demo", seed=2)

    assert contents(tmp_path / "other").keys() == contents(demo).keys()
    for name in ("Grid", "Road", "Resident", "Component", "Unit", "CommunityService"):
        assert (demo / f"{name}.csv").read_bytes() != (report.folder / f"{name}.csv").read_bytes()
    assert report.counts["Resident"] == 5_000


def test_the_demo_has_the_size_it_promises(demo):
    counts = json.loads((demo / "city.json").read_text(encoding="utf-8"))["files"]

    assert counts["Resident"] == 5_000
    assert counts["Component"] + counts["Camera"] + counts["Pipe"] == 3_000
    assert counts["Area"] == 24
    assert counts["ResidentsCommittee"] == 21
    assert 78 <= counts["Grid"] <= 82
    assert Counter(row["level"] for row in rows(demo, "Grid")) == {"1": 1, "2": 21, "3": counts["Grid"] - 22}
    assert counts["Road"] >= 30
    assert counts["Estate"] >= 60
    assert counts["Shop"] == 400
    assert counts["Enterprise"] == 60
    assert counts["SocialOrganisation"] >= 30


def test_it_writes_its_own_templates_and_leaves_the_catalogue_to_others(demo):
    written = {path.stem for path in demo.glob("*.csv")}

    assert written <= SCHEMA.templates.keys()
    assert not written & {"Category", "EventType", "Issue", "Duty", "ComponentKind", "DepartmentKind", "Need"}
    assert {
        "Address_FROM_Source",
        "Resident_FROM_Source",
        "Unit_PRESENT_IN_Grid",
        "Pipe",
        "Camera",
    } <= written


def test_every_kind_of_component_is_there_at_least_twice_with_a_right_code(demo):
    kinds = {row["code"] for row in facts.rows("component_kinds")}
    found = [row for name in ("Component", "Camera", "Pipe") for row in rows(demo, name)]

    count = Counter(row["kind"] for row in found)
    assert count.keys() == kinds
    assert min(count.values()) >= 2
    assert all(is_component_code(row["code"]) and row["code"][6:10] == row["kind"] for row in found)
    assert {row["kind"] for row in rows(demo, "Camera")} == {"0128"}
    assert all(row["line"].startswith("LINESTRING") for row in rows(demo, "Pipe"))


def test_nobody_owns_an_ownerless_cover(demo):
    covers = [row for row in rows(demo, "Component") if row["kind"] == "0112"]

    assert covers
    assert not any(row["owner"] for row in covers)
    assert all(row["maintainer"] for row in covers)


def test_a_component_is_maintained_by_a_unit_of_the_kind_that_normally_does(demo):
    kinds = {row["code"]: row for row in facts.rows("component_kinds")}
    unit_kind = {
        row["code"]: row["kind"] for name in ("Unit", "ResidentsCommittee") for row in rows(demo, name)
    }

    for row in (row for name in ("Component", "Camera", "Pipe") for row in rows(demo, name)):
        for role in ("supervisor", "maintainer"):
            assert unit_kind[row[role]] == kinds[row["kind"]][role]


def test_two_drainage_units_share_the_communities_between_them(demo):
    drainage = {
        row["code"]
        for row in rows(demo, "Unit")
        if row["kind"] == "drainage" and row["level"] == "subdistrict"
    }
    covered = [row["to"] for row in rows(demo, "Unit_COVERS_Area") if row["from"] in drainage]

    assert len(drainage) == 2
    assert len(covered) == len(set(covered)) == 21


def test_a_unit_that_was_closed_is_nobodys_maintainer(demo):
    closed = {row["code"] for row in rows(demo, "Unit") if row["closed_on"]}

    assert closed
    for row in (row for name in ("Component", "Camera", "Pipe") for row in rows(demo, name)):
        assert not closed & {row["supervisor"], row["owner"], row["maintainer"]}


def test_a_city_with_rejected_rows_noted_in_it_is_replaced(tmp_path):
    build_city(tmp_path / "city", scale="demo")
    (tmp_path / "city" / "rejects.csv").write_text("", encoding="utf-8")

    build_city(tmp_path / "city", scale="demo")

    assert not (tmp_path / "city" / "rejects.csv").exists()


def test_address_names_are_unique_and_building_numbers_recur(demo):
    addresses = [row["name"] for row in rows(demo, "Address")]
    twelfth = [row["name"] for row in rows(demo, "Building") if row["name"].endswith("新村12幢")]

    assert len(addresses) == len(set(addresses))
    assert len(twelfth) > 1


def test_an_interrupted_build_leaves_nothing(tmp_path):
    def stop(_part: str, _done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_city(tmp_path / "city", scale="demo", progress=stop)

    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_build_keeps_the_city_that_was_there(demo, tmp_path):
    def stop(_part: str, _done: int) -> None:
        raise KeyboardInterrupt

    build_city(tmp_path / "city", scale="demo")
    with pytest.raises(KeyboardInterrupt):
        build_city(tmp_path / "city", scale="demo", seed=2, progress=stop)

    assert contents(tmp_path / "city") == contents(demo)
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_city_is_replaced(demo, tmp_path):
    build_city(tmp_path / "city", scale="demo", seed=2)
    build_city(tmp_path / "city", scale="demo")

    assert contents(tmp_path / "city") == contents(demo)


def test_an_empty_directory_is_filled(tmp_path):
    (tmp_path / "city").mkdir()

    report = build_city(tmp_path / "city", scale="demo")

    assert (report.folder / "city.json").exists()


def test_a_directory_that_is_not_a_city_is_refused(tmp_path):
    (tmp_path / "note.txt").write_text("keep", encoding="utf-8")

    with pytest.raises(DataError, match="not a city"):
        build_city(tmp_path, scale="demo")

    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "city").write_text("keep", encoding="utf-8")

    with pytest.raises(DataError, match="not a city"):
        build_city(tmp_path / "city", scale="demo")


def test_a_city_that_holds_something_else_as_well_is_refused(demo, tmp_path):
    build_city(tmp_path / "city", scale="demo")
    (tmp_path / "city" / "note.txt").write_text("keep", encoding="utf-8")

    with pytest.raises(DataError, match=r"note\.txt"):
        build_city(tmp_path / "city", scale="demo")

    assert (tmp_path / "city" / "note.txt").exists()


def test_a_place_that_cannot_be_written_is_a_data_error(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(DataError, match="cannot be written"):
        build_city(tmp_path / "file" / "city", scale="demo")


def test_an_unknown_scale_is_named_with_those_there_are(tmp_path):
    with pytest.raises(DataError, match=r"'galaxy'.*demo"):
        build_city(tmp_path / "city", scale="galaxy")


def test_progress_tells_how_many_more_are_done(tmp_path):
    seen: list[tuple[str, int]] = []

    build_city(tmp_path / "city", scale="demo", progress=lambda part, done: seen.append((part, done)))

    residents = [done for part, done in seen if part.endswith("residents")]
    assert len(residents) > 1
    assert sum(residents) == 5_000
