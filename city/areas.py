"""Writes areas and grids, from the top down."""

from collections.abc import Sequence

from city import facts
from city.geometry import Point, centroid
from city.places import polygon_wkt
from city.plan import Plan
from city.territory import CommunityLand, Territory
from city.writer import Writer


def write_top(out: Writer, plan: Plan) -> None:
    """Write the city, the districts, and the grids of level 1 of several subdistricts."""
    code, name = facts.CITY
    places = {plot.subdistrict.district_code: plot.subdistrict.names.district for plot in plan.plots}
    boundary = {area: polygon_wkt(corners) for area, corners in plan.corners.items()}
    out.node(
        "Area",
        code=code,
        name=name,
        level="city",
        aliases=(name.removesuffix("市"),),
        boundary=boundary.get(code),
    )
    for district, district_name in sorted(places.items()):
        out.node(
            "Area",
            code=district,
            name=district_name,
            level="district",
            parent=code,
            aliases=(f"{name}{district_name}", district_name.removesuffix("区").removesuffix("市")),
            boundary=boundary.get(district),
        )
    for grid in plan.grids:
        names = "、".join(sub.names.subdistrict for sub in grid.subdistricts)
        sub = grid.subdistricts[0]
        _write_grid(
            out,
            grid.code,
            f"{names}网格",
            1,
            "whole",
            grid.corners,
            area_code=sub.code if len(grid.subdistricts) == 1 else sub.district_code,
        )


def write_land(out: Writer, land: Territory, *, alone: bool) -> None:
    """Write the areas and grids of a subdistrict, from the top down; `alone`: with its grid of level 1.

    A grid is part of the smallest area that contains it. One of level 3 says so where its parent does not.
    """
    sub = land.subdistrict
    out.node(
        "Area",
        code=sub.code,
        name=sub.names.subdistrict,
        level="subdistrict",
        parent=sub.district_code,
        aliases=(f"{sub.names.subdistrict}办事处",),
        boundary=polygon_wkt(land.corners),
    )
    if alone:
        name = f"{sub.names.subdistrict}网格"
        _write_grid(out, land.grid, name, 1, "whole", land.corners, area_code=sub.code)
    for grid in land.shared:
        names = "、".join(community.name for community in grid.communities)
        _write_grid(
            out, grid.code, f"{names}网格", 2, "whole", grid.corners, parent=land.grid, area_code=sub.code
        )
    shared = {grid.code for grid in land.shared}
    for part in land.communities:
        _write_community(out, land, part, own=part.grid not in shared)


def _write_community(out: Writer, land: Territory, part: CommunityLand, *, own: bool) -> None:
    """Write a community and its grids, that of level 2 if it is its `own`."""
    place = part.community
    out.node(
        "Area",
        code=place.code,
        name=place.name,
        level="community",
        parent=land.subdistrict.code,
        aliases=(place.committee, f"{place.short}居委会") if place.sort != "village" else (place.committee,),
        boundary=polygon_wkt(part.corners),
    )
    if own:
        _write_grid(
            out,
            part.grid,
            f"{place.name}网格",
            2,
            "whole",
            part.corners,
            parent=land.grid,
            area_code=place.code,
        )
    for grid in part.grids:
        code = None if own else place.code
        _write_grid(out, grid.code, grid.name, 3, grid.kind, grid.corners, parent=part.grid, area_code=code)
        for micro in grid.micro:
            _write_grid(out, micro.code, micro.name, 4, "estate", micro.corners, parent=grid.code)


def _write_grid(
    out: Writer,
    code: str,
    name: str,
    level: int,
    kind: str,
    corners: Sequence[Point],
    *,
    parent: str | None = None,
    area_code: str | None = None,
) -> None:
    lon, lat = centroid([(x - corners[0][0], y - corners[0][1]) for x, y in corners])
    out.node(
        "Grid",
        code=code,
        name=name,
        level=level,
        kind=kind,
        boundary=polygon_wkt(corners),
        at=(corners[0][0] + lon, corners[0][1] + lat),
        parent=parent,
        area=area_code,
    )
