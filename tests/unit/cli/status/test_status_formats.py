"""The formats of ``pulumi-northflank status``."""

from __future__ import annotations

from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.cli.status.conftest import WEEK, state
from tests.unit.commandline import Run
from tests.unit.wire import page

from pulumi_northflank.emulator import BackupFault, Emulator, Status


def test_late(api: Emulator, run: Run) -> None:
    """A backup that is due within the grace is late, which is a warning of Nagios alone."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.clock.advance(14 * 3600 + 1800)

    assert (0, 1) == (
        run("--addon", "carts").exit_code,
        run("--addon", "carts", "--format", "nagios").exit_code,
    )
    assert 1 == run("--addon", "carts", "--grace", "10m").exit_code


def test_nagios(api: Emulator, run: Run) -> None:
    """The line of a critical state names the addon and since when, with performance data."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.clock.advance(86400)
    result = run("--format", "nagios")

    text, _, data = result.stdout.partition(" | ")

    assert 2 == result.exit_code
    assert text == (
        "BACKUPS CRITICAL - shop/carts missed since 2026-11-10 00:30 UTC (1 missed, 2 ok)"
    )
    assert data == "schedules=3 missed=1 failed=0 oldest_age=122340s\n"


def test_prometheus(api: Emulator, run: Run) -> None:
    """The metrics are in the exposition format, with the missed runs of each schedule."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.clock.advance(86400)
    families = {
        family.name: family
        for family in text_string_to_metric_families(run("--format", "prometheus").stdout)
    }
    missed = families["northflank_backup_schedule_missed"].samples

    assert {("shop/carts", 1.0), ("shop/orders", 0.0)} == {
        (sample.labels["addon"], sample.value) for sample in missed
    }
    assert {("gauge", True)} == {
        (family.type, bool(family.documentation)) for family in families.values()
    }


def samples(run: Run, **how: Any) -> dict[tuple[str, ...], float]:
    """The metrics that are not 0, by their names and labels; IDs are left out."""
    families = text_string_to_metric_families(run("--format", "prometheus", **how).stdout)
    return {
        (
            sample.name.removeprefix("northflank_backup_"),
            *(value for label, value in sample.labels.items() if value and label != "id"),
        ): sample.value
        for family in families
        for sample in family.samples
        if sample.value
    }


def test_metrics_of_an_unreadable_addon(api: Emulator, run: Run) -> None:
    """An addon that cannot be read has the status unknown, and no values that look well."""
    api.clock.advance(WEEK)
    api.fault(Status(500), path_regex="/carts/backups$", times=None)

    assert {("addon_status", "shop/carts", "unknown"): 1.0} == {
        labels: value for labels, value in samples(run).items() if "shop/carts" in labels
    }


def test_metrics_of_an_unreadable_schedule(api: Emulator, run: Run) -> None:
    """A schedule that cannot be judged is visible, although another one of the addon is worse."""
    api.clock.advance(WEEK)
    (one,) = [each["schedule"] for each in api.schedules() if each["addonId"] == "carts"]
    api.set_addon_status("shop", "carts", "paused")
    api.clock.advance(86400)
    api.fault(page(one, {"id": "s1"}), path_regex="/carts/backup-schedules$", times=None)
    found = samples(run)

    assert (1.0, 1.0) == (
        found["addon_status", "shop/carts", "missed"],
        found["schedule_status", "shop/carts", "unknown"],
    )


def test_metrics_without_a_schedule(api: Emulator, run: Run) -> None:
    """A declared schedule that Northflank lacks is visible, and so is an addon without any."""
    api.clock.advance(WEEK)
    (one,) = [each for each in api.schedules() if each["addonId"] == "carts"]
    api.remove_schedule(one["schedule"]["id"])
    declared = samples(run, stdin=state("carts", 30))

    assert 1.0 == declared["schedule_status", "shop/carts", "daily", "unscheduled", "dump"]
    assert {"schedule_missed", "schedule_expected"}.isdisjoint(name for name, *_ in declared)
    assert 1.0 == samples(run)["addon_status", "shop/carts", "unscheduled"]


def test_metrics_of_what_is_left_out(api: Emulator, run: Run) -> None:
    """A declared schedule that cannot be read is visible, and the check names its project."""
    api.clock.advance(WEEK)
    found = samples(run, stdin=state("carts", 30, {"backupType": "stream"}))

    assert (1.0, api.clock.now().timestamp()) == (
        found["left_out", "other-0"],
        found["checked_timestamp_seconds", "shop"],
    )


def test_table(api: Emulator, run: Run) -> None:
    """The table begins with the worst, and says which database, since when and what to do."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.clock.advance(86400)

    newest = (
        "shop/carts: the last completed backup of the daily-dump schedule is 33h59m old "
        "(2026-11-09 00:30 UTC), and it promises one every 24h."
    )
    missed = "missed: 2026-11-10 00:30"

    assert [
        "Status  Addon        Schedule                    Last success      Missed or failed",
        f"missed  shop/carts   dump daily 02:30            2026-11-09 00:30  {missed}",
        "ok      shop/orders  snapshot every hour at :00  2026-11-10 10:00",
        "ok      shop/orders  dump daily 02:30            2026-11-10 00:30",
        "",
        f"{newest} Check the addon's backups in Northflank, and make one by hand.",
        "",
        "1 missed, 2 ok. Times are in UTC. Schedules go by UTC+02:00, as 15 backups show.",
    ] == run().stdout.splitlines()


def test_narrow(api: Emulator, run: Run) -> None:
    """In 80 columns a long outage takes few lines, which tell since when it lasts."""
    api.clock.advance(WEEK)
    api.set_addon_status("shop", "orders", "paused")
    api.clock.advance(2 * 86400)
    lines = run("--addon", "orders", COLUMNS="80").stdout.splitlines()

    assert [
        "Status  Addon        Schedule              Last success      Missed or failed",
        "missed  shop/orders  snapshot every hour   2026-11-09 10:00  47 missed:",
        "                     at :00                                  2026-11-09 11:00 to",
        "                                                             2026-11-11 09:00",
        "missed  shop/orders  dump daily 02:30      2026-11-09 00:30  missed:",
        "                                                             2026-11-10 00:30,",
        "                                                             2026-11-11 00:30",
    ] == lines[:7]


@pytest.mark.parametrize(
    ("faults", "days", "about"),
    [
        (["skipped"], 1, "missed since 2026-11-10 00:30 UTC"),
        (["failed", "skipped"], 2, "missed 2 times since 2026-11-10 00:30 UTC"),
        (["failed", "failed"], 2, "failed 2 times since 2026-11-10 00:30 UTC"),
        (["skipped"], 2, "missed at 2026-11-10 00:30 UTC, backups since then"),
    ],
)
def test_since(api: Emulator, run: Run, faults: list[Any], days: int, about: str) -> None:
    """The line for Nagios tells since when backups are missing or fail, or when one was missed."""
    api.clock.advance(WEEK)
    for fault in faults:
        api.backup_fault(BackupFault(fault, addon="shop/carts"))
    for _ in range(days):
        api.clock.advance(86400)
    line = run("--format", "nagios", "--addon", "carts").stdout

    assert line.startswith(f"BACKUPS CRITICAL - shop/carts {about} (")
