"""The attributes of the kinds of component, held to the declared properties."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from graph.schema import SCHEMA, Prop, Type
from liandong.catalogue import ComponentAttribute, Finding
from liandong.catalogue.model import read_all

FILE = "component_attributes.csv"
LABELS = ("Component", "Camera", "Pipe")
"""What a component can be, the most general first."""


def lint_attributes(data_dir: Path) -> list[Finding]:
    """Attributes that are no property of a component, or contradict it in type or unit.

    A kind whose attributes belong to no one label cannot be loaded: nothing is both a Camera and a Pipe.
    """
    tables, _ = read_all(data_dir)
    found: list[Finding] = []
    of_kind: dict[str, set[str]] = {}
    for line, row in tables["component_attributes"]:
        found += (Finding(FILE, line, rule, what, mend) for rule, what, mend in _faults(row))
        for kind in row.kinds:
            of_kind.setdefault(kind, set()).add(row.property)
    for line, kind in tables["component_kinds"]:
        names = of_kind.get(kind.code, set()) & _properties().keys()
        if label_of(names) is None:
            what = f"部件类别“{kind.name}”的属性分属不同标签 attributes of {kind.code} belong to no one label"
            mend = "删去不属于同一标签的属性 Keep those of Component and one of Camera, Pipe."
            found.append(Finding("component_kinds.csv", line, "label", what, mend))
    return found


def label_of(properties: set[str]) -> str | None:
    """The most general label that has all the properties; None if none has."""
    for label in LABELS:
        if properties <= {prop.name for prop in SCHEMA.props(label)}:
            return label
    return None


def _properties() -> Mapping[str, Prop]:
    return {prop.name: prop for label in LABELS for prop in SCHEMA.props(label)}


def _faults(row: ComponentAttribute) -> Iterator[tuple[str, str, str]]:
    """(rule, what, mend) of each thing that contradicts the schema."""
    prop = _properties().get(row.property)
    if prop is None or prop.type is Type.POINT or prop.name == "code":
        what = f"property: {row.property!r} 不是部件的属性 is no property of a component"
        yield (
            "property",
            what,
            "在 graph/schema/things.py 中声明，或改用已有的 Declare it there, or use one that is.",
        )
        return
    if row.type != prop.type.value:
        what = f"type: {row.type} 与结构中的 {prop.type} 不符 is not what the schema says of {prop.name}"
        yield "type", what, f"改为 {prop.type} Write {prop.type}."
    if row.unit != prop.unit:
        what = f"unit: {row.unit!r} 与结构中的 {prop.unit!r} 不符 is not what the schema says of {prop.name}"
        yield (
            "unit",
            what,
            f"改为 {prop.unit or '空'}，并换算数值 Write {prop.unit!r}, and convert the values.",
        )
    if prop.one_of and not set(row.values) <= set(prop.one_of):
        what = f"values: 超出 {', '.join(prop.one_of)} go beyond the property's"
        yield "values", what, "只用结构允许的值 Use only what the schema allows."
