"""The program in the repository's root, which takes its schedules from the configuration."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

ROOT = Path(__file__).parents[2]

ORDERS = "projectId: shop, addonId: orders, backupType: dump"
HOURLY = "{interval: hourly, minute: [0]}"
TOO_LATE = "{interval: hourly, minute: [75]}"
WRONG = {
    "a list": ("[nightly]", ["backups:schedules must be an object"]),
    "several kinds of mistakes": (
        (
            f"{{nightly: {{{ORDERS}, scheduling: {TOO_LATE}, retentionTime: 8}}, weekly: {{addonId:"
            f" x, backupType: dumps, projectId: shop, scheduling: {HOURLY}, retentionTme: 7}}, "
            "hourly: {projectId: shop, backupType: dump}, monthly: 7}"
        ),
        [
            "The stack's configuration has 6 problems:",
            "backups:schedules.hourly.addonId is required",
            "backups:schedules.hourly.scheduling is required",
            "backups:schedules.hourly.retentionTime is required",
            "backups:schedules.monthly must be an object",
            "backups:schedules.weekly.retentionTime is required",
            "weekly.retentionTme is not a known key (did you mean `retentionTime`?)",
            "'nightly' has a problem: scheduling.minute[0]: 75 is more than 59",
            "'nightly' has a problem: retentionTime: 8 is more than 7",
            "'weekly' has a problem: backupType: \"dumps\" is not one of dump, snapshot",
        ],
    ),
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
    stack.run("stack", "init")
    return stack


def configure(stack: Stack, schedules: str) -> None:
    """Write ``backups:schedules`` into the stack's configuration file."""
    with (stack.folder / f"Pulumi.{stack.name}.yaml").open("a") as file:
        file.write(f"config:\n  backups:schedules: {schedules}\n")


@pytest.mark.parametrize(("schedules", "problems"), WRONG.values(), ids=WRONG)
def test_a_wrong_configuration_says_which_key(
    schedules: str, problems: list[str], root_stack: Stack
) -> None:
    """One preview names every wrong key, in sentences and without a traceback."""
    configure(root_stack, schedules)

    outcome = root_stack.preview(fails=True)

    assert [] == [text for text in problems if text not in outcome.output], outcome.output
    assert "Traceback" not in outcome.output


def test_without_schedules_the_program_says_how_to_start(root_stack: Stack) -> None:
    """A missing configuration is an error that says how to start."""
    outcome = root_stack.preview(fails=True)

    assert "pulumi config set --path 'backups:schedules.nightly.projectId' shop" in outcome.output


def test_only_an_empty_configuration_deletes_all(root_stack: Stack, api: Emulator) -> None:
    """A key that nobody reads is an error that names the right one, and schedules stay."""
    configure(
        root_stack,
        f"{{nightly: {{{ORDERS}, teamId: blue, scheduling: {HOURLY}, retentionTime: 7}}}}",
    )
    created = root_stack.up()
    [live] = api.schedules("shop", "orders", "blue")
    file = root_stack.folder / f"Pulumi.{root_stack.name}.yaml"
    right = file.read_text()
    file.write_text(right.replace("backups:schedules", "backups:schedule"))
    of_program = root_stack.up(fails=True)
    file.write_text(f"{right}  northflank:teamid: blue\n")
    of_provider = root_stack.up(fails=True)
    kept = api.schedules("shop", "orders", "blue")
    file.write_text(right.partition("config:")[0])
    configure(root_stack, "{}")

    root_stack.up()

    assert f'nightly: "{live["id"]}"' in created.output
    for key, meant, outcome in (
        ("backups:schedule", "backups:schedules", of_program),
        ("northflank:teamid", "northflank:teamId", of_provider),
    ):
        assert f"{key} is not a known key (did you mean `{meant}`?)" in outcome.output
    assert [live] == kept
    assert [] == api.schedules()


def test_secret_values_stay_secret(root_stack: Stack) -> None:
    """What is secret in the configuration is encrypted in the state, and only that."""
    file = root_stack.folder / f"Pulumi.{root_stack.name}.yaml"
    configure(root_stack, f"{{nightly: {{{ORDERS}, scheduling: {HOURLY}, retentionTime: 7}}}}")
    for key in ("northflank:teamId", "backups:schedules.nightly.projectId"):
        root_stack.run("config", "set", "--secret", "--path", key, "marker")
    root_stack.up()
    exported = json.loads(root_stack.run("stack", "export").output)["deployment"]["resources"]
    [inputs] = [each["inputs"] for each in exported if "secretProperties" in each.get("inputs", {})]
    # Without the file, nothing tells which of the values are secret.
    elsewhere = file.rename(root_stack.folder / "elsewhere.yaml")

    outcome = root_stack.preview("--config-file", str(elsewhere))

    assert (["projectId", "teamId"], "orders") == (inputs["secretProperties"], inputs["addonId"])
    assert "ciphertext" in inputs["projectId"]
    assert '"orders" => [secret]' in outcome.output
    assert "marker" not in json.dumps(root_stack.outputs_seen)
