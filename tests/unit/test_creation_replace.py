"""Creating a schedule in place of the one that is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.wire import methods, only_id

from pulumi_northflank import PermissionDeniedError
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ScheduleExistsError

MakeInputs = Callable[..., dict[str, Any]]
Create = Callable[..., Creation]


@pytest.mark.parametrize("changes", [{}, {"retentionTime": 9}], ids=["same", "different"])
def test_replaced(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, changes: dict[str, Any]
) -> None:
    """Asked to replace, the one that is there is deleted, and the declared one created."""
    old = api.add_schedule("shop", "orders", body(**changes))
    creation = create(schedule(ifExists="replace"))

    assert Creation(only_id(api), "created", old) == creation
    assert ["POST", "GET", "DELETE", "POST"] == methods(api)
    assert 7 == api.schedules()[0]["schedule"]["retentionTime"]


def test_replaced_and_answer_lost(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A lost answer after the deletion is looked for like any other."""
    old = api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Drop(after_commit=True), method="POST", skip=1)
    creation = create(schedule(ifExists="replace"))

    assert Creation(only_id(api), "found", old) == creation
    assert ["POST", "GET", "DELETE", "POST", "GET"] == methods(api)


class _Rival(Client):
    """A client in whose deployments somebody else re-creates what is deleted."""

    api: Emulator
    theirs: dict[str, Any]

    def delete_schedule(self, address: Any, schedule_id: str) -> None:
        super().delete_schedule(address, schedule_id)
        self.api.add_schedule("shop", "orders", self.theirs)


def test_two_stacks_never_take_turns(
    api: Emulator,
    client: Client,
    schedule: MakeInputs,
    body: MakeInputs,
    slept: list[float],
) -> None:
    """Where somebody else creates anew what was replaced, it is not replaced again."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    client.__class__ = _Rival
    assert isinstance(client, _Rival)
    client.api, client.theirs = api, body(retentionTime=10)

    with pytest.raises(ScheduleExistsError) as caught:
        Creator(client, schedule(ifExists="replace"), sleep=slept.append).create()

    assert ["retentionTime is 10 there and 7 here"] == caught.value.differences
    assert ["POST", "GET", "DELETE", "POST", "GET"] == methods(api)
    assert 1 == len(api.schedules())


def test_replacement_that_fails(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A deletion that is refused is the error; nothing more is tried."""
    api.add_schedule("shop", "orders", body(retentionTime=9))
    api.fault(Status(403), method="DELETE")

    with pytest.raises(PermissionDeniedError):
        create(schedule(ifExists="replace"))
    assert (["POST", "GET", "DELETE"], 1) == (methods(api), len(api.schedules()))
