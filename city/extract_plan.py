"""What the extracts are: which system knows whom, how it writes, and how often it is wrong. All declared.

The tables are `data/city/extract_files.csv`, `extract_columns.csv` and `extract_errors.csv`.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from city import facts
from city.extract_errors import ERRORS
from city.extract_forms import FORMS
from liandong.coordinates import Crs
from liandong.errors import DataError

WHO = ("everyone", "local", "permit", "adult", "old_or_young")
"""Whom a system knows of; of enterprises and addresses, everyone."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an extract: its heading, the field it shows and the way it is written."""

    heading: str
    field: str
    form: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An error of a field, and the share of records that are to have it where it is possible at all."""

    field: str
    error: str
    rate: float


@dataclass(frozen=True, slots=True)
class Extract:
    """The records of one system about residents, enterprises or addresses.

    Attributes:
        source: its code in `data/city/sources.csv`, with name, kind and coordinate system.
        who: whom it may know of, one of `WHO`.
        share: how many of them it knows.
        again: the share of its records that are entered a second time.
        scatter: metres that positions are off at most.
    """

    source: str
    title: str
    kind: str
    crs: Crs
    label: str
    who: str
    share: float
    again: float
    scatter: float
    columns: tuple[Column, ...]
    faults: tuple[Fault, ...]

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.source}.{self.label}.csv"

    def faults_of(self) -> Mapping[str, tuple[Fault, ...]]:
        """Its faults by field."""
        return {f: tuple(x for x in self.faults if x.field == f) for f in {x.field for x in self.faults}}


def plan() -> tuple[Extract, ...]:
    """The extracts that are declared, in the order of `extract_files.csv`.

    Raises:
        DataError: the tables contradict themselves, or name a field, a form or an error that isn't there.
    """
    sources = {row["code"]: row for row in facts.rows("city/sources")}
    columns = facts.rows("city/extract_columns")
    errors = facts.rows("city/extract_errors")
    found = []
    for row in facts.rows("city/extract_files"):
        key = (row["source"], row["label"])
        source = sources.get(row["source"])
        if source is None:
            raise DataError(
                f"data/city/extract_files.csv: no source {row['source']} in sources.csv 没有该来源"
            )
        found.append(
            Extract(
                source=row["source"],
                title=source["name"],
                kind=source["kind"],
                crs=Crs(source["crs"]),
                label=row["label"],
                who=row["who"],
                share=float(row["share"]),
                again=float(row["again"]),
                scatter=float(row["scatter"] or 0),
                columns=tuple(
                    Column(c["column"], c["field"], c["form"])
                    for c in columns
                    if (c["source"], c["label"]) == key
                ),
                faults=tuple(
                    Fault(e["field"], e["error"], float(e["rate"]))
                    for e in errors
                    if (e["source"], e["label"]) == key
                ),
            )
        )
    for extract in found:
        _check(extract)
    return tuple(found)


def _check(extract: Extract) -> None:
    """Raise DataError if what is declared of an extract cannot be done."""
    shown = {column.field for column in extract.columns}
    places = {"place"} if "lon" in shown else set()
    wrong = [f"who {extract.who}"] if extract.who not in WHO else []
    wrong += [f"{c.field} {c.form}" for c in extract.columns if (c.field, c.form) not in FORMS]
    wrong += [f"{f.field} {f.error}" for f in extract.faults if (f.field, f.error) not in ERRORS]
    wrong += [f"an error of {f.field}, not shown" for f in extract.faults if f.field not in shown | places]
    rates: Counter[str] = Counter()
    for fault in extract.faults:
        rates[fault.field] += fault.rate  # type: ignore[assignment]
    wrong += [f"{field} wrong more often than it is there" for field, rate in rates.items() if rate > 1]
    wrong += ["no record column"] if "record" not in shown else []
    if wrong:
        raise DataError(
            f"data/city/extract_*.csv, {extract.file}: {'; '.join(wrong)} 无法实现",
            hint="Fields, forms and errors are listed in city/extract_forms.py and city/extract_errors.py.",
        )
