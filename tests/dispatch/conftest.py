from collections.abc import Iterator

import pytest

from dispatch.calendar import WorkingCalendar
from dispatch.router import Router
from graph.load import load_rows
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.paths import shipped
from tests.dispatch import hamlet as hand_made


@pytest.fixture(scope="session")
def calendar() -> WorkingCalendar:
    return WorkingCalendar.load(shipped("data") / "working_time.json")


@pytest.fixture(scope="session")
def router(city_store: Store, queries: Queries, calendar: WorkingCalendar) -> Router:
    return Router(city_store, queries, calendar)


@pytest.fixture(scope="module")
def hamlet(city_store: Store, vault: Vault) -> Iterator[None]:
    """A place made by hand beside the demo city, gone again when the module's tests are done."""
    load_rows(city_store, hand_made.TABLES, vault=vault)
    yield
    city_store.execute(
        "MATCH (n) WHERE n.code STARTS WITH $prefix DETACH DELETE n", {"prefix": "H-"}, writes=True
    )
