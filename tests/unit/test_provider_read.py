"""Reading schedules, as a refresh does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import (
    AddonBackupScheduleProvider,
    AuthenticationError,
    NorthflankError,
    RequestError,
    ServerError,
)
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ProjectNotReadableError

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]


def test_read(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Without drift, a refresh returns what is declared, to the letter."""
    outs = schedule(ifExists="error", additionalDestinations=[])
    schedule_id = api.add_schedule("shop", "orders", body())
    result = provider().read(schedule_id, {**outs, "__provider": "payload"})

    assert (schedule_id, outs, outs) == (result.id, result.outs, result.inputs)


def test_read_drift(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A changed schedule is read as it is, in outputs and inputs, so that a preview shows it."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.update_schedule(schedule_id, retentionTime=9)
    one = provider()
    result = one.read(schedule_id, schedule())

    assert (schedule(retentionTime=9),) * 2 == (result.outs, result.inputs)
    assert ["retentionTime"] == one.diff(schedule_id, result.outs or {}, schedule()).replaces


def test_read_of_something_gone(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A schedule that is not listed is gone, even if another has its place."""
    api.add_schedule("shop", "orders", body())
    result = provider().read("gone", schedule())

    assert ("", {}) == (result.id, result.outs)


def test_read_on_an_addon_that_is_gone(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A schedule of an addon that is gone from a readable project is gone."""
    assert "" == provider().read("s1", schedule(addonId="nothing")).id


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        pytest.param({"teamId": "nobody"}, ProjectNotReadableError, id="team"),
        pytest.param({"projectId": "mall"}, ProjectNotReadableError, id="project"),
    ],
)
def test_read_proves_nothing(
    provider: MakeProvider,
    schedule: MakeInputs,
    changes: dict[str, Any],
    error: type[NorthflankError],
) -> None:
    """What looks like an absence and may be a wrong address never clears the state."""
    with pytest.raises(error):
        provider().read("s1", schedule(**changes))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(500), ServerError, id="500"),
        pytest.param(Drop(), RequestError, id="reset"),
    ],
)
def test_read_fails(
    provider: MakeProvider,
    schedule: MakeInputs,
    api: Emulator,
    answer: Any,
    error: type[NorthflankError],
) -> None:
    """An outage never looks like an absence."""
    api.fault(answer)

    with pytest.raises(error):
        provider().read("s1", schedule())


def test_refresh_lists_once(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A refresh of all schedules of an addon lists it once."""
    one = provider()
    kinds = [(i, t) for i in ("hourly", "daily", "weekly") for t in ("dump", "snapshot")]
    ids = [
        api.add_schedule("shop", "orders", body(interval, backupType=kind))
        for interval, kind in kinds
    ]
    read = [
        one.read(schedule_id, schedule(interval, backupType=kind)).id
        for schedule_id, (interval, kind) in zip(ids, kinds, strict=True)
    ]

    assert (ids, 1) == (read, len(api.requests))


def test_changes_are_read(provider: MakeProvider, schedule: MakeInputs, api: Emulator) -> None:
    """After a create or a delete, the list is read anew."""
    one = provider()
    assert "" == one.read("s1", schedule()).id
    schedule_id = one.create(schedule()).id
    assert schedule_id == one.read(schedule_id, schedule()).id
    one.delete(schedule_id, schedule())

    assert "" == one.read(schedule_id, schedule()).id
    assert ["GET", "POST", "GET", "DELETE", "GET"] == [request.method for request in api.requests]


def test_failed_changes_are_read(
    provider: MakeProvider, schedule: MakeInputs, api: Emulator
) -> None:
    """After a create or a delete that failed, the list is read anew, too."""
    one = provider()
    one.read("s1", schedule())
    api.fault(Status(401), method="POST")
    with pytest.raises(AuthenticationError):
        one.create(schedule())
    one.read("s1", schedule())
    api.fault(Status(401), method="DELETE")
    with pytest.raises(AuthenticationError):
        one.delete("s1", schedule())
    one.read("s1", schedule())

    assert 3 == [request.method for request in api.requests].count("GET")
