"""Putting the parts together: what a process that handles reports needs, from a store and shipped data."""

from dataclasses import dataclass
from pathlib import Path

from dispatch.calendar import WorkingCalendar
from dispatch.intake import Desk
from dispatch.ledger import Ledger
from dispatch.router import Router
from dispatch.territory import Territory
from graph.migrations import require_current
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.errors import NotFoundError
from nlp.phrases import by_issue, read_phrases, split
from nlp.reader import Reader
from nlp.readings import PlaceName


@dataclass(frozen=True, slots=True)
class Office:
    """A desk with its ledger, over one store."""

    desk: Desk
    ledger: Ledger
    store: Store
    queries: Queries


def open_office(store: Store, *, data: Path, vault: Vault) -> Office:
    """Read what the city and the catalogue know, and be ready for reports.

    Raises:
        SchemaVersionError: the graph is newer or older than the program.
        NotFoundError: the graph holds no city.
    """
    queries = Queries.load()
    require_current(store, queries)
    territory = Territory.load(store, queries)
    names = [
        PlaceName(row.text, row.label, row.code, tuple(row.grids))
        for row in store.rows(queries["places.names"])
    ]
    if not names:
        raise NotFoundError(
            "The graph holds no city yet 数据库中还没有城市数据",
            hint="`liandong demo --no-serve` builds and loads one; `liandong load DIR` loads yours.",
        )
    training, _ = split(read_phrases(data / "phrases"))
    reader = Reader.build(Catalogue.load(data), names, said=by_issue(training))
    router = Router(store, queries, WorkingCalendar.load(data / "working_time.json"))
    desk = Desk(store, queries, reader=reader, router=router, territory=territory)
    return Office(desk, Ledger(store, vault, territory), store, queries)
