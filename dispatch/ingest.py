"""Ingesting a file of reports: read, classify, route and keep, in batches, every row accounted for."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from dispatch.intake import Handled, Incoming, Read
from dispatch.records import columns, read_records
from dispatch.setup import Office
from graph.load.convert import Problem
from graph.load.loader import Rejects
from liandong.ahead import ahead
from liandong.clock import CHINA, now
from liandong.coordinates import Crs, place_in_wgs84
from liandong.errors import ConstraintError, DataError, LiandongError

BATCH = 500
_ATTEMPTS = 10
LONGEST = 20_000
"""Characters of a report; a longer one is refused."""
_TIME = re.compile(
    r"\s*(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日|(?!\d))"
    r"(?:[T\s]*(\d{1,2})[:：时](?:(\d{1,2})分?(?:[:：]?(\d{1,2})(?:\.\d+)?秒?)?)?)?\s*"
)
_YEARS = range(1900, 2200)
"""A report of another year is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns hold what; None where the file has no such column. `crs` is the system of positions."""

    text: str
    record: str | None = None
    time: str | None = None
    place: str | None = None
    crs: Crs = Crs.WGS84

    def check(self, present: tuple[str, ...] | None, file: str) -> None:
        """Make sure that a table has the columns.

        Raises:
            DataError: naming those it lacks and those it has.
        """
        wanted = [name for name in (self.text, self.record, self.time, self.place) if name]
        if present is not None and (missing := [name for name in wanted if name not in present]):
            raise DataError(
                f"{file} has no column 没有该列 {', '.join(missing)}",
                hint=f"It has 它有: {', '.join(present)}",
            )


@dataclass(slots=True)
class IngestReport:
    """What became of a file. `rows = stored + rejected`, and `stored = new + known`."""

    rows: int = 0
    new: int = 0
    known: int = 0
    rejected: int = 0
    human: int = 0
    levels: Counter[str] = field(default_factory=Counter)
    rejects_file: Path | None = None

    @property
    def stored(self) -> int:
        """Rows that are in the graph now."""
        return self.new + self.known


def ingest(
    office: Office,
    path: Path,
    wanted: Columns,
    *,
    source: str,
    rejects: Path,
    progress: Callable[[int], None] | None = None,
) -> IngestReport:
    """Ingest a file. Idempotent by source and record: interrupted at any point, a rerun completes it.

    Args:
        rejects: the file that rows go to which cannot be reports, with the reason.
        progress: told how many more rows were dealt with.

    Raises:
        DataError: the file cannot be read at all, or the rejects not be written; nothing is kept then.
    """
    rows = read_records(path)
    wanted.check(columns(path), path.name)
    if rejects.is_dir() or not rejects.parent.is_dir() or rejects.resolve() == path.resolve():
        raise DataError(
            f"{rejects} cannot take the rejected rows 不能写入未入库的行", hint="Name a new file."
        )
    office.ledger.ensure_source(source, source)
    report = IngestReport()
    run = _Run(office, report)
    with Rejects(rejects) as book:
        batches = _batches(_reports(rows, wanted, source, path.name, book, report))
        for handled, size in ahead(map(run.plan, ahead(map(run.read, batches)))):
            run.keep(handled, size)
            if progress:
                progress(size)
    report.rejects_file = rejects if report.rejected else None
    return report


class _Run:
    """The three steps of a batch, each in a thread of its own: neither reader nor database waits."""

    def __init__(self, office: Office, report: IngestReport) -> None:
        self._office = office
        self._report = report

    def read(self, batch: list[Incoming]) -> tuple[list[Read], int]:
        """What is new of a batch, read, and the size of the batch."""
        known = self._office.ledger.known([incoming.code for incoming in batch])
        return self._office.desk.read([i for i in batch if i.code not in known]), len(batch)

    def plan(self, batch: tuple[list[Read], int]) -> tuple[list[Handled], int]:
        """The same, planned."""
        return self._office.desk.plan(batch[0]), batch[1]

    def keep(self, handled: list[Handled], size: int) -> None:
        """Store a batch and count it."""
        handled = self._keep_new(handled)
        self._report.new += len(handled)
        self._report.known += size - len(handled)
        self._report.human += sum(h.plan.needs_human for h in handled)
        self._report.levels.update(h.reading.classification.level for h in handled)

    def _keep_new(self, handled: list[Handled]) -> list[Handled]:
        """Keep those that another ingest does not keep meanwhile; what was kept."""
        ledger = self._office.ledger
        for last in (*[False] * (_ATTEMPTS - 1), True):
            try:
                ledger.keep(handled)
            except ConstraintError:
                if last:
                    raise
                known = ledger.known([h.incoming.code for h in handled])
                handled = [h for h in handled if h.incoming.code not in known]
            else:
                break
        return handled


def _reports(
    rows: Iterator[tuple[int, Mapping[str, Any] | str]],
    wanted: Columns,
    source: str,
    file: str,
    book: Rejects,
    report: IngestReport,
) -> Iterator[Incoming]:
    seen: set[str] = set()
    repeats: Counter[str] = Counter()
    for line, row in rows:
        report.rows += 1
        try:
            incoming = _incoming(row, wanted, source, repeats)
            if incoming.code in seen:
                raise _UnfitRowError(wanted.record or "", f"the same id again 编号重复: {incoming.record}")
        except _UnfitRowError as error:
            book.add(file, line, [Problem(error.column, error.reason)])
            report.rejected += 1
            continue
        seen.add(incoming.code)
        yield incoming


class _UnfitRowError(LiandongError):
    """A row that cannot be a report."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason


def _incoming(row: Mapping[str, Any] | str, wanted: Columns, source: str, repeats: Counter[str]) -> Incoming:
    if isinstance(row, str):
        raise _UnfitRowError("", row)
    text = row.get(wanted.text)
    if not isinstance(text, str) or not text.strip():
        raise _UnfitRowError(wanted.text, "no text 没有内容")
    if len(text) > LONGEST:
        raise _UnfitRowError(wanted.text, f"longer than {LONGEST} characters 内容过长")
    if "\x00" in text:
        raise _UnfitRowError(wanted.text, "control characters 含有控制字符")
    time = str(row.get(wanted.time) or "") if wanted.time else ""
    received = parse_time(time) if time else now()
    if received is None:
        raise _UnfitRowError(wanted.time or "", f"not a time 不是时间: {time:.40}")
    place = str(row.get(wanted.place) or "").strip() if wanted.place else ""
    if wanted.record:
        record = str(row.get(wanted.record) if row.get(wanted.record) is not None else "").strip()
        if not record:
            raise _UnfitRowError(wanted.record, "no id 没有编号")
    else:
        digest = hashlib.sha256("\0".join((text, time, place)).encode()).hexdigest()[:20]
        repeats[digest] += 1
        record = digest if repeats[digest] == 1 else f"{digest}.{repeats[digest]}"
    return Incoming(source, record, text, received, place_in_wgs84(place, wanted.crs) or None)


def parse_time(text: str) -> datetime | None:
    """A date or time as tables have them, in China's time; None if it is none."""
    match = _TIME.fullmatch(text)
    try:
        if match:
            year, month, day, hour, minute, second = (int(group or 0) for group in match.groups())
            value = datetime(year, month, day, hour, minute, second, tzinfo=CHINA)
        else:
            value = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if value.year not in _YEARS:
        return None
    return value.astimezone(CHINA) if value.tzinfo else value.replace(tzinfo=CHINA)


def _batches(reports: Iterator[Incoming]) -> Iterator[list[Incoming]]:
    while batch := list(islice(reports, BATCH)):
        yield batch
