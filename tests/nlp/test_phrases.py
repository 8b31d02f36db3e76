"""The shipped phrases are enough, by many hands, and none a copy; the lint finds when they are not."""

import csv
from pathlib import Path

import pytest

from liandong.catalogue import Catalogue
from liandong.errors import DataError
from liandong.paths import shipped
from nlp.phrases import TEST_STYLES, Phrase, near_duplicates, portrait, read_phrases, split, thin

FOLDER = shipped("data") / "phrases"


@pytest.fixture(scope="module")
def phrases() -> list[Phrase]:
    return read_phrases(FOLDER)


def test_every_issue_has_ten_phrases_by_seven_hands(phrases: list[Phrase]) -> None:
    assert thin(phrases, Catalogue.load(shipped("data")).issues) == []


def test_texts_with_several_problems_and_with_none_are_there(phrases: list[Phrase]) -> None:
    assert sum(len(phrase.issues) > 1 for phrase in phrases) >= 400
    assert sum(not phrase.issues for phrase in phrases) >= 300


def test_hardly_any_text_is_nearly_another(phrases: list[Phrase]) -> None:
    assert len(near_duplicates(phrases)) <= 0.01 * len(phrases)


def test_test_writers_are_apart(phrases: list[Phrase]) -> None:
    train, test = split(phrases)

    assert {phrase.style for phrase in test} == set(TEST_STYLES)
    assert not {phrase.style for phrase in train} & set(TEST_STYLES)
    assert len(train) + len(test) == len(phrases)


def test_they_are_no_shorter_than_life(phrases: list[Phrase], eval_data: Path) -> None:
    with (eval_data / "haikou12345" / "train.csv").open(encoding="utf-8", newline="") as file:
        real = portrait("real", [row["text"] for row in csv.DictReader(file)])
    ours = portrait("ours", [phrase.text for phrase in phrases])

    assert ours.mean_length >= real.mean_length
    assert ours.vocabulary >= real.vocabulary
    assert abs(ours.with_place - real.with_place) < 0.2


def test_near_duplicates_are_found() -> None:
    texts = ["门口的路灯坏了三天没人来修", "门口的路灯坏了四天没人来修", "河水发臭"]

    found = near_duplicates([Phrase(("1",), "snap", text, text) for text in texts], near=0.3)

    assert [{one.text, other.text} for _, one, other in found] == [set(texts[:2])]


def test_what_is_missing_is_named() -> None:
    given = [Phrase(("1",), "snap", "a", "f:2"), Phrase(("9",), "angry", "b", "f:3")]

    missing = thin(given, ["1"], least=2, styles=1)

    assert [line.split(":")[0] for line in missing] == ["f", "1", "1"]


@pytest.mark.parametrize("row", ["010101,snap,", "010101,nobody,坏了"])
def test_a_row_without_text_or_with_an_unknown_style_is_refused(tmp_path: Path, row: str) -> None:
    for name in ("reports-01.csv", "several.csv", "none.csv"):
        (tmp_path / name).write_text(f"issue,style,text\n{row}\n", "utf-8")

    with pytest.raises(DataError, match=r"reports-01.csv:2"):
        read_phrases(tmp_path)


def test_the_marks_of_personal_data_are_where_they_say() -> None:
    with (FOLDER / "personal.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) >= 600
    assert sum(row["hard"] == "1" for row in rows) >= 200
    for row in rows:
        for span in filter(None, row["spans"].split("|")):
            start, end, kind = span.split(":")
            assert 0 <= int(start) < int(end) <= len(row["text"]), row
            assert kind in {
                "手机",
                "电话",
                "身份证",
                "银行卡",
                "车牌",
                "邮箱",
                "社交账号",
                "姓名",
                "护照",
                "门牌",
            }
