"""Areas and grids: a subdistrict cut into communities, and these into base grids, without gap or overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from city import facts
from city.cutting import split_among, split_evenly
from city.dice import Dice
from city.facts import Subdistrict
from city.geometry import SNAP, PlanarMap, Point, centroid
from city.places import Frame, Locator
from city.plan import Plot, moved
from city.scale import Scale

_DIGITS = "零一二三四五六七八九"
_MICRO = (2, 4)
"""How many grids of level 4 one of level 3 is divided into."""


@dataclass(frozen=True, slots=True)
class MicroGrid:
    """A grid of level 4."""

    code: str
    name: str
    ring: Sequence[Point]
    corners: Sequence[Point]


@dataclass(frozen=True, slots=True)
class BaseGrid:
    """A grid of level 3. `ring` is in metres, `corners` in degrees."""

    code: str
    name: str
    kind: str
    community: str
    ring: Sequence[Point]
    corners: Sequence[Point]
    micro: tuple[MicroGrid, ...] = ()


@dataclass(frozen=True, slots=True)
class CommunityLand:
    """A community with its grid of level 2 and the grids of level 3 in it.

    Attributes:
        grid: the code of the grid of level 2, which small communities share.
        heads: whether the grid is named after this community: of those that share it, one does.
    """

    community: facts.Community
    grid: str
    ring: Sequence[Point]
    corners: Sequence[Point]
    grids: tuple[BaseGrid, ...]
    heads: bool = True


@dataclass(frozen=True, slots=True)
class SharedGrid:
    """A grid of level 2 of several communities."""

    code: str
    communities: tuple[facts.Community, ...]
    corners: Sequence[Point]


@dataclass(frozen=True)
class Territory:
    """The land of one subdistrict. `grid` is the code of its grid of level 1, which small ones share."""

    subdistrict: Subdistrict
    frame: Frame
    grid: str
    corners: Sequence[Point]
    communities: tuple[CommunityLand, ...]
    shared: tuple[SharedGrid, ...] = ()

    @cached_property
    def grids(self) -> Mapping[str, BaseGrid]:
        """The grids of level 3, by code."""
        return {grid.code: grid for land in self.communities for grid in land.grids}

    @cached_property
    def land_of(self) -> Mapping[str, CommunityLand]:
        """The communities, by code."""
        return {land.community.code: land for land in self.communities}

    @cached_property
    def _locator(self) -> Locator:
        return Locator([(grid.code, grid.corners) for grid in self.grids.values()])

    def grid_at(self, position: Point) -> str | None:
        """The level 3 grid at a position in degrees; None outside the subdistrict."""
        return self._locator.find(position)

    def side(self, community: str, half: str) -> bool:
        """Whether a community belongs to the half `north`, `south`, `east` or `west` of the subdistrict."""
        axis = 0 if half in ("east", "west") else 1
        ordered = sorted(self.communities, key=lambda land: centroid(land.ring)[axis])
        lower = {land.community.code for land in ordered[: len(ordered) // 2]}
        return (community in lower) == (half in ("west", "south"))


def lay_out(plot: Plot, scale: Scale, seed: int) -> Territory:
    """Cut the land of a subdistrict."""
    subdistrict, frame, border = plot.subdistrict, plot.frame, plot.border
    dice = Dice(seed, subdistrict.code, "territory")
    if border:
        plane = PlanarMap(border.straight, fixed=True, snap=max(SNAP, 0.3 * border.step))
    else:
        plane = PlanarMap(moved(scale.outline, frame, dice))
    faces = _cut_communities(plane, plot, dice)
    counts = plot.base_grids or _grid_counts(subdistrict, scale, dice)
    parts = {code: split_evenly(plane, face, counts[code], dice) for code, face in sorted(faces.items())}
    micro = _cut_micro(plane, parts, scale.micro_grids, Dice(seed, subdistrict.code, "micro grids"))
    if border:
        plane.points[: len(border.bent)] = border.bent
        plane.roughen(dice, step=0.7 * border.step, sway=0.06 * border.step)
    else:
        plane.roughen(dice, step=70, sway=9)
    lands = _Lands(plane, frame, micro, dice)
    heads = {code: group[0] for group in plot.groups for code in group}
    parts_of = {c.code: lands.community(c, heads[c.code], parts[c.code]) for c in subdistrict.communities}
    shared = tuple(lands.shared(group, parts_of, parts) for group in plot.groups if len(group) > 1)
    whole = border.bent if border else lands.ring([face for of in parts.values() for face in of])
    corners = [frame.degrees(point) for point in whole]
    return Territory(subdistrict, frame, plot.grid, corners, tuple(parts_of.values()), shared)


def _cut_communities(plane: PlanarMap, plot: Plot, dice: Dice) -> dict[str, int]:
    """Cut a subdistrict among the grids of level 2, and these among their communities."""
    hints = _hints(plot.subdistrict, plot.frame, dice)
    land = {code: one.land if plot.border else 1.0 for code, one in plot.demand.items()}
    found: dict[str, int] = {}
    members = {group[0]: group for group in plot.groups}
    together = {head: sum(land[code] for code in group) for head, group in members.items()}
    faces = split_among(plane, 0, {head: hints[head] for head in members}, dice, land=together)
    for head, face in faces.items():
        found |= split_among(plane, face, {code: hints[code] for code in members[head]}, dice, land=land)
    return found


def _hints(subdistrict: Subdistrict, frame: Frame, dice: Dice) -> dict[str, Point]:
    """Roughly where each community lies: as told by the facts, else anywhere."""
    known = {row["code"]: (float(row["x"]), float(row["y"])) for row in facts.rows("city/communities")}
    return {
        community.code: frame.at(*known.get(community.code, (dice.unit(), dice.unit())))
        for community in subdistrict.communities
    }


def _grid_counts(subdistrict: Subdistrict, scale: Scale, dice: Dice) -> dict[str, int]:
    """How many base grids each community gets, in the scale's proportion."""
    pattern = [number for number, times in sorted(scale.base_grids.items()) for _ in range(int(times))]
    codes = dice.shuffled([community.code for community in subdistrict.communities])
    return {code: pattern[i % len(pattern)] for i, code in enumerate(codes)}


