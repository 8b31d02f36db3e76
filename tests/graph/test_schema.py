"""The declarations agree with each other, and what is derived from them is on the database."""

import json

import pytest

from graph.schema import CODE, SCHEMA, End, Node, Prop, Rel, Schema, Type
from graph.schema.declare import Index
from graph.schema.generate import (
    constraints,
    create_nodes,
    indexes,
    linter_schema,
    markdown,
    template_files,
)
from graph.store import Store
from liandong.errors import ConstraintError

PLACE = Node("Place", "地点", "A place.", (CODE,))
THING = Node("Thing", "物", "A thing.", (CODE,))


def schema_of(nodes: tuple[Node, ...], *rels: Rel) -> Schema:
    labels = tuple(node.label for node in nodes)
    return Schema.of(groups={"all": ("全部", labels)}, nodes=nodes, rels=rels)


# Declarations that make no sense


def test_an_end_that_names_an_unknown_label_is_refused() -> None:
    rel = Rel("LIES_IN", "在", "Where.", (End("Thing", "Plaec"),))

    with pytest.raises(ValueError, match=r"LIES_IN joins undeclared labels \['Plaec'\]"):
        schema_of((PLACE, THING), rel)


def test_a_label_declared_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        schema_of((PLACE, PLACE))


def test_a_type_declared_twice_is_refused() -> None:
    rel = Rel("LIES_IN", "在", "Where.", (End("Thing", "Place"),))

    with pytest.raises(ValueError, match="twice"):
        schema_of((PLACE, THING), rel, rel)


def test_an_undeclared_base_is_refused() -> None:
    with pytest.raises(ValueError, match="Thing is based on undeclared Object"):
        schema_of((Node("Thing", "物", "A thing.", (), base="Object"),))


def test_a_column_that_two_declarations_claim_is_refused() -> None:
    named = Node("Thing", "物", "A thing.", (CODE, Prop(name="place", zh="地点")))
    rel = Rel("LIES_IN", "在", "Where.", (End("Thing", "Place", "place"),))

    with pytest.raises(ValueError, match="template Thing has a column twice"):
        schema_of((PLACE, named), rel)


def test_references_in_a_circle_are_refused() -> None:
    there = Rel("LIES_IN", "在", "Where.", (End("Thing", "Place", "place"),))
    back = Rel("SHOWN_BY", "标志", "The landmark.", (End("Place", "Thing", "landmark"),))

    with pytest.raises(ValueError, match=r"circle among \['Place', 'Thing'\]"):
        schema_of((PLACE, THING), there, back)


# The schema of the city


def test_every_label_has_the_unique_code_once() -> None:
    for label in SCHEMA.nodes:
        codes = [prop for prop in SCHEMA.props(label) if prop.name == "code"]
        assert codes == [CODE], label


def test_every_label_is_in_one_group() -> None:
    listed = [label for _, labels in SCHEMA.groups.values() for label in labels]

    assert sorted(listed) == sorted(SCHEMA.nodes)


def test_bounds_and_choices_fit_the_type_of_their_property() -> None:
    props = [prop for node in SCHEMA.nodes.values() for prop in node.props]
    props += [prop for rel in SCHEMA.rels.values() for prop in rel.props]
    for prop in props:
        if prop.minimum is not None or prop.maximum is not None:
            assert prop.type in (Type.INT, Type.FLOAT), prop
        if prop.one_of or prop.personal:
            assert prop.type is Type.STR, prop
        if prop.personal:
            assert prop.index is None, f"an index on sealed {prop.name} finds nothing"
        if prop.index is Index.POINT:
            assert prop.type is Type.POINT, prop


def test_what_identifies_a_resident_is_personal() -> None:
    personal = {prop.name for prop in SCHEMA.props("Resident") if prop.personal}

    assert personal == {"name", "phone", "id_number"}


def test_a_camera_is_a_component_and_shares_its_codes() -> None:
    assert SCHEMA.labels("Camera") == ("Component", "Camera")
    assert SCHEMA.root("Camera") == SCHEMA.root("Pipe") == SCHEMA.root("Component") == "Component"
    assert {prop.name for prop in SCHEMA.props("Component")} < {prop.name for prop in SCHEMA.props("Camera")}
    assert SCHEMA.refs("Camera") == SCHEMA.refs("Component")


def test_templates_come_in_an_order_in_which_references_point_backwards() -> None:
    before: set[str] = set()
    for name, template in SCHEMA.templates.items():
        targets = {end.target for _, end in template.refs}
        if template.rel:
            targets |= {template.rel[1].source, template.rel[1].target}
        assert targets <= before | {name}, name
        before.add(name)


