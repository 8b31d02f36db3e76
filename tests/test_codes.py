import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.codes import component_code, fault_of_component_code, is_component_code

DIVISIONS = st.integers(100000, 999999).map(str)
KINDS = st.integers(0, 9999).map(lambda number: f"{number:04d}")
SERIALS = st.integers(0, 99999)


@given(DIVISIONS, KINDS, SERIALS)
def test_a_code_that_was_made_is_right(division: str, kind: str, serial: int) -> None:
    code = component_code(division, kind, serial)

    assert code.startswith(division + kind)
    assert is_component_code(code)
    assert fault_of_component_code(code) == ""


@given(DIVISIONS, KINDS, SERIALS, st.integers(0, 15), st.integers(1, 9))
def test_a_wrong_digit_is_found(division: str, kind: str, serial: int, place: int, off: int) -> None:
    code = component_code(division, kind, serial)
    wrong = code[:place] + str((int(code[place]) + off) % 10) + code[place + 1 :]

    assert "check digit" in fault_of_component_code(wrong)


@given(st.text(max_size=20))
def test_any_text_is_right_or_has_a_fault(text: str) -> None:
    assert is_component_code(text) == (fault_of_component_code(text) == "")


@pytest.mark.parametrize(
    "text", ["", "320508012000001", "32050801200000170", "３205080120000017", "A205080120000017"]
)
def test_what_is_not_sixteen_digits_is_told_so(text: str) -> None:
    assert "16 digits" in fault_of_component_code(text)
