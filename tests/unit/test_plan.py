"""A plan as a user's own unit test would try it: against Pulumi's mocks."""

from __future__ import annotations

import asyncio
import logging
import re
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pulumi
import pytest
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks
from pulumi.runtime.settings import SETTINGS, reset_options

from pulumi_northflank import AddonBackupSchedule, NorthflankError, SchedulingArgs
from pulumi_northflank.advice import Planned, advice
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.plan import CRITICAL, PLAN_TYPE, STANDARD, BackupPlan, PlanError
from pulumi_northflank.provider import RESOURCE_TYPE
from pulumi_northflank.quota import kept_at_once
from pulumi_northflank.shapes import BackupType
from pulumi_northflank.spread import minutes_for
from pulumi_northflank.tiers import INTERVALS, DailyTier, HourlyTier, WeeklyTier, read_tiers

Run = Callable[..., Any]

HOURLY: HourlyTier = {"minutes": [0, 30], "keep": 7}
DAILY: DailyTier = {"at": "02:15", "keep": 30}
WEEKLY: WeeklyTier = {"on": ["sun"], "at": "03:45", "keep": 120}
WHEN = {
    "hourly": {"interval": "hourly", "minute": [0, 30]},
    "daily": {"interval": "daily", "minute": [15], "hour": [2]},
    "weekly": {"interval": "weekly", "minute": [45], "hour": [3], "day": [6]},
}
FULL: dict[str, Any] = WHEN["weekly"]
PLACES: Any = [{"destination_id": "eu-copy", "type": "custom", "retention_time": 7}]


class Noting(Mocks):
    """Mocks that note what is registered, and give inputs back as outputs."""

    def __init__(self) -> None:
        self.registered: list[MockResourceArgs] = []

    def new_resource(self, args: MockResourceArgs) -> tuple[str, dict[str, Any]]:
        """Note a resource."""
        self.registered.append(args)
        return f"{args.name}-id", args.inputs

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], None]:
        """Answer no call: the package makes none."""
        raise NotImplementedError(args.token)

    def schedules(self) -> dict[str, dict[str, Any]]:
        """The inputs of each schedule, by its name."""
        added = ("__provider", HIDDEN_PROPERTY)
        return {
            one.name: {name: value for name, value in one.inputs.items() if name not in added}
            for one in self.registered
            if one.typ == RESOURCE_TYPE
        }


@pytest.fixture(name="mocks")
def _mocks() -> Noting:
    """Give mocks."""
    return Noting()


