"""Work on many parts by several processes, whose results come in the order of the parts.

The processes are started afresh (spawn), so that the work must be a function of a module, and what it is
given and returns must be picklable.
"""

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from multiprocessing.context import SpawnContext
from multiprocessing.process import parent_process
from queue import Empty
from typing import Any, TypeVar

from liandong.errors import DataError

Part = TypeVar("Part")
Result = TypeVar("Result")
Tell = Callable[[str, int], None]
"""Told the part at work and how many more of it are done."""

_PATIENCE = 1.0
"""Seconds after which it is looked whether the processes are still there."""


def work_through(
    parts: Sequence[Part], work: Callable[[Part, Tell], Result], *, workers: int, tell: Tell
) -> Generator[Result, None, None]:
    """The result of each part, in their order; several are worked on at once if there are several workers.

    Raises:
        DataError: a process was ended from outside.
        Exception: whatever the work raises. All processes are ended then, as when the iterator is closed.
    """
    if workers <= 1 or len(parts) <= 1:
        for part in parts:
            yield work(part, tell)
        return
    crew = _Crew(multiprocessing.get_context("spawn"), parts, work, min(workers, len(parts)))
    try:
        yield from crew.results(tell)
    finally:
        crew.dismiss()


class _Crew:
    def __init__(
        self, context: SpawnContext, parts: Sequence[Any], work: Callable[[Any, Tell], Any], workers: int
    ) -> None:
        self._count = len(parts)
        self._said: Any = context.Queue()
        self._tasks: Any = context.Queue()  # kept: what a queue is made of goes with it
        for number in (*range(len(parts)), *[None] * workers):
            self._tasks.put(number)
        self._processes = [
            context.Process(target=_serve, args=(tuple(parts), work, self._tasks, self._said), daemon=True)
            for _ in range(workers)
        ]
        for process in self._processes:
            process.start()

    def results(self, tell: Tell) -> Iterator[Any]:
        waiting: dict[int, Any] = {}
        for number in range(self._count):
            while number not in waiting:
                kind, *said = self._hear()
                if kind == "failed":
                    raise said[0]
                if kind == "told":
                    tell(*said)
                else:
                    waiting[said[0]] = said[1]
            yield waiting.pop(number)

    def dismiss(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join()

    def _hear(self) -> tuple[Any, ...]:
        while True:
            try:
                heard: tuple[Any, ...] = self._said.get(timeout=_PATIENCE)
                return heard
            except Empty:
                if any(process.exitcode for process in self._processes):
                    raise DataError(
                        "A process that built a part of the city was ended 构建进程被中止",
                        hint="Perhaps memory ran out: use fewer --workers. 可减少 --workers 后重试。",
                    ) from None


def _serve(parts: Sequence[Any], work: Callable[[Any, Tell], Any], tasks: Any, said: Any) -> None:
    """Work on parts until there are no more; the process that started this one is told everything."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    starter = parent_process()

    def tell(part: str, done: int) -> None:
        if starter is not None and not starter.is_alive():
            raise SystemExit(1)
        said.put(("told", part, done))

    while (number := tasks.get()) is not None:
        try:
            said.put(("done", number, work(parts[number], tell)))
        except Exception as error:  # noqa: BLE001 - it is raised again where the work was asked for
            said.put(("failed", error))
            return
