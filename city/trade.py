"""Shops and enterprises, each behind a door on a road."""

from collections.abc import Sequence

from city import facts
from city.dice import Dice
from city.register import Register, seen_at
from city.streets import Door
from city.town import Town
from city.writer import Writer

_BUSY = {"main": 3.0, "street": 3.0, "lane": 1.0, "water": 0.6}
_SECOND = "达盛源创华新诚远信丰汇安"


def write_shops(out: Writer, town: Town, count: int, seed: int) -> None:
    """Write `count` shops, most of them on the busier roads, no two behind one door while there are doors."""
    dice = Dice(seed, town.code, "shops")
    rows = [row for row in facts.rows("city/trades") if row["register"] == "shop"]
    weights = {row["trade"]: float(row["weight"]) for row in rows}
    names = {row["trade"]: facts.split(row["names"]) for row in rows}
    free = _busiest([door for door in town.doors if not door.building], dice)
    for number in range(count):
        door = free[number % len(free)]
        trade = dice.weighted(weights)
        out.node(
            "Shop",
            code=f"S{town.code}{number + 1:05d}",
            name=_shop_name(dice.pick(names[trade]), door, dice),
            trade=trade,
            at=door.at,
            grid=door.grid,
            address=door.code,
        )


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
    rows = [row for row in facts.rows("city/trades") if row["register"] == "enterprise"]
    weights = {row["trade"]: float(row["weight"]) for row in rows}
    words = {row["trade"]: facts.split(row["names"]) for row in rows}
    offices = [door for door in town.doors if door.building and not door.house] or list(town.doors)
    used: set[str] = set()
    for number in range(1, count + 1):
        trade, name = "", ""
        while not name or name in used:
            trade = dice.weighted(weights)
            name = f"苏州{dice.pick(words[trade])}{dice.pick(_SECOND)}{trade}有限公司"
        used.add(name)
        door = dice.pick(offices)
        code = f"E{town.code}{number:05d}"
        out.node(
            "Enterprise",
            code=code,
            name=name,
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
