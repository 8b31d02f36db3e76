"""Which issue a day's report is about, by which channel it comes, at what hour: sums of weights, kept."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Generic, TypeVar

from city import facts
from city.dice import Dice
from city.history.phrases import Phrases
from city.history.season import Seasons
from city.history.tables import Channel, Clock, IssueRate, Tables

T = TypeVar("T")
_PATROL = "patrol"


class Odds(Generic[T]):
    """Things with weights, drawn fast."""

    def __init__(self, things: Sequence[T], weights: Sequence[float]) -> None:
        self.things = tuple(things)
        self._sums = tuple(accumulate(weights))

    def draw(self, dice: Dice) -> T:
        """One of them, as often as its weight says."""
        at = bisect_right(self._sums, dice.unit() * self._sums[-1])
        return self.things[min(at, len(self.things) - 1)]


class DayOdds:
    """How much is reported on each day of a range, and about what."""

    def __init__(self, rates: Sequence[IssueRate], clocks: Mapping[str, Clock], seasons: Seasons) -> None:
        self._rates = rates
        self._clocks = clocks
        self._seasons = seasons
        self._patterns = sorted({(rate.season, rate.clock) for rate in rates})
        self._means: dict[tuple[str, str], float] = {}
        self._whole = sum(rate.weight for rate in rates)

    def level(self, first: date, days: int) -> None:
        """Let each pattern's factors be 1 in the mean over these days: weights are shares of them all."""
        totals = dict.fromkeys(self._patterns, 0.0)
        for n in range(days):
            for pattern, factor in self._factors(first + timedelta(days=n)).items():
                totals[pattern] += factor
        self._means = {pattern: total / days for pattern, total in totals.items()}

    def on(self, day: date) -> tuple[float, Odds[IssueRate]]:
        """(how much is reported, 1 being a mean day; the odds of the issues)."""
        factors = {pattern: f / self._means[pattern] for pattern, f in self._factors(day).items()}
        weights = [rate.weight * factors[rate.season, rate.clock] for rate in self._rates]
        return sum(weights) / self._whole, Odds(self._rates, weights)

    def _factors(self, day: date) -> dict[tuple[str, str], float]:
        season = {name: self._seasons.factor(name, day) for name, _ in self._patterns}
        clock = {name: self._seasons.weekday(self._clocks[name], day) for _, name in self._patterns}
        return {(s, c): season[s] * clock[c] for s, c in self._patterns}


class ChannelOdds:
    """By which channel an issue comes on a weekday, in which style, at what hour."""

    def __init__(self, tables: Tables, phrases: Phrases) -> None:
        self._tables = tables
        self._phrases = phrases
        self._seen = frozenset(
            row["code"] for row in facts.rows("catalogue/handling") if _PATROL in row["reporters"]
        )
        self._channels: dict[tuple[str, int, int | None], Odds[Channel]] = {}
        self._styles: dict[tuple[str, str], Odds[str]] = {}
        self._hours: dict[tuple[str, str], Odds[int]] = {}
        self._places = {c.name: Odds(tuple(c.place), tuple(c.place.values())) for c in tables.channels}

    def channel(self, issue: str, weekday: int, dice: Dice, *, hour: int | None = None) -> Channel:
        """A channel for an issue, open at an hour if one is given; a patrol reports only what it can see."""
        key = (issue, weekday, hour)
        if key not in self._channels:
            spoken = self._phrases.of[issue]
            fit = [
                channel
                for channel in self._tables.channels
                if spoken.keys() & channel.styles.keys()
                and (_PATROL not in channel.styles or issue in self._seen)
            ]
            open_then = [1.0 if hour is None else channel.hours[hour] for channel in fit]
            weights = [c.weight * c.week[weekday] * much for c, much in zip(fit, open_then, strict=True)]
            self._channels[key] = Odds(fit, weights)
        return self._channels[key].draw(dice)

    def style(self, issue: str, channel: Channel, spoken: Mapping[str, object], dice: Dice) -> str:
        """A style of the channel that there are phrases in. `issue` names what `spoken` is about."""
        key = (issue, channel.name)
        if key not in self._styles:
            fit = {style: weight for style, weight in channel.styles.items() if style in spoken}
            fit = fit or dict.fromkeys(sorted(spoken), 1.0)
            self._styles[key] = Odds(tuple(fit), tuple(fit.values()))
        return self._styles[key].draw(dice)

    def second(self, clock: str, channel: Channel, dice: Dice) -> int:
        """A second of the day."""
        key = (clock, channel.name)
        if key not in self._hours:
            hours = self._tables.clocks[clock].hours
            both = [a * b for a, b in zip(hours, channel.hours, strict=True)]
            self._hours[key] = Odds(range(24), both if any(both) else channel.hours)
        return self._hours[key].draw(dice) * 3600 + dice.whole(0, 3599)

    def place(self, channel: Channel, dice: Dice) -> str:
        """How the place is told: `grid`, `point` or `none`."""
        return self._places[channel.name].draw(dice)
