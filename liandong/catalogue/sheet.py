"""Everything the catalogue knows about one issue, on one sheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from liandong.catalogue.duties import ROLES, Duties
from liandong.catalogue.lint import bigrams
from liandong.catalogue.model import Catalogue, Handling, Issue
from liandong.catalogue.stages import Stages, stages
from liandong.catalogue.versions import jaccard
from liandong.catalogue.vocabulary import URGENCIES, Level, Role, Urgency
from liandong.errors import NotFoundError

_OTHERS = 3
"""How many neighbours of other types are shown."""


@dataclass(frozen=True, slots=True)
class NamedDuty:
    """A duty with the names of what it says in codes."""

    level: Level
    role: Role
    role_name: str
    kind: str
    kind_name: str
    task: str


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another issue that may be mistaken for it."""

    code: str
    name: str
    definition: str
    same_type: bool
    likeness: float
    """0 to 1: the Jaccard index of the character pairs of all that they say."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """An issue with what its codes mean, its duties by level, its limits by urgency, and its neighbours."""

    issue: Issue
    handling: Handling
    category: str
    type: str
    pattern: str
    component_kinds: tuple[str, ...]
    needs: tuple[str, ...]
    duties: tuple[NamedDuty, ...]
    limits: Mapping[Urgency, Stages]
    """From its usual urgency up."""
    neighbours: tuple[Neighbour, ...]
    """Those of its type, then the nearest of others."""


def sheet(catalogue: Catalogue, code: str) -> Sheet:
    """The sheet of an issue, by its code or its name.

    Raises:
        NotFoundError: no such issue; it names those whose code begins so or whose name contains it.
    """
    issue = _find(catalogue, code.strip())
    handling = catalogue.handling[issue.code]
    kinds = catalogue.department_kinds
    return Sheet(
        issue=issue,
        handling=handling,
        category=catalogue.category_of(issue.code).name,
        type=catalogue.types[issue.type].name,
        pattern=catalogue.patterns[handling.pattern].name,
        component_kinds=tuple(catalogue.component_kinds[kind].name for kind in issue.component_kinds),
        needs=tuple(catalogue.need_kinds[need].name for need in issue.needs),
        duties=tuple(
            NamedDuty(duty.level, duty.role, ROLES[duty.role], duty.kind, kinds[duty.kind].name, duty.task)
            for duty in Duties(catalogue).of(issue.code)
        ),
        limits={
            urgency: stages(catalogue, issue.code, urgency)
            for urgency in URGENCIES[URGENCIES.index(issue.urgency) :]
        },
        neighbours=_neighbours(catalogue, issue),
    )


def _find(catalogue: Catalogue, wanted: str) -> Issue:
    for issue in catalogue.issues.values():
        if wanted in (issue.code, issue.name):
            return issue
    near = [
        f"{issue.code} {issue.name}"
        for issue in catalogue.issues.values()
        if wanted and (issue.code.startswith(wanted) or wanted in issue.name)
    ]
    raise NotFoundError(
        f"{wanted[:40]!r} is no issue of the catalogue 事件清单中没有这个事项",
        hint=f"Perhaps 可能是: {'、'.join(near[:8])}" if near else "For example 例如: 040501",
    )


def _neighbours(catalogue: Catalogue, issue: Issue) -> tuple[Neighbour, ...]:
    own = bigrams(_text(issue))
    scored = [
        Neighbour(
            code=other.code,
            name=other.name,
            definition=other.definition,
            same_type=other.type == issue.type,
            likeness=round(jaccard(own, bigrams(_text(other))), 3),
        )
        for other in catalogue.issues.values()
        if other.code != issue.code
    ]
    scored.sort(key=lambda each: (-each.likeness, each.code))
    others = [each for each in scored if not each.same_type and each.likeness > 0]
    return (*(each for each in scored if each.same_type), *others[:_OTHERS])


def _text(issue: Issue) -> str:
    return " ".join((issue.name, issue.definition, *issue.keywords))
