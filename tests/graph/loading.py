"""What the tests of loading share: folders of import files, and the database as a value."""

import csv
from pathlib import Path
from typing import Any

from graph.load import LoadReport, load_directory
from graph.store import Store
from graph.vault import Vault

VAULT = Vault(bytes(range(64)))


def write(folder: Path, files: dict[str, str | list[str]]) -> Path:
    """A folder with import files: the text of each, or its lines."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else "".join(f"{line}\n" for line in content)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


def load(store: Store, folder: Path) -> LoadReport:
    """Load a folder; rows are loaded or rejected, and a rejects file is there when rows were rejected."""
    report = load_directory(store, folder, vault=VAULT)
    for name, rows in report.rows.items():
        assert rows == report.loaded.get(name, 0) + report.rejected.get(name, 0), name
    assert (report.rejects_file is not None) == (folder / "rejects.csv").exists()
    return report


def rejects(folder: Path) -> list[tuple[str, int, str, str]]:
    """(file, line, field, reason) of `rejects.csv`, in the order of file and line."""
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["file", "line", "field", "reason"]
    return sorted((name, int(line), column, reason) for name, line, column, reason in rows)


def where(folder: Path) -> list[tuple[str, int, str]]:
    """(file, line, field) of `rejects.csv`."""
    return [row[:3] for row in rejects(folder)]


def dump(store: Store) -> tuple[list[Any], list[Any]]:
    """Every node and every relationship of the database, without the migrations."""
    nodes = store.execute(
        "MATCH (n) WHERE NOT n:Migration RETURN labels(n) AS labels, properties(n) AS props"
    )
    rels = store.execute(
        "MATCH (a)-[r]->(b) RETURN labels(a) AS source_labels, a.code AS source, type(r) AS type, "
        "properties(r) AS props, labels(b) AS target_labels, b.code AS target"
    )
    return sorted(map(_plain, nodes)), sorted(map(_plain, rels))


def codes(store: Store, label: str) -> list[str]:
    """The codes of a label, sorted."""
    return [row["code"] for row in store.execute(f"MATCH (n:{label}) RETURN n.code AS code ORDER BY code")]


def _plain(row: dict[str, Any]) -> str:
    """A row as text that does not depend on the order of labels and keys."""
    values = ((key, sorted(value) if isinstance(value, list) else value) for key, value in row.items())
    return repr([(key, sorted(value.items()) if key == "props" else value) for key, value in values])
