"""The calendar of a stack that the engine has just deployed."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.unit.pictures import drawn

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [2]}, retention_time=30,
    )
    AddonBackupSchedule(
        "weekly", project_id="shop", addon_id="orders", backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [15], "hour": [2, 18], "day": [4]},
        retention_time=120,
    )
    AddonBackupSchedule(
        "hidden", project_id="shop", addon_id=pulumi.Output.secret("very-secret"),
        backup_type="dump", scheduling={"interval": "hourly", "minute": [45]}, retention_time=1,
    )
    AddonBackupSchedule(
        "vague", project_id="shop", addon_id="carts", backup_type="dump",
        scheduling={"interval": "hourly", "minute": [5]}, retention_time=pulumi.Output.secret(2),
    )
"""
# By hour and day of the week, 0 being Monday.
ORDERS = {(day, 2): ["D×2"] for day in range(7)} | {(4, 2): ["D×2", "S:15"], (4, 18): ["S:15"]}
CARTS = {(day, hour): ["D:05"] for day in range(7) for hour in range(24)}
MESSAGES = [
    "hidden is not drawn: its `addonId` is a secret of the stack",
    "vague: its `retentionTime` is a secret of the stack, so some metrics are shown as ?",
]


def shell(stack: Stack, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script in the directory of the program."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=stack.folder,
        env=stack.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_calendar_of_a_stack(stack: Stack) -> None:
    """The state is drawn as declared; without --show-secrets, secrets are left out and named."""
    stack.program(PROGRAM)
    outcome = stack.up()

    exported = shell(
        stack,
        "pulumi stack export --stack test --show-secrets | "
        "pulumi-northflank calendar --state - --svg -",
    )
    by_name = shell(stack, "cd /; pulumi-northflank calendar --stack test --cwd $OLDPWD --svg -")

    assert outcome.succeeded, outcome.output
    without_secrets = {"shop/carts": CARTS, "shop/orders": ORDERS}
    hidden = {(day, hour): ["D:45"] for day in range(7) for hour in range(24)}
    assert (0, "") == (exported.returncode, exported.stderr)
    assert without_secrets | {"shop/very-secret": hidden} == drawn(exported.stdout)
    assert 1 == by_name.returncode
    assert without_secrets == drawn(by_name.stdout)
    assert "very-secret" not in by_name.stdout + by_name.stderr
    assert MESSAGES == sorted(line.split(".")[0] for line in by_name.stderr.splitlines())
