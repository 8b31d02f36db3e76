"""`liandong catalogue diff`, `migrate` and `import`: versions of the catalogue, and a city's own."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from cli.catalogue import DATA
from cli.context import store, vault_of
from cli.db import JSON
from cli.output import out, print_json, print_table
from graph.queries import Queries
from graph.succession import check, known_issues, migrate_catalogue
from liandong.catalogue import Catalogue, Finding
from liandong.catalogue.adopt import Adoption, adopt
from liandong.catalogue.bodies import Bodies, read_words
from liandong.catalogue.columns import FIELDS, read_column_map
from liandong.catalogue.succession import read_map, write_map
from liandong.catalogue.versions import Comparison, compare
from liandong.clock import now
from liandong.errors import DataError
from liandong.paths import shipped
from liandong.settings import load_settings


def diff(
    before: Annotated[Path, typer.Argument(metavar="A", help="The data folder of the old version.")],
    after: Annotated[Path, typer.Argument(metavar="B", help="The data folder of the new one.")],
    write: Annotated[
        Path | None, typer.Option("--write-map", help="Write the proposed map here, for you to edit.")
    ] = None,
    json: JSON = False,
) -> None:
    """Say what differs between two versions, and where the issues that are gone may have gone.

    Exit status 0 if nothing differs, 1 if something does. A proposal's score is the likeness of names and
    definitions, 0 to 1; a person decides.

    Example: liandong catalogue diff data/ next/ --write-map moves.csv
    """
    comparison = compare(Catalogue.load(before), Catalogue.load(after))
    if write:
        write_map(write, comparison.proposals)
    if json:
        print_json({"equal": comparison.equal, **_plain(comparison)})
    elif comparison.equal:
        out.print("nothing differs 没有差异")
    else:
        _print(comparison)
    if not comparison.equal:
        raise typer.Exit(1)


def _plain(comparison: Comparison) -> dict[str, object]:
    return {
        "before": comparison.before,
        "after": comparison.after,
        "tables": comparison.tables,
        "proposals": comparison.proposals,
    }


def _print(comparison: Comparison) -> None:
    rows: list[list[str]] = []
    for table, found in comparison.tables.items():
        rows += [[table, "added 新增", row.code, row.name, "", "", ""] for row in found.added]
        rows += [[table, "removed 删除", row.code, row.name, "", "", ""] for row in found.removed]
        for what, changes in (("renamed 改名", found.renamed), ("changed 变更", found.changed)):
            rows += [[table, what, c.code, c.name, c.field, c.before, c.after] for c in changes]
    print_table(["table", "what", "code", "name", "field", "before", "after"], rows)
    if comparison.proposals:
        print_table(
            ["from", "name", "kind", "to", "name", "score"],
            [
                [p.source, p.source_name, p.kind, p.target, p.target_name, p.score]
                for p in comparison.proposals
            ],
            title="proposals 建议去向",
        )


def migrate(
    moves: Annotated[
        Path,
        typer.Option("--map", help="CSV from,to,kind,reason; kind: same, rename, split, merge or retire."),
    ],
    data: DATA = None,
    json: JSON = False,
) -> None:
    """Bring the graph to a new version: load it, and retire the issues it no longer has, by a map.

    Retired issues stay, with the day and what replaces them; their reports stay as they were; nothing new is
    routed to them. Each issue that is gone needs a line; a split has several; `to` is empty for retire. A map
    with findings changes nothing (exit status 2). Running it again changes nothing.

    Example: liandong catalogue migrate --map moves.csv --data next/
    """
    lines, findings = read_map(moves)
    catalogue = Catalogue.load(data or shipped("data"))
    queries = Queries.load()
    with store() as opened:
        known = known_issues(opened, queries)
        findings += check(lines, moves.name, known=known, catalogue=catalogue)
        if findings:
            _refuse(sorted(findings, key=lambda finding: finding.line), json=json)
        done = migrate_catalogue(
            opened, queries, catalogue, lines, vault=vault_of(load_settings()), today=_today()
        )
    if json:
        print_json(done)
    elif done.changed:
        out.print(
            f"{done.version}: {done.retired} retired 停用, {done.replaced} successors 去向, "
            f"{done.revived} revived 恢复"
        )
    else:
        out.print(f"{done.version}: nothing to do 无需变更")


def _today() -> date:
    return now().date()


def _refuse(findings: list[Finding], *, json: bool) -> None:
    if json:
        print_json(findings, lines=True)
    else:
        print_table(
            ["file", "line", "rule", "what", "mend"],
            [[f.file, f.line, f.rule, f.message, f.mend] for f in findings],
        )
    raise typer.Exit(2)


def import_(
    file: Annotated[
        Path, typer.Argument(help="The city's list: CSV (UTF-8 or GB18030), JSON lines or XLSX.")
    ],
    columns: Annotated[
        list[str], typer.Option("--map", help="COLUMN=FIELD, as often as needed, or one JSON file of them.")
    ],
    target: Annotated[Path, typer.Option("--out", help="The data folder to write; new or empty.")],
    constants: Annotated[
        list[str] | None, typer.Option("--set", help="FIELD=VALUE, the same for all rows.")
    ] = None,
    words: Annotated[
        Path | None, typer.Option("--bodies", help="CSV word,kind: how the city's own bodies are told.")
    ] = None,
    json: JSON = False,
) -> None:
    """Turn a city's own list into a data folder, as far as its rows fit, with an account of every row.

    import.csv in the folder names what does not fit and the nearest shipped issue of each row. Exit status 3
    if any row was left out. Fields: {fields}.

    Example: liandong catalogue import list.xlsx --out ours/ --map 小类=name --map 大类=type
    --map 责任单位=lead --map 时限=limit --map 立案条件=filing --map 结案条件=closing
    """
    from dispatch.records import columns as header
    from dispatch.records import read_records

    spec = read_column_map(columns, constants or [])
    records = read_records(file)
    names = header(file)
    if names is not None and (missing := sorted(spec.columns() - set(names))):
        raise DataError(
            f"{file.name} has no column 没有列: {', '.join(missing)}", hint=f"It has {', '.join(names)}."
        )
    base = shipped("data")
    kinds = Catalogue.load(base).department_kinds
    known = read_words(base / "department_words.csv", kinds)
    bodies = Bodies(kinds, known | (read_words(words, kinds) if words else {}))
    done = adopt(records, spec, source=file.stem, base=base, bodies=bodies, out=target)
    if json:
        print_json(done)
    else:
        _account(done)
    if done.rejected:
        raise typer.Exit(3)


import_.__doc__ = (import_.__doc__ or "").replace("{fields}", ", ".join(FIELDS))


def _account(done: Adoption) -> None:
    rows: list[list[object]] = [
        ["rows 行", done.rows],
        ["kept 采用", done.kept],
        ["left out 未采用", done.rejected],
        ["categories, types, issues", f"{done.categories}, {done.types}, {done.issues}"],
        ["with a near shipped issue 有相近事项", done.near],
    ]
    rows += [[f"left out 未采用: {rule}", count] for rule, count in done.problems.items()]
    rows += [[f"to look at 待核: {rule}", count] for rule, count in done.notes.items()]
    rows += [[f"weak 不足: {rule}", count] for rule, count in done.weak.items()]
    print_table(["", str(done.report)], rows)


def register(app: typer.Typer) -> None:
    """Add these commands to those of `liandong catalogue`."""
    app.command()(diff)
    app.command()(migrate)
    app.command("import")(import_)
