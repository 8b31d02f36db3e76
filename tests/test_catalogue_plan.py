"""The plan's tables: each rule of their lint is broken once."""

from pathlib import Path

import pytest

from graph.schema import SCHEMA
from liandong.catalogue import Catalogue, lint
from liandong.catalogue.lint_plan import PLAN
from liandong.paths import shipped
from tests.breaking import Break, found, spoil

TASKS, SYSTEMS, INDICATORS = "plan/tasks.csv", "plan/systems.csv", "plan/indicators.csv"
REGISTERS, STATES = "plan/registers.csv", "plan/register_states.csv"
SOURCES = "source_systems.csv"


BROKEN = {
    "a task too few": Break(TASKS, "802,", None, "count"),
    "a system too few": Break(SYSTEMS, "8,", None, "count"),
    "a task of another system's number": Break(
        TASKS, "101,党组织建在网格上,1,", "101,党组织建在网格上,2,", "prefix"
    ),
    "a task with neither": Break(TASKS, ",工单流转中尚未区分召集，先以督办记录核对", ",", "indicator"),
    "a task with both": Break(TASKS, "2018,catalogue_issues,", "2018,catalogue_issues,说不清", "indicator"),
    "a body that supports itself": Break(
        TASKS,
        "political_legal,subdistrict_office|residents_committee,每个",
        "political_legal,political_legal,每个",
        "support",
    ),
    "a part of the program without task": Break(TASKS, ",camera_register,", ",micro_grid_map,", "uncovered"),
    "an unknown capability": Break(TASKS, ",camera_register,", ",face_recognition,", "value"),
    "a system without task": Break(
        SYSTEMS, "8,基层自治体系", "9,空的体系,没有任务\n8,基层自治体系", "childless"
    ),
    "a ratio without denominator": Break(
        INDICATORS, "居民,Resident,,per_10000", ",,,per_10000", "denominator"
    ),
    "a count with one": Break(INDICATORS, "Issue,,,,count", "Issue,全部,Issue,,count", "denominator"),
    "a target above all": Break(INDICATORS, "percent,at_least,70", "percent,at_least,170", "target"),
    "no target": Break(INDICATORS, "percent,at_least,70", "percent,at_least,", "empty"),
    "no comparison": Break(INDICATORS, "percent,at_least,70", "percent,,70", "empty"),
    "an unknown comparison": Break(INDICATORS, "percent,at_least,70", "percent,about,70", "value"),
    "no source of the numerator": Break(
        INDICATORS, "达成协议的调解,Mediation.state", "达成协议的调解,", "source"
    ),
    "a source without words": Break(INDICATORS, "Issue,,,,count", "Issue,,Issue,,count", "source"),
    "an unknown label": Break(INDICATORS, "社会组织,SocialOrganisation,", "社会组织,Society,", "graph"),
    "an unknown property": Break(INDICATORS, "Camera.bearing|", "Camera.face|", "graph"),
    "an unknown register's label": Break(REGISTERS, ",Mediation,", ",Dispute,", "graph"),
    "an unknown source's label": Break(SOURCES, ",SocialOrganisation,", ",Society,", "graph"),
    "an indicator that no task uses": Break(
        TASKS, "day_care_centres|meal_points|", "day_care_centres|", "unused", at=INDICATORS
    ),
    "an indicator of another system": Break(INDICATORS, "达成协议的比例,5", "达成协议的比例,6", "system"),
    "a register without states": Break(STATES, "patrol.", None, "childless", at=REGISTERS),
    "a state twice": Break(
        STATES, "patrol.cancelled,patrol,cancelled", "patrol.cancelled,patrol,planned", "unique"
    ),
    "a move into another register": Break(
        STATES, "patrol.walking|patrol.cancelled", "patrol.walking|permit.left", "foreign"
    ),
    "a state that cannot be reached": Break(
        STATES, "patrol.walking|patrol.cancelled", "patrol.walking", "unreachable"
    ),
    "a state without end": Break(STATES, "已上报,\n", "已上报,patrol.walking\n", "endless"),
    "a kind of source without system": Break(
        SOURCES, ",internet,,", ",public_service,,", "childless", at="source_kinds.csv"
    ),
    "an unknown coordinate system": Break(SOURCES, ",bd09,", ",mars,", "value"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_found(what: str, data: Path) -> None:
    broken = BROKEN[what]
    spoil(data, broken)

    assert (broken.at or broken.file, broken.rule) in found(data)


def test_a_city_need_not_have_the_plans_numbers(data: Path) -> None:
    spoil(data, Break(TASKS, "802,", None, "count"))

    assert lint(data, expected=None, graph=SCHEMA.names) == []


def test_the_graphs_names_are_looked_up_only_when_given(data: Path) -> None:
    spoil(data, Break(REGISTERS, ",Mediation,", ",Dispute,", "graph"))

    assert lint(data) == []
    assert [finding.rule for finding in lint(data, graph=SCHEMA.names)] == ["graph"]


def test_the_plan_has_its_numbers_and_targets() -> None:
    catalogue = Catalogue.load(shipped("data"))

    assert {name: len(getattr(catalogue, name)) for name in PLAN} == {"systems": 8, "tasks": 31}
    targets = {code: (row.comparison, row.target) for code, row in catalogue.indicators.items()}
    assert targets["mediation_success"] == ("at_least", 99)
    assert targets["risk_assessment"] == ("at_least", 100)
    assert targets["permit_coverage"] == ("at_least", 99)
    assert targets["social_organisations"] == ("above", 13)
    assert targets["safety_satisfaction"] == targets["rule_of_law_satisfaction"] == ("at_least", 92)
    assert [targets[f"grids_level_{level}"][1] for level in (1, 2, 3)] == [105, 2038, 8162]
    elders = ("day_care_centres", "meal_points", "elder_subsidy", "elder_coverage")
    assert [targets[code][1] for code in elders] == [106, 110, 3600, 70]
