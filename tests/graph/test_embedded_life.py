"""The embedded engine with real processes: one server per folder, and nothing lost or left behind."""

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path

import neo4j
import psutil
import pytest

from graph.embedded import (
    EmbeddedEngine,
)
from graph.keeper import Files, State
from liandong.errors import EngineError
from tests.graph.engine import cleared, client, count, leftovers, lives, pids, run, until


def test_the_last_to_leave_ends_it(home: Path) -> None:
    with client(home) as first:
        pid, _ = first.answer()
        engine = EmbeddedEngine(home)
        engine.acquire()
        first.end()
        time.sleep(1.5)  # longer than the linger of the one that started it
        stays = lives(pid)

        engine.release()
        engine.release()

    assert stays
    assert until(lambda: not lives(pid))
    assert cleared(home)
    assert not engine.status().running


def test_consecutive_clients_find_it_lingering(home: Path) -> None:
    first = EmbeddedEngine(home, linger=5)
    with first:
        pid = first.status().pid

    with client(home) as second:
        joined, _ = second.answer()

    assert joined == pid


def test_a_killed_process_loses_nothing_and_leaves_nothing(home: Path) -> None:
    engine = EmbeddedEngine(home, linger=0.5)
    endpoint = engine.acquire()
    auth = (endpoint.username, endpoint.password)
    with neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver:
        for done, victim in enumerate(("java", "keeper", "client"), start=1):
            with client(home) as other:
                other.answer()
                driver.execute_query("UNWIND range(1, 100) AS i CREATE (:Kept)", database_=endpoint.database)
                keeper, java = pids(home)
                if victim == "client":
                    engine.release()

                os.kill({"java": java, "keeper": keeper, "client": other.process.pid}[victim], signal.SIGKILL)

                assert cleared(home), (victim, leftovers(home))
            again = engine.acquire()  # also where this very object had its lease on the dead server
            assert again == endpoint, "at the same address, so that drivers of other clients find it"
            assert engine.status().pid != java
            assert count(again) == done * 100
    engine.release()


def test_four_starters_at_once_get_one_server(home: Path) -> None:
    with ExitStack() as stack:
        starters = [stack.enter_context(client(home)) for _ in range(4)]

        answers = {starter.answer() for starter in starters}

        assert len(answers) == 1
        assert EmbeddedEngine(home).status().clients == 4
        assert (
            sum("com.arcadedb" in " ".join(line) or "java.args" in line[-1] for line in leftovers(home)) == 1
        )


def test_a_client_that_comes_while_it_ends_gets_a_new_one(home: Path) -> None:
    engine = EmbeddedEngine(home, linger=0)
    seen = []
    for delay in (0.0, 0.3):  # before the keeper looks, while Java ends
        with engine as endpoint:
            run(endpoint, "CREATE (:Kept)")
            seen.append(count(endpoint))
        time.sleep(delay)

    with engine as endpoint:
        seen.append(count(endpoint))

    assert seen == [1, 2, 2]


def test_a_forked_child_keeps_the_lease_it_shares(home: Path) -> None:
    fork = "import os, time\nif os.fork(): os._exit(0)\n"
    with client(home, then=fork) as parent:  # the child reads the standard input in its parent's stead
        pid, _ = parent.answer()
        parent.process.wait(10)
        time.sleep(1.5)

        assert lives(pid)

        parent.end()
        assert until(lambda: not lives(pid))


def test_keep_lets_it_stay_until_stop(home: Path) -> None:
    engine = EmbeddedEngine(home, linger=0)
    nothing_yet = engine.status()
    stopped_nothing = engine.stop()

    endpoint = engine.keep()
    time.sleep(1)
    kept = engine.status()

    assert not nothing_yet.running
    assert not stopped_nothing
    assert kept.running
    assert kept.kept
    assert kept.clients == 0
    assert kept.uri == endpoint.uri
    assert kept.size_bytes > 0
    assert kept.started is not None
    assert kept.started.tzinfo is not None
    with client(home) as other:
        assert other.answer() == (kept.pid, kept.uri)
        assert engine.stop(), "also with clients"
        assert cleared(home)
    assert not engine.stop()
    with engine as endpoint:
        assert not engine.status().kept, "a new server is not kept because the old one was"


