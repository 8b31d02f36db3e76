"""From what was said to a reading and a plan, at the demo city."""

import csv
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.intake import Handled, Incoming
from dispatch.setup import Office
from liandong.clock import CHINA
from liandong.codes import component_code
from liandong.errors import DataError, NotFoundError

MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
DOOR, DOOR_GRID = "十全街128号", "320508021017301"
COVER, COVER_GRID = "3205080101000011", "320508021029303"
UNREGISTERED = component_code("320508", "0120", 99999)
OUTSIDE = "0,0"


def handle(office: Office, text: str, at: str | None = None) -> Handled:
    return office.desk.handle([Incoming("test", "1", text, MONDAY, at)])[0]


def test_needs_that_the_text_speaks_of_are_met_and_named(office: Office) -> None:
    plain, needy = (handle(office, f"{DOOR}门口的路灯坏了{more}") for more in ("", "，隔壁独居老人摔过一跤"))

    assert [helper for helper in plain.plan.social if "诉求中" in helper.sentence] == []
    assert needy.plan.social[0].extra["need"] == "elder_alone"
    assert "诉求中的“独居老人”提示独居老人关爱需求" in needy.plan.social[0].sentence


@pytest.mark.parametrize(
    ("text", "at", "place"),
    [
        pytest.param(f"{DOOR}门口的路灯坏了", None, DOOR_GRID, id="a door number"),
        pytest.param("百步街社区的路灯坏了", None, "320508021017", id="an area"),
        pytest.param(f"上水井盖{COVER}不见了", None, COVER_GRID, id="a component"),
        pytest.param("路灯坏了", DOOR_GRID, DOOR_GRID, id="given as a grid"),
        pytest.param("路灯坏了", "320508021", "320508021", id="given as an area"),
        pytest.param("路灯坏了", COVER, COVER_GRID, id="given as a component"),
        pytest.param("路灯坏了", "120.632,31.307", DOOR_GRID, id="given as a position"),
        pytest.param("路灯坏了", " 120.632 ， 31.307 ", DOOR_GRID, id="given with a Chinese comma"),
        pytest.param("路灯坏了", f"{DOOR}对面", DOOR_GRID, id="given in words"),
        pytest.param(f"{DOOR}的路灯坏了", "320508021030303", "320508021030303", id="given before said"),
        pytest.param(
            f"{DOOR}的路灯坏了", "火星路1号", DOOR_GRID, id="words that name nothing are passed over"
        ),
        pytest.param(f"里河新村3幢的上水井盖{COVER}不见了", None, COVER_GRID, id="the component decides"),
        pytest.param(
            f"{DOOR}的路灯{UNREGISTERED}坏了", None, DOOR_GRID, id="an unregistered component does not"
        ),
    ],
)
def test_place(office: Office, text: str, at: str | None, place: str) -> None:
    handled = handle(office, text, at)

    assert handled.place == place
    assert handled.plan.place == place
    assert handled.plan.lead is not None
    assert not handled.plan.needs_human


@pytest.mark.parametrize(
    ("at", "names"),
    [(None, []), (OUTSIDE, [OUTSIDE]), ("999,999", ["999,999"]), (UNREGISTERED, [UNREGISTERED])],
)
def test_place_that_is_not_found_is_a_persons_to_find(
    office: Office, at: str | None, names: list[str]
) -> None:
    handled = handle(office, "路灯坏了", at)

    assert handled.place is None
    assert list(handled.names) == names
    assert handled.plan.lead is None
    assert handled.plan.needs_human
    assert any("地点" in reason for reason in handled.plan.reasons)


def test_a_component_of_the_register_is_kept_with_the_place(office: Office) -> None:
    assert handle(office, f"上水井盖{COVER}不见了").component == COVER
    assert handle(office, f"{DOOR}的路灯{UNREGISTERED}坏了").component is None


