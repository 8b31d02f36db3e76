"""What the offline importer makes of an export is what a driver loads: the same graph, the same answers."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dispatch.calendar import WorkingCalendar
from dispatch.demo import city_version, prepare
from dispatch.router import Request, Router
from graph.connect import open_store
from graph.export import export_city
from graph.load import load_directory
from graph.migrations import migrate, require_current
from graph.queries import Queries, Query
from graph.schema import SCHEMA
from graph.schema.generate import constraints, indexes
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.clock import CHINA
from liandong.errors import ConstraintError, SchemaVersionError
from liandong.paths import shipped
from liandong.settings import Settings
from tests.conftest import KEY, wipe
from tests.graph.loading import dump, write
from tests.neo4j_server import admin_script, neo4j_server

AT = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
CATALOGUE = Catalogue.load(shipped("data"))
ODD = {
    "Area.csv": ["code,name,level,parent", "A1,苏州市,city,", 'A2,"两\n行, ""引号""",district,A1'],
    "Grid.csv": [
        "code,name,level,boundary,lon,lat,parent,area",
        'G1,反斜\\杠,1,"POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))",120.1234567890123,1e-7,,A2',
        "G2,'单引号';|,2,,-0.1,0.30000000000000004,G1,",
    ],
    "Road.jsonl": [
        json.dumps({"code": "R1", "name": "siv1:", "aliases": ['a";b', "c|d", "e\\f", "g,h", "两\n行", '"']}),
        json.dumps({"code": "R2", "name": "\t右\r左\t", "aliases": ["独"]}),
        json.dumps({"code": "true", "name": "1", "aliases": []}),
    ],
    "Camera.csv": [
        "code,name,installed,bearing,angle,radius,grid,kind",
        "C1,,2024-02-29,0.1,359.99999999999994,1,G2,0101",
        "C2,𠮷字,,,,1e3,G2,0102",
    ],
    "Component.csv": ["code,name,grid,kind", "C3,=1+1,G2,0101"],
    "GridWorker.csv": ["code,name,phone", "W1,张某,13800000000"],
    "Building.csv": ["code,name,floors,built,grid", "B1,一号,200,1000,G2"],
    "Subsidy.csv": ["code,name,amount,year", "S1,补,9007199254740991,2026"],
    "Issue.csv": ["code,name,definition,keywords,limit,limit_unit,urgency,sensitive,retired_on,type",
                  "010101,改名,城市自己的说法,一|二,3,hours,normal,是,2025-12-31,0101"],
    "Address.csv": ["code,name,grid", "D1,门,G2"],
    "Source.csv": ["code,name", "s1,来源"],
    "Address_FROM_Source.csv": ["from,to,record,seen_at", "D1,s1,0012,2026-01-01T00:00:00.5Z"],
    "Address_SAME_AS_Address.csv": ["from,to,score", "D1,D1,0.1"],
}  # fmt: skip
"""What is awkward in a CSV file, or loses digits when it is read as a type too small."""

ARGUMENTS: dict[str, Any] = {
    "limit": 100,
    "issue": "010101",
    "grid": "320508021030303",
    "area": "320508021030",
    "codes": ["320508021030303", "320508021030", "nowhere"],
    "areas": ["320508021030", "320508021017"],
    "issues": sorted(CATALOGUE.issues)[:50],
    "components": ["3205080128000013", "3205080101000011", "3205080101000020"],
    "places": ["320508021030303", "320508021017"],
    "household": "320508021017H00001",
    "component": "3205080128000013",
}
"""Parameters by name, of the demo city; a query that takes others is asked by its cases only."""


@dataclass(frozen=True, slots=True)
class Twin:
    """One server that was filled in two ways, one after the other, and what it answered each time."""

    imported: Any
    loaded: Any


