from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from pydantic import ValidationError

from pulumi_northflank.emulator import (
    Drip,
    Drop,
    Emulator,
    Fault,
    Html,
    Huge,
    Latency,
    Raw,
    Redirect,
    Status,
    Truncate,
)
from pulumi_northflank.emulator.faults import Action, FaultLayer, Gate, Hold

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

Body = dict[str, Any]


def log_of(api: Emulator) -> list[tuple[str, int | None, str | None]]:
    """Give the method, the status and the fault of each request."""
    return [(each.method, each.status, each.fault) for each in api.requests]


def test_status(api: Emulator, client: requests.Session) -> None:
    """A status comes with its headers and body, once, and the API sees nothing of it."""
    api.fault(Status(503, headers={"Retry-After": "7", "Date": "never"}, body="busy"))

    answers = [client.get(SCHEDULES) for _ in range(2)]

    assert [503, 200] == [answer.status_code for answer in answers]
    assert ("7", "never", "busy") == (
        answers[0].headers["Retry-After"],
        answers[0].headers["Date"],
        answers[0].text,
    )
    assert "999" == answers[1].headers["x-ratelimit-remaining"]
    assert [("GET", 503, "status"), ("GET", 200, None)] == log_of(api)


@pytest.mark.parametrize(
    "action",
    [
        Status(503, after_commit=True),
        Html(after_commit=True),
        Raw(b"{", after_commit=True),
        Latency(0),
        Drip(0, size_bytes=1000),
    ],
)
def test_after_commit(api: Emulator, client: requests.Session, body: Body, action: Action) -> None:
    """Some actions let the API do its work, whatever the answer then is."""
    api.fault(action)

    client.post(SCHEDULES, json=body)

    assert 1 == len(api.schedules())


@pytest.mark.parametrize(
    "action",
    [Status(503), Html(), Raw(b"{"), Redirect("http://127.0.0.1:1/"), Huge(2)],
)
def test_before_commit(api: Emulator, client: requests.Session, body: Body, action: Action) -> None:
    """The others keep the request from the API."""
    api.fault(action)

    client.post(SCHEDULES, json=body)

    assert [] == api.schedules()


@pytest.mark.parametrize("after_commit", [False, True])
def test_drop(api: Emulator, client: requests.Session, body: Body, *, after_commit: bool) -> None:
    """A dropped connection is a reset, before the API's work or after it."""
    client.get(SCHEDULES)
    api.fault(method="post", action=Drop(after_commit=after_commit))

    with pytest.raises(requests.ConnectionError) as caught:
        client.post(SCHEDULES, json=body)

    assert "Connection reset by peer" in str(caught.value)
    assert (1 if after_commit else 0) == len(api.schedules())
    assert [("GET", 200, None), ("POST", None, "drop")] == log_of(api)
    assert 200 == client.get(SCHEDULES).status_code


@pytest.mark.parametrize("keep", [0, 10])
def test_truncate(api: Emulator, client: requests.Session, keep: int) -> None:
    """A cut answer promises more bytes than come before the connection closes."""
    api.fault(Truncate(keep_bytes=keep))

    with pytest.raises(requests.exceptions.ChunkedEncodingError) as caught:
        client.get(SCHEDULES)

    assert f"IncompleteRead({keep} bytes read, " in str(caught.value)
    assert [("GET", 200, "truncate")] == log_of(api)


def test_html(api: Emulator, client: requests.Session) -> None:
    """A page of HTML comes under 200."""
    api.fault(Html())

    response = client.get(SCHEDULES)

    assert (200, "text/html; charset=utf-8") == (
        response.status_code,
        response.headers["Content-Type"],
    )
    assert response.text.startswith("<!DOCTYPE html>")


def test_drip(api: Emulator, client: requests.Session, body: Body) -> None:
    """A dripping answer comes in pieces, and is whole in the end."""
    api.add_schedule("shop", "orders", body)
    api.fault(Drip(0.0001, size_bytes=50))

    assert api.schedules("shop", "orders") == client.get(SCHEDULES).json()["data"]["schedules"]


@pytest.mark.parametrize("size", [2, 3, 65_538, 200_000])
def test_huge(api: Emulator, client: requests.Session, size: int) -> None:
    """A huge answer is a JSON string of just that many bytes."""
    api.fault(Huge(size))

    response = client.get(SCHEDULES)

    assert (size, "x" * (size - 2)) == (len(response.content), response.json())


