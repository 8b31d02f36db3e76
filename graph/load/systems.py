"""Which coordinate system each file of a folder is in: stated, and held against what is known.

A file in a system that is not the stated one loads without any error, and lies half a kilometre off. What
gives it away is that its positions don't fit what they say of themselves: the grid they name, or the place
where the graph has the same code or name. They are tried in each system; where another one fits and the
stated one doesn't, the load is refused.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from graph.load.convert import Problem, position_of
from graph.load.files import Source, records
from graph.schema import SCHEMA, Index, Prop, Type
from graph.schema.generate import known_values
from liandong.coordinates import Crs, Points, all_to_wgs84, crs_named, metres
from liandong.errors import DataError

Execute = Callable[[str, Mapping[str, Any]], Sequence[Mapping[str, Any]]]
"""Runs a statement with parameters and returns its rows: `Store.execute`."""
STATEMENT = "load.json"
"""`{"crs": "gcj02", "files": {"Component.csv": {"crs": "bd09"}}}`; both keys may be left out."""
_SAMPLE = 500
"""Rows of a file that are looked at: those that come first."""
_LOOKED_THROUGH = 5_000
_ENOUGH = 20
"""Positions with something to hold them against, below which nothing is concluded."""
_FITS, _FAILS = 0.9, 0.5
"""Shares of positions that fit, from which a system is right, and up to which it is wrong."""
_NEAR = 150.0
"""Metres from the place known, within which a position fits: two sources rarely mean the same doorstep."""


class WrongCrsError(DataError):
    """Positions that fit another coordinate system than the stated one."""

    code = "wrong-coordinate-system"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Positions of a file as they are written, and what each is held against.

    Attributes:
        points: (n, 2) degrees in the file's own system.
        grids: the grid that each names, or nothing.
        boundaries: the boundary of that grid in WGS 84, or None.
        known: (n, 2) degrees where the graph has the same thing, or not-a-number.
    """

    points: Points
    grids: Sequence[str]
    boundaries: Sequence[shapely.Geometry | None]
    known: Points

    def fit(self, crs: Crs) -> float:
        """The share of the positions that fit if the file is in `crs`."""
        points = all_to_wgs84(self.points, crs)
        near = metres(points, self.known) <= _NEAR
        within = shapely.intersects_xy(np.array(self.boundaries, dtype=object), points[:, 0], points[:, 1])
        return float(np.mean(within | near))


def stated(sources: Sequence[Source], folder: Path, crs: Crs | None) -> list[Source]:
    """The files with their systems: what `load.json` says of the file, else `crs`, else what it says of all.

    Raises:
        DataError: `load.json` is not of that form, or names a file that isn't there.
    """
    path = folder / STATEMENT
    if not path.is_file():
        return [replace(source, crs=crs or Crs.WGS84) for source in sources]
    try:
        said = json.loads(path.read_text(encoding="utf-8-sig"))
        of_all = crs_named(said.get("crs", Crs.WGS84))
        of_each = {name: crs_named(entry["crs"]) for name, entry in said.get("files", {}).items()}
    except (OSError, ValueError, AttributeError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: not a statement of coordinate systems 坐标系说明有误: {error!r:.80}",
            hint='Expected 应为: {"crs": "wgs84", "files": {"Component.csv": {"crs": "gcj02"}}}',
        ) from error
    except DataError as error:
        raise DataError(f"{path}: {error.message}", hint=error.hint) from error
    if foreign := sorted(of_each.keys() - {source.path.name for source in sources}):
        raise DataError(f"{path} names {', '.join(foreign)}, which is not among the files 文件不存在")
    return [replace(source, crs=of_each.get(source.path.name, crs or of_all)) for source in sources]


def check_systems(execute: Execute, sources: Sequence[Source]) -> list[str]:
    """Hold the positions of the files against what is known, before anything is written.

    Returns:
        What could not be decided, a sentence for each file.

    Raises:
        WrongCrsError: a file's positions fit another system than the stated one.
    """
    boundaries = _Boundaries(execute, sources)
    return [note for source in sources if (note := _check(execute, source, boundaries))]


