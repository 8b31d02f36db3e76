"""Which column of a city's list is what: the map that `catalogue import` is given."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from liandong.errors import DataError

FIELDS = {
    "kind": "事件 or 部件: rows that are not events are left out",
    "category": "its category; without it, that of the nearest shipped issues",
    "type": "the type it belongs to",
    "name": "the issue",
    "definition": "what it is; name and filing condition where there is none",
    "keywords": "what citizens say, separated by |",
    "lead": "who acts, the first being the lead and the others supports",
    "supports": "who helps",
    "limit": "the time limit in words: 2小时, 7个工作日",
    "level": "community, subdistrict, district or city",
    "urgency": "normal, urgent or emergency",
    "basis": "the legal basis; the list itself where there is none",
    "filing": "what must be there for an order to be opened",
    "closing": "the state in which it may be closed",
    "verification": "on_site, photo, document, phone or none",
    "reporters": "citizen, patrol, department, monitor, separated by |",
    "sensitive": "0 or 1",
    "pattern": "the pattern of handling; that of the nearest shipped issue where there is none",
    "note": "anything on its handling",
}
"""What a column can be."""

REQUIRED = ("type", "name", "lead", "limit", "filing", "closing")
"""What a list cannot do without."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """Column → field, as often as a column serves, and fields that are the same in every row."""

    pairs: tuple[tuple[str, str], ...]
    constants: Mapping[str, str]

    def columns(self) -> frozenset[str]:
        """The columns that are read."""
        return frozenset(column for column, _ in self.pairs)

    def fields_of(self, row: Mapping[str, object]) -> dict[str, str]:
        """A row's fields, white space made single; columns of one field are joined."""
        values: dict[str, list[str]] = {}
        for column, field in self.pairs:
            text = " ".join(str(row.get(column) or "").split())
            if text:
                values.setdefault(field, []).append(text)
        return {**self.constants, **{field: "；".join(texts) for field, texts in values.items()}}


def read_column_map(given: Sequence[str], constants: Iterable[str]) -> ColumnMap:
    """The map of `column=field` pairs or a JSON file {column: field or [fields]}, and `field=value`s.

    Raises:
        DataError: a field that there is not, or one missing that a list cannot do without.
    """
    pairs: list[tuple[str, str]] = []
    for entry in given:
        if entry.endswith(".json") and "=" not in entry:
            pairs += _json(Path(entry))
        else:
            column, equals, field = entry.rpartition("=")
            if not (equals and column):
                raise DataError(f"--map {entry!r}: column=field or a JSON file is expected 应为 列名=字段")
            pairs.append((column.strip(), field.strip()))
    fixed: dict[str, str] = {}
    for entry in constants:
        field, equals, value = entry.partition("=")
        if not (equals and value.strip()):
            raise DataError(f"--set {entry!r}: field=value is expected 应为 字段=值")
        fixed[field.strip()] = value.strip()
    named = {field for _, field in pairs} | fixed.keys()
    if unknown := sorted(named - FIELDS.keys()):
        raise DataError(
            f"no such field 没有这个字段: {', '.join(unknown)[:200]}", hint=f"There are {', '.join(FIELDS)}."
        )
    if missing := [field for field in REQUIRED if field not in named]:
        raise DataError(
            f"the map lacks 缺少字段: {', '.join(missing)}",
            hint=f"Map a column: --map COLUMN={missing[0]}, or give all rows the same: --set {missing[0]}=…",
        )
    return ColumnMap(tuple(pairs), fixed)


def _json(path: Path) -> list[tuple[str, str]]:
    try:
        value = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise DataError(f"{path}: {error.strerror} 无法读取") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path.name} is not JSON 不是 JSON: {error}") from error
    pairs: list[tuple[str, str]] = []
    for column, fields in value.items() if isinstance(value, dict) else ():
        for field in fields if isinstance(fields, list) else [fields]:
            pairs.append((column, str(field)))
    if not pairs:
        raise DataError(f'{path.name}: {{"column": "field", …}} is expected 应为 列名到字段的对象')
    return pairs
