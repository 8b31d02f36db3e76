"""Migrations: applied once, recorded, and the graph's version respected."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph import migrations
from graph.migrations import MIGRATIONS, Migration, migrate, require_current, version
from graph.queries import Queries
from graph.store import Store
from liandong.clock import CHINA, now
from liandong.errors import SchemaVersionError

LATEST = MIGRATIONS[-1].version


@pytest.fixture
def unmigrated(empty_store: Store) -> Store:
    empty_store.execute("MATCH (m:Migration) DETACH DELETE m", writes=True)
    return empty_store


def test_versions_count_up_from_one() -> None:
    assert [migration.version for migration in MIGRATIONS] == list(range(1, LATEST + 1))


def test_an_empty_database_is_at_version_zero(unmigrated: Store, queries: Queries) -> None:
    assert version(unmigrated, queries) == 0


def test_migrating_applies_everything_and_records_it(unmigrated: Store, queries: Queries) -> None:
    before = now()

    applied = migrate(unmigrated, queries)

    assert applied == list(MIGRATIONS)
    assert version(unmigrated, queries) == LATEST
    recorded = unmigrated.rows(queries["system.migrations"])
    assert [(row.code, row.name) for row in recorded] == [(m.code, m.name) for m in MIGRATIONS]
    assert all(before <= row.applied_at <= now() for row in recorded)
    assert all(row.applied_at.utcoffset() == CHINA.utcoffset(None) for row in recorded)


def test_migrating_twice_changes_nothing(unmigrated: Store, queries: Queries) -> None:
    migrate(unmigrated, queries)
    recorded = unmigrated.rows(queries["system.migrations"])
    constraints = unmigrated.execute("SHOW CONSTRAINTS YIELD name RETURN name")

    assert migrate(unmigrated, queries) == []

    assert unmigrated.rows(queries["system.migrations"]) == recorded
    assert unmigrated.execute("SHOW CONSTRAINTS YIELD name RETURN name") == constraints


def test_a_migration_that_was_interrupted_is_applied_again(unmigrated: Store, queries: Queries) -> None:
    for statement in list(MIGRATIONS[0].statements())[:5]:
        unmigrated.schema(statement)

    assert migrate(unmigrated, queries) == list(MIGRATIONS)

    assert version(unmigrated, queries) == LATEST


def test_two_that_migrate_at_once_agree(unmigrated: Store, queries: Queries) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: migrate(unmigrated, queries), range(2)))

    assert version(unmigrated, queries) == LATEST
    assert len(unmigrated.rows(queries["system.migrations"])) == len(MIGRATIONS)


def test_a_later_migration_is_applied_to_a_graph_at_the_former_version(
    unmigrated: Store, queries: Queries, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(unmigrated, queries)
    later = Migration(LATEST + 1, "an index more", lambda: ["RETURN 1"])
    monkeypatch.setattr(migrations, "MIGRATIONS", (*MIGRATIONS, later))

    assert migrate(unmigrated, queries) == [later]

    assert version(unmigrated, queries) == LATEST + 1


def test_a_current_graph_is_accepted(unmigrated: Store, queries: Queries) -> None:
    migrate(unmigrated, queries)

    require_current(unmigrated, queries)

    assert version(unmigrated, queries) == LATEST


def test_an_older_graph_is_refused_with_what_to_do(unmigrated: Store, queries: Queries) -> None:
    with pytest.raises(
        SchemaVersionError, match=rf"version 0, this program needs {LATEST}.*`liandong db migrate`"
    ):
        require_current(unmigrated, queries)


def test_a_newer_graph_is_refused_and_left_alone(unmigrated: Store, queries: Queries) -> None:
    unmigrated.rows(queries["system.record_migration"], code="9999", name="of the future", applied_at=now())

    for use in (version, migrate, require_current):
        with pytest.raises(SchemaVersionError, match=rf"version 9999, .* knows {LATEST}.*newer program"):
            use(unmigrated, queries)

    assert [row.code for row in unmigrated.rows(queries["system.migrations"])] == ["9999"]
