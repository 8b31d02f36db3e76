"""What bodies are called: 太仓市民政局, 苏州市公安局姑苏分局, 城厢镇人民政府, not 太仓区 or 城厢街道办事处.

Bodies are named by templates such as `{s}派出所`, and a county-level city, a development zone or a town goes
by other templates than a district or a street: a row's column `of` says for which places it stands.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = Mapping[str, str]
T = TypeVar("T")

_POLICE = {
    "district": "{d}公安分局",
    "zone": "{d}公安分局",
    "county_city": "{district}公安局",
}
_OFFICES = {"street": "{sub}办事处", "town": "{sub}人民政府", "park": "{sub}管理委员会"}
"""What governs a subdistrict, by its form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names that templates are filled with.

    Attributes:
        district: as the divisions have it: 姑苏区, 太仓市, 苏州工业园区.
        district_short: as in 姑苏分局.
        district_full: as in names of what is registered there: 苏州市姑苏区, 太仓市.
        district_also: what else it is called: 高新区 for 虎丘区.
        subdistrict: as the divisions have it.
        body: the subdistrict as its bodies call it; `subdistrict`, but where that is no name for a body.
        short, second: 双塔, and the place name that a second station goes by.
        office: what governs it: 办事处, 人民政府 or 管理委员会.
        forms: what `of` may name of this place, the most particular first.
    """

    city: str
    district: str
    district_short: str
    district_full: str
    district_also: tuple[str, ...]
    district_form: str
    subdistrict: str
    body: str
    short: str
    second: str
    office: str
    forms: tuple[str, ...]

    @property
    def district_forms(self) -> tuple[str, ...]:
        """What `of` may name of the district, the most particular first."""
        return self.forms[2:]

    def fill(self, template: str, *, community: str = "", place: str = "") -> str:
        """The template with the names in place; `{c}` is `community`, `{place}` its name with 社区 or 村."""
        values = {
            "city": self.city,
            "district": self.district,
            "d": self.district_short,
            "full": self.district_full,
            "sub": self.body,
            "s": self.short,
            "s2": self.second,
            "office": self.office,
            "c": community,
            "place": place,
        }
        police = _POLICE[self.district_form].format_map(values)
        return template.format_map({**values, "police": police})

    def aliases(self, template: str) -> tuple[str, ...]:
        """The template filled with each of the names that the district goes by."""
        own = self.fill(template)
        if "{d}" not in template and "{district}" not in template:
            return (own,)
        also = (
            self.fill(template.replace("{d}", name).replace("{district}", name))
            for name in self.district_also
        )
        return tuple(dict.fromkeys((own, *also)))


def names_of(city: str, division: Row, *, district: Row, known: Row) -> Names:
    """The names of the subdistrict that a row of `divisions.csv` belongs to.

    Args:
        district: the row of `district_names.csv`; empty if the district goes by its own name.
        known: the row of `subdistricts.csv`; empty if the subdistrict goes by its own name.
    """
    code, name, area = division["street_code"], division["street"], division["area"]
    body = known.get("body") or name
    form = known.get("form") or _form(body)
    short = known.get("short") or name.removesuffix("街道").removesuffix("镇")
    district_form = district.get("form", "district")
    return Names(
        city=city,
        district=area,
        district_short=district.get("short") or area[:-1],
        district_full=district.get("full") or f"{city}{area}",
        district_also=tuple(filter(None, district.get("also", "").split("|"))),
        district_form=district_form,
        subdistrict=name,
        body=body,
        short=short,
        second=known.get("second") or f"{short}东",
        office=known.get("office") or _OFFICES[form].format(sub=body),
        forms=(code, form, division["area_code"], district_form, ""),
    )


def _form(name: str) -> str:
    if name.endswith("街道"):
        return "street"
    return "town" if name.endswith("镇") else "park"


def fitting(rows: Iterable[Row], forms: Sequence[str], *, by: Callable[[Row], T]) -> list[Row]:
    """Of each group of rows, those whose `of` names a place most particularly.

    Args:
        forms: what `of` may name of the place, the most particular first; "" stands for everywhere.
        by: what puts rows in a group.

    Returns:
        The rows in their order.
    """
    ranked = [(row, rank) for row in rows if (rank := _rank(row, forms)) is not None]
    best: dict[T, int] = {}
    for row, rank in ranked:
        best[by(row)] = min(rank, best.get(by(row), rank))
    return [row for row, rank in ranked if rank == best[by(row)]]


def _rank(row: Row, forms: Sequence[str]) -> int | None:
    named = row["of"].split("|")
    return next((rank for rank, form in enumerate(forms) if form in named), None)
