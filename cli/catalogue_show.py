"""`liandong catalogue show`: everything the catalogue knows about one issue."""

from typing import Annotated

import typer

from cli.catalogue import DATA
from cli.db import JSON
from cli.output import print_json, print_table
from liandong.catalogue import Catalogue
from liandong.catalogue.sheet import Sheet, sheet
from liandong.catalogue.stages import StageLimit
from liandong.paths import shipped

_LEVELS = {"community": "社区", "subdistrict": "街镇", "district": "区", "city": "市"}
_URGENCIES = {"normal": "一般", "urgent": "紧急", "emergency": "特急"}
_UNITS = {"hours": "小时", "working_hours": "工作小时", "working_days": "工作日"}


def show(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The issue: six digits, or its name.")],
    data: DATA = None,
    json: JSON = False,
) -> None:
    """Show an issue: what it is, who does what about it at each level, its time limits, its neighbours.

    Example: liandong catalogue show 043703
    """
    found = sheet(Catalogue.load(data or shipped("data")), code)
    if json:
        print_json(found)
    else:
        _print(found)


def _print(found: Sheet) -> None:
    issue, rules = found.issue, found.handling
    print_table(
        [f"{issue.code}", issue.name],
        [
            ["定义 definition", issue.definition],
            ["归类 class", f"{found.category} / {found.type}"],
            ["处置类别 pattern", found.pattern],
            ["紧急程度 urgency", f"{_URGENCIES[issue.urgency]} {issue.urgency}"],
            ["依据 basis", issue.basis],
            ["立案 filing", rules.filing],
            ["结案 closing", rules.closing],
            ["核实 verification", rules.verification],
            ["上报 reporters", rules.reporters],
            ["保密 confidential", "是 yes" if rules.sensitive == "1" else "否 no"],
            ["部件 components", found.component_kinds],
            ["需求 needs", found.needs],
            ["说法 keywords", issue.keywords],
            ["说明 note", rules.note],
        ],
    )
    print_table(
        ["层级 level", "角色 role", "机构 body", "职责 task"],
        [[_LEVELS[d.level], d.role_name, d.kind_name, d.task] for d in found.duties],
        title="职责 duties",
    )
    print_table(
        ["紧急程度 urgency", "受理 accept", "处置 handle", "核查 inspect"],
        [
            [_URGENCIES[urgency], *map(_limit, (limits.accept, limits.handle, limits.inspect))]
            for urgency, limits in found.limits.items()
        ],
        title="时限 limits",
    )
    print_table(
        ["事项 issue", "名称 name", "定义 definition", "同类 same type"],
        [[n.code, n.name, n.definition, "是" if n.same_type else "否"] for n in found.neighbours],
        title="相邻事项 neighbours",
    )


def _limit(limit: StageLimit) -> str:
    return f"{limit.number}{_UNITS[limit.unit]}"


def register(app: typer.Typer) -> None:
    """Add the command to those of `liandong catalogue`."""
    app.command()(show)
