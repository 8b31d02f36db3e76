"""From a record's columns to a node's or relationship's typed values, or to the reasons why not."""

import json
import math
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from neo4j.spatial import WGS84Point

from graph.schema import Prop, Template, Type
from graph.vault import Vault
from liandong.clock import CHINA
from liandong.coordinates import Crs, all_to_wgs84, to_wgs84

_TRUE = frozenset({"true", "1", "yes", "是"})
_FALSE = frozenset({"false", "0", "no", "否"})
_CODE = re.compile(r"[^\s|\x00-\x1f\x7f\ud800-\udfff]{1,80}")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MAX_TEXT = 10_000
_MAX_INDEXED = 1_000
"""An index takes up to 8 kB."""
_MAX_WHOLE = 2**53
"""Whole numbers are exact below it, in a file's JSON and in a browser too."""


class Unfit(ValueError):  # noqa: N818 (it is a verdict on a value, not a fault of the program)
    """A value that does not fit; the message says what was expected."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is rejected."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """A row that fits: a node (`code`) or a relationship (`code` and `target` are its ends)."""

    line: int
    code: str
    props: dict[str, Any]
    refs: dict[str, str]
    target: str = ""


class Converter:
    """Turns the records of one template, with positions in one coordinate system, into items."""

    def __init__(self, template: Template, vault: Vault, crs: Crs = Crs.WGS84) -> None:
        self._template = template
        self._shifted = crs is not Crs.WGS84
        self._crs = crs
        self._vault = vault
        self._label = template.name
        self._points = tuple(prop for prop in template.props if prop.type is Type.POINT)
        self._columns = frozenset((*template.columns, *(prop.name for prop in self._points)))
        self._required = tuple(sorted(template.required))
        self._refs = tuple(end.column for _, end in template.refs if end.column)
        self._props = tuple(
            (prop, _convert_to(prop.type, crs))
            for prop in template.props
            if prop.name != "code" and prop.type is not Type.POINT
        )

    def convert(self, line: int, record: Mapping[str, Any] | str) -> Item | list[Problem]:
        """The item, or every problem of the record."""
        if isinstance(record, str):
            return [Problem("", record)]
        record = {
            name: (raw.strip() or None) if isinstance(raw, str) else raw for name, raw in record.items()
        }
        problems = [
            Problem(_shown(name), "unknown field 未知字段") for name in record if name not in self._columns
        ]
        problems += [
            Problem(name, "missing 缺失") for name in self._required if record.get(name) in (None, [])
        ]
        if problems:
            return problems
        keys = ("from", "to") if self._template.rel else ("code",)
        codes = [_code(record[key], key, problems) for key in keys]
        refs = {
            column: _code(record[column], column, problems)
            for column in self._refs
            if record.get(column) is not None
        }
        props = self._values(record, codes[0], problems)
        return problems or Item(line, codes[0], props, refs, codes[-1] if self._template.rel else "")

    def _values(self, record: Mapping[str, Any], code: str, problems: list[Problem]) -> dict[str, Any]:
        props: dict[str, Any] = {}
        for prop, convert in self._props:
            raw = record.get(prop.name)
            if raw is None:
                continue
            try:
                value = convert(raw, prop)
            except Unfit as error:
                problems.append(Problem(prop.name, str(error)))
                continue
            if prop.personal and not problems:
                value = self._vault.seal(self._label, code, prop.name, value)
            if value != []:
                props[prop.name] = value
        for prop in self._points:
            position = position_of(record, prop, problems)
            if position is not None:
                if self._shifted:
                    position = to_wgs84(*position, self._crs)
                props[prop.name] = WGS84Point(position)
        return props


def position_of(record: Mapping[str, Any], prop: Prop, problems: list[Problem]) -> tuple[float, float] | None:
    """Longitude and latitude of a record, as they are written; None when it has none or they are wrong."""
    lon, lat = record.get("lon"), record.get("lat")
    if record.get(prop.name) is not None:
        lon, lat = _geojson_point(record[prop.name], prop, problems)
    if lon is None and lat is None:
        return None
    x, y = _degrees(lon, "lon", 180, problems), _degrees(lat, "lat", 90, problems)
    return None if x is None or y is None else (x, y)


def _shown(raw: object) -> str:
    """A raw value as a reason may show it: short, and always writable."""
    try:
        text = raw if isinstance(raw, str) and raw.isprintable() else repr(raw)
    except (ValueError, RecursionError):  # a number of thousands of digits; lists within lists within …
        text = type(raw).__name__
    return text if len(text) <= 40 else f"{text[:39]}…"


def _code(raw: Any, column: str, problems: list[Problem]) -> str:
    if isinstance(raw, str) and _CODE.fullmatch(raw):
        return raw
    text = ""
    if not isinstance(raw, float):  # 320508.0 is no code, 320508 is
        with suppress(Unfit):
            text = _string(raw)
    if not _CODE.fullmatch(text):
        problems.append(Problem(column, f"not a code (1–80 characters, no blanks) 不是编码: {_shown(raw)}"))
    return text


def _float(raw: Any) -> float:
    """Not a number where it is none, infinite where it is too large."""
    if isinstance(raw, bool) or (isinstance(raw, str) and "_" in raw):
        return math.nan
    try:
        return float(raw)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        return math.nan


def _degrees(raw: Any, column: str, bound: int, problems: list[Problem]) -> float | None:
    value = _float(raw)
    if not -bound <= value <= bound:
        problems.append(
            Problem(column, f"not degrees between -{bound} and {bound} 坐标超出范围: {_shown(raw)}")
        )
        return None
    return value


def _geojson_point(geometry: Any, prop: Prop, problems: list[Problem]) -> tuple[Any, Any]:
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(coordinates, list) or geometry.get("type") != "Point" or len(coordinates) < 2:
        problems.append(Problem(prop.name, "not a GeoJSON Point 不是点要素"))
        return None, None
    return coordinates[0], coordinates[1]


def _string(raw: Any, longest: int = _MAX_TEXT) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise Unfit(f"not text 不是文本: {_shown(raw)}")
    try:
        text = str(raw).strip()
    except ValueError:
        raise Unfit(f"not text 不是文本: {_shown(raw)}") from None
    if len(text) > longest:
        raise Unfit(f"longer than {longest} characters 文本过长")
    if not text.isprintable() and _NO_TEXT.search(text):
        raise Unfit("not text: a control character is in it 含有控制字符")
    return text


def _text(raw: Any, prop: Prop) -> str:
    text = _string(raw, _MAX_INDEXED if prop.index else _MAX_TEXT)
    if prop.one_of and text not in prop.one_of:
        raise Unfit(f"one of 只能是 {', '.join(prop.one_of)}; got {_shown(raw)}")
    return text


def _number(raw: Any, prop: Prop) -> float:
    value = _float(raw)
    if math.isnan(value):
        raise Unfit(f"not a number 不是数字: {_shown(raw)}")
    low = -math.inf if prop.minimum is None else prop.minimum
    high = math.inf if prop.maximum is None else prop.maximum
    if not (math.isfinite(value) and low <= value <= high):
        raise Unfit(f"not between {low:g} and {high:g} 超出范围: {_shown(raw)}")
    return value


def _integer(raw: Any, prop: Prop) -> int:
    value = _number(raw, prop)
    if value != int(value):
        raise Unfit(f"not a whole number 不是整数: {_shown(raw)}")
    if abs(value) >= _MAX_WHOLE:
        raise Unfit(f"not between -2^53 and 2^53 超出范围: {_shown(raw)}")
    return int(value)


def _boolean(raw: Any, _: Prop) -> bool:
    text = str(raw).lower() if isinstance(raw, str | int) else ""
    if text in _TRUE:
        return True
    if text in _FALSE:
        return False
    raise Unfit(f"not true or false 不是布尔值: {_shown(raw)}")


def _date(raw: Any, _: Prop) -> date:
    try:
        return date.fromisoformat(str(raw) if isinstance(raw, str | date) else "")
    except ValueError:
        raise Unfit(f"not a date YYYY-MM-DD 不是日期: {_shown(raw)}") from None


def _datetime(raw: Any, _: Prop) -> datetime:
    try:
        value = datetime.fromisoformat(str(raw) if isinstance(raw, str | datetime) else "")
        return value.astimezone(CHINA) if value.tzinfo else value.replace(tzinfo=CHINA)
    except (ValueError, OverflowError):
        raise Unfit(f"not a time YYYY-MM-DDTHH:MM:SS+08:00 不是时间: {_shown(raw)}") from None


def _strings(raw: Any, _: Prop) -> list[str]:
    items = raw if isinstance(raw, list | tuple) else _string(raw).split("|")
    texts = [text for item in items if (text := _string(item))]
    if sum(map(len, texts)) > _MAX_TEXT:
        raise Unfit(f"longer than {_MAX_TEXT} characters 文本过长")
    return texts


_BROKEN = (
    shapely.GEOSException,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
)


def _geometry(kinds: tuple[str, ...], crs: Crs = Crs.WGS84) -> Callable[[Any, Prop], str]:
    def convert(raw: Any, _: Prop) -> str:
        try:
            with np.errstate(invalid="ignore"):  # a NaN among the numbers; it makes the geometry invalid
                geometry = _from_geojson(raw) if isinstance(raw, dict) else shapely.from_wkt(raw)
        except _BROKEN as error:
            raise Unfit(f"not a closed {kinds[0]} 几何有误或未闭合: {error!s:.80}") from None
        if geometry.geom_type not in kinds or geometry.is_empty:
            raise Unfit(f"not a {' or '.join(kinds)} 几何类型不符: {geometry.geom_type}")
        if not geometry.is_valid:
            raise Unfit(f"invalid geometry 几何无效: {shapely.is_valid_reason(geometry)}")
        west, south, east, north = geometry.bounds
        if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            raise Unfit("coordinates out of range 坐标超出范围")
        if crs is not Crs.WGS84:
            geometry = shapely.transform(geometry, lambda points: all_to_wgs84(points, crs))
        return str(shapely.to_wkt(geometry, rounding_precision=7))

    return convert


def _from_geojson(value: dict[str, Any]) -> shapely.Geometry:
    """A geometry from GeoJSON. Rings have to be closed (RFC 7946, 3.1.6); shapely alone would close them."""
    coordinates = value["coordinates"]
    polygons = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(value["type"], [])
    for ring in (ring for polygon in polygons for ring in polygon):
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise ValueError("a ring is not closed")
    return shapely.from_geojson(json.dumps(value))


_CONVERT: Mapping[Type, Callable[[Any, Prop], Any]] = {
    Type.STR: _text,
    Type.INT: _integer,
    Type.FLOAT: _number,
    Type.BOOL: _boolean,
    Type.DATE: _date,
    Type.DATETIME: _datetime,
    Type.STRS: _strings,
}
_KINDS: Mapping[Type, tuple[str, ...]] = {
    Type.POLYGON: ("Polygon", "MultiPolygon"),
    Type.LINE: ("LineString",),
}


def _convert_to(type_: Type, crs: Crs) -> Callable[[Any, Prop], Any]:
    return _geometry(_KINDS[type_], crs) if type_ in _KINDS else _CONVERT[type_]
