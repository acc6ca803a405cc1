"""`AddonBackupSchedule.get`: a read with nothing but the addon."""

from __future__ import annotations

import pytest
from tests.unit.conftest import MakeProvider
from tests.unit.schedules import make_body, make_inputs

from pulumi_northflank import UnknownScheduleError
from pulumi_northflank.api.errors import ProjectNotReadableError
from pulumi_northflank.emulator import Emulator

ADDRESS = {"projectId": "shop", "addonId": "orders"}
DUMP = {"backupType": "dump", "compressionType": "zstd", "customDestinationId": "eu-dumps"}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(make_body("weekly"), id="snapshot"),
        pytest.param(make_body(**DUMP), id="dump"),
    ],
)
def test_get(provider: MakeProvider, api: Emulator, body: dict[str, object]) -> None:
    """All settings are read."""
    schedule_id = api.add_schedule("shop", "orders", body)
    read = provider().read(schedule_id, dict(ADDRESS))

    assert (schedule_id, {**ADDRESS, **body}) == (read.id, read.outs)


def test_no_such_schedule(provider: MakeProvider, api: Emulator) -> None:
    """A schedule that does not exist is an error, or the engine would go on without settings."""
    api.add_schedule("shop", "orders", make_body())

    with pytest.raises(
        UnknownScheduleError, match='Addon orders in project shop has no schedule "s1"'
    ):
        provider().read("s1", dict(ADDRESS))


def test_no_such_addon(provider: MakeProvider) -> None:
    """An addon that does not exist has no schedules, if its project can be read."""
    with pytest.raises(UnknownScheduleError):
        provider().read("s1", {"projectId": "shop", "addonId": "ordres"})
    with pytest.raises(ProjectNotReadableError):
        provider().read("s1", {"projectId": "mall", "addonId": "orders"})


def test_refresh(provider: MakeProvider) -> None:
    """A refresh comes with the settings in the state, and finds that the schedule was deleted."""
    assert "" == provider().read("s1", make_inputs()).id
