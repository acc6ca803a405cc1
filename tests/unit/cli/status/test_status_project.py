"""What ``pulumi-northflank status`` finds in a project, and how it is used."""

from __future__ import annotations

import pytest
from tests.unit.cli.status.conftest import DAILY, WEEK, document, invoke, state, verdicts
from tests.unit.commandline import Run
from tests.unit.conftest import TOKEN
from tests.unit.schedules import make_schedule

from pulumi_northflank.emulator import BackupFault, Emulator, Status


def test_all_is_well(api: Emulator, run: Run) -> None:
    """With every backup made, the exit status is 0 and the evidence tells the offset."""
    api.clock.advance(2 * WEEK)
    result = run("--format", "json")

    assert (0, {"shop/carts": ["ok"], "shop/orders": ["ok", "ok"]}) == (
        result.exit_code,
        verdicts(result),
    )
    assert ("2026-11-16T10:30:00Z", "+02:00", 28) == tuple(
        document(result)[name] for name in ("checked_at", "utc_offset", "evidence")
    )


def test_long_evidence(api: Emulator, run: Run) -> None:
    """The clock is told by the backups of weeks, also if runs are expected for a shorter time."""
    api.clock.advance(4 * WEEK)
    result = run("--addon", "orders", "--since", "2d", "--format", "json")

    assert ("+02:00", 28) == tuple(document(result)[name] for name in ("utc_offset", "evidence"))


def test_requests(api: Emulator, run: Run) -> None:
    """A check lists the addons, each addon's schedules, and no more pages than its runs need."""
    api.clock.advance(8 * WEEK)
    before = len(api.requests)
    run()
    paths = [request.path.rpartition("/")[2] for request in api.requests[before:]]

    # The snapshots of a week are on two pages, and two dumps a fortnight on the first.
    assert {"addons": 1, "backup-schedules": 2, "backups": 3} == {
        name: paths.count(name) for name in sorted({*paths})
    }


def test_paused(api: Emulator, run: Run) -> None:
    """What a paused addon misses is listed by its times, with the reason and what to do."""
    api.clock.advance(WEEK)
    api.set_addon_status("shop", "orders", "paused")
    api.clock.advance(2 * 86400)
    result = run("--format", "json", "--addon", "orders")
    (addon,) = document(result)["addons"]
    dump = addon["schedules"][1]

    assert (1, "missed", "paused") == (result.exit_code, addon["status"], addon["addon_status"])
    assert (9, 7, ["2026-11-10T00:30:00Z", "2026-11-11T00:30:00Z"]) == tuple(
        dump[name] for name in ("expected", "completed", "missed")
    )
    assert "the addon is paused, and Northflank backs up running addons only" in run().stdout
    assert (
        "shop/orders missed 49 times since 2026-11-09 11:00 UTC (the addon is paused) ("
        in run("--format", "nagios").stdout
    )


def test_failed(api: Emulator, run: Run) -> None:
    """A failed last run is an alarm that names the backup; one before it is only listed."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("failed", addon="shop/carts"))
    api.clock.advance(86400)
    result = run("--format", "json", "--addon", "carts")
    (failed,) = document(result)["addons"][0]["schedules"][0]["failed"]

    assert (1, {"shop/carts": ["failed"]}) == (result.exit_code, verdicts(result))
    assert ("2026-11-10T00:30:00Z", "failed") == (failed["at"], failed["status"])

    api.clock.advance(86400)
    result = run("--format", "json", "--addon", "carts")

    assert (0, {"shop/carts": ["ok"]}) == (result.exit_code, verdicts(result))


def test_skipped_and_hanging(api: Emulator, run: Run) -> None:
    """A skipped backup is missed, and those that never end have failed once others were due."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.backup_fault(BackupFault("hanging", addon="shop/orders", times=None))
    api.clock.advance(86400)
    result = run("--format", "json")

    assert {"shop/carts": ["missed"], "shop/orders": ["failed", "running"]} == verdicts(result)

    api.clock.advance(86400)
    later = run("--format", "json", "--addon", "orders")

    assert {"shop/orders": ["failed", "failed"]} == verdicts(later)
    assert "  still running: 2026-11-10 00:30" in run("--addon", "orders").stdout


