"""The program at the top of the repository, whose schedules come from the configuration."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).parents[2]

ORDERS = "projectId: shop, addonId: orders, backupType: dump"
HOURLY = "{interval: hourly, minute: [0]}"
TOO_LATE = "{interval: hourly, minute: [75]}"
WRONG = {
    "a misspelt key": (
        f"{{nightly: {{retentionTme: 7, {ORDERS}, scheduling: {HOURLY}, retentionTime: 7}}}}",
        [
            "backups:schedules.nightly.retentionTme is not known (did you mean `retentionTime`?)",
        ],
    ),
    "missing keys": (
        "{nightly: {projectId: shop, backupType: dump}, weekly: 7}",
        [
            "backups:schedules.nightly.addonId is required",
            "backups:schedules.nightly.scheduling is required",
            "backups:schedules.nightly.retentionTime is required",
            "backups:schedules.weekly must be an object",
        ],
    ),
    "a text": ("nightly", ["backups:schedules must be an object"]),
    "a list": ("[nightly]", ["backups:schedules must be an object"]),
    "a wrong value": (
        f"{{nightly: {{{ORDERS}, scheduling: {TOO_LATE}, retentionTime: 7}}}}",
        ["resource 'nightly' has a problem: scheduling.minute[0]: 75 is more than 59"],
    ),
}


@pytest.fixture
def root_stack(stack: Stack) -> Stack:
    """A stack of the root program."""
    for name in ("Pulumi.yaml", "__main__.py"):
        shutil.copy(ROOT / name, stack.folder)
    stack.done("stack", "init")
    return stack


def configure(stack: Stack, schedules: str) -> None:
    """Write ``backups:schedules`` into the stack's configuration file."""
    with (stack.folder / f"Pulumi.{stack.name}.yaml").open("a") as file:
        file.write(f"config:\n  backups:schedules: {schedules}\n")


@pytest.mark.parametrize(("schedules", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_configuration_says_which_key(
    schedules: str, said: list[str], root_stack: Stack
) -> None:
    """All wrong keys are named at once, in sentences and without a traceback."""
    configure(root_stack, schedules)

    outcome = root_stack.preview()

    assert not outcome.succeeded
    assert [] == [text for text in said if text not in outcome.output], outcome.output
    assert "Traceback" not in outcome.output


def test_without_schedules_the_program_says_how_to_begin(root_stack: Stack) -> None:
    """An empty configuration is no error, and not silent either."""
    outcome = root_stack.preview()

    assert outcome.succeeded, outcome.output
    assert "pulumi config set --path 'backups:schedules.nightly.projectId' shop" in outcome.output


def test_ids_are_outputs_by_the_names_of_the_configuration(
    root_stack: Stack, api: Emulator
) -> None:
    """The output `scheduleIds` has the ID of each configured schedule."""
    configure(
        root_stack,
        f"{{nightly: {{{ORDERS}, teamId: blue, scheduling: {HOURLY}, retentionTime: 7}}}}",
    )

    outcome = root_stack.up()

    [live] = api.schedules("shop", "orders", "blue")
    assert f'nightly: "{live["id"]}"' in outcome.output
