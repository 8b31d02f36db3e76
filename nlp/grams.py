"""Characters and pairs of characters as integers: a batch of texts becomes a sparse matrix without a loop."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_BARRIER = "\n"
_CODE_POINTS = 0x110000
Codes = NDArray[np.int64]


class GramSpace:
    """The characters and character pairs of a set of known texts; a column each, single characters first.

    A character that no known text has, every blank, mark and boundary breaks pairs: none runs across it.
    """

    def __init__(self, known: Iterable[str]) -> None:
        texts = list(known)
        points = np.unique(_points(texts))
        characters = points[[chr(point).isalnum() for point in points]]
        self._ids = np.zeros(_CODE_POINTS, np.int64)
        self._ids[characters] = np.arange(1, len(characters) + 1)
        self._base = len(characters) + 1
        _, codes = self._grams(texts)
        self._columns = np.unique(codes)
        self.singles = int(np.searchsorted(self._columns, self._base))
        """How many columns are single characters."""

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self._columns)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """How often each text has each column: float32, one row per text."""
        rows, codes = self._grams(texts)
        shape = (len(texts), self.width)
        if not self.width:
            return csr_matrix(shape, dtype=np.float32)
        columns = np.minimum(np.searchsorted(self._columns, codes), self.width - 1)
        known = self._columns[columns] == codes
        ones = np.ones(int(known.sum()), np.float32)
        matrix = csr_matrix((ones, (rows[known], columns[known])), shape=shape)
        matrix.sum_duplicates()
        return matrix

    def _grams(self, texts: Sequence[str]) -> tuple[Codes, Codes]:
        """Row and code of every character and pair; a character's code is below `_base`, a pair's is not."""
        ids = self._ids[_points(texts)]
        rows = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
        single = ids > 0
        pair = single[:-1] & single[1:]
        codes = ids[:-1][pair] * self._base + ids[1:][pair]
        return np.concatenate((rows[single], rows[:-1][pair])), np.concatenate((ids[single], codes))


def _points(texts: Sequence[str]) -> NDArray[np.uint32]:
    """The code points of all texts, a barrier after each."""
    joined = "".join(f"{text}{_BARRIER}" for text in texts)
    return np.frombuffer(joined.encode("utf-32-le"), np.uint32)
