"""Reading import files: CSV in UTF-8 or GB18030, GeoJSON, JSON lines, each as a stream of records."""

import codecs
import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import ijson

from graph.schema import SCHEMA, Template, Type
from liandong.errors import DataError

SUFFIXES = (".csv", ".jsonl", ".geojson")
_CHUNK = 1 << 20
_SAMPLE = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """One import file and the template it follows."""

    path: Path
    template: Template


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


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-8` or `gb18030`: the first that the whole file decodes in.

    Raises:
        DataError: it is none of them: a binary file.
    """
    with path.open("rb") as file:
        head = file.read(_SAMPLE)
    if b"\x00" in head.partition(b"\n")[0]:  # further on, it is the fault of a row
        raise DataError(
            f"{path.name} is not a text file 不是文本文件", hint="CSV in UTF-8 or GB18030 is expected."
        )
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise DataError(f"{path.name} is neither UTF-8 nor GB18030 既不是 UTF-8 也不是 GB18030 编码")


def check_header(source: Source) -> None:
    """Make sure that a file can be read by its template, before anything is written.

    Raises:
        DataError: saying what was expected.
    """
    name, suffix = source.path.name, source.path.suffix.lower()
    encoding = encoding_of(source.path)
    if suffix == ".csv":
        with source.path.open(encoding=encoding, newline="") as file:
            try:
                header = next(csv.reader(file), [])
            except csv.Error as error:
                raise DataError(f"{name} is not CSV 不是 CSV 文件: {error}") from error
        _check_columns(source, [column.strip() for column in header])
        return
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


def records(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """(line, column → value) of each record; values are text in CSV, typed in the others.

    A record that is not of the file's form comes with the single key `""`, which holds the reason.
    """
    reader = {".csv": _csv_records, ".jsonl": _json_records, ".geojson": _feature_records}[
        source.path.suffix.lower()
    ]
    return reader(source)


def _csv_records(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with source.path.open(encoding=encoding_of(source.path), newline="") as file:
        reader = csv.reader(file)
        names = [name.strip() for name in next(reader)]
        line = reader.line_num + 1
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, {"": f"not CSV 不是 CSV: {error}"}
            else:
                if len(row) == len(names):
                    yield line, dict(zip(names, row, strict=True))
                elif row:
                    yield line, {"": f"{len(row)} fields instead of {len(names)} 字段数不符"}
            line = reader.line_num + 1


def _json_records(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
    with source.path.open(encoding=encoding_of(source.path)) as file:
        for line, text in enumerate(file, 1):
            if not text.strip():
                continue
            try:
                yield line, _named(json.loads(text))
            except (ValueError, RecursionError) as error:
                yield line, {"": f"not a JSON object 不是 JSON 对象: {error}"}


def _named(value: Any) -> dict[str, Any]:
    """An object whose keys are names.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(value, dict) or "" in value:
        raise ValueError("names and values in {} are expected")
    return value


def _feature_records(source: Source) -> Iterator[tuple[int, Mapping[str, Any]]]:
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
            yield number + 1, {"": f"the rest is not JSON 其余部分不是 JSON: {error}"}
    if number == 0:
        raise DataError(
            f"{source.path.name} has no features 没有要素", hint="A FeatureCollection is expected."
        )


def _feature(feature: Any, column: str) -> Mapping[str, Any]:
    try:
        properties = _named(feature.get("properties") or {})
        return _named(_plain({**properties, column: feature.get("geometry")}))
    except (AttributeError, ValueError, RecursionError) as error:
        return {"": f"not a GeoJSON feature 不是 GeoJSON 要素: {error}"}


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
