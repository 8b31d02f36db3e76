"""The land: grids tile, nest and fill areas, and what has a position lies in its grid."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from city.check.findings import MOST, Book
from city.check.scan import Table

_GAP = 1e-12
"""Square degrees (0.01 m²) below which an overlap or gap is the arithmetic's."""
_ONE_OF_EACH = dict.fromkeys(("community", "subdistrict", "district", "city"), 1)
_METRES = 111_000.0
"""Metres in a degree of latitude, near enough for what is to be nought."""
_MEND = "Build the city again, or mend the boundary 请重新生成或修正边界"
Row = Mapping[str, str]


@dataclass(frozen=True)
class Land:
    """Areas and grids by code, with the grids' polygons and everything above each base grid."""

    areas: Mapping[str, Row]
    grids: Mapping[str, Row]
    lines: Mapping[str, int]
    """The line of each grid in its file."""
    shapes: Mapping[str, BaseGeometry]
    above: Mapping[str, frozenset[str]]
    """Of each base grid: itself and the grids and areas that it is part of."""

    @classmethod
    def read(cls, tables: Mapping[str, Table]) -> "Land":
        """From files whose form is right."""
        areas = {row["code"]: row for _, row in _all(tables["Area"])}
        found = list(_all(tables["Grid"]))
        grids = {row["code"]: row for _, row in found}
        shapes = {code: shapely.from_wkt(row["boundary"]) for code, row in grids.items()}
        base = (code for code, row in grids.items() if row["level"] == "3")
        above = {code: frozenset(_chain(code, grids, areas)) for code in base}
        return cls(areas, grids, {row["code"]: line for line, row in found}, shapes, above)


def _all(table: Table) -> Iterator[tuple[int, dict[str, str]]]:
    return table.at(range(table.rows))


def _chain(grid: str, grids: Mapping[str, Row], areas: Mapping[str, Row]) -> Iterator[str]:
    """A grid and everything that contains it, grids and areas; some more than once."""
    for _ in range(len(grids) + 1):  # not for ever, where parents go in a circle
        yield grid
        area = grids[grid]["area"]
        seen: set[str] = set()
        while area and area not in seen:
            seen.add(area)
            yield area
            area = areas[area]["parent"]
        grid = grids[grid]["parent"]
        if not grid:
            return


def check_land(land: Land, tables: Mapping[str, Table], book: Book) -> None:
    """Tiling, nesting and positions."""
    _levels(land, book)
    _tiling(land, book)
    _areas(land, book)
    _belonging(land, book)
    _positions(land, tables, book)


def _levels(land: Land, book: Book) -> None:
    """Each grid is in one of the level above."""
    levels = Counter(row["level"] for row in land.grids.values())
    for level in sorted(levels):
        right = 0
        for code, row in land.grids.items():
            if row["level"] != level:
                continue
            parent = land.grids[row["parent"]]["level"] if row["parent"] else "0"
            right += int(parent) == int(level) - 1
            if int(parent) != int(level) - 1:
                book.wrong(
                    "Grid", "nesting", f"{code} of level {level} is in a grid of level {parent} 层级不符",
                    mend="Name a parent of the level above 请填写上一级网格", line=land.lines[code],
                )  # fmt: skip
        book.all_of(f"grids of level {level}, each in one of the level above 网格层级", right, levels[level])


def _tiling(land: Land, book: Book) -> None:
    """The grids in a grid fill it: no gap, no overlap, nothing outside."""
    inner: dict[str, list[str]] = {}
    for code, row in land.grids.items():
        inner.setdefault(row["parent"], []).append(code)
    overlap = gap = 0.0
    whole = 0
    for parent, codes in inner.items():
        shapes = [land.shapes[code] for code in codes]
        union = shapely.union_all(shapes)
        over = sum(shape.area for shape in shapes) - union.area
        away = union.symmetric_difference(land.shapes[parent]).area if parent else 0.0
        overlap, gap = overlap + max(0.0, over - _GAP), gap + max(0.0, away - _GAP)
        whole += over <= _GAP and away <= _GAP
        line = land.lines.get(parent, 0)
        if over > _GAP:
            where = parent or "the city"
            book.wrong("Grid", "tiling", f"the grids in {where} overlap 网格重叠", mend=_MEND, line=line)
        if away > _GAP:
            book.wrong(
                "Grid", "tiling", f"the grids in {parent} do not fill it 未铺满", mend=_MEND, line=line
            )
    square = _METRES**2 * cos(radians(_latitude(land)))
    book.all_of("grids that those within them tile 网格铺满", whole, len(inner))
    book.measure("overlap of grids 重叠面积", f"{overlap * square:.2f} m²", "0.00 m²", ok=overlap == 0)
    book.measure("gaps between grids 空隙面积", f"{gap * square:.2f} m²", "0.00 m²", ok=gap == 0)
    base = [land.shapes[code] for code in land.above]
    bad = int(np.count_nonzero(~shapely.is_empty(shapely.coverage_invalid_edges(base))))
    book.measure("base grids with an edge that does not match 边界不吻合", f"{bad}", "0", ok=not bad)


