"""What goes wrong in a record, field by field. Nothing that comes out can be anybody's.

An error in an ID number or a credit code never touches the division 320599, which was never assigned, nor
one in a mobile number its first four digits, which no operator has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from city import facts
from city.dice import Dice
from city.extract_forms import Place

_KEPT = 6
"""Digits that stay: the division of an ID number."""
_KEPT_CREDIT = 8
_KEPT_PHONE = 4
MISSING = object()
"""What an error leaves when it takes the value away."""


@dataclass(frozen=True, slots=True)
class Past:
    """What is written in a system that nobody told: who somebody was before, or whose phone it is."""

    name: str
    phone: str
    place: Place
    family_phone: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """What an error draws on: dice, the characters that are taken for each other, and the past."""

    dice: Dice
    homophones: Mapping[str, str]
    lookalikes: Mapping[str, str]
    past: Callable[[], Past]


def confusions() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """(homophones, lookalikes): the characters that each character may be replaced by."""
    found: dict[str, dict[str, str]] = {"homophone": {}, "lookalike": {}}
    for row in facts.rows("city/confusions"):
        others = found[row["kind"]]
        for character in row["characters"]:
            rest = row["characters"].replace(character, "")
            others[character] = others.get(character, "") + rest
    return found["homophone"], found["lookalike"]


Error = Callable[[Any, Chance], Any]
"""From a value to a wrong one; None if that error can't happen to it, MISSING if it takes it away."""


def _missing(_value: Any, _chance: Chance) -> Any:
    return MISSING


def _confused(text: str, others: Mapping[str, str], dice: Dice) -> str | None:
    places = [i for i, character in enumerate(text) if others.get(character)]
    if not places:
        return None
    at = dice.pick(places)
    return text[:at] + dice.pick(others[text[at]]) + text[at + 1 :]


def _homophone(name: str, chance: Chance) -> str | None:
    return _confused(name, chance.homophones, chance.dice)


def _lookalike(name: str, chance: Chance) -> str | None:
    return _confused(name, chance.lookalikes, chance.dice)


def _slip(kept: int) -> Error:
    """One digit becomes its neighbour on the keyboard; where there is none after `kept`, nothing."""

    def slip(number: str, chance: Chance) -> str | None:
        at = _digits(number, kept)
        if not at:
            return None
        i = chance.dice.pick(at)
        other = str((int(number[i]) + chance.dice.pick((1, 9))) % 10)
        return number[:i] + other + number[i + 1 :]

    return slip


def _swap(number: str, chance: Chance) -> str | None:
    """Two neighbouring digits change places."""
    at = [i for i in _digits(number, _KEPT) if number[i + 1 : i + 2].isdigit() and number[i] != number[i + 1]]
    if not at:
        return None
    i = chance.dice.pick(at)
    return number[:i] + number[i + 1] + number[i] + number[i + 2 :]


def _digits(number: str, kept: int) -> Sequence[int]:
    return [i for i in range(kept, len(number)) if number[i].isdigit()]


def _old15(number: str, _chance: Chance) -> str | None:
    """The form before 1999, without century and check character; nobody born since has one."""
    return number[:6] + number[8:17] if len(number) == 18 and number[6:8] == "19" else None


def _shifted(born: date, chance: Chance) -> date | None:
    """Month and day the other way round, or a day or a year off."""
    if born.day <= 12 and born.day != born.month and chance.dice.chance(0.5):
        return date(born.year, born.day, born.month)
    if chance.dice.chance(0.5) and born.day < 28:
        return born.replace(day=born.day + 1)
    return born.replace(year=born.year - 1) if (born.month, born.day) != (2, 29) else None


def _stale(staff: int, chance: Chance) -> int:
    """The staff as it was: up to a third more or less, and never the same."""
    change = max(1, round(staff * chance.dice.unit() / 3))
    return staff + change if staff <= change or chance.dice.chance(0.5) else staff - change


def _misspelt_place(place: Place, chance: Chance) -> Place | None:
    base = _confused(place.base, chance.homophones, chance.dice)
    return place.renamed(base) if base else None


ERRORS: Mapping[tuple[str, str], Error] = {
    ("name", "homophone"): _homophone,
    ("name", "lookalike"): _lookalike,
    ("name", "former"): lambda _, chance: chance.past().name,
    ("id_number", "slip"): _slip(_KEPT),
    ("id_number", "swap"): _swap,
    ("id_number", "old15"): _old15,
    ("id_number", "missing"): _missing,
    ("credit_code", "slip"): _slip(_KEPT_CREDIT),
    ("credit_code", "missing"): _missing,
    ("birth", "shifted"): _shifted,
    ("birth", "year_only"): lambda born, _: born.year,
    ("sex", "wrong"): lambda sex, _: "F" if sex == "M" else "M",
    ("phone", "former"): lambda _, chance: chance.past().phone,
    ("phone", "slip"): _slip(_KEPT_PHONE),
    ("phone", "family"): lambda _, chance: chance.past().family_phone or None,
    ("phone", "missing"): _missing,
    ("staff", "stale"): _stale,
    ("address", "former"): lambda _, chance: chance.past().place,
    ("address", "no_room"): lambda place, _: place.roomless(),
    ("address", "homophone"): _misspelt_place,
    ("address", "missing"): _missing,
    ("place", "missing"): _missing,
}
"""The errors there are of each field; `place` is the position."""
