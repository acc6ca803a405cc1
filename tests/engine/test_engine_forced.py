"""Replacements that the user forces: --replace, taint, a trigger, another resource's."""

from __future__ import annotations

import pytest
from tests.engine.conftest import Stack, nightly

from pulumi_northflank.emulator import Emulator, Status

PROGRAM = """
    AddonBackupSchedule(
        "nightly", project_id="shop", addon_id="orders", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=30,
        if_exists="adopt", opts=pulumi.ResourceOptions(),
    )
"""
WITH_ANOTHER = """
    first = AddonBackupSchedule(
        "first", project_id="shop", addon_id="carts", backup_type="dump",
        scheduling={"interval": "daily", "minute": [0], "hour": [2]}, retention_time=30,
    )
""" + PROGRAM.replace("Options()", "Options(replace_with=[first])")


def urn(stack: Stack, name: str = "nightly") -> str:
    """The URN of a resource in the state."""
    found: str = stack.schedules()[name]["urn"]
    return found


def live_ids(api: Emulator) -> list[str]:
    """The IDs of the addon's schedules in the API."""
    return [item["id"] for item in api.schedules("shop", "orders")]


@pytest.mark.parametrize(
    ("how", "if_exists"),
    [
        ("--replace", "adopt"),
        ("taint", "error"),
        pytest.param("trigger", "error", marks=pytest.mark.thorough),
    ],
)
def test_a_forced_replacement_makes_the_schedule_anew(
    how: str, if_exists: str, stack: Stack, api: Emulator
) -> None:
    """It is deleted and created once, whatever if_exists says of other people's schedules."""
    program = PROGRAM.replace('"adopt"', f'"{if_exists}"')
    program = program.replace("Options()", 'Options(replacement_trigger="1")')
    stack.given(program)
    (old,) = live_ids(api)
    if how == "taint":
        stack.run("state", "taint", urn(stack))
    elif how == "trigger":
        stack.program(program.replace('trigger="1"', 'trigger="2"'))

    outcome = stack.up(*(["--replace", "**nightly"] if how == "--replace" else []))

    assert ["POST 409", "GET 200", "DELETE 200", "POST 200"] == stack.requests()
    assert [old] != live_ids(api)
    assert list(stack.ids().values()) == live_ids(api)
    assert "warning" not in outcome.output
    stack.up("--expect-no-changes")


@pytest.mark.thorough
def test_a_forced_replacement_that_is_refused(either_stack: Stack, api: Emulator) -> None:
    """The state still has the deleted schedule, so the error names the command that creates it."""
    stack = either_stack
    stack.given(stack.declaring({"nightly": nightly()}))
    api.fault(Status(409), method="POST")
    api.fault(Status(400), method="POST")

    refused = stack.up("--replace", "**nightly", fails=True)
    left = live_ids(api)
    stack.up("--refresh")

    assert [] == left
    assert "until `pulumi up --refresh` creates it" in " ".join(refused.output.split())
    assert list(stack.ids().values()) == live_ids(api)
    assert 1 == len(live_ids(api))


def test_a_forced_replacement_undoes_drift(stack: Stack, api: Emulator) -> None:
    """Even without a refresh, the new schedule has the declared settings."""
    stack.given(PROGRAM)
    (old,) = live_ids(api)
    api.update_schedule(old, retentionTime=9)

    stack.up("--replace", "**nightly")

    assert [30] == [item["retentionTime"] for item in api.schedules("shop", "orders")]
    assert list(stack.ids().values()) == live_ids(api)


def test_replace_with_another_resource(stack: Stack, api: Emulator) -> None:
    """A schedule is made anew together with the resource that `replace_with` names."""
    stack.given(WITH_ANOTHER)
    (old,) = live_ids(api)
    stack.program(WITH_ANOTHER.replace("=30", "=9", 1))

    stack.up()

    assert [old] != live_ids(api)
    assert 2 == len(stack.ids())
    assert [stack.ids()["nightly"]] == live_ids(api)
