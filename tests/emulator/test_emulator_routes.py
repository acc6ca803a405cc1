from __future__ import annotations

from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Body = dict[str, Any]


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/v1",
        "/v1/projects",
        f"{SCHEDULES}/",
        "/v1//projects/shop",
        "/v1/projects//addons",
        "/v1/projects/shop/addons/orders/backup-schedules/a/b",
    ],
)
def test_unknown_route(client: requests.Session, path: str) -> None:
    """A path which the API does not have is a 404, and JSON all the same."""
    response = client.get(path)

    assert 404 == response.status_code
    assert {"message", "id", "details"} == set(response.json()["error"])
    assert "1000" == response.headers["x-ratelimit-limit"]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "OPTIONS", "DELETE"])
def test_wrong_method(client: requests.Session, method: str) -> None:
    """There is no update: another method is a 405 that names those there are."""
    response = client.request(method, SCHEDULES)

    assert 405 == response.status_code
    assert {"GET", "HEAD", "POST"} == set(response.headers["Allow"].split(", "))
    assert "message" in response.json()["error"]


def test_no_single_schedule(api: Emulator, client: requests.Session, body: Body) -> None:
    """One schedule by itself cannot be read."""
    schedule_id = api.add_schedule("shop", "orders", body)

    assert 405 == client.get(f"{SCHEDULES}/{schedule_id}").status_code


def test_encoded_ids(api: Emulator, client: requests.Session, body: Body) -> None:
    """A percent-encoded id is one id, even with a slash in it."""
    client.post("/v1/projects/a%2Fb/addons/%C3%A9%20%25/backup-schedules", json=body)

    assert 1 == len(api.schedules("a/b", "\N{LATIN SMALL LETTER E WITH ACUTE} %"))


def test_head(client: requests.Session) -> None:
    """HEAD answers like GET, without a body, and leaves the connection usable."""
    response = client.head(SCHEDULES)

    assert (200, b"") == (response.status_code, response.content)
    assert 200 == client.get(SCHEDULES).status_code


def test_bug_is_a_500(
    api: Emulator, client: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug of the emulator is a 500 in JSON and shows on stderr."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("pulumi_northflank.emulator.store.Store.of_addon", fail)

    assert 500 == client.get(SCHEDULES).status_code
    assert [500] == [record.status for record in api.requests]
