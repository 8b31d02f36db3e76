"""The embedded engine: one Neo4j-compatible server per folder, shared by every process that uses it.

ArcadeDB with its Bolt plugin, from the wheel `arcadedb-embedded`, runs as a child of a small keeper process
(`graph.keeper`, which describes the locks). This module is the client's side: it joins the server of a
folder or starts one, and gives the address for the official driver. No other module knows the engine.
"""

import base64
import errno
import fcntl
import http.client
import importlib.metadata
import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType

import neo4j
import neo4j.exceptions
import psutil

from graph.keeper import (
    Files,
    State,
    diagnose,
    end_orphans,
    is_kept,
    lock,
    make_password,
    make_private,
    read_logs,
    spawn,
    tell_keeper,
    write_arguments,
    write_private,
)
from liandong.errors import EngineError, SettingsError

_USER = "root"  # the name is the engine's own
_GRACE = 7.0  # seconds to flush and stop in; then it is killed, which the write-ahead log covers
_ROOM = 256 << 20  # bytes that have to be free before a start
_LEAST_HEAP = 64 << 20


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where and how to connect with the official driver."""

    uri: str
    username: str
    password: str = field(repr=False)
    database: str


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """What runs in a folder.

    `kept`: it stays although no client is left. `clients`: leases that are held. `size_bytes`: of all its
    databases. `problem`: why the last server ended, where it was not to.
    """

    running: bool
    pid: int | None
    uri: str | None
    kept: bool
    clients: int
    home: Path
    size_bytes: int
    started: datetime | None
    log: Path
    problem: str


class EmbeddedEngine:
    """A lease on the server of `home`.

    One lease per object: acquiring it again gives the same server (or a new one, where that has died), and
    one `release` gives it back. Two objects have two leases, also in one process. A forked child shares the
    lease of its parent; each of them gives up its own share.

    `heap`, `port`, `query_timeout` and `linger` (how many seconds the server stays after the last client)
    take effect when this object starts the server; one that already runs is joined as it is.
    """

    def __init__(
        self,
        home: Path,
        *,
        heap: str = "1g",
        port: int = 0,
        query_timeout: float = 60.0,
        database: str = "liandong",
        linger: float = 2.0,
        start_timeout: float = 60.0,
    ) -> None:
        if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_-]{0,62}", database):
            raise SettingsError(
                f"{database!r} is no name for a database 数据库名无效.",
                hint="Use up to 63 letters, digits, _ or -, letter first 请用字母、数字、_ 和 -，字母开头.",
            )
        if not re.fullmatch(r"[1-9]\d*[mMgG]", heap):
            raise SettingsError(
                f"{heap!r} is no size of a heap 堆大小无效.", hint="Write 512m or 2g 请写成 512m 或 2g."
            )
        if not 0 <= port <= 65535:
            raise SettingsError(f"{port} is no port 端口号无效.", hint="Use 0 to 65535 请使用 0 至 65535.")
        self._home = Path(home).resolve()  # the current folder may change, and everybody has to call it alike
        self._files = Files(self._home / "engine")
        self._heap = heap
        self._port = port
        self._query_timeout = query_timeout
        self._database = database
        self._linger = linger
        self._start_timeout = start_timeout
        self._lease: int | None = None
        self._mutex = threading.Lock()

    def __enter__(self) -> Endpoint:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self) -> Endpoint:
        """Join the running server or start one, and hold a lease till `release` or this process's death.

        Raises:
            EngineError: it cannot be started or joined; the message says why and what to do.
        """
        with self._mutex, _explained(self._files.engine):
            make_private(self._files)
            deadline = time.monotonic() + self._start_timeout + 2 * _GRACE
            lease = self._join(deadline) if self._lease is None else self._lease
            try:
                endpoint = self._connect(deadline)
            except BaseException:
                if self._lease is None:
                    os.close(lease)
                raise
            self._lease = lease
            return endpoint

    def release(self) -> None:
        """Give the lease back; the last one to leave ends the server. Doing it again does nothing."""
        with self._mutex:
            if self._lease is not None:
                os.close(self._lease)  # not LOCK_UN: a forked child may still use its share
                self._lease = None

    def keep(self) -> Endpoint:
        """Start or join the server and let it stay although no client is left, until `stop`."""
        leased = self._lease is not None
        endpoint = self.acquire()
        try:
            state = State.read(self._files.state)
            with _explained(self._files.kept):
                write_private(self._files.kept, state.nonce if state else "")
        finally:
            if not leased:
                self.release()
        return endpoint

    def stop(self) -> bool:
        """End the server now, also with clients; False when nothing ran."""
        self.release()
        with _explained(self._files.engine):
            if not self._files.engine.is_dir():
                return False
            begun, target = time.monotonic(), ""
            while (free := lock(self._files.keeper_lock, fcntl.LOCK_EX)) is None:
                state = State.read(self._files.state)
                if state and target and state.nonce != target:
                    return True  # somebody has started another one since
                taken = time.monotonic() - begun
                if taken > 2 * _GRACE:
                    raise EngineError(self._does_not_end(), hint=_see(self._files.log))
                if state and tell_keeper(state, kill=taken > _GRACE + 2):
                    target = state.nonce
                time.sleep(0.05)
            try:
                return end_orphans(self._files) or bool(target)
            finally:
                os.close(free)

    def status(self) -> EngineStatus:
        """What runs here, without starting or changing anything."""
        with _explained(self._files.engine):
            clients = _count_leases(self._files.clients_lock)
        state = State.read(self._files.state)
        live = state if state and state.phase == "ready" and state.is_alive() else None
        problem = ""
        if state and state.reason:
            problem, _ = diagnose(read_logs(self._files)) or ("The engine ended by itself 引擎意外退出.", "")
        return EngineStatus(
            running=live is not None,
            pid=live.java if live else None,
            uri=_uri(live) if live else None,
            kept=live is not None and is_kept(self._files, live),
            clients=clients,
            home=self._home,
            size_bytes=_size(self._files.databases),
            started=datetime.fromisoformat(live.started) if live else None,
            log=self._files.log,
            problem=problem,
        )

    def _join(self, deadline: float) -> int:
        """A lease. While a server is being ended there is none to be had; that is short."""
        while (lease := lock(self._files.clients_lock, fcntl.LOCK_SH)) is None:
            if time.monotonic() > deadline:
                raise EngineError(
                    self._does_not_end(),
                    hint="Run `liandong db stop` and try again 请运行 liandong db stop 后重试.",
                )
            time.sleep(0.02)
        return lease

    def _connect(self, deadline: float) -> Endpoint:
        """The address of a server that has answered a query, started by us where there was none."""
        watched, starts = "", 0  # the nonce of a server seen starting
        while time.monotonic() < deadline:
            free = lock(self._files.keeper_lock, fcntl.LOCK_EX)
            state = State.read(self._files.state)
            if free is not None:
                try:
                    if watched and state and state.nonce == watched and (state.reason or starts > 2):
                        self._refuse(state, final=starts > 2)
                    watched, starts = self._start(free, state), starts + 1
                finally:
                    os.close(free)
            elif state and state.phase == "ready" and state.is_alive():
                watched = ""
                endpoint = Endpoint(_uri(state), _USER, _read_password(self._files), self._database)
                if _answers(endpoint, state, self._files):
                    return endpoint
            elif state and state.phase == "starting":
                watched = state.nonce
            time.sleep(0.03)
        raise EngineError(self._too_late(), hint=_see(self._files.log))

    def _does_not_end(self) -> str:
        return f"The engine in {self._home} does not end 引擎未能停止."

    def _too_late(self) -> str:
        return f"The engine was not ready in {self._start_timeout:g} s 引擎启动超时."

    def _refuse(self, state: State, *, final: bool) -> None:
        """Say why the server that was waited for has ended, except where another try will do."""
        logs = read_logs(self._files)
        outrun = not self._port and "Unable to listen" in logs  # somebody took the port just then
        if not final and (outrun or state.reason == "killed"):
            return
        otherwise = self._too_late() if state.reason == "late" else "The engine could not start 引擎无法启动."
        problem, hint = diagnose(logs) or (otherwise, "")
        raise EngineError(problem, hint=f"{hint} {_see(self._files.log)}".strip())

    def _start(self, free: int, former: State | None) -> str:
        """Start a keeper that inherits the lock `free`; its nonce."""
        end_orphans(self._files)
        check_room(self._files.engine)
        check_memory(self._heap)
        java, jars = runtime()
        check_databases(self._files.databases)
        port = _choose_port(self._port, former=former.bolt if former else 0)
        make_password(self._files)
        write_arguments(
            self._files, java=java, jars=jars, heap=self._heap, port=port, timeout=self._query_timeout
        )
        nonce = secrets.token_hex(8)
        State(nonce, "starting", bolt=port).write(self._files.state)
        seconds = (self._linger, _GRACE, self._start_timeout)
        if not spawn(self._files, free, nonce, str(port), *map(str, seconds)):
            raise EngineError(
                "The engine's keeper could not start 引擎守护进程无法启动.", hint=_see(self._files.log)
            )
        return nonce


def _answers(endpoint: Endpoint, state: State, files: Files) -> bool:
    """Whether the database answers a query; it is created when the server doesn't have it yet."""
    try:
        with (
            neo4j.GraphDatabase.driver(
                endpoint.uri, auth=(endpoint.username, endpoint.password), connection_timeout=5
            ) as driver,
            driver.session(database=endpoint.database) as session,
        ):
            session.run("RETURN 1").consume()
    except (neo4j.exceptions.ServiceUnavailable, neo4j.exceptions.SessionExpired):
        return False
    except neo4j.exceptions.Neo4jError as error:
        if error.code != "Neo.ClientError.Database.DatabaseNotFound":
            if _has_ended(state, files):
                return False  # a server that is being ended refuses in many ways
            if isinstance(error, neo4j.exceptions.AuthError):
                raise EngineError(
                    f"The engine refuses the password in {files.password} 密码不符.", hint=_RENEW
                ) from error
            raise EngineError(
                f"The database {endpoint.database} cannot be opened 数据库无法打开: {error.message}",
                hint=_see(files.log),
            ) from error
        _create_database(endpoint, state, files)
        return False  # the caller asks again
    return True


