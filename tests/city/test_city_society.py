"""The social side and the registers of a built city."""

import csv
import re
from collections import Counter
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import facts
from city.scale import AS_OF
from city.trade import enterprise_names

HOURS = re.compile(
    r"(每日|周[一二三四五六日](至周[一二三四五六日])?) (\d{1,2}):([0-5]\d)-(\d{1,2}):([0-5]\d)"
)
STATES = {"proposed", "discussing", "rejected", "decided", "executing", "done", "overseen"}


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def total(folder: Path, name: str, column: str) -> int:
    return sum(int(row[column]) for row in rows(folder, name))


def test_there_are_more_than_13_social_organisations_for_10_000_residents(demo):
    assert len(rows(demo, "SocialOrganisation")) > 13 * len(rows(demo, "Resident")) / 10_000


def test_a_tenth_of_the_residents_are_members_of_volunteer_teams(demo):
    assert total(demo, "VolunteerTeam", "members") == len(rows(demo, "Resident")) // 10


def test_an_organisation_is_there_once(demo):
    names = Counter(row["name"] for row in rows(demo, "SocialOrganisation"))

    assert names.most_common(1)[0][1] == 1


def test_every_agency_has_two_social_workers_or_more_with_skills(demo):
    agencies = {row["code"] for row in rows(demo, "SocialOrganisation") if row["kind"] == "service_agency"}
    workers = {row["code"]: row["organisation"] for row in rows(demo, "SocialWorker")}
    skilled = Counter(row["from"] for row in rows(demo, "SocialWorker_HAS_SKILL_Skill"))

    staff = Counter(workers.values())
    assert min(staff[agency] for agency in agencies) >= 2
    assert skilled.keys() == workers.keys()


def test_no_service_has_more_people_than_places(demo):
    for row in rows(demo, "CommunityService"):
        assert 0 <= int(row["used"]) <= int(row["capacity"]), row
    assert 0.4 < total(demo, "CommunityService", "used") / total(demo, "CommunityService", "capacity") < 0.85


def test_opening_hours_can_be_read(demo):
    for hours in {row["hours"] for row in rows(demo, "CommunityService")}:
        found = HOURS.fullmatch(hours)
        assert found, hours
        opens, closes = (int(found[i]) * 60 + int(found[i + 1]) for i in (3, 5))
        assert 0 <= opens < closes <= 24 * 60, hours


def test_a_communitys_service_stands_in_a_community_that_it_serves(demo):
    served: dict[str, set[str]] = {}
    for row in rows(demo, "CommunityService_SERVES_Area"):
        served.setdefault(row["from"], set()).add(row["to"])

    near = [row for row in rows(demo, "CommunityService") if row["kind"] == "day_care"]
    assert near
    for row in near:
        assert row["grid"][:12] in served[row["code"]]
        assert len(served[row["code"]]) == 3


def test_subsidies_fund_something_once(demo):
    funds = Counter(
        row["from"]
        for name in ("Subsidy_FUNDS_CommunityService", "Subsidy_FUNDS_Project")
        for row in rows(demo, name)
    )

    assert funds == Counter(row["code"] for row in rows(demo, "Subsidy"))


def test_99_of_100_mediations_end_in_agreement(demo):
    ended = Counter(row["state"] for row in rows(demo, "Mediation") if row["closed_on"])

    assert ended.keys() == {"agreed", "failed"}
    assert ended["agreed"] / ended.total() >= 0.99
    assert all(row["closed_on"] < AS_OF.isoformat() for row in rows(demo, "Mediation"))


def test_a_mediation_ends_after_it_came_and_with_an_agreement_if_it_did(demo):
    for row in rows(demo, "Mediation"):
        assert not row["closed_on"] or row["closed_on"] > row["created_at"][:10]
        assert bool(row["agreement"]) == (row["state"] == "agreed")


def test_every_decision_comes_after_its_assessment(demo):
    decided = [row for row in rows(demo, "RiskAssessment") if row["decided_on"]]

    assert decided
    assert all(row["assessed_on"] and row["assessed_on"] < row["decided_on"] for row in decided)
    assert all(row["result"] == "go" for row in decided if row["level"] == "low")


