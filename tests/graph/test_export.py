"""The export for Neo4j's offline importer, as files: no database is needed for them."""

import csv
import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.export import export_city
from graph.export.cells import ARRAY_DELIMITER
from graph.export.spans import span_records, spans
from graph.knowledge import knowledge_rows, load_knowledge
from graph.load import LoadReport, load_directory
from graph.migrations import MIGRATIONS
from graph.queries import Queries
from graph.schema import SCHEMA
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.clock import CHINA
from liandong.errors import DataError, LiandongError
from liandong.paths import shipped
from liandong.tables import csv_records
from tests.conftest import KEY
from tests.graph.loading import codes, rejects, where, write

AT = datetime(2026, 3, 2, 10, 0, tzinfo=CHINA)
CATALOGUE = Catalogue.load(shipped("data"))
GRID = ["code,name,level,parent", "G1,一级,1,", "G2,二级,2,G1"]


def export(folder: Path, out: Path, *, workers: int = 1) -> LoadReport:
    report = export_city(
        folder, out, catalogue=CATALOGUE, datasets={"city": "v1"}, at=AT, vault=partial(Vault, KEY),
        workers=workers,
    )  # fmt: skip
    for name, rows in report.rows.items():
        assert rows == report.loaded[name] + report.rejected[name], name
    assert (report.rejects_file is not None) == (out / "rejects.csv").exists()
    return report


def header(out: Path, name: str) -> list[str]:
    return (out / f"{name}-header.csv").read_text(encoding="utf-8").rstrip("\n").split(",")


