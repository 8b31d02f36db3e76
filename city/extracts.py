"""Extracts from many systems of one city, that disagree as real ones do, with the truth beside them.

Each system writes its own columns, record numbers, address forms and coordinates, and is wrong in its own
way: names misheard, digits slipped, people who moved and told nobody, records entered twice. `truth.csv`
says whom each record is about, so that linking can be measured; `extracts.json` says what was wanted and
what came out. Everybody in them is as invented as the city.
"""

import csv
import json
import math
import tempfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any

from city.dice import Dice
from city.extract_errors import ERRORS, MISSING, Chance, confusions
from city.extract_forms import FORMS, Place
from city.extract_plan import Extract, Fault, plan
from city.extract_subjects import BuiltCity, Subject
from city.manifest import manifest
from city.scale import AS_OF
from liandong.coordinates import from_wgs84
from liandong.errors import DataError

FORMAT = 1
"""The version of `extracts.json`."""
MANIFEST = "extracts.json"
TRUTH = "truth.csv"
_TRUTH_HEADER = ("source", "record", "label", "code")
_MIXED = 2_000
"""Rows of a file that wait to be written in another order than the city's."""
_RECORDS = 1_000_000_007
_STRIDE = 387_420_489
"""A prime, and a number less than it: record numbers don't follow the city's order, and none comes twice."""
_BEAT = 1_000
_METRES = (95_200.0, 110_870.0)
"""Metres in a degree of longitude and latitude at 31.3° N."""

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class ExtractReport:
    """What was written: records by file."""

    folder: Path
    seed: int
    records: Mapping[str, int]


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What `extracts.json` says.

    Raises:
        DataError: the folder holds no extracts.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"{folder} holds no extracts 没有抽取数据: {error}", hint="`liandong city extracts` writes them."
        ) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise DataError(
            f"{folder / MANIFEST} is of another version 版本不符", hint="Write the extracts anew."
        )
    return found


def build_extracts(
    city: Path, out: Path, *, seed: int = 1, progress: Progress | None = None
) -> ExtractReport:
    """Write extracts of a built city to the folder `out`; the same city and seed give the same bytes.

    The folder is written beside `out` and put in its place at the end. Memory does not grow with the city.

    Args:
        progress: told the label at work and how many more of its entities are done.

    Raises:
        DataError: `city` is no city; `out` exists and holds something else than extracts.
    """
    extracts = plan()
    told = progress or (lambda _label, _done: None)
    with _fresh(out) as folder, BuiltCity(city, seed) as built:
        with _Book(folder, extracts, seed) as book:
            waiting: Counter[str] = Counter()
            for subject in built.subjects():
                book.record(subject)
                waiting[subject.label] += 1
                if waiting[subject.label] == _BEAT:
                    told(subject.label, waiting.pop(subject.label))
        for label, count in waiting.items():
            told(label, count)
        text = json.dumps(book.manifest(manifest(city) or {}), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return ExtractReport(out, seed, {extract.file: book.records[extract.file] for extract in extracts})


@contextmanager
def _fresh(out: Path) -> Iterator[Path]:
    """A folder that takes the place of `out` when all went well."""
    if out.exists() and not (out / MANIFEST).is_file() and (not out.is_dir() or any(out.iterdir())):
        raise DataError(
            f"{out} exists and holds no extracts 已存在且不是抽取数据", hint="Choose another --out."
        )
    try:
        out.resolve().parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.resolve().parent) as work:
            fresh = Path(work) / "new"
            fresh.mkdir()
            yield fresh
            if out.exists():
                out.rename(Path(work) / "old")
            fresh.rename(out)
    except OSError as error:
        raise DataError(
            f"The extracts cannot be written to {out}: {error} 无法写入", hint="Choose another --out."
        ) from error


class _Sheet:
    """A file of rows that come out in another order than they went in, as far apart as `_MIXED`."""

    def __init__(self, path: Path, header: tuple[str, ...], dice: Dice, opened: ExitStack) -> None:
        file = opened.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(header)
        self._dice = dice
        self._waiting: list[tuple[str, ...]] = []

    def add(self, row: tuple[str, ...]) -> None:
        self._waiting.append(row)
        if len(self._waiting) > _MIXED:
            self._writer.writerow(self._next())

    def close(self) -> None:
        while self._waiting:
            self._writer.writerow(self._next())

    def _next(self) -> tuple[str, ...]:
        at = self._dice.whole(0, len(self._waiting) - 1)
        self._waiting[at], self._waiting[-1] = self._waiting[-1], self._waiting[at]
        return self._waiting.pop()


