"""Duties by level: what the rules come to, and what is found wrong with them."""

import csv
from collections import Counter
from collections.abc import Callable
from typing import get_args

import pytest

from liandong.catalogue import Catalogue, Finding
from liandong.catalogue.duties import ROLES, Duties, position
from liandong.catalogue.vocabulary import LEVELS, Level, Role
from liandong.paths import shipped
from tests.conftest import told

SHIPPED = Catalogue.load(shipped("data"))
DUTIES = Duties(SHIPPED)
RULES = "catalogue/duty_rules.csv"
EXCEPTIONS = "catalogue/duty_exceptions.csv"
STAND_INS = "catalogue/stand_ins.csv"


def leading(code: str) -> dict[str, tuple[str, str]]:
    return {duty.level: (duty.role, duty.kind) for duty in DUTIES.of(code) if duty.role != "support"}


def test_every_issue_has_one_lead_with_a_unit_at_every_level() -> None:
    for code in SHIPPED.issues:
        duties = [duty for duty in DUTIES.of(code) if duty.role != "support"]
        assert [duty.level for duty in duties] == list(LEVELS)
        assert all(duty.level in SHIPPED.department_kinds[duty.kind].levels for duty in duties)
        assert all(duty.task for duty in duties)


def test_nobody_leads_below_the_issues_level_and_its_own_lead_leads_there() -> None:
    for code, issue in SHIPPED.issues.items():
        for level, (role, kind) in leading(code).items():
            below = LEVELS.index(level) < LEVELS.index(issue.level)  # type: ignore[arg-type]
            assert (role == "lead") is not below
            if level == issue.level:
                assert kind == issue.lead


@pytest.mark.parametrize(
    ("issue", "expected"),
    [
        (
            "043703",
            "refer residents_committee, refer subdistrict_office, lead water_supply, lead water_supply",
        ),
        (
            "030901",
            "first residents_committee, first subdistrict_office, lead gas_supply, lead gas_supply",
        ),
        ("044802", "lead property_service, lead subdistrict_office, lead housing, lead housing"),
        ("034101", "lead property_service, lead subdistrict_office, lead market, lead market"),
        ("030501", "first residents_committee, lead subdistrict_office, lead fire, lead fire"),
        ("043401", "refer residents_committee, refer subdistrict_office, refer political_legal, lead metro"),
        ("013301", "refer residents_committee, lead police, lead police, lead police"),
    ],
)
def test_who_acts_at_which_level(issue: str, expected: str) -> None:
    assert list(leading(issue).values()) == [tuple(each.split()) for each in expected.split(", ")]


def test_a_kind_supports_where_it_has_units_and_does_not_lead() -> None:
    for code, issue in SHIPPED.issues.items():
        for duty in DUTIES.of(code):
            if duty.role == "support":
                assert duty.kind in issue.supports
                assert duty.level in SHIPPED.department_kinds[duty.kind].levels
                assert leading(code)[duty.level] != ("lead", duty.kind)


def test_a_confidential_report_is_handled_by_nobody_on_its_way() -> None:
    confidential = [code for code, rules in SHIPPED.handling.items() if rules.sensitive == "1"]

    assert confidential
    assert [code for code in confidential if "first" in {duty.role for duty in DUTIES.of(code)}] == []


def test_what_routing_reads_is_each_kind_once_in_a_role() -> None:
    for code, issue in SHIPPED.issues.items():
        routed = DUTIES.routed(code)
        seen = Counter((duty.role == "lead", duty.kind) for duty in routed)
        assert max(seen.values()) == 1
        assert (routed[0].role, routed[0].kind, routed[0].level) == ("lead", issue.lead, issue.level)
        assert set(issue.supports) <= {duty.kind for duty in routed}
        assert "refer" not in {duty.role for duty in routed}


def test_every_role_has_a_name() -> None:
    assert set(ROLES) == set(get_args(Role))


@pytest.mark.parametrize(
    ("own", "level", "expected"),
    [("district", "city", "above"), ("district", "district", "own"), ("city", "community", "below")],
)
def test_where_a_level_stands(own: Level, level: Level, expected: str) -> None:
    assert position(own, level) == expected


def test_the_citys_units_are_at_levels_of_their_kinds() -> None:
    with (shipped("data") / "city" / "units.csv").open(encoding="utf-8", newline="") as file:
        units = [(row["kind"], row["level"]) for row in csv.DictReader(file)]

    kinds = SHIPPED.department_kinds
    assert {(kind, level) for kind, level in units if level not in kinds[kind].levels} == set()
    without = {code for code, kind in kinds.items() if "city" in kind.levels} - {kind for kind, _ in units}
    assert without == set()


FIRST_RULE = "rescue,below,community,first,residents_committee"


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        (RULES, FIRST_RULE, FIRST_RULE.replace("residents_committee", "nobody"), "body"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("residents_committee", "@supports"), "body"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("residents_committee", "police"), "no-unit"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("first", "lead"), "role"),
        (EXCEPTIONS, "012302,community,first", "013702,community,first", "confidential"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("community", "subdistrict"), "no-lead"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("community", "subdistrict"), "twice"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("community", "village"), "value"),
        (RULES, FIRST_RULE, FIRST_RULE.replace("rescue", "unheard"), "reference"),
        (EXCEPTIONS, "012201,district|city,lead,housing", "012201,city,lead,nobody", "reference"),
        (EXCEPTIONS, "012201,district|city,lead,housing", "012201,district,lead,property_service", "no-unit"),
        (EXCEPTIONS, "012201,district|city,lead,housing", "012201,district,first,housing", "role"),
        (
            EXCEPTIONS,
            "012201,district|city,lead,housing",
            "012201,district,lead,political_legal",
            "no-exception",
        ),
        (EXCEPTIONS, "012201,district|city,lead,housing", "012201,district,support,police", "no-exception"),
        (EXCEPTIONS, "012201,district|city", "030601,district", "twice"),
        (EXCEPTIONS, "群租由住建部门主管", "", "empty"),
        (STAND_INS, "residents_committee,district|city", "residents_committee,district", "no-lead"),
        (STAND_INS, "property_service,subdistrict,", "property_service,community,", "needless"),
        (STAND_INS, "district|city,housing", "district|city,subdistrict_office", "no-unit"),
        (STAND_INS, "property_service,subdistrict,", "property_service,district,", "twice"),
        ("catalogue/handling.csv", "出入境证件由区级公安出入境窗口受理", "", "level"),
        ("department_kinds.csv", ",community\nsub", ",village\nsub", "value"),
        ("department_kinds.csv", "police,公安,government,subdistrict|", "police,公安,government,", "no-unit"),
    ],
)
def test_a_wrong_rule_is_found(
    file: str, old: str, new: str, rule: str, breaking: Callable[[str, str, str], list[Finding]]
) -> None:
    assert told(breaking(file, old, new), rule)
