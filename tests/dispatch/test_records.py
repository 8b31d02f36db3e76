"""Files of reports as streams of records: whatever is in them, each record is read or its line is told."""

import csv
import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.records import columns, read_records
from liandong.errors import DataError
from liandong.tables import Record

ROWS = [{"id": "1", "text": "路灯坏了"}, {"id": "2", "text": "“井盖”,丢了\n很危险"}]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def table(rows: Iterable[dict[str, str]], newline: str = "\r\n") -> str:
    lines = ["id,text", *('{id},"{text}"'.format(**row) for row in rows)]
    return newline.join(lines) + newline


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_csv(tmp_path: Path, encoding: str, newline: str) -> None:
    path = write(tmp_path / "a.csv", table(ROWS, newline), encoding)

    assert list(read_records(path)) == [(2, ROWS[0]), (3, ROWS[1])]
    assert columns(path) == ("id", "text")


def test_csv_tells_the_line_also_after_a_quoted_newline(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", 'id,text\n1,"a\nb\nc"\n2\n\n3,x,y\n4,z\n')

    assert list(read_records(path)) == [
        (2, {"id": "1", "text": "a\nb\nc"}),
        (5, "1 fields instead of 2 字段数不符"),
        (7, "3 fields instead of 2 字段数不符"),
        (8, {"id": "4", "text": "z"}),
    ]


def test_csv_with_a_field_beyond_all_bounds_goes_on_after_it(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"id,text\n1,{'长' * 200_000}\n2,路灯坏了\n")

    first, *rest = read_records(path)

    assert first[0] == 2
    assert "not CSV" in str(first[1])
    assert rest[-1:] == [(3, {"id": "2", "text": "路灯坏了"})]


@pytest.mark.parametrize("text", ["", "\n", "id,text", "id,text\n", "id,text\n\n\n"])
def test_csv_without_rows(tmp_path: Path, text: str) -> None:
    assert list(read_records(write(tmp_path / "a.csv", text))) == []


def test_csv_whose_header_is_beyond_all_bounds_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "长" * 200_000)

    with pytest.raises(DataError, match=r"a\.csv.*not CSV"):
        columns(path)
    with pytest.raises(DataError, match=r"a\.csv.*not CSV"):
        list(read_records(path))


@pytest.mark.parametrize("suffix", ["jsonl", "ndjson"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_json_lines(tmp_path: Path, suffix: str, encoding: str) -> None:
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
    path = write(tmp_path / f"a.{suffix}", text, encoding)

    assert list(read_records(path)) == [(1, ROWS[0]), (2, ROWS[1])]
    assert columns(path) is None


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ('{"id": 1,}', "not JSON"),
        ("路灯坏了", "not JSON"),
        ("[" * 100_000, "not JSON"),
        (f'{{"id": {"1" * 5000}}}', "not JSON"),
        ("[1]", "not a JSON object"),
        ("null", "not a JSON object"),
    ],
)
def test_a_line_that_is_no_object_is_told_and_the_rest_is_read(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = write(tmp_path / "a.jsonl", f'{line}\n\n{{"id": "2"}}\n')

    first, second = read_records(path)

    assert first[0] == 1
    assert reason in str(first[1])
    assert second == (3, {"id": "2"})


def test_half_a_character_in_json_is_made_readable(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", r'{"id": "\ud83d1", "text": "\ud83d路灯坏了"}')

    ((_, record),) = read_records(path)

    assert record == {"id": "\ufffd1", "text": "\ufffd路灯坏了"}


def workbook(path: Path, rows: Iterable[Iterable[object]]) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    book.close()
    return path


def test_xlsx_cells_are_text_as_a_csv_file_has_them(tmp_path: Path) -> None:
    rows = [
        ("id", "text", "time", "n"),
        (1, "路灯坏了", datetime(2026, 3, 2, 10, 5), 2.5),
        ("a", "井盖", "2026-03-02", True),
    ]
    path = workbook(tmp_path / "a.xlsx", rows)

    records = list(read_records(path))

    assert columns(path) == ("id", "text", "time", "n")
    assert records[0] == (2, {"id": "1", "text": "路灯坏了", "time": "2026-03-02T10:05:00", "n": "2.5"})
    assert records[1][0] == 3
    assert dict(records[1][1])["text"] == "井盖"  # type: ignore[arg-type]


def test_xlsx_passes_over_empty_rows_and_keeps_the_line(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [("id", "text"), (None, None), ("1", "路灯坏了")])

    assert list(read_records(path)) == [(3, {"id": "1", "text": "路灯坏了"})]


def test_xlsx_without_rows(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [])

    assert list(read_records(path)) == []
    assert columns(path) == ()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"id,text\n1,a\n", bytes(range(256)) * 10])
def test_what_is_no_workbook_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(DataError, match=r"a\.xlsx"):
        list(read_records(path))
    with pytest.raises(DataError, match=r"a\.xlsx"):
        columns(path)


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
@pytest.mark.parametrize("content", [b"id\x00text\n", bytes(range(256)), "id,text\n1,é\n".encode("latin-1")])
def test_what_is_no_text_is_refused_by_name(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(content)

    with pytest.raises(DataError, match=rf"a\.{suffix}"):
        columns(path)
    with pytest.raises(DataError, match=rf"a\.{suffix}"):
        list(read_records(path))


@pytest.mark.parametrize("name", ["nowhere.csv", "folder.csv", "a.pdf", "a"])
def test_what_is_no_file_of_reports_is_refused_by_name(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "a.pdf").write_bytes(b"%PDF")
    (tmp_path / "a").write_bytes(b"")

    with pytest.raises(DataError, match=name):
        read_records(tmp_path / name)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=20)


@given(st.lists(st.tuples(CELLS, CELLS.filter(bool)), max_size=20))
def test_every_row_that_csv_can_hold_comes_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("rows") / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "text"), *rows])

    found: list[Record] = list(read_records(path))

    assert [record for _, record in found] == [dict(zip(("id", "text"), row, strict=True)) for row in rows]
