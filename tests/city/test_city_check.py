import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from city.build import build_city
from city.check import check_city
from liandong.errors import DataError

Rows = list[dict[str, str]]


def test_a_built_city_has_no_findings(demo):
    report = check_city(demo)

    assert report.findings == ()
    assert report.ok
    assert len(report.checks) > 25


@pytest.mark.parametrize("seed", [0, 3, 20, 123456789])
def test_nor_has_one_of_another_seed(tmp_path, seed):
    build_city(tmp_path / "city", scale="demo", seed=seed)

    assert check_city(tmp_path / "city").findings == ()


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
        ("Resident", drop_last, "rows, city.json says 5,000"),
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
        ("Road", empty_the_names, "leaves name empty"),
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

    report = check_city(city)
    messages = [finding.message for finding in report.findings]

    assert any(message in found for found in messages), messages[:5]
    assert not report.ok


def remove(path: Path) -> None:
    path.unlink()


def swap_columns(path: Path) -> None:
    header, _, rest = path.read_text(encoding="utf-8").partition("\n")
    path.write_text(",".join(reversed(header.split(","))) + "\n" + rest, encoding="utf-8")


def cut_a_row(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[2] = lines[2].rsplit(",", 2)[0]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def break_the_encoding(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\xff\xfe,\n")


def copy_beside(path: Path) -> None:
    shutil.copy(path, path.with_name("Copy.csv"))


@pytest.mark.parametrize(
    ("damage", "file", "rule", "line"),
    [
        (remove, "Shop", "file", 0),
        (swap_columns, "Shop", "header", 1),
        (cut_a_row, "Shop", "columns", 3),
        (break_the_encoding, "Shop", "file", 0),
        (copy_beside, "Copy", "file", 0),
    ],
)
def test_a_broken_file_is_named_with_line_rule_and_mend(
    demo, tmp_path, damage: Callable[[Path], None], file: str, rule: str, line: int
):
    city = shutil.copytree(demo, tmp_path / "city")
    damage(city / "Shop.csv")

    report = check_city(city)

    found = [finding for finding in report.findings if (finding.file, finding.rule) == (file, rule)]
    assert found
    assert found[0].line == line
    assert found[0].mend
    assert not report.ok


def test_another_version_is_a_finding(demo, tmp_path):
    city = shutil.copytree(demo, tmp_path / "city")
    about = json.loads((city / "city.json").read_text(encoding="utf-8"))
    (city / "city.json").write_text(json.dumps(about | {"format": 99}), encoding="utf-8")

    report = check_city(city)

    assert [(finding.rule, finding.line) for finding in report.findings] == [("format", 1)]
    assert "99" in report.findings[0].message
    assert not report.ok


def test_a_figure_that_is_not_reached_is_told(demo, tmp_path):
    city = shutil.copytree(demo, tmp_path / "city")
    path = city / "Resident.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",permit,", ",floating,"), encoding="utf-8")

    report = check_city(city)

    missed = [check for check in report.checks if not check.ok]
    assert [check.what.split(" ")[0] for check in missed] == ["permit"]
    assert missed[0].found == "0"
    assert [finding.rule for finding in report.findings] == ["target"]


def test_many_findings_of_a_rule_are_counted(demo, tmp_path):
    city = shutil.copytree(demo, tmp_path / "city")
    path = city / "Address.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",120.6", ",121.6"), encoding="utf-8")

    report = check_city(city)

    here = [finding for finding in report.findings if (finding.file, finding.rule) == ("Address", "position")]
    assert len(here) == 20
    assert report.unlisted > 1000
