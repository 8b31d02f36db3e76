from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from nlp.normalise import fold, liandong_normalise, normalise, printable


def test_digits_letters_and_blanks() -> None:
    assert normalise("１２３ＡＢｃ　x\ty\u200b。，") == "123ABc x y 。，"


def test_the_step_sets_normal(doc: Callable[[str], Doc]) -> None:
    given_doc = doc("电话１３８")

    result = liandong_normalise(given_doc)

    assert result._.normal == "电话138"


@given(st.text())
def test_length_stays(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert len(fold(text)) == len(text)


@given(st.text(st.characters(codec=None, categories=["Cs", "Lo", "Nd"])))
def test_printable_text_can_be_encoded(text: str) -> None:
    assert len(printable(text).encode("utf-8")) >= len(text)
    assert len(printable(text)) == len(text)


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
