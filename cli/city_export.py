"""`liandong city export`: a city as files for Neo4j's offline importer."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.city import counting, print_load
from cli.db import JSON
from cli.output import err
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.clock import now
from liandong.paths import shipped
from liandong.settings import load_settings

_MOST = 4
"""Processes by default: more are seldom faster than the disk."""


def register(app: typer.Typer) -> None:
    """Add the command to the group `city`."""
    app.command("export")(export)


def export(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="CSV, GeoJSON or JSON lines, named by template.")
    ],
    out_dir: Annotated[Path, typer.Option("--out", help="The folder to write; new or empty.")],
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes convert.")] = min(
        _MOST, os.cpu_count() or 1
    ),
    json: JSON = False,
) -> None:
    """Write a city with the catalogue for `neo4j-admin database import`, which a driver cannot keep up with.

    No database is needed for it. What comes out is what `liandong load` would load: personal data sealed with
    this program's key, and rows that do not fit in OUT/rejects.csv, with exit status 3. Run OUT/import.sh
    where Neo4j is, start it, then `liandong db migrate` for the constraints and indexes.

    Example: liandong city export demo-city --out demo-import && sh demo-import/import.sh
    """
    from dispatch.demo import city_version  # the reader's libraries take a second to import
    from graph.export import export_city

    settings = load_settings()
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    vault = partial(Vault.open_at, settings.home, secret)
    vault()  # made once, before several processes ask for it
    catalogue = Catalogue.load(shipped("data"))
    with counting() as advance:
        report = export_city(
            folder,
            out_dir,
            catalogue=catalogue,
            datasets={"catalogue": catalogue.version, "city": city_version(folder)},
            at=now(),
            vault=vault,
            workers=workers,
            progress=advance,
        )
    print_load(report, json=json)
    if not json:
        err.print(f"next 下一步: sh {out_dir}/import.sh, start Neo4j, liandong db migrate", markup=False)
    if report.rejects_file:
        raise typer.Exit(3)
