"""How much of the city is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from liandong.errors import DataError

AS_OF = date(2026, 1, 1)
"""The day the synthetic city is described at. Not today: a build gives the same bytes on every day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What a scale asks for; every amount is a total over its subdistricts.

    Attributes:
        subdistricts: 9-digit codes, as in `data/city/divisions.csv`.
        centre: longitude and latitude in the middle of the area.
        extent: metres from west to east and from south to north.
        base_grids: how many level 3 grids a community gets: for each number, its share of communities.
    """

    name: str
    subdistricts: tuple[str, ...]
    centre: tuple[float, float]
    extent: tuple[float, float]
    base_grids: Mapping[int, float]
    residents: int
    components: int
    shops: int
    enterprises: int


_SCALES = (
    Scale(
        name="demo",
        subdistricts=("320508021",),
        centre=(120.632, 31.305),
        extent=(2500.0, 2000.0),
        base_grids={2: 5, 3: 16},
        residents=5_000,
        components=3_000,
        shops=400,
        enterprises=60,
    ),
)


def scale_named(name: str) -> Scale:
    """The declared scale of this name.

    Raises:
        DataError: there is none.
    """
    for scale in _SCALES:
        if scale.name == name:
            return scale
    known = ", ".join(scale.name for scale in _SCALES)
    raise DataError(f"There is no scale {name!r} of the synthetic city.", hint=f"Use one of: {known}.")
