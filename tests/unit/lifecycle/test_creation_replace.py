"""Replacing a schedule that exists with the declared one."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import Create, no_lag
from tests.unit.schedules import make_body, make_schedule
from tests.unit.wire import methods, only_id

from pulumi_northflank import PermissionDeniedError
from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.lifecycle.creation import Creation, Creator
from pulumi_northflank.lifecycle.errors import ReplacementError, ScheduleExistsError
from pulumi_northflank.lifecycle.ownership import Ownership


@pytest.mark.parametrize("changes", [{}, {"retentionTime": 9}], ids=["same", "different"])
def test_replaced(api: Emulator, create: Create, changes: dict[str, Any]) -> None:
    """The existing schedule is deleted, and the declared one created."""
    old = api.add_schedule("shop", "orders", make_body(**changes))
    creation = create(make_schedule(ifExists="replace"))

    assert Creation(only_id(api), "created", old) == creation
    assert ["POST", "GET", "DELETE", "POST"] == methods(api)
    assert 7 == api.schedules()[0]["schedule"]["retentionTime"]


def test_response_lost(api: Emulator, create: Create) -> None:
    """The schedule is found if the response to the second POST is lost."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST", skip=1)
    creation = create(make_schedule(ifExists="replace"))

    assert Creation(only_id(api), "found", old) == creation
    assert ["POST", "GET", "DELETE", "POST", "GET"] == methods(api)


def test_second_half_refused(api: Emulator, create: Create) -> None:
    """If the API refuses the second POST, the error says that the old schedule is deleted."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    api.fault(Status(403), method="POST", skip=1)

    with pytest.raises(ReplacementError) as caught:
        create(make_schedule(ifExists="replace"))

    assert (old, PermissionDeniedError) == (caught.value.deleted_id, type(caught.value.cause))


class _Rival(Client):
    """A client whose deletions someone else undoes at once, with other settings."""

    api: Emulator

    def delete_schedule(self, address: Any, schedule_id: str) -> None:
        super().delete_schedule(address, schedule_id)
        self.api.add_schedule("shop", "orders", make_body(retentionTime=10))


def test_two_stacks_never_take_turns(api: Emulator, client: Client, slept: list[float]) -> None:
    """If someone else creates a schedule during the replacement, that one is not replaced."""
    old = api.add_schedule("shop", "orders", make_body(retentionTime=9))
    client.__class__ = _Rival
    assert isinstance(client, _Rival)
    client.api = api

    with pytest.raises(ReplacementError) as caught:
        Creator(
            client, make_schedule(ifExists="replace"), Ownership(), no_lag(), slept.append
        ).create()

    assert isinstance(caught.value.cause, ScheduleExistsError)
    assert ["retentionTime is 10 in Northflank and 7 in your program"] == (
        caught.value.cause.differences
    )
    assert (old, ["POST", "GET", "DELETE", "POST", "GET"], 1) == (
        caught.value.deleted_id,
        methods(api),
        len(api.schedules()),
    )


def test_deletion_refused(api: Emulator, create: Create) -> None:
    """If the API refuses to delete the old schedule, nothing more is tried."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    api.fault(Status(403), method="DELETE")

    with pytest.raises(PermissionDeniedError):
        create(make_schedule(ifExists="replace"))
    assert (["POST", "GET", "DELETE"], 1) == (methods(api), len(api.schedules()))
