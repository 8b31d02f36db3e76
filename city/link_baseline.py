"""A plain linker, for others to be better than: records that share a key are the same.

Keys are tried from the surest to the weakest, and two groups that are known under clearly different numbers
are never joined. It uses nothing but the extracts' columns.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from city.extracts import read_manifest
from city.identity import check_character
from liandong.errors import DataError
from liandong.tables import csv_records
from nlp.normalise import normalise
from nlp.place_keys import place_key

_AREAS = re.compile(r"^(?:江苏省)?(?:苏州市)?(?:\D{1,4}(?<![小社])区(?!\d))?(?:\D{1,6}?(?:街道|镇)(?!\d))?")
"""Province to subdistrict, as far as they are there; 羊王庙小区 is no district."""
_DOOR = re.compile(r"(?P<base>\D+)(?P<number>\d+)(?:[幢-](?P<room>\d+)?室?|号)?")
_SLIPS = 2
"""Digits in which two writings of one number may differ."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it can be compared. `number` is the ID number or credit code, if there is one."""

    source: str
    record: str
    number: str
    keys: tuple[Key, ...]


def link(folder: Path, target: Path) -> int:
    """Link the records of a folder of extracts; write the pairs to a file that `measure` reads.

    Returns:
        How many pairs were written: for each group, each record with its first.

    Raises:
        DataError: the folder holds no extracts, or broken ones.
    """
    extracts = read_manifest(folder)["extracts"]
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("source", "record", "other_source", "other_record"))
        pairs = 0
        for label in ("Resident", "Enterprise", "Address"):
            for first, other in _joined(list(_records(folder, extracts, label))):
                writer.writerow((first.source, first.record, other.source, other.record))
                pairs += 1
    return pairs


def _records(folder: Path, extracts: Sequence[Mapping[str, Any]], label: str) -> Iterator[Record]:
    for extract in extracts:
        if extract["label"] != label:
            continue
        fields = {heading: column["field"] for heading, column in extract["columns"].items()}
        for _, row in csv_records(folder / extract["file"]):
            if isinstance(row, str):
                raise DataError(f"{extract['file']}: {row}")
            values = {fields[heading]: value for heading, value in row.items()}
            number = id_number(values.get("id_number", "")) or values.get("credit_code", "")
            keys = _KEYS[label](values, number)
            yield Record(extract["source"], values["record"], number, tuple(keys))


def id_number(text: str) -> str:
    """An ID number with 18 characters; the old ones with 15 get the century and the check character."""
    text = text.strip().upper()
    if re.fullmatch(r"\d{15}", text):
        digits = f"{text[:6]}19{text[6:]}"
        return digits + check_character(digits)
    return text


def address(text: str) -> Key:
    """What an address is about, however it is written: (road or estate, number, room)."""
    key = place_key(normalise(text)).text
    match = _DOOR.fullmatch(_AREAS.sub("", key, count=1))
    return (match["base"], match["number"], match["room"] or "") if match else ()


def _birth(text: str) -> str:
    """YYYYMMDD of a date; nothing of a year alone."""
    parts = re.findall(r"\d+", text)
    if len(parts) == 3:
        return f"{parts[0]}{int(parts[1]):02d}{int(parts[2]):02d}"
    return parts[0] if len(parts) == 1 and len(parts[0]) == 8 else ""


def _person(values: Mapping[str, str], number: str) -> Iterator[Key]:
    name = values["name"]
    born = _birth(values.get("birth", "")) or number[6:14]
    phone = re.sub(r"\D", "", values.get("phone", ""))
    phone = phone if len(phone) == 11 else ""
    place = "/".join(address(values.get("address", "")))
    for key in (
        ("number", number),
        ("name, phone", name, phone),
        ("phone, birth", phone, born),
        ("name, birth", name, born),
        ("name, address", name, place),
        ("birth, address", born, place),
        *(("phone, address", phone, place, near) for near in _near(name)),
    ):
        yield key if all(key) else ()


def _near(name: str) -> Iterator[str]:
    """The name without each of its characters: two names that differ in one have one of these in common."""
    for i in range(len(name)):
        yield f"{name[:i]}*{name[i + 1 :]}"


def _enterprise(values: Mapping[str, str], number: str) -> Iterator[Key]:
    name = values["name"].removeprefix("苏州").removesuffix("有限公司")
    place = "/".join(address(values.get("address", "")))
    yield ("number", number) if number else ()
    yield "name", name
    for near in _near(name):
        yield ("address, name", place, near) if place else ()


def _address(values: Mapping[str, str], _number: str) -> Iterator[Key]:
    place = address(values.get("address", ""))
    yield ("place", *place) if place else ()


_KEYS = {"Resident": _person, "Enterprise": _enterprise, "Address": _address}


def _joined(records: Sequence[Record]) -> Iterator[tuple[Record, Record]]:
    """(first, other) of the records of each group."""
    above = list(range(len(records)))
    numbers = [record.number for record in records]

    def root(i: int) -> int:
        while above[i] != i:
            above[i] = above[above[i]]
            i = above[i]
        return i

    for rank in range(max((len(record.keys) for record in records), default=0)):
        first: dict[Key, int] = {}
        for i, record in enumerate(records):
            key = record.keys[rank] if rank < len(record.keys) else ()
            if not key:
                continue
            a, b = root(first.setdefault(key, i)), root(i)
            if a != b and _agree(numbers[a], numbers[b]):
                above[b] = a
                numbers[a] = numbers[a] or numbers[b]
    for i, record in enumerate(records):
        if root(i) != i:
            yield records[root(i)], record


def _agree(number: str, other: str) -> bool:
    """Whether two numbers can be one: the same but for a slip, or one is missing."""
    if not number or not other:
        return True
    return sum(a != b for a, b in zip(number, other, strict=False)) + abs(len(number) - len(other)) <= _SLIPS
