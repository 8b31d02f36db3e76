"""`liandong route` and `liandong ingest`: one report, or a file of them."""

import hashlib
import re
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import office
from cli.crs import CRS, crs_of
from cli.db import JSON
from cli.output import err, print_json, print_table, progress_bar
from liandong.clock import now
from liandong.coordinates import Crs, place_in_wgs84
from liandong.settings import load_settings


def route(
    text: Annotated[str, typer.Argument(help="What the citizen says.")],
    at: Annotated[
        str | None,
        typer.Option(help="Where, when it is known: a grid, an area or a component by code, or LON,LAT."),
    ] = None,
    crs: CRS = None,
    save: Annotated[bool, typer.Option("--save", help="Keep it as a report with its work order.")] = False,
    json: JSON = False,
) -> None:
    """Say who leads, supports, verifies and helps, by when, and why.

    Examples:
        liandong route '十全街128号门口的路灯坏了' --json
        liandong route '井盖不见了' --at 120.6312,31.3021
        liandong route '井盖不见了' --at 120.6354,31.2999 --crs gcj02
    """
    from dispatch.intake import Incoming

    system = crs_of(crs) or Crs.WGS84
    with office() as opened:
        place = opened.desk.check_place(place_in_wgs84(at, system)) if at is not None else None
        record = hashlib.sha256(f"{text}\0{place}".encode()).hexdigest()[:16]
        incoming = Incoming("cli", record, text, now(), place)
        handled = opened.desk.handle([incoming])[0]
        if save and not opened.ledger.known([incoming.code]):
            opened.ledger.ensure_source("cli", "命令行录入")
            opened.ledger.keep([handled])
        answer = handled.to_json(opened.desk.territory)
    if json:
        print_json(answer)
    else:
        _print(answer)


def _print(answer: dict[str, Any]) -> None:
    found, place, plan = answer["classification"], answer["place"], answer["plan"]
    rows = [
        [
            "事项 issue",
            f"{found['name'] or '—'} {found['code'] or ''} ({found['level']}, {found['confidence']:.2f})",
        ],
        ["地点 place", f"{place['name'] or '—'} {place['grid'] or place['area'] or ''}"],
    ]
    parts = answer["parts"] if len(answer["parts"]) > 1 else []
    for number, part in enumerate(parts, 1):
        rows.append(
            [f"第{number}件 part {number}", f"{part['classification']['name'] or '—'}：{part['text']}"]
        )
    for key, title in (("lead", "牵头 lead"), ("verify", "核查 verify")):
        rows.append([title, plan[key]["sentence"] if plan[key] else "—"])
    for key, title in (("support", "协同 support"), ("social", "社会 social")):
        rows += [[title, item["sentence"]] for item in plan[key]]
    rows.append(["时限 deadline", plan["deadline"] or "—"])
    rows.append(["需人工 needs human", "是 yes" if plan["needs_human"] else "否 no"])
    rows += [["说明 reason", reason] for reason in plan["reasons"]]
    print_table(["", answer["report"]["text"]], rows)


def _noted(home: Path, source: str) -> Path:
    """Where rejected rows of a source are noted when nothing else is said."""
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = re.sub(r"[^\w. -]", "_", source)[:80]
    return home / f"rejects-{name}.csv"


def ingest(
    file: Annotated[Path, typer.Argument(help="CSV (UTF-8 or GB18030), JSON lines or XLSX.")],
    text: Annotated[str, typer.Option(help="The column with what was said.")],
    id_: Annotated[str | None, typer.Option("--id", help="The column with the source's own number.")] = None,
    time: Annotated[str | None, typer.Option(help="The column with the time of the report.")] = None,
    place: Annotated[
        str | None, typer.Option(help="The column with the place: code, LON,LAT or words.")
    ] = None,
    crs: CRS = None,
    source: Annotated[
        str | None, typer.Option(help="What the source is called; the file's name by default.")
    ] = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rejected rows are noted; rejects-SOURCE.csv in LIANDONG_HOME.")
    ] = None,
    json: JSON = False,
) -> None:
    """Classify, route and keep a file of reports. Running it again adds nothing twice.

    Exit status 3 if any row was rejected.

    Example: liandong ingest orders.csv --text text --id id --time date --source hotline
    """
    from dispatch.ingest import Columns
    from dispatch.ingest import ingest as run

    name = source or "_".join(file.stem.split())[:80]
    noted = rejects or _noted(load_settings().home, name)
    with office() as opened, progress_bar() as bar:
        task = bar.add_task(file.name, total=None)
        report = run(
            opened,
            file,
            Columns(text, id_, time, place, crs_of(crs) or Crs.WGS84),
            source=name,
            rejects=noted,
            progress=lambda count: bar.advance(task, count),
        )
    summary = {
        "rows": report.rows,
        "stored": report.stored,
        "new": report.new,
        "known": report.known,
        "rejected": report.rejected,
        "needs_human": report.human,
        "levels": dict(sorted(report.levels.items())),
        "rejects_file": report.rejects_file,
    }
    if json:
        print_json(summary)
    else:
        print_table(["", ""], [[key, value] for key, value in summary.items() if value is not None])
    if report.rejects_file:
        err.print(f"rejected rows and reasons 未入库的行及原因: {report.rejects_file}", markup=False)
        raise typer.Exit(3)
