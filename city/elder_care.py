"""Day-care centres and meal points where a district has set itself figures (`data/city/elder_care.csv`).

A district's number is shared out among its subdistricts by their communities, so each subdistrict knows its
own share from the facts alone. Within it, the communities that get one are chosen so that the elders who live
there are as near the wanted share of all elders as whole communities allow.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from city import facts
from city.census import Census
from city.dice import Dice, apportion
from city.facts import Subdistrict


@dataclass(frozen=True, slots=True)
class Target:
    """What a subdistrict has to have of a kind of service: how many, and yuan of subsidy in a year.

    `coverage` is the share of elders whose community is to be served, or None where that is left open.
    """

    kind: str
    number: int
    subsidy: int
    year: int
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Site:
    """A service to be: its community, its number among those there, and the communities it serves."""

    community: str
    serial: int
    serves: tuple[str, ...]


def targets(subdistrict: Subdistrict) -> Mapping[str, Target]:
    """The share of a subdistrict in its district's figures, by kind; empty where there are none."""
    rows = [row for row in facts.rows("city/elder_care") if row["district"] == subdistrict.district_code]
    if not rows:
        return {}
    sizes: dict[str, int] = {}
    for row in facts.rows("city/divisions"):
        if row["area_code"] == subdistrict.district_code:
            sizes[row["street_code"]] = sizes.get(row["street_code"], 0) + 1
    place = sorted(sizes).index(subdistrict.code)
    found = {}
    for row in rows:
        numbers = apportion(int(row["number"]), [float(sizes[code]) for code in sorted(sizes)])
        subsidies = apportion(int(row["subsidy"]), [float(number) for number in numbers])
        coverage = float(row["coverage"]) / 100 if row["coverage"] else None
        found[row["kind"]] = Target(row["kind"], numbers[place], subsidies[place], int(row["year"]), coverage)
    return found


def sites(target: Target, communities: Sequence[str], census: Census, dice: Dice) -> Iterator[Site]:
    """Where the services of a target are; together they serve the chosen communities and no others."""
    order = dice.shuffled(communities)
    chosen = covering(order, census, target.coverage, dice) if target.coverage else order
    chosen = chosen or order
    serials: dict[str, int] = {}
    for i in range(target.number):
        home = chosen[i % len(chosen)]
        serials[home] = serials.get(home, 0) + 1
        more = [code for j, code in enumerate(chosen) if j >= target.number and j % target.number == i]
        yield Site(home, serials[home], (home, *(more if target.coverage else ())))


def covering(communities: Sequence[str], census: Census, share: float, dice: Dice) -> list[str]:
    """Communities whose elders make up about `share` of the elders of all, larger ones more likely."""
    liking = {code: census.elders[code] * dice.between(0.5, 1.5) for code in communities}
    goal = share * sum(census.elders[code] for code in communities)
    chosen: list[str] = []
    reached = 0
    for code in sorted(communities, key=lambda code: (-liking[code], code)):
        after = reached + census.elders[code]
        if abs(after - goal) < abs(reached - goal):
            chosen.append(code)
            reached = after
    return _exchanged(chosen, [code for code in communities if code not in chosen], census, goal)


def _exchanged(chosen: Sequence[str], rest: Sequence[str], census: Census, goal: float) -> list[str]:
    """The chosen, each exchanged for one of the rest as long as that brings them nearer to the goal."""
    inside, outside = list(chosen), list(rest)
    reached = sum(census.elders[code] for code in inside)
    while swaps := [
        (distance, i, j)
        for i, a in enumerate(inside)
        for j, b in enumerate(outside)
        if (distance := abs(reached - census.elders[a] + census.elders[b] - goal)) < abs(reached - goal)
    ]:
        _, i, j = min(swaps)
        reached += census.elders[outside[j]] - census.elders[inside[i]]
        inside[i], outside[j] = outside[j], inside[i]
    return inside
