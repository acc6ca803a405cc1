"""`pulumi-northflank generate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.commandline import Run, command_line, lists, names
from tests.unit.wire import item, page

from pulumi_northflank.emulator import Emulator

MakeInputs = Callable[..., dict[str, Any]]

SCHEDULES = "/v1/projects/shop/addons/{}/backup-schedules"
TOO_MANY = {"interval": "hourly", "minute": [*range(60)]}


def reads(api: Emulator) -> list[str]:
    """What was requested."""
    return [f"{one.method} {one.path}" for one in api.requests]


@pytest.fixture(name="run")
def _run(api: Emulator, token: str) -> Run:
    """Run a command on the emulator; keyword arguments change the environment."""
    return command_line(api, token)


def test_generate_covers_the_project(run: Run, api: Emulator, body: MakeInputs) -> None:
    """Without --addon every addon is read; the result is in order, and the same each time."""
    for addon, interval, kind in [
        ("orders", "weekly", "snapshot"),
        ("orders", "hourly", "snapshot"),
        ("carts", "daily", "dump"),
        ("orders", "hourly", "dump"),
    ]:
        api.add_schedule("shop", addon, body(interval, backupType=kind))

    first, second = run("generate", "--project", "shop"), run("generate", "--project", "shop")

    assert (0, "", first.stdout) == (first.exit_code, first.stderr, second.stdout)
    assert [
        "carts-daily-dump",
        "orders-hourly-dump",
        "orders-hourly-snapshot",
        "orders-weekly-snapshot",
    ] == names(first.stdout)
    assert {"GET"} == {one.method for one in api.requests}


def test_generate_for_some_addons(run: Run, api: Emulator, body: MakeInputs) -> None:
    """With --addon those alone are read, each once, and the addons are not listed."""
    api.add_schedule("shop", "orders", body())

    result = run("generate", "--project=shop", "--addon=orders", "--addon=orders")

    assert ["orders-daily-snapshot"] == names(result.stdout)
    assert result.stdout.startswith(
        '"""Backup schedules of addon orders in Northflank project shop.\n'
    )
    assert [f"GET {SCHEDULES.format('orders')}"] == reads(api)


@pytest.mark.parametrize("given", ["option", "environment"])
def test_generate_with_a_team(run: Run, api: Emulator, body: MakeInputs, given: str) -> None:
    """A team in force is in the paths and in the result."""
    api.add_schedule("shop", "orders", body(), team="acme")
    if given == "option":
        result = run("generate", "--project=shop", "--team=acme", NORTHFLANK_TEAM_ID="other")
    else:
        result = run("generate", "--project=shop", NORTHFLANK_TEAM_ID="acme")

    assert ["orders-daily-snapshot"] == names(result.stdout)
    assert 'TEAM_ID = "acme"\n' in result.stdout
    assert "    team_id=TEAM_ID,\n" in result.stdout


def test_generate_a_configuration(run: Run, api: Emulator, body: MakeInputs) -> None:
    """--format config writes what the root program reads."""
    api.add_schedule("shop", "orders", body())

    result = run("generate", "--project=shop", "--addon=orders", "--format=config")

    assert 0 == result.exit_code
    assert "\nconfig:\n  backups:schedules:\n    orders-daily-snapshot:\n" in result.stdout


def test_addons_without_schedules_are_told(run: Run, api: Emulator, body: MakeInputs) -> None:
    """Databases without a backup are named on stderr, and nothing else is there."""
    none = run("generate", "--project=shop")
    api.add_schedule("shop", "carts", body())
    one = run("generate", "--project=shop")

    assert (0, "2 addons have no backup schedule: carts, orders\n") == (none.exit_code, none.stderr)
    assert (0, "1 addon has no backup schedule: orders\n") == (one.exit_code, one.stderr)
    assert "# There is no schedule that could be declared.\n" in none.stdout


def test_a_project_without_addons(run: Run, api: Emulator) -> None:
    """There is nothing to declare, and each command says so."""
    api.fault(lists(), path_regex="/addons$", times=3)

    generated, listed = run("generate", "--project=shop"), run("list", "--project=shop")
    as_json = run("list", "--project=shop", "--json")

    assert (0, "There are no addons in project shop.\n") == (generated.exit_code, generated.stderr)
    assert (0, "There are no addons in project shop.\n") == (listed.exit_code, listed.stdout)
    assert {"projectId": "shop", "teamId": None, "addons": []} == json.loads(as_json.stdout)


@pytest.mark.parametrize("format_", ["program", "config"])
def test_what_can_not_be_declared_is_told(run: Run, api: Emulator, format_: str) -> None:
    """The rest is written, each schedule left out is in a comment and on stderr, and it is a 1."""
    kept = item("s1", retentionTime=7, scheduling=TOO_MANY)
    twice = [item("s2", backupType="snapshot"), item("s3", backupType="snapshot", retentionTime=1)]
    api.fault(page(kept, item("s4"), *twice), path="backup-schedules")

    result = run("generate", "--project=shop", "--addon=orders", "--format", format_)

    assert 1 == result.exit_code
    assert "orders-daily-dump" in result.stdout
    for schedule_id, reason in {
        "s1": "the hourly dump of addon orders in project shop: retentionTime: the schedule would "
        "keep 10080 backups at once",
        "s2": "the daily snapshot of addon orders in project shop: the addon has 2 schedules",
        "s3": "the daily snapshot of addon orders in project shop: the addon has 2 schedules",
    }.items():
        assert f"Left out schedule {schedule_id}, {reason}" in result.stderr
        comment = " ".join(result.stdout.replace("\n#  ", " ").split())
        assert f"# - schedule {schedule_id}, {reason}" in comment
    assert 3 == result.stderr.count("\n")


def test_a_schedule_on_two_pages_is_one(run: Run, api: Emulator) -> None:
    """Where the list changes while it is read, what is listed twice is no second schedule."""
    pagination = {"hasNextPage": True, "cursor": "c", "count": 1}
    api.fault(page(item("s1"), pagination=pagination), path="orders")
    api.fault(page(item("s1")), path="orders")

    result = run("generate", "--project=shop", "--addon=orders")

    assert (0, ["orders-daily-dump"]) == (result.exit_code, names(result.stdout))
