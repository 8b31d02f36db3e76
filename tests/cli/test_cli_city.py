"""The commands at the demo city."""

import re
from pathlib import Path

import pytest

from graph.store import Store
from liandong.settings import Settings
from tests.cli.conftest import Liandong, refused

pytestmark = pytest.mark.usefixtures("city_store")

LAMP = "十全街128号门口的路灯坏了"
GRID = "320508021017301"


def test_route_has_the_documented_shape(liandong: Liandong) -> None:
    answer = liandong("route", LAMP, "--json").json

    plan = answer["plan"]
    assert answer["report"]["text"] == LAMP
    assert (answer["classification"]["level"], answer["classification"]["name"]) == ("issue", "路灯不亮")
    assert answer["place"]["grid"] == GRID
    assert plan["lead"]["name"] == "苏州市城市照明管理处"
    assert plan["needs_human"] is False
    assert plan["deadline"].endswith("+08:00")
    assert list(answer) == ["report", "classification", "place", "parts", "plan"]
    assert set(answer["report"]) == {"id", "text"}
    assert set(answer["classification"]) == {"level", "code", "name", "confidence", "candidates"}
    assert set(answer["classification"]["candidates"][0]) == {"code", "name", "confidence"}
    assert set(answer["place"]) == {"grid", "area", "name", "component", "names"}
    assert {"lead", "support", "verify", "social", "deadline", "needs_human", "reasons"} <= set(plan)
    assert {"unit", "name", "basis", "path", "sentence"} <= set(plan["lead"])
    assert all(set(hop) == {"from", "rel", "to"} for hop in plan["lead"]["path"])
    assert {"unit", "name", "basis", "path", "sentence"} <= set(plan["support"][0])
    assert {"worker", "path", "sentence"} <= set(plan["verify"])


def test_the_problems_of_a_report_in_the_table(here: Liandong) -> None:
    answer = here("route", "里河新村3幢门口的路灯不亮，晚上黑漆漆的。另外电梯停运三天了，老人下不了楼。")

    assert "第1件 part 1" in answer.out
    assert "第2件 part 2" in answer.out


def test_social_help_in_json(here: Liandong) -> None:
    social = here("route", "里河新村3幢楼道里停满电瓶车，还飞线充电", "--json").json["plan"]["social"]

    assert social
    assert all({"service", "name", "path", "sentence"} <= set(service) for service in social)


def test_route_as_a_table(liandong: Liandong) -> None:
    answer = liandong("route", LAMP)

    told = re.sub(r"[\s│]", "", answer.out)  # long sentences go over several lines
    for word in ("路灯不亮", "百步街社区第一网格", "苏州市城市照明管理处", "网格员", "《城市照明管理规定》"):
        assert word in told


@pytest.mark.parametrize(
    ("at", "grid"),
    [
        ("320508021030303", "320508021030303"),
        ("120.632,31.307", GRID),
        ("3205080101000011", "320508021029303"),
    ],
)
def test_route_at_a_place(here: Liandong, at: str, grid: str) -> None:
    assert here("route", "路灯坏了", "--at", at, "--json").json["place"]["grid"] == grid


@pytest.mark.parametrize("at", ["0,0", "999,999", "unheard-of", ""])
def test_route_at_a_place_that_is_not_there(here: Liandong, at: str) -> None:
    refused(here("route", "路灯坏了", "--at", at, code=2))


def test_what_is_personal_is_masked_wherever_it_is_printed(here: Liandong) -> None:
    text = f"{LAMP}，请联系13912345678"

    printed = here("route", text).out + here("route", text, "--json", "--save").out
    orders = here("db", "shell", "MATCH (r:Report)<-[:ANSWERS]-(w) RETURN r, w", "--json").out

    assert "〔手机〕" in printed
    assert "13912345678" not in printed
    assert "13912345678" not in orders


def test_saved_twice_it_is_kept_once(liandong: Liandong, city_store: Store) -> None:
    text = f"{LAMP}，命令行第一次"

    first, second = (liandong("route", text, "--save", "--json").json for _ in range(2))

    assert first["report"] == second["report"]
    kept = city_store.execute(
        "MATCH (r:Report {code: $code})<-[:ANSWERS]-(w:WorkOrder) RETURN r.text AS text, w.code AS code",
        {"code": first["report"]["id"]},
    )
    assert [row["text"] for row in kept] == [text]


