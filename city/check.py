"""Checks a city's directory: that it loads, that its grids tile the land, and that nobody is left out.

Each check is a plain function from the files to findings.
"""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry

from city import facts
from city.manifest import manifest, require_current
from graph.schema import SCHEMA, Prop, Template, Type
from liandong.errors import DataError

_CATALOGUE = {
    "DepartmentKind": "department_kinds",
    "Need": "need_kinds",
    "Skill": "social/skills",
    "ComponentKind": "component_kinds",
}
"""Labels that are loaded with the catalogue, and the file in `data/` that lists their codes."""
_ONE_OF_EACH = dict.fromkeys(("community", "subdistrict", "district", "city"), 1)
_GAP = 1e-12
"""Square degrees (0.01 m²) below which an overlap or gap is the arithmetic's."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong: in which file, and what."""

    file: str
    message: str


class CityFiles:
    """The files of a city, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        found = manifest(folder)
        if found is None:
            raise DataError(f"{folder} is not a city.", hint="Build one with `liandong city build`.")
        require_current(folder)
        self.folder = folder
        self.counts: Mapping[str, int] = dict(found["files"]) if isinstance(found["files"], dict) else {}

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        """The rows of a template's file; none if there is no file."""
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return
        try:
            with path.open(encoding="utf-8", newline="") as file:
                yield from csv.DictReader(file, strict=True)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise DataError(f"{path} cannot be read: {error}", hint="Build the city again.") from error

    def nodes(self, label: str) -> Iterator[dict[str, str]]:
        """The rows of a label and of the labels based on it."""
        for name, node in SCHEMA.nodes.items():
            if label in (name, node.base):
                yield from self.rows(name)

    @cached_property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """The codes that a reference to each label can name."""
        found = {}
        for label, node in SCHEMA.nodes.items():
            if node.template:
                file = _CATALOGUE.get(label)
                found[label] = frozenset(
                    row["code"] for row in (facts.rows(file) if file else self.nodes(label))
                )
        return found

    @cached_property
    def grids(self) -> Mapping[str, dict[str, str]]:
        """The grids by code."""
        return {row["code"]: row for row in self.rows("Grid")}

    @cached_property
    def shapes(self) -> Mapping[str, BaseGeometry]:
        """The polygons of the grids by code."""
        return {code: shapely.from_wkt(row["boundary"]) for code, row in self.grids.items()}

    @cached_property
    def areas(self) -> Mapping[str, dict[str, str]]:
        """The areas by code."""
        return {row["code"]: row for row in self.rows("Area")}

    def chain(self, grid: str) -> Iterator[str]:
        """A grid and everything that contains it, grids and areas; some more than once."""
        while grid:
            yield grid
            area = self.grids[grid]["area"]
            while area:
                yield area
                area = self.areas[area]["parent"]
            grid = self.grids[grid]["parent"]


def check_city(folder: Path) -> list[Finding]:
    """What is wrong with the city in `folder`; nothing, if all is well.

    What the rows mean is looked at only when their form is right.

    Raises:
        DataError: the folder is not a city, or a file cannot be read.
    """
    files = CityFiles(folder)
    found = [finding for check in _FORM for finding in check(files)]
    return found or [finding for check in _SENSE for finding in check(files)]


def _headers_and_counts(files: CityFiles) -> Iterator[Finding]:
    """Every file has its template's header, its required cells, and as many rows as `city.json` says."""
    for name, count in files.counts.items():
        template = SCHEMA.templates[name]
        found = 0
        for row in files.rows(name):
            found += 1
            if tuple(row) != template.columns:
                yield Finding(name, f"row {found} has other columns than the template")
            elif empty := sorted(column for column in template.required if not row[column]):
                yield Finding(name, f"row {found} leaves {empty} empty")
        if found != count:
            yield Finding(name, f"has {found} rows, city.json says {count}")


def _values(files: CityFiles) -> Iterator[Finding]:
    """Every value is of its property's type and within its bounds."""
    for name in files.counts:
        props = SCHEMA.templates[name].props
        for row in files.rows(name):
            for prop in props:
                text = row.get(prop.name, "")
                if text and not _fits(text, prop):
                    yield Finding(name, f"{prop.name} {text!r} is no {prop.zh}")


def _fits(text: str, prop: Prop) -> bool:
    try:
        match prop.type:
            case Type.INT | Type.FLOAT:
                number = int(text) if prop.type is Type.INT else float(text)
                return (prop.minimum is None or number >= prop.minimum) and (
                    prop.maximum is None or number <= prop.maximum
                )
            case Type.DATE:
                date.fromisoformat(text)
            case Type.DATETIME:
                return datetime.fromisoformat(text).tzinfo is not None
            case Type.POLYGON | Type.LINE:
                return bool(shapely.from_wkt(text).is_valid)
    except (ValueError, shapely.errors.ShapelyError):
        return False
    return not prop.one_of or text in prop.one_of


def _codes(files: CityFiles) -> Iterator[Finding]:
    """No code twice for a root label, and no relationship twice."""
    for label, node in SCHEMA.nodes.items():
        if node.base is None and node.template:
            seen: set[str] = set()
            for row in files.nodes(label):
                if row["code"] in seen:
                    yield Finding(label, f"code {row['code']} is there twice")
                seen.add(row["code"])
    for name in files.counts:
        if SCHEMA.templates[name].rel:
            pairs = Counter((row["from"], row["to"]) for row in files.rows(name))
            for (source, target), times in pairs.items():
                if times > 1:
                    yield Finding(name, f"{source} to {target} is there twice")


