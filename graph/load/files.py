"""Reading import files: CSV in UTF-8 or GB18030, GeoJSON, JSON lines, each as a stream of records."""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ijson

from graph.schema import SCHEMA, Template, Type
from liandong.coordinates import Crs
from liandong.errors import DataError
from liandong.tables import Record, csv_records, encoding_of, header_of, json_records

SUFFIXES = (".csv", ".jsonl", ".geojson")


@dataclass(frozen=True, slots=True)
class Source:
    """One import file, the template it follows, and the system its positions are in."""

    path: Path
    template: Template
    crs: Crs = Crs.WGS84


def find_sources(folder: Path) -> list[Source]:
    """The import files of a folder in loading order.

    Raises:
        DataError: no folder, no import file, or a file whose name is no template's.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a directory 不是目录")
    found: dict[str, Source] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() not in SUFFIXES or path.name == "rejects.csv" or not path.is_file():
            continue
        template = SCHEMA.templates.get(path.stem)
        if template is None:
            raise DataError(
                f"{path.name}: no template has this name 没有同名的导入模板",
                hint="`liandong schema export --format templates` writes the templates.",
            )
        if path.stem in found:
            raise DataError(f"{path.name}: {found[path.stem].path.name} is there too 同一模板有两个文件")
        found[path.stem] = Source(path, template)
    if not found:
        raise DataError(
            f"{folder} holds no import file 目录中没有可导入的文件",
            hint=f"Files are named after the templates, with {', '.join(SUFFIXES)}.",
        )
    return [found[name] for name in SCHEMA.templates if name in found]


def check_header(source: Source) -> None:
    """Make sure that a file can be read by its template, before anything is written.

    Raises:
        DataError: saying what was expected.
    """
    name, suffix = source.path.name, source.path.suffix.lower()
    if suffix == ".csv":
        _check_columns(source, header_of(source.path))
        return
    encoding = encoding_of(source.path)
    if suffix == ".geojson" and not _geometry(source.template):
        raise DataError(f"{name}: {source.template.name} has no geometry 该模板没有几何字段")
    if suffix == ".geojson" and encoding == "gb18030":
        raise DataError(f"{name} is not UTF-8, which GeoJSON has to be 必须是 UTF-8 编码")
    if next(records(source), None) is None:
        raise DataError(f"{name} is empty 文件是空的")


def _check_columns(source: Source, header: list[str]) -> None:
    expected = source.template.columns
    if unknown := [name for name in header if name not in expected]:
        problem = f"unknown columns 未知的列 {', '.join(map(repr, unknown))}"
    elif missing := sorted(source.template.required - set(header)):
        problem = f"missing columns 缺少列 {', '.join(missing)}"
    elif len(set(header)) != len(header):
        problem = "a column is there twice 列名重复"
    else:
        return
    raise DataError(f"{source.path.name}: {problem}", hint=f"Expected 应为: {','.join(expected)}")


def records(source: Source) -> Iterator[Record]:
    """(line, column → value) of each record, or why it is none; values are text in CSV, else typed."""
    suffix = source.path.suffix.lower()
    if suffix == ".geojson":
        return _feature_records(source)
    return csv_records(source.path) if suffix == ".csv" else json_records(source.path)


def _feature_records(source: Source) -> Iterator[Record]:
    """Features of a collection; the number of the feature stands for the line."""
    column = _geometry(source.template)
    with source.path.open("rb") as file:
        file.seek(len(codecs.BOM_UTF8) if file.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8 else 0)
        number = 0
        try:
            for number, feature in enumerate(ijson.items(file, "features.item"), 1):
                yield number, _feature(feature, column)
        except (ijson.JSONError, UnicodeDecodeError) as error:
            if number == 0:
                raise DataError(
                    f"{source.path.name} is not a GeoJSON FeatureCollection 不是 GeoJSON 要素集合: {error}"
                ) from error
            yield number + 1, f"the rest is not JSON 其余部分不是 JSON: {error}"
    if number == 0:
        raise DataError(
            f"{source.path.name} has no features 没有要素", hint="A FeatureCollection is expected."
        )


def _feature(feature: Any, column: str) -> Mapping[str, Any] | str:
    try:
        properties = feature.get("properties") or {}
        if isinstance(properties, dict):
            return {**_plain(properties), column: _plain(feature.get("geometry"))}
    except (AttributeError, RecursionError):
        pass
    return "not a GeoJSON feature 不是 GeoJSON 要素"


def _geometry(template: Template) -> str:
    """The column that a feature's geometry fills: a boundary, a line, else the position."""
    by_type = {prop.type: prop.name for prop in template.props}
    return by_type.get(Type.POLYGON) or by_type.get(Type.LINE) or by_type.get(Type.POINT) or ""


def _plain(value: Any) -> Any:
    """ijson's exact decimals as floats."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value
