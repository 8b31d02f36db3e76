"""How the importer's CSV files are written: headers with types, and the text of a value.

The formats are those of `neo4j-admin database import`: https://neo4j.com/docs/operations-manual/5/import/
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from neo4j.spatial import WGS84Point

from graph.load.convert import Item
from graph.schema import SCHEMA, End, Prop, Template, Type

ARRAY_DELIMITER = "\x1f"
"""The unit separator: the loader lets no control character into a text, so it is in no value."""

_TYPES: Mapping[Type, str] = {
    Type.STR: "string",
    Type.INT: "long",
    Type.FLOAT: "double",
    Type.BOOL: "boolean",
    Type.DATE: "date",
    Type.DATETIME: "datetime",
    Type.POINT: "point{crs:WGS-84}",
    Type.POLYGON: "string",
    Type.LINE: "string",
    Type.STRS: "string[]",
}
"""`long` and `double` are Cypher's integers and floats; `int` and `float` have half the bits."""


@dataclass(frozen=True, slots=True)
class Layout:
    """One table of what a template's rows become.

    Attributes:
        name: `Resident`, or `Resident_LIVES_IN_Household`.
        kind: the label or the relationship type.
        rows: from items that fit to rows of cells; None is an empty cell, which is no property.
    """

    name: str
    kind: str
    node: bool
    header: tuple[str, ...]
    rows: Callable[[Sequence[Item]], Iterator[list[Any]]]


def layouts(template: Template) -> list[Layout]:
    """The nodes of a label and one table for each column that refers to others; or the relationships."""
    name, props = template.name, tuple(prop for prop in template.props if prop.name != "code")
    if template.rel:
        type_, end = template.rel
        return [Layout(name, type_, False, rel_header(end, props), _rels(props))]
    root = SCHEMA.root(name)
    header = [f"code:ID({root})", *map(_column, props)]
    label = [name] if name != root else []
    header += [":LABEL"] * len(label)
    return [
        Layout(name, root, True, tuple(header), _nodes(props, label)),
        *(
            Layout(f"{name}_{type_}_{end.target}", type_, False, rel_header(end), _refs(end.column))
            for type_, end in template.refs
            if end.column
        ),
    ]


def rel_header(end: End, props: tuple[Prop, ...] = ()) -> tuple[str, ...]:
    """The columns of relationships. A code is unique for the root label, which is therefore the ID space."""
    ends = (f":START_ID({SCHEMA.root(end.source)})", f":END_ID({SCHEMA.root(end.target)})")
    return (*ends, *map(_column, props))


def _nodes(props: tuple[Prop, ...], label: list[str]) -> Callable[[Sequence[Item]], Iterator[list[Any]]]:
    cells = _cells(props)
    return lambda items: ([item.code, *cells(item.props), *label] for item in items)


def _rels(props: tuple[Prop, ...]) -> Callable[[Sequence[Item]], Iterator[list[Any]]]:
    cells = _cells(props)
    return lambda items: ([item.code, item.target, *cells(item.props)] for item in items)


def _refs(column: str) -> Callable[[Sequence[Item]], Iterator[list[Any]]]:
    return lambda items: ([item.code, item.refs[column]] for item in items if column in item.refs)


def _cells(props: tuple[Prop, ...]) -> Callable[[Mapping[str, Any]], list[Any]]:
    writers = tuple((prop.name, _TEXT.get(prop.type)) for prop in props)

    def row(values: Mapping[str, Any]) -> list[Any]:
        found = ((values.get(name), text) for name, text in writers)
        return [text(value) if text and value is not None else value for value, text in found]

    return row


def _column(prop: Prop) -> str:
    return f"{prop.name}:{_TYPES[prop.type]}"


def _bool(value: bool) -> str:
    return "true" if value else "false"


def _moment(value: date | datetime) -> str:
    return value.isoformat()


def _point(value: WGS84Point) -> str:
    return f"{{x:{value[0]!r},y:{value[1]!r}}}"


_TEXT: Mapping[Type, Callable[[Any], str]] = {
    Type.BOOL: _bool,
    Type.DATE: _moment,
    Type.DATETIME: _moment,
    Type.POINT: _point,
    Type.STRS: ARRAY_DELIMITER.join,
}
"""What the CSV writer does not write as the importer reads it."""
