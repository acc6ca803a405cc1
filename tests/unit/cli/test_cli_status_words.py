"""What ``pulumi-northflank status`` says to people about backups that lack."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from tests.unit.backups.test_backups import TERMS, at
from tests.unit.backups.test_evidence import NOW, addon, days, hours, plan
from tests.unit.schedules import make_schedule

from pulumi_northflank.backups.addon import WatchedAddon
from pulumi_northflank.backups.backup import Backup
from pulumi_northflank.backups.report import report_on
from pulumi_northflank.backups.runs import Watched
from pulumi_northflank.backups.zones import NamedZone
from pulumi_northflank.cli.status.document import status_json
from pulumi_northflank.cli.status.nagios import nagios_code, nagios_line
from pulumi_northflank.cli.status.prometheus import prometheus_text
from pulumi_northflank.cli.status.text import status_text
from pulumi_northflank.schedule import Address

MAKE_ONE = "Check the addon's backups in Northflank, and make one by hand."
STOPPED = "and Northflank backs up running addons only."


def text(*addons: WatchedAddon, zone: str = "UTC") -> str:
    """The text about these addons, on lines of any length."""
    named = NamedZone(ZoneInfo(zone)) if zone else None
    return status_text(report_on(addons, TERMS, named))


def sentences(*addons: WatchedAddon, zone: str = "UTC") -> list[str]:
    """The sentences between the table and the last line."""
    return text(*addons, zone=zone).split("\n\n")[1].splitlines()


def nagios(*addons: WatchedAddon, zone: str = "UTC") -> tuple[int, str]:
    """The exit status, and the line without performance data and the number of verdicts."""
    report = report_on(addons, TERMS, NamedZone(ZoneInfo(zone)) if zone else None)
    about = nagios_line(report).partition(" | ")[0].partition(" - ")[2]
    return nagios_code(report), about.rpartition(" (")[0]


def daily(*last: Backup, made: Iterable[float] | None = None, **changes: Any) -> WatchedAddon:
    """An addon with a dump a day that was well until the 27th, and these backups of the 28th."""
    well = addon("daily", dumps=days("03:00", 1, 27) if made is None else made)
    return replace(well, backups=[*well.backups, *last], **changes)


def dump(status: str, time: str = "03:00", size: int | None = None) -> Backup:
    """A dump of the 28th."""
    return Backup(f"b{time}", "dump", status, at(f"28T{time}") + 1, size)


def test_beside_an_hourly_one() -> None:
    """A daily dump that is missing beside hourly ones is named with its own last success."""
    both = addon("hourly", plan("daily", 30), dumps=[*hours(0), *days("03:30", 20, 26)])

    assert [
        (
            "shop/orders: the last completed backup of the daily-dump schedule is 2d8h old "
            f"(2026-11-26 03:31 UTC), and it promises one every 24h. {MAKE_ONE}"
        )
    ] == sentences(both)


def test_never_made() -> None:
    """A schedule without any backup is named."""
    assert [
        (
            "shop/orders: the daily-dump schedule has no completed backup, and it promises one "
            f"every 24h. {MAKE_ONE}"
        )
    ] == sentences(daily(made=[]))


def test_made_by_hand() -> None:
    """A backup by hand after a failed one is told, with the end of the alarm."""
    by_hand = daily(dump("failed"), dump("completed", "05:40"))

    assert [
        (
            "shop/orders: the daily-dump schedule has no completed backup for a run at 2026-11-28 "
            "03:00 UTC, but a backup was made by hand since then, at 2026-11-28 05:41 UTC. The "
            "schedule stays failed until its next completed backup."
        )
    ] == sentences(by_hand)
    assert (2, "shop/orders failed at 2026-11-28 03:00 UTC, backups since then") == nagios(by_hand)


def test_ended() -> None:
    """A gap that ended reads like that, and says until when it counts."""
    gap = addon("daily", dumps=[*days("03:00", 1, 24), *days("03:00", 27, 28)])
    (sentence,) = sentences(gap)

    assert (
        "has no completed backup for 2 of 14 runs, the last one at 2026-11-26 03:00 UTC, but a "
        "backup was made since then, at 2026-11-28 03:01 UTC. The schedule stays missed until "
        "2026-12-10 03:00 UTC, if no other run is missed."
    ) in sentence
    assert (
        2,
        (
            "shop/orders missed 2 times from 2026-11-25 03:00 to 2026-11-26 03:00 UTC, backups "
            "since then"
        ),
    ) == nagios(gap)
    ended = replace(
        gap,
        now=at("10T03:00", 12),
        backups=addon(
            "daily",
            dumps=[
                *(one.minute for one in gap.backups),
                *days("03:00", 29, 30),
                *days("03:00", 1, 9, 12),
                at("10T03:00", 12),
            ],
        ).backups,
    )
    assert "1 ok" in text(ended)
    assert "1 missed" in text(replace(ended, now=at("10T02:59", 12)))


def test_often() -> None:
    """The line for Nagios counts runs that are missed again and again."""
    every_second = addon("daily", dumps=[at(f"{day:02}T03:00") for day in range(1, 29, 2)])

    assert (
        2,
        (
            "shop/orders missed since 2026-11-28 03:00 UTC, and 6 times before, from 2026-11-16 "
            "03:00 UTC on"
        ),
    ) == nagios(every_second)


def test_empty() -> None:
    """A backup of 0 bytes is empty, and an alarm."""
    empty = daily(dump("completed", size=0))

    assert (2, "shop/orders failed since 2026-11-28 03:00 UTC") == nagios(empty)
    assert "  empty: 2026-11-28 03:00" in text(empty)


def test_not_supported() -> None:
    """A backup type that the addon cannot make is not to be made by hand."""
    assert [
        (
            "shop/orders: Northflank cannot make a dump of this addon (not-supported). Remove the "
            "daily-dump schedule, or change its backup type."
        )
    ] == sentences(daily(dump("not-supported")))


def test_slow() -> None:
    """A backup that has been running for hours is a warning."""
    slow = daily(dump("in-progress"))

    assert [
        (
            "shop/orders: the backup of the daily-dump schedule has been running for 9h4m (since "
            "2026-11-28 03:01 UTC). Check in Northflank whether it hangs. If its backups take that "
            "long, extend --grace."
        )
    ] == sentences(slow)
    assert (1, "shop/orders running since 2026-11-28 03:01 UTC") == nagios(slow)
    report = report_on([slow], TERMS, None)
    assert [True] == [one["slow"] for one in json.loads(status_json(report))["addons"]]
    assert 'northflank_backup_slow{addon="shop/orders"} 1.0' in prometheus_text(report)


def test_overdue() -> None:
    """A schedule that was created again after an outage is a warning, with the last backup."""
    (schedule,) = daily().schedules
    again = replace(schedule, changed=at("28T11:00"), created=at("28T11:00"))
    well = addon("daily", dumps=days("03:00", 1, 28), name="carts")
    late = daily(made=days("03:00", 1, 17), schedules=[again])
    age = "the newest dump is 11d9h old (2026-11-17 03:01 UTC)"

    assert [
        (
            "shop/orders: no run of the daily-dump schedule was due since it was created or "
            f"changed (2026-11-28 11:00 UTC), and {age}. {MAKE_ONE}"
        )
    ] == sentences(late, well, zone="")
    since = "shop/orders has no backup since 2026-11-17 03:01 UTC"
    assert (1, since) == nagios(late, well, zone="")
    assert (1, f"{since} (the addon is paused)") == nagios(replace(late, status="paused"), well)
    report = report_on([late, well], TERMS, None)
    assert 'northflank_backup_overdue{addon="shop/orders"} 1.0' in prometheus_text(report)
    assert [True, False] == [one["overdue"] for one in json.loads(status_json(report))["addons"]]


def test_stopped() -> None:
    """A paused addon whose runs all have a backup is a warning in each format."""
    paused = daily(dump("completed"), status="paused")
    report = report_on([paused], TERMS, None)

    assert (1, "shop/orders makes no backups (the addon is paused)") == nagios(paused)
    assert 'northflank_backup_stopped{addon="shop/orders"} 1.0' in prometheus_text(report)
    assert [True] == [one["stopped"] for one in json.loads(status_json(report))["addons"]]


def test_not_in_northflank() -> None:
    """The newest backup is told once if it is too old, whichever declared schedules are missing."""
    gone = addon("daily", "hourly", dumps=days("03:00", 1, 26))
    gone = replace(gone, schedules=[replace(one, exists=False) for one in gone.schedules])
    old = (
        "shop/orders: its newest completed backup is 2d9h old (2026-11-26 03:01 UTC); the "
        f"schedules promise one every 1h. {MAKE_ONE}"
    )
    recent = replace(gone, backups=[dump("completed", "11:50")])

    assert (3, 1) == (len(sentences(gone)), sentences(gone).count(old))
    assert 2 == len(sentences(recent))


def test_late() -> None:
    """A late run is named with the time at which it was due."""
    late = replace(daily(), now=at("28T03:30"))

    assert (1, "shop/orders late, due at 2026-11-28 03:00 UTC") == nagios(late)
    assert "  due: 2026-11-28 03:00" in text(late)


@pytest.mark.parametrize(
    ("status", "about"),
    [
        (
            "paused",
            f"the status of the addon is paused, {STOPPED} Start it, or remove its schedules.",
        ),
        ("upgrading", f"the status of the addon is upgrading, {STOPPED}"),
        ("Running", ""),
        ("backup", ""),
    ],
)
def test_status_of_the_addon(status: str, about: str) -> None:
    """An addon that does not run is named, and the advice is for paused ones."""
    shown = text(daily(dump("completed"), status=status))

    assert about in shown
    assert bool(about) == (STOPPED in shown)


def test_paused_without_schedules() -> None:
    """An addon without schedules is not told to remove them."""
    none = WatchedAddon(Address("shop", "cache"), at(NOW), status="paused")

    assert ["shop/cache: has no backup schedule, so nothing backs it up. Declare one."] == (
        sentences(none, daily(dump("completed")))
    )


def test_no_schedule_can_be_judged() -> None:
    """An addon whose schedules are all unreadable is counted in the last line."""
    unread = WatchedAddon(Address("shop", "cache"), at(NOW), unreadable=(("s1", "hour is 24"),))

    assert text(unread).endswith("\n1 unknown. Times are in UTC.")
    assert (3, "shop/cache unknown: hour is 24") == nagios(unread)


def test_a_project_of_a_few_hours() -> None:
    """The reason that many new addons share is told once, and names no missing backup."""
    schedule = make_schedule(backupType="dump")
    new = [
        WatchedAddon(
            Address("shop", f"a{number}"), at(NOW), [Watched("s1", schedule, at(NOW) - 300)]
        )
        for number in range(8)
    ]
    reason = (
        "too few backups tell yet in which time zone its runs are due; wait for more, or name the "
        "time zone with --timezone"
    )
    keys = "shop/a0, shop/a1, shop/a2, shop/a3, shop/a4, shop/a5 and 2 more"

    assert [f"{keys}: cannot tell about the daily-dump schedule: {reason}."] == (
        sentences(*new, zone="")
    )
    assert (3, f"{keys} unknown: {reason}") == nagios(*new, zone="")


def test_a_project_of_a_few_days() -> None:
    """A new schedule whose backups leave a doubt about the time zone is not said to lack one."""
    (schedule,) = daily().schedules
    made = daily(made=days("18:00", 26, 27), schedules=[replace(schedule, changed=at("26T12:00"))])
    old = replace(made, schedules=[replace(schedule, changed=at("24T12:00"))])

    assert "too few backups tell yet" in text(made, zone="")
    assert "too few backups tell yet" not in text(old, zone="")


def test_long_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """In 80 columns, a long name has a line of its own, and no time is cut."""
    monkeypatch.setenv("COLUMNS", "80")
    long = replace(daily(), address=Address("shop", "customer-orders-production-1"))

    assert [
        "Status  Addon, schedule                    Last success      Missed or failed",
        "missed  shop/customer-orders-production-1  2026-11-27 03:01  missed:",
        "        dump daily 03:00                                     2026-11-28 03:00",
    ] == text(long).splitlines()[:3]
