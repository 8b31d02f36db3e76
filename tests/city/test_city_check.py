import csv
import json
import shutil
from collections.abc import Callable

import pytest

from city.build import build_city
from city.check import check_city
from liandong.errors import DataError

Rows = list[dict[str, str]]


def test_a_built_city_has_no_findings(demo):
    assert check_city(demo) == []


@pytest.mark.parametrize("seed", [0, 3, 20, 123456789])
def test_nor_has_one_of_another_seed(tmp_path, seed):
    build_city(tmp_path / "city", scale="demo", seed=seed)

    assert check_city(tmp_path / "city") == []


def test_a_directory_that_is_not_a_city_is_refused(tmp_path):
    with pytest.raises(DataError, match="not a city"):
        check_city(tmp_path)


def drop_last(rows: Rows) -> None:
    rows.pop()


def repeat_a_code(rows: Rows) -> None:
    rows[1]["code"] = rows[0]["code"]


def repeat_a_row(rows: Rows) -> None:
    rows.append(dict(rows[0]))


def name_a_strange_grid(rows: Rows) -> None:
    rows[0]["grid"] = "nowhere"


def open_a_ring(rows: Rows) -> None:
    rows[0]["boundary"] = rows[0]["boundary"].replace("((", "(")


def misspell_the_level(rows: Rows) -> None:
    rows[0]["level"] = "country"


def raise_above_ground(rows: Rows) -> None:
    rows[0]["depth"] = "-1"


def move_a_corner(rows: Rows) -> None:
    row = next(row for row in rows if row["level"] == "3")
    first = row["boundary"].split("((")[1].split(",")[0]
    lon, lat = first.split()
    row["boundary"] = row["boundary"].replace(first, f"{float(lon) + 0.0002:.6f} {lat}")


def move_away(rows: Rows) -> None:
    rows[0]["lon"] = "120.500000"


def lose_the_leads(rows: Rows) -> None:
    for row in rows:
        row["role"] = "deputy"


def lose_police(rows: Rows) -> None:
    rows[:] = [row for row in rows if "-police-" not in row["from"]]


def lose_hardship(rows: Rows) -> None:
    rows[:] = [row for row in rows if row["to"] != "hardship"]


def empty_the_names(rows: Rows) -> None:
    rows[0]["name"] = ""


@pytest.mark.parametrize(
    ("file", "damage", "message"),
    [
        ("Resident", drop_last, "rows, city.json says 5000"),
        ("Unit", repeat_a_code, "is there twice"),
        ("ResidentsCommittee", repeat_a_code, "is there twice"),
        ("Unit_PRESENT_IN_Grid", repeat_a_row, "is there twice"),
        ("Shop", name_a_strange_grid, "is no Grid"),
        ("Grid", open_a_ring, "is no 边界"),
        ("Department", misspell_the_level, "level 'country' is no 层级"),
        ("Pipe", raise_above_ground, "depth '-1' is no 深度"),
        ("Grid", move_a_corner, "do not fill it"),
        ("Camera", move_away, "does not lie in its grid"),
        ("GridWorker_PATROLS_Grid", lose_the_leads, "has no lead grid worker"),
        ("Unit_COVERS_Area", lose_police, "no police unit covers"),
        ("CommunityService_MEETS_Need", lose_hardship, "no service meets hardship"),
        ("Road", empty_the_names, "leaves ['name'] empty"),
    ],
)
def test_damage_is_found(demo, tmp_path, file: str, damage: Callable[[Rows], None], message: str):
    city = tmp_path / "city"
    shutil.copytree(demo, city)
    path = city / f"{file}.csv"
    with path.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source))
    columns = list(rows[0])
    damage(rows)
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    if damage is not drop_last:
        manifest = json.loads((city / "city.json").read_text(encoding="utf-8"))
        manifest["files"][file] = len(rows)
        (city / "city.json").write_text(json.dumps(manifest), encoding="utf-8")

    messages = [finding.message for finding in check_city(city)]

    assert any(message in found for found in messages), messages[:5]
