"""Bodies are named as their district and town would name them."""

import re

import pytest

from city import facts
from city.facts import Subdistrict
from city.naming import fitting

WRONG = re.compile(
    r"(?<!周)市市(?![政场])|区区|镇镇|街道街道|[{}]|太仓区|昆山区|常熟区|张家港区|工业园分|园区区"
)


@pytest.fixture(scope="module")
def everywhere() -> list[Subdistrict]:
    return list(facts.subdistricts(("3205",)))


@pytest.mark.parametrize(
    ("code", "template", "name"),
    [
        ("320508021", "{city}公安局{d}分局", "苏州市公安局姑苏分局"),
        ("320585100", "{police}{s}派出所", "太仓市公安局城厢派出所"),
        ("320508021", "{police}{s}派出所", "姑苏公安分局双塔派出所"),
        ("320576050", "{police}{s}派出所", "工业园区公安分局娄葑派出所"),
        ("320508021", "{full}慈善总会", "苏州市姑苏区慈善总会"),
        ("320583100", "{full}慈善总会", "昆山市慈善总会"),
        ("320576050", "{full}慈善总会", "苏州工业园区慈善总会"),
        ("320585100", "{office}", "城厢镇人民政府"),
        ("320508021", "{office}", "双塔街道办事处"),
        ("320585400", "{office}", "太仓经济开发区管理委员会"),
        ("320506400", "{office}", "江苏省太湖采石公司管理办公室"),
        ("320505400", "{sub}民政办公室", "浒墅关镇民政办公室"),
        ("320508021", "{s2}派出所", "葑门派出所"),
    ],
)
def test_a_template_is_filled_as_the_place_names_its_bodies(code: str, template: str, name: str):
    assert facts.subdistrict(code).names.fill(template) == name


def test_a_community_has_its_name_with_and_without_its_kind():
    names = facts.subdistrict("320508021").names

    assert (
        names.fill("{c}书画社、{place}助餐点", community="钟楼", place="钟楼社区")
        == "钟楼书画社、钟楼社区助餐点"
    )


def test_an_alias_is_there_for_each_name_of_the_district():
    assert facts.subdistrict("320505001").names.aliases("{d}城管大队") == ("虎丘城管大队", "高新区城管大队")
    assert facts.subdistrict("320505001").names.aliases("{s}城管中队") == ("横塘城管中队",)


def test_no_template_makes_a_wrong_name_anywhere(everywhere):
    tables = ("departments", "units", "organisations", "teams", "services", "projects", "groups")
    templates = {row["name"] for table in tables for row in facts.rows(f"city/{table}")}
    templates |= {a for row in facts.rows("city/units") for a in facts.split(row["aliases"])}

    for sub in everywhere:
        for template in templates:
            name = sub.names.fill(template, community="钟楼", place="钟楼社区")
            assert not WRONG.search(name), f"{sub.code}: {template} → {name}"


def test_the_tables_of_names_are_of_places_that_there_are(everywhere):
    codes = {sub.code for sub in everywhere}
    districts = {sub.district_code for sub in everywhere}

    assert {row["code"] for row in facts.rows("city/district_names")} == districts
    assert {row["code"] for row in facts.rows("city/subdistricts")} <= codes


def test_no_two_subdistricts_of_a_district_have_a_short_name_in_common(everywhere):
    for district in {sub.district_code for sub in everywhere}:
        names = [
            name
            for sub in everywhere
            if sub.district_code == district
            for name in {sub.names.short, sub.names.second}
        ]
        assert len(names) == len(set(names)), district


ROWS = [
    {"kind": "fire", "of": "", "name": "anywhere"},
    {"kind": "fire", "of": "town|park", "name": "in a town"},
    {"kind": "fire", "of": "320508021", "name": "here"},
    {"kind": "water", "of": "", "name": "water"},
    {"kind": "metro", "of": "zone", "name": "metro"},
]


@pytest.mark.parametrize(
    ("forms", "names"),
    [
        (("320508021", "street", ""), ["here", "water"]),
        (("320585100", "town", ""), ["in a town", "water"]),
        (("320506401", "park", ""), ["in a town", "water"]),
        (("320508017", "street", ""), ["anywhere", "water"]),
        (("320576050", "street", "zone", ""), ["anywhere", "water", "metro"]),
    ],
)
def test_the_rows_for_the_most_particular_of_a_places_forms_stand(forms: tuple[str, ...], names: list[str]):
    assert [row["name"] for row in fitting(ROWS, forms, by=lambda row: row["kind"])] == names
