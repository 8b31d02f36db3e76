"""What is derived from the schema: Cypher for constraints, indexes and upserts; the documents.

The only place where Cypher is made by a program: from declarations, never from input. Values travel
as parameters.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from graph.schema.declare import End, Index, Type
from graph.schema.model import Schema, Template

Refs = tuple[tuple[str, End], ...]
"""(relationship type, end) pairs that a column gives."""


def constraints(schema: Schema) -> Iterator[str]:
    """One statement per unique code. Running them again changes nothing."""
    for label, node in schema.nodes.items():
        if node.base is None:
            name = f"{label.lower()}_code"
            yield f"CREATE CONSTRAINT {name} IF NOT EXISTS FOR (n:{label}) REQUIRE n.code IS UNIQUE"


def indexes(schema: Schema) -> Iterator[str]:
    """One statement per indexed property."""
    kinds = {Index.RANGE: "INDEX", Index.TEXT: "TEXT INDEX", Index.POINT: "POINT INDEX"}
    for label, node in schema.nodes.items():
        for prop in node.props:
            if prop.index:
                name = f"{label.lower()}_{prop.name}"
                yield f"CREATE {kinds[prop.index]} {name} IF NOT EXISTS FOR (n:{label}) ON (n.{prop.name})"


def create_nodes(schema: Schema, label: str, refs: Refs = ()) -> str:
    """The statement that creates a batch of nodes known to be absent, with their references.

    Returns:
        Cypher with the parameter `rows` (`code`, `refs`: codes by column, and what `values` gives) and in one
        row the column `codes`: a row whose reference has no target writes nothing and is not among them.
    """
    lines = ["UNWIND $rows AS row", *_targets(schema, refs)]
    lines += [
        f"CREATE (n:{':'.join(schema.labels(label))} {{code: row.code}})",
        *_set("n", node_times(schema, label)),
    ]
    lines += [f"CREATE (n)-[:{type_}]->(t{i})" for i, (type_, _) in enumerate(refs)]
    return "\n".join([*lines, "RETURN collect(row.code) AS codes"])


def update_nodes(schema: Schema, label: str, refs: Refs = ()) -> str:
    """The statement that updates a batch of nodes known to be there; parameter and column as for creating."""
    lines = ["UNWIND $rows AS row", *_targets(schema, refs)]
    lines += [f"MATCH (n:{schema.root(label)} {{code: row.code}})", *_set("n", node_times(schema, label))]
    lines += [f"MERGE (n)-[:{type_}]->(t{i})" for i, (type_, _) in enumerate(refs)]
    return "\n".join([*lines, "RETURN collect(row.code) AS codes"])


def drop_stale_refs(schema: Schema, label: str, type_: str, end: End, refs: Refs) -> str:
    """The statement that removes, for a batch of rows, what a single reference pointed at before.

    `refs` are the references that the rows have: a row with a dangling one keeps what it has.
    """
    return "\n".join(
        (
            "UNWIND $rows AS row",
            *_targets(schema, refs),
            f"MATCH (n:{schema.root(label)} {{code: row.code}})-[r:{type_}]->(t:{schema.root(end.target)})",
            f"WHERE row.refs.{end.column} IS NULL OR t.code <> row.refs.{end.column}",
            "DELETE r",
        )
    )


def node_times(schema: Schema, label: str) -> tuple[str, ...]:
    """The properties of a label, its base's among them, that are times."""
    labels = schema.labels(label)
    return tuple(p.name for each in labels for p in schema.node(each).props if p.type is Type.DATETIME)


def rel_times(schema: Schema, type_: str) -> tuple[str, ...]:
    """The properties of a relationship type that are times."""
    return tuple(prop.name for prop in schema.rels[type_].props if prop.type is Type.DATETIME)


def values(props: Mapping[str, Any], times: Collection[str]) -> dict[str, Any]:
    """Properties as the statements take them: `times` as text, which the driver packs twenty times faster."""
    if not times:
        return {"props": props}
    texts = {name: props[name].isoformat() for name in times if props.get(name) is not None}
    return {"props": {name: props[name] for name in props if name not in texts}, "times": texts}


def _set(variable: str, times: Collection[str]) -> list[str]:
    return [
        f"SET {variable} += row.props",
        *(f"SET {variable}.{name} = datetime(row.times.{name})" for name in times),
    ]


def _targets(schema: Schema, refs: Refs) -> list[str]:
    return [
        f"MATCH (t{i}:{schema.root(end.target)} {{code: row.refs.{end.column}}})"
        for i, (_, end) in enumerate(refs)
    ]


