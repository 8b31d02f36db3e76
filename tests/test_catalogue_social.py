"""The social side's tables: each rule of their lint is broken once."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from liandong.catalogue import Catalogue, lint
from liandong.catalogue.lint_social import case_stages, loose_ends, unit_kinds
from liandong.errors import DataError
from tests.breaking import Break, found, spoil

NEEDS, UNITS = "need_kinds.csv", "unit_kinds.csv"
SERVICES, METHODS, SKILLS = "social/service_kinds.csv", "social/methods.csv", "social/skills.csv"
STAGES, SUBSIDIES = "social/case_stages.csv", "social/subsidy_kinds.csv"


BROKEN = {
    "a code twice in a cell": Break(METHODS, "mediation|facilitation,", "mediation|mediation,", "repeated"),
    "a kind of unit of another nature": Break(
        UNITS, "派出所,government,police,subdistrict", "派出所,party,police,subdistrict", "body"
    ),
    "an unknown level": Break(
        UNITS, "派出所,government,police,subdistrict", "派出所,government,police,village", "value"
    ),
    "no level": Break(UNITS, "派出所,government,police,subdistrict", "派出所,government,police,|", "empty"),
    "a kind of department without unit": Break(
        UNITS, "lighting_office", None, "unit", at="department_kinds.csv"
    ),
    "a need that no service meets": Break(
        SERVICES,
        "safety_education,safety|groupwork",
        "environment_volunteering,environment",
        "unmet",
        at=NEEDS,
    ),
    "a need that no method suits": Break(
        METHODS, "environment_volunteering", "community_building", "unmet", at=NEEDS
    ),
    "a need without skill": Break(
        NEEDS,
        "legal_aid,法律援助,无力聘请律师者的法律咨询与代理,rights,law",
        "legal_aid,法律援助,无力聘请律师者的法律咨询与代理,rights,",
        "empty",
    ),
    "a service without the skill": Break(SERVICES, ",safety|groupwork,", ",environment,", "skill"),
    "a method without the skill": Break(
        METHODS,
        ",mediation|facilitation,assessment|intervention|closure",
        ",nursing,assessment|intervention|closure",
        "skill",
    ),
    "an unknown skill": Break(METHODS, ",mediation|facilitation,", ",magic|facilitation,", "reference"),
    "a skill that no need takes": Break(
        SKILLS, "sign_language,手语", "braille,盲文,读写盲文\nsign_language,手语", "unused"
    ),
    "a stage out of order": Break(STAGES, ",2,", ",5,", "order"),
    "a stage that cannot be reached": Break(STAGES, "|referral", "", "unreachable"),
    "a stage without end": Break(STAGES, "closure|planning", "planning", "unreachable"),
    "a stage without method": Break(METHODS, "|referral,", ",", "unused", at=STAGES),
    "a subsidy for nothing": Break(
        SUBSIDIES, "health|political_legal,counselling|hotline,", "health|political_legal,,", "unused"
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_found(what: str, data: Path) -> None:
    broken = BROKEN[what]
    spoil(data, broken)

    assert (broken.at or broken.file, broken.rule) in found(data)


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


def test_an_unreadable_file_is_one_finding(data: Path) -> None:
    (data / METHODS).unlink()

    assert [(finding.file, finding.rule) for finding in lint(data)] == [(METHODS, "missing")]
    with pytest.raises(DataError, match="methods"):
        Catalogue.load(data)


def test_a_circle_has_no_end_and_what_nothing_leads_to_is_told() -> None:
    steps = [(2, "a", "甲", ("b",)), (3, "b", "乙", ("a", "b")), (4, "c", "丙", ())]

    rules = [(finding.line, finding.rule) for finding in loose_ends("x.csv", steps)]

    assert rules == [(2, "endless"), (3, "endless"), (4, "unreachable")]
    assert list(case_stages([])) == []
