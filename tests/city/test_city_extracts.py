"""What many systems know of one city: their errors, their forms, and the truth beside them."""

import csv
import json
import math
import re
import shutil
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from city import extract_plan, facts
from city.extract_plan import plan
from city.extracts import MANIFEST, TRUTH, build_extracts, read_manifest
from liandong.coordinates import Crs, all_to_wgs84, metres
from liandong.errors import DataError

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def out(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extracts") / "out"
    build_extracts(demo, folder)
    return folder


def rows(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def by_field(folder: Path, extract: dict[str, Any]) -> Rows:
    """The records of an extract under the names of their fields."""
    fields = {heading: column["field"] for heading, column in extract["columns"].items()}
    return [
        {fields[heading]: value for heading, value in row.items()} for row in rows(folder / extract["file"])
    ]


def described(folder: Path, file: str) -> dict[str, Any]:
    return next(extract for extract in read_manifest(folder)["extracts"] if extract["file"] == file)


def truth_of(folder: Path, source: str) -> dict[str, str]:
    return {row["record"]: row["code"] for row in rows(folder / TRUTH) if row["source"] == source}


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(
    demo: Path, out: Path, tmp_path: Path
) -> None:
    build_extracts(demo, tmp_path / "again")
    build_extracts(demo, tmp_path / "other", seed=2)

    assert content(tmp_path / "again") == content(out)
    same = {name for name, data in content(tmp_path / "other").items() if data == content(out)[name]}
    assert same == set()


def test_all_four_kinds_of_source_are_there_and_each_has_a_system_of_its_own(out: Path) -> None:
    extracts = read_manifest(out)["extracts"]

    assert {e["kind"] for e in extracts} == {"political_legal", "department", "public_service", "internet"}
    assert {e["crs"] for e in extracts} == {"wgs84", "gcj02", "bd09"}
    for label in ("Resident", "Enterprise", "Address"):
        assert len({e["source"] for e in extracts if e["label"] == label}) >= 3


def test_the_truth_has_every_record_once_and_knows_only_what_is_in_the_city(demo: Path, out: Path) -> None:
    truth = rows(out / TRUTH)
    codes = {
        label: {row["code"] for row in rows(demo / f"{label}.csv")}
        for label in ("Resident", "Enterprise", "Address")
    }

    written = Counter(
        (e["source"], record["record"], e["label"])
        for e in read_manifest(out)["extracts"]
        for record in by_field(out, e)
    )

    assert written == Counter((row["source"], row["record"], row["label"]) for row in truth)
    assert max(Counter((row["source"], row["record"]) for row in truth).values()) == 1
    assert all(row["code"] in codes[row["label"]] for row in truth)


def test_nothing_in_any_file_can_be_a_real_number(out: Path) -> None:
    for path in out.glob("*.csv"):
        text = path.read_text(encoding="utf-8")
        for number in re.findall(r"\b\d{17}[\dX]\b|(?<=,)\d{15}(?=,)", text):
            assert number.startswith("320599"), path.name
        for code in re.findall(r"\b9[0-9A-HJ-NPQRTUWXY]{17}\b", text):
            assert code.startswith("91320599"), path.name
        for phone in re.findall(r"(?<![\w.])1\d{3}[ ]?(?:\d{3}|\*{3})[ ]?\d{4}(?!\d)", text):
            assert phone.startswith("1000"), path.name


def test_errors_happen_about_as_often_as_declared(out: Path) -> None:
    for extract in read_manifest(out)["extracts"]:
        records = extract["records"]
        for fault in extract["errors"]:
            wanted = records * fault["wanted"]
            assert fault["count"] <= wanted + 4 * math.sqrt(wanted) + 3, (extract["file"], fault)
        # a person without a phone cannot have a wrong one, a door number has no room to lose
        least = 0.35 if extract["source"] in ("wl-maps", "zf-grid", "wl-posts") else 0.6
        total = sum(fault["count"] for fault in extract["errors"])
        assert total >= least * records * sum(f["wanted"] for f in extract["errors"]) - 5, extract["file"]
        again = extract["again"]
        assert again["count"] <= extract["entities"] * again["wanted"] * 1.5 + 5
        assert extract["records"] == extract["entities"] + again["count"]


def test_who_a_system_knows(demo: Path, out: Path) -> None:
    residents = {row["code"]: row for row in rows(demo / "Resident.csv")}

    population = {residents[code]["residence"] for code in truth_of(out, "ga-population").values()}
    permits = {residents[code]["residence"] for code in truth_of(out, "ga-permit").values()}
    customers = {
        2026 - int(residents[code]["birth_year"])
        for code in truth_of(out, "sw-customers").values()
        if code in residents
    }

    assert (population, permits) == ({"local"}, {"permit"})
    assert min(customers) >= 18


@pytest.mark.parametrize(
    ("file", "crs", "scatter"),
    [
        ("wl-maps.Enterprise.csv", Crs.BD09, 25),
        ("gd-customers.Enterprise.csv", Crs.GCJ02, 8),
        ("zf-grid.Enterprise.csv", Crs.WGS84, 15),
    ],
)
def test_positions_are_in_the_system_of_their_source(
    demo: Path, out: Path, file: str, crs: Crs, scatter: float
) -> None:
    extract = described(out, file)
    truth = truth_of(out, extract["source"])
    true = {row["code"]: (float(row["lon"]), float(row["lat"])) for row in rows(demo / "Enterprise.csv")}
    records = [record for record in by_field(out, extract) if record["lon"]]
    points = np.array([(float(record["lon"]), float(record["lat"])) for record in records])
    known = np.array([true[truth[record["record"]]] for record in records])

    off = metres(all_to_wgs84(points, crs), known)

    assert extract["crs"] == crs
    assert np.median(off) < scatter
    assert np.mean(off < scatter + 1) > 0.8  # the others are at the address of before
    if crs is not Crs.WGS84:
        assert np.median(metres(points, known)) > 400


def test_an_address_of_before_is_the_same_in_every_system_and_for_the_whole_household(
    demo: Path, out: Path
) -> None:
    households = {row["code"]: row["household"] for row in rows(demo / "Resident.csv")}
    homes = {row["code"]: row["address"] for row in rows(demo / "Household.csv")}
    names = {row["code"]: row["name"] for row in rows(demo / "Address.csv")}

    before: dict[str, set[str]] = {}
    for file in ("ga-population.Resident.csv", "ga-permit.Resident.csv"):
        extract = described(out, file)
        truth = truth_of(out, extract["source"])
        for record in by_field(out, extract):
            household = households[truth[record["record"]]]
            address = re.sub("^.*姑苏区(双塔街道)?", "", record["address"])
            if address != names[homes[household]]:
                before.setdefault(household, set()).add(address)

    assert len(before) > 300
    assert {len(addresses) for addresses in before.values()} == {1}


def test_records_do_not_come_in_the_order_of_the_city(out: Path) -> None:
    truth = truth_of(out, "ga-population")

    codes = [truth[row["RYBH"]] for row in rows(out / "ga-population.Resident.csv")]

    rising = sum(a < b for a, b in pairwise(codes)) / len(codes)
    assert 0.4 < rising < 0.6


def test_extracts_are_replaced_and_nothing_else_is(demo: Path, out: Path, tmp_path: Path) -> None:
    target = Path(shutil.copytree(out, tmp_path / "out"))
    (target / TRUTH).write_text("", encoding="utf-8")
    foreign = tmp_path / "mine"
    foreign.mkdir()
    (foreign / "notes.txt").write_text("mine", encoding="utf-8")

    build_extracts(demo, target)

    assert content(target) == content(out)
    with pytest.raises(DataError, match="holds no extracts"):
        build_extracts(demo, foreign)
    assert content(foreign) == {"notes.txt": b"mine"}


def test_what_is_no_city_is_refused_and_leaves_nothing(demo: Path, tmp_path: Path) -> None:
    half = Path(shutil.copytree(demo, tmp_path / "half"))
    (half / "Household.csv").unlink()

    with pytest.raises(DataError, match="not a city"):
        build_extracts(tmp_path, tmp_path / "out")
    with pytest.raises(DataError, match=r"Household.csv is missing"):
        build_extracts(half, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_without_extracts_is_refused(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / MANIFEST).write_text(json.dumps({"format": 0}), encoding="utf-8")

    with pytest.raises(DataError, match="holds no extracts"):
        read_manifest(tmp_path)
    with pytest.raises(DataError, match="another version"):
        read_manifest(tmp_path / "old")


@pytest.mark.parametrize(
    ("table", "change", "reason"),
    [
        ("city/extract_files", {"who": "cats"}, "who cats"),
        ("city/extract_files", {"source": "xx"}, "no source xx"),
        ("city/extract_columns", {"form": "runes"}, "runes"),
        ("city/extract_columns", {"field": "shoe_size"}, "shoe_size"),
        ("city/extract_errors", {"error": "gremlin"}, "name gremlin"),
        ("city/extract_errors", {"rate": "1.5"}, "name wrong more often than it is there"),
        ("city/extract_errors", {"field": "birth", "error": "shifted"}, "an error of birth, not shown"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(
    monkeypatch: pytest.MonkeyPatch, table: str, change: dict[str, str], reason: str
) -> None:
    read: Callable[[str], tuple[facts.Row, ...]] = facts.rows

    def changed(name: str) -> tuple[facts.Row, ...]:
        first, *rest = read(name)
        return ({**first, **change}, *rest) if name == table else read(name)

    monkeypatch.setattr(extract_plan.facts, "rows", changed)

    with pytest.raises(DataError, match=reason):
        plan()
