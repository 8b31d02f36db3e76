from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from liandong.codes import component_code
from nlp.gazetteer import Gazetteer
from nlp.normalise import normalise
from nlp.place_keys import numeral_value, place_key
from nlp.places import Places, resolve
from nlp.readings import Place, PlaceName
from tests.nlp.conftest import NAMES

LAMP = component_code("320508", "0120", 17)
GAZETTEER = Gazetteer(NAMES)


def place(text: str, gazetteer: Gazetteer = GAZETTEER) -> Place:
    return resolve(gazetteer.find(normalise(text)))


@pytest.mark.parametrize(
    "text", ["里河新村12幢楼下", "里河新村十二栋", "里河新村１２号楼", "里河新村 12 幢", "在里河新村12栋"]
)
def test_a_building_however_it_is_written(text: str) -> None:
    found = place(text)

    assert (found.status, found.grid) == ("grid", "320508021004")
    assert found.at == NAMES[5]


def test_mentions_are_stretches_of_the_text() -> None:
    text = "我家 里河新村 十二号楼 下面，十全街一百二十八号门口"

    mentions = GAZETTEER.find(text)

    assert [text[m.start : m.end] for m in mentions] == ["里河新村 十二号楼", "十全街一百二十八号"]
    assert [m.text for m in mentions] == ["里河新村 十二号楼", "十全街一百二十八号"]


def test_the_longest_name_is_taken_and_no_number_is_cut() -> None:
    assert place("十全街128号").at == NAMES[3]
    assert place("十全街1283号").names == ("十全街",)
    assert place("里河新村112幢").names == ("里河新村",)


def test_names_of_one_character_are_left_out() -> None:
    assert place("河里有垃圾").status == "unknown"


def test_one_grid_left_of_two_names() -> None:
    names = (PlaceName("凤凰街", "Road", "R", ("g1", "g2")), PlaceName("小公园", "Estate", "E", ("g2", "g3")))

    found = place("凤凰街小公园门口", Gazetteer(names))

    assert (found.status, found.grid, found.at) == ("grid", "g2", None)


def test_a_road_through_several_grids_is_ambiguous() -> None:
    found = place("十全街上")

    assert (found.status, found.grid) == ("ambiguous", None)
    assert found.candidates == ("320508021001", "320508021002")


def test_twins_are_ambiguous_until_an_area_tells_them_apart() -> None:
    assert place("东园门口").candidates == ("320508021005", "320508022006")
    assert place("平江街道东园门口").grid == "320508022006"


def test_names_that_contradict_each_other_are_ambiguous() -> None:
    found = place("里河新村12幢到十全街128号")

    assert found.status == "ambiguous"
    assert found.candidates == ("320508021002", "320508021004")
    assert found.names == ("里河新村12幢", "十全街128号")


def test_an_area_alone() -> None:
    assert place("双塔街道哪里能办") == Place(area="320508021", names=("双塔街道",), status="area")
    assert place("双塔街道和平江街道").status == "unknown"


def test_no_name_no_guess() -> None:
    assert place("人民路的灯不亮") == Place()


def test_a_component_by_its_form() -> None:
    found = place(f"十全街路灯{LAMP}不亮")

    assert found.component == LAMP
    assert found.status == "ambiguous"


def test_a_component_that_the_city_does_not_know_is_none() -> None:
    gazetteer = Gazetteer(NAMES, is_component=lambda code: False)

    assert place(f"路灯{LAMP}不亮", gazetteer).component is None


def test_a_component_in_the_gazetteer_gives_its_grid() -> None:
    name = PlaceName(LAMP, "Component", LAMP, ("g7",))

    found = place(f"路灯{LAMP}不亮", Gazetteer([name]))

    assert (found.component, found.grid, found.at) == (LAMP, "g7", name)


def test_the_step_on_a_hand_made_doc(doc: Callable[[str], Doc]) -> None:
    step = Places()
    step.gazetteer = GAZETTEER

    result = step(doc("十全街128号门口"))

    assert result._.place.grid == "320508021002"
    assert [m.text for m in result._.mentions] == ["十全街128号"]


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("九十九", 99),
        ("一百零五", 105),
        ("一百一十", 110),
        ("三〇二", 302),
    ],
)
def test_numerals(numeral: str, value: int) -> None:
    assert numeral_value(numeral) == value


@given(st.text(st.sampled_from("里河新村一二十百12３号楼幢栋座单元室 ，ab"), max_size=30))
def test_key_offsets_lead_back(text: str) -> None:
    normal = normalise(text)

    key = place_key(normal)

    for at in range(len(key.text)):
        start, end = key.span(at, at + 1)
        assert 0 <= start < end <= len(text)
    if key.starts is not None:
        assert len(key.starts) == len(key.text)
        assert list(key.starts) == sorted(key.starts)


@given(st.text(max_size=60))
def test_any_text_can_be_searched(text: str) -> None:
    for mention in GAZETTEER.find(normalise(text)):
        assert 0 <= mention.start < mention.end <= len(text)
