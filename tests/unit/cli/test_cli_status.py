"""``pulumi-northflank status`` on the emulator, whose clock is weeks ahead."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner, Result
from prometheus_client.parser import text_string_to_metric_families
from tests.unit.commandline import Run
from tests.unit.conftest import TOKEN, MakeClient
from tests.unit.schedules import make_schedule
from tests.unit.wire import page

from pulumi_northflank.cli import main
from pulumi_northflank.emulator import BackupFault, Emulator, Status
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
        "shop/orders missed since 2026-11-09 11:00 UTC (the addon is paused) ("
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
        "shop/carts: its newest completed backup is 33h59m old (2026-11-09 00:30 UTC); the "
        "schedules promise one every 24h."
    )
    missed = "missed: 2026-11-10 00:30"

    assert [
        "Status  Addon        Schedule                    Last success      Missed or failed",
        f"missed  shop/carts   dump daily 02:30            2026-11-09 00:30  {missed}",
        "ok      shop/orders  snapshot every hour at :00  2026-11-10 10:00",
        "ok      shop/orders  dump daily 02:30            2026-11-10 00:30",
        "",
        f"{newest} Check its backups in Northflank, and make one by hand.",
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
        (["failed", "skipped"], 2, "missed since 2026-11-10 00:30 UTC"),
        (["failed", "failed"], 2, "failed since 2026-11-10 00:30 UTC"),
        (["skipped"], 2, "missed at 2026-11-10 00:30 UTC"),
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


def test_drift(api: Emulator, run: Run) -> None:
    """Runs at other times than the stack declares are missed, and the drift is named."""
    api.clock.advance(WEEK)
    result = run("--grace", "5m", stdin=state("carts", 7))

    assert (1, True) == (
        result.exit_code,
        "has drifted: scheduling.minute is [30]" in result.stdout,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "0m"),
        ("--since", "1h"),
        ("--grace", "1d"),
        ("--grace", "soon"),
        ("--timezone", "Mars"),
        ("--now", "later"),
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
