"""Versions of the catalogue, and a city's own, from the command line."""

import csv
import shutil
from pathlib import Path

import pytest

from graph.knowledge import load_knowledge
from graph.queries import Queries
from graph.store import Store
from graph.vault import Vault
from liandong.catalogue import Catalogue
from liandong.paths import shipped
from tests.cli.conftest import Liandong, refused
from tests.conftest import copy_data

GONE = "010103"


@pytest.fixture
def following(tmp_path: Path) -> Path:
    """A version in which one issue has another code and name."""
    folder = copy_data(tmp_path / "next")
    name = Catalogue.load(folder).issues[GONE].name
    for file in ("catalogue/issues.csv", "catalogue/handling.csv"):
        text = (folder / file).read_text("utf-8")
        changed = text.replace(f"\n{GONE},{name},", "\n010199,新的叫法,").replace(f"\n{GONE},", "\n010199,")
        (folder / file).write_text(changed, "utf-8")
    return folder


@pytest.fixture
def loaded(empty_store: Store, queries: Queries, vault: Vault) -> Store:
    load_knowledge(empty_store, queries, Catalogue.load(shipped("data")), vault=vault)
    return empty_store


def test_equal_versions(here: Liandong) -> None:
    data = shipped("data")

    assert "nothing differs" in here("catalogue", "diff", data, data).out
    assert here("catalogue", "diff", data, data, "--json").json["equal"] is True


def test_different_versions(here: Liandong, following: Path) -> None:
    answer = here("catalogue", "diff", shipped("data"), following, "--json", code=1).json

    issues = answer["tables"]["issues"]
    assert [row["code"] for row in issues["removed"]] == [GONE]
    assert [row["code"] for row in issues["added"]] == ["010199"]
    (proposal,) = answer["proposals"]
    assert (proposal["source"], proposal["target"], proposal["kind"]) == (GONE, "010199", "rename")
    assert "010199" in here("catalogue", "diff", shipped("data"), following, code=1).out


def test_a_folder_without_a_catalogue_is_refused(here: Liandong, tmp_path: Path) -> None:
    said = refused(here("catalogue", "diff", shipped("data"), tmp_path, code=2))

    assert "department_kinds.csv" in said


def test_the_proposed_map_migrates_and_again_changes_nothing(
    here: Liandong, loaded: Store, following: Path, tmp_path: Path
) -> None:
    moves = tmp_path / "moves.csv"
    here("catalogue", "diff", shipped("data"), following, "--write-map", moves, code=1)

    first = here("catalogue", "migrate", "--map", moves, "--data", following, "--json").json
    second = here("catalogue", "migrate", "--map", moves, "--data", following)

    assert (first["retired"], first["replaced"], first["changed"]) == (1, 1, True)
    assert "nothing to do" in second.out
    query = "MATCH (:Issue {code: $code})-[:REPLACED_BY]->(n) RETURN n.code AS code"
    assert loaded.execute(query, {"code": GONE}) == [{"code": "010199"}]


def test_a_wrong_map_changes_nothing(here: Liandong, loaded: Store, following: Path, tmp_path: Path) -> None:
    moves = tmp_path / "moves.csv"
    moves.write_text(f"from,to,kind,reason\n{GONE},999999,rename,\n888888,,retire,\n", "utf-8")

    answer = here("catalogue", "migrate", "--map", moves, "--data", following, "--json", code=2)

    assert [(found["line"], found["rule"]) for found in answer.lines] == [(2, "target"), (3, "unknown")]
    assert all(found["file"] == "moves.csv" and found["mend"] for found in answer.lines)
    assert loaded.execute("MATCH (i:Issue {code: '010199'}) RETURN i") == []


def test_a_map_that_is_not_there(here: Liandong, loaded: Store) -> None:
    assert "not a file" in refused(here("catalogue", "migrate", "--map", "nowhere.csv", code=2))


