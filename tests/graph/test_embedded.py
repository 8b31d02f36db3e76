"""The embedded engine with real processes: one server per folder, and nothing lost or left behind."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import neo4j
import psutil
import pytest

from graph.embedded import (
    EmbeddedEngine,
    Endpoint,
    check_databases,
    check_memory,
    check_room,
)
from graph.keeper import Files, State, diagnose
from liandong.errors import EngineError, SettingsError

ROOT = Path(__file__).resolve().parents[2]

CLIENT = """
import sys
from pathlib import Path
from graph.embedded import EmbeddedEngine
engine = EmbeddedEngine(Path(sys.argv[1]), linger=0.5)
endpoint = engine.acquire()
print(engine.status().pid, endpoint.uri, flush=True)
{then}
sys.stdin.read()
"""


class Client:
    """A process that holds a lease until it is told to leave, or killed."""

    def __init__(self, home: Path, *, then: str = "") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", CLIENT.format(then=then), str(home)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> tuple[int, str]:
        assert self.process.stdout is not None
        pid, uri = self.process.stdout.readline().split()
        return int(pid), uri

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()
        self.process.wait(10)


@contextmanager
def client(home: Path, *, then: str = "") -> Iterator[Client]:
    it = Client(home, then=then)
    try:
        yield it
    finally:
        it.end(kill=True)


def run(endpoint: Endpoint, query: str, **parameters: Any) -> list[dict[str, Any]]:
    auth = (endpoint.username, endpoint.password)
    with (
        neo4j.GraphDatabase.driver(endpoint.uri, auth=auth) as driver,
        driver.session(database=endpoint.database) as session,
    ):
        return session.run(query, **parameters).data()


def count(endpoint: Endpoint) -> int:
    return int(run(endpoint, "MATCH (n:Kept) RETURN count(n) AS n")[0]["n"])


def lives(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(condition: Callable[[], bool], *, within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def pids(home: Path) -> tuple[int, int]:
    """The keeper's and Java's."""
    state = State.read(home / "engine" / "state.json")
    assert state is not None
    return state.keeper, state.java


def leftovers(home: Path) -> list[list[str]]:
    """Command lines of processes that belong to the engine of `home`."""
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = process.info["cmdline"] or []
        if any(str(home / "engine") in part for part in line) and process.info["status"] != "zombie":
            found.append(line)
    return found


def cleared(home: Path) -> bool:
    return until(lambda: not leftovers(home))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A folder whose engine is ended after the test, whatever the test did."""
    folder = tmp_path / "home"
    yield folder
    EmbeddedEngine(folder).stop()
    assert cleared(folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    """A running engine, in a folder with a space and Chinese characters, for tests that don't end it."""
    engine = EmbeddedEngine(tmp_path_factory.mktemp("园区 网格") / "联动", linger=0.5, query_timeout=2.0)
    with engine:
        yield engine
    engine.stop()


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


@pytest.mark.parametrize("heap", ["9000g", "1m"])
def test_a_heap_that_does_not_fit_is_refused(home: Path, heap: str) -> None:
    with pytest.raises(EngineError, match=r"LIANDONG_HEAP"):
        EmbeddedEngine(home, heap=heap).acquire()


def test_a_heap_within_the_containers_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: str(512 << 20))

    check_memory("511m")
    with pytest.raises(EngineError, match="512 MiB"):
        check_memory("1g")


def test_a_full_disk_is_said_before_the_start(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 1 << 40, 255 << 20))

    with pytest.raises(EngineError, match=r"255 MiB.*磁盘") as refused:
        EmbeddedEngine(home).acquire()

    assert str(home) in str(refused.value)
    assert "\n" not in str(refused.value)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(1 << 40, 0, 256 << 20))
    check_room(home)


@pytest.mark.parametrize("name", ["file/home", "n" * 300])
def test_a_home_that_cannot_be_made_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    tmp_path.joinpath("file").touch()

    with pytest.raises(EngineError, match=r"路径.*LIANDONG_HOME") as refused:
        EmbeddedEngine(tmp_path / name).acquire()

    assert name.partition("/")[0] in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_missing_wheel_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)

    with pytest.raises(EngineError, match=r"not installed.*NEO4J_URI"):
        EmbeddedEngine(home).acquire()


