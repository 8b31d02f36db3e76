"""From a phrase and a spot to what is said: place, remark of a repeat, personal data, in a style."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from city import facts
from city.dice import Dice
from city.history.phrases import Frame, PersonalClause, fill
from city.history.spots import Ground, Spot

_FORMAL = ("hotline", "patrol", "letter")
"""Styles that give the whole address."""
_ENDS = "。！？!?…~）"
_JOINED = "，。！（ "
"""Beginnings of an added piece that need no comma before them."""


class Said(NamedTuple):
    """A text, and where in it personal data is: `start:end:kind`, separated by `|`."""

    text: str
    personal: str


class Wording:
    """The declared pieces that are put around phrases, by style and position."""

    def __init__(self, personal: Sequence[PersonalClause]) -> None:
        self._personal = personal
        found: dict[tuple[str, str], list[str]] = {}
        for row in facts.rows("city/history_wording"):
            found.setdefault((row["style"], row["position"]), []).append(row["text"])
        self._pieces: Mapping[tuple[str, str], Sequence[str]] = found

    def say(
        self,
        frame: Frame,
        spot: Spot | None,
        ground: Ground | None,
        *,
        dice: Dice,
        place_told: bool,
        times: int,
        personal: bool,
    ) -> Said:
        """The text of a report.

        Args:
            spot, ground: where; None for what is about no place.
            place_told: the place is told beside the text, so that the text may leave it out.
            times: the how manieth report of this caller about this matter.
            personal: whether the caller gives name or number.
        """
        style = frame.style
        text = fill(frame, spot, ground) if spot and ground else "".join(map(_bare, frame.parts))
        if spot and ground and not frame.places and not (place_told and dice.chance(0.3)):
            text = self._placed(text, style, where(spot, ground, style, dice), dice)
        if times > 1 and dice.chance(0.8):
            text = self._added(text, style, "again", dice).replace("{times}", str(times))
        elif (style, "close") in self._pieces and dice.chance(0.5):
            text = self._added(text, style, "close", dice)
        if not personal or not self._personal:
            return Said(text, "")
        clause = dice.pick(self._personal)
        text = _joined(text, "")
        spans = "|".join(f"{len(text) + a}:{len(text) + b}:{kind}" for a, b, kind in clause.spans)
        return Said(f"{text}{clause.text}。", spans)

    def _placed(self, text: str, style: str, place: str, dice: Dice) -> str:
        if (style, "before") in self._pieces and dice.chance(0.55):
            return dice.pick(self._pieces[style, "before"]).replace("{place}", place) + text
        return _joined(text, dice.pick(self._pieces[style, "after"]).replace("{place}", place))

    def _added(self, text: str, style: str, position: str, dice: Dice) -> str:
        return _joined(text, dice.pick(self._pieces[style, position]))


def _bare(part: object) -> str:
    return part if isinstance(part, str) else ""


def _joined(text: str, piece: str) -> str:
    if text[-1] in _ENDS:
        return text + piece.lstrip("，")
    return text + piece if piece.startswith(tuple(_JOINED)) else f"{text}，{piece}"


def where(spot: Spot, ground: Ground, style: str, dice: Dice) -> str:
    """A spot as somebody of this style would say it."""
    if spot.component:
        name = _component(spot, style, dice)
    elif spot.road:
        name = spot.name if dice.chance(0.75) else spot.road
    elif spot.estate:
        name = spot.name if dice.chance(0.6) else spot.estate
    else:
        name = spot.name
    mark = dice.unit()
    if style in _FORMAL:
        return ground.district * (mark < 0.2) + ground.subdistrict * (mark < 0.6) + name
    return ground.subdistrict * (mark < 0.15) + name


def _component(spot: Spot, style: str, dice: Dice) -> str:
    if dice.chance(0.7 if style in _FORMAL else 0.2):
        return f"{spot.name}（编号{spot.component}）"
    if spot.pole and dice.chance(0.4):
        return f"{spot.name}（杆号{spot.pole}）"
    return spot.name
