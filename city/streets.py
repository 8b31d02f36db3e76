"""Roads, the grids they run through, where they cross, and the doors along them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from city import facts
from city.dice import Dice
from city.geometry import Point
from city.places import Line, line_wkt
from city.territory import Territory
from city.writer import Writer

_WIDTH = {"main": 16.0, "street": 11.0, "lane": 6.0, "water": 7.0}
"""How far a door is from the middle of the road, in metres, by the road's class."""
_STEP = {"main": 40.0, "street": 30.0, "lane": 16.0, "water": 18.0}
_HOUSE = {"main": 0.0, "street": 0.15, "lane": 0.8, "water": 0.7}
"""The share of doors that are old houses of one or two storeys."""
_OFFICE = {"main": 0.2, "street": 0.05, "lane": 0.0, "water": 0.0}
_SAMPLE = 4.0
_SPREAD = 1_800.0
"""Metres of road in a community, beyond which doors stand further apart."""
_INVENTED = (("main", 0.45), ("street", 1.1), ("lane", 1.1), ("water", 0.3))
"""Roads of each class in a community, where the facts name none."""


@dataclass(frozen=True, slots=True)
class Road:
    """A road.

    Attributes:
        kind: main, street, lane, or water: a lane along a canal.
        number: counts within the subdistrict.
    """

    code: str
    name: str
    aliases: tuple[str, ...]
    kind: str
    number: int
    line: Line

    @property
    def width(self) -> float:
        """Metres from the middle to the doors."""
        return _WIDTH[self.kind]


@dataclass(frozen=True, slots=True)
class Door:
    """A door number on a road. `building` is its own building, if it has one; `house`: people live there."""

    code: str
    name: str
    number: int
    road: Road
    grid: str
    at: Point
    house: bool
    building: str | None


@dataclass(frozen=True, slots=True)
class Junction:
    """Where two roads cross."""

    name: str
    road: Road
    at: Point
    grid: str


def roads(land: Territory, seed: int) -> tuple[Road, ...]:
    """The roads of a subdistrict, each kept inside it; those that lie outside are left out."""
    dice = Dice(seed, land.subdistrict.code, "roads")
    known = [row for row in facts.rows("city/roads") if row["subdistrict"] == land.subdistrict.code]
    known = known or invented(land, Dice(seed, land.subdistrict.code, "road names"))
    found = []
    for number, row in enumerate(known, start=1):
        points = _inside_run(land, _course(land, row, dice))
        if len(points) >= 2:
            code = f"{land.subdistrict.code}R{number:03d}"
            found.append(
                Road(code, row["name"], facts.split(row["aliases"]), row["class"], number, Line(points))
            )
    return tuple(found)


_LENGTHS = {"main": (1.0, 1.0), "street": (0.3, 0.8), "lane": (0.08, 0.2), "water": (0.3, 0.6)}
"""How much of the subdistrict's width or height an invented road takes."""