def test_status_changes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "never"

    status = EmbeddedEngine(home).status()

    assert (status.running, status.pid, status.uri, status.kept, status.clients) == (
        False,
        None,
        None,
        False,
        0,
    )
    assert (status.size_bytes, status.started, status.home) == (0, None, home)
    assert not home.exists()


def test_files_of_the_dead_are_no_hindrance(home: Path) -> None:
    files = Files(home / "engine")
    home.joinpath("engine").mkdir(parents=True)
    mine = os.getpid()  # alive, but neither a keeper nor a server: a number that was given again
    State("dead", "ready", keeper=mine, java=mine, bolt=1, http=2, started="x").write(files.state)
    files.kept.write_text("dead")
    for name in (files.clients_lock, files.keeper_lock):
        name.write_text("left behind")

    with EmbeddedEngine(home, linger=0) as endpoint:
        answer = run(endpoint, "RETURN 1 AS one")

    assert answer == [{"one": 1}]


def test_an_orphan_is_ended_before_a_new_start(home: Path) -> None:
    engine = EmbeddedEngine(home, linger=0)
    files = Files(home / "engine")
    with engine:
        pass
    assert cleared(home)
    java = files.arguments.read_text().partition("\n")[0].removeprefix("# ")
    orphan = subprocess.Popen([java, files.java_mark], cwd=files.engine, stderr=subprocess.DEVNULL)
    reaper = psutil.Process(orphan.pid)
    try:
        assert until(lambda: bool(reaper.net_connections())), (
            "it runs without a keeper, as where PDEATHSIG is not"
        )

        with engine as endpoint:
            assert run(endpoint, "RETURN 1 AS one") == [{"one": 1}]
            assert orphan.wait(5) == -signal.SIGKILL
    finally:
        orphan.kill()
        orphan.wait()


def test_a_folder_works_where_it_is_moved_and_without_its_password_file(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EmbeddedEngine(home, linger=0) as endpoint:
        run(endpoint, "CREATE (:Kept)")
    assert cleared(home)
    moved = tmp_path / "搬迁 moved"
    home.rename(moved)
    moved.joinpath("engine", "password").unlink()
    for name, value in HOSTILE.items():
        monkeypatch.setenv(name, value)

    with EmbeddedEngine(moved, linger=0) as renewed:
        kept = count(renewed)

    assert kept == 1
    assert renewed.password != endpoint.password
    assert cleared(moved)


HOSTILE = {
    "JAVA_TOOL_OPTIONS": "-Xnonsense",
    "JDK_JAVA_OPTIONS": "-Xnonsense",
    "CLASSPATH": "/nowhere",
    "LC_ALL": "C",
    "http_proxy": "http://127.0.0.1:9",
    "PYTHONSTARTUP": "/nowhere",
}


def test_a_damaged_state_of_a_running_server_is_repaired(shared: EmbeddedEngine) -> None:
    before = shared.status()
    state = Files(before.home / "engine").state

    for damage in (lambda: state.write_text("{half a sta"), state.unlink):
        damage()
        with EmbeddedEngine(before.home) as endpoint:
            assert endpoint == shared.acquire()

    assert shared.status() == before


def test_a_relative_and_linked_home_is_the_same_home(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    relative = EmbeddedEngine(Path("home"), linger=0)
    tmp_path.joinpath("link").symlink_to(home)
    with relative as endpoint:
        monkeypatch.chdir("/")

        with EmbeddedEngine(tmp_path / "link") as linked:
            assert linked == endpoint
        assert relative.acquire() == endpoint


def test_removing_the_folder_ends_the_server(home: Path) -> None:
    engine = EmbeddedEngine(home, linger=0)
    engine.keep()
    pid = engine.status().pid
    assert pid

    shutil.rmtree(home, ignore_errors=True)

    assert until(lambda: not lives(pid))


def test_a_fixed_port(home: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(EngineError, match=rf"{port}.*端口.*LIANDONG_BOLT_PORT"):
            EmbeddedEngine(home, port=port).acquire()

    with EmbeddedEngine(home, port=port, linger=0) as endpoint:
        assert endpoint.uri == f"bolt://127.0.0.1:{port}"
