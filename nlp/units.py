"""The shortest stretches of a text that may be about a problem of their own, and how each begins."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.wordlists import word_list

Break = Literal["end", "semicolon", "blank", "comma"]
SHORTEST = 5
"""Characters; what is shorter says too little and belongs to its neighbour."""
MOST = 20
"""Units of one text; a text with more is cut more coarsely, since the work grows with their square."""
_ALSO_WITHIN = 8
_BREAK = re.compile(
    r"(?P<end>[。！!？?…]+[”’」』）)]*\s*)|(?P<semicolon>[;；]+\s*)|(?P<comma>[,，:：]\s*)"
    r"|(?P<blank>(?<![0-9A-Za-z\s])\s+|\s+(?![0-9A-Za-z\s]))"
)
_ALSO = re.compile("[也又]|还(?![没未不是在要得想])")
_ORDINAL = re.compile(
    r"[(（]?(?:[一二三四五六七八九]|[1-9])(?:[、)）]|[.．](?!\d))|[①-⑨]|其[一二三四五六]|[一二三四五六]是"
    r"|第[一二三四五六](?:[、件个桩条点]|[,，]|$)|[二三]来"
)


@dataclass(frozen=True, slots=True)
class Unit:
    """text[start:end], the marks at its end included; the units of a text tile it."""

    start: int
    end: int
    after: Break = "end"
    """What kind of break parts it from the unit before."""
    turns: tuple[str, ...] = ()
    """How its first words turn to something else: ordinal, addition, and, more, elsewhere, retold, also."""


class Units:
    """Cuts texts; the words that turn to another matter are those of `nlp/words/turns.txt`."""

    def __init__(self) -> None:
        kinds = {word: group.split("=")[0] for group in word_list("turns") for word in group.split("=")[1:]}
        self._kinds = tuple(kinds.values())
        self._words = AhoCorasick(kinds, matchkind=MatchKind.LeftmostLongest)

    def cut(self, text: str) -> list[Unit]:
        """The units of a normalised text, in its order; one when nothing parts it.

        Sentences, clauses after a semicolon and stretches between blanks are units. A comma parts only where
        a word of addition or an ordinal follows, or where the text has no other break.
        """
        if len(text) < 2 * SHORTEST:
            return [Unit(0, len(text))]
        breaks = [(match.end(), cast(Break, match.lastgroup)) for match in _BREAK.finditer(text)]
        firm = [at for at in breaks if at[1] != "comma"]
        inner = [at for at, _ in firm if SHORTEST <= at <= len(text) - SHORTEST]
        units = self._units(text, breaks, all_commas=not inner)
        return units if len(units) <= MOST else list(_coarser(units))

    def _units(self, text: str, breaks: Sequence[tuple[int, Break]], *, all_commas: bool) -> list[Unit]:
        words = {at: self._kinds[word] for word, at, _ in self._words.find_matches_as_indexes(text)}
        units: list[Unit] = []
        start, turns = 0, _turns(text, 0, words)
        after: Break = "end"
        for at, kind in breaks:
            if len(text[start:at].strip()) < SHORTEST or len(text) - at < SHORTEST:
                continue
            following = _turns(text, at, words)
            if kind == "comma" and not (all_commas or {"addition", "ordinal"} & set(following)):
                continue
            units.append(Unit(start, at, after, turns))
            start, after, turns = at, kind, following
        return [*units, Unit(start, len(text), after, turns)]


def _turns(text: str, at: int, words: Mapping[int, str]) -> tuple[str, ...]:
    word = words.get(at)
    ordinal = _ORDINAL.match(text, at)
    also = _ALSO.search(text, at, at + _ALSO_WITHIN)
    found = (word, "ordinal" if ordinal else None, "also" if also else None)
    return tuple(kind for kind in found if kind)


def _coarser(units: Sequence[Unit]) -> Iterator[Unit]:
    """Neighbours joined, so that at most `MOST` remain."""
    step = -(-len(units) // MOST)
    for at in range(0, len(units), step):
        first, last = units[at], units[min(at + step, len(units)) - 1]
        yield Unit(first.start, last.end, first.after, first.turns)
