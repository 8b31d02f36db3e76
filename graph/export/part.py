"""One part of the export: a file, or a span of one, turned into CSV in a process of its own."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from pathlib import Path

import numpy as np

from graph.export.cells import Layout, layouts
from graph.export.keys import Digests, Known, digests, joined, save_keys
from graph.export.spans import Span, span_records
from graph.load.convert import Converter, Item, Problem
from graph.load.files import Source, records
from graph.load.keys import dangling, duplicate, in_layers, key_of, part_of_itself
from graph.load.loader import BATCH, Rejects
from graph.schema import SCHEMA, Template
from graph.vault import Vault
from liandong.tables import Record

_LINE_END = "\r\n"
"""RFC 4180; either character within a field then has it quoted."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """What one process does at a time.

    Attributes:
        number: of the part among those of the template, from 1.
        own: made by the program, which then reports no row that the city has too: the city's counts.
        repeated: lines with keys that are there before, known once every part was read.
    """

    template: Template
    path: Path
    number: int
    span: Span | None = None
    own: bool = False
    repeated: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Ground:
    """Where parts are written: `out` for the importer, `work` for what is needed only meanwhile."""

    out: Path
    work: Path
    vault: Callable[[], Vault]

    def keys(self, task: Task) -> Path:
        """Where the keys of a part are."""
        return self.work / f"{task.template.name}-{task.number:04}.npy"

    def rejects(self, task: Task) -> Path:
        """Where the rejected rows of a part are noted; no file if there are none."""
        return self.work / f"{task.template.name}-{task.number:04}.csv"


@dataclass(frozen=True, slots=True)
class Table:
    """One file of a part; `multiline`: a field holds a line break, which the importer has to know."""

    name: str
    kind: str
    node: bool
    header: tuple[str, ...]
    file: str
    multiline: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What became of a task: `rows = loaded + rejected`."""

    task: Task
    rows: int
    loaded: int
    rejected: int
    tables: tuple[Table, ...]


def write_part(ground: Ground, task: Task) -> Part:
    """Convert, check and write the rows of a task; the codes they refer to are all known by then."""
    with ExitStack() as stack:
        book = stack.enter_context(Rejects(ground.rejects(task)))
        sheets = [_Sheet(ground.out, layout, task.number, stack) for layout in layouts(task.template)]
        run = _Run(ground, task, book, sheets)
        loaded = run.write()
    tables = tuple(table for sheet in sheets if (table := sheet.table()))
    return Part(task, run.rows, loaded, run.rejected, tables)


class _Run:
    def __init__(self, ground: Ground, task: Task, book: Rejects, sheets: list["_Sheet"]) -> None:
        self._task = task
        self._book = book
        self._sheets = sheets
        self._keys_path = ground.keys(task)
        self._known = Known(ground.work)
        self._converter = Converter(task.template, ground.vault())
        self._references = _references(task.template)
        self._lines: list[int] = []
        self._keys: list[Digests] = []
        self._left_out: set[int] = set()
        """Lines with a key of their own that were not written."""
        self.rows = self.rejected = 0

    def write(self) -> int:
        """Write the part; how many rows were written."""
        name, items = self._task.template.name, self._items()
        own = [end.column for _, end in self._task.template.refs if end.column and end.target == name]
        if own:
            self._write_tree(list(items), own[0])
        else:
            while batch := list(islice(items, BATCH)):
                self._note(batch)
                self._write(batch, set())
        written = [line not in self._left_out for line in self._lines]
        save_keys(self._keys_path, joined(self._keys), self._lines, written)
        return sum(written)

    def _items(self) -> Iterator[Item]:
        task = self._task
        for line, record in _records(task):
            if task.own and line in task.repeated:
                continue
            self.rows += 1
            item = self._converter.convert(line, record)
            if isinstance(item, Item):
                if line not in task.repeated:
                    yield item
                    continue
                item = [duplicate(item)]
            self._reject(line, item)

    def _write_tree(self, items: list[Item], column: str) -> None:
        self._note(items)
        layers, circular = in_layers(items, column)
        codes: set[str] = set()
        for layer in layers:
            codes |= self._write(layer, codes)
        for item in circular:
            self._leave_out(item.line, [part_of_itself(item, column)])

    def _write(self, batch: Sequence[Item], here: set[str]) -> set[str]:
        """Write the rows whose references are there, or in `here` for their own label; the codes written."""
        problems = self._dangling(batch, here)
        good = [item for item in batch if item.line not in problems] if problems else batch
        for sheet in self._sheets:
            sheet.write(good)
        for line, found in problems.items():
            self._leave_out(line, found)
        return {item.code for item in good}

    def _dangling(self, batch: Sequence[Item], here: set[str]) -> dict[int, list[Problem]]:
        problems: dict[int, list[Problem]] = {}
        for label, column, code_of in self._references:
            ends = [(item.line, code) for item in batch if (code := code_of(item))]
            found = self._known.among(SCHEMA.root(label), [code for _, code in ends])
            for i in np.flatnonzero(~found).tolist():
                line, code = ends[i]
                if label != self._task.template.name or code not in here:
                    problems.setdefault(line, []).append(dangling(label, column, code))
        return problems

    def _note(self, items: Sequence[Item]) -> None:
        self._lines += [item.line for item in items]
        self._keys.append(digests(map(key_of, items)))

    def _leave_out(self, line: int, problems: list[Problem]) -> None:
        self._left_out.add(line)
        self._reject(line, problems)

    def _reject(self, line: int, problems: list[Problem]) -> None:
        self._book.add(self._task.path.name, line, problems)
        self.rejected += 1


def _records(task: Task) -> Iterator[Record]:
    return span_records(task.path, task.span) if task.span else records(Source(task.path, task.template))


def _references(template: Template) -> list[tuple[str, str, Callable[[Item], str | None]]]:
    """(label, column, code of an item) of what a row refers to."""
    if template.rel:
        _, end = template.rel
        return [(end.source, "from", attrgetter("code")), (end.target, "to", attrgetter("target"))]
    return [(end.target, end.column, _at(end.column)) for _, end in template.refs if end.column]


def _at(column: str) -> Callable[[Item], str | None]:
    return lambda item: item.refs.get(column)


class _Sheet:
    """One of a part's files."""

    def __init__(self, folder: Path, layout: Layout, number: int, stack: ExitStack) -> None:
        self._path = folder / f"{layout.name}-{number:04}.csv"
        self._layout = layout
        self._rows = 0
        file = stack.enter_context(self._path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(file, lineterminator=_LINE_END)

    def write(self, items: Sequence[Item]) -> None:
        rows = list(self._layout.rows(items))
        self._writer.writerows(rows)
        self._rows += len(rows)

    def table(self) -> Table | None:
        """What is in the file, once it is closed; a file without rows is removed."""
        if not self._rows:
            self._path.unlink()
            return None
        breaks = 0
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                breaks += chunk.count(b"\n") + chunk.count(b"\r")
        layout = self._layout
        multiline = breaks > self._rows * len(_LINE_END)
        return Table(layout.name, layout.kind, layout.node, layout.header, self._path.name, multiline)
