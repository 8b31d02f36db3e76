"""The social side of a subdistrict: its organisations, their people, and what they offer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.census import Census
from city.dice import Dice, apportion
from city.elder_care import Target, sites, targets
from city.geometry import Point, centroid, distance
from city.organisations import Organisation, best, organisations
from city.projects import write_projects, write_resources
from city.social_work import write_social_workers, write_teams
from city.territory import CommunityLand
from city.town import Town
from city.writer import Writer

_YEAR = 2025
_FULL = 0.1
"""The share of the communities' services without a place left."""
_ONCE = ("subdistrict", "centre")
"""Reaches of which a subdistrict has one, whatever its communities."""


@dataclass(frozen=True, slots=True)
class Place:
    """A service to be: its kind's row, where it is, and the areas, or the grid, that it serves."""

    row: facts.Row
    part: CommunityLand | None
    areas: tuple[str, ...] = ()
    grid: str = ""
    serial: int = 1


class Society:
    """Writes the social side of one subdistrict; `census` counts the people it is for."""

    def __init__(self, out: Writer, town: Town, census: Census, seed: int) -> None:
        self._out = out
        self._town = town
        self._census = census
        self._seed = seed
        self._serial = 0
        self._subsidies = {row["kind"]: row for row in facts.rows("city/subsidies")}
        self._middles: Mapping[str, Point] = {
            part.community.code: centroid(part.ring) for part in town.land.communities
        }

    def write(self) -> int:
        """Write all of it; returns the number of services."""
        found = organisations(self._out, self._town, self._census, self._dice("organisations"))
        write_social_workers(self._out, self._town, found, self._census, self._dice("social workers"))
        write_teams(self._out, self._town, found, self._census, self._dice("teams"))
        self._services(found, self._dice("services"))
        self._targets(found, self._dice("elder care"))
        write_projects(self._out, self._town, found, self._dice("projects"))
        write_resources(self._out, self._town, found, self._dice("resources"))
        return self._serial

    def _dice(self, name: str) -> Dice:
        return Dice(self._seed, self._town.code, name)

    def _services(self, found: Sequence[Organisation], dice: Dice) -> None:
        set_apart = targets(self._town.land.subdistrict)
        for row in facts.rows("city/services"):
            if row["kind"] in set_apart:
                continue
            for place in self._places(row, dice):
                code, capacity = self._service(place, found, dice)
                if subsidy := self._subsidies.get(row["kind"]):
                    amount = int(subsidy["per_place"]) * capacity
                    self._subsidy(code, subsidy["name"], amount, _YEAR)

    def _places(self, row: facts.Row, dice: Dice) -> Iterator[Place]:
        parts = self._town.land.communities
        if row["reach"] == "subdistrict":
            yield Place(row, None, (self._town.code,))
            return
        for part in (dice.pick(parts),) if row["reach"] in _ONCE else parts:
            if not dice.chance(float(row["share"]) / 100):
                continue
            own = part.community.code
            if row["reach"] == "grid":
                yield Place(row, part, grid=dice.pick(part.grids).code)
            else:
                yield Place(row, part, (own,) if row["reach"] == "community" else self._near(own))

    def _near(self, community: str) -> tuple[str, ...]:
        """A community and the two next to it."""
        middle = self._middles[community]
        return tuple(sorted(self._middles, key=lambda code: distance(self._middles[code], middle))[:3])

    def _targets(self, found: Sequence[Organisation], dice: Dice) -> None:
        """Write the services of which the district has set how many there are and what they cost."""
        land_of = self._town.land.land_of
        for target in targets(self._town.land.subdistrict).values():
            row = _community_row(target.kind)
            places = [
                Place(row, land_of[site.community], site.serves, serial=site.serial)
                for site in sites(target, list(land_of), self._census, dice)
            ]
            written = [self._service(place, found, dice) for place in places]
            self._share_out(target, written)

    def _share_out(self, target: Target, written: Sequence[tuple[str, int]]) -> None:
        """Write a target's money as one subsidy for each service, by its capacity."""
        amounts = apportion(target.subsidy, [float(capacity) for _, capacity in written])
        for (code, _), amount in zip(written, amounts, strict=True):
            self._subsidy(code, self._subsidies[target.kind]["name"], amount, target.year)

    def _service(self, place: Place, found: Sequence[Organisation], dice: Dice) -> tuple[str, int]:
        """Write a service, where it serves and what it meets. Returns its code and capacity."""
        self._serial += 1
        code = f"CS{self._town.code}{self._serial:04d}"
        row, part = place.row, place.part
        capacity = dice.whole(int(row["capacity_min"]), int(row["capacity_max"]))
        full = part is not None and row["reach"] not in _ONCE and dice.chance(_FULL)
        needs = facts.split(row["needs"])
        at, grid = self._town.premises(part.community.code if part else self._town.code, dice)
        self._out.node(
            "CommunityService",
            code=code,
            name=self._name(place),
            kind=row["kind"],
            capacity=capacity,
            used=capacity if full else int(capacity * dice.between(0.35, 0.88)),
            hours=row["hours"],
            at=at,
            grid=grid,
            organisation=best(found, needs, dice).code,
        )
        if place.grid:
            self._out.link("CommunityService", "SERVES", "Grid", (code, place.grid))
        for area in place.areas:
            self._out.link("CommunityService", "SERVES", "Area", (code, area))
        for need in needs:
            self._out.link("CommunityService", "MEETS", "Need", (code, need))
        return code, capacity

    def _name(self, place: Place) -> str:
        community = place.part.community if place.part else None
        name = self._town.names.fill(
            place.row["name"],
            community=community.short if community else "",
            place=community.name if community else "",
        )
        return name if place.serial == 1 else f"{name}（{place.serial}部）"

    def _subsidy(self, service: str, name: str, amount: int, year: int) -> None:
        self._out.node("Subsidy", code=f"B{service}", name=name, amount=amount, year=year)
        self._out.link("Subsidy", "FUNDS", "CommunityService", (f"B{service}", service))


def _community_row(kind: str) -> facts.Row:
    """What a community's service of a kind is like."""
    rows = (row for row in facts.rows("city/services") if row["kind"] == kind)
    return next(row for row in rows if row["reach"] not in _ONCE)
