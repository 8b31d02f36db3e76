"""Step 5: danger, by the words that speak of it and how they are meant, as a hint; a person decides.

The strongest kind of danger counts in full, every other a little. Who is in it and how it is told (minors,
frail people, a crowd, several reports of one place, a plea for help) only adds to a danger that is there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from spacy.language import Language
from spacy.tokens import Doc

from nlp.extensions import normal
from nlp.readings import Signal, Urgency
from nlp.signals import Signals
from nlp.word_tables import URGENCY, signals_of

ADDING = frozenset({"crowd", "minors", "frail", "repeats", "plea"})
"""Kinds that are no danger by themselves."""
FACTORS = {"denied": 0.0, "supposed": 0.5, "heard": 0.5, "past": 0.0, "over": 0.0, "unreal": 0.0}
"""What remains of a word: a danger to life that is feared or only heard of is still to be seen today."""
_OTHER = 0.15
_ADDED = 3.5
"""What everything beside the strongest kind adds at most: many hazards are still no danger to life."""
_ADDS_FROM = 3.0
"""The least danger that something can be added to."""


@dataclass(frozen=True, slots=True)
class Danger:
    """How urgent, and by which words of the text, the heaviest first; none for normal."""

    urgency: Urgency
    reasons: tuple[Signal, ...]


class UrgencyHints:
    """The component."""

    def __init__(self, signals: Signals, *, urgent: float, emergency: float) -> None:
        self._signals = signals
        self._urgent = urgent
        self._emergency = emergency

    @classmethod
    def load(
        cls,
        data_dir: Path | None = None,
        *,
        factors: Mapping[str, float] = FACTORS,
        urgent: float = 5.0,
        emergency: float = 10.0,
    ) -> Self:
        """The component with the tables of a data folder, by default the shipped one.

        Raises:
            DataError: a table cannot be used; see `nlp.word_tables.load_words`.
        """
        return cls(signals_of(data_dir, URGENCY, factors), urgent=urgent, emergency=emergency)

    def find(self, text: str) -> Danger:
        """The danger in a normalised text."""
        signals = self._signals.find(text)
        score = _score(signals) if signals else 0.0
        if score < self._urgent:
            return Danger("normal", ())
        reasons: dict[str, Signal] = {}
        for signal in sorted(signals, key=lambda signal: (-signal.weight, signal.start)):
            reasons.setdefault(signal.text, signal)
        return Danger("emergency" if score >= self._emergency else "urgent", tuple(reasons.values()))

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.urgency` and `doc._.urgency_reasons`."""
        danger = self.find(normal(doc))
        if danger.reasons:
            doc._.urgency, doc._.urgency_reasons = danger.urgency, danger.reasons
        return doc


def _score(signals: Iterable[Signal]) -> float:
    best: dict[str, float] = {}
    for signal in signals:
        best[signal.kind] = max(signal.weight, best.get(signal.kind, 0.0))
    dangers = sorted((weight for kind, weight in best.items() if kind not in ADDING), reverse=True)
    if not dangers or dangers[0] < _ADDS_FROM:
        return 0.0
    added = sum(weight for kind, weight in best.items() if kind in ADDING)
    return dangers[0] + min(_OTHER * sum(dangers[1:]) + added, _ADDED)


@Language.factory(
    "liandong_urgency",
    assigns=["doc._.urgency", "doc._.urgency_reasons"],
    requires=["doc._.normal"],
    default_config={"data_dir": None, "factors": FACTORS, "urgent": 5.0, "emergency": 10.0},
)
def make_urgency(
    nlp: Language,  # noqa: ARG001 (spaCy passes them)
    name: str,  # noqa: ARG001
    data_dir: Path | None,
    factors: dict[str, float],
    urgent: float,
    emergency: float,
) -> UrgencyHints:
    """The factory."""
    return UrgencyHints.load(data_dir, factors=factors, urgent=urgent, emergency=emergency)
