"""What is decided for the whole city before its subdistricts are built, each without the others.

A `Plot` holds everything about a subdistrict that its neighbours depend on: the border it shares with them,
the grids it shares, its part of the amounts, and the numbers that it may give out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from city import facts
from city.dice import apportion
from city.facts import Subdistrict
from city.geometry import Point
from city.ground import Border, Ground, TopGrid, grid_code
from city.identity import ID_SLOTS
from city.places import Frame
from city.scale import Scale
from city.sharing import Demand, demand, share_communities, share_subdistricts
from liandong.errors import DataError

PER_GRID = 5
"""The least residents of a level 3 grid: as many as a household has at most."""
_PINNED = 4
"""The least residents of a household whose home must not stand empty."""
_LEAST = {"components": 300, "shops": 4, "enterprises": 2}
_SERIALS = 99_999
"""How many components of a kind a district's codes can tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A subdistrict to be built. Without a border it is alone, and draws one itself.

    Attributes:
        grid: the code of its grid of level 1, which others may share.
        groups: its communities, those together that share a grid of level 2.
        base_grids: how many grids of level 3 each community gets; if empty, as the scale says.
        demand: how many people each community has, and how much land it takes, as weights.
        serials: after which number the serials in its components' codes begin.
        ids: which numbers of `ID_SLOTS` its residents' ID numbers are made from.
    """

    subdistrict: Subdistrict
    frame: Frame
    border: Border | None
    grid: str
    groups: tuple[tuple[str, ...], ...]
    base_grids: Mapping[str, int]
    demand: Mapping[str, Demand]
    residents: int
    components: int
    shops: int
    enterprises: int
    serials: int
    ids: range


@dataclass(frozen=True, slots=True)
class Plan:
    """The plots and the grids of level 1 in the order of their codes, and the corners of districts and city.

    A subdistrict on its own has none of these: its grid of level 1 is its land.
    """

    plots: tuple[Plot, ...]
    grids: tuple[TopGrid, ...] = ()
    corners: Mapping[str, Sequence[Point]] = field(default_factory=dict)


def plan_city(scale: Scale, seed: int) -> Plan:
    """Decide where the subdistricts of a scale lie and what each gets.

    Raises:
        DataError: the scale's subdistricts are not in the facts, or its residents are too few.
        ValueError: the scale asks for fewer grids than can be shared.
    """
    subdistricts = facts.subdistricts(scale.within)
    demands = {sub.code: demand(sub, seed) for sub in subdistricts}
    frame = Frame(scale.centre, scale.extent)
    if scale.grids is None:
        (alone,) = subdistricts
        groups = tuple((community.code,) for community in alone.communities)
        return Plan(tuple(_plots(scale, subdistricts, demands, {alone.code: groups}, {}, {}, {}, frame)))
    hosts = share_subdistricts(subdistricts, scale.grids[0])
    groups_of = share_communities(demands, scale.grids[1])
    grids = _base_grids(demands, scale.grids[2])
    ground = Ground(subdistricts, hosts, demands, scale, seed)
    plots = _plots(scale, subdistricts, demands, groups_of, hosts, grids, ground.borders, frame)
    return Plan(tuple(plots), tuple(ground.grids()), ground.corners())


def _base_grids(demands: Mapping[str, Mapping[str, Demand]], total: int) -> Mapping[str, int]:
    """How many of all level 3 grids each community gets: by its people, and at least one."""
    people = {code: one.people for of in demands.values() for code, one in of.items()}
    return dict(zip(people, apportion(total, list(people.values()), least=1), strict=True))


def _plots(
    scale: Scale,
    subdistricts: Sequence[Subdistrict],
    demands: Mapping[str, Mapping[str, Demand]],
    groups: Mapping[str, tuple[tuple[str, ...], ...]],
    hosts: Mapping[str, str],
    grids: Mapping[str, int],
    borders: Mapping[str, Border],
    frame: Frame,
) -> Sequence[Plot]:
    amounts = _amounts(scale, demands, grids)
    slots = apportion(ID_SLOTS, [300.0 + residents for residents in amounts["residents"]])
    first = dict.fromkeys((sub.district_code for sub in subdistricts), 0)
    block = {code: _SERIALS // sum(s.district_code == code for s in subdistricts) for code in first}
    plots, used = [], 0
    for i, sub in enumerate(subdistricts):
        border = borders.get(sub.code)
        plots.append(
            Plot(
                subdistrict=sub,
                frame=frame.around(border.straight) if border else frame,
                border=border,
                grid=grid_code(hosts.get(sub.code, sub.code)),
                groups=groups[sub.code],
                base_grids={c.code: grids[c.code] for c in sub.communities if c.code in grids},
                demand=demands[sub.code],
                serials=first[sub.district_code],
                ids=range(used, used + slots[i]),
                **{name: shares[i] for name, shares in amounts.items()},
            )
        )
        first[sub.district_code] += block[sub.district_code]
        used += slots[i]
    return plots


def _amounts(
    scale: Scale, demands: Mapping[str, Mapping[str, Demand]], grids: Mapping[str, int]
) -> Mapping[str, list[int]]:
    """What each subdistrict gets of the scale's amounts."""
    people = [sum(one.people for one in of.values()) for of in demands.values()]
    things = [sum(one.things for one in of.values()) for of in demands.values()]
    least = [
        sum(PER_GRID * grids.get(code, 1) + _PINNED * one.pinned for code, one in of.items())
        for of in demands.values()
    ]
    if sum(least) > scale.residents:
        raise DataError(
            f"{scale.residents} residents are too few for every grid of the scale {scale.name!r}. 居民过少",
            hint=f"Ask for at least {sum(least)}. 至少 {sum(least)} 人。",
        )
    spare = apportion(scale.residents - sum(least), people)
    found = {"residents": [a + b for a, b in zip(least, spare, strict=True)]}
    for name, total, weights in (
        ("components", scale.components, things),
        ("shops", scale.shops, people),
        ("enterprises", scale.enterprises, people),
    ):
        found[name] = apportion(total, weights, least=min(_LEAST[name], total // len(people)))
    return found
