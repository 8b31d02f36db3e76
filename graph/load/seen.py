"""Remembering the keys of a load, however many they are."""

from bisect import bisect_left

import numpy as np

_RECENT = 1 << 15


class Seen:
    """The keys met so far, eight bytes each.

    A key is kept as a 64-bit hash: with ten million keys, the chance that two of them are taken for one
    is three in a million.
    """

    def __init__(self) -> None:
        self._recent: set[int] = set()
        self._sorted = np.empty(0, dtype=np.uint64).data

    def add(self, key: str) -> bool:
        """Note a key; whether it is new."""
        digest = hash(key) & 0xFFFF_FFFF_FFFF_FFFF
        at = bisect_left(self._sorted, digest)
        if digest in self._recent or (at < len(self._sorted) and self._sorted[at] == digest):
            return False
        self._recent.add(digest)
        if len(self._recent) >= _RECENT:
            self._merge()
        return True

    def _merge(self) -> None:
        recent = np.sort(np.fromiter(self._recent, dtype=np.uint64, count=len(self._recent)))
        old = np.asarray(self._sorted)
        self._sorted = np.insert(old, np.searchsorted(old, recent), recent).data
        self._recent = set()
