"""Two subdistricts of 太仓市, built and loaded: their elders are covered as the district has set out to."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from city import facts
from city.build import build_city
from city.elder_care import targets
from city.scale import scale_named
from graph.load import load_directory
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault

SUBDISTRICTS = ("320585105", "320585403")
BORN_BY = 1965


@pytest.fixture(scope="module")
def taicang(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A town and a new town of Taicang with one grid of level 2 less than they have communities."""
    folder = tmp_path_factory.mktemp("taicang") / "city"
    scale = replace(
        scale_named("city"),
        name="taicang",
        within=SUBDISTRICTS,
        grids=(2, 21, 50),
        extent=(9_000.0, 9_000.0),
        residents=5_000,
        components=500,
        shops=60,
        enterprises=40,
    )
    build_city(folder, scale=scale, workers=1)
    return folder


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def test_each_subdistrict_has_its_share_of_the_districts_services(taicang):
    found = Counter((row["grid"][:9], row["kind"]) for row in rows(taicang, "CommunityService"))

    for code in SUBDISTRICTS:
        for kind, target in targets(facts.subdistrict(code)).items():
            assert found[code, kind] == target.number


def test_every_village_has_a_property_service_and_a_committee_of_its_own(taicang):
    names = {row["name"] for row in rows(taicang, "ResidentsCommittee")}
    stations = [row["name"] for row in rows(taicang, "Unit") if "农村综合服务站" in row["name"]]

    assert {"勤力村委会", "黄桥村委会"} & names
    assert "双凤农村综合服务站" in stations


def test_the_streets_share_the_units_that_the_facts_say(taicang):
    units = {row["code"]: row for row in rows(taicang, "Unit")}
    covers: dict[str, set[str]] = {}
    for row in rows(taicang, "Unit_COVERS_Area"):
        covers.setdefault(row["from"], set()).add(row["to"])

    squads = [
        code
        for code, row in units.items()
        if row["kind"] == "urban_management" and row["level"] == "subdistrict" and not row["closed_on"]
    ]
    assert sorted(units[code]["name"] for code in squads) == [
        "双凤镇综合行政执法局",
        "经开区科教新城综合行政执法大队",
    ]
    assert sorted(area for code in squads for area in covers[code]) == list(SUBDISTRICTS)


def test_the_computed_coverage_is_what_the_sites_were_chosen_for(
    empty_store: Store, queries: Queries, taicang: Path, tmp_path: Path
):
    load_directory(empty_store, taicang, vault=Vault(bytes(range(64))), rejects=tmp_path / "rejects.csv")

    (found,) = empty_store.rows(
        queries["services.coverage"], area="320585", kinds=["day_care"], born_by=BORN_BY
    )
    figures = {
        row.kind: row for row in empty_store.rows(queries["services.figures"], area="320585", year=2025)
    }

    wanted = [target for code in SUBDISTRICTS for target in targets(facts.subdistrict(code)).values()]
    assert found.elders == sum(int(row["birth_year"]) <= BORN_BY for row in rows(taicang, "Resident"))
    assert found.share == pytest.approx(0.7, abs=0.02)
    for kind in ("day_care", "meal_point"):
        assert figures[kind].services == sum(target.number for target in wanted if target.kind == kind)
        assert figures[kind].subsidy == sum(target.subsidy for target in wanted if target.kind == kind)
