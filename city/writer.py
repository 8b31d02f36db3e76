"""Writes rows to CSV files that follow the import templates, one by one: nothing is kept."""

import csv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Protocol

from graph.schema import SCHEMA, Template, Type

Value = str | int | float | date | Sequence[str] | tuple[float, float] | None


class _RowWriter(Protocol):
    def writerow(self, row: list[str], /) -> object: ...


class Writer:
    """The open files of a city. A file is begun with its first row.

    Every row is held to its template: an unknown column, or a required one that is empty, is a mistake of
    the program and raises ValueError.
    """

    def __init__(self, folder: Path, *, header: bool = True) -> None:
        """Write to a folder; without `header` files that are to be put after others."""
        self._folder = folder
        self._header = header
        self._open = ExitStack()
        self._files: dict[str, _File] = {}

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows were written, by template, in the templates' order."""
        return {name: self._files[name].count for name in SCHEMA.templates if name in self._files}

    def node(self, label: str, **values: Value) -> None:
        """Write a node; `at=(lon, lat)` is its position."""
        (self._files.get(label) or self._begin(label)).write(values)

    def link(self, source: str, rel: str, target: str, ends: tuple[str, str], **values: Value) -> None:
        """Write a relationship from the first code to the second."""
        name = f"{source}_{rel}_{target}"
        values["from"], values["to"] = ends
        (self._files.get(name) or self._begin(name)).write(values)

    def _begin(self, name: str) -> "_File":
        template = SCHEMA.templates[name]
        path = self._folder / f"{name}.csv"
        file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
        writer = csv.writer(file, lineterminator="\n")
        if self._header:
            writer.writerow(list(template.columns))
        self._files[name] = _File(template, writer)
        return self._files[name]


class _File:
    """One file: its columns and what must not be empty are looked up once."""

    def __init__(self, template: Template, writer: _RowWriter) -> None:
        self.count = 0
        self._name = template.name
        self._columns = template.columns
        self._allowed = frozenset(template.columns)
        self._required = tuple(i for i, column in enumerate(template.columns) if column in template.required)
        self._placed = any(prop.type is Type.POINT for prop in template.props)
        self._writer = writer

    def write(self, values: dict[str, Value]) -> None:
        if self._placed and "at" in values:
            at = values.pop("at")
            if isinstance(at, tuple):
                values["lon"], values["lat"] = f"{at[0]:.6f}", f"{at[1]:.6f}"
        if not self._allowed.issuperset(values):
            raise ValueError(f"{self._name} has no column {sorted(values.keys() - self._allowed)}")
        row = [_text(values.get(column)) for column in self._columns]
        for i in self._required:
            if not row[i]:
                raise ValueError(f"{self._name} needs {self._columns[i]}: {values}")
        self._writer.writerow(row)
        self.count += 1


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "|".join(value)
    return str(value)
