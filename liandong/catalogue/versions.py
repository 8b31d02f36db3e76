"""Two versions of the catalogue: what differs, and where the issues that are gone may have gone."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from liandong.catalogue.lint import bigrams
from liandong.catalogue.model import TABLES, Catalogue, Issue

Kind = Literal["same", "rename", "split", "merge", "retire"]
"""What became of an issue: only its code is new, its name is, it is several, part of another, nothing."""

_LIKE = 0.3
"""Likeness from which an issue may be another's successor: no two of the shipped catalogue are so alike."""
_PIECE = 0.5
"""Share of a definition that lies within another's, from which it may be a piece of it."""
_GAIN = 0.2
"""How much more of a definition its pieces cover together than the largest one alone."""


@dataclass(frozen=True, slots=True)
class Named:
    """A row by its code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that has another value now. Lists are joined by `|`, as in the files."""

    code: str
    name: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TableDiff:
    """How a table differs. A row with another name is in `renamed`; its other fields in `changed`."""

    added: tuple[Named, ...]
    removed: tuple[Named, ...]
    renamed: tuple[Change, ...]
    changed: tuple[Change, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.renamed or self.changed)


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where an issue that is gone may have gone; `target` is empty where nothing resembles it."""

    source: str
    source_name: str
    target: str
    target_name: str
    kind: Kind
    score: float
    """0 to 1; of a retired issue, the likeness of the nearest."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two versions differ, by table in the files' order."""

    before: str
    after: str
    """The two versions."""
    tables: Mapping[str, TableDiff]
    proposals: tuple[Proposal, ...]

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return all(table.equal for table in self.tables.values())


def compare(before: Catalogue, after: Catalogue) -> Comparison:
    """What was added, removed, renamed and changed, and proposals for the issues removed."""
    tables = {
        table.name: _table(getattr(before, table.name), getattr(after, table.name), before.issues)
        for table in TABLES
    }
    return Comparison(before.version, after.version, tables, propose(before.issues, after.issues))


def propose(before: Mapping[str, Issue], after: Mapping[str, Issue]) -> tuple[Proposal, ...]:
    """Where each issue that `after` no longer has may have gone, by its name and definition.

    A kept issue that resembles it most has taken it in; so has an added one that two of them resemble most.
    """
    added = [issue for code, issue in after.items() if code not in before]
    found: list[Proposal] = []
    for code, issue in before.items():
        if code not in after:
            found += _split(issue, added) or [_successor(issue, after, before)]
    shared = Counter(each.target for each in found if each.kind in ("same", "rename"))
    return tuple(replace(each, kind="merge") if shared[each.target] > 1 else each for each in found)


def likeness(one: Issue, other: Issue) -> float:
    """0 to 1: the Jaccard index of character pairs, of definitions, or of names and definitions together."""
    definitions = jaccard(bigrams(one.definition), bigrams(other.definition))
    names = 1.0 if one.name == other.name else jaccard(bigrams(one.name), bigrams(other.name))
    return max(definitions, (names + definitions) / 2)


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """The Jaccard index of two sets; 0 where both are empty."""
    one, other = frozenset(one), frozenset(other)
    return len(one & other) / (len(one | other) or 1)


def _table(before: Mapping[str, Any], after: Mapping[str, Any], issues: Mapping[str, Issue]) -> TableDiff:
    def named(row: Any) -> Named:
        own = getattr(row, "name", None) or (issues[row.code].name if row.code in issues else "")
        return Named(row.code, own)

    changes = [
        Change(code, named(row).name, field.name, _text(old), _text(new))
        for code, row in before.items()
        if code in after
        for field in fields(row)
        if (old := getattr(row, field.name)) != (new := getattr(after[code], field.name))
    ]
    return TableDiff(
        added=tuple(named(row) for code, row in after.items() if code not in before),
        removed=tuple(named(row) for code, row in before.items() if code not in after),
        renamed=tuple(change for change in changes if change.field == "name"),
        changed=tuple(change for change in changes if change.field != "name"),
    )


def _text(value: object) -> str:
    return "|".join(value) if isinstance(value, tuple) else str(value)


def _split(issue: Issue, added: Sequence[Issue]) -> list[Proposal]:
    """The added issues that are pieces of one that is gone; none, unless they are more than the largest."""
    whole = bigrams(issue.definition)
    pieces: list[tuple[Issue, frozenset[str]]] = []
    for other in added:
        own = bigrams(other.definition)
        if own and len(own & whole) >= _PIECE * len(own):
            pieces.append((other, own & whole))
    if len(pieces) < 2:
        return []
    together = frozenset[str]().union(*(part for _, part in pieces))
    if len(together) - max(len(part) for _, part in pieces) < _GAIN * len(whole):
        return []
    return [_proposal(issue, other, "split", len(part) / len(whole)) for other, part in pieces]


def _successor(issue: Issue, after: Mapping[str, Issue], before: Mapping[str, Issue]) -> Proposal:
    scored = [(likeness(issue, other), code not in before, code) for code, other in after.items()]
    score, new, code = max(scored)
    if score < _LIKE:
        return Proposal(issue.code, issue.name, "", "", "retire", round(score, 3))
    other = after[code]
    if not new:
        return _proposal(issue, other, "merge", score)
    return _proposal(issue, other, "same" if issue.name == other.name else "rename", score)


def _proposal(issue: Issue, other: Issue, kind: Kind, score: float) -> Proposal:
    return Proposal(issue.code, issue.name, other.code, other.name, kind, round(score, 3))
