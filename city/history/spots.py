"""Where things are reported: doors, buildings, shops, components of a built city, read from its files.

Of a large city a sample is kept, drawn the same way every time, so that memory does not grow with it.
"""

import csv
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from city.dice import Dice
from city.manifest import manifest, require_current
from liandong.errors import DataError

MOST = 50_000
"""Spots kept of a kind."""
MOST_COMPONENTS = 3_000
"""Components kept of a kind of component."""


class Spot(NamedTuple):
    """A place that a report can be about. Empty where it has none."""

    grid: str
    name: str
    lon: str
    lat: str
    road: str = ""
    estate: str = ""
    component: str = ""
    pole: str = ""


class Ground(NamedTuple):
    """What a base grid lies in, by name, and what lies in it."""

    community: str
    subdistrict: str
    district: str
    roads: tuple[str, ...]
    estates: tuple[str, ...]


class Spots:
    """The spots of a kind, in the order of their grids."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        self.all = tuple(sorted(spots))

    def within(self, area: str) -> tuple[int, int]:
        """From and to (excluded): the spots in an area or grid, by the beginning of their grids' codes."""
        return bisect_left(self.all, (area,)), bisect_left(self.all, (f"{area}~",))


class Place(NamedTuple):
    """A built city as far as reports need it.

    Attributes:
        spots: by `road`, `estate`, `shop`, `enterprise`, `community`.
        components: by kind of component.
        names: every name in the city by what it names: `road`, `estate`, `town`, `community`.
    """

    residents: int
    as_of: str
    grounds: Mapping[str, Ground]
    spots: Mapping[str, Spots]
    components: Mapping[str, Spots]
    names: Mapping[str, frozenset[str]]


def read_place(folder: Path, seed: int) -> Place:
    """Read a built city.

    Raises:
        DataError: the folder is no city, one of another version, or lacks a file that reports need.
    """
    about = manifest(folder)
    hint = "Build one with 请先生成: `liandong city build --out DIR`."
    if about is None:
        raise DataError(f"{folder} is not a city 不是生成的城市", hint=hint)
    require_current(folder)
    files = about.get("files")
    residents = int(files.get("Resident", 0)) if isinstance(files, dict) else 0
    try:
        return _Reading(folder, seed).place(residents, str(about["as_of"]))
    except KeyError as error:
        raise DataError(f"A file in {folder} lacks {error} 缺少列或编码", hint=hint) from error


