"""Programs that look at what exists: look-ups, `get`, and the preflight of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

BY_HAND = {
    "backupType": "snapshot",
    "scheduling": {"interval": "daily", "minute": [0], "hour": [2]},
    "retentionTime": 9,
}
PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="snapshot",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=7,
    )
"""
LOOKING = """
    from pulumi_northflank import get_addon_backup_schedules, get_addon_backup_schedules_output

    found = get_addon_backup_schedules("shop", "orders").schedules[0]
    by_hand = AddonBackupSchedule.get(
        "by-hand", found.id, project_id="shop", addon_id="orders"
    )
    copy = AddonBackupSchedule(
        "copy", project_id="shop", addon_id="carts", backup_type=by_hand.backup_type,
        scheduling=by_hand.scheduling, retention_time=by_hand.retention_time,
    )
    pulumi.export("found", found)
    pulumi.export("kept", by_hand.retention_time)
    pulumi.export("ofCarts", get_addon_backup_schedules_output("shop", copy.addon_id).schedules)
"""


def writes(api: Emulator) -> list[str]:
    """Method and status of each request that was to change something."""
    return [f"{r.method} {r.status}" for r in api.requests if r.method != "GET"]


def test_what_is_looked_up_belongs_to_somebody_else(stack: Stack, api: Emulator) -> None:
    """Look-ups and `get` tell what is there, and no destroy deletes it."""
    schedule_id = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(LOOKING)

    up = stack.done("up", "--yes")
    (copy,) = api.schedules("shop", "carts")
    destroyed = stack.destroy("--refresh")

    preview, update = up.output.split("Updating (test)")
    assert "retention_time : 9" in " ".join(preview.split()), preview
    assert "kept : 9" in " ".join(preview.split()), preview
    assert ("snapshot", 9) == (copy["backupType"], copy["retentionTime"])
    # It waits for the schedule whose output it is given.
    assert copy["id"] in update
    assert destroyed.succeeded, destroyed.output
    assert [schedule_id] == [item["schedule"]["id"] for item in api.schedules()]
    assert ["POST 200", "DELETE 200"] == writes(api)


def test_what_does_not_exist_ends_the_preview(stack: Stack, api: Emulator) -> None:
    """`get` of a schedule that is not there is an error, where the engine alone would go on."""
    stack.program(
        """
        AddonBackupSchedule.get("gone", "s1", project_id="shop", addon_id="orders")
        """
    )

    outcome = stack.preview()

    assert not outcome.succeeded
    assert 'Addon orders in project shop has no schedule "s1"' in outcome.output


def test_a_look_up_that_fails_is_a_sentence(stack: Stack, api: Emulator) -> None:
    """A program that cannot look up ends with what happened, and without a traceback."""
    stack.environment["NORTHFLANK_API_TOKEN"] = ""
    stack.program(
        """
        from pulumi_northflank import get_addon_backup_schedules
        get_addon_backup_schedules("shop", "orders")
        """
    )

    outcome = stack.preview()

    assert not outcome.succeeded
    assert "error: There is no Northflank API token" in outcome.output
    assert "Traceback" not in outcome.output


def test_the_preflight_finds_what_up_would_refuse(stack: Stack, api: Emulator) -> None:
    """What stands in the way fails the preview, in the words of `up`."""
    schedule_id = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM)
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"

    preview = stack.preview()

    said = (
        "The daily snapshot of addon orders in project shop exists already: schedule "
        f"{schedule_id} (retentionTime is 9 there and 7 here). It was left as it is, and no "
        "schedule was created."
    )
    assert not preview.succeeded
    assert f"resource 'nightly' has a problem: {said}" in preview.output
    assert ["GET"] == [request.method for request in api.requests]


def test_the_preflight_leaves_the_stacks_own_schedules_alone(stack: Stack, api: Emulator) -> None:
    """A schedule that is to be replaced is not in its own way, and none of its addon is asked."""
    stack.given(PROGRAM)
    before = len(api.requests)
    stack.program(PROGRAM.replace("retention_time=7", "retention_time=8"))
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"

    outcome = stack.preview()

    assert outcome.succeeded, outcome.output
    assert "to replace" in outcome.output
    assert before == len(api.requests)


def test_a_preview_goes_on_where_the_preflight_cannot(stack: Stack, api: Emulator) -> None:
    """An API that is down is a warning, and the preview shows what it would have shown."""
    stack.program(PROGRAM)
    stack.environment |= {"NORTHFLANK_PREFLIGHT": "true"}
    api.stop()
    try:
        outcome = stack.preview()
    finally:
        api.start()

    assert outcome.succeeded, outcome.output
    assert "warning: The preflight could not find out everything" in outcome.output
    assert "no connection to 127.0.0.1" in outcome.output
    assert "+ 2 to create" in outcome.output
