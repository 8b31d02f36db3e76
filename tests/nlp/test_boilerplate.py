from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from nlp.boilerplate import find_boilerplate, liandong_boilerplate
from nlp.extensions import blanked
from nlp.normalise import normalise


def rest(text: str) -> str:
    """What is left of a text without its boilerplate."""
    return blanked(text, find_boilerplate(text)).replace(" ", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("市民来电反映：路灯不亮，请相关部门尽快核实处理。", "路灯不亮，。"),
        ("来电人称路灯不亮，要求回复", "路灯不亮，"),
        ("市民通过12345热线反映路灯不亮。希望城管部门加强巡查力度！", "路灯不亮。！"),
        ("王女士反映路灯不亮，望贵单位及时处理并回复市民", "路灯不亮，"),
        ("路灯不亮，请双塔街道办事处、市政管理部门协调解决。", "路灯不亮，。"),
        ("具体位置在十全街，故来电投诉", "十全街，"),
        ("【工单】诉求内容：路灯不亮", "路灯不亮"),
    ],
)
def test_what_the_clerk_added_is_found(text: str, expected: str) -> None:
    assert rest(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "路灯不亮",
        "请问公积金怎么提取",
        "请物业把楼道的灯修好",
        "要求业主先交钱再处理",
        "希望小区加装电梯",
        "其他楼都修了",
        "医院请假条不给开",
        "建议在路口装红绿灯",
    ],
)
def test_what_is_said_stays(text: str) -> None:
    assert rest(text) == text


@pytest.mark.parametrize(
    ("text", "kind"), [("来电反映漏水", "opening"), ("漏水，请核实", "closing"), ("地址：东园", "label")]
)
def test_kinds(text: str, kind: str) -> None:
    assert [span.kind for span in find_boilerplate(text)] == [kind]


def test_the_step_sets_boilerplate_on_a_hand_made_doc(doc: Callable[[str], Doc]) -> None:
    result = liandong_boilerplate(doc("来电反映路灯壞了，請核實處理"))

    assert [result.text[span.start : span.end] for span in result._.boilerplate] == ["来电反映", "請核實處理"]


PIECES = st.sampled_from(
    ["市民", "来电", "反映", "：", "，", "路灯不亮", "请", "相关部门", "核实", "处理", "【", "】", "其"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=4)), max_size=14).map("".join))
def test_spans_are_in_order_and_apart(text: str) -> None:
    at = 0
    for span in find_boilerplate(normalise(text)):
        assert at <= span.start < span.end <= len(text)
        at = span.end