class _Reading:
    def __init__(self, folder: Path, seed: int) -> None:
        self._folder = folder
        self._seed = seed

    def place(self, residents: int, as_of: str) -> Place:
        areas = {row["code"]: row for row in self._rows("Area")}
        streets = list(self._rows("Road", required=False))
        roads = {row["code"]: row["name"] for row in streets}
        estates = {row["code"]: row for row in self._rows("Estate", required=False)}
        grounds, communities = self._grounds(areas, roads, estates)
        if not grounds:
            raise DataError(f"{self._folder / 'Grid.csv'} has no grid of level 3 没有三级网格")
        trades = {label: self._sample(self._addressed(label), label) for label in ("Shop", "Enterprise")}
        doors = dict.fromkeys(spot.name for found in trades.values() for spot in found)
        spots = {
            "road": self._sample(self._doors(roads, grounds, doors), "road"),
            "estate": self._sample(self._buildings(estates), "estate"),
            "shop": [at for spot in trades["Shop"] if (at := doors[spot.name])],
            "enterprise": [at for spot in trades["Enterprise"] if (at := doors[spot.name])],
            "community": communities,
        }
        names = {
            "road": _called(streets),
            "estate": _called(estates.values()),
            "town": _called(row for row in areas.values() if row["level"] == "subdistrict"),
            "community": _called(row for row in areas.values() if row["level"] == "community"),
        }
        lists = {kind: Spots(found) for kind, found in spots.items() if found}
        formal = frozenset(roads.values()), frozenset(row["name"] for row in estates.values())
        return Place(residents, as_of, grounds, lists, self._components(*formal, grounds), names)

    def _rows(self, name: str, *, required: bool = True) -> Iterator[dict[str, str]]:
        path = self._folder / f"{name}.csv"
        if not path.exists() and not required:
            return
        try:
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file, strict=True)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DataError(
                f"{path} cannot be read 无法读取: {error}", hint="Build the city again."
            ) from error

    def _grounds(
        self,
        areas: Mapping[str, Mapping[str, str]],
        roads: Mapping[str, str],
        estates: Mapping[str, dict[str, str]],
    ) -> tuple[dict[str, Ground], list[Spot]]:
        through: dict[str, tuple[str, ...]] = {}
        for row in self._rows("Road_RUNS_THROUGH_Grid", required=False):
            through[row["to"]] = (*through.get(row["to"], ()), roads[row["from"]])
        built: dict[str, tuple[str, ...]] = {}
        for row in estates.values():
            built[row["grid"]] = (*built.get(row["grid"], ()), row["name"])
        grids = {row["code"]: row for row in self._rows("Grid")}
        grounds, spots = {}, []
        for code, row in sorted(grids.items()):
            if row["level"] != "3":
                continue
            names = _area_names(row["area"] or grids[row["parent"]]["area"], areas)
            community = names.get("community", "")
            grounds[code] = Ground(
                community,
                names.get("subdistrict", ""),
                names.get("district", ""),
                through.get(code, ()),
                built.get(code, ()),
            )
            spots.append(Spot(code, community, row["lon"], row["lat"]))
        return grounds, spots

    def _doors(
        self, roads: Mapping[str, str], grounds: Mapping[str, Ground], wanted: dict[str, Spot | None]
    ) -> Iterator[Spot]:
        """The door numbers of roads; those that are wanted are noted under their codes.

        Not those across the edge of a grid that the road runs along: its name would mislead.
        """
        for row in self._rows("Address"):
            road = roads.get(row["road"], "")
            if road and road in grounds[row["grid"]].roads:
                door = Spot(row["grid"], row["name"], row["lon"], row["lat"], road=road)
                if row["code"] in wanted:
                    wanted[row["code"]] = door
                yield door

    def _buildings(self, estates: Mapping[str, Mapping[str, str]]) -> Iterator[Spot]:
        for row in self._rows("Building", required=False):
            if row["estate"] in estates:
                estate = estates[row["estate"]]["name"]
                yield Spot(row["grid"], row["name"], row["lon"], row["lat"], estate=estate)

    def _addressed(self, label: str) -> Iterator[Spot]:
        """Shops or enterprises, each under the code of its address: reports name the door, not the trader."""
        for row in self._rows(label, required=False):
            if row["address"]:
                yield Spot(row["grid"], row["address"], row["lon"], row["lat"])

    def _components(
        self, roads: frozenset[str], estates: frozenset[str], grounds: Mapping[str, Ground]
    ) -> Mapping[str, Spots]:
        """The components by kind; a component's name begins with that of its road or estate.

        Not those that lie in another grid than their road or estate does.
        """
        kept: dict[str, _Reservoir] = {}
        longest = max(map(len, roads | estates), default=0)
        for label in ("Component", "Camera", "Pipe"):
            for row in self._rows(label, required=False):
                kind, name = row["kind"], row["name"]
                if kind not in kept:
                    kept[kind] = _Reservoir(MOST_COMPONENTS, Dice(self._seed, "components", kind))
                heads = (name[:i] for i in range(longest, 1, -1))
                head = next((head for head in heads if head in roads or head in estates), "")
                ground = grounds[row["grid"]]
                if head not in ground.roads and head not in ground.estates:
                    continue
                kept[kind].add(
                    Spot(
                        row["grid"],
                        name,
                        row["lon"],
                        row["lat"],
                        road=head if head in roads else "",
                        estate=head if head in estates else "",
                        component=row["code"],
                        pole=row["pole"],
                    )
                )
        return {kind: Spots(found.kept) for kind, found in kept.items()}

    def _sample(self, spots: Iterator[Spot], kind: str) -> list[Spot]:
        reservoir = _Reservoir(MOST, Dice(self._seed, "spots", kind))
        for spot in spots:
            reservoir.add(spot)
        return reservoir.kept


class _Reservoir:
    """A fair sample of a stream of unknown length."""

    def __init__(self, most: int, dice: Dice) -> None:
        self.kept: list[Spot] = []
        self._most = most
        self._dice = dice
        self._seen = 0

    def add(self, spot: Spot) -> None:
        self._seen += 1
        if len(self.kept) < self._most:
            self.kept.append(spot)
        elif (at := self._dice.whole(0, self._seen - 1)) < self._most:
            self.kept[at] = spot


def _called(rows: Iterable[Mapping[str, str]]) -> frozenset[str]:
    """Every name of what the rows describe, everyday ones too."""
    return frozenset(
        name for row in rows for name in (row["name"], *row.get("aliases", "").split("|")) if name
    )


def _area_names(code: str, areas: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """An area's name and those above it, by level."""
    found = {}
    while code:
        found[areas[code]["level"]] = areas[code]["name"]
        code = areas[code]["parent"]
    return found