def _check(execute: Execute, source: Source, boundaries: "_Boundaries") -> str | None:
    prop = next((prop for prop in source.template.props if prop.type is Type.POINT), None)
    rows = _sample(source, prop) if prop else []
    if prop is None or not rows:
        return None
    evidence = _evidence(execute, source, prop, rows, boundaries)
    name, title, count = source.path.name, source.crs.shown, len(evidence.points)
    if count < _ENOUGH and source.template.name == "Grid":
        return None  # the first grids of a city are what everything else is held against
    if count < _ENOUGH:
        return (
            f"{name}: 可比对的点只有{count}个，不足{_ENOUGH}个，坐标系未能核对，按 {title} 导入。"
            f"The coordinate system was not checked, only {count} of its first {len(rows)} positions "
            f"have a known grid or place to hold them against; loaded as {title}."
        )
    fits = {crs: evidence.fit(crs) for crs in Crs}
    if fits[source.crs] > _FAILS:
        return None
    best = max(Crs, key=lambda crs: fits[crs])
    if fits[best] >= _FITS:
        raise _wrong(source, best, evidence, fits=(fits[source.crs], fits[best]))
    for grids, crs, other in boundaries.otherwise(evidence.grids):
        if (fit := replace(evidence, boundaries=other).fit(source.crs)) >= _FITS:
            raise _wrong(grids, crs, evidence, fits=(fits[source.crs], fit))
    return (
        f"{name}: 按 {title}，只有{fits[source.crs]:.0%}的点与其网格或已知位置相符，其他坐标系也不相符。"
        f"Only {fits[source.crs]:.0%} of {count} positions are in their grids or at known places, "
        "and no other coordinate system fits."
    )


def _wrong(source: Source, best: Crs, evidence: Evidence, *, fits: tuple[float, float]) -> WrongCrsError:
    """The refusal of a file that is in another system than stated; `evidence` has points nearby."""
    as_stated, as_best = (all_to_wgs84(evidence.points, crs) for crs in (source.crs, best))
    off = float(np.median(metres(as_stated, as_best)))
    name, count, better = source.path.name, len(evidence.points), f"{fits[0]:.0%} → {fits[1]:.0%}"
    return WrongCrsError(
        f"{name} is {best.shown}, not {source.crs.shown}: loaded as stated, it would lie {off:.0f} m off "
        f"(of {count} positions, those that fit their grids or known places: {better}). "
        f"{name} 的坐标系是 {best.shown}，不是 {source.crs.shown}，照此导入将偏移约{off:.0f}米"
        f"（抽查{count}个点，与网格或已知位置相符的比例 {better}）。",
        hint=f"Nothing was loaded. State --crs {best}, or the file's system in {STATEMENT}; --force-crs "
        "loads as stated, for when it is the graph that is wrong. 未导入任何数据："
        f"请用 --crs {best} 或在 {STATEMENT} 中注明；确认无误（例如库中原有位置有误）时用 --force-crs。",
    )


def _sample(source: Source, prop: Prop) -> list[tuple[Mapping[str, Any], tuple[float, float]]]:
    """The first rows that have a position, with it."""
    found: list[tuple[Mapping[str, Any], tuple[float, float]]] = []
    for _, record in islice(records(source), _LOOKED_THROUGH):
        if isinstance(record, str):
            continue
        problems: list[Problem] = []
        filled = {name: value for name, value in record.items() if value not in ("", None)}
        position = position_of(filled, prop, problems)
        if position and not problems:
            found.append((filled, position))
        if len(found) == _SAMPLE:
            break
    return found


def _evidence(
    execute: Execute,
    source: Source,
    prop: Prop,
    rows: Sequence[tuple[Mapping[str, Any], tuple[float, float]]],
    boundaries: "_Boundaries",
) -> Evidence:
    grids = [_key(row, "grid") for row, _ in rows]
    around = boundaries.of(grids)
    known = _known_places(execute, source, prop, [row for row, _ in rows])
    kept = [i for i in range(len(rows)) if around[i] is not None or known[i] is not None]
    return Evidence(
        np.array([rows[i][1] for i in kept], dtype=float).reshape(-1, 2),
        [grids[i] for i in kept],
        [around[i] for i in kept],
        np.array([known[i] or (np.nan, np.nan) for i in kept], dtype=float).reshape(-1, 2),
    )


