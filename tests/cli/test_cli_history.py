"""`liandong city history` and `liandong city check`."""

import shutil
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


def test_check_measures_a_whole_city(here: Liandong, demo_city: Path) -> None:
    answer = here("city", "check", str(demo_city), "--json").json

    assert answer["ok"] is True
    assert answer["findings"] == []
    assert set(answer["checks"][0]) == {"what", "found", "target", "ok"}


def test_check_of_a_broken_city_has_status_1_and_says_how_to_mend_it(
    here: Liandong, demo_city: Path, tmp_path: Path
) -> None:
    city = shutil.copytree(demo_city, tmp_path / "city")
    (city / "Shop.csv").unlink()

    answer = here("city", "check", str(city), code=1)

    assert "Shop [file] Shop.csv is missing" in answer.err
    assert "restore Shop.csv" in answer.err
