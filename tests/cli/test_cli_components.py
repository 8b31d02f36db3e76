"""`liandong component` at the demo city."""

import pytest

from graph.store import Store
from tests.cli.conftest import Liandong, refused

pytestmark = pytest.mark.usefixtures("city_store")

LAMP = "3205080120000017"


def test_the_card_of_a_lamp(liandong: Liandong) -> None:
    card = liandong("component", LAMP, "--json").json

    assert (card["code"], card["kind_name"], card["group"]) == (LAMP, "路灯", "公用设施")
    assert [body["role"] for body in card["bodies"]] == ["SUPERVISED_BY", "OWNED_BY", "MAINTAINED_BY"]
    attributes = {attribute["name"]: attribute for attribute in card["attributes"]}
    assert attributes["杆号"]["value"].startswith("L")
    assert (attributes["功率"]["unit"], attributes["功率"]["required"]) == ("W", True)
    defects = {defect["name"]: defect["defects"] for defect in card["defects"]}
    assert defects["路灯不亮"] == ["不亮"]
    assert defects["路灯杆灯罩破损"] == ["灯罩破损", "灯杆倾斜"]


def test_the_card_as_a_table(here: Liandong) -> None:
    answer = here("component", LAMP)

    for word in ("路灯", LAMP, "杆号 pole", "苏州市城市照明管理处", "不亮 → 路灯不亮 040501"):
        assert word in answer.out


def test_every_type_of_attribute_is_shown(here: Liandong, city_store: Store) -> None:
    for kind in ("0128", "0137", "0204", "0506", "0405"):
        row = city_store.execute(
            "MATCH (c:Component)-[:OF_KIND]->(:ComponentKind {code: $kind}) RETURN c.code AS code LIMIT 1",
            {"kind": kind},
        )[0]
        card = here("component", row["code"], "--json").json
        assert [a for a in card["attributes"] if a["required"] and a["value"] is None] == []
        assert row["code"] in here("component", row["code"]).out


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("3205080120000018", ["3205080120000018", "check digit should be 7", "校验位"]),
        ("320508012000001", ["16 digits"]),
        ("lamp", ["16 digits"]),
        ("", ["16 digits"]),
        ("3205080120999995", ["3205080120999995", "liandong load"]),
    ],
)
def test_a_component_that_is_not_there(here: Liandong, code: str, words: list[str]) -> None:
    said = refused(here("component", code, code=2))

    assert [word for word in words if word not in said] == []