def test_an_engine_that_cannot_open_its_files_says_so_and_leaves_nothing(home: Path) -> None:
    with EmbeddedEngine(home, linger=0):
        pass
    assert cleared(home)
    configuration = home / "engine" / "databases" / "liandong" / "configuration.json"
    configuration.write_text("{{{")

    with pytest.raises(EngineError, match="引擎") as refused:
        EmbeddedEngine(home).acquire()

    assert str(home / "engine" / "log") in str(refused.value)
    assert "\n" not in str(refused.value)
    assert cleared(home)
    assert EmbeddedEngine(home).status().problem


def test_a_start_that_takes_too_long_is_given_up(home: Path) -> None:
    with pytest.raises(EngineError, match=r"0\.01 s 引擎启动超时"):
        EmbeddedEngine(home, start_timeout=0.01).acquire()

    assert cleared(home)


def test_a_server_killed_while_it_starts_is_started_again(home: Path) -> None:
    with client(home) as starter:
        assert until(lambda: (home / "engine" / "log" / "arcadedb.log.0").exists())
        _, java = pids(home)

        os.kill(java, signal.SIGKILL)

        pid, _ = starter.answer()
        assert pid != java


def test_a_damaged_or_newer_database_is_refused_before_the_engine_touches_it(tmp_path: Path) -> None:
    database = tmp_path / "liandong"
    database.mkdir()
    schema = database / "schema.json"
    database.joinpath("Kept_0.1.65536.v0.bucket").touch()
    whole = {"dbmsVersion": "26.10.2", "types": {}}

    for text in ("", "garbage", "[]", json.dumps({"types": {}})):
        schema.write_text(text)
        with pytest.raises(EngineError, match="已损坏"):
            check_databases(tmp_path)

    schema.write_text(json.dumps(whole | {"dbmsVersion": "99.1.0-SNAPSHOT"}))
    with pytest.raises(EngineError, match=r"99\.1\.0.*arcadedb-embedded"):
        check_databases(tmp_path)

    schema.write_text(json.dumps(whole))
    check_databases(tmp_path)
    schema.unlink()
    with pytest.raises(EngineError, match="已损坏"):
        check_databases(tmp_path)


def test_a_database_whose_making_was_interrupted_is_made_anew(home: Path) -> None:
    half = home / "engine" / "databases" / "liandong"
    half.mkdir(parents=True)
    half.joinpath("configuration.json").write_text("{")

    with EmbeddedEngine(home, linger=0) as endpoint:
        assert count(endpoint) == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("java.io.IOException: No space left on device", "磁盘已满"),
        ("Error: Could not reserve enough space for 9437184000KB object heap", "内存不足"),
        ("OpenJDK: os::commit_memory failed; error='Cannot allocate memory' (errno=12)", "内存不足"),
        ("Terminating due to java.lang.OutOfMemoryError: Java heap space", "内存不足"),
        ("SEVER [BoltNetworkListener] <A> Unable to listen for BOLT connections using '7687'", "端口"),
        ("com.arcadedb.utility.LockException: Database 'x' is locked by another process", "另一个服务"),
        ('Exception in thread "main" java.lang.Error: broken', "java.lang.Error: broken"),
        ("Error: LinkageError occurred while loading main class", "LinkageError"),
    ],
)
def test_what_the_log_says_is_recognised(line: str, problem: str) -> None:
    found = diagnose(f"2026-11-24 INFO  [Server] starting\n{line}\n\tat com.arcadedb\n")

    assert found is not None
    assert problem in found[0]
    assert "\n" not in "".join(found)


def test_a_healthy_log_names_no_problem() -> None:
    assert diagnose("INFO  [Server] started\nWARNING: Using incubator modules\n") is None


@pytest.mark.parametrize("wrong", [{"database": "a/b"}, {"heap": "1 GB"}, {"port": 70000}, {"database": ""}])
def test_settings_that_make_no_sense_are_refused(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError):
        EmbeddedEngine(tmp_path, **wrong)
