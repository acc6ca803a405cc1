from __future__ import annotations

import dataclasses
from typing import Any

import pytest
import requests
from tests.emulator.reading import paths_of
from tests.emulator.samples import SCHEDULES, Connect, snapshot

from pulumi_northflank.emulator import Clock, Drop, Emulator, Fault, Status


@pytest.fixture(name="control")
def _control(api: Emulator, connect: Connect) -> requests.Session:
    """Connect to the shared emulator without a token, as control routes need none."""
    return connect(api, token=None)


def test_schedules(api: Emulator, control: requests.Session) -> None:
    """All schedules are returned with their addresses."""
    api.add_schedule("shop", "orders", snapshot(), team="acme")

    assert {"schedules": api.schedules()} == control.get("/_emulator/schedules").json()
    assert ["acme"] == [each["teamId"] for each in api.schedules()]


def test_requests(api: Emulator, control: requests.Session) -> None:
    """The log is returned, and has no requests to control routes."""
    control.get(f"{SCHEDULES}?page=1")
    control.get("/_emulator/requests")

    [record] = control.get("/_emulator/requests").json()["requests"]

    assert [record] == [dataclasses.asdict(each) for each in api.requests]
    assert (SCHEDULES, "page=1", 401) == (record["path"], record["query"], record["status"])


def test_clock(api: Emulator, control: requests.Session) -> None:
    """The clock can be advanced."""
    response = control.post("/_emulator/clock", json={"advance": 90.5})

    assert {"now": "2025-03-03T08:01:30.500Z"} == response.json()
    assert 30 == api.clock.now().second


@pytest.mark.parametrize(
    ("body", "paths"),
    [
        ({"advance": -1}, []),
        ({"advance": 1e99}, []),
        ({"advance": "1"}, ["advance"]),
        ({}, ["advance"]),
        ({"advance": 1, "x": 1}, ["x"]),
    ],
)
def test_clock_refuses(control: requests.Session, body: object, paths: list[str]) -> None:
    """An invalid advance is a 400."""
    response = control.post("/_emulator/clock", json=body)

    assert (400, paths) == (response.status_code, paths_of(response))


def test_add_fault(api: Emulator, control: requests.Session) -> None:
    """A fault is queued from its JSON form."""
    criteria = {
        "method": "POST",
        "path": "backup-schedules",
        "path_regex": "^/v1",
        "skip": 1,
        "times": None,
        "probability": 0.5,
    }
    status = {"status": 503, "headers": {"Retry-After": "1"}, "body": "x", "after_commit": True}

    response = control.post(
        "/_emulator/faults", json={**criteria, "action": {"kind": "status", **status}}
    )

    assert {"pending": 1} == response.json()
    assert [Fault(action=Status(**status), **criteria)] == api.pending_faults  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "action",
    [
        {"kind": "latency", "seconds": 1},
        {"kind": "status", "status": 500},
        {"kind": "drop"},
        {"kind": "truncate", "keep_bytes": 0},
        {"kind": "html"},
        {"kind": "drip", "pause": 0.1, "size_bytes": 2},
        {"kind": "huge", "size_bytes": 2},
        {"kind": "redirect", "location": "http://127.0.0.1:1/"},
        {"kind": "raw", "body": "x"},
    ],
)
def test_every_action_has_a_json_form(
    api: Emulator, control: requests.Session, action: dict[str, Any]
) -> None:
    """Every action can be given as JSON, by its kind, and is applied once by default."""
    control.post("/_emulator/faults", json={"action": action})

    assert [(action["kind"], 1)] == [(each.action.kind, each.times) for each in api.pending_faults]


BAD_ACTIONS: list[tuple[str, Any, str]] = [
    ("drop", {"colour": "red"}, "colour"),
    ("status", {}, "status"),
    ("status", {"status": 99}, "status"),
    ("status", {"status": "500"}, "status"),
    ("latency", {"seconds": -1}, "seconds"),
    ("huge", {"size_bytes": 1}, "size_bytes"),
    ("drip", {"pause": 0, "size_bytes": 0}, "size_bytes"),
    ("truncate", {"keep_bytes": -1}, "keep_bytes"),
    ("redirect", {"location": "/", "status": 200}, "status"),
]


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ({}, "action"),
        *(
            ({"action": {"kind": "drop"}, name: value}, name)
            for name, value in [
                ("colour", "red"),
                ("times", 0),
                ("skip", -1),
                ("probability", 0),
                ("probability", 1.1),
                ("path_regex", "("),
            ]
        ),
        # A gate is a Python object.
        *(({"action": action}, "action") for action in [{}, {"kind": "hold", "gate": {}}]),
        *(
            ({"action": {"kind": kind, **properties}}, f"action.{kind}.{name}")
            for kind, properties, name in BAD_ACTIONS
        ),
    ],
)
def test_bad_fault(
    api: Emulator, control: requests.Session, fault: dict[str, Any], path: str
) -> None:
    """An invalid fault is a 400 that names the property, and is not queued."""
    response = control.post("/_emulator/faults", json=fault)

    assert (400, []) == (response.status_code, api.pending_faults)
    assert [path] == [each[: len(path)] for each in paths_of(response)]


def test_fault_must_be_json(api: Emulator, control: requests.Session) -> None:
    """A foreign page's form cannot control the emulator: the content type must be JSON."""
    response = control.post("/_emulator/faults", data='{"action": {"kind": "drop"}}')

    assert (400, []) == (response.status_code, api.pending_faults)


def test_clear_faults(api: Emulator, control: requests.Session) -> None:
    """All faults can be removed."""
    api.fault(Drop())

    response = control.delete("/_emulator/faults")

    assert ({"pending": 0}, []) == (response.json(), api.pending_faults)


def test_control_is_exempt(connect: Connect, clock: Clock) -> None:
    """Control routes are not rate limited, logged or subject to faults."""
    with Emulator(token="t", rate_limit=0, clock=clock) as api:
        api.fault(Drop(), times=None)
        response = connect(api, token=None).get("/_emulator/schedules")
        logged = api.requests

    assert (200, []) == (response.status_code, logged)
    assert "x-ratelimit-limit" not in response.headers
    assert "Mon, 03 Mar 2025 08:00:00 GMT" == response.headers["Date"]


@pytest.mark.parametrize("path", ["/_emulator", "/_emulator/", "/_emulator/nowhere"])
def test_unknown_control_route(control: requests.Session, path: str) -> None:
    """An unknown control route is a 404 in JSON."""
    response = control.get(path)

    assert (404, []) == (response.status_code, paths_of(response))


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8080")),
        *((host, 403) for host in ("northflank.example", "127.0.0.1.example:80", "localhost.")),
        *((host, 403) for host in ("localhost@evil.example", "[::2]", "x:1", "")),
    ],
)
def test_hosts(control: requests.Session, host: str, status: int) -> None:
    """A foreign host name that resolves to this machine gives no access (DNS rebinding)."""
    read = control.get("/_emulator/schedules", headers={"Host": host})
    changed = control.delete("/_emulator/faults", headers={"Host": host})

    assert [status, status] == [read.status_code, changed.status_code]
