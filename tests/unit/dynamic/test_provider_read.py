"""Reads, as a refresh makes them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import MakeProvider
from tests.unit.schedules import make_body, make_inputs

from pulumi_northflank import (
    AuthenticationError,
    NorthflankError,
    RequestError,
    ServerError,
)
from pulumi_northflank.api.errors import ProjectNotReadableError
from pulumi_northflank.emulator import Drop, Emulator, Status


def test_unchanged(provider: MakeProvider, api: Emulator) -> None:
    """Without drift, a read returns exactly what is declared."""
    outs = make_inputs(ifExists="error", additionalDestinations=[])
    schedule_id = api.add_schedule("shop", "orders", make_body())
    result = provider().read(schedule_id, {**outs, "__provider": "payload"})

    assert (schedule_id, outs, outs) == (result.id, result.outs, result.inputs)


def test_drift(provider: MakeProvider, api: Emulator) -> None:
    """A changed setting is in outputs and inputs, so that the next preview shows it."""
    schedule_id = api.add_schedule("shop", "orders", make_body())
    api.update_schedule(schedule_id, retentionTime=9)
    one = provider()
    result = one.read(schedule_id, make_inputs())

    assert (make_inputs(retentionTime=9),) * 2 == (result.outs, result.inputs)
    assert ["retentionTime"] == one.diff(schedule_id, result.outs or {}, make_inputs()).replaces


@pytest.mark.parametrize("addon", ["orders", "nothing"])
def test_deleted(provider: MakeProvider, api: Emulator, addon: str) -> None:
    """A schedule was deleted if it is not listed, or if only its project still exists."""
    api.add_schedule("shop", "orders", make_body())
    result = provider().read("s1", make_inputs(addonId=addon))

    assert ("", {}) == (result.id, result.outs)


@pytest.mark.parametrize("changes", [{"teamId": "nobody"}, {"projectId": "mall"}])
def test_wrong_address(provider: MakeProvider, changes: dict[str, str]) -> None:
    """A wrong team or project is an error: the schedule may still exist."""
    with pytest.raises(ProjectNotReadableError):
        provider().read("s1", make_inputs(**changes))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        pytest.param(Status(401), AuthenticationError, id="401"),
        pytest.param(Status(500), ServerError, id="500"),
        pytest.param(Drop(), RequestError, id="reset"),
    ],
)
def test_outage(
    provider: MakeProvider,
    api: Emulator,
    answer: Any,
    error: type[NorthflankError],
) -> None:
    """An outage is an error: the schedule may still exist."""
    api.fault(answer)

    with pytest.raises(error):
        provider().read("s1", make_inputs())


def test_refresh_lists_once(provider: MakeProvider, api: Emulator) -> None:
    """A refresh of all schedules of an addon lists them once."""
    one = provider()
    kinds = [(i, t) for i in ("hourly", "daily", "weekly") for t in ("dump", "snapshot")]
    ids = [
        api.add_schedule("shop", "orders", make_body(interval, backupType=kind))
        for interval, kind in kinds
    ]
    read = [
        one.read(schedule_id, make_inputs(interval, backupType=kind)).id
        for schedule_id, (interval, kind) in zip(ids, kinds, strict=True)
    ]

    assert (ids, 1) == (read, len(api.requests))


def test_changes(provider: MakeProvider, api: Emulator) -> None:
    """After a create or a delete, the list is read again."""
    one = provider()
    assert "" == one.read("s1", make_inputs()).id
    schedule_id = one.create(make_inputs()).id
    assert schedule_id == one.read(schedule_id, make_inputs()).id
    one.delete(schedule_id, make_inputs())

    assert "" == one.read(schedule_id, make_inputs()).id
    assert ["GET", "POST", "GET", "DELETE", "GET"] == [request.method for request in api.requests]


def test_failed_changes(provider: MakeProvider, api: Emulator) -> None:
    """After a create or a delete that failed, the list is read again, too."""
    one = provider()
    one.read("s1", make_inputs())
    for method, change in (("POST", one.create), ("DELETE", lambda news: one.delete("s1", news))):
        api.fault(Status(401), method=method)
        with pytest.raises(AuthenticationError):
            change(make_inputs())
        one.read("s1", make_inputs())

    assert ["GET", "POST", "GET", "DELETE", "GET"] == [request.method for request in api.requests]