def test_without_save_nothing_is_kept(here: Liandong, city_store: Store) -> None:
    code = here("route", f"{LAMP}，不保存", "--json").json["report"]["id"]

    assert city_store.execute("MATCH (r:Report {code: $code}) RETURN r.code AS code", {"code": code}) == []


def test_an_argument_that_is_no_text(liandong: Liandong) -> None:
    assert "UTF-8" in refused(liandong("route", b"\xff\xfe\xe8", code=2))


@pytest.mark.parametrize("text", ["", "今天天气真好"])
def test_nonsense_is_a_persons(here: Liandong, text: str) -> None:
    plan = here("route", text, "--json").json["plan"]

    assert plan["lead"] is None
    assert plan["needs_human"] is True
    assert plan["reasons"]


def test_query(here: Liandong) -> None:
    rows = here("query", "territory.parents", "--json").lines
    table = here("query", "route.plan", "-p", 'issues=["040501", "010101"]', "-p", "places=[]")

    assert set(rows[0]) == {"code", "name", "label", "parent"}
    assert len(rows) > 100
    assert "路灯不亮" in table.out
    assert "2 rows" in table.out


def test_query_with_every_kind_of_parameter(here: Liandong) -> None:
    where = f'places=["{GRID}"]'
    rows = here("query", "route.plan", "-p", 'issues=["040501"]', "-p", where, "--json").lines

    assert [row["issue"]["code"] for row in rows if row["issue"]] == ["040501"]
    assert GRID in {row["place"]["code"] for row in rows if row["place"]}
    assert here("query", "orders.order", "-p", "code=a=b", "--json").lines == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["unheard.of"], ["unheard.of", "liandong queries"]),
        (["queue"], ["orders.queue"]),
        (["orders.queue"], ["limit: int"]),
        (["orders.queue", "-p", "limit"], ["limit: int", "k=v"]),
        (["orders.queue", "-p", "limit=many"], ["limit", "int", "many"]),
        (["orders.queue", "-p", "limit=1", "-p", "more=2"], ["more=2", "limit: int"]),
        (["route.plan", "-p", "places=[]", "-p", "issues=040501"], ["issues", "list[str]"]),
        (["route.plan", "-p", "issues=["], ["issues", "list[str]"]),
        (["system.wipe", "-p", "limit=1"], ["writes"]),
    ],
)
def test_query_that_is_refused(here: Liandong, arguments: list[str], words: list[str]) -> None:
    said = refused(here("query", *arguments, code=2))

    assert [word for word in words if word not in said] == []


def test_shell(liandong: Liandong, here: Liandong) -> None:
    one = here(
        "db", "shell", "MATCH (g:Grid) RETURN g.level AS level, count(*) AS grids ORDER BY level", "--json"
    )
    several = liandong("db", "shell", stdin="RETURN 1 AS one;\n RETURN 'two' AS two;\n")

    assert one.lines == [{"level": 1, "grids": 1}, {"level": 2, "grids": 21}, {"level": 3, "grids": 58}]
    assert "one" in several.out
    assert "two" in several.out
    assert "no rows" in here("db", "shell", "MATCH (n:Grid {code: 'unheard of'}) RETURN n").out


def test_shell_with_a_statement_that_is_wrong(here: Liandong) -> None:
    refused(here("db", "shell", "MATCH (", code=2))


def test_positions_in_a_table_are_exact_to_a_metre(here: Liandong) -> None:
    assert "120.632101" in here("db", "shell", "RETURN 120.632101 AS lon").out


def test_status_says_where_the_database_is(here: Liandong) -> None:
    status = here("db", "status", "--json").json

    assert status["running"] is True
    assert status["uri"].startswith(("bolt://", "neo4j://"))
    assert status["uri"] in here("db", "status").out


def test_migrate_has_nothing_to_do(here: Liandong) -> None:
    assert "up to date" in here("db", "migrate").out


def test_the_catalogue_is_loaded_again_without_harm(here: Liandong, city_store: Store) -> None:
    count = "MATCH (d:Duty)-[r]->() RETURN count(r) AS duties"
    before = city_store.execute(count)

    answer = here("catalogue", "load")

    assert "645" in answer.out
    assert city_store.execute(count) == before


def test_load(here: Liandong, tmp_path: Path, city_store: Store) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "Source.csv").write_text("code,name,kind\ncli-1,一号,internet\n", encoding="utf-8")

    report = here("load", folder, "--json").json
    again = here("load", folder)

    assert report["loaded"] == {"Source": 1}
    assert report["rejects_file"] is None
    assert "Source" in again.out
    rows = city_store.execute("MATCH (s:Source {code: 'cli-1'}) RETURN s.name AS name")
    assert [row["name"] for row in rows] == ["一号"]


