"""Step 4: the catalogue entry a text belongs to, as deep as the evidence carries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc

from liandong.catalogue import Catalogue
from nlp.batches import batches
from nlp.extensions import blanked, boilerplate, masks, mentions, normal
from nlp.issues import Floats, IssueIndex, Scores, Weights
from nlp.readings import Candidate, Classification, ClassLevel

_TOP = 5
_SEVERAL_ISSUES = "几个事项相近 several issues are near"
_SEVERAL_TYPES = "几个类型相近 several types are near"
_NOTHING = "看不出属于哪一类 no category stands out"
_NO_CATALOGUE = Classification(reason="没有事件清单 no catalogue")
_TOO_LITTLE = "说的内容太少或与清单无关 too little that the catalogue knows"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a text is placed how deep; found on the tuning sentences."""

    issue: float = 0.4
    """Least probability of an issue; below it, of its whole type, then of its whole category."""
    type: float = 0.45
    category: float = 0.5
    mass: float = 4.6
    """Rarity, summed, of the pairs shared with the best issue, from which on these hold: one rare word."""
    weak: float = 0.8
    """Least probability, at any level, where there is less than `mass` …"""
    weak_mass: float = 2.5
    """… and nothing is said below this."""


class EventReader:
    """The component: let it `use` a catalogue before reading; without one every text is `none`."""

    def __init__(self, thresholds: Thresholds) -> None:
        self._thresholds = thresholds
        self._index: IssueIndex | None = None
        self._names: dict[str, str] = {}

    def use(
        self,
        catalogue: Catalogue,
        weights: Weights | None = None,
        said: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """Fit to a catalogue, and to texts about one issue each, by its code: a second or two."""
        self._index = IssueIndex(catalogue, weights, said)
        self._names = {
            code: entry.name
            for entries in (catalogue.categories, catalogue.types, catalogue.issues)
            for code, entry in entries.items()
        }

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.classification`."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], batch_size: int = 256) -> Iterator[Doc]:
        """The same for many, a matrix product per batch."""
        for docs in batches(stream, batch_size):
            texts = [blanked(normal(doc), (*boilerplate(doc), *masks(doc), *mentions(doc))) for doc in docs]
            for doc, found in zip(docs, self.classify(texts), strict=True):
                doc._.classification = found
            yield from docs

    def classify(self, texts: Sequence[str]) -> list[Classification]:
        """The entry for each normalised text."""
        if self._index is None or not texts:
            return [_NO_CATALOGUE] * len(texts)
        plain = [self._index.wording.plain(text) for text in texts]
        found = self._index.score(plain)
        chances = self._index.chances(found.scores)
        return [self._decide(self._index, text, row, found, chances) for row, text in enumerate(plain)]

    def _decide(
        self, index: IssueIndex, text: str, row: int, found: Scores, chances: Floats
    ) -> Classification:
        scores = found.scores[row]
        best = [int(i) for i in _best(scores) if scores[i] > 0]
        candidates = tuple(
            Candidate(index.issues[i].code, index.issues[i].name, float(chances[row, i])) for i in best
        )
        mass = found.mass[row]
        if not candidates or mass < self._thresholds.weak_mass:
            return Classification(candidates=candidates, reason=_TOO_LITTLE)
        least = 0.0 if mass >= self._thresholds.mass else self._thresholds.weak
        level, code, chance, reason = self._level(index, candidates[0], chances[row], least)
        if code is None:
            return Classification(candidates=candidates, reason=_TOO_LITTLE if least else reason)
        evidence = index.evidence(text, best[0])
        return Classification(level, code, self._names[code], chance, candidates, evidence, reason)

    def _level(
        self, index: IssueIndex, first: Candidate, chances: Floats, least: float
    ) -> tuple[ClassLevel, str | None, float, str]:
        """The deepest level whose probability suffices, its code and probability, and why not deeper."""
        limits = self._thresholds
        if first.confidence >= max(limits.issue, least):
            return "issue", first.code, first.confidence, ""
        by_type = np.bincount(index.type_of, chances)
        group = int(by_type.argmax())
        if by_type[group] >= max(limits.type, least):
            return "type", str(index.types[group]), float(by_type[group]), _SEVERAL_ISSUES
        by_category = np.bincount(index.category_of, chances)
        group = int(by_category.argmax())
        if by_category[group] >= max(limits.category, least):
            return "category", str(index.categories[group]), float(by_category[group]), _SEVERAL_TYPES
        return "none", None, 0.0, _NOTHING


def _best(scores: Floats) -> NDArray[np.int64]:
    """The columns of the highest scores, best first, in the catalogue's order where they are equal."""
    most = min(_TOP, len(scores))
    columns = np.sort(scores.argpartition(-most)[-most:])
    return columns[np.argsort(-scores[columns], kind="stable")]


@Language.factory(
    "liandong_event",
    default_config={"thresholds": asdict(Thresholds())},
    assigns=["doc._.classification"],
    requires=["doc._.normal", "doc._.boilerplate", "doc._.masks", "doc._.mentions"],
)
def make_event(
    nlp: Language,  # noqa: ARG001 (spaCy passes it)
    name: str,  # noqa: ARG001
    thresholds: dict[str, float],
) -> EventReader:
    """The factory."""
    return EventReader(Thresholds(**thresholds))
