"""`liandong city extracts`: what many systems know of one city, and how well it was linked."""

from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from city.extracts import build_extracts
from cli.city import counting
from cli.db import JSON
from cli.output import print_json, print_table


def register(app: typer.Typer) -> None:
    """Add the commands to the group `city`."""
    for command in (extracts, link, linking):
        app.command()(command)


def extracts(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A city that `city build` built.")],
    out_dir: Annotated[Path, typer.Option("--out", help="The folder to write.")],
    seed: Annotated[int, typer.Option(help="The same city and seed give the same extracts.")] = 1,
    json: JSON = False,
) -> None:
    """Write what many systems know of a city, with their errors and the truth, to measure linking with.

    Each system has a file per kind of entity; truth.csv says whom each record is about, extracts.json what
    each system is, which coordinate system it uses and how often it is wrong.

    Example: liandong city extracts demo-city --out demo-extracts
    """
    with counting() as advance:
        report = build_extracts(folder, out_dir, seed=seed, progress=advance)
    if json:
        print_json(report)
    else:
        print_table(["file", "records"], list(report.records.items()), title=str(out_dir))


def link(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="What `city extracts` wrote.")],
    to: Annotated[Path, typer.Option(help="The file of pairs to write.")],
    json: JSON = False,
) -> None:
    """Link the records of extracts by shared keys: the baseline that another linker is compared with.

    Example: liandong city link demo-extracts --to pairs.csv && liandong city linking demo-extracts pairs.csv
    """
    from city.link_baseline import link as run  # the reader's libraries take a second to import

    pairs = run(folder, to)
    if json:
        print_json({"pairs": pairs, "file": to})
    else:
        print_table(["file", "pairs"], [[to, pairs]])


def linking(
    folder: Annotated[Path, typer.Argument(metavar="OUT", help="What `city extracts` wrote.")],
    proposed: Annotated[
        Path,
        typer.Argument(
            metavar="PAIRS", help="CSV: source,record,code or source,record,other_source,other_record."
        ),
    ],
    json: JSON = False,
) -> None:
    """Score proposed links of extracts against the truth: precision, recall, F1 by label and source.

    Codes say whom a record is about; pairs say that two records are about the same. b3 is B-cubed.

    Example: liandong city linking demo-extracts pairs.csv
    """
    from city.linking import measure  # scipy takes a moment to import

    scores = measure(folder, proposed)
    if json:
        print_json(scores)
        return
    names = [field.name for field in fields(scores[0])]
    rows = [[_shown(getattr(score, name)) for name in names] for score in scores]
    print_table([name.replace("_", " ") for name in names], rows)


def _shown(value: object) -> object:
    return f"{value:.4f}" if isinstance(value, float) else value