def test_a_road_through_several_grids_goes_to_what_they_have_in_common(
    office: Office, demo_city: Path
) -> None:
    roads, grids = defaultdict(set), {}
    with (demo_city / "Road.csv").open(encoding="utf-8", newline="") as file:
        grids = {row["code"]: row["name"] for row in csv.DictReader(file)}
    with (demo_city / "Road_RUNS_THROUGH_Grid.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            roads[grids[row["from"]]].add(row["to"])

    handled = handle(office, "十全街的路灯坏了")

    assert handled.place == office.desk.territory.common(roads["十全街"]) == "320508021000101"
    assert handled.plan.lead is not None
    assert not handled.plan.needs_human
    assert any(f"涉及{len(roads['十全街'])}个网格" in reason for reason in handled.plan.reasons)


def test_places_that_contradict_each_other_go_to_what_they_have_in_common(office: Office) -> None:
    handled = handle(office, f"{DOOR}和里河新村3幢的路灯都坏了")

    assert handled.names == (DOOR, "里河新村3幢")
    assert handled.place == "320508021000101"
    assert any("位置待核实" in reason for reason in handled.plan.reasons)


@pytest.mark.parametrize("text", ["", "   ", "你好", "asdf 12 ??", "😀", "\ud83d", "今天天气真好"])
def test_nonsense_goes_to_a_person_with_the_reasons(office: Office, text: str) -> None:
    handled = handle(office, text)

    assert handled.reading.classification.level == "none"
    assert handled.plan.lead is None
    assert handled.plan.needs_human
    assert len(handled.plan.reasons) >= 2


def test_an_unsure_class_is_planned_as_a_proposal_for_a_person(office: Office) -> None:
    reports = [Incoming("test", str(n), f"{DOOR}{said}", MONDAY) for n, said in enumerate(UNSURE)]

    unsure = [
        h for h in office.desk.handle(reports) if h.reading.classification.level in ("type", "category")
    ]

    assert unsure
    for h in unsure:
        assert h.plan.needs_human
        assert h.plan.issue is not None
        assert h.plan.lead is not None
        assert any("建议按" in reason for reason in h.plan.reasons)


UNSURE = ("的路灯", "有噪音", "的树", "的垃圾", "的井盖", "停车", "很吵", "水的问题", "物业不行")


def test_the_order_is_kept(office: Office) -> None:
    texts = [f"{DOOR}的路灯坏了", "你好", "里河新村3幢楼道里停满电瓶车", "", f"上水井盖{COVER}不见了"] * 60
    reports = [Incoming("test", str(n), text, MONDAY) for n, text in enumerate(texts)]

    handled = office.desk.handle(reports)

    assert [h.incoming for h in handled] == reports
    assert [h.plan for h in handled[:5]] == [handle(office, text).plan for text in texts[:5]]
    assert [h.plan for h in handled] == [h.plan for h in handled[:5]] * 60


def test_nothing_to_handle(office: Office) -> None:
    assert office.desk.handle([]) == []


def test_the_answer_has_the_documented_shape(office: Office) -> None:
    answer = handle(office, f"{DOOR}门口的路灯坏了").to_json(office.desk.territory)

    assert list(answer) == ["report", "classification", "place", "parts", "plan"]
    assert list(answer["report"]) == ["id", "text"]
    assert list(answer["classification"]) == ["level", "code", "name", "confidence", "candidates"]
    assert list(answer["place"]) == ["grid", "area", "name", "component", "names"]
    assert answer["place"]["grid"] == DOOR_GRID
    assert answer["place"]["area"] is None
    assert list(answer["plan"]) == [
        "lead", "support", "verify", "social", "deadline", "urgency", "needs_human", "reasons"
    ]  # fmt: skip


def test_each_problem_of_a_report_is_shown(office: Office) -> None:
    text = f"{DOOR}门口的路灯不亮，晚上黑漆漆的。另外电梯停运三天了，老人下不了楼。"

    answer = handle(office, text).to_json(office.desk.territory)

    first, second = answer["parts"]
    assert list(first) == ["start", "end", "text", "classification", "place", "urgency"]
    assert first["text"] + second["text"] == text
    assert first["classification"]["name"] == "路灯不亮"
    assert second["classification"]["code"] not in (None, first["classification"]["code"])
    assert [part["place"]["grid"] for part in answer["parts"]] == [DOOR_GRID] * 2


def test_the_only_problem_is_where_its_sender_says(office: Office) -> None:
    answer = handle(office, "路灯不亮", DOOR_GRID).to_json(office.desk.territory)

    (part,) = answer["parts"]
    assert part["place"]["grid"] == answer["place"]["grid"] == DOOR_GRID


def test_an_area_is_told_from_a_grid(office: Office) -> None:
    place = handle(office, "百步街社区的路灯坏了").to_json(office.desk.territory)["place"]

    assert (place["grid"], place["area"], place["name"]) == (None, "320508021017", "百步街社区")


PERSONAL = "我叫张建国，电话13912345678，身份证320501199001011237，车牌苏E12345"


@pytest.mark.parametrize("at", [None, f"{DOOR}，联系13912345678"])
def test_nothing_personal_is_in_the_answer(office: Office, at: str | None) -> None:
    answer = str(handle(office, f"{PERSONAL}，{DOOR}门口的路灯坏了", at).to_json(office.desk.territory))

    assert [word for word in ("13912345678", "320501199001011237", "苏E12345") if word in answer] == []
    assert "〔手机〕" in answer


@pytest.mark.parametrize(
    ("at", "code"),
    [(DOOR_GRID, DOOR_GRID), ("320508021", "320508021"), (COVER, COVER), ("120.632,31.307", DOOR_GRID)],
)
def test_check_place(office: Office, at: str, code: str) -> None:
    assert office.desk.check_place(at) == code


@pytest.mark.parametrize("at", [OUTSIDE, DOOR, "", "999", UNREGISTERED, "1e3,3", "nan,1", "\ud83d"])
def test_check_place_refuses_what_is_not_there(office: Office, at: str) -> None:
    with pytest.raises(NotFoundError):
        office.desk.check_place(at)


@pytest.mark.parametrize("at", ["999,9", "9,999", "-181,0"])
def test_check_place_refuses_what_is_no_position(office: Office, at: str) -> None:
    with pytest.raises(DataError, match="longitude"):
        office.desk.check_place(at)


SOURCES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)


@given(source=SOURCES, record=SOURCES)
def test_codes_are_short_and_plain_and_always_the_same(source: str, record: str) -> None:
    code = Incoming(source, record, "", MONDAY).code

    assert code == Incoming(source, record, "else", MONDAY, "there").code
    assert 1 < len(code) <= 80
    assert not set(code) & set(" \n\t/\\'\"?#&%")


@given(st.lists(st.tuples(SOURCES, SOURCES), min_size=2, max_size=20, unique=True))
def test_different_reports_have_different_codes(reports: list[tuple[str, str]]) -> None:
    codes = {Incoming(source, record, "", MONDAY).code for source, record in reports}

    assert len(codes) == len(reports)
