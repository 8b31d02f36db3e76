"""`liandong city history` and `liandong city check`: what people reported, and whether the city is whole."""

from pathlib import Path
from typing import Annotated

import typer

from cli.db import JSON
from cli.output import err, plain, print_json, print_table, progress_bar


def register(app: typer.Typer) -> None:
    """Add the commands to the group `city`."""
    app.command()(history)
    app.command()(check)


def history(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A city that `liandong city build` made.")],
    out_file: Annotated[Path, typer.Option("--out", help="The CSV file to write.")],
    years: Annotated[int, typer.Option(min=1, max=10, help="Years before the city's own day.")] = 2,
    orders_per_day: Annotated[int, typer.Option(min=1, max=20_000, help="Reports on a mean day.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same file, byte for byte.")] = 1,
    json: JSON = False,
) -> None:
    """Write years of reports for a built city, with what is true about each.

    Seasons, weekdays, holidays, bursts, callers who call again. `liandong ingest` takes the file as it is.

    Example: liandong city history demo-city --years 2 --orders-per-day 100 --out reports.csv
    """
    from city.history import write_history  # reading phrases loads libraries that take a second

    with progress_bar() as bar:
        task = bar.add_task(out_file.name, total=years * 365 * orders_per_day)
        report = write_history(
            folder,
            out_file,
            years=years,
            orders_per_day=orders_per_day,
            seed=seed,
            progress=lambda rows: bar.advance(task, rows),
        )
    if json:
        print_json(report)
    else:
        print_table(
            ["", ""],
            [
                ["file 文件", str(report.file)],
                ["rows 行数", report.rows],
                ["bursts 突发", report.bursts],
                ["days 日期", f"{report.first} – {report.last}"],
            ],
        )


def check(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A city that `liandong city build` made.")],
    json: JSON = False,
) -> None:
    """Check a city: files, values, references, tiling, nesting, coverage, and the figures it is to reach.

    Exit status 0 if all is well, 1 if not.

    Example: liandong city check demo-city
    """
    from city.check import check_city

    report = check_city(folder)
    if json:
        print_json({"ok": report.ok, **plain(report)})
    else:
        print_table(
            ["what 项目", "found 实测", "target 目标", "ok"],
            [[check.what, check.found, check.target, "✓" if check.ok else "✗"] for check in report.checks],
            title=str(folder),
        )
        for finding in report.findings:
            at = f"{finding.file}:{finding.line}" if finding.line else finding.file
            err.print(
                f"{at} [{finding.rule}] {finding.message}. {finding.mend}", markup=False, soft_wrap=True
            )
        if report.unlisted:
            err.print(f"… and {report.unlisted:,} more of the same 另有同类问题", markup=False)
    if not report.ok:
        raise typer.Exit(1)
