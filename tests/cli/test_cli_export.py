"""`liandong city export`."""

from pathlib import Path

from tests.cli.conftest import Liandong, refused
from tests.graph.loading import rejects, write


def test_a_city_is_exported_without_a_database(here: Liandong, demo_city: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"

    answer = here(
        "city", "export", demo_city, "--out", out, "--workers", "1", "--json",
        env={"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "none"},
    )  # fmt: skip

    assert answer.json["rows"] == answer.json["loaded"]
    assert (answer.json["rows"]["Resident"], answer.json["rows"]["Issue"]) == (5000, 645)
    assert answer.json["rows"]["Dataset"] == 2
    assert (out / "import.sh").exists()
    assert (out / "Resident_LIVES_IN_Household-0001.csv").exists()


def test_what_comes_next_is_said(here: Liandong, tmp_path: Path) -> None:
    city = write(tmp_path / "city", {"Skill.csv": ["code,name", "K1,调解"]})

    answer = here("city", "export", city, "--out", tmp_path / "out")

    assert "import.sh" in answer.err
    assert "liandong db migrate" in " ".join(answer.err.split())


def test_rows_that_do_not_fit_give_status_3(liandong: Liandong, tmp_path: Path) -> None:
    city = write(tmp_path / "city", {"Skill.csv": ["code,name", "K1,调解", "K1,又一次"]})

    answer = liandong("city", "export", city, "--out", tmp_path / "out", "--workers", "2", code=3)

    assert "rejects.csv" in answer.out.replace("\n", "")
    assert [row[:3] for row in rejects(tmp_path / "out")] == [("Skill.csv", 3, "code")]


def test_a_folder_that_holds_something_is_refused(here: Liandong, demo_city: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")

    assert "--out" in refused(here("city", "export", demo_city, "--out", tmp_path, code=2))
