"""The vocabulary in which the schema is declared.

A node or a relationship is declared once, as a frozen value, in the files beside this one. Constraints,
indexes, upserts, import templates, the Cypher linter's schema and `docs/schema.md` are derived from it.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Type(StrEnum):
    """What a property holds, and how its column is written in a CSV file."""

    STR = "str"
    INT = "int"
    FLOAT = "float"
    BOOL = "bool"
    DATE = "date"
    DATETIME = "datetime"
    POINT = "point"
    """WGS 84; two columns, `lon` and `lat`, in degrees."""
    POLYGON = "polygon"
    """WKT POLYGON or MULTIPOLYGON, WGS 84."""
    LINE = "line"
    """WKT LINESTRING, WGS 84."""
    STRS = "list[str]"
    """Values separated by `|`."""


class Index(StrEnum):
    """How a property is looked up."""

    RANGE = "RANGE"
    TEXT = "TEXT"
    POINT = "POINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prop:
    """A property of a node or a relationship.

    Attributes:
        zh: the field's own term.
        unit: of a number: m, m2, yuan, deg, …
        personal: encrypted at rest, masked when shown.
        minimum, maximum: bounds of a number, both allowed.
        one_of: the only values allowed.
    """

    name: str
    zh: str
    type: Type = Type.STR
    required: bool = False
    index: Index | None = None
    unit: str = ""
    one_of: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    personal: bool = False


CODE = Prop(name="code", zh="编码", required=True)
"""Every node's key: the city's own identifier, unique for the label."""


@dataclass(frozen=True, slots=True)
class Node:
    """A node label. `base` names a label that its nodes carry too (a Camera is a Component)."""

    label: str
    zh: str
    doc: str
    props: tuple[Prop, ...]
    base: str | None = None
    template: bool = True
    """False for what only the program writes (events, migrations): no import template."""


@dataclass(frozen=True, slots=True)
class End:
    """A pair of labels that a relationship may join.

    `column` names the column of the source's import template that holds the target's code; such a
    relationship is single: loading another target replaces it. Without `column` the relationship is
    many-to-many and is loaded from a file of its own.
    """

    source: str
    target: str
    column: str | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Rel:
    """A relationship type."""

    type: str
    zh: str
    doc: str
    ends: tuple[End, ...]
    props: tuple[Prop, ...] = field(default=())
