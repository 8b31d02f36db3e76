"""Departments, their units, and where each unit is competent.

`data/city/departments.csv` and `units.csv` say which bodies there are. What covers the city or a district is
made once (`top_units`), the rest for each subdistrict (`local_units`). Telephone numbers begin with 0 after
the area code, as no subscriber's does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from city import facts
from city.committees import committees, property_services
from city.dice import Dice
from city.facts import Subdistrict
from city.geometry import Point, centroid
from city.irregular import irregular_units
from city.naming import Names, fitting
from city.town import Town
from city.unit import Unit as Unit
from city.unit import department_code, telephone
from city.unit import write_units as write_units
from city.writer import Writer

_LEVELS = ("community", "subdistrict", "district", "city")
_ABOVE = ("city", "district")
_UNDIVIDED = 10
"""A subdistrict with fewer communities is one beat: the first half's unit has all of it."""
_CITY_ROAD_KINDS = ("municipal", "landscape", "sanitation")
"""Whose work the city does itself on the roads that it kept."""


def write_departments(out: Writer, subdistricts: Sequence[Subdistrict]) -> None:
    """Write the departments of the city, and of each district that has a subdistrict here."""
    rows = facts.rows("city/departments")
    for area, sub, forms in _owners(subdistricts):
        level = "city" if area == facts.CITY[0] else "district"
        for row in fitting((r for r in rows if r["level"] == level), forms, by=lambda r: r["kind"]):
            out.node(
                "Department",
                code=department_code(area, row["kind"]),
                name=sub.names.fill(row["name"]),
                level=level,
                kind=row["kind"],
            )


def _owners(subdistricts: Sequence[Subdistrict]) -> Iterator[tuple[str, Subdistrict, tuple[str, ...]]]:
    """(code, a subdistrict to take the names from, forms) of the city and of each district."""
    yield facts.CITY[0], subdistricts[0], ("",)
    first_of = {sub.district_code: sub for sub in reversed(subdistricts)}
    for area, sub in sorted(first_of.items()):
        yield area, sub, sub.names.district_forms


def top_units(subdistricts: Sequence[Subdistrict], seed: int) -> list[Unit]:
    """The units that cover the city or a district, and the irregular ones across subdistricts."""
    rows = facts.rows("city/units")
    units = []
    for area, sub, forms in _owners(subdistricts):
        covers = "city" if area == facts.CITY[0] else "district"
        dice = Dice(seed, area, "units")
        for code, row in _numbered(area, _fitting((r for r in rows if r["covers"] == covers), forms)):
            units.append(_unit(code, row, sub, dice, areas=(area,)))
    return units + irregular_units(subdistricts, seed)


def local_units(town: Town, seed: int, top: Sequence[Unit] = ()) -> list[Unit]:
    """The units of a subdistrict or a half of it, its property services and its committees.

    Where a unit of `top` covers the whole subdistrict at its level, it has none of that kind of its own; and
    units of `top` that are seated here, get their premises.
    """
    dice = Dice(seed, town.code, "units")
    halves = _halves(town)
    names = town.names
    shared = {u.kind: u.code for u in top if u.level == "subdistrict" and town.code in u.areas}
    rows = _fitting((r for r in facts.rows("city/units") if r["covers"] not in _ABOVE), names.forms)
    units = []
    for code, row in _numbered(town.code, rows):
        at, grid = town.premises(town.code, dice)
        unit = _unit(code, row, town.land.subdistrict, dice, areas=halves[row["covers"]], at=at, grid=grid)
        if unit.closed_on:
            units.append(replace(unit, successor=shared.get(unit.kind, unit.successor)))
        elif unit.areas and unit.kind not in shared:
            units.append(unit)
    for unit in top:
        if unit.seat == town.code:
            at, grid = town.premises(town.code, dice)
            units.append(replace(unit, at=at, grid=grid))
    return [*units, *property_services(town, dice), *committees(town, dice)]


def _fitting(rows: Iterable[facts.Row], forms: Sequence[str]) -> list[facts.Row]:
    """For each kind, the rows for the most particular of a place's forms."""
    return fitting(rows, forms, by=lambda row: row["kind"])


