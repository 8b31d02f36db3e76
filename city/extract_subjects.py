"""The residents, enterprises and addresses of a built city, one after another, as they truly are.

A city's files are read as streams. What has to be looked up, addresses and households, is kept in a
temporary SQLite file, so that a city of any size takes the same memory.
"""

import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any

from city import facts
from city.dice import Dice
from city.extract_errors import Past
from city.extract_forms import Place, place_of
from city.facts import PersonNames
from city.identity import DIVISION
from city.manifest import manifest
from city.people import mobile, person_name
from city.scale import AS_OF
from liandong.errors import DataError
from liandong.tables import csv_records

_BATCH = 10_000
_CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of a unified social credit code (GB 32100-2015): no I, O, S, V, Z."""
_SCATTER = 17_623_416_827
"""Prime to 31^8: makes numbers that follow each other look unlike each other, and no two alike."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody or something that systems have records of.

    Attributes:
        values: what is true, by field: text, a date, a number; `address` is a Place.
        groups: which of `extract_plan.WHO` it belongs to.
        past: what was true before.
    """

    label: str
    code: str
    values: Mapping[str, Any]
    groups: frozenset[str]
    past: Callable[[], Past]


class BuiltCity:
    """The files of a built city. A context manager: it keeps a temporary file."""

    def __init__(self, folder: Path, seed: int) -> None:
        """
        Raises:
            DataError: the folder is not a city, or not a whole one.
        """
        if manifest(folder) is None:
            raise DataError(
                f"{folder} is not a city built by this program 不是本程序生成的城市",
                hint="`liandong city build --out DIR` builds one.",
            )
        self._folder = folder
        self._seed = seed
        self._names = facts.person_names()
        self._trades = {row["trade"]: facts.split(row["names"]) for row in facts.rows("city/trades")}
        self._open = ExitStack()

    def __enter__(self) -> "BuiltCity":
        with ExitStack() as opened:
            temporary = opened.enter_context(tempfile.TemporaryDirectory(prefix="liandong-extracts-"))
            self._db = sqlite3.connect(Path(temporary) / "places.sqlite", isolation_level=None)
            opened.callback(self._db.close)
            self._keep_places()
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def subjects(self) -> Iterator[Subject]:
        """All of them: residents, enterprises, addresses."""
        yield from self._residents()
        yield from self._enterprises()
        yield from self._addresses()

    def _rows(self, name: str) -> Iterator[Mapping[str, str]]:
        path = self._folder / f"{name}.csv"
        if not path.is_file():
            raise DataError(f"{path} is missing 缺少文件", hint="Build the city again.")
        for line, row in csv_records(path):
            if isinstance(row, str):
                raise DataError(f"{path}, line 行 {line}: {row}", hint="Build the city again.")
            yield row

    def _keep_places(self) -> None:
        names = self._names_of_grids()
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute(
            "CREATE TABLE address (code TEXT UNIQUE, name TEXT, lon, lat, district, subdistrict)"
        )
        self._db.execute("CREATE TABLE household (code TEXT PRIMARY KEY, address TEXT) WITHOUT ROWID")
        self._insert(
            "address",
            ((r["code"], r["name"], r["lon"], r["lat"], *names[r["grid"]]) for r in self._rows("Address")),
        )
        self._insert("household", ((r["code"], r["address"]) for r in self._rows("Household")))
        self._places = self._db.execute("SELECT count(*) FROM address").fetchone()[0]

    def _insert(self, table: str, rows: Iterator[tuple[str, ...]]) -> None:
        statement = {
            "address": "INSERT INTO address VALUES (?, ?, ?, ?, ?, ?)",
            "household": "INSERT INTO household VALUES (?, ?)",
        }[table]
        self._db.execute("BEGIN")
        self._db.executemany(statement, rows)
        self._db.execute("COMMIT")

    def _names_of_grids(self) -> Mapping[str, tuple[str, str]]:
        """The names of the district and the subdistrict around each grid."""
        areas = {row["code"]: row for row in self._rows("Area")}
        grids = {row["code"]: row for row in self._rows("Grid")}

        def names(grid: str) -> tuple[str, str]:
            while not grids[grid]["area"]:
                grid = grids[grid]["parent"]
            area, found = grids[grid]["area"], {"district": "", "subdistrict": ""}
            while area:
                found[areas[area]["level"]] = areas[area]["name"]
                area = areas[area]["parent"]
            return found["district"], found["subdistrict"]

        return {grid: names(grid) for grid in grids}

    def _place(self, where: str, key: str | int) -> Place:
        statement = {
            "code": "SELECT * FROM address WHERE code = ?",
            "rowid": "SELECT * FROM address WHERE rowid = ?",
            "household": "SELECT a.* FROM household h JOIN address a ON a.code = h.address WHERE h.code = ?",
        }[where]
        row = self._db.execute(statement, (key,)).fetchone()
        if row is None:
            raise DataError(f"{self._folder}: no address for {where} {key} 没有对应的地址")
        _, name, lon, lat, district, subdistrict = row
        at = (float(lon), float(lat)) if lon else None
        return place_of(name, district=district, subdistrict=subdistrict, at=at)

    def _another_place(self, key: str, now: str) -> Place:
        """Where somebody was before: some other address of the city, the same for a whole household."""
        dice = Dice(self._seed, "extracts", "moved", key)
        place = self._place("rowid", dice.whole(1, self._places))
        return place if place.name != now else self._place("rowid", dice.whole(1, self._places))

    def _residents(self) -> Iterator[Subject]:
        household, place, phone = "", Place("", "", "", ""), ""
        for row in self._rows("Resident"):
            if row["household"] != household:
                household, phone = row["household"], row["phone"]
                place = self._place("household", household)
            yield self._resident(row, place, phone)

    def _resident(self, row: Mapping[str, str], place: Place, family_phone: str) -> Subject:
        number = row["id_number"]
        values = {
            "name": row["name"],
            "sex": row["sex"],
            "id_number": number,
            "birth": date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
            "phone": row["phone"],
            "address": place,
        }

        def past() -> Past:
            dice = Dice(self._seed, "extracts", "past", row["code"])
            return Past(
                _other_name(row["name"], row["sex"], int(row["birth_year"]), self._names, dice),
                mobile(dice),
                self._another_place(row["household"], place.name),
                family_phone,
            )

        groups = {"everyone", row["residence"], *_groups_of_age(AS_OF.year - int(row["birth_year"]))}
        return Subject("Resident", row["code"], values, frozenset(groups), past)

    def _enterprises(self) -> Iterator[Subject]:
        for serial, row in enumerate(self._rows("Enterprise"), 1):
            place = self._place("code", row["address"])
            values = {
                "name": row["name"],
                "credit_code": credit_code(serial),
                "trade": row["trade"],
                "staff": int(row["staff"]),
                "address": place,
            }

            def past(row: Mapping[str, str] = row, place: Place = place) -> Past:
                dice = Dice(self._seed, "extracts", "past", row["code"])
                words = "".join(dice.some(self._trades[row["trade"]], 2))
                name = f"苏州{words}{row['trade']}有限公司"
                return Past(name, "", self._another_place(row["code"], place.name))

            yield Subject("Enterprise", row["code"], values, frozenset({"everyone"}), past)

    def _addresses(self) -> Iterator[Subject]:
        for row in self._rows("Address"):
            place = self._place("code", row["code"])

            def past(place: Place = place) -> Past:
                return Past("", "", place)

            yield Subject("Address", row["code"], {"address": place}, frozenset({"everyone"}), past)


def credit_code(serial: int) -> str:
    """A unified social credit code of the right form (GB 32100-2015), of the division nobody has.

    Kind 91, the division, eight characters that are different for every serial below 31^8, `0`, and the
    check character.
    """
    number = serial * _SCATTER % 31**8
    body = ""
    for _ in range(8):
        number, digit = divmod(number, 31)
        body = _CREDIT[digit] + body
    code = f"91{DIVISION}{body}0"
    total = sum(_CREDIT.index(character) * pow(3, i, 31) for i, character in enumerate(code))
    return code + _CREDIT[-total % 31]


def _groups_of_age(age: int) -> Iterator[str]:
    if age >= 18:
        yield "adult"
    if age >= 65 or age <= 6:
        yield "old_or_young"


def _other_name(name: str, sex: str, born: int, names: PersonNames, dice: Dice) -> str:
    """Another given name for the same surname."""
    surname = name[:2] if name[:2] in names.surnames else name[:1]
    while True:
        other = person_name(names, sex, born, dice, surname=surname)
        if other != name:
            return other
