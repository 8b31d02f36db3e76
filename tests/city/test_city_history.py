"""Years of reports: the same bytes, true about the city, with the seasons and repeats that are declared."""

import csv
import json
import shutil
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from city import facts
from city.history import COLUMNS, write_history
from city.history.tables import load_tables
from graph.geometry import GridIndex
from liandong.errors import DataError
from nlp.gazetteer import Gazetteer
from nlp.normalise import normalise
from nlp.places import resolve
from nlp.readings import PlaceName

PER_DAY = 60
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def file(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("history") / "reports.csv"
    write_history(demo, out, years=2, orders_per_day=PER_DAY)
    return out


@pytest.fixture(scope="module")
def rows(file: Path) -> list[Row]:
    return read(file)


def share(rows: Sequence[Row], **wanted: str) -> float:
    return sum(all(row[key] == value for key, value in wanted.items()) for row in rows) / len(rows)


def per_day(rows: Sequence[Row], issue: str, months: Sequence[int]) -> float:
    """Reports of an issue outside bursts, per day of these months."""
    days = sum((date(2024, 1, 1) + timedelta(days=n)).month in months for n in range(731))
    found = sum(
        row["issue"].startswith(issue)
        and not (row["burst"] or row["repeat_of"])
        and int(row["time"][5:7]) in months
        for row in rows
    )
    return found / days


def test_the_same_seed_gives_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    one, two, other = (tmp_path / name for name in ("one.csv", "two.csv", "other.csv"))
    for out, seed in ((one, 7), (two, 7), (other, 8)):
        write_history(demo, out, years=1, orders_per_day=5, seed=seed)

    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes() != other.read_bytes()


def test_columns_order_and_number(rows: list[Row]) -> None:
    times = [datetime.fromisoformat(row["time"]) for row in rows]

    assert tuple(rows[0]) == COLUMNS
    assert len({row["id"] for row in rows}) == len(rows)
    assert times == sorted(times)
    assert {moment.utcoffset() for moment in times} == {timedelta(hours=8)}
    assert (times[0].date(), times[-1].date()) == (date(2024, 1, 1), date(2025, 12, 31))
    assert 0.94 < len(rows) / (731 * PER_DAY) < 1.06


def test_every_place_and_every_code_exists(rows: list[Row], demo: Path) -> None:
    grids = {row["code"]: row for row in read(demo / "Grid.csv")}
    components = {
        row["code"]: row for name in ("Component", "Camera", "Pipe") for row in read(demo / f"{name}.csv")
    }
    issues = {row["code"] for row in facts.rows("catalogue/issues")}
    index = GridIndex((code, row["boundary"]) for code, row in grids.items() if row["level"] == "3")
    forms = Counter[str]()
    for row in rows:
        place = row["place"]
        if place in components:
            forms["component"] += 1
            assert components[place]["grid"] == row["grid"]
        elif "," in place:
            forms["point"] += 1
            lon, lat = place.split(",")
            assert index.locate(float(lon), float(lat)) == row["grid"]
        elif place:
            forms["grid"] += 1
            assert place == row["grid"]
        assert row["grid"] == "" or grids[row["grid"]]["level"] == "3"
        assert set(filter(None, row["issue"].split("|"))) <= issues
    assert min(forms[form] for form in ("component", "point", "grid")) > 0.02 * len(rows)


def test_a_text_never_names_another_place_than_the_true_one(rows: list[Row], demo: Path) -> None:
    gazetteer = Gazetteer(_names(demo))
    named = 0
    for row in rows[:6000]:
        place = resolve(gazetteer.find(normalise(row["text"])))
        found = {place.grid, *place.candidates} - {None}
        if found and row["grid"] and "|" not in row["issue"]:
            named += 1
            assert row["grid"] in found, row
    assert named > 2500


def _names(city: Path) -> list[PlaceName]:
    through = defaultdict(list)
    for row in read(city / "Road_RUNS_THROUGH_Grid.csv"):
        through[row["from"]].append(row["to"])
    names = [
        PlaceName(text, "Road", row["code"], tuple(through[row["code"]]))
        for row in read(city / "Road.csv")
        for text in (row["name"], *row["aliases"].split("|"))
        if text
    ]
    for label in ("Estate", "Building", "Address"):
        for row in read(city / f"{label}.csv"):
            for text in (row["name"], *row.get("aliases", "").split("|")):
                if text:
                    names.append(PlaceName(text, label, row["code"], (row["grid"],)))
    names += [PlaceName(row["name"], "Area", row["code"]) for row in read(city / "Area.csv")]
    return names


def test_a_text_shows_no_code_and_no_template(rows: list[Row]) -> None:
    names = {row["code"]: row["name"] for row in facts.rows("catalogue/issues")}
    pieces = [row["text"] for row in facts.rows("city/history_wording")]
    single = [row for row in rows if row["issue"] in names]

    assert not any(row["issue"] in row["text"] for row in single)
    assert not any("{" in row["text"] for row in rows)
    assert not any(name in piece for piece in pieces for name in names.values())
    assert sum(names[row["issue"]] in row["text"] for row in single) / len(single) < 0.05
    assert len({row["text"] for row in rows}) / len(rows) > 0.85


def test_shares_are_as_declared(rows: list[Row]) -> None:
    shares = load_tables().shares
    first = {row["id"]: row for row in rows}
    again = [row for row in rows if row["repeat_of"] and not row["burst"]]
    same = [row for row in again if row["caller"] == first[row["repeat_of"]]["caller"]]
    fresh = [row for row in rows if not row["repeat_of"] and not row["burst"]]

    assert abs(len(same) / len(rows) - shares.repeat) < 0.025
    assert abs((len(again) - len(same)) / len(rows) - shares.duplicate) < 0.015
    assert abs(sum("|" in row["issue"] for row in fresh) / len(fresh) - shares.several) < 0.008
    assert abs(share(fresh, issue="") - shares.none) < 0.006
    assert abs(sum(bool(row["personal"]) for row in rows) / len(rows) - shares.personal) < 0.006


def test_a_repeat_is_the_same_matter_in_other_words(rows: list[Row]) -> None:
    first = {row["id"]: row for row in rows}
    calls: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["repeat_of"] and not row["burst"]:
            assert row["time"] >= first[row["repeat_of"]]["time"]
            assert all(row[key] == first[row["repeat_of"]][key] for key in ("issue", "grid"))
            if row["caller"] == first[row["repeat_of"]]["caller"]:
                calls[row["repeat_of"]].append(row)
    lengths = sorted((len(found) for found in calls.values()), reverse=True)
    gaps = [
        (date.fromisoformat(b["time"][:10]) - date.fromisoformat(a["time"][:10])).days
        for found in calls.values()
        for a, b in pairwise(found)
    ]

    assert sum(lengths[: len(lengths) // 5]) / sum(lengths) > 0.5  # few callers make most of the calls
    assert min(gaps) >= 2
    assert max(gaps) <= 7
    texts = [row["text"] for found in calls.values() for row in found]
    assert len(set(texts)) / len(texts) > 0.97


@pytest.mark.parametrize(
    ("issue", "high", "low", "times"),
    [
        ("0260", (6, 7, 8, 9), (12, 1, 2, 3), 6),  # mosquitoes
        ("0325", (1, 2), (5, 6, 7, 8), 4),  # fireworks
        ("0441", (12, 1, 2), (6, 7, 8), 3),  # heating
        ("0472", (3, 4, 5, 9, 10, 11), (7, 8), 2),  # school terms
        ("0101", (12, 1), (4, 5, 6, 7), 1.5),  # wages before the Spring Festival
        ("0352", (6, 7), (12, 1, 2), 4),  # plum rains
        ("0404", (6, 7), (12, 1, 2), 1.8),
        ("0470", (7, 8), (11, 12, 1), 4),  # enrolment
    ],
)
def test_seasons(rows: list[Row], issue: str, high: Sequence[int], low: Sequence[int], times: float) -> None:
    assert per_day(rows, issue, high) > times * per_day(rows, issue, low)


def test_hours_and_weekdays(rows: list[Row]) -> None:
    patrol = [row for row in rows if row["channel"] == "网格员巡查"]
    office = [row for row in rows if row["issue"].startswith("0456")]
    works = [row for row in rows if row["issue"] == "021201" and not row["burst"]]
    weekend = [date.fromisoformat(row["time"][:10]).weekday() >= 5 for row in office]

    assert all(5 < int(row["time"][11:13]) < 21 for row in patrol)
    assert share(patrol, style="patrol") == 1
    assert sum(weekend) / len(weekend) < 0.18
    assert sum(int(row["time"][11:13]) in (20, 21, 22, 23, 0, 1, 2) for row in works) / len(works) > 0.33


def test_the_issues_have_a_long_tail_with_parking_on_top(rows: list[Row]) -> None:
    types = Counter(row["issue"][:4] for row in rows if row["issue"])

    assert {"0422", "0445", "0101"} <= {code for code, _ in types.most_common(12)}
    assert len(types) > 240
    assert sum(count for _, count in types.most_common(26)) / sum(types.values()) > 0.3


def test_bursts_are_as_declared(rows: list[Row]) -> None:
    kinds = {kind.cause: kind for kind in load_tables().bursts}
    bursts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["burst"]:
            bursts[row["burst"]].append(row)
    causes = Counter(code.split("-")[0] for code in bursts)

    assert causes == {cause: 2 * kind.per_year for cause, kind in kinds.items()}
    for code, found in bursts.items():
        kind = kinds[code.split("-")[0]]
        span = datetime.fromisoformat(found[-1]["time"]) - datetime.fromisoformat(found[0]["time"])
        prefix = {"community": 12, "subdistrict": 9, "district": 6, "city": 0}[kind.area]
        assert {row["issue"] for row in found} <= set(kind.issues)
        assert span <= timedelta(hours=kind.hours[1])
        assert len({row["grid"][:prefix] for row in found}) == 1
        assert not kind.one_spot or len({row["grid"] for row in found}) == 1


def test_callers_are_pseudonyms_of_another_key(rows: list[Row], demo: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    write_history(demo, other, years=1, orders_per_day=5, seed=9)

    calls = Counter(row["caller"] for row in rows if row["channel"] != "网格员巡查" and not row["repeat_of"])
    assert not {row["caller"] for row in read(other)} & {row["caller"] for row in rows}
    assert calls.most_common(1)[0][1] > 20
    assert len(calls) > 2000


def test_a_folder_that_is_no_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a city"):
        write_history(tmp_path, tmp_path / "out.csv")


@pytest.mark.parametrize("name", ["Grid", "Area", "Address"])
def test_a_missing_file_is_named(demo: Path, tmp_path: Path, name: str) -> None:
    city = shutil.copytree(demo, tmp_path / "city")
    (city / f"{name}.csv").unlink()

    with pytest.raises(DataError, match=f"{name}.csv cannot be read"):
        write_history(city, tmp_path / "out.csv")
    assert not (tmp_path / "out.csv").exists()


def test_another_format_is_refused(demo: Path, tmp_path: Path) -> None:
    city = shutil.copytree(demo, tmp_path / "city")
    about = json.loads((city / "city.json").read_text(encoding="utf-8"))
    (city / "city.json").write_text(json.dumps(about | {"format": 99}), encoding="utf-8")

    with pytest.raises(DataError, match="version 99"):
        write_history(city, tmp_path / "out.csv")


@pytest.mark.parametrize(("years", "count"), [(0, 10), (11, 10), (1, 0), (1, 20_001)])
def test_numbers_out_of_range_are_refused(demo: Path, tmp_path: Path, years: int, count: int) -> None:
    with pytest.raises(DataError, match="out of range"):
        write_history(demo, tmp_path / "out.csv", years=years, orders_per_day=count)


def test_a_place_that_cannot_be_written_is_told(demo: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be written"):
        write_history(demo, tmp_path / "nowhere" / "out.csv", years=1, orders_per_day=1)
