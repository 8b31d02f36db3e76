"""How a word is meant where it stands: denied, feared, heard of, past, over or unreal, by clause.

A cue (`data/nlp/scope_words.csv`) has a side and a reach. `before`: it governs what follows it in its clause,
hearsay also the clauses after it in the sentence; `after`: what stands before it in its clause; `sentence`
and `text`: everything there. A word like 现在 or 这次 between a cue and a later word ends the cue's hold.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Scope = Literal["denied", "supposed", "heard", "past", "over", "unreal"]
"""As said of: what is not so, what may come, what others say, what was, what is settled, what is no fact."""
CueScope = Literal[Scope, "now", "none"]
"""`now` ends a hold; `none` is a word that only looks like a cue: 没想到, 不是开玩笑."""
Side = Literal["before", "after", "sentence", "text"]

_CLAUSE = re.compile(r"[,，。;；!！?？:：、 …\n]+|但是?|可是|不过|而是|结果|却")
_SENTENCE = re.compile(r"[。;；!！?？\n]+")
_LEADING = 4
"""A clause with at most this much beside its cue, its mark included (去年夏天，…) speaks of the next too …"""
_LEADS = frozenset({"past", "supposed"})
"""… in these scopes …"""
_FLOWS = ("，", ",", "、", "：", ":", " ", "…")
"""… when it ends with one of these marks."""
_LASTING: frozenset[str] = frozenset({"past", "heard", "over"})
"""Scopes that a word of the present ends."""


@dataclass(frozen=True, slots=True)
class ScopeWord:
    """A row of scope_words.csv: cues that are the same kind of cue."""

    words: tuple[str, ...]
    scope: CueScope
    side: Side
    reach: int
    """Characters between cue and word at most."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue at text[start:end]."""

    start: int
    end: int
    row: ScopeWord


class Scopes:
    """The cues of one text and what they govern."""

    def __init__(self, text: str, cues: Sequence[Cue]) -> None:
        self._text = text
        self._cues = [cue for cue in cues if cue.row.scope not in ("now", "none")]
        self._now = [cue.start for cue in cues if cue.row.scope == "now"]
        self._clauses = _starts(_CLAUSE, text)
        self._sentences = _starts(_SENTENCE, text)

    def sentence(self, start: int) -> str:
        """The sentence that has the character at `start`."""
        return self._text[slice(*_bounds(self._sentences, start, len(self._text)))]

    def clause(self, start: int) -> str:
        """The clause that has the character at `start`."""
        return self._text[slice(*_bounds(self._clauses, start, len(self._text)))]

    def of(self, start: int, end: int, factors: Mapping[str, float]) -> tuple[float, Scope | None]:
        """How much of a word at [start, end) remains, and the scope that takes most; (1.0, None) without one.

        Args:
            start: the word's first character.
            end: one past its last.
            factors: what remains of a word in each scope, 0 to 1; a scope left out takes nothing.
        """
        least: tuple[float, Scope | None] = (1.0, None)
        for cue in self._cues:
            scope = cue.row.scope
            if scope == "now" or scope == "none":  # filtered out above; tells the type checker so
                continue
            if factors.get(scope, 1.0) < least[0] and self._governs(cue, start, end):
                least = (factors[scope], scope)
        return least

    def _governs(self, cue: Cue, start: int, end: int) -> bool:
        side = cue.row.side
        if start <= cue.start < end or start < cue.end <= end:  # a part of the word itself
            return False
        if cue.row.scope in _LASTING and self._ended(cue, start):
            return False
        if side == "text":
            return True
        if side == "sentence":
            return _index(self._sentences, cue.start) == _index(self._sentences, start)
        apart = _index(self._clauses, start) - _index(self._clauses, cue.start)
        if side == "after":
            return apart == 0 and 0 <= cue.start - end <= cue.row.reach
        if not 0 <= start - cue.end <= cue.row.reach:
            return False
        if cue.row.scope == "heard":
            return apart == 0 or _index(self._sentences, cue.start) == _index(self._sentences, start)
        return apart == 0 or (apart == 1 and self._leads(cue))

    def _ended(self, cue: Cue, start: int) -> bool:
        """Whether the present is spoken of between the cue and a later word."""
        return any(cue.end <= now < start for now in self._now)

    def _leads(self, cue: Cue) -> bool:
        """Whether the cue's clause is hardly more than the cue and flows into the next."""
        clause = self.clause(cue.start)
        short = len(clause) - (cue.end - cue.start) <= _LEADING
        return short and cue.row.scope in _LEADS and clause.endswith(_FLOWS)


def _starts(cut: re.Pattern[str], text: str) -> list[int]:
    """Where the parts begin: after each mark; a connective belongs to the part that it opens."""
    return [0, *(match.end() for match in cut.finditer(text))]


def _index(starts: Sequence[int], at: int) -> int:
    return bisect_right(starts, at) - 1


def _bounds(starts: Sequence[int], at: int, length: int) -> tuple[int, int]:
    index = _index(starts, at)
    return starts[index], starts[index + 1] if index + 1 < len(starts) else length
