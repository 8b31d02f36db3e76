"""Who is in a grid (一格多元): grid workers, party branches, and the units present there."""

from city import facts
from city.bodies import Competence
from city.dice import Dice
from city.people import mobile, person_name
from city.territory import CommunityLand
from city.town import Town
from city.writer import Writer


class Roster:
    """Writes the grid workers: in each community a head, a deputy, and a lead for every grid."""

    def __init__(self, out: Writer, town: Town, seed: int) -> None:
        self._out = out
        self._town = town
        self._dice = Dice(seed, town.code, "workers")
        self._names = facts.person_names()
        self._serial = 0

    def write(self, competence: Competence) -> None:
        """Write everyone, the subdistrict's head first."""
        town = self._town
        office = competence.unit("subdistrict_office", next(iter(town.land.grids)))
        self._worker(office, "full_time", {town.land.grid: "lead"})
        for part in town.land.communities:
            self._community(part, competence.unit("residents_committee", part.grids[0].code))

    def _community(self, part: CommunityLand, committee: str | None) -> None:
        self._worker(committee, "full_time", {part.grid: "lead"})
        self._worker(committee, "part_time", dict.fromkeys((grid.code for grid in part.grids), "deputy"))
        for grid in part.grids:
            full = self._dice.chance(0.7)
            self._worker(committee, "full_time" if full else "part_time", {grid.code: "lead"})
            if grid.micro:
                self._worker(committee, "part_time", dict.fromkeys((m.code for m in grid.micro), "lead"))
            if self._dice.chance(0.25):
                self._worker(committee, "part_time", {grid.code: "deputy"})

    def _worker(self, unit: str | None, employment: str, grids: dict[str, str]) -> None:
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


def write_party_branches(out: Writer, town: Town, seed: int) -> None:
    """Write the party committee of every community and the branch of every base grid."""
    dice = Dice(seed, town.code, "party")
    for part in town.land.communities:
        code = f"P{part.community.code}00"
        out.node("PartyBranch", code=code, name=f"{part.community.name}党委", members=dice.whole(90, 260))
        out.link("PartyBranch", "PRESENT_IN", "Grid", (code, part.grid))
        for number, grid in enumerate(part.grids, start=1):
            code = f"P{part.community.code}{number:02d}"
            out.node("PartyBranch", code=code, name=f"{grid.name}党支部", members=dice.whole(18, 70))
            out.link("PartyBranch", "PRESENT_IN", "Grid", (code, grid.code))


def write_presence(out: Writer, town: Town, competence: Competence) -> None:
    """Write that 综治, 公安, 民政, 城管, 安监 and 环保 are present in every grid of levels 2 and 3."""
    for row in facts.rows("city/presence"):
        for part in town.land.communities:
            for grid in part.grids:
                _present(out, competence.unit(row["kind"], grid.code), grid.code)
            if part.heads:
                _present(out, competence.unit(row["kind"], part.grids[0].code), part.grid)


def _present(out: Writer, unit: str | None, grid: str) -> None:
    if unit:
        out.link("Unit", "PRESENT_IN", "Grid", (unit, grid))
