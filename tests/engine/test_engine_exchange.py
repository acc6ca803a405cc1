"""Schedules that change places in one update, and changes that end half-way."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from tests.engine.conftest import Stack, nightly

from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.faults import Status
from pulumi_northflank.package import RESOURCE_TYPE as PACKAGE

HOURLY = {"interval": "hourly", "minute": [0]}
DAILY = {"interval": "daily", "minute": [0], "hour": [2]}
WEEKLY = {"interval": "weekly", "minute": [0], "hour": [2], "day": [6]}
Declared = tuple[str, dict[str, Any], int]


def program(stack: Stack, **schedules: Declared) -> str:
    """A program that declares schedules by name: backup type, scheduling, retention."""
    return stack.declaring(
        {
            name: nightly(backupType=type_, scheduling=scheduling, retentionTime=days)
            for name, (type_, scheduling, days) in schedules.items()
        }
    )


def held(api: Emulator) -> dict[str, int]:
    """The retention of each schedule in the API, by interval and backup type."""
    return {
        f"{item['scheduling']['interval']} {item['backupType']}": item["retentionTime"]
        for item in api.schedules("shop", "orders")
    }


def is_exact(stack: Stack, api: Emulator) -> bool:
    """Whether the state has the IDs of exactly the schedules in the API."""
    return sorted(stack.ids().values()) == sorted(
        item["id"] for item in api.schedules("shop", "orders")
    )


@pytest.mark.parametrize(
    ("door", "before", "after", "there"),
    [
        (
            "yaml_stack",
            {"a": ("dump", DAILY, 10), "b": ("snapshot", DAILY, 20)},
            {"a": ("snapshot", DAILY, 11), "b": ("dump", DAILY, 21)},
            {"daily snapshot": 11, "daily dump": 21},
        ),
        (
            "stack",
            {"a": ("dump", HOURLY, 3), "b": ("dump", DAILY, 30), "c": ("dump", WEEKLY, 90)},
            {"a": ("dump", DAILY, 31), "b": ("dump", WEEKLY, 91), "c": ("dump", HOURLY, 4)},
            {"daily dump": 31, "weekly dump": 91, "hourly dump": 4},
        ),
    ],
    ids=["exchanged", "rotated"],
)
def test_schedules_change_places_in_one_update(
    door: str,
    before: dict[str, Declared],
    after: dict[str, Declared],
    there: dict[str, int],
    request: pytest.FixtureRequest,
    api: Emulator,
) -> None:
    """A place that one resource gives up is free for another one of the stack."""
    stack: Stack = request.getfixturevalue(door)
    stack.given(program(stack, **before))
    stack.program(program(stack, **after))

    stack.up()

    assert there == held(api)
    assert is_exact(stack, api)
    stack.up("--expect-no-changes")


def test_an_exchange_of_which_one_half_is_a_target(either_stack: Stack, api: Emulator) -> None:
    """The other schedule is not part of the update, so it stays and nothing changes."""
    stack = either_stack
    stack.given(program(stack, a=("dump", DAILY, 30), b=("dump", WEEKLY, 90)))
    before = held(api)
    stack.program(program(stack, a=("dump", WEEKLY, 90), b=("dump", DAILY, 30)))

    refused = stack.up("--target", "**::b", fails=True)
    half = held(api)
    stack.up()

    assert before == half
    assert "this update leaves it alone (`--target`" in " ".join(refused.output.split())
    assert is_exact(stack, api)
    stack.up("--expect-no-changes")


@pytest.mark.thorough
def test_a_renamed_schedule_makes_room(either_stack: Stack, api: Emulator) -> None:
    """A resource that moves and has an alias leaves its place to a new one."""
    stack = either_stack
    stack.given(program(stack, c=("dump", DAILY, 30)))
    (old,) = stack.schedules().values()
    after = program(stack, a=("dump", DAILY, 31), b=("dump", WEEKLY, 90))
    if stack.schedule_type == PACKAGE:
        document = yaml.safe_load(after)
        document["resources"]["b"]["options"] = {"aliases": [old["urn"]]}
        stack.program(f"resources: {json.dumps(document['resources'])}")
    else:
        alias = f"opts=pulumi.ResourceOptions(aliases=[{old['urn']!r}])"
        stack.program(after.replace("Schedule('b', ", f"Schedule('b', {alias}, "))

    stack.up()

    assert {"daily dump": 31, "weekly dump": 90} == held(api)
    assert is_exact(stack, api)


@pytest.mark.thorough
@pytest.mark.parametrize("parallel", [16, 4])
def test_many_exchanges_in_one_update(parallel: int, either_stack: Stack, api: Emulator) -> None:
    """Creates that wait for each other's resources do not keep the engine from naming them."""
    stack = either_stack
    kinds = {"a": (DAILY, 30), "b": (WEEKLY, 90)}
    swapped = {"a": (WEEKLY, 91), "b": (DAILY, 31)}

    def declared(kinds: dict[str, tuple[dict[str, Any], int]]) -> str:
        return stack.declaring(
            {
                f"{name}-{number}": nightly(f"db-{number}", scheduling=when, retentionTime=days)
                for name, (when, days) in kinds.items()
                for number in range(12)
            }
        )

    stack.given(declared(kinds))
    stack.program(declared(swapped))

    stack.up("--parallel", str(parallel))

    live = [each["schedule"] for each in api.schedules()]
    assert [31] * 12 + [91] * 12 == sorted(each["retentionTime"] for each in live)
    assert sorted(stack.ids().values()) == sorted(each["id"] for each in live)


