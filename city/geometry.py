"""Planar geometry that is the same on every platform: +, −, ×, ÷ and square roots only, in metres.

A `PlanarMap` is cut into faces that share their vertices, so that neighbours fit without gap or overlap
after coordinates are rounded, too: rounding is done once, for each vertex.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from city.dice import Dice

Point = tuple[float, float]

SNAP = 12.0
"""A cut that meets a border nearer than this (m) to a corner goes through the corner."""
_SLIVER = 1e-3
"""The least share of a face that a cut between given corners may leave."""


def cross(o: Point, a: Point, b: Point) -> float:
    """Twice the signed area of the triangle: positive when it turns left."""
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def area(ring: Sequence[Point]) -> float:
    """The signed area of an open ring, positive when it runs counter-clockwise."""
    return sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2


def centroid(ring: Sequence[Point]) -> Point:
    """The centre of gravity of an open ring."""
    x = y = total = 0.0
    for p, q in zip(ring, (*ring[1:], ring[0]), strict=True):
        weight = p[0] * q[1] - q[0] * p[1]
        total += weight
        x += (p[0] + q[0]) * weight
        y += (p[1] + q[1]) * weight
    return x / (3 * total), y / (3 * total)


def distance(a: Point, b: Point) -> float:
    """The distance of two points."""
    return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]))


def inside(point: Point, ring: Sequence[Point]) -> bool:
    """Whether the point lies in the open ring (even-odd rule)."""
    x, y = point
    result = False
    ax, ay = ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            result = not result
        ax, ay = bx, by
    return result


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex hull, counter-clockwise, without points in the middle of a side."""
    ordered = sorted(set(points))
    lower: list[Point] = []
    upper: list[Point] = []
    for chain, sequence in ((lower, ordered), (upper, ordered[::-1])):
        for point in sequence:
            while len(chain) >= 2 and cross(chain[-2], chain[-1], point) <= 0:
                chain.pop()
            chain.append(point)
    return lower[:-1] + upper[:-1]