def invented(land: Territory, dice: Dice) -> list[facts.Row]:
    """Roads for a subdistrict whose own are not known: a mesh of main roads, the rest anywhere in it."""
    found: list[facts.Row] = []
    for kind, share in _INVENTED:
        count = max(2, int(share * len(land.communities) + 0.5))
        names = _road_names(land, kind, count, dice)
        for i, name in enumerate(names):
            length = dice.between(*_LENGTHS[kind])
            start = dice.between(0, 1 - length)
            mesh = (i // 2 + dice.between(0.35, 0.65)) / ((count + 1) // 2)
            found.append(
                {
                    "name": name,
                    "aliases": "",
                    "class": kind,
                    "axis": "ew" if i % 2 else "ns",
                    "at": str(mesh if kind == "main" or i < 2 else dice.between(0.04, 0.96)),
                    "from": str(start if i >= 2 else 0.5 - length / 2),
                    "to": str(start + length if i >= 2 else 0.5 + length / 2),
                }
            )
    return found


def _road_names(land: Territory, kind: str, count: int, dice: Dice) -> list[str]:
    """Different names for `count` roads of a class: some common ones, the rest after communities."""
    row = next(row for row in facts.rows("city/road_names") if row["class"] == kind)
    suffixes, words = facts.split(row["suffixes"]), facts.split(row["words"])
    shorts = [part.community.short for part in land.communities]
    places = dict.fromkeys(short for short in shorts if len(short) <= 4)
    local = [f"{place}{suffix}" for suffix in suffixes for place in places]
    common = [f"{word}{suffix}" for suffix in suffixes for word in words]
    names = dice.some(common, (count + 1) // 2)
    names += dice.some([name for name in local if name not in names], count - len(names))
    return (names + [name for name in dice.shuffled(common) if name not in names])[:count]


def _course(land: Territory, row: facts.Row, dice: Dice) -> list[Point]:
    """The way of a road over the plane, a vertex every 50 m or so, with a lean and a sway."""
    along = [float(row["from"]), float(row["to"])]
    across = float(row["at"])
    length = (along[1] - along[0]) * land.frame.extent[0 if row["axis"] == "ew" else 1]
    steps = max(2, int(length / 50))
    lean = dice.between(-0.012, 0.012)
    limit = 0.004 if row["class"] == "main" else 0.007
    points, sway = [], 0.0
    for i in range(steps + 1):
        part = i / steps
        place = along[0] + (along[1] - along[0]) * part
        sway = 0.7 * sway + dice.between(-limit, limit)
        side = across + lean * (part - 0.5) + sway
        points.append(land.frame.at(place, side) if row["axis"] == "ew" else land.frame.at(side, place))
    return points


def _inside_run(land: Territory, points: Sequence[Point]) -> list[Point]:
    """The longest run of points inside the subdistrict."""
    best: list[Point] = []
    run: list[Point] = []
    for point in points:
        if land.grid_at(land.frame.degrees(point)):
            run.append(point)
        else:
            run = []
        if len(run) > len(best):
            best = list(run)
    return best


def samples(road: Road, *, step: float = _SAMPLE) -> Iterator[Point]:
    """Points along a road, in metres, close enough for any grid it runs through."""
    count = int(road.line.length / step)
    for i in range(count + 1):
        yield road.line.at(road.line.length * i / max(1, count))


def grids_along(land: Territory, road: Road) -> tuple[str, ...]:
    """The level 3 grids a road runs through, in its order."""
    found = dict.fromkeys(land.grid_at(land.frame.degrees(point)) for point in samples(road))
    return tuple(code for code in found if code)


def junctions(land: Territory, network: Sequence[Road]) -> tuple[Junction, ...]:
    """Where roads cross, each once for a pair of roads."""
    found = []
    for i, road in enumerate(network):
        for other in network[i + 1 :]:
            for point in road.line.crossings(other.line)[:1]:
                at = land.frame.degrees(point)
                grid = land.grid_at(at)
                if grid:
                    found.append(Junction(f"{road.name}{other.name}路口", road, at, grid))
    return tuple(found)


def spread(land: Territory, network: Sequence[Road]) -> float:
    """How much further apart than in town things stand along roads: 1 in town, more in the country."""
    length = sum(road.line.length for road in network)
    return max(1.0, length / (_SPREAD * len(land.communities)))


def doors(land: Territory, network: Sequence[Road], seed: int) -> Iterator[Door]:
    """The doors along the roads: odd numbers on one side, even ones on the other, with gaps as in life."""
    dice = Dice(seed, land.subdistrict.code, "doors")
    apart = spread(land, network)
    for road in network:
        for first, sign in ((1, 1), (2, -1)):
            number, along = first, dice.between(8, 25)
            while along < road.line.length - 6:
                at = land.frame.degrees(road.line.at(along, aside=sign * road.width))
                grid = land.grid_at(at)
                if grid:
                    yield _door(road, number, grid, at, dice)
                number += 2 * dice.weighted({1: 70, 2: 20, 4: 10})
                along += _STEP[road.kind] * apart * dice.between(0.7, 1.3)


def _door(road: Road, number: int, grid: str, at: Point, dice: Dice) -> Door:
    house = dice.chance(_HOUSE[road.kind])
    office = not house and dice.chance(_OFFICE[road.kind])
    code = f"{road.code}-{number}"
    building = f"{road.code}H{number}" if house or office else None
    return Door(code, f"{road.name}{number}号", number, road, grid, at, house, building)


def write_roads(out: Writer, land: Territory, network: Sequence[Road]) -> None:
    """Write the roads and the level 3 grids that they run through."""
    for road in network:
        line = line_wkt(land.frame.degrees(point) for point in road.line.points)
        out.node("Road", code=road.code, name=road.name, aliases=road.aliases, line=line)
        for grid in grids_along(land, road):
            out.link("Road", "RUNS_THROUGH", "Grid", (road.code, grid))


def write_doors(out: Writer, found: Sequence[Door], dice: Dice) -> None:
    """Write the door numbers, and the buildings that have one to themselves."""
    for door in found:
        if door.building:
            out.node(
                "Building",
                code=door.building,
                name=door.name,
                floors=dice.whole(1, 2) if door.house else dice.whole(3, 9),
                built=dice.whole(1905, 1985) if door.house else dice.whole(1985, 2015),
                use="residential"
                if door.house
                else dice.weighted({"office": 60, "commercial": 30, "public": 10}),
                at=door.at,
                grid=door.grid,
            )
        out.node(
            "Address",
            code=door.code,
            name=door.name,
            door=str(door.number),
            at=door.at,
            building=door.building,
            grid=door.grid,
            road=door.road.code,
        )
