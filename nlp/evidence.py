"""What in a text speaks for an issue: the pairs of characters that it shares with the issue's own words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log


class SharedPairs:
    """Knows the pairs of every document and how rare each is.

    A pair's rarity is log((1 + documents) / (1 + documents that have it)).
    """

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._own = tuple(frozenset(pair for text in texts for pair in _pairs(text)) for texts in documents)
        used = Counter(pair for own in self._own for pair in own)
        self._rarity = {pair: log((1 + len(documents)) / (1 + count)) for pair, count in used.items()}

    def mass(self, text: str, document: int) -> float:
        """Rarity of the different shared pairs, summed: how much there is to go by, whatever the length."""
        shared = self._own[document].intersection([text[at : at + 2] for at in range(len(text))])
        return sum(self._rarity[pair] for pair in shared)

    def words(self, text: str, document: int, *, most: int = 5) -> tuple[str, ...]:
        """The runs of shared pairs in a text, strongest first."""
        own = self._own[document]
        found: dict[str, float] = {}
        start, strength = 0, 0.0
        for at in range(len(text)):
            pair = text[at : at + 2]
            if pair in own:
                strength += self._rarity[pair]
                continue
            if strength:
                found[text[start : at + 1]] = strength
            start, strength = at + 1, 0.0
        return tuple(sorted(found, key=lambda word: -found[word])[:most])


def _pairs(text: str) -> Iterator[str]:
    """The pairs of neighbouring letters or digits, Chinese characters included."""
    return (pair for pair in map("".join, pairwise(text)) if pair.isalnum())
