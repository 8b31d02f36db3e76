"""One corpus of query cases: what each query answers on a small city, the same wherever it runs.

`cases/<query>.json` is a list of cases:

    name        what the case shows
    fixture     what the database holds: template or label → lines as in an import file, the header first;
                or the name of a file in `cases/fixtures/`; or a list of both
    params      of the call; dates and times as text
    rows        the answer; in any order where the query does not order it
    any_order   names of lists, in columns or deeper, that the query does not order
    then        calls after it, each `query`, `params`, `rows`: what a writing query changed
"""

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from neo4j.spatial import WGS84Point

from graph.load.convert import Converter, Item
from graph.load.writing import NodeWriter, RelWriter
from graph.queries import Queries, Query
from graph.schema import SCHEMA, Template
from graph.store import Store
from tests.graph.loading import VAULT

CASES = Path(__file__).with_name("cases")
Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """(query name, case) of every file."""
    for path in sorted(CASES.glob("*.json")):
        for case in json.loads(path.read_text(encoding="utf-8")):
            yield path.stem, case


@pytest.fixture
def bare_store(empty_store: Store) -> Store:
    """A database without a single node; constraints and indexes are there."""
    empty_store.execute("MATCH (n) DETACH DELETE n", writes=True)
    return empty_store


@pytest.mark.parametrize(("name", "case"), [pytest.param(*c, id=f"{c[0]}: {c[1]['name']}") for c in cases()])
def test_case(bare_store: Store, queries: Queries, name: str, case: Case) -> None:
    for template, lines in tables(case.get("fixture", {})):
        put(bare_store, template, lines)

    assert answer(bare_store, queries[name], case) == expected(queries[name], case)

    for call in case.get("then", ()):
        query = queries[call["query"]]
        assert answer(bare_store, query, call) == expected(query, call), call["query"]


def answer(store: Store, query: Query, call: Case) -> list[Any]:
    """The rows of a call as JSON has them; each value is of the type that the header declares."""
    rows = store.rows(query, **arguments(query, call.get("params", {})))
    for row in rows:
        for column in query.returns:
            value = getattr(row, column.name)
            assert column.accepts(value), f"{column.name} should be {column.type}, is {value!r}"
    return arranged(query, call, [plain(asdict(row)) for row in rows])


def expected(query: Query, call: Case) -> list[Any]:
    """The rows that a case states."""
    return arranged(query, call, call["rows"])


def arguments(query: Query, params: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of the types that the header declares."""
    read = {"date": date.fromisoformat, "datetime": datetime.fromisoformat}
    kinds = {field.name: field.type for field in query.params}
    return {name: read.get(kinds.get(name, ""), lambda v: v)(value) for name, value in params.items()}


def arranged(query: Query, call: Case, rows: list[Any]) -> list[Any]:
    """Rows, and the lists in them, in an order that does not depend on chance."""
    rows = [in_order_of(row, call.get("any_order", ())) for row in rows]
    ordered = re.search(r"^ORDER BY", re.split(r"^RETURN", query.text, flags=re.MULTILINE)[-1], re.MULTILINE)
    return rows if ordered else in_order(rows)


def in_order_of(value: Any, names: Sequence[str]) -> Any:
    """A value with the lists under these names in order, however deep they are."""
    if isinstance(value, list):
        return [in_order_of(item, names) for item in value]
    if isinstance(value, dict):
        inner = {key: in_order_of(item, names) for key, item in value.items()}
        return {k: in_order(v) if k in names and v is not None else v for k, v in inner.items()}
    return value


def in_order(items: list[Any]) -> list[Any]:
    return sorted(items, key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))


def plain(value: Any) -> Any:
    """A value as JSON writes it."""
    if isinstance(value, WGS84Point):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value


def tables(fixture: Any) -> Iterator[tuple[Template, list[str]]]:
    """(template, lines) of a fixture and of those that it names."""
    if isinstance(fixture, str):
        path = CASES / "fixtures" / f"{fixture}.json"
        yield from tables(json.loads(path.read_text(encoding="utf-8")))
    elif isinstance(fixture, list):
        for part in fixture:
            yield from tables(part)
    else:
        for name, lines in fixture.items():
            yield template_of(name), lines


def template_of(name: str) -> Template:
    """The import template of a name; for what only the program writes, one made in the same way."""
    if name in SCHEMA.templates:
        return SCHEMA.templates[name]
    if name in SCHEMA.nodes:
        return Template(name, SCHEMA.props(name), node=SCHEMA.node(name), refs=SCHEMA.refs(name))
    source, target = name.split("_")[0], name.split("_")[-1]
    rel = SCHEMA.rels[name.removeprefix(f"{source}_").removesuffix(f"_{target}")]
    end = next(end for end in rel.ends if (end.source, end.target) == (source, target))
    return Template(name, rel.props, rel=(rel.type, end))


def put(store: Store, template: Template, lines: list[str]) -> None:
    """Write a table; every row has to fit."""
    converter = Converter(template, VAULT)
    writer = NodeWriter(store, template) if template.node else RelWriter(store, template)
    for line, record in enumerate(csv.DictReader(lines), 2):
        item = converter.convert(line, record)
        assert isinstance(item, Item), f"{template.name} line {line}: {item}"
        assert not (refused := writer.write([item])), f"{template.name} line {line}: {refused}"
