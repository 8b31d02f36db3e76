"""What stands around a place: everything that contains it, nearest first, and who is there for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dispatch.plan import LEVELS

Fact = Mapping[str, Any]
"""A place, unit, service or worker as `route.plan` finds it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fact, and the names from the place to the grid or area where it stands."""

    fact: Fact
    climb: tuple[str, ...]

    @property
    def steps(self) -> int:
        """How far up it stands; 0 at the place itself."""
        return len(self.climb) - 1


@dataclass(frozen=True, slots=True)
class View:
    """What stands around one place, nearest first; where equally near, by level and code."""

    workers: tuple[Found, ...]
    units: Mapping[str, tuple[Found, ...]]
    """By kind of body."""
    services: Mapping[str, tuple[Found, ...]]
    """By need."""


_NOTHING = View((), {}, {})


class Around:
    """The places of `route.plan`, seen from each place that was asked for."""

    def __init__(self, rows: Iterable[Fact]) -> None:
        self._rows: dict[str, Fact] = {row["code"]: row for row in rows}
        self._views: dict[str, View] = {}

    def view(self, place: str | None) -> View:
        """What stands around a place; nothing, if it is no grid or area."""
        if place is None or place not in self._rows:
            return _NOTHING
        if place not in self._views:
            self._views[place] = self._look(place)
        return self._views[place]

    def _look(self, place: str) -> View:
        workers: list[Found] = []
        units: dict[str, list[Found]] = defaultdict(list)
        services: dict[str, list[Found]] = defaultdict(list)
        for row, climb in self._climb(place):
            workers += [Found(fact, climb) for fact in row["workers"]]
            for fact in row["units"]:
                units[fact["kind"]].append(Found(fact, climb))
            for fact in row["services"]:
                services[fact["need"]].append(Found(fact, climb))
        return View(tuple(sorted(workers, key=near)), _sorted(units), _sorted(services))

    def _climb(self, place: str) -> list[tuple[Fact, tuple[str, ...]]]:
        """Everything that contains the place, each with the names on the shortest way to it."""
        found: dict[str, tuple[str, ...]] = {}
        step: dict[str, tuple[str, ...]] = {place: (self._rows[place]["name"],)}
        while step:
            found |= step
            above: dict[str, tuple[str, ...]] = {}
            for code, names in step.items():
                for parent in self._rows.keys() & set(self._rows[code]["parents"]):
                    way = (*names, self._rows[parent]["name"])
                    if parent not in found and way < above.get(parent, (*way, "")):
                        above[parent] = way
            step = above
        return [(self._rows[code], names) for code, names in found.items()]


def near(found: Found) -> tuple[int, int, str]:
    """Sorts by steps, then the lower level, then the code: a shared grid is as near to its district as others
    to their subdistrict.
    """
    level = LEVELS.index(found.fact["level"]) if "level" in found.fact else 0
    return found.steps, level, found.fact["code"]


def _sorted(groups: Mapping[str, Sequence[Found]]) -> dict[str, tuple[Found, ...]]:
    return {key: tuple(sorted(group, key=near)) for key, group in groups.items()}
