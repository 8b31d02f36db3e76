"""As many homes as the residents take: numbered estates in town, hamlets of houses in villages."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.dice import Dice, apportion
from city.estates import Building, Estate, beside_road, road_cells
from city.geometry import Point, distance, inside
from city.plan import Plot
from city.streets import Door, Road
from city.territory import BaseGrid, CommunityLand, Territory, numeral

HOUSEHOLD = 2.3
"""Residents of a household on average: a little below what `people.family` makes."""
_SPARE = 1.1
"""Homes for a household: some stand empty."""
IN_FLATS = 0.74
"""The share of households that do not live in an old house on a road, where there are any."""
_BLOCK = (38.0, 27.0, 18.0, 10.0)
"""Metres from one building to the next, west to east and south to north, and half its length and depth."""
_HOUSE = (19.0, 24.0, 7.0, 6.0)
_ESTATE = 17
"""Buildings of an estate at most."""
_HAMLET = 24
"""Houses of a hamlet, roughly."""
_SUFFIXES = ("新村", "花园", "小区", "苑", "二村", "家园", "雅苑", "公寓", "佳园", "嘉苑", "名邸", "三村")


@dataclass(frozen=True, slots=True)
class _Named:
    """An estate or a hamlet before it has a place. `homes`: how many it has, where the facts say so."""

    name: str
    aliases: tuple[str, ...]
    built: int
    homes: int = 0


def housing(
    land: Territory, plot: Plot, network: Sequence[Road], doors: Sequence[Door], seed: int
) -> tuple[Estate, ...]:
    """The estates and hamlets of a subdistrict, with homes for its residents in every base grid."""
    dice = Dice(seed, plot.subdistrict.code, "housing")
    builder = _Builder(land, road_cells(network), dice)
    homes = _homes(land, plot, sum(door.house for door in doors), dice)
    for part in land.communities:
        pinned, rest = _split(part)
        names = _estate_names(part, dice)
        hamlets = _hamlet_names(part, dice)
        for grid in pinned:
            for named in _known_hamlets(part):
                builder.hamlet(grid, named, named.homes)
        for grid in rest:
            if grid.kind == "village":
                for share in _parts(homes[grid.code], _HAMLET):
                    builder.hamlet(grid, next(hamlets), share)
            else:
                builder.estates(grid, names, homes[grid.code])
    return tuple(sorted(builder.found, key=lambda estate: estate.code))


def pinned_grids(land: Territory) -> frozenset[str]:
    """The grids of level 3 whose households the facts count: each of their houses has one."""
    return frozenset(grid.code for part in land.communities for grid in _split(part)[0])


def _split(part: CommunityLand) -> tuple[Sequence[BaseGrid], Sequence[BaseGrid]]:
    """The community's grid of level 3 whose hamlets the facts name, if any, and its others."""
    known = 1 if _known_hamlets(part) else 0
    return part.grids[:known], part.grids[known:]


def _homes(land: Territory, plot: Plot, houses: int, dice: Dice) -> Mapping[str, int]:
    """How many homes each base grid gets, besides the old houses on roads."""
    wanted = int(plot.residents / HOUSEHOLD * _SPARE)
    wanted -= int(min((1 - IN_FLATS) * wanted, 2.5 * houses))
    weights = {
        grid.code: plot.demand[part.community.code].people / len(part.grids) * dice.between(0.7, 1.3)
        for part in land.communities
        for grid in part.grids
    }
    shares = apportion(max(wanted, 2 * len(weights)), list(weights.values()), least=2)
    return dict(zip(weights, shares, strict=True))


def _parts(total: int, size: int) -> list[int]:
    """A total in nearly equal parts of about a size."""
    return apportion(total, [1.0] * max(1, round(total / size)))


def _estate_names(part: CommunityLand, dice: Dice) -> Iterator[_Named]:
    """Names without end: those of the facts first."""
    place = part.community
    for row in facts.rows("city/estates"):
        if row["community"] == place.code:
            yield _Named(row["name"], facts.split(row["aliases"]), int(row["built"]))
    cycle = 0
    while True:
        for suffix in dice.shuffled(_SUFFIXES):
            name = f"{place.short}{suffix}{f'{numeral(cycle)}区' if cycle else ''}"
            yield _Named(name, (place.short,) if not cycle else (), dice.whole(1978, 2018))
        cycle += 1


def _hamlet_names(part: CommunityLand, dice: Dice) -> Iterator[_Named]:
    words = {row["part"]: facts.split(row["words"]) for row in facts.rows("city/hamlet_names")}
    known = {named.name for named in _known_hamlets(part)}
    names = [first + last for first in words["first"] for last in words["last"]]
    cycle = 0
    while True:
        for name in dice.shuffled(names):
            full = f"{name}{f'{numeral(cycle)}组' if cycle else ''}"
            if full not in known:
                yield _Named(full, (f"{part.community.name}{full}",), dice.whole(1978, 2005))
        cycle += 1


def _known_hamlets(part: CommunityLand) -> list[_Named]:
    return [
        _Named(row["hamlet"], (f"{part.community.name}{row['hamlet']}",), 1985, int(row["households"]))
        for row in facts.rows("city/hamlets")
        if row["community"] == part.community.code
    ]


