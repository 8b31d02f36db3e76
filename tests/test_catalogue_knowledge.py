"""The tables beside the event catalogue: each rule of their lint is broken once."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from graph.schema import SCHEMA
from liandong.catalogue import Catalogue, lint
from liandong.catalogue.lint_plan import PLAN, plan_findings
from liandong.catalogue.lint_social import case_stages, loose_ends, social_findings, unit_kinds
from liandong.catalogue.model import TABLES, read_all
from liandong.errors import DataError
from liandong.paths import shipped

NEEDS, UNITS = "need_kinds.csv", "unit_kinds.csv"
SERVICES, METHODS, SKILLS = "social/service_kinds.csv", "social/methods.csv", "social/skills.csv"
STAGES, SUBSIDIES = "social/case_stages.csv", "social/subsidy_kinds.csv"
TASKS, SYSTEMS, INDICATORS = "plan/tasks.csv", "plan/systems.csv", "plan/indicators.csv"
REGISTERS, STATES = "plan/registers.csv", "plan/register_states.csv"
SOURCES = "source_systems.csv"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    for table in TABLES:
        target = tmp_path / "data" / table.file
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped("data") / table.file, target)
    return tmp_path / "data"


def replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return change


def without(start: str) -> Callable[[str], str]:
    """Leave out the lines that begin so."""

    def change(text: str) -> str:
        lines = text.splitlines(keepends=True)
        kept = [line for line in lines if not line.startswith(start)]
        assert len(kept) < len(lines)
        return "".join(kept)

    return change


def found(data: Path) -> set[tuple[str, str]]:
    """(file, rule) of what is found by all but the rules of the event catalogue, which take their time."""
    tables, findings = read_all(data)
    findings += social_findings(tables)
    findings += plan_findings(tables, counted=True, graph=SCHEMA.names)
    for finding in findings:
        assert finding.message.isascii() is False, "no Chinese"
        assert any(word.isascii() and word.isalpha() for word in finding.message.split()), "no English"
        assert finding.mend
    return {(finding.file, finding.rule) for finding in findings}


BROKEN: dict[str, tuple[str, Callable[[str], str], str, str]] = {
    "a kind of unit of another nature": (
        UNITS,
        replace("派出所,government,police,subdistrict", "派出所,party,police,subdistrict"),
        UNITS,
        "body",
    ),
    "an unknown level": (
        UNITS,
        replace("派出所,government,police,subdistrict", "派出所,government,police,village"),
        UNITS,
        "value",
    ),
    "no level": (
        UNITS,
        replace("派出所,government,police,subdistrict", "派出所,government,police,|"),
        UNITS,
        "empty",
    ),
    "a kind of department without unit": (UNITS, without("lighting_office"), "department_kinds.csv", "unit"),
    "a need that no service meets": (
        SERVICES,
        replace("safety_education,safety|groupwork", "environment_volunteering,environment"),
        NEEDS,
        "unmet",
    ),
    "a need that no method suits": (
        METHODS,
        replace("environment_volunteering", "community_building"),
        NEEDS,
        "unmet",
    ),
    "a need without skill": (
        NEEDS,
        replace(
            "legal_aid,法律援助,无力聘请律师者的法律咨询与代理,rights,law",
            "legal_aid,法律援助,无力聘请律师者的法律咨询与代理,rights,",
        ),
        NEEDS,
        "empty",
    ),
    "a service without the skill": (
        SERVICES,
        replace(",safety|groupwork,", ",environment,"),
        SERVICES,
        "skill",
    ),
    "a method without the skill": (
        METHODS,
        replace(
            ",mediation|facilitation,assessment|intervention|closure",
            ",nursing,assessment|intervention|closure",
        ),
        METHODS,
        "skill",
    ),
    "an unknown skill": (
        METHODS,
        replace(",mediation|facilitation,", ",magic|facilitation,"),
        METHODS,
        "reference",
    ),
    "a skill that no need takes": (
        SKILLS,
        replace("sign_language,手语", "braille,盲文,读写盲文\nsign_language,手语"),
        SKILLS,
        "unused",
    ),
    "a stage out of order": (STAGES, replace(",2,", ",5,"), STAGES, "order"),
    "a stage that cannot be reached": (STAGES, replace("|referral", ""), STAGES, "unreachable"),
    "a stage without end": (STAGES, replace("closure|planning", "planning"), STAGES, "unreachable"),
    "a stage without method": (METHODS, replace("|referral,", ","), STAGES, "unused"),
    "a subsidy for nothing": (
        SUBSIDIES,
        replace("health|political_legal,counselling|hotline,", "health|political_legal,,"),
        SUBSIDIES,
        "unused",
    ),
    "a task too few": (TASKS, without("802,"), TASKS, "count"),
    "a system too few": (SYSTEMS, without("8,"), SYSTEMS, "count"),
    "a task of another system's number": (
        TASKS,
        replace("101,党组织建在网格上,1,", "101,党组织建在网格上,2,"),
        TASKS,
        "prefix",
    ),
    "a task with neither": (
        TASKS,
        replace(",工单流转中尚未区分召集，先以督办记录核对", ","),
        TASKS,
        "indicator",
    ),
    "a task with both": (
        TASKS,
        replace("2018,catalogue_issues,", "2018,catalogue_issues,说不清"),
        TASKS,
        "indicator",
    ),
    "a body that supports itself": (
        TASKS,
        replace(
            "political_legal,subdistrict_office|residents_committee,每个",
            "political_legal,political_legal,每个",
        ),
        TASKS,
        "support",
    ),
    "a part of the program without task": (
        TASKS,
        replace(",camera_register,", ",micro_grid_map,"),
        TASKS,
        "uncovered",
    ),
    "an unknown capability": (TASKS, replace(",camera_register,", ",face_recognition,"), TASKS, "value"),
    "a system without task": (
        SYSTEMS,
        replace("8,基层自治体系", "9,空的体系,没有任务\n8,基层自治体系"),
        SYSTEMS,
        "childless",
    ),
    "a ratio without denominator": (
        INDICATORS,
        replace("居民,Resident,,per_10000", ",,,per_10000"),
        INDICATORS,
        "denominator",
    ),
    "a count with one": (
        INDICATORS,
        replace("Issue,,,,count", "Issue,全部,Issue,,count"),
        INDICATORS,
        "denominator",
    ),
    "a target above all": (
        INDICATORS,
        replace("percent,at_least,70", "percent,at_least,170"),
        INDICATORS,
        "target",
    ),
    "no target": (INDICATORS, replace("percent,at_least,70", "percent,at_least,"), INDICATORS, "empty"),
    "no comparison": (INDICATORS, replace("percent,at_least,70", "percent,,70"), INDICATORS, "empty"),
    "an unknown comparison": (
        INDICATORS,
        replace("percent,at_least,70", "percent,about,70"),
        INDICATORS,
        "value",
    ),
    "no source of the numerator": (
        INDICATORS,
        replace("达成协议的调解,Mediation.state", "达成协议的调解,"),
        INDICATORS,
        "source",
    ),
    "a source without words": (
        INDICATORS,
        replace("Issue,,,,count", "Issue,,Issue,,count"),
        INDICATORS,
        "source",
    ),
    "an unknown label": (
        INDICATORS,
        replace("社会组织,SocialOrganisation,", "社会组织,Society,"),
        INDICATORS,
        "graph",
    ),
    "an unknown property": (INDICATORS, replace("Camera.bearing|", "Camera.face|"), INDICATORS, "graph"),
    "an unknown register's label": (REGISTERS, replace(",Mediation,", ",Dispute,"), REGISTERS, "graph"),
    "an unknown source's label": (SOURCES, replace(",SocialOrganisation,", ",Society,"), SOURCES, "graph"),
    "an indicator that no task uses": (
        TASKS,
        replace("day_care_centres|meal_points|", "day_care_centres|"),
        INDICATORS,
        "unused",
    ),
    "an indicator of another system": (
        INDICATORS,
        replace("达成协议的比例,5", "达成协议的比例,6"),
        INDICATORS,
        "system",
    ),
    "a register without states": (STATES, without("patrol."), REGISTERS, "childless"),
    "a state twice": (
        STATES,
        replace("patrol.cancelled,patrol,cancelled", "patrol.cancelled,patrol,planned"),
        STATES,
        "unique",
    ),
    "a move into another register": (
        STATES,
        replace("patrol.walking|patrol.cancelled", "patrol.walking|permit.left"),
        STATES,
        "foreign",
    ),
    "a state that cannot be reached": (
        STATES,
        replace("patrol.walking|patrol.cancelled", "patrol.walking"),
        STATES,
        "unreachable",
    ),
    "a state without end": (STATES, replace("已上报,\n", "已上报,patrol.walking\n"), STATES, "endless"),
    "a kind of source without system": (
        SOURCES,
        replace(",internet,,", ",public_service,,"),
        "source_kinds.csv",
        "childless",
    ),
    "an unknown coordinate system": (SOURCES, replace(",bd09,", ",mars,"), SOURCES, "value"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_found(what: str, data: Path) -> None:
    file, change, at, rule = BROKEN[what]
    (data / file).write_text(change((data / file).read_text("utf-8")), "utf-8")

    findings = found(data)

    assert (at, rule) in findings


def test_a_unit_is_at_a_level_of_its_kind() -> None:
    squad = SimpleNamespace(
        name="交警中队",
        body="government",
        kind="traffic",
        levels=("district", "community"),
        guided_by="traffic",
    )
    kind = SimpleNamespace(name="交警", body="government", levels=("city", "district"))

    (finding,) = unit_kinds([(2, squad)], {"traffic": kind})

    assert (finding.line, finding.rule) == (2, "level")
    assert "community" in finding.message
    assert "district" in finding.mend


def test_a_city_need_not_have_the_plans_numbers(data: Path) -> None:
    (data / TASKS).write_text(without("802,")((data / TASKS).read_text("utf-8")), "utf-8")

    assert lint(data, expected=None, graph=SCHEMA.names) == []


def test_the_graphs_names_are_looked_up_only_when_given(data: Path) -> None:
    text = (data / REGISTERS).read_text("utf-8")
    (data / REGISTERS).write_text(text.replace(",Mediation,", ",Dispute,"), "utf-8")

    assert lint(data) == []
    assert [finding.rule for finding in lint(data, graph=SCHEMA.names)] == ["graph"]


def test_an_unreadable_file_is_one_finding(data: Path) -> None:
    (data / METHODS).unlink()

    assert [(finding.file, finding.rule) for finding in lint(data)] == [(METHODS, "missing")]
    with pytest.raises(DataError, match="methods"):
        Catalogue.load(data)


def test_the_plan_has_its_numbers_and_targets() -> None:
    tables = Catalogue.load(shipped("data")).tables

    assert {name: len(tables[name]) for name in PLAN} == {"systems": 8, "tasks": 31}
    targets = {code: (row.comparison, row.target) for code, row in tables["indicators"].items()}
    assert targets["mediation_success"] == ("at_least", 99)
    assert targets["risk_assessment"] == ("at_least", 100)
    assert targets["permit_coverage"] == ("at_least", 99)
    assert targets["social_organisations"] == ("above", 13)
    assert targets["safety_satisfaction"] == targets["rule_of_law_satisfaction"] == ("at_least", 92)
    assert [targets[f"grids_level_{level}"][1] for level in (1, 2, 3)] == [105, 2038, 8162]
    elders = ("day_care_centres", "meal_points", "elder_subsidy", "elder_coverage")
    assert [targets[code][1] for code in elders] == [106, 110, 3600, 70]


def test_a_circle_has_no_end_and_what_nothing_leads_to_is_told() -> None:
    steps = [(2, "a", "甲", ("b",)), (3, "b", "乙", ("a", "b")), (4, "c", "丙", ())]

    rules = [(finding.line, finding.rule) for finding in loose_ends("x.csv", steps)]

    assert rules == [(2, "endless"), (3, "endless"), (4, "unreachable")]
    assert list(case_stages([])) == []
