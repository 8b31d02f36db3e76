"""What the ID cards of components say: the attributes of their kind, with values from `data/city/`."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from city import facts
from city.dice import Dice
from city.writer import Value
from graph.attributes import label_of
from liandong.errors import DataError

Maker = Callable[[Dice, str, int], str]
"""From chance, the place's name and the component's serial to a cell."""
Course = Literal["along", "middle", "across"]
_FILE = "city/component_values"
_RULED = frozenset({"pole", "model", "form", "bearing", "angle", "radius", "length"})
"""What a component gets from where it stands or, together, from `cameras.csv`."""


@dataclass(frozen=True, slots=True)
class Card:
    """What the cards of a kind say.

    Attributes:
        label: Component, Camera or Pipe.
        properties: the names of all its attributes.
        course: how its line runs: beside the road, in its middle, or across it; None for a point.
        half: half the length of its line in metres, from and to.
    """

    label: str
    properties: frozenset[str]
    course: Course | None
    half: tuple[float, float]
    _makers: tuple[tuple[str, Maker], ...]

    def values(self, dice: Dice, place: str, serial: int) -> dict[str, Value]:
        """The attributes of a component at a place, but for its pole number and its line."""
        return {name: make(dice, place, serial) for name, make in self._makers}


def cards() -> Mapping[str, Card]:
    """The card of every kind.

    Raises:
        DataError: a rule is for no attribute, is given twice or makes no sense; an attribute has no rule.
    """
    kinds: dict[str, dict[str, facts.Row]] = {}
    for row in facts.rows("component_attributes"):
        for kind in facts.split(row["kinds"]):
            kinds.setdefault(kind, {})[row["property"]] = row
    rules = _rules(kinds)
    cameras = facts.rows("city/cameras")
    return {kind: _card(kind, known, rules, cameras) for kind, known in kinds.items()}


def _rules(kinds: Mapping[str, Mapping[str, facts.Row]]) -> dict[tuple[str, str], str]:
    rules = [
        ((kind, row["property"]), row["values"])
        for row in facts.rows(_FILE)
        for kind in facts.split(row["kinds"])
    ]
    often = Counter(key for key, _ in rules)
    for (kind, name), _ in rules:
        if name not in kinds.get(kind, {}) or often[kind, name] > 1:
            why = "has two rules" if often[kind, name] > 1 else "is no attribute"
            raise DataError(f"data/{_FILE}.csv: {name} of {kind} {why}.", hint="Take the row out.")
    return dict(rules)


def _card(
    kind: str,
    known: Mapping[str, facts.Row],
    rules: Mapping[tuple[str, str], str],
    cameras: tuple[facts.Row, ...],
) -> Card:
    label = label_of(set(known))
    if label is None:
        raise DataError(f"The attributes of {kind} belong to no one label.", hint="See `catalogue check`.")
    makers: list[tuple[str, Maker]] = []
    for name, row in known.items():
        rule = rules.get((kind, name)) or row["values"]
        if rule and name != "line" and not (label == "Camera" and name in cameras[0]):
            try:
                makers.append((name, _maker(row["type"], rule)))
            except (ValueError, ArithmeticError) as error:
                raise DataError(f"data/{_FILE}.csv: {name} of {kind}: {rule!r} makes no sense.") from error
        elif not rule and name not in _RULED:
            raise DataError(f"data/{_FILE}.csv says nothing of {name} of {kind}.", hint="Add a row.")
    course, half = _course(rules.get((kind, "line"), ""))
    return Card(label, frozenset(known), course, half, tuple(makers))


def _course(rule: str) -> tuple[Course | None, tuple[float, float]]:
    word, _, metres = rule.partition(" ")
    for course in ("along", "middle", "across"):
        if word == course:
            low, _, high = metres.partition("..")
            return course, (float(low or 0) / 2, float(high or 0) / 2)
    return None, (0.0, 0.0)


def _maker(kind: str, rule: str) -> Maker:
    """How the cells of an attribute of a type are made; `data/city/README.md` says how a rule is written."""
    if kind == "bool":
        share = float(rule)
        return lambda dice, _place, _serial: "true" if dice.chance(share) else "false"
    if kind == "date":
        first, last = (int(year) for year in rule.split(".."))
        return lambda dice, _place, _serial: (
            f"{dice.whole(first, last)}-{dice.whole(1, 12):02d}-{dice.whole(1, 28):02d}"
        )
    choices = tuple(_steps(rule) if kind in ("int", "float") and ".." in rule else _weighted(rule))
    if kind == "list[str]":
        return lambda dice, _place, _serial: "|".join(dice.some(choices, dice.whole(1, 4)))
    if any("{" in choice for choice in choices):
        return lambda dice, place, serial: dice.pick(choices).format(place=place, n=f"{serial:05d}")
    return lambda dice, _place, _serial: dice.pick(choices)


def _steps(rule: str) -> Iterator[str]:
    """The numbers of `low..high/step`, exactly as decimals are written."""
    bounds, _, step = rule.partition("/")
    low, high = (Decimal(bound) for bound in bounds.split(".."))
    by = Decimal(step or 1)
    for i in range(int((high - low) / by) + 1):
        yield str(low + i * by)


def _weighted(rule: str) -> Iterator[str]:
    """The texts of `one|other*3`, as often as they weigh."""
    for choice in facts.split(rule):
        text, star, weight = choice.rpartition("*")
        yield from [text] * int(weight) if star and weight.isdigit() else [choice]


def camera_values(dice: Dice, cameras: tuple[facts.Row, ...]) -> dict[str, Value]:
    """A model with what belongs to it, looking somewhere; angles in degrees, the radius in metres."""
    return {**dice.pick(cameras), "bearing": round(dice.between(0, 359.9), 1)}
