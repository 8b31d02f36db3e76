"""How long each stage of an issue's handling may take, and how much less when a report is more urgent."""

from dataclasses import dataclass

from liandong.catalogue.model import Catalogue
from liandong.catalogue.vocabulary import URGENCIES, LimitUnit, Stage, Urgency

_HOURS: dict[LimitUnit, float] = {"hours": 1.0, "working_hours": 24 / 7, "working_days": 24.0}


@dataclass(frozen=True, slots=True)
class StageLimit:
    """A time limit in one of the catalogue's units."""

    number: int
    unit: LimitUnit

    @property
    def hours(self) -> float:
        """In natural hours, roughly: a working day of seven hours comes with its night."""
        return self.number * _HOURS[self.unit]


@dataclass(frozen=True, slots=True)
class Stages:
    """The limits of the three stages: from report to dispatch, to the result, to its check."""

    accept: StageLimit
    handle: StageLimit
    inspect: StageLimit


def stages(catalogue: Catalogue, code: str, urgency: Urgency = "normal") -> Stages:
    """The limits of an issue for a report of an urgency; an issue is never less urgent than it usually is.

    Raises:
        KeyError: no such issue.
    """
    issue = catalogue.issues[code]
    judged = max(urgency, issue.urgency, key=URGENCIES.index)
    rule = catalogue.stage_limits[f"{catalogue.handling[code].pattern}:{judged}"]
    own = StageLimit(issue.limit, issue.limit_unit)
    handle = own
    if judged != issue.urgency:
        shorter = _exception(catalogue, code, judged, "handle") or StageLimit(rule.handle, rule.handle_unit)
        handle = min(own, shorter, key=lambda limit: limit.hours)
    return Stages(
        accept=_exception(catalogue, code, judged, "accept") or StageLimit(rule.accept, rule.accept_unit),
        handle=handle,
        inspect=_exception(catalogue, code, judged, "inspect") or StageLimit(rule.inspect, rule.inspect_unit),
    )


def _exception(catalogue: Catalogue, code: str, urgency: Urgency, stage: Stage) -> StageLimit | None:
    found = catalogue.limit_exceptions.get(f"{code}:{urgency}:{stage}")
    return StageLimit(found.limit, found.unit) if found else None
