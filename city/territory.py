"""Areas and grids: a subdistrict cut into communities, and these into base grids, without gap or overlap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from city import facts
from city.dice import Dice
from city.facts import Subdistrict
from city.geometry import PlanarMap, Point, area, centroid, hull
from city.places import Frame, Locator, polygon_wkt, unit_vector
from city.scale import Scale
from city.writer import Writer

_NUMERALS = "一二三四五六七八九"
_OUTLINE = (
    (0.02, 0.10),
    (0.20, 0.03),
    (0.50, 0.01),
    (0.80, 0.03),
    (0.97, 0.10),
    (0.99, 0.50),
    (0.98, 0.92),
    (0.80, 0.98),
    (0.45, 0.99),
    (0.10, 0.97),
    (0.01, 0.88),
    (0.00, 0.50),
)
"""The corners of a subdistrict before chance moves them, in shares of its extent."""


@dataclass(frozen=True, slots=True)
class BaseGrid:
    """A grid of level 3. `ring` is in metres, `corners` in degrees."""

    code: str
    name: str
    kind: str
    community: str
    ring: Sequence[Point]
    corners: Sequence[Point]


@dataclass(frozen=True, slots=True)
class CommunityLand:
    """A community with its grid of level 2 and the grids of level 3 in it."""

    community: facts.Community
    grid: str
    ring: Sequence[Point]
    corners: Sequence[Point]
    grids: tuple[BaseGrid, ...]


@dataclass(frozen=True)
class Territory:
    """The land of one subdistrict."""

    subdistrict: Subdistrict
    frame: Frame
    grid: str
    corners: Sequence[Point]
    communities: tuple[CommunityLand, ...]

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


def lay_out(subdistrict: Subdistrict, scale: Scale, seed: int) -> Territory:
    """Cut the land of a subdistrict."""
    dice = Dice(seed, subdistrict.code, "territory")
    frame = Frame(scale.centre, scale.extent)
    plane = PlanarMap(_outline(frame, dice))
    faces = _split_among(plane, 0, _hints(subdistrict, frame, dice), dice)
    counts = _grid_counts(subdistrict, scale, dice)
    parts = {code: _split_evenly(plane, face, counts[code], dice) for code, face in sorted(faces.items())}
    plane.roughen(dice, step=70, sway=9)
    lands = tuple(
        _land(plane, frame, community, parts[community.code], dice) for community in subdistrict.communities
    )
    whole = plane.outline(face for faces_of in parts.values() for face in faces_of)
    corners = [frame.degrees(point) for point in whole]
    return Territory(subdistrict, frame, f"{subdistrict.code}000101", corners, lands)


def _outline(frame: Frame, dice: Dice) -> list[Point]:
    return hull(
        frame.at(
            min(0.998, max(0.002, x + dice.between(-0.015, 0.015))),
            min(0.998, max(0.002, y + dice.between(-0.015, 0.015))),
        )
        for x, y in _OUTLINE
    )


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


def _split_among(plane: PlanarMap, face: int, hints: Mapping[str, Point], dice: Dice) -> dict[str, int]:
    """Cut a face until each hinted code has one part, the parts lying as the hints do."""
    if len(hints) == 1:
        return dict.fromkeys(hints, face)
    ring = plane.ring(face)
    axis = _longer_axis(ring)
    ordered = sorted(hints, key=lambda code: (hints[code][axis], code))
    size = len(ordered) // 2 if len(ordered) < 6 or dice.chance(0.5) else (len(ordered) + 1) // 2
    share = (size + dice.between(-0.12, 0.12)) / len(ordered)
    low, high = plane.cut(face, share=share, normal=_across(axis, dice))
    return {
        **_split_among(plane, low, {code: hints[code] for code in ordered[:size]}, dice),
        **_split_among(plane, high, {code: hints[code] for code in ordered[size:]}, dice),
    }


def _split_evenly(plane: PlanarMap, face: int, count: int, dice: Dice) -> list[int]:
    if count == 1:
        return [face]
    size = count // 2
    share = (size + dice.between(-0.15, 0.15)) / count
    low, high = plane.cut(face, share=share, normal=_across(_longer_axis(plane.ring(face)), dice))
    return _split_evenly(plane, low, size, dice) + _split_evenly(plane, high, count - size, dice)


def _longer_axis(ring: Sequence[Point]) -> int:
    width = max(x for x, _ in ring) - min(x for x, _ in ring)
    height = max(y for _, y in ring) - min(y for _, y in ring)
    return 0 if width >= height else 1


def _across(axis: int, dice: Dice) -> Point:
    """A direction along an axis, turned a little."""
    turn = dice.between(-0.22, 0.22)
    return unit_vector(1.0, turn) if axis == 0 else unit_vector(turn, 1.0)


def _land(
    plane: PlanarMap, frame: Frame, community: facts.Community, faces: Sequence[int], dice: Dice
) -> CommunityLand:
    grids = []
    for i, face in enumerate(faces):
        ring = plane.ring(face)
        grids.append(
            BaseGrid(
                code=f"{community.code}3{i + 1:02d}",
                name=f"{community.name}第{_NUMERALS[i]}网格",
                kind=dice.weighted({"estate": 80, "business": 12, "institution": 8}),
                community=community.code,
                ring=ring,
                corners=[frame.degrees(point) for point in ring],
            )
        )
    ring = plane.outline(faces)
    return CommunityLand(
        community, f"{community.code}201", ring, [frame.degrees(p) for p in ring], tuple(grids)
    )


def write_top(out: Writer, subdistricts: Sequence[Subdistrict]) -> None:
    """Write the city and the districts of these subdistricts."""
    code, name = facts.CITY
    out.node("Area", code=code, name=name, level="city", aliases=(name.removesuffix("市"),))
    for district, district_name in sorted({(s.district_code, s.names.district) for s in subdistricts}):
        out.node(
            "Area",
            code=district,
            name=district_name,
            level="district",
            parent=code,
            aliases=(f"{name}{district_name}", district_name.removesuffix("区")),
        )


def write_land(out: Writer, land: Territory) -> None:
    """Write the areas and grids of a subdistrict, from the top down."""
    sub = land.subdistrict
    boundary = polygon_wkt(land.corners)
    out.node(
        "Area",
        code=sub.code,
        name=sub.names.subdistrict,
        level="subdistrict",
        parent=sub.district_code,
        aliases=(f"{sub.names.subdistrict}办事处",),
        boundary=boundary,
    )
    _write_grid(out, land.grid, f"{sub.names.subdistrict}网格", 1, "whole", land.corners, area_code=sub.code)
    for part in land.communities:
        place = part.community
        out.node(
            "Area",
            code=place.code,
            name=place.name,
            level="community",
            parent=sub.code,
            aliases=(place.committee, f"{place.short}居委会"),
            boundary=polygon_wkt(part.corners),
        )
        _write_grid(
            out,
            part.grid,
            f"{place.name}网格",
            2,
            "whole",
            part.corners,
            parent=land.grid,
            area_code=place.code,
        )
        for grid in part.grids:
            _write_grid(out, grid.code, grid.name, 3, grid.kind, grid.corners, parent=part.grid)


def _write_grid(
    out: Writer,
    code: str,
    name: str,
    level: int,
    kind: str,
    corners: Sequence[Point],
    *,
    parent: str | None = None,
    area_code: str | None = None,
) -> None:
    lon, lat = centroid([(x - corners[0][0], y - corners[0][1]) for x, y in corners])
    out.node(
        "Grid",
        code=code,
        name=name,
        level=level,
        kind=kind,
        boundary=polygon_wkt(corners),
        at=(corners[0][0] + lon, corners[0][1] + lat),
        parent=parent,
        area=area_code,
    )


def size(grid: BaseGrid) -> float:
    """A grid's area in square metres."""
    return area(grid.ring)
