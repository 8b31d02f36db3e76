"""Writes rows to CSV files that follow the import templates, one by one: nothing is kept."""

import csv
from collections.abc import Iterator, Mapping, Sequence
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

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._files: dict[str, _RowWriter] = {}
        self._counts: dict[str, int] = {}

    def __enter__(self) -> "Writer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows were written, by template, in the templates' order."""
        return {name: self._counts[name] for name in SCHEMA.templates if name in self._counts}

    def node(self, label: str, **values: Value) -> None:
        """Write a node; `at=(lon, lat)` is its position."""
        self._row(SCHEMA.templates[label], values)

    def link(self, source: str, rel: str, target: str, ends: tuple[str, str], **values: Value) -> None:
        """Write a relationship from the first code to the second."""
        template = SCHEMA.templates[f"{source}_{rel}_{target}"]
        self._row(template, {"from": ends[0], "to": ends[1], **values})

    def _row(self, template: Template, values: Mapping[str, object]) -> None:
        cells = dict(_cells(template, values))
        if unknown := cells.keys() - set(template.columns):
            raise ValueError(f"{template.name} has no column {sorted(unknown)}")
        if missing := sorted(column for column in template.required if not cells.get(column)):
            raise ValueError(f"{template.name} needs {missing}: {values}")
        if template.name not in self._files:
            path = self._folder / f"{template.name}.csv"
            file = self._open.enter_context(path.open("w", encoding="utf-8", newline=""))
            self._files[template.name] = csv.writer(file, lineterminator="\n")
            self._files[template.name].writerow(list(template.columns))
            self._counts[template.name] = 0
        self._files[template.name].writerow([cells.get(column, "") for column in template.columns])
        self._counts[template.name] += 1


def _cells(template: Template, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        if name == "at" and any(prop.type is Type.POINT for prop in template.props):
            if isinstance(value, tuple):
                lon, lat = value
                yield "lon", f"{lon:.6f}"
                yield "lat", f"{lat:.6f}"
        else:
            yield name, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return "|".join(value)
    return str(value)
