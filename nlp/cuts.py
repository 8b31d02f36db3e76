"""Where to cut a row of units into parts, given what every stretch of them is worth."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Running = NDArray[np.float32]
"""Sums of the first 0, 1, 2 … rows."""


def best_cut(worths: Sequence[float], count: int) -> tuple[list[int], float]:
    """The cut into two parts or more of highest total worth, exactly, by dynamic programming (Bellman 1961).

    Args:
        worths: of every stretch, by its first unit, then by the one after its last.
        count: of units, at least two.

    Returns:
        The first unit of each part, and `count`; and what the parts are worth more than the whole.
    """
    best = [0.0] + [-math.inf] * count
    came = [0] * (count + 1)
    worth = iter(worths)
    for start in range(count):
        for end in range(start + 1, count + 1):
            total = best[start] + next(worth)
            if total > best[end] and end - start < count:
                best[end], came[end] = total, start
    cuts = [count]
    while cuts[-1]:
        cuts.append(came[cuts[-1]])
    return cuts[::-1], best[count] - worths[count - 1]


def apart(products: Running, cuts: Sequence[int], near: float) -> list[int]:
    """The cuts without those between neighbours that are about the same.

    Args:
        products: for each cut, the sums of the text's products up to it: a column per issue.
        cuts: the first unit of each part, and the number of units.
        near: neighbours are one where one is as like the other's best issue as this share of its own.
    """
    parts = np.diff(products, axis=0)
    best = parts.argmax(axis=1)
    own = parts.max(axis=1)
    kept = [
        cut
        for left, cut in enumerate(cuts[1:-1])
        if parts[left, best[left + 1]] < near * own[left]
        and parts[left + 1, best[left]] < near * own[left + 1]
    ]
    return [cuts[0], *kept, cuts[-1]]