@pytest.fixture(name="run")
def _run(mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program against the mocks, in an event loop of its own, and give its result."""
    # Pulumi's mocks open a loop in each thread that answers for the engine, and close none.
    loops: list[asyncio.AbstractEventLoop] = []
    open_loop = asyncio.new_event_loop

    def noting() -> asyncio.AbstractEventLoop:
        loops.append(open_loop())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", noting)
    main_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(main_loop)

    def run(program: Callable[[], Any], *, preview: bool = False) -> Any:
        pulumi.runtime.set_mocks(mocks, project="p", stack="dev", preview=preview)
        results: list[Any] = []

        def keeping() -> Any:
            return pulumi.Output.from_input(program()).apply(results.append)

        pulumi.runtime.test(keeping)()
        return results[0] if results else None

    yield run

    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()
    reset_options()
    main_loop.run_until_complete(main_loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()


def plan(name: str = "orders", **arguments: Any) -> BackupPlan:
    """A plan of snapshots for one addon."""
    return BackupPlan(
        name,
        **{"project_id": "shop", "addon_id": "orders", "backup_type": "snapshot", **arguments},
    )


def ids(of: BackupPlan) -> list[pulumi.Output[str]]:
    """What a program has to wait for."""
    return [schedule.id for schedule in of.schedules]


def later(value: Any) -> pulumi.Output[Any]:
    """A value that comes out of another resource."""
    return pulumi.Output.from_input(value).apply(lambda one: one)


def of_engine(urn: str) -> str:
    """A URN as the engine makes it: of a component, Pulumi's mocks name the stack as its parent."""
    return urn.replace("pulumi:pulumi:Stack$", "")


class Later:
    """A value that has to be awaited, as Outputs have."""

    def __await__(self) -> Generator[None, None, Any]:
        """Nothing here waits for it."""
        yield


def refused(**arguments: Any) -> list[str]:
    """What is said of a plan that can't be read."""
    with pytest.raises(PlanError) as caught:
        plan(**arguments)
    return [str(fault) for fault in caught.value.faults]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the user is warned of."""
    return [record.message for record in caplog.records if record.levelno == logging.WARNING]


# What a plan declares


def test_schedules(run: Run, mocks: Noting) -> None:
    """Each tier is a schedule, named by the plan and its place in the addon."""
    run(lambda: ids(plan(hourly=HOURLY, daily={**DAILY, "backup_type": "dump"}, weekly=WEEKLY)))

    common = {"projectId": "shop", "addonId": "orders", "ifExists": "adopt"}
    assert {
        "orders-hourly-snapshot": {
            **common,
            "backupType": "snapshot",
            "scheduling": WHEN["hourly"],
            "retentionTime": 7,
        },
        "orders-daily-dump": {
            **common,
            "backupType": "dump",
            "scheduling": WHEN["daily"],
            "retentionTime": 30,
        },
        "orders-weekly-snapshot": {
            **common,
            "backupType": "snapshot",
            "scheduling": WHEN["weekly"],
            "retentionTime": 120,
        },
    } == mocks.schedules()
    assert [(PLAN_TYPE, "orders")] == [
        (one.typ, one.name) for one in mocks.registered if one.typ != RESOURCE_TYPE
    ]


def test_all_settings(run: Run, mocks: Noting) -> None:
    """What a plan says for all its tiers reaches those of the type for which it means something."""
    run(
        lambda: ids(
            plan(
                daily=[{**DAILY, "backup_type": "dump"}, {**DAILY, "at": "05:00"}],
                weekly={**WEEKLY, "additional_destinations": []},
                compression_type="zstd",
                custom_destination_id=later("dumps"),
                additional_destinations=PLACES,
                team_id=later("acme"),
                if_exists=later("error"),
                project_id=later("mall"),
                addon_id=later("carts"),
            )
        )
    )

    made = mocks.schedules()
    assert {("mall", "carts", "acme", "error")} == {
        (one["projectId"], one["addonId"], one["teamId"], one["ifExists"]) for one in made.values()
    }
    places = [{"destinationId": "eu-copy", "type": "custom", "retentionTime": 7}]
    assert {
        "orders-daily-dump": ("zstd", "dumps", None),
        "orders-daily-snapshot": (None, None, places),
        "orders-weekly-snapshot": (None, None, []),
    } == {
        name: (
            one.get("compressionType"),
            one.get("customDestinationId"),
            one.get("additionalDestinations"),
        )
        for name, one in made.items()
    }


def test_order(run: Run) -> None:
    """The schedules come hourly, daily, weekly, and of each interval the dump first."""

    def program() -> Any:
        made = plan(
            weekly=WEEKLY,
            daily=[{**DAILY, "at": "05:00"}, {**DAILY, "backup_type": "dump"}],
            hourly=HOURLY,
        )
        assert all(isinstance(one, AddonBackupSchedule) for one in made.schedules)
        return ids(made)

    assert [
        "orders-hourly-snapshot-id",
        "orders-daily-dump-id",
        "orders-daily-snapshot-id",
        "orders-weekly-snapshot-id",
    ] == run(program)


def test_names_stay(run: Run, mocks: Noting) -> None:
    """A tier of either type that is added changes no name of another."""
    run(lambda: ids(plan(daily=DAILY)))
    before = set(mocks.schedules())

    run(lambda: ids(plan(daily=[DAILY, {**DAILY, "backup_type": "dump"}], hourly=HOURLY)))

    assert {"orders-daily-snapshot"} == before
    assert before < set(mocks.schedules())


def test_children(run: Run, mocks: Noting) -> None:
    """The schedules are the plan's children, and know their own URNs."""
    run(lambda: ids(plan(daily=DAILY)))

    (schedule,) = [one for one in mocks.registered if one.typ == RESOURCE_TYPE]
    urn = f"urn:pulumi:dev::p::{PLAN_TYPE}${RESOURCE_TYPE}::orders-daily-snapshot"
    assert urn == of_engine(schedule.inputs[HIDDEN_PROPERTY]["urn"])


def test_faults_of_a_schedule(run: Run, mocks: Noting) -> None:
    """What a schedule's own check finds is left to it, and told by its name and in days."""
    run(lambda: ids(plan(daily={**DAILY, "keep": 90}, hourly={**HOURLY, "keep": "7"})))

    for one in mocks.schedules():
        (declared,) = [made for made in mocks.registered if made.name == one]
        assert [
            (
                "orders-hourly-snapshot",
                [
                    (
                        'retentionTime: "7" is not a whole number (whole days: at most 7 for '
                        "hourly, 60 for daily and 120 for weekly schedules)"
                    )
                ],
            ),
            (
                "orders-daily-snapshot",
                [
                    (
                        "retentionTime: 90 is more than 60 (daily backups have a maximum retention "
                        "of 60 days)"
                    )
                ],
            ),
        ] == [(it["name"], it["faults"]) for it in declared.inputs[HIDDEN_PROPERTY]["faulty"]]


@pytest.mark.parametrize(
    ("parent", "was", "known"),
    [
        pytest.param(None, "nightly", f"{RESOURCE_TYPE}::nightly", id="beside-the-plan"),
        pytest.param(
            "my:Database", "nightly", f"my:Database${RESOURCE_TYPE}::nightly", id="in-a-component"
        ),
        pytest.param(
            "my:Database",
            pulumi.Alias(name="nightly", parent=pulumi.ROOT_STACK_RESOURCE),
            f"{RESOURCE_TYPE}::nightly",
            id="alias",
        ),
    ],
)
def test_was(run: Run, parent: str | None, was: Any, known: str) -> None:
    """A name from before is an alias beside the plan; nothing is aliased that is not asked for."""

    def program() -> Any:
        component = pulumi.ComponentResource(parent, "db") if parent else None
        made = plan(
            daily={**DAILY, "was": was},
            weekly=WEEKLY,
            opts=pulumi.ResourceOptions(parent=component),
        )
        daily, weekly = made.schedules
        return [*daily._aliases, len(weekly._aliases)]

    alias, others = run(program)

    assert (f"urn:pulumi:dev::p::{known}", 0) == (of_engine(alias), others)


def test_outputs(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plan comes to is among its outputs: the minutes in force, and each schedule's ID."""
    registered: list[Any] = []
    monkeypatch.setattr(BackupPlan, "register_outputs", lambda _, given: registered.append(given))

    def program() -> Any:
        plan(daily=DAILY, spread=True)
        return registered[0]

    seen = run(program)

    when = seen["schedules"]["orders-daily-snapshot"].pop("scheduling")
    assert ("daily", [29], [2]) == (when["interval"], when["minute"], when["hour"])
    assert {
        "schedules": {
            "orders-daily-snapshot": {"id": "orders-daily-snapshot-id", "retentionTime": 30}
        },
        "spreadMinutes": 14,
    } == seen


# Spread


def test_spread(run: Run, mocks: Noting) -> None:
    """Every short form starts at the addon's minute of its hour; a scheduling in full does not."""

    def program() -> Any:
        made = plan(
            spread=True,
            hourly=HOURLY,
            daily=DAILY,
            weekly={"scheduling": SchedulingArgs(**FULL), "keep": 120},
        )
        return made.spread_minutes, ids(made)

    minutes, _ = run(program)

    assert 14 == minutes == minutes_for("shop/orders")
    assert {
        "orders-hourly-snapshot": {**WHEN["hourly"], "minute": [14, 44]},
        "orders-daily-snapshot": {**WHEN["daily"], "minute": [29]},
        "orders-weekly-snapshot": WHEN["weekly"],
    } == {name: one["scheduling"] for name, one in mocks.schedules().items()}


@pytest.mark.parametrize(
    ("spread", "minutes"), [("shop/orders", 14), ("orders", 28), (False, None), (None, None)]
)
def test_spread_by_a_text(run: Run, spread: Any, minutes: int | None) -> None:
    """A text stands for the addon, which may be an Output then; without, nothing moves."""
    made = run(lambda: [plan(spread=spread, addon_id=later("orders"), daily=DAILY).spread_minutes])

    assert [minutes] == made


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            {"spread": True, "addon_id": Later()},
            (
                "spread: the addon's minute can't be drawn from its IDs, of which one is no text "
                'yet; give a text, such as spread="shop/orders", or spread=False'
            ),
            id="addon-later",
        ),
        pytest.param(
            {"spread": True, "project_id": Later()},
            (
                "spread: the addon's minute can't be drawn from its IDs, of which one is no text "
                'yet; give a text, such as spread="shop/orders", or spread=False'
            ),
            id="project-later",
        ),
        pytest.param(
            {"spread": Later()},
            'spread: an Output can\'t be used here; give a text, such as spread="shop/orders"',
            id="later",
        ),
        pytest.param({"spread": ""}, 'spread: "" is neither True, False nor a text', id="empty"),
        pytest.param({"spread": 5}, "spread: 5 is neither True, False nor a text", id="number"),
    ],
)
def test_no_spread(arguments: dict[str, Any], said: str) -> None:
    """A minute that can't be drawn is refused, and never silently another one."""
    assert [said] == refused(daily=DAILY, **arguments)


