"""Cutting a large CSV file into spans that several processes read at once."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from liandong.tables import Record, encoding_of, header_of, rows_of

SPAN = 32 << 20
"""Bytes; a process holds one span at a time."""
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Span:
    """A run of whole lines of a CSV file, after its header.

    Attributes:
        start, stop: the first byte, and the one after the last.
        before: how many lines of the file lie ahead of it.
        names: the columns.
        encoding: of the file.
    """

    start: int
    stop: int
    before: int
    names: tuple[str, ...]
    encoding: str


def spans(path: Path, size: int = SPAN) -> list[Span | None]:
    """The spans of a file, or None alone, for the whole, where it cannot or need not be cut.

    A line break ends a record where no field is quoted and no line ends in a lone carriage return; a file
    that has either is read by one process. Neither byte is a part of another character in UTF-8 and GB18030.
    """
    total = path.stat().st_size
    if path.suffix.lower() != ".csv" or total <= size or not _plain(path):
        return [None]
    encoding, names = encoding_of(path).removesuffix("-sig"), tuple(header_of(path))
    found: list[Span | None] = []
    with path.open("rb") as file:
        start, before = len(file.readline()), 1
        while start < total:
            stop, lines = _end_of(path, start, size)
            found.append(Span(start, stop, before, names, encoding))
            start, before = stop, before + lines
    return found


def span_records(path: Path, span: Span) -> Iterator[Record]:
    """The records of a span, with the lines of the file they are at."""
    with path.open("rb") as file:
        file.seek(span.start)
        data = io.BytesIO(file.read(span.stop - span.start))
    with io.TextIOWrapper(data, encoding=span.encoding, newline="") as text:
        yield from rows_of(csv.reader(text), list(span.names), before=span.before)


def _plain(path: Path) -> bool:
    quotes = returns = pairs = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            quotes += chunk.count(b'"')
            returns += chunk.count(b"\r")
            pairs += (last + chunk).count(b"\r\n")
            last = b"\r" if chunk.endswith(b"\r") else b""
    return quotes == 0 and returns == pairs


def _end_of(path: Path, start: int, size: int) -> tuple[int, int]:
    """Where the line ends that `size` bytes from `start` end in, and how many lines that makes."""
    lines, left = 0, size
    with path.open("rb") as file:
        file.seek(start)
        while left > 0 and (chunk := file.read(min(left, _CHUNK))):
            lines += chunk.count(b"\n")
            left -= len(chunk)
        lines += file.readline().count(b"\n")
        return file.tell(), lines
