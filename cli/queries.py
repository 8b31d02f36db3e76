"""`liandong query` and `liandong queries`: every named query from the shell."""

import json as json_
from datetime import date, datetime
from typing import Annotated, Any

import typer

from cli.context import store
from cli.db import JSON
from cli.output import out, print_json, print_table
from graph.queries import Field, Queries, Query
from liandong.clock import CHINA
from liandong.errors import QueryError


def query(
    name: Annotated[str, typer.Argument(help="A name that `liandong queries` lists.")],
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="k=v; lists and maps as JSON. Repeatable.")
    ] = None,
    json: JSON = False,
) -> None:
    """Run a named query.

    Example: liandong query orders.queue --param limit=10
    """
    found = Queries.load()[name]
    if found.writes:
        raise QueryError(f"{name} writes; the program runs it, not the shell 该查询会写入数据，不能在此运行")
    params = _params(found, param or [])
    with store() as opened:
        rows = opened.rows(found, **params)
    columns = [field.name for field in found.returns]
    values = [[getattr(row, column) for column in columns] for row in rows]
    if json:
        print_json([dict(zip(columns, row, strict=True)) for row in values], lines=True)
    else:
        print_table(columns, values)
        out.print(f"{len(values)} rows")


def queries(json: JSON = False) -> None:
    """List the named queries with their parameters.

    Example: liandong queries --json
    """
    found = list(Queries.load())
    if json:
        print_json(
            [
                {
                    "name": q.name,
                    "doc": q.doc,
                    "params": {f.name: f.type for f in q.params},
                    "returns": {f.name: f.type for f in q.returns},
                    "writes": q.writes,
                }
                for q in found
            ],
            lines=True,
        )
    else:
        print_table(["name", "params", "what"], [[q.name, q.signature, q.doc] for q in found])


def _params(found: Query, given: list[str]) -> dict[str, Any]:
    fields = {field.name: field for field in found.params}
    values: dict[str, Any] = {}
    for item in given:
        name, equals, text = item.partition("=")
        if not equals or name not in fields:
            raise QueryError(
                f"{item!r}: {found.name} takes ({found.signature}) 参数不符", hint="Write --param k=v."
            )
        values[name] = _value(fields[name], text)
    return values


def _value(field: Field, text: str) -> Any:
    kind = field.type.split("|")[0].strip()
    readers = {
        "str": str,
        "int": int,
        "float": float,
        "bool": lambda value: {"true": True, "false": False}[value.lower()],
        "date": date.fromisoformat,
        "datetime": lambda value: datetime.fromisoformat(value).replace(tzinfo=CHINA),
    }
    try:
        return readers[kind](text) if kind in readers else json_.loads(text)  # type: ignore[operator]
    except (ValueError, KeyError) as error:
        raise QueryError(f"{field.name} is {field.type}, not {text!r} 参数类型不符") from error
