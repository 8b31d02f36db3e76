"""Codes that carry a check digit."""

import re

_COMPONENT = re.compile(r"[0-9]{16}")


def check_digit(digits: str) -> str:
    """The check digit of ISO 7064 MOD 11,10: finds every single wrong digit and almost all swaps."""
    product = 10
    for digit in digits:
        product = (product + int(digit)) % 10 or 10
        product = product * 2 % 11
    return str((11 - product) % 10)


def component_code(division: str, kind: str, serial: int) -> str:
    """The 16-digit code of a component: division (6), class and kind (4), serial (5), check (1).

    Raises:
        ValueError: a part that does not fit.
    """
    digits = f"{division}{kind}{serial:05d}"
    if not re.fullmatch(r"\d{15}", digits):
        raise ValueError(f"division {division!r}, kind {kind!r} and serial {serial} do not make 15 digits")
    return digits + check_digit(digits)


def is_component_code(text: str) -> bool:
    """Whether `text` has the form of a component code and its check digit is right."""
    return not fault_of_component_code(text)


def fault_of_component_code(text: str) -> str:
    """What is wrong with a component code, in Chinese and English; nothing, if it is right."""
    if not _COMPONENT.fullmatch(text):
        return (
            "应为16位数字：区划6、大类小类4、顺序5、校验1 "
            "16 digits are expected: division 6, class and kind 4, serial 5, check 1"
        )
    if (check := check_digit(text[:-1])) != text[-1]:
        return f"校验位应为 {check}，编码有误 the check digit should be {check}: one of the digits is wrong"
    return ""
