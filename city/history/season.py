"""Which factor a day has: seasons, holidays and weekdays."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import holidays

from city.history.tables import Clock, Window

_STATUTORY = ("春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class Seasons:
    """The declared seasons over a range of years. Holidays are those of the State Council's calendar."""

    def __init__(
        self, declared: Mapping[str, Sequence[tuple[Window, float]]], *, years: tuple[int, int]
    ) -> None:
        self._declared = declared
        span = range(years[0] - 1, years[1] + 2)
        self._holidays = holidays.country_holidays("CN", years=span, language="zh_CN")
        self._firsts: dict[str, list[date]] = {name: [] for name in _STATUTORY}
        for day, text in sorted(self._holidays.items()):
            for name in _STATUTORY:
                if text.startswith(name) and not any(first.year == day.year for first in self._firsts[name]):
                    self._firsts[name].append(day)

    def factor(self, season: str, day: date) -> float:
        """How much more than in its calm time; windows that overlap multiply."""
        product = 1.0
        for window, factor in self._declared[season]:
            if self._within(day, window):
                product *= factor
        return product

    def weekday(self, clock: Clock, day: date) -> float:
        """The factor of a weekday or, on a public holiday that isn't made up for, of a holiday."""
        if day in self._holidays:
            return clock.holiday
        if day.weekday() >= 5 and self._holidays.is_working_day(day):
            return clock.week[0]
        return clock.week[day.weekday()]

    def days(self, window: Window, year: int) -> list[date]:
        """The days of a year in a window."""
        day, found = date(year, 1, 1), []
        while day.year == year:
            if self._within(day, window):
                found.append(day)
            day += timedelta(days=1)
        return found

    def _within(self, day: date, window: Window) -> bool:
        if window.anchor == "year":
            mark = f"{day:%m-%d}"
            if window.first <= window.last:
                return window.first <= mark <= window.last
            return mark >= window.first or mark <= window.last
        return any(
            int(window.first) <= (day - first).days <= int(window.last)
            for first in self._firsts[window.anchor]
        )