# What is wrong with a plan


def test_all_faults_at_once(mocks: Noting) -> None:
    """An error names the plan and all that can't be read of it, and nothing is declared."""
    with pytest.raises(PlanError) as caught:
        plan(
            backup_type="dumps",
            spread=5,
            hourly={"minutes": 60, "keep": 7},
            daily={"at": "24:00"},
            weekly={"on": "sunn", "at": "03:00", "keep": 120},
        )

    assert (
        'BackupPlan "orders" has 6 problems:\n'
        '  backup_type: "dumps" is not one of dump, snapshot (did you mean `dump`?)\n'
        "  spread: 5 is neither True, False nor a text\n"
        "  hourly.minutes: 60 is no minute (minutes of the hour are 0 to 59)\n"
        "  daily.keep: `keep` is required: the days for which each backup is kept\n"
        '  daily.at: "24:00" is no time of the day (HH:MM, 00:00 to 23:59)\n'
        '  weekly.on: "sunn" is no day of the week (mon to sun, monday to sunday, or 0, Monday, '
        "to 6, Sunday) (did you mean `sun`?)"
    ) == str(caught.value)
    assert "orders" == caught.value.name
    assert isinstance(caught.value, NorthflankError)
    assert [] == mocks.registered


def test_one_fault() -> None:
    """A single problem is told as one."""
    with pytest.raises(PlanError, match=r'^BackupPlan "orders" has a problem:\n  daily.at: '):
        plan(daily={"at": "24:00", "keep": 1})


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(
            {},
            "a plan without tiers makes no backups; give hourly, daily, weekly or several",
            id="no-tiers",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": None},
            (
                "daily.backup_type: `backup_type` is required, dump or snapshot: for the plan or "
                "for each tier"
            ),
            id="no-type",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": Later()},
            (
                "backup_type: an Output can't be used here: the schedules' names hold the type; "
                "give a text"
            ),
            id="type-later",
        ),
        pytest.param(
            {"daily": DAILY, "backup_type": "dump", "additional_destinations": PLACES},
            "additional_destinations: only snapshots have it, and no tier of the plan makes "
            "snapshots",
            id="copies-of-dumps",
        ),
        pytest.param(
            {"daily": DAILY, "compression_type": "zstd"},
            "compression_type: only dumps have it, and no tier of the plan makes dumps",
            id="compressed-snapshots",
        ),
    ],
)
def test_what_a_plan_can_not_be(arguments: dict[str, Any], said: str) -> None:
    """What would make no backups, or silently other ones than meant, is refused."""
    assert [said] == refused(**arguments)


