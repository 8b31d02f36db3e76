"""From a column's text to a typed value, or to the reason why not, in two languages."""

import json
import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from neo4j.spatial import WGS84Point

from graph.load.convert import Converter, Item, Problem
from graph.schema import CODE, SCHEMA, Index, Prop, Template, Type
from graph.vault import Vault
from liandong.clock import CHINA

VAULT = Vault(bytes(range(64)))
SQUARE = "POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))"
HUGE = 10**5000
OPEN_RING = [[[0, 0], [1, 0], [1, 1], [0, 1]]]


def convert(prop: Prop, raw: object) -> Any:
    """The value that a template with this one property makes of a raw one; problems as they are."""
    template = Template("Thing", (CODE, prop))
    columns = {"lon": raw[0], "lat": raw[1]} if isinstance(raw, tuple) else {"x": raw}
    item = Converter(template, VAULT).convert(1, {"code": "1", **columns})
    return item.props.get("x") if isinstance(item, Item) else item


def x(type_: Type, **bounds: Any) -> Prop:
    return Prop(name="x", zh="值", type=type_, **bounds)


@pytest.mark.parametrize(
    ("prop", "raw", "value"),
    [
        (x(Type.STR), " 十全街 128号 ", "十全街 128号"),
        (x(Type.STR), 'a "b", c\nd\te', 'a "b", c\nd\te'),
        (x(Type.STR), "x" * 10_000, "x" * 10_000),
        (x(Type.STR, index=Index.RANGE), "𠮷" * 1_000, "𠮷" * 1_000),
        (x(Type.STR), 12, "12"),
        (x(Type.STR), "", None),
        (x(Type.STR), "  ", None),
        (x(Type.STR), None, None),
        (x(Type.STR, one_of=("city", "district")), "city", "city"),
        (x(Type.INT), "42", 42),
        (x(Type.INT), " -7 ", -7),
        (x(Type.INT), "3.0", 3),
        (x(Type.INT), 1 - 2**53, 1 - 2**53),
        (x(Type.INT), "", None),
        (x(Type.INT), "  ", None),
        (x(Type.INT, minimum=1, maximum=4), "1", 1),
        (x(Type.INT, minimum=1, maximum=4), "4", 4),
        (x(Type.FLOAT), "0.5", 0.5),
        (x(Type.FLOAT), "1e3", 1000.0),
        (x(Type.FLOAT, minimum=0, maximum=1), 1, 1.0),
        (x(Type.BOOL), "true", True),
        (x(Type.BOOL), True, True),
        (x(Type.BOOL), "是", True),
        (x(Type.BOOL), "0", False),
        (x(Type.BOOL), False, False),
        (x(Type.BOOL), "否", False),
        (x(Type.DATE), "2020-02-29", date(2020, 2, 29)),
        (x(Type.DATETIME), "2020-02-29T12:30:00", datetime(2020, 2, 29, 12, 30, tzinfo=CHINA)),
        (x(Type.DATETIME), "2020-02-29 12:30", datetime(2020, 2, 29, 12, 30, tzinfo=CHINA)),
        (x(Type.DATETIME), "2020-02-29T04:30:00Z", datetime(2020, 2, 29, 12, 30, tzinfo=CHINA)),
        (x(Type.STRS), "里河|里河小区| |里河", ["里河", "里河小区", "里河"]),
        (x(Type.STRS), ["a", "b"], ["a", "b"]),
        (x(Type.STRS), "|", None),
        (x(Type.STRS), [], None),
        (x(Type.POLYGON), SQUARE, SQUARE),
        (x(Type.POLYGON), "POLYGON((0 0,1 0,1 1,0 1,0 0))", SQUARE),
        (
            x(Type.POLYGON),
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3 3, 2 2)))",
            "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((2 2, 3 2, 3 3, 2 2)))",
        ),
        (
            x(Type.POLYGON),
            "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
            "POLYGON ((0 0, 9 0, 9 9, 0 9, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
        ),
        (x(Type.POLYGON), {"type": "Polygon", "coordinates": [[*OPEN_RING[0], [0, 0]]]}, SQUARE),
        (x(Type.LINE), "LINESTRING (120.123456789 31, 121 32)", "LINESTRING (120.1234568 31, 121 32)"),
        (x(Type.LINE), {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}, "LINESTRING (0 0, 1 1)"),
        (x(Type.POINT), ("120.6", "31.3"), WGS84Point((120.6, 31.3))),
        (x(Type.POINT), (-180, 90), WGS84Point((-180, 90))),
        (x(Type.POINT), ("", ""), None),
        (x(Type.POINT), (" ", None), None),
        (x(Type.POINT), {"type": "Point", "coordinates": [120.6, 31.3]}, WGS84Point((120.6, 31.3))),
    ],
)
def test_a_value_that_fits_is_typed(prop: Prop, raw: object, value: object) -> None:
    converted = convert(prop, raw)

    assert converted == value
    assert type(converted) is type(value)


