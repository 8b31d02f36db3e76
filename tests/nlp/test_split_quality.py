"""How often the parts are right, on writers nothing was fitted to; the bounds lie near what was found."""

import csv
from pathlib import Path

import pytest

from liandong.paths import shipped
from nlp.phrases import Phrase, read_phrases, split
from nlp.reader import Reader
from nlp.readings import Part, Reading


@pytest.fixture(scope="module")
def held_out(reader: Reader) -> list[tuple[Phrase, Reading]]:
    _, test = split(read_phrases(shipped("data") / "phrases"))
    return list(zip(test, reader.pipe(phrase.text for phrase in test), strict=True))


def first(part: Part) -> str:
    candidates = part.classification.candidates
    return candidates[0].code if candidates else ""


def test_one_problem_is_seldom_split(held_out: list[tuple[Phrase, Reading]]) -> None:
    single = [reading for phrase, reading in held_out if len(phrase.issues) == 1]
    none = [reading for phrase, reading in held_out if not phrase.issues]

    wrong = sum(len(reading.parts) > 1 for reading in single) / len(single)
    print(f"wrongly split {wrong:.3f} of {len(single)}")

    assert wrong <= 0.03
    assert sum(len(reading.parts) > 1 for reading in none) <= 0.03 * len(none)


def test_several_problems_are_found_apart(held_out: list[tuple[Phrase, Reading]]) -> None:
    several = [(phrase, reading) for phrase, reading in held_out if len(phrase.issues) > 1]

    number = sum(len(r.parts) == len(p.issues) for p, r in several) / len(several)
    found = [len(set(p.issues) & set(map(first, r.parts))) for p, r in several]
    issues = sum(found) / sum(len(p.issues) for p, _ in several)
    parts = [first(part) in p.issues for p, r in several if len(r.parts) > 1 for part in r.parts]
    right = sum(parts) / len(parts)
    print(f"right number {number:.3f}, issues found {issues:.3f}, parts right {right:.3f} of {len(several)}")

    assert number >= 0.46
    assert issues >= 0.6
    assert right >= 0.84


def test_real_orders_are_seldom_split(reader: Reader, eval_data: Path) -> None:
    path = eval_data / "haikou12345" / "train.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][::8][:1000]

    share = sum(len(reading.parts) > 1 for reading in reader.pipe(texts)) / len(texts)
    print(f"split {share:.3f} of {len(texts)}")

    assert share <= 0.03
