"""`liandong`: the commands, and the one place where an error becomes a line and an exit status."""

import logging
import sys
from typing import Annotated

import typer

from cli import (
    bench,
    catalogue,
    catalogue_pages,
    catalogue_show,
    catalogue_versions,
    city,
    city_extracts,
    city_history,
    components,
    db,
    demo,
    queries,
    reports,
    schema,
    serve,
)
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
catalogue_show.register(catalogue.app)
catalogue_versions.register(catalogue.app)
catalogue_pages.register(catalogue.app)
app.add_typer(catalogue.app, name="catalogue")
city_extracts.register(city.app)
city_history.register(city.app)
app.add_typer(city.app, name="city")
for command in (
    city.load,
    reports.route,
    reports.ingest,
    components.component,
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
        _say(str(error))
        sys.exit(error.exit_code)
    except UnicodeEncodeError:
        _say("An argument is not UTF-8 text 参数不是 UTF-8 文本")
        sys.exit(2)
    except OSError as error:
        _say(f"{error.filename or 'I/O'}: {error.strerror or error} 无法读写")
        sys.exit(1)
    except KeyboardInterrupt:
        err.print("liandong: interrupted 已中断")
        sys.exit(130)


def _say(what: str) -> None:
    """What went wrong, in one line whatever the terminal's width."""
    err.print(f"liandong: {' '.join(what.split())}", style="red", markup=False, soft_wrap=True)


if __name__ == "__main__":
    main()