def test_there_are_proposals_at_every_stage_and_each_has_what_its_stage_asks_for(demo):
    found = rows(demo, "Proposal")

    assert {row["state"] for row in found} == STATES
    for row in found:
        voted = row["state"] not in ("proposed", "discussing")
        assert bool(row["decided_on"]) == bool(row["votes_for"]) == voted
        if voted:
            assert (int(row["votes_for"]) > int(row["votes_against"])) == (row["state"] != "rejected")
        assert bool(row["done_on"]) == (row["state"] in ("done", "overseen"))
        assert bool(row["overseen_on"]) == bool(row["satisfaction"]) == (row["state"] == "overseen")
        days = [row[name] for name in ("decided_on", "done_on", "overseen_on") if row[name]]
        assert days == sorted(days)
        assert all(date.fromisoformat(day) < AS_OF for day in days)


def test_a_patrol_is_walked_by_the_lead_of_its_grid(demo):
    leads = {row["to"]: row["from"] for row in rows(demo, "GridWorker_PATROLS_Grid") if row["role"] == "lead"}
    found = rows(demo, "Patrol")

    assert found
    assert all(leads[row["grid"]] == row["worker"] for row in found)


def test_the_registers_name_nobody(demo):
    people = {row["name"] for row in rows(demo, "Resident") if len(row["name"]) > 2}
    subjects = {
        row["subject"] for name in ("Mediation", "Proposal", "RiskAssessment") for row in rows(demo, name)
    }

    assert len(subjects) > 40
    assert not any(re.search(r"\d{5}", subject) for subject in subjects)
    assert not any(person in subject for subject in subjects for person in people)


def test_a_road_of_the_city_is_covered_by_the_citys_own_units(demo):
    level = {row["code"]: row["level"] for row in rows(demo, "Unit")}
    found = rows(demo, "Unit_COVERS_Road")

    assert {level[row["from"]] for row in found} == {"city"}
    assert len({row["to"] for row in found}) == 1
    assert {row["to"] for row in found} <= {row["code"] for row in rows(demo, "Road")}


def test_the_citys_own_units_maintain_what_stands_on_its_road_and_the_streets_the_rest(demo):
    level = {row["code"]: row["level"] for row in rows(demo, "Unit")}
    (road,) = {row["to"] for row in rows(demo, "Unit_COVERS_Road")}
    roads = {row["name"]: row["code"] for row in rows(demo, "Road")}
    kinds = {
        row["code"]: row["name"] for row in facts.rows("component_kinds") if row["maintainer"] == "municipal"
    }
    beside = [
        (roads[row["name"].removesuffix(kinds[row["kind"]])], level[row["maintainer"]])
        for row in rows(demo, "Component")
        if row["kind"] in kinds and row["name"].removesuffix(kinds[row["kind"]]) in roads
    ]

    assert {at for code, at in beside if code == road} == {"city"}
    assert {at for code, at in beside if code != road} == {"subdistrict"}


def test_a_closed_unit_has_an_open_successor_of_its_kind(demo):
    units = {row["code"]: row for row in rows(demo, "Unit")}
    successor = {row["from"]: row["to"] for row in rows(demo, "Unit_SUCCEEDED_BY_Unit")}

    assert successor.keys() == {code for code, row in units.items() if row["closed_on"]}
    for before, after in successor.items():
        assert not units[after]["closed_on"]
        assert units[after]["kind"] == units[before]["kind"]


def test_there_is_a_party_branch_and_a_unit_of_the_six_departments_in_every_grid(demo):
    grids = {row["code"] for row in rows(demo, "Grid")}
    kinds = {row["kind"] for row in facts.rows("city/presence")}
    kind_of = {row["code"]: row["kind"] for row in rows(demo, "Unit")}
    present = {(row["to"], kind_of[row["from"]]) for row in rows(demo, "Unit_PRESENT_IN_Grid")}

    assert {row["to"] for row in rows(demo, "PartyBranch_PRESENT_IN_Grid")} == grids
    assert present == {(grid, kind) for grid in grids for kind in kinds}


@given(st.sampled_from([row for row in facts.rows("city/trades") if row["register"] == "enterprise"]))
def test_no_two_enterprises_of_a_district_have_a_name_in_common(row: facts.Row):
    words = facts.split(row["names"])

    names = list(islice(enterprise_names("姑苏", row["trade"], words), 2_000))

    assert len(set(names)) == len(names)
    assert all(name.startswith("姑苏") for name in names)


@pytest.mark.parametrize("register", ["shop", "enterprise"])
def test_the_trades_of_places_are_trades(register: str):
    trades = {row["trade"] for row in facts.rows("city/trades")}

    assert {row["trade"] for row in facts.rows("city/trade_places")} <= trades
    assert any(row["register"] == register for row in facts.rows("city/trades"))
