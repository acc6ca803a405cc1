"""Programs that read existing schedules: look-ups, `get` and preflight."""

from __future__ import annotations

import datetime as dt

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
DEPENDING = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="cache", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=7,
        custom_destination_id="of-site",
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


def test_a_schedule_that_is_looked_up_is_not_managed(stack: Stack, api: Emulator) -> None:
    """Look-ups and `get` return existing schedules, and a destroy does not delete those."""
    schedule_id = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(LOOKING)

    up = stack.run("up", "--yes")
    (copy,) = api.schedules("shop", "carts")
    stack.destroy("--refresh")

    preview, update = up.output.split("Updating (test)")
    assert "retention_time : 9" in " ".join(preview.split()), preview
    assert "kept : 9" in " ".join(preview.split()), preview
    assert ("snapshot", 9) == (copy["backupType"], copy["retentionTime"])
    # The look-up waited for the schedule whose output it was given.
    assert copy["id"] in update
    assert [schedule_id] == [item["schedule"]["id"] for item in api.schedules()]
    writes = [request for request in stack.requests() if not request.startswith("GET")]
    assert ["POST 200", "DELETE 200"] == writes


def test_get_of_an_unknown_schedule_fails_the_preview(stack: Stack, api: Emulator) -> None:
    """Without this error, the engine would go on with a schedule that has no properties."""
    stack.program(
        """
        AddonBackupSchedule.get("gone", "s1", project_id="shop", addon_id="orders")
        """
    )

    outcome = stack.preview(fails=True)

    assert 'Addon orders in project shop has no schedule "s1"' in outcome.output


def test_a_failed_look_up_is_a_sentence(stack: Stack) -> None:
    """The program ends with the reason, without a traceback."""
    stack.environment["NORTHFLANK_API_TOKEN"] = ""
    stack.program(
        """
        from pulumi_northflank import get_addon_backup_schedules
        get_addon_backup_schedules("shop", "orders")
        """
    )

    outcome = stack.preview(fails=True)

    assert "error: A request needs a Northflank API token, and none is set." in outcome.output
    assert "Traceback" not in outcome.output


def test_the_preflight_finds_conflicts(stack: Stack, api: Emulator) -> None:
    """A schedule that `up` would refuse to replace fails the preview with the same message."""
    schedule_id = api.add_schedule("shop", "orders", BY_HAND)
    stack.program(PROGRAM)
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"

    preview = stack.preview(fails=True)

    problem = (
        "The daily snapshot of addon orders in project shop already exists: schedule "
        f"{schedule_id} (retentionTime is 9 in Northflank and 7 in your program). It was left as "
        "it is, and no schedule was created."
    )
    assert f"resource 'nightly' has a problem: {problem}" in preview.output
    assert {"GET 200"} == {*stack.requests()}


def test_the_preflight_reads_the_surroundings(stack: Stack) -> None:
    """Addon, destinations and token are looked at as well, with one request each."""
    soon = dt.datetime.now(dt.timezone.utc) + dt.timedelta(days=6)
    addons, destinations = ["shop/cache:redis:paused"], ["off-site"]
    stack.program(DEPENDING)
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"

    with Emulator(addons=addons, destinations=destinations, token_expires=soon) as api:
        stack.environment["NORTHFLANK_BASE_URL"] = api.url
        outcome = stack.preview(fails=True)

    found = (
        "has a problem: backupType: addon cache in project shop is of type redis, and Northflank",
        'has a problem: customDestinationId: the account has no backup destination "of-site"',
        "warning: Addon cache in project shop is not running: its status is paused.",
        "warning: The API token expires on ",
    )
    assert [1] * len(found) == [outcome.output.count(text) for text in found], outcome.output
    paths = [request.path for request in api.requests]
    assert 5 == len(paths) == len({*paths})


def test_the_preflight_ignores_the_stacks_own_schedules(stack: Stack) -> None:
    """A schedule does not conflict with its own replacement, so no request is made."""
    stack.given(PROGRAM)
    stack.program(PROGRAM.replace("retention_time=7", "retention_time=8"))
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"

    outcome = stack.preview()

    assert "to replace" in outcome.output
    assert [] == stack.requests()


def test_a_preview_continues_when_the_preflight_fails(stack: Stack, api: Emulator) -> None:
    """If the API is down, there is a warning and the usual preview."""
    stack.program(PROGRAM)
    stack.environment["NORTHFLANK_PREFLIGHT"] = "true"
    api.stop()
    try:
        outcome = stack.preview()
    finally:
        api.start()

    assert "warning: Preflight check incomplete; the preview continues." in outcome.output
    assert "no connection to 127.0.0.1" in outcome.output
    assert "+ 2 to create" in outcome.output
