"""Step 6: what people need of the social side, by the words that say so: a hint, no label on a person."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from spacy.language import Language
from spacy.tokens import Doc

from nlp.extensions import normal
from nlp.readings import NeedFound, Signal
from nlp.signals import Signals
from nlp.word_tables import NEEDS, signals_of

FACTORS = {"denied": 0.0, "unreal": 0.0}
"""What remains of a word. A need that is feared, heard of or goes back years is a need."""


class NeedHints:
    """The component."""

    def __init__(self, signals: Signals, *, enough: float, most: int) -> None:
        self._signals = signals
        self._enough = enough
        self._most = most

    @classmethod
    def load(
        cls,
        data_dir: Path | None = None,
        *,
        factors: Mapping[str, float] = FACTORS,
        enough: float = 10.0,
        most: int = 3,
    ) -> Self:
        """The component with the tables of a data folder, by default the shipped one.

        Args:
            data_dir: the folder with `nlp/need_words.csv`.
            factors: what remains of a word's weight in each scope.
            enough: the weight from which a need counts; different words for it add up.
            most: needs given at most.

        Raises:
            DataError: a table cannot be used; see `nlp.word_tables.load_words`.
        """
        return cls(signals_of(data_dir, NEEDS, factors), enough=enough, most=most)

    def find(self, text: str) -> tuple[NeedFound, ...]:
        """The needs in a normalised text, the surest first."""
        words: dict[str, dict[str, Signal]] = defaultdict(dict)
        for signal in self._signals.find(text):
            words[signal.kind].setdefault(signal.text, signal)
        weights = {need: sum(signal.weight for signal in of.values()) for need, of in words.items()}
        sure = sorted(
            (need for need, weight in weights.items() if weight >= self._enough),
            key=lambda need: (-weights[need], need),
        )
        return tuple(NeedFound(need, tuple(words[need].values())) for need in sure[: self._most])

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.needs`."""
        needs = self.find(normal(doc))
        if needs:
            doc._.needs = needs
        return doc


@Language.factory(
    "liandong_needs",
    assigns=["doc._.needs"],
    requires=["doc._.normal"],
    default_config={"data_dir": None, "factors": FACTORS, "enough": 10.0, "most": 3},
)
def make_needs(
    nlp: Language,  # noqa: ARG001 (spaCy passes them)
    name: str,  # noqa: ARG001
    data_dir: Path | None,
    factors: dict[str, float],
    enough: float,
    most: int,
) -> NeedHints:
    """The factory."""
    return NeedHints.load(data_dir, factors=factors, enough=enough, most=most)