def somewhere(grid: BaseGrid, dice: Dice) -> Point:
    """A place in metres in the inner part of a grid, else near its middle."""
    xs, ys = [x for x, _ in grid.ring], [y for _, y in grid.ring]
    for _ in range(30):
        x, y = dice.between(min(xs), max(xs)), dice.between(min(ys), max(ys))
        if all(inside((x + dx, y + dy), grid.ring) for dx in (-30, 30) for dy in (-30, 30)):
            return x, y
    return sum(xs) / len(xs), sum(ys) / len(ys)


class _Builder:
    """Puts estates and hamlets into grids, clear of the roads."""

    def __init__(self, land: Territory, cells: frozenset[tuple[int, int]], dice: Dice) -> None:
        self.found: list[Estate] = []
        self._land = land
        self._cells = cells
        self._dice = dice
        self._serials: dict[str, int] = {}
        self._taken: set[Point] = set()

    def estates(self, grid: BaseGrid, names: Iterator[_Named], homes: int) -> None:
        """Build one estate or more with at least so many flats."""
        floors: list[int] = []
        named = next(names)
        few = self._dice.whole(3, 7)
        while sum(floors) * 4 < homes or len(floors) < few:
            tall = named.built >= 1996
            floors.append(self._dice.weighted({6: 50, 11: 30, 18: 20}) if tall else self._dice.whole(5, 6))
        sites = sorted(self._sites(grid, len(floors), _BLOCK))
        higher = -(-sum(floors) // len(sites))
        floors = floors if len(sites) >= len(floors) else [higher] * len(sites)
        start = 0
        for share in _parts(len(floors), _ESTATE - 3):
            here = sites[start : start + share]
            self._estate(grid, named, here, floors[start : start + share])
            start += share
            named = next(names)

    def hamlet(self, grid: BaseGrid, named: _Named, homes: int) -> None:
        """Build a hamlet of so many houses."""
        sites = self._sites(grid, homes, _HOUSE)
        order = sorted((sites[i % len(sites)] for i in range(homes)), key=lambda site: (-site[1], site[0]))
        code = self._code(grid)
        name = f"{self._land.land_of[grid.community].community.name}{named.name}"
        houses = tuple(
            Building(
                code=f"{code}B{number:02d}",
                name=f"{name}{number}号",
                estate=code,
                grid=grid.code,
                at=self._land.frame.degrees(site),
                floors=self._dice.whole(1, 3),
                built=named.built + self._dice.whole(0, 15),
                per_floor=0,
            )
            for number, site in enumerate(order, start=1)
        )
        middle = houses[len(houses) // 2].at
        self.found.append(Estate(code, named.name, named.aliases, grid.code, middle, houses))

    def _estate(self, grid: BaseGrid, named: _Named, sites: Sequence[Point], floors: Sequence[int]) -> None:
        code = self._code(grid)
        order = sorted(sites, key=lambda site: (-site[1], site[0]))
        buildings = tuple(
            Building(
                code=f"{code}B{number:02d}",
                name=f"{named.name}{number}幢",
                estate=code,
                grid=grid.code,
                at=self._land.frame.degrees(site),
                floors=floors[number - 1],
                built=named.built + self._dice.whole(0, 3),
            )
            for number, site in enumerate(order, start=1)
        )
        middle = buildings[len(buildings) // 2].at
        self.found.append(Estate(code, named.name, named.aliases, grid.code, middle, buildings))

    def _code(self, grid: BaseGrid) -> str:
        self._serials[grid.community] = self._serials.get(grid.community, 0) + 1
        return f"{grid.community}E{self._serials[grid.community]:02d}"

    def _sites(self, grid: BaseGrid, count: int, spacing: tuple[float, float, float, float]) -> list[Point]:
        """Up to `count` places around a place in the grid; its middle when there is no room at all."""
        xs, ys = [x for x, _ in grid.ring], [y for _, y in grid.ring]
        box = (min(xs), min(ys), max(xs), max(ys))
        middle = somewhere(grid, self._dice)
        reach = 3 * max(spacing[:2])
        found: list[Point] = []
        while len(found) < count:
            found = self._around(grid, middle, reach, box, spacing)
            if reach > max(box[2] - box[0], box[3] - box[1]):
                break
            reach *= 1.5
        found.sort(key=lambda site: (distance(site, middle), site))
        self._taken.update(found[:count])
        return found[:count] or [middle]

    def _around(
        self,
        grid: BaseGrid,
        middle: Point,
        reach: float,
        box: tuple[float, float, float, float],
        spacing: tuple[float, float, float, float],
    ) -> list[Point]:
        """The free places within reach to each side, on a lattice of the whole plane."""
        dx, dy, half, deep = spacing
        west, south = max(box[0], middle[0] - reach), max(box[1], middle[1] - reach)
        east, north = min(box[2], middle[0] + reach), min(box[3], middle[1] + reach)
        found = []
        for i in range(int(west / dx) - 1, int(east / dx) + 2):
            for j in range(int(south / dy) - 1, int(north / dy) + 2):
                x, y = (i + 0.5) * dx, (j + 0.5) * dy
                corners = [(x + sx * half, y + sy * deep) for sx in (-1, 1) for sy in (-1, 1)]
                if (x, y) in self._taken or beside_road((x, y), self._cells):
                    continue
                if all(inside(corner, grid.ring) for corner in corners):
                    found.append((x, y))
        return found
