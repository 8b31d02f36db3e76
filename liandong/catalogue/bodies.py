"""Which kind of body a name is: 运城市市政公用服务中心 is one for municipal facilities."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from liandong.catalogue.model import DepartmentKind
from liandong.errors import DataError
from liandong.tables import csv_records

_LISTED = re.compile(r"[、，,;；/|\n]")
_JOINED = re.compile(r"以及|及(?:其他|各)?|和|或者")


class Bodies:
    """Words by which the kinds of body are told; the longest that a name contains decides."""

    def __init__(self, kinds: Mapping[str, DepartmentKind], words: Mapping[str, str]) -> None:
        self._words = dict(words)
        self._kinds = kinds
        for kind in kinds.values():
            for name in re.split(r"[（）]", kind.name):
                if name:
                    self._words.setdefault(name, kind.code)

    def kinds_of(self, text: str) -> tuple[list[str], list[str]]:
        """The kinds named in a text, each once, in its order; and the names that are of no known kind."""
        kinds: list[str] = []
        unknown: list[str] = []
        for name in filter(None, (part.strip() for part in self._names(text))):
            code = self._kind(name)
            if code is None:
                unknown.append(name)
            elif code not in kinds:
                kinds.append(code)
        return kinds, unknown

    def _names(self, text: str) -> Iterator[str]:
        """The names in a text; 城市供水和排水 stays whole where its parts alone would say nothing."""
        for part in _LISTED.split(text):
            pieces = [piece for piece in _JOINED.split(part) if piece]
            yield from pieces if all(self._kind(piece) for piece in pieces) else [part.lstrip("及和")]

    def _kind(self, name: str) -> str | None:
        if name in self._kinds:
            return name
        found = [word for word in self._words if word in name]
        return self._words[max(found, key=len)] if found else None


def read_words(path: Path, kinds: Mapping[str, DepartmentKind]) -> dict[str, str]:
    """The words of a file `word,kind`.

    Raises:
        DataError: a line that does not fit, or a kind that is not registered, with file and line.
    """
    words: dict[str, str] = {}
    for line, record in csv_records(path):
        if isinstance(record, str) or record.keys() != {"word", "kind"} or not record["word"].strip():
            raise DataError(f"{path.name}:{line}: 应为 word,kind 两列 two columns are expected: word,kind")
        if record["kind"].strip() not in kinds:
            raise DataError(
                f"{path.name}:{line}: kind: {record['kind'][:40]!r} 未登记 is not registered",
                hint="Use a code of department_kinds.csv.",
            )
        words[record["word"].strip()] = record["kind"].strip()
    return words
