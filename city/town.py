"""A subdistrict as built: its land, roads, doors and estates, which everything else is placed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from city.areas import write_land
from city.dice import Dice
from city.estates import Estate, estates, write_estates
from city.facts import Names
from city.geometry import Point
from city.housing import housing, pinned_grids
from city.landmarks import write_landmarks
from city.plan import Plot
from city.scale import Scale
from city.streets import Door, Junction, Road, doors, junctions, roads, write_doors, write_roads
from city.territory import Territory, lay_out
from city.writer import Writer


@dataclass(frozen=True)
class Town:
    """One subdistrict. What it holds grows with its streets and buildings, not with its people."""

    land: Territory
    roads: tuple[Road, ...]
    junctions: tuple[Junction, ...]
    doors: tuple[Door, ...]
    estates: tuple[Estate, ...]

    @property
    def code(self) -> str:
        """The subdistrict's code."""
        return self.land.subdistrict.code

    @property
    def names(self) -> Names:
        """The names of the subdistrict and of what it belongs to."""
        return self.land.subdistrict.names

    @cached_property
    def doors_of(self) -> Mapping[str, tuple[Door, ...]]:
        """The doors that nobody lives behind, by community; all of them under the subdistrict's code."""
        found: dict[str, list[Door]] = {self.code: []}
        for door in self.doors:
            if not door.house:
                found.setdefault(self.land.grids[door.grid].community, []).append(door)
                found[self.code].append(door)
        return {code: tuple(some) for code, some in found.items()}

    @cached_property
    def pinned(self) -> frozenset[str]:
        """The base grids whose number of households is a fact: each of their houses has one."""
        return pinned_grids(self.land)

    def premises(self, area: str, dice: Dice) -> tuple[Point, str]:
        """A position and its grid for an office: a door in a community, or in the subdistrict."""
        if found := self.doors_of.get(area):
            door = dice.pick(found)
            return door.at, door.grid
        building = dice.pick([b for e in self.estates if e.code.startswith(area) for b in e.buildings])
        return building.at, building.grid


def raise_town(plot: Plot, scale: Scale, seed: int) -> Town:
    """Lay out a subdistrict, with homes for its residents if the scale has several."""
    land = lay_out(plot, scale, seed)
    network = roads(land, seed)
    found = tuple(doors(land, network, seed))
    return Town(
        land,
        network,
        junctions(land, network),
        found,
        housing(land, plot, network, found, seed) if plot.border else estates(land, network, seed),
    )


def write_town(out: Writer, town: Town, seed: int, *, alone: bool) -> None:
    """Write the areas, grids, roads, estates, buildings and door numbers.

    `alone`: with its grid of level 1, which is written with the city's otherwise.
    """
    write_land(out, town.land, alone=alone)
    write_roads(out, town.land, town.roads)
    write_estates(out, town.estates)
    write_doors(out, town.doors, Dice(seed, town.code, "houses"))
    if not alone:
        write_landmarks(out, town.land, seed)
