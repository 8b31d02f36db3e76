"""Files of reports taken in: every row accounted for, nothing twice, whatever interrupts it."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from dispatch.ingest import LONGEST, Columns, IngestReport, ingest
from dispatch.ledger import order_code
from dispatch.setup import Office
from liandong.clock import CHINA
from liandong.errors import DataError

SAID = (
    "十全街128号门口的路灯坏了",
    "里河新村3幢楼道里停满电瓶车，还飞线充电",
    "上水井盖3205080101000011不见了",
    "今天天气真好",
    "百步街社区有人乱扔垃圾，电话13912345678",
)
ALL = Columns("text", "id", "time", "place")
TEXT_AND_ID = Columns("text", "id")
Row = dict[str, str]


def rows(count: int) -> list[Row]:
    return [{"id": f"N{n:05d}", "text": f"{SAID[n % len(SAID)]}，第{n}次反映"} for n in range(count)]


def write(path: Path, records: Sequence[Row], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for row in records for key in row)))
        writer.writeheader()
        writer.writerows(records)
    return path


@pytest.fixture
def source(request: pytest.FixtureRequest) -> str:
    """A source of the test's own."""
    return f"in-{abs(hash(request.node.nodeid)):x}"


@pytest.fixture
def take(office: Office, tmp_path: Path, source: str) -> Callable[..., IngestReport]:
    """Ingests a file of the test's own source; every row is stored or rejected."""

    def take(path: Path, wanted: Columns = TEXT_AND_ID) -> IngestReport:
        report = ingest(office, path, wanted, source=source, rejects=tmp_path / "rejects.csv")
        assert report.rows == report.stored + report.rejected
        assert (report.rejects_file is not None) == (tmp_path / "rejects.csv").exists()
        return report

    return take


def rejects(folder: Path) -> list[tuple[str, int, str, str]]:
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        header, *lines = csv.reader(file)
    assert header == ["file", "line", "field", "reason"]
    return [(name, int(line), column, reason) for name, line, column, reason in lines]


def dump(office: Office, source: str) -> list[str]:
    """Everything that is kept of a source's reports: nodes with their properties, and relationships."""
    reports = "MATCH (:Source {code: $source})<-[:FROM]-(r:Report) "
    parts = (
        reports + "RETURN properties(r) AS found",
        reports + "MATCH (r)-[x]->(y) RETURN [r.code, type(x), y.code] AS found",
        reports + "MATCH (r)<-[:ANSWERS]-(w) RETURN properties(w) AS found",
        reports + "MATCH (r)<-[:ANSWERS]-(w)-[x]->(y) RETURN [w.code, type(x), y.code, x.role] AS found",
        reports + "MATCH (r)<-[:ANSWERS]-(w)-[:NEXT*1..9]->(s) RETURN properties(s) AS found",
    )
    found = [row["found"] for part in parts for row in office.store.execute(part, {"source": source})]
    return sorted(json.dumps(item, ensure_ascii=False, sort_keys=True, default=str) for item in found)


def kept(office: Office, source: str) -> list[str]:
    """The records of a source's reports, in order, each with exactly one order and one step."""
    found = office.store.execute(
        "MATCH (:Source {code: $source})<-[:FROM]-(r:Report)"
        " RETURN r.record AS record, COUNT { (r)<-[:ANSWERS]-(:WorkOrder)-[:NEXT]->(:Step) } AS orders"
        " ORDER BY record",
        {"source": source},
    )
    assert [row["record"] for row in found if row["orders"] != 1] == []
    return [row["record"] for row in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str, encoding: str
) -> None:
    report = take(write(tmp_path / "a.csv", rows(7), encoding))

    assert (report.rows, report.new, report.known, report.rejected) == (7, 7, 0, 0)
    assert kept(office, source) == [row["id"] for row in rows(7)]
    texts = office.store.execute(
        "MATCH (:Source {code: $source})<-[:FROM]-(r:Report) RETURN r.text AS text ORDER BY r.code",
        {"source": source},
    )
    assert texts[0]["text"] == rows(1)[0]["text"]


