"""Errors and forms of single values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city.dice import Dice
from city.extract_errors import ERRORS, MISSING, Chance, Past, confusions
from city.extract_forms import FORMS, Place, numeral, place_of
from city.extract_subjects import credit_code
from city.identity import check_character
from city.link_baseline import address, id_number
from nlp.place_keys import numeral_value

FLAT = place_of("里河新村12幢302室", district="姑苏区", subdistrict="双塔街道", at=(120.6, 31.3))
DOOR = place_of("十全街128号", district="姑苏区", subdistrict="双塔街道", at=None)
BEFORE = Past("王前", "10007654321", DOOR, "10001112222")
SEEDS = st.integers(0, 10_000)


def chance(seed: int) -> Chance:
    return Chance(Dice(seed, "errors"), *confusions(), lambda: BEFORE)


def number_of(born: date) -> str:
    digits = f"320599{born:%Y%m%d}002"
    return digits + check_character(digits)


BIRTHS = st.dates(date(1930, 1, 1), date(2025, 12, 31))


@given(SEEDS, BIRTHS)
def test_a_slip_is_one_digit_and_never_the_division(seed: int, born: date) -> None:
    number = number_of(born)

    wrong = ERRORS["id_number", "slip"](number, chance(seed))

    assert sum(a != b for a, b in zip(number, wrong, strict=True)) == 1
    assert wrong[:6] == "320599"


@given(SEEDS, BIRTHS)
def test_a_swap_keeps_the_digits_and_the_division(seed: int, born: date) -> None:
    number = number_of(born)

    wrong = ERRORS["id_number", "swap"](number, chance(seed))

    assert wrong != number
    assert sorted(wrong) == sorted(number)
    assert wrong[:6] == "320599"


@given(BIRTHS)
def test_the_old_form_of_an_id_number_is_that_of_the_last_century(born: date) -> None:
    number = number_of(born)

    old = ERRORS["id_number", "old15"](number, chance(0))

    assert (old is not None) == (born.year < 2000)
    assert old is None or id_number(old) == number


@given(SEEDS, BIRTHS)
def test_a_birth_date_is_shifted_to_another_one(seed: int, born: date) -> None:
    shifted = ERRORS["birth", "shifted"](born, chance(seed))

    assert shifted is None or shifted != born
    assert (shifted is None) <= ((born.month, born.day) == (2, 29))


@given(SEEDS, st.integers(1, 5_000))
def test_stale_staff_is_another_number_of_people(seed: int, staff: int) -> None:
    stale = ERRORS["staff", "stale"](staff, chance(seed))

    assert stale != staff
    assert stale > 0


@given(SEEDS)
def test_a_phone_keeps_the_digits_that_nobody_has(seed: int) -> None:
    wrong = ERRORS["phone", "slip"]("10001234567", chance(seed))

    assert wrong.startswith("1000")
    assert wrong != "10001234567"


@pytest.mark.parametrize("error", ["homophone", "lookalike"])
def test_a_name_is_misspelt_in_one_character(error: str) -> None:
    wrong = {ERRORS["name", error]("徐俊莹", chance(seed)) for seed in range(40)}

    assert len(wrong) > 1
    assert all(sum(a != b for a, b in zip("徐俊莹", name, strict=True)) == 1 for name in wrong)
    assert ERRORS["name", error]("〇", chance(1)) is None


def test_what_is_from_before_or_the_family_s() -> None:
    assert ERRORS["name", "former"]("王后", chance(1)) == "王前"
    assert ERRORS["phone", "former"]("10001234567", chance(1)) == "10007654321"
    assert ERRORS["phone", "family"]("10001234567", chance(1)) == "10001112222"
    assert ERRORS["address", "former"](FLAT, chance(1)) == DOOR
    assert ERRORS["phone", "missing"]("10001234567", chance(1)) is MISSING


def test_an_address_loses_its_room_or_is_misheard() -> None:
    shorter = ERRORS["address", "no_room"](FLAT, chance(1))
    misheard = ERRORS["address", "homophone"](FLAT, chance(1))

    assert FORMS["address", "plain"](shorter) == "里河新村12幢"
    assert ERRORS["address", "no_room"](DOOR, chance(1)) is None
    assert misheard.base != "里河新村"
    assert misheard.name.endswith("12幢302室")


@pytest.mark.parametrize(
    ("form", "flat", "door"),
    [
        ("full", "江苏省苏州市姑苏区双塔街道里河新村12幢302室", "江苏省苏州市姑苏区双塔街道十全街128号"),
        ("city", "苏州市姑苏区里河新村12幢302室", "苏州市姑苏区十全街128号"),
        ("subdistrict", "双塔街道里河新村12-302", "双塔街道十全街128号"),
        ("dash", "里河新村12-302", "十全街128号"),
        ("numeral", "苏州市姑苏区里河新村十二幢302室", "苏州市姑苏区十全街一百二十八号"),
        ("plain", "里河新村12幢302室", "十全街128号"),
        ("estate", "里河新村", "十全街"),
    ],
)
def test_forms_of_an_address_and_what_the_baseline_makes_of_them(form: str, flat: str, door: str) -> None:
    written = FORMS["address", form](FLAT), FORMS["address", form](DOOR)

    assert written == (flat, door)
    if form != "estate":
        assert (address(flat), address(door)) == (("里河新村", "12", "302"), ("十全街", "128", ""))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("羊王庙小区2幢103室", ("羊王庙小区", "2", "103")),
        ("双塔街道羊王庙小区2-103", ("羊王庙小区", "2", "103")),
        ("江苏省苏州市虎丘区横塘街道晋源社区3幢", ("晋源社区", "3", "")),
        ("东渚镇五图村20号", ("五图村", "20", "")),
        ("园区12号", ("园区", "12", "")),
    ],
)
def test_areas_are_left_out_and_names_are_not(text: str, key: tuple[str, ...]) -> None:
    assert address(text) == key


def test_an_address_of_another_form_is_kept_as_it_is() -> None:
    place = place_of("双塔市集", district="姑苏区", subdistrict="双塔街道", at=None)

    assert place == Place("双塔市集", "姑苏区", "双塔街道", "双塔市集")
    assert {FORMS["address", form](place) for form in ("dash", "plain", "estate")} == {"双塔市集"}
    assert FORMS["address", "numeral"](place) == "苏州市姑苏区双塔市集"
    assert address("双塔市集") == ()


@given(st.integers(1, 9999).filter(lambda n: n < 1000))
def test_numerals_are_read_as_they_were_written(number: int) -> None:
    assert numeral_value(numeral(str(number))) == number


@pytest.mark.parametrize(
    ("number", "said"),
    [("12", "十二"), ("20", "二十"), ("105", "一百零五"), ("1008", "一千零八"), ("5-1", "5-1")],
)
def test_numerals(number: str, said: str) -> None:
    assert numeral(number) == said


@pytest.mark.parametrize(
    ("field", "form", "value", "written"),
    [
        ("sex", "word", "F", "女"),
        ("sex", "digit", "F", "2"),
        ("phone", "spaced", "10001234567", "1000 123 4567"),
        ("phone", "masked", "10001234567", "1000***4567"),
        ("birth", "chinese", date(1968, 9, 11), "1968年9月11日"),
        ("birth", "compact", date(1968, 9, 11), "19680911"),
        ("birth", "chinese", 1968, "1968年"),
        ("birth", "iso", 1968, "1968"),
        ("name", "courtesy", "欧阳明", "欧阳同志"),
        ("name", "short", "苏州同兴源商贸有限公司", "同兴源商贸"),
    ],
)
def test_forms(field: str, form: str, value: object, written: str) -> None:
    assert FORMS[field, form](value) == written


@given(st.integers(1, 31**8 - 1), st.integers(1, 31**8 - 1))
def test_credit_codes_have_the_right_form_and_no_two_are_alike(one: int, other: int) -> None:
    characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    code = credit_code(one)

    total = sum(characters.index(c) * 3**i for i, c in enumerate(code))
    assert len(code) == 18
    assert code.startswith("91320599")
    assert (total - characters.index(code[-1]) * 3**17 + characters.index(code[-1])) % 31 == 0
    assert (credit_code(other) == code) == (one == other)


def test_characters_are_confused_both_ways() -> None:
    for others in confusions():
        assert all(a in others[b] for a, characters in others.items() for b in characters)
        assert all(a not in characters for a, characters in others.items())
