"""Lists that lag behind: nothing is lost, doubled, or adopted while it is being deleted."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.engine.conftest import nightly

from pulumi_northflank.emulator.faults import Drop

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

SETTINGS = {1: "3", 5: "8"}
"""By the API's lag: the setting with which the provider expects it."""

# An engine takes longer than a second to start, so only a longer lag reaches the next command.
WITHIN_A_COMMAND = pytest.mark.parametrize("lag", [1], indirect=True, ids="{}s".format)
ACROSS_COMMANDS = pytest.mark.parametrize(
    "lag", [pytest.param(5, marks=pytest.mark.thorough)], indirect=True, ids="{}s".format
)


@pytest.fixture
def lag(request: pytest.FixtureRequest, either_stack: Stack) -> int:
    """How many seconds lists lag."""
    seconds: int = request.param
    either_stack.environment["NORTHFLANK_LIST_LAG"] = SETTINGS[seconds]
    return seconds


def program(stack: Stack, retention: int, *addons: str) -> str:
    """A program with a schedule for each of *addons*."""
    return stack.declaring({addon: nightly(addon, retentionTime=retention) for addon in addons})


def is_exact(stack: Stack, api: Emulator, lag: int, addons: int = 1) -> bool:
    """Whether the API holds the declared schedules, with the state's IDs, when all has settled."""
    deadline = time.monotonic() + lag + 2
    ids = {one["schedule"]["id"] for one in api.schedules()}
    while ids != set(stack.ids().values()) and time.monotonic() < deadline:
        time.sleep(0.1)
        ids = {one["schedule"]["id"] for one in api.schedules()}
    return len(ids) == addons and ids == set(stack.ids().values())


@WITHIN_A_COMMAND
def test_a_lost_response_and_a_late_deletion(either_stack: Stack, api: Emulator, lag: int) -> None:
    """A schedule that a lost POST created is found, however late the list shows it.

    A replacement waits until the schedule that it deleted has left its slot.
    """
    stack = either_stack
    api.lag(list_lag=lag)
    api.fault(Drop(after_commit=True), method="POST", times=1)
    stack.program(program(stack, 30, "orders"))
    stack.up()
    was_exact = is_exact(stack, api, lag)
    api.lag(delete_lag=lag)
    stack.program(program(stack, 20, "orders"))

    stack.up()

    assert was_exact
    assert is_exact(stack, api, lag)
    assert [20] == [one["schedule"]["retentionTime"] for one in api.schedules()]


@ACROSS_COMMANDS
def test_a_refresh_right_after_an_update(either_stack: Stack, api: Emulator, lag: int) -> None:
    """A refresh keeps a schedule that was just created and is not listed yet."""
    stack = either_stack
    api.lag(list_lag=lag)
    stack.program(program(stack, 30, "orders"))
    stack.up()

    stack.refresh()

    assert is_exact(stack, api, lag)


@ACROSS_COMMANDS
def test_an_update_right_after_a_destroy(either_stack: Stack, api: Emulator, lag: int) -> None:
    """A schedule whose deletion has not taken effect yet is not adopted, whatever its settings."""
    stack = either_stack
    stack.given(program(stack, 30, "same", "changed"))
    api.lag(delete_lag=lag)
    stack.destroy()
    changed = nightly("changed", retentionTime=20)
    stack.program(stack.declaring({"same": nightly("same"), "changed": changed}))

    stack.up()

    assert is_exact(stack, api, lag, addons=2)
