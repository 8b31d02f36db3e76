"""Reading declared files: whatever they hold, each row is either used or found wrong."""

import csv
import io
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Annotated, Literal

from hypothesis import given
from hypothesis import strategies as st

from liandong.catalogue.tables import Optional, Refers, Table, cross_check, read


@dataclass(frozen=True, slots=True)
class Bell:
    code: str
    tones: tuple[Literal["high", "low"], ...]
    weight: int
    hung_by: Annotated[str, Refers("bells", optional=True)]
    note: Annotated[str, Optional()]


BELLS = Table("bells", "bells.csv", Bell)
HEAD = ["code", "tones", "weight", "hung_by", "note"]
CODES = st.text("abc", min_size=1, max_size=3)
GOOD = st.builds(
    Bell,
    code=CODES,
    tones=st.lists(st.sampled_from(["high", "low"]), min_size=1, max_size=3).map(tuple),
    weight=st.integers(1, 99_999),
    hung_by=st.just("") | CODES,
    note=st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp"))),
)


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *rows])
    return text.getvalue().encode()


def read_bytes(content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / BELLS.file).write_bytes(content)
        return read(Path(folder), BELLS)


@given(st.lists(GOOD, min_size=1, max_size=5))
def test_what_was_written_is_read(bells: list[Bell]) -> None:
    cells = [["|".join(c) if isinstance(c, tuple) else str(c) for c in astuple(bell)] for bell in bells]

    rows, findings = read_bytes(written(cells))

    assert findings == []
    assert [row for _, row in rows] == bells


@given(
    st.lists(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), max_size=6), max_size=5)
)
def test_every_row_is_used_or_found_wrong(cells: list[list[str]]) -> None:
    rows, findings = read_bytes(written(cells))

    assert rows or findings
    assert {line for line, _ in rows}.isdisjoint(finding.line for finding in findings)
    for _, row in rows:
        assert row.code
        assert set(row.tones) <= {"high", "low"}
        assert 0 < row.weight < 100_000


@given(st.binary(max_size=300))
def test_no_file_makes_it_fall_over(content: bytes) -> None:
    rows, findings = read_bytes(content)

    assert rows or findings


def test_a_value_of_a_list_that_is_not_allowed_is_named() -> None:
    rows, (finding,) = read_bytes(written([["a", "high|shrill", "1", "", ""]]))

    assert rows == []
    assert (finding.line, finding.rule) == (2, "value")
    assert "'shrill'" in finding.message


def test_an_empty_reference_is_none_and_a_wrong_one_is_found() -> None:
    rows, _ = read_bytes(written([["a", "high", "1", "", ""], ["b", "low", "1", "z", ""]]))

    (finding,) = cross_check([BELLS], {"bells": rows})

    assert (finding.line, finding.rule) == (3, "reference")
