"""What makes many report at once: storms, heat, a burst pipe, wages that aren't paid."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from city.dice import Dice
from city.history.season import Seasons
from city.history.tables import BurstKind
from liandong.clock import CHINA

_CODE = {"city": 0, "district": 6, "subdistrict": 9, "community": 12}
"""Digits of a grid's code that name the area around it."""
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Burst:
    """One of them: when, for how long, where, and how many report.

    `area` is the beginning of the grids' codes, empty for the whole city; `grid` lies in its middle.
    """

    code: str
    kind: BurstKind
    start: datetime
    length: timedelta
    area: str
    grid: str
    reports: int

    def moments(self, dice: Dice) -> Iterator[datetime]:
        """When each report comes: many at first, then fewer."""
        for _ in range(self.reports):
            mark = dice.unit()
            yield self.start + timedelta(seconds=int(self.length.total_seconds() * mark * mark))


def plan_bursts(
    kinds: Sequence[BurstKind],
    seasons: Seasons,
    grids: Sequence[str],
    *,
    days: tuple[date, date],
    per_day: int,
    seed: int,
) -> Mapping[date, list[Burst]]:
    """All bursts between two days, both included, by the day on which they start."""
    found: dict[date, list[Burst]] = {}
    for kind in kinds:
        dice = Dice(seed, "bursts", kind.cause)
        for year in range(days[0].year, days[1].year + 1):
            within = [day for day in seasons.days(kind.window, year) if days[0] <= day <= days[1]]
            for number in range(kind.per_year if within else 0):
                burst = _burst(kind, dice.pick(within), number + 1, dice=dice, grids=grids, per_day=per_day)
                found.setdefault(burst.start.date(), []).append(burst)
    return found


def expected(kinds: Sequence[BurstKind]) -> float:
    """Reports of bursts per day, in shares of a mean day's."""
    return sum(kind.per_year * kind.size for kind in kinds) / 365


def _burst(
    kind: BurstKind, day: date, number: int, *, dice: Dice, grids: Sequence[str], per_day: int
) -> Burst:
    shortest, longest = kind.hours
    grid = dice.pick(grids)
    return Burst(
        code=f"{kind.cause}-{day:%Y}-{number}",
        kind=kind,
        start=datetime.combine(day, time(dice.whole(0, 23), dice.whole(0, 59)), CHINA),
        length=timedelta(hours=dice.between(shortest, longest)),
        area=grid[: _CODE[kind.area]],
        grid=grid,
        reports=max(_FEWEST, round(kind.size * per_day * dice.between(0.6, 1.4))),
    )