def test_redirect(api: Emulator, client: requests.Session) -> None:
    """A redirect names the place as given."""
    api.fault(Redirect("http://127.0.0.1:1/elsewhere?x=y", status=302))

    response = client.get(SCHEDULES)

    assert (302, "http://127.0.0.1:1/elsewhere?x=y") == (
        response.status_code,
        response.headers["Location"],
    )


def test_raw(api: Emulator, client: requests.Session) -> None:
    """A raw body comes as it is, under 200 and as JSON."""
    api.fault(Raw(b'{"data": \xff'))
    api.fault(Raw(b"x", status=201, content_type="text/plain"))

    first, second = client.get(SCHEDULES), client.get(SCHEDULES)

    assert (200, b'{"data": \xff', "application/json") == (
        first.status_code,
        first.content,
        first.headers["Content-Type"],
    )
    assert (201, "text/plain") == (second.status_code, second.headers["Content-Type"])


@pytest.mark.parametrize(
    ("criteria", "hit"),
    [
        ({}, True),
        ({"method": "GET"}, True),
        ({"method": "get"}, True),
        ({"method": "POST"}, False),
        ({"path": "orders"}, True),
        ({"path": "Orders"}, False),
        ({"path": "ord.rs"}, False),
        ({"path_regex": "ord.rs"}, True),
        ({"path_regex": "schedules$"}, True),
        ({"path_regex": "addons$"}, False),
        ({"method": "GET", "path": "orders", "path_regex": "^/v2"}, False),
        ({"skip": 1}, False),
        ({"probability": 1e-9}, False),
    ],
)
def test_matching(
    api: Emulator, client: requests.Session, criteria: dict[str, Any], *, hit: bool
) -> None:
    """All criteria given must be met."""
    api.fault(Status(500), **criteria)

    assert (500 if hit else 200) == client.get(SCHEDULES).status_code


def test_times_and_skip(api: Emulator, client: requests.Session) -> None:
    """A fault lets some requests pass, happens so many times, and is spent."""
    api.fault(Status(500), skip=1, times=2, method="GET")
    statuses = []
    for _ in range(5):
        statuses.append(client.get(SCHEDULES).status_code)
        client.head(SCHEDULES)

    assert [200, 500, 500, 200, 200] == statuses
    assert [] == api.pending_faults


def test_for_ever(api: Emulator, client: requests.Session) -> None:
    """A fault without a number of times goes on until the faults are cleared."""
    api.fault(Status(500), times=None)
    before = [client.get(SCHEDULES).status_code for _ in range(5)]
    api.clear_faults()

    assert ([500] * 5, 200) == (before, client.get(SCHEDULES).status_code)


def test_queue(api: Emulator, client: requests.Session) -> None:
    """Of several faults that match, the first not spent happens."""
    api.fault(Status(500))
    api.fault(Status(502), path="nothing-like-it")
    api.fault(Status(503), times=2)

    assert [500, 503, 503, 200] == [client.get(SCHEDULES).status_code for _ in range(4)]
    assert [Fault(action=Status(502), path="nothing-like-it")] == api.pending_faults


def test_probability_is_repeatable(connect: Callable[..., requests.Session]) -> None:
    """Chance depends on the seed only, and begins anew when cleared."""

    def run(client: requests.Session, api: Emulator) -> list[int]:
        api.fault(Status(500), probability=0.5, times=None)
        return [client.get(SCHEDULES).status_code for _ in range(30)]

    with Emulator(seed=1) as one, Emulator(seed=2) as other:
        client = connect(one)
        first = run(client, one)
        one.clear()
        second = run(client, one)
        third = run(connect(other), other)

    assert first == second
    assert first != third
    assert {200, 500} == set(first)


def test_clear_forgets_faults(api: Emulator, client: requests.Session) -> None:
    """Clearing the emulator clears its faults."""
    api.fault(Drop(), times=None)
    api.clear()

    assert 200 == client.get(SCHEDULES).status_code


