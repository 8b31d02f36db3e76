"""Loading under strain: two at once, interrupted, and larger than what is held in memory."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from graph.load import load_directory, loader, seen
from graph.load.convert import Item
from graph.load.seen import Seen
from graph.load.writing import NodeWriter
from graph.schema import SCHEMA
from graph.store import Store
from liandong.settings import Settings
from tests.graph.loading import VAULT, codes, dump, load, rejects, write

ROOT = Path(__file__).resolve().parents[2]


def city(size: int) -> dict[str, str | list[str]]:
    """Import files with as many addresses, each in a grid and from a source."""
    return {
        "Grid.csv": ["code,name,level", *(f"G{number},grid{number},3" for number in range(10))],
        "Source.csv": ["code,name", "S1,police", "S2,post"],
        "Address.csv": [
            "code,name,door,grid",
            *(f"A{number},address{number},{number},G{number % 10}" for number in range(size)),
        ],
        "Address_FROM_Source.csv": [
            "from,to,record",
            *(f"A{number},S{number % 2 + 1},{number}" for number in range(size)),
        ],
    }


def count(store: Store) -> dict[str, int]:
    """Addresses, and relationships of each type."""
    ((row),) = store.execute("MATCH (a:Address) RETURN count(a) AS n")
    rels = store.execute("MATCH (:Address)-[r]->() RETURN type(r) AS type, count(r) AS n")
    return {"Address": row["n"], **{rel["type"]: rel["n"] for rel in rels}}


# Two at once


def test_two_loaders_at_once_write_everything_once(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "BATCH", 250)
    folders = [write(tmp_path / name, city(2_000)) for name in ("first", "second")]
    together = threading.Barrier(2)

    def load_it(folder: Path) -> int:
        together.wait()
        return sum(load(empty_store, folder).loaded.values())

    with ThreadPoolExecutor(2) as pool:
        loaded = list(pool.map(load_it, folders))

    assert loaded == [4_012, 4_012]
    assert count(empty_store) == {"Address": 2_000, "LOCATED_IN": 2_000, "FROM": 2_000}
    both = dump(empty_store)
    load(empty_store, folders[0])
    assert dump(empty_store) == both


def test_rows_that_another_loader_writes_just_before_are_updated(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = SCHEMA.templates["Skill"]
    first, second = NodeWriter(empty_store, template), NodeWriter(empty_store, template)
    look = second._known

    def look_and_be_overtaken(batch: Sequence[Item]) -> Mapping[str, frozenset[str]]:
        known = look(batch)
        first.write([Item(0, item.code, {"name": "overtaken"}, {}) for item in batch])
        return known

    monkeypatch.setattr(second, "_known", look_and_be_overtaken)
    first.write([Item(0, "1", {"name": "first"}, {})])

    refused = [second.write([Item(0, code, {"name": "last"}, {})]) for code in ("1", "2", "3")]

    assert refused == [[], [], []]
    found = empty_store.execute("MATCH (s:Skill) RETURN s.code AS code, s.name AS name ORDER BY code")
    assert found == [{"code": code, "name": "last"} for code in ("1", "2", "3")]


def test_two_loaders_of_different_parts_both_succeed(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loader, "BATCH", 100)
    folders = [
        write(tmp_path / part, {"Skill.csv": ["code,name", *(f"{part}{n},{n}" for n in range(1_000))]})
        for part in ("a", "b")
    ]

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda folder: load(empty_store, folder), folders))

    assert len(codes(empty_store, "Skill")) == 2_000


# Interrupted

LOADER = """
import json, sys
from pathlib import Path
from graph.connect import open_store
from graph.load import load_directory
from graph.vault import Vault
from liandong.settings import Settings

def progress(name, rows):
    print(json.dumps([name, rows]), flush=True)

with open_store(Settings(home=Path(sys.argv[1]), _env_file=None)) as store:
    load_directory(store, Path(sys.argv[2]), vault=Vault(bytes(range(64))), progress=progress)
"""


@pytest.mark.parametrize("template", ["Address", "Address_FROM_Source"])
def test_a_load_that_was_killed_is_completed_by_loading_again(
    empty_store: Store, settings: Settings, tmp_path: Path, template: str
) -> None:
    size = 12_000
    write(tmp_path, city(size))
    with subprocess.Popen(
        [sys.executable, "-c", LOADER, str(settings.home), str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            if json.loads(line)[0] == template:
                break
        child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    halfway = count(empty_store)
    assert halfway["Address"] > 0
    assert halfway.get("FROM", 0) < size

    report = load(empty_store, tmp_path)

    assert sum(report.rejected.values()) == 0
    assert count(empty_store) == {"Address": size, "LOCATED_IN": size, "FROM": size}


# Larger than memory


def test_memory_does_not_grow_with_the_file(empty_store: Store, tmp_path: Path) -> None:
    size = 200_000
    codes = (f"W3205080210{number:012},full_time" for number in range(size))
    write(tmp_path, {"GridWorker.csv": ["code,employment", *codes]})
    process, used = psutil.Process(), []

    def progress(_name: str, _rows: int) -> None:
        used.append(process.memory_info().rss)

    report = load_directory(empty_store, tmp_path, vault=VAULT, progress=progress)

    assert report.loaded["GridWorker"] == size
    quarter = len(used) // 4
    assert quarter >= 10
    growth = max(used[-quarter:]) - max(used[:quarter])
    assert growth < 8 << 20, f"{growth} bytes more in the last quarter than in the first"


def test_a_duplicate_is_found_however_far_away(
    empty_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seen, "_RECENT", 50)
    lines = [f"W{number},full_time" for number in range(1_000)]
    write(tmp_path, {"GridWorker.csv": ["code,employment", *lines, "W0,part_time", "W999,part_time"]})

    report = load(empty_store, tmp_path)

    assert report.loaded["GridWorker"] == 1_000
    assert rejects(tmp_path) == [
        ("GridWorker.csv", 1_002, "code", "duplicate key 主键重复: W0"),
        ("GridWorker.csv", 1_003, "code", "duplicate key 主键重复: W999"),
    ]


@given(st.lists(st.text(max_size=3), max_size=60), st.integers(1, 8))
@hypothesis_settings(deadline=None)
def test_a_key_is_new_exactly_once(keys: list[str], recent: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seen, "_RECENT", recent)
        met = Seen()

        new = [key for key in keys if met.add(key)]

    assert new == list(dict.fromkeys(keys))
