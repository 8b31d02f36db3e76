"""What the history is declared by: `data/city/history_*.csv`, read and held to each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from city import facts
from liandong.errors import DataError

SPOTS = ("road", "estate", "shop", "enterprise", "community")
"""Where an issue is met, when not at a component."""
PLACES = ("grid", "point", "none")
"""How a channel tells the place: a grid's code, a position, or in the text alone."""
WIDTHS = ("city", "district", "subdistrict", "community")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class IssueRate:
    """How often an issue is reported, when, at what kind of spot, and the kinds of component it may be at."""

    code: str
    weight: float
    season: str
    clock: str
    spot: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """Days on which a factor holds: month and day of any year, or days from a holiday's first.

    `anchor` is `year` or a holiday's name; `first` and `last` are `MM-DD` or whole numbers of days.
    """

    anchor: str
    first: str
    last: str


@dataclass(frozen=True, slots=True)
class Clock:
    """When an issue is reported: a factor per weekday from Monday, one for holidays, a weight per hour."""

    week: tuple[float, ...]
    holiday: float
    hours: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Channel:
    """A way in: how much comes by it, when, in whose style, and how it tells the place."""

    name: str
    weight: float
    week: tuple[float, ...]
    hours: tuple[float, ...]
    styles: Mapping[str, float]
    place: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class BurstKind:
    """What makes many report at once.

    Attributes:
        hours: shortest and longest.
        area: how wide; a level of `WIDTHS`.
        one_spot: all of it at one spot.
        size: reports, in shares of a mean day's.
    """

    cause: str
    per_year: int
    window: Window
    hours: tuple[int, int]
    area: str
    one_spot: bool
    size: float
    issues: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares between 0 and 1, as `history_shares.csv` explains them."""

    repeat: float
    duplicate: float
    several: float
    none: float
    personal: float
    hot: float
    component: float
    component_code: float


@dataclass(frozen=True, slots=True)
class Tables:
    """All of the declared."""

    rates: tuple[IssueRate, ...]
    seasons: Mapping[str, tuple[tuple[Window, float], ...]]
    clocks: Mapping[str, Clock]
    channels: tuple[Channel, ...]
    bursts: tuple[BurstKind, ...]
    shares: Shares


def load_tables() -> Tables:
    """Read them.

    Raises:
        DataError: a file is missing, a cell is of another form, or a row names what is not declared; with
            the file and the row.
    """
    tables = Tables(
        rates=_rates(),
        seasons=_seasons(),
        clocks=dict(_each("city/history_clocks", _clock)),
        channels=tuple(_each("city/history_channels", _channel)),
        bursts=tuple(_each("city/history_bursts", _burst)),
        shares=Shares(**dict(_each("city/history_shares", lambda row: (row["name"], _share(row["value"]))))),
    )
    for rate in tables.rates:
        if rate.season not in tables.seasons or rate.clock not in tables.clocks or rate.spot not in SPOTS:
            raise _mistake("city/history_types", f"{rate.code}: {rate.season}, {rate.clock}, {rate.spot}")
    return tables


def _mistake(file: str, what: str) -> DataError:
    return DataError(f"data/{file}.csv is wrong 有误: {what}", hint="Mend that row 请修改该行.")


def _each(file: str, make: Callable[[facts.Row], T]) -> list[T]:
    found = []
    for line, row in enumerate(facts.rows(file), 2):
        try:
            found.append(make(row))
        except (KeyError, ValueError, TypeError) as error:
            raise _mistake(file, f"line {line}: {error}") from error
    return found


def _rates() -> tuple[IssueRate, ...]:
    """The issues of the catalogue with their type's rate, shared out among the type's issues."""
    types = {row["type"]: row for row in facts.rows("city/history_types")}
    special = {row["issue"]: row for row in facts.rows("city/history_issues")}
    issues = facts.rows("catalogue/issues")
    places: dict[str, int] = {}
    shares: dict[str, float] = {}
    for row in issues:
        code, kind = row["code"], row["type"]
        places[kind] = places.get(kind, 0) + 1
        shares[code] = float(special[code]["share"]) if code in special else 60 / places[kind]
    whole: dict[str, float] = {}
    for row in issues:
        whole[row["type"]] = whole.get(row["type"], 0.0) + shares[row["code"]]
    make = partial(_rate, types=types, special=special, shares=shares, whole=whole)
    return tuple(_each("catalogue/issues", make))


def _rate(
    row: facts.Row,
    *,
    types: Mapping[str, facts.Row],
    special: Mapping[str, facts.Row],
    shares: Mapping[str, float],
    whole: Mapping[str, float],
) -> IssueRate:
    kind = types[row["type"]]
    return IssueRate(
        code=row["code"],
        weight=float(kind["weight"]) * shares[row["code"]] / whole[row["type"]],
        season=special.get(row["code"], kind)["season"],
        clock=kind["clock"],
        spot=kind["spot"],
        components=facts.split(row["component_kinds"]),
    )


def _seasons() -> Mapping[str, tuple[tuple[Window, float], ...]]:
    found: dict[str, tuple[tuple[Window, float], ...]] = {}
    rows = _each("city/history_seasons", lambda row: (row["season"], _window(row), float(row["factor"])))
    for name, window, factor in rows:
        found[name] = (*found.get(name, ()), (window, factor))
    return found


def _window(row: facts.Row) -> Window:
    return Window(row["anchor"], row["first"], row["last"])


def _clock(row: facts.Row) -> tuple[str, Clock]:
    return row["clock"], Clock(_numbers(row["week"], 7), float(row["holiday"]), _numbers(row["hours"], 24))


def _channel(row: facts.Row) -> Channel:
    return Channel(
        name=row["channel"],
        weight=float(row["weight"]),
        week=_numbers(row["week"], 7),
        hours=_numbers(row["hours"], 24),
        styles=_weights(row["styles"]),
        place=_weights(row["place"], of=PLACES),
    )


def _burst(row: facts.Row) -> BurstKind:
    shortest, longest = (int(hours) for hours in row["hours"].split("|"))
    if row["area"] not in WIDTHS or row["spots"] not in ("one", "many"):
        raise ValueError(f"{row['area']}, {row['spots']}")
    return BurstKind(
        cause=row["cause"],
        per_year=int(row["per_year"]),
        window=_window(row),
        hours=(shortest, longest),
        area=row["area"],
        one_spot=row["spots"] == "one",
        size=float(row["size"]),
        issues=_weights(row["issues"]),
    )


def _numbers(text: str, count: int) -> tuple[float, ...]:
    numbers = tuple(float(part) for part in text.split("|"))
    if len(numbers) != count or min(numbers) < 0:
        raise ValueError(f"{count} numbers are wanted: {text}")
    return numbers


def _weights(text: str, of: tuple[str, ...] = ()) -> Mapping[str, float]:
    pairs = (part.split(":") for part in text.split("|"))
    weights = {name: float(weight) for name, weight in pairs}
    if of and (strange := weights.keys() - set(of)):
        raise ValueError(f"{sorted(strange)} is none of {of}")
    return weights


def _share(text: str) -> float:
    share = float(text)
    if not 0 <= share <= 1:
        raise ValueError(f"{text} is no share")
    return share
