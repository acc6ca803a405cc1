"""What the program promises, tested without an engine, an account or a network."""

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
    """Stands in for the engine: notes each schedule, and has the provider check it."""

    def __init__(self) -> None:
        self.schedules: dict[str, dict[str, Any]] = {}
        self.faults: list[str] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Note a resource; its inputs are its outputs, too."""
        if args.typ == SCHEDULE:
            checked = AddonBackupScheduleProvider().check({}, args.inputs)
            self.schedules[args.name] = checked.inputs
            self.faults += [f"{args.name}: {failure.reason}" for failure in checked.failures]
        return f"{args.name}-id", args.inputs

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[str, Any], None]:
        """Answer a function of another package; this one has none."""
        raise NotImplementedError(args.token)


@pytest.fixture
def engine() -> Iterator[Engine]:
    """An engine that has been told what the program declares."""
    engine = Engine()
    # Pulumi needs the thread's event loop, and newer Pythons make none by themselves.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(engine)
    pulumi.runtime.test(declare_backups)()
    yield engine
    asyncio.set_event_loop(None)
    loop.close()


def test_every_production_database_has_a_daily_dump(engine: Engine) -> None:
    """No database of the list is without one, or has two."""
    dumped = [
        schedule["addonId"]
        for schedule in engine.schedules.values()
        if (schedule["backupType"], schedule["scheduling"]["interval"]) == ("dump", "daily")
    ]

    assert sorted(dumped) == sorted(PRODUCTION)


def test_every_backup_is_kept_for_a_month(engine: Engine) -> None:
    """What is kept for less is named."""
    short = [name for name, one in engine.schedules.items() if one["retentionTime"] < MONTH]

    assert not short


def test_every_schedule_passes_the_check_of_a_preview(engine: Engine) -> None:
    """A minute 75, or 61 days where 60 are the most, would be told here."""
    assert not engine.faults


def test_databases_without_backups_are_found(
    northflank_emulator: Emulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The look-up asks an API, so it gets one: what it finds is no mock's answer."""
    monkeypatch.setenv("NORTHFLANK_BASE_URL", northflank_emulator.url)
    monkeypatch.setenv("NORTHFLANK_API_TOKEN", "any")
    northflank_emulator.add_schedule(PROJECT, "search", DAILY_DUMP)

    assert without_backups(["sandbox", "search"]) == ["sandbox"]
