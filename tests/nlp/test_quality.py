"""How often the reader is right; the floors lie a little below what was measured (it is printed)."""

import csv
from pathlib import Path

import pytest

from liandong.catalogue import Catalogue
from liandong.paths import shipped
from nlp.phrases import read_phrases, split
from nlp.reader import Reader
from nlp.readings import Reading
from tests.nlp.conftest import labelled

FLOORS = {
    "tuning": {"first": 0.88, "first five": 0.95, "type": 0.88, "category": 0.92},
    "sentences": {"first": 0.84, "first five": 0.95, "type": 0.85, "category": 0.88},
}

HELD_OUT = {"first": 0.51, "first five": 0.77, "type": 0.52, "category": 0.70}


def measured(pairs: list[tuple[Reading, set[str]]]) -> dict[str, float]:
    """Shares of the reports whose first candidate, one of five, its type or its category is right."""
    right = {"first": 0, "first five": 0, "type": 0, "category": 0}
    for reading, issues in pairs:
        codes = [candidate.code for candidate in reading.classification.candidates] or [""]
        right["first"] += codes[0] in issues
        right["first five"] += bool(issues.intersection(codes))
        right["type"] += codes[0][:4] in {issue[:4] for issue in issues}
        right["category"] += codes[0][:2] in {issue[:2] for issue in issues}
    return {name: count / len(pairs) for name, count in right.items()}


@pytest.mark.parametrize("name", ["tuning", "sentences"])
def test_reports_are_read_as_well_as_measured(name: str, reader: Reader) -> None:
    sentences = labelled(name)
    readings = list(reader.pipe(text for text, _ in sentences))

    shares = measured([(r, issues) for r, (_, issues) in zip(readings, sentences, strict=True) if issues])
    print(name, {key: round(value, 3) for key, value in shares.items()})

    assert {key: share for key, share in shares.items() if share < FLOORS[name][key]} == {}


def test_writers_never_learned_from_are_read_as_well_as_measured(
    reader: Reader, catalogue: Catalogue
) -> None:
    training, test = split(read_phrases(shipped("data") / "phrases"))
    single = [phrase for phrase in test if len(phrase.issues) == 1]
    from_catalogue = Reader.build(catalogue)

    def shares(reader: Reader) -> dict[str, float]:
        readings = reader.pipe(phrase.text for phrase in single)
        return measured([(r, set(phrase.issues)) for r, phrase in zip(readings, single, strict=True)])

    learned, cold = shares(reader), shares(from_catalogue)
    print({key: (round(cold[key], 3), round(value, 3)) for key, value in learned.items()})

    assert {phrase.style for phrase in training}.isdisjoint(phrase.style for phrase in single)
    assert {key: share for key, share in learned.items() if share < HELD_OUT[key]} == {}
    assert learned["first"] > cold["first"] + 0.03


@pytest.mark.parametrize("name", ["tuning", "sentences"])
def test_what_is_no_report_is_none(name: str, reader: Reader) -> None:
    texts = [text for text, issues in labelled(name) if not issues]

    assert texts
    assert [text for text in texts if reader.read(text).classification.level != "none"] == []


@pytest.mark.parametrize("name", ["tuning", "sentences"])
def test_an_answer_at_issue_level_is_mostly_right(name: str, reader: Reader) -> None:
    sentences = [(text, issues) for text, issues in labelled(name) if issues]
    answers = [(reader.read(text).classification, issues) for text, issues in sentences]

    sure = [(found, issues) for found, issues in answers if found.level == "issue"]

    assert len(sure) >= 0.75 * len(sentences)
    assert sum(found.code in issues for found, issues in sure) >= 0.88 * len(sure)


@pytest.mark.parametrize("name", ["tuning", "sentences"])
def test_the_labels_are_codes_of_the_catalogue(name: str, catalogue: Catalogue) -> None:
    labels = {issue for _, issues in labelled(name) for issue in issues}

    assert labels <= catalogue.issues.keys()
    assert {label[:2] for label in labels} == catalogue.categories.keys()


def test_real_reports_mostly_find_a_category(reader: Reader, eval_data: Path) -> None:
    path = eval_data / "haikou12345" / "train.csv"
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)][:2000]

    levels = [reading.classification.level for reading in reader.pipe(texts)]
    print({level: levels.count(level) for level in sorted(set(levels))})

    assert levels.count("none") <= 0.25 * len(levels)
