"""Words of a declared table found in a text, each weighed by how it is meant.

One pass of an automaton finds the table's words and the cues of `nlp.scope` together. A word cell holds
alternatives separated by `|`; `…` in one stands for up to 6 characters of the same clause.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from ahocorasick_rs import AhoCorasick, MatchKind

from nlp.readings import Signal
from nlp.scope import Cue, Scopes, ScopeWord

NOTHING = "nothing"
"""The kind of a word that means nothing and hides the words in it: 跳楼价, 气炸."""
GAP = "…"
_GAP = r"[^,，。;；!！?？:：\n]{0,6}?"


class Word(Protocol):
    """A row of a table of words."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words, any of which counts."""

    @property
    def kind(self) -> str:
        """What they are a sign of."""

    @property
    def weight(self) -> int:
        """How much they say, 1 to 10."""

    @property
    def beside(self) -> str:
        """A pattern that must be in the same sentence; empty for none."""

    @property
    def unless(self) -> str:
        """A pattern that cancels the word when it is in the same clause; empty for none."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A word as it is looked for: its first part by the automaton, the rest by the pattern."""

    row: Word
    word: str
    whole: re.Pattern[str] | None
    beside: re.Pattern[str] | None
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    entry: _Entry


class Signals:
    """Finds a table's words; immutable once built."""

    def __init__(
        self, rows: Iterable[Word], cues: Iterable[ScopeWord], *, factors: Mapping[str, float]
    ) -> None:
        """`factors`: what remains of a word's weight in each scope, see `Scopes.of`."""
        self._factors = dict(factors)
        heads: dict[str, tuple[list[_Entry], list[ScopeWord]]] = {}
        for row in rows:
            for word in row.words:
                heads.setdefault(word.split(GAP)[0], ([], []))[0].append(_entry(row, word))
        for cue in cues:
            for word in cue.words:
                heads.setdefault(word, ([], []))[1].append(cue)
        self._found = tuple(heads.values())
        self._automaton = AhoCorasick(heads, matchkind=MatchKind.Standard)

    def find(self, text: str) -> list[Signal]:
        """The signals of a normalised text in its order, those without any weight left out.

        Linear in the text. A text without a word of the table costs the automaton's pass and no more.
        """
        hits: list[_Hit] = []
        cues: list[Cue] = []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            entries, rows = self._found[index]
            cues += [Cue(start, end, row) for row in rows]
            for entry in entries:
                whole = entry.whole.match(text, start) if entry.whole else None
                if whole or not entry.whole:
                    hits.append(_Hit(start, whole.end() if whole else end, entry))
        if not hits:
            return []
        scopes = Scopes(text, _longest(cues))
        return [signal for hit in _not_hidden(hits) for signal in self._weighed(hit, scopes)]

    def _weighed(self, hit: _Hit, scopes: Scopes) -> Iterator[Signal]:
        entry, row = hit.entry, hit.entry.row
        if row.kind == NOTHING:
            return
        if entry.beside and not entry.beside.search(scopes.sentence(hit.start)):
            return
        if entry.unless and entry.unless.search(scopes.clause(hit.start)):
            return
        factor, scope = scopes.of(hit.start, hit.end, self._factors)
        if factor > 0:
            yield Signal(row.kind, hit.start, hit.end, entry.word, row.weight * factor, scope or "")


def _entry(row: Word, word: str) -> _Entry:
    parts = word.split(GAP)
    whole = re.compile(_GAP.join(map(re.escape, parts))) if len(parts) > 1 else None
    return _Entry(row, word, whole, _compiled(row.beside), _compiled(row.unless))


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _longest(cues: Sequence[Cue]) -> list[Cue]:
    """The cues without those within a longer one: 没 in 没想到."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.end)):
        if not kept or cue.end > kept[-1].end or (cue.start, cue.end) == (kept[-1].start, kept[-1].end):
            kept.append(cue)
    return kept


def _not_hidden(hits: Sequence[_Hit]) -> list[_Hit]:
    """The hits without those within a longer word, in the text's order; a pattern hides only as NOTHING."""
    if len(hits) == 1:
        return list(hits)
    hiding = [hit for hit in hits if hit.entry.row.kind == NOTHING or not hit.entry.whole]
    return sorted(
        (hit for hit in hits if not any(_hides(other, hit) for other in hiding)),
        key=lambda hit: (hit.start, hit.end),
    )


def _hides(one: _Hit, other: _Hit) -> bool:
    return (
        one.start <= other.start
        and other.end <= one.end
        and (one.end - one.start > other.end - other.start)
        and one is not other
    )
