"""The keeper: parent and guardian of one embedded server, and how that server is run.

`graph.embedded` starts it detached (`python -m graph.keeper`) and hands it the exclusive lock on
`keeper.lock`. It starts Java, says in `state.json` where the server listens, and ends it when nobody holds
a lease any more, when it is told to (SIGTERM), or when the folder is gone. It stands on the standard
library and psutil only, so that it stays small.

Who may conclude what from which lock (both are `flock`, so the kernel drops them at a process's death):

- `keeper.lock` is held exclusively: a keeper is alive, or one is just being started. Free: nobody keeps.
- `clients.lock` is held shared by every client. The keeper ends an unused server only while it holds it
  exclusively, so a client that has its lease and then finds the state "ready" won't lose the server.
"""

import ctypes
import fcntl
import http.client
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self

import psutil

Phase = Literal["starting", "ready", "stopping", "ended"]
Reason = Literal["", "died", "failed", "killed", "late"]  # why it ended; empty: it was to end

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_BY_SIGNAL = {-signal.SIGKILL, *(128 + s for s in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM))}
_FATAL = 'Exception in thread "main" '


class Files:
    """The names inside the engine's folder."""

    def __init__(self, engine: Path) -> None:
        self.engine = engine
        self.clients_lock = engine / "clients.lock"
        self.keeper_lock = engine / "keeper.lock"
        self.state = engine / "state.json"
        self.kept = engine / "kept"  # the nonce of a keeper that stays although no client is left
        self.password = engine / "password"  # the server reads it itself
        self.arguments = engine / "java.args"
        self.databases = engine / "databases"
        self.users = engine / "config" / "server-users.jsonl"
        self.log = engine / "log"
        self.java_mark = f"@{self.arguments}"  # on a command line it marks a server of this folder


@dataclass(frozen=True, slots=True)
class State:
    """What `state.json` says. Only to be believed while `keeper.lock` is held and it `is_alive`."""

    nonce: str
    phase: Phase
    keeper: int = 0
    java: int = 0
    bolt: int = 0
    http: int = 0
    started: str = ""
    reason: Reason = ""

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """The state in `path`; None where there is none or it is not ours to understand."""
        try:
            return cls(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, path: Path) -> None:
        """Put it in place of the former one, whole or not at all."""
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.write_text(json.dumps(asdict(self)), encoding="utf-8")
        draft.replace(path)

    def is_alive(self) -> bool:
        """Whether its keeper and its server both run; other processes that got their numbers are not they."""
        return runs(self.keeper, self.nonce) and runs(self.java, self.java_option)

    @property
    def java_option(self) -> str:
        """Means nothing to Java; tells this server from others."""
        return f"-Dliandong.nonce={self.nonce}"


def runs(pid: int, argument: str) -> bool:
    """Whether process `pid` runs and was started with that argument."""
    if pid <= 0:
        return False
    try:
        return argument in psutil.Process(pid).cmdline()
    except psutil.Error:
        return False


