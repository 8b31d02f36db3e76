"""`liandong catalogue pages`: the tables as pages to read."""

from pathlib import Path
from typing import Annotated

import typer

from cli.catalogue import DATA
from cli.output import out
from liandong.catalogue import Catalogue
from liandong.catalogue.pages import write_pages
from liandong.paths import shipped


def pages(
    folder: Annotated[Path, typer.Option("--out", help="The folder to write.")] = Path("docs/knowledge"),
    data: DATA = None,
) -> None:
    """Write every table of the catalogue as Markdown: what its columns hold, and its rows.

    Example: liandong catalogue pages --data my-data/ --out my-pages/
    """
    written = write_pages(folder, Catalogue.load(data or shipped("data")))
    out.print(f"{len(written)} pages in {folder} 已生成", markup=False)


def register(app: typer.Typer) -> None:
    """Add the command to the group."""
    app.command()(pages)
