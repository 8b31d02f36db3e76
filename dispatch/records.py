"""Reading files of reports: CSV (UTF-8, GB18030), JSON lines, XLSX, as a stream of records."""

import csv
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from graph.load.files import encoding_of
from liandong.errors import DataError
from nlp.normalise import printable

Record = tuple[int, Mapping[str, Any] | str]
"""(line, column → value), or (line, why it cannot be read)."""


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file with their line numbers; the header of a table is line 1.

    Raises:
        DataError: no such file, or not of a known form, before the first record.
    """
    readers = {".csv": _csv, ".jsonl": _jsonl, ".ndjson": _jsonl, ".xlsx": _xlsx}
    if not path.is_file():
        raise DataError(f"{path} is not a file 文件不存在")
    if path.suffix.lower() not in readers:
        raise DataError(f"{path.name}: {', '.join(readers)} can be read 不支持的文件类型")
    return readers[path.suffix.lower()](path)


def columns(path: Path) -> tuple[str, ...] | None:
    """The columns of a table; None for JSON lines, where every line has its own.

    Raises:
        DataError: the file is not of its form.
    """
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        encoding_of(path)
        return None
    if path.suffix.lower() == ".xlsx":
        return tuple(map(str, next(_sheet(path), [])))
    with path.open(encoding=encoding_of(path), newline="") as file:
        return tuple(_header(csv.reader(file), path))


def _csv(path: Path) -> Iterator[Record]:
    with path.open(encoding=encoding_of(path), newline="") as file:
        reader = csv.reader(file)
        header = _header(reader, path)
        line = reader.line_num + 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, f"not CSV 不是 CSV: {error}"
            else:
                if len(row) == len(header):
                    yield line, dict(zip(header, row, strict=True))
                elif row:
                    yield line, f"{len(row)} fields instead of {len(header)} 字段数不符"
            line = reader.line_num + 1


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        return next(reader, [])
    except csv.Error as error:
        raise DataError(f"{path.name} is not CSV 不是 CSV 文件: {error}") from error


def _jsonl(path: Path) -> Iterator[Record]:
    with path.open(encoding=encoding_of(path)) as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield line, f"not JSON 不是 JSON: {error}"
                continue
            yield line, _readable(value) if isinstance(value, dict) else "not a JSON object 不是 JSON 对象"


def _readable(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record whose texts can be written again: JSON may hold half a character, which nothing else may."""
    return {key: printable(value) if isinstance(value, str) else value for key, value in record.items()}


def _xlsx(path: Path) -> Iterator[Record]:
    rows = _sheet(path)
    header = [str(name) for name in next(rows, [])]
    for line, row in enumerate(rows, 2):
        if any(cell not in ("", None) for cell in row):
            yield line, dict(zip(header, map(_cell, row), strict=False))


def _sheet(path: Path) -> Iterator[list[Any]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        yield from workbook.get_sheet_by_index(0).iter_rows()
    except python_calamine.CalamineError as error:
        raise DataError(f"{path.name} is not an XLSX workbook 不是 XLSX 文件: {error}") from error


def _cell(value: Any) -> Any:
    """A cell as a CSV file would have it: whole numbers without a fraction, times as text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None else str(value)
