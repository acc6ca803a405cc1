"""Deleting schedules, and keeping those that are declared under another name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.conftest import SLOT, declared

from pulumi_northflank import AddonBackupScheduleProvider, RequestError
from pulumi_northflank.emulator import Drop, Emulator

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]


def test_delete(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A schedule is deleted by its ID, at its address."""
    schedule_id = api.add_schedule("shop", "orders", body())
    provider().delete(schedule_id, {**schedule(), "__provider": "payload"})

    assert ([], 1) == (api.schedules(), len(api.requests))


def test_delete_of_something_gone(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A schedule that is gone is deleted."""
    provider().delete("gone", schedule())


def test_delete_fails(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """A deletion that may not have been is an error."""
    schedule_id = api.add_schedule("shop", "orders", body())
    api.fault(Drop(), method="DELETE")

    with pytest.raises(RequestError, match="may be deleted, or it may not"):
        provider().delete(schedule_id, schedule())


# Renamed resources: created under the new name first, then deleted under the old one


def test_renamed(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The old name of an adopted schedule leaves the state, and the schedule stays."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.create(schedule())
    capsys.readouterr()
    one.delete(schedule_id, schedule())

    assert [schedule_id] == [live["id"] for live in api.schedules("shop", "orders")]
    assert (
        "",
        (
            f"Schedule {schedule_id}, {SLOT}, is declared under another name now and stays; only "
            "the old name leaves the state.\n"
        ),
    ) == capsys.readouterr()


def test_one_of_two_names(
    provider: MakeProvider, schedule: MakeInputs, body: MakeInputs, api: Emulator
) -> None:
    """Of two names of one schedule, the one that is not declared any more can go."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    one.check({}, declared(schedule(), "new"))
    one.diff(schedule_id, schedule(), schedule())
    one.delete(schedule_id, schedule())

    assert 1 == len(api.schedules())


@pytest.mark.parametrize(
    ("claimed", "changes"),
    [
        pytest.param(False, {}, id="not-declared"),
        pytest.param(True, {"retentionTime": 8}, id="changed"),
    ],
)
def test_not_kept(
    provider: MakeProvider,
    schedule: MakeInputs,
    body: MakeInputs,
    api: Emulator,
    claimed: bool,
    changes: dict[str, Any],
) -> None:
    """A schedule that the program does not declare as it is can be deleted."""
    schedule_id = api.add_schedule("shop", "orders", body())
    one = provider()
    if claimed:
        one.check({}, declared(schedule(**changes), "new"))
    one.diff(schedule_id, schedule(), schedule(**changes))
    one.delete(schedule_id, schedule())

    assert [] == api.schedules()
