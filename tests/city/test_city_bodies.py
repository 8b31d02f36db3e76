"""Which bodies there are in the whole city, and what they cover."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from city import facts
from city.bodies import Competence, local_units, top_units, write_departments
from city.facts import Subdistrict
from city.unit import Unit
from city.writer import Writer

CITY = facts.CITY[0]


@pytest.fixture(scope="module")
def everywhere() -> list[Subdistrict]:
    return list(facts.subdistricts(("3205",)))


@pytest.fixture(scope="module")
def top(everywhere) -> list[Unit]:
    return top_units(everywhere, 1)


@pytest.fixture(scope="module")
def departments(everywhere, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    folder = tmp_path_factory.mktemp("departments")
    with Writer(folder) as out:
        write_departments(out, everywhere)
    return {row["code"]: row for row in rows(folder / "Department.csv")}


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def regular(units: list[Unit], area: str) -> list[Unit]:
    return [unit for unit in units if unit.areas == (area,) and not unit.closed_on]


def test_every_kind_has_one_department_of_the_city_and_at_most_one_of_each_district(departments):
    kinds = {row["code"] for row in facts.rows("department_kinds")}
    pairs = [(code.split("-")[0][1:], row["kind"]) for code, row in departments.items()]

    assert len(pairs) == len(set(pairs))
    assert {area for area, _ in pairs} == {CITY, *(row["code"] for row in facts.rows("city/district_names"))}
    for kind in kinds - {"subdistrict_office", "residents_committee"}:
        assert (CITY, kind) in pairs


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("D320585-urban_management", "太仓市城市管理局"),
        ("D320585-police", "太仓市公安局"),
        ("D320583-tax", "国家税务总局昆山市税务局"),
        ("D320581-environment", "苏州市常熟生态环境局"),
        ("D320582-political_legal", "中共张家港市委政法委员会"),
        ("D320582-power_supply", "国网张家港市供电公司"),
        ("D320508-urban_management", "苏州市姑苏区城市管理委员会"),
        ("D320508-police", "苏州市公安局姑苏分局"),
        ("D320506-water", "吴中区水务局"),
        ("D320576-civil_affairs", "苏州工业园区社会事业局"),
        ("D320576-urban_management", "苏州工业园区综合行政执法局"),
        ("D320576-youth_league", "共青团苏州工业园区工作委员会"),
    ],
)
def test_a_department_has_the_name_that_its_district_gives_it(departments, code: str, name: str):
    assert departments[code]["name"] == name


def test_a_district_has_a_name_for_each_department_of_its_own(departments):
    by_district: dict[str, list[str]] = {}
    for code, row in departments.items():
        by_district.setdefault(code.split("-")[0], []).append(row["name"])

    for names in by_district.values():
        assert len(names) == len(set(names))


def test_units_belong_to_departments_that_there_are_and_have_codes_of_their_own(top, departments):
    assert {unit.department for unit in top} <= departments.keys()
    assert len({unit.code for unit in top}) == len(top)
    assert all(departments[unit.department]["kind"] == unit.kind for unit in top)


def test_each_district_has_a_unit_of_each_kind_that_no_other_level_has(top):
    local = {row["kind"] for row in facts.rows("city/units") if row["covers"] not in ("city", "district")}
    local |= {"property_service", "residents_committee"}
    kinds = {row["code"] for row in facts.rows("department_kinds")}
    of_city = {unit.kind for unit in regular(top, CITY)}

    for row in facts.rows("city/district_names"):
        here = {unit.kind for unit in regular(top, row["code"])}
        assert kinds <= here | of_city | local, row["name"]
        assert len(here) >= 35, row["name"]


def test_a_county_level_city_has_its_own_public_services_and_a_district_the_citys(top):
    owner = {(unit.areas[0], unit.kind): unit.department for unit in top if unit.level == "district"}

    for kind in ("power_supply", "water_supply", "gas_supply", "bus"):
        assert owner["320585", kind] == f"D320585-{kind}"
        assert owner["320508", kind] == f"D{CITY}-{kind}"


def test_a_closed_unit_has_a_successor_that_is_open_and_of_its_kind(top):
    by_code = {unit.code: unit for unit in top}
    closed = [unit for unit in top if unit.closed_on]

    assert len(closed) == 2 * len(facts.rows("city/district_names"))
    for unit in closed:
        successor = by_code[unit.successor]
        assert not successor.closed_on
        assert (successor.kind, successor.areas) == (unit.kind, unit.areas)


def test_irregular_units_are_of_places_and_kinds_that_there_are(everywhere):
    codes = {sub.code for sub in everywhere} | {c.code for sub in everywhere for c in sub.communities}
    kinds = {row["code"] for row in facts.rows("department_kinds")}

    for row in facts.rows("city/irregular_units"):
        assert set(facts.split(row["covers"])) <= codes, row["name"]
        assert row["seat"] in {"", *codes}, row["name"]
        assert row["kind"] in kinds, row["name"]
        assert len({area[:6] for area in facts.split(row["covers"])}) == 1, row["name"]


def test_two_streets_share_a_squad_and_some_units_sit_in_another_district(top):
    shared = [unit for unit in top if len(unit.areas) > 1 and all(len(area) == 9 for area in unit.areas)]
    abroad = [unit for unit in top if unit.seat and unit.seat[:6] != unit.areas[0][:6]]

    assert ("320508018", "320508023") in {unit.areas for unit in shared if unit.kind == "urban_management"}
    assert len(abroad) >= 3


def test_units_of_a_part_of_the_city_cover_that_part_alone():
    gusu = [facts.subdistrict(code) for code in ("320508018", "320508021")]

    found = top_units(gusu, 1)

    assert {area for unit in found for area in unit.areas} == {CITY, "320508", "320508018"}
    assert not any(unit.seat for unit in found)


def test_the_same_units_come_of_the_same_seed_and_other_numbers_of_another(everywhere, top):
    assert top_units(everywhere, 1) == top
    assert [unit.phone for unit in top_units(everywhere, 2)] != [unit.phone for unit in top]


# Everywhere, on land that is no more than squares in a row


def town_of(sub: Subdistrict) -> Any:
    """A subdistrict whose communities are squares with two grids each."""
    parts = []
    for i, community in enumerate(sub.communities):
        ring = [(100.0 * i, 50.0 * (i % 3)), (100.0 * i + 100, 0.0), (100.0 * i + 100, 100.0)]
        grids = tuple(SimpleNamespace(code=f"{community.code}30{j}") for j in (1, 2))
        parts.append(
            SimpleNamespace(community=community, ring=ring, grid=f"{community.code}201", grids=grids)
        )
    land = SimpleNamespace(
        subdistrict=sub,
        communities=tuple(parts),
        grid=f"{sub.code}000101",
        grids={grid.code: grid for part in parts for grid in part.grids},
    )
    return SimpleNamespace(
        code=sub.code,
        names=sub.names,
        land=land,
        roads=(),
        premises=lambda _area, _dice: ((120.6, 31.3), parts[0].grids[0].code),
    )


@pytest.fixture(scope="module")
def local(everywhere, top) -> dict[str, list[Unit]]:
    return {sub.code: local_units(town_of(sub), 1, top) for sub in everywhere}


def test_in_every_grid_of_the_city_a_unit_of_every_kind_is_competent(everywhere, top, local):
    kinds = sorted(row["code"] for row in facts.rows("department_kinds"))

    for sub in everywhere:
        town = town_of(sub)
        competence = Competence([*local[sub.code], *top], town)
        for grid in town.land.grids:
            missing = [kind for kind in kinds if not competence.unit(kind, grid)]
            assert not missing, f"{sub.names.subdistrict} {grid}"


def test_every_subdistrict_has_a_unit_of_the_kinds_that_work_in_the_street(everywhere, top, local):
    street = ("police", "urban_management", "emergency", "market", "justice", "subdistrict_office")

    for sub in everywhere:
        town = town_of(sub)
        competence = Competence([*local[sub.code], *top], town)
        for kind in street:
            for grid in town.land.grids:
                assert competence.units(kind, grid)[0].level == "subdistrict", f"{sub.code} {kind}"


def test_units_have_codes_of_their_own_in_the_whole_city_and_departments_that_there_are(
    top, local, departments
):
    written = [unit for unit in top if not unit.seat] + [unit for found in local.values() for unit in found]

    assert Counter(unit.code for unit in written).most_common(1)[0][1] == 1
    assert {unit.department for unit in written} <= departments.keys()
    assert {unit.code for unit in top} <= {unit.code for unit in written}


def test_every_closed_unit_in_the_city_has_an_open_successor(top, local):
    units = {unit.code: unit for found in (top, *local.values()) for unit in found}

    closed = [unit for unit in units.values() if unit.closed_on]
    assert len(closed) > 2 * len(local)
    for unit in closed:
        assert unit.successor in units, unit
        assert not units[unit.successor].closed_on


def test_halves_of_a_subdistrict_share_its_communities_between_them(everywhere, local):
    for sub in everywhere:
        halves = [
            unit
            for unit in local[sub.code]
            if unit.kind == "police" and not unit.seat and unit.areas != (sub.code,)
        ]
        covered = [area for unit in halves for area in unit.areas]
        assert len(halves) in (0, 2)
        assert not halves or sorted(covered) == [community.code for community in sub.communities]


def test_a_committee_is_named_as_that_of_a_village_or_a_community(everywhere, local):
    for sub in everywhere:
        committees = {u.areas[0]: u for u in local[sub.code] if u.kind == "residents_committee"}
        assert committees.keys() == {community.code for community in sub.communities}
        for community in sub.communities:
            village = committees[community.code].aliases[0].endswith("村委会")
            assert village == (community.sort == "village")


def test_no_unit_of_the_city_has_an_odd_name(local, top):
    odd = ("市市城", "区区", "镇镇", "街道街道", "{", "太仓区", "镇街道")

    for unit in (*top, *(unit for found in local.values() for unit in found)):
        assert not any(part in name for part in odd for name in (unit.name, *unit.aliases)), unit
