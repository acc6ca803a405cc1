"""Which clock the backups tell, and what is doubtful because they tell too little."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.backups.test_backups import DAY, TERMS, at
from tests.unit.schedules import make_schedule

from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import Backup
from pulumi_northflank.backups.report import Report, report_on
from pulumi_northflank.backups.runs import Watched
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.schedule import Address

NOW = "28T12:05"
WHEN: dict[str, dict[str, Any]] = {
    "hourly": {},
    "daily": {"hour": [3]},
    "weekly": {"hour": [3], "day": [0]},
}


def days(time: str, first: int, last: int, month: int = 11) -> list[float]:
    """The minute after this time of each day from the first to the last."""
    return [at(f"{day:02}T{time}", month) + 1 for day in range(first, last + 1)]


def hours(minute: int, *without: int) -> list[float]:
    """The minute after this one of each hour of the last week, *without* some hours of the day."""
    first = at("21T12:00") + minute + 1
    return [first + 60 * hour for hour in range(169) if (12 + hour) % 24 not in without]


def addon(
    *intervals: str | Mapping[str, Any],
    dumps: Iterable[float],
    snapshots: Iterable[float] = (),
    now: float = 0,
    name: str = "orders",
) -> WatchedAddon:
    """An addon with dumps at 3:00, on Mondays if weekly, and its completed backups."""
    schedules = [
        Watched(
            f"s{number}",
            make_schedule(
                **{
                    "addonId": name,
                    "backupType": "dump",
                    "retentionTime": 7 if one == "hourly" else 60,
                    **(one if isinstance(one, Mapping) else plan(one)),
                }
            ),
        )
        for number, one in enumerate(intervals)
    ]
    backups = [Backup(f"d{minute}", "dump", "completed", minute) for minute in dumps]
    backups += [Backup(f"s{minute}", "snapshot", "completed", minute) for minute in snapshots]
    backups.sort(key=lambda one: one.minute)
    return WatchedAddon(Address("shop", name), now or at(NOW), schedules, backups, "running")


def plan(interval: str, minute: int = 0, **changes: Any) -> dict[str, Any]:
    """The settings of a schedule at a minute past 3:00 or past each hour."""
    scheduling = {"interval": interval, "minute": [minute], **WHEN[interval]}
    return {"scheduling": scheduling, **changes}


def report(*addons: WatchedAddon, named: str = "") -> Report:
    """The report on these addons."""
    return report_on(addons, TERMS, NamedZone(ZoneInfo(named)) if named else None)


def verdicts(*addons: WatchedAddon, named: str = "") -> list[str]:
    """The verdicts of all schedules, in order."""
    found = report(*addons, named=named)
    return [one.verdict for one in found.schedules]


@pytest.mark.parametrize(("last", "hand"), [(3, "15:00"), (14, "10:30"), (27, "01:00")])
def test_a_series_by_hand(last: int, hand: str) -> None:
    """Dumps by hand at the same time of each day do not hide that the schedule stopped."""
    stopped = addon("daily", dumps=[*days("03:00", 1, last), *days(hand, 1, 28)])
    (status,) = report(stopped).schedules

    assert ("unknown", True) == (status.verdict, "--timezone" in status.reason)


def test_a_series_by_hand_of_a_healthy_addon() -> None:
    """They raise no alarm if the schedule made all its dumps, or another one tells the clock."""
    dumps = [*days("03:00", 1, 28), *days("15:00", 1, 28)]
    weekly = plan("weekly", backupType="snapshot")
    snapshots = [at(f"{day:02}T03:00") + 1 for day in (2, 9, 16, 23)]

    assert ["ok"] == verdicts(addon("daily", dumps=dumps))
    assert ["ok", "ok"] == verdicts(addon("daily", weekly, dumps=dumps, snapshots=snapshots))


WELL = addon(
    "daily",
    plan("daily", 20, backupType="snapshot"),
    dumps=days("03:00", 1, 28),
    snapshots=days("03:20", 1, 28),
    name="carts",
)
"""An addon whose two schedules made all their backups."""


def test_another_addon_tells() -> None:
    """Dumps by hand do not count for the clock if other addons tell another one."""
    dead = addon("daily", dumps=days("15:00", 1, 28))

    assert ["missed", "ok", "ok"] == verdicts(dead, WELL)


def test_a_frequent_series_by_hand() -> None:
    """Many dumps by hand of one addon do not outvote those of two schedules."""
    often = {"interval": "daily", "minute": [0], "hour": [0, 3, 9, 14, 16, 21]}
    times = [f"{hour:02}:30" for hour in (2, 5, 8, 14, 19, 21)]
    hand = [minute for time in times for minute in days(time, 1, 28)]
    dead = addon({"scheduling": often}, dumps=hand)

    assert ["missed", "ok", "ok"] == verdicts(dead, WELL)


@pytest.mark.parametrize(("zone", "age"), [("UTC", 3), ("Asia/Tokyo", 4), ("Asia/Kathmandu", 4)])
def test_a_new_project(zone: str, age: int) -> None:
    """A daily dump and a weekly snapshot tell the clock after a few days, with one by hand, too."""
    now, clock = at(NOW), NamedZone(ZoneInfo(zone))
    daily, weekly = (
        replace(one, changed=now - age * DAY)
        for one in addon("daily", plan("weekly", backupType="snapshot"), dumps=[]).schedules
    )
    dumps = [run.instants[0] + 1 for run in daily.runs(clock, now, TERMS)]
    snapshots = [run.instants[0] + 1 for run in weekly.runs(clock, now, TERMS)]
    by_hand = now - DAY / 2
    made = addon(dumps=sorted([*dumps, by_hand]), snapshots=snapshots)

    assert {"unknown", "missed"}.isdisjoint(verdicts(replace(made, schedules=[daily, weekly])))
    missed = addon(dumps=sorted([*dumps[:-1], by_hand]), snapshots=snapshots)
    assert "ok" != verdicts(replace(missed, schedules=[daily, weekly]))[0]


@pytest.mark.parametrize("hand", ["10:17", "07:00", "23:59"])
def test_few_runs(hand: str) -> None:
    """A dump by hand after a first missed run is not taken for it by another clock."""
    schedule = make_schedule(backupType="dump", retentionTime=60, **plan("daily"))
    made = addon(dumps=[at(f"27T{hand}") + 1], now=at("28T00:30"))
    new = replace(made, schedules=[Watched("s1", schedule, at("27T01:00"))])

    assert ["unknown"] == verdicts(new)


def test_named_and_contradicted() -> None:
    """Runs are judged by a named zone alone, and the report tells which one fits better."""
    stopped = addon("daily", dumps=days("15:00", 1, 28))
    found = report(stopped, named="UTC")

    assert ["missed"] == [one.verdict for one in found.schedules]
    assert "-12:00" == str(found.evidence.rival)


@pytest.mark.parametrize("interval", ["daily", "weekly"])
@pytest.mark.parametrize("minute", [10, 30, 50])
def test_beside_an_hourly_schedule(interval: str, minute: int) -> None:
    """A daily or weekly schedule that never ran is missed beside an hourly one of its type."""
    assert [
        "ok",
        "missed",
    ] == verdicts(addon("hourly", plan(interval, minute), dumps=hours(0)))


def test_one_missed_beside_an_hourly_schedule() -> None:
    """One missed run of a daily schedule is found where the hourly one has another minute."""
    dumps = [*hours(0), *days("05:30", 1, 26), *days("05:30", 28, 28)]
    found = report(addon("hourly", plan("daily", 30), dumps=dumps))

    assert [[], [at("27T05:30")]] == [list(one.missed) for one in found.schedules]


def test_soon_after_an_hourly_schedule() -> None:
    """A daily schedule tells the clock by its own backups, soon after those of an hourly one."""
    dumps = sorted([*hours(0), *days("03:10", 22, 28)])
    daily = plan("daily", 10, retentionTime=6)

    assert ["ok", "ok"] == verdicts(addon("hourly", daily, dumps=dumps))


def test_several_by_hand() -> None:
    """Several dumps by hand soon after each other are not several runs of another clock."""
    several = [at(f"28T10:0{minute}") for minute in range(1, 9)]
    (schedule,) = addon("daily", dumps=[]).schedules
    made = addon(dumps=[*days("03:00", 24, 28), *several])

    assert ["ok"] == verdicts(replace(made, schedules=[replace(schedule, changed=at("24T00:00"))]))


def test_shared_with_an_hourly_schedule() -> None:
    """One backup serves an hourly and a daily schedule that share a minute."""
    assert ["ok", "ok"] == verdicts(
        addon("hourly", "daily", dumps=[*days("03:00", 1, 21), *hours(0)])
    )


def test_shared_and_missed() -> None:
    """Without the backup that both share, the hourly one is missed, and the daily one too."""
    without = addon("hourly", "daily", dumps=[*hours(0, 3)])
    both = verdicts(without)

    assert "missed" == both[0]
    assert "ok" != both[1]


@pytest.mark.parametrize("since", [1, 2, 3])
def test_soon_after_a_change_of_the_clock(since: int) -> None:
    """A few backups tell that the clock changed, however many were made before."""
    dumps = [*days("01:00", 1, 24, 10), *days("02:00", 25, 24 + since, 10)]
    changed = addon("daily", dumps=dumps, now=at(f"{24 + since}T12:00", 10))

    assert ["ok"] == verdicts(changed)


@pytest.mark.parametrize("since", [1, 2, 3])
def test_no_change_of_the_clock(since: int) -> None:
    """Where other clocks change and this one does not, nothing is doubtful."""
    dumps = days("03:00", 1, 24 + since, 10)
    same = addon("daily", dumps=dumps, now=at(f"{24 + since}T12:00", 10))
    missed = addon("daily", dumps=dumps[:-1], now=at(f"{24 + since}T12:00", 10))

    assert (["ok"], ["missed"]) == (verdicts(same), verdicts(missed))


@pytest.mark.parametrize("month", [1, 7])
def test_an_old_backup_by_hand(month: int) -> None:
    """A backup by hand of another season, which does not expire, hides no change of the clock."""
    dumps = [at("10T09:00", month), *days("01:00", 1, 24, 10), *days("02:00", 25, 27, 10)]

    assert ["ok"] == verdicts(addon("daily", dumps=dumps, now=at("27T12:00", 10)))


def test_west_of_utc() -> None:
    """A backup that is late by seconds more than the grace does not count for another clock."""
    dumps = [each - 0.93 for each in [*days("07:00", 15, 31, 10), *days("08:00", 1, 1)]]

    assert ["ok"] == verdicts(addon("daily", dumps=dumps, now=at("01T12:00")))


@pytest.mark.parametrize("hand", ["12:20", "14:20", "14:45"])
def test_late_backups_of_another_clock(hand: str) -> None:
    """Backups that another clock explains as late ones only do not speak against UTC."""
    never_ran = [addon("daily", dumps=days(hand, 1, 28), name=name) for name in ("a", "b", "c")]
    well = addon("daily", dumps=days("03:00", 1, 28), name="carts")

    assert {"unknown"} == {*verdicts(*never_ran)}
    assert {"missed", "unknown"}.isdisjoint(verdicts(well))
    assert "missed" not in verdicts(*never_ran, well)


def test_drifted() -> None:
    """A schedule that makes its backups at other times tells no clock."""
    moved = addon("daily", dumps=days("04:30", 1, 28))
    (one,) = moved.schedules
    drifted = replace(one, drift=("scheduling.hour is [4] in Northflank",))

    assert ["unknown"] == verdicts(replace(moved, schedules=[drifted]))


def test_others() -> None:
    """Backups of schedules that a stack does not declare are not taken for those of its own."""
    both = addon("hourly", plan("daily", 30), dumps=[*hours(0), *days("03:30", 1, 27)])
    hourly, daily = both.schedules
    one = replace(both, schedules=[daily], others=[hourly])

    assert ["missed"] == verdicts(one)