def _references(files: CityFiles) -> Iterator[Finding]:
    """Every code that a row names exists."""
    for name in files.counts:
        template = SCHEMA.templates[name]
        targets = _targets(template)
        for row in files.rows(name):
            for column, label in targets.items():
                if row[column] and row[column] not in files.codes[label]:
                    yield Finding(name, f"{column} {row[column]} is no {label}")


def _targets(template: Template) -> Mapping[str, str]:
    if template.rel:
        _, end = template.rel
        return {"from": end.source, "to": end.target}
    return {end.column: end.target for _, end in template.refs if end.column}


def _tiling(files: CityFiles) -> Iterator[Finding]:
    """The grids in a grid fill it: no gap, no overlap, nothing outside; and so do those in an area."""
    inner: dict[str, list[str]] = {}
    within: dict[str, list[BaseGeometry]] = {}
    for code, row in files.grids.items():
        inner.setdefault(row["parent"], []).append(code)
        for place in set(files.chain(code)) & files.areas.keys() if row["level"] == "3" else ():
            within.setdefault(place, []).append(files.shapes[code])
    for parent, codes in inner.items():
        shapes = [files.shapes[code] for code in codes]
        union = shapely.union_all(shapes)
        if sum(shape.area for shape in shapes) - union.area > _GAP:
            yield Finding("Grid", f"the grids in {parent or 'the city'} overlap")
        if parent and union.symmetric_difference(files.shapes[parent]).area > _GAP:
            yield Finding("Grid", f"the grids in {parent} do not fill it")
    for code, row in files.areas.items():
        if not row["boundary"]:
            continue
        land = shapely.union_all(within.get(code, []))
        if land.symmetric_difference(shapely.from_wkt(row["boundary"])).area > _GAP:
            yield Finding("Area", f"the grids in {code} do not fill it")


def _belonging(files: CityFiles) -> Iterator[Finding]:
    """Every base grid is part of one community, and of one subdistrict, district and city."""
    for code, row in files.grids.items():
        if row["level"] == "3":
            levels = Counter(
                files.areas[place]["level"] for place in set(files.chain(code)) & files.areas.keys()
            )
            if levels != _ONE_OF_EACH:
                yield Finding("Grid", f"{code} is part of {dict(levels)}, not of one area of each level")


def _positions(files: CityFiles) -> Iterator[Finding]:
    """What has a position and a base grid lies in it."""
    for name in files.counts:
        template = SCHEMA.templates[name]
        if not {"lon", "grid"} <= set(template.columns):
            continue
        rows = [row for row in files.rows(name) if row["lon"] and row["grid"]]
        points = shapely.points([[float(row["lon"]), float(row["lat"])] for row in rows])
        away = shapely.distance(points, [files.shapes[row["grid"]] for row in rows])
        for row, metres in zip(rows, away, strict=True):
            if metres > _GAP:
                yield Finding(name, f"{row['code']} does not lie in its grid {row['grid']}")


def _coverage(files: CityFiles) -> Iterator[Finding]:
    """Every base grid has a lead worker and households, every household its people."""
    led = {row["to"] for row in files.rows("GridWorker_PATROLS_Grid") if row["role"] == "lead"}
    address_grid = {row["code"]: row["grid"] for row in files.rows("Address")}
    lived = {row["household"] for row in files.rows("Resident")}
    inhabited = {address_grid[row["address"]] for row in files.rows("Household")}
    for code, row in files.grids.items():
        if code not in led:
            yield Finding("Grid", f"{code} has no lead grid worker")
        if row["level"] == "3" and code not in inhabited:
            yield Finding("Grid", f"{code} has no household")
    for row in files.rows("Household"):
        if row["code"] not in lived:
            yield Finding("Household", f"{row['code']} has no resident")


def _competence(files: CityFiles) -> Iterator[Finding]:
    """In every base grid there is a unit of every kind of department that is not closed."""
    kinds = {row["code"]: row["kind"] for row in files.nodes("Unit") if not row["closed_on"]}
    covering: dict[str, set[str]] = {}
    for name in ("Unit_COVERS_Area", "Unit_COVERS_Grid"):
        for row in files.rows(name):
            if row["from"] in kinds:
                covering.setdefault(row["to"], set()).add(kinds[row["from"]])
    for code, row in files.grids.items():
        if row["level"] == "3":
            here = {kind for place in files.chain(code) for kind in covering.get(place, ())}
            for kind in sorted(files.codes["DepartmentKind"] - here):
                yield Finding("Unit", f"no {kind} unit covers {code}")


def _needs(files: CityFiles) -> Iterator[Finding]:
    """In every base grid each need is met by a service with places left."""
    free = {row["code"] for row in files.rows("CommunityService") if int(row["used"]) < int(row["capacity"])}
    meets: dict[str, set[str]] = {}
    for row in files.rows("CommunityService_MEETS_Need"):
        meets.setdefault(row["from"], set()).add(row["to"])
    serving: dict[str, set[str]] = {}
    for name in ("CommunityService_SERVES_Area", "CommunityService_SERVES_Grid"):
        for row in files.rows(name):
            if row["from"] in free:
                serving.setdefault(row["to"], set()).update(meets.get(row["from"], ()))
    for code, row in files.grids.items():
        if row["level"] == "3":
            met = {need for place in files.chain(code) for need in serving.get(place, ())}
            for need in sorted(files.codes["Need"] - met):
                yield Finding("CommunityService", f"no service meets {need} in {code}")


_FORM = (_headers_and_counts, _values, _codes, _references)
_SENSE = (_tiling, _belonging, _positions, _coverage, _competence, _needs)
