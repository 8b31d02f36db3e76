"""Building in parts: by any number of processes, in little memory, interrupted, and with shared grids."""

import csv
import multiprocessing
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from city.build import build_city
from city.check import check_city
from city.crew import work_through
from city.scale import Scale
from liandong.errors import DataError

ROOT = Path(__file__).resolve().parents[2]
SMALL = Scale(
    name="small",
    within=("320506005", "320506403", "320508023"),
    centre=(120.6, 31.2),
    extent=(9_000.0, 7_000.0),
    grids=(2, 20, 50),
    micro_grids=0.2,
    residents=3_000,
    components=1_500,
    shops=120,
    enterprises=30,
)
"""Two that share a grid of level 1, one of them with the hamlets that the facts count, and one in town."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_city(tmp_path_factory.mktemp("parts") / "small", scale=SMALL, workers=1).folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_more_processes_give_the_same_bytes_and_tell_the_same_progress(small, tmp_path):
    told: Counter[str] = Counter()

    def tell(part: str, done: int) -> None:
        told[part] += done

    report = build_city(tmp_path / "city", scale=SMALL, workers=3, progress=tell)

    assert contents(report.folder) == contents(small)
    assert told["residents"] == 3_000
    assert told["components"] == 1_500
    assert told["grids"] == 50


def test_a_city_with_shared_grids_has_no_findings(small):
    assert check_city(small).findings == ()
    levels = Counter(row["level"] for row in rows(small, "Grid"))
    assert (levels["1"], levels["2"], levels["3"]) == SMALL.grids
    assert levels["4"] > 0


def test_a_shared_grid_is_part_of_the_smallest_area_around_it(small):
    grids = {row["code"]: row for row in rows(small, "Grid")}
    levels = {row["code"]: row["level"] for row in rows(small, "Area")}

    level_of = {code: levels.get(row["area"]) for code, row in grids.items()}
    assert level_of["320506005000101"] == "district"
    assert level_of["320508023000101"] == "subdistrict"
    for code, row in grids.items():
        if row["level"] == "3":
            shared = level_of[row["parent"]] == "subdistrict"
            assert level_of[code] == ("community" if shared else None)
    assert Counter(level_of[code] for code, row in grids.items() if row["level"] == "2")["subdistrict"] > 0


def test_the_village_of_the_facts_has_its_hamlets_and_households_in_one_grid(small):
    hamlets = {
        row["code"]: row["name"] for row in rows(small, "Estate") if row["code"][:12] == "320506005211"
    }
    grid_of = {row["code"]: row["grid"] for row in rows(small, "Address")}
    households = Counter(grid_of[row["address"]] for row in rows(small, "Household"))
    addresses = Counter(row["address"] for row in rows(small, "Household"))

    assert {"东林渡", "西林渡", "上塘", "后巷"} <= set(hamlets.values())
    assert households["320506005211301"] == 132
    assert {times for code, times in addresses.items() if grid_of[code] == "320506005211301"} == {1}
    houses = [row for row in rows(small, "Address") if row["grid"] == "320506005211301" and row["building"]]
    assert any(row["name"] == "上林村东林渡12号" and row["door"] == "12" for row in houses)


def test_grids_of_institutions_and_business_are_drawn_around_something(small):
    named = {row["grid"]: row for row in rows(small, "Building") if row["use"] != "residential"}
    addresses = {row["building"]: row["name"] for row in rows(small, "Address")}

    drawn = [row["code"] for row in rows(small, "Grid") if row["kind"] in ("institution", "business")]
    assert drawn
    for code in drawn:
        assert addresses[named[code]["code"]] == named[code]["name"]


def test_more_residents_live_on_the_same_land(small, tmp_path):
    report = build_city(tmp_path / "city", scale=SMALL.with_residents(9_000), workers=1)

    for name in ("Grid", "Road", "Area", "Road_RUNS_THROUGH_Grid"):
        assert contents(report.folder)[f"{name}.csv"] == contents(small)[f"{name}.csv"]
    assert report.counts["Resident"] == report.residents == 9_000
    assert report.counts["Building"] > len(rows(small, "Building"))
    lived_at = Counter(row["address"] for row in rows(report.folder, "Household"))
    assert max(lived_at.values()) <= 3


LIMITED = """
import pathlib, resource, sys
from city.build import build_city
from tests.city.test_city_parts import SMALL
resource.setrlimit(resource.RLIMIT_DATA, (140 << 20, 140 << 20))
build_city(pathlib.Path(sys.argv[1]), scale=SMALL.with_residents(50_000), workers=1)
"""


def test_memory_does_not_grow_with_the_residents(tmp_path):
    """50,000 residents have some 400,000 rows, which would take more than the limit if they were kept."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "city")],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "city" / "Resident.csv").read_bytes().count(b"\n") == 50_001


def test_an_interrupted_build_of_several_processes_leaves_nothing(tmp_path):
    def stop(_part: str, _done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_city(tmp_path / "city", scale=SMALL, workers=2, progress=stop)

    assert list(tmp_path.iterdir()) == []
    assert multiprocessing.active_children() == []


def double(part: int, tell: object) -> int:
    tell("parts", 1)  # type: ignore[operator]
    return part * 2


def fail_at_two(part: int, _tell: object) -> int:
    if part == 2:
        raise DataError("two is too many")
    return part


def vanish(_part: int, _tell: object) -> int:
    os._exit(9)


@pytest.mark.parametrize("workers", [1, 2, 20])
def test_results_come_in_the_order_of_the_parts(workers):
    told: list[tuple[str, int]] = []

    done = list(work_through(range(7), double, workers=workers, tell=lambda *said: told.append(said)))

    assert done == [0, 2, 4, 6, 8, 10, 12]
    assert told == [("parts", 1)] * 7


@pytest.mark.parametrize("workers", [1, 2])
def test_what_goes_wrong_with_a_part_is_raised(workers):
    with pytest.raises(DataError, match="two is too many"):
        list(work_through(range(5), fail_at_two, workers=workers, tell=lambda *_: None))

    assert multiprocessing.active_children() == []


def test_a_process_that_is_ended_from_outside_is_told():
    with pytest.raises(DataError, match="was ended"):
        list(work_through(range(4), vanish, workers=2, tell=lambda *_: None))
