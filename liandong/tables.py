"""Tables and JSON lines as streams of records, whatever made them: UTF-8 with or without BOM, GB18030."""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from liandong.errors import DataError

if TYPE_CHECKING:
    from _csv import Reader as _Reader

Record = tuple[int, Mapping[str, Any] | str]
"""(line, column → value), or (line, why it cannot be read)."""

_CHUNK = 1 << 20
_SAMPLE = 1 << 16


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-8` or `gb18030`: the first that the whole file decodes in.

    Raises:
        DataError: it is none of them: a binary file.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if b"\x00" in head.partition(b"\n")[0]:  # further on, it is the fault of a row
        raise DataError(
            f"{path.name} is not a text file 不是文本文件", hint="CSV in UTF-8 or GB18030 is expected."
        )
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise DataError(f"{path.name} is neither UTF-8 nor GB18030 既不是 UTF-8 也不是 GB18030 编码")


def header_of(path: Path) -> list[str]:
    """The column names of a CSV file, stripped; none of an empty one.

    Raises:
        DataError: the file is not text, or its first line not CSV.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        return _header(csv.reader(file), path)


def csv_records(path: Path) -> Iterator[Record]:
    """The records of a CSV file with the lines they begin at; the header is line 1.

    Raises:
        DataError: as for `header_of`.
    """
    with path.open(encoding=encoding_of(path), newline="") as file:
        reader = csv.reader(file)
        names = _header(reader, path)
        yield from rows_of(reader, names)


def rows_of(reader: "_Reader", names: list[str], *, before: int = 0) -> Iterator[Record]:
    """What is left in a CSV reader as records of these columns.

    Args:
        before: how many lines of the file lie ahead of the reader's first.
    """
    line = before + reader.line_num + 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield line, f"not CSV 不是 CSV: {error}"
        else:
            if len(row) == len(names):
                yield line, dict(zip(names, row, strict=True))
            elif row:
                yield line, f"{len(row)} fields instead of {len(names)} 字段数不符"
        line = before + reader.line_num + 1


def json_records(path: Path) -> Iterator[Record]:
    """The objects of a file of JSON lines; empty lines are left out."""
    with path.open(encoding=encoding_of(path)) as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                value = json.loads(text)
            except (ValueError, RecursionError) as error:
                yield line, f"not JSON 不是 JSON: {error}"
                continue
            yield line, value if isinstance(value, dict) else "not a JSON object 不是 JSON 对象"


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        return [name.strip() for name in next(reader, [])]
    except csv.Error as error:
        raise DataError(f"{path.name} is not CSV 不是 CSV 文件: {error}") from error
