"""The land of several subdistricts, cut down to their borders, which neighbours have in common."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from city import facts
from city.cutting import split_among
from city.dice import Dice
from city.facts import Subdistrict
from city.geometry import PlanarMap, Point, area, hull
from city.places import Frame
from city.scale import Scale
from city.sharing import Demand


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


@dataclass(frozen=True, slots=True)
class TopGrid:
    """A grid of level 1, with the subdistricts in it and its corners in degrees."""

    code: str
    subdistricts: tuple[Subdistrict, ...]
    corners: Sequence[Point]


def grid_code(subdistrict: str) -> str:
    """The code of the grid of level 1 that is named after a subdistrict."""
    return f"{subdistrict}000101"


class Ground:
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
