"""Writing what fits, in batches, and accounting for every row that does not."""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from graph.load.convert import Converter, Item, Problem
from graph.load.files import check_header, find_sources, records
from graph.load.keys import duplicate, in_layers, key_of, part_of_itself
from graph.load.seen import Seen
from graph.load.systems import check_systems, stated
from graph.load.writing import NodeWriter, RelWriter
from graph.schema import SCHEMA, Template
from graph.store import Store
from graph.vault import Vault
from liandong.ahead import ahead
from liandong.coordinates import Crs
from liandong.tables import Record

T = TypeVar("T")
BATCH = 5_000
Progress = Callable[[str, int], None]
"""Told the template's name and how many more rows were dealt with."""


@dataclass(slots=True)
class LoadReport:
    """Counts of a load, by template. `rows = loaded + rejected`, always. `notes`: what was not certain."""

    rows: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    loaded: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rejected: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    rejects_file: Path | None = None
    notes: list[str] = field(default_factory=list)


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
    store: Store,
    folder: Path,
    *,
    vault: Vault,
    rejects: Path | None = None,
    progress: Progress | None = None,
    crs: Crs | None = None,
    check_crs: bool = True,
) -> LoadReport:
    """Load every import file of a folder.

    Idempotent: what is there is updated, what is new is added. A row that does not fit goes to the
    rejects file, the rest is loaded. A file that cannot be read by its template loads nothing, nor does
    any other.

    Args:
        rejects: where `rejects.csv` goes; the folder itself by default.
        crs: the system of positions in files for which `load.json` names none; WGS 84 by default.
        check_crs: whether positions have to fit what is known of their places.

    Raises:
        DataError: a file that is broken, of no template, or in another system than stated; before anything
            was written.
    """
    sources = stated(find_sources(folder), folder, crs)
    for source in sources:
        check_header(source)
    report = LoadReport(notes=check_systems(store.execute, sources) if check_crs else [])
    target = rejects or folder / "rejects.csv"
    with Rejects(target) as book:
        run = _Run(store, vault, book, report, progress)
        run.load((source.path.name, source.template, records(source), source.crs) for source in sources)
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
    run.load((name, SCHEMA.templates[name], enumerate(rows, 1), Crs.WGS84) for name, rows in tables)
    if sum(report.rejected.values()):
        raise ValueError(f"rows do not fit: {book._lines[:5]}")
    return report


Table = tuple[str, Template, Iterable[Record], Crs]


@dataclass(frozen=True, slots=True)
class _Batch:
    """Rows that fit, and with them those that don't, to be written and accounted for together."""

    file: str
    template: Template
    items: list[Item]
    misfits: list[tuple[int, list[Problem]]]


class _Run:
    """One load: converts in a thread of its own, ahead of this one, which writes."""

    def __init__(
        self, store: Store, vault: Vault, rejects: Rejects, report: LoadReport, progress: Progress | None
    ) -> None:
        self._store = store
        self._vault = vault
        self._rejects = rejects
        self._report = report
        self._progress = progress or (lambda _name, _rows: None)
        self._seen: dict[str, Seen] = defaultdict(Seen)

    def load(self, tables: Iterable[Table]) -> None:
        """Load (file, template, rows, coordinate system) after each other."""
        made = ahead(part for table in tables for part in self._batches(*table))
        for template, batches in groupby(made, key=attrgetter("template")):
            writer = (NodeWriter if template.node else RelWriter)(self._store, template)
            for batch in batches:
                self._account(batch, writer.write(batch.items) if batch.items else [])

    def _account(self, batch: _Batch, refused: list[tuple[int, list[Problem]]]) -> None:
        name, rejected = batch.template.name, [*batch.misfits, *refused]
        for line, problems in rejected:
            self._rejects.add(batch.file, line, problems)
        size, report = len(batch.items) + len(batch.misfits), self._report
        loaded = size - len(rejected)
        for counts, number in (
            (report.rows, size),
            (report.loaded, loaded),
            (report.rejected, len(rejected)),
        ):
            if number:
                counts[name] += number
        self._progress(name, size)

    def _batches(self, file: str, template: Template, rows: Iterable[Record], crs: Crs) -> Iterator[_Batch]:
        seen = self._seen[SCHEMA.root(template.name) if template.node else template.name]
        converter = Converter(template, self._vault, crs)
        tree = [end.column for _, end in template.refs if end.column and end.target == template.name]
        for chunk in [list(rows)] if tree else _chunks(iter(rows)):
            items, misfits = _fitting(converter, seen, chunk)
            for layer in _layers(items, tree[0], misfits) if tree else [items]:
                yield _Batch(file, template, layer, [])
            yield _Batch(file, template, [], misfits)


def _fitting(
    converter: Converter, seen: Seen, records: Iterable[Record]
) -> tuple[list[Item], list[tuple[int, list[Problem]]]]:
    """The rows that fit, and the lines of those that don't."""
    items: list[Item] = []
    misfits: list[tuple[int, list[Problem]]] = []
    for line, record in records:
        item = converter.convert(line, record)
        if isinstance(item, Item):
            if seen.add(key_of(item)):
                items.append(item)
                continue
            item = [duplicate(item)]
        misfits.append((line, item))
    return items, misfits


def _layers(
    items: Sequence[Item], column: str, misfits: list[tuple[int, list[Problem]]]
) -> Iterator[list[Item]]:
    """Batches of rows that refer to rows of the same file, each after the rows it refers to.

    Rows of a circle are added to `misfits`.
    """
    layers, circular = in_layers(items, column)
    for layer in layers:
        yield from _chunks(iter(layer))
    misfits += [(item.line, [part_of_itself(item, column)]) for item in circular]


def _chunks(items: Iterator[T]) -> Iterator[list[T]]:
    while batch := list(islice(items, BATCH)):
        yield batch
