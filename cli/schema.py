"""`liandong schema`: what is derived from the declared schema."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.output import out
from graph.schema import SCHEMA
from graph.schema.generate import linter_schema, markdown, template_files

app = typer.Typer(help="The graph's schema, as documents and import templates.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """The graph's schema, as documents and import templates."""


@app.command()
def export(
    format_: Annotated[
        Literal["markdown", "cypher-lint", "templates"],
        typer.Option("--format", help="docs/schema.md, docs/schema.json for the linter, or empty CSV files."),
    ] = "markdown",
    to: Annotated[Path | None, typer.Option("--out", help="A file; for templates a folder.")] = None,
) -> None:
    """Write what is derived from the schema.

    Example: liandong schema export --format templates --out templates/
    """
    if format_ == "templates":
        folder = to or Path("templates")
        folder.mkdir(parents=True, exist_ok=True)
        for name, header in template_files(SCHEMA):
            (folder / name).write_text(header, encoding="utf-8")
        out.print(f"{len(SCHEMA.templates)} templates in {folder}", markup=False)
        return
    text = markdown(SCHEMA) if format_ == "markdown" else json.dumps(linter_schema(SCHEMA), indent=2) + "\n"
    if to:
        to.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
