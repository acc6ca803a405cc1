"""States that earlier versions wrote still preview clean, refresh, and are destroyed.

``states/VERSION.json`` is what `pulumi stack export` gave after an `up` of ``PROGRAM``
with that version, the schedules' IDs replaced by their resources' names in braces. Add
one for each release, and never change one: they are in users' hands.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

STATES = sorted((Path(__file__).parent / "states").glob("*.json"))

PROGRAM = """
    nightly = AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [2]}, retention_time=30,
        compression_type="zstd", custom_destination_id="offsite",
    )
    weekly = AddonBackupSchedule(
        "weekly", project_id="shop", addon_id="orders", team_id="blue", backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        additional_destinations=[
            {"destination_id": "eu-copy", "type": "custom", "retention_time": 7},
        ],
        retention_time=120, if_exists="error",
    )
"""
NIGHTLY = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [0, 30], "hour": [2]},
    "retentionTime": 30,
    "compressionType": "zstd",
    "customDestinationId": "offsite",
}
WEEKLY = {
    "backupType": "snapshot",
    "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
    "retentionTime": 120,
    "additionalDestinations": [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 7}],
}


@pytest.fixture(params=STATES, ids=lambda path: path.stem)
def recorded(request: pytest.FixtureRequest, stack: Stack, api: Emulator) -> Stack:
    """A stack whose state is a recorded one, its schedules in place."""
    ids = {
        "nightly": api.add_schedule("shop", "orders", NIGHTLY),
        "weekly": api.add_schedule("shop", "orders", WEEKLY, team="blue"),
    }
    state = request.param.read_text()
    for name, schedule_id in ids.items():
        state = state.replace(f"{{{name}}}", schedule_id)
    (stack.folder / "state.json").write_text(state)
    stack.done("stack", "import", "--file", "state.json")
    stack.program(PROGRAM)
    return stack


def test_a_recorded_state_previews_clean(recorded: Stack) -> None:
    """An upgrade of this package alone changes nothing."""
    outcome = recorded.preview("--expect-no-changes")

    assert outcome.succeeded, outcome.output
    assert "unchanged" in outcome.output


def test_a_recorded_state_refreshes_without_drift(recorded: Stack) -> None:
    """What an earlier version wrote compares equal to what the API lists."""
    outcome = recorded.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    assert outcome.succeeded, outcome.output
    assert 2 == len(recorded.ids())


def test_a_recorded_state_is_updated(recorded: Stack, api: Emulator) -> None:
    """A changed setting replaces the schedule that an earlier version created."""
    recorded.program(PROGRAM.replace("retention_time=30", "retention_time=20"))

    outcome = recorded.up()

    assert outcome.succeeded, outcome.output
    assert [20] == [item["retentionTime"] for item in api.schedules("shop", "orders")]


def test_a_recorded_state_is_destroyed(recorded: Stack, api: Emulator) -> None:
    """The provider is found by the name that an earlier version wrote."""
    outcome = recorded.destroy()

    assert outcome.succeeded, outcome.output
    assert [] == api.schedules()