def table(out: Path, name: str) -> list[dict[str, str]]:
    """The rows of all parts of a table, by the columns of its header."""
    found = []
    for path in sorted(out.glob(f"{name}-0*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [dict(zip(header(out, name), row, strict=True)) for row in csv.reader(file)]
    return found


def arguments(out: Path) -> list[str]:
    return (out / "import.args").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def demo(demo_city: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "demo"
    assert export(demo_city, out, workers=2).rejects_file is None
    return out


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("Grid", "code:ID(Grid),name:string,level:long,kind:string,boundary:string,"
                 "location:point{crs:WGS-84}"),
        ("Area", "code:ID(Area),name:string,level:string,aliases:string[],boundary:string"),
        ("Dataset", "code:ID(Dataset),version:string,loaded_at:datetime"),
        ("Resident_LIVES_IN_Household", ":START_ID(Resident),:END_ID(Household)"),
        ("Camera_OF_KIND_ComponentKind", ":START_ID(Component),:END_ID(ComponentKind)"),
        ("ResidentsCommittee_UNIT_OF_Department", ":START_ID(Unit),:END_ID(Department)"),
        ("Resident_FROM_Source", ":START_ID(Resident),:END_ID(Source),record:string,seen_at:datetime"),
    ],
)  # fmt: skip
def test_a_header_has_types_and_id_spaces(demo: Path, name: str, columns: str) -> None:
    assert ",".join(header(demo, name)) == columns


def test_a_label_within_another_has_the_columns_of_both_and_says_which_it_is(demo: Path) -> None:
    columns = header(demo, "Camera")

    assert (columns[0], columns[-1]) == ("code:ID(Component)", ":LABEL")
    assert {"installed:date", "location:point{crs:WGS-84}", "bearing:double"} <= set(columns)


def test_a_row_has_the_cells_that_the_importer_reads(demo: Path, demo_city: Path) -> None:
    with (demo_city / "Camera.csv").open(encoding="utf-8", newline="") as file:
        camera = next(csv.DictReader(file))

    row = table(demo, "Camera")[0]

    assert row["code:ID(Component)"] == camera["code"]
    assert row[":LABEL"] == "Camera"
    assert row["installed:date"] == camera["installed"]
    assert float(row["bearing:double"]) == float(camera["bearing"])
    lon, lat = float(camera["lon"]), float(camera["lat"])
    assert row["location:point{crs:WGS-84}"] == f"{{x:{lon!r},y:{lat!r}}}"
    assert {"code": camera["code"], "unit": camera["maintainer"]} in [
        {"code": link[":START_ID(Component)"], "unit": link[":END_ID(Unit)"]}
        for link in table(demo, "Camera_MAINTAINED_BY_Unit")
    ]


def test_personal_data_is_sealed_as_the_loader_seals_it(demo: Path, demo_city: Path) -> None:
    with (demo_city / "Resident.csv").open(encoding="utf-8", newline="") as file:
        people = {row["code"]: row for row in csv.DictReader(file)}
    vault = Vault(KEY)

    rows = table(demo, "Resident")

    assert len(rows) == len(people)
    for row in rows[:50]:
        code = row["code:ID(Resident)"]
        for prop in ("name", "phone", "id_number"):
            sealed, clear = row[f"{prop}:string"], people[code][prop]
            assert (vault.reveal("Resident", code, prop, sealed) if sealed else "") == clear
    text = (demo / "Resident-0001.csv").read_text(encoding="utf-8")
    assert not [row["id_number"] for row in people.values() if row["id_number"] and row["id_number"] in text]


def test_every_row_of_city_and_catalogue_is_there_once(demo: Path, demo_city: Path) -> None:
    expected = {name: len(list(rows)) for name, rows in knowledge_rows(CATALOGUE)}
    for path in demo_city.glob("*.csv"):
        expected[path.stem] = sum(1 for _ in csv_records(path))

    assert {name: len(table(demo, name)) for name in expected} == expected


def test_the_arguments_name_every_file_once_and_nothing_else(demo: Path) -> None:
    named = [
        file
        for argument in arguments(demo)
        if argument.startswith(("--nodes=", "--relationships="))
        for file in argument.split("=")[2].split(",")
    ]

    assert sorted(named) == sorted(path.name for path in demo.glob("*.csv"))
    assert not [name for name in named if "/" in name]
    assert "--nodes=Component=Camera-header.csv,Camera-0001.csv" in arguments(demo)
    assert "--bad-tolerance=0" in arguments(demo)
    assert not [argument for argument in arguments(demo) if "multiline" in argument]
    assert {argument.split("=")[1] for argument in arguments(demo) if "-header" in argument} <= {
        *SCHEMA.nodes,
        *SCHEMA.rels,
    }


def test_the_script_hands_the_arguments_to_neo4j_admin(demo: Path, tmp_path: Path) -> None:
    admin = tmp_path / "admin"
    admin.write_text('#!/bin/sh\npwd; echo "$@"\n', encoding="utf-8")
    admin.chmod(0o755)

    done = subprocess.run(
        ["sh", demo / "import.sh", "suzhou", "--verbose"], capture_output=True, text=True, check=True,
        env={"NEO4J_ADMIN": str(admin), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip

    assert done.stdout == f"{demo}\ndatabase import full suzhou @import.args --verbose\n"


def test_the_statements_end_with_the_record_of_the_migration(demo: Path) -> None:
    statements = (demo / "schema.cypher").read_text(encoding="utf-8").split(";\n")

    assert statements[0].startswith("CREATE CONSTRAINT area_code IF NOT EXISTS")
    assert statements[-2].startswith(f"MERGE (m:Migration {{code: '{MIGRATIONS[-1].code}'}}) SET")


def test_processes_make_no_difference(demo: Path, demo_city: Path, tmp_path: Path) -> None:
    export(demo_city, tmp_path / "out")

    names = sorted(path.name for path in demo.iterdir())
    assert names == sorted(path.name for path in (tmp_path / "out").iterdir())
    assert [n for n in names if (demo / n).read_bytes() != (tmp_path / "out" / n).read_bytes()] == []


BAD = {
    "Grid.csv": [
        *GRID,
        *("G3,,3,G2", "G4,悬空,3,none", "G5,孙,3,G4", "G6,圈,3,G7", "G7,圈,3,G6", "G2,又,2,G1"),
    ],
    "Component.csv": [
        "code,name,grid,kind",
        *("C1,灯,G2,0101", "C2,灯,G5,0101", "C1,灯,G2,0101", "C3,灯,G2,9", "C2,灯,G2,0101"),
    ],
    "Camera.csv": ["code,grid,kind,angle", "C1,G2,0101,30", "C4,G2,0101,900", "C5,G2,0101,30"],
    "Road.csv": ["code,name", "R1,路"],
    "Road_RUNS_THROUGH_Grid.csv": ["from,to", "R1,G2", "R1,G2", "R1,G4", "R9,G9"],
}
"""Rows that are wrong in themselves, dangle, are there twice, or go in a circle, and some that fit."""


def test_rows_are_rejected_as_the_loader_rejects_them(
    tmp_path: Path, empty_store: Store, queries: Queries
) -> None:
    folder = write(tmp_path / "city", BAD)

    report = export(folder, tmp_path / "out")
    load_knowledge(empty_store, queries, CATALOGUE, vault=Vault(KEY))
    loaded = load_directory(empty_store, folder, vault=Vault(KEY))

    assert len(rejects(tmp_path / "out")) == 16
    assert rejects(tmp_path / "out") == rejects(folder)
    for name in loaded.rows:
        expected = (loaded.rows[name], loaded.loaded[name], loaded.rejected[name])
        assert (report.rows[name], report.loaded[name], report.rejected[name]) == expected, name
    for label in ("Grid", "Component", "Road"):
        column = f"code:ID({label})"
        rows = [row for name in (label, "Camera") for row in table(tmp_path / "out", name)]
        assert sorted(row[column] for row in rows if column in row) == codes(empty_store, label)
    assert len(table(tmp_path / "out", "Road_RUNS_THROUGH_Grid")) == 1


def test_the_citys_own_row_stands_before_the_catalogues(tmp_path: Path) -> None:
    kind = next(iter(CATALOGUE.department_kinds.values()))
    lines = ["code,name,body", f"{kind.code},本市的叫法,party", "own,自定,party"]

    report = export(write(tmp_path / "city", {"DepartmentKind.csv": lines}), tmp_path / "out")

    rows = table(tmp_path / "out", "DepartmentKind")
    names = {row["code:ID(DepartmentKind)"]: row["name:string"] for row in rows}
    assert len(rows) == len(names) == len(CATALOGUE.department_kinds) + 1
    assert (names[kind.code], names["own"]) == ("本市的叫法", "自定")
    assert report.rejected["DepartmentKind"] == 0


def test_a_row_of_the_citys_that_is_rejected_leaves_the_catalogues(tmp_path: Path) -> None:
    issue = next(iter(CATALOGUE.issues.values()))
    header = "code,name,definition,limit,limit_unit,urgency,type"
    lines = [header, f"{issue.code},改,改,1,hours,normal,no-such-type"]

    report = export(write(tmp_path / "city", {"Issue.csv": lines}), tmp_path / "out")

    assert where(tmp_path / "out") == [("Issue.csv", 2, "type")]
    assert report.rejected["Issue"] == 1
    rows = table(tmp_path / "out", "Issue")
    assert [row["name:string"] for row in rows if row["code:ID(Issue)"] == issue.code] == [issue.name]


def test_what_is_awkward_in_csv(tmp_path: Path) -> None:
    aliases = ['a";b', "c|d", "e,f", "两\n行"]
    road = json.dumps({"code": "R1", "name": "右\r左", "aliases": aliases})

    export(write(tmp_path / "city", {"Road.jsonl": [road]}), tmp_path / "out")

    (row,) = table(tmp_path / "out", "Road")
    assert (row["name:string"], row["aliases:string[]"].split(ARRAY_DELIMITER)) == ("右\r左", aliases)
    assert "--array-delimiter=U+001F" in arguments(tmp_path / "out")
    assert "--multiline-fields=Road-0001.csv" in arguments(tmp_path / "out")


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path / "city", {"Grid.csv": GRID})
    out = write(tmp_path / "out", {"mine.txt": "mine"})

    with pytest.raises(DataError, match="not empty"):
        export(folder, out)

    assert [path.name for path in out.iterdir()] == ["mine.txt"]


def test_a_broken_file_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = write(tmp_path / "city", {"Grid.csv": ["code,unheard", "1,2"]})

    with pytest.raises(LiandongError, match="unheard"):
        export(folder, tmp_path / "out")

    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_large_files_are_cut_and_keys_are_still_checked_across(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "city", {
        "Grid.csv": GRID,
        "Road.csv": ["code,name", *(f"R{i},{i}号路" for i in range(300)), "R7,又一条", "R8,"],
        "Road_RUNS_THROUGH_Grid.csv": ["from,to", *(f"R{i},G2" for i in range(300)), "R5,G2", "R300,G2"],
    })  # fmt: skip
    monkeypatch.setattr("graph.export.plan.spans", partial(spans, size=500))

    report = export(folder, tmp_path / "out")

    assert where(tmp_path / "out") == [
        ("Road.csv", 302, "code"),
        ("Road.csv", 303, "name"),
        ("Road_RUNS_THROUGH_Grid.csv", 302, "from"),
        ("Road_RUNS_THROUGH_Grid.csv", 303, "from"),
    ]
    assert (report.loaded["Road"], report.loaded["Road_RUNS_THROUGH_Grid"]) == (300, 300)
    assert len(list((tmp_path / "out").glob("Road-0*.csv"))) > 5
    assert Counter(row["code:ID(Road)"] for row in table(tmp_path / "out", "Road")).most_common(1)[0][1] == 1


cell = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
rows = st.lists(st.tuples(cell, cell), max_size=20)


@given(
    rows=rows, size=st.integers(1, 60), end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]), quoting=st.sampled_from([0, 1]),
    last=st.booleans(), raw=st.sampled_from(["", "\n", "a\n", '"\n', "a,b,c\n", '"x\ny",z\n']),
)  # fmt: skip
def test_spans_hold_the_records_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str]],
    size: int,
    end: str,
    encoding: str,
    quoting: int,
    last: bool,
    raw: str,
) -> None:
    path = tmp_path_factory.getbasetemp() / "spans.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=end, quoting=csv.QUOTE_ALL if quoting else csv.QUOTE_MINIMAL)
        writer.writerows([("code", "name"), *rows])
        file.write(raw)
        file.write("" if last else "x,y")

    def pieces() -> Iterator[object]:
        for span in spans(path, size):
            yield from span_records(path, span) if span else csv_records(path)

    assert list(pieces()) == list(csv_records(path))
