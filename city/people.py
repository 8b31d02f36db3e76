"""Households and residents, none of whom exists.

Names are drawn from common characters. Mobile numbers begin with 1000, which no operator has. Of citizen ID
numbers see `city.identity`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from city import facts
from city.dice import Dice
from city.estates import Flat, flats, write_flat
from city.facts import PersonNames
from city.housing import IN_FLATS
from city.identity import IdNumbers
from city.scale import AS_OF
from city.town import Town
from city.writer import Writer

_FAMILIES = {
    "elder_alone": 15.0,
    "elder_couple": 20.0,
    "single": 14.0,
    "couple": 12.0,
    "child": 20.0,
    "two_children": 5.0,
    "three_generations": 10.0,
    "grown_child": 14.0,
    "one_parent": 4.0,
    "shared": 10.0,
}


_PARENTS = {"couple": (24, 64), "grown_child": (45, 62)}
"""The ages of a couple with no child, or with one who is grown up."""
_NOT_REGISTERED = 0.012
"""The share of newcomers' households without a residence permit."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of a household: age in full years, sex F or M; `own` if the surname is not the household's."""

    age: int
    sex: str
    own: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """Where a household can be: an address, and the flat if it has still to be written."""

    address: str
    grid: str
    flat: Flat | None


def mobile(dice: Dice) -> str:
    """A mobile number that nobody can have: no number range begins with 1000."""
    return f"1000{dice.whole(0, 9_999_999):07d}"


def person_name(names: PersonNames, sex: str, born: int, dice: Dice, *, surname: str = "") -> str:
    """A full name in the taste of a birth year."""
    era = next(last for last in names.given[sex] if born <= last)
    chars = names.given[sex][era]
    given = dice.pick(chars) + (dice.pick(chars) if dice.chance(0.72) else "")
    return (surname or dice.weighted(names.surnames)) + given


def family(dice: Dice) -> list[Member]:
    """The members of a household of a plausible kind, the reference person first."""
    kind = dice.weighted(_FAMILIES)
    sexes = ("M", "F") if dice.chance(0.6) else ("F", "M")
    if kind == "elder_alone":
        return [Member(dice.whole(62, 94), "F" if dice.chance(0.64) else "M")]
    if kind == "elder_couple":
        age = dice.whole(61, 88)
        return [Member(age, sexes[0]), Member(min(95, max(60, age + dice.whole(-4, 3))), sexes[1], own=True)]
    if kind == "single":
        return [Member(dice.whole(20, 58), sexes[0])]
    if kind == "shared":
        return [Member(dice.whole(19, 45), dice.pick("FM"), own=True) for _ in range(dice.whole(1, 4))]
    age = dice.whole(*_PARENTS.get(kind, (26, 46)))
    child = [Member(max(0, age - dice.whole(23, 31)), dice.pick("FM"))]
    if kind == "one_parent":
        return [Member(age, "F" if dice.chance(0.7) else "M"), *child]
    couple = [Member(age, sexes[0]), Member(max(22, age + dice.whole(-4, 3)), sexes[1], own=True)]
    if kind == "couple":
        return couple
    if kind == "two_children":
        child.append(Member(max(0, child[0].age - dice.whole(2, 6)), dice.pick("FM")))
    if kind == "three_generations":
        elders = [Member(age + dice.whole(23, 30), "F", own=True), Member(age + dice.whole(24, 31), "M")]
        return couple + child + elders[: dice.whole(1, 2)]
    return couple + child


def homes(town: Town, dice: Dice) -> Iterator[Home]:
    """Homes without end: flats, and old houses that up to three households share; at last shared flats.

    First those that must not stand empty: all of a grid whose households are counted, one of each other.
    """
    pinned = [estate for estate in town.estates if estate.grid in town.pinned]
    for flat in flats(pinned, dice):
        yield Home(flat.code, flat.building.grid, flat)
    doors = [door for door in town.doors if door.house and door.grid not in town.pinned]
    houses = dice.shuffled([door for door in doors for _ in range(3)])
    supply = flats([estate for estate in town.estates if estate.grid not in town.pinned], dice)
    last: list[Flat] = []
    for number, flat in enumerate(supply):
        while houses and number >= len(town.land.grids) and not dice.chance(IN_FLATS):
            door = houses.pop()
            yield Home(door.code, door.grid, None)
        last = [*last[-99:], flat]
        yield Home(flat.code, flat.building.grid, flat)
    while True:
        flat = dice.pick(last)
        yield Home(flat.code, flat.building.grid, None)


def populate(
    out: Writer, town: Town, count: int, seed: int, ids: IdNumbers
) -> Iterator[tuple[str, str, Sequence[Member], str]]:
    """Write households with exactly `count` residents, one household at a time.

    Yields:
        (household code, community code, members, residence) of each, for what is written about it elsewhere.
    """
    dice = Dice(seed, town.code, "people")
    names = facts.person_names()
    serials: dict[str, int] = {}
    supply = homes(town, dice)
    while count > 0:
        members = family(dice)[:count]
        count -= len(members)
        home = next(supply)
        if home.flat:
            write_flat(out, home.flat)
        community = town.land.grids[home.grid].community
        serials[community] = serials.get(community, 0) + 1
        household = f"{community}H{serials[community]:05d}"
        residence = _residence(members, dice)
        out.node("Household", code=household, tenure=_tenure(residence, dice), address=home.address)
        _write_members(out, household, members, residence, names=names, dice=dice, ids=ids)
        yield household, community, members, residence


def _residence(members: Sequence[Member], dice: Dice) -> str:
    """Locals, or newcomers with a residence permit, or a few not yet with one."""
    shared = len(members) > 0 and members[0].own
    newcomer = dice.chance(0.8 if shared else 0.04 if members[0].age >= 60 else 0.24)
    return ("floating" if dice.chance(_NOT_REGISTERED) else "permit") if newcomer else "local"


def _tenure(residence: str, dice: Dice) -> str:
    if residence == "local":
        return dice.weighted({"owner": 82, "public": 13, "tenant": 5})
    return dice.weighted({"tenant": 76, "owner": 14, "employer": 10})


def _write_members(
    out: Writer,
    household: str,
    members: Sequence[Member],
    residence: str,
    *,
    names: PersonNames,
    dice: Dice,
    ids: IdNumbers,
) -> None:
    surname = dice.weighted(names.surnames)
    for serial, member in enumerate(members, start=1):
        born = AS_OF - timedelta(days=member.age * 365 + member.age // 4 + dice.whole(1, 364))
        number = ids.next(born.year, member.sex)
        out.node(
            "Resident",
            code=f"{household}P{serial}",
            sex=member.sex,
            birth_year=int(number[6:10]),
            residence=residence,
            name=person_name(names, member.sex, born.year, dice, surname="" if member.own else surname),
            phone=mobile(dice) if member.age >= 14 and dice.chance(0.93) else None,
            id_number=number,
            household=household,
        )
