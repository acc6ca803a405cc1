"""What goes wrong with backups, from Python and by the control routes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from pydantic import ValidationError
from tests.emulator.reading import error_of, paths_of
from tests.emulator.samples import HOURLY, Connect, dump, snapshot

from pulumi_northflank.emulator import BackupFault, Clock, Emulator

MONDAY = dt.datetime(2025, 3, 3, 0, 0, 30, tzinfo=dt.timezone.utc)
FAULTS = "/_emulator/backup-faults"


@pytest.fixture(name="hourly")
def _hourly() -> Iterator[Emulator]:
    """Run an emulator with an addon of which a snapshot is taken each hour."""
    with Emulator(token="t", clock=Clock(MONDAY, frozen=True)) as api:
        api.add_schedule("shop", "orders", snapshot(HOURLY))
        yield api


def hours(api: Emulator, addon: str = "orders", backup_type: str = "snapshot") -> dict[int, str]:
    """Return the final status of each hour's backup."""
    return {
        one.minute // 60 % 24: "hanging" if one.completed is None else one.outcome
        for one in api.backups("shop", addon)
        if one.minute is not None and one.backup_type == backup_type
    }


def advance(api: Emulator, number: float) -> None:
    """Let hours pass."""
    api.clock.advance(number * 3600)


@pytest.mark.parametrize("kind", ["failed", "aborted", "hanging"])
def test_outcome(hourly: Emulator, kind: Any) -> None:
    """The fault decides how a backup ends; the next one is completed."""
    hourly.backup_fault(BackupFault(kind))
    advance(hourly, 2)

    assert {1: kind, 2: "completed"} == hours(hourly)
    first, second = hourly.backups("shop", "orders")
    assert second.size > 0
    assert (kind == "hanging") == (first.size > 0)


def test_hangs_over_http(hourly: Emulator, connect: Connect) -> None:
    """A backup that hangs is in progress for as long as it is kept."""
    hourly.backup_fault(BackupFault("hanging"))
    advance(hourly, 100)

    listed = connect(hourly).get("/v1/projects/shop/addons/orders/backups?per_page=100").json()

    assert "in-progress" == listed["data"]["backups"][-1]["status"]


def test_skipped(hourly: Emulator) -> None:
    """A skipped backup is not made."""
    hourly.backup_fault(BackupFault("skipped", skip=1, times=2))
    advance(hourly, 5)

    assert [1, 4, 5] == [*hours(hourly)]


def test_shrunken(hourly: Emulator) -> None:
    """A shrunken backup is completed, with a part of its size."""
    hourly.backup_fault(BackupFault("shrunken", skip=1, factor=0.25))
    hourly.backup_fault(BackupFault("shrunken", skip=1, factor=0))
    advance(hourly, 4)

    sizes = [one.size for one in hourly.backups("shop", "orders")]
    assert [1.0, 0.25, 0.0, 1.0] == [round(size / sizes[0], 2) for size in sizes]
    assert {"completed"} == {*hours(hourly).values()}


def test_late(hourly: Emulator) -> None:
    """A late backup starts so many seconds after its minute, and is not shown before."""
    hourly.backup_fault(BackupFault("late", seconds=400))
    advance(hourly, 1)
    before = hours(hourly)
    advance(hourly, 1)

    first, _ = hourly.backups("shop", "orders")
    assert ({}, 400_000) == (before, first.created - (first.minute or 0) * 60_000)


def test_only_what_is_named(hourly: Emulator) -> None:
    """A fault affects backups of its addon and type, and counts each addon's for itself."""
    hourly.add_schedule("shop", "orders", dump(HOURLY))
    hourly.add_schedule("shop", "users", dump(HOURLY))
    hourly.backup_fault(BackupFault("failed", addon="shop/orders", backup_type="dump"))
    hourly.backup_fault(BackupFault("aborted", backup_type="dump"))
    advance(hourly, 3)

    assert {"completed"} == {*hours(hourly).values()}
    assert ["failed", "aborted", "completed"] == [*hours(hourly, "orders", "dump").values()]
    assert ["aborted", "completed", "completed"] == [*hours(hourly, "users", "dump").values()]


