"""Reading files of reports: CSV (UTF-8, GB18030), JSON lines, XLSX, as a stream of records."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import python_calamine

from liandong.errors import DataError
from liandong.tables import Record, csv_records, encoding_of, header_of, json_records
from nlp.normalise import printable

_JSON_LINES = (".jsonl", ".ndjson")


def read_records(path: Path) -> Iterator[Record]:
    """The records of a file with their line numbers; the header of a table is line 1.

    Raises:
        DataError: no such file, or not of a known form, before the first record.
    """
    readers = {".csv": csv_records, ".jsonl": _jsonl, ".ndjson": _jsonl, ".xlsx": _xlsx}
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
    if path.suffix.lower() in _JSON_LINES:
        encoding_of(path)
        return None
    if path.suffix.lower() == ".xlsx":
        return tuple(map(str, next(_sheet(path), [])))
    return tuple(header_of(path))


def _jsonl(path: Path) -> Iterator[Record]:
    """JSON lines whose texts can be written again: JSON may hold half a character, which nothing else may."""
    for line, record in json_records(path):
        if isinstance(record, str):
            yield line, record
        else:
            yield line, {k: printable(v) if isinstance(v, str) else v for k, v in record.items()}


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
