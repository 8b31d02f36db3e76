"""Writes a history to a CSV file: row by row, put in place when it is whole."""

import csv
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from city.history.flow import Flow
from city.history.spots import read_place
from city.history.tables import load_tables
from liandong.errors import DataError

COLUMNS = (
    "id", "time", "text", "channel", "caller", "place",
    "issue", "grid", "burst", "repeat_of", "style", "personal",
)  # fmt: skip
"""What a source would have, and from `issue` on what is true: the issues' codes separated by `|`, the base
grid, the burst it belongs to, the first report of the same matter, the writer's style, and where in the text
personal data is (`start:end:kind`, separated by `|`)."""
YEARS = range(1, 11)
PER_DAY = range(1, 20_001)
_BEAT = 1_000


@dataclass(frozen=True, slots=True)
class HistoryReport:
    """What was written: rows, bursts, and the days from first to last."""

    file: Path
    rows: int
    bursts: int
    first: date
    last: date


def write_history(
    city: Path,
    out: Path,
    *,
    years: int = 2,
    orders_per_day: int = 100,
    seed: int = 1,
    progress: Callable[[int], None] | None = None,
) -> HistoryReport:
    """Write the reports of the years before the day that a built city is described at.

    The same city, years, number and seed give the same bytes.

    Args:
        city: the directory of a built city.
        orders_per_day: reports on a mean day, repeats and bursts included.
        progress: told how many more rows are written.

    Raises:
        DataError: `city` is not a city or lacks a file, a number is out of its range, or `out` cannot be
            written.
    """
    if years not in YEARS or orders_per_day not in PER_DAY:
        raise DataError(
            f"{years} years of {orders_per_day} reports a day are out of range 超出范围",
            hint=f"Years 年数 1–{YEARS[-1]}, reports a day 每日件数 1–{PER_DAY[-1]}.",
        )
    place = read_place(city, seed)
    end = date.fromisoformat(place.as_of)
    first, last = end.replace(year=end.year - years), end - timedelta(days=1)
    flow = Flow(place, load_tables(), first=first, last=last, per_day=orders_per_day, seed=seed)
    try:
        rows = _write(flow, out, progress or (lambda _rows: None))
    except OSError as error:
        raise DataError(
            f"{out} cannot be written 无法写入: {error}", hint="Choose another --out 请换一个位置."
        ) from error
    return HistoryReport(out, rows, sum(map(len, flow.bursts.values())), first, last)


def _write(flow: Flow, out: Path, progress: Callable[[int], None]) -> int:
    """Write beside `out` and move there: an interrupted run leaves what was there before."""
    if out.is_dir():
        raise IsADirectoryError(f"{out} is a directory")
    count = 0
    with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.resolve().parent) as work:
        fresh = Path(work) / "new"
        with fresh.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            for row in flow.rows():
                writer.writerow(row)
                count += 1
                if count % _BEAT == 0:
                    progress(_BEAT)
        fresh.replace(out)
    progress(count % _BEAT)
    return count
