"""Cutting a face of a map among many: by where each lies and how much land it takes, or evenly."""

from collections.abc import Mapping, Sequence

from city.dice import Dice
from city.geometry import PlanarMap, Point, area, distance, part_before
from city.places import unit_vector

_SMALL = 0.24
"""A part with a smaller share than this would be a thin strip: it gets a corner of the land or an end."""
_WAYS = tuple(unit_vector(x, y) for x in (-1.0, 0.0, 1.0) for y in (-1.0, 0.0, 1.0) if x or y)


def split_among(
    plane: PlanarMap, face: int, hints: Mapping[str, Point], dice: Dice, *, land: Mapping[str, float]
) -> dict[str, int]:
    """Cut a face until each code has one part, lying as its hint does and as large as its land."""
    if len(hints) == 1:
        return dict.fromkeys(hints, face)
    axis = longer_axis(plane.ring(face))
    ordered = sorted(hints, key=lambda code: (hints[code][axis], code))
    size = len(ordered) // 2 if len(ordered) < 6 or dice.chance(0.5) else (len(ordered) + 1) // 2
    lower, whole = (sum(land[code] for code in codes) for codes in (ordered[:size], ordered))
    share = (lower + dice.between(-0.12, 0.12) * min(land[code] for code in ordered)) / whole
    normal = across(axis, dice) if _SMALL < share < 1 - _SMALL else snuggest(plane.ring(face), share)
    low, high = plane.cut(face, share=share, normal=normal)
    return {
        **split_among(plane, low, {code: hints[code] for code in ordered[:size]}, dice, land=land),
        **split_among(plane, high, {code: hints[code] for code in ordered[size:]}, dice, land=land),
    }


def split_evenly(plane: PlanarMap, face: int, count: int, dice: Dice) -> list[int]:
    """Cut a face into `count` parts of about the same size."""
    if count == 1:
        return [face]
    size = count // 2
    share = (size + dice.between(-0.15, 0.15)) / count
    low, high = plane.cut(face, share=share, normal=across(longer_axis(plane.ring(face)), dice))
    return split_evenly(plane, low, size, dice) + split_evenly(plane, high, count - size, dice)


def snuggest(ring: Sequence[Point], share: float) -> Point:
    """The direction across a cut whose smaller part is least long for its size.

    Args:
        share: of the area, what the part against the direction gets.
    """

    def snug(way: Point) -> float:
        if share < 0.5:
            part = part_before(ring, share, way)
        else:
            part = part_before(ring, 1 - share, (-way[0], -way[1]))
        around = sum(distance(p, q) for p, q in zip(part, (*part[1:], part[0]), strict=True))
        return area(part) / (around * around)

    return max(_WAYS, key=snug)


def longer_axis(ring: Sequence[Point]) -> int:
    """0 when a ring reaches further from west to east than from south to north, else 1."""
    width = max(x for x, _ in ring) - min(x for x, _ in ring)
    height = max(y for _, y in ring) - min(y for _, y in ring)
    return 0 if width >= height else 1


def across(axis: int, dice: Dice) -> Point:
    """A direction along an axis, turned a little."""
    turn = dice.between(-0.22, 0.22)
    return unit_vector(1.0, turn) if axis == 0 else unit_vector(turn, 1.0)
