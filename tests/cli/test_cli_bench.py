"""The benchmarks run and say what they should; how fast is no matter of tests."""

import json
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from bench.cities import PEOPLE, copy, divide, read, templates_of, write_people
from bench.measure import Goal, Measurement, in_turn, latency, throughput
from bench.run import run
from bench.texts import sentences
from graph.connect import engine_of
from graph.store import Store
from liandong.catalogue import Catalogue
from liandong.errors import DataError
from liandong.paths import shipped
from liandong.settings import Settings

KEYS = [
    "name", "engine", "size", "n", "p50", "p99", "rate", "unit", "baseline", "ratio", "goal", "met",
]  # fmt: skip


def named(settings: Settings) -> Settings:
    """The tests' database as a server that NEO4J_URI names, whichever it is."""
    if settings.neo4j_uri:
        return settings
    endpoint = engine_of(settings).acquire()
    return Settings(
        neo4j_uri=endpoint.uri,
        neo4j_username=endpoint.username,
        neo4j_password=endpoint.password,
        neo4j_database=endpoint.database,
        home=settings.home,
        _env_file=None,
    )


def command(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    """What `liandong bench` leaves."""
    return subprocess.run(
        [sys.executable, "-m", "cli.main", "bench", *arguments],
        env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "lines", "unit"),
    [
        ("load", ["load"] * 3, "rows/s"),
        ("route", ["route", "route.text"] * 2, "ms"),
        ("ingest", ["ingest"] * 3, "reports/s"),
        ("geo", ["geo"] * 2, "points/s"),
    ],
)
def test_a_benchmark_gives_its_lines(
    settings: Settings, empty_store: Store, name: str, lines: list[str], unit: str
) -> None:
    measured = list(run(settings, [name], quick=True, may_wipe=True))

    assert [line.name for line in measured] == lines
    assert {line.unit for line in measured} == {unit}
    assert {line.engine for line in measured} == {"neo4j" if settings.neo4j_uri else "embedded"}
    assert [line.size for line in measured] == sorted(line.size for line in measured)
    for line in measured:
        assert line.n >= 1
        assert 0 < line.p50 <= line.p99
        assert line.rate > 0
        assert line.ratio == pytest.approx(
            (line.p50 if unit == "ms" else line.rate) / line.baseline, rel=0.02, abs=0.002
        )
        assert (line.goal is None) == (line.met is None) == (line.name == "route.text")


def test_a_city_gives_lines_of_several_kinds(settings: Settings, empty_store: Store) -> None:
    only_with_admin = ("city.import", "city.disk")  # where a neo4j-admin is on the PATH

    lines = run(settings, ["city"], quick=True, may_wipe=True)

    measured = [line for line in lines if line.name not in only_with_admin]
    units = {
        "city.load": "rows/s",
        "city.memory": "MB",
        "city.route": "ms",
        "city.household": "ms",
        "city.card": "ms",
        "city.cell": "ms",
        "city.elders": "ms",
        "city.export": "rows/s",
    }
    assert [(line.name, line.unit) for line in measured] == [*units.items()] * 2
    assert [line.size for line in measured] == [500] * 8 + [1_000] * 8
    for line in measured:
        assert 0 < line.p50 <= line.p99
        assert line.rate > 0
        assert (line.goal is None) == (line.met is None) == (line.name == "city.export")


def test_a_city_is_divided_without_losing_a_row(demo_city: Path, tmp_path: Path) -> None:
    rows = divide(demo_city, tmp_path / "land", tmp_path / "rest")

    parts = [(part, name) for part in ("land", "rest") for name in templates_of(tmp_path / part)]
    assert [name for _, name in parts] == templates_of(demo_city)
    assert {"Area", "Grid"} <= set(templates_of(tmp_path / "land"))
    assert "Resident" in templates_of(tmp_path / "rest")
    assert rows == sum(len(read(tmp_path / part, name)) for part, name in parts if part == "rest")


def test_the_command_prints_a_line_of_json_per_measurement(
    environment: dict[str, str], empty_store: Store
) -> None:
    done = command(environment, "geo", "--quick", "--json", "--sizes", "1,100,200", "--wipe")

    assert [list(json.loads(line)) for line in done.stdout.splitlines()] == [KEYS] * 3
    assert [field.name for field in fields(Measurement)] == KEYS


