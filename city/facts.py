"""The facts the generator draws on: `data/city/`, and the kinds in `data/`. Read on demand, no state."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass

from city.naming import Names as Names
from city.naming import Row as Row
from city.naming import names_of
from liandong.errors import DataError
from liandong.paths import shipped


def rows(name: str) -> tuple[Row, ...]:
    """The rows of `data/<name>.csv`.

    Raises:
        DataError: the file is missing or is not UTF-8 CSV.
    """
    path = shipped("data") / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(
            f"{path} cannot be read: {error}", hint="Reinstall the program's data files."
        ) from error


def split(text: str) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by `|`."""
    return tuple(part for part in text.split("|") if part)


@dataclass(frozen=True, slots=True)
class PersonNames:
    """What names of people are made of: weights of surnames, and characters by sex and last birth year."""

    surnames: Mapping[str, float]
    given: Mapping[str, Mapping[int, str]]


def person_names() -> PersonNames:
    """The surnames and given-name characters of `data/city/people.json`."""
    raw = json.loads((shipped("data") / "city" / "people.json").read_text(encoding="utf-8"))
    given = {sex: {int(year): chars for year, chars in eras.items()} for sex, eras in raw["given"].items()}
    return PersonNames(raw["surnames"], given)


@dataclass(frozen=True, slots=True)
class Community:
    """A community: its 12-digit code, its short name (钟楼社区) and the name of its committee."""

    code: str
    name: str
    committee: str

    @property
    def short(self) -> str:
        """钟楼, of 钟楼社区."""
        return self.name.removesuffix("社区").removesuffix("村")

    @property
    def village(self) -> bool:
        """Whether it is a village: its committee is a 村委会."""
        return self.committee.endswith(("村委会", "村民委员会"))


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A subdistrict with its communities, by code."""

    code: str
    district_code: str
    names: Names
    communities: tuple[Community, ...]


CITY = ("320500", "苏州市")


def subdistrict(code: str) -> Subdistrict:
    """A subdistrict of the national division codes.

    Raises:
        DataError: `divisions.csv` has no such code.
    """
    found = sorted(
        (row for row in rows("city/divisions") if row["street_code"] == code), key=lambda r: r["village_code"]
    )
    if not found:
        raise DataError(f"data/city/divisions.csv has no subdistrict {code}.", hint="Use a code it lists.")
    names = names_of(
        CITY[1],
        found[0],
        districts=rows("city/district_names"),
        subdistricts=rows("city/subdistricts"),
    )
    communities = tuple(Community(r["village_code"], _place(r["village"]), r["village"]) for r in found)
    return Subdistrict(code, found[0]["area_code"], names, communities)


def _place(committee: str) -> str:
    """钟楼社区 of 钟楼社区居委会: the place, of the body's name."""
    for suffix in ("居民委员会", "村民委员会", "居委会", "村委会"):
        if committee.endswith(suffix):
            base = committee.removesuffix(suffix)
            if suffix.startswith("村") and not base.endswith("村"):
                base += "村"
            return base
    return committee
