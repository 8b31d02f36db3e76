"""Loading a directory of files, beside a driver loop that writes the same from memory."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench import bare
from bench.cities import GROUNDWORK, copy, demo_city, write_people
from bench.ground import Ground, Site
from bench.measure import Goal, Measurement, in_turn, throughput, timed
from graph.load import load_directory
from graph.load.loader import BATCH
from liandong.errors import DatabaseError

GOAL = Goal("ratio", ">=", 0.7)
"""Rows per second, against the loop's."""


def measure(ground: Ground, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    """Load residents with what belongs to them into a city that has grids and buildings.

    Args:
        sizes: how many residents.
        rounds: how many times each size is loaded, either way into an empty database.
    """
    city = demo_city(ground.folder / "city")
    groundwork = ground.folder / "groundwork"
    copy(city, groundwork, names=GROUNDWORK, numbers=[0])
    for size in sizes:
        folder = ground.folder / f"residents-{size}"
        rows = write_people(city, folder, size)
        run = _Run(ground, groundwork, folder)
        if size == sizes[0]:
            run.compare(1)  # the engine warms up
        times, base = run.compare(rounds)
        yield throughput(
            "load",
            ground.engine,
            size=size,
            units=(rows, "rows"),
            times=times,
            baseline=(rows, base),
            goal=GOAL,
        )


class _Run:
    def __init__(self, ground: Ground, groundwork: Path, folder: Path) -> None:
        self._ground = ground
        self._groundwork = groundwork
        self._folder = folder
        self._transactions = list(bare.transactions(folder, ground.vault, BATCH))
        self._counts: set[tuple[int, int]] = set()

    def compare(self, rounds: int) -> list[list[float]]:
        """The times of the program, and of the loop; they have to write the same."""
        times = in_turn(rounds, lambda _: self._in_fresh(self._load), lambda _: self._in_fresh(self._loop))
        if len(self._counts) != 1:
            raise DatabaseError(f"Not the same was written: {sorted(self._counts)} nodes and relationships")
        return times

    def _in_fresh(self, work: Callable[[Site], object]) -> float:
        with self._ground.fresh() as site:
            load_directory(site.store, self._groundwork, vault=self._ground.vault)
            seconds = timed(lambda: work(site))
            (size,) = site.store.rows(self._ground.queries["system.size"])
            self._counts.add((size.nodes, size.relationships))
        return seconds

    def _load(self, site: Site) -> object:
        return load_directory(site.store, self._folder, vault=self._ground.vault)

    def _loop(self, site: Site) -> None:
        bare.write(site.session, self._transactions)
