"""Cutting a face of a map among many: by where each lies and how much land it takes, or evenly."""

from collections.abc import Mapping, Sequence

from city.dice import Dice
from city.geometry import PlanarMap, Point
from city.places import unit_vector


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
    low, high = plane.cut(face, share=share, normal=across(axis, dice))
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


def longer_axis(ring: Sequence[Point]) -> int:
    """0 when a ring reaches further from west to east than from south to north, else 1."""
    width = max(x for x, _ in ring) - min(x for x, _ in ring)
    height = max(y for _, y in ring) - min(y for _, y in ring)
    return 0 if width >= height else 1


def across(axis: int, dice: Dice) -> Point:
    """A direction along an axis, turned a little."""
    turn = dice.between(-0.22, 0.22)
    return unit_vector(1.0, turn) if axis == 0 else unit_vector(turn, 1.0)
