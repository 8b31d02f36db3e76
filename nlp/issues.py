"""Scores of every issue of the catalogue for a batch of texts, from its words and how people say it.

TF-IDF over characters and character pairs (Salton & Buckley 1988, sublinear term frequency, cosine), the
similarity to the whole type added to the one to the issue, and a small premium for whole keywords.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from ahocorasick_rs import AhoCorasick, MatchKind
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, vstack

from liandong.catalogue import Catalogue, Issue
from nlp.evidence import SharedPairs
from nlp.grams import GramSpace
from nlp.normalise import normalise
from nlp.wording import Wording

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts; found by experiment on tuning sentences."""

    above: float = 0.5
    """The type's name, against the issue's own words."""
    single: float = 1.8
    """A single character, against a pair."""
    said: float = 0.3
    """A text that somebody wrote about the issue, against the issue's own words."""
    type: float = 0.4
    """Likeness to the whole type, against likeness to the issue."""
    keyword: float = 0.03
    """A keyword of four characters that no other issue uses, against a cosine of 1."""
    short: float = 18.0
    """Added, squared, to a text's squared length before that becomes 1: a few words are not sure."""
    temperature: float = 0.013
    """Of the softmax that makes probabilities of scores."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What a batch of texts gives: a row per text."""

    scores: Floats
    """A column per issue; 0 where nothing speaks for it."""
    best: NDArray[np.int64]
    """The best issue's column."""
    mass: Floats
    """Rarity, summed, of the character pairs that the text shares with its best issue: how much there is to
    go by, whatever the length."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What stretches of a text give before normalising: a row each; rows add up to those of longer ones."""

    products: Floats
    """A column per issue."""
    squares: Floats
    """Squared length of each stretch's own vector."""