def test_json_lines(office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str) -> None:
    path = tmp_path / "a.jsonl"
    lines = [json.dumps({**row, "id": n}, ensure_ascii=False) for n, row in enumerate(rows(5), 1)]
    path.write_text("\n".join(lines), encoding="utf-8")

    report = take(path)

    assert (report.rows, report.new) == (5, 5)
    assert kept(office, source) == ["1", "2", "3", "4", "5"]


def test_half_a_character_does_not_stop_the_rest(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    path = tmp_path / "a.jsonl"
    lines = (
        r'{"id": "\ud83d", "text": "\ud83d路灯坏了，电话13912345678"}',
        r'{"id": "1", "text": "路灯坏了", "time": "\ud83d"}',
        r'{"id": "2", "text": "路灯坏了"}',
    )
    path.write_text("\n".join(lines), encoding="utf-8")

    report = take(path, Columns("text", "id", "time"))

    assert (report.rows, report.rejected) == (3, 1)
    assert kept(office, source) == ["2", "\ufffd"]


def test_xlsx(office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str) -> None:
    import openpyxl  # type: ignore[import-untyped]

    book = openpyxl.Workbook()
    book.active.append(["id", "text", "time"])
    for n, row in enumerate(rows(3)):
        book.active.append([n, row["text"], datetime(2026, 3, 2, 10, n)])
    book.save(tmp_path / "a.xlsx")
    book.close()

    report = take(tmp_path / "a.xlsx", Columns("text", "id", "time"))

    assert (report.rows, report.new) == (3, 3)
    assert kept(office, source) == ["0", "1", "2"]
    row = office.store.rows(office.queries["orders.report"], code=f"{source}-2")[0]
    assert row.created_at == datetime(2026, 3, 2, 10, 2, tzinfo=CHINA)


def test_time_and_place_are_the_columns(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    row = {"id": "1", "text": "路灯坏了", "time": "2018年1月3日 09:30", "place": "320508021030303"}

    take(write(tmp_path / "a.csv", [row]), ALL)

    order = office.store.rows(office.queries["orders.order"], code=order_code(f"{source}-1"))[0]
    plan = json.loads(order.plan)
    assert order.created_at == datetime(2018, 1, 3, 9, 30, tzinfo=CHINA)
    assert order.deadline == datetime(2018, 1, 5, 11, 30, tzinfo=CHINA)  # 16 working hours
    assert plan["place"]["grid"] == "320508021030303"


def test_twice_adds_nothing(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    path = write(tmp_path / "a.csv", rows(20))
    first = take(path)
    before = dump(office, source)

    second = take(path)

    assert (first.new, first.known) == (20, 0)
    assert (second.new, second.known, second.rows) == (0, 20, 20)
    assert before
    assert dump(office, source) == before


def test_a_longer_file_adds_what_is_new(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    take(write(tmp_path / "a.csv", rows(5)))

    report = take(write(tmp_path / "b.csv", rows(8)))

    assert (report.new, report.known) == (3, 5)
    assert kept(office, source) == [row["id"] for row in rows(8)]


def test_rows_that_cannot_be_reports_are_told_and_the_rest_is_kept(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "id,text,time\n"
        "1,路灯坏了,2026-03-02\n"
        "2,,2026-03-02\n"
        '3,"  \n ",2026-03-02\n'
        ",路灯坏了,2026-03-02\n"
        "1,井盖坏了,2026-03-02\n"
        "6,路灯坏了,二月三十日\n"
        "7,路灯坏了,2026-02-30\n"
        f"8,{'长' * (LONGEST + 1)},2026-03-02\n"
        "9,路灯坏了\n"
        "10,路灯坏了,2026-03-02,x\n"
        f"11,{'长' * LONGEST},\n"
        "12,路灯坏了,0001-01-01T00:00:00+14:00\n"
        "13,路灯坏了,9999-12-31\n"
        "14,井盖坏了,2026-03-02 10:00\n",
        encoding="utf-8",
    )

    report = take(path, Columns("text", "id", "time"))

    assert [(line, column) for _, line, column, _ in rejects(tmp_path)] == [
        (3, "text"), (4, "text"), (6, "id"), (7, "id"), (8, "time"), (9, "time"), (10, "text"),
        (11, ""), (12, ""), (14, "time"), (15, "time"),
    ]  # fmt: skip
    assert {name for name, _, _, _ in rejects(tmp_path)} == {"a.csv"}
    assert all(reason for _, _, _, reason in rejects(tmp_path))
    assert (report.rows, report.rejected, report.new) == (14, 11, 3)
    assert kept(office, source) == ["1", "11", "14"]


def test_nul_is_told(office: Office, take: Callable[..., IngestReport], tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(r'{"id": "1", "text": "路灯\u0000坏了"}', encoding="utf-8")

    take(path)

    assert [(line, column) for _, line, column, _ in rejects(tmp_path)] == [(1, "text")]


def test_reasons_do_not_repeat_what_was_said(take: Callable[..., IngestReport], tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1,电话13912345678,x\n1,电话13912345678\n1,电话13912345678\n", encoding="utf-8")

    take(path)

    assert "13912345678" not in (tmp_path / "rejects.csv").read_text(encoding="utf-8-sig")


def test_mended_rows_are_kept_and_the_rejects_are_gone(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    good, bad = rows(2)
    take(write(tmp_path / "a.csv", [good, {**bad, "text": ""}]))
    assert (tmp_path / "rejects.csv").exists()

    report = take(write(tmp_path / "a.csv", [good, bad]))

    assert (report.new, report.known, report.rejected) == (1, 1, 0)
    assert not (tmp_path / "rejects.csv").exists()
    assert len(kept(office, source)) == 2


def test_without_ids_equal_rows_are_each_kept_once(
    office: Office, take: Callable[..., IngestReport], tmp_path: Path, source: str
) -> None:
    path = write(
        tmp_path / "a.csv", [{"text": text} for text in ("路灯坏了", "井盖坏了", "路灯坏了", "路灯坏了")]
    )

    first, second = take(path, Columns("text")), take(path, Columns("text"))

    assert (first.new, second.new, second.known) == (4, 0, 4)
    assert len(set(kept(office, source))) == 4


@pytest.mark.parametrize("column", ["text", "record", "time", "place"])
def test_unknown_column_is_refused_with_those_there_are(
    office: Office, tmp_path: Path, source: str, column: str
) -> None:
    path = write(tmp_path / "a.csv", [{"id": "1", "text": "路灯坏了"}])
    wanted = Columns(**{"text": "text", column: "内容"})

    with pytest.raises(DataError, match=r"内容.*id, text"):
        ingest(office, path, wanted, source=source, rejects=tmp_path / "rejects.csv")

    assert sources(office, source) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b"id\x00text"),
        ("a.csv", b"\xff\xfe\xff\xff"),
        ("a.jsonl", b'{"text": "\xff\xff"}'),
        ("a.xlsx", b"id,text\n1,a\n"),
        ("a.docx", b"PK"),
        ("empty.csv", b""),
        ("missing.csv", None),
    ],
)
def test_a_file_that_cannot_be_read_leaves_nothing(
    office: Office, tmp_path: Path, source: str, name: str, content: bytes | None
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DataError, match=name.replace(".", r"\.")):
        ingest(office, path, Columns("text"), source=source, rejects=tmp_path / "rejects.csv")

    assert sources(office, source) == []
    assert not (tmp_path / "rejects.csv").exists()


def sources(office: Office, code: str) -> list[dict[str, Any]]:
    return office.store.execute("MATCH (s:Source {code: $code}) RETURN s.code AS code", {"code": code})


def test_a_file_without_rows_is_no_error(take: Callable[..., IngestReport], tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,text\n", encoding="utf-8")

    assert take(tmp_path / "a.csv").rows == 0


@pytest.mark.parametrize("name", ["a.csv", "missing/rejects.csv", "folder"])
def test_rejects_that_cannot_be_written_there_are_refused_before_anything_is_kept(
    office: Office, tmp_path: Path, source: str, name: str
) -> None:
    path = write(tmp_path / "a.csv", [*rows(1), {"id": "", "text": ""}])
    (tmp_path / "folder").mkdir()
    before = path.read_bytes()

    with pytest.raises(DataError, match=name.replace(".", r"\.")):
        ingest(office, path, Columns("text", "id"), source=source, rejects=tmp_path / name)

    assert path.read_bytes() == before
    assert sources(office, source) == []


def test_a_source_that_the_city_knows_stays_as_it_is(office: Office, tmp_path: Path) -> None:
    held = "MATCH (s:Source {code: 'wl-posts'}) RETURN properties(s) AS props"
    before = office.store.execute(held)

    ingest(
        office, write(tmp_path / "a.csv", rows(1)), Columns("text", "id"), source="wl-posts",
        rejects=tmp_path / "rejects.csv",
    )  # fmt: skip

    assert before[0]["props"]["name"] == "互联网公开信息采集"
    assert office.store.execute(held) == before


def test_progress_counts_every_row_that_is_kept(office: Office, tmp_path: Path, source: str) -> None:
    told: list[int] = []

    ingest(
        office, write(tmp_path / "a.csv", rows(12)), Columns("text", "id"), source=source,
        rejects=tmp_path / "rejects.csv", progress=told.append,
    )  # fmt: skip

    assert sum(told) == 12


def test_levels_and_the_human_queue_are_counted(take: Callable[..., IngestReport], tmp_path: Path) -> None:
    report = take(write(tmp_path / "a.csv", rows(10)))

    assert report.levels["none"] == 2
    assert sum(report.levels.values()) == 10
    assert 2 <= report.human < 10


def start(path: Path, source: str, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    command = ["ingest", str(path), "--text", "text", "--id", "id", "--source", source, "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "cli.main", *command],
        env=environment, cwd=path.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def test_killed_in_the_middle_a_rerun_completes_it(
    office: Office,
    take: Callable[..., IngestReport],
    tmp_path: Path,
    source: str,
    environment: dict[str, str],
) -> None:
    path = write(tmp_path / "a.csv", [*rows(2000), {"id": "", "text": "没有编号"}])
    process = start(path, source, environment)
    try:
        deadline = time.monotonic() + 120
        while not kept(office, source):
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < deadline
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()

    held = len(kept(office, source))
    report = take(path)

    assert 0 < held < 2000
    assert held % 500 == 0  # a batch is kept whole or not at all
    assert (report.rows, report.known, report.new, report.rejected) == (2001, held, 2000 - held, 1)
    assert kept(office, source) == [row["id"] for row in rows(2000)]


@pytest.mark.parametrize("step", [1, -1], ids=["in the same order", "in opposite orders"])
def test_two_at_once_keep_every_row_once(
    office: Office, tmp_path: Path, source: str, environment: dict[str, str], step: int
) -> None:
    paths = write(tmp_path / "a.csv", rows(800)), write(tmp_path / "b.csv", rows(800)[::step])
    processes = [start(path, source, environment) for path in paths]

    answers = [process.communicate(timeout=200) for process in processes]

    assert [(process.returncode, err) for process, (_, err) in zip(processes, answers, strict=True)] == [
        (0, b""), (0, b"")
    ]  # fmt: skip
    reports = [json.loads(out) for out, _ in answers]
    assert [report["stored"] for report in reports] == [800, 800]
    assert sum(report["new"] for report in reports) == 800
    assert kept(office, source) == [row["id"] for row in rows(800)]


@pytest.mark.parametrize(
    ("file", "encoding", "wanted"),
    [
        ("haikou12345/train.csv", "utf-8", Columns("text", "id", "date")),
        ("teddy2020c/unlabelled_2017_2020.csv", "utf-8-sig", Columns("留言详情", "留言编号", "留言时间")),
    ],
)
def test_real_reports(
    office: Office,
    take: Callable[..., IngestReport],
    eval_data: Path,
    tmp_path: Path,
    source: str,
    file: str,
    encoding: str,
    wanted: Columns,
) -> None:
    with (eval_data / file).open(encoding=encoding, newline="") as found:
        records = [row for row, _ in zip(csv.DictReader(found), range(500), strict=False)]

    report = take(write(tmp_path / "a.csv", records), wanted)

    assert report.rows == 500
    assert report.stored >= 490
    assert len(kept(office, source)) == report.stored
    assert sum(report.levels.values()) == report.new