def test_shrunk(api: Emulator, run: Run) -> None:
    """A newest backup of less than half the usual size is a warning."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("shrunken", addon="shop/carts"))
    api.clock.advance(86400)
    result = run("--format", "nagios", "--addon", "carts")

    assert (1, "BACKUPS WARNING - shop/carts shrunk (1 ok)") == (
        result.exit_code,
        result.stdout.partition(" | ")[0],
    )


def test_no_schedule(api: Emulator, run: Run) -> None:
    """An addon of the project without a schedule is an alarm."""
    api.clock.advance(WEEK)
    (one,) = [each for each in api.schedules() if each["addonId"] == "carts"]
    api.remove_schedule(one["schedule"]["id"])
    result = run()

    assert 1 == result.exit_code
    assert "shop/carts: has no backup schedule, so nothing backs it up." in result.stdout


def test_except(api: Emulator, run: Run) -> None:
    """An addon that needs no backups is left out and not read."""
    api.clock.advance(WEEK)
    api.set_addon_status("shop", "carts", "paused")
    api.clock.advance(86400)
    before = len(api.requests)
    result = run("--except", "carts", "--format", "json")

    assert (0, {"shop/orders": ["ok", "ok"]}) == (result.exit_code, verdicts(result))
    assert "carts" not in str([request.path for request in api.requests[before:]])
    assert 2 == run("--except", "carts", "--except", "orders").exit_code


def test_except_unknown(run: Run) -> None:
    """An addon that is to be left out and does not exist is an error that suggests another name."""
    line = run("--except", "cart", "--except", "orders", "--format", "nagios")

    assert 3 == line.exit_code
    assert line.stdout == (
        "BACKUPS UNKNOWN - Northflank lists no addon cart (did you mean `carts`?) in project shop, "
        "so nothing was checked. Correct --except, or omit it if the addon was deleted.\n"
    )


@pytest.mark.parametrize("ahead", [3600, 365 * 86400])
def test_clocks_differ(ahead: int) -> None:
    """If the API's clock is not that of this machine, nothing can be told about the runs."""
    with Emulator(token=TOKEN, addons=["shop/orders"]) as api:
        api.clock.advance(ahead)
        result = invoke(api)

    assert 2 == result.exit_code
    assert "The API's clock says" in " ".join(result.stdout.split())


@pytest.mark.parametrize("is_stack", [False, True])
def test_changed_in_the_future(*, is_stack: bool) -> None:
    """A schedule that was changed in the future is not new: it cannot be judged."""
    with Emulator(token=TOKEN, addons=["shop/orders"]) as api:
        api.clock.advance(3600)
        schedule = make_schedule(backupType="dump", scheduling=DAILY, retentionTime=30)
        # Without HTTP: the emulator would not list it yet.
        api.add_schedule("shop", "orders", schedule.body)
        api.clock.reset()
        result = invoke(api, stdin=state("orders", 30) if is_stack else None)

    assert 2 == result.exit_code
    assert "which is in the future" in " ".join(result.stdout.split())


@pytest.mark.parametrize("path", ["addons", "backups", "backup-schedules"])
@pytest.mark.parametrize("status", [403, 500])
def test_not_told(api: Emulator, run: Run, path: str, status: int) -> None:
    """A list that cannot be read is never well, and never a missing backup."""
    api.clock.advance(WEEK)
    api.fault(Status(status), path_regex=f"/{path}$", times=None)

    assert (2, 3) == (run().exit_code, run("--format", "nagios").exit_code)


