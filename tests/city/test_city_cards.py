import csv
from collections import Counter
from pathlib import Path

import pytest

from city import cards as module
from city import facts
from city.cards import cards
from city.dice import Dice
from graph.load.convert import Converter, Item
from graph.schema import SCHEMA
from liandong.errors import DataError
from tests.graph.loading import VAULT

LABELS = ("Component", "Camera", "Pipe")
COMMON = {"name", "status", "installed", "location", "line"}


@pytest.fixture(scope="module")
def attributes() -> dict[tuple[str, str], facts.Row]:
    """The catalogue's attributes by kind and property."""
    rows = facts.rows("component_attributes")
    return {(kind, row["property"]): row for row in rows for kind in facts.split(row["kinds"])}


def components(folder: Path) -> list[tuple[str, dict[str, str]]]:
    """(label, row) of every component."""
    found = []
    for label in LABELS:
        with (folder / f"{label}.csv").open(encoding="utf-8", newline="") as file:
            found += [(label, row) for row in csv.DictReader(file)]
    return found


def test_a_component_says_what_its_kind_has_and_nothing_else(demo, attributes):
    names = {prop.name for label in LABELS for prop in SCHEMA.props(label)} - COMMON - {"code"}
    own = {kind: {name for k, name in attributes if k == kind} for kind in {kind for kind, _ in attributes}}

    for _, row in components(demo):
        said = {name for name in names if row.get(name)}
        assert said <= own[row["kind"]], row["code"]


def test_what_a_card_has_to_say_it_says_and_in_allowed_words(demo, attributes):
    said: Counter[tuple[str, str]] = Counter()
    total: Counter[str] = Counter()
    for _, row in components(demo):
        total[row["kind"]] += 1
        for (kind, name), attribute in attributes.items():
            if kind == row["kind"] and row.get(name):
                said[kind, name] += 1
                allowed = facts.split(attribute["values"])
                assert not allowed or row[name] in allowed, (row["code"], name, row[name])

    missing = [key for key, row in attributes.items() if row["required"] == "1" and said[key] < total[key[0]]]
    assert missing == []
    assert [key for key in attributes if not said[key]] == []


def test_every_card_can_be_loaded(demo):
    converters = {label: Converter(SCHEMA.templates[label], VAULT) for label in LABELS}

    wrong = [
        item
        for line, (label, row) in enumerate(components(demo), 2)
        if not isinstance(item := converters[label].convert(line, row), Item)
    ]

    assert wrong == []


def test_a_camera_has_what_belongs_to_its_model(demo):
    models = {row["model"]: (row["form"], row["angle"], row["radius"]) for row in facts.rows("city/cameras")}

    found = [row for label, row in components(demo) if label == "Camera"]

    assert {row["model"] for row in found} == models.keys()
    assert all(models[row["model"]] == (row["form"], row["angle"], row["radius"]) for row in found)


def test_a_hump_lies_across_its_road_and_a_kerb_along_it(demo):
    rows = [row for _, row in components(demo)]

    humps = {float(row["length"]) for row in rows if row["kind"] == "0219"}
    kerbs = [float(row["length"]) for row in rows if row["kind"] == "0224"]

    assert humps <= {6.0, 7.0, 11.0, 16.0}
    assert kerbs
    assert all(row["line"].startswith("LINESTRING") for row in rows if row["kind"] in ("0219", "0224"))


@pytest.mark.parametrize(
    ("kind", "rule", "found"),
    [
        ("str", "木*3|石", {"木", "石"}),
        ("str", "每日9:30、16:00|全天", {"每日9:30、16:00", "全天"}),
        ("str", "L{n}|{place}站", {"L00007", "平江路站"}),
        ("int", "2..8/3", {"2", "5", "8"}),
        ("int", "1..3", {"1", "2", "3"}),
        ("float", "0.1..0.3/0.1", {"0.1", "0.2", "0.3"}),
        ("float", "2|2.5*2", {"2", "2.5"}),
        ("bool", "0.5", {"true", "false"}),
        ("bool", "1", {"true"}),
    ],
)
def test_a_rule_gives_exactly_its_values(kind: str, rule: str, found: set[str]):
    make, dice = module._maker(kind, rule), Dice(1, "test")

    assert {make(dice, "平江路", 7) for _ in range(200)} == found


def test_dates_and_lists_are_written_as_a_file_has_them():
    dice = Dice(1, "test")

    assert all("2025-01-01" <= module._maker("date", "2025..2026")(dice, "", 1) < "2027" for _ in range(50))
    routes = [module._maker("list[str]", "1路|2路|3路")(dice, "", 1).split("|") for _ in range(50)]
    assert all(len(set(one)) == len(one) for one in routes)
    assert {route for one in routes for route in one} == {"1路", "2路", "3路"}


@pytest.mark.parametrize(
    ("dropped", "added", "what"),
    [
        ("", "0120,age,1..9", "age of 0120 is no attribute"),
        ("", "0120,power,60", "power of 0120 has two rules"),
        ("0122,diameter", "0122,diameter,big..small", "diameter of 0122: 'big..small' makes no sense"),
        ("0122,diameter", "", "nothing of diameter of 0122"),
    ],
)
def test_rules_that_cannot_be_followed_are_a_data_error(dropped: str, added: str, what: str, monkeypatch):
    shipped = facts.rows
    rules = [
        row for row in shipped("city/component_values") if f"{row['kinds']},{row['property']}" != dropped
    ]
    if added:
        rules.append(dict(zip(("kinds", "property", "values"), added.split(","), strict=True)))
    monkeypatch.setattr(
        facts, "rows", lambda name: rules if name == "city/component_values" else shipped(name)
    )

    with pytest.raises(DataError, match=what):
        cards()