def lock(path: Path, kind: int) -> int | None:
    """An open file with a lock of `kind` (LOCK_SH or LOCK_EX), or None when another one is in the way.

    Closing it gives the lock back. A forked child shares it; it is not inherited over exec.
    """
    fd = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(fd, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(fd)
        return None
    except BaseException:
        os.close(fd)
        raise
    return fd


def end_orphans(files: Files) -> bool:
    """Kill a server of this folder that lost its keeper. Only call it while holding `keeper.lock`."""
    mark = files.java_mark
    orphans = [p for p in psutil.process_iter(["cmdline"]) if mark in (p.info["cmdline"] or ())]
    for orphan in orphans:
        with suppress(psutil.NoSuchProcess):
            orphan.kill()
    patience = time.monotonic() + 5
    while any(runs(p.pid, mark) for p in orphans) and time.monotonic() < patience:
        time.sleep(0.02)
    return bool(orphans)


def tell_keeper(state: State, *, kill: bool) -> bool:
    """Ask the keeper to end its server; or end the keeper, with which the server dies. False: it is gone."""
    if not runs(state.keeper, state.nonce):
        return False
    with suppress(psutil.Error):
        keeper = psutil.Process(state.keeper)
        (keeper.kill if kill else keeper.terminate)()
    return True


def make_private(files: Files) -> None:
    """Make the folders, for this user only."""
    files.engine.parent.mkdir(parents=True, exist_ok=True)
    for folder in (files.engine, files.log, files.databases):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(0o700)


def make_password(files: Files) -> None:
    """A random one, once. Without it the server's list of users is worthless, so that is made anew too."""
    if not files.password.exists():
        files.users.unlink(missing_ok=True)
        write_private(files.password, secrets.token_urlsafe(24))


class Keeper:
    """Runs one server from start to end."""

    def __init__(
        self, engine: Path, nonce: str, *, bolt: int, linger: float, grace: float, patience: float
    ) -> None:
        self._files = Files(engine)
        self._state = State(nonce, "starting", keeper=os.getpid(), bolt=bolt)
        self._linger = linger
        self._grace = grace
        self._deadline = time.monotonic() + patience
        self._told_to_stop = False
        self._alone_since: float | None = None
        self._clients = os.open(self._files.clients_lock, os.O_RDWR | os.O_CREAT, 0o600)

    def run(self) -> None:
        """Start the server, keep it while it is wanted, end it."""
        signal.signal(signal.SIGTERM, self._stop_soon)
        for ignored in (signal.SIGINT, signal.SIGHUP):
            signal.signal(ignored, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())  # the starter may have blocked some
        self._publish()
        java = start_java(self._files, self._state.java_option)
        self._publish(java=java.pid)
        reason: Reason = "failed"
        try:
            reason = self._watch(java)
        finally:
            self._publish(phase="stopping")
            end_java(java, self._grace)
            self._publish(phase="ended", reason=reason)

    def _watch(self, java: "subprocess.Popen[bytes]") -> Reason:
        """Wait until the server is to end, and say why."""
        while not (self._told_to_stop or self._unwanted() or self._displaced()):
            if java.poll() is not None:
                return "killed" if java.returncode in _BY_SIGNAL else "died"
            if self._state.phase == "starting" and (reason := self._look(java.pid)):
                return reason
            if State.read(self._files.state) != self._state:
                self._publish()  # somebody damaged it
            time.sleep(0.05 if self._state.phase == "starting" else 0.2)
        return ""

    def _look(self, pid: int) -> Reason:
        """Publish the server once it is ready; say why as soon as it is clear that it won't be."""
        if port := ready_port(pid, besides=self._state.bolt):
            self._publish(phase="ready", http=port, started=datetime.now(UTC).isoformat(timespec="seconds"))
        elif _FATAL in read_logs(self._files):  # Java stays then, with nobody listening
            return "failed"
        elif time.monotonic() > self._deadline:
            return "late"
        return ""

    def _unwanted(self) -> bool:
        """Nobody has held a lease for the linger time; then the lock stays ours, so nobody comes in."""
        try:
            fcntl.flock(self._clients, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._alone_since = None
            return False
        now = time.monotonic()
        if self._alone_since is None:
            self._alone_since = now
        if now - self._alone_since >= self._linger and not is_kept(self._files, self._state):
            return True
        fcntl.flock(self._clients, fcntl.LOCK_UN)
        return False

    def _displaced(self) -> bool:
        """The folder was removed or replaced: nobody can find this server any more."""
        try:
            return not os.path.samestat(self._files.clients_lock.stat(), os.fstat(self._clients))
        except OSError:
            return True

    def _publish(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        with suppress(OSError):  # a full disk or a removed folder must not keep Java from being ended
            self._state.write(self._files.state)

    def _stop_soon(self, *_: object) -> None:
        self._told_to_stop = True


def is_kept(files: Files, state: State) -> bool:
    """Whether this very server is to stay although no client is left."""
    try:
        return files.kept.read_text(encoding="ascii") == state.nonce
    except (OSError, ValueError):
        return False


def write_arguments(files: Files, *, java: Path, jars: Path, heap: str, port: int, timeout: float) -> None:
    """Java and its options, in a file only we can read. Paths are relative to the engine's folder."""
    settings = {
        "server.rootPath": ".",
        "server.databaseDirectory": "databases",
        "server.rootPasswordPath": "password",
        "server.plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
        "server.httpIncomingHost": "127.0.0.1",  # unset it would listen everywhere, and so would Bolt
        "server.httpIncomingPort": 0,
        "server.httpWorkerThreads": 8,
        "bolt.host": "127.0.0.1",
        "bolt.port": port,
        "bolt.maxMessageSize": 64 << 20,  # a larger message is answered by nothing at all
        "command.timeout": max(1, round(timeout * 1000)),
        "txWalFlush": 1,  # fdatasync before a commit is answered; 2 adds times that recovery doesn't read
        "opencypher.loadCsv.allowFileUrls": "false",
        "opencypher.loadCsv.allowRemoteUrls": "false",
        "polyglotEngineEnabled": "false",
        "support.autoRegister": "false",  # nothing is sent to anybody
        "serverMetrics": "false",
    }
    opened = ("java.nio", "java.io", "java.util.concurrent.atomic", "java.lang")
    options = [
        f"-Xmx{heap}",
        "-XX:+ExitOnOutOfMemoryError",  # a server that lost an object half-way is not to be trusted
        "-XX:-UsePerfData",  # no file under /tmp
        "-XX:-CreateCoredumpOnCrash",  # memory holds personal data
        "-XX:ErrorFile=log/crash.log",
        "-Djava.awt.headless=true",
        "-Djava.util.logging.config.file=logging.properties",
        "--enable-native-access=ALL-UNNAMED",
        *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in opened),
        "--add-modules=jdk.incubator.vector",
        *(f"-Darcadedb.{name}={value}" for name, value in settings.items()),
        "-cp",
        str(jars / "*"),
        "com.arcadedb.server.ArcadeDBServer",
    ]
    quoted = ['"' + option.replace("\\", "\\\\").replace('"', '\\"') + '"' for option in options]
    write_private(files.arguments, "\n".join([f"# {java}", *quoted, ""]))
    write_private(files.engine / "logging.properties", _LOGGING)


_LOGGING = """\
handlers = java.util.logging.FileHandler
.level = INFO
io.undertow.level = WARNING
org.xnio.level = WARNING
org.jboss.level = WARNING
java.util.logging.FileHandler.pattern = log/arcadedb.log
java.util.logging.FileHandler.formatter = com.arcadedb.log.LogFormatter
java.util.logging.FileHandler.limit = 5000000
java.util.logging.FileHandler.count = 3
"""


def write_private(path: Path, text: str) -> None:
    """Write a file for this user only, in place of the former one, whole or not at all."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    draft.replace(path)


def start_java(files: Files, option: str) -> "subprocess.Popen[bytes]":
    """Start the server. On Linux it dies with this process, whatever ends that."""
    java = files.arguments.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
    passed = ("PATH", "HOME", "TZ", "TMPDIR", "LD_LIBRARY_PATH")  # not JAVA_TOOL_OPTIONS and its like
    environment = {name: os.environ[name] for name in passed if name in os.environ}
    if sys.platform == "linux":
        environment["LC_ALL"] = "C.UTF-8"  # Java reads and writes file names by it
    _tidy(files.log)
    with (files.log / "java.out").open("wb") as out:
        return subprocess.Popen(
            [java, option, files.java_mark],
            cwd=files.engine, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            preexec_fn=die_with_parent(),  # safe: this process has one thread
        )  # fmt: skip


def _tidy(log: Path) -> None:
    """Keep the last server's log aside, and the number of its event logs small."""
    with suppress(OSError):
        (log / "arcadedb.log.0").replace(log / "arcadedb.former.log")
    for old in sorted(log.glob("server-event-log-*"))[:-3]:
        old.unlink(missing_ok=True)


def die_with_parent() -> Callable[[], None] | None:
    """What a child calls so that the kernel kills it when its parent dies; None where there is no such."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def arm() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return arm


def end_java(java: "subprocess.Popen[bytes]", grace: float) -> None:
    """Ask the server to flush and stop, then make it; the write-ahead log covers the second."""
    java.terminate()
    try:
        java.wait(grace)
    except subprocess.TimeoutExpired:
        java.kill()
        java.wait()


def ready_port(pid: int, *, besides: int) -> int:
    """The server's HTTP port once it serves and has opened its databases, else 0."""
    try:
        sockets = psutil.Process(pid).net_connections(kind="tcp")
    except psutil.Error:
        return 0
    ports = {s.laddr.port for s in sockets if s.status == psutil.CONN_LISTEN}
    for port in ports - {besides} if besides in ports else ():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/api/v1/ready")
            if connection.getresponse().status == 204:
                return int(port)
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
    return 0


def read_logs(files: Files) -> str:
    """The beginning of what the last server said, up to 256 KiB of each log."""
    texts = []
    for name in ("java.out", "arcadedb.log.0"):
        with suppress(OSError), (files.log / name).open("rb") as file:
            texts.append(file.read(1 << 18).decode("utf-8", "replace"))
    return "\n".join(texts)


def diagnose(text: str) -> tuple[str, str] | None:
    """What a log says went wrong, and what to do; None when it names nothing."""
    for needles, problem, hint in _SYMPTOMS:
        if any(needle in text for needle in needles):
            return problem, hint
    for line in text.splitlines():
        for mark in (" SEVER ", _FATAL, "Error: "):
            if mark in line:
                return f"The engine says 引擎报错: {line.partition(mark)[2].strip()[:300]}.", ""
    return None


_SYMPTOMS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (
        ("No space left on device", "Disk quota exceeded"),
        "The disk is full 磁盘已满.",
        "Free some space and start again 请清理磁盘后重试.",
    ),
    (
        ("Could not reserve enough space", "Cannot allocate memory", "insufficient memory for the Java",
         "Too small maximum heap", "Invalid maximum heap size", "exceeds the maximum representable size",
         "java.lang.OutOfMemoryError"),
        "The engine ran out of memory 引擎内存不足.",
        "Set LIANDONG_HEAP to what this machine has 请按本机内存设置 LIANDONG_HEAP.",
    ),
    (
        ("Unable to listen",),
        "The port of the engine was taken by another program 引擎端口被其他程序占用.",
        "Set LIANDONG_BOLT_PORT to another one, or 0 for a free one 请改用其他端口，或设为 0.",
    ),
    (
        ("is locked by another process",),
        "Another server has these database files open 数据库文件正被另一个服务使用.",
        "End that one first 请先停止它.",
    ),
)  # fmt: skip


def spawn(files: Files, lock_fd: int, *arguments: str) -> bool:
    """Start a keeper in a session of its own; it inherits the lock and outlives this process."""
    passed = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONHOME")
    environment = {name: os.environ[name] for name in passed if name in os.environ}
    package = str(Path(__file__).resolve().parent.parent)
    environment["PYTHONPATH"] = os.pathsep.join([package, *filter(None, sys.path)])
    with (files.log / "keeper.log").open("ab") as out:
        if out.tell() > 1 << 20:
            out.truncate(0)
        done = subprocess.run(
            [sys.executable, "-P", "-m", "graph.keeper", str(files.engine), *arguments],
            cwd=files.engine, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
            start_new_session=True, pass_fds=(lock_fd,), check=False,
        )  # fmt: skip
    return done.returncode == 0


def main(arguments: list[str]) -> None:
    """ENGINE NONCE BOLT LINGER GRACE PATIENCE: detach and keep."""
    engine, nonce, bolt, linger, grace, patience = arguments
    os.umask(0o077)
    if os.fork():  # the starter waits for this process; the keeper itself belongs to nobody
        os._exit(0)
    Keeper(
        Path(engine),
        nonce,
        bolt=int(bolt),
        linger=float(linger),
        grace=float(grace),
        patience=float(patience),
    ).run()


if __name__ == "__main__":
    main(sys.argv[1:])
