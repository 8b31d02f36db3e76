"""The stream of reports, day by day: first ones, repeats, duplicates, bursts. What is due later is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import blake2b

from city.dice import Dice
from city.history.bursts import Burst, expected, plan_bursts
from city.history.odds import ChannelOdds, DayOdds, Odds
from city.history.phrases import Frame, load_frames
from city.history.season import Seasons
from city.history.spots import Place, Spot, Spots
from city.history.tables import Channel, IssueRate, Tables
from city.history.wording import Wording
from liandong.clock import CHINA

MOST_REPEATS = 30
_DUPLICATES = 4
_DUPLICATE_HOURS = 6
_GAP = (2, 7)
"""Days from one call of a repeat complainant to the next."""
_TRIES = 8
_PATROL = "patrol"
_FREQUENT = 0.15
"""Share of first reports by those few who call about everything."""

Row = tuple[str, ...]


@dataclass(slots=True)
class Matter:
    """What a report is about. `first` is the id of its first report, once that is out."""

    rate: IssueRate | None
    group: str
    """`single`, `several` or `none`."""
    spot: Spot | None
    burst: str = ""
    first: str = ""
    said: set[tuple[str, int]] = field(default_factory=set)
    """Style and number of the phrases used for it so far."""


@dataclass(slots=True)
class Call:
    """A report that is due: at a second of a day, by whom, the how manieth time."""

    second: int
    matter: Matter
    caller: str
    channel: Channel
    times: int = 1


class Flow:
    """The reports of a city over a range of days."""

    def __init__(
        self, place: Place, tables: Tables, *, first: date, last: date, per_day: int, seed: int
    ) -> None:
        self._place = place
        self._tables = tables
        self._first, self._last = first, last
        self._per_day = per_day
        self._seed = seed
        phrases = load_frames(place)
        self._spoken: Mapping[str, Mapping[str, Sequence[Frame]]] = {
            **phrases.of,
            "several": phrases.several,
            "none": phrases.none,
        }
        self._wording = Wording(phrases.personal)
        seasons = Seasons(tables.seasons, years=(first.year, last.year))
        rates = [rate for rate in tables.rates if rate.code in phrases.of]
        self._days = DayOdds(rates, tables.clocks, seasons)
        self._days.level(first, (last - first).days + 1)
        self._channels = ChannelOdds(tables, phrases)
        self._rates = {rate.code: rate for rate in rates}
        self.bursts = plan_bursts(
            tables.bursts, seasons, tuple(place.grounds), days=(first, last), per_day=per_day, seed=seed
        )
        self._due: dict[date, list[Call]] = {}
        self._key = f"liandong/{seed}".encode()
        self._set_rates()

    def _set_rates(self) -> None:
        """So many first reports that, with all that follows from them, a mean day has `per_day`."""
        shares = self._tables.shares
        repeats = sum(1 / n for n in range(1, MOST_REPEATS + 1))
        first = max(0.1, 1 - shares.repeat - shares.duplicate - expected(self._tables.bursts))
        self._fresh = self._per_day * first
        whole = sum(channel.weight for channel in self._tables.channels)
        citizens = sum(c.weight for c in self._tables.channels if _PATROL not in c.styles) / whole
        self._repeating = shares.repeat / first / repeats / citizens
        self._duplicated = shares.duplicate / first / ((1 + _DUPLICATES) / 2)
        self._single = 1 - shares.several - shares.none

    def rows(self) -> Iterator[Row]:
        """All reports in order of time, as columns."""
        day = self._first
        while day <= self._last:
            dice = Dice(self._seed, "history", day.isoformat())
            self._begin(day, dice)
            for burst in self.bursts.get(day, ()):
                self._break_out(burst)
            calls = self._due.pop(day, [])
            calls.sort(key=lambda call: call.second)
            for number, call in enumerate(calls, 1):
                yield self._row(call, day, f"R{day:%Y%m%d}-{number:06d}", dice)
            day += timedelta(days=1)

    def _begin(self, day: date, dice: Dice) -> None:
        """Take in the day's first reports, and plan what follows from them."""
        busy, issues = self._days.on(day)
        spread = dice.unit() + dice.unit() + dice.unit() - 1.5
        count = int(self._fresh * busy * (1 + 0.12 * spread) + dice.unit())
        for _ in range(count):
            self._report(day, issues, dice)

    def _report(self, day: date, issues: Odds[IssueRate], dice: Dice) -> None:
        mark = dice.unit()
        rate = issues.draw(dice)
        channel = self._channels.channel(rate.code, day.weekday(), dice)
        second = self._channels.second(rate.clock, channel, dice)
        if mark >= self._single:
            group = "several" if mark < self._single + self._tables.shares.several else "none"
            spot = self._spot(rate, dice) if group == "several" else None
            matter = Matter(None, group, spot)
            self._put(day, Call(second, matter, self._caller(channel, spot, dice), channel))
            return
        spot = self._spot(rate, dice)
        matter = Matter(rate, "single", spot)
        call = Call(second, matter, self._caller(channel, spot, dice), channel)
        self._put(day, call)
        if _PATROL not in channel.styles and dice.chance(self._repeating):
            self._repeat(day, call, dice)
        if dice.chance(self._duplicated):
            self._duplicate(day, call, dice)

    def _repeat(self, day: date, call: Call, dice: Dice) -> None:
        """The caller calls again every few days: how often is Pareto's, with exponent 1."""
        rate = call.matter.rate
        for times in range(2, 2 + min(MOST_REPEATS, int(1 / (1 - dice.unit())))):
            day += timedelta(days=dice.whole(*_GAP))
            if day > self._last or rate is None:
                return
            second = self._channels.second(rate.clock, call.channel, dice)
            self._put(day, Call(second, call.matter, call.caller, call.channel, times))

    def _duplicate(self, day: date, call: Call, dice: Dice) -> None:
        rate = call.matter.rate
        for _ in range(dice.whole(1, _DUPLICATES)):
            later = call.second + 60 + int(dice.unit() * _DUPLICATE_HOURS * 3600)
            then = day + timedelta(days=later // 86_400)
            if then > self._last or rate is None:
                return
            hour = later % 86_400 // 3600
            channel = self._channels.channel(rate.code, then.weekday(), dice, hour=hour)
            caller = self._caller(channel, call.matter.spot, dice)
            if caller == call.caller:
                continue
            self._put(then, Call(later % 86_400, call.matter, caller, channel))

    def _break_out(self, burst: Burst) -> None:
        """Plan the reports of a burst, each a matter of its own, or all of one spot."""
        dice = Dice(self._seed, "burst", burst.code)
        issues = Odds([self._rates[code] for code in burst.kind.issues], list(burst.kind.issues.values()))
        one: Spot | None = None
        matters: dict[str, Matter] = {}
        for moment in burst.moments(dice):
            rate = issues.draw(dice)
            spot = self._spot(rate, dice, area=burst.area)
            if burst.kind.one_spot:
                one = one or spot
                matter = matters.setdefault(rate.code, Matter(rate, "single", one, burst.code))
            else:
                matter = Matter(rate, "single", spot, burst.code)
            day = moment.date()
            if day > self._last:
                continue
            channel = self._channels.channel(rate.code, day.weekday(), dice, hour=moment.hour)
            second = moment.hour * 3600 + moment.minute * 60 + moment.second
            self._put(day, Call(second, matter, self._caller(channel, matter.spot, dice), channel))

    def _put(self, day: date, call: Call) -> None:
        self._due.setdefault(day, []).append(call)

    def _spot(self, rate: IssueRate, dice: Dice, *, area: str = "") -> Spot:
        """A spot for an issue, in an area if one is named; some spots draw far more than others."""
        spots = self._spots(rate, dice)
        low, high = spots.within(area) if area else (0, len(spots.all))
        if low == high:
            spots = self._place.spots["community"]
            low, high = spots.within(area) if area else (0, len(spots.all))
        mark = dice.unit()
        if not area and dice.chance(self._tables.shares.hot):
            turn = int(rate.code) * 0.618034
            mark = (mark * mark * mark + turn) % 1.0
        return spots.all[low + int((high - low) * mark)]

    def _spots(self, rate: IssueRate, dice: Dice) -> Spots:
        kinds = [kind for kind in rate.components if kind in self._place.components]
        if kinds and dice.chance(self._tables.shares.component):
            return self._place.components[dice.pick(kinds)]
        return self._place.spots.get(rate.spot) or self._place.spots["community"]

    def _caller(self, channel: Channel, spot: Spot | None, dice: Dice) -> str:
        """A keyed pseudonym: of the grid's worker on patrol, else of somebody of so many residents."""
        if _PATROL in channel.styles and spot:
            who = f"worker/{spot.grid}"
        else:
            mark = dice.unit()
            if dice.chance(_FREQUENT):
                mark = mark * mark * mark * mark
            who = f"resident/{int(mark * max(1, self._place.residents))}"
        return "C" + blake2b(who.encode(), key=self._key, digest_size=8).hexdigest()

    def _row(self, call: Call, day: date, code: str, dice: Dice) -> Row:
        matter, spot = call.matter, call.matter.spot
        frame = self._frame(call, dice)
        told = self._told(call.channel, spot, dice) if spot else ""
        said = self._wording.say(
            frame,
            spot,
            self._place.grounds[spot.grid] if spot else None,
            dice=dice,
            place_told=bool(told),
            times=call.times,
            personal=dice.chance(self._tables.shares.personal),
        )
        repeat_of, matter.first = matter.first, matter.first or code
        moment = datetime.combine(day, time(0), CHINA) + timedelta(seconds=call.second)
        return (
            code,
            moment.isoformat(),
            said.text,
            call.channel.name,
            call.caller,
            told,
            "|".join(frame.issues),
            spot.grid if spot else "",
            matter.burst,
            repeat_of,
            frame.style,
            said.personal,
        )

    def _frame(self, call: Call, dice: Dice) -> Frame:
        """Words in a style of the channel, others than were used for the matter before, if some are found."""
        matter = call.matter
        about = matter.rate.code if matter.rate else matter.group
        spoken = self._spoken[about]
        others = [style for style in spoken if style != _PATROL] or list(spoken)
        for n in range(_TRIES):
            if n < _TRIES // 2 or _PATROL in call.channel.styles:
                style = self._channels.style(about, call.channel, spoken, dice)
            else:
                style = dice.pick(others)
            at = dice.whole(0, len(spoken[style]) - 1)
            if (style, at) not in matter.said:
                break
        matter.said.add((style, at))
        return spoken[style][at]

    def _told(self, channel: Channel, spot: Spot, dice: Dice) -> str:
        """The place as the channel tells it beside the text."""
        form = self._channels.place(channel, dice)
        if form == "none":
            return ""
        if spot.component and dice.chance(self._tables.shares.component_code):
            return spot.component
        return spot.grid if form == "grid" else f"{spot.lon},{spot.lat}"