class IssueIndex:
    """The catalogue, fitted once."""

    def __init__(
        self,
        catalogue: Catalogue,
        weights: Weights | None = None,
        said: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        """`said`: texts about one issue each, by its code; none is a cold start from the catalogue alone."""
        self.weights = weights or Weights()
        self.issues: tuple[Issue, ...] = tuple(catalogue.issues.values())
        self.wording = Wording()
        self.types, self.type_of = np.unique([issue.type for issue in self.issues], return_inverse=True)
        categories = [catalogue.types[issue.type].category for issue in self.issues]
        self.categories, self.category_of = np.unique(categories, return_inverse=True)
        own = [self._fields(issue, catalogue) for issue in self.issues]
        fields = [
            words + self._said((said or {}).get(issue.code, ()))
            for words, issue in zip(own, self.issues, strict=True)
        ]
        self._space = GramSpace(text for texts in fields for text, _ in texts)
        documents = self._documents(fields)
        seen = np.asarray((documents > 0).sum(axis=0)).ravel()
        self._idf = (np.log((1 + len(self.issues)) / (1 + seen)) + 1).astype(np.float32)
        self._column_weight = np.ones(self._space.width, np.float32)
        self._column_weight[: self._space.singles] = self.weights.single
        rows = _unit(self._weighted(documents))
        by_type = _unit(self._members() @ rows) * self.weights.type
        both = vstack([rows, by_type]).T.tocsr()
        self._by_single = both[: self._space.singles].toarray()
        self._by_pair = both[self._space.singles :].tocsr()
        self._fit_keywords(own)
        self._shared = SharedPairs([[text for text, _ in of_issue] for of_issue in fields])

    def _fields(self, issue: Issue, catalogue: Catalogue) -> list[tuple[str, float]]:
        own = (issue.name, issue.definition, *issue.keywords)
        texts = [(text, 1.0) for text in own] + [(catalogue.types[issue.type].name, self.weights.above)]
        return [(self._reduced(text), weight) for text, weight in texts]

    def _said(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        return [(self._reduced(text), self.weights.said) for text in texts]

    def _reduced(self, text: str) -> str:
        return self.wording.expand(self.wording.plain(normalise(text)))

    def _documents(self, fields: Sequence[Sequence[tuple[str, float]]]) -> csr_matrix:
        texts = [text for of_issue in fields for text, _ in of_issue]
        owner = np.repeat(np.arange(len(fields)), [len(of_issue) for of_issue in fields])
        weight = np.array([weight for of_issue in fields for _, weight in of_issue], np.float32)
        gather = csr_matrix((weight, (owner, np.arange(len(texts)))), shape=(len(fields), len(texts)))
        return (gather @ self._space.matrix(texts)).tocsr()

    def _members(self) -> csr_matrix:
        ones = np.ones(len(self.issues), np.float32)
        shape = (len(self.types), len(self.issues))
        return csr_matrix((ones, (self.type_of, np.arange(len(self.issues)))), shape=shape)

    def _weighted(self, counts: csr_matrix) -> csr_matrix:
        weighted = counts @ diags(self._column_weight)
        weighted.data = np.log1p(weighted.data)
        return (weighted @ diags(self._idf)).tocsr()

    def _products(self, rows: csr_matrix) -> Floats:
        singles = self._space.singles
        both = rows[:, :singles] @ self._by_single + (rows[:, singles:] @ self._by_pair).toarray()
        return np.asarray(both[:, : len(self.issues)] + both[:, len(self.issues) :][:, self.type_of])

    def _fit_keywords(self, fields: Sequence[Sequence[tuple[str, float]]]) -> None:
        owners: dict[str, list[int]] = defaultdict(list)
        for index, issue in enumerate(self.issues):
            for word in dict.fromkeys((issue.name, *issue.keywords)):
                plain = self.wording.plain(normalise(word))
                if len(plain.strip()) > 1:
                    owners[plain].append(index)
        self._owners = tuple(tuple(dict.fromkeys(indexes)) for indexes in owners.values())
        everywhere = AhoCorasick(owners)
        used = np.zeros(len(owners))
        for of_issue in fields:
            text = "\n".join(text for text, _ in of_issue)
            matches = everywhere.find_matches_as_indexes(text, overlapping=True)
            used[list({word for word, _, _ in matches})] += 1
        length = np.minimum([len(word) for word in owners], 6)
        self._strength = (length / 4 / np.maximum(used, 1) * self.weights.keyword).astype(np.float32)
        self._automaton = AhoCorasick(owners, matchkind=MatchKind.LeftmostLongest)

    def score(self, plain: Sequence[str]) -> Scores:
        """Scores of texts that `wording.plain` has reduced."""
        expanded = [self.wording.expand(text) for text in plain]
        rows = _unit(self._weighted(self._space.matrix(expanded)), short=self.weights.short)
        scores = self._products(rows)
        for row, text in enumerate(plain):
            for word, _, _ in self._automaton.find_matches_as_indexes(text):
                scores[row, self._owners[word]] += self._strength[word]
        best = scores.argmax(axis=1)
        mass = [self._shared.mass(text, int(issue)) for text, issue in zip(expanded, best, strict=True)]
        return Scores(scores, best, np.array(mass, np.float32))

    def sums(self, plain: Sequence[str]) -> Sums:
        """What stretches of texts, that `wording.plain` has reduced, give for every issue, to be added up."""
        rows = self._weighted(self._space.matrix([self.wording.expand(text) for text in plain]))
        return Sums(self._products(rows), _squares(rows))

    def mass(self, plain: str, issue: int) -> float:
        """Rarity, summed, of the pairs that a text shares with an issue, as in `Scores.mass`."""
        return self._shared.mass(self.wording.expand(plain), issue)

    def chances(self, scores: Floats) -> Floats:
        """Probabilities of the issues, a row per text."""
        powers = np.exp((scores - scores.max(axis=1, keepdims=True)) / self.weights.temperature)
        return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)

    def evidence(self, plain: str, issue: int) -> tuple[str, ...]:
        """Words of a text that speak for an issue, strongest first."""
        return self._shared.words(plain, issue)


def _squares(matrix: csr_matrix) -> Floats:
    return np.asarray(matrix.multiply(matrix).sum(axis=1), np.float32).ravel()


def _unit(matrix: csr_matrix, *, short: float = 0.0) -> csr_matrix:
    squares = _squares(matrix) + short**2
    squares[squares == 0] = 1
    return csr_matrix(diags((1 / np.sqrt(squares)).astype(np.float32)) @ matrix)
