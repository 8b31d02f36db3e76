"""What of the tables is in the graph."""

from graph.knowledge import load_knowledge
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.paths import shipped


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
