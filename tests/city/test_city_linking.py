"""Scores of proposed links, and the baseline that others are compared with."""

from pathlib import Path

import pytest

from city.extracts import TRUTH, build_extracts
from city.link_baseline import link
from city.linking import Score, measure
from liandong.errors import DataError

TRUTHS = ["a,1,Resident,P", "a,2,Resident,P", "b,1,Resident,P", "b,2,Resident,Q", "b,3,Address,X"]
PAIRS, CODES = "source,record,other_source,other_record", "source,record,code"


def folder_of(path: Path, *proposed: str) -> tuple[Path, Path]:
    (path / TRUTH).write_text("\n".join(["source,record,label,code", *TRUTHS, ""]), encoding="utf-8")
    (path / "links.csv").write_text("\n".join([*proposed, ""]), encoding="utf-8")
    return path, path / "links.csv"


def score(scores: list[Score], label: str = "*", source: str = "*") -> Score:
    return next(s for s in scores if (s.label, s.source) == (label, source))


def test_all_pairs_found_and_none_wrong(tmp_path: Path) -> None:
    scores = measure(*folder_of(tmp_path, PAIRS, "a,1,a,2", "a,2,b,1"))

    assert score(scores) == Score("*", "*", 5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    assert [(s.label, s.source) for s in scores] == [
        ("*", "*"),
        *(("Address", source) for source in "*b"),
        *(("Resident", source) for source in "*ab"),
    ]


def test_what_is_connected_around_a_corner_counts_as_one(tmp_path: Path) -> None:
    found = score(measure(*folder_of(tmp_path, PAIRS, "a,1,a,2", "a,2,b,2")), "Resident")

    # the group is P P Q: one of its three pairs is right, and one of the three pairs of P is in it
    assert (found.precision, found.recall) == (1 / 3, 1 / 3)
    assert found.b3_precision == pytest.approx((2 / 3 + 2 / 3 + 1 + 1 / 3) / 4)
    assert found.b3_recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)


def test_a_source_is_scored_by_its_own_records(tmp_path: Path) -> None:
    scores = measure(*folder_of(tmp_path, PAIRS, "a,1,a,2"))

    assert score(scores, "Resident", "a").recall == pytest.approx(1 / 2)
    assert score(scores, "Resident", "b").recall == 0
    assert score(scores, "Resident", "b").precision is None


def test_nothing_proposed(tmp_path: Path) -> None:
    found = score(measure(*folder_of(tmp_path, PAIRS)))

    assert (found.precision, found.recall, found.f1) == (None, 0.0, None)
    assert found.b3_precision == 1.0


def test_records_of_two_kinds_in_one_group_are_wrong_for_both(tmp_path: Path) -> None:
    scores = measure(*folder_of(tmp_path, PAIRS, "b,2,b,3"))

    assert score(scores, "Address").precision == 0
    assert score(scores, "Resident").precision == 0


def test_codes_are_right_or_wrong_by_themselves(tmp_path: Path) -> None:
    scores = measure(*folder_of(tmp_path, CODES, "a,1,P", "a,2,Q", "b,2,Q", "b,3,X", "b,3,X"))

    found = score(scores)
    assert (found.precision, found.recall) == (3 / 4, 3 / 5)
    assert found.f1 == pytest.approx(2 / 3)
    assert score(scores, "Address") == Score("Address", "*", 1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("proposed", "reason"),
    [
        (["source,record", "a,1"], "no links"),
        ([PAIRS, "a,1,c,1"], "line 行 2: no record 没有记录 c 1"),
        ([CODES, "a,9,P"], "no record"),
        ([CODES, "a,1,P", "a,1,Q"], "line 行 3: a 1 has two codes"),
        ([CODES, "a,1"], "fields instead of"),
    ],
)
def test_links_that_make_no_sense_are_refused(tmp_path: Path, proposed: list[str], reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        measure(*folder_of(tmp_path, *proposed))


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    (tmp_path / "links.csv").write_text(f"{PAIRS}\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"truth.csv is missing"):
        measure(tmp_path, tmp_path / "links.csv")


def test_the_baseline_shows_that_the_truth_can_be_reached(demo: Path, tmp_path: Path) -> None:
    build_extracts(demo, tmp_path / "out")

    pairs = link(tmp_path / "out", tmp_path / "pairs.csv")

    scores = measure(tmp_path / "out", tmp_path / "pairs.csv")
    assert pairs > 5_000
    for label in ("Resident", "Enterprise", "Address"):
        found = score(scores, label)
        assert found.precision is not None
        assert found.precision > 0.95
        assert found.recall is not None
        assert 0.8 < found.recall < 0.99  # what is left is for a better linker