LIST = """类型,大类,小类,单位,时限,立案,结案
事件,市容环境,露天烧烤,所属街办,1天,露天烧烤食品的,取缔
部件,公用设施,路灯,路灯管理处,1天,不亮,修复
"""
MAP = [
    f"--map={pair}"
    for pair in (
        "类型=kind",
        "大类=type",
        "小类=name",
        "单位=lead",
        "时限=limit",
        "立案=filing",
        "结案=closing",
    )
]


def test_a_citys_list_is_taken_over_and_can_be_checked(here: Liandong, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(LIST.encode("gb18030"))

    done = here("catalogue", "import", "list.csv", "--out", "ours", *MAP, "--json", code=3).json

    assert (done["rows"], done["kept"], done["problems"]) == (2, 1, {"not-event": 1})
    found = here("catalogue", "check", "--data", "ours", "--any-size", "--json", code=1).lines
    assert {finding["rule"] for finding in found} == {"keywords"}
    with (tmp_path / "ours/import.csv").open(encoding="utf-8-sig", newline="") as file:
        kept, left_out = csv.DictReader(file)
    assert (kept["nearest_name"], left_out["outcome"]) == ("街边露天烧烤", "rejected")


def test_a_list_that_fits_has_status_0(here: Liandong, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST.replace("部件", "事件"), "utf-8")
    (tmp_path / "words.csv").write_text("word,kind\n所属街办,urban_management\n", "utf-8")

    answer = here(
        "catalogue",
        "import",
        "list.csv",
        "--out",
        "ours",
        "--bodies",
        "words.csv",
        "--set",
        "level=district",
        *MAP,
    )

    assert "kept" in answer.out
    assert [i.lead for i in Catalogue.load(tmp_path / "ours").issues.values()] == [
        "urban_management",
        "lighting",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*MAP[:-1],), "closing"),
        ((*MAP, "--map=颜色=note"), "颜色"),
        ((*MAP, "--map=小类=colour"), "colour"),
    ],
)
def test_a_wrong_column_map_is_refused(
    arguments: tuple[str, ...], said: str, here: Liandong, tmp_path: Path
) -> None:
    (tmp_path / "list.csv").write_text(LIST, "utf-8")

    assert said in refused(here("catalogue", "import", "list.csv", "--out", "ours", *arguments, code=2))
    assert not (tmp_path / "ours").exists()


def test_an_issue_is_shown_with_duties_limits_and_neighbours(here: Liandong) -> None:
    shown = here("catalogue", "show", "030501")

    for what in (
        "飞线充电",
        "先期处置",
        "街道办事处（镇政府）",
        "消防救援",
        "24小时",
        "电动自行车进楼停放充电",
    ):
        assert what in shown.out


def test_an_issue_is_shown_by_its_name_as_json(here: Liandong) -> None:
    by_name = here("catalogue", "show", "路灯不亮", "--json").json

    assert by_name == here("catalogue", "show", "040501", "--json").json
    assert by_name["issue"]["code"] == "040501"
    assert [duty["level"] for duty in by_name["duties"] if duty["role"] == "lead"] == ["district", "city"]
    assert by_name["limits"]["normal"]["handle"] == {"number": 16, "unit": "working_hours"}
    assert list(by_name["limits"]) == ["normal", "urgent", "emergency"]
    same = [each["code"] for each in by_name["neighbours"] if each["same_type"]]
    assert sorted(same) == ["040502", "040503", "040504"]


@pytest.mark.parametrize(("asked", "hint"), [("0405", "040501"), ("路灯", "040501"), ("月球", "例如")])
def test_an_issue_that_is_not_there_is_refused_with_those_near(here: Liandong, asked: str, hint: str) -> None:
    assert hint in refused(here("catalogue", "show", asked, code=2))


def test_the_words_that_a_city_brings_are_checked(here: Liandong, tmp_path: Path) -> None:
    ours = copy_data(tmp_path / "ours")
    words = shutil.copytree(shipped("data") / "nlp", ours / "nlp") / "need_words.csv"
    words.write_text(words.read_text("utf-8") + "随便说说,no_such_need,3,,\n", "utf-8")

    (found,) = here("catalogue", "check", "--data", ours, "--json", code=1).lines

    assert (found["file"], found["rule"]) == ("nlp/need_words.csv", "reference")
