"""What a row of each file is, and the whole as one object.

The classes are the declaration: columns, types, allowed values, references and code prefixes are read from
their fields by `liandong.catalogue.tables`.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from liandong.catalogue.tables import Finding, Optional, Refers, Table, cross_check, read
from liandong.errors import DataError

Level = Literal["community", "subdistrict", "district", "city"]
LimitUnit = Literal["hours", "working_hours", "working_days"]
Urgency = Literal["normal", "urgent", "emergency"]
Geometry = Literal["point", "line", "area"]
Body = Literal["government", "party", "public_service", "mass_organisation", "enterprise", "self_government"]


DepartmentCode = Annotated[str, Refers("department_kinds")]
DepartmentCodes = Annotated[tuple[str, ...], Refers("department_kinds", optional=True)]


@dataclass(frozen=True, slots=True)
class DepartmentKind:
    """A kind of body that can have a duty: 城市管理, 供水, 居委会."""

    code: str
    name: str
    body: Body


@dataclass(frozen=True, slots=True)
class Need:
    """A need that the social side can meet: 养老照护, 法律援助."""

    code: str
    name: str
    definition: str


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

    code: Annotated[str, Refers("issues")]
    filing: str
    """What must be there for an order to be opened."""
    closing: str
    """The state in which it may be closed."""
    verification: Verification
    reporters: tuple[str, ...]
    """citizen, patrol, department, monitor."""
    sensitive: Sensitive
    """1: the report itself is confidential."""
    pattern: Annotated[str, Refers("patterns")]
    note: Annotated[str, Optional()]
    """Why the issue is handled otherwise than its pattern."""


TABLES = (
    Table("department_kinds", "department_kinds.csv", DepartmentKind),
    Table("need_kinds", "need_kinds.csv", Need),
    Table("component_kinds", "component_kinds.csv", ComponentKind, digits=4),
    Table("categories", "catalogue/categories.csv", Category, digits=2),
    Table("types", "catalogue/types.csv", EventType, digits=4),
    Table("issues", "catalogue/issues.csv", Issue, digits=6),
    Table("patterns", "catalogue/patterns.csv", Pattern),
    Table("handling", "catalogue/handling.csv", Handling, digits=6),
    Table("component_attributes", "component_attributes.csv", ComponentAttribute, optional=True),
    Table("component_defects", "component_defects.csv", ComponentDefect, optional=True),
)
"""Every file, in the order in which they refer to each other."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything by code, in the files' order. Immutable."""

    categories: Mapping[str, Category]
    types: Mapping[str, EventType]
    issues: Mapping[str, Issue]
    department_kinds: Mapping[str, DepartmentKind]
    need_kinds: Mapping[str, Need]
    component_kinds: Mapping[str, ComponentKind]
    patterns: Mapping[str, Pattern]
    handling: Mapping[str, Handling]
    """By issue."""
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
        frozen = {name: MappingProxyType({row.code: row for _, row in rows}) for name, rows in tables.items()}
        return cls(**frozen, version=_version(data_dir))

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
    handled = {row.code for _, row in tables["handling"]}
    for line, row in tables["issues"] if handled else []:
        if row.code not in handled:
            what = f"事项“{row.name}”没有处置规则 issue has no rules of handling"
            mend = "在 handling.csv 中补一行 Add its row to handling.csv."
            findings.append(Finding("catalogue/issues.csv", line, "handling", what, mend))
    return tables, findings


def _version(data_dir: Path) -> str:
    digest = hashlib.sha256()
    for table in TABLES:
        path = data_dir / table.file
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()[:12]