def _has_ended(state: State, files: Files) -> bool:
    """Whether the server of `state` is on its way out, or is gone, a second later."""
    time.sleep(1)
    return State.read(files.state) != state or not state.is_alive()


def _create_database(endpoint: Endpoint, state: State, files: Files) -> None:
    """Over the server's own HTTP interface; Bolt has no command for it. One that exists already is fine."""
    token = base64.b64encode(f"{endpoint.username}:{endpoint.password}".encode()).decode()
    connection = http.client.HTTPConnection("127.0.0.1", state.http, timeout=30)
    try:
        connection.request(
            "POST",
            "/api/v1/server",
            json.dumps({"command": f"create database {endpoint.database}"}),
            {"Authorization": f"Basic {token}", "Content-Type": "application/json"},
        )
        response = connection.getresponse()
        said = response.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException):
        return  # the server went away; the caller looks again
    finally:
        connection.close()
    if response.status not in {200, 409} and not _has_ended(state, files):
        raise EngineError(
            f"The database {endpoint.database} cannot be created 数据库无法创建: {said[:300]}",
            hint=_see(files.log),
        )


def _uri(state: State) -> str:
    return f"bolt://127.0.0.1:{state.bolt}"


def _see(log: Path) -> str:
    return f"See 详见 {log}."


