from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from nlp.urgency import UrgencyHints

HINTS = UrgencyHints.load()


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("家里煤气漏气了快来", "emergency"),
        ("对面楼着火了", "emergency"),
        ("有人要跳楼", "emergency"),
        ("电梯里困了三个人", "emergency"),
        ("井盖不见了", "urgent"),
        ("担心会漏电", "urgent"),
        ("有火灾隐患", "urgent"),
        ("听说对面楼着火了", "urgent"),
        ("路灯不亮", "normal"),
        ("没有着火，就是有点味道", "normal"),
        ("不是漏气", "normal"),
        ("去年着过火", "normal"),
        ("不会爆炸的", "normal"),
        ("没有停水", "normal"),
        ("急死了，跑了五趟，气炸了", "normal"),
        ("这家店最近火了", "normal"),
        ("作业多得我要跳楼了哈哈", "normal"),
        ("火已经扑灭了，没事了", "normal"),
        ("一群孩子在广场上踢球", "normal"),
    ],
)
def test_words_of_danger(text: str, urgency: str) -> None:
    assert HINTS.find(text).urgency == urgency


def test_who_is_in_danger_adds_to_it() -> None:
    assert HINTS.find("食物中毒").urgency == "urgent"
    assert HINTS.find("食物中毒，十几个孩子").urgency == "emergency"


def test_hazards_do_not_add_up_to_danger_to_life() -> None:
    text = "停电了，玻璃碎了往下掉，电线裸露，十几户小孩老人都在反映，快来"

    assert HINTS.find(text).urgency == "urgent"


def test_the_reasons_are_words_of_the_text_the_heaviest_first(doc: Callable[[str], Doc]) -> None:
    text = "有老人，电线掉落在地上，有人触电，有人触电了"

    result = HINTS(doc(text))

    assert result._.urgency == "emergency"
    assert [(r.text, r.kind) for r in result._.urgency_reasons] == [
        ("电线掉落", "electricity"),
        ("触电", "electricity"),
        ("老人", "frail"),
    ]
    assert all(text[r.start : r.end] == r.text for r in result._.urgency_reasons)


def test_a_reason_says_how_it_is_meant() -> None:
    assert [reason.scope for reason in HINTS.find("听说对面楼着火了").reasons] == ["heard"]


def test_a_plain_text_gives_no_reason() -> None:
    assert HINTS.find("想问一下居住证怎么办").reasons == ()


def test_the_step_can_be_set_up_otherwise(blank: Language) -> None:
    calm = blank.create_pipe("liandong_urgency", config={"emergency": 99.0, "factors": {"denied": 0.0}})

    assert calm(blank.make_doc("听说对面楼着火了"))._.urgency == "urgent"


@given(text=st.text(alphabet="着火没有听说去年老人孩子快来，。！漏气 …了", max_size=50))
def test_every_text_has_an_urgency_and_reasons_unless_normal(text: str) -> None:
    danger = HINTS.find(text)

    assert bool(danger.reasons) is (danger.urgency != "normal")
