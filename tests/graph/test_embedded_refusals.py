"""What keeps the embedded engine from starting, said in one line."""

import json
import os
import shutil
import signal
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from graph.embedded import (
    EmbeddedEngine,
    check_databases,
    check_memory,
    check_room,
)
from graph.keeper import diagnose
from liandong.errors import EngineError, SettingsError
from tests.graph.engine import (
    cleared,
    client,
    count,
    pids,
    until,
)


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
