"""What the tests of the embedded engine share: clients that are processes, and what is left of them."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import neo4j
import psutil

from graph.embedded import (
    Endpoint,
)
from graph.keeper import State

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
