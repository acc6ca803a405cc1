"""Tests of the program, without an engine, an account or a network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pulumi
import pytest
from backups import PRODUCTION, PROJECT, declare_backups, without_backups

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.emulator import Emulator

MONTH = 30
SCHEDULE = "pulumi-python:dynamic/northflank:AddonBackupSchedule"
DAILY_DUMP = {
    "backupType": "dump",
    "scheduling": {"interval": "daily", "minute": [0], "hour": [4]},
    "retentionTime": 7,
}


class Engine(pulumi.runtime.Mocks):
    """Replaces the engine: records each schedule and lets the provider check it."""

    def __init__(self) -> None:
        self.schedules: dict[str, dict[str, Any]] = {}
        self.problems: list[str] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Record a resource, and return its inputs as its outputs."""
        if args.typ == SCHEDULE:
            checked = AddonBackupScheduleProvider().check({}, args.inputs)
            self.schedules[args.name] = checked.inputs
            self.problems += [f"{args.name}: {failure.reason}" for failure in checked.failures]
        return f"{args.name}-id", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        """Fail: the program calls no Pulumi function."""
        raise NotImplementedError(args.token)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine that has recorded the schedules of the program."""
    engine = Engine()
    # Pulumi needs an event loop in this thread, and newer Pythons do not create one.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(engine)
    pulumi.runtime.test(declare_backups)()
    yield engine
    asyncio.set_event_loop(None)
    loop.close()


def test_every_production_database_has_a_daily_dump(engine: Engine) -> None:
    """Each production database has exactly one."""
    dumped = [
        schedule["addonId"]
        for schedule in engine.schedules.values()
        if (schedule["backupType"], schedule["scheduling"]["interval"]) == ("dump", "daily")
    ]

    assert sorted(dumped) == sorted(PRODUCTION)


def test_every_backup_is_kept_for_a_month(engine: Engine) -> None:
    """No schedule has a shorter retention."""
    short = [name for name, one in engine.schedules.items() if one["retentionTime"] < MONTH]

    assert not short


def test_every_schedule_passes_the_check_of_a_preview(engine: Engine) -> None:
    """Values that Northflank does not accept fail here, such as the minute 75."""
    assert not engine.problems


def test_databases_without_backups_are_found(
    northflank_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program looks up the schedules in the emulator."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", northflank_emulator.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "any")
    northflank_emulator.add_schedule(PROJECT, "search", DAILY_DUMP)

    assert without_backups(["sandbox", "search"]) == ["sandbox"]
