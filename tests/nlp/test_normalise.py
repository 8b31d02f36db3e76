from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from nlp.normalise import fold, liandong_normalise, normalise, printable


def test_digits_letters_and_blanks() -> None:
    assert normalise("１２３ＡＢｃ　x\ty\u200b。，") == "123ABc x y 。，"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("臺灣街後面路燈壞了，電線桿著火", "台湾街后面路灯坏了，电线杆着火"),
        ("乾洗店旁的乾隆御碑", "干洗店旁的乾隆御碑"),
        ("乾隆御碑、著名景点、瞭望塔", "乾隆御碑、著名景点、瞭望塔"),
        ("一三八零零零零一二三四", "13800001234"),
        ("幺三八 零零零零 一二三四", "138 0000 1234"),
        ("138零零零零一二三四，谢谢", "13800001234，谢谢"),
        ("①③⑧⓪⓪⓪⓪⓪⓪⓪⓪", "13800000000"),
        ("1️⃣3️⃣8️⃣", "1  3  8  "),
        ("十全街一二八号四零一室", "十全街128号401室"),
        ("着火🔥了，加微❤abc", "着火 了，加微心abc"),
    ],
)
def test_the_same_character_for_the_same_thing(text: str, expected: str) -> None:
    assert normalise(text) == expected
    assert len(expected) == len(text)


@pytest.mark.parametrize(
    "text", ["三百号", "二〇二四年", "一万二三千块", "3205080203001234一直不亮", "三三两两"]
)
def test_numbers_that_are_not_read_digit_by_digit_stay(text: str) -> None:
    assert normalise(text) == text


def test_the_step_sets_normal(doc: Callable[[str], Doc]) -> None:
    given_doc = doc("电话１３８")

    result = liandong_normalise(given_doc)

    assert result._.normal == "电话138"


WRITTEN = st.text("一二三零〇幺九0123 -号室電話壞乾隆著火①❤️🔥", max_size=30)


@given(st.one_of(st.text(), WRITTEN))
def test_length_stays(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert len(fold(text)) == len(text)


@given(st.text(st.characters(codec=None, categories=["Cs", "Lo", "Nd"])))
def test_printable_text_can_be_encoded(text: str) -> None:
    assert len(printable(text).encode("utf-8")) >= len(text)
    assert len(printable(text)) == len(text)


@given(st.one_of(st.text(), WRITTEN))
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
