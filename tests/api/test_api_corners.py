"""The corners of the API, on a real server: odd requests, many at once, and its description."""

import asyncio
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import httpx
import neo4j
import pytest
from fastapi import FastAPI
from fastapi.openapi.models import OpenAPI

from api.app import create_app
from dispatch.ledger import Ledger
from dispatch.setup import Office
from graph.store import Store
from graph.vault import Vault
from tests.conftest import KEY

REPORTS = "/api/v1/reports"
LAMP = "十全街128号门口的路灯坏了"
GRID = "320508021017301"
PHONE = "13912345678"


def problem(response: httpx.Response, status: int) -> dict[str, Any]:
    """The problem document of an answer."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["type"].startswith("urn:liandong:")
    assert found["title"]
    assert "Traceback" not in response.text
    return found


def kept(store: Store, report: str) -> int:
    rows = store.execute(
        "MATCH (r:Report {code: $code})<-[:ANSWERS]-(w:WorkOrder)-[:NEXT]->(:Step) RETURN w.code AS code",
        {"code": report},
    )
    return len(rows)


def test_what_was_posted_can_be_got(client: httpx.Client) -> None:
    posted = client.post(REPORTS, json={"text": LAMP, "source": "patrol", "id": "round-trip"}).json()

    report = client.get(f"{REPORTS}/{posted['report']['id']}").json()
    order = client.get(f"/api/v1/work-orders/{posted['work_order']}").json()

    assert (report["id"], report["text"], report["source"]) == ("patrol-round-trip", LAMP, "patrol")
    assert report["classification"]["code"] == posted["classification"]["code"]
    assert report["place"] == {"grid": GRID, "area": None, "component": None, "names": ["十全街128号"]}
    assert (report["work_order"], report["state"]) == (posted["work_order"], "dispatched")
    assert report["created_at"].endswith("+08:00")
    assert {**order["route"], "work_order": order["id"]} == posted
    assert order["deadline"] == posted["plan"]["deadline"]
    assert [(step["action"], step["actor"]) for step in order["steps"]] == [("accept", "system")]


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("320508021030303", {"grid": "320508021030303", "area": None}),
        ("320508021", {"grid": None, "area": "320508021"}),
        ("120.632,31.307", {"grid": GRID, "area": None}),
        ("3205080101000011", {"grid": "320508021029303", "component": "3205080101000011"}),
    ],
)
def test_at_a_place(client: httpx.Client, at: str, place: dict[str, str | None]) -> None:
    answer = client.post(REPORTS, json={"text": "上水井盖不见了", "at": at}).json()

    assert {key: answer["place"][key] for key in place} == place


@pytest.mark.parametrize(
    "path",
    [
        f"{REPORTS}/unheard-of",
        "/api/v1/work-orders/unheard-of",
        "/api/v1/unheard-of",
        "/unheard-of",
        "/api/v1/reports/%00",
    ],
)
def test_what_is_not_there(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404)


@pytest.mark.parametrize("at", ["unheard-of", "0,0", "320508021999999", "十全街128号"])
def test_a_place_that_is_not_there_keeps_nothing(client: httpx.Client, city_store: Store, at: str) -> None:
    new = {"text": LAMP, "at": at, "source": "nowhere", "id": "1"}

    assert problem(client.post(REPORTS, json=new), 404)["type"] == "urn:liandong:not-found"
    assert kept(city_store, "nowhere-1") == 0


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.text"),
        ({"text": ""}, "body.text"),
        ({"text": None}, "body.text"),
        ({"text": 12}, "body.text"),
        ({"text": "长" * 20_001}, "body.text"),
        ({"text": LAMP, "extra": 1}, "body.extra"),
        ({"text": LAMP, "source": "two words"}, "body.source"),
        ({"text": LAMP, "source": ""}, "body.source"),
        ({"text": LAMP, "id": "a/b"}, "body.id"),
        ({"text": LAMP, "id": "a" * 81}, "body.id"),
        ({"text": LAMP, "at": "x" * 201}, "body.at"),
        ([], "body"),
        ("text", "body"),
    ],
)
def test_a_request_that_does_not_fit(client: httpx.Client, body: Any, where: str) -> None:
    found = problem(client.post(REPORTS, json=body), 422)

    assert where in {error["where"] for error in found["errors"]}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'text': 1}",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text": "\\ud83d"}',
        b'{"text": ' + b"1" * 5000 + b"}",
    ],
)
def test_malformed_json(client: httpx.Client, content: bytes) -> None:
    response = client.post(REPORTS, content=content, headers={"content-type": "application/json"})

    assert problem(response, response.status_code)["status"] in (400, 422)


def test_what_does_not_fit_is_not_repeated(client: httpx.Client) -> None:
    body = {"text": f"{PHONE}" * 2000, "source": f"a {PHONE}", "at": 1, "id": PHONE * 10}

    assert PHONE not in client.post(REPORTS, json=body).text


def test_a_position_that_is_none(client: httpx.Client) -> None:
    assert (
        problem(client.post(REPORTS, json={"text": LAMP, "at": "999,9"}), 422)["type"]
        == "urn:liandong:bad-data"
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", REPORTS), ("DELETE", f"{REPORTS}/x"), ("POST", "/healthz"), ("PUT", REPORTS)]
)
def test_a_method_that_is_not_allowed(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path)

    problem(response, 405)
    assert response.headers["allow"]


@pytest.mark.parametrize(
    "text",
    [
        " ",
        "\x00路灯坏了",
        "长" * 20_000,
        "<script>alert(1)</script>",
        "'; MATCH (n) DETACH DELETE n //",
        "😀",
    ],
)
def test_any_text_that_fits_is_kept(client: httpx.Client, text: str) -> None:
    response = client.post(REPORTS, json={"text": text})

    assert response.status_code == 201
    assert client.get(f"{REPORTS}/{response.json()['report']['id']}").status_code == 200


@pytest.mark.parametrize("path", ["/healthz", f"{REPORTS}/unheard-of", "/openapi.json", "/docs"])
def test_answers_are_not_sniffed_framed_or_cached(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == "no-store"


def test_no_other_site_is_let_in(client: httpx.Client) -> None:
    response = client.post(REPORTS, json={"text": LAMP}, headers={"origin": "https://elsewhere.example"})

    assert "access-control-allow-origin" not in response.headers


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from ([value["$ref"]] if "$ref" in value else [])
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def test_the_schema_is_valid_and_whole(client: httpx.Client) -> None:
    schema = client.get("/openapi.json").json()

    OpenAPI.model_validate(schema)
    defined = {f"#/components/schemas/{name}" for name in schema["components"]["schemas"]}
    assert set(references(schema)) <= defined
    assert set(schema["paths"]) == {
        REPORTS, f"{REPORTS}/{{code}}", "/api/v1/work-orders/{code}", "/healthz", "/readyz"
    }  # fmt: skip
    posting = schema["paths"][REPORTS]["post"]["responses"]
    assert {"200", "201", "404", "422", "503"} <= set(posting)
    assert "application/problem+json" in posting["422"]["content"]


def test_forty_at_once_are_each_kept_once(client: httpx.Client, city_store: Store) -> None:
    batch = uuid.uuid4().hex[:8]
    news = [{"text": f"{LAMP}，{n}", "source": f"crowd-{batch}", "id": str(n)} for n in range(40)]

    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda new: client.post(REPORTS, json=new), news))

    assert [answer.status_code for answer in answers] == [201] * 40
    codes = [answer.json()["report"]["id"] for answer in answers]
    assert codes == [f"crowd-{batch}-{n}" for n in range(40)]
    assert [kept(city_store, code) for code in codes] == [1] * 40


def test_the_same_twenty_times_at_once_is_kept_once(client: httpx.Client, city_store: Store) -> None:
    new = {"text": LAMP, "source": "echo", "id": uuid.uuid4().hex}

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: client.post(REPORTS, json=new), range(20)))

    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert kept(city_store, f"echo-{new['id']}") == 1


@pytest.fixture
def lost(office: Office) -> Iterator[FastAPI]:
    """The application over a database that is gone."""
    with neo4j.GraphDatabase.driver(
        "bolt://127.0.0.1:1", auth=("neo4j", "x"), max_transaction_retry_time=0.1
    ) as driver:
        store = Store(driver, database=None, timeout=1)
        yield create_app(
            replace(office, store=store, ledger=Ledger(store, Vault(KEY), office.desk.territory))
        )


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/readyz"), ("GET", f"{REPORTS}/x"), ("GET", "/api/v1/work-orders/x"), ("POST", REPORTS)],
)
def test_a_database_that_is_gone_is_a_problem(lost: FastAPI, method: str, path: str) -> None:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(lost)
        async with httpx.AsyncClient(transport=transport, base_url="http://lost") as client:
            return await client.request(method, path, json={"text": LAMP} if method == "POST" else None)

    found = problem(asyncio.run(ask()), 503)

    assert found["type"] == "urn:liandong:database-unavailable"
    assert "hint" in found
