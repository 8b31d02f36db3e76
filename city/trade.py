"""Shops and enterprises, each behind a door on a road."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from city import facts
from city.dice import Dice
from city.naming import Names
from city.register import Register, seen_at
from city.streets import Door
from city.town import Town
from city.writer import Writer

_BUSY = {"main": 3.0, "street": 3.0, "lane": 1.0, "water": 0.6}
_FIRST = "达盛源创华新诚远信丰汇安瑞腾恒嘉"
_SECOND = "成业隆祥利通明辉泰和兴邦茂昌广宁优德立"
_STEP = 7_919
"""A prime: counting in steps of it through the names, neighbours in the count have unlike names."""


def write_shops(out: Writer, town: Town, count: int, seed: int) -> None:
    """Write `count` shops, most of them on the busier roads, no two behind one door while there are doors."""
    dice = Dice(seed, town.code, "shops")
    weights, names = _trades("shop", town.names)
    free = _busiest([door for door in town.doors if not door.building], dice) or list(town.doors)
    for number in range(count):
        door = free[number % len(free)]
        trade = dice.weighted(weights)
        out.node(
            "Shop",
            code=f"S{town.code}{number + 1:05d}",
            name=_shop_name(town.names.fill(dice.pick(names[trade])), door, dice),
            trade=trade,
            at=door.at,
            grid=door.grid,
            address=door.code,
        )


def _trades(register: str, names: Names) -> tuple[Mapping[str, float], Mapping[str, tuple[str, ...]]]:
    """The trades of a register with their weights in a place, and the words that names are made of."""
    factors: dict[str, float] = {}
    for row in facts.rows("city/trade_places"):
        if set(facts.split(row["places"])) & set(names.forms):
            factors[row["trade"]] = factors.get(row["trade"], 1.0) * float(row["factor"])
    rows = [row for row in facts.rows("city/trades") if row["register"] == register]
    weights = {row["trade"]: float(row["weight"]) * factors.get(row["trade"], 1.0) for row in rows}
    return weights, {row["trade"]: facts.split(row["names"]) for row in rows}


def _busiest(doors: Sequence[Door], dice: Dice) -> list[Door]:
    """The doors in a random order in which those on busy roads tend to come first."""
    return [
        door
        for _, _, door in sorted((dice.unit() / _BUSY[door.road.kind], door.code, door) for door in doors)
    ]


def _shop_name(name: str, door: Door, dice: Dice) -> str:
    """A shop's name; that of a branch tells the road."""
    return f"{name}（{door.road.name}店）" if dice.chance(0.25) else name


def write_enterprises(out: Writer, town: Town, count: int, register: Register, seed: int) -> None:
    """Write `count` enterprises with names of their own, and their entries in the register of enterprises."""
    dice = Dice(seed, town.code, "enterprises")
    weights, words = _trades("enterprise", town.names)
    offices = [door for door in town.doors if door.building and not door.house] or list(town.doors)
    place, step = _position(town)
    names = {
        trade: islice(enterprise_names(town.names.district_short, trade, words[trade]), place, None, step)
        for trade in weights
    }
    for number in range(1, count + 1):
        trade = dice.weighted(weights)
        door = dice.pick(offices)
        code = f"E{town.code}{number:05d}"
        out.node(
            "Enterprise",
            code=code,
            name=next(names[trade]),
            trade=trade,
            staff=int(3 + 200 * dice.unit() * dice.unit() * dice.unit()),
            at=door.at,
            grid=door.grid,
            address=door.code,
        )
        out.link(
            "Enterprise",
            "FROM",
            "Source",
            (code, "sc-entities"),
            record=register.record("sc-entities"),
            seen_at=seen_at(dice),
        )


def _position(town: Town) -> tuple[int, int]:
    """Which of how many subdistricts of its district a town is: whose turn it is with a name."""
    codes: Counter[str] = Counter(
        row["street_code"]
        for row in facts.rows("city/divisions")
        if row["area_code"] == town.land.subdistrict.district_code
    )
    return sorted(codes).index(town.code), len(codes)


def enterprise_names(place: str, trade: str, words: Sequence[str]) -> Iterator[str]:
    """Names of enterprises of a trade in a place, without end and without repetition."""
    size = len(words) * len(_FIRST) * len(_SECOND)
    start, serial = sum(map(ord, trade)), 0
    while True:
        turn, rest = serial // size, (start + serial) * _STEP % size
        rest, second = divmod(rest, len(_SECOND))
        word, first = divmod(rest, len(_FIRST))
        name = f"{place}{words[word]}{_FIRST[first]}{_SECOND[second]}{trade}有限公司"
        yield f"{name}第{turn}分公司" if turn else name
        serial += 1