def test_load_with_rejects_has_status_3(here: Liandong, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "Source.csv").write_text("code,name,kind\ncli-2,二号,internet\ncli-3,,\n", encoding="utf-8")

    answer = here("load", folder, code=3)
    told = here("load", folder, "--rejects", tmp_path / "told.csv", "--json", code=3).json

    assert "rejects.csv" in answer.out
    assert "Source.csv,3,name" in (folder / "rejects.csv").read_text(encoding="utf-8-sig")
    assert (told["loaded"], told["rejected"]) == ({"Source": 1}, {"Source": 1})
    assert (tmp_path / "told.csv").exists()


@pytest.mark.parametrize(
    ("files", "word"),
    [
        (None, "mine"),
        ({}, "mine"),
        ({"Unheard.csv": "code\n"}, "Unheard.csv"),
        ({"Source.csv": "code,nom\n"}, "Source.csv"),
    ],
)
def test_load_that_is_refused(
    here: Liandong, tmp_path: Path, files: dict[str, str] | None, word: str
) -> None:
    if files is not None:
        (tmp_path / "mine").mkdir()
        for name, text in files.items():
            (tmp_path / "mine" / name).write_text(text, encoding="utf-8")

    assert word in refused(here("load", tmp_path / "mine", code=2))


def test_load_whose_rejects_cannot_be_written(here: Liandong, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "Source.csv").write_text("code,name,kind\ncli-3,,\n", encoding="utf-8")

    arguments = ("load", tmp_path / "mine", "--rejects", "missing/told.csv")

    assert "missing/told.csv" in refused(here(*arguments, code=1))


ROWS = f"id,text,date\n1,{LAMP},2026-03-02\n2,今天天气真好,2026-03-02\n3,,2026-03-02\n"


def test_ingest(liandong: Liandong, here: Liandong, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "cli in.csv").write_text(ROWS, encoding="utf-8")
    columns = ("--text", "text", "--id", "id", "--time", "date")

    answer = liandong("ingest", "cli in.csv", *columns, "--json", code=3)
    again = here("ingest", "cli in.csv", *columns, code=3)

    report = answer.json
    rejects = settings.home / "rejects-cli_in.csv"
    assert (report["rows"], report["new"], report["known"], report["rejected"]) == (3, 2, 0, 1)
    assert report["stored"] == 2
    assert report["needs_human"] == 1
    assert report["levels"] == {"issue": 1, "none": 1}
    assert report["rejects_file"] == str(rejects)
    assert "cli in.csv,4,text" in rejects.read_text(encoding="utf-8-sig")
    assert str(rejects) in answer.err.replace("\n", "")
    assert "known" in again.out


def test_ingest_without_rejects(here: Liandong, tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "a.csv").write_text("text\n路灯坏了\n", encoding="utf-8")

    report = here("ingest", "a.csv", "--text", "text", "--source", "cli/../a", "--json").json

    assert (report["rows"], report["stored"], report["rejects_file"]) == (1, 1, None)


def test_ingest_of_a_source_with_an_odd_name_notes_its_rejects(
    here: Liandong, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,\n", encoding="utf-8")

    report = here("ingest", "a.csv", "--text", "text", "--source", "cli/../b", "--json", code=3).json

    assert Path(report["rejects_file"]).parent == settings.home
    assert Path(report["rejects_file"]).is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["missing.csv", "--text", "text"], ["missing.csv"]),
        (["a.csv", "--text", "内容"], ["内容", "id, text"]),
        (["a.csv", "--text", "text", "--rejects", "missing/told.csv"], ["missing/told.csv"]),
        (["a.csv", "--text", "text", "--rejects", "a.csv"], ["a.csv"]),
        (["binary.csv", "--text", "text"], ["binary.csv"]),
    ],
)
def test_ingest_that_is_refused(
    here: Liandong, tmp_path: Path, arguments: list[str], words: list[str]
) -> None:
    (tmp_path / "a.csv").write_text("id,text\n1,路灯坏了\n", encoding="utf-8")
    (tmp_path / "binary.csv").write_bytes(bytes(range(256)))

    said = refused(here("ingest", *arguments, code=2))

    assert [word for word in words if word not in said] == []
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "id,text\n1,路灯坏了\n"