# What a plan is warned of


def test_warnings(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """What the schedules make of each other is a warning, whatever form the figures came in."""
    run(
        lambda: ids(
            plan(
                spread=True,
                hourly={**HOURLY, "keep": later(7)},
                daily={"at": "02:00", "keep": 60},
                weekly={
                    "scheduling": SchedulingArgs(
                        interval="weekly", minute=[later(29)], hour=later([2]), day=list(range(7))
                    ),
                    "keep": 90,
                },
            )
        )
    )

    said = warnings(caplog)
    assert len(said) == 1
    assert "The hourly snapshot and the daily snapshot both start at 02:14." in said[0]


def test_a_warning_with_arithmetic(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """More than 500 backups together are shown as a sum."""
    run(lambda: ids(plan(hourly=HOURLY, daily={"at": ["02:15", "03:15", "04:15"], "keep": 60})))

    (said,) = warnings(caplog)
    assert "keep up to 516 backups together: hourly snapshot 48 a day × 7 days = 336;" in said


def test_no_warning(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    """What is fine, what is not known yet and what is faulty anyway is not warned of."""
    unknown: pulumi.Output[Any] = later(pulumi.output.UNKNOWN)

    def program() -> Any:
        return [
            *ids(plan(hourly=HOURLY, daily=DAILY, weekly=WEEKLY)),
            *ids(plan("b", addon_id="b", hourly=HOURLY, daily={"at": "02:00", "keep": unknown})),
            *ids(
                plan(
                    "c",
                    addon_id="c",
                    hourly=HOURLY,
                    daily={"at": "04:15", "keep": 61},
                    weekly={"on": "sun", "at": "02:00", "keep": 120},
                )
            ),
        ]

    run(program, preview=True)

    assert [] == warnings(caplog)


# Presets

PRESETS = [
    pytest.param(BackupPlan.standard, STANDARD, id="standard"),
    pytest.param(BackupPlan.critical, CRITICAL, id="critical"),
]


def preset_schedules(preset: dict[Any, Any]) -> list[Planned]:
    """The schedules of a preset."""
    faults: list[Any] = []
    tiers = [
        tier
        for interval in INTERVALS
        for tier in read_tiers(interval, preset.get(interval), "dump", move_by=0, faults=faults)
    ]
    assert [] == faults
    return [Planned("dump", any_(tier.scheduling), any_(tier.keep)) for tier in tiers]


def any_(value: Any) -> Any:
    """A value that is no Output, whatever its type says."""
    return value


def when(scheduling: Any) -> str:
    """When a scheduling starts, as the presets' tables write it."""
    if scheduling["interval"] == "hourly":
        return ", ".join(f":{minute:02}" for minute in scheduling["minute"])
    times = ", ".join(
        f"{hour:02}:{minute:02}" for hour in scheduling["hour"] for minute in scheduling["minute"]
    )
    return f"Sunday {times}" if scheduling.get("day") == [6] else times


@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_tables(make: Any, preset: dict[Any, Any]) -> None:
    """The table in a preset's docstring is what it declares."""
    lines = [line.strip() for line in make.__doc__.splitlines() if line.strip().startswith("|")]
    table = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines[2:]]

    assert table == [
        (
            one.scheduling["interval"],
            when(one.scheduling),
            f"{one.retention_time} days",
            str(kept_at_once(one.scheduling, one.retention_time)),
        )
        for one in preset_schedules(preset)
    ]


@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_presets_keep_all_rules(make: Any, preset: dict[Any, Any]) -> None:
    """A preset is within every limit, and gives no cause for a warning."""
    schedules = preset_schedules(preset)
    together = sum(kept_at_once(one.scheduling, one.retention_time) for one in schedules)

    assert [] == advice(schedules)
    assert together <= 500
    assert "hourly" not in preset or f"that is {together} of 500 backups" in make.__doc__


@pytest.mark.parametrize("backup_type", ["dump", "snapshot"])
@pytest.mark.parametrize(("make", "preset"), PRESETS)
def test_presets(
    run: Run, mocks: Noting, make: Any, preset: dict[Any, Any], backup_type: BackupType
) -> None:
    """A preset declares its tiers for the type that is asked for, spread over the hour."""

    def program() -> Any:
        made = make("orders", project_id="shop", addon_id="orders", backup_type=backup_type)
        return [made.spread_minutes, *ids(made)]

    minutes, *_ = run(program)

    assert 14 == minutes
    assert {f"orders-{interval}-{backup_type}" for interval in preset} == set(mocks.schedules())


def test_presets_can_be_changed(run: Run, mocks: Noting) -> None:
    """What a tier is given replaces the preset's; None leaves the tier out."""

    def program() -> Any:
        made = BackupPlan.critical(
            "orders",
            project_id="shop",
            addon_id="orders",
            spread=False,
            hourly={"scheduling": {"interval": "hourly", "minute": [7]}, "backup_type": "snapshot"},
            daily=[
                {"keep": 14, "backup_type": "dump"},
                {"at": "05:00", "backup_type": "snapshot"},
            ],
            weekly=None,
        )
        return ids(made)

    run(program)

    assert {
        "orders-hourly-snapshot": ({"interval": "hourly", "minute": [7]}, 7),
        "orders-daily-dump": ({"interval": "daily", "minute": [15], "hour": [2, 14]}, 14),
        "orders-daily-snapshot": ({"interval": "daily", "minute": [0], "hour": [5]}, 60),
    } == {
        name: (one["scheduling"], one["retentionTime"]) for name, one in mocks.schedules().items()
    }


def test_tiers_can_be_added_to_a_preset(
    run: Run, mocks: Noting, caplog: pytest.LogCaptureFixture
) -> None:
    """A tier that the preset lacks is declared beside its own."""
    run(
        lambda: ids(
            BackupPlan.standard(
                "orders", project_id="a", addon_id="b", backup_type="dump", hourly=HOURLY
            )
        )
    )

    assert {"orders-hourly-dump", "orders-daily-dump", "orders-weekly-dump"} == set(
        mocks.schedules()
    )
    assert [] == warnings(caplog)


def test_a_preset_with_a_wrong_tier() -> None:
    """What is no tier is refused in a preset, too."""
    with pytest.raises(PlanError, match='daily: "02:30" is no tier'):
        BackupPlan.standard(
            "orders",
            project_id="a",
            addon_id="b",
            backup_type="dump",
            daily="02:30",  # type: ignore[arg-type]
        )


def test_a_preset_of_an_addon_that_is_not_known_yet() -> None:
    """A preset spreads unless it is told not to, and says what it needs."""
    with pytest.raises(PlanError, match=re.escape('give a text, such as spread="shop/orders"')):
        BackupPlan.standard("a", project_id="a", addon_id=Later(), backup_type="dump")


def test_import_is_cheap() -> None:
    """A program that declares a plan does not load what only checks and requests need."""
    code = (
        "import sys, pulumi_northflank.plan; "
        "print([name for name in ('requests', 'jsonschema', 'click') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert "[]" == printed.stdout.decode().strip()
