import csv
import re
from collections import Counter
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from city.identity import ID_SLOTS, IdNumbers, check_character


def residents(demo: Path) -> list[dict[str, str]]:
    with (demo / "Resident.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_check_character_is_that_of_the_standard():
    assert check_character("11010519491231002") == "X"  # the example of GB 11643-1999


def test_id_numbers_are_well_formed_each_once_and_of_no_division(demo):
    numbers = [row["id_number"] for row in residents(demo)]

    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"320599(19|20)\d{9}[\dX]", number) for number in numbers)
    assert all(check_character(number[:17]) == number[17] for number in numbers)


def test_the_divisions_do_not_list_the_id_numbers_division():
    root = Path(__file__).resolve().parents[2]

    assert "320599" not in (root / "data" / "city" / "divisions.csv").read_text(encoding="utf-8")


def test_an_id_number_agrees_with_birth_and_sex(demo):
    for row in residents(demo):
        assert row["id_number"][6:10] == row["birth_year"]
        assert int(row["id_number"][16]) % 2 == (row["sex"] == "M")


def test_id_numbers_of_a_year_that_is_used_up_go_on_in_the_year_before():
    ids = IdNumbers(range(100, 103))

    numbers = [ids.next(1990, "F") for _ in range(4)]

    assert [number[6:10] for number in numbers] == ["1990", "1990", "1990", "1989"]
    assert len(set(numbers)) == 4


@given(cut=st.integers(1, ID_SLOTS - 1), count=st.integers(1, 60))
def test_id_numbers_of_different_slots_are_different(cut, count):
    first, second = IdNumbers(range(cut)), IdNumbers(range(cut, ID_SLOTS))

    numbers = [ids.next(1990, sex) for ids in (first, second) for sex in "FM" for _ in range(count)]

    assert len(set(numbers)) == len(numbers)


def test_telephone_numbers_are_nobodys(demo):
    mobiles = [row["phone"] for row in residents(demo) if row["phone"]]
    landlines = []
    for name in ("Unit", "ResidentsCommittee"):
        with (demo / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            landlines += [row["phone"] for row in csv.DictReader(file)]

    assert all(re.fullmatch(r"1000\d{7}", phone) for phone in mobiles)
    assert all(re.fullmatch(r"0512-0\d{7}", phone) for phone in landlines)


def test_households_and_ages_are_plausible(demo):
    people = residents(demo)
    sizes = Counter(Counter(row["household"] for row in people).values())
    elderly = sum(int(row["birth_year"]) <= 1965 for row in people)

    assert set(sizes) == {1, 2, 3, 4, 5}
    assert 0.22 <= elderly / len(people) <= 0.29
    assert all(1925 <= int(row["birth_year"]) <= 2026 for row in people)
    shares = Counter(row["residence"] for row in people)
    assert shares["local"] > shares["permit"] > shares["floating"] > 0