@contextmanager
def imported(folder: Path, work: Path) -> Iterator[Store]:
    """A server of its own on a store that the importer made of a folder, not yet migrated."""
    out, home = work / "out", work / "home"
    key = partial(Vault, KEY)
    versions = {"catalogue": CATALOGUE.version, "city": city_version(folder)}
    report = export_city(folder, out, catalogue=CATALOGUE, datasets=versions, at=AT, vault=key, workers=2)
    assert not report.rejects_file
    done = subprocess.run(
        ["sh", out / "import.sh", "neo4j"], env={"PATH": os.defpath, "NEO4J_ADMIN": str(admin_script(home))},
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    with neo4j_server(home) as address:
        environment = {name.lower(): value for name, value in address.environment().items()}
        with open_store(Settings(home=work, **environment, _env_file=None)) as store:
            yield store


def graph_of(store: Store) -> dict[str, Any]:
    """All of it as a value; when it was loaded is another time."""
    store.execute("MATCH (d:Dataset) SET d.loaded_at = null", writes=True)
    nodes, rels = dump(store)
    return {"nodes": nodes, "rels": rels}


def twin(folder: Path, work: Path, queries: Queries, ask: Callable[[Store], dict[str, Any]]) -> Twin:
    """What a folder's graph answers after an import, and after a load into the same server."""
    with imported(folder, work) as store:
        migrate(store, queries)
        first = ask(store)
        wipe(store, queries)
        prepare(store, catalogue=CATALOGUE, city=folder, vault=Vault(KEY), progress=lambda _name, _rows: None)
        return Twin(first, ask(store))


@pytest.fixture(scope="module")
def demo(demo_city: Path, tmp_path_factory: pytest.TempPathFactory, queries: Queries) -> Twin:
    return twin(demo_city, tmp_path_factory.mktemp("demo"), queries, partial(answers, queries=queries))


def answers(store: Store, *, queries: Queries) -> dict[str, Any]:
    """The graph, what the named queries say of it, and a plan for every issue at some grids."""
    asked = {query.name: arguments(query) for query in queries if not query.writes}
    found = {name: store.rows(queries[name], **given) for name, given in asked.items() if given is not None}
    return {
        "counts": found.pop("system.counts"),
        "migrations": len(found.pop("system.migrations")),
        "datasets": [(row.code, row.version) for row in found.pop("system.datasets")],
        "queries": {name: list(map(asdict, rows)) for name, rows in found.items()},
        "plans": plans(store, queries),
        **graph_of(store),
    }


def arguments(query: Query) -> dict[str, Any] | None:
    names = [field.name for field in query.params]
    return {name: ARGUMENTS[name] for name in names} if ARGUMENTS.keys() >= set(names) else None


def settled(value: Any) -> Any:
    """A value whose lists have an order that does not depend on chance."""
    if isinstance(value, dict):
        return {key: settled(item) for key, item in value.items()}
    return sorted(map(settled, value), key=repr) if isinstance(value, list) else value


def plans(store: Store, queries: Queries) -> list[dict[str, Any]]:
    router = Router(store, queries, WorkingCalendar.load(shipped("data") / "working_time.json"))
    grids = [row.code for row in store.rows(queries["territory.base_grids"])]
    places = [grids[0], grids[len(grids) // 2], grids[-1]]
    requests = [Request(issue, grid, None, AT) for grid in places for issue in CATALOGUE.issues]
    batches = (requests[at : at + 200] for at in range(0, len(requests), 200))
    return [plan.to_json() for batch in batches for plan in router.plan_all(batch)]


def test_every_node_and_relationship_is_the_same(demo: Twin) -> None:
    assert len(demo.imported["nodes"]) > 20_000
    assert len(demo.imported["rels"]) > 50_000
    assert demo.imported["counts"] == demo.loaded["counts"]
    assert demo.imported["nodes"] == demo.loaded["nodes"]
    assert demo.imported["rels"] == demo.loaded["rels"]


def test_the_named_queries_answer_the_same(demo: Twin) -> None:
    asked = demo.imported["queries"].keys()
    assert asked >= {"route.plan", "route.component", "places.names", "territory.parents"}
    for name, rows in demo.imported["queries"].items():
        assert settled(rows) == settled(demo.loaded["queries"][name]), name


def test_every_issue_is_routed_the_same(demo: Twin) -> None:
    assert len(demo.imported["plans"]) == 3 * 645
    assert sum(plan["lead"] is not None for plan in demo.imported["plans"]) > 1_500
    for imported_plan, loaded_plan in zip(demo.imported["plans"], demo.loaded["plans"], strict=True):
        assert imported_plan == loaded_plan


def test_what_was_loaded_is_on_record(demo: Twin, demo_city: Path) -> None:
    held = [("catalogue", CATALOGUE.version), ("city", city_version(demo_city))]

    assert demo.imported["datasets"] == demo.loaded["datasets"] == held


def test_awkward_values_come_through(tmp_path: Path, queries: Queries) -> None:
    folder = write(tmp_path / "odd", ODD)

    odd = twin(folder, tmp_path, queries, graph_of)

    assert "两" in str(odd.imported)
    assert odd.imported["nodes"] == odd.loaded["nodes"]
    assert odd.imported["rels"] == odd.loaded["rels"]


def test_the_program_opens_it_once_it_is_migrated(tmp_path: Path, queries: Queries) -> None:
    folder = write(tmp_path / "small", {"Skill.csv": ["code,name", "K1,调解"]})

    with imported(folder, tmp_path) as store:
        with pytest.raises(SchemaVersionError, match="db migrate"):
            require_current(store, queries)
        for statement in (tmp_path / "out" / "schema.cypher").read_text(encoding="utf-8").split(";\n"):
            store.schema(statement) if statement else None

        require_current(store, queries)
        assert migrate(store, queries) == []
        made = {row["name"] for row in store.execute("SHOW INDEXES YIELD name RETURN name")}
        assert {name_of(statement) for statement in (*constraints(SCHEMA), *indexes(SCHEMA))} <= made
        with pytest.raises(ConstraintError):
            store.execute("CREATE (:Skill {code: 'K1'})", writes=True)
        again = load_directory(store, folder, vault=Vault(KEY))
        assert (again.loaded["Skill"], again.rejects_file) == (1, None)


def name_of(statement: str) -> str:
    return statement.partition(" IF NOT EXISTS ")[0].split()[-1]
