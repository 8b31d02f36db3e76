"""A real Neo4j 5.26 Community for the tests, without containers.

    python -m tests.neo4j_server -- pytest -q

starts one in a temporary folder, sets `NEO4J_URI`, `NEO4J_USERNAME`, `NEO4J_PASSWORD` and `NEO4J_DATABASE`,
runs the command and stops it again. Where `NEO4J_URI` is set already, that server is used instead.
`tests/neo4j/README.md` says how the jars come here and how their checksums are kept.
"""

import argparse
import contextlib
import dataclasses
import hashlib
import os
import queue
import re
import secrets
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType

RECIPE = Path(__file__).resolve().parent / "neo4j"
VERSION = "5.26.12"
CACHE = RECIPE.parent.parent / ".cache" / f"neo4j-{VERSION}"
START_LIMIT = 120.0
"""Seconds in which the server has to answer; it takes about 7 on two idle cores."""
STOP_LIMIT = 30.0
FETCH_LIMIT = 1200.0
CANNOT_START = 4
"""Exit status when there is no server to run the command against."""
_OPENED = tuple(f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch"))
_INSTALL_JDK = "请安装 JDK 17 或 21 / install JDK 17 or 21 (Debian: openjdk-17-jdk-headless)."


class CannotStartError(Exception):
    """There is no server to be had; the message says what to do, in Chinese and English."""


@dataclasses.dataclass(frozen=True, slots=True)
class Address:
    """Where a server is and how one logs in."""

    uri: str
    username: str
    password: str = dataclasses.field(repr=False)
    database: str = "neo4j"

    def environment(self) -> dict[str, str]:
        """The variables by which every Neo4j tool is told an address."""
        return {
            "NEO4J_URI": self.uri,
            "NEO4J_USERNAME": self.username,
            "NEO4J_PASSWORD": self.password,
            "NEO4J_DATABASE": self.database,
        }


@contextlib.contextmanager
def neo4j_server(home: Path, *, port: int = 0, heap: str = "1g") -> Iterator[Address]:
    """A server that keeps its data and logs under `home` and is gone when the block is left.

    It listens on 127.0.0.1 only and asks for a password made for this one start. It reads this process's
    end of a pipe and stops when that closes, so it doesn't outlive a parent that was killed.

    Raises:
        CannotStartError: no Java, no jars, or the server didn't answer within `START_LIMIT`.
    """
    java = _java()
    jars = _jars()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "console.log"
    password = secrets.token_urlsafe(24)
    command = [
        str(java), f"-Xmx{heap}", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", *_OPENED,
        "-cp", f"{jars}{os.sep}*", str(RECIPE / "Neo4jServer.java"), str(home.resolve()), str(port),
    ]  # fmt: skip
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={**os.environ, "LIANDONG_TEST_PASSWORD": password},
            start_new_session=True,  # Ctrl-C is for the command; the server ends with the pipe
        )
    try:
        bound = _wait_until_ready(process, log)
        yield Address(uri=f"neo4j://127.0.0.1:{bound}", username="neo4j", password=password)
    finally:
        _stop(process)


def admin_script(home: Path) -> Path:
    """A `neo4j-admin` for the server that keeps its data under `home`: what its package has, from the jars.

    Raises:
        CannotStartError: no Java, or no jars.
    """
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    run = [str(_java()), "-Xmx1g", *_OPENED, "-cp", f"{_jars()}{os.sep}*", "org.neo4j.cli.AdminTool"]
    where = f"NEO4J_HOME={shlex.quote(str(home.resolve()))} NEO4J_CONF={shlex.quote(str(conf.resolve()))}"
    script = home / "neo4j-admin"
    script.write_text(f'#!/bin/sh\n{where} exec {shlex.join(run)} "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return script


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port, once the server says that it's ready."""
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stdout = process.stdout
    if stdout is None:  # pragma: no cover - the pipe was asked for
        raise AssertionError("the server's output is not piped")
    threading.Thread(target=lambda: lines.put(stdout.readline()), daemon=True).start()
    try:
        line = lines.get(timeout=START_LIMIT)
    except queue.Empty:
        raise CannotStartError(
            f"Neo4j {VERSION} {START_LIMIT:.0f} 秒内没有就绪 did not answer in time.\n{_tail(log)}"
        ) from None
    ready = re.fullmatch(rb"READY (\d+)\s*", line)
    if ready is None:
        _stop(process)
        raise CannotStartError(f"Neo4j {VERSION} 启动失败 did not start.\n{_tail(log)}")
    return int(ready[1])


def _tail(log: Path, lines: int = 30) -> str:
    text = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join([f"{log}:", *text[-lines:]])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe, which is the request to end; then insist."""
    if process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    try:
        process.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _java() -> Path:
    """A JDK of version 17 or newer; running a source file needs its compiler."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=f"{home}{os.sep}bin" if home else None)
    if found is None:
        raise CannotStartError(f"找不到 Java。No Java. {_INSTALL_JDK}")
    query = [found, "--list-modules"]
    listed = subprocess.run(query, capture_output=True, text=True, check=False, timeout=60)
    version = re.search(r"^java\.base@(\d+)", listed.stdout, re.MULTILINE)
    if version is None or int(version[1]) < 17 or "jdk.compiler@" not in listed.stdout:
        raise CannotStartError(f"{found} 版本过低或不是 JDK。It is too old or no JDK. {_INSTALL_JDK}")
    return Path(found)


def _jars() -> Path:
    """The folder with Neo4j's jars, fetched once per recipe."""
    lib, stamp = CACHE / "lib", CACHE / "lib" / "complete"
    recipe = _digest(RECIPE / "pom.xml", RECIPE / "jars.sha256")
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == recipe:
        return lib
    CACHE.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix="fetching-", dir=CACHE))
    try:
        _fetch(fresh)
        _verify(fresh)
        (fresh / stamp.name).write_text(recipe, encoding="utf-8")
        _put_in_place(fresh, lib)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return lib


