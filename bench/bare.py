"""What a person would write who has only the driver: rows in memory, UNWIND in batches, one session."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

import neo4j

from graph.load.convert import Converter, Item
from graph.load.files import find_sources, records
from graph.schema import SCHEMA, Template
from graph.vault import Vault
from liandong.tables import Record

Statement = tuple[str, Mapping[str, object]]

ELDERS = (
    "MATCH (r:Resident)-[:LIVES_IN]->(:Household)-[:LOCATED_IN]->(:Address)-[:LOCATED_IN]->(g:Grid) "
    "WHERE r.birth_year <= $born RETURN g.code, count(*)"
)
"""How many of the residents of each grid were born in a year or before it."""


def write(session: neo4j.Session, transactions: Sequence[Sequence[Statement]]) -> None:
    """Run the statements of each transaction."""
    for statements in transactions:
        with session.begin_transaction() as tx:
            for text, params in statements:
                tx.run(text, dict(params)).consume()
            tx.commit()


def transactions(folder: Path, vault: Vault, batch: int) -> Iterator[list[Statement]]:
    """The statements that write what a directory holds, a transaction per batch of rows, made when asked for.

    The values are those that the program writes, typed and sealed; only the work of making them is done
    beforehand.
    """
    return (
        list(_statements(source.template, items))
        for source in find_sources(folder)
        for items in _batches(_items(source.template, records(source), vault), batch)
    )


def plainly(statements: Iterable[Statement]) -> Iterator[Statement]:
    """The program's statements as they are without its shortcut: times travel as the driver's values."""
    for text, params in statements:
        lines = (line for line in text.splitlines() if "datetime(row.times." not in line)
        rows: list[dict[str, Any]] = params["rows"]  # type: ignore[assignment]
        yield "\n".join(lines), {"rows": [_with_times(row) for row in rows]}


def _with_times(row: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(text) for name, text in row.get("times", {}).items()}
    return {**row, "props": row["props"] | times, "times": {}}


def _items(template: Template, rows: Iterator[Record], vault: Vault) -> Iterator[Item]:
    converter = Converter(template, vault)
    for line, row in rows:
        item = converter.convert(line, row)
        if not isinstance(item, Item):
            raise ValueError(f"{template.name} line {line} does not fit: {item}")
        yield item


def _batches(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    while batch := list(islice(items, size)):
        yield batch


def _statements(template: Template, items: list[Item]) -> Iterator[Statement]:
    if template.rel:
        type_, end = template.rel
        lines = (
            "UNWIND $rows AS row",
            f"MATCH (a:{SCHEMA.root(end.source)} {{code: row.source}})",
            f"MATCH (b:{SCHEMA.root(end.target)} {{code: row.target}})",
            f"CREATE (a)-[r:{type_}]->(b)",
            "SET r = row.props",
        )
        rows = [{"source": item.code, "target": item.target, "props": item.props} for item in items]
        yield "\n".join(lines), {"rows": rows}
        return
    groups: dict[tuple[str, ...], list[dict[str, object]]] = defaultdict(list)
    for item in items:
        groups[tuple(item.refs)].append({"props": {"code": item.code, **item.props}, **item.refs})
    for columns, group in groups.items():
        yield _creation(template, columns), {"rows": group}


def _creation(template: Template, columns: tuple[str, ...]) -> str:
    refs = [(type_, end) for type_, end in template.refs if end.column in columns]
    targets = [
        f"MATCH (t{i}:{SCHEMA.root(end.target)} {{code: row.{end.column}}})"
        for i, (_, end) in enumerate(refs)
    ]
    labels = ":".join(SCHEMA.labels(template.name))
    links = [f"CREATE (n)-[:{type_}]->(t{i})" for i, (type_, _) in enumerate(refs)]
    return "\n".join(["UNWIND $rows AS row", *targets, f"CREATE (n:{labels})", "SET n = row.props", *links])
