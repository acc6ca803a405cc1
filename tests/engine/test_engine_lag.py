"""Lists that lag behind: nothing is lost, doubled, or adopted while it is being deleted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from pulumi_northflank.emulator.faults import Drop

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=RETENTION,
    )
"""
KEPT, CHANGED = PROGRAM.replace("RETENTION", "30"), PROGRAM.replace("RETENTION", "20")

SETTINGS = {1: "3", 5: "8"}
"""By the API's lag: the setting with which the provider expects it."""

# An engine takes longer than a second to start, so only a longer lag reaches the next command.
WITHIN_A_COMMAND = pytest.mark.parametrize("lag", [1], indirect=True, ids="{}s".format)
ACROSS_COMMANDS = pytest.mark.parametrize("lag", [5], indirect=True, ids="{}s".format)


@pytest.fixture
def lag(request: pytest.FixtureRequest, stack: Stack) -> int:
    """How many seconds lists lag."""
    seconds: int = request.param
    stack.environment["NORTHFLANK_LIST_LAG"] = SETTINGS[seconds]
    return seconds


def is_exact(stack: Stack, api: Emulator, lag: int) -> bool:
    """Whether the API holds the declared schedule, with the state's ID, when all has settled."""
    deadline = time.monotonic() + lag + 2
    ids = [one["schedule"]["id"] for one in api.schedules()]
    while ids != list(stack.ids().values()) and time.monotonic() < deadline:
        time.sleep(0.1)
        ids = [one["schedule"]["id"] for one in api.schedules()]
    return len(ids) == 1 and ids == list(stack.ids().values())


@WITHIN_A_COMMAND
def test_a_lost_response_and_a_late_list(stack: Stack, api: Emulator, lag: int) -> None:
    """A schedule that a lost POST created is found, however late the list shows it."""
    api.lag(list_lag=lag)
    api.fault(Drop(after_commit=True), method="POST", times=1)
    stack.program(KEPT)

    stack.up()

    assert is_exact(stack, api, lag)


@ACROSS_COMMANDS
def test_a_refresh_right_after_an_update(stack: Stack, api: Emulator, lag: int) -> None:
    """A refresh keeps a schedule that was just created and is not listed yet."""
    api.lag(list_lag=lag)
    stack.program(KEPT)
    stack.up()

    stack.refresh()

    assert is_exact(stack, api, lag)


@WITHIN_A_COMMAND
def test_a_replacement_with_a_late_deletion(stack: Stack, api: Emulator, lag: int) -> None:
    """A replacement waits until the schedule that it deleted has left its slot."""
    stack.program(KEPT)
    stack.up()
    api.lag(delete_lag=lag)
    stack.program(CHANGED)

    stack.up()

    assert is_exact(stack, api, lag)
    assert [20] == [one["schedule"]["retentionTime"] for one in api.schedules()]


@ACROSS_COMMANDS
@pytest.mark.parametrize("program", [KEPT, CHANGED], ids=["same", "other-settings"])
def test_an_update_right_after_a_destroy(
    program: str, stack: Stack, api: Emulator, lag: int
) -> None:
    """A schedule whose deletion has not taken effect yet is not adopted."""
    stack.program(KEPT)
    stack.up()
    api.lag(delete_lag=lag)
    stack.destroy()
    stack.program(program)

    stack.up()

    assert is_exact(stack, api, lag)
