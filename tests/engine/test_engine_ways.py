"""Other ways to use Pulumi: inline programs, `--run-program`, and commands that edit the state."""

from __future__ import annotations

import subprocess
import sys

import pytest
from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=30,
    )
"""
INLINE = '''
"""Two stacks with inline programs in one process, at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor

from pulumi import automation as auto
from pulumi_northflank import AddonBackupSchedule, coverage
import pulumi


def program(addon, days):
    def declare():
        schedule = AddonBackupSchedule(
            "nightly", project_id="shop", addon_id=addon, backup_type="dump",
            scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=days,
        )
        pulumi.export("coverage", coverage(schedule))
    return declare


def run(addon, days):
    stack = auto.create_or_select_stack(addon, "inline", program(addon, days))
    result = stack.up()
    return f"{addon} {result.outputs['coverage'].value[f'shop/{addon}']['oldest']}"


with ThreadPoolExecutor() as pool:
    for days in (30, 9):
        print(*pool.map(run, ["orders", "carts"], [days, days + 1]), sep=", ", flush=True)
    try:
        run("orders", 61)
    except auto.CommandError as error:
        print("refused", "retentionTime: 61 is more than 60" in str(error))
'''


@pytest.mark.thorough
def test_inline_programs(stack: Stack, api: Emulator) -> None:
    """Stacks of one process share neither schedules nor problems."""
    done = subprocess.run(
        [sys.executable, "-c", INLINE],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "orders 30, carts 31\norders 9, carts 10\nrefused True\n" == done.stdout, done.stderr
    assert [9] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    assert [10] == [item["retentionTime"] for item in api.schedules("shop", "carts")]


def test_commands_that_run_the_program(stack: Stack, api: Emulator) -> None:
    """A refresh finds drift, an update undoes it at once, and nothing is left to change."""
    stack.given(PROGRAM)
    api.update_schedule(stack.ids()["nightly"], retentionTime=9)

    stack.up("--refresh", "--run-program")

    assert [30] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    stack.refresh("--run-program", "--expect-no-changes")


def test_a_renamed_resource_in_the_state(stack: Stack) -> None:
    """`pulumi state rename` and the new name in the program make no change and no request."""
    stack.given(PROGRAM)
    stack.run("state", "rename", stack.schedules()["nightly"]["urn"], "renamed", "--yes")
    stack.program(PROGRAM.replace('"nightly"', '"renamed"'))

    stack.up("--expect-no-changes")

    assert [] == stack.requests()


def test_a_schedule_moves_to_another_stack(stack: Stack, api: Emulator) -> None:
    """`pulumi state move` leaves both stacks without a change."""
    stack.given(PROGRAM)
    urn = stack.schedules()["nightly"]["urn"]
    stack.name = "other"
    stack.run("stack", "init")
    stack.name = "test"
    source, target = (f"organization/shop/{name}" for name in ("test", "other"))
    arguments = ["state", "move", "--yes", "--source", source, "--dest", target, urn]
    subprocess.run(["pulumi", *arguments], cwd=stack.folder, env=stack.environment, check=True)

    stack.name = "other"
    stack.up("--expect-no-changes")
    stack.program("")
    stack.name = "test"
    stack.up("--expect-no-changes")

    assert [] == stack.requests()
    assert 1 == len(api.schedules("shop", "orders"))
