"""`liandong demo`: build and load the demo city, run the main job over sample reports, serve."""

from typing import Annotated

import typer

from cli.city import counting
from cli.context import vault_of
from cli.output import err, out, print_table
from cli.serve import serve_office
from graph.connect import open_store
from liandong.catalogue import Catalogue
from liandong.paths import shipped
from liandong.settings import load_settings

NEXT = """下一步 next:
  .venv/bin/liandong route '十梓街有棵树快倒了' 　　 一句话的派遣方案 a plan for a sentence (--json, --at)
  .venv/bin/liandong query orders.queue -p limit=10   待人工的工单 orders that wait for a person
  .venv/bin/liandong queries                          命名查询 the named queries
  .venv/bin/liandong ingest FILE --text COLUMN        导入一批诉求 a file of reports
  .venv/bin/liandong db status                        数据库 the database"""


def demo(
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="Serve the API afterwards.")] = True,
    port: Annotated[int, typer.Option(help="Port of the API.", min=1, max=65535)] = 8000,
) -> None:
    """Build and load the demo city, handle 30 sample reports, show what comes out, serve the API.

    What is there already is not built again.

    Example: liandong demo --no-serve
    """
    from city.build import build_city
    from city.manifest import is_current
    from dispatch.demo import handle_samples, prepare
    from dispatch.setup import open_office

    settings = load_settings()
    vault, data = vault_of(settings), shipped("data")
    folder = settings.home / "city-demo"
    with open_store(settings) as store:
        with counting() as advance:
            if not is_current(folder):
                build_city(folder, scale="demo", seed=1, progress=advance)
            catalogue = Catalogue.load(data)
            done = prepare(store, catalogue=catalogue, city=folder, vault=vault, progress=advance)
        for line in done:
            err.print(f"loaded 已载入 {line}", markup=False)
        office = open_office(store, data=data, vault=vault)
        handled = handle_samples(office, data / "samples.csv")
        print_table(
            [
                "诉求 report",
                "事项 issue",
                "地点 place",
                "牵头 lead",
                "协同 support",
                "社会 social",
                "核查 verify",
                "时限 by",
            ],
            [
                [
                    h.reading.text_masked,
                    _issue(h.reading.classification.name, h.reading.classification.confidence),
                    "、".join(h.names) or "—",
                    f"{h.plan.lead.name if h.plan.lead else '—'}{'（待人工）' if h.plan.needs_human else ''}",
                    [unit.name for unit in h.plan.support],
                    [service.name for service in h.plan.social],
                    h.plan.verify.code if h.plan.verify else "—",
                    h.plan.deadline,
                ]
                for h in handled
            ],
        )
        out.print(NEXT, markup=False)
        if serve:
            serve_office(office, port=port)


def _issue(name: str | None, confidence: float) -> str:
    return f"{name} {confidence:.2f}" if name else "—"
