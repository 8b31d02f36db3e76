"""How systems write a fact: sexes as words or digits, dates in five ways, one address in seven."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_NUMERALS = "零一二三四五六七八九"
_UNITS = ("", "十", "百", "千")


@dataclass(frozen=True, slots=True)
class Place:
    """An address with its parts. A door number on a road has `number`, a flat `building` and `room`.

    Attributes:
        name: as the standard writes it: 十全街128号, 里河新村12幢302室.
        base: the road or the estate.
        at: longitude and latitude, WGS 84.
    """

    name: str
    district: str
    subdistrict: str
    base: str
    number: str = ""
    building: str = ""
    room: str = ""
    at: tuple[float, float] | None = None

    def roomless(self) -> "Place | None":
        """The same without the door: the building of a flat; of a door number there is nothing less."""
        if not self.room:
            return None
        name = f"{self.base}{self.building}幢"
        return Place(name, self.district, self.subdistrict, self.base, "", self.building, "", self.at)

    def renamed(self, base: str) -> "Place":
        """The same with the road or the estate written otherwise."""
        name = base + self.name.removeprefix(self.base)
        return Place(
            name, self.district, self.subdistrict, base, self.number, self.building, self.room, self.at
        )


_FLAT = re.compile(r"(?P<base>.+?)(?P<building>\d+)幢(?P<room>\d+)室")
_DOOR = re.compile(r"(?P<base>.+?)(?P<number>\d+(?:-\d+)?)号")


def place_of(name: str, *, district: str, subdistrict: str, at: tuple[float, float] | None) -> Place:
    """The parts of an address by its standard name; one of another form has only the name."""
    match = _FLAT.fullmatch(name) or _DOOR.fullmatch(name)
    parts = match.groupdict() if match else {"base": name}
    return Place(name, district, subdistrict, at=at, **parts)


def numeral(number: str) -> str:
    """Chinese numerals of a whole number below 10,000: 128 一百二十八, 302 三百零二, 12 十二."""
    digits = number.lstrip("0")
    if not digits.isdigit() or len(digits) > len(_UNITS):
        return number
    said = ""
    for i, digit in enumerate(digits):
        unit = _UNITS[len(digits) - 1 - i]
        said += _NUMERALS[int(digit)] + unit if digit != "0" else "零"
    said = re.sub("零+", "零", said).rstrip("零")
    return said.removeprefix("一") if said.startswith("一十") else said


def _dash(place: Place) -> str:
    if not place.building:
        return place.name
    return place.base + "-".join(part for part in (place.building, place.room) if part)


def _in_numerals(place: Place) -> str:
    if place.number:
        return f"{place.base}{numeral(place.number)}号"
    if place.building:
        return f"{place.base}{numeral(place.building)}幢{place.room}" + ("室" if place.room else "")
    return place.name


def _masked(phone: str) -> str:
    return f"{phone[:4]}***{phone[-4:]}"


def _courtesy(name: str) -> str:
    """A surname with a title that gives nothing away: 王同志."""
    return f"{name[:2] if name.startswith('欧阳') else name[:1]}同志"


def _short(name: str) -> str:
    """An enterprise as people call it, without the city and the legal form."""
    return name.removeprefix("苏州").removesuffix("有限公司") or name


_DAYS: Mapping[str, str] = {"iso": "%Y-%m-%d", "compact": "%Y%m%d"}


def _day(form: str) -> Callable[[Any], str]:
    """Writes dates; a year alone stays a year."""

    def write(value: date | int) -> str:
        if isinstance(value, int):
            return f"{value}年" if form == "chinese" else str(value)
        if form == "chinese":
            return f"{value.year}年{value.month}月{value.day}日"
        return value.strftime(_DAYS[form])

    return write


FORMS: Mapping[tuple[str, str], Callable[[Any], str]] = {
    ("record", ""): str,
    ("name", ""): str,
    ("name", "courtesy"): _courtesy,
    ("name", "short"): _short,
    ("sex", "word"): lambda sex: {"M": "男", "F": "女"}[sex],
    ("sex", "digit"): lambda sex: {"M": "1", "F": "2"}[sex],
    ("id_number", ""): str,
    ("credit_code", ""): str,
    ("trade", ""): str,
    ("staff", ""): str,
    ("phone", ""): str,
    ("phone", "spaced"): lambda phone: f"{phone[:4]} {phone[4:7]} {phone[7:]}",
    ("phone", "masked"): _masked,
    ("birth", "iso"): _day("iso"),
    ("birth", "compact"): _day("compact"),
    ("birth", "chinese"): _day("chinese"),
    ("seen", "iso"): _day("iso"),
    ("seen", "compact"): _day("compact"),
    ("lon", ""): lambda degrees: f"{degrees:.6f}",
    ("lat", ""): lambda degrees: f"{degrees:.6f}",
    ("address", "full"): lambda p: f"江苏省苏州市{p.district}{p.subdistrict}{p.name}",
    ("address", "city"): lambda p: f"苏州市{p.district}{p.name}",
    ("address", "subdistrict"): lambda p: f"{p.subdistrict}{_dash(p)}",
    ("address", "dash"): _dash,
    ("address", "numeral"): lambda p: f"苏州市{p.district}{_in_numerals(p)}",
    ("address", "plain"): lambda p: p.name,
    ("address", "estate"): lambda p: p.base,
}
"""What writes each field in each form. Sex digits are those of GB/T 2261.1."""
