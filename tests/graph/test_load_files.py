"""The files that are read: their encodings and formats, and what is refused as a whole."""

import json
from pathlib import Path

import pytest

from graph.store import Store
from liandong.errors import DataError
from tests.graph.loading import codes, dump, load, rejects, where, write

SKILLS = "code,name\n1,调解\n2,急救\n"
GRIDS = "code,name,level\nG1,网格,3\n"


def names(store: Store, label: str) -> list[str]:
    return [row["name"] for row in store.execute(f"MATCH (n:{label}) RETURN n.name AS name ORDER BY n.code")]


# Encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_csv_is_read_in_the_encodings_that_offices_write(
    empty_store: Store, tmp_path: Path, encoding: str, newline: str
) -> None:
    (tmp_path / "Skill.csv").write_bytes(SKILLS.replace("\n", newline).encode(encoding))

    report = load(empty_store, tmp_path)

    assert names(empty_store, "Skill") == ["调解", "急救"]
    assert report.rows["Skill"] == report.loaded["Skill"] == 2


def test_gb18030_is_recognised_far_into_a_large_file(empty_store: Store, tmp_path: Path) -> None:
    lines = [f"{number},need,{'x' * 9_000}" for number in range(1_000, 1_200)]
    text = "\n".join(["code,name,definition", *lines, "9,𠮷祥,"])
    (tmp_path / "Need.csv").write_bytes(text.encode("gb18030"))

    load(empty_store, tmp_path)

    assert empty_store.execute("MATCH (n:Need {code: '9'}) RETURN n.name AS name") == [{"name": "𠮷祥"}]


# Formats


def test_quoted_fields_keep_commas_quotes_and_newlines(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": 'code,name\n1,"a ""b"",\nc"\n'})

    load(empty_store, tmp_path)

    assert names(empty_store, "Skill") == ['a "b",\nc']


def test_columns_may_stand_in_any_order_and_may_lack(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Grid.csv": " level , name,code\n3,网格,G1\n"})

    load(empty_store, tmp_path)

    found = empty_store.execute("MATCH (g:Grid) RETURN properties(g) AS props")
    assert found == [{"props": {"code": "G1", "name": "网格", "level": 3}}]


def test_json_lines_are_read(empty_store: Store, tmp_path: Path) -> None:
    first = {"code": "G1", "name": "一", "level": 2}
    rows = [first, {"code": "G2", "name": "二", "level": 3, "parent": "G1"}]
    write(tmp_path, {"Grid.jsonl": [json.dumps(row, ensure_ascii=False) for row in rows] + [""]})

    report = load(empty_store, tmp_path)

    assert report.loaded["Grid"] == 2
    assert codes(empty_store, "Grid") == ["G1", "G2"]
    found = empty_store.execute("MATCH (a:Grid)-[:PART_OF]->(b:Grid) RETURN a.code AS a, b.code AS b")
    assert found == [{"a": "G2", "b": "G1"}]


def feature(geometry: object, **properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: object) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


RING = [[120.0, 31.0], [120.1, 31.0], [120.1, 31.1], [120.0, 31.0]]
POLYGON = {"type": "Polygon", "coordinates": [RING]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_geojson_gives_boundaries(empty_store: Store, tmp_path: Path, encoding: str) -> None:
    text = collection(
        feature(POLYGON, code="G1", name="网格", level=3), feature(None, code="G2", name="二", level=3)
    )
    (tmp_path / "Grid.geojson").write_bytes(text.encode(encoding))

    load(empty_store, tmp_path)

    found = empty_store.execute("MATCH (g:Grid) RETURN g.code AS code, g.boundary AS boundary ORDER BY code")
    assert found == [
        {"code": "G1", "boundary": "POLYGON ((120 31, 120.1 31, 120.1 31.1, 120 31))"},
        {"code": "G2", "boundary": None},
    ]


def test_geojson_gives_positions(empty_store: Store, tmp_path: Path) -> None:
    point = {"type": "Point", "coordinates": [120.632, 31.305]}
    write(
        tmp_path,
        {"Grid.csv": GRIDS, "Estate.geojson": collection(feature(point, code="E1", name="里河", grid="G1"))},
    )

    load(empty_store, tmp_path)

    found = empty_store.execute("MATCH (e:Estate) RETURN e.location.x AS lon, e.location.y AS lat")
    assert found == [{"lon": 120.632, "lat": 31.305}]


def test_geojson_gives_lines(empty_store: Store, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[120.6, 31.3], [120.7, 31.3]]}
    write(tmp_path, {"Road.geojson": collection(feature(line, code="R1", name="十全街"))})

    load(empty_store, tmp_path)

    found = empty_store.execute("MATCH (r:Road) RETURN r.line AS line")
    assert found == [{"line": "LINESTRING (120.6 31.3, 120.7 31.3)"}]


# Rows that are not of the file's form


def test_rows_with_more_or_fewer_fields_are_rejected(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": 'code,name\n1,a\n2\n3,b,c\n\n4,"d\n\ne"\n5\n6,f\n'})

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "4", "6"]
    assert rejects(tmp_path) == [
        ("Skill.csv", 3, "", "1 fields instead of 2 字段数不符"),
        ("Skill.csv", 4, "", "3 fields instead of 2 字段数不符"),
        ("Skill.csv", 9, "", "1 fields instead of 2 字段数不符"),
    ]
    assert (report.rows["Skill"], report.rejected["Skill"]) == (6, 3)


def test_a_field_longer_than_csv_allows_is_rejected_and_the_rest_is_loaded(
    empty_store: Store, tmp_path: Path
) -> None:
    write(tmp_path, {"Skill.csv": ["code,name", "1,a", f"2,{'x' * 200_000}", "3,c"]})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "3"]
    ((file, line, _, reason),) = rejects(tmp_path)
    assert (file, line) == ("Skill.csv", 3)
    assert "not CSV 不是 CSV" in reason


def test_a_nul_in_a_row_is_rejected_and_the_rest_is_loaded(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": "code,name\n1,a\n2,b\0c\n3\0,d\n4,e\n"})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "4"]
    assert where(tmp_path) == [("Skill.csv", 3, "name"), ("Skill.csv", 4, "code")]


def test_lines_that_are_no_json_objects_are_rejected(empty_store: Store, tmp_path: Path) -> None:
    lines = [
        '{"code": "1", "name": "a"}',
        "{code: 2}",
        "[1, 2]",
        '"text"',
        "",
        '{"code": "3", "name": "b", "": "c"}',
        "[" * 100_000,
        '{"code": "4", "name": "\\ud800"}',
        '{"code": "5", "name": "\\u0000"}',
        '{"code": "6", "name": "c", "\\ud800": 1}',
        '{"code": "7", "name": "d"}',
    ]
    write(tmp_path, {"Skill.jsonl": lines})

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "7"]
    assert report.rows["Skill"] == 10
    assert [line for _, line, _ in where(tmp_path)] == [2, 3, 4, 6, 7, 8, 9, 10]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in row[3]) for row in rejects(tmp_path))


