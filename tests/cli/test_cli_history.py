"""`liandong city history`."""

from pathlib import Path

from tests.cli.conftest import Liandong, refused


def test_history_writes_a_file_and_says_so(here: Liandong, demo_city: Path, tmp_path: Path) -> None:
    out = tmp_path / "reports.csv"

    answer = here(
        "city",
        "history",
        str(demo_city),
        "--years",
        "1",
        "--orders-per-day",
        "2",
        "--out",
        str(out),
        "--json",
    )

    assert answer.json["file"] == str(out)
    assert answer.json["rows"] == len(out.read_text(encoding="utf-8").splitlines()) - 1
    assert (answer.json["first"], answer.json["last"]) == ("2025-01-01", "2025-12-31")


def test_a_folder_that_is_no_city_is_refused_in_one_line(here: Liandong, tmp_path: Path) -> None:
    answer = here("city", "history", str(tmp_path), "--out", str(tmp_path / "out.csv"), code=2)

    assert "is not a city" in refused(answer)
