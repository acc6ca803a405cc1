"""A plan as a user's own unit test would try it: against Pulumi's mocks."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from tests.unit.mocked import declaration, later
from tests.unit.plans import (
    DAILY,
    HOURLY,
    PLACES,
    WEEKLY,
    WHEN,
    Noting,
    _mocks,  # noqa: F401  # a fixture
    ids,
    plan,
)

from pulumi_northflank import AddonBackupSchedule
from pulumi_northflank.plan import PLAN_TYPE, BackupPlan
from pulumi_northflank.provider import RESOURCE_TYPE

Run = Callable[..., Any]


def of_engine(urn: str) -> str:
    """A URN as the engine makes it: of a component, Pulumi's mocks name the stack as its parent."""
    return urn.replace("pulumi:pulumi:Stack$", "")


def test_schedules(run: Run, mocks: Noting) -> None:
    """Each tier is a schedule, named by the plan and its place in the addon."""
    run(lambda: ids(plan(hourly=HOURLY, daily={**DAILY, "backup_type": "dump"}, weekly=WEEKLY)))

    common = {"projectId": "shop", "addonId": "orders"}
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
    assert urn == of_engine(declaration(schedule)["urn"])


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
        ] == [(it["name"], it["faults"]) for it in declaration(declared)["faulty"]]


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


def test_import_is_cheap() -> None:
    """A program that declares a plan does not load what only checks and requests need."""
    code = (
        "import sys, pulumi_northflank.plan; "
        "print([name for name in ('requests', 'jsonschema', 'click') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)

    assert "[]" == printed.stdout.decode().strip()
