from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from tests.emulator.samples import SCHEDULES, Connect, snapshot

from pulumi_northflank.emulator import Emulator, Gate, Hold, RequestRecord, requestlog


def test_record(api: Emulator, client: requests.Session) -> None:
    """A request is logged as it was sent, except for its token."""
    of_every_request = {name.lower(): str(value) for name, value in client.headers.items()}
    client.post(
        f"{SCHEDULES}?per_page=1&x=%20y",
        data='{"a": "\N{LATIN SMALL LETTER E WITH ACUTE}"}'.encode(),
        headers={"X-Some-Thing": "z", "Content-Type": "text/plain"},
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


def test_order_and_status(api: Emulator, connect: Connect) -> None:
    """Requests are logged in order, with their status and whether they were authorized."""
    client = connect(api)
    client.post(SCHEDULES, json=snapshot())
    client.post(SCHEDULES, json=snapshot())
    connect(api, token=None).get(SCHEDULES)
    client.delete("/a%2Fb")

    assert [
        ("POST", SCHEDULES, 200, True),
        ("POST", SCHEDULES, 409, True),
        ("GET", SCHEDULES, 401, False),
        ("DELETE", "/a%2Fb", 404, True),
    ] == [(each.method, each.path, each.status, each.authorized) for each in api.requests]


@pytest.mark.parametrize("authorization", ["Bearer hush", "Basic hush", "hush"])
def test_token_is_masked(api: Emulator, connect: Connect, authorization: str) -> None:
    """No token is kept, neither valid nor invalid, whatever its scheme."""
    connect(api, token=None).get(SCHEDULES, headers={"Authorization": authorization})

    assert "Bearer ***" == api.requests[0].headers["authorization"]
    assert "hush" not in repr(api.requests)


def test_log_is_a_copy(api: Emulator, client: requests.Session) -> None:
    """Changing the returned list does not change the log, and records are frozen."""
    client.get(SCHEDULES)
    api.requests.clear()

    assert 1 == len(api.requests)
    with pytest.raises(dataclasses.FrozenInstanceError):
        api.requests[0].status = 1  # type: ignore[misc]


def test_log_is_readable_after_the_stop(connect: Connect) -> None:
    """The log can be read after the emulator has stopped."""
    with Emulator() as api:
        connect(api).get(SCHEDULES)

    assert [200] == [each.status for each in api.requests]


def test_log_is_limited(
    api: Emulator, client: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the latest requests are kept."""
    monkeypatch.setattr(requestlog, "_MOST_RECORDS", 2)
    for path in ("/a", "/b", "/c"):
        client.get(path)

    assert ["/b", "/c"] == [each.path for each in api.requests]


def test_cleared_during_a_request(api: Emulator, client: requests.Session) -> None:
    """A request that is under way when the emulator is cleared ends without a trace."""
    gate = Gate()
    api.fault(Hold(gate))
    with ThreadPoolExecutor(1) as pool:
        response = pool.submit(client.post, SCHEDULES, json=snapshot())
        arrived = gate.arrived.wait(20)
        before = len(api.requests)
        api.clear()
        gate.opened.set()
        with pytest.raises(requests.ConnectionError):
            response.result(timeout=20)

    assert (True, 1, [], []) == (arrived, before, api.requests, api.schedules())
