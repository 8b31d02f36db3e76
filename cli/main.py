"""`liandong`: the commands, and the one place where an error becomes a line and an exit status."""

import logging
import sys
from typing import Annotated

import typer

from cli import bench, catalogue, city, db, demo, queries, reports, schema, serve
from cli.output import err
from liandong import __version__
from liandong.errors import LiandongError

app = typer.Typer(
    name="liandong",
    help="联动 · from a citizen's sentence to the unit that acts, and why.\n\n"
    "Exit status: 0 done, 1 failed, 2 wrong usage or input, 3 done with rows rejected.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(db.app, name="db")
app.add_typer(schema.app, name="schema")
app.add_typer(catalogue.app, name="catalogue")
app.add_typer(city.app, name="city")
for command in (
    city.load,
    reports.route,
    reports.ingest,
    queries.query,
    queries.queries,
    serve.serve,
    demo.demo,
    bench.bench,
):
    app.command()(command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """联动 · from a citizen's sentence to the unit that acts, and why.

    Exit status: 0 done, 1 failed, 2 wrong usage or input, 3 done with rows rejected.
    """


def main() -> None:
    """Run the command line."""
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)
    try:
        app()
    except LiandongError as error:
        err.print(f"liandong: {error}", style="red", markup=False)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        err.print("liandong: interrupted 已中断")
        sys.exit(130)


if __name__ == "__main__":
    main()
