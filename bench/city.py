"""A city of any size: loading it, asking it, and taking it out for the offline importer."""

import os
import shutil
import statistics
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import psutil

from bench import bare
from bench.cities import built_city, copy, demo_city, divide, rows_of
from bench.ground import Ground, Site
from bench.measure import Goal, Measurement, amount, in_turn, latency, throughput, timed
from bench.route import empty_trip, plan_one, varied_requests
from dispatch.calendar import WorkingCalendar
from dispatch.router import Router
from graph.export import export_city
from graph.knowledge import load_knowledge
from graph.load import load_directory
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.clock import now
from liandong.errors import DatabaseError
from liandong.paths import shipped

BATCH = 10_000
"""Rows of a transaction of the bare loop."""
LOAD = Goal("ratio", ">=", 0.7)
MEMORY = Goal("ratio", "<=", 1.5)
"""The most that this process holds, against what it holds when a tenth is loaded."""
ROUTE = Goal("ratio", "<=", 1.5)
"""A plan in the large city against one in the demo city, each as so many empty round trips."""
BY_CODE = Goal("ratio", "<=", 4)
CELL = Goal("ratio", "<=", 10)
ELDERS = Goal("ratio", "<=", 1.3)
_CELL = 200
"""Components that a grid's cell shows."""
_BORN = 1966
_FEW = 5
"""How often at most a question is asked that looks at everybody."""
_MB = 1 << 20


