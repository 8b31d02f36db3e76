"""The shipped tables of words are sound, and each rule of their lint finds what it is for."""

import shutil
from pathlib import Path

import pytest

from liandong.catalogue import Catalogue
from liandong.errors import DataError
from liandong.paths import shipped
from nlp.word_tables import NEEDS, SCOPES, URGENCY, lint_words, load_words

CODES = tuple(Catalogue.load(shipped("data")).need_kinds)
SPOILT = {
    "an unknown need": ("need_words.csv", "假肢,no_such_need,10,,", "reference"),
    "an unknown danger": ("urgency.csv", "山崩地裂,no_such_kind,10,,", "value"),
    "a word twice": ("urgency.csv", "山崩地裂|山崩地裂,fire,10,,", "repeated"),
    "too great a weight": ("urgency.csv", "山崩地裂,fire,11,,", "number"),
    "a weight of nothing": ("urgency.csv", "山崩地裂,fire,0,,", "number"),
    "a broken pattern": ("urgency.csv", "山崩地裂,fire,10,(,", "pattern"),
    "a gap at the end": ("urgency.csv", "山崩…,fire,10,,", "word"),
    "an unknown scope": ("scope_words.csv", "山崩地裂,maybe,before,5", "value"),
    "a cue twice": ("scope_words.csv", "没有,denied,before,6", "repeated"),
    "no word": ("scope_words.csv", ",denied,before,5", "empty"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(shipped("data") / "nlp", tmp_path / "nlp")
    return tmp_path


def test_the_shipped_tables_are_sound() -> None:
    assert lint_words(shipped("data"), CODES) == []


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_wrong_is_found_with_its_line(what: str, folder: Path) -> None:
    file, row, rule = SPOILT[what]
    path = folder / "nlp" / file
    path.write_text(f"{path.read_text('utf-8')}{row}\n", "utf-8")

    findings = lint_words(folder, CODES)

    assert {finding.rule for finding in findings} == {rule}
    assert findings[0].line == len(path.read_text("utf-8").splitlines())
    assert findings[0].mend


def test_a_need_without_words_is_found(folder: Path) -> None:
    findings = lint_words(folder, [*CODES, "new_need"])

    assert [(finding.rule, "new_need" in finding.message) for finding in findings] == [("unheard", True)]


@pytest.mark.parametrize("table", [URGENCY, NEEDS, SCOPES], ids=lambda table: table.name)
def test_a_table_that_cannot_be_used_is_refused(table: object, folder: Path) -> None:
    path = folder / table.file  # type: ignore[attr-defined]
    path.write_text("words\n着火\n", "utf-8")

    with pytest.raises(DataError, match=path.name):
        load_words(folder, table)  # type: ignore[arg-type]


def test_a_broken_pattern_is_refused_before_it_is_used(folder: Path) -> None:
    path = folder / "nlp" / "urgency.csv"
    path.write_text(f"{path.read_text('utf-8')}山崩地裂,fire,10,(,\n", "utf-8")

    with pytest.raises(DataError, match="is no pattern"):
        load_words(folder, URGENCY)
