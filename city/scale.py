"""How much of the city is built."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from liandong.errors import DataError

AS_OF = date(2026, 1, 1)
"""The day the synthetic city is described at. Not today: a build gives the same bytes on every day."""


BOX = (
    (0.02, 0.10),
    (0.20, 0.03),
    (0.50, 0.01),
    (0.80, 0.03),
    (0.97, 0.10),
    (0.99, 0.50),
    (0.98, 0.92),
    (0.80, 0.98),
    (0.45, 0.99),
    (0.10, 0.97),
    (0.01, 0.88),
    (0.00, 0.50),
)
"""The outline of a region that nearly fills its extent."""
_SUZHOU = (
    (0.12, 0.17),
    (0.34, 0.02),
    (0.60, 0.02),
    (0.78, 0.16),
    (0.98, 0.50),
    (0.95, 0.68),
    (0.64, 0.94),
    (0.37, 0.98),
    (0.22, 0.88),
    (0.05, 0.40),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What a scale asks for; every amount is a total over its subdistricts.

    Attributes:
        within: what the 9-digit codes of its subdistricts begin with, as in `data/city/divisions.csv`.
        centre: longitude and latitude in the middle of the area.
        extent: metres from west to east and from south to north.
        outline: the corners of the region, counter-clockwise and convex, in shares of the extent from the
            south-west; chance moves them a little.
        grids: how many grids of level 1, 2 and 3 there are, none for one subdistrict on its own: then each
            community is a grid, and `base_grids` says how many of level 3 it gets.
        base_grids: for each number of level 3 grids, its share of communities.
        micro_grids: the share of level 3 grids that are divided into grids of level 4.
    """

    name: str
    within: tuple[str, ...]
    centre: tuple[float, float]
    extent: tuple[float, float]
    residents: int
    components: int
    shops: int
    enterprises: int
    outline: tuple[tuple[float, float], ...] = BOX
    grids: tuple[int, int, int] | None = None
    base_grids: Mapping[int, float] = field(default_factory=dict)
    micro_grids: float = 0.0

    def with_residents(self, residents: int) -> "Scale":
        """The same land with more or fewer residents, and as many more or fewer shops and enterprises."""
        share = residents / self.residents
        return replace(
            self,
            residents=residents,
            shops=round(self.shops * share),
            enterprises=round(self.enterprises * share),
        )


_SCALES = (
    Scale(
        name="demo",
        within=("320508021",),
        centre=(120.632, 31.305),
        extent=(2500.0, 2000.0),
        base_grids={2: 5, 3: 16},
        residents=5_000,
        components=3_000,
        shops=400,
        enterprises=60,
    ),
    Scale(
        name="district",
        within=("320508",),
        centre=(120.605, 31.315),
        extent=(9_500.0, 9_200.0),
        grids=(8, 171, 684),
        micro_grids=0.06,
        residents=80_000,
        components=32_000,
        shops=4_000,
        enterprises=600,
    ),
    Scale(
        name="city",
        within=("3205",),
        centre=(120.68, 31.40),
        extent=(110_000.0, 119_000.0),
        outline=_SUZHOU,
        grids=(105, 2_038, 8_162),
        micro_grids=0.03,
        residents=1_000_000,
        components=400_000,
        shops=40_000,
        enterprises=6_000,
    ),
)
"""105, 2,038 and 8,162 grids: the three-year plan of 2018 for Suzhou."""


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