def _cut_micro(
    plane: PlanarMap, parts: Mapping[str, Sequence[int]], share: float, dice: Dice
) -> dict[int, list[int]]:
    """Divide a share of the faces of level 3 into faces of level 4, by the face that they replace."""
    faces = [face for code in sorted(parts) for face in parts[code] if dice.chance(share)]
    return {face: split_evenly(plane, face, dice.whole(*_MICRO), dice) for face in faces}


class _Lands:
    """Makes communities and grids of the faces of a map, once it is cut and its borders are bent."""

    def __init__(
        self, plane: PlanarMap, frame: Frame, micro: Mapping[int, Sequence[int]], dice: Dice
    ) -> None:
        self._plane = plane
        self._frame = frame
        self._micro = micro
        self._dice = dice

    def corners(self, faces: Sequence[int]) -> Sequence[Point]:
        """The ring around faces, in degrees."""
        return [self._frame.degrees(point) for point in self.ring(faces)]

    def community(self, community: facts.Community, head: str, faces: Sequence[int]) -> CommunityLand:
        """A community; `head` is the code of the one that its grid of level 2 is named after."""
        grids: list[BaseGrid] = []
        micro: list[MicroGrid] = []
        for i, face in enumerate(faces, start=1):
            name = f"{community.name}第{numeral(i)}网格"
            own = [
                MicroGrid(
                    f"{community.code}4{len(micro) + j:02d}",
                    f"{name}第{numeral(j)}微网格",
                    self._plane.ring(part),
                    self.corners([part]),
                )
                for j, part in enumerate(self._micro.get(face, ()), start=1)
            ]
            micro += own
            ring = self.ring([face])
            grids.append(
                BaseGrid(
                    code=f"{community.code}3{i:02d}",
                    name=name,
                    kind="estate" if own else self._kind(community),
                    community=community.code,
                    ring=ring,
                    corners=[self._frame.degrees(point) for point in ring],
                    micro=tuple(own),
                )
            )
        ring = self.ring(faces)
        corners = [self._frame.degrees(point) for point in ring]
        return CommunityLand(
            community, f"{head}201", ring, corners, tuple(grids), heads=head == community.code
        )

    def shared(
        self,
        group: Sequence[str],
        lands: Mapping[str, CommunityLand],
        parts: Mapping[str, Sequence[int]],
    ) -> SharedGrid:
        """The grid of level 2 around a group of communities."""
        corners = self.corners([face for code in group for face in parts[code]])
        return SharedGrid(lands[group[0]].grid, tuple(lands[code].community for code in group), corners)

    def _kind(self, community: facts.Community) -> str:
        if community.sort == "village":
            return self._dice.weighted({"village": 92, "business": 8})
        return self._dice.weighted({"estate": 80, "business": 12, "institution": 8})

    def ring(self, faces: Sequence[int]) -> Sequence[Point]:
        """The ring around faces of level 3, in metres."""
        whole = [part for face in faces for part in self._micro.get(face, (face,))]
        return self._plane.ring(whole[0]) if len(whole) == 1 else self._plane.outline(whole)


def numeral(number: int) -> str:
    """A whole number from 1 to 99 in Chinese: 二十三."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return f"{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
