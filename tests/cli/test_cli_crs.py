"""Positions in the systems of maps, at the command line and over HTTP."""

from pathlib import Path

import pytest

from api.models import NewReport
from graph.store import Store
from tests.cli.conftest import Liandong, refused

GRID = "320508021017301"
"""The grid at 120.632,31.307 in WGS 84."""
IN_GCJ02, IN_BD09 = "120.6361916,31.3048388", "120.6427171,31.3107221"


@pytest.mark.parametrize(("at", "crs"), [(IN_GCJ02, "gcj02"), (IN_GCJ02, "GCJ-02"), (IN_BD09, "bd09")])
def test_route_at_a_position_of_a_map(here: Liandong, city_store: Store, at: str, crs: str) -> None:
    converted = here("route", "路灯坏了", "--at", at, "--crs", crs, "--json").json["place"]
    taken_as_it_is = here("route", "路灯坏了", "--at", at, "--json").json["place"]

    assert converted["grid"] == GRID
    assert taken_as_it_is["grid"] != GRID


def test_ingest_with_positions_of_a_map(here: Liandong, city_store: Store, tmp_path: Path) -> None:
    (tmp_path / "patrol.csv").write_text(f'text,at\n路灯坏了,"{IN_BD09}"\n', encoding="utf-8")

    here("ingest", "patrol.csv", "--text", "text", "--place", "at", "--crs", "bd09", "--source", "crs-test")

    (row,) = city_store.execute(
        "MATCH (:Source {code: 'crs-test'})<-[:FROM]-(:Report)-[:AT]->(g:Grid) RETURN g.code AS grid"
    )
    assert row["grid"] == GRID


@pytest.mark.parametrize("command", [("route", "路灯坏了"), ("load", ".")])
def test_an_unknown_system_is_refused(here: Liandong, city_store: Store, command: tuple[str, ...]) -> None:
    assert "wgs84, gcj02, bd09" in refused(here(*command, "--crs", "utm", code=2))


def test_load_refuses_lamps_in_the_wrong_street(here: Liandong, city_store: Store, tmp_path: Path) -> None:
    rows = city_store.execute(
        "MATCH (s:Shop)-[:LOCATED_IN]->(g:Grid) WHERE s.location IS NOT NULL "
        "RETURN s.code AS code, s.name AS name, s.location AS at, g.code AS grid ORDER BY code LIMIT 60"
    )
    (tmp_path / "shops").mkdir()
    lines = [
        f"{r['code']}-x,{r['name']},{r['at'][0] + 0.0042},{r['at'][1] - 0.0022},{r['grid']}" for r in rows
    ]
    text = "\n".join(["code,name,lon,lat,grid", *lines])
    (tmp_path / "shops" / "Shop.csv").write_text(text, encoding="utf-8")

    said = refused(here("load", "shops", code=2))
    loaded = here("load", "shops", "--crs", "gcj02", "--json").json

    assert "Shop.csv is GCJ-02, not WGS 84" in said
    assert "未导入任何数据" in said
    assert (loaded["loaded"], loaded["notes"]) == ({"Shop": 60}, [])
    wiped = city_store.execute(
        "MATCH (s:Shop) WHERE s.code ENDS WITH '-x' DETACH DELETE s RETURN count(s) AS n", writes=True
    )
    assert wiped[0]["n"] == 60


def test_what_the_check_could_not_decide_is_printed(
    here: Liandong, city_store: Store, tmp_path: Path
) -> None:
    (tmp_path / "few").mkdir()
    (tmp_path / "few" / "Shop.csv").write_text(
        f"code,name,lon,lat,grid\nfew-1,小店,120.6,31.3,{GRID}\n", encoding="utf-8"
    )

    answer = here("load", "few")
    forced = here("load", "few", "--force-crs", "--json").json

    assert "坐标系未能核对" in answer.out
    assert forced["notes"] == []
    city_store.execute("MATCH (s:Shop {code: 'few-1'}) DETACH DELETE s", writes=True)


def test_a_report_over_http_states_its_system() -> None:
    schema = NewReport.model_json_schema()

    assert NewReport(text="路灯坏了").crs == "wgs84"
    assert schema["$defs"]["Crs"]["enum"] == ["wgs84", "gcj02", "bd09"]
