"""What a check says: a measurement against its target, and what is wrong, where, and how to mend it."""

from collections import Counter
from dataclasses import dataclass, field

from liandong.catalogue import Finding

MOST = 20
"""Findings kept of one rule in one file; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Check:
    """A measurement, also when all is well."""

    what: str
    found: str
    target: str
    ok: bool


@dataclass(frozen=True, slots=True)
class CityChecks:
    """All of a city's checks. `unlisted` counts findings beyond the first of each rule and file."""

    checks: tuple[Check, ...]
    findings: tuple[Finding, ...]
    unlisted: int

    @property
    def ok(self) -> bool:
        """Whether every check came out well."""
        return all(check.ok for check in self.checks)


@dataclass(slots=True)
class Book:
    """Where checks and findings are noted."""

    checks: list[Check] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By file and rule, those that are not listed too."""
    listed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def wrong(self, file: str, rule: str, message: str, *, mend: str, line: int = 0) -> None:
        """Note a finding."""
        self.counts[file, rule] += 1
        self.listed[file, rule] += 1
        if self.listed[file, rule] <= MOST:
            self.findings.append(Finding(file, line, rule, message, mend))

    def more(self, file: str, rule: str, count: int) -> None:
        """Count findings that are not listed, since the first of them are."""
        self.counts[file, rule] += max(0, count)

    def of(self, rule: str) -> int:
        """How many findings a rule has."""
        return sum(count for (_, name), count in self.counts.items() if name == rule)

    def measure(self, what: str, found: str, target: str, *, ok: bool) -> None:
        """Note a measurement."""
        self.checks.append(Check(what, found, target, ok))

    def all_of(self, what: str, good: int, whole: int) -> None:
        """Note that so many of so many are as they should be: all of them have to."""
        self.measure(what, f"{good:,} of {whole:,}", f"{whole:,}", ok=good == whole)

    @property
    def fine(self) -> bool:
        """Whether all checks so far came out well."""
        return all(check.ok for check in self.checks)

    def closed(self) -> CityChecks:
        """What was noted."""
        unlisted = sum(count - MOST for count in self.counts.values() if count > MOST)
        return CityChecks(tuple(self.checks), tuple(self.findings), unlisted)
