"""How many people and how much land each community has, and which of them share a grid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.dice import Dice
from city.facts import Subdistrict

_PEOPLE = {"community": 5.2, "village": 3.0, "zone": 0.6}
_LAND = {"community": 1.0, "village": 3.0, "zone": 1.6}
_THINGS = {"community": 1.0, "village": 0.5, "zone": 0.5}


@dataclass(frozen=True, slots=True)
class Demand:
    """A community's weights beside the others: its people, its land, its components.

    `pinned` is how many households the facts say it has in one grid.
    """

    people: float
    land: float
    things: float
    pinned: int = 0


def demand(sub: Subdistrict, seed: int) -> Mapping[str, Demand]:
    """The demand of each community of a subdistrict."""
    dice = Dice(seed, sub.code, "demand")
    pinned: dict[str, int] = {}
    for row in facts.rows("city/hamlets"):
        pinned[row["community"]] = pinned.get(row["community"], 0) + int(row["households"])
    return {
        c.code: Demand(
            _PEOPLE[c.sort] * dice.between(0.55, 1.6),
            _LAND[c.sort] * dice.between(0.7, 1.4),
            _THINGS[c.sort] * dice.between(0.8, 1.25),
            pinned.get(c.code, 0),
        )
        for c in sub.communities
    }


def share_subdistricts(subdistricts: Sequence[Subdistrict], grids: int) -> Mapping[str, str]:
    """For each subdistrict whose grid of level 1 it is in: its own, or that of one in its district.

    Those with the fewest communities, development zones, join the smallest that none has joined yet.

    Raises:
        ValueError: there are too few grids, or too many.
    """
    hosts = {sub.code: sub.code for sub in subdistricts}
    spare = len(subdistricts) - grids
    if spare < 0:
        raise ValueError(f"{len(subdistricts)} subdistricts cannot fill {grids} grids")
    order = sorted(subdistricts, key=lambda sub: (len(sub.communities), sub.code))
    joining = {sub.code for sub in order[:spare]}
    joined: dict[str, int] = {}
    for sub in order[:spare]:
        free = [
            other for other in order if other.district_code == sub.district_code and other.code not in joining
        ]
        if not free:
            raise ValueError(f"no subdistrict of {sub.district_code} is left for {sub.code} to join")
        host = min(free, key=lambda other: (joined.get(other.code, 0), len(other.communities), other.code))
        hosts[sub.code] = host.code
        joined[host.code] = joined.get(host.code, 0) + 1
    return hosts


def share_communities(
    demands: Mapping[str, Mapping[str, Demand]], grids: int
) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The communities of each subdistrict, those together that share a grid of level 2: the smallest join up.

    Raises:
        ValueError: there are fewer grids than subdistricts, or more than communities.
    """
    groups: list[tuple[float, str, tuple[str, ...]]] = [
        (one.people, sub, (code,)) for sub, of in demands.items() for code, one in of.items()
    ]
    if not len(demands) <= grids <= len(groups):
        raise ValueError(
            f"{len(groups)} communities of {len(demands)} subdistricts cannot fill {grids} grids"
        )
    while len(groups) > grids:
        groups.sort()
        count = Counter(sub for _, sub, _ in groups)
        first = next(group for group in groups if count[group[1]] > 1)
        second = next(group for group in groups if group[1] == first[1] and group is not first)
        groups.remove(first)
        groups.remove(second)
        groups.append((first[0] + second[0], first[1], tuple(sorted(first[2] + second[2]))))
    return {sub: tuple(sorted(codes for _, other, codes in groups if other == sub)) for sub in demands}
