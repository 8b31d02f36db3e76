"""What every community has of its own: its committee, and the property services of its grids."""

from collections import Counter
from collections.abc import Iterator, Sequence

from city import facts
from city.dice import Dice
from city.territory import CommunityLand
from city.town import Town
from city.unit import Unit, department_code, telephone

_KIND = "property_service"


def committees(town: Town, dice: Dice) -> Iterator[Unit]:
    """The residents' or villagers' committee of each community."""
    for part in town.land.communities:
        place = part.community
        at, grid = town.premises(place.code, dice)
        own = ("村委会", "村民委员会") if place.sort == "village" else ("居委会", "社区居民委员会")
        yield Unit(
            code=f"U{place.code}-residents_committee",
            name=place.committee if place.committee.endswith("委会") else _office(place.committee),
            level="community",
            kind="residents_committee",
            phone=telephone(dice),
            areas=(place.code,),
            at=at,
            grid=grid,
            department=department_code(town.land.subdistrict.district_code, "residents_committee"),
            aliases=tuple(f"{place.short}{suffix}" for suffix in own),
        )


def _office(place: str) -> str:
    """What governs a place that has no committee: 新材料产业园社区服务中心."""
    return place if place.endswith("委员会") else f"{place}服务中心"


def property_services(town: Town, dice: Dice) -> Iterator[Unit]:
    """One or two companies in each community, and stations for old blocks and villages without a company."""
    companies = [row["name"] for row in facts.rows("city/property_companies")]
    maker = _Maker(town, dice)
    blocks: list[str] = []
    villages: list[str] = []
    for part in town.land.communities:
        grids = dice.shuffled([grid.code for grid in part.grids])
        if part.community.sort == "village":
            villages += grids
            continue
        if len(grids) > 1 and dice.chance(0.3):
            blocks.append(grids.pop())
        yield from _companies(maker, part, grids, dice.some(companies, 2), dice)
    for grids, kind in ((blocks, "老新村"), (villages, "农村")):
        if grids:
            name, alias = f"{town.names.short}{kind}综合服务站", f"{town.names.body}{kind}物业"
            yield maker.unit(town.code, name, "subdistrict", tuple(sorted(grids)), (alias,))


class _Maker:
    """Makes property services, numbered by the area that they serve."""

    def __init__(self, town: Town, dice: Dice) -> None:
        self._town = town
        self._dice = dice
        self._serials: Counter[str] = Counter()
        self._department = department_code(facts.CITY[0], _KIND)

    def unit(
        self, area: str, name: str, level: str, grids: tuple[str, ...], aliases: tuple[str, ...] = ()
    ) -> Unit:
        at, grid = self._town.premises(area, self._dice)
        self._serials[area] += 1
        return Unit(
            code=f"U{area}-{_KIND}-{self._serials[area]}",
            name=name,
            level=level,
            kind=_KIND,
            department=self._department,
            phone=telephone(self._dice),
            aliases=aliases,
            grids=grids,
            at=at,
            grid=grid,
        )


def _companies(
    maker: _Maker, part: CommunityLand, grids: list[str], names: Sequence[str], dice: Dice
) -> Iterator[Unit]:
    place = part.community
    if len(grids) > 1 and dice.chance(0.4):
        yield maker.unit(place.code, f"{names[1]}{place.short}二期服务处", "community", (grids.pop(),))
    aliases = (f"{place.short}物业",)
    yield maker.unit(place.code, f"{names[0]}{place.short}服务处", "community", tuple(sorted(grids)), aliases)
