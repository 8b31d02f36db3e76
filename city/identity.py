"""Citizen ID numbers that are nobody's: well formed, but with the division 320599, which was never assigned.

The form and the check character are those of GB 11643.
"""

from datetime import date, timedelta

DIVISION = "320599"
"""The division in every ID number: not assigned, so that no number is anybody's."""
_DAYS = 365
_SERIALS = 500
"""Numbers of one day and sex."""
ID_SLOTS = _DAYS * _SERIALS
"""Numbers of one birth year and sex, the last day of a leap year left out."""
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""The weights of the 17 digits: powers of 2 modulo 11."""
_STRIDE = 7_919
"""From one number to the next: prime to `ID_SLOTS`, so that all come once, and far from a day."""


class IdNumbers:
    """Gives out ID numbers, each once; two that are made from other slots never give the same."""

    def __init__(self, slots: range = range(ID_SLOTS)) -> None:
        """Give out the numbers of these slots, out of `ID_SLOTS` for each birth year and sex."""
        self._slots = slots
        self._used: dict[tuple[int, str], int] = {}

    def next(self, year: int, sex: str) -> str:
        """A number for a birth year and sex, F or M; of an earlier year, when all of the year are used up."""
        while (used := self._used.get((year, sex), 0)) == len(self._slots):
            year -= 1
        self._used[year, sex] = used + 1
        slot = self._slots[used] * _STRIDE % ID_SLOTS
        day = date(year, 1, 1) + timedelta(days=slot % _DAYS)
        digits = f"{DIVISION}{year:04d}{day.month:02d}{day.day:02d}{slot // _DAYS * 2 + (sex == 'M'):03d}"
        return digits + check_character(digits)


def check_character(digits: str) -> str:
    """The last character of an ID number (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]