class _Book:
    """Writes the records about one subject after another, and counts."""

    def __init__(self, folder: Path, extracts: tuple[Extract, ...], seed: int) -> None:
        self._folder = folder
        self._extracts = extracts
        self._seed = seed
        self._faults = {extract.file: extract.faults_of() for extract in extracts}
        self._homophones, self._lookalikes = confusions()
        self._serials: Counter[str] = Counter()
        self._wrong: Counter[tuple[str, str, str]] = Counter()
        self._entities: Counter[str] = Counter()
        self.records: Counter[str] = Counter()

    def __enter__(self) -> "_Book":
        with ExitStack() as opened:
            self._truth = _Sheet(self._folder / TRUTH, _TRUTH_HEADER, Dice(self._seed, TRUTH), opened)
            opened.callback(self._truth.close)
            self._sheets: dict[str, _Sheet] = {}
            for extract in self._extracts:
                header = tuple(column.heading for column in extract.columns)
                sheet = _Sheet(self._folder / extract.file, header, Dice(self._seed, extract.file), opened)
                opened.callback(sheet.close)
                self._sheets[extract.file] = sheet
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def record(self, subject: Subject) -> None:
        """Write a subject's records in every system that knows it."""
        dice = Dice(self._seed, "extracts", subject.code)
        chance = Chance(dice, self._homophones, self._lookalikes, subject.past)
        for extract in self._extracts:
            if extract.label != subject.label or extract.who not in subject.groups:
                continue
            if not dice.chance(extract.share):
                continue
            self._entities[extract.file] += 1
            for _ in range(1 + dice.chance(extract.again)):
                self._write(extract, subject, chance)

    def _write(self, extract: Extract, subject: Subject, chance: Chance) -> None:
        serial = self._serials[extract.source] = self._serials[extract.source] + 1
        number = (serial * _STRIDE + zlib.crc32(extract.source.encode())) % _RECORDS
        record = f"{extract.label[0]}{number:010d}"
        values = self._values(extract, subject, chance)
        values["record"] = record
        row = tuple(
            FORMS[column.field, column.form](values[column.field])
            if values.get(column.field) not in (None, "")
            else ""
            for column in extract.columns
        )
        self._sheets[extract.file].add(row)
        self._truth.add((extract.source, record, subject.label, subject.code))
        self.records[extract.file] += 1

    def _values(self, extract: Extract, subject: Subject, chance: Chance) -> dict[str, Any]:
        """What the system has of the subject: the truth, with its errors, and a position of its own."""
        values = dict(subject.values)
        faults = self._faults[extract.file]
        for field in values:
            if field in faults and values[field] not in (None, ""):
                values[field] = self._told(extract, faults[field], values[field], chance)
        values["seen"] = AS_OF - timedelta(days=chance.dice.whole(1, 5 * 365))
        place: Place = values["address"] or subject.values["address"]
        at = place.at and self._told(extract, faults.get("place", ()), place.at, chance)
        if at:
            values["lon"], values["lat"] = from_wgs84(
                *_scattered(at, extract.scatter, chance.dice), extract.crs
            )
        return values

    def _told(self, extract: Extract, faults: tuple[Fault, ...], value: Any, chance: Chance) -> Any:
        """The value, or what one of the errors makes of it: at most one happens."""
        mark = chance.dice.unit() if faults else 1.0
        for fault in faults:
            mark -= fault.rate
            if mark < 0:
                wrong = ERRORS[fault.field, fault.error](value, chance)
                if wrong is None or wrong == value:
                    return value
                self._wrong[extract.file, fault.field, fault.error] += 1
                return None if wrong is MISSING else wrong
        return value

    def manifest(self, city: Mapping[str, object]) -> Mapping[str, object]:
        """`extracts.json`: what each extract is, what was wanted, and what came out."""
        return {
            "format": FORMAT,
            "seed": self._seed,
            "city": {key: city.get(key) for key in ("scale", "seed", "as_of")},
            "truth": TRUTH,
            "extracts": [self._described(extract) for extract in self._extracts],
        }

    def _described(self, extract: Extract) -> Mapping[str, object]:
        records = self.records[extract.file]
        return {
            "file": extract.file,
            "source": extract.source,
            "name": extract.title,
            "kind": extract.kind,
            "crs": extract.crs,
            "label": extract.label,
            "who": extract.who,
            "share": extract.share,
            "entities": self._entities[extract.file],
            "records": records,
            "again": {"wanted": extract.again, "count": records - self._entities[extract.file]},
            "columns": {
                column.heading: {"field": column.field, "form": column.form} for column in extract.columns
            },
            "errors": [
                {
                    "field": fault.field,
                    "error": fault.error,
                    "wanted": fault.rate,
                    "count": self._wrong[extract.file, fault.field, fault.error],
                    "share": round(self._wrong[extract.file, fault.field, fault.error] / max(1, records), 5),
                }
                for fault in extract.faults
            ],
        }


def _scattered(at: tuple[float, float], metres: float, dice: Dice) -> tuple[float, float]:
    """A position up to so many metres off, in any direction."""
    angle, off = dice.between(0, 2 * math.pi), metres * dice.unit()
    return at[0] + off * math.cos(angle) / _METRES[0], at[1] + off * math.sin(angle) / _METRES[1]
