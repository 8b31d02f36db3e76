"""The working calendar: when a time limit ends.

Holidays and make-up days (调休) as the State Council publishes them each year, from the package
`holidays`; for a year not yet published, the statutory holidays. Working hours are a city's own data:
`data/working_time.json`.
"""

import json
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal

import holidays

from liandong.clock import CHINA
from liandong.errors import DataError

LimitUnit = Literal["hours", "working_hours", "working_days"]
_LONGEST = timedelta(days=3660)


class WorkingCalendar:
    """Adds time limits to moments. Moments are aware datetimes; results are in China's time."""

    def __init__(self, periods: tuple[tuple[time, time], ...], *, country: str = "CN") -> None:
        """
        Args:
            periods: the day's working periods, in order and apart.

        Raises:
            DataError: no period, or periods that overlap or end before they start.
        """
        edges = [edge for period in periods for edge in period]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise DataError(f"Working periods are not in order 工作时段有误: {edges}")
        self._periods = periods
        self._holidays = holidays.country_holidays(country)
        self.is_working_day = lru_cache(maxsize=4096)(self._is_working_day)

    @classmethod
    def load(cls, path: Path) -> "WorkingCalendar":
        """From a JSON file with `country` and `periods`.

        Raises:
            DataError: the file is missing or of another form.
        """
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            periods = tuple(
                (time.fromisoformat(start), time.fromisoformat(end)) for start, end in data["periods"]
            )
            return cls(periods, country=data["country"])
        except (OSError, ValueError, KeyError, TypeError, NotImplementedError) as error:
            raise DataError(f"{path} is no working time 工作时间文件有误: {error}") from error

    def _is_working_day(self, day: date) -> bool:
        return self._holidays.is_working_day(day)

    def deadline(self, start: datetime, limit: int, unit: LimitUnit) -> datetime:
        """When a limit ends that starts at `start`.

        `hours` are natural hours. `working_hours` run in working periods only. `working_days` count whole
        working days after the day of the start and end with the last period of the last of them.

        Raises:
            ValueError: a naive start, or a limit below 1.
        """
        if start.tzinfo is None or limit < 1:
            raise ValueError("an aware start and a limit of at least 1 are needed")
        begin = start.astimezone(CHINA)
        if unit == "hours":
            return begin + timedelta(hours=limit)
        if unit == "working_days":
            return datetime.combine(self._nth_working_day(begin.date(), limit), self._periods[-1][1], CHINA)
        return self._after_working_time(begin, timedelta(hours=limit))

    def _nth_working_day(self, day: date, count: int) -> date:
        last = day + _LONGEST
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
            if day > last:
                raise DataError("The limit ends more than ten years ahead 时限过长")
        return day

    def _after_working_time(self, begin: datetime, left: timedelta) -> datetime:
        day, last = begin.date(), begin.date() + _LONGEST
        while day <= last:
            if self.is_working_day(day):
                for opens, closes in self._periods:
                    start = max(begin, datetime.combine(day, opens, CHINA))
                    end = datetime.combine(day, closes, CHINA)
                    if start < end:
                        if left <= end - start:
                            return start + left
                        left -= end - start
            day += timedelta(days=1)
        raise DataError("The limit ends more than ten years ahead 时限过长")
