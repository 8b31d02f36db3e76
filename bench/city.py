"""A city of any size: loading it, asking it, and taking it out for the offline importer."""

import os
import shutil
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

import psutil

from bench import bare
from bench.cities import copy, demo_city, read, write_people, write_whole
from bench.ground import Ground, Site
from bench.measure import Goal, Measurement, amount, in_turn, latency, throughput, timed
from bench.route import empty_trip, plan_one, varied_requests
from dispatch.calendar import WorkingCalendar
from dispatch.router import Router
from graph.export import export_city
from graph.knowledge import load_knowledge
from graph.load import load_directory
from graph.load.files import find_sources, records
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
    """Load residents into the demo city till there are so many more of them, and ask what is asked of a city.

    Args:
        sizes: how many residents; each is loaded once by the program, and once by the loop.
        rounds: how often each question is asked.
    """
    demo = demo_city(ground.folder / "city")
    catalogue = Catalogue.load(shipped("data"))
    crowded = _crowd(demo, ground.folder / "cell")
    for turn, size in enumerate(sizes):
        more = ground.folder / f"people-{size}"
        rows = write_people(demo, more, size, first_copy=1)
        trial = _Trial(ground, catalogue, demo, more, crowded, size, rows, rounds)
        # Neither way always has the engine that is warm, or the disk that is full.
        loop, lines = (
            (trial.loop(), trial.program()) if turn % 2 == 0 else (trial.program(), trial.loop())[::-1]
        )
        yield from lines(loop)
        yield from trial.outside(loop)
        shutil.rmtree(more)


@dataclass(frozen=True, slots=True)
class _Trial:
    """One size. `crowded` is a grid with many components, and the folder that holds those to be added."""

    ground: Ground
    catalogue: Catalogue
    demo: Path
    more: Path
    crowded: tuple[str, Path]
    size: int
    rows: int
    rounds: int

    def loop(self) -> float:
        """Seconds in which the bare loop writes; not those in which it makes what it writes."""
        seconds = 0.0
        with self.ground.fresh() as site:
            self._found(site)
            for transaction in bare.transactions(self.more, self.ground.vault, BATCH):
                seconds += timed(partial(bare.write, site.session, [transaction]))
        return seconds

    def program(self) -> "Callable[[float], list[Measurement]]":
        """Load, and ask; the lines, given the seconds of the loop."""
        engine, size = self.ground.engine, self.size
        with self.ground.fresh() as site:
            self._found(site)
            site_router = Router(
                site.store, self.ground.queries, WorkingCalendar.load(shipped("data") / "working_time.json")
            )
            asked = varied_requests(self.ground, site, self.catalogue)
            plan = partial(plan_one, site_router, asked)
            small = self._in_turn(plan, partial(empty_trip, site))
            seconds, memory = self._load(site)
            questions = list(self._questions(site))
            plans, trips = self._in_turn(plan, partial(empty_trip, site))
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
        whole, out, engine = self.ground.folder / "whole", self.ground.folder / "out", self.ground.engine
        write_whole(self.demo, self.more, whole)
        vault, workers = partial(Vault, self.ground.key), min(4, os.cpu_count() or 1)
        begun = time.perf_counter()
        report = export_city(
            whole, out, catalogue=self.catalogue, datasets={}, at=now(), vault=vault, workers=workers
        )
        exported = time.perf_counter() - begun
        rows = sum(report.loaded.values())
        base = (self.rows, [loop])
        yield throughput(
            "city.export", engine, size=self.size, units=(rows, "rows"), times=[exported], baseline=base
        )
        shutil.rmtree(whole)
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

    def _found(self, site: Site) -> None:
        """What either way begins with: catalogue and demo city, and the crowded grid."""
        load_knowledge(site.store, self.ground.queries, self.catalogue, vault=self.ground.vault)
        for folder in (self.demo, self.crowded[1]):
            load_directory(site.store, folder, vault=self.ground.vault)

    def _load(self, site: Site) -> tuple[float, list[int]]:
        """Seconds, and what this process held along the way."""
        process, memory = psutil.Process(), []

        def note(_name: str, _rows: int) -> None:
            memory.append(process.memory_info().rss)

        begun = time.perf_counter()
        report = load_directory(site.store, self.more, vault=self.ground.vault, progress=note)
        seconds = time.perf_counter() - begun
        if sum(report.loaded.values()) != self.rows:
            raise DatabaseError(f"{sum(report.loaded.values())} of {self.rows} rows were loaded")
        return seconds, memory

    def _questions(self, site: Site) -> Iterator[Measurement]:
        queries, store = self.ground.queries, site.store
        households = _some_codes(self.more, "Household", self.size)
        components = _some_codes(self.demo, "Component", 1)
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


def _crowd(demo: Path, out: Path) -> tuple[str, Path]:
    """The grid with the most components, and a folder with as many more of them as make a cell full."""
    where: dict[str, list[str]] = {}
    for row in read(demo, "Component"):
        where.setdefault(row["grid"], []).append(row["code"])
    grid, codes = max(where.items(), key=lambda item: len(item[1]))
    missing = max(1, _CELL - len(codes))
    copies = -(-missing // len(codes))
    kept = {"Component": codes[: -(-missing // copies)]}
    copy(demo, out, names=("Component",), numbers=range(1, copies + 1), kept=kept)
    return grid, out


def _some_codes(folder: Path, name: str, size: int) -> list[str]:
    """Codes from all over a file, a thousand at most."""
    source = next(source for source in find_sources(folder) if source.template.name == name)
    rows = (row["code"] for _, row in records(source) if not isinstance(row, str))
    return list(islice(rows, 0, None, max(1, size // 2_000)))


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
