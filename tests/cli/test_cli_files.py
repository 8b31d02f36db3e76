"""The commands that need no database, and those that find theirs wrong."""

import csv
import shutil
import socket
from pathlib import Path

import pytest

from graph.schema import SCHEMA
from liandong.paths import shipped
from liandong.settings import Settings
from tests.cli.conftest import Liandong, refused

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def own(tmp_path: Path) -> dict[str, str | None]:
    """The settings of an embedded engine of the test's own."""
    home = str(tmp_path / "own")
    return {"NEO4J_URI": None, "NEO4J_DATABASE": None, "LIANDONG_HOME": home, "LIANDONG_HEAP": "256m"}


@pytest.mark.parametrize(
    ("env", "words"),
    [
        ({"NEO4J_URI": "http://127.0.0.1:7474"}, ["NEO4J_URI", "bolt://", "neo4j://"]),
        ({"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": None}, ["NEO4J_PASSWORD"]),
        ({"LIANDONG_HEAP": "abc"}, ["LIANDONG_HEAP"]),
        ({"LIANDONG_BOLT_PORT": "70000"}, ["LIANDONG_BOLT_PORT"]),
        ({"LIANDONG_QUERY_TIMEOUT": "0"}, ["LIANDONG_QUERY_TIMEOUT"]),
    ],
)
def test_wrong_settings_are_named(liandong: Liandong, env: dict[str, str | None], words: list[str]) -> None:
    said = refused(liandong("query", "system.counts", env=env, code=2))

    assert [word for word in words if word not in said] == []


@pytest.mark.parametrize("secret", ["zz", "ab" * 63])
def test_wrong_key_is_refused_and_not_repeated(here: Liandong, secret: str) -> None:
    said = refused(here("route", "路灯坏了", env={"LIANDONG_SECRET_KEY": secret}, code=2))

    assert "LIANDONG_SECRET_KEY" in said
    assert secret not in said


def test_a_server_that_is_not_there(liandong: Liandong) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        uri = f"bolt://127.0.0.1:{taken.getsockname()[1]}"

        said = refused(
            liandong("query", "system.counts", env={"NEO4J_URI": uri, "NEO4J_PASSWORD": "x"}, code=1)
        )

    assert "NEO4J_URI" in said


@pytest.mark.parametrize("command", ["start", "stop"])
def test_a_server_is_not_ours_to_manage(here: Liandong, command: str) -> None:
    env = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}

    assert "NEO4J_URI" in refused(here("db", command, env=env, code=2))


