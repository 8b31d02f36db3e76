"""Step 1: the same letters, digits and spaces for the same thing, every character in its place."""

import re
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC
from spacy.language import Language
from spacy.tokens import Doc

_HALF = {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
}
"""Full-width digits and letters; punctuation keeps its width, since Chinese text is written with it."""
_SYMBOLS = {ord("－"): "-", ord("＠"): "@", ord("．"): ".", ord("＿"): "_", ord("＋"): "+", ord("＃"): "#"}
_RINGED = {ord("⓪"): "0", ord("⓿"): "0"} | {
    first + step: str(1 + step) for first in (0x2460, 0x24F5, 0x2776, 0x2780, 0x278A) for step in range(9)
}
"""Digits in rings, as people write them to get a number past a filter."""
_STYLED = {0x1D7CE + step: str(step % 10) for step in range(50)}
_HEARTS = {ord(heart): "心" for heart in "❤♥💗💖💓🧡💛💚💙💜🖤"}
"""微❤ is how people write 微信, which sounds like 微心."""
_TABLE = _HALF | _SYMBOLS | _RINGED | _STYLED | _HEARTS
_BLANK = re.compile(
    r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060\ufeff"
    r"\u20e3\u2600-\u27bf\u2b00-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff\U000e0000-\U000e007f]"
)
"""Blanks, controls and pictures: each reads as one space."""
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HAN_DIGIT = str.maketrans("〇零一幺二三四五六七八九", "001123456789")
_SPELLED = re.compile(
    "(?<![0-9〇零一幺二三四五六七八九])(?:"
    "[〇零一幺二三四五六七八九](?:[ -]?[0-9〇零一幺二三四五六七八九]){6,}"
    "|[0-9]{1,6}[ -]?[〇零一幺二三四五六七八九]{2}(?:[ -]?[0-9〇零一幺二三四五六七八九]){4,}"
    "|[〇零一幺二三四五六七八九]{3,}(?= ?(?:号|幢|栋|座|单元|室|弄|组)))"
)
"""Digits in characters that are read one by one: a telephone number, a door; not 三百号, see `place_key`."""
_RUN = re.compile("[〇零一幺二三四五六七八九]{2,}|[〇零幺]|^[一二三四五六七八九]")
_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))


@dataclass(frozen=True, slots=True)
class _Simplifier:
    """Traditional to simplified characters, by words where they decide (乾洗 干洗, 乾隆 乾隆)."""

    converter: OpenCC
    traditional: frozenset[str]
    """The characters that show that a text is traditional."""

    def __call__(self, text: str) -> str:
        if self.traditional.isdisjoint(text):
            return text
        simple = self.converter.convert(text)
        if len(simple) == len(text):
            return simple
        return "".join(self._one(character) for character in text)

    def _one(self, character: str) -> str:
        simple = self.converter.convert(character)
        return simple if len(simple) == 1 else character


@cache
def _simplifier() -> _Simplifier:
    """The one converter of the process; its dictionaries take a tenth of a second."""
    letters = [chr(code) for first, end in _IDEOGRAPHS for code in range(first, end)]
    simple = OpenCC("t2s").convert("\n".join(letters)).split("\n")
    shown = frozenset(a for a, b in zip(letters, simple, strict=True) if a != b)
    return _Simplifier(OpenCC("tw2s"), shown)


def normalise(text: str) -> str:
    """`text` in simplified characters with half-width digits and letters, spelled-out numbers in digits, and
    one plain space for every blank, control character or picture.

    The result has the same length: offset i means the same character in both.
    """
    text = _BLANK.sub(" ", text.translate(_TABLE))
    text = _simplifier()(text)
    return _SPELLED.sub(_in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    return _RUN.sub(lambda run: run[0].translate(_HAN_DIGIT), match[0])


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
