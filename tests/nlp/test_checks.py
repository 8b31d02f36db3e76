import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.checks import is_id_number, is_luhn

DIGITS = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize("number", ["11010519491231002X", "11010519491231002x", "440524188001010014"])
def test_numbers_of_the_standard_are_id_numbers(number: str) -> None:
    assert is_id_number(number)


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002", "一1010519491231002X", ""])
def test_what_is_no_id_number(number: str) -> None:
    assert not is_id_number(number)


@given(DIGITS)
def test_one_check_character_fits(body: str) -> None:
    assert sum(is_id_number(body + check) for check in "0123456789X") == 1


@given(DIGITS, st.integers(0, 16), st.integers(1, 9))
def test_a_wrong_digit_is_found(body: str, place: int, off: int) -> None:
    check = next(c for c in "0123456789X" if is_id_number(body + c))
    wrong = str((int(body[place]) + off) % 10)

    assert not is_id_number(body[:place] + wrong + body[place + 1 :] + check)


@given(DIGITS)
def test_one_luhn_digit_fits(body: str) -> None:
    assert sum(is_luhn(body + check) for check in "0123456789") == 1


def test_luhn_of_a_known_card() -> None:
    assert is_luhn("4111111111111111")
    assert not is_luhn("4111111111111112")
    assert not is_luhn("411111111111111１")
