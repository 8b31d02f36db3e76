"""A new version of the catalogue in the graph: what it lacks stays, retired, with its successors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.knowledge import DATASET, load_knowledge
from graph.migrations import require_current
from graph.queries import Queries, Row
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue, Finding
from liandong.catalogue.succession import Move, check_map


@dataclass(frozen=True, slots=True)
class Succession:
    """What a migration did. All is 0 where it had been done before."""

    version: str
    """Of the catalogue that the graph now has."""
    changed: bool
    retired: int
    """Issues that became retired."""
    replaced: int
    """Successors newly on record."""
    revived: int
    """Issues, once retired, that the new catalogue has again."""


def known_issues(store: Store, queries: Queries) -> dict[str, Row]:
    """The graph's issues by code: `retired_on`, `reason`, and `into`, what replaces them.

    Raises:
        SchemaVersionError: the graph is not migrated.
    """
    require_current(store, queries)
    return {row.code: row for row in store.rows(queries["catalogue.issues"])}


def check(
    moves: Sequence[Move], file: str, *, known: Mapping[str, Row], catalogue: Catalogue
) -> list[Finding]:
    """Everything for which a map cannot be applied to the graph; none if it can."""
    live = {code: row.retired_on is None for code, row in known.items()}
    return check_map(moves, file, known=live, new=catalogue.issues)


def migrate_catalogue(
    store: Store, queries: Queries, catalogue: Catalogue, moves: Sequence[Move], *, vault: Vault, today: date
) -> Succession:
    """Load a catalogue and retire what it no longer has, by a map that `check` found nothing against.

    Reports keep their class. The duties of retired issues are dropped, so nothing new is routed to them. Run
    again, it changes nothing; run again after a break between loading and retiring, it does the rest.
    """
    known = known_issues(store, queries)
    gone = _by_source(moves)
    pending = [each for each in gone if _differs(each, known[each["code"]])]
    back = [code for code in catalogue.issues if code in known and _was_retired(known[code])]
    versions = {row.code: row.version for row in store.rows(queries["system.datasets"])}
    if versions.get(DATASET) == catalogue.version and not pending and not back:
        return Succession(catalogue.version, changed=False, retired=0, replaced=0, revived=0)
    load_knowledge(store, queries, catalogue, vault=vault)
    store.execute_all(
        [
            (queries["catalogue.revive"].text, {"codes": back}),
            (queries["catalogue.retire"].text, {"gone": pending, "today": today}),
            (queries["catalogue.replace"].text, {"gone": pending}),
        ]
    )
    return Succession(
        version=catalogue.version,
        changed=True,
        retired=sum(known[each["code"]].retired_on is None for each in pending),
        replaced=sum(len(each["into"]) for each in pending),
        revived=len(back),
    )


def _by_source(moves: Sequence[Move]) -> list[dict[str, Any]]:
    """The retired issues with their reasons and successors, as the queries take them."""
    gone: dict[str, dict[str, Any]] = {}
    for move in moves:
        entry = gone.setdefault(move.source, {"code": move.source, "reason": move.reason, "into": []})
        if move.target:
            entry["into"].append({"code": move.target, "kind": move.kind, "reason": move.reason})
    return list(gone.values())


def _differs(wanted: Mapping[str, Any], row: Row) -> bool:
    """Whether the graph says otherwise than the map."""
    into = sorted(wanted["into"], key=lambda each: str(each["code"]))
    return row.retired_on is None or (row.reason or "") != wanted["reason"] or list(row.into) != into


def _was_retired(row: Row) -> bool:
    return row.retired_on is not None or bool(row.into)
