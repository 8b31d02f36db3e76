"""The pages made from the tables, from the command line."""

from pathlib import Path

from tests.cli.conftest import Liandong, refused


def test_the_pages_are_written(here: Liandong, tmp_path: Path) -> None:
    said = here("catalogue", "pages", "--out", tmp_path / "pages").out

    names = {path.name for path in (tmp_path / "pages").iterdir()}
    assert {"README.md", "catalogue.md", "duties.md", "plan.md", "social.md"} <= names
    assert f"{len(names)} pages" in said


def test_a_folder_without_a_catalogue_is_refused(here: Liandong, tmp_path: Path) -> None:
    answer = here("catalogue", "pages", "--data", tmp_path, "--out", tmp_path / "pages", code=2)

    assert "department_kinds.csv" in refused(answer)
    assert not (tmp_path / "pages").exists()