@pytest.mark.thorough
def test_the_place_of_a_removed_schedule_that_is_no_target(stack: Stack, api: Emulator) -> None:
    """The provider is not told of targets, so a warning names the schedule that may be missing."""
    stack.given(program(stack, a=("dump", DAILY, 30), b=("dump", WEEKLY, 90)))
    stack.program(program(stack, b=("dump", DAILY, 31)))

    shown = " ".join(stack.up("--target", "**::b").output.split())
    stack.program(program(stack, a=("dump", DAILY, 30), b=("dump", WEEKLY, 90)))
    stack.up("--refresh")

    assert "If `a` is no target of this update (`--target`, `--exclude`)" in shown
    assert {"daily dump": 30, "weekly dump": 90} == held(api)
    assert is_exact(stack, api)


@pytest.mark.thorough
def test_a_removed_schedule_makes_room(either_stack: Stack, api: Emulator) -> None:
    """A resource can take the place of one that the program no longer declares.

    With the package this takes two updates, because nobody tells it what a program declares.
    """
    stack = either_stack
    stack.given(program(stack, a=("dump", DAILY, 30), b=("dump", WEEKLY, 90)))
    stack.program(program(stack, b=("dump", DAILY, 31)))
    is_package = stack.schedule_type == PACKAGE
    outcome = stack.up(fails=is_package)
    if is_package:
        stack.program(program(stack, b=("dump", WEEKLY, 90)))
        stack.up()
        stack.program(program(stack, b=("dump", DAILY, 31)))
        stack.up()

    assert is_package == ("remove or move `a` first" in " ".join(outcome.output.split()))
    assert {"daily dump": 31} == held(api)
    assert is_exact(stack, api)


def test_a_refused_change_that_is_taken_back(stack: Stack, api: Emulator) -> None:
    """The schedule that was deleted for the change is created again, without further words."""
    stack.given(program(stack, a=("dump", DAILY, 30)))
    stack.program(program(stack, a=("dump", DAILY, 9)))
    api.fault(Status(400), method="POST")
    stack.up(fails=True)
    stack.program(program(stack, a=("dump", DAILY, 30)))

    outcome = stack.up()

    assert {"daily dump": 30} == held(api)
    assert is_exact(stack, api)
    assert "another name" not in outcome.output
    assert "DELETE 404" not in stack.requests()


def test_a_schedule_that_another_stack_replaced_is_named(
    stack: Stack, second_stack: Stack, api: Emulator
) -> None:
    """A refresh says that another schedule is in the place of the deleted one."""
    stack.given(program(stack, a=("dump", DAILY, 30)))
    second_stack.program(program(second_stack, a=("dump", DAILY, 30)))
    second_stack.up()
    second_stack.program(program(second_stack, a=("dump", DAILY, 9)))
    second_stack.up()
    (there,) = api.schedules("shop", "orders")

    outcome = stack.refresh()

    assert {} == stack.ids()
    assert (
        f"Schedule {there['id']} is in its place (retentionTime is 9 in Northflank and 30 in your "
        "program)"
    ) in outcome.output
