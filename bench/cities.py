"""The demo city at other sizes: the same rows again under codes of their own."""

import csv
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from city.build import build_city
from city.scale import scale_named
from graph.schema import SCHEMA, Template

SHARED = ("Source",)
"""What copies of the city have in common, as they have the catalogue."""
PEOPLE = ("Address", "Household", "Resident", "Resident_FROM_Source", "Address_FROM_Source")
"""The files that the load is measured with."""
GROUNDWORK = ("Area", "Grid", "Road", "Estate", "Building", "Source")
"""The files that those refer to."""
_LAND = ((20_000, "demo"), (400_000, "district"), (math.inf, "city"))
"""Up to how many residents are built on the land of which scale."""


def demo_city(folder: Path) -> Path:
    """The demo city's files, built when they aren't there."""
    if not folder.exists():
        build_city(folder, scale="demo", seed=1)
    return folder


def templates_of(city: Path) -> list[str]:
    """The names of a city's files, in loading order."""
    return [name for name in SCHEMA.templates if (city / f"{name}.csv").exists()]


def rows_of(city: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a file, one by one; none if the city has no such file."""
    path = city / f"{name}.csv"
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def read(city: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file; none if the city has no such file."""
    return list(rows_of(city, name))


def copy(
    city: Path,
    out: Path,
    *,
    names: Collection[str],
    numbers: Iterable[int],
    kept: Mapping[str, Collection[str]] | None = None,
) -> int:
    """Write copies of a city's files; what they refer to outside of these files stays as it is.

    Args:
        names: which files.
        numbers: of the copies; number 0 has the city's own codes.
        kept: for some labels, the codes of the nodes that are copied, with their relationships.

    Returns:
        How many rows were written.
    """
    out.mkdir(parents=True)
    numbers, rows = list(numbers), 0
    for name in names:
        template = SCHEMA.templates[name]
        coded = [column for column, label in _codes(template) if label in names]
        chosen = (kept or {}).get(_codes(template)[0][1])
        key = _codes(template)[0][0]
        found = [row for row in rows_of(city, name) if chosen is None or row[key] in chosen]
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, template.columns, lineterminator="\n")
            writer.writeheader()
            for number in numbers:
                suffix = f"-c{number}" if number else ""
                writer.writerows(_recoded(row, coded, suffix) for row in found)
                rows += len(found)
    return rows


def write_people(city: Path, out: Path, residents: int) -> int:
    """Write the files of so many residents, with their households and addresses; the number of rows.

    More than the city has are copies of the first ones.
    """
    everybody = read(city, "Resident")
    copies = -(-residents // len(everybody))
    first = everybody[: residents // copies]
    households = {row["household"] for row in first}
    addresses = {row["address"] for row in read(city, "Household") if row["code"] in households}
    kept = {"Resident": {row["code"] for row in first}, "Household": households, "Address": addresses}
    return copy(city, out, names=PEOPLE, numbers=range(copies), kept=kept)


def built_city(folder: Path, residents: int) -> Path:
    """A city with so many residents, on as much land as they need: a subdistrict, a district or all of it."""
    name = next(name for most, name in _LAND if residents <= most)
    build_city(folder, scale=scale_named(name).with_residents(residents), seed=1)
    return folder


def divide(city: Path, land: Path, rest: Path) -> int:
    """Link a city's files from two folders: areas and grids with what is loaded before them, and the rest.

    Areas and grids have parents among themselves, which a plain statement that creates a batch cannot find.

    Returns:
        How many rows the rest has.
    """
    names = templates_of(city)
    until = names.index("Grid") + 1
    for folder, part in ((land, names[:until]), (rest, names[until:])):
        folder.mkdir()
        for name in part:
            (folder / f"{name}.csv").symlink_to(city / f"{name}.csv")
    return sum(1 for name in names[until:] for _ in rows_of(city, name))


def _codes(template: Template) -> list[tuple[str, str]]:
    """(column, label) of the columns that hold codes, the row's own first."""
    if template.rel:
        _, end = template.rel
        return [("from", end.source), ("to", end.target)]
    own = ("code", template.name)
    return [own, *((end.column, end.target) for _, end in template.refs if end.column)]


def _recoded(row: dict[str, str], columns: list[str], suffix: str) -> dict[str, str]:
    return row | {column: f"{row[column]}{suffix}" for column in columns if row[column]}