def _numbered(area: str, rows: Iterable[facts.Row]) -> Iterator[tuple[str, facts.Row]]:
    serials: dict[str, int] = {}
    for row in rows:
        serials[row["kind"]] = serials.get(row["kind"], 0) + 1
        yield f"U{area}-{row['kind']}-{serials[row['kind']]}", row


def _unit(
    code: str,
    row: facts.Row,
    sub: Subdistrict,
    dice: Dice,
    *,
    areas: tuple[str, ...],
    at: Point | None = None,
    grid: str | None = None,
) -> Unit:
    owner = facts.CITY[0] if row["department"] == "city" else sub.district_code
    names: Names = sub.names
    return Unit(
        code=code,
        name=names.fill(row["name"]),
        level=row["level"],
        kind=row["kind"],
        department=department_code(owner, row["kind"]),
        phone=telephone(dice),
        aliases=tuple(name for alias in facts.split(row["aliases"]) for name in names.aliases(alias)),
        closed_on=row["closed_on"],
        successor=f"{code.rpartition('-')[0]}-{row['successor']}" if row["successor"] else "",
        areas=areas,
        at=at,
        grid=grid,
    )


def _halves(town: Town) -> Mapping[str, tuple[str, ...]]:
    """The areas that `subdistrict`, and each of its halves, stands for."""
    whole = (town.code,)
    if len(town.land.communities) < _UNDIVIDED:
        return {"subdistrict": whole, "west": whole, "north": whole, "east": (), "south": ()}
    middles = {part.community.code: centroid(part.ring) for part in town.land.communities}
    size = len(middles) // 2
    found: dict[str, tuple[str, ...]] = {"subdistrict": whole}
    for axis, low, high in ((0, "west", "east"), (1, "south", "north")):
        lower = set(sorted(middles, key=lambda code: middles[code][axis])[:size])
        found[low] = tuple(code for code in middles if code in lower)
        found[high] = tuple(code for code in middles if code not in lower)
    return found


def city_road(town: Town) -> str | None:
    """The code of the road that the city maintains itself: the longest main road of a street's area."""
    if "street" not in town.names.forms:
        return None
    main = [road for road in town.roads if road.kind == "main"]
    return max(main, key=lambda road: (road.line.length, road.code)).code if main else None


class Competence:
    """Answers which unit of a kind is competent in a base grid. Units that were closed are not."""

    def __init__(self, units: Iterable[Unit], town: Town) -> None:
        sub = town.land.subdistrict
        self._chains: dict[str, tuple[str, ...]] = {
            grid.code: (
                grid.code,
                part.grid,
                part.community.code,
                town.land.grid,
                sub.code,
                sub.district_code,
                facts.CITY[0],
            )
            for part in town.land.communities
            for grid in part.grids
        }
        self._by_place: dict[tuple[str, str], list[Unit]] = {}
        for unit in units:
            for place in () if unit.closed_on else (*unit.areas, *unit.grids):
                self._by_place.setdefault((unit.kind, place), []).append(unit)
        self._city_road = city_road(town)

    def units(self, kind: str, grid: str) -> list[Unit]:
        """All units of a kind competent in a grid, the most specific level first."""
        found = [unit for place in self._chains[grid] for unit in self._by_place.get((kind, place), ())]
        return sorted(found, key=lambda unit: _LEVELS.index(unit.level))

    def unit(self, kind: str, grid: str, *, named: str = "", road: str = "") -> str | None:
        """The code of the most specific unit of a kind in a grid whose name contains `named`.

        On a `road` that the city maintains itself, the unit is the city's.
        """
        found = [unit for unit in self.units(kind, grid) if named in unit.name]
        if road and road == self._city_road and kind in _CITY_ROAD_KINDS:
            found = [unit for unit in found if unit.level == "city"] or found
        return found[0].code if found else None


def write_city_road(out: Writer, town: Town, top: Iterable[Unit]) -> None:
    """Write which of the city's units cover the road that the city maintains itself."""
    road = city_road(town)
    for unit in top:
        if road and unit.level == "city" and unit.kind in _CITY_ROAD_KINDS:
            out.link("Unit", "COVERS", "Road", (unit.code, road))
