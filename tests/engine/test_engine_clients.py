"""Schedules that Northflank's clients create and Pulumi manages, and the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.clients.login import logged_in
from tests.clients.northflank import Northflank
from tests.engine.conftest import TOKEN, Stack

from pulumi_northflank.emulator import Emulator

pytestmark = pytest.mark.thorough

ADDRESS = {"projectId": "shop", "addonId": "orders"}

# The six schedules of an addon, as a program declares them.
PROGRAM = """
    schedulings = {
        "hourly": {"interval": "hourly", "minute": [0, 30]},
        "daily": {"interval": "daily", "minute": [15], "hour": [2, 14]},
        "weekly": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4, 0]},
    }
    for interval, scheduling in schedulings.items():
        AddonBackupSchedule(
            f"{interval}-dump", project_id="shop", addon_id="orders", backup_type="dump",
            scheduling=scheduling, retention_time=7,
            compression_type="zstd", custom_destination_id="eu-bucket",
        )
        AddonBackupSchedule(
            f"{interval}-snapshot", project_id="shop", addon_id="orders", backup_type="snapshot",
            scheduling=scheduling, retention_time=7,
            additional_destinations=[{"destination_id": "eu-copy", "type": "custom"}],
        )
"""
# The same, as requests of the clients.
SCHEDULINGS: list[dict[str, Any]] = [
    {"interval": "hourly", "minute": [30, 0]},
    {"interval": "daily", "minute": [15], "hour": [14, 2]},
    {"interval": "weekly", "minute": [30], "hour": [18], "day": [0, 4]},
]
DUMP = {
    "backupType": "dump",
    "retentionTime": 7,
    "compressionType": "zstd",
    "customDestinationId": "eu-bucket",
}
SNAPSHOT = {
    "backupType": "snapshot",
    "retentionTime": 7,
    "additionalDestinations": [{"destinationId": "eu-copy", "type": "custom"}],
}


@pytest.fixture
def northflank(tmp_path: Path, api: Emulator) -> Iterator[Northflank]:
    """Northflank's clients, with the token of the stack."""
    with logged_in(tmp_path, api.url, TOKEN) as clients:
        yield clients


def test_schedules_that_the_clients_create_are_adopted(
    northflank: Northflank, stack: Stack, api: Emulator
) -> None:
    """Schedules created with the CLI and the JavaScript client become resources unchanged."""
    by_cli = [
        northflank.cli(
            *("create", "addon", "backup-schedule", "--output", "json"),
            **ADDRESS,
            input={**SNAPSHOT, "scheduling": scheduling},
        ).json["id"]
        for scheduling in SCHEDULINGS
    ]
    by_js = northflank.js(
        *(
            {
                "method": "create.addon.backupSchedule",
                "parameters": ADDRESS,
                "data": {**DUMP, "scheduling": scheduling},
            }
            for scheduling in SCHEDULINGS
        )
    )
    before = api.schedules()
    stack.first_request = len(api.requests)
    stack.program(PROGRAM)

    stack.up()

    created = [*by_cli, *(response["data"]["id"] for response in by_js)]
    names = [f"{each['interval']}-{kind}" for kind in ("snapshot", "dump") for each in SCHEDULINGS]
    assert dict(zip(names, created, strict=True)) == stack.ids()
    assert before == api.schedules()
    assert {"POST 409", "GET 200"} == set(stack.requests())
    stack.preview("--expect-no-changes")


def test_schedules_that_pulumi_creates_are_listed_and_deleted_by_the_clients(
    northflank: Northflank, stack: Stack, api: Emulator
) -> None:
    """The clients list a stack's schedules, and a refresh reports those that they delete."""
    stack.given(PROGRAM)
    ids = stack.ids()
    address = {**ADDRESS, "output": "json"}

    by_cli = northflank.cli("get", "addon", "backup-schedules", **address).json
    deleted = northflank.cli(
        *("delete", "addon", "backup-schedule", "--force"),
        **address,
        scheduleId=ids.pop("daily-snapshot"),
    )
    [by_js, deleted_too] = northflank.js(
        {"method": "get.addon.backupSchedules.all", "parameters": ADDRESS},
        {
            "method": "delete.addon.backupSchedule",
            "parameters": {**ADDRESS, "scheduleId": ids.pop("hourly-dump")},
        },
    )
    refreshed = stack.refresh("--expect-no-changes", fails=True)

    listed = by_cli["schedules"]
    assert ids == stack.ids()
    assert 6 == len(listed)
    assert [item for item in listed if item["id"] in {*ids.values()}] == api.schedules(
        "shop", "orders"
    )
    assert 5 == len(by_js["data"]["schedules"])
    assert ({}, {}) == (deleted.json, deleted_too["data"])
    assert "error: no changes were expected" in refreshed.output
    assert "- 2 deleted" in refreshed.output
