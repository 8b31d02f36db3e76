"""Writing what fits, in batches, and accounting for every row that does not."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from graph.load.convert import Converter, Item, Problem
from graph.load.files import check_header, find_sources, records
from graph.load.keys import duplicate, in_layers, key_of, part_of_itself
from graph.load.seen import Seen
from graph.load.writing import NodeWriter, RelWriter
from graph.schema import SCHEMA, Template
from graph.store import Store
from graph.vault import Vault
from liandong.tables import Record

BATCH = 5_000
Progress = Callable[[str, int], None]
"""Told the template's name and how many more rows were dealt with."""


@dataclass(slots=True)
class LoadReport:
    """Counts of a load, by template. `rows = loaded + rejected`, always."""

    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    loaded: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rejected: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rejects_file: Path | None = None


class Rejects:
    """`rejects.csv`: file, line, field and reason of every rejected row. Made with the first one."""

    HEADER = ("file", "line", "field", "reason")

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lines: list[tuple[str, int, str, str]] = []
        self._started = False
        if path:
            path.unlink(missing_ok=True)

    def add(self, file: str, line: int, problems: Iterable[Problem]) -> None:
        """Note the problems of one row."""
        self._lines += [(file, line, problem.field, problem.reason) for problem in problems]
        if len(self._lines) >= BATCH:
            self.flush()

    def copy(self, other: Path) -> None:
        """Note what another rejects file holds, if it is there."""
        if not other.exists():
            return
        with other.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            for name, line, column, reason in rows:
                self.add(name, int(line), [Problem(column, reason)])

    def flush(self) -> None:
        """Write what was noted."""
        if not self._lines or self._path is None:
            return
        with self._path.open("a", encoding="utf-8-sig" if not self._started else "utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            if not self._started:
                writer.writerow(self.HEADER)
            writer.writerows(self._lines)
        self._started, self._lines = True, []

    def __enter__(self) -> "Rejects":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush()


def load_directory(
    store: Store, folder: Path, *, vault: Vault, rejects: Path | None = None, progress: Progress | None = None
) -> LoadReport:
    """Load every import file of a folder.

    Idempotent: what is there is updated, what is new is added. A row that does not fit goes to the
    rejects file, the rest is loaded. A file that cannot be read by its template loads nothing, nor does
    any other.

    Args:
        rejects: where `rejects.csv` goes; the folder itself by default.

    Raises:
        DataError: a file that is broken, or of no template; before anything was written.
    """
    sources = find_sources(folder)
    for source in sources:
        check_header(source)
    report = LoadReport()
    target = rejects or folder / "rejects.csv"
    with Rejects(target) as book:
        run = _Run(store, vault, book, report, progress)
        for source in sources:
            run.load(source.path.name, source.template, records(source))
    report.rejects_file = target if sum(report.rejected.values()) else None
    return report


def load_rows(
    store: Store, tables: Iterable[tuple[str, Iterable[Mapping[str, Any]]]], *, vault: Vault
) -> LoadReport:
    """Load rows made by the program, (template name, rows) after each other.

    Raises:
        ValueError: a row does not fit its template, which is the program's own fault.
    """
    report = LoadReport()
    book = Rejects(None)
    run = _Run(store, vault, book, report, None)
    for name, rows in tables:
        run.load(name, SCHEMA.templates[name], enumerate(rows, 1))
    if sum(report.rejected.values()):
        raise ValueError(f"rows do not fit: {book._lines[:5]}")
    return report


class _Run:
    """One load: converts in this thread while a second one writes."""

    def __init__(
        self, store: Store, vault: Vault, rejects: Rejects, report: LoadReport, progress: Progress | None
    ) -> None:
        self._store = store
        self._vault = vault
        self._rejects = rejects
        self._report = report
        self._progress = progress
        self._seen: dict[str, Seen] = defaultdict(Seen)

    def load(self, file: str, template: Template, rows: Iterable[Record]) -> None:
        writer = NodeWriter(self._store, template) if template.node else RelWriter(self._store, template)
        seen = self._seen[SCHEMA.root(template.name) if template.node else template.name]
        converter = Converter(template, self._vault)
        name = template.name
        with ThreadPoolExecutor(1) as pool:
            waiting: Future[list[tuple[int, list[Problem]]]] | None = None
            size = 0
            items = self._items(file, name, converter, seen, rows)
            own = [end.column for _, end in template.refs if end.column and end.target == name]
            for batch in self._layers(file, name, list(items), own[0]) if own else _batches(items):
                self._settle(file, name, waiting, size)
                waiting, size = pool.submit(writer.write, batch), len(batch)
            self._settle(file, name, waiting, size)

    def _items(
        self,
        file: str,
        name: str,
        converter: Converter,
        seen: Seen,
        rows: Iterable[Record],
    ) -> Iterator[Item]:
        for line, record in rows:
            self._report.rows[name] += 1
            item = converter.convert(line, record)
            if isinstance(item, Item):
                if seen.add(key_of(item)):
                    yield item
                    continue
                item = [duplicate(item)]
            self._reject(file, name, line, item)

    def _layers(self, file: str, name: str, items: list[Item], column: str) -> Iterator[list[Item]]:
        """Batches of rows that refer to rows of the same file, each after the rows it refers to.

        Only the territory's tree does, which is small enough to be held.
        """
        layers, circular = in_layers(items, column)
        for layer in layers:
            yield from _batches(iter(layer))
        for item in circular:
            self._reject(file, name, item.line, [part_of_itself(item, column)])

    def _settle(
        self, file: str, name: str, waiting: "Future[list[tuple[int, list[Problem]]]] | None", size: int
    ) -> None:
        if waiting is None:
            return
        refused = waiting.result()
        for line, problems in refused:
            self._reject(file, name, line, problems)
        self._report.loaded[name] += size - len(refused)
        if self._progress:
            self._progress(name, size - len(refused))

    def _reject(self, file: str, name: str, line: int, problems: list[Problem]) -> None:
        self._rejects.add(file, line, problems)
        self._report.rejected[name] += 1
        if self._progress:
            self._progress(name, 1)


def _batches(items: Iterator[Item]) -> Iterator[list[Item]]:
    while batch := list(islice(items, BATCH)):
        yield batch