def test_limit_of_the_hour(api: Emulator, run: Run) -> None:
    """Once the hour's requests are used up, no more are made, and what is unread is unknown."""
    api.fault(Status(429), path_regex="/backup-schedules$", times=None)
    before = len(api.requests)
    result = run("--format", "json")
    addons = document(result)["addons"]

    assert (2, ["unknown"] * 2) == (result.exit_code, [addon["status"] for addon in addons])
    assert len(api.requests) - before <= 3


def test_no_token(run: Run) -> None:
    """Without a token nothing can be told, in Nagios' words on stdout."""
    result = run("--format", "nagios", NORTHFLANK_API_TOKEN="")

    assert (3, True) == (result.exit_code, result.stdout.startswith("BACKUPS UNKNOWN - "))


def test_unknown_addon(run: Run) -> None:
    """An addon that the project does not have is not told from one that cannot be read."""
    result = run("--addon", "nope", "--addon", "order", "--addon", "no")

    assert 2 == result.exit_code
    assert (
        "shop/no, shop/nope: cannot tell. Northflank lists no such addon in the project. If"
        in result.stdout
    )
    assert (
        "shop/order: cannot tell. Northflank lists no such addon in the project (did you mean "
        "`orders`?)." in result.stdout
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "0m"),
        ("--since", "3651d"),
        ("--since", "1h"),
        ("--grace", "1d"),
        ("--grace", "soon"),
        ("--timezone", "Mars"),
        ("--now", "later"),
        ("--except", "a/b"),
    ],
)
def test_wrong_usage(run: Run, arguments: tuple[str, str]) -> None:
    """An option that cannot be read is wrong usage, and a grace in which nothing is missed."""
    assert (2, True) == (run(*arguments).exit_code, "Invalid value" in run(*arguments).stderr)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "nagios", "--grace", "soon"),
        ("--grace", "1d", "--format=nagios"),
        ("--format", "nagios", "--nope"),
        ("--format", "nagios", "--stack", "prod"),
    ],
)
def test_wrong_usage_in_nagios(run: Run, arguments: tuple[str, ...]) -> None:
    """Wrong usage is unknown to Nagios, in one line on stdout."""
    result = run(*arguments)

    assert (3, "", 1) == (result.exit_code, result.stderr, len(result.stdout.splitlines()))
    assert result.stdout.startswith("BACKUPS UNKNOWN - ")


def test_reason(api: Emulator, run: Run) -> None:
    """An addon that cannot be judged is named with the reason, and its schedules are unknown."""
    api.clock.advance(WEEK)
    api.fault(Status(500), path_regex="/carts/backup-schedules$", times=None)
    line = run("--format", "nagios").stdout.partition(" | ")[0]
    row = next(row for row in run().stdout.splitlines() if row.startswith("unknown"))

    assert line == (
        "BACKUPS UNKNOWN - shop/carts unknown: GET /v1/projects/shop/addons/carts/backup-schedules:"
        " 500 Internal Server Error (2 ok, 1 addon not read)"
    )
    assert ["unknown", "shop/carts", "?", "-"] == row.split()


def test_created_again_while_backups_fail(api: Emulator, run: Run) -> None:
    """A new schedule does not end the alarm if pages of failed backups hide the last good one."""
    api.clock.advance(4 * WEEK)
    api.backup_fault(BackupFault("failed", addon="shop/orders", times=None))
    api.clock.advance(10 * 86400)
    before = run("--addon", "orders", "--format", "nagios")
    for each in api.schedules("shop", "orders"):
        api.remove_schedule(each["id"])
    schedule = make_schedule(backupType="dump", scheduling=DAILY, retentionTime=14)
    api.add_schedule("shop", "orders", schedule.body)
    api.clock.advance(3600)
    after = run("--addon", "orders", "--format", "nagios")

    assert (2, 1) == (before.exit_code, after.exit_code)
    assert "shop/orders has no backup since 2026-11-30 00:30 UTC" in after.stdout
