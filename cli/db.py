"""`liandong db`: the embedded engine, migrations, and a shell for the operator."""

import sys
from dataclasses import fields
from typing import Annotated, Any

import typer

from cli.context import store
from cli.output import out, print_json, print_table
from graph.connect import engine_of
from graph.migrations import migrate as apply
from graph.queries import Queries
from liandong.errors import SettingsError
from liandong.settings import Settings, load_settings

app = typer.Typer(help="The database: start, stop, status, migrate, shell.", no_args_is_help=True)
JSON = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def _embedded() -> Settings:
    settings = load_settings()
    if settings.neo4j_uri:
        raise SettingsError(
            f"NEO4J_URI names {settings.neo4j_uri}, which is not ours to start or stop 外部数据库请自行启停"
        )
    return settings


@app.command()
def start() -> None:
    """Start the embedded engine and keep it running until `liandong db stop`.

    Example: liandong db start && liandong route '路灯坏了'; liandong db stop
    """
    endpoint = engine_of(_embedded()).keep()
    out.print(f"{endpoint.uri} database {endpoint.database}", markup=False)


@app.command()
def stop() -> None:
    """Stop the embedded engine, also if others still use it.

    Example: liandong db stop
    """
    stopped = engine_of(_embedded()).stop()
    out.print("stopped 已停止" if stopped else "nothing was running 没有运行中的引擎")


@app.command()
def status(json: JSON = False) -> None:
    """Say what runs, where, since when, and how many use it.

    Example: liandong db status --json
    """
    settings = load_settings()
    if settings.neo4j_uri:
        with store() as opened:
            values = {"running": True, "uri": settings.neo4j_uri, "server": opened.agent()}
    else:
        state = engine_of(settings).status()
        values = {field.name: getattr(state, field.name) for field in fields(state)}
    if json:
        print_json(values)
        return
    print_table(["", ""], [[name, str(value)] for name, value in values.items() if value not in (None, "")])


@app.command()
def migrate() -> None:
    """Bring the graph's schema to this program's version.

    Example: liandong db migrate
    """
    with store() as opened:
        applied = apply(opened, Queries.load())
    for migration in applied:
        out.print(f"{migration.code} {migration.name}", markup=False)
    if not applied:
        out.print("up to date 已是最新")


@app.command()
def shell(
    cypher: Annotated[
        str, typer.Argument(help="One statement; without it, statements from standard input.")
    ] = "",
    json: JSON = False,
) -> None:
    """Run Cypher as the operator: it may write, and nothing checks it.

    Example: liandong db shell 'MATCH (g:Grid) RETURN g.level AS level, count(*) AS grids ORDER BY level'
    """
    with store() as opened:
        for statement in [cypher] if cypher else sys.stdin.read().split(";"):
            if statement.strip():
                _print(opened.execute(statement, writes=True), json=json)


def _print(rows: list[dict[str, Any]], *, json: bool) -> None:
    if json:
        print_json(rows, lines=True)
    elif rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])
    else:
        out.print("no rows 无结果")
