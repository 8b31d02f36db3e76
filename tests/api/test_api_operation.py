"""Health, documentation and start-up, against a real server."""

import subprocess
import sys

import httpx
import pytest


def test_the_process_is_alive_and_the_database_answers(client: httpx.Client) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json() == {"status": "ready"}


def test_the_documentation_needs_nothing_from_outside(client: httpx.Client) -> None:
    page = client.get("/docs")

    assert page.status_code == 200
    assert "https://" not in page.text
    for script in ("swagger-ui-bundle.js", "swagger-ui.css"):
        assert client.get(f"/static-offline-docs/{script}").status_code == 200


def test_the_api_is_described(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()

    assert description["openapi"].startswith("3.")
    assert {"/api/v1/reports", "/api/v1/reports/{code}", "/api/v1/work-orders/{code}"} <= set(
        description["paths"]
    )


@pytest.mark.parametrize("path", ["/healthz", "/api/v1/reports/none"])
def test_answers_are_neither_cached_nor_sniffed(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"NEO4J_URI": "bolt://127.0.0.1:1", "NEO4J_PASSWORD": "x"}, "cannot be reached"),
        ({}, "cannot be listened on"),
    ],
)
def test_without_a_database_or_a_port_it_says_so_in_one_line(
    server: str, environment: dict[str, str], changed: dict[str, str], message: str
) -> None:
    port = server.rpartition(":")[2]

    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "serve", "--port", port],
        env={**environment, **changed},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode != 0
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1
