"""Reports and work orders over HTTP, against a real server."""

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import httpx
import pytest

from graph.store import Store

LAMP = "十全街128号门口的路灯坏了好几天，我叫张小明，电话13912345678"


def post(client: httpx.Client, **body: object) -> httpx.Response:
    return client.post("/api/v1/reports", json=body)


def test_a_report_is_read_planned_and_kept(client: httpx.Client) -> None:
    answer = post(client, text=LAMP)

    body = answer.json()
    assert answer.status_code == 201
    assert body["classification"]["name"] == "路灯不亮"
    assert body["place"]["names"] == ["十全街128号"]
    assert body["plan"]["lead"]["name"] == "苏州市城市照明管理处"
    assert {"from", "rel", "to"} == set(body["plan"]["lead"]["path"][0])
    assert datetime.fromisoformat(body["plan"]["deadline"]).utcoffset() is not None
    report = client.get(f"/api/v1/reports/{body['report']['id']}").json()
    assert (report["text"], report["work_order"]) == (body["report"]["text"], body["work_order"])
    assert report["classification"]["code"] == body["classification"]["code"]
    order = client.get(f"/api/v1/work-orders/{body['work_order']}").json()
    assert order["state"] == "dispatched"
    assert order["route"]["plan"] == body["plan"]
    assert [step["action"] for step in order["steps"]] == ["accept"]


def test_personal_data_is_masked_in_every_answer(client: httpx.Client, city_store: Store) -> None:
    body = post(client, text=LAMP).json()

    answers = [
        str(body),
        client.get(f"/api/v1/reports/{body['report']['id']}").text,
        client.get(f"/api/v1/work-orders/{body['work_order']}").text,
    ]

    assert not any(re.search("13912345678|张小明", answer) for answer in answers)
    kept = city_store.execute(
        "MATCH (r:Report {code: $code}) RETURN r.text AS text, r.original AS original",
        {"code": body["report"]["id"]},
    )
    assert "13912345678" not in str(kept)


def test_nonsense_is_kept_for_a_person(client: httpx.Client) -> None:
    body = post(client, text="哈哈哈啊啊啊").json()

    assert body["plan"]["lead"] is None
    assert body["plan"]["needs_human"]
    assert body["plan"]["reasons"]
    order = client.get(f"/api/v1/work-orders/{body['work_order']}").json()
    assert order["state"] == "awaiting_decision"


def test_the_same_source_and_id_is_kept_once(client: httpx.Client) -> None:
    number = uuid.uuid4().hex

    first = post(client, text=LAMP, source="12345", id=number)
    again = post(client, text="换了一句话", source="12345", id=number)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()


def test_a_place_that_is_known_comes_before_the_text(client: httpx.Client, city_store: Store) -> None:
    row = city_store.execute(
        "MATCH (c:Component)-[:LOCATED_IN]->(g:Grid) WHERE c.name CONTAINS '路灯' "
        "RETURN c.code AS code, g.code AS grid, c.location AS at ORDER BY code LIMIT 1"
    )[0]

    by_component = post(client, text="灯不亮了，晚上看不见", at=row["code"]).json()
    by_grid = post(client, text="灯不亮了，晚上看不见", at=row["grid"]).json()

    assert by_component["place"]["component"] == row["code"]
    assert by_component["place"]["grid"] == by_grid["place"]["grid"] == row["grid"]


def test_forty_at_once_are_all_kept_and_each_once(client: httpx.Client) -> None:
    numbers = [uuid.uuid4().hex for _ in range(20)] * 2

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: post(client, text=LAMP, source="many", id=number), numbers))

    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 20
    assert len({answer.json()["work_order"] for answer in answers}) == 20


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 422),
        ({"text": "x" * 20_001}, 422),
        ({"text": 5}, 422),
        ({}, 422),
        ({"text": LAMP, "unknown": 1}, 422),
        ({"text": LAMP, "source": "a b"}, 422),
        ({"text": LAMP, "at": "no-such-grid"}, 404),
        ({"text": LAMP, "at": "0,0"}, 404),
        ({"text": LAMP, "at": "500,500"}, 422),
    ],
)
def test_what_does_not_fit_is_a_problem_and_nothing_is_kept(
    client: httpx.Client, city_store: Store, body: dict[str, object], status: int
) -> None:
    count = "MATCH (r:Report) RETURN count(r) AS n"
    before = city_store.execute(count)

    answer = client.post("/api/v1/reports", json=body)

    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status"} <= set(answer.json())
    assert city_store.execute(count) == before


def test_what_is_no_json_is_a_problem(client: httpx.Client) -> None:
    answer = client.post("/api/v1/reports", content=b"{", headers={"content-type": "application/json"})

    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/reports/none", "/api/v1/work-orders/none", "/nowhere"])
def test_what_is_not_there_is_a_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_method_that_is_not_there_is_a_problem(client: httpx.Client) -> None:
    answer = client.delete("/api/v1/reports/none")

    assert answer.status_code == 405
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(("at", "crs"), [("120.6361916,31.3048388", "gcj02"), ("120.632,31.307", "wgs84")])
def test_a_position_is_taken_in_the_system_that_is_stated(client: httpx.Client, at: str, crs: str) -> None:
    assert post(client, text=LAMP, at=at, crs=crs).json()["place"]["grid"] == "320508021017301"


def test_a_system_that_is_not_known_is_refused(client: httpx.Client) -> None:
    assert post(client, text=LAMP, at="120.632,31.307", crs="utm").status_code == 422
