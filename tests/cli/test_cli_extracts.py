"""Extracts of a city, their linking and its scores, from the command line."""

from pathlib import Path

from tests.cli.conftest import Liandong, refused


def test_from_a_city_to_the_scores_of_its_links(here: Liandong, demo_city: Path, tmp_path: Path) -> None:
    written = here("city", "extracts", demo_city, "--out", "out", "--json").json
    as_table = here("city", "extracts", demo_city, "--out", "out").out
    pairs = here("city", "link", "out", "--to", "pairs.csv", "--json").json["pairs"]
    scores = here("city", "linking", "out", "pairs.csv", "--json").json
    shown = here("city", "linking", "out", "pairs.csv").out

    assert sum(written["records"].values()) == scores[0]["records"]
    assert str(written["records"]["ga-permit.Resident.csv"]) in as_table
    assert pairs == len((tmp_path / "pairs.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert f"{scores[0]['recall']:.4f}" in shown
    assert "b3 f1" in shown


def test_what_is_not_there_is_refused(here: Liandong, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    assert "not a city" in refused(here("city", "extracts", "empty", "--out", "out", code=2))
    assert "no extracts" in refused(here("city", "link", "empty", "--to", "pairs.csv", code=2))
    (tmp_path / "links.csv").write_text("a,b\n", encoding="utf-8")
    assert "truth.csv" in refused(here("city", "linking", "empty", "links.csv", code=2))
    assert not (tmp_path / "pairs.csv").exists()
