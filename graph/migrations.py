"""Versioned migrations of the schema, recorded in the graph as `Migration` nodes."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

from graph.queries import Queries
from graph.schema import SCHEMA
from graph.schema.generate import constraints, indexes
from graph.store import Store
from liandong.clock import now
from liandong.errors import ConstraintError, SchemaVersionError


@dataclass(frozen=True, slots=True)
class Migration:
    """One step from the version before. Its statements may run again without harm."""

    version: int
    name: str
    statements: Callable[[], Iterable[str]]

    @property
    def code(self) -> str:
        """The migration's key in the graph, sortable as text."""
        return f"{self.version:04d}"


def _declared() -> Iterable[str]:
    """The constraints and indexes of the schema as it is now; those that are there stay as they are."""
    return [*constraints(SCHEMA), *indexes(SCHEMA)]


MIGRATIONS = (
    Migration(1, "constraints and indexes of the declared schema", _declared),
    Migration(2, "constraints of components and registers declared since", _declared),
)


def version(store: Store, queries: Queries) -> int:
    """The version that the graph is at; 0 for an empty database.

    Raises:
        SchemaVersionError: the graph is newer than this program.
    """
    applied = [int(row.code) for row in store.rows(queries["system.migrations"])]
    at, latest = max(applied, default=0), MIGRATIONS[-1].version
    if at > latest:
        raise SchemaVersionError(
            f"The graph has schema version {at}, this program knows {latest} 数据库结构版本高于程序",
            hint="Use the newer program that wrote it, or another database.",
        )
    return at


def migrate(store: Store, queries: Queries) -> list[Migration]:
    """Apply what is missing, in order, and record it.

    Returns:
        The migrations applied; empty when the graph was up to date.
    """
    at = version(store, queries)
    pending = [migration for migration in MIGRATIONS if migration.version > at]
    for migration in pending:
        for statement in migration.statements():
            store.schema(statement)
        with suppress(ConstraintError):  # somebody else migrates too and recorded it at this moment
            store.rows(
                queries["system.record_migration"], code=migration.code, name=migration.name, applied_at=now()
            )
    return pending


def require_current(store: Store, queries: Queries) -> None:
    """Make sure that the graph is at this program's version.

    Raises:
        SchemaVersionError: it is newer, or older.
    """
    at, latest = version(store, queries), MIGRATIONS[-1].version
    if at < latest:
        raise SchemaVersionError(
            f"The graph has schema version {at}, this program needs {latest} 数据库结构尚未升级",
            hint="Run `liandong db migrate`.",
        )
