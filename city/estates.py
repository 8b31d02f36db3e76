"""Housing estates, their numbered buildings, and the flats in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.dice import Dice
from city.geometry import Point, distance, inside
from city.streets import Road, samples
from city.territory import BaseGrid, CommunityLand, Territory
from city.writer import Writer

_SPACING = (38.0, 27.0)
"""Metres from one building to the next, west to east and south to north: long houses that face south."""
_CLEAR = 14.0
"""Metres a building keeps from the middle of a road."""
_MORE_NAMES = ("新村", "花园", "小区", "苑", "二村")


@dataclass(frozen=True, slots=True)
class Building:
    """A numbered building of an estate (12幢)."""

    code: str
    name: str
    estate: str
    grid: str
    at: Point
    floors: int
    built: int
    per_floor: int = 4
    """Flats on each floor; 0 for a house with a door number, the last part of its name."""

    @property
    def dwellings(self) -> int:
        """How many flats it has, or one as a house."""
        return self.floors * self.per_floor or 1


@dataclass(frozen=True, slots=True)
class Estate:
    """An estate, or a hamlet, in one base grid."""

    code: str
    name: str
    aliases: tuple[str, ...]
    grid: str
    at: Point
    buildings: tuple[Building, ...]


@dataclass(frozen=True, slots=True)
class Flat:
    """A door in a building: 里河新村12幢302室."""

    code: str
    name: str
    door: str
    building: Building


def estates(land: Territory, network: Sequence[Road], seed: int) -> tuple[Estate, ...]:
    """The estates of a subdistrict: at least one in every base grid, clear of the roads."""
    dice = Dice(seed, land.subdistrict.code, "estates")
    cells = road_cells(network)
    found: list[Estate] = []
    for part in land.communities:
        names = _names(part)
        order = dice.shuffled(part.grids)
        for i, grid in enumerate(order):
            here = names[i :: len(order)]
            sites = _sites(grid, cells)
            for j, (serial, row) in enumerate(here):
                share = max(1, len(sites) // (len(here) - j))
                count = min(share, dice.whole(7, 17))
                chosen = _nearest(sites, dice.pick(sites), count)
                taken = set(chosen)
                sites = [site for site in sites if site not in taken] or sites
                found.append(_estate(land, grid, serial, row, chosen, dice))
    return tuple(sorted(found, key=lambda estate: estate.code))


def _names(part: CommunityLand) -> list[tuple[int, facts.Row]]:
    """The community's estates by serial number: of the facts, and more when they are few."""
    known = [row for row in facts.rows("city/estates") if row["community"] == part.community.code]
    for suffix in _MORE_NAMES[: max(0, len(part.grids) - len(known))]:
        known.append(
            {"name": f"{part.community.short}{suffix}", "aliases": part.community.short, "built": "1990"}
        )
    return list(enumerate(known, start=1))


def road_cells(network: Sequence[Road]) -> frozenset[tuple[int, int]]:
    """The squares of `_CLEAR` metres that roads run through."""
    return frozenset(_cell(point) for road in network for point in samples(road))