_RENEW = "Run `liandong db stop`, delete that file, start again 请停止引擎，删除该文件后重新启动."


def _read_password(files: Files) -> str:
    try:
        return files.password.read_text(encoding="ascii")
    except FileNotFoundError as error:
        raise EngineError(f"The password file {files.password} is gone 密码文件丢失.", hint=_RENEW) from error


def check_room(folder: Path) -> None:
    """Refuse to start on a disk that is about to be full."""
    free = shutil.disk_usage(folder).free
    if free < _ROOM:
        raise EngineError(
            f"Only {free >> 20} MiB of {_ROOM >> 20} are free on the disk of {folder} 磁盘空间不足.",
            hint="Free some space or set LIANDONG_HOME elsewhere 请清理磁盘或另设 LIANDONG_HOME.",
        )


def check_memory(heap: str) -> None:
    """Refuse a heap that this machine or container can never give; Java would start and die later."""
    wanted = int(heap[:-1]) << (20 if heap[-1] in "mM" else 30)
    there = psutil.virtual_memory().total
    with suppress(OSError, ValueError):  # a container's limit, where there is one
        there = min(there, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    if not _LEAST_HEAP <= wanted < there:
        raise EngineError(
            f"A heap of {heap} is not between 64 MiB and the {there >> 20} MiB of this machine 内存设置不当.",
            hint="Set LIANDONG_HEAP, for example to 1g 请调整 LIANDONG_HEAP，例如 1g.",
        )


def check_databases(folder: Path) -> None:
    """Refuse files that the engine would open wrongly.

    It takes a database of a newer version for its own, and answers a damaged `schema.json` (which it writes
    and syncs in one step, so no crash damages it) by dropping the types it doesn't find there.
    """
    ours = importlib.metadata.version("arcadedb-embedded")
    for database in (path for path in folder.iterdir() if path.is_dir()):
        if not any(database.glob("schema*.json")) and not any(database.glob("*.bucket")):
            shutil.rmtree(database)  # interrupted while it was being created: nothing is in it
            continue
        schema = database / "schema.json"
        try:
            declared = json.loads(schema.read_text(encoding="utf-8"))
            theirs, _ = str(declared["dbmsVersion"]), declared["types"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EngineError(
                f"The database file {schema} is damaged 数据库文件已损坏: {error}.",
                hint="Restore its folder from a backup or move it away 请从备份恢复，或移走该文件夹.",
            ) from error
        if _numbers(theirs) > _numbers(ours):
            raise EngineError(
                f"{database} was written by the newer engine {theirs}, here is {ours} 数据库版本较新.",
                hint="Upgrade arcadedb-embedded 请升级 arcadedb-embedded.",
            )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version)[:3])


