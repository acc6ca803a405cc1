from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Emulator, RequestRecord, requestlog

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"


def test_record(api: Emulator, client: requests.Session) -> None:
    """A request is logged as it was sent, but for its token."""
    of_every_request = {name.lower(): str(value) for name, value in client.headers.items()}
    client.post(
        f"{SCHEDULES}?per_page=1&x=%20y",
        data='{"a": "\N{LATIN SMALL LETTER E WITH ACUTE}"}'.encode(),
        headers={"Authorization": "Bearer t", "X-Some-Thing": "z", "Content-Type": "text/plain"},
    )

    assert [
        RequestRecord(
            method="POST",
            path=SCHEDULES,
            query="per_page=1&x=%20y",
            headers={
                **of_every_request,
                "host": api.url.removeprefix("http://"),
                "authorization": "Bearer ***",
                "x-some-thing": "z",
                "content-type": "text/plain",
                "content-length": "11",
            },
            body='{"a": "\N{LATIN SMALL LETTER E WITH ACUTE}"}',
            status=400,
            authorized=True,
            fault=None,
        )
    ] == api.requests


def test_order_and_status(
    api: Emulator, connect: Callable[..., requests.Session], body: dict[str, Any]
) -> None:
    """The log has requests in order, with the status of each and whether it was authorized."""
    client = connect(api)
    client.post(SCHEDULES, json=body)
    client.post(SCHEDULES, json=body)
    connect(api, token=None).get(SCHEDULES)
    client.delete("/a%2Fb")

    assert [
        ("POST", SCHEDULES, 200, True),
        ("POST", SCHEDULES, 409, True),
        ("GET", SCHEDULES, 401, False),
        ("DELETE", "/a%2Fb", 404, True),
    ] == [(each.method, each.path, each.status, each.authorized) for each in api.requests]


def test_token_is_nowhere(connect: Callable[..., requests.Session]) -> None:
    """Neither a right token nor a wrong one, whatever its scheme, is kept."""
    with Emulator(token="hush") as api:
        client = connect(api, token=None)
        for authorization in ("Bearer hush", "Basic hush", "hush"):
            client.get(SCHEDULES, headers={"Authorization": authorization})

        assert ["Bearer ***"] * 3 == [each.headers["authorization"] for each in api.requests]
        assert "hush" not in repr(api.requests)


def test_log_is_a_copy(api: Emulator, client: requests.Session) -> None:
    """Changing what one was given does not change the log, and records are frozen."""
    client.get(SCHEDULES)
    api.requests.clear()

    assert 1 == len(api.requests)
    with pytest.raises(dataclasses.FrozenInstanceError):
        api.requests[0].status = 1  # type: ignore[misc]


def test_log_outlives_the_stop(connect: Callable[..., requests.Session]) -> None:
    """The log can be read when the emulator has stopped."""
    with Emulator() as api:
        connect(api).get(SCHEDULES)

    assert [200] == [each.status for each in api.requests]


def test_log_is_bounded(
    api: Emulator, client: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many requests the latest are kept."""
    monkeypatch.setattr(requestlog, "_MOST_RECORDS", 2)
    for path in ("/a", "/b", "/c"):
        client.get(path)

    assert ["/b", "/c"] == [each.path for each in api.requests]
