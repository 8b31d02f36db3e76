"""`liandong catalogue`: the event catalogue, checked and loaded."""

from dataclasses import astuple, fields
from pathlib import Path
from typing import Annotated

import typer

from cli.context import store, vault_of
from cli.db import JSON
from cli.output import out, print_json, print_table
from graph.attributes import lint_attributes
from graph.knowledge import load_knowledge
from graph.queries import Queries
from graph.schema import SCHEMA
from liandong.catalogue import EXPECTED, Catalogue, lint
from liandong.catalogue.lint_plan import PLAN
from liandong.catalogue.model import TABLES
from liandong.paths import shipped
from liandong.settings import load_settings
from nlp.word_tables import WORDS, lint_words

app = typer.Typer(
    help="The event catalogue: check, show, load, compare, migrate, import.", no_args_is_help=True
)
DATA = Annotated[Path | None, typer.Option("--data", help="Your own data folder instead of the shipped one.")]


@app.command()
def check(
    data: DATA = None,
    json: JSON = False,
    any_size: Annotated[
        bool,
        typer.Option(
            "--any-size", help="Do not ask for 4 categories, 264 types, 645 issues, 8 systems, 31 tasks."
        ),
    ] = False,
) -> None:
    """Lint the catalogue and all its tables: counts, references, unique names, near-duplicates, what needs,
    skills, services, tasks, indicators and registers leave open. Exit status 1 with findings.

    Example: liandong catalogue check --data my-data/ --any-size
    """
    folder = data or shipped("data")
    expected = None if any_size else EXPECTED
    findings = lint(folder, expected=expected, graph=SCHEMA.names) + lint_attributes(folder)
    if not findings and (folder / WORDS).is_dir():  # the shipped words serve a city that brings none
        findings = lint_words(folder, Catalogue.load(folder).need_kinds)
    if json:
        print_json(findings, lines=True)
    elif findings:
        print_table(
            ["file", "line", "rule", "what", "mend"],
            [[f.file, f.line, f.rule, f.message, f.mend] for f in findings],
        )
    else:
        catalogue = Catalogue.load(folder)
        names = ("categories", "types", "issues", *PLAN)
        sizes = ", ".join(f"{len(getattr(catalogue, name))} {name}" for name in names)
        out.print(f"{sizes}, {len(TABLES)} tables: no findings 检查通过", soft_wrap=True)
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


@app.command()
def phrases(
    data: DATA = None,
    real: Annotated[
        Path | None, typer.Option(help="A file of real reports (CSV, JSON lines, XLSX) to compare with.")
    ] = None,
    text: Annotated[str, typer.Option(help="The column of the real file that holds what was said.")] = "text",
    json: JSON = False,
) -> None:
    """Lint the phrases: enough for each issue, by enough writers, hardly any alike; and what they are like.

    Exit status 1 if an issue has too few, or more than 1 in 100 texts is nearly another's copy.

    Example: liandong catalogue phrases --real orders.csv --text content
    """
    from dispatch.records import read_records
    from nlp.phrases import near_duplicates, portrait, read_phrases, split, thin

    folder = data or shipped("data")
    found = read_phrases(folder / "phrases")
    train, test = split(found)
    portraits = [
        portrait("training writers", [p.text for p in train]),
        portrait("test writers", [p.text for p in test]),
    ]
    if real:
        rows = (row for _, row in read_records(real) if not isinstance(row, str))
        portraits.append(portrait(real.name, [str(row[text]) for row in rows if row.get(text)]))
    missing = thin(found, Catalogue.load(folder).issues)
    alike = near_duplicates(found)
    share = len(alike) / len(found)
    if json:
        print_json(
            {"portraits": portraits, "missing": missing, "near_duplicates": len(alike), "share": share}
        )
    else:
        print_table([f.name for f in fields(portraits[0])], [astuple(each) for each in portraits])
        for index, one, other in alike[:20]:
            out.print(
                f"{index:.2f} {one.where} {other.where} {one.text:.40} | {other.text:.40}", markup=False
            )
        for line in missing[:40]:
            out.print(line, markup=False)
        out.print(
            f"{len(found)} texts, {len(missing)} findings, {len(alike)} pairs nearly alike ({share:.2%})"
        )
    if missing or share > 0.01:
        raise typer.Exit(1)