def test_features_that_do_not_fit_are_rejected(empty_store: Store, tmp_path: Path) -> None:
    unclosed = {"type": "Polygon", "coordinates": [RING[:3]]}
    crossing = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    features = [
        feature(POLYGON, code="G1", name="a", level=3),
        feature(unclosed, code="G2", name="b", level=3),
        feature(crossing, code="G3", name="c", level=3),
        feature({"type": "Point", "coordinates": [1, 1]}, code="G4", name="d", level=3),
        "no feature",
        {"type": "Feature", "properties": ["G6"], "geometry": None},
        {"type": "Feature", "properties": {"code": "G7", "name": "g", "level": 3, "": 1}},
        {"type": "Feature"},
        feature(POLYGON, code="G9", name="e", level=3),
    ]
    write(tmp_path, {"Grid.geojson": collection(*features)})

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Grid") == ["G1", "G9"]
    assert report.rows["Grid"] == 9
    assert where(tmp_path) == [
        ("Grid.geojson", 2, "boundary"),
        ("Grid.geojson", 3, "boundary"),
        ("Grid.geojson", 4, "boundary"),
        ("Grid.geojson", 5, ""),
        ("Grid.geojson", 6, ""),
        ("Grid.geojson", 7, ""),
        ("Grid.geojson", 8, "code"),
        ("Grid.geojson", 8, "level"),
        ("Grid.geojson", 8, "name"),
    ]


@pytest.mark.parametrize("end", ["", '{"type": "Feature", "prop', "nonsense", "\\ud800"])
def test_geojson_that_breaks_off_is_loaded_up_to_there(empty_store: Store, tmp_path: Path, end: str) -> None:
    whole = collection(
        feature(None, code="G1", name="a", level=3), feature(None, code="G2", name="b", level=3)
    )
    write(tmp_path, {"Grid.geojson": whole.removesuffix("]}") + end})

    report = load(empty_store, tmp_path)

    assert codes(empty_store, "Grid") == ["G1", "G2"]
    assert report.rejected["Grid"] == 1
    assert where(tmp_path) == [("Grid.geojson", 3, "")]


# Files that are refused: nothing of the folder is loaded

GEOJSON = collection(feature(None, code="G1", name="网格", level=3))

