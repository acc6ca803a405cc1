"""An emulator whose clock is weeks ahead, and the command that asks it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.unit.commandline import Run
from tests.unit.conftest import TOKEN, MakeClient
from tests.unit.schedules import make_schedule

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.emulator.clock import Clock

START = dt.datetime(2026, 11, 2, 10, 30, tzinfo=dt.timezone.utc)
WEEK = 7 * 86400
DAILY = {"interval": "daily", "minute": [30], "hour": [2]}


@pytest.fixture(name="api")
def _api() -> Iterator[Emulator]:
    """Give an emulator whose schedules go by a clock two hours ahead, with one idle addon."""
    addons = ["shop/orders", "shop/carts"]
    clock = Clock(START, frozen=True)
    with Emulator(token=TOKEN, addons=addons, clock=clock, utc_offset="+02:00") as api:
        yield api


def invoke(api: Emulator, *arguments: str, stdin: str | None = None, **changes: str) -> Result:
    """Run the command for the project shop, or for the stack in *stdin*."""
    environment = {
        "NORTHFLANK_API_TOKEN": TOKEN,
        "NORTHFLANK_BASE_URL": api.url,
        "NORTHFLANK_MAX_WAIT": "0",
        **changes,
    }
    where = ["--project", "shop"] if stdin is None else ["--state", "-"]
    return CliRunner(env=environment).invoke(main, ["status", *where, *arguments], input=stdin)


@pytest.fixture(name="run")
def _run(api: Emulator) -> Run:
    """Run the command for the project shop, as of the emulator's time."""

    def run(*arguments: str, stdin: str | None = None, **changes: str) -> Result:
        now = ("--now", api.clock.now().isoformat())
        return invoke(api, *now, *arguments, stdin=stdin, **changes)

    return run


@pytest.fixture(autouse=True)
def _schedules(api: Emulator, connect: MakeClient) -> None:
    """Let each addon have a dump a day, and orders a snapshot every hour."""
    client = connect(api.url)
    for schedule in (
        make_schedule(backupType="dump", scheduling=DAILY, retentionTime=30),
        make_schedule("hourly"),
        make_schedule(addonId="carts", backupType="dump", scheduling=DAILY, retentionTime=30),
    ):
        client.create_schedule(schedule.address, schedule.body)


def document(result: Result) -> Any:
    """The JSON that the command printed."""
    return json.loads(result.stdout)


def verdicts(result: Result) -> dict[str, list[str]]:
    """The verdicts of each addon's schedules."""
    return {
        addon["addon"]: [one["status"] for one in addon["schedules"]]
        for addon in document(result)["addons"]
    }


def state(addon: str, minute: int, *others: dict[str, Any]) -> str:
    """The export of a stack that declares a daily dump, and *others* that differ from it."""
    inputs = {
        "projectId": "shop",
        "addonId": addon,
        "backupType": "dump",
        "scheduling": {**DAILY, "minute": [minute]},
        "retentionTime": 30,
    }
    kind = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
    one = {"urn": f"urn:pulumi:prod::shop::{kind}::nightly", "type": kind, "inputs": inputs}
    more = [
        {**one, "urn": f"urn:pulumi:prod::shop::{kind}::other-{number}", "inputs": inputs | other}
        for number, other in enumerate(others)
    ]
    return json.dumps({"deployment": {"resources": [one, *more]}})
