"""Pulumi's resource options: ignore_changes, import_, deleted_with and those that name paths."""

from __future__ import annotations

import pytest
from tests.engine.conftest import Stack

from pulumi_northflank.emulator import Emulator

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="snapshot",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=7,
        additional_destinations=[
            {"destination_id": "us-copy", "type": "custom", "retention_time": 7},
            {"destination_id": "eu-copy", "type": "custom", "retention_time": 7},
        ],
        opts=pulumi.ResourceOptions(),
    )
"""
IGNORING = PROGRAM.replace(
    "Options()",
    'Options(ignore_changes=["retention_time", "additional_destinations[0].retention_time"])',
)
COPIES = [
    {"destinationId": "us-copy", "type": "custom", "retentionTime": 5},
    {"destinationId": "eu-copy", "type": "custom", "retentionTime": 7},
]


@pytest.mark.parametrize(
    "refreshed", [pytest.param(True, marks=pytest.mark.thorough), False], ids=str
)
def test_ignored_settings_survive_a_replacement(
    refreshed: bool, stack: Stack, api: Emulator
) -> None:
    """What was set in the web UI is in the new schedule, before a refresh and after one."""
    stack.given(IGNORING)
    api.update_schedule(stack.ids()["nightly"], retentionTime=9, additionalDestinations=COPIES)
    if refreshed:
        stack.refresh()
    stack.up("--expect-no-changes")
    stack.program(IGNORING.replace("[2]", "[4]"))

    stack.up()

    (made,) = api.schedules("shop", "orders")
    kept = {item["destinationId"]: item["retentionTime"] for item in made["additionalDestinations"]}
    assert (9, [4]) == (made["retentionTime"], made["scheduling"]["hour"])
    assert {"us-copy": 5, "eu-copy": 7} == kept
    stack.up("--expect-no-changes")
    stack.up("--replace", "**nightly")
    (again,) = api.schedules("shop", "orders")
    assert 9 == again["retentionTime"]


def test_options_that_name_nothing_are_refused(stack: Stack) -> None:
    """A misspelt path is a problem of the resource, beside all others."""
    stack.program(
        PROGRAM.replace(
            "Options()",
            """Options(
                ignore_changes=["retention_tme", "scheduling.minute[0]"],
                additional_secret_outputs=["scheduling.minute"], import_="x",
            )""",
        ).replace("=7,\n", "=700,\n")
    )

    outcome = stack.preview(fails=True)

    for problem in (
        (
            'ignore_changes: "retention_tme" is not a property of a schedule (did you mean '
            "`retention_time`?)"
        ),
        'ignore_changes: "scheduling.minute[0]" has no fixed meaning',
        'additional_secret_outputs: "scheduling.minute" is too deep',
        "import_ does not work with dynamic resources",
        "retentionTime: 700",
    ):
        assert problem in outcome.output


WITH_ITS_ADDON = """
    import os, requests
    from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider

    SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"

    class AddonProvider(ResourceProvider):
        def create(self, props):
            return CreateResult("orders", props)

        def diff(self, id, olds, news):
            replaces = ["size"] if olds["size"] != news["size"] else []
            return DiffResult(bool(replaces), replaces, delete_before_replace=True)

        def delete(self, id, props):
            url = os.environ["NORTHFLANK_BASE_URL"] + SCHEDULES
            headers = {"Authorization": "Bearer " + os.environ["NORTHFLANK_API_TOKEN"]}
            for schedule in requests.get(url, headers=headers).json()["data"]["schedules"]:
                requests.delete(url + "/" + schedule["id"], headers=headers)

    class Addon(Resource):
        def __init__(self, name, size):
            super().__init__(AddonProvider(), name, {"size": size})

    addon = Addon("orders", size=1)
""" + PROGRAM.replace("Options()", "Options(deleted_with=addon)")


def test_a_schedule_is_created_again_with_its_addon(stack: Stack, api: Emulator) -> None:
    """An addon that is replaced under the same ID takes its schedules along, and they return."""
    stack.program(WITH_ITS_ADDON)
    stack.up()
    (old,) = stack.ids().values()
    stack.program(WITH_ITS_ADDON.replace("size=1", "size=2"))

    stack.up()

    assert [old] != list(stack.ids().values())
    assert list(stack.ids().values()) == [item["id"] for item in api.schedules("shop", "orders")]
