"""The pages made from the tables."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from liandong.catalogue import Catalogue
from liandong.catalogue import pages as made
from liandong.catalogue.model import TABLES
from liandong.catalogue.pages import INDEX, pages, write_pages
from liandong.catalogue.sheets import column_docs, grid, holds
from liandong.catalogue.tables import Refers, Table
from liandong.paths import shipped

DOCS = Path(__file__).parents[1] / "docs" / "knowledge"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(shipped("data"))


@dataclass(frozen=True, slots=True)
class Bell:
    """A bell that
    rings.
    """

    code: str
    name: str
    tone: Literal["high", "low"]
    """How it
    sounds."""
    hung_by: Annotated[tuple[str, ...], Refers("department_kinds", optional=True)]
    weight: int


@dataclass(frozen=True, slots=True)
class Tower(Catalogue):
    """A catalogue with one more table."""

    bells: Mapping[str, Bell]


def test_the_pages_in_the_repository_are_current(catalogue: Catalogue) -> None:
    """`make generated` writes them."""
    assert {path.name: path.read_text("utf-8") for path in DOCS.glob("*.md")} == pages(catalogue)


def test_every_table_is_in_the_index_with_its_rows(catalogue: Catalogue) -> None:
    index = pages(catalogue)[INDEX]

    for table in TABLES:
        assert f"| `{table.file}` | {len(getattr(catalogue, table.name))} |" in index
    for link in re.findall(r"\]\((.*?)\)", index):
        assert link in pages(catalogue)


def test_every_issue_is_on_the_list_and_led_by_one(catalogue: Catalogue) -> None:
    texts = pages(catalogue)

    for issue in catalogue.issues.values():
        assert texts["catalogue.md"].count(f"| {issue.code} | {issue.name} |") == 1
        assert texts["duties.md"].count(f"| {issue.code} | {issue.name} |") == 1


def test_columns_are_explained_and_codes_are_shown_by_name(catalogue: Catalogue) -> None:
    social = pages(catalogue)["social.md"]

    assert "| `capacity_unit` | 容量单位 | one of `place`, `meal`" in social
    assert "What its capacity is counted in." in social
    assert "| day_care | 日间照料 |" in social
    assert "养老照护、独居老人关爱、健康服务 | 老年照护评估、基础护理、个案工作 |" in social


def test_the_plan_says_whose_words_and_targets_they_are(catalogue: Catalogue) -> None:
    plan = pages(catalogue)["plan.md"]

    assert "the wording is not the plan's" in plan
    assert "按时办结率 ≥ 95 %（自定 our own）" in plan
    assert "每万人社会组织数 > 13 个/万人；" in plan


def test_a_table_that_nobody_knows_gets_a_section(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(made, "TABLES", (*TABLES, Table("bells", "bells.csv", Bell)))
    rows = {"b1": Bell("b1", "一号|钟", "low", ("police", "fire"), 7)}

    texts = pages(Tower(*(getattr(catalogue, field.name) for field in fields(catalogue)), bells=rows))

    assert "bells | `bells.csv` | 1 |" in texts[INDEX]
    other = texts["other.md"].splitlines()
    assert "A bell that rings." in other
    assert "| `tone` |  | one of `high`, `low` | How it sounds. |" in other
    assert "| `hung_by` |  | codes of `department_kinds`; may be empty |  |" in other
    assert "| b1 | 一号\\|钟 | low | 公安、消防救援 | 7 |" in other


def test_pages_that_are_no_more_are_removed_and_others_kept(catalogue: Catalogue, tmp_path: Path) -> None:
    write_pages(tmp_path, catalogue)
    (tmp_path / "plan.md").rename(tmp_path / "old_plan.md")
    (tmp_path / "notes.md").write_text("my own", "utf-8")

    written = write_pages(tmp_path, catalogue)

    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in written} | {"notes.md"}


def test_what_is_below_a_field_is_its_explanation() -> None:
    assert column_docs(Bell) == {"tone": "How it sounds."}


def test_what_columns_hold_is_said_in_words() -> None:
    columns = {column.name: holds(column) for column in Table("bells", "bells.csv", Bell).columns()}

    assert columns["weight"] == "a number"
    assert columns["name"] == "a text"


@given(st.lists(st.lists(st.text(), min_size=3, max_size=3), max_size=5))
def test_a_cell_stays_a_cell_whatever_it_holds(rows: Sequence[Sequence[str]]) -> None:
    _, *lines = grid(["a", "b", "c"], rows)

    assert len(lines) == len(rows) + 2
    for line in lines:
        assert len(re.findall(r"(?<!\\)\|", line)) == 4
        assert len(line.splitlines()) == 1
