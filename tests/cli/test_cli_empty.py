"""The commands before there is a city, and the demonstration that makes one."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from graph.queries import Queries
from graph.store import Store
from liandong.clock import now
from tests.cli.conftest import Liandong, refused
from tests.conftest import wipe

LAMP = "十全街128号门口的路灯坏了"


@pytest.fixture
def blank_store(empty_store: Store, queries: Queries) -> Store:
    """Not even migrated."""
    wipe(empty_store, queries)
    return empty_store


@pytest.mark.usefixtures("empty_store")
@pytest.mark.parametrize("command", [("route", LAMP), ("ingest", "a.csv", "--text", "text")], ids=" ".join)
def test_without_a_city_it_says_how_to_get_one(
    liandong: Liandong, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "a.csv").write_text("text\n路灯坏了\n", encoding="utf-8")

    said = refused(liandong(*command, code=2))

    assert "liandong demo" in said
    assert "liandong load" in said


@pytest.mark.usefixtures("empty_store")
def test_without_a_catalogue_a_city_is_not_loaded(liandong: Liandong, tmp_path: Path) -> None:
    (tmp_path / "Area.csv").write_text("code,name,level\nA,甲,city\n", encoding="utf-8")

    assert "liandong catalogue load" in refused(liandong("load", tmp_path, code=2))


@pytest.mark.usefixtures("blank_store")
@pytest.mark.parametrize("command", [("route", LAMP), ("load", "."), ("catalogue", "load")], ids=" ".join)
def test_without_a_schema_it_says_how_to_make_it(
    liandong: Liandong, tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "Area.csv").write_text("code,name,level\nA,甲,city\n", encoding="utf-8")

    assert "liandong db migrate" in refused(liandong(*command, code=1))


@pytest.mark.usefixtures("blank_store")
def test_migrate_says_what_it_did(liandong: Liandong) -> None:
    first, second = liandong("db", "migrate"), liandong("db", "migrate")

    assert re.match(r"0001 ", first.out)
    assert "up to date" in second.out


def test_the_demonstration_from_nothing_and_again(
    liandong: Liandong, blank_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = liandong("demo", "--no-serve")
    later = now() + timedelta(hours=3)
    monkeypatch.setattr("dispatch.demo.now", lambda: later)
    second = liandong("demo", "--no-serve")

    counts = "MATCH (r:Report)<-[:ANSWERS]-(w:WorkOrder)-[:NEXT]->(:Step) RETURN count(*) AS orders"
    assert [word for word in ("schema 0001", "catalogue ", "city ") if word not in first.err] == []
    assert sum(int(rows) for rows in re.findall(r"(\d+) rows", first.err)) > 30_000
    assert second.err == ""
    assert blank_store.execute(counts) == [{"orders": 30}]
    assert "苏州市城市照明管理处" in first.out.replace("\n", "") or "照明" in first.out
    assert "13912345678" not in first.out + second.out
    assert "liandong route" in first.out
    assert first.out == second.out
