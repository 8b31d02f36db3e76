"""How a word is meant where it stands; the cues are made by hand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.scope import Cue, Scopes, ScopeWord

ROWS = (
    ScopeWord(("没有",), "denied", "before", 5),
    ScopeWord(("是假的",), "denied", "after", 2),
    ScopeWord(("听说",), "heard", "before", 40),
    ScopeWord(("去年",), "past", "before", 14),
    ScopeWord(("担心",), "supposed", "before", 14),
    ScopeWord(("隐患",), "supposed", "after", 3),
    ScopeWord(("没事了",), "over", "text", 1),
    ScopeWord(("电影",), "unreal", "sentence", 1),
    ScopeWord(("现在",), "now", "before", 1),
)
FACTORS = {"denied": 0.0, "heard": 0.5, "supposed": 0.5, "past": 0.1, "over": 0.2, "unreal": 0.3}


def scope(text: str) -> str | None:
    """The scope of 着火 in a text."""
    cues = [
        Cue(match.start(), match.end(), row)
        for row in ROWS
        for word in row.words
        for match in re.finditer(word, text)
    ]
    at = text.rindex("着火")
    return Scopes(text, cues).of(at, at + 2, FACTORS)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("着火了", None),
        ("没有着火", "denied"),
        ("没有人管，着火了", None),
        ("没有谁来管这一堆东西着火", None),
        ("着火是假的", "denied"),
        ("听说对面着火", "heard"),
        ("听说啊，对面着火", "heard"),
        ("听说对面吵，又有人喊，着火了", "heard"),
        ("听说要拆迁。着火了", None),
        ("听说以前太平，现在着火了", None),
        ("去年着火", "past"),
        ("去年夏天，那边着火", "past"),
        ("去年报过几次没人管，着火了", None),
        ("去年说过，现在着火了", None),
        ("担心着火", "supposed"),
        ("担心但是真着火了", None),
        ("有着火隐患", "supposed"),
        ("着火那边有多少隐患", None),
        ("着火了，没事了", "over"),
        ("上次没事了，现在着火了", None),
        ("电影里，楼着火", "unreal"),
        ("看完电影。楼着火", None),
    ],
)
def test_a_cue_governs_its_clause_sentence_or_text(text: str, expected: str | None) -> None:
    assert scope(text) == expected


def test_of_several_cues_the_one_that_takes_most_counts() -> None:
    assert scope("听说没有着火") == "denied"


def test_a_cue_within_the_word_is_not_a_cue() -> None:
    cue = Cue(0, 2, ROWS[0])

    assert Scopes("没有井盖", [cue]).of(0, 4, FACTORS) == (1.0, None)


@given(
    parts=st.lists(
        st.sampled_from([*"，。；听着火的了", "听说", "没有", "去年", "现在", "没事了"]), max_size=12
    )
)
def test_what_remains_is_between_nothing_and_all(parts: list[str]) -> None:
    text = "".join([*parts, "着火", *parts])
    cues = [
        Cue(m.start(), m.end(), row) for row in ROWS for word in row.words for m in re.finditer(word, text)
    ]

    factor, found = Scopes(text, cues).of(text.index("着火"), text.index("着火") + 2, FACTORS)

    assert 0 <= factor <= 1
    assert (factor == 1) is (found is None)
