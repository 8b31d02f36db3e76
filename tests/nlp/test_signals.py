"""The words of a table in a text; the tables are made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.scope import ScopeWord
from nlp.signals import NOTHING, Signals
from nlp.word_tables import NeedWord

ROWS = (
    NeedWord(("着火", "起火"), "fire", 10, "", "烧烤"),
    NeedWord(("中毒",), "poison", 10, "", ""),
    NeedWord(("食物中毒",), "poison", 8, "", ""),
    NeedWord(("一个人住",), "alone", 10, "老|岁", ""),
    NeedWord(("打…老婆",), "violence", 10, "", ""),
    NeedWord(("跳楼",), "self", 10, "", ""),
    NeedWord(("跳楼价", "气得…跳楼"), NOTHING, 1, "", ""),
    NeedWord(("没有井盖",), "fall", 5, "", ""),
)
CUES = (
    ScopeWord(("没有",), "denied", "before", 5),
    ScopeWord(("没有少",), "none", "before", 1),
    ScopeWord(("听说",), "heard", "before", 20),
)
FOUND = Signals(ROWS, CUES, factors={"denied": 0.0, "heard": 0.5})


def words(text: str) -> list[tuple[str, float]]:
    return [(signal.text, signal.weight) for signal in FOUND.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("楼上着火", [("着火", 10)]),
        ("没有着火", []),
        ("听说着火", [("着火", 5)]),
        ("没有少着火", [("着火", 10)]),
        ("烧烤着火", []),
        ("烧烤摊旁边，着火", [("着火", 10)]),
        ("食物中毒", [("食物中毒", 8)]),
        ("奶奶一个人住", []),
        ("他八十岁，一个人住", [("一个人住", 10)]),
        ("他八十岁。我一个人住", []),
        ("打他老婆", [("打…老婆", 10)]),
        ("打完电话，老婆", []),
        ("跳楼价", []),
        ("气得我想跳楼", []),
        ("没有井盖", [("没有井盖", 5)]),
        ("一切正常", []),
        ("", []),
    ],
)
def test_words_count_by_their_context(text: str, expected: list[tuple[str, float]]) -> None:
    assert words(text) == expected


def test_what_stands_in_a_gap_is_not_shown() -> None:
    (signal,) = FOUND.find("他又打王小妹他老婆")

    assert signal.text == "打…老婆"
    assert (signal.start, signal.end) == (2, 9)


@given(text=st.text(alphabet="着火起中毒食物打老婆没有听说，。跳楼价气得 一个人住岁", max_size=60))
def test_signals_lie_where_they_say(text: str) -> None:
    for signal in FOUND.find(text):
        first, *_, last = [*signal.text.split("…"), signal.text.split("…")[-1]]
        assert text[signal.start :].startswith(first)
        assert text[: signal.end].endswith(last)
        assert 0 < signal.weight <= 10