def test_from_now_until_cleared(hourly: Emulator) -> None:
    """A fault affects what comes after it, until faults are cleared, whenever somebody looks."""
    advance(hourly, 2)
    hourly.backup_fault(BackupFault("skipped", times=None))
    advance(hourly, 3)
    hourly.clear_backup_faults()
    advance(hourly, 1)

    assert [1, 2, 6] == [*hours(hourly)]


def test_counted_from_the_beginning(hourly: Emulator) -> None:
    """A fault counts backups that have expired before somebody looks."""
    hourly.backup_fault(BackupFault("skipped", skip=12 * 24, times=1000))
    advance(hourly, 15 * 24)

    made = [one.minute for one in hourly.backups("shop", "orders")]
    assert 4 * 24 == len(made)


def test_probability(hourly: Emulator) -> None:
    """A probability affects some backups, and the same ones each time."""
    hourly.backup_fault(BackupFault("failed", times=None, probability=0.3))
    advance(hourly, 160)
    outcomes = [one.outcome for one in hourly.backups("shop", "orders")]
    [item] = hourly.schedules("shop", "orders")

    with Emulator(clock=Clock(MONDAY, frozen=True)) as again:
        again.add_schedule("shop", "orders", snapshot(HOURLY))
        again.backup_fault(BackupFault("failed", times=None, probability=0.3))
        advance(again, 160)
        repeated = [one.outcome for one in again.backups("shop", "orders")]

    assert outcomes == repeated
    assert 20 < outcomes.count("failed") < 80
    assert 7 == item["retentionTime"]


def test_control_routes(hourly: Emulator, connect: Connect) -> None:
    """The routes add and clear faults, and pause an addon."""
    client = connect(hourly, token=None)
    answers = [client.post(FAULTS, json={"kind": "failed", "addon": "shop/orders", "times": 1})]
    answers.append(client.post("/_emulator/clock", json={"advance": 2 * 3600}))
    answers.append(client.post(FAULTS, json={"kind": "skipped", "times": None}))
    answers.append(client.delete(FAULTS))
    paused = {"addon": "shop/orders", "status": "paused"}
    answers.append(client.post("/_emulator/addons", json=paused))
    client.post("/_emulator/clock", json={"advance": 2 * 3600})
    client.post("/_emulator/addons", json={**paused, "status": "running"})
    client.post("/_emulator/clock", json={"advance": 3600})

    assert {1: "failed", 2: "completed", 5: "completed"} == hours(hourly)
    assert [{}, {"now": "2025-03-03T02:00:30.000Z"}, {}, {}, paused] == [
        each.json() for each in answers
    ]
    assert [] == hourly.requests


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ({}, "kind"),
        ({"kind": "lost"}, "kind"),
        ({"kind": "failed", "times": 0}, "times"),
        ({"kind": "failed", "addon": "orders"}, "addon"),
        ({"kind": "failed", "colour": 1}, "colour"),
        ({"kind": "shrunken", "factor": 2}, "factor"),
    ],
)
def test_bad_fault(hourly: Emulator, connect: Connect, fault: object, path: str) -> None:
    """A fault that is not valid is refused with the property that is wrong."""
    response = connect(hourly).post(FAULTS, json=fault)

    assert (400, [path]) == (response.status_code, paths_of(response))
    if isinstance(fault, dict) and "kind" in fault:
        with pytest.raises(ValidationError, match=path):
            BackupFault(**fault)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"addon": "shop/orders", "status": "asleep"}, 400),
        ({"addon": "orders", "status": "paused"}, 400),
        ({"addon": "shop/other", "status": "paused"}, 404),
    ],
)
def test_bad_status(connect: Connect, change: object, status: int) -> None:
    """An unknown status or addon is refused."""
    with Emulator(addons=["shop/orders"]) as api:
        response: requests.Response = connect(api).post("/_emulator/addons", json=change)

    assert status == error_of(response)[0]
