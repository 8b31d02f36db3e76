"""The demonstration: catalogue and demo city in the graph, the sample reports handled and kept."""

import csv
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from dispatch.intake import Handled, Incoming
from dispatch.setup import Office
from graph.knowledge import DATASET, load_knowledge
from graph.load import load_directory
from graph.migrations import migrate
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.clock import now
from liandong.errors import DataError

SOURCE = "demo"
Progress = Callable[[str, int], None]


def prepare(store: Store, *, catalogue: Catalogue, city: Path, vault: Vault, progress: Progress) -> list[str]:
    """Migrate, and load the catalogue and the city where the graph does not hold these versions yet.

    Returns:
        What was done, for a person.

    Raises:
        DataError: rows of the city were rejected.
    """
    queries = Queries.load()
    done = [f"schema {migration.code}" for migration in migrate(store, queries)]
    held = {row.code: row.version for row in store.rows(queries["system.datasets"])}
    if held.get(DATASET) != catalogue.version:
        load_knowledge(store, queries, catalogue, vault=vault)
        done.append(f"catalogue {catalogue.version}")
    version = city_version(city)
    if held.get("city") != version:
        report = load_directory(store, city, vault=vault, progress=progress)
        if report.rejects_file:
            raise DataError(
                f"Rows of the demo city were rejected 演示城市有未导入的行: {report.rejects_file}"
            )
        store.rows(queries["system.record_dataset"], code="city", version=version, loaded_at=now())
        done.append(f"city {version}: {sum(report.loaded.values())} rows")
    return done


def handle_samples(office: Office, samples: Path) -> list[Handled]:
    """Handle the sample reports, and keep those that are not kept yet.

    Those that are kept count from when they came, so that a second demonstration shows the same limits.
    """
    arrived = now()
    with samples.open(encoding="utf-8", newline="") as file:
        reports = [Incoming(SOURCE, row["id"], row["text"], arrived) for row in csv.DictReader(file)]
    kept = office.ledger.received([report.code for report in reports])
    handled = office.desk.handle([replace(r, received=kept.get(r.code, arrived)) for r in reports])
    office.ledger.ensure_source(SOURCE, "演示诉求")
    office.ledger.keep([h for h in handled if h.incoming.code not in kept])
    return handled


def city_version(city: Path) -> str:
    """A short hash of a city directory: its files' names and content."""
    digest = hashlib.sha256()
    for path in sorted(city.glob("*")):
        if path.name != "rejects.csv":
            digest.update(path.name.encode() + b"\0")
            with path.open("rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
    return digest.hexdigest()[:12]