def _put_in_place(fresh: Path, lib: Path) -> None:
    """Rename, so that `lib` is always whole; a process that came first keeps what it put there."""
    if lib.exists():
        old = Path(tempfile.mkdtemp(prefix="replaced-", dir=lib.parent))
        lib.rename(old / lib.name)
        shutil.rmtree(old)
    with contextlib.suppress(OSError):
        fresh.rename(lib)
    if not (lib / "complete").is_file():
        raise CannotStartError(f"无法写入 Cannot write {lib}")


def _fetch(folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise CannotStartError("找不到 Maven,请先安装。No Maven: install it first (Debian: maven).")
    print(f"取 Neo4j {VERSION} 的 jar(仅一次)… fetching Neo4j {VERSION}'s jars, once …", file=sys.stderr)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={folder}"]
    try:
        done = subprocess.run(
            [maven, "-B", "-q", "-f", str(RECIPE / "pom.xml"), *goal],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=FETCH_LIMIT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise CannotStartError(
            f"Maven {FETCH_LIMIT:.0f} 秒内没有取完 jar,请检查网络。"
            f"Maven did not finish in {FETCH_LIMIT:.0f} s: check the network."
        ) from None
    if done.returncode:
        output = "\n".join((done.stdout + done.stderr).splitlines()[-15:])
        raise CannotStartError(
            f"Maven 取不到 Neo4j 的 jar,请检查网络或镜像设置。"
            f"Maven cannot get Neo4j's jars: check the network or the mirror in its settings.\n{output}"
        )


def _verify(folder: Path) -> None:
    """Every jar is one of those that the tests were written against, and none is missing."""
    expected = {}
    for line in (RECIPE / "jars.sha256").read_text(encoding="utf-8").splitlines():
        digest, _, name = line.partition("  ")
        expected[name] = digest
    got = {jar.name: _digest(jar) for jar in folder.glob("*.jar")}
    wrong = sorted(name for name in expected.keys() | got.keys() if expected.get(name) != got.get(name))
    if wrong:
        raise CannotStartError(
            f"jar 与校验值不符 These jars differ from tests/neo4j/jars.sha256: {', '.join(wrong[:10])}"
        )


def _digest(*files: Path) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def run(command: Sequence[str], *, extra: Mapping[str, str]) -> int:
    """Run a command with some variables added; its exit status, 128 + N when signal N ended it.

    A SIGTERM to this process is passed on, so that the server is stopped in order afterwards.
    """
    try:
        child = subprocess.Popen(command, env={**os.environ, **extra})
    except OSError as error:
        print(f"无法运行 Cannot run {command[0]}: {error.strerror}", file=sys.stderr)
        return 127

    def pass_on(number: int, _frame: FrameType | None) -> None:
        child.send_signal(number)

    before = signal.signal(signal.SIGTERM, pass_on)
    try:
        while True:
            try:
                status = child.wait()
                break
            except KeyboardInterrupt:  # the terminal sent it to the command too, which decides
                continue
    finally:
        signal.signal(signal.SIGTERM, before)
    return status if status >= 0 else 128 - status


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: `python -m tests.neo4j_server [--home FOLDER] -- COMMAND …`."""
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j_server", description=main.__doc__)
    parser.add_argument("--home", type=Path, help="keep the data here (default: a temporary folder)")
    parser.add_argument("--fetch", action="store_true", help="only see to it that the jars are here")
    parser.add_argument("command", nargs="*", metavar="COMMAND", help="what to run, after --")
    options = parser.parse_args(arguments)
    if not options.fetch and not options.command:
        parser.error("no command: write it after --")
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))  # so that `finally` is run
    try:
        if options.fetch:
            print(_jars())
            return 0
        if os.environ.get("NEO4J_URI"):
            return run(options.command, extra={})
        with contextlib.ExitStack() as stack:
            home = options.home or Path(
                stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="liandong-neo4j-", ignore_cleanup_errors=True)
                )
            )
            address = stack.enter_context(neo4j_server(home))
            return run(options.command, extra=address.environment())
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return CANNOT_START


if __name__ == "__main__":
    sys.exit(main())
