"""What is on record about households and residents: needs, and the sources a person is known from."""

from collections.abc import Iterator, Sequence

from city import facts
from city.census import Census
from city.dice import Dice
from city.people import Member
from city.writer import Writer

_COMMUNITY = 12
"""Digits of a community's code."""


class Register:
    """Writes needs and provenance for one household after another, and counts them.

    Record numbers hold the code of the place, so that no two places give the same.
    """

    def __init__(self, out: Writer, place: str, dice: Dice) -> None:
        self._out = out
        self._place = place
        self._dice = dice
        self._serials: dict[str, int] = {}
        self.census = Census()

    def household(self, code: str, members: Sequence[Member], residence: str) -> None:
        """Write what is on record about a household and its members; its code begins with its community's."""
        self.census.count(code[:_COMMUNITY], members)
        needs = [need for need, chance in _chances(members, residence) if self._dice.chance(chance)]
        for need in needs:
            self._out.link("Household", "HAS_NEED", "Need", (code, need))
        for number, member in enumerate(members, start=1):
            for source, chance in _sources(member, residence, hardship="hardship" in needs):
                if self._dice.chance(chance):
                    self._out.link(
                        "Resident",
                        "FROM",
                        "Source",
                        (f"{code}P{number}", source),
                        record=self.record(source),
                        seen_at=seen_at(self._dice),
                    )

    def record(self, source: str) -> str:
        """The next record number in a source."""
        self._serials[source] = self._serials.get(source, 0) + 1
        return f"{source}-{self._place}{self._serials[source]:07d}"


def seen_at(dice: Dice) -> str:
    """A moment of the year before the city's day, in the city's time zone."""
    day = f"2025-{dice.whole(1, 12):02d}-{dice.whole(1, 28):02d}"
    return f"{day}T{dice.whole(8, 17):02d}:{dice.whole(0, 59):02d}:00+08:00"


def _chances(members: Sequence[Member], residence: str) -> Iterator[tuple[str, float]]:
    """How likely a household has each need, by who lives in it."""
    oldest, youngest = max(m.age for m in members), min(m.age for m in members)
    working = [m for m in members if 18 <= m.age < 60]
    yield "elder_alone", 0.85 if len(members) == 1 and oldest >= 60 else 0.12 if youngest >= 75 else 0.0
    yield "elder_care", 0.5 if oldest >= 80 else 0.2 if oldest >= 70 else 0.0
    yield "health_support", 0.25 if oldest >= 65 else 0.03
    yield "disability", 0.07 if oldest >= 60 else 0.03
    yield "hardship", 0.05 if residence == "local" else 0.015
    yield "mental_health", 0.012
    yield "family_conflict", 0.01 if len(members) > 1 else 0.0
    yield "neighbour_conflict", 0.01
    yield "children", 0.1 if youngest < 14 and (residence != "local" or len(members) == 2) else 0.0
    yield "youth", 0.04 if any(14 <= m.age < 25 for m in members) else 0.0
    yield "women", 0.02 if any(m.sex == "F" and 20 <= m.age < 50 for m in members) else 0.0
    yield "newcomers", 0.3 if residence != "local" else 0.0
    yield "employment", 0.03 if working else 0.0
    yield "legal_aid", 0.004
    yield "addiction_recovery", 0.003 if working else 0.0
    yield "community_correction", 0.003 if working else 0.0
    yield "veterans", 0.04 if any(m.sex == "M" and m.age >= 40 for m in members) else 0.0


def _sources(member: Member, residence: str, *, hardship: bool) -> Iterator[tuple[str, float]]:
    """How likely a resident is known from each source."""
    yield "zf-grid", 0.35
    yield "ga-population", 0.7 if residence == "local" else 0.0
    yield "ga-permit", 0.95 if residence == "permit" else 0.0
    yield "ws-health", 0.45 if member.age >= 65 or member.age <= 6 else 0.05
    yield "mz-households", 0.9 if hardship else 0.0
    yield "gd-customers", 0.2 if member.age >= 25 else 0.0
    yield "wl-posts", 0.01 if 14 <= member.age < 70 else 0.0


def write_sources(out: Writer) -> None:
    """Write the sources that data comes from."""
    for row in facts.rows("city/sources"):
        out.node("Source", code=row["code"], name=row["name"], kind=row["kind"], crs=row["crs"])
