"""What a row of each file is, and the whole as one object.

The classes are the declaration: columns, types, allowed values, references and code prefixes are read from
their fields by `liandong.catalogue.tables`.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from liandong.catalogue import plan, social
from liandong.catalogue.rules import (
    DutyException,
    DutyRule,
    LimitException,
    StageRule,
    StandIn,
    unknown_bodies,
)
from liandong.catalogue.social import Body, NeedField, SkillCodes
from liandong.catalogue.tables import Finding, Optional, Refers, Table, cross_check, read
from liandong.catalogue.vocabulary import (
    URGENCIES,
    DepartmentCode,
    DepartmentCodes,
    IssueCode,
    Level,
    LimitUnit,
    PatternCode,
    Urgency,
)
from liandong.errors import DataError

Geometry = Literal["point", "line", "area"]


@dataclass(frozen=True, slots=True)
class DepartmentKind:
    """A kind of body that can have a duty: 城市管理, 供水, 居委会."""

    code: str
    name: str
    body: Body
    levels: tuple[Level, ...]
    """Where such bodies have a unit for the whole of a community, subdistrict, district or city."""


@dataclass(frozen=True, slots=True)
class Need:
    """A need that the social side can meet: 养老照护, 法律援助."""

    code: str
    name: str
    definition: str
    field: NeedField
    """The field of social service it belongs to."""
    skills: SkillCodes
    """The skills that meeting it takes."""


@dataclass(frozen=True, slots=True)
class ComponentKind:
    """A kind of component, its four-digit class and kind code, and who answers for it by rule."""

    code: str
    name: str
    group: str
    geometry: Geometry
    supervisor: DepartmentCode
    owner: DepartmentCode
    maintainer: DepartmentCode


@dataclass(frozen=True, slots=True)
class Category:
    """One of the catalogue's categories, two digits."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class EventType:
    """A type of event, four digits, within a category."""

    code: str
    name: str
    category: Annotated[str, Refers("categories", prefix=True)]


@dataclass(frozen=True, slots=True)
class Issue:
    """A concrete problem, six digits, within a type: what a report is classified as."""

    code: str
    name: str
    type: Annotated[str, Refers("types", prefix=True)]
    definition: str
    keywords: tuple[str, ...]
    """What citizens say and type."""
    lead: DepartmentCode
    supports: DepartmentCodes
    level: Level
    """The most local level at which a unit may lead."""
    limit: int
    """Total time from dispatch to result, in `limit_unit`."""
    limit_unit: LimitUnit
    urgency: Urgency
    component_kinds: Annotated[tuple[str, ...], Refers("component_kinds", optional=True)]
    needs: Annotated[tuple[str, ...], Refers("need_kinds", optional=True)]
    basis: str
    """The legal basis."""


AttributeType = Literal["str", "int", "float", "bool", "date", "line", "list[str]"]
YesNo = Literal["0", "1"]


@dataclass(frozen=True, slots=True)
class ComponentAttribute:
    """What the ID cards of some kinds of component say: 杆号, 管径, 胸径. Its code is group.property."""

    code: str
    kinds: Annotated[tuple[str, ...], Refers("component_kinds")]
    """The kinds that have it."""
    property: str
    """The property of the graph's `Component`, `Camera` or `Pipe` that holds it."""
    zh: str
    """What these kinds call it."""
    type: AttributeType
    unit: Annotated[str, Optional()]
    """Of a number; the same as the property's."""
    required: YesNo
    """1: an ID card without it is incomplete."""
    values: Annotated[tuple[str, ...], Optional()]
    """Of a text: what it may say; anything where there is none."""


@dataclass(frozen=True, slots=True)
class ComponentDefect:
    """What can be wrong with a kind of component, and the issue it is reported as. Its code is kind-serial.

    Where a missing or damaged component can kill (an open manhole, a bare wire), the issue is the danger.
    """

    code: str
    kind: Annotated[str, Refers("component_kinds", prefix=True)]
    defect: str
    """破损, 缺失, 不亮, 满溢 …"""
    issue: Annotated[str, Refers("issues")]