def test_concurrent_requests_share_a_fault(
    api: Emulator, connect: Callable[..., requests.Session]
) -> None:
    """A fault that happens three times does so for exactly three of many requests at once."""
    api.fault(Status(500), times=3)
    clients = [connect(api) for _ in range(10)]

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = pool.map(lambda client: client.get(SCHEDULES).status_code, clients)

    assert [200] * 7 + [500] * 3 == sorted(statuses)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Status(99),
        lambda: Latency(-1),
        lambda: Huge(1),
        lambda: Drip(0, size_bytes=0),
        lambda: Truncate(-1),
        lambda: Redirect("http://127.0.0.1/", status=200),
        lambda: Fault(action=Drop(), path_regex="("),
        lambda: Fault(action=Drop(), times=0),
    ],
    ids=["status", "latency", "huge", "drip", "truncate", "redirect", "regex", "times"],
)
def test_nonsense(make: Callable[[], object]) -> None:
    """A fault that makes no sense cannot be made."""
    with pytest.raises(ValidationError, match="Input should be"):
        make()


@pytest.fixture(name="pausing")
def _pausing(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Tell when a request has come to a pause."""
    pausing = threading.Event()
    pause = FaultLayer._pause

    def noticed(layer: FaultLayer, seconds: float) -> None:
        if seconds:
            pausing.set()
        pause(layer, seconds)

    monkeypatch.setattr(FaultLayer, "_pause", noticed)
    return pausing


@pytest.mark.parametrize(
    ("action", "status"), [(Latency(3000), None), (Drip(3000), 200)], ids=["latency", "drip"]
)
def test_stop_does_not_wait(
    connect: Callable[..., requests.Session],
    pausing: threading.Event,
    action: Action,
    status: int | None,
) -> None:
    """A pause ends when the emulator stops, and the connection with it."""
    with ThreadPoolExecutor(1) as pool:
        with Emulator() as api:
            api.fault(action)
            answer = pool.submit(connect(api).get, SCHEDULES)
            begun = pausing.wait(20)
        error = answer.exception(timeout=20)

    assert begun
    assert isinstance(error, requests.RequestException)
    assert [("GET", status, action.kind)] == log_of(api)


@pytest.mark.parametrize("after_commit", [False, True])
def test_hold(api: Emulator, client: requests.Session, body: Body, *, after_commit: bool) -> None:
    """A held request waits for its gate, before the API's work or after it."""
    gate = Gate()
    api.fault(Hold(gate, after_commit=after_commit))
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(client.post, SCHEDULES, json=body)
        arrived = gate.arrived.wait(20)
        stored = len(api.schedules())
        gate.opened.set()
        status = answer.result(timeout=20).status_code

    assert (True, int(after_commit), 200) == (arrived, stored, status)
    assert (1, [("POST", 200, "hold")]) == (len(api.schedules()), log_of(api))


def test_held_request_does_not_keep_the_emulator(
    connect: Callable[..., requests.Session],
) -> None:
    """A gate that is never opened does not keep the emulator from stopping."""
    gate = Gate()
    with ThreadPoolExecutor(1) as pool:
        with Emulator() as api:
            api.fault(Hold(gate))
            answer = pool.submit(connect(api).get, SCHEDULES)
            arrived = gate.arrived.wait(20)
        error = answer.exception(timeout=20)

    assert arrived
    assert isinstance(error, requests.ConnectionError)


def test_cleared_meanwhile(
    connect: Callable[..., requests.Session], pausing: threading.Event
) -> None:
    """A request that is answered after the log was cleared does not come back into it."""
    with ThreadPoolExecutor(1) as pool:
        with Emulator() as api:
            api.fault(Latency(3000))
            answer = pool.submit(connect(api).get, SCHEDULES)
            begun = pausing.wait(20)
            before = len(api.requests)
            api.clear()
        answer.exception(timeout=20)

    assert begun
    assert (1, []) == (before, api.requests)


def test_latency_is_not_a_fault(connect: Callable[..., requests.Session]) -> None:
    """The latency of all answers is not marked in the log."""
    with Emulator(latency=0.001) as api:
        status = connect(api).get(SCHEDULES).status_code

    assert (200, [("GET", 200, None)]) == (status, log_of(api))


def test_long_latency_can_be_stopped(
    connect: Callable[..., requests.Session], pausing: threading.Event
) -> None:
    """A request delayed by the latency of all answers is in the log, without a status."""
    with ThreadPoolExecutor(1) as pool:
        with Emulator(latency=3000) as api:
            answer = pool.submit(connect(api).get, SCHEDULES)
            begun = pausing.wait(20)
        error = answer.exception(timeout=20)

    assert begun
    assert isinstance(error, requests.ConnectionError)
    assert [("GET", None, None)] == log_of(api)
