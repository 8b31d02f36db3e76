"""`liandong city` and `liandong load`: building a synthetic city, loading any."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from city.build import build_city
from city.manifest import require_current as require_current_city
from city.scale import scale_named
from cli.context import store, vault_of
from cli.crs import CRS, crs_of
from cli.db import JSON
from cli.output import out, print_json, print_table, progress_bar
from graph.load import LoadReport, load_directory
from graph.migrations import require_current
from graph.queries import Queries
from liandong.errors import DataError
from liandong.settings import load_settings

app = typer.Typer(
    help="A synthetic city: build and check it, report in it, extract and export it.", no_args_is_help=True
)


@app.callback()
def _group() -> None:
    """A synthetic city: build and check it, report in it, extract and export it."""


@contextmanager
def counting(totals: Mapping[str, int] | None = None) -> Iterator[Callable[[str, int], None]]:
    """A progress bar per name, that grows as it is told; `totals`: how far, where that is known."""
    with progress_bar() as bar:
        tasks: dict[str, object] = {}

        def advance(name: str, count: int) -> None:
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=(totals or {}).get(name))
            bar.advance(tasks[name], count)  # type: ignore[arg-type]

        yield advance


@app.command()
def build(
    out_dir: Annotated[Path, typer.Option("--out", help="The folder to write.")],
    scale: Annotated[
        str,
        typer.Option(
            help="demo: one subdistrict, 5,000 residents; district: 8 and 80,000; "
            "city: 118 subdistricts, 8,162 base grids and 1,000,000."
        ),
    ] = "demo",
    residents: Annotated[
        int | None, typer.Option(min=1, help="How many residents; as many as the scale says by default.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same city, byte for byte.")] = 1,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes that build subdistricts; one for each core by default."),
    ] = None,
    json: JSON = False,
) -> None:
    """Build a synthetic Suzhou as a folder of import files.

    The same scale, residents and seed give the same bytes, with any number of workers. A build that is
    interrupted leaves what was there before.

    Example: liandong city build --scale demo --out demo-city && liandong load demo-city

    Example: liandong city build --scale city --residents 2000000 --seed 7 --out suzhou
    """
    wanted = scale_named(scale) if residents is None else scale_named(scale).with_residents(residents)
    with counting({"residents": wanted.residents, "components": wanted.components}) as advance:
        report = build_city(out_dir, scale=wanted, seed=seed, workers=workers, progress=advance)
    if json:
        print_json(report)
    else:
        print_table(["file", "rows"], sorted(report.counts.items()), title=str(out_dir))


def load(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="CSV, GeoJSON or JSON lines, named by template.")
    ],
    rejects: Annotated[
        Path | None, typer.Option(help="Where rejected rows are noted; DIR/rejects.csv by default.")
    ] = None,
    crs: CRS = None,
    force_crs: Annotated[
        bool, typer.Option("--force-crs", help="Load even if positions don't fit the stated system.")
    ] = False,
    json: JSON = False,
) -> None:
    """Load a city's files into the graph. Running it again changes nothing.

    Rows that do not fit go to rejects.csv with file, line, field and reason; the rest is loaded and the exit
    status is 3. `liandong schema export --format templates` writes the templates.

    Positions are WGS 84, or what --crs says, or load.json in DIR: {"crs": "gcj02"}, or of single files
    {"files": {"Component.csv": {"crs": "bd09"}}}. Positions that fit another system are refused.

    Examples:
        liandong load my-city/
        liandong load lamps/ --crs gcj02
    """
    require_current_city(folder)
    settings = load_settings()
    with store() as opened, counting() as advance:
        queries = Queries.load()
        require_current(opened, queries)
        if not opened.rows(queries["system.datasets"]) and not (folder / "DepartmentKind.csv").exists():
            raise DataError(
                "The graph holds no catalogue, which cities refer to 数据库中还没有事件清单",
                hint="Run `liandong catalogue load` first.",
            )
        report = load_directory(
            opened,
            folder,
            vault=vault_of(settings),
            rejects=rejects,
            progress=advance,
            crs=crs_of(crs),
            check_crs=not force_crs,
        )
    print_load(report, json=json)
    if report.rejects_file:
        raise typer.Exit(3)


def print_load(report: LoadReport, *, json: bool) -> None:
    """Print the counts of a load."""
    if json:
        print_json(report)
        return
    rows = [[name, report.loaded[name], report.rejected[name] or ""] for name in report.rows]
    rows.append(["total 合计", sum(report.loaded.values()), sum(report.rejected.values()) or ""])
    print_table(["what", "loaded", "rejected"], rows)
    for note in report.notes:
        out.print(note, markup=False)
    if report.rejects_file:
        out.print(f"rejected rows and reasons 未导入的行及原因: {report.rejects_file}", markup=False)
