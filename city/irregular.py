"""Units off the pattern: shared by two streets, seated in another district, for some communities only.

`data/city/irregular_units.csv` lists them. They are made above the subdistricts, since none of these alone
knows of them, and each subdistrict that such a unit covers whole leaves its own unit of that kind out.
"""

from collections.abc import Collection, Sequence

from city import facts
from city.dice import Dice
from city.facts import Subdistrict
from city.unit import Unit, department_code, telephone


def irregular_units(subdistricts: Sequence[Subdistrict], seed: int) -> list[Unit]:
    """The irregular units that cover something of these subdistricts; what else they cover is left out."""
    here = {sub.code: sub for sub in subdistricts}
    units = []
    for row in facts.rows("city/irregular_units"):
        areas = tuple(area for area in facts.split(row["covers"]) if area[:9] in here)
        if areas:
            units.append(_unit(row, areas, here[areas[0][:9]], seed, seat=_seat(row, here)))
    return units


def _seat(row: facts.Row, here: Collection[str]) -> str:
    return row["seat"] if row["seat"] in here else ""


def _unit(row: facts.Row, areas: tuple[str, ...], sub: Subdistrict, seed: int, *, seat: str) -> Unit:
    first = facts.split(row["covers"])[0]
    owner = facts.CITY[0] if row["department"] == "city" else sub.district_code
    return Unit(
        code=f"U{first}-{row['kind']}-0",
        name=row["name"],
        level="subdistrict",
        kind=row["kind"],
        department=department_code(owner, row["kind"]),
        phone=telephone(Dice(seed, first, row["kind"])),
        aliases=facts.split(row["aliases"]),
        areas=areas,
        seat=seat,
    )
