"""Which codes were written, and which keys are there twice, on disk: for any number of rows."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.uint64]
_ROW = np.dtype([("key", "<u8"), ("line", "<u8"), ("written", "?")])


def digests(keys: Iterable[str]) -> Digests:
    """A 64-bit hash of each key, the same in every process.

    With ten million keys, the chance that two of them are taken for one is three in a million; the importer
    stops at a relationship that would then have no end.
    """
    parts = b"".join(blake2b(key.encode(), digest_size=8).digest() for key in keys)
    return np.frombuffer(parts, dtype="<u8")


class Known:
    """The codes that were written, by root label; each label's are final before others refer to them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, Digests] = {}

    def put(self, root: str, written: Digests) -> None:
        """Keep a label's codes."""
        np.save(self._folder / f"{root}.npy", np.unique(written))

    def among(self, root: str, codes: Sequence[str]) -> NDArray[np.bool_]:
        """Which of the codes a label has."""
        if root not in self._open:
            path = self._folder / f"{root}.npy"
            self._open[root] = np.load(path, mmap_mode="r") if path.exists() else np.empty(0, np.uint64)
        held, sought = self._open[root], digests(codes)
        if not len(held):
            return np.zeros(len(sought), dtype=bool)
        at = np.minimum(np.searchsorted(held, sought), len(held) - 1)
        return np.equal(held[at], sought)


def joined(parts: Iterable[Digests]) -> Digests:
    """The digests of several parts, in order."""
    return np.concatenate([np.empty(0, np.uint64), *parts])


def save_keys(path: Path, keys: Digests, lines: Sequence[int], written: Sequence[bool]) -> None:
    """Keep what a part had: the key and the line of each row that fits, and whether it was written."""
    rows = np.empty(len(keys), dtype=_ROW)
    rows["key"], rows["line"], rows["written"] = keys, lines, written
    np.save(path, rows)


def written_keys(paths: Iterable[Path]) -> Digests:
    """The keys of all rows of some parts that were written."""
    loaded = (_load(path) for path in paths)
    return joined(rows["key"][rows["written"]] for rows in loaded)


def repeated(paths: Sequence[Path], _own: Sequence[Path] = ()) -> dict[Path, frozenset[int]]:
    """The lines of each part whose key an earlier row has, in this part or one before it."""
    keys = joined(_load(path)["key"] for path in paths)
    if len(np.unique(keys)) == len(keys):
        return {}
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    again = np.zeros(len(keys), dtype=bool)
    again[order[1:][ordered[1:] == ordered[:-1]]] = True
    found: dict[Path, frozenset[int]] = {}
    for path in paths:
        rows = _load(path)
        here, again = again[: len(rows)], again[len(rows) :]
        if here.any():
            found[path] = frozenset(rows["line"][here].tolist())
    return found


def shadowed(paths: Sequence[Path], own: Sequence[Path]) -> dict[Path, frozenset[int]]:
    """The lines of the program's own parts whose key the city wrote."""
    written = written_keys(paths) if own else joined(())
    lines = {path: rows["line"][np.isin(rows["key"], written)] for path in own for rows in [_load(path)]}
    return {path: frozenset(found.tolist()) for path, found in lines.items() if len(found)}


def _load(path: Path) -> Any:
    return np.load(path, mmap_mode="r")
