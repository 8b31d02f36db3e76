"""Social organisations: of the city, of its districts, of a subdistrict, and groups in the communities.

`data/city/organisations.csv` lists those above the communities; each is written once, at its own level. The
groups of the communities (`groups.csv`) are as many as it takes to reach the share of the residents.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from city import facts
from city.census import Census
from city.dice import Dice, apportion
from city.facts import Subdistrict
from city.naming import Names
from city.town import Town
from city.writer import Writer

_GROUPS_SHARE = 0.6
"""The share of communities that have a group of their own even where few people live."""
_PER_RESIDENT = 14.5 / 10_000
"""Organisations of a subdistrict and its communities; more than 13 per 10,000 are asked for."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A social organisation and the needs it works for."""

    code: str
    name: str
    kind: str
    needs: tuple[str, ...]


def write_top_organisations(out: Writer, subdistricts: Sequence[Subdistrict]) -> None:
    """Write the organisations of the city and of each district that has a subdistrict here."""
    seen: set[str] = set()
    for sub in subdistricts:
        for organisation, row in _above(sub.names, sub.district_code):
            if organisation.code not in seen:
                seen.add(organisation.code)
                out.node(
                    "SocialOrganisation",
                    code=organisation.code,
                    name=organisation.name,
                    kind=organisation.kind,
                    grade=row["grade"],
                )


def _above(names: Names, district: str) -> Iterator[tuple[Organisation, facts.Row]]:
    areas = {"city": facts.CITY[0], "district": district}
    serials = dict.fromkeys(areas, 0)
    for row in facts.rows("city/organisations"):
        if row["level"] in areas:
            serials[row["level"]] += 1
            code = f"O{areas[row['level']]}{serials[row['level']]:03d}"
            yield Organisation(code, names.fill(row["name"]), row["kind"], facts.split(row["serves"])), row


def organisations(out: Writer, town: Town, census: Census, dice: Dice) -> list[Organisation]:
    """All organisations at work in a subdistrict; its own are written, those above it are known already."""
    found = [organisation for organisation, _ in _above(town.names, town.land.subdistrict.district_code)]
    rows = [row for row in facts.rows("city/organisations") if row["level"] == "subdistrict"]
    for serial, row in enumerate(rows, start=1):
        name = town.names.fill(row["name"])
        found.append(_write(out, town, serial, name, row, dice=dice))
    return found + _groups(out, town, len(rows), census, dice)


def _groups(out: Writer, town: Town, serial: int, census: Census, dice: Dice) -> list[Organisation]:
    groups = facts.rows("city/groups")
    found = []
    for i, (community, count) in enumerate(_counts(town, serial, census, dice)):
        for j in range(count):
            serial += 1
            row = groups[(i + j) % len(groups)]
            name = town.names.fill(row["name"], community=community.short)
            if j >= len(groups):
                name = f"{name}（第{j // len(groups) + 1}队）"
            entry = {**row, "kind": "community_group", "grade": "", "serves": row["needs"]}
            found.append(_write(out, town, serial, name, entry, dice=dice, area=community.code))
    return found


def _counts(town: Town, others: int, census: Census, dice: Dice) -> Iterator[tuple[facts.Community, int]]:
    """How many groups each community has, in an order of chance."""
    places = dice.shuffled([part.community for part in town.land.communities])
    own = [int(dice.chance(_GROUPS_SHARE)) for _ in places]
    wanted = ceil(sum(census.residents[place.code] for place in places) * _PER_RESIDENT)
    more = max(0, wanted - others - sum(own))
    weights = [1.0 + census.residents[place.code] for place in places]
    return zip(places, (a + b for a, b in zip(own, apportion(more, weights), strict=True)), strict=True)


def _write(
    out: Writer, town: Town, serial: int, name: str, row: facts.Row, *, dice: Dice, area: str = ""
) -> Organisation:
    code = f"O{town.code}{serial:03d}"
    at, grid = town.premises(area or town.code, dice)
    out.node(
        "SocialOrganisation", code=code, name=name, kind=row["kind"], grade=row["grade"], at=at, grid=grid
    )
    return Organisation(code, name, row["kind"], facts.split(row["serves"]))


def best(organisations: Sequence[Organisation], needs: Sequence[str], dice: Dice) -> Organisation:
    """One of the organisations that work for most of these needs."""
    matches = [len(set(needs).intersection(organisation.needs)) for organisation in organisations]
    most = max(matches)
    return dice.pick([o for o, n in zip(organisations, matches, strict=True) if n == most])