def test_the_status_of_a_server_that_is_not_there(here: Liandong) -> None:
    env = {"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}

    assert "NEO4J_URI" in refused(here("db", "status", env=env, code=1))


def test_the_embedded_engine_is_started_told_and_stopped(
    liandong: Liandong, own: dict[str, str | None]
) -> None:
    assert liandong("db", "status", "--json", env=own).json["running"] is False

    started = liandong("db", "start", env=own)
    try:
        status = liandong("db", "status", "--json", env=own).json
        table = liandong("db", "status", env=own)
    finally:
        stopped = liandong("db", "stop", env=own)

    assert (status["running"], status["kept"], status["home"]) == (True, True, own["LIANDONG_HOME"])
    assert status["uri"] in started.out
    assert status["uri"] in table.out
    assert "stopped" in stopped.out
    assert liandong("db", "status", "--json", env=own).json["running"] is False
    assert "nothing" in liandong("db", "stop", env=own).out


def test_home_of_the_user_is_not_the_programs(
    liandong: Liandong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("LIANDONG_HOME", "NEO4J_URI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": "/nonexistent", "HEAP": "9g", "SECRET_KEY": "aa", "BOLT_PORT": "9"}.items():
        monkeypatch.setenv(name, value)

    settings = Settings()

    assert (settings.home, settings.heap, settings.secret_key, settings.bolt_port) == (
        Path(".liandong"), "1g", None, 0
    )  # fmt: skip


def test_schema_as_markdown_is_the_document_that_ships(here: Liandong, tmp_path: Path) -> None:
    printed = here("schema", "export").out
    here("schema", "export", "--format", "markdown", "--out", tmp_path / "schema.md")

    assert printed.startswith("# ")
    assert [label for label in SCHEMA.nodes if f"`{label}`" not in printed] == []
    assert (tmp_path / "schema.md").read_text(encoding="utf-8") == printed


def test_schema_for_the_linter(here: Liandong) -> None:
    schema = here("schema", "export", "--format", "cypher-lint").json

    assert set(schema["labels"]) == set(SCHEMA.nodes)
    assert set(schema["relationshipTypes"]) == set(SCHEMA.rels)


def test_templates_have_their_columns(here: Liandong, tmp_path: Path) -> None:
    here("schema", "export", "--format", "templates", "--out", tmp_path / "templates")

    headers = {}
    for path in (tmp_path / "templates").iterdir():
        with path.open(encoding="utf-8", newline="") as file:
            headers[path.stem] = tuple(next(csv.reader(file)))
    assert headers == {name: template.columns for name, template in SCHEMA.templates.items()}


def test_schema_in_an_unknown_form(here: Liandong) -> None:
    assert "templates" in here("schema", "export", "--format", "yaml", code=2).err


@pytest.mark.parametrize(
    "arguments", [("--out", "missing/schema.md"), ("--format", "templates", "--out", "file")]
)
def test_schema_where_it_cannot_be_written(
    here: Liandong, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    assert arguments[-1] in refused(here("schema", "export", *arguments, code=1))


def test_the_shipped_catalogue_is_sound(here: Liandong) -> None:
    answer = here("catalogue", "check")

    assert "4 categories, 264 types, 645 issues" in answer.out
    assert here("catalogue", "check", "--json").out == ""


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A copy of the shipped data in which an issue is led by nobody known, and one is missing."""
    data = tmp_path / "data"
    shutil.copytree(shipped("data"), data)
    issues = data / "catalogue" / "issues.csv"
    lines = issues.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("social_security", "unheard_of", 1)
    issues.write_text("".join(lines[:-1]), encoding="utf-8")
    return data


def test_a_broken_catalogue_is_told_line_by_line(here: Liandong, broken: Path) -> None:
    table = here("catalogue", "check", "--data", broken, code=1)
    findings = here("catalogue", "check", "--data", broken, "--json", code=1).lines

    assert "unheard_of" in table.out
    assert {"file", "line", "rule", "message", "mend"} == set(findings[0])
    assert ("catalogue/issues.csv", 2) in {(finding["file"], finding["line"]) for finding in findings}
    assert "count" in {finding["rule"] for finding in findings}


def test_a_catalogue_of_another_size(here: Liandong, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(shipped("data"), data)
    for name in ("issues", "handling"):
        file = data / "catalogue" / f"{name}.csv"
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("010101")), encoding="utf-8")

    assert "count" in here("catalogue", "check", "--data", data, code=1).out
    assert "644 issues" in here("catalogue", "check", "--data", data, "--any-size").out


def test_a_catalogue_that_is_not_there(here: Liandong, tmp_path: Path) -> None:
    findings = here("catalogue", "check", "--data", tmp_path / "nowhere", "--json", code=1).lines

    assert findings


def test_a_city_is_built_the_same_for_the_same_seed(
    liandong: Liandong, tmp_path: Path, demo_city: Path
) -> None:
    report = liandong("city", "build", "--out", tmp_path / "city", "--json").json

    assert report["counts"]["Resident"] == 5000
    assert report["scale"] == "demo"
    for path in demo_city.iterdir():
        assert (tmp_path / "city" / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    "arguments",
    [
        ("--scale", "unheard-of", "--out", "city"),
        ("--scale", "city", "--residents", "10", "--out", "city"),
        ("--out", "file"),
        ("--out", "full"),
    ],
)
def test_a_city_that_cannot_be_built(here: Liandong, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "precious.txt").write_text("", encoding="utf-8")

    refused(here("city", "build", *arguments, code=2))

    assert (tmp_path / "full" / "precious.txt").exists()


def test_a_city_with_more_residents(here: Liandong, tmp_path: Path) -> None:
    report = here("city", "build", "--residents", "6000", "--workers", "2", "--out", "city", "--json").json

    assert report["counts"]["Resident"] == report["residents"] == 6000


def test_a_city_of_another_version_is_not_loaded(here: Liandong, tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "city.json").write_text('{\n"format": 1,\n"scale": "demo"}', encoding="utf-8")
    (tmp_path / "old" / "Source.csv").write_text("code,name,kind\nold-1,,\n", encoding="utf-8")

    said = refused(here("load", "old", code=2))

    assert "city.json, line 2, format" in said
    assert "liandong city build --scale demo" in said


def test_queries_are_listed_with_their_parameters(here: Liandong) -> None:
    listed = {query["name"]: query for query in here("queries", "--json").lines}
    table = here("queries").out

    folder = shipped("cypher")
    assert set(listed) == {
        ".".join(p.relative_to(folder).with_suffix("").parts) for p in folder.rglob("*.cypher")
    }
    assert listed["orders.queue"]["params"] == {"limit": "int"}
    assert listed["orders.queue"]["writes"] is False
    assert listed["system.wipe"]["writes"] is True
    assert "orders.queue" in table
