"""Which backups the emulator makes, held against an independent count of minutes."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.emulator.samples import (
    DAILY,
    HOURLY,
    SCHEDULES,
    SCHEDULINGS,
    SIX,
    Connect,
    destination,
    dump,
    snapshot,
)

from pulumi_northflank.emulator import Backup, BackupFault, Clock, Emulator, Scheduling
from pulumi_northflank.emulator.runs import offset_of, runs, runs_in

# Backups start some seconds after their minute, so those of the last full hour have started.
MONDAY = dt.datetime(2025, 3, 3, 8, 0, 30, tzinfo=dt.timezone.utc)
MINUTE = dt.timedelta(minutes=1)


def minutes(api: Emulator, addon: str = "orders") -> list[str]:
    """The minutes for which an addon has backups, such as ``Mon 08:30``."""
    return [
        f"{dt.datetime.fromtimestamp(one.minute * 60, dt.timezone.utc):%a %H:%M}"
        for one in api.backups("shop", addon)
        if one.minute is not None
    ]


def naive_runs(scheduling: Scheduling, start: dt.datetime, days: int, offset: int) -> set[int]:
    """Look at each minute after the start, on a clock that is ahead of UTC by the offset."""
    found = set()
    for number in range(1, days * 24 * 60 + 1):
        moment = start + number * MINUTE
        local = moment + offset * MINUTE
        if (
            local.minute in scheduling["minute"]
            and local.hour in scheduling.get("hour", [local.hour])
            and local.weekday() in scheduling.get("day", [local.weekday()])
        ):
            found.add(int(moment.timestamp()) // 60)
    return found


@settings(max_examples=60, deadline=None)
@given(SCHEDULINGS, st.integers(0, 5_000), st.integers(1, 9), st.integers(-56, 56))
def test_runs(scheduling: Any, start: int, days: int, quarters: int) -> None:
    """A schedule runs in the minutes, hours and days that it names, and in no others."""
    moment = MONDAY.replace(second=0) + start * MINUTE
    after = int(moment.timestamp()) // 60
    until = after + days * 24 * 60

    expected = naive_runs(scheduling, moment, days, quarters * 15)

    found = list(runs(scheduling, after, until, quarters * 15))
    assert sorted(expected) == found
    assert expected == {
        each for each in range(after + 1, until + 1) if runs_in(scheduling, each, quarters * 15)
    }


@pytest.mark.thorough
@settings(max_examples=30, deadline=None)
@given(
    st.lists(SCHEDULINGS, min_size=1, max_size=3, unique_by=lambda each: each["interval"]),
    st.lists(st.integers(1, 10 * 24 * 60), max_size=4),
    st.integers(1, 5),
    st.booleans(),
)
def test_backups_do_not_depend_on_who_looks(
    schedulings: Any, looks: list[int], retention: int, counted: bool
) -> None:
    """One backup is made for each minute in which schedules run, however often somebody looks."""
    start = MONDAY.replace(minute=30, second=0)
    clock = Clock(start, frozen=True)
    with Emulator(clock=clock, no_limits=True, utc_offset="+05:45") as api:
        for addon in ("orders", "seldom"):
            for scheduling in schedulings:
                api.add_schedule("shop", addon, snapshot(scheduling, retention))
        if counted:
            api.backup_fault(BackupFault("late", times=10_000_000, seconds=0))
        passed = 0
        for look in sorted({*looks, 10 * 24 * 60}):
            clock.advance((look - passed) * 60)
            passed = look
            api.backups("shop", "orders")
        clock.advance(59)
        often, once = api.backups("shop", "orders"), api.backups("shop", "seldom")

        now = clock.now().timestamp() * 1000
        every = set().union(*(naive_runs(each, start, 10, 345) for each in schedulings))
        expected = sorted(each for each in every if (each + retention * 1440) * 60_000 > now)

    assert expected == [one.minute for one in often]
    assert expected == [one.minute for one in once]


def test_shared_minutes() -> None:
    """Where schedules of a type share a minute they make one backup, which is kept the longest."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        far = [destination("far", retentionTime=3), destination("near")]
        api.add_schedule("shop", "orders", snapshot({**HOURLY, "minute": [0]}, 1))
        api.add_schedule(
            "shop",
            "orders",
            snapshot({**DAILY, "hour": [10]}, 5, additionalDestinations=far),
        )
        api.add_schedule("shop", "orders", dump({**DAILY, "hour": [10]}, 2, compressionType="zstd"))
        clock.advance(2.5 * 3600)
        backups = api.backups("shop", "orders")

    assert [
        ("snapshot", "Mon 09:00", 1, None, {}),
        ("dump", "Mon 10:00", 2, "zstd", {}),
        ("snapshot", "Mon 10:00", 5, None, {"far": 3, "near": 5}),
    ] == [
        (
            one.backup_type,
            f"{dt.datetime.fromtimestamp((one.minute or 0) * 60, dt.timezone.utc):%a %H:%M}",
            ((one.expires or 0) - one.created) // 86_400_000,
            one.compression,
            {
                copy.destination_id: ((copy.expires or 0) - one.created) // 86_400_000
                for copy in one.copies
            },
        )
        for one in backups
    ]
    assert [1, 1, 2] == [len(one.schedules) for one in backups]