def runtime() -> tuple[Path, Path]:
    """Java and the folder of its libraries, as the wheel brings them."""
    spec = importlib.util.find_spec("arcadedb_embedded")
    root = Path(spec.origin).parent if spec and spec.origin else Path("arcadedb_embedded")
    java, jars = root / "jre" / "bin" / "java", root / "jars"
    if not os.access(java, os.X_OK) or not any(jars.glob("arcadedb-bolt-*.jar")):
        raise EngineError(
            f"The embedded engine is not installed, {root} has no Java or no Bolt 未安装内置引擎.",
            hint="Install arcadedb-embedded, or set NEO4J_URI 请安装 arcadedb-embedded，或设置 NEO4J_URI.",
        )
    return java, jars


def _choose_port(wanted: int, *, former: int) -> int:
    """The wanted port; else the former one, at which clients that are still there look; else a free one."""
    for port in (wanted,) if wanted else (former, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
            except OSError as error:
                refusal = error
    raise EngineError(
        f"Port {wanted} on 127.0.0.1 cannot be used 端口 {wanted} 无法使用: {refusal.strerror}.",
        hint="Set LIANDONG_BOLT_PORT to another one, or 0 for a free one 请改用其他端口，或设为 0.",
    ) from refusal


def _count_leases(path: Path) -> int:
    """How many leases are held; 1 for any number where the system doesn't list its locks."""
    if not path.exists():
        return 0
    try:
        inode = str(path.stat().st_ino)
        held = [line.split() for line in Path("/proc/locks").read_text(encoding="ascii").splitlines()]
        return sum("FLOCK" in line and "READ" in line and f":{inode} " in " ".join(line) for line in held)
    except OSError:
        free = lock(path, fcntl.LOCK_EX)
        if free is not None:
            os.close(free)
        return int(free is None)


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # the server removes files while we look
            total += path.stat().st_size
    return total


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the system's refusal of a file into one line that says what to do."""
    try:
        yield
    except OSError as error:
        what = _REFUSALS.get(error.errno or 0, f"cannot be used 无法使用: {error.strerror}")
        raise EngineError(
            f"{error.filename or path} {what}.",
            hint="Set LIANDONG_HOME to a folder you can write 请把 LIANDONG_HOME 设到可写的文件夹.",
        ) from error


_REFUSALS = {
    errno.EACCES: "may not be written 没有写入权限",
    errno.EPERM: "belongs to somebody else 属于其他用户",
    errno.EROFS: "is on a read-only disk 位于只读磁盘",
    errno.ENOTDIR: "needs a folder where there is a file 路径中有文件而非文件夹",
    errno.EEXIST: "is a file where a folder is needed 是文件而非文件夹",
    errno.ENAMETOOLONG: "is too long a path 路径过长",
    errno.ENOSPC: "does not fit, the disk is full 无法写入，磁盘已满",
}
