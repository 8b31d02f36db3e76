"""`liandong component`: the ID card of a component."""

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from cli.context import store
from cli.db import JSON
from cli.output import print_json, print_table
from graph.queries import Queries, Row
from liandong.codes import fault_of_component_code
from liandong.errors import NotFoundError

_ROLES = {
    "SUPERVISED_BY": "主管 supervised by",
    "OWNED_BY": "权属 owned by",
    "MAINTAINED_BY": "养护 maintained by",
}
_STATUS = {"in_use": "在用 in use", "damaged": "损坏 damaged", "out_of_use": "停用 out of use"}


def component(
    code: Annotated[str, typer.Argument(help="Its code, as on its plate.")],
    json: JSON = False,
) -> None:
    """Show a component's ID card: where it is, who answers for it, what it is like, what can be reported.

    Example: liandong component 3205080120000017
    """
    with store() as opened:
        rows = opened.rows(Queries.load()["components.card"], code=code)
    if not rows:  # a city may number by another scheme: the check digit is asked for where nothing is found
        fault = fault_of_component_code(code)
        raise NotFoundError(
            f"There is no component {code[:40]!r} 没有这个部件{'：' if fault else ''}{fault}",
            hint="Compare it with the plate." if fault else "`liandong load` brings a register in.",
        )
    if json:
        print_json(rows[0])
    else:
        print_table(["", rows[0].name or rows[0].kind_name], list(_lines(rows[0])))


def _lines(card: Row) -> Iterator[list[Any]]:
    yield ["编号 number", card.code]
    yield ["类别 kind", f"{card.group} · {card.kind_name} {card.kind}"]
    position = "" if card.lon is None else f" ({card.lon:.6f}, {card.lat:.6f})"
    yield ["位置 place", f"{card.grid_name} {card.grid}{position}"]
    yield ["状态 status", _STATUS.get(card.status, card.status)]
    yield ["安装 installed", card.installed]
    for body in card.bodies:
        phone = f" {body['phone']}" if body["phone"] else ""
        yield [_ROLES[body["role"]], f"{body['name']} {body['unit']}{phone}"]
    for attribute in card.attributes:
        if attribute["value"] is not None or attribute["required"]:
            yield [f"{attribute['name']} {attribute['property']}", _value(attribute)]
    for defect in card.defects:
        what = "、".join(defect["defects"])
        yield ["可报 report", f"{what} → {defect['name']} {defect['issue']} ({defect['urgency']})"]


def _value(attribute: dict[str, Any]) -> Any:
    value, unit = attribute["value"], attribute["unit"]
    if value is None:
        return "待补 to be filled in"
    if isinstance(value, bool):
        return "是 yes" if value else "否 no"
    return f"{value:.9g} {unit}" if unit else value
