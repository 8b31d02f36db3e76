"""The social side as tables: bodies, skills, kinds of service, methods, projects and subsidies."""

from dataclasses import dataclass
from typing import Annotated, Literal

from liandong.catalogue.tables import Optional, Refers, Table
from liandong.catalogue.vocabulary import DepartmentCode, DepartmentCodes, Level

Body = Literal["government", "party", "public_service", "mass_organisation", "enterprise", "self_government"]
NeedField = Literal[
    "elders",
    "disabled",
    "hardship",
    "health",
    "family",
    "community",
    "children_youth",
    "newcomers",
    "recovery",
    "rights",
    "veterans",
]
Approach = Literal["casework", "group_work", "community_work", "indirect"]
CapacityUnit = Literal["place", "meal", "household", "case", "session"]
PaidPer = Literal["place", "meal", "hour", "person", "household", "case", "facility", "community", "project"]
PaidEvery = Literal["once", "month", "year"]

NeedCodes = Annotated[tuple[str, ...], Refers("need_kinds")]
SkillCodes = Annotated[tuple[str, ...], Refers("skills")]
OrganisationCodes = Annotated[tuple[str, ...], Refers("organisation_kinds")]


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit or body as it is met on the spot: 派出所, 司法所, 业主委员会, 党群服务中心."""

    code: str
    name: str
    body: Body
    kind: Annotated[str, Refers("department_kinds", optional=True)]
    """The kind of department whose duties it does; empty where it has none of its own."""
    levels: tuple[Level, ...]
    """Where such units are."""
    guided_by: DepartmentCode
    """The kind of department that guides it, its own or another."""
    definition: str


@dataclass(frozen=True, slots=True)
class Skill:
    """What a social worker or a team can do."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class OrganisationKind:
    """A kind of social organisation, by its legal form."""

    code: str
    name: str
    definition: str
    registered_with: DepartmentCode
    """Where it is registered or put on record."""


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of community service. Its code is the `kind` of a CommunityService in the graph."""

    code: str
    name: str
    definition: str
    needs: NeedCodes
    """The needs that such a service can meet."""
    skills: SkillCodes
    """The skills it takes: for each of its needs at least one that the need asks for."""
    capacity_unit: CapacityUnit
    """What its capacity is counted in."""
    providers: OrganisationCodes
    """The kinds of organisation that may provide it."""
    bodies: DepartmentCodes
    """The kinds of department that provide it themselves or commission it."""


@dataclass(frozen=True, slots=True)
class CaseStage:
    """A stage of a case of social work (社会工作通用过程): from engagement to closure, or referral."""

    code: str
    name: str
    order: int
    definition: str
    output: str
    """What is on paper when the stage ends."""
    next: Annotated[tuple[str, ...], Refers("case_stages", optional=True)]
    """The stages that may follow; none after the last."""


@dataclass(frozen=True, slots=True)
class Method:
    """A method of social work and the needs it suits."""

    code: str
    name: str
    approach: Approach
    definition: str
    needs: NeedCodes
    skills: SkillCodes
    """The skills it takes: for each of its needs at least one that the need asks for."""
    stages: Annotated[tuple[str, ...], Refers("case_stages")]
    """The stages of a case in which it is used."""
    caution: Annotated[str, Optional()]
    """When not, or on what condition."""


@dataclass(frozen=True, slots=True)
class ProjectKind:
    """A kind of project that a social organisation carries out for a term."""

    code: str
    name: str
    definition: str
    needs: NeedCodes
    providers: OrganisationCodes
    """The kinds of organisation that may carry it out."""
    payers: Annotated[tuple[str, ...], Refers("department_kinds")]
    """Whose budget it is paid from, or who sponsors the collecting of it."""
    months: int
    """Its usual term in months."""
    deliverables: tuple[str, ...]
    """What it is held to at the end."""


@dataclass(frozen=True, slots=True)
class SubsidyKind:
    """A kind of public money for a service or a project."""

    code: str
    name: str
    definition: str
    per: PaidPer
    """What is counted."""
    every: PaidEvery
    """How often it is paid."""
    payers: Annotated[tuple[str, ...], Refers("department_kinds")]
    """Whose budget it comes from."""
    service_kinds: Annotated[tuple[str, ...], Refers("service_kinds", optional=True)]
    project_kinds: Annotated[tuple[str, ...], Refers("project_kinds", optional=True)]


TABLES = (
    Table("unit_kinds", "unit_kinds.csv", UnitKind),
    Table("skills", "social/skills.csv", Skill),
    Table("organisation_kinds", "social/organisation_kinds.csv", OrganisationKind),
    Table("service_kinds", "social/service_kinds.csv", ServiceKind),
    Table("case_stages", "social/case_stages.csv", CaseStage),
    Table("methods", "social/methods.csv", Method),
    Table("project_kinds", "social/project_kinds.csv", ProjectKind),
    Table("subsidy_kinds", "social/subsidy_kinds.csv", SubsidyKind),
)
"""The files of the social side."""
