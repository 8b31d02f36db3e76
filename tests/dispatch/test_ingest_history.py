"""A city's history is a file of reports like any other."""

import csv
from itertools import islice
from pathlib import Path

from city.history import write_history
from dispatch.ingest import Columns, ingest
from dispatch.setup import Office

ROWS = 500


def test_500_rows_of_a_history_are_stored_as_they_are(
    office: Office, demo_city: Path, tmp_path: Path
) -> None:
    whole, part = tmp_path / "history.csv", tmp_path / "part.csv"
    write_history(demo_city, whole, years=1, orders_per_day=10, seed=3)
    with whole.open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), ROWS))
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    report = ingest(
        office,
        part,
        Columns("text", "id", "time", "place"),
        source="history",
        rejects=tmp_path / "rejects.csv",
    )

    assert (report.rows, report.stored, report.rejected) == (ROWS, ROWS, 0)
    found = office.desk.territory
    assert all(row["grid"] in found for row in rows if row["grid"])
