"""The embedded engine as its clients see it: shared, private, and bounded."""

import stat

import neo4j
import psutil
import pytest

from graph.embedded import (
    EmbeddedEngine,
)
from tests.graph.engine import client, count, pids, run, until


def test_the_database_keeps_what_is_written(shared: EmbeddedEngine) -> None:
    endpoint = shared.acquire()

    run(endpoint, "CREATE (:Street {name: $name})", name="平江路")

    rows = run(endpoint, "MATCH (s:Street) RETURN s.name AS name")
    assert rows == [{"name": "平江路"}]
    assert endpoint.database == "liandong"


def test_acquiring_again_is_the_same_lease(shared: EmbeddedEngine) -> None:
    before = shared.status()

    again = shared.acquire()

    assert again == shared.acquire()
    assert shared.status() == before
    assert before.clients == 1


def test_a_second_process_joins_the_same_server(shared: EmbeddedEngine) -> None:
    with client(shared.status().home) as other:
        joined = other.answer()
        clients = shared.status().clients

    assert joined == (shared.status().pid, shared.acquire().uri)
    assert clients == 2
    assert until(lambda: shared.status().clients == 1)


def test_a_second_database_is_made_on_the_running_server(shared: EmbeddedEngine) -> None:
    home = shared.status().home
    run(shared.acquire(), "CREATE (:Kept)")

    with EmbeddedEngine(home, database="other_2") as other, EmbeddedEngine(home, database="other_2") as same:
        empty = count(other)
        run(other, "CREATE (:Kept), (:Kept)")
        seen = count(same)

    assert (empty, seen, count(shared.acquire())) == (0, 2, 1)


def test_it_listens_on_this_machine_only(shared: EmbeddedEngine) -> None:
    pid = shared.status().pid

    sockets = psutil.Process(pid).net_connections(kind="all")

    bound = {(s.laddr.ip, s.laddr.port) for s in sockets if s.laddr and not s.raddr}
    assert {ip.removeprefix("::ffff:") for ip, _ in bound} == {"127.0.0.1"}
    assert len(bound) == 2, "Bolt and HTTP, nothing else"
    assert shared.acquire().uri in {f"bolt://127.0.0.1:{port}" for _, port in bound}


def test_the_password_is_seen_by_nobody(shared: EmbeddedEngine) -> None:
    endpoint = shared.acquire()
    engine = shared.status().home / "engine"
    keeper, java = pids(shared.status().home)

    lines = [" ".join(p.info["cmdline"] or []) for p in psutil.process_iter(["cmdline"])]
    environments = [psutil.Process(pid).environ().values() for pid in (keeper, java)]

    assert not any(endpoint.password in line for line in lines)
    assert not any(endpoint.password in value for values in environments for value in values)
    assert endpoint.password not in repr(endpoint)
    holders = [p for p in engine.rglob("*") if p.is_file() and endpoint.password.encode() in p.read_bytes()]
    assert holders == [engine / "password"]
    assert stat.S_IMODE(holders[0].stat().st_mode) == 0o600
    assert stat.S_IMODE(engine.stat().st_mode) == 0o700
    assert len(endpoint.password) >= 32


def test_nothing_is_open_to_other_users(shared: EmbeddedEngine) -> None:
    engine = shared.status().home / "engine"

    open_ones = [p for p in engine.glob("*") if stat.S_IMODE(p.stat().st_mode) & 0o077]

    assert [p.name for p in open_ones if p.name != "state.json"] == []


def test_a_query_that_takes_too_long_is_ended(shared: EmbeddedEngine) -> None:
    with pytest.raises(neo4j.exceptions.Neo4jError, match=r"(?i)time"):
        run(shared.acquire(), "UNWIND range(1, 100000) AS a UNWIND range(1, 100000) AS b RETURN count(a + b)")


def test_files_of_the_machine_cannot_be_loaded(shared: EmbeddedEngine) -> None:
    endpoint = shared.acquire()

    with pytest.raises(neo4j.exceptions.Neo4jError):
        run(endpoint, "LOAD CSV FROM 'file:///etc/hostname' AS row RETURN row")
