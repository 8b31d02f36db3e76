"""How a place name is written for comparison: digits for numerals, one word for 幢 and 栋, no blanks."""

import re
from dataclasses import dataclass

from nlp.normalise import fold

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_UNITS = {"十": 10, "百": 100}
_NUMERAL = "零〇一二两三四五六七八九十百"
_VARIANT = re.compile(
    rf"(?P<numeral>[{_NUMERAL}]+)(?= ?(?:号|幢|栋|座|单元|室|弄|组))"
    rf"|(?<=[\d{_NUMERAL} ])(?P<house>号楼|栋)|(?P<blank> +)"
)
_HINT = re.compile("[号幢栋座单室弄组 ]")


@dataclass(frozen=True, slots=True)
class PlaceKey:
    """A text for comparison, and for each of its characters where that begins and ends in the text given.

    Without `starts` and `ends` the offsets are the same.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the text given of a non-empty stretch of the key."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def place_key(text: str) -> PlaceKey:
    """The key of a normalised text. The same rules hold for names and texts, so 三号楼, 3 栋 and 3幢 meet."""
    text = fold(text)
    if not _HINT.search(text):
        return PlaceKey(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _VARIANT.finditer(text):
        new = _rewritten(match)
        parts += (text[at : match.start()], new)
        starts += (*range(at, match.start()), *[match.start()] * len(new))
        ends += (*range(at + 1, match.start() + 1), *[match.end()] * len(new))
        at = match.end()
    if not parts:
        return PlaceKey(text)
    parts.append(text[at:])
    starts += range(at, len(text))
    ends += range(at + 1, len(text) + 1)
    return PlaceKey("".join(parts), tuple(starts), tuple(ends))


def _rewritten(match: re.Match[str]) -> str:
    if match["numeral"]:
        return str(numeral_value(match["numeral"]))
    return "幢" if match["house"] else ""


def numeral_value(numeral: str) -> int:
    """The number that Chinese numerals stand for: 十二 12, 一百零五 105, 三〇二 302."""
    if not set(numeral) & set(_UNITS):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total = pending = 0
    for character in numeral:
        if character in _UNITS:
            total += (pending or int(not total)) * _UNITS[character]
            pending = 0
        else:
            pending = _DIGITS[character]
    return total + pending