def _key(row: Mapping[str, Any], column: str) -> str:
    value = row.get(column)
    return str(value).strip() if isinstance(value, str | int) else ""


def _known_places(
    execute: Execute, source: Source, prop: Prop, rows: Sequence[Mapping[str, Any]]
) -> list[tuple[float, float] | None]:
    """Where the graph has each row's thing: by its code, else by its name if only one thing has it."""
    places: list[tuple[float, float] | None] = [None] * len(rows)
    named = any(p.name == "name" and p.index is Index.RANGE for p in source.template.props)
    for key in ("code", "name") if named else ("code",):
        wanted = [_key(row, key) for row in rows]
        found = _values(execute, source.template.name, wanted, key=key, prop=prop.name)
        for i, value in enumerate(wanted):
            if places[i] is None and len(found.get(value, ())) == 1:
                places[i] = (found[value][0][0], found[value][0][1])
    return places


def _values(
    execute: Execute, label: str, keys: Iterable[str], *, key: str, prop: str
) -> Mapping[str, Sequence[Any]]:
    """The values of `prop` for each of `keys` among those of `key`; at most two."""
    rows = execute(known_values(SCHEMA, label, key=key, prop=prop), {"keys": sorted(set(keys) - {""})})
    return {row["key"]: row["found"] for row in rows}


class _Boundaries:
    """Boundaries of grids in WGS 84: of the folder's own file of grids, else the graph's. Read when asked."""

    def __init__(self, execute: Execute, sources: Sequence[Source]) -> None:
        self._execute = execute
        self._source = next((source for source in sources if source.template.name == "Grid"), None)
        self._own: dict[str, shapely.Geometry] | None = None
        self._known: dict[str, shapely.Geometry] = {}

    def of(self, grids: Sequence[str]) -> list[shapely.Geometry | None]:
        """The boundary of each grid, None where it is not known."""
        if self._own is None:
            self._own = dict(_boundaries_of(self._source)) if self._source and any(grids) else None
        own = self._own or {}
        missing = set(grids) - {"", *own, *self._known}
        if missing:
            found = _values(self._execute, "Grid", missing, key="code", prop="boundary")
            self._known |= {grid: _boundary(values[0]) for grid, values in found.items()}
        crs = self._source.crs if self._source else Crs.WGS84
        return [_converted(own[grid], crs) if grid in own else self._known.get(grid) for grid in grids]

    def otherwise(self, grids: Sequence[str]) -> Iterator[tuple[Source, Crs, list[shapely.Geometry | None]]]:
        """The folder's file of grids, and the boundaries as they were if it were in each other system."""
        if self._source and self._own:
            for crs in set(Crs) - {self._source.crs}:
                around = [self._own.get(grid) for grid in grids]
                yield self._source, crs, [found and _converted(found, crs) for found in around]


def _boundaries_of(source: Source) -> Iterator[tuple[str, shapely.Geometry]]:
    """(code, boundary as it is written) of a file of grids."""
    for _, record in records(source):
        if not isinstance(record, str) and (boundary := _boundary(record.get("boundary"))):
            yield _key(record, "code"), boundary


def _boundary(raw: Any) -> shapely.Geometry | None:
    """A polygon as it is written; None if it is none, which the load itself says."""
    try:
        found = shapely.from_geojson(json.dumps(raw)) if isinstance(raw, dict) else shapely.from_wkt(raw)
    except (shapely.GEOSException, TypeError, ValueError, RecursionError):
        return None
    return found if found is not None and found.geom_type in ("Polygon", "MultiPolygon") else None


def _converted(geometry: shapely.Geometry, crs: Crs) -> shapely.Geometry:
    return (
        geometry
        if crs is Crs.WGS84
        else shapely.transform(geometry, lambda points: all_to_wgs84(points, crs))
    )
