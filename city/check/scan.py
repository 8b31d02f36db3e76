"""Reads a city's file once, row by row, and keeps of it what the checks compare: hashes and numbers.

A code is kept as its 64-bit hash, so that a million residents take megabytes; that two different codes of a
city meet in one hash is less likely than one in a million.
"""

import csv
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from city.check.findings import Book
from graph.schema import Prop, Template, Type

Hashes = NDArray[np.int64]
_REMEMBERED = 50_000
"""Different values of a column that are known to be right, and not looked at again."""
_FEW = 64
"""Different values of a column that are still counted one by one."""


@dataclass(frozen=True, slots=True)
class Table:
    """What is kept of a file; arrays have an item per row, 0 or NaN for an empty cell.

    Attributes:
        codes: hashes of a node's code, or of a relationship's two codes.
        refs: hashes of the codes that a column names.
        numbers: of INT properties.
        counts: how often each value of a column with few different ones is there.
    """

    template: Template
    path: Path
    codes: Hashes
    refs: Mapping[str, Hashes]
    numbers: Mapping[str, Hashes]
    counts: Mapping[str, Counter[str]]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.codes)

    def at(self, positions: Sequence[int]) -> Iterator[tuple[int, dict[str, str]]]:
        """(line, row) of some rows, read again."""
        wanted = set(positions)
        with self.path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            names = next(reader)
            for i, row in enumerate(islice(reader, max(wanted, default=-1) + 1)):
                if i in wanted:
                    yield reader.line_num, dict(zip(names, row, strict=True))


def targets(template: Template) -> Mapping[str, str]:
    """The label that each column with codes refers to."""
    if template.rel:
        _, end = template.rel
        return {"from": end.source, "to": end.target}
    return {end.column: end.target for _, end in template.refs if end.column}


def scan(path: Path, template: Template, book: Book) -> Table | None:
    """Read a file; None, with findings, if it is not there or is no such file at all."""
    name = template.name
    mend = f"Build the city again, or restore {path.name} 请重新生成或恢复该文件"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = tuple(next(reader, ()))
            if header != template.columns:
                book.wrong(
                    name, "header", f"the header is {','.join(header)[:200]}, not as wanted 表头不符",
                    mend=f"Write it as 应为: {','.join(template.columns)}", line=1,
                )  # fmt: skip
                return None
            return _Scan(template, path, book).read(reader)
    except FileNotFoundError:
        book.wrong(name, "file", f"{path.name} is missing 缺少文件", mend=mend)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        book.wrong(name, "file", f"{path.name} cannot be read 无法读取: {error}", mend=mend)
    return None


class _Scan:
    def __init__(self, template: Template, path: Path, book: Book) -> None:
        self._template = template
        self._path = path
        self._book = book
        at = {column: i for i, column in enumerate(template.columns)}
        self._required = [(at[column], column) for column in sorted(template.required)]
        self._props = [(at[p.name], p, set[str]()) for p in template.props if p.type is not Type.POINT]
        self._refs = [(at[column], array("q")) for column in targets(template)]
        ints = [p.name for p in template.props if p.type is Type.INT]
        self._numbers = {name: (at[name], array("q")) for name in ints}
        self._counted = {p.name: (at[p.name], Counter[str]()) for p in template.props if p.one_of}
        self._point = (at["lon"], at["lat"]) if "lon" in at else None
        self._codes, self._lon, self._lat = array("q"), array("d"), array("d")

    def read(self, reader: Iterator[list[str]]) -> Table:
        width = len(self._template.columns)
        line = 1
        for row in reader:
            line = getattr(reader, "line_num", line + 1)
            if len(row) != width:
                self._wrong(line, "columns", f"has {len(row)} cells, not {width} 列数不符")
                row = (row + [""] * width)[:width]
            self._form(row, line)
            self._keep(row)
        names = list(targets(self._template))
        return Table(
            self._template,
            self._path,
            np.asarray(self._codes),
            {name: np.asarray(found) for name, (_, found) in zip(names, self._refs, strict=True)},
            {name: np.asarray(found) for name, (_, found) in self._numbers.items()},
            {name: found for name, (_, found) in self._counted.items()},
            np.asarray(self._lon),
            np.asarray(self._lat),
        )

    def _form(self, row: list[str], line: int) -> None:
        for i, column in self._required:
            if not row[i]:
                self._wrong(line, "required", f"leaves {column} empty 必填列为空")
        for i, prop, right in self._props:
            text = row[i]
            if text and text not in right:
                if not fits(text, prop):
                    self._wrong(line, "value", f"{prop.name} {text[:60]!r} is no {prop.zh}")
                elif len(right) < _REMEMBERED and len(text) < _FEW:
                    right.add(text)

    def _keep(self, row: list[str]) -> None:
        self._codes.append(hash((row[0], row[1])) if self._template.rel else hash(row[0]))
        for i, found in self._refs:
            found.append(hash(row[i]) if row[i] else 0)
        for i, found in self._numbers.values():
            found.append(_whole(row[i]))
        for i, counter in self._counted.values():
            counter[row[i]] += 1
        if self._point:
            self._lon.append(_number(row[self._point[0]]))
            self._lat.append(_number(row[self._point[1]]))

    def _wrong(self, line: int, rule: str, message: str) -> None:
        mend = "Mend that row 请修改该行, see docs/schema.md"
        self._book.wrong(self._template.name, rule, message, mend=mend, line=line)


def _number(text: str) -> float:
    with suppress(ValueError):
        return float(text)
    return float("nan")


def _whole(text: str) -> int:
    with suppress(ValueError):
        return max(-(2**62), min(2**62, int(text)))
    return 0


def fits(text: str, prop: Prop) -> bool:
    """Whether a value is of its property's type and within its bounds."""
    try:
        return _PARSERS.get(prop.type, _no_form)(text, prop) and (not prop.one_of or text in prop.one_of)
    except (ValueError, shapely.errors.ShapelyError):
        return False


def _no_form(_text: str, _prop: Prop) -> bool:
    return True


def _bounded(text: str, prop: Prop) -> bool:
    number = int(text) if prop.type is Type.INT else float(text)
    low = prop.minimum is None or number >= prop.minimum
    return low and (prop.maximum is None or number <= prop.maximum)


def _date(text: str, _prop: Prop) -> bool:
    date.fromisoformat(text)
    return True


def _moment(text: str, _prop: Prop) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None


def _shape(text: str, _prop: Prop) -> bool:
    return bool(shapely.from_wkt(text).is_valid)


_PARSERS: Mapping[Type, Callable[[str, Prop], bool]] = {
    Type.INT: _bounded,
    Type.FLOAT: _bounded,
    Type.DATE: _date,
    Type.DATETIME: _moment,
    Type.POLYGON: _shape,
    Type.LINE: _shape,
}
