"""Ingesting a file of reports, beside a driver loop that writes the same orders from memory."""

import csv
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import bare
from bench.cities import demo_city
from bench.ground import Ground, Site
from bench.measure import Goal, Measurement, in_turn, throughput, timed
from bench.texts import sentences
from dispatch.ingest import BATCH, Columns, ingest
from dispatch.intake import Incoming
from dispatch.setup import Office, open_office
from graph.knowledge import load_knowledge
from graph.load import load_directory
from liandong.catalogue import Catalogue
from liandong.clock import now
from liandong.errors import DatabaseError
from liandong.paths import shipped

GOAL = Goal("ratio", ">=", 0.35)
"""Reports per second, read, classified, routed and kept, against the loop that only writes."""


def measure(ground: Ground, sizes: Sequence[int], rounds: int) -> Iterator[Measurement]:
    """Ingest a file of reports at the demo city.

    Args:
        sizes: how many reports.
        rounds: how many times each file is ingested, as reports of a source of its own each time.
    """
    catalogue = Catalogue.load(shipped("data"))
    city = demo_city(ground.folder / "city")
    with ground.fresh() as site:
        load_knowledge(site.store, ground.queries, catalogue, vault=ground.vault)
        load_directory(site.store, city, vault=ground.vault)
        office = open_office(site.store, data=shipped("data"), vault=ground.vault)
        run = _Run(ground.folder, site, office)
        run.compare("warm", sentences(catalogue, city, min(sizes[0], BATCH)), 1)
        for size in sizes:
            times, base = run.compare(f"size{size}", sentences(catalogue, city, size), rounds)
            yield throughput(
                "ingest",
                ground.engine,
                size=size,
                units=(size, "reports"),
                times=times,
                baseline=(size, base),
                goal=GOAL,
            )


class _Run:
    def __init__(self, folder: Path, site: Site, office: Office) -> None:
        self._folder = folder
        self._site = site
        self._office = office

    def compare(self, name: str, texts: list[str], rounds: int) -> list[list[float]]:
        """The times of an ingest, and of the loop that writes what it writes."""
        file = self._folder / f"{name}.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("id", "text"), *enumerate(texts, 1)])
        prepared = [self._prepared(f"{name}-loop{turn}", texts) for turn in range(rounds)]
        return in_turn(
            rounds,
            lambda turn: self._ingest(file, f"{name}-file{turn}", len(texts)),
            lambda turn: timed(lambda: bare.write(self._site.session, prepared[turn])),
        )

    def _ingest(self, file: Path, source: str, count: int) -> float:
        columns, rejects = Columns("text", "id"), self._folder / "rejects.csv"
        begun = time.perf_counter()
        report = ingest(self._office, file, columns, source=source, rejects=rejects)
        seconds = time.perf_counter() - begun
        if report.new != count:
            raise DatabaseError(f"{report.new} of {count} reports were kept")
        return seconds

    def _prepared(self, source: str, texts: list[str]) -> list[list[bare.Statement]]:
        """A transaction per batch, of the rows that the program writes, as values of the driver."""
        self._office.ledger.ensure_source(source, source)
        reports = [Incoming(source, str(number), text, now()) for number, text in enumerate(texts, 1)]
        return [
            list(
                bare.plainly(
                    self._office.ledger.statements(self._office.desk.handle(reports[at : at + BATCH]))
                )
            )
            for at in range(0, len(reports), BATCH)
        ]
