"""The one place where a database is chosen: the server that `NEO4J_URI` names, or the embedded engine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import neo4j

from graph.embedded import EmbeddedEngine
from graph.store import Store, mapped_errors
from liandong.errors import SettingsError
from liandong.settings import Settings

_EMBEDDED_DATABASE = "liandong"
_SERVER_DEFAULT = "neo4j"
"""What a server calls its database when nobody names one; the embedded engine has none of this name."""


def engine_of(settings: Settings) -> EmbeddedEngine:
    """The embedded engine of a home folder; it starts when it is acquired."""
    named = settings.neo4j_database
    return EmbeddedEngine(
        settings.home,
        heap=settings.heap,
        port=settings.bolt_port,
        query_timeout=settings.query_timeout,
        database=named if named and named != _SERVER_DEFAULT else _EMBEDDED_DATABASE,
    )


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """A store on the database of the settings, closed at the end.

    Raises:
        SettingsError: a server without a password.
        DatabaseUnavailableError: the server does not answer, or the engine does not start.
    """
    if settings.neo4j_uri is None:
        engine = engine_of(settings)
        with engine as endpoint:
            auth = (endpoint.username, endpoint.password)
            with _connected(endpoint.uri, auth, endpoint.database, settings, engine.acquire) as store:
                yield store
        return
    if settings.neo4j_password is None:
        raise SettingsError(
            "NEO4J_URI is set and NEO4J_PASSWORD is not 缺少数据库密码",
            hint="Set it in the environment, or in .env.",
        )
    auth = (settings.neo4j_username, settings.neo4j_password.get_secret_value())
    with _connected(settings.neo4j_uri, auth, settings.neo4j_database, settings) as store:
        yield store


@contextmanager
def _connected(
    uri: str,
    auth: tuple[str, str],
    database: str | None,
    settings: Settings,
    revive: Callable[[], object] = lambda: None,
) -> Iterator[Store]:
    with mapped_errors():
        driver = neo4j.GraphDatabase.driver(
            uri,
            auth=auth,
            user_agent="liandong",
            connection_timeout=10,
            max_transaction_retry_time=15,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
    store = Store(driver, database=database, timeout=settings.query_timeout, revive=revive)
    try:
        store.ping()
        yield store
    finally:
        store.close()
