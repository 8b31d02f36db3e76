"""A new version of the catalogue in the graph: what is gone is retired, and nothing is lost."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from graph.knowledge import load_knowledge
from graph.queries import Queries
from graph.store import Store
from graph.succession import check, known_issues, migrate_catalogue
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.catalogue.succession import Move
from tests.test_catalogue_versions import SHIPPED, issues

TODAY = date(2025, 7, 1)
MOVES = [
    Move(2, "010101", "049901", "split", "一半"),
    Move(3, "010101", "049902", "split", "另一半"),
    Move(4, "010102", "", "retire", "不再受理"),
]


@pytest.fixture
def old_store(empty_store: Store, queries: Queries, vault: Vault) -> Store:
    """The shipped catalogue, and a report classified by it."""
    load_knowledge(empty_store, queries, SHIPPED, vault=vault)
    empty_store.execute(
        "MATCH (i:Issue {code: '010101'}) "
        "CREATE (r:Report {code: 'R1', text: '不发工资', created_at: datetime()})"
        "CREATE (r)-[:CLASSIFIED_AS {confidence: 0.9}]->(i)",
        writes=True,
    )
    return empty_store


@pytest.fixture
def next_version() -> Catalogue:
    added = {"name": "拆出之一", "type": "0101"}, {"name": "拆出之二", "type": "0101"}
    after = issues("010101 010102", _049901=added[0], _049902=added[1])
    handling = {code: SHIPPED.handling.get(code, SHIPPED.handling["040101"]) for code in after}
    return replace(SHIPPED, issues=after, handling=handling, version="next")


def duties(store: Store, code: str) -> int:
    query = "MATCH (:Issue {code: $code})<-[:DUTY_FOR]-(d) RETURN count(d) AS duties"
    return int(store.execute(query, {"code": code})[0]["duties"])


def everything(store: Store) -> list[dict[str, Any]]:
    query = (
        "MATCH (n) OPTIONAL MATCH (n)-[r]->(m) "
        "RETURN labels(n) AS labels, properties(n) AS own, type(r) AS type, properties(r) AS props, "
        "m.code AS target ORDER BY n.code, type(r), m.code, labels(n)[0]"
    )
    return store.execute(query)


def test_a_migration_retires_and_keeps(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    assert check(MOVES, "m", known=known_issues(old_store, queries), catalogue=next_version) == []

    done = migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)

    assert (done.retired, done.replaced, done.revived, done.changed) == (2, 2, 0, True)
    after = known_issues(old_store, queries)
    assert after["010101"].retired_on == TODAY
    assert [each["code"] for each in after["010101"].into] == ["049901", "049902"]
    assert (after["010102"].retired_on, after["010102"].reason, after["010102"].into) == (
        TODAY,
        "不再受理",
        [],
    )
    assert after["010103"].retired_on is None
    assert duties(old_store, "010101") == duties(old_store, "010102") == 0
    assert duties(old_store, "049901") > 0


def test_old_reports_stay_readable_with_what_replaces_their_issue(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)

    (report,) = old_store.rows(queries["orders.report"], code="R1")
    (retired,) = old_store.rows(queries["catalogue.replacements"], codes=[report.class_code])

    assert (report.class_code, report.class_name) == ("010101", SHIPPED.issues["010101"].name)
    assert [(each["code"], each["kinds"]) for each in retired.successors] == [
        ("049901", ["split"]),
        ("049902", ["split"]),
    ]


def test_a_rerun_changes_nothing(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)
    before = everything(old_store)

    again = migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=date(2026, 1, 1))

    assert not again.changed
    assert everything(old_store) == before


def test_after_a_break_a_rerun_does_the_rest(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    load_knowledge(old_store, queries, next_version, vault=vault)

    done = migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)

    assert (done.retired, done.replaced) == (2, 2)


def test_a_mended_map_replaces_what_it_said_before(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)
    mended = [Move(2, "010101", "010103", "merge", "并入"), MOVES[2]]

    done = migrate_catalogue(old_store, queries, next_version, mended, vault=vault, today=date(2026, 1, 1))

    after = known_issues(old_store, queries)["010101"]
    assert (done.retired, done.replaced) == (0, 1)
    assert after.retired_on == TODAY
    assert after.into == [{"code": "010103", "kind": "merge", "reason": "并入"}]


def test_going_back_revives(
    old_store: Store, queries: Queries, vault: Vault, next_version: Catalogue
) -> None:
    migrate_catalogue(old_store, queries, next_version, MOVES, vault=vault, today=TODAY)
    back = [Move(2, "049901", "010101", "merge", ""), Move(3, "049902", "010101", "merge", "")]

    done = migrate_catalogue(old_store, queries, SHIPPED, back, vault=vault, today=TODAY)

    after = known_issues(old_store, queries)
    assert (done.revived, done.retired) == (2, 2)
    assert (after["010101"].retired_on, after["010101"].into) == (None, [])
    assert duties(old_store, "010101") > 0
    assert not migrate_catalogue(old_store, queries, SHIPPED, back, vault=vault, today=TODAY).changed
