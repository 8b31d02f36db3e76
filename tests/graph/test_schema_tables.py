"""Where the schema lists the values that a table lists too, they are the same."""

from typing import Any, get_args

import pytest

from graph.schema import SCHEMA
from liandong.catalogue import Catalogue
from liandong.catalogue.model import Geometry, Verification
from liandong.catalogue.social import Body
from liandong.catalogue.vocabulary import Level, LimitUnit, Urgency
from liandong.paths import shipped

CODES = {
    ("CommunityService", "kind"): "service_kinds",
    ("SocialOrganisation", "kind"): "organisation_kinds",
    ("Source", "kind"): "source_kinds",
}
"""Properties whose values are the codes of a table."""

VALUES = {
    ("Area", "level"): Level,
    ("Department", "level"): Level,
    ("DepartmentKind", "body"): Body,
    ("Duty", "level"): Level,
    ("Issue", "limit_unit"): LimitUnit,
    ("Issue", "urgency"): Urgency,
    ("Issue", "verification"): Verification,
    ("Unit", "level"): Level,
    ("WorkOrder", "urgency"): Urgency,
}
"""Properties whose values are those of a column."""


def one_of(label: str, name: str) -> set[str]:
    (found,) = (prop for prop in SCHEMA.props(label) if prop.name == name)
    return set(found.one_of)


@pytest.mark.parametrize(("place", "table"), CODES.items())
def test_the_schema_lists_the_codes_of_the_table(place: tuple[str, str], table: str) -> None:
    assert one_of(*place) == set(getattr(Catalogue.load(shipped("data")), table))


@pytest.mark.parametrize(("place", "values"), VALUES.items())
def test_the_schema_lists_the_values_of_the_column(place: tuple[str, str], values: Any) -> None:
    assert one_of(*place) == set(get_args(values))


def test_no_kind_of_component_has_a_geometry_the_schema_does_not_know() -> None:
    kinds = Catalogue.load(shipped("data")).component_kinds.values()

    assert one_of("ComponentKind", "geometry") <= set(get_args(Geometry))
    assert {kind.geometry for kind in kinds} <= one_of("ComponentKind", "geometry")
