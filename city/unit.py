"""A unit as it is written: what it is, whose it is, where it sits and what it covers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from city.dice import Dice
from city.geometry import Point
from city.writer import Writer


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A unit, or a residents' committee. `areas` and `grids` are what it covers.

    Attributes:
        successor: code of the unit that took over what this one did before `closed_on`.
        seat: code of a subdistrict that it sits in without covering it; written with that subdistrict.
    """

    code: str
    name: str
    level: str
    kind: str
    department: str
    phone: str
    aliases: tuple[str, ...] = ()
    closed_on: str = ""
    successor: str = ""
    areas: tuple[str, ...] = ()
    grids: tuple[str, ...] = ()
    at: Point | None = None
    grid: str | None = None
    seat: str = ""


def telephone(dice: Dice) -> str:
    """A landline number that nobody can have: no local number begins with 0."""
    return f"0512-0{dice.whole(0, 9_999_999):07d}"


def department_code(area: str, kind: str) -> str:
    """The code of a kind of department of the city or a district."""
    return f"D{area}-{kind}"


def write_units(out: Writer, units: Iterable[Unit], *, households: Mapping[str, int]) -> None:
    """Write units and committees with what they cover; `households` is by community.

    A unit with a seat but no position is left to the subdistrict that it sits in.
    """
    for unit in units:
        if unit.seat and unit.at is None:
            continue
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
        if unit.successor:
            out.link("Unit", "SUCCEEDED_BY", "Unit", (unit.code, unit.successor))
