"""The store: managed transactions over the official driver, and nothing else that talks to the database."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import neo4j
from neo4j import exceptions as driver_errors
from neo4j.time import Date, DateTime

from graph.queries import Query, Row
from liandong.clock import CHINA
from liandong.errors import (
    ConstraintError,
    DatabaseError,
    DatabaseUnavailableError,
    QueryError,
    QueryTimeoutError,
)

_TIMEOUT_WORDS = ("timed out", "timeout", "terminated")
_UNREACHED = "Is it running? `liandong db status` tells; for a server check NEO4J_URI."


@contextmanager
def mapped_errors() -> Iterator[None]:
    """Turn the driver's errors into this program's, saying what to do."""
    try:
        yield
    except driver_errors.AuthError as error:
        raise DatabaseUnavailableError(
            f"The database refuses the login 数据库拒绝登录: {error.message}",
            hint="Check NEO4J_USERNAME and NEO4J_PASSWORD.",
        ) from error
    except driver_errors.ConstraintError as error:
        raise ConstraintError(f"A constraint forbids the write 违反唯一性约束: {error.message}") from error
    except (driver_errors.ServiceUnavailable, driver_errors.SessionExpired) as error:
        raise DatabaseUnavailableError(
            f"The database cannot be reached 无法连接数据库: {' '.join(str(error).split())}",
            hint=_UNREACHED,
        ) from error
    except driver_errors.Neo4jError as error:
        text = str(error.message or error)
        if any(word in text.lower() for word in _TIMEOUT_WORDS):
            raise QueryTimeoutError(
                f"The query took too long and was ended 查询超时已终止: {text}",
                hint="Ask for less, or raise LIANDONG_QUERY_TIMEOUT.",
            ) from error
        if (error.code or "").startswith("Neo.ClientError.Statement."):
            raise QueryError(f"The query is wrong 查询语句有误: {text}") from error
        raise DatabaseError(f"The database reports 数据库报错: {text}") from error
    except driver_errors.DriverError as error:
        raise DatabaseError(f"The driver reports 驱动报错: {error}") from error


@contextmanager
def _first_failure() -> Iterator[None]:
    """For a result that is lost by the error of another, raise that: it may be worth another try."""
    try:
        yield
    except driver_errors.ResultFailedError as error:
        raise error.__cause__ or error from None


class Store:
    """A database that holds the city. Safe to share between threads."""

    def __init__(
        self,
        driver: neo4j.Driver,
        *,
        database: str | None,
        timeout: float,
        revive: Callable[[], object] = lambda: None,
    ) -> None:
        """
        Args:
            database: its name; None takes the server's default.
            timeout: seconds after which the database ends a transaction.
            revive: called when the database cannot be reached, so that the next call may find it again.
        """
        self._revive = revive
        self._driver = driver
        self._database = database
        self._timeout = timeout

    def close(self) -> None:
        """Close the connections."""
        self._driver.close()

    def ping(self) -> None:
        """Make sure the database answers: once, without the retries that a transaction gets.

        Raises:
            DatabaseUnavailableError: it does not.
        """
        with self._reviving(), mapped_errors(), self._session(writes=False) as session:
            try:
                session.run("RETURN 1 AS one").consume()
            except ValueError as error:  # of the driver, for a port or a host that makes no sense
                raise DatabaseUnavailableError(
                    f"The database cannot be reached 无法连接数据库: {error}", hint=_UNREACHED
                ) from error

    def agent(self) -> str:
        """What the server calls itself, with its version."""
        with self._reviving(), mapped_errors():
            return self._driver.get_server_info().agent

    def rows(self, query: Query, **params: object) -> list[Row]:
        """Run a query from `cypher/` in a managed transaction, retried on transient errors.

        Returns:
            Frozen dataclasses of the shape that the query's header declares.

        Raises:
            QueryError: parameters missing, unknown or of the wrong type.
            DatabaseError: and its kinds, for what the database answers.
        """
        query.check(params)
        keys, records = self._run(query.text, params, writes=query.writes)
        return query.build(keys, (map(from_driver, record) for record in records))

    def execute(
        self, cypher: str, params: Mapping[str, object] | None = None, *, writes: bool = False
    ) -> list[dict[str, Any]]:
        """Run generated Cypher, or what an operator typed, and return plain dictionaries."""
        keys, records = self._run(cypher, params or {}, writes=writes)
        return [dict(zip(keys, map(from_driver, record), strict=True)) for record in records]

    def execute_all(
        self,
        statements: Iterable[tuple[str, Mapping[str, object]]],
        *,
        check: Callable[[list[list[list[Any]]]], None] = lambda _: None,
    ) -> list[list[list[Any]]]:
        """Run several statements in one write transaction: all are done, or none.

        Args:
            check: looks at the results before they are committed; what it raises undoes them.

        Returns:
            The rows of each statement, as lists of driver values.
        """

        def work(tx: neo4j.ManagedTransaction) -> list[list[list[Any]]]:
            with _first_failure():
                results = [tx.run(text, dict(params)).values() for text, params in batch]
                check(results)
            return results

        batch = list(statements)
        with self._reviving(), mapped_errors(), self._session(writes=True) as session:
            return session.execute_write(neo4j.unit_of_work(timeout=self._timeout)(work))

    def schema(self, statement: str) -> None:
        """Run one statement that changes constraints or indexes, in a transaction of its own."""
        with mapped_errors(), self._session(writes=True) as session:
            session.run(statement).consume()

    @contextmanager
    def _reviving(self) -> Iterator[None]:
        try:
            yield
        except DatabaseUnavailableError:
            self._revive()
            raise

    def _session(self, *, writes: bool) -> neo4j.Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=neo4j.WRITE_ACCESS if writes else neo4j.READ_ACCESS,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    def _run(
        self, cypher: str, params: Mapping[str, object], *, writes: bool
    ) -> tuple[list[str], list[list[Any]]]:
        def work(tx: neo4j.ManagedTransaction) -> tuple[list[str], list[list[Any]]]:
            with _first_failure():
                result = tx.run(cypher, dict(params))
                return list(result.keys()), result.values()

        unit = neo4j.unit_of_work(timeout=self._timeout)(work)
        with self._reviving(), mapped_errors(), self._session(writes=writes) as session:
            return session.execute_write(unit) if writes else session.execute_read(unit)


_PLAIN = frozenset({str, int, float, bool, type(None)})
"""Most values are of these types, which stay as they are."""


def from_driver(value: Any) -> Any:
    """A value as Python has it: times in China's zone (one without a zone is UTC), dates, nested values."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, list):
        return [item if type(item) in _PLAIN else from_driver(item) for item in value]
    if isinstance(value, dict):
        return {key: item if type(item) in _PLAIN else from_driver(item) for key, item in value.items()}
    if isinstance(value, DateTime):
        value = value.to_native()
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(CHINA)
    return value.to_native() if isinstance(value, Date) else value
