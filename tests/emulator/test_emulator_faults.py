from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from tests.emulator.samples import SCHEDULES, Connect, snapshot

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

JSON = {"Content-Type": "application/json"}
ELSEWHERE = "http://127.0.0.1:1/elsewhere?x=y"


def log_of(api: Emulator) -> list[tuple[str, int | None, str | None]]:
    """Return the method, status and fault of each logged request."""
    return [(each.method, each.status, each.fault) for each in api.requests]


@pytest.mark.parametrize(
    ("action", "status", "headers", "content"),
    [
        (
            Status(503, headers={"Retry-After": "7", "Date": "never"}, body="busy"),
            *(503, {"Retry-After": "7", "Date": "never"}, b"busy"),
        ),
        (Html(), 200, {"Content-Type": "text/html; charset=utf-8"}, Html().body.encode()),
        (Html("<p>", status=502), 502, {}, b"<p>"),
        (Raw(b'{"data": \xff'), 200, JSON, b'{"data": \xff'),
        (Raw(b"x", 201, "text/plain"), 201, {"Content-Type": "text/plain"}, b"x"),
        (Redirect(ELSEWHERE), 307, {"Location": ELSEWHERE}, b""),
        (Redirect(ELSEWHERE, status=302), 302, {"Location": ELSEWHERE}, b""),
    ],
)
def test_response(
    api: Emulator,
    client: requests.Session,
    action: Action,
    status: int,
    headers: dict[str, str],
    content: bytes,
) -> None:
    """The action's response replaces the API's response once, and the log names the fault."""
    api.fault(action)
    first, second = client.get(SCHEDULES), client.get(SCHEDULES)

    assert (status, content) == (first.status_code, first.content)
    assert headers == {name: first.headers[name] for name in headers}
    # The API counted only the second request.
    assert (200, "999") == (second.status_code, second.headers["x-ratelimit-remaining"])
    assert [("GET", status, action.kind), ("GET", 200, None)] == log_of(api)


@pytest.mark.parametrize("size", [2, 3, 65_538, 200_000])
def test_huge(api: Emulator, client: requests.Session, size: int) -> None:
    """A huge response is a JSON string of exactly that many bytes."""
    api.fault(Huge(size))

    response = client.get(SCHEDULES)

    assert (size, "x" * (size - 2)) == (len(response.content), response.json())


@pytest.mark.parametrize(
    ("action", "stored"),
    [
        *((action, 0) for action in (Status(503), Html(), Raw(b"{"), Redirect("/"), Huge(2))),
        (Status(503, after_commit=True), 1),
        (Html(after_commit=True), 1),
        (Raw(b"{", after_commit=True), 1),
        (Latency(0), 1),
        (Drip(0, size_bytes=1000), 1),
    ],
)
def test_commit(api: Emulator, client: requests.Session, action: Action, stored: int) -> None:
    """An action either keeps the request from the API or lets the API process it."""
    api.fault(action)

    client.post(SCHEDULES, json=snapshot())

    assert stored == len(api.schedules())


@pytest.mark.parametrize("after_commit", [False, True])
def test_drop(api: Emulator, client: requests.Session, after_commit: bool) -> None:
    """A dropped connection is reset, before or after the API processes the request."""
    client.get(SCHEDULES)
    api.fault(method="post", action=Drop(after_commit=after_commit))

    with pytest.raises(requests.ConnectionError, match="Connection reset by peer"):
        client.post(SCHEDULES, json=snapshot())

    assert int(after_commit) == len(api.schedules())
    assert [("GET", 200, None), ("POST", None, "drop")] == log_of(api)
    assert 200 == client.get(SCHEDULES).status_code


@pytest.mark.parametrize("keep", [0, 10])
def test_truncate(api: Emulator, client: requests.Session, keep: int) -> None:
    """A truncated response announces more bytes than are sent before the connection closes."""
    api.fault(Truncate(keep_bytes=keep))

    with pytest.raises(
        requests.exceptions.ChunkedEncodingError, match=rf"IncompleteRead\({keep} bytes read, "
    ):
        client.get(SCHEDULES)

    assert [("GET", 200, "truncate")] == log_of(api)


def test_drip(api: Emulator, client: requests.Session) -> None:
    """A response sent in pieces is complete in the end."""
    api.add_schedule("shop", "orders", snapshot())
    api.fault(Drip(0.0001, size_bytes=50))

    assert api.schedules("shop", "orders") == client.get(SCHEDULES).json()["data"]["schedules"]


