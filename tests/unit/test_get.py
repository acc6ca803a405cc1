"""`AddonBackupSchedule.get`: referring to a schedule that the stack does not manage."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank import AddonBackupScheduleProvider, UnknownScheduleError
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.errors import ProjectNotReadableError

MakeInputs = Callable[..., dict[str, Any]]
MakeProvider = Callable[..., AddonBackupScheduleProvider]

ADDRESS = {"projectId": "shop", "addonId": "orders"}


def test_what_is_there(provider: MakeProvider, api: Emulator, body: MakeInputs) -> None:
    """With the addon alone, all settings are read."""
    schedule_id = api.add_schedule("shop", "orders", body("weekly"))
    read = provider().read(schedule_id, dict(ADDRESS))

    assert schedule_id == read.id
    assert {**ADDRESS, **body("weekly")} == read.outs


def test_a_dump(provider: MakeProvider, api: Emulator, body: MakeInputs) -> None:
    """What a dump has beside is read, too."""
    more = {"backupType": "dump", "compressionType": "zstd", "customDestinationId": "eu-dumps"}
    schedule_id = api.add_schedule("shop", "orders", body(**more))

    assert {**ADDRESS, **body(**more)} == provider().read(schedule_id, dict(ADDRESS)).outs


def test_one_that_is_not_there(provider: MakeProvider, api: Emulator, body: MakeInputs) -> None:
    """The engine would go on with a schedule of which nothing is known."""
    api.add_schedule("shop", "orders", body())

    with pytest.raises(
        UnknownScheduleError, match='Addon orders in project shop has no schedule "s1"'
    ):
        provider().read("s1", dict(ADDRESS))


def test_an_addon_that_is_not_there(provider: MakeProvider) -> None:
    """Nor has an addon that does not exist any schedule."""
    with pytest.raises(UnknownScheduleError):
        provider().read("s1", {"projectId": "shop", "addonId": "ordres"})
    with pytest.raises(ProjectNotReadableError):
        provider().read("s1", {"projectId": "mall", "addonId": "orders"})


def test_a_refresh_of_one_that_is_gone(provider: MakeProvider, schedule: MakeInputs) -> None:
    """A refresh comes with the settings of last time, and finds that the schedule is gone."""
    assert "" == provider().read("s1", schedule()).id
