"""What is decided for the whole city before its subdistricts are built, each without the others.

A `Plot` holds everything about a subdistrict that its neighbours depend on: the border it shares with them,
the grids it shares, its part of the amounts, and the numbers that it may give out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

from city import facts
from city.cutting import split_among
from city.dice import Dice, apportion
from city.facts import Subdistrict
from city.geometry import PlanarMap, Point, area, hull
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


@dataclass(frozen=True, slots=True)
class Border:
    """The ring around a subdistrict, counter-clockwise, in metres.

    Attributes:
        straight, bent: each corner as the land is cut, and where it lies at last.
        step: metres from one corner to the next, roughly.
    """

    straight: tuple[Point, ...]
    bent: tuple[Point, ...]
    step: float


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
class TopGrid:
    """A grid of level 1, with the subdistricts in it and its corners in degrees."""

    code: str
    subdistricts: tuple[Subdistrict, ...]
    corners: Sequence[Point]


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
    ground = _Ground(subdistricts, hosts, demands, scale, seed)
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


def grid_code(subdistrict: str) -> str:
    """The code of the grid of level 1 that is named after a subdistrict."""
    return f"{subdistrict}000101"


class _Ground:
    """The land of several subdistricts: cut among districts, then grids of level 1, then subdistricts."""

    def __init__(
        self,
        subdistricts: Sequence[Subdistrict],
        hosts: Mapping[str, str],
        demands: Mapping[str, Mapping[str, Demand]],
        scale: Scale,
        seed: int,
    ) -> None:
        self._frame = Frame(scale.centre, scale.extent)
        self._subdistricts = {sub.code: sub for sub in subdistricts}
        self._hosts = hosts
        self._land = {code: sum(one.land for one in of.values()) for code, of in demands.items()}
        self._dice = Dice(seed, scale.name, "ground")
        outline = moved(scale.outline, self._frame, self._dice)
        self._plane = PlanarMap(outline, snap=0.02 * sqrt(area(outline) / len(subdistricts)))
        self._faces: dict[str, int] = {}
        rows = [row for row in facts.rows("city/districts") if self._of_district(row["code"])]
        self._cut_districts(0, rows, 0)
        units = {code: area(self._plane.ring(face)) / self._land[code] for code, face in self._faces.items()}
        steps = {code: 0.15 * sqrt(unit) for code, unit in units.items()}
        moves = self._plane.divide(self._dice, {face: steps[code] for code, face in self._faces.items()})
        straight = {code: tuple(self._plane.ring(face)) for code, face in self._faces.items()}
        for vertex, place in moves.items():
            self._plane.points[vertex] = place
        self.borders = {
            code: Border(straight[code], tuple(self._plane.ring(face)), steps[code])
            for code, face in self._faces.items()
        }

    def grids(self) -> Sequence[TopGrid]:
        """The grids of level 1."""
        return [
            TopGrid(grid_code(host), tuple(self._subdistricts[code] for code in codes), self._corners(codes))
            for host, codes in sorted(self._sharing(self._subdistricts).items())
        ]

    def corners(self) -> Mapping[str, Sequence[Point]]:
        """The corners of the districts and the city, in degrees; of the city, of what is built of it."""
        found = {facts.CITY[0]: self._corners(self._faces)}
        for district in sorted({sub.district_code for sub in self._subdistricts.values()}):
            found[district] = self._corners(self._of_district(district))
        return found

    def _of_district(self, code: str) -> list[str]:
        return [sub.code for sub in self._subdistricts.values() if sub.district_code == code]

    def _sharing(self, codes: Sequence[str] | Mapping[str, object]) -> Mapping[str, list[str]]:
        """Subdistricts by the one whose grid of level 1 they share."""
        found: dict[str, list[str]] = {}
        for code in codes:
            found.setdefault(self._hosts[code], []).append(code)
        return found

    def _corners(self, codes: Sequence[str] | Mapping[str, object]) -> Sequence[Point]:
        faces = [self._faces[code] for code in codes]
        ring = self._plane.ring(faces[0]) if len(faces) == 1 else self._plane.outline(faces)
        return [self._frame.degrees(point) for point in ring]

    def _cut_districts(self, face: int, rows: Sequence[facts.Row], depth: int) -> None:
        """Cut a face among districts as the letters of their places say: N, S, E or W of what is left."""
        if len(rows) == 1:
            self._cut_district(face, self._of_district(rows[0]["code"]))
            return
        letter = rows[0]["place"][depth]
        axis = 0 if letter in "EW" else 1
        first = [row for row in rows if row["place"][depth] in "SW"]
        second = [row for row in rows if row["place"][depth] in "NE"]
        if not first or not second:
            self._cut_districts(face, rows, depth + 1)
            return
        share = sum(float(row["km2"]) for row in first) / sum(float(row["km2"]) for row in rows)
        turn = self._dice.between(-0.15, 0.15)
        normal = (1.0, turn) if axis == 0 else (turn, 1.0)
        low, high = self._plane.cut(face, share=share, normal=normal)
        self._cut_districts(low, first, depth + 1)
        self._cut_districts(high, second, depth + 1)

    def _cut_district(self, face: int, codes: Sequence[str]) -> None:
        shared = self._sharing(codes)
        land = {host: sum(self._land[code] for code in members) for host, members in shared.items()}
        for host, part in self._split(face, land).items():
            self._faces.update(self._split(part, {code: self._land[code] for code in shared[host]}))

    def _split(self, face: int, land: Mapping[str, float]) -> Mapping[str, int]:
        around = self._frame.around(self._plane.ring(face))
        hints = {code: around.at(self._dice.unit(), self._dice.unit()) for code in land}
        return split_among(self._plane, face, hints, self._dice, land=land)


def moved(outline: Sequence[Point], frame: Frame, dice: Dice) -> list[Point]:
    """The corners of an outline in metres, each moved a little."""
    return hull(
        frame.at(
            min(0.998, max(0.002, x + dice.between(-0.015, 0.015))),
            min(0.998, max(0.002, y + dice.between(-0.015, 0.015))),
        )
        for x, y in outline
    )