BROKEN: dict[str, tuple[str, bytes, str]] = {
    "binary": ("Need.csv", bytes(range(256)) * 10, "not a text file 不是文本文件"),
    "spreadsheet": ("Need.csv", b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(100), "CSV in UTF-8 or GB18030"),
    "utf-16": ("Need.csv", "code,name\n1,需求\n".encode("utf-16"), "not a text file"),
    "other encoding": ("Need.csv", b"code,name\n1,\xff\xff\xfe\n", "neither UTF-8 nor GB18030 既不是"),
    "utf-8 with gb18030 in it": ("Need.csv", "code,name\n1,需求\n".encode() + b"2,\xff\n", "neither UTF-8"),
    "unknown column": ("Need.csv", b"code,name,colour\n1,a,b\n", "unknown columns 未知的列 'colour'"),
    "semicolons": ("Need.csv", b"code;name\n1;a\n", "Expected 应为: code,name,definition"),
    "no header": ("Need.csv", b"1,a,b\n2,c,d\n", "unknown columns"),
    "missing column": ("Need.csv", b"code,definition\n1,a\n", "missing columns 缺少列 name"),
    "column twice": ("Need.csv", b"code,name,name\n1,a,b\n", "a column is there twice 列名重复"),
    "empty": ("Need.csv", b"", "missing columns 缺少列 code, name"),
    "empty lines": ("Need.csv", b"\n\n", "missing columns"),
    "header too long": ("Need.csv", b"code,name," + b"x" * 200_000, "not CSV 不是 CSV 文件"),
    "unknown template": ("Needs.csv", b"code,name\n1,a\n", "Needs.csv: no template has this name"),
    "template of events": ("Report.csv", b"code,text\n1,a\n", "Report.csv: no template has this name"),
    "second file of a template": ("Skill.jsonl", b'{"code": "1", "name": "a"}', "Skill.csv is there too"),
    "geojson without a geometry": ("Need.geojson", b'{"features": []}', "Need has no geometry"),
    "geojson without features": (
        "Grid.geojson",
        b'{"type": "FeatureCollection", "features": []}',
        "no features",
    ),
    "no geojson": ("Grid.geojson", b"code,name\n", "not a GeoJSON FeatureCollection"),
    "other json": ("Grid.geojson", b'[{"code": "G1"}]', "no features 没有要素"),
    "empty geojson": ("Grid.geojson", b"", "Grid.geojson"),
    "geojson in gb18030": ("Grid.geojson", GEOJSON.encode("gb18030"), "not UTF-8, which GeoJSON has to be"),
    "empty json lines": ("Need.jsonl", b"", "Need.jsonl is empty 文件是空的"),
    "binary json lines": ("Need.jsonl", bytes(range(256)), "not a text file"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_with_a_broken_file_nothing_is_loaded(empty_store: Store, tmp_path: Path, case: str) -> None:
    name, content, reason = BROKEN[case]
    write(tmp_path, {"Skill.csv": SKILLS, "Source.csv": "code,name\n1,公安\n"})
    (tmp_path / name).write_bytes(content)
    before = dump(empty_store)

    with pytest.raises(DataError, match=name.replace(".", r"\.")) as error:
        load(empty_store, tmp_path)

    assert reason in str(error.value)
    assert dump(empty_store) == before == ([], [])
    assert not (tmp_path / "rejects.csv").exists()


def test_a_folder_without_import_files_is_refused(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"city.json": "{}", "notes.txt": "x"})

    with pytest.raises(DataError, match="holds no import file"):
        load(empty_store, tmp_path)


def test_what_is_no_folder_is_refused(empty_store: Store, tmp_path: Path) -> None:
    file = write(tmp_path, {"Skill.csv": SKILLS}) / "Skill.csv"

    for path in (file, tmp_path / "missing"):
        with pytest.raises(DataError, match="is not a directory 不是目录"):
            load(empty_store, path)


def test_a_file_of_an_unknown_kind_beside_is_left_alone(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": SKILLS, "city.json": "{}", "README.txt": "x", "Skill.csv.bak": "x"})
    (tmp_path / "Need.csv").mkdir()

    load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "2"]


def test_a_suffix_in_capitals_is_read(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.CSV": SKILLS})

    load(empty_store, tmp_path)

    assert codes(empty_store, "Skill") == ["1", "2"]


def test_a_header_alone_is_an_empty_table(empty_store: Store, tmp_path: Path) -> None:
    write(tmp_path, {"Skill.csv": "code,name\n"})

    report = load(empty_store, tmp_path)

    assert report.rows["Skill"] == 0
    assert codes(empty_store, "Skill") == []
