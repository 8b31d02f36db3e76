"""`liandong bench`: how fast routing, loading, ingesting and locating are here."""

from dataclasses import astuple, fields
from enum import StrEnum
from typing import Annotated

import typer

from cli.output import print_json, print_table
from liandong.errors import DataError
from liandong.settings import load_settings


class What(StrEnum):
    """What can be measured."""

    LOAD = "load"
    ROUTE = "route"
    INGEST = "ingest"
    GEO = "geo"
    CITY = "city"


def bench(
    what: Annotated[What | None, typer.Argument(help="One of them; all when it is left out.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print a line of JSON per measurement.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="Tiny sizes: shows that it works, the figures say nothing.")
    ] = False,
    sizes: Annotated[
        str,
        typer.Option(
            metavar="A,B,C",
            help="Other sizes: residents (load, city), times the demo (route), reports (ingest), grids.",
        ),
    ] = "",
    wipe: Annotated[
        bool, typer.Option("--wipe", help="Delete what the server that NEO4J_URI names holds.")
    ] = False,
) -> None:
    """Measure loading, routing, ingesting, locating and a large city here, each beside a fair baseline.

    The embedded engine gets a folder of its own for it; a server that NEO4J_URI names has to be empty and is
    empty again afterwards. docs/benchmarks.md says what is compared with what.

    Example: liandong bench route --json
    """
    from bench.measure import Measurement
    from bench.run import run

    if sizes and what is None:
        raise DataError(
            "--sizes needs to know of what 请指明测量项目", hint="For example: bench load --sizes 1000,2000"
        )
    try:
        wanted = [int(size) for size in sizes.split(",")] if sizes else []
    except ValueError as error:
        raise DataError(
            f"--sizes takes whole numbers 须为整数: {sizes}", hint="For example 1000,2000,4000"
        ) from error
    names = [what] if what else list(What)
    lines = run(load_settings(), names, sizes=wanted, quick=quick, may_wipe=wipe)
    if json:
        print_json(lines, lines=True)
    else:
        print_table([column.name for column in fields(Measurement)], [astuple(line) for line in lines])
