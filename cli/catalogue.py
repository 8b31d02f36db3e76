"""`liandong catalogue`: the event catalogue, checked and loaded."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import store, vault_of
from cli.db import JSON
from cli.output import out, print_json, print_table
from graph.knowledge import load_knowledge
from graph.queries import Queries
from liandong.catalogue import EXPECTED, Catalogue, lint
from liandong.paths import shipped
from liandong.settings import load_settings

app = typer.Typer(help="The event catalogue: check, load.", no_args_is_help=True)
DATA = Annotated[Path | None, typer.Option("--data", help="Your own data folder instead of the shipped one.")]


@app.command()
def check(
    data: DATA = None,
    json: JSON = False,
    any_size: Annotated[
        bool, typer.Option("--any-size", help="Do not ask for exactly 4 categories, 264 types, 645 issues.")
    ] = False,
) -> None:
    """Lint the catalogue: counts, references, unique names, near-duplicates. Exit status 1 with findings.

    Example: liandong catalogue check --data my-data/ --any-size
    """
    findings = lint(data or shipped("data"), expected=None if any_size else EXPECTED)
    if json:
        print_json(findings, lines=True)
    elif findings:
        print_table(
            ["file", "line", "rule", "what", "mend"],
            [[f.file, f.line, f.rule, f.message, f.mend] for f in findings],
        )
    else:
        catalogue = Catalogue.load(data or shipped("data"))
        sizes = len(catalogue.categories), len(catalogue.types), len(catalogue.issues)
        out.print("{} categories, {} types, {} issues: no findings 检查通过".format(*sizes))
    if findings:
        raise typer.Exit(1)


@app.command()
def load(data: DATA = None) -> None:
    """Load the catalogue, its duties, kinds and needs into the graph.

    Example: liandong catalogue load --data my-data/
    """
    catalogue = Catalogue.load(data or shipped("data"))
    with store() as opened:
        report = load_knowledge(opened, Queries.load(), catalogue, vault=vault_of(load_settings()))
    print_table(["what", "rows"], [[name, count] for name, count in report.loaded.items()])
