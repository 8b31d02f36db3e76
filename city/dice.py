"""Chance that comes out the same on every run, Python version and platform.

`random.Random.random()` is the one method whose sequence Python promises to keep, so everything here is
built on it alone.
"""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A stream of chance with a name: the same seed and name give the same stream."""

    def __init__(self, seed: int, *name: str) -> None:
        self._random = random.Random("/".join((str(seed), *name)))

    def unit(self) -> float:
        """A number in [0, 1)."""
        return self._random.random()

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self._random.random()

    def whole(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int((high - low + 1) * self._random.random())

    def chance(self, probability: float) -> bool:
        """True with the probability given."""
        return self._random.random() < probability

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`.

        Raises:
            IndexError: there are none.
        """
        return items[int(len(items) * self._random.random())]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """A key, as often as its weight says."""
        mark = self._random.random() * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return key

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """All of `items` in another order."""
        rest = list(items)
        for i in range(len(rest) - 1, 0, -1):
            j = int((i + 1) * self._random.random())
            rest[i], rest[j] = rest[j], rest[i]
        return rest

    def some(self, items: Sequence[T], count: int) -> list[T]:
        """`count` different ones of `items`, or all of them when there are fewer."""
        return self.shuffled(items)[:count]


def apportion(total: int, weights: Sequence[float], *, least: int = 0) -> list[int]:
    """Whole shares of `total` that sum to it, at least `least` each, by largest remainder.

    Raises:
        ValueError: `total` is not enough for `least` each.
    """
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} is not enough for {len(weights)} shares of at least {least}")
    whole = sum(weights)
    exact = [spare * weight / whole for weight in weights]
    shares = [int(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: spare - sum(shares)]:
        shares[i] += 1
    return [share + least for share in shares]