def _latitude(land: Land) -> float:
    shape = next(iter(land.shapes.values()))
    return float(shape.bounds[1])


def _areas(land: Land, book: Book) -> None:
    """The base grids of an area fill it."""
    within: dict[str, list[BaseGeometry]] = {}
    for code, above in land.above.items():
        for place in above & land.areas.keys():
            within.setdefault(place, []).append(land.shapes[code])
    bounded = [code for code, row in land.areas.items() if row["boundary"]]
    filled = 0
    for code in bounded:
        union = shapely.union_all(within.get(code, []))
        away = union.symmetric_difference(shapely.from_wkt(land.areas[code]["boundary"])).area
        filled += away <= _GAP
        if away > _GAP:
            book.wrong("Area", "tiling", f"the grids in {code} do not fill it 未铺满", mend=_MEND)
    book.all_of("areas that their grids fill 区域铺满", filled, len(bounded))


def _belonging(land: Land, book: Book) -> None:
    """Every base grid is part of one community, and of one subdistrict, district and city."""
    right = 0
    for code, above in land.above.items():
        levels = Counter(land.areas[place]["level"] for place in above & land.areas.keys())
        right += levels == _ONE_OF_EACH
        if levels != _ONE_OF_EACH:
            book.wrong(
                "Grid", "nesting", f"{code} is part of {dict(levels)}, not one area of each level 归属不唯一",
                mend="Let it, or a grid above it, name one community 请指定唯一的社区", line=land.lines[code],
            )  # fmt: skip
    book.all_of("base grids in one community, subdistrict, district, city 归属", right, len(land.above))


def _positions(land: Land, tables: Mapping[str, Table], book: Book) -> None:
    """What has a position and a grid lies in it."""
    codes = list(land.grids)
    hashes = np.array([hash(code) for code in codes], dtype=np.int64)
    order = np.argsort(hashes)
    whole = good = 0
    for name, table in tables.items():
        if "grid" not in table.refs or not len(table.lon):
            continue
        rows = np.flatnonzero((table.refs["grid"] != 0) & ~np.isnan(table.lon) & ~np.isnan(table.lat))
        grids = order[np.searchsorted(hashes[order], table.refs["grid"][rows])]
        away = _away(table, rows, grids, [land.shapes[code] for code in codes])
        whole += len(rows)
        good += len(rows) - len(away)
        book.more(name, "position", len(away) - MOST)
        for line, row in table.at(away[:MOST]):
            book.wrong(
                name, "position", f"{row['code']} does not lie in its grid {row['grid']} 位置不在网格内",
                mend="Mend its lon and lat, or its grid 请修正坐标或网格", line=line,
            )  # fmt: skip
    book.all_of("positions in their grid 位置", good, whole)


def _away(
    table: Table, rows: NDArray[np.intp], grids: NDArray[np.intp], shapes: Sequence[BaseGeometry]
) -> list[int]:
    """Rows whose position is not in its grid's polygon, taken grid by grid."""
    order = np.argsort(grids, kind="stable")
    starts = np.flatnonzero(np.diff(grids[order], prepend=-1))
    found: list[int] = []
    for some in np.split(order, starts[1:]) if len(order) else ():
        shape = shapes[int(grids[some[0]])]
        shapely.prepare(shape)
        here = rows[some]
        out = here[~shapely.intersects_xy(shape, table.lon[here], table.lat[here])]
        points = shapely.points(table.lon[out], table.lat[out])
        found += out[shapely.distance(points, shape) > _GAP].tolist()
    return sorted(found)
