"""Time limits of the stages: what the rules come to, and what is found wrong with them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from liandong.catalogue import Catalogue, Finding
from liandong.catalogue.stages import StageLimit, stages
from liandong.catalogue.vocabulary import URGENCIES
from liandong.errors import DataError
from liandong.paths import shipped
from tests.conftest import told

SHIPPED = Catalogue.load(shipped("data"))
RULES = "catalogue/stage_limits.csv"
EXCEPTIONS = "catalogue/limit_exceptions.csv"


def test_an_issue_keeps_its_own_limit_at_its_own_urgency() -> None:
    for code, issue in SHIPPED.issues.items():
        assert stages(SHIPPED, code).handle == StageLimit(issue.limit, issue.limit_unit)
        assert stages(SHIPPED, code, issue.urgency) == stages(SHIPPED, code)


def test_no_stage_of_a_more_urgent_report_takes_longer() -> None:
    for code in SHIPPED.issues:
        by_urgency = [stages(SHIPPED, code, urgency) for urgency in URGENCIES]
        for stage in ("accept", "handle", "inspect"):
            hours = [getattr(found, stage).hours for found in by_urgency]
            assert hours == sorted(hours, reverse=True), (code, stage)


def test_a_report_is_accepted_before_it_is_handled() -> None:
    for code in SHIPPED.issues:
        for urgency in URGENCIES:
            found = stages(SHIPPED, code, urgency)
            assert found.accept.hours < found.handle.hours


def test_an_exception_goes_before_the_rule() -> None:
    found = stages(SHIPPED, "042402")

    assert found.accept == StageLimit(1, "hours")
    assert stages(SHIPPED, "040101").accept == StageLimit(4, "working_hours")


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        (RULES, "repair,normal,4,working_hours", "repair,normal,7,working_days", "order"),
        (RULES, "repair,normal,4,working_hours,7", "repair,normal,4,working_hours,1", "beyond"),
        (RULES, "repair,urgent,1,hours", "repair,urgent,20,hours", "shorter"),
        (RULES, "repair,urgent,1,hours", "repair,urgent,1,", "empty"),
        (RULES, "repair,urgent,1,hours", "repair,urgent,1,weeks", "value"),
        (RULES, "repair,urgent,1,hours", "repair,urgent,,hours", "empty"),
        (EXCEPTIONS, "042402,normal,accept,1", "042402,normal,handle,1", "no-effect"),
        (EXCEPTIONS, "042402,normal,accept,1,hours", "010101,normal,accept,1,hours", "no-effect"),
        (EXCEPTIONS, "042402,normal,accept,1,hours", "042402,normal,accept,9,working_days", "order"),
        (EXCEPTIONS, "042402,normal,accept,1,hours", "042402,normal,accept,4,working_hours", "no-exception"),
        (EXCEPTIONS, "042402,", "999999,", "reference"),
        (EXCEPTIONS, ",车辆被困出口，须即时受理", ",", "empty"),
        ("catalogue/handling.csv", "须测声并论证降噪措施，期限长于一般增设改造", "", "beyond"),
    ],
)
def test_a_wrong_limit_is_found(
    file: str, old: str, new: str, rule: str, breaking: Callable[[str, str, str], list[Finding]]
) -> None:
    assert told(breaking(file, old, new), rule)


def test_a_pattern_without_limits_cannot_be_loaded(data: Path, edit: Callable[[str, str, str], None]) -> None:
    edit(RULES, "repair,urgent,", "order,urgent,")

    with pytest.raises(DataError, match=r"stage_limits\.csv|stage limits"):
        Catalogue.load(data)