def measure(ground: Ground, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    """Build a city with so many residents, load it, ask what is asked of a city, and export it.

    Args:
        sizes: how many residents; each city is loaded once by the program, and once by the loop.
        rounds: how often each question is asked.
    """
    demo = demo_city(ground.folder / "city")
    catalogue = Catalogue.load(shipped("data"))
    for turn, size in enumerate(sizes):
        folder = ground.folder / f"city-{size}"
        folder.mkdir()
        city = built_city(folder / "whole", size)
        trial = _Trial(ground, catalogue, demo, city, size, rounds, *_parts(city, folder))
        # Neither way always has the engine that is warm, or the disk that is full.
        loop, lines = (
            (trial.loop(), trial.program()) if turn % 2 == 0 else (trial.program(), trial.loop())[::-1]
        )
        yield from lines(loop)
        yield from trial.outside(loop)
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One size.

    Attributes:
        city: all its files.
        land: those with its areas and grids, which are there before either way begins.
        rest: those that are loaded, with so many `rows`.
        crowded: a grid with many components, and the folder that holds those to be added.
    """

    ground: Ground
    catalogue: Catalogue
    demo: Path
    city: Path
    size: int
    rounds: int
    land: Path
    rest: Path
    rows: int
    crowded: tuple[str, Path]

    def loop(self) -> float:
        """Seconds in which the bare loop writes; not those in which it makes what it writes."""
        seconds = 0.0
        with self.ground.fresh() as site:
            self._found(site, self.land)
            for transaction in bare.transactions(self.rest, self.ground.vault, BATCH):
                seconds += timed(partial(bare.write, site.session, [transaction]))
        return seconds

    def program(self) -> "Callable[[float], list[Measurement]]":
        """Load, and ask; the lines, given the seconds of the loop."""
        engine, size = self.ground.engine, self.size
        with self.ground.fresh() as site:
            self._found(site, self.demo)
            small = self._plans(site)
        with self.ground.fresh() as site:
            self._found(site, self.land)
            seconds, memory = self._load(site)
            load_directory(site.store, self.crowded[1], vault=self.ground.vault)
            questions = list(self._questions(site))
            plans, trips = self._plans(site)
        by_trip = statistics.median(small[0]) / statistics.median(small[1])
        scaled = [trip * by_trip for trip in trips]
        route = latency("city.route", engine, size=size, times=plans, baseline=scaled, goal=ROUTE)
        return lambda loop: [
            throughput(
                "city.load", engine, size=size, units=(self.rows, "rows"), times=[seconds],
                baseline=(self.rows, [loop]), goal=LOAD,
            ),
            amount(
                "city.memory", engine, size=size, found=(max(memory) / _MB, "MB"),
                baseline=memory[len(memory) // 10] / _MB, seconds=seconds, goal=MEMORY,
            ),
            route,
            *questions,
        ]  # fmt: skip

    def outside(self, loop: float) -> Iterator[Measurement]:
        """The export, and what the offline importer makes of it where there is a neo4j-admin."""
        out, engine = self.ground.folder / "out", self.ground.engine
        vault, workers = partial(Vault, self.ground.key), min(4, os.cpu_count() or 1)
        begun = time.perf_counter()
        report = export_city(
            self.city, out, catalogue=self.catalogue, datasets={}, at=now(), vault=vault, workers=workers
        )
        exported = time.perf_counter() - begun
        rows = sum(report.loaded.values())
        base = (self.rows, [loop])
        yield throughput(
            "city.export", engine, size=self.size, units=(rows, "rows"), times=[exported], baseline=base
        )
        admin = shutil.which("neo4j-admin")
        if admin:
            data = self.ground.folder / "imported"
            imported = timed(lambda: _import(admin, out, data))
            yield throughput(
                "city.import", engine, size=self.size, units=(rows, "rows"), times=[imported], baseline=base
            )
            yield amount(
                "city.disk", engine, size=self.size, found=(_bytes(data) / _MB, "MB"),
                baseline=_bytes(out) / _MB, seconds=imported,
            )  # fmt: skip
            shutil.rmtree(data)
        shutil.rmtree(out)

    def _found(self, site: Site, folder: Path) -> None:
        """What there is at first: the catalogue, and what the folder holds."""
        load_knowledge(site.store, self.ground.queries, self.catalogue, vault=self.ground.vault)
        load_directory(site.store, folder, vault=self.ground.vault)

    def _plans(self, site: Site) -> list[list[float]]:
        """Seconds of plans of any issue at any grid, and of the empty round trips between them."""
        calendar = WorkingCalendar.load(shipped("data") / "working_time.json")
        router = Router(site.store, self.ground.queries, calendar)
        asked = varied_requests(self.ground, site, self.catalogue, self.rounds)
        return self._in_turn(partial(plan_one, router, asked), partial(empty_trip, site))

    def _load(self, site: Site) -> tuple[float, list[int]]:
        """Seconds, and what this process held along the way."""
        process, memory = psutil.Process(), []

        def note(_name: str, _rows: int) -> None:
            memory.append(process.memory_info().rss)

        begun = time.perf_counter()
        report = load_directory(site.store, self.rest, vault=self.ground.vault, progress=note)
        seconds = time.perf_counter() - begun
        if sum(report.loaded.values()) != self.rows:
            raise DatabaseError(f"{sum(report.loaded.values())} of {self.rows} rows were loaded")
        return seconds, memory

    def _questions(self, site: Site) -> Iterator[Measurement]:
        queries, store = self.ground.queries, site.store
        households = _some_codes(self.city, "Household")
        components = _some_codes(self.city, "Component")
        grid = self.crowded[0]
        asked: list[tuple[str, Goal, Callable[[int], object]]] = [
            (
                "household",
                BY_CODE,
                lambda i: store.rows(queries["people.household"], code=households[i % len(households)]),
            ),
            (
                "card",
                BY_CODE,
                lambda i: store.rows(queries["components.card"], code=components[i % len(components)]),
            ),
            ("cell", CELL, lambda _: store.rows(queries["components.cell"], grid=grid, limit=_CELL)),
        ]
        for name, goal, ask in asked:
            times, trips = self._in_turn(partial(_timed_turn, ask), partial(empty_trip, site))
            yield latency(
                f"city.{name}", self.ground.engine, size=self.size, times=times, baseline=trips, goal=goal
            )
        elders = queries["people.elders_by_grid"]
        times, base = in_turn(
            min(_FEW, self.rounds),
            partial(_timed_turn, lambda _: store.rows(elders, born=_BORN)),
            partial(_timed_turn, lambda _: site.session.run(bare.ELDERS, born=_BORN).values()),
        )
        yield latency(
            "city.elders", self.ground.engine, size=self.size, times=times, baseline=base, goal=ELDERS
        )

    def _in_turn(self, *calls: Callable[[int], float]) -> list[list[float]]:
        in_turn(self.rounds, *calls)
        return in_turn(self.rounds, *calls)


def _timed_turn(ask: Callable[[int], object], turn: int) -> float:
    return timed(lambda: ask(turn))


def _parts(city: Path, folder: Path) -> tuple[Path, Path, int, tuple[str, Path]]:
    """The city in two parts, how many rows the second has, and its most crowded grid."""
    land, rest = folder / "land", folder / "rest"
    rows = divide(city, land, rest)
    return land, rest, rows, _crowd(city, folder / "cell")


def _crowd(city: Path, out: Path) -> tuple[str, Path]:
    """The grid with the most components, and a folder with as many more of them as make a cell full."""
    grids = Counter(row["grid"] for row in rows_of(city, "Component"))
    [(grid, there)] = grids.most_common(1)
    missing = max(1, _CELL - there)
    copies = -(-missing // there)
    inside = (row["code"] for row in rows_of(city, "Component") if row["grid"] == grid)
    kept = {"Component": list(islice(inside, -(-missing // copies)))}
    copy(city, out, names=("Component",), numbers=range(1, copies + 1), kept=kept)
    return grid, out


def _some_codes(city: Path, name: str) -> list[str]:
    """Codes from all over a file, a thousand or two."""
    step = max(1, sum(1 for _ in rows_of(city, name)) // 1_000)
    return [row["code"] for row in islice(rows_of(city, name), 0, None, step)]


def _import(admin: str, out: Path, data: Path) -> None:
    """Run the importer on an export, into a folder of its own.

    Raises:
        DatabaseError: with the end of what it said.
    """
    config = out / "neo4j.conf"
    config.write_text(f"server.directories.data={data}\n", encoding="utf-8")
    command = ["sh", str(out / "import.sh"), "neo4j", f"--additional-config={config}"]
    environment = {"NEO4J_ADMIN": admin, "PATH": str(Path(admin).parent) + ":/usr/bin:/bin"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise DatabaseError(f"neo4j-admin failed 导入失败: {(done.stdout + done.stderr)[-800:]}")


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