def _cell(point: Point) -> tuple[int, int]:
    return int(point[0] // _CLEAR), int(point[1] // _CLEAR)


def _sites(grid: BaseGrid, cells: frozenset[tuple[int, int]]) -> list[Point]:
    """Where buildings can stand in a grid; its middle when there is no room at all."""
    xs, ys = [x for x, _ in grid.ring], [y for _, y in grid.ring]
    dx, dy = _SPACING
    found = []
    for i in range(int((max(xs) - min(xs)) / dx) + 1):
        for j in range(int((max(ys) - min(ys)) / dy) + 1):
            x, y = min(xs) + (i + 0.5) * dx, min(ys) + (j + 0.5) * dy
            corners = [(x + sx * 18, y + sy * 10) for sx in (-1, 1) for sy in (-1, 1)]
            if all(inside(corner, grid.ring) for corner in corners) and not beside_road((x, y), cells):
                found.append((x, y))
    return found or [(sum(xs) / len(xs), sum(ys) / len(ys))]


def beside_road(point: Point, cells: frozenset[tuple[int, int]]) -> bool:
    """Whether a building in the middle of `point` would stand on a road."""
    cx, cy = _cell(point)
    return any((cx + i, cy + j) in cells for i in (-1, 0, 1) for j in (-1, 0, 1))


def _nearest(sites: Sequence[Point], middle: Point, count: int) -> list[Point]:
    return sorted(sites, key=lambda site: (distance(site, middle), site))[:count]


def _estate(
    land: Territory, grid: BaseGrid, serial: int, row: facts.Row, sites: Sequence[Point], dice: Dice
) -> Estate:
    """An estate whose buildings are numbered from the north-west, row by row."""
    code = f"{grid.community}E{serial:02d}"
    year = int(row["built"])
    buildings = tuple(
        Building(
            code=f"{code}B{number:02d}",
            name=f"{row['name']}{number}幢",
            estate=code,
            grid=grid.code,
            at=land.frame.degrees(site),
            floors=dice.whole(5, 6) if year < 1996 else dice.weighted({6: 50, 11: 30, 18: 20}),
            built=year + dice.whole(0, 3),
        )
        for number, site in enumerate(sorted(sites, key=lambda site: (-site[1], site[0])), start=1)
    )
    x = sum(building.at[0] for building in buildings) / len(buildings)
    y = sum(building.at[1] for building in buildings) / len(buildings)
    middle = min(buildings, key=lambda building: (distance(building.at, (x, y)), building.code))
    return Estate(code, row["name"], facts.split(row["aliases"]), grid.code, middle.at, buildings)


def flats(found: Sequence[Estate], dice: Dice) -> Iterator[Flat]:
    """All flats and houses, no door twice: first one in every base grid, then anywhere."""
    by_grid: dict[str, Building] = {}
    for estate in found:
        by_grid.setdefault(estate.grid, dice.pick(estate.buildings))
    buildings = [building for estate in found for building in estate.buildings]
    free: dict[str, list[str]] = {}
    for building in by_grid.values():
        yield _flat(building, free, dice)
    for i in dice.shuffled([i for i, building in enumerate(buildings) for _ in range(building.dwellings)]):
        if free.get(buildings[i].code) != []:
            yield _flat(buildings[i], free, dice)


def _flat(building: Building, free: dict[str, list[str]], dice: Dice) -> Flat:
    if building.code not in free:
        floors, across = range(1, building.floors + 1), range(1, building.per_floor + 1)
        free[building.code] = dice.shuffled([f"{floor}{n:02d}" for floor in floors for n in across]) or [""]
    door = free[building.code].pop()
    if not door:
        return Flat(f"{building.code}-1", building.name, house_number(building.name), building)
    return Flat(f"{building.code}-{door}", f"{building.name}{door}室", door, building)


def house_number(name: str) -> str:
    """12 of 上林村东林渡12号."""
    return name.removesuffix("号")[len(name.rstrip("0123456789号")) :]


def write_estates(out: Writer, found: Sequence[Estate]) -> None:
    """Write the estates and their buildings."""
    for estate in found:
        out.node(
            "Estate",
            code=estate.code,
            name=estate.name,
            aliases=estate.aliases,
            at=estate.at,
            grid=estate.grid,
        )
        for building in estate.buildings:
            out.node(
                "Building",
                code=building.code,
                name=building.name,
                floors=building.floors,
                built=building.built,
                use="residential",
                at=building.at,
                estate=estate.code,
                grid=building.grid,
            )


def write_flat(out: Writer, flat: Flat) -> None:
    """Write a flat's address."""
    out.node(
        "Address",
        code=flat.code,
        name=flat.name,
        door=flat.door,
        at=flat.building.at,
        building=flat.building.code,
        grid=flat.building.grid,
    )


def estates_by_grid(found: Sequence[Estate]) -> Mapping[str, tuple[Estate, ...]]:
    """The estates of each base grid."""
    grids: dict[str, tuple[Estate, ...]] = {}
    for estate in found:
        grids[estate.grid] = (*grids.get(estate.grid, ()), estate)
    return grids
