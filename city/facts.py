"""The facts the generator draws on: `data/city/`, and the kinds in `data/`. Read on demand, no state."""

import csv
import json
from collections.abc import Mapping, Sequence
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
        for suffix in ("虚拟社区", "虚拟生活区", "社区", "村"):
            if self.name.endswith(suffix):
                return self.name.removesuffix(suffix)
        return self.name

    @property
    def sort(self) -> str:
        """`village`, `community`, or `zone`: a development zone, park or farm with few residents."""
        if self.name.endswith(("虚拟社区", "虚拟生活区")):
            return "zone"
        return "village" if self.committee.endswith(("村委会", "村民委员会")) else "community"


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """A subdistrict with its communities, by code."""

    code: str
    district_code: str
    names: Names
    communities: tuple[Community, ...]


CITY = ("320500", "苏州市")


def subdistricts(within: Sequence[str]) -> tuple[Subdistrict, ...]:
    """The subdistricts of the national division codes whose code begins with one of `within`, by code.

    Raises:
        DataError: `divisions.csv` has no such code.
    """
    districts = {row["code"]: row for row in rows("city/district_names")}
    known = {row["code"]: row for row in rows("city/subdistricts")}
    found: dict[str, list[Row]] = {}
    for row in sorted(rows("city/divisions"), key=lambda row: row["village_code"]):
        if row["street_code"].startswith(tuple(within)):
            found.setdefault(row["street_code"], []).append(row)
    for code in within:
        if not any(street.startswith(code) for street in found):
            raise DataError(f"data/city/divisions.csv has no {code}.", hint="Use a code it lists.")
    return tuple(
        _subdistrict(code, found[code], districts.get(found[code][0]["area_code"], {}), known.get(code, {}))
        for code in sorted(found)
    )


def subdistrict(code: str) -> Subdistrict:
    """The subdistrict of this code.

    Raises:
        DataError: `divisions.csv` has no such code.
    """
    return subdistricts((code,))[0]


def _subdistrict(code: str, places: Sequence[Row], district: Row, known: Row) -> Subdistrict:
    names = names_of(CITY[1], places[0], district=district, known=known)
    communities = tuple(Community(r["village_code"], _place(r["village"]), r["village"]) for r in places)
    return Subdistrict(code, places[0]["area_code"], names, communities)


def _place(committee: str) -> str:
    """钟楼社区 of 钟楼社区居委会: the place, of the body's name."""
    for suffix in ("居民委员会", "居民委会", "村民委员会", "居委会", "村委会"):
        if committee.endswith(suffix):
            base = committee.removesuffix(suffix)
            if suffix.startswith("村") and not base.endswith("村"):
                base += "村"
            return base
    return committee