def test_newer_schedule() -> None:
    """A schedule has no part in backups that were due before it was created."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        api.add_schedule("shop", "orders", snapshot(HOURLY, 1))
        clock.advance(1.5 * 3600)
        api.add_schedule("shop", "orders", snapshot({**DAILY, "hour": [9, 10]}, 5))
        clock.advance(3600)

        assert [1, 2] == [len(one.schedules) for one in api.backups("shop", "orders")]


def test_offset() -> None:
    """With an offset, times are those of a clock ahead of UTC."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock, utc_offset="-05:30") as api:
        api.add_schedule("shop", "orders", snapshot({**DAILY, "hour": [3], "minute": [15]}))
        clock.advance(86_400)

        assert ["Mon 08:45"] == minutes(api)


@pytest.mark.parametrize(
    ("text", "expected"), [("+00:00", 0), ("+05:45", 345), ("-12:00", -720), ("+14:00", 840)]
)
def test_offset_of(text: str, expected: int) -> None:
    """An offset is a sign, hours and minutes."""
    assert expected == offset_of(text)


@pytest.mark.parametrize("text", ["", "2", "+2", "+02:60", "+14:01", "Europe/Berlin", "02:00"])
def test_wrong_offset(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(ValueError, match="offset from UTC must"):
        offset_of(text)


def test_changes() -> None:
    """A change and a deletion affect what comes after them, even if nobody looked before."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        first = api.add_schedule("shop", "orders", snapshot({**DAILY, "hour": [9]}))
        clock.advance(86_400)
        api.update_schedule(first, scheduling={**DAILY, "hour": [10]})
        clock.advance(86_400)
        api.remove_schedule(first)
        clock.advance(86_400)

        assert ["Mon 09:00", "Tue 10:00"] == minutes(api)


def test_late_deletion(connect: Connect) -> None:
    """With a delay, a schedule makes backups until its deletion takes effect."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock, delete_lag=3600) as api:
        schedule_id = api.add_schedule("shop", "orders", snapshot({**HOURLY, "minute": [0, 40]}))
        connect(api).delete(f"{SCHEDULES}/{schedule_id}")
        clock.advance(86_400)

        assert [] == api.schedules("shop", "orders")
        assert ["Mon 08:40", "Mon 09:00"] == minutes(api)


def test_pause() -> None:
    """An addon is backed up only while it is running."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock, addons=["shop/orders", "shop/idle:mysql:paused"]) as api:
        for addon in ("orders", "idle"):
            api.add_schedule("shop", addon, snapshot(HOURLY))
        clock.advance(3600)
        api.set_addon_status("shop", "orders", "paused")
        clock.advance(2 * 3600)
        api.set_addon_status("shop", "orders", "running")
        api.set_addon_status("shop", "idle", "running")
        clock.advance(3600)

        assert (["Mon 09:00", "Mon 12:00"], ["Mon 12:00"]) == (minutes(api), minutes(api, "idle"))


def test_growth() -> None:
    """Backups grow from day to day, and dumps are smaller than snapshots."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        for body in (snapshot(), dump()):
            api.add_schedule("shop", "orders", body)
        clock.advance(5 * 86_400)
        sizes = {
            kind: [one.size for one in api.backups("shop", "orders") if one.backup_type == kind]
            for kind in ("dump", "snapshot")
        }

    assert [5, 5] == [len(set(those)) for those in sizes.values()]
    assert [sorted(those) for those in sizes.values()] == [*sizes.values()]
    assert max(sizes["dump"]) < min(sizes["snapshot"])


def test_ids() -> None:
    """A dump and a snapshot that are created in the same millisecond have different IDs."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        api.backup_fault(BackupFault("late", times=None, seconds=0))
        for body in (snapshot(), dump()):
            api.add_schedule("shop", "orders", body)
        clock.advance(86_400)
        backups = api.backups("shop", "orders")

    assert [(1, 2)] == [(len({one.created for one in backups}), len({one.id for one in backups}))]


def test_seed() -> None:
    """Two emulators with a seed make the same backups, and with another seed others."""

    def made(seed: int) -> list[Backup]:
        clock = Clock(MONDAY, frozen=True)
        with Emulator(clock=clock, seed=seed) as api:
            for body in SIX:
                api.add_schedule("shop", "orders", body)
            api.backup_fault(BackupFault("failed", times=None, probability=0.5))
            clock.advance(86_400)
            return api.backups("shop", "orders")

    assert made(1) == made(1)
    assert {one.id for one in made(1)}.isdisjoint(one.id for one in made(2))


def test_restart(tmp_path: Any) -> None:
    """Another emulator with the same file makes the same backups; without a file they are lost."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(db=tmp_path / "db", clock=clock) as api:
        api.add_schedule("shop", "orders", snapshot(HOURLY))
        clock.advance(3 * 3600)
        before = api.backups("shop", "orders")
    with Emulator(db=tmp_path / "db", clock=clock) as api:
        assert before == api.backups("shop", "orders")

    forgetful = Emulator(clock=clock)
    with forgetful as api:
        api.add_schedule("shop", "orders", snapshot(HOURLY))
        clock.advance(3600)
        assert 1 == len(api.backups("shop", "orders"))
    with forgetful as api:
        assert [] == api.backups("shop", "orders")


def test_clear() -> None:
    """A cleared emulator has no backups, faults or paused addons."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        for _ in range(2):
            api.add_schedule("shop", "orders", snapshot(HOURLY))
            clock.advance(3600)
            assert ["Mon 09:00"] == minutes(api)
            api.set_addon_status("shop", "orders", "paused")
            api.backup_fault(BackupFault("skipped", times=None))
            api.clear()
        assert [] == minutes(api)


@pytest.mark.thorough
def test_a_year() -> None:
    """A year of a hundred addons takes less than ten seconds, and nothing until somebody looks."""
    clock = Clock(MONDAY, frozen=True)
    with Emulator(clock=clock) as api:
        for number in range(100):
            for body in SIX:
                api.add_schedule("shop", f"db-{number}", body)
        start = time.process_time()
        clock.advance(365 * 86_400)
        advanced = time.process_time() - start
        counts = {len(api.backups("shop", f"db-{number}")) for number in range(100)}
        passed = time.process_time() - start

    assert 1 == len(counts)
    assert advanced < 0.1
    assert passed < 10