def test_what_only_the_program_writes_has_no_template() -> None:
    assert not {"Report", "WorkOrder", "Step", "Migration"} & SCHEMA.templates.keys()
    assert not [name for name in SCHEMA.templates if name.startswith("Report_")]


def test_a_template_lists_the_columns_in_order() -> None:
    grid = SCHEMA.templates["Grid"]
    patrols = SCHEMA.templates["GridWorker_PATROLS_Grid"]

    assert grid.columns == ("code", "name", "level", "kind", "boundary", "lon", "lat", "parent", "area")
    assert grid.required == {"code", "name", "level"}
    assert patrols.columns == ("from", "to", "role")
    assert patrols.required == {"from", "to"}


def test_property_keys_are_sorted_and_hold_those_of_nodes_and_relationships() -> None:
    keys = SCHEMA.property_keys

    assert list(keys) == sorted(set(keys))
    assert {"code", "boundary", "bearing", "confidence", "seen_at"} <= set(keys)


def test_the_linter_gets_every_label_type_and_key() -> None:
    exported = json.loads(json.dumps(linter_schema(SCHEMA)))

    assert exported["labels"] == sorted(SCHEMA.nodes)
    assert exported["relationshipTypes"] == sorted(SCHEMA.rels)
    assert exported["propertyKeys"] == list(SCHEMA.property_keys)


def test_template_files_are_header_lines() -> None:
    files = dict(template_files(SCHEMA))

    assert files.keys() == {f"{name}.csv" for name in SCHEMA.templates}
    assert files["Unit_COVERS_Grid.csv"] == "from,to\n"
    assert files["Skill.csv"] == "code,name\n"


def test_the_document_describes_every_label_property_and_type() -> None:
    text = markdown(SCHEMA)

    for label, node in SCHEMA.nodes.items():
        section = text.split(f"### `{label}` {node.zh}\n")[1].split("\n#")[0]
        for prop in node.props:
            assert f"| `{prop.name}`" in section
    for rel in SCHEMA.rels.values():
        row = next(line for line in text.splitlines() if line.startswith(f"| `{rel.type}` | "))
        for end in rel.ends:
            assert f"{end.source} → {end.target}" in row
    assert "| `id_number`§ | 公民身份号码 | str |  |" in text
    assert "| `level`• | 级别 | int | ≥ 1, ≤ 4 |" in text
    assert (
        "Import: `Camera.csv` with `code,name,status,installed,pole,material,lon,lat,line,number,model,"
        in text
    )


# On the database


def test_the_constraints_of_the_schema_exist_after_migrating(empty_store: Store) -> None:
    found = empty_store.execute("SHOW CONSTRAINTS")

    there = {(*row["labelsOrTypes"], *row["properties"]) for row in found if row["type"] == "UNIQUENESS"}
    assert there == {(label, "code") for label, node in SCHEMA.nodes.items() if node.base is None}
    assert len(there) == len(list(constraints(SCHEMA)))


def test_the_indexes_of_the_schema_exist_after_migrating(empty_store: Store) -> None:
    found = empty_store.execute("SHOW INDEXES")

    there = {(*(row["labelsOrTypes"] or ()), *(row["properties"] or ())) for row in found}
    declared = {
        (label, prop.name) for label, node in SCHEMA.nodes.items() for prop in node.props if prop.index
    }
    assert declared <= there
    assert len(declared) == len(list(indexes(SCHEMA)))


def test_a_code_is_unique_for_its_label(empty_store: Store) -> None:
    rows = {"rows": [{"code": "1", "props": {}, "refs": {}}]}
    for label in (label for label, node in SCHEMA.nodes.items() if node.base is None):
        empty_store.execute(create_nodes(SCHEMA, label), rows, writes=True)

        with pytest.raises(ConstraintError):
            empty_store.execute(create_nodes(SCHEMA, label), rows, writes=True)


@pytest.mark.parametrize(("first", "second"), [("Component", "Camera"), ("Camera", "Pipe")])
def test_components_of_all_labels_share_one_code_space(empty_store: Store, first: str, second: str) -> None:
    rows = {"rows": [{"code": "3205080101000011", "props": {}, "refs": {}}]}
    empty_store.execute(create_nodes(SCHEMA, first), rows, writes=True)

    with pytest.raises(ConstraintError):
        empty_store.execute(create_nodes(SCHEMA, second), rows, writes=True)


def test_the_same_code_may_stand_under_two_labels(empty_store: Store) -> None:
    rows = {"rows": [{"code": "320508", "props": {}, "refs": {}}]}

    empty_store.execute(create_nodes(SCHEMA, "Area"), rows, writes=True)
    empty_store.execute(create_nodes(SCHEMA, "Grid"), rows, writes=True)

    found = empty_store.execute("MATCH (n) WHERE n.code = '320508' RETURN count(*) AS n")
    assert found == [{"n": 2}]