def write_rels(schema: Schema, type_: str, end: End, *, new: bool) -> str:
    """The statement that writes a batch of relationships: rows of `source`, `target`, `props` and `times`.

    `new` creates, where no relationship of this kind is there yet; otherwise merges.
    """
    return "\n".join(
        (
            "UNWIND $rows AS row",
            f"MATCH (a:{schema.root(end.source)} {{code: row.source}})",
            f"MATCH (b:{schema.root(end.target)} {{code: row.target}})",
            f"{'CREATE' if new else 'MERGE'} (a)-[r:{type_}]->(b)",
            *_set("r", rel_times(schema, type_)),
            "RETURN collect([row.source, row.target]) AS written",
        )
    )


def any_node(schema: Schema, label: str) -> str:
    """The statement that returns one row if the label has a node at all."""
    return f"MATCH (n:{schema.root(label)}) RETURN n.code AS code LIMIT 1"


def existing(schema: Schema, label: str) -> str:
    """The statement that says which of `codes` are there, and with which labels."""
    return (
        f"UNWIND $codes AS code MATCH (n:{schema.root(label)} {{code: code}}) "
        "RETURN n.code AS code, labels(n) AS labels"
    )


def known_values(schema: Schema, label: str, *, key: str, prop: str) -> str:
    """The statement that finds the values of `prop`, at most two, for each of `keys` among those of `key`."""
    return (
        f"UNWIND $keys AS key MATCH (n:{schema.root(label)} {{{key}: key}}) WHERE n.{prop} IS NOT NULL "
        f"RETURN key, collect(n.{prop})[..2] AS found"
    )


def linter_schema(schema: Schema) -> dict[str, object]:
    """The schema as the Cypher linter reads it."""
    return {
        "labels": sorted(schema.nodes),
        "relationshipTypes": sorted(schema.rels),
        "propertyKeys": list(schema.property_keys),
        "graphSchema": [
            {"from": source, "to": target, "relType": rel.type}
            for rel in schema.rels.values()
            for end in rel.ends
            for source in schema.family(end.source)
            for target in schema.family(end.target)
        ],
    }


def template_files(schema: Schema) -> Iterator[tuple[str, str]]:
    """(file name, header line) of each import template."""
    for template in schema.templates.values():
        yield f"{template.name}.csv", ",".join(template.columns) + "\n"


def markdown(schema: Schema) -> str:
    """`docs/schema.md`."""
    lines = [
        "# The graph 图结构",
        "",
        "Derived from `graph/schema/` by `liandong schema export`; a change belongs there.",
        "`•` required, `§` personal: encrypted at rest, masked when shown.",
    ]
    for group, (zh, labels) in schema.groups.items():
        lines += ["", f"## {group} {zh}"]
        for label in labels:
            lines += _node_section(schema, label)
    lines += [
        "",
        "## Relationships 关系",
        "",
        "| type | 名称 | joins | properties | what |",
        "|---|---|---|---|---|",
    ]
    for rel in schema.rels.values():
        joins = "<br>".join(
            f"{e.source} → {e.target}" + (f" (column `{e.column}`)" if e.column else "") for e in rel.ends
        )
        props = ", ".join(f"`{p.name}` {p.type}" for p in rel.props)
        lines.append(f"| `{rel.type}` | {rel.zh} | {joins} | {props} | {rel.doc} |")
    return "\n".join(lines) + "\n"


def _node_section(schema: Schema, label: str) -> list[str]:
    node = schema.node(label)
    base = f" Also a `{node.base}`, with its properties." if node.base else ""
    lines = ["", f"### `{label}` {node.zh}", "", node.doc + base]
    template: Template | None = schema.templates.get(label)
    if template:
        lines += ["", f"Import: `{label}.csv` with `{','.join(template.columns)}`"]
    lines += ["", "| property | 名称 | type | values |", "|---|---|---|---|"]
    for prop in node.props:
        marks = ("•" if prop.required else "") + ("§" if prop.personal else "")
        values = ", ".join(prop.one_of)
        if prop.minimum is not None:
            values = f"≥ {prop.minimum:g}" + (f", ≤ {prop.maximum:g}" if prop.maximum is not None else "")
        kind = str(prop.type) + (f", {prop.unit}" if prop.unit and prop.type is not Type.STR else "")
        lines.append(f"| `{prop.name}`{marks} | {prop.zh} | {kind} | {values} |")
    return lines
