"""Time limits as Chinese lists write them: 2小时, 4个工作时, 2紧急工作时, 7个工作日, 十五天, 半个月.

An emergency working hour (紧急工作时) runs day and night, like a natural hour, and marks the issue as urgent;
a day without further word is a natural one.
"""

import math
import re
from dataclasses import dataclass

from liandong.catalogue.vocabulary import LimitUnit

_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2}
_NUMBER = r"\d+(?:\.\d+)?|[零〇一二两俩三四五六七八九十百]+|半"
_UNITS: dict[str, tuple[float, LimitUnit]] = {
    "分钟": (1 / 60, "hours"),
    "紧急工作时": (1, "hours"),
    "紧急工作日": (24, "hours"),
    "工作小时": (1, "working_hours"),
    "工作时": (1, "working_hours"),
    "工作日": (1, "working_days"),
    "工作天": (1, "working_days"),
    "自然日": (24, "hours"),
    "日历日": (24, "hours"),
    "小时": (1, "hours"),
    "钟头": (1, "hours"),
    "星期": (168, "hours"),
    "周": (168, "hours"),
    "个月": (720, "hours"),
    "天": (24, "hours"),
    "日": (24, "hours"),
    "年": (8760, "hours"),
}
"""How many of which unit each is."""
_LIMIT = re.compile(rf"({_NUMBER})\s*个?\s*(半)?\s*({'|'.join(_UNITS)}|月)")
_LONGEST = 99_999
_WORKING_DAY = 7
"""Hours, as the shipped working calendar has them."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit in one of the catalogue's units."""

    number: int
    unit: LimitUnit
    urgent: bool
    """Whether the text calls it an emergency."""


def read_limit(text: str) -> Limit | None:
    """The one limit that a text states; None if it states none, several, or a range. Rounded up."""
    text = "".join(text.translate(_HALF_WIDTH).split())
    found = list(_LIMIT.finditer(text))
    if len(found) != 1:
        return None
    match = found[0]
    rest = text[: match.start()] + " " + text[match.end() :]
    if re.search(r"\d|[~～至到或-]", rest):
        return None
    factor, unit = _UNITS.get(match[3], (720, "hours"))
    amount = (_number(match[1]) + (0.5 if match[2] else 0)) * factor
    if unit == "working_days" and amount % 1:
        amount, unit = amount * _WORKING_DAY, "working_hours"
    number = math.ceil(round(amount, 6))
    if not 0 < number <= _LONGEST:
        return None
    return Limit(number, unit, urgent="紧急" in text or "立即" in text)


_HALF_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}


def _number(text: str) -> float:
    """An Arabic or Chinese number below a thousand; 半 is a half."""
    if text == "半":
        return 0.5
    if text[0].isdigit() and text[0].isascii():
        return float(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return float(total + digit)
