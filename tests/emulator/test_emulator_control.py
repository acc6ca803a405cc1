from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Clock, Drop, Emulator, Fault, Status

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"


@pytest.fixture(name="control")
def _control(api: Emulator, connect: Callable[..., requests.Session]) -> requests.Session:
    """Talk to the control routes, which need no token."""
    return connect(api, token=None)


def test_schedules(api: Emulator, control: requests.Session, body: dict[str, Any]) -> None:
    """Everything held is shown with its address."""
    api.add_schedule("shop", "orders", body, team="acme")

    response = control.get("/_emulator/schedules")

    assert {
        "schedules": [
            {
                "teamId": "acme",
                "projectId": "shop",
                "addonId": "orders",
                "schedule": api.schedules("shop", "orders", team="acme")[0],
            }
        ]
    } == response.json()


def test_requests(control: requests.Session) -> None:
    """The log is shown, without the control routes' own requests."""
    control.get(f"{SCHEDULES}?page=1")
    control.get("/_emulator/requests")

    records = control.get("/_emulator/requests").json()["requests"]

    assert [
        {
            "method": "GET",
            "path": SCHEDULES,
            "query": "page=1",
            "headers": records[0]["headers"],
            "body": "",
            "status": 401,
            "authorized": False,
            "fault": None,
        }
    ] == records


def test_clock(api: Emulator, control: requests.Session) -> None:
    """The clock can be moved forward."""
    response = control.post("/_emulator/clock", json={"advance": 90.5})

    assert {"now": "2025-03-03T08:01:30.500Z"} == response.json()
    assert 30 == api.clock.now().second


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"advance": -1}, None),
        ({"advance": 1e99}, None),
        ({"advance": "1"}, "advance"),
        ({}, "advance"),
        ({"advance": 1, "x": 1}, "x"),
    ],
)
def test_clock_refuses(control: requests.Session, value: object, path: str | None) -> None:
    """A step which makes no sense is a 400."""
    response = control.post("/_emulator/clock", json=value)

    assert 400 == response.status_code
    assert (
        path == (response.json()["error"]["details"].get("errors") or [{"path": None}])[0]["path"]
    )


def test_add_fault(api: Emulator, control: requests.Session) -> None:
    """A fault is queued from its JSON form."""
    response = control.post(
        "/_emulator/faults",
        json={
            "method": "POST",
            "path": "backup-schedules",
            "path_regex": "^/v1",
            "skip": 1,
            "times": None,
            "probability": 0.5,
            "action": {
                "kind": "status",
                "status": 503,
                "headers": {"Retry-After": "1"},
                "body": "x",
                "after_commit": True,
            },
        },
    )

    assert {"pending": 1} == response.json()
    assert [
        Fault(
            action=Status(503, headers={"Retry-After": "1"}, body="x", after_commit=True),
            method="POST",
            path="backup-schedules",
            path_regex="^/v1",
            skip=1,
            times=None,
            probability=0.5,
        )
    ] == api.pending_faults


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
    """Every action can be given as JSON, by its kind."""
    control.post("/_emulator/faults", json={"action": action})

    assert [action["kind"]] == [fault.action.kind for fault in api.pending_faults]
    assert [1] == [fault.times for fault in api.pending_faults]


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"action": {"kind": "explode"}},
        {"action": {}},
        {"action": {"kind": "drop", "colour": "red"}},
        {"action": {"kind": "status"}},
        {"action": {"kind": "status", "status": 99}},
        {"action": {"kind": "status", "status": "500"}},
        {"action": {"kind": "latency", "seconds": -1}},
        {"action": {"kind": "drop"}, "colour": "red"},
        {"action": {"kind": "drop"}, "times": 0},
        {"action": {"kind": "drop"}, "skip": -1},
        {"action": {"kind": "drop"}, "probability": 0},
        {"action": {"kind": "drop"}, "probability": 1.1},
        {"action": {"kind": "drop"}, "path_regex": "("},
        # Its gate is an object of Python.
        {"action": {"kind": "hold", "gate": {}}},
    ],
)
def test_bad_fault(api: Emulator, control: requests.Session, fault: dict[str, Any]) -> None:
    """A fault that makes no sense is a 400 with reasons, and not queued."""
    response = control.post("/_emulator/faults", json=fault)

    assert 400 == response.status_code
    assert 1 <= len(response.json()["error"]["details"]["errors"])
    assert [] == api.pending_faults


def test_fault_must_be_json(control: requests.Session) -> None:
    """A form of another page cannot steer the emulator: the content type must be JSON."""
    response = control.post("/_emulator/faults", data='{"action": {"kind": "drop"}}')

    assert 400 == response.status_code


def test_clear_faults(api: Emulator, control: requests.Session) -> None:
    """Faults can be forgotten."""
    api.fault(Drop())

    response = control.delete("/_emulator/faults")

    assert ({"pending": 0}, []) == (response.json(), api.pending_faults)


def test_control_stands_outside(connect: Callable[..., requests.Session], clock: Clock) -> None:
    """Control routes are neither limited nor faulted nor logged, and count for nothing."""
    with Emulator(token="t", rate_limit=0, clock=clock) as api:
        api.fault(Drop(), times=None)
        response = connect(api, token=None).get("/_emulator/schedules")
        logged = api.requests

    assert (200, []) == (response.status_code, logged)
    assert "x-ratelimit-limit" not in response.headers
    assert "Mon, 03 Mar 2025 08:00:00 GMT" == response.headers["Date"]


@pytest.mark.parametrize("path", ["/_emulator", "/_emulator/", "/_emulator/nowhere"])
def test_unknown_control_route(control: requests.Session, path: str) -> None:
    """What is not there is a 404 in JSON."""
    response = control.get(path)

    assert 404 == response.status_code
    assert "message" in response.json()["error"]


@pytest.mark.parametrize("host", ["northflank.example", "127.0.0.1.example:80", "localhost.", ""])
def test_other_hosts(control: requests.Session, host: str) -> None:
    """Under a name that somebody else resolves to this machine, nothing is shown or steered."""
    shown = control.get("/_emulator/schedules", headers={"Host": host})
    steered = control.delete("/_emulator/faults", headers={"Host": host})

    assert [403, 403] == [shown.status_code, steered.status_code]
