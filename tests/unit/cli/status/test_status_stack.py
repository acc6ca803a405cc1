"""What ``pulumi-northflank status`` finds of the schedules that a stack declares."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.status.conftest import WEEK, document, state, verdicts
from tests.unit.commandline import Run
from tests.unit.wire import page

from pulumi_northflank.emulator import BackupFault, Emulator, Status


def test_stack(api: Emulator, run: Run) -> None:
    """The schedules of a stack are checked, also those of an addon that has others as well."""
    api.clock.advance(WEEK)

    assert 0 == run(stdin=state("carts", 30)).exit_code
    assert 0 == run(stdin=state("orders", 30)).exit_code


@pytest.mark.parametrize("addon", ["carts", "orders"])
def test_missing_in_northflank(api: Emulator, run: Run, addon: str) -> None:
    """A schedule that Northflank no longer has is an alarm, but no run of it is called missed."""
    api.clock.advance(WEEK)
    (one,) = [
        each
        for each in api.schedules()
        if (each["addonId"], each["schedule"]["backupType"]) == (addon, "dump")
    ]
    api.remove_schedule(one["schedule"]["id"])
    api.clock.advance(3 * 86400)
    export = state(addon, 30)
    result = run("--format", "json", stdin=export)
    ((schedule,),) = [each["schedules"] for each in document(result)["addons"]]
    text, nagios = run(stdin=export).stdout, run("--format", "nagios", stdin=export)

    assert (1, "unscheduled", None) == (result.exit_code, schedule["status"], schedule["id"])
    assert (0, 0, [], None) == tuple(
        schedule[name] for name in ("expected", "completed", "missed", "last")
    )
    assert f"shop/{addon}: Northflank has no daily-dump schedule, but the stack declares" in text
    assert (2, True) == (
        nagios.exit_code,
        nagios.stdout.startswith(
            f"BACKUPS CRITICAL - shop/{addon} unscheduled: Northflank has no daily-dump schedule "
            "(1 unscheduled) | schedules=1 missed=0 "
        ),
    )


def test_unreadable_in_northflank(api: Emulator, run: Run) -> None:
    """A declared schedule is not called missing if it may be one that cannot be read."""
    api.fault(page({"id": "s1"}), path_regex="/carts/backup-schedules$", times=None)
    result = run(stdin=state("carts", 30))

    assert (2, True) == (
        result.exit_code,
        "cannot judge schedule daily-dump: it may be schedule s1, which cannot be" in result.stdout,
    )


def test_left_out(api: Emulator, run: Run) -> None:
    """A schedule that the stack declares but that cannot be read makes the state unknown."""
    api.clock.advance(WEEK)
    export = state("carts", 30, {"backupType": "stream"})
    result = run("--format", "nagios", stdin=export)
    (left_out,) = document(run("--format", "json", stdin=export))["left_out"]

    assert (3, True) == (
        result.exit_code,
        result.stdout.startswith("BACKUPS UNKNOWN - other-0 is not checked: backupType: "),
    )
    assert left_out.startswith("other-0 is not checked: ")
    assert 2 == run(stdin=export).exit_code


def test_references(api: Emulator, run: Run) -> None:
    """A schedule that the program only refers to is named, because nothing watches it."""
    api.clock.advance(WEEK)
    export = json.loads(state("carts", 30, {"addonId": "orders"}))
    declared, other = export["deployment"]["resources"][-2:]
    other["external"] = True
    result = run(stdin=json.dumps(export))
    export["deployment"]["resources"].remove(declared)
    alone = run(stdin=json.dumps(export))

    reason = "other-0 is not checked: the program only refers to this schedule"
    assert (0, True) == (result.exit_code, result.stderr.startswith(reason))
    assert (2, True) == (alone.exit_code, alone.stderr.startswith(f"Error: {reason}"))


def test_except(run: Run) -> None:
    """--except needs a project, whose addons are all checked without it."""
    result = run("--except", "orders", stdin=state("carts", 30))

    assert (2, True) == (result.exit_code, "--except needs --project." in result.stderr)
    assert "--addon cannot be combined with --except." in (
        run("--addon", "carts", "--except", "orders").stderr
    )


def test_drift(api: Emulator, run: Run) -> None:
    """Runs at other times than the stack declares are missed, and the drift is named."""
    api.clock.advance(WEEK)
    result = run("--grace", "5m", stdin=state("carts", 7))

    assert (1, True) == (
        result.exit_code,
        "has drifted: scheduling.minute is [30]" in result.stdout,
    )


def test_drift_in_other_formats(api: Emulator, run: Run) -> None:
    """A schedule that made all its backups, but not as declared, is a warning in each format."""
    api.clock.advance(WEEK)
    (one,) = api.schedules("shop", "carts")
    api.update_schedule(one["id"], retentionTime=20)
    api.clock.advance(WEEK)
    export = state("carts", 30)
    line = run("--format", "nagios", stdin=export)
    (addon,) = document(run("--format", "json", stdin=export))["addons"]

    drift = "the daily-dump schedule has drifted"
    assert (1, f"BACKUPS WARNING - shop/carts: {drift} (1 ok)") == (
        line.exit_code,
        line.stdout.partition(" |")[0],
    )
    assert ["retentionTime is 20 in Northflank and 30 in your program"] == (
        addon["schedules"][0]["drift"]
    )
    assert 'northflank_backup_schedule_drifted{addon="shop/carts"' in (
        run("--format", "prometheus", stdin=export).stdout
    )


def test_unreadable_project(api: Emulator, run: Run) -> None:
    """If a project cannot be read, its addons are unknown, and those of the others are judged."""
    api.clock.advance(WEEK)
    api.backup_fault(BackupFault("skipped", addon="shop/carts"))
    api.clock.advance(86400)
    export = state("carts", 30, {"projectId": "blog"})
    result = run("--format", "json", stdin=export)
    problems = {one["addon"]: one["problem"] for one in document(result)["addons"]}

    assert (1, {"shop/carts": ["missed"], "blog/carts": ["unknown"]}) == (
        result.exit_code,
        verdicts(result),
    )
    assert (None, True) == (
        problems["shop/carts"],
        "404 There is no project 'blog'" in problems["blog/carts"],
    )
    assert 2 == run("--format", "nagios", stdin=export).exit_code
    assert 2 == run("--addon", "orders", stdin=state("orders", 30, {"projectId": "blog"})).exit_code


def test_no_readable_project(api: Emulator, run: Run) -> None:
    """If no project can be read, nothing is told, and the file of the metrics stays."""
    api.fault(Status(403), path_regex="/addons$", times=None)
    result = run("--format", "prometheus", stdin=state("carts", 30, {"projectId": "blog"}))

    assert (2, "", True) == (result.exit_code, result.stdout, "403 Forbidden" in result.stderr)


def test_limit_of_the_hour(api: Emulator, run: Run) -> None:
    """Once the hour's requests are used up, no other project is listed, and no addon is read."""
    api.clock.advance(WEEK)
    api.fault(Status(429), path_regex="/stock/addons$", times=None)
    before = len(api.requests)
    export = state("carts", 30, {"projectId": "stock"}, {"projectId": "users"})
    result = run("--format", "json", stdin=export)
    problems = [one["problem"].partition(":")[0] for one in document(result)["addons"]]
    used_up = "The requests that the API accepts in an hour are used up, so it was not read"

    assert (2, 2) == (result.exit_code, len(api.requests) - before)
    assert [used_up, "GET /v1/projects/stock/addons", used_up] == [
        problem.partition(". ")[0] for problem in problems
    ]
