"""Step 1: the same letters, digits and spaces for the same thing, every character in its place."""

import re

from spacy.language import Language
from spacy.tokens import Doc

_HALF = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""Full-width digits and letters; punctuation keeps its width, since Chinese text is written with it."""
_SYMBOLS = {ord("－"): "-", ord("＠"): "@", ord("．"): ".", ord("＿"): "_", ord("＋"): "+", ord("＃"): "#"}
_TABLE = _HALF | _SYMBOLS
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")


def normalise(text: str) -> str:
    """`text` with half-width digits and letters, and one plain space for every blank or control character.

    The result has the same length: offset i means the same character in both.
    """
    return _BLANK.sub(" ", text.translate(_TABLE))


def printable(text: str) -> str:
    """`text` with lone surrogates, which no encoder takes, replaced by U+FFFD; same length."""
    return _SURROGATE.sub("\ufffd", text)


def fold(text: str) -> str:
    """`text` in lower case; same length (İ is the one character whose lower case is longer)."""
    return text.replace("İ", "i").lower()


@Language.component("liandong_normalise", assigns=["doc._.normal"])
def liandong_normalise(doc: Doc) -> Doc:
    """Set `doc._.normal`."""
    doc._.normal = normalise(doc.text)
    return doc