Verification = Literal["on_site", "photo", "document", "phone", "none"]
Sensitive = Literal["0", "1"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A family of handling: what issues of one pattern have in common."""

    code: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True)
class Handling:
    """When an issue is opened and closed, how verified, who may report it. Its code is the issue's."""

    code: IssueCode
    filing: str
    """What must be there for an order to be opened."""
    closing: str
    """The state in which it may be closed."""
    verification: Verification
    reporters: tuple[str, ...]
    """citizen, patrol, department, monitor."""
    sensitive: Sensitive
    """1: the report itself is confidential."""
    pattern: PatternCode
    note: Annotated[str, Optional()]
    """Why its limit or level is not what is usual for its pattern and its lead."""


TABLES = (
    Table("department_kinds", "department_kinds.csv", DepartmentKind),
    Table("need_kinds", "need_kinds.csv", Need),
    Table("component_kinds", "component_kinds.csv", ComponentKind, digits=4),
    *social.TABLES,
    *plan.TABLES,
    Table("categories", "catalogue/categories.csv", Category, digits=2),
    Table("types", "catalogue/types.csv", EventType, digits=4),
    Table("issues", "catalogue/issues.csv", Issue, digits=6),
    Table("patterns", "catalogue/patterns.csv", Pattern),
    Table("handling", "catalogue/handling.csv", Handling, digits=6),
    Table("stand_ins", "catalogue/stand_ins.csv", StandIn, optional=True),
    Table("duty_rules", "catalogue/duty_rules.csv", DutyRule),
    Table("duty_exceptions", "catalogue/duty_exceptions.csv", DutyException, optional=True),
    Table("stage_limits", "catalogue/stage_limits.csv", StageRule),
    Table("limit_exceptions", "catalogue/limit_exceptions.csv", LimitException, optional=True),
    Table("component_attributes", "component_attributes.csv", ComponentAttribute, optional=True),
    Table("component_defects", "component_defects.csv", ComponentDefect, optional=True),
)
"""Every file."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything by code, in the files' order. Immutable."""

    unit_kinds: Mapping[str, social.UnitKind]
    skills: Mapping[str, social.Skill]
    organisation_kinds: Mapping[str, social.OrganisationKind]
    service_kinds: Mapping[str, social.ServiceKind]
    case_stages: Mapping[str, social.CaseStage]
    methods: Mapping[str, social.Method]
    project_kinds: Mapping[str, social.ProjectKind]
    subsidy_kinds: Mapping[str, social.SubsidyKind]
    source_kinds: Mapping[str, plan.SourceKind]
    source_systems: Mapping[str, plan.SourceSystem]
    systems: Mapping[str, plan.GovernanceSystem]
    tasks: Mapping[str, plan.Task]
    indicators: Mapping[str, plan.Indicator]
    registers: Mapping[str, plan.Register]
    register_states: Mapping[str, plan.RegisterState]
    categories: Mapping[str, Category]
    types: Mapping[str, EventType]
    issues: Mapping[str, Issue]
    department_kinds: Mapping[str, DepartmentKind]
    need_kinds: Mapping[str, Need]
    component_kinds: Mapping[str, ComponentKind]
    patterns: Mapping[str, Pattern]
    handling: Mapping[str, Handling]
    """By issue."""
    stand_ins: Mapping[str, StandIn]
    duty_rules: Mapping[str, DutyRule]
    duty_exceptions: Mapping[str, DutyException]
    stage_limits: Mapping[str, StageRule]
    """By `pattern:urgency`."""
    limit_exceptions: Mapping[str, LimitException]
    """By `issue:urgency:stage`."""
    component_attributes: Mapping[str, ComponentAttribute]
    component_defects: Mapping[str, ComponentDefect]
    version: str
    """Twelve hexadecimal digits of the SHA-256 of the files' content."""

    @classmethod
    def load(cls, data_dir: Path) -> Self:
        """Read the files under `data_dir`.

        Raises:
            DataError: naming file, line, column and what to do; the first of the findings that make the
                catalogue unusable. Weak but usable rows (few keywords, near twins) pass: see `lint`.
        """
        tables, findings = read_all(data_dir)
        if findings:
            first = findings[0]
            more = f" (and {len(findings) - 1} more 另有 {len(findings) - 1} 处)" if len(findings) > 1 else ""
            raise DataError(f"{first}{more}", hint=first.mend)
        return cls.of(tables, version=_version(data_dir))

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[tuple[int, Any]]], *, version: str = "") -> Self:
        """The catalogue of tables that were read without a finding."""
        frozen = {name: MappingProxyType({row.code: row for _, row in rows}) for name, rows in tables.items()}
        return cls(**frozen, version=version)

    def category_of(self, code: str) -> Category:
        """The category above a code of any level.

        Raises:
            KeyError: no such category.
        """
        return self.categories[code[:2]]


def read_all(data_dir: Path) -> tuple[dict[str, list[tuple[int, Any]]], list[Finding]]:
    """All tables as (line, row) in the files' order, and every finding that makes them unusable."""
    tables: dict[str, list[tuple[int, Any]]] = {}
    findings: list[Finding] = []
    for table in TABLES:
        tables[table.name], wrong = read(data_dir, table)
        findings += wrong
    findings += cross_check(TABLES, tables)
    findings += _unhandled(tables)
    findings += unknown_bodies(tables["duty_rules"], {row.code for _, row in tables["department_kinds"]})
    return tables, findings


def _unhandled(tables: Mapping[str, Sequence[tuple[int, Any]]]) -> Iterator[Finding]:
    """Issues without rules of handling, and patterns without limits for an urgency."""
    handled = {row.code for _, row in tables["handling"]}
    for line, row in tables["issues"] if handled else []:
        if row.code not in handled:
            what = f"事项“{row.name}”没有处置规则 issue has no rules of handling"
            mend = "在 handling.csv 中补一行 Add its row to handling.csv."
            yield Finding("catalogue/issues.csv", line, "handling", what, mend)
    limited = {row.code for _, row in tables["stage_limits"]}
    for line, row in tables["patterns"] if limited else []:
        for urgency in URGENCIES:
            if f"{row.code}:{urgency}" not in limited:
                what = f"类别“{row.name}”缺少 {urgency} 的环节时限 pattern has no such stage limits"
                mend = "在 stage_limits.csv 中补一行 Add the row to stage_limits.csv."
                yield Finding("catalogue/patterns.csv", line, "stages", what, mend)


def _version(data_dir: Path) -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        path = data_dir / table.file
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:12]
