"""Components: lamps, covers, signs, trees and the rest, each with its ID card."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from city import facts
from city.bodies import Competence
from city.cards import Card, camera_values, cards
from city.dice import Dice, apportion
from city.estates import Building
from city.geometry import Point
from city.places import line_wkt
from city.streets import Road
from city.town import Town
from city.writer import Value, Writer
from liandong.codes import component_code

_CLASSES = {
    "road": ("main", "street", "lane", "water"),
    "main": ("main",),
    "street": ("main", "street"),
    "lane": ("lane",),
    "water": ("water",),
}
"""The classes of road along which a place name of `component_places.csv` puts things."""
_COVERS = "0114"
"""Kinds up to this are covers, in the carriageway; the rest stands at the side."""
_OWNERLESS = "0112"
_CABLE_TV = "0108"
_LIFT = "0509"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a component stands.

    Attributes:
        at: in degrees.
        name: what it is named after.
        road, along, aside: the road it is on, and where, in metres along and to the left of its middle.
    """

    at: Point
    grid: str
    name: str
    road: Road | None = None
    along: float = 0.0
    aside: float = 0.0


class Serials:
    """Counts the components of each kind in each district: the serial in their codes."""

    def __init__(self, after: int = 0) -> None:
        """Begin with the serial after `after`: subdistricts of a district have ranges of their own."""
        self._after = after
        self._last: dict[tuple[str, str], int] = {}

    def code(self, district: str, kind: str) -> str:
        """The next component code."""
        self._last[district, kind] = self._last.get((district, kind), self._after) + 1
        return component_code(district, kind, self._last[district, kind])