@pytest.mark.parametrize(
    ("prop", "raw", "reason"),
    [
        (x(Type.STR), "x" * 10_001, "longer than 10000 characters 文本过长"),
        (x(Type.STR, index=Index.RANGE), "x" * 1_001, "longer than 1000 characters 文本过长"),
        (x(Type.STR), "a\0b", "含有控制字符"),
        (x(Type.STR), "a\x1bb", "含有控制字符"),
        (x(Type.STR), "a\ud800b", "含有控制字符"),
        (x(Type.STR), {"a": 1}, "not text 不是文本"),
        (x(Type.STR), ["a"], "not text 不是文本"),
        (x(Type.STR, one_of=("city", "district")), "town", "one of 只能是 city, district; got town"),
        (x(Type.INT), "seven", "not a number 不是数字: seven"),
        (x(Type.INT), "3.5", "not a whole number 不是整数"),
        (x(Type.INT), "nan", "not a number 不是数字: nan"),
        (x(Type.INT), "inf", "超出范围"),
        pytest.param(x(Type.INT), HUGE, "超出范围", id="huge"),
        (x(Type.INT), "9" * 30, "超出范围"),
        (x(Type.INT), 2**53, "not between -2^53 and 2^53 超出范围"),
        (x(Type.INT), True, "not a number 不是数字"),
        (x(Type.INT), [1], "not a number 不是数字"),
        (x(Type.INT), "1_000", "not a number 不是数字"),
        (x(Type.INT, minimum=1, maximum=4), "5", "not between 1 and 4 超出范围: 5"),
        (x(Type.INT, minimum=1, maximum=4), "0", "not between 1 and 4 超出范围: 0"),
        (x(Type.FLOAT, minimum=0, maximum=1), "1.01", "not between 0 and 1 超出范围"),
        (x(Type.FLOAT), "1,5", "not a number 不是数字"),
        (x(Type.BOOL), "maybe", "not true or false 不是布尔值: maybe"),
        (x(Type.DATE), "2021-02-29", "not a date YYYY-MM-DD 不是日期: 2021-02-29"),
        (x(Type.DATE), "29.2.2020", "不是日期"),
        (x(Type.DATE), 20200229, "不是日期"),
        (x(Type.DATETIME), "yesterday", "not a time YYYY-MM-DDTHH:MM:SS+08:00 不是时间"),
        (x(Type.DATETIME), "0001-01-01T00:00:00+14:00", "不是时间"),
        (x(Type.STRS), ["a", {"b": 1}], "not text 不是文本"),
        (x(Type.STRS), "a|b\0", "含有控制字符"),
        (x(Type.STRS), "x" * 10_001, "文本过长"),
        (x(Type.STRS), "a|" * 5_001, "文本过长"),
        (x(Type.POLYGON), "POLYGON ((0 0, 1 0, 1 1, 0 1))", "not a closed Polygon 几何有误或未闭合"),
        (
            x(Type.POLYGON),
            "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",
            "几何无效: Self-intersection",
        ),
        (x(Type.POLYGON), "POLYGON ((0 0, 1 0, 0 0))", "几何"),
        (x(Type.POLYGON), "POLYGON EMPTY", "几何类型不符"),
        (x(Type.POLYGON), "POINT (0 0)", "not a Polygon or MultiPolygon 几何类型不符: Point"),
        (x(Type.POLYGON), "POLYGON ((0 0, 200 0, 200 1, 0 0))", "coordinates out of range 坐标超出范围"),
        (x(Type.POLYGON), "POLYGON ((31 120, 31 121, 32 121, 31 120))", "coordinates out of range"),
        (x(Type.POLYGON), "POLYGON ((0 0, nan 0, 1 1, 0 0))", "几何"),
        (x(Type.POLYGON), "边界", "几何有误或未闭合"),
        (x(Type.POLYGON), {"type": "Polygon", "coordinates": OPEN_RING}, "ring is not closed"),
        (x(Type.POLYGON), {"type": "Polygon", "coordinates": []}, "几何"),
        (x(Type.POLYGON), {"type": "Polygon"}, "几何有误或未闭合"),
        (x(Type.POLYGON), {"type": ["Polygon"], "coordinates": 3}, "几何有误或未闭合"),
        (x(Type.POLYGON), 7, "几何有误或未闭合"),
        (x(Type.LINE), SQUARE, "not a LineString 几何类型不符: Polygon"),
        (x(Type.LINE), "LINESTRING (0 0)", "几何有误"),
        (x(Type.POINT), {"type": "Point", "coordinates": [1]}, "not a GeoJSON Point 不是点要素"),
        (x(Type.POINT), {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "不是点要素"),
    ],
)
def test_a_value_that_does_not_fit_is_a_problem(prop: Prop, raw: object, reason: str) -> None:
    (problem,) = convert(prop, raw)

    assert problem.field == "x"
    assert reason in problem.reason
    assert re.search(r"[a-z]", problem.reason)
    assert re.search(r"[\u4e00-\u9fff]", problem.reason)
    assert len(problem.reason) < 200


@pytest.mark.parametrize(
    ("lon", "lat", "fields"),
    [
        ("181", "0", ["lon"]),
        ("0", "-90.1", ["lat"]),
        ("31.3", "120.6", ["lat"]),
        ("x", "y", ["lon", "lat"]),
        ("nan", "inf", ["lon", "lat"]),
        ("120.6", "", ["lat"]),
        (None, "31.3", ["lon"]),
        pytest.param(True, HUGE, ["lon", "lat"], id="huge"),
        ([120.6], {"a": 1}, ["lon", "lat"]),
    ],
)
def test_half_or_wrong_coordinates_are_problems(lon: object, lat: object, fields: list[str]) -> None:
    problems = convert(x(Type.POINT), (lon, lat))

    assert [problem.field for problem in problems] == fields
    assert all("坐标超出范围" in problem.reason for problem in problems)


# Rows


def row(template: str, /, **record: object) -> Item | list[Problem]:
    return Converter(SCHEMA.templates[template], VAULT).convert(1, record)


def test_a_row_becomes_code_properties_and_references() -> None:
    item = row("Grid", code=" G1 ", name="一网格", level="3", lon="120.6", lat="31.3", parent="G0", area="")

    assert item == Item(
        1, "G1", {"name": "一网格", "level": 3, "location": WGS84Point((120.6, 31.3))}, {"parent": "G0"}
    )


def test_a_relationship_becomes_its_two_ends_and_properties() -> None:
    item = row("GridWorker_PATROLS_Grid", **{"from": "W1", "to": "G1", "role": "lead"})

    assert item == Item(1, "W1", {"role": "lead"}, {}, "G1")


def test_every_problem_of_a_row_is_told() -> None:
    problems = row("Grid", code="G 1", name="x", level="9", kind="?", lon="999", lat="1", parent="G|0")

    assert isinstance(problems, list)
    assert sorted(problem.field for problem in problems) == ["code", "kind", "level", "lon", "parent"]


@pytest.mark.parametrize("empty", ["", "  ", None, "\u3000", "\t"])
def test_a_required_value_that_is_empty_is_missing(empty: object) -> None:
    for column in ("code", "name", "level"):
        record = {"code": "G1", "name": "x", "level": "3"} | {column: empty}

        assert row("Grid", **record) == [Problem(column, "missing 缺失")]


def test_a_field_that_the_template_lacks_is_a_problem() -> None:
    assert row("Skill", code="1", name="x", colour="red") == [Problem("colour", "unknown field 未知字段")]


@pytest.mark.parametrize(
    "code",
    [
        "a b",
        "a|b",
        "x" * 81,
        "a\nb",
        "a\0b",
        "\ud800",
        1.5,
        True,
        {"a": 1},
        ["1"],
        pytest.param(HUGE, id="huge"),
    ],
)
def test_what_is_no_code_is_a_problem(code: object) -> None:
    (problem,) = row("Skill", code=code, name="x")  # type: ignore[misc]

    assert problem.field == "code"
    assert "not a code (1–80 characters, no blanks) 不是编码" in problem.reason


def test_a_whole_number_is_a_code() -> None:
    item = row("Skill", code=320508, name="x")

    assert isinstance(item, Item)
    assert item.code == "320508"


def test_personal_values_are_sealed_for_their_place() -> None:
    item = row("Resident", code="R1", name=" 王小明 ", phone="", household="H1", sex="F")

    assert isinstance(item, Item)
    assert item.props == {"name": VAULT.seal("Resident", "R1", "name", "王小明"), "sex": "F"}


def test_a_problem_does_not_show_a_personal_value() -> None:
    (problem,) = row("Resident", code="R1", household="H1", phone="139\x0000001111")  # type: ignore[misc]

    assert problem.field == "phone"
    assert "139" not in problem.reason


# Whatever a file holds, a row is an item or has problems that can be written down

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(
    scalars | st.sampled_from(["0", "2020-01-01", "0001-01-01T00:00:00+14:00", SQUARE, 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "x"])
numbers = st.floats() | st.integers()
positions = st.lists(numbers, min_size=1, max_size=3)
coordinates = anything | positions | st.lists(positions) | st.lists(st.lists(positions))
geometries = st.fixed_dictionaries({"type": kinds, "coordinates": coordinates})


@settings(deadline=None, max_examples=300)
@given(st.sampled_from(sorted(SCHEMA.templates)), st.data())
def test_any_record_is_an_item_or_has_problems(name: str, data: st.DataObject) -> None:
    template = SCHEMA.templates[name]
    columns = st.sampled_from([*template.columns, *(prop.name for prop in template.props)])
    record: dict[str, object] = dict.fromkeys(template.required, "1")
    record |= data.draw(st.dictionaries(columns | st.text(min_size=1), anything | geometries, max_size=5))

    converted = Converter(template, VAULT).convert(1, record)

    if isinstance(converted, Item):
        assert re.fullmatch(r"[^\s|]{1,80}", converted.code)
        repr(converted).encode()
    else:
        assert converted
        assert all(json.dumps([p.field, p.reason], ensure_ascii=False).encode() for p in converted)
