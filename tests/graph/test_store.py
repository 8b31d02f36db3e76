"""The store: managed transactions, and every error of the driver as one of ours."""

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import neo4j
import pytest
from neo4j.exceptions import ResultFailedError, TransientError
from neo4j.spatial import WGS84Point
from neo4j.time import DateTime

from graph.connect import open_store
from graph.queries import Queries
from graph.store import Store, from_driver
from liandong.clock import CHINA
from liandong.errors import (
    ConstraintError,
    DatabaseError,
    DatabaseUnavailableError,
    QueryError,
    QueryTimeoutError,
    SettingsError,
)
from liandong.settings import Settings

SLOW = "UNWIND range(1, 1000000) AS a UNWIND range(1, 1000000) AS b RETURN count(a * b) AS n"


@pytest.fixture
def address(database: Store) -> str:
    """Where the tests' database listens, whichever it is."""
    host, port = database._driver.get_server_info().address[:2]
    return f"bolt://{host}:{port}"


@pytest.fixture
def silent() -> Iterator[str]:
    """An address where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"bolt://127.0.0.1:{taken.getsockname()[1]}"


# Transactions


def test_increments_from_many_threads_are_all_counted(empty_store: Store) -> None:
    empty_store.execute("CREATE (:Skill {code: 'counter', n: 0})", writes=True)
    together = threading.Barrier(4)

    def increment(_: int) -> None:
        together.wait()
        for _ in range(5):
            empty_store.execute_all([("MATCH (s:Skill {code: 'counter'}) SET s.n = s.n + 1", {})])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(increment, range(4)))

    assert empty_store.execute("MATCH (s:Skill) RETURN s.n AS n") == [{"n": 20}]


def test_statements_of_one_batch_are_all_done_or_none(empty_store: Store) -> None:
    create = "UNWIND $codes AS code CREATE (s:Skill {code: code}) RETURN s.code AS code"
    empty_store.execute_all([(create, {"codes": ["a"]})])

    with pytest.raises(ConstraintError):
        empty_store.execute_all([(create, {"codes": ["b", "c"]}), (create, {"codes": ["a"]})])

    assert empty_store.execute("MATCH (s:Skill) RETURN s.code AS code") == [{"code": "a"}]


def test_a_result_lost_by_the_error_of_another_is_tried_again(empty_store: Store) -> None:
    tries: list[int] = []

    def lost_once(_results: object) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise ResultFailedError(None, "lost") from TransientError("busy")

    empty_store.execute_all([("CREATE (:Thing)", {})], check=lost_once)

    assert len(tries) == 2
    assert empty_store.execute("MATCH (t:Thing) RETURN count(*) AS n") == [{"n": 1}]


def test_each_statement_of_a_batch_returns_its_rows(empty_store: Store) -> None:
    create = "UNWIND $codes AS code CREATE (s:Skill {code: code}) RETURN s.code AS code, 1 AS one"

    results = empty_store.execute_all([(create, {"codes": ["a", "b"]}), (create, {"codes": []})])

    assert results == [[["a", 1], ["b", 1]], []]


def test_a_read_sees_what_another_session_wrote_before(empty_store: Store) -> None:
    for n in range(30):
        empty_store.execute("MERGE (s:Skill {code: 'x'}) SET s.n = $n", {"n": n}, writes=True)

        assert empty_store.execute("MATCH (s:Skill {code: 'x'}) RETURN s.n AS n") == [{"n": n}]


def test_a_query_file_that_writes_is_run_in_a_write_transaction(empty_store: Store, queries: Queries) -> None:
    at = datetime(2020, 1, 2, 3, 4, 5, tzinfo=CHINA)

    (row,) = empty_store.rows(queries["system.record_migration"], code="0099", name="x", applied_at=at)

    assert row.code == "0099"
    found = empty_store.rows(queries["system.migrations"])
    assert (found[-1].code, found[-1].applied_at) == ("0099", at)


def test_a_call_with_wrong_parameters_does_not_reach_the_database(queries: Queries) -> None:
    driver = neo4j.GraphDatabase.driver("bolt://127.0.0.1:1")
    with (
        closing(Store(driver, database=None, timeout=1)) as store,
        pytest.raises(QueryError, match=r"takes \(limit: int\)"),
    ):
        store.rows(queries["system.wipe"], size=1)


# Values


@pytest.mark.parametrize(
    "value",
    [
        "网格",
        -(2**63),
        0.1,
        True,
        None,
        date(2020, 2, 29),
        datetime(2020, 2, 29, 12, 30, tzinfo=CHINA),
        WGS84Point((120.632, 31.305)),
        [1, [2, [], {"a": [date(2020, 1, 1), None]}]],
        {"a": {"b": [1.5, False, "x"], "at": datetime(2020, 1, 1, tzinfo=CHINA)}, "none": None},
    ],
)
def test_a_value_comes_back_as_it_was_given(database: Store, value: object) -> None:
    ((row),) = database.execute("RETURN $value AS value", {"value": value})

    assert row["value"] == value
    assert type(row["value"]) is type(value)


def test_a_point_has_longitude_first(empty_store: Store) -> None:
    point = WGS84Point((120.632, 31.305))
    empty_store.execute("CREATE (:Estate {code: '1', location: $point})", {"point": point}, writes=True)

    found = empty_store.execute(
        "MATCH (e:Estate) RETURN e.location AS point, e.location.x AS lon, e.location.y AS lat"
    )

    assert found == [{"point": point, "lon": 120.632, "lat": 31.305}]


@pytest.mark.parametrize(
    "given",
    [
        datetime(2020, 1, 1, 0, 0, 0, 123456, tzinfo=CHINA),
        datetime(2019, 12, 31, 16, 0, 0, 123456, tzinfo=UTC),
        datetime(2019, 12, 31, 11, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_a_stored_time_comes_back_in_the_zone_of_china(empty_store: Store, given: datetime) -> None:
    empty_store.execute("CREATE (:Patrol {code: '1', created_at: $at})", {"at": given}, writes=True)

    ((row),) = empty_store.execute("MATCH (p:Patrol) RETURN p.created_at AS at, properties(p) AS all")

    assert row["at"] == row["all"]["created_at"] == given
    assert row["at"].utcoffset() == row["all"]["created_at"].utcoffset() == timedelta(hours=8)
    assert row["at"].isoformat() == "2020-01-01T00:00:00.123456+08:00"


def test_stored_times_are_compared_as_moments(empty_store: Store) -> None:
    empty_store.execute(
        "CREATE (:Patrol {code: '1', created_at: $at})",
        {"at": datetime(2020, 1, 1, 8, tzinfo=CHINA)},
        writes=True,
    )
    count = "MATCH (p:Patrol) WHERE p.created_at <= $at RETURN count(p) AS n"

    assert empty_store.execute(count, {"at": datetime(2020, 1, 1, 8, tzinfo=CHINA)}) == [{"n": 1}]
    assert empty_store.execute(count, {"at": datetime(2020, 1, 1, 7, 59, tzinfo=CHINA)}) == [{"n": 0}]
    assert empty_store.execute(count, {"at": datetime(2020, 1, 1, 0, 1, tzinfo=UTC)}) == [{"n": 1}]
    assert empty_store.execute(count, {"at": datetime(2019, 12, 31, 23, 59, tzinfo=UTC)}) == [{"n": 0}]


def test_stored_dates_are_dates(empty_store: Store) -> None:
    empty_store.execute("CREATE (:Unit {code: '1', closed_on: $on})", {"on": date(2020, 2, 29)}, writes=True)

    found = empty_store.execute(
        "MATCH (u:Unit) WHERE u.closed_on > $on RETURN u.closed_on AS closed", {"on": date(2020, 2, 28)}
    )

    assert found == [{"closed": date(2020, 2, 29)}]


def test_a_time_without_a_zone_is_taken_as_utc() -> None:
    assert from_driver(DateTime(2020, 1, 1)).isoformat() == "2020-01-01T08:00:00+08:00"
    assert from_driver(datetime(2020, 1, 1)).isoformat() == "2020-01-01T08:00:00+08:00"


# What goes wrong in a query


@pytest.mark.parametrize(
    "cypher",
    ["RETRN 1", "MATCH (n RETURN n", "MATCH (n) RETURN m", "RETURN nonsense(1) AS x", "RETURN $missing AS x"],
)
def test_a_wrong_query_is_a_query_error(database: Store, cypher: str) -> None:
    with pytest.raises(QueryError):
        database.execute(cypher)


def test_a_type_error_while_running_is_a_query_error(database: Store) -> None:
    with pytest.raises(QueryError):
        database.execute("UNWIND [1, 0] AS n RETURN 1 / n AS x")


def test_a_slow_query_is_ended_and_the_store_stays_usable(tmp_path: Path) -> None:
    quick = Settings(home=tmp_path, query_timeout=1.0, heap="256m", _env_file=None)
    with open_store(quick) as store:
        with pytest.raises(QueryTimeoutError, match="LIANDONG_QUERY_TIMEOUT"):
            store.execute(SLOW)
        with pytest.raises(QueryTimeoutError):
            store.execute_all([(SLOW, {})])

        assert store.execute("RETURN 1 AS one") == [{"one": 1}]


# What goes wrong with the connection


def test_the_default_name_of_a_servers_database_is_the_engines_own(tmp_path: Path) -> None:
    with open_store(Settings(home=tmp_path, neo4j_uri=None, neo4j_database="neo4j")) as store:
        assert store.execute("RETURN 1 AS one") == [{"one": 1}]


def test_a_wrong_password_is_an_error_with_a_hint(address: str) -> None:
    settings = Settings(neo4j_uri=address, neo4j_password="wrong", _env_file=None)

    with (
        pytest.raises(DatabaseUnavailableError, match=r"refuses the login.*Check NEO4J_USERNAME and NEO4J_P"),
        open_store(settings),
    ):
        pass


def test_an_error_does_not_show_the_password(address: str) -> None:
    settings = Settings(neo4j_uri=address, neo4j_password="geheim-4711", _env_file=None)

    with pytest.raises(DatabaseUnavailableError) as error, open_store(settings):
        pass

    assert "geheim-4711" not in f"{error.value} {error.value.__cause__} {settings!r}"


def test_a_server_without_a_password_is_a_settings_error(silent: str) -> None:
    settings = Settings(neo4j_uri=silent, neo4j_password=None, _env_file=None)

    with pytest.raises(SettingsError, match="NEO4J_PASSWORD"), open_store(settings):
        pass


@pytest.mark.timeout(20)
@pytest.mark.parametrize("uri", ["", "bolt://nowhere.invalid:7687", "bolt://127.0.0.1:seven"])
def test_opening_where_nobody_answers_is_an_error_with_a_hint_at_once(silent: str, uri: str) -> None:
    settings = Settings(neo4j_uri=uri or silent, neo4j_password="x", _env_file=None)

    with (
        pytest.raises(DatabaseUnavailableError, match=r"cannot be reached.*check NEO4J_URI") as error,
        open_store(settings),
    ):
        pass

    assert "\n" not in str(error.value)


def test_a_server_that_has_gone_is_an_error_after_the_retries(silent: str) -> None:
    driver = neo4j.GraphDatabase.driver(silent, max_transaction_retry_time=0.5)
    with closing(Store(driver, database=None, timeout=1)) as store:
        with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
            store.execute("RETURN 1")
        with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
            store.execute_all([("CREATE (:Skill)", {})])
        with pytest.raises(DatabaseUnavailableError, match="cannot be reached"):
            store.schema("CREATE INDEX x IF NOT EXISTS FOR (n:Skill) ON (n.name)")


def test_a_server_that_goes_in_the_middle_is_an_error() -> None:
    """A server that closes every connection as soon as it is greeted."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet_and_close() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                connection.recv(64)
                connection.close()

        threading.Thread(target=greet_and_close, daemon=True).start()
        uri = f"bolt://127.0.0.1:{server.getsockname()[1]}"
        driver = neo4j.GraphDatabase.driver(uri, max_transaction_retry_time=0.5)
        with (
            closing(Store(driver, database=None, timeout=1)) as store,
            pytest.raises(DatabaseUnavailableError),
        ):
            store.execute("RETURN 1")
        server.shutdown(socket.SHUT_RDWR)


def test_a_closed_store_is_a_database_error(address: str) -> None:
    store = Store(neo4j.GraphDatabase.driver(address), database=None, timeout=1)
    store.close()

    with pytest.raises(DatabaseError):
        store.execute("RETURN 1")
