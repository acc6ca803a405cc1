"""Many schedules at once while a tenth of all requests fails."""

from __future__ import annotations

import pytest
from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Drop, Emulator, Html, Status, Truncate

PROGRAM = """
    SLOTS = [
        ("dump", {"interval": "hourly", "minute": [0]}),
        ("dump", {"interval": "daily", "minute": [0], "hour": [2]}),
        ("dump", {"interval": "weekly", "minute": [0], "hour": [2], "day": [6]}),
        ("snapshot", {"interval": "hourly", "minute": [0]}),
        ("snapshot", {"interval": "daily", "minute": [0], "hour": [2]}),
    ]
    for number in range(40):
        for type, scheduling in SLOTS:
            AddonBackupSchedule(
                f"addon-{number}-{scheduling['interval']}-{type}",
                project_id="shop", addon_id=f"addon-{number}", backup_type=type,
                scheduling=scheduling, retention_time=7,
            )
"""
FAULTS = (
    Drop(),
    Status(503),
    Truncate(),
    Status(502, after_commit=True),
    Html(after_commit=True),
)
COMMITTED = ("truncate", "html")


def demanded_requests(api: Emulator) -> int:
    """How many requests it takes to create each schedule once despite the faults.

    After a POST whose response was lost, the list is read, and if the schedule is not there, the
    POST is sent again. Any other request is repeated.
    """
    failed = [record for record in api.requests if record.fault is not None]
    sent_again = [
        record
        for record in failed
        if record.method == "POST" and record.fault not in COMMITTED and record.status != 502
    ]
    return len(api.schedules()) + len(failed) + len(sent_again)


@pytest.mark.thorough
def test_two_hundred_schedules_are_exact_despite_faults(stack: Stack, api: Emulator) -> None:
    """One `up` creates each schedule once, with no more requests than the faults demand."""
    stack.program(PROGRAM)
    for action in FAULTS:
        api.fault(action, path="backup-schedules", times=None, probability=0.02)

    stack.up()

    held = [item["schedule"]["id"] for item in api.schedules()]
    happened = sum(record.fault is not None for record in api.requests)
    assert 200 == len(held)
    assert sorted(held) == sorted(stack.ids().values())
    assert happened > 0.05 * len(api.requests)
    assert len(api.requests) <= 1.05 * demanded_requests(api)
