"""Departments, their units, and where each unit is competent.

`data/city/departments.csv` and `units.csv` say which bodies there are. What covers the city or a district is
made once (`top_units`), the rest for each subdistrict (`local_units`). Telephone numbers begin with 0 after
the area code, as no subscriber's does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.dice import Dice
from city.facts import Subdistrict
from city.geometry import Point
from city.town import Town
from city.writer import Writer

_LEVELS = ("community", "subdistrict", "district", "city")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit, or a residents' committee. `areas` and `grids` are what it covers."""

    code: str
    name: str
    level: str
    kind: str
    department: str
    phone: str
    aliases: tuple[str, ...] = ()
    closed_on: str = ""
    areas: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    at: Point | None = None
    grid: str | None = None


def telephone(dice: Dice) -> str:
    """A landline number that nobody can have: no local number begins with 0."""
    return f"0512-0{dice.whole(0, 9_999_999):07d}"


def department_code(area: str, kind: str) -> str:
    """The code of a kind of department of the city or a district."""
    return f"D{area}-{kind}"


def write_departments(out: Writer, subdistricts: Sequence[Subdistrict]) -> None:
    """Write the departments of the city, and of each district that has a subdistrict here."""
    first_of = {sub.district_code: sub for sub in reversed(subdistricts)}
    for row in facts.rows("city/departments"):
        owners = {facts.CITY[0]: subdistricts[0]} if row["level"] == "city" else first_of
        for area, sub in sorted(owners.items()):
            out.node(
                "Department",
                code=department_code(area, row["kind"]),
                name=sub.names.fill(row["name"]),
                level=row["level"],
                kind=row["kind"],
            )


def top_units(subdistricts: Sequence[Subdistrict], seed: int) -> list[Unit]:
    """The units that cover the city or a district."""
    units = []
    first_of = {sub.district_code: sub for sub in reversed(subdistricts)}
    for covers, owners in (("city", {facts.CITY[0]: subdistricts[0]}), ("district", first_of)):
        for area, sub in sorted(owners.items()):
            dice = Dice(seed, area, "units")
            for code, row in _numbered(
                area, (row for row in facts.rows("city/units") if row["covers"] == covers)
            ):
                units.append(_unit(code, row, sub, dice, areas=(area,)))
    return units


def local_units(town: Town, seed: int) -> list[Unit]:
    """The units of a subdistrict or a half of it, its property services and its committees."""
    dice = Dice(seed, town.code, "units")
    units = []
    rows = [row for row in facts.rows("city/units") if row["covers"] not in ("city", "district")]
    for code, row in _numbered(town.code, rows):
        at, grid = town.premises(town.code, dice)
        areas = _covered(town, row["covers"])
        units.append(_unit(code, row, town.land.subdistrict, dice, areas=areas, at=at, grid=grid))
    return units + _property_services(town, dice) + _committees(town, dice)


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
    return Unit(
        code=code,
        name=sub.names.fill(row["name"]),
        level=row["level"],
        kind=row["kind"],
        department=department_code(owner, row["kind"]),
        phone=telephone(dice),
        aliases=tuple(sub.names.fill(alias) for alias in facts.split(row["aliases"])),
        closed_on=row["closed_on"],
        areas=areas,
        at=at,
        grid=grid,
    )


def _covered(town: Town, covers: str) -> tuple[str, ...]:
    """The subdistrict, or the communities of its half `north`, `south`, `east` or `west`."""
    if covers == "subdistrict":
        return (town.code,)
    codes = [part.community.code for part in town.land.communities]
    return tuple(code for code in codes if town.land.side(code, covers))


def _property_services(town: Town, dice: Dice) -> list[Unit]:
    """One or two companies in each community, and one station for the blocks without a company."""
    companies = [row["name"] for row in facts.rows("city/property_companies")]
    department = department_code(facts.CITY[0], "property_service")
    units: list[Unit] = []
    without: list[str] = []

    def add(area: str, name: str, level: str, grids: tuple[str, ...], aliases: tuple[str, ...] = ()) -> None:
        at, grid = town.premises(area, dice)
        serial = sum(unit.code.startswith(f"U{area}-") for unit in units) + 1
        units.append(
            Unit(
                code=f"U{area}-property_service-{serial}",
                name=name,
                level=level,
                kind="property_service",
                department=department,
                phone=telephone(dice),
                aliases=aliases,
                grids=grids,
                at=at,
                grid=grid,
            )
        )

    for part in town.land.communities:
        grids = dice.shuffled([grid.code for grid in part.grids])
        if len(grids) > 1 and dice.chance(0.3):
            without.append(grids.pop())
        names = dice.some(companies, 2)
        place = part.community
        if len(grids) > 1 and dice.chance(0.4):
            add(place.code, f"{names[1]}{place.short}二期服务处", "community", (grids.pop(),))
        add(
            place.code,
            f"{names[0]}{place.short}服务处",
            "community",
            tuple(sorted(grids)),
            (f"{place.short}物业",),
        )
    if without:
        name = f"{town.names.short}老新村综合服务站"
        add(town.code, name, "subdistrict", tuple(sorted(without)), (f"{town.names.subdistrict}老新村物业",))
    return units


def _committees(town: Town, dice: Dice) -> list[Unit]:
    units = []
    for part in town.land.communities:
        place = part.community
        at, grid = town.premises(place.code, dice)
        units.append(
            Unit(
                code=f"U{place.code}-residents_committee",
                name=place.committee,
                level="community",
                kind="residents_committee",
                phone=telephone(dice),
                areas=(place.code,),
                at=at,
                grid=grid,
                department=department_code(town.land.subdistrict.district_code, "residents_committee"),
                aliases=(f"{place.short}居委会", f"{place.short}社区居民委员会"),
            )
        )
    return units


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

    def units(self, kind: str, grid: str) -> list[Unit]:
        """All units of a kind competent in a grid, the most specific level first."""
        found = [unit for place in self._chains[grid] for unit in self._by_place.get((kind, place), ())]
        return sorted(found, key=lambda unit: _LEVELS.index(unit.level))

    def unit(self, kind: str, grid: str, *, named: str = "") -> str | None:
        """The code of the most specific unit of a kind in a grid whose name contains `named`."""
        return next((unit.code for unit in self.units(kind, grid) if named in unit.name), None)


def write_units(out: Writer, units: Iterable[Unit], *, households: Mapping[str, int]) -> None:
    """Write units and committees with what they cover; `households` is by community."""
    for unit in units:
        values = {
            "code": unit.code,
            "name": unit.name,
            "level": unit.level,
            "phone": unit.phone,
            "aliases": unit.aliases,
            "closed_on": unit.closed_on,
            "at": unit.at,
            "grid": unit.grid,
            "department": unit.department,
            "kind": unit.kind,
        }
        if unit.kind == "residents_committee":
            out.node("ResidentsCommittee", **values, households=households.get(unit.areas[0], 0))
        else:
            out.node("Unit", **values)
        for area in unit.areas:
            out.link("Unit", "COVERS", "Area", (unit.code, area))
        for grid in unit.grids:
            out.link("Unit", "COVERS", "Grid", (unit.code, grid))
