"""Who is in a grid (一格多元): grid workers, party branches, and the units present there."""

from collections.abc import Mapping

from city import facts
from city.bodies import Competence
from city.dice import Dice
from city.people import mobile, person_name
from city.territory import CommunityLand
from city.town import Town
from city.writer import Writer

_FULL_TIME = 0.7
_SECOND = 0.25
"""The share of base grids with a deputy of their own beside the lead."""


class Roster:
    """Writes the grid workers: in each community a head, a deputy, and a lead for every grid.

    A grid of level 2 that communities share has one lead: the head of the community it is named after.
    """

    def __init__(self, out: Writer, town: Town, seed: int) -> None:
        self._out = out
        self._town = town
        self._dice = Dice(seed, town.code, "workers")
        self._names = facts.person_names()
        self._serial = 0

    def write(self, competence: Competence) -> Mapping[str, str]:
        """Write everyone, the subdistrict's head first; returns the lead of each base grid."""
        town = self._town
        leads: dict[str, str] = {}
        office = competence.unit("subdistrict_office", next(iter(town.land.grids)))
        self._worker(office, "full_time", {town.land.grid: "lead"})
        for part in town.land.communities:
            committee = competence.unit("residents_committee", part.grids[0].code)
            leads |= self._community(part, committee)
        return leads

    def _community(self, part: CommunityLand, committee: str | None) -> dict[str, str]:
        self._worker(committee, "full_time", {part.grid: "lead" if part.heads else "deputy"})
        self._worker(committee, "part_time", dict.fromkeys((grid.code for grid in part.grids), "deputy"))
        leads = {}
        for grid in part.grids:
            employment = "full_time" if self._dice.chance(_FULL_TIME) else "part_time"
            leads[grid.code] = self._worker(committee, employment, {grid.code: "lead"})
            if grid.micro:
                self._worker(committee, "part_time", dict.fromkeys((m.code for m in grid.micro), "lead"))
            if self._dice.chance(_SECOND):
                self._worker(committee, "part_time", {grid.code: "deputy"})
        return leads

    def _worker(self, unit: str | None, employment: str, grids: dict[str, str]) -> str:
        """Write a worker with the role in each grid; returns the code."""
        self._serial += 1
        code = f"W{self._town.code}{self._serial:04d}"
        sex = self._dice.pick("FFM")
        self._out.node(
            "GridWorker",
            code=code,
            name=person_name(self._names, sex, self._dice.whole(1968, 1999), self._dice),
            phone=mobile(self._dice),
            employment=employment,
            unit=unit,
        )
        for grid, role in grids.items():
            self._out.link("GridWorker", "PATROLS", "Grid", (code, grid), role=role)
        return code


def write_party_branches(out: Writer, town: Town, seed: int) -> None:
    """Write the party committees of the subdistrict and its communities, and a branch of every other grid."""
    dice = Dice(seed, town.code, "party")

    def add(code: str, name: str, grid: str, members: tuple[int, int]) -> None:
        out.node("PartyBranch", code=code, name=name, members=dice.whole(*members))
        out.link("PartyBranch", "PRESENT_IN", "Grid", (code, grid))

    works = "street" in town.names.forms or "park" in town.names.forms
    add(f"P{town.code}", f"{town.names.body}{'党工委' if works else '党委'}", town.land.grid, (20, 60))
    for part in town.land.communities:
        place = part.community
        add(f"P{place.code}00", f"{place.name}{_body(part, dice)}", part.grid, (90, 260))
        for number, grid in enumerate(part.grids, start=1):
            code = f"P{place.code}{number:02d}"
            add(code, f"{grid.name}党支部", grid.code, (18, 70))
            for letter, micro in enumerate(grid.micro, start=1):
                add(f"{code}{letter:02d}", f"{micro.name}党小组", micro.code, (3, 12))


def _body(part: CommunityLand, dice: Dice) -> str:
    """党委 in most communities, 党总支 in half of the villages."""
    return "党总支" if part.community.sort == "village" and dice.chance(0.5) else "党委"


def write_presence(out: Writer, town: Town, competence: Competence) -> None:
    """Write that 综治, 公安, 民政, 城管, 安监 and 环保 are present in every grid."""
    for row in facts.rows("city/presence"):
        for part in town.land.communities:
            for grid in part.grids:
                unit = competence.unit(row["kind"], grid.code)
                for code in (grid.code, *(micro.code for micro in grid.micro)):
                    _present(out, unit, code)
            if part.heads:
                _present(out, competence.unit(row["kind"], part.grids[0].code), part.grid)
        found = competence.units(row["kind"], next(iter(town.land.grids)))
        if found and not _shared(found[0].areas, town):
            _present(out, found[0].code, town.land.grid)


def _shared(areas: tuple[str, ...], town: Town) -> bool:
    """Whether another subdistrict, whose grid of level 1 the town shares, has a unit of these areas too."""
    host = town.land.grid[: len(town.code)]
    return host != town.code and host in areas


def _present(out: Writer, unit: str | None, grid: str) -> None:
    if unit:
        out.link("Unit", "PRESENT_IN", "Grid", (unit, grid))
