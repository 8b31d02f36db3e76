"""A plan: who leads, supports, verifies and helps, by when, and the path that explains each."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LEVELS = ("community", "subdistrict", "district", "city")
"""Levels of a unit, the most local first."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One relationship of a path. `source` and `target` are the names of its nodes."""

    source: str
    rel: str
    target: str

    def to_json(self) -> dict[str, str]:
        """`{"from", "rel", "to"}`."""
        return {"from": self.source, "rel": self.rel, "to": self.target}


@dataclass(frozen=True, slots=True)
class Assignment:
    """A unit, worker or service with what it is for and the path through the graph that leads to it."""

    code: str
    name: str
    basis: str
    path: tuple[Hop, ...]
    sentence: str
    extra: dict[str, str] = field(default_factory=dict)

    def to_json(self, key: str) -> dict[str, Any]:
        """The assignment with its code under the key that says what it is: `unit`, `worker`, `service`."""
        return {
            key: self.code,
            "name": self.name,
            **self.extra,
            "basis": self.basis,
            "path": [hop.to_json() for hop in self.path],
            "sentence": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done about a report. Without a lead it is the centre's to decide."""

    issue: str | None
    place: str | None
    lead: Assignment | None
    support: tuple[Assignment, ...]
    verify: Assignment | None
    social: tuple[Assignment, ...]
    deadline: datetime | None
    urgency: str
    needs_human: bool
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The plan as it is printed, answered and kept with the order."""
        return {
            "lead": self.lead.to_json("unit") if self.lead else None,
            "support": [unit.to_json("unit") for unit in self.support],
            "verify": self.verify.to_json("worker") if self.verify else None,
            "social": [service.to_json("service") for service in self.social],
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "urgency": self.urgency,
            "needs_human": self.needs_human,
            "reasons": list(self.reasons),
        }