def test_a_server_that_holds_something_is_refused(settings: Settings, empty_store: Store) -> None:
    empty_store.execute("CREATE (:Area {code: 'mine', name: 'mine', level: 'city'})", writes=True)
    before = empty_store.execute("MATCH (n) RETURN count(*) AS nodes")

    with pytest.raises(DataError, match="--wipe"):
        next(run(named(settings), ["geo"], quick=True))

    assert empty_store.execute("MATCH (n) RETURN count(*) AS nodes") == before


def test_a_server_is_empty_afterwards_and_without_constraints(settings: Settings, empty_store: Store) -> None:
    list(run(named(settings), ["load"], sizes=[10], quick=True, may_wipe=True))

    assert empty_store.execute("MATCH (n) RETURN count(*) AS nodes") == [{"nodes": 0}]
    empty_store.execute("UNWIND [1, 2] AS i CREATE (:Area {code: 'twice'})", writes=True)


def test_the_home_folder_is_not_touched(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", neo4j_uri=None, _env_file=None)

    list(run(settings, ["geo"], sizes=[1], quick=True))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sizes", "10,20"], "bench load --sizes"),
        (["load", "--sizes", "ten"], "ten"),
        (["load", "--sizes", "0,5"], "0,5"),
        (["load", "--sizes", "9,5"], "9,5"),
    ],
)
def test_sizes_that_make_no_sense_are_refused(
    environment: dict[str, str], arguments: list[str], said: str
) -> None:
    done = command(environment, *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("liandong: ")
    assert said in done.stderr


def test_copies_refer_to_each_other(demo_city: Path, tmp_path: Path) -> None:
    copy(demo_city, tmp_path / "out", names=PEOPLE, numbers=[0, 2])

    residents, households = (read(tmp_path / "out", name) for name in ("Resident", "Household"))
    codes = {row["code"] for row in households}
    assert len(codes) == len(households)
    assert {row["household"] for row in residents} <= codes
    assert sum(row["code"].endswith("-c2") for row in residents) * 2 == len(residents)


@pytest.mark.parametrize(("residents", "written"), [(7, 7), (5_000, 5_000), (10_000, 10_000)])
def test_as_many_residents_are_written_as_were_asked_for(
    demo_city: Path, tmp_path: Path, residents: int, written: int
) -> None:
    rows = write_people(demo_city, tmp_path / "out", residents)

    counts = {
        path.stem: len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in tmp_path.rglob("*.csv")
    }
    assert counts["Resident"] == written
    assert rows == sum(counts.values())
    assert set(counts) == set(PEOPLE)


def test_the_reports_are_many_and_the_same_every_time(demo_city: Path) -> None:
    catalogue = Catalogue.load(shipped("data"))

    made = sentences(catalogue, demo_city, 3_000)

    assert made == sentences(catalogue, demo_city, 3_000)
    assert len(made) == 3_000
    assert len(set(made)) > 2_900


def test_calls_are_measured_in_turn() -> None:
    order: list[str] = []

    def call(name: str, turn: int) -> float:
        order.append(name)
        return float(turn)

    times = in_turn(3, lambda turn: call("a", turn), lambda turn: call("b", turn))

    assert order == ["a", "b", "b", "a", "a", "b"]
    assert times == [[0.0, 1.0, 2.0], [0.0, 1.0, 2.0]]


def test_latency_is_compared_by_its_median() -> None:
    line = latency("x", "e", size=1, times=[0.004, 0.006, 0.9], baseline=[0.002], goal=Goal("ratio", "<=", 3))

    assert (line.p50, line.baseline, line.ratio, line.rate) == (6.0, 2.0, 3.0, 166.7)
    assert (line.goal, line.met, line.n) == ("ratio <= 3", True, 3)


def test_throughput_is_compared_by_its_rate() -> None:
    line = throughput(
        "x",
        "e",
        size=9,
        units=(100, "rows"),
        times=[2.0],
        baseline=(10, [0.1]),
        goal=Goal("ratio", ">=", 0.7),
    )

    assert (line.rate, line.baseline, line.ratio, line.unit, line.met) == (50.0, 100.0, 0.5, "rows/s", False)


def test_a_rate_can_be_the_goal() -> None:
    goal = Goal("rate", ">=", 50)

    assert throughput("x", "e", size=1, units=(50, "p"), times=[1.0], baseline=(1, [1.0]), goal=goal).met