class PlanarMap:
    """A plane region cut into faces. Faces and vertices are known by number."""

    def __init__(self, outline: Sequence[Point], *, fixed: bool = False, snap: float = SNAP) -> None:
        """Start with one face, the convex counter-clockwise `outline`: face 0, whose corners count from 0.

        Args:
            fixed: whether no corner may be added to the outline: others share it.
            snap: a cut that meets a border nearer than this (m) to a corner goes through the corner.
        """
        self.points: list[Point] = list(outline)
        self._rings: dict[int, list[int]] = {0: list(range(len(outline)))}
        self._left: dict[tuple[int, int], int] = {}
        self._next = 1
        self._snap = snap
        self._fixed = frozenset(self._edges(0)) if fixed else frozenset()
        self._claim(0)

    def ring(self, face: int) -> list[Point]:
        """The corners of a face, counter-clockwise."""
        return [self.points[v] for v in self._rings[face]]

    def cut(self, face: int, *, share: float, normal: Point) -> tuple[int, int]:
        """Cut a face by a straight line into two, which replace it.

        Args:
            share: of the area, what the first part gets: the part that lies against `normal`.
            normal: the direction across the cut.
        """
        offset = _offset(self.ring(face), share, normal)
        first = self._ends_on_line(face, normal, offset, rising=True)
        second = self._ends_on_line(face, normal, offset, rising=False)
        high, low = self._parts(face, first, second)
        del self._rings[face]
        faces = (self._next, self._next + 1)
        self._next += 2
        for number, part in zip(faces, (low, high), strict=True):
            self._rings[number] = part
            self._claim(number)
        return faces

    def outline(self, faces: Iterable[int]) -> list[Point]:
        """The ring around faces that lie together, counter-clockwise."""
        edges = {edge for face in faces for edge in self._edges(face)}
        after = dict(sorted(edge for edge in edges if (edge[1], edge[0]) not in edges))
        start = min(after)
        ring, vertex = [start], after[start]
        while vertex != start:
            ring.append(vertex)
            vertex = after[vertex]
        return [self.points[v] for v in ring]

    def roughen(self, dice: Dice, *, step: float, sway: float) -> None:
        """Bend every border: a new vertex every `step` metres or so, off the line by up to `sway` metres.

        A fixed border stays as it is.
        """
        edges = sorted({(min(e), max(e)) for face in self._rings for e in self._edges(face)})
        for u, v in edges:
            if (u, v) in self._fixed or (v, u) in self._fixed:
                continue
            length = distance(self.points[u], self.points[v])
            for vertex, bent in self._notch((u, v), min(6, int(length / step)), sway, dice):
                self.points[vertex] = bent

    def divide(self, dice: Dice, steps: Mapping[int, float]) -> Mapping[int, Point]:
        """Put vertices on every border, for each face about as often as its step (m) says.

        Returns:
            Where each new vertex is to be moved, so that borders bend: they are straight until then.
        """
        moves: dict[int, Point] = {}
        edges = sorted({(min(e), max(e)) for face in self._rings for e in self._edges(face)})
        for u, v in edges:
            step = min(steps[face] for e in ((u, v), (v, u)) if (face := self._left.get(e)) is not None)
            count = int(distance(self.points[u], self.points[v]) / step)
            moves.update(self._notch((u, v), count, 0.1 * step, dice))
        return moves

    def _notch(
        self, edge: tuple[int, int], count: int, sway: float, dice: Dice
    ) -> Iterator[tuple[int, Point]]:
        """Put `count` vertices on an edge; yields each with the place beside the line it can be moved to."""
        (u, v), last = edge, edge[0]
        a, b = self.points[u], self.points[v]
        length = distance(a, b)
        for i in range(count):
            along = (i + dice.between(0.75, 1.25)) / (count + 1)
            off = dice.between(-1, 1) * min(sway, 0.05 * length) / length
            x, y = a[0] + (b[0] - a[0]) * along, a[1] + (b[1] - a[1]) * along
            last = self._insert(last, v, (x, y))
            yield last, (x - (b[1] - a[1]) * off, y + (b[0] - a[0]) * off)

    def _edges(self, face: int) -> list[tuple[int, int]]:
        ring = self._rings[face]
        return list(zip(ring, (*ring[1:], ring[0]), strict=True))

    def _claim(self, face: int) -> None:
        for edge in self._edges(face):
            self._left[edge] = face

    def _insert(self, u: int, v: int, point: Point) -> int:
        """Put a vertex on the edge between `u` and `v`, in the faces on both sides."""
        new = len(self.points)
        self.points.append(point)
        for a, b in ((u, v), (v, u)):
            face = self._left.pop((a, b), None)
            if face is not None:
                ring = self._rings[face]
                ring.insert(ring.index(a) + 1, new)
                self._left[(a, new)] = self._left[(new, b)] = face
        return new

    def _ends_on_line(self, face: int, normal: Point, offset: float, *, rising: bool) -> list[int]:
        """The vertex where the border of a face crosses a line, made when there is none near enough.

        On a fixed border the two that there are, the nearer one first.
        """
        for u, v in self._edges(face):
            a, b = _along(self.points[u], normal) - offset, _along(self.points[v], normal) - offset
            if (a < 0 <= b) if rising else (a >= 0 > b):
                part = a / (a - b)
                if (u, v) in self._fixed:
                    return [u, v] if part < 0.5 else [v, u]
                length = distance(self.points[u], self.points[v])
                if length * part < self._snap:
                    return [u]
                if length * (1 - part) < self._snap:
                    return [v]
                (ax, ay), (bx, by) = self.points[u], self.points[v]
                return [self._insert(u, v, (ax + (bx - ax) * part, ay + (by - ay) * part))]
        raise ValueError("the line does not cross the face")

    def _parts(self, face: int, first: Sequence[int], second: Sequence[int]) -> tuple[list[int], list[int]]:
        """The rings left and right of a cut from one of `first` to one of `second`; none is a sliver."""
        ring = self._rings[face]
        whole = area(self.ring(face))
        for u in first:
            for v in second:
                i, j = ring.index(u), ring.index(v)
                high = ring[i : j + 1] if i < j else ring[i:] + ring[: j + 1]
                low = ring[j : i + 1] if j < i else ring[j:] + ring[: i + 1]
                sizes = [area([self.points[w] for w in part]) for part in (high, low)]
                if u != v and min(sizes) > _SLIVER * whole:
                    return high, low
        raise ValueError("the cut leaves a sliver")


def _along(point: Point, normal: Point) -> float:
    return point[0] * normal[0] + point[1] * normal[1]


def _offset(ring: Sequence[Point], share: float, normal: Point) -> float:
    """Where along `normal` a line has `share` of the ring's area before it."""
    heights = [_along(point, normal) for point in ring]
    low, high = min(heights), max(heights)
    wanted = area(ring) * share
    for _ in range(40):
        middle = (low + high) / 2
        if area(_before(ring, normal, middle)) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _before(ring: Sequence[Point], normal: Point, offset: float) -> list[Point]:
    """The part of a ring before a line."""
    kept: list[Point] = []
    for p, q in zip(ring, (*ring[1:], ring[0]), strict=True):
        a, b = _along(p, normal) - offset, _along(q, normal) - offset
        if a <= 0:
            kept.append(p)
        if (a < 0 < b) or (b < 0 < a):
            part = a / (a - b)
            kept.append((p[0] + (q[0] - p[0]) * part, p[1] + (q[1] - p[1]) * part))
    return kept or [ring[0]]
