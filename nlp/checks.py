"""Check digits of the numbers that point at a person."""

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def is_id_number(text: str) -> bool:
    """Whether 18 characters are a resident identity number: GB 11643-1999, check character by MOD 11-2."""
    body, check = text[:17], text[17:].upper()
    if not (len(text) == 18 and body.isascii() and body.isdigit()):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(body, _ID_WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == check


def is_luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit of the others: ISO/IEC 7812-1, as on bank cards."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