@pytest.mark.parametrize(
    ("criteria", "matches"),
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
    api: Emulator, client: requests.Session, criteria: dict[str, Any], matches: bool
) -> None:
    """A fault applies only if all its criteria are met."""
    api.fault(Status(500), **criteria)

    assert (500 if matches else 200) == client.get(SCHEDULES).status_code


def test_times_and_skip(api: Emulator, client: requests.Session) -> None:
    """A fault lets some matching requests through, applies a number of times, and is used up."""
    api.fault(Status(500), skip=1, times=2, method="GET")
    statuses = []
    for _ in range(5):
        statuses.append(client.get(SCHEDULES).status_code)
        client.head(SCHEDULES)

    assert [200, 500, 500, 200, 200] == statuses
    assert [] == api.pending_faults


@pytest.mark.parametrize("clear", [Emulator.clear_faults, Emulator.clear])
def test_unlimited(api: Emulator, client: requests.Session, clear: Any) -> None:
    """A fault without a number of times applies until the faults are cleared."""
    api.fault(Status(500), times=None)
    before = [client.get(SCHEDULES).status_code for _ in range(5)]
    clear(api)

    assert ([500] * 5, 200) == (before, client.get(SCHEDULES).status_code)


def test_queue(api: Emulator, client: requests.Session) -> None:
    """The first matching fault that is not used up applies."""
    api.fault(Status(500))
    api.fault(Status(502), path="no-such-path")
    api.fault(Status(503), times=2)

    assert [500, 503, 503, 200] == [client.get(SCHEDULES).status_code for _ in range(4)]
    assert [Fault(action=Status(502), path="no-such-path")] == api.pending_faults


def test_probability_is_repeatable(connect: Connect) -> None:
    """Random decisions depend only on the seed, and start over after clearing."""

    def run(api: Emulator) -> list[int]:
        client = connect(api)
        api.fault(Status(500), probability=0.5, times=None)
        return [client.get(SCHEDULES).status_code for _ in range(30)]

    with Emulator(seed=1) as one, Emulator(seed=2) as other:
        first = run(one)
        one.clear()
        second = run(one)
        third = run(other)

    assert first == second
    assert first != third
    assert {200, 500} == set(first)


def test_concurrent_requests_share_a_fault(api: Emulator, connect: Connect) -> None:
    """A fault with three times applies to exactly three of many concurrent requests."""
    api.fault(Status(500), times=3)
    clients = [connect(api) for _ in range(10)]

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = pool.map(lambda client: client.get(SCHEDULES).status_code, clients)

    assert [200] * 7 + [500] * 3 == sorted(statuses)


@pytest.mark.parametrize("after_commit", [False, True])
def test_hold(api: Emulator, client: requests.Session, after_commit: bool) -> None:
    """A held request waits for its gate, before or after the API processes it."""
    gate = Gate()
    api.fault(Hold(gate, after_commit=after_commit))
    with ThreadPoolExecutor(1) as pool:
        response = pool.submit(client.post, SCHEDULES, json=snapshot())
        arrived = gate.arrived.wait(20)
        stored = len(api.schedules())
        gate.opened.set()
        status = response.result(timeout=20).status_code

    assert (True, int(after_commit), 200) == (arrived, stored, status)
    assert (1, [("POST", 200, "hold")]) == (len(api.schedules()), log_of(api))


@pytest.mark.parametrize(
    ("latency", "action", "logged"),
    [
        (3000, None, ("GET", None, None)),
        (0, Latency(3000), ("GET", None, "latency")),
        (0, Drip(3000), ("GET", 200, "drip")),
        (0, Hold(Gate()), ("GET", None, "hold")),
    ],
    ids=["all", "latency", "drip", "hold"],
)
def test_stop_does_not_wait(
    connect: Connect,
    monkeypatch: pytest.MonkeyPatch,
    latency: float,
    action: Action | None,
    logged: tuple[str, int | None, str | None],
) -> None:
    """If the emulator stops during a pause, the pause and the connection end at once."""
    pausing = threading.Event()
    pause = FaultLayer._pause

    def spy(layer: FaultLayer, seconds: float) -> None:
        if seconds:
            pausing.set()
        pause(layer, seconds)

    monkeypatch.setattr(FaultLayer, "_pause", spy)
    with ThreadPoolExecutor(1) as pool:
        with Emulator(latency=latency) as api:
            if action:
                api.fault(action)
            response = pool.submit(connect(api).get, SCHEDULES)
            begun = pausing.wait(20)
        error = response.exception(timeout=20)

    assert begun
    assert isinstance(error, requests.RequestException)
    assert [logged] == log_of(api)
