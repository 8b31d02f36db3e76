from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from nlp.urgency import UrgencyHints

HINTS = UrgencyHints()


@pytest.mark.parametrize(
    ("text", "urgency"),
    [
        ("家里煤气漏气了快来", "emergency"),
        ("对面楼着火了", "emergency"),
        ("有人要跳楼", "emergency"),
        ("井盖不见了", "urgent"),
        ("担心会漏电", "urgent"),
        ("有火灾隐患", "urgent"),
        ("路灯不亮", "normal"),
        ("没有着火，就是有点味道", "normal"),
        ("不会爆炸的", "normal"),
        ("没有停水", "normal"),
    ],
)
def test_words_of_danger(text: str, urgency: str) -> None:
    assert HINTS.find(text).urgency == urgency


def test_the_reasons_are_words_of_the_text(doc: Callable[[str], Doc]) -> None:
    result = HINTS(doc("电线掉落在地上，有人触电，有人触电了"))

    assert result._.urgency == "emergency"
    assert result._.urgency_reasons == ("电线掉落", "触电")


def test_a_plain_text_gives_no_reason() -> None:
    assert HINTS.find("想问一下居住证怎么办").reasons == ()