class Things:
    """Writes the components of one subdistrict."""

    def __init__(self, out: Writer, town: Town, competence: Competence, serials: Serials, seed: int) -> None:
        self._out = out
        self._town = town
        self._competence = competence
        self._serials = serials
        self._seed = seed
        self._cards = cards()
        self._cameras = facts.rows("city/cameras")
        self._bodies: dict[tuple[str, str, str], dict[str, str | None]] = {}

    def write(self, count: int) -> None:
        """Write `count` components, at least two of every kind."""
        kinds = {row["code"]: row for row in facts.rows("component_kinds")}
        places = facts.rows("city/component_places")
        shares = apportion(count, [float(row["weight"]) for row in places], least=2)
        for place, share in zip(places, shares, strict=True):
            name = self._town.code, place["kind"]
            dice = Dice(self._seed, "cards", *name)  # what a card says moves no component
            poles: dict[str, int] = {}
            for spot in self._spots(place, share, Dice(self._seed, "things", *name)):
                self._component(kinds[place["kind"]], place["pole"], spot, poles, dice)

    def _component(self, kind: facts.Row, letter: str, spot: Spot, poles: dict[str, int], dice: Dice) -> None:
        card = self._cards[kind["code"]]
        code = self._serials.code(self._town.land.subdistrict.district_code, kind["code"])
        values: dict[str, Value] = {
            "code": code,
            "name": f"{spot.name}{kind['name']}",
            "kind": kind["code"],
            "at": spot.at,
            "grid": spot.grid,
            "installed": date(dice.whole(1998, 2024), dice.whole(1, 12), dice.whole(1, 28)),
            "status": _status(kind["code"], dice),
            **card.values(dice, spot.name, int(code[10:15])),
            **self._answerable(kind, spot),
        }
        if letter and spot.road:
            poles[spot.road.code] = poles.get(spot.road.code, 0) + 1
            values["pole"] = f"{letter}{spot.road.number:02d}{poles[spot.road.code]:03d}"
            values["name"] = f"{spot.road.name}{kind['name']}{poles[spot.road.code]:03d}号"
        if card.course and spot.road:
            values |= self._line(card, spot.road, spot, dice)
        if card.label == "Camera":
            values |= camera_values(dice, self._cameras)
        self._out.node(card.label, **values)

    def _answerable(self, kind: facts.Row, spot: Spot) -> dict[str, str | None]:
        """The codes of the three units by role, looked up once for a kind on a road in a grid."""
        road = spot.road.code if spot.road else ""
        key = kind["code"], spot.grid, road
        if key not in self._bodies:
            named = "广电" if kind["code"] == _CABLE_TV else ""
            found = {
                role: self._competence.unit(
                    kind[role], spot.grid, named=named if kind[role] == "telecom" else "", road=road
                )
                for role in ("supervisor", "owner", "maintainer")
            }
            self._bodies[key] = {**found, "owner": None} if kind["code"] == _OWNERLESS else found
        return self._bodies[key]

    def _line(self, card: Card, road: Road, spot: Spot, dice: Dice) -> dict[str, Value]:
        """The course of a component, and its length in metres where the kind's card states it."""
        if card.course == "across":
            ends = [road.line.at(spot.along, aside=side * road.width / 2) for side in (-1, 1)]
            metres = road.width
        else:
            half = dice.between(*card.half)
            start, end = max(0.0, spot.along - half), min(road.line.length, spot.along + half)
            ends = road.line.stretch(start, end, aside=spot.aside)
            metres = end - start
        found: dict[str, Value] = {"line": line_wkt(self._town.land.frame.degrees(point) for point in ends)}
        return {**found, "length": f"{metres:.1f}"} if "length" in card.properties else found

    def _spots(self, place: facts.Row, count: int, dice: Dice) -> Iterator[Spot]:
        if place["place"] == "junction":
            return self._at_junctions(count, dice)
        if place["place"] == "estate":
            return self._in_estates(count, place["kind"], dice)
        chosen = [road for road in self._town.roads if road.kind in _CLASSES[place["place"]]]
        return self._along(chosen, count, place["kind"], dice)

    def _along(self, chosen: Sequence[Road], count: int, kind: str, dice: Dice) -> Iterator[Spot]:
        """Evenly along the roads, one after the other, as lamps stand."""
        total = sum(road.line.length for road in chosen)
        start, i = 0.0, 0
        for road in chosen:
            while i < count and (mark := (i + 0.5) / count * total) <= start + road.line.length:
                along = min(road.line.length - 1, max(1.0, mark - start + dice.between(-3, 3)))
                yield self._beside(road, along, kind, dice)
                i += 1
            start += road.line.length

    def _beside(self, road: Road, along: float, kind: str, dice: Dice) -> Spot:
        card = self._cards[kind]
        if card.course in ("middle", "across"):
            aside = 0.0
        elif kind <= _COVERS or card.label == "Pipe":
            aside = road.width * dice.between(-0.5, 0.5)
        else:
            aside = road.width * dice.pick((-1, 1)) * dice.between(0.6, 0.85)
        for off in (aside, 0.0):
            at = self._town.land.frame.degrees(road.line.at(along, aside=off))
            if grid := self._town.land.grid_at(at):
                return Spot(at, grid, road.name, road, along, off)
        raise ValueError(f"{road.name} leaves the subdistrict")

    def _at_junctions(self, count: int, dice: Dice) -> Iterator[Spot]:
        order = dice.shuffled(self._town.junctions)
        for i in range(count):
            junction = order[i % len(order)]
            off = (dice.between(-0.00013, 0.00013), dice.between(-0.00011, 0.00011))
            at = (round(junction.at[0] + off[0], 6), round(junction.at[1] + off[1], 6))
            grid = self._town.land.grid_at(at)
            yield Spot(at if grid else junction.at, grid or junction.grid, junction.name, junction.road)

    def _in_estates(self, count: int, kind: str, dice: Dice) -> Iterator[Spot]:
        names = {estate.code: estate.name for estate in self._town.estates}
        buildings: list[Building] = [b for e in self._town.estates for b in e.buildings]
        if kind == _LIFT:
            buildings = [b for b in buildings if b.floors >= 11] or buildings
        order = dice.shuffled(buildings)
        for i in range(count):
            building = order[i % len(order)]
            off = (dice.between(-0.00012, 0.00012), dice.between(-0.0001, 0.0001))
            at = (round(building.at[0] + off[0], 6), round(building.at[1] + off[1], 6))
            grid = self._town.land.grid_at(at)
            name = building.name if kind == _LIFT else names[building.estate]
            yield Spot(at if grid else building.at, grid or building.grid, name)


def _status(kind: str, dice: Dice) -> str:
    shares: Mapping[str, float] = {"in_use": 96, "damaged": 3, "out_of_use": 1}
    if kind == _OWNERLESS:
        shares = {"in_use": 65, "damaged": 30, "out_of_use": 5}
    return dice.weighted(shares)
