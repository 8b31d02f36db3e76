"""The demo city at other sizes: the same rows again under codes of their own."""

import csv
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from city.build import build_city
from graph.schema import SCHEMA, Template

SHARED = ("Source",)
"""What copies of the city have in common, as they have the catalogue."""
PEOPLE = ("Address", "Household", "Resident", "Resident_FROM_Source", "Address_FROM_Source")
"""The files that the load is measured with."""
GROUNDWORK = ("Area", "Grid", "Road", "Estate", "Building", "Source")
"""The files that those refer to."""


def demo_city(folder: Path) -> Path:
    """The demo city's files, built when they aren't there."""
    if not folder.exists():
        build_city(folder, scale="demo", seed=1)
    return folder


def templates_of(city: Path) -> list[str]:
    """The names of a city's files, in loading order."""
    return [name for name in SCHEMA.templates if (city / f"{name}.csv").exists()]


def read(city: Path, name: str) -> list[dict[str, str]]:
    """The rows of a file; none if the city has no such file."""
    path = city / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


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
        found = [row for row in read(city, name) if chosen is None or row[key] in chosen]
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


def _codes(template: Template) -> list[tuple[str, str]]:
    """(column, label) of the columns that hold codes, the row's own first."""
    if template.rel:
        _, end = template.rel
        return [("from", end.source), ("to", end.target)]
    own = ("code", template.name)
    return [own, *((end.column, end.target) for _, end in template.refs if end.column)]


def _recoded(row: dict[str, str], columns: list[str], suffix: str) -> dict[str, str]:
    return row | {column: f"{row[column]}{suffix}" for column in columns if row[column]}
