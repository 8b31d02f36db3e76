"""Step 6: where one problem ends and the next begins, in a text that tells of several."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate, islice, pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from nlp.batches import batches
from nlp.cuts import Running, apart, best_cut
from nlp.extensions import blanked, boilerplate, masks, mentions, normal
from nlp.issues import IssueIndex
from nlp.readings import Boilerplate, Mask, Mention
from nlp.units import MOST, Unit, Units

Span = tuple[int, int]
Indexes = NDArray[np.int64]
_CHUNK = 1024
"""Stretches scored at once: some megabytes."""
_UNKNOWN = "某"
"""Stands for a place or masked data where a text is cut: neither a mark nor a word that turns."""


def _turns() -> dict[str, float]:
    return {
        "ordinal": 0.19,
        "addition": 0.34,
        "and": 0.32,
        "more": 0.32,
        "elsewhere": 0.18,
        "retold": 0.32,
        "also": 0.22,
        "semicolon": 0.15,
        "comma": -0.25,
    }


@dataclass(frozen=True, slots=True)
class PartWeights:
    """What speaks for a part of its own; fitted by logistic regression on the training writers' texts.

    A part is worth log((likeness + floor) / standard) + balance * log(share of the text's length) + the
    `turns` at its beginning. The cut of highest worth is taken, if that exceeds the worth of the whole by
    `entry`, less `rarity` for how much there is to go by in the weakest part.
    """

    floor: float = 0.02
    """Added to the cosine of a part and its best issue, so that a part without any has a worth."""
    standard: float = 0.054
    """What a part has to be like its best issue to be worth anything: the cost of a further part."""
    entry: float = 0.79
    """The cost of several parts at all: most texts are about one problem."""
    rarity: float = 0.0226
    """What a unit of `nlp.issues.Scores.mass` takes from it …"""
    enough: float = 25.0
    """… up to this many."""
    balance: float = 0.73
    """How much a short part loses."""
    near: float = 0.9
    """Neighbours are one part where one is as like the other's best issue as this share of its own."""
    turns: Mapping[str, float] = field(default_factory=_turns)
    """By kind of turn or of break: see `nlp.units.Unit`."""


class Splitter:
    """The component: let it `use` an index before reading; without one every text is of one part."""

    def __init__(self, weights: PartWeights | None = None) -> None:
        self._weights = weights or PartWeights()
        self._units = Units()
        self._index: IssueIndex | None = None
        self._stretches = tuple(np.triu_indices(count + 1, 1) for count in range(MOST + 1))
        """By number of units: where each stretch of them begins and ends, by beginning, then by end."""

    def use(self, index: IssueIndex) -> None:
        """Judge parts by what this index finds in them."""
        self._index = index

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.part_spans`."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same for many, a matrix product per batch."""
        for docs in batches(stream, batch_size):
            given = [(normal(doc), _hidden(doc)) for doc in docs]
            units = [self._units.cut(blanked(text, spans, _UNKNOWN)) for text, spans in given]
            texts = [blanked(text, spans) for text, spans in given]
            for doc, spans in zip(docs, self.split(texts, units), strict=True):
                if len(spans) > 1:
                    doc._.part_spans = spans
            yield from docs

    def split(self, texts: Sequence[str], units: Sequence[Sequence[Unit]]) -> list[tuple[Span, ...]]:
        """Start and end of each part of each text; they tile it.

        Args:
            texts: normalised, with blanks where what is written should not count.
            units: of each text; a part is one or several of them.
        """
        index = self._index
        several = [row for row, of_text in enumerate(units) if len(of_text) > 1]
        found: list[tuple[Span, ...]] = [((0, len(text)),) for text in texts]
        if index is None or not several:
            return found
        pieces = [texts[row][unit.start : unit.end] for row in several for unit in units[row]]
        plain = [index.wording.plain(piece) for piece in pieces]
        sums = index.sums(plain)
        products, squares = _running(sums.products), _running(sums.squares)
        cut = [units[row] for row in several]
        worths = iter(self._worths(cut, products, squares, index.weights.short))
        weights, at = self._weights, 0
        for row, of_text in zip(several, cut, strict=True):
            count = len(of_text)
            own = list(islice(worths, count * (count + 1) // 2))
            cuts, gain = best_cut(own, count)
            if gain + weights.rarity * weights.enough > weights.entry:
                cuts = apart(products[[at + first for first in cuts]], cuts, weights.near)
                needed = (weights.entry - gain) / weights.rarity
                if len(cuts) > 2 and _known(index, plain[at:], products[at:], cuts, needed):
                    found[row] = tuple((of_text[i].start, of_text[j - 1].end) for i, j in pairwise(cuts))
            at += count
        return found

    def _worths(
        self, units: Sequence[Sequence[Unit]], products: Running, squares: Running, short: float
    ) -> list[float]:
        """What every stretch of units of every text is worth as a part, in the order of `_stretches`."""
        weights = self._weights
        counts = [len(of_text) for of_text in units]
        before = [0, *accumulate(counts)]
        starts = np.concatenate([self._stretches[n][0] + at for n, at in zip(counts, before, strict=False)])
        ends = np.concatenate([self._stretches[n][1] + at for n, at in zip(counts, before, strict=False)])
        lengths = _running(np.array([unit.end - unit.start for of_text in units for unit in of_text]))
        whole = np.repeat([of_text[-1].end for of_text in units], [n * (n + 1) // 2 for n in counts])
        turns = np.array([self._turn(unit) if unit.start else 0.0 for of_text in units for unit in of_text])
        share = (lengths[ends] - lengths[starts]) / whole
        likeness = _best(products, starts, ends) / np.sqrt(squares[ends] - squares[starts] + short**2)
        worth = np.log((likeness + weights.floor) / weights.standard)
        worth += weights.balance * np.log(share) + turns[starts]
        return cast(list[float], worth.tolist())

    def _turn(self, unit: Unit) -> float:
        weights = self._weights.turns
        return sum(weights.get(kind, 0.0) for kind in (unit.after, *unit.turns))


def _hidden(doc: Doc) -> tuple[Boilerplate | Mask | Mention, ...]:
    return (*boilerplate(doc), *masks(doc), *mentions(doc))


def _known(
    index: IssueIndex, plain: Sequence[str], products: Running, cuts: Sequence[int], needed: float
) -> bool:
    """Whether there is more than `needed` to go by in every part: see `nlp.issues.Scores.mass`."""
    best = np.diff(products[cuts], axis=0).argmax(axis=1)
    return all(
        index.mass("".join(plain[first:last]), int(issue)) > needed
        for (first, last), issue in zip(pairwise(cuts), best, strict=True)
    )


def _best(products: Running, starts: Indexes, ends: Indexes) -> Running:
    """The highest product of each stretch with an issue, not below 0."""
    best = [
        (products[ends[at : at + _CHUNK]] - products[starts[at : at + _CHUNK]]).max(axis=1)
        for at in range(0, len(starts), _CHUNK)
    ]
    return np.asarray(np.maximum(np.concatenate(best), 0))


def _running(values: NDArray[Any]) -> Running:
    """Sums of the first 0, 1, 2 … rows."""
    sums = np.zeros((len(values) + 1, *values.shape[1:]), np.float32)
    np.cumsum(values, axis=0, out=sums[1:])
    return sums


@Language.factory(
    "liandong_split",
    default_config={"weights": asdict(PartWeights())},
    assigns=["doc._.part_spans"],
    requires=["doc._.normal", "doc._.boilerplate", "doc._.masks", "doc._.mentions"],
)
def make_split(nlp: Language, name: str, weights: dict[str, Any]) -> Splitter:  # noqa: ARG001 (spaCy passes them)
    """The factory."""
    return Splitter(PartWeights(**weights))
