from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from liandong.catalogue import Catalogue
from liandong.catalogue.succession import check_map, read_map, write_map
from liandong.catalogue.versions import compare, propose
from liandong.errors import DataError
from liandong.paths import shipped

SHIPPED = Catalogue.load(shipped("data"))
MapFile = Callable[..., Path]


def issues(without: str = "", **added: Any) -> dict[str, Any]:
    """The shipped issues without one, and with others: `_999901={"name": …}`, made of 040101."""
    kept = {code: issue for code, issue in SHIPPED.issues.items() if code not in without.split()}
    return kept | {
        code[1:]: replace(SHIPPED.issues["040101"], code=code[1:], **fields) for code, fields in added.items()
    }


# what differs


def test_a_version_equals_itself() -> None:
    comparison = compare(SHIPPED, SHIPPED)

    assert comparison.equal
    assert comparison.proposals == ()


def test_what_was_added_removed_renamed_and_changed() -> None:
    old = SHIPPED.issues["010101"]
    changed = {
        **issues("010102", _049901={"name": "新事项"}),
        "010101": replace(old, name="新名称", limit=99),
    }
    after = replace(SHIPPED, issues=changed, version="next")

    found = compare(SHIPPED, after).tables["issues"]

    assert [row.code for row in found.added] == ["049901"]
    assert [row.code for row in found.removed] == ["010102"]
    assert [(c.before, c.after) for c in found.renamed] == [(old.name, "新名称")]
    assert [(c.code, c.field, c.after) for c in found.changed] == [("010101", "limit", "99")]


def test_handling_is_compared_under_the_issues_name() -> None:
    rules = SHIPPED.handling["010101"]
    handling = {**SHIPPED.handling, "010101": replace(rules, reporters=("patrol",))}

    (change,) = compare(SHIPPED, replace(SHIPPED, handling=handling)).tables["handling"].changed

    assert (change.name, change.field) == (SHIPPED.issues["010101"].name, "reporters")
    assert (change.before, change.after) == ("|".join(rules.reporters), "patrol")


WHOLE = SHIPPED.issues["010101"].definition


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (issues("010101"), [("", "retire")]),
        (
            issues("010101", _049901={"name": SHIPPED.issues["010101"].name, "definition": WHOLE}),
            [("049901", "same")],
        ),
        (issues("010101", _049901={"name": "别的叫法", "definition": WHOLE}), [("049901", "rename")]),
        (
            issues(
                "010101",
                _049901={"name": "甲", "definition": WHOLE[: len(WHOLE) // 2]},
                _049902={"name": "乙", "definition": WHOLE[len(WHOLE) // 2 :]},
            ),
            [("049901", "split"), ("049902", "split")],
        ),
        (
            issues(
                "010101 010102",
                _049901={"name": "合并后", "definition": WHOLE + SHIPPED.issues["010102"].definition},
            ),
            [("049901", "merge"), ("049901", "merge")],
        ),
        (
            {
                **issues("010101"),
                "010102": replace(
                    SHIPPED.issues["010102"], definition=WHOLE + SHIPPED.issues["010102"].definition
                ),
            },
            [("010102", "merge")],
        ),
    ],
    ids=["retire", "same", "rename", "split", "merge", "merge into a kept one"],
)
def test_where_an_issue_may_have_gone(after: dict[str, Any], kinds: list[tuple[str, str]]) -> None:
    proposals = propose(SHIPPED.issues, after)

    assert [(each.target, each.kind) for each in proposals] == kinds
    assert all(0 <= each.score <= 1 for each in proposals)


def test_no_issue_of_the_shipped_catalogue_passes_for_another() -> None:
    proposals = [propose(SHIPPED.issues, issues(code))[0] for code in list(SHIPPED.issues)[::10]]

    assert {each.kind for each in proposals} == {"retire"}


# the map


@pytest.fixture
def map_file(tmp_path: Path) -> MapFile:
    def write(*lines: str, header: str = "from,to,kind,reason") -> Path:
        path = tmp_path / "moves.csv"
        path.write_text("\n".join([header, *lines]) + "\n", "utf-8")
        return path

    return write


def rules(path: Path, known: str, new: str) -> list[tuple[int, str]]:
    moves, findings = read_map(path)
    live = {code.strip("-"): not code.startswith("-") for code in known.split()}
    findings += check_map(moves, path.name, known=live, new=new.split())
    assert all(finding.message and finding.mend and finding.file == "moves.csv" for finding in findings)
    return [(finding.line, finding.rule) for finding in findings]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["A,X,rename,", "B,,retire,"], []),
        (["A,X,split,", "A,Y,split,", "B,X,merge,"], []),
        (["A,X,rename,"], [(0, "unmapped")]),
        (["A,X,move,", "A,X,rename,", "B,,retire,"], [(2, "value")]),
        (["A,X,rename,,,", "A,X,rename,", "B,,retire,"], [(2, "columns")]),
        (["A,X,rename,", "B,,retire,", "Q,X,merge,"], [(4, "unknown")]),
        (["A,X,rename,", "B,,retire,", "X,Y,merge,"], [(4, "in-use")]),
        (["A,X,rename,", "B,Q,rename,"], [(3, "target")]),
        (["A,X,rename,", "B,,rename,"], [(3, "target")]),
        (["A,X,rename,", "B,X,retire,"], [(3, "retire")]),
        (["A,X,split,", "B,,retire,"], [(2, "split")]),
        (["A,X,rename,", "A,Y,rename,", "B,,retire,"], [(3, "twice")]),
        (["A,X,split,", "A,X,split,", "B,,retire,"], [(3, "twice")]),
        (["A,B,rename,", "B,A,rename,"], [(2, "cycle"), (2, "target"), (3, "cycle"), (3, "target")]),
        (["A,A,same,", "B,,retire,"], [(2, "cycle"), (2, "target")]),
    ],
)
def test_a_map_is_checked(lines: list[str], found: list[tuple[int, str]], map_file: MapFile) -> None:
    assert sorted(rules(map_file(*lines), "A B X -OLD", "X Y")) == found


def test_an_issue_retired_before_may_be_left_out_or_mapped_again(map_file: MapFile) -> None:
    assert rules(map_file(), "-OLD X", "X") == []
    assert rules(map_file("OLD,X,merge,"), "-OLD X", "X") == []


def test_other_columns_are_refused(map_file: MapFile, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="from,to,kind,reason"):
        read_map(map_file("A,B", header="old,new"))
    with pytest.raises(DataError, match="not a file"):
        read_map(tmp_path / "nowhere.csv")


def test_proposals_are_a_map_that_holds_and_is_not_written_over(tmp_path: Path) -> None:
    after = issues("010101 010102", _049901={"name": "别的叫法", "definition": WHOLE})
    path = tmp_path / "moves.csv"

    write_map(path, propose(SHIPPED.issues, after))

    moves, findings = read_map(path)
    findings += check_map(moves, path.name, known=dict.fromkeys(SHIPPED.issues, True), new=after)
    assert findings == []
    assert [(move.source, move.target) for move in moves] == [("010101", "049901"), ("010102", "")]
    with pytest.raises(DataError, match="there already"):
        write_map(path, [])
