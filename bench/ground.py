"""Where a benchmark may write: an engine of its own, or a server that holds nothing."""

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import neo4j

from graph.connect import engine_of, open_store
from graph.migrations import migrate
from graph.queries import Queries
from graph.schema import SCHEMA
from graph.schema.generate import constraints, indexes
from graph.store import Store, mapped_errors
from graph.vault import Vault
from liandong.errors import DataError
from liandong.settings import Settings

_WIPE = 1_000
"""Nodes deleted at a time: what they are joined to counts against the server's memory for a transaction."""


@dataclass(frozen=True, slots=True)
class Site:
    """An empty, migrated database, and a session of a driver of one's own for the baseline."""

    store: Store
    session: neo4j.Session


class Ground:
    """Gives empty databases, one after the other."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """
        Args:
            settings: of the engine, or of the server, that may be written to.
            folder: for files; it is there as long as the ground is.
        """
        self.folder = folder
        self.queries = Queries.load()
        self.key = secrets.token_bytes(64)
        self.vault = Vault(self.key)
        with _bare_session(settings) as (_, self.engine):
            pass
        self._settings = settings
        self._numbers = count(1)

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """An empty database: a new one of the own engine; of a named server the one it has, wiped."""
        settings = self._settings
        if settings.neo4j_uri is None:
            name = f"bench{next(self._numbers)}"
            settings = settings.model_copy(update={"neo4j_database": name})
        with open_store(settings) as store, _bare_session(settings) as (session, _):
            wipe(store, self.queries)
            migrate(store, self.queries)
            yield Site(store, session)


@contextmanager
def open_ground(settings: Settings, *, may_wipe: bool) -> Iterator[Ground]:
    """A place for the benchmark that is cleaned up at the end; the user's data is never touched.

    Args:
        may_wipe: whether what a named server holds may be deleted.

    Raises:
        DataError: `NEO4J_URI` names a server that holds something.
    """
    with tempfile.TemporaryDirectory(prefix="liandong-bench-", ignore_cleanup_errors=True) as folder:
        if settings.neo4j_uri is None:
            changed = {"home": Path(folder) / "home", "bolt_port": 0, "neo4j_database": None}
            own = settings.model_copy(update=changed)
            engine = engine_of(own)
            try:
                engine.acquire()
                yield Ground(own, Path(folder))
            finally:
                engine.stop()
            return
        ground = Ground(settings, Path(folder))
        with open_store(settings) as store:
            held = store.rows(ground.queries["system.size"])[0].nodes
            if held and not may_wipe:
                raise DataError(
                    f"{settings.neo4j_uri} holds {held} nodes; the benchmark needs an empty database "
                    "数据库非空，不做测量",
                    hint="Name another server, or allow --wipe to delete everything in it.",
                )
            try:
                yield ground
            finally:
                wipe(store, ground.queries)
                for statement in (*constraints(SCHEMA), *indexes(SCHEMA)):
                    store.schema(_dropped(statement))


def wipe(store: Store, queries: Queries) -> None:
    """Delete every node."""
    while store.rows(queries["system.wipe"], limit=_WIPE)[0].deleted:
        pass


def _dropped(created: str) -> str:
    """The statement that takes back `CREATE [TEXT | POINT] INDEX name …` or `CREATE CONSTRAINT name …`."""
    words = created.partition(" IF NOT EXISTS ")[0].split()
    return f"DROP {words[-2]} {words[-1]} IF EXISTS"


@contextmanager
def _bare_session(settings: Settings) -> Iterator[tuple[neo4j.Session, str]]:
    """A session as a script would open it, and which engine answers."""
    with ExitStack() as stack:
        database = settings.neo4j_database
        if settings.neo4j_uri is None:
            endpoint = stack.enter_context(engine_of(settings))
            uri, user, password = endpoint.uri, endpoint.username, endpoint.password
            database = endpoint.database
        else:
            uri, user = settings.neo4j_uri, settings.neo4j_username
            password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
        with mapped_errors():
            driver = stack.enter_context(
                neo4j.GraphDatabase.driver(
                    uri, auth=(user, password), notifications_min_severity="OFF", telemetry_disabled=True
                )
            )
            session = stack.enter_context(driver.session(database=database))
            agent = session.run("RETURN 1").consume().server.agent
        yield session, "embedded" if "ArcadeDB" in agent else "neo4j"
