"""Rows of the rules that hold for a whole pattern of issues, and of the exceptions from them.

A rule says what is the same for all issues of a pattern; an exception names one issue and a reason. What they
come to for an issue is worked out by `liandong.catalogue.duties` and `liandong.catalogue.stages`.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from liandong.catalogue.tables import Finding, Optional
from liandong.catalogue.vocabulary import (
    DepartmentCode,
    IssueCode,
    Level,
    LimitUnit,
    PatternCode,
    Role,
    Stage,
    Urgency,
)

Applies = Literal["below", "confidential", "own", "above", "every"]
"""At levels below the issue's own; there, if the report is confidential; at its own; above it; at all."""
LEAD = "@lead"
"""In a rule: the issue's own lead, or who stands in for it."""
SUPPORTS = "@supports"
"""In a rule: the issue's own supports."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who acts at levels where a kind of body has no unit: the housing department for property services."""

    kind: DepartmentCode
    levels: tuple[Level, ...]
    body: DepartmentCode
    reason: str

    @property
    def code(self) -> str:
        """What tells it from the others."""
        return f"{self.kind}:{'|'.join(self.levels)}"


@dataclass(frozen=True, slots=True)
class DutyRule:
    """What one body does about the issues of a pattern, at some levels."""

    pattern: PatternCode
    applies: Applies
    levels: tuple[Level, ...]
    role: Role
    body: str
    """`@lead`, `@supports` or a kind of body."""
    task: str

    @property
    def code(self) -> str:
        """What tells it from the others."""
        return f"{self.pattern}:{self.applies}:{'|'.join(self.levels)}:{self.role}:{self.body}"


@dataclass(frozen=True, slots=True)
class DutyException:
    """Another body than the rule's for one issue: in place of who leads there, or as one more support."""

    issue: IssueCode
    levels: tuple[Level, ...]
    role: Role
    body: DepartmentCode
    task: Annotated[str, Optional()]
    """The rule's where it is empty."""
    reason: str

    @property
    def code(self) -> str:
        """What tells it from the others."""
        return f"{self.issue}:{'|'.join(self.levels)}:{self.role}:{self.body}"


@dataclass(frozen=True, slots=True)
class StageRule:
    """How long each stage may take for a pattern and an urgency."""

    pattern: PatternCode
    urgency: Urgency
    accept: int
    """From the report to its dispatch."""
    accept_unit: LimitUnit
    handle: int
    """From dispatch to result: what no issue exceeds without a reason, and no report that is judged so."""
    handle_unit: LimitUnit
    inspect: int
    """From the result to its check."""
    inspect_unit: LimitUnit

    @property
    def code(self) -> str:
        """What tells it from the others."""
        return f"{self.pattern}:{self.urgency}"


@dataclass(frozen=True, slots=True)
class LimitException:
    """Another limit than the rule's for one issue, at one urgency and stage."""

    issue: IssueCode
    urgency: Urgency
    stage: Stage
    limit: int
    unit: LimitUnit
    reason: str

    @property
    def code(self) -> str:
        """What tells it from the others."""
        return f"{self.issue}:{self.urgency}:{self.stage}"


def unknown_bodies(rows: Iterable[tuple[int, DutyRule]], kinds: Collection[str]) -> Iterator[Finding]:
    """The rules whose body is neither a kind of body nor the mark that goes with their role."""
    for line, rule in rows if kinds else ():  # an unreadable register is one finding already
        mark = SUPPORTS if rule.role == "support" else LEAD
        if rule.body not in kinds and rule.body != mark:
            what = f"body: {rule.body[:40]!r} 不是部门类别 is no kind of body"
            mend = f"改用 department_kinds 的编码或 Use a code of department_kinds or {mark}."
            yield Finding("catalogue/duty_rules.csv", line, "body", what, mend)
