"""What the tests share: one database, in two states.

`city_store` is a database that holds the demo city; tests may add to it, under codes of their own.
`empty_store` is the same database, wiped and migrated. Tests that use the city run first, so that it is
loaded once whatever the engine.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from city.build import build_city
from dispatch.demo import prepare
from dispatch.setup import Office, open_office
from graph.connect import open_store
from graph.migrations import migrate
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue, Finding, lint
from liandong.catalogue.model import TABLES
from liandong.paths import shipped
from liandong.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
KEY = bytes(range(64))

hypothesis.settings.register_profile("unhurried", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("unhurried")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: "empty_store" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def eval_data() -> Path:
    folder = os.environ.get("LIANDONG_EVAL_DATA", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("LIANDONG_EVAL_DATA names no folder: the evaluation data is not here")
    return Path(folder)


def copy_data(target: Path) -> Path:
    """A copy of the shipped data that a test may spoil."""
    for table in TABLES:
        (target / table.file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped("data") / table.file, target / table.file)
    return target


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return copy_data(tmp_path / "data")


@pytest.fixture
def edit(data: Path) -> Callable[[str, str, str], None]:
    """Replaces the first of what a file holds by something else."""

    def replace(file: str, old: str, new: str) -> None:
        text = (data / file).read_text("utf-8")
        assert old in text
        (data / file).write_text(text.replace(old, new, 1), "utf-8")

    return replace


@pytest.fixture
def breaking(data: Path, edit: Callable[[str, str, str], None]) -> Callable[[str, str, str], list[Finding]]:
    """What the lint says after the first of what a file holds was replaced by something else."""

    def lint_after(file: str, old: str, new: str) -> list[Finding]:
        edit(file, old, new)
        return lint(data)

    return lint_after


def told(findings: list[Finding], rule: str) -> bool:
    """Whether a rule was broken, and every finding of it says where, what, and how to mend it."""
    found = [finding for finding in findings if finding.rule == rule]
    return bool(found) and all(finding.line and finding.message and finding.mend for finding in found)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    home = tmp_path_factory.mktemp("home")
    return Settings(home=home, heap="1g", _env_file=None)


@pytest.fixture(scope="session")
def queries() -> Queries:
    return Queries.load()


@pytest.fixture(scope="session")
def vault() -> Vault:
    return Vault(KEY)


@pytest.fixture(scope="session")
def database(settings: Settings) -> Iterator[Store]:
    with open_store(settings) as store:
        yield store


def wipe(store: Store, queries: Queries) -> None:
    while store.rows(queries["system.wipe"], limit=10_000)[0].deleted:
        pass


@pytest.fixture
def empty_store(database: Store, queries: Queries) -> Store:
    wipe(database, queries)
    migrate(database, queries)
    return database


@pytest.fixture(scope="session")
def environment(settings: Settings) -> dict[str, str]:
    """What a child process needs to work on the same database with the same key."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LIANDONG_")}
    return {
        **inherited,
        "LIANDONG_HOME": str(settings.home),
        "LIANDONG_SECRET_KEY": KEY.hex(),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "PYTHONWARNINGS": "error",
        "COLUMNS": "200",
    }


@pytest.fixture(scope="session")
def demo_city(settings: Settings) -> Path:
    """The demo city's files, where `liandong demo` has them."""
    folder = settings.home / "city-demo"
    build_city(folder, scale="demo", seed=1)
    return folder


@pytest.fixture(scope="session")
def city_store(database: Store, queries: Queries, vault: Vault, demo_city: Path) -> Store:
    """The database with the demo city. It is gone once a test has asked for `empty_store`."""
    wipe(database, queries)
    catalogue = Catalogue.load(shipped("data"))
    prepare(database, catalogue=catalogue, city=demo_city, vault=vault, progress=lambda _name, _rows: None)
    return database


@pytest.fixture(scope="session")
def office(city_store: Store, vault: Vault) -> Office:
    """A desk and a ledger over the demo city."""
    return open_office(city_store, data=shipped("data"), vault=vault)
