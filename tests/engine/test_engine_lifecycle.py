"""Preview, up, refresh and destroy, each by the real engine."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.engine.conftest import Stack

    from pulumi_northflank.emulator import Emulator

PAYLOAD = "AAAAAACMEXB1bHVtaV9ub3J0aGZsYW5rlIwbQWRkb25CYWNrdXBTY2hlZHVsZVByb3ZpZGVylJOUKVKULg=="
DAILY_DUMP = """
    AddonBackupSchedule(
        "nightly",
        project_id="shop",
        addon_id="orders",
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [30, 0], "hour": [2]},
        retention_time=30,
    )
"""
# The example of the API's documentation, with the destination's ID and type that its
# own reference requires.
WEEKLY_SNAPSHOT = """
    weekly = AddonBackupSchedule(
        "weekly",
        project_id="shop",
        addon_id="orders",
        backup_type="snapshot",
        scheduling={"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
        additional_destinations=[
            {"destination_id": "example-backup-destination", "type": "custom", "retention_time": 7}
        ],
        compression_type="gz",
        retention_time=7,
    )
    pulumi.export("id", weekly.id)
    pulumi.export("retention", weekly.retention_time)
    pulumi.export("interval", weekly.scheduling.interval)
    places = weekly.additional_destinations
    pulumi.export("destination", places.apply(lambda places: places[0].destination_id))
"""


def requests_made(api: Emulator, since: int = 0) -> list[str]:
    """Method and status of each request, without the first ones."""
    return [f"{record.method} {record.status}" for record in api.requests[since:]]


def test_a_preview_makes_no_request_and_needs_no_token(stack: Stack, api: Emulator) -> None:
    """A preview passes where there is no token, as in a pull request from a fork."""
    stack.program(DAILY_DUMP + WEEKLY_SNAPSHOT)
    del stack.environment["NORTHFLANK_API_TOKEN"]

    outcome = stack.preview()

    assert outcome.succeeded, outcome.output
    assert "+ 3 to create" in outcome.output
    assert [] == api.requests


def test_up_creates_what_is_declared_and_keeps_the_returned_ids(
    stack: Stack, api: Emulator
) -> None:
    """Each schedule is one POST of exactly the declared fields, and its ID is in the state.

    The engine carries 30 as 30.0, and the API gets the 30 that the user wrote.
    """
    stack.program(DAILY_DUMP + WEEKLY_SNAPSHOT)

    stack.done("up", "--yes")

    bodies = sorted((json.loads(record.body) for record in api.requests), key=json.dumps)
    assert [
        {
            "backupType": "dump",
            "scheduling": {"interval": "daily", "minute": [0, 30], "hour": [2]},
            "retentionTime": 30,
        },
        {
            "backupType": "snapshot",
            "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
            "retentionTime": 7,
            "compressionType": "gz",
            "additionalDestinations": [
                {
                    "destinationId": "example-backup-destination",
                    "type": "custom",
                    "retentionTime": 7,
                }
            ],
        },
    ] == bodies
    assert "." not in "".join(record.body for record in api.requests)
    assert ["POST 200", "POST 200"] == requests_made(api)
    live = {item["id"] for item in api.schedules("shop", "orders")}
    assert live == set(stack.ids().values())


def test_outputs_are_typed_values_by_their_python_names(stack: Stack, api: Emulator) -> None:
    """A program can use a schedule's nested outputs as attributes."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)

    outputs = json.loads(stack.done("stack", "output", "--json").output)

    assert {
        "id": stack.ids()["weekly"],
        "retention": 7,
        "interval": "weekly",
        "destination": "example-backup-destination",
    } == outputs


def test_a_second_up_changes_nothing(stack: Stack, api: Emulator) -> None:
    """What is declared and in place is neither read nor written again."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)
    before = len(api.requests)

    outcome = stack.done("up", "--yes", "--expect-no-changes")

    assert "3 unchanged" in outcome.output
    assert before == len(api.requests)


def test_another_order_and_a_default_written_out_are_no_change(stack: Stack) -> None:
    """Minutes in another order and compression_type="gz" on a dump are not differences."""
    stack.given(DAILY_DUMP)
    stack.program(
        DAILY_DUMP.replace("[30, 0]", "[0, 30]").replace("=30,", '=30, compression_type="gz",')
    )

    outcome = stack.preview("--expect-no-changes")

    assert outcome.succeeded, outcome.output


def test_a_changed_setting_replaces_the_schedule_in_its_place(stack: Stack, api: Emulator) -> None:
    """With one place for both, the old schedule is deleted before the new one is created."""
    stack.given(DAILY_DUMP)
    old, before = stack.ids()["nightly"], len(api.requests)
    stack.program(DAILY_DUMP.replace("retention_time=30", "retention_time=20"))
    preview = stack.preview()

    stack.up()

    assert "+-1 to replace" in preview.output
    assert "retentionTime: 30 => 20" in preview.output
    assert ["DELETE 200", "POST 200"] == requests_made(api, before)
    [live] = api.schedules("shop", "orders")
    assert 20 == live["retentionTime"]
    assert old != live["id"] == stack.ids()["nightly"]


def test_a_move_to_another_addon_creates_before_it_deletes(stack: Stack, api: Emulator) -> None:
    """Where both have a place of their own, backups do not pause."""
    stack.given(DAILY_DUMP)
    before = len(api.requests)
    stack.program(DAILY_DUMP.replace('"orders"', '"billing"'))

    stack.up()

    methods = [f"{r.method} {'billing' in r.path}" for r in api.requests[before:]]
    assert ["POST True", "DELETE False"] == methods
    assert ["billing"] == [held["addonId"] for held in api.schedules()]


def test_values_not_known_yet_do_not_stop_a_preview(stack: Stack, api: Emulator) -> None:
    """An addon that another resource makes is unknown in a preview, and all else is checked."""
    program = (
        DAILY_DUMP.replace("AddonBackupSchedule(", "first = AddonBackupSchedule(")
        + """
    AddonBackupSchedule(
        "second",
        project_id="shop",
        addon_id=first.id.apply(lambda id: f"addon-{id}"),
        backup_type="dump",
        scheduling={"interval": "daily", "minute": [first.id.apply(lambda id: 7)], "hour": [HOUR]},
        retention_time=30,
    )
    """
    )
    stack.program(program.replace("HOUR", "25"))
    refused = stack.preview()
    stack.program(program.replace("HOUR", "23"))
    accepted = stack.preview()

    outcome = stack.up()

    assert (
        "resource 'second' has a problem: scheduling.hour[0]: 25 is more than 23" in refused.output
    )
    assert accepted.succeeded, accepted.output
    assert outcome.succeeded, outcome.output
    assert [[7]] == [
        held["schedule"]["scheduling"]["minute"]
        for held in api.schedules()
        if held["addonId"].startswith("addon-")
    ]


def test_drift_is_shown_and_the_next_preview_leads_back(stack: Stack, api: Emulator) -> None:
    """A retention that somebody edited is drift, and declaring is what wins."""
    stack.given(DAILY_DUMP)
    api.update_schedule(stack.ids()["nightly"], retentionTime=9)
    alarm = stack.run("refresh", "--preview-only", "--expect-no-changes")
    stack.refresh()
    preview = stack.preview()

    stack.up()

    assert not alarm.succeeded
    assert "no changes were expected for refresh but changes were proposed" in alarm.output
    assert "retentionTime: 9 => 30" in preview.output
    assert [30] == [item["retentionTime"] for item in api.schedules("shop", "orders")]


def test_what_the_server_fills_in_is_no_drift(stack: Stack, api: Emulator) -> None:
    """Defaults that the API adds, and its order of lists, do not show up in a refresh."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT.replace(', "retention_time": 7', ""))

    outcome = stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    assert outcome.succeeded, outcome.output
    assert "gz" == api.schedules("shop", "orders")[0]["backupCompressionType"]


def test_a_schedule_that_disappeared_is_created_again(stack: Stack, api: Emulator) -> None:
    """A confirmed absence leaves the state in a refresh, and the next up creates anew."""
    stack.given(DAILY_DUMP)
    api.remove_schedule(stack.ids()["nightly"])
    stack.refresh()
    after_refresh = stack.ids()

    stack.up()

    assert {} == after_refresh
    assert [item["id"] for item in api.schedules("shop", "orders")] == [stack.ids()["nightly"]]


def test_a_refresh_lists_each_addon_once(stack: Stack, api: Emulator) -> None:
    """However many schedules an addon has and however many threads ask, one list is read."""
    stack.given(
        """
        for addon in ("orders", "billing"):
            for type in ("dump", "snapshot"):
                AddonBackupSchedule(
                    f"{addon}-hourly-{type}", project_id="shop", addon_id=addon, backup_type=type,
                    scheduling={"interval": "hourly", "minute": [0]}, retention_time=7,
                )
                AddonBackupSchedule(
                    f"{addon}-daily-{type}", project_id="shop", addon_id=addon, backup_type=type,
                    scheduling={"interval": "daily", "minute": [0], "hour": [1]}, retention_time=7,
                )
        """
    )
    before = len(api.requests)

    stack.refresh()

    reads = sorted(f"{record.method} {record.path}" for record in api.requests[before:])
    assert [
        "GET /v1/projects/shop/addons/billing/backup-schedules",
        "GET /v1/projects/shop/addons/orders/backup-schedules",
    ] == reads


def test_destroy_needs_the_state_alone(stack: Stack, api: Emulator) -> None:
    """A stack whose program is gone is destroyed from its state."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)
    stack.program("raise RuntimeError('not run')")

    outcome = stack.destroy()

    assert outcome.succeeded, outcome.output
    assert [] == api.schedules()
    assert {} == stack.ids()


def test_destroy_of_what_is_already_gone_succeeds(stack: Stack, api: Emulator) -> None:
    """A schedule that somebody deleted by hand does not stop a destroy."""
    stack.given(DAILY_DUMP)
    api.remove_schedule(stack.ids()["nightly"])

    outcome = stack.destroy()

    assert outcome.succeeded, outcome.output


def test_a_destroy_that_runs_the_program_deletes_as_well(stack: Stack, api: Emulator) -> None:
    """What the program declares is no reason to keep it when the stack is destroyed."""
    stack.given(DAILY_DUMP)

    outcome = stack.destroy("--run-program")

    assert outcome.succeeded, outcome.output
    assert [] == api.schedules()


def test_up_with_refresh_still_deletes_what_left_the_program(stack: Stack, api: Emulator) -> None:
    """A schedule that a refresh found unchanged is deleted when the program drops it."""
    stack.given(DAILY_DUMP + WEEKLY_SNAPSHOT)
    stack.program(DAILY_DUMP)

    outcome = stack.up("--refresh")

    assert outcome.succeeded, outcome.output
    assert ["dump"] == [item["backupType"] for item in api.schedules("shop", "orders")]


def test_the_team_is_part_of_the_address(stack: Stack, api: Emulator) -> None:
    """With a team configured, the schedule is created under it and keeps it in the state."""
    stack.program(DAILY_DUMP)
    stack.done("config", "set", "northflank:teamId", "blue")

    stack.up()

    assert "/v1/teams/blue/projects/shop/addons/orders/backup-schedules" == api.requests[0].path
    assert "blue" == stack.schedules()["nightly"]["inputs"]["teamId"]


def test_the_state_holds_the_inputs_and_nothing_else(stack: Stack) -> None:
    """Inputs and outputs in the state are the same, and the provider is its name alone."""
    stack.given(DAILY_DUMP)

    state = stack.schedules()["nightly"]

    assert state["inputs"] == state["outputs"]
    assert {
        # The class' name in pickle's words; the first bytes depend on Python's version.
        "__provider": state["inputs"]["__provider"],
        "addonId": "orders",
        "backupType": "dump",
        "projectId": "shop",
        "retentionTime": 30,
        "scheduling": {"hour": [2], "interval": "daily", "minute": [0, 30]},
    } == state["inputs"]
    assert state["inputs"]["__provider"].endswith(PAYLOAD)
