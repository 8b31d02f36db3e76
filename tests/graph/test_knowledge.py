"""What of the tables is in the graph: loaded whole, and nothing stale is left."""

from dataclasses import replace

from graph.knowledge import load_knowledge
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.paths import shipped
from tests.test_catalogue_versions import SHIPPED


def skills(store: Store) -> set[tuple[str, str]]:
    found = store.execute("MATCH (n:Need)-[:REQUIRES]->(s:Skill) RETURN n.code AS need, s.code AS skill")
    return {(row["need"], row["skill"]) for row in found}


def test_needs_come_with_the_skills_they_take(empty_store: Store, queries: Queries, vault: Vault) -> None:
    catalogue = Catalogue.load(shipped("data"))

    load_knowledge(empty_store, queries, catalogue, vault=vault)
    load_knowledge(empty_store, queries, catalogue, vault=vault)

    wanted = {(need.code, skill) for need in catalogue.need_kinds.values() for skill in need.skills}
    assert skills(empty_store) == wanted
    (count,) = empty_store.execute("MATCH (:Need)-[r:REQUIRES]->(:Skill) RETURN count(r) AS pairs")
    assert count["pairs"] == len(wanted)
    (named,) = empty_store.execute("MATCH (s:Skill {code: 'mediation'}) RETURN s.name AS name")
    assert named["name"] == "人民调解"


def counts(store: Store) -> dict[str, int]:
    """How many relationships of the component catalogue there are, by type, and attributes."""
    rows = store.execute(
        "MATCH ()-[r:HAS_ATTRIBUTE|HAS_DEFECT|CONCERNS]->() RETURN type(r) AS what, count(r) AS number"
    )
    nodes = store.execute("MATCH (a:Attribute) RETURN count(a) AS number")
    return {row["what"]: row["number"] for row in rows} | {"Attribute": nodes[0]["number"]}


def test_a_kind_is_loaded_with_its_attributes_and_defects(
    empty_store: Store, queries: Queries, vault: Vault
) -> None:
    load_knowledge(empty_store, queries, SHIPPED, vault=vault)
    first = counts(empty_store)
    load_knowledge(empty_store, queries, SHIPPED, vault=vault)

    (lamp,) = empty_store.rows(queries["components.kind"], kind="0120")
    assert {a["property"]: (a["name"], a["unit"]) for a in lamp.attributes}["power"] == ("功率", "W")
    assert {d["issue"]: d["defects"] for d in lamp.defects}["040502"] == ["灯罩破损", "灯杆倾斜"]
    assert counts(empty_store) == first
    assert first["Attribute"] == len(SHIPPED.component_attributes)
    assert first["HAS_DEFECT"] == len({(d.kind, d.issue) for d in SHIPPED.component_defects.values()})


def test_what_the_next_version_no_longer_has_is_dropped(
    empty_store: Store, queries: Queries, vault: Vault
) -> None:
    load_knowledge(empty_store, queries, SHIPPED, vault=vault)
    attributes = {c: a for c, a in SHIPPED.component_attributes.items() if c != "mailbox.hours"}
    attributes["lamp.power"] = replace(attributes["lamp.power"], kinds=("0120",))
    dark = SHIPPED.issues["040501"]
    following = replace(
        SHIPPED,
        version="next",
        component_attributes=attributes,
        component_defects={c: d for c, d in SHIPPED.component_defects.items() if d.kind != "0131"},
        issues={**SHIPPED.issues, "040501": replace(dark, component_kinds=("0120",))},
    )

    load_knowledge(empty_store, queries, following, vault=vault)

    (box,) = empty_store.rows(queries["components.kind"], kind="0131")
    (ground,) = empty_store.rows(queries["components.kind"], kind="0122")
    concerned = empty_store.execute(
        "MATCH (:Issue {code: '040501'})-[:CONCERNS]->(k) RETURN k.code AS kind ORDER BY kind"
    )
    assert ([a["property"] for a in box.attributes], box.defects) == (["number"], [])
    assert "power" not in [a["property"] for a in ground.attributes]
    assert [row["kind"] for row in concerned] == ["0120"]
