"""A plan against Pulumi's mocks, as a user's own unit test runs it."""

from __future__ import annotations

from typing import Any

import pulumi
import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, later
from tests.unit.plans import DAILY, HOURLY, WEEKLY, WHEN, ids, plan

from pulumi_northflank.dynamic.provider import RESOURCE_TYPE
from pulumi_northflank.plan import PLAN_TYPE, BackupPlan


def of_engine(urn: str) -> str:
    """A URN as the engine writes it; Pulumi's mocks make the stack a component's parent type."""
    return urn.replace("pulumi:pulumi:Stack$", "")


def test_schedules(run: Run, mocks: Noting) -> None:
    """Each tier is a schedule that is named after the plan, the interval and the backup type."""
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
    } == mocks.schedules
    assert [(PLAN_TYPE, "orders")] == [
        (each.typ, each.name) for each in mocks.registered if each.typ != RESOURCE_TYPE
    ]


def test_settings(run: Run, mocks: Noting) -> None:
    """A setting of the plan reaches the tiers of the backup type that it applies to."""
    run(
        lambda: ids(
            plan(
                daily=[{**DAILY, "backup_type": "dump"}, {**DAILY, "at": "05:00"}],
                weekly={**WEEKLY, "additional_destinations": []},
                compression_type="zstd",
                custom_destination_id=later("dumps"),
                additional_destinations=[{"destination_id": "eu-copy", "type": "custom"}],
                team_id=later("acme"),
                if_exists=later("error"),
                project_id=later("mall"),
                addon_id=later("carts"),
            )
        )
    )

    made = mocks.schedules
    assert {("mall", "carts", "acme", "error")} == {
        (each["projectId"], each["addonId"], each["teamId"], each["ifExists"])
        for each in made.values()
    }
    names = ("compressionType", "customDestinationId", "additionalDestinations")
    copies = [{"destinationId": "eu-copy", "type": "custom"}]
    assert {
        "orders-daily-dump": ["zstd", "dumps", None],
        "orders-daily-snapshot": [None, None, copies],
        "orders-weekly-snapshot": [None, None, []],
    } == {key: [each.get(name) for name in names] for key, each in made.items()}


def test_order(run: Run) -> None:
    """The schedules are in the order hourly, daily, weekly, dumps before snapshots."""
    made = run(
        lambda: ids(
            plan(
                weekly=WEEKLY,
                daily=[{**DAILY, "at": "05:00"}, {**DAILY, "backup_type": "dump"}],
                hourly=HOURLY,
            )
        )
    )

    assert [
        "orders-hourly-snapshot-id",
        "orders-daily-dump-id",
        "orders-daily-snapshot-id",
        "orders-weekly-snapshot-id",
    ] == made


def test_names_stay(run: Run, mocks: Noting) -> None:
    """Adding a tier, of either type, renames no other schedule."""
    run(lambda: ids(plan(daily=DAILY)))
    before = set(mocks.schedules)

    run(lambda: ids(plan(daily=[DAILY, {**DAILY, "backup_type": "dump"}], hourly=HOURLY)))

    assert {"orders-daily-snapshot"} == before
    assert before < set(mocks.schedules)


def test_children(run: Run, mocks: Noting) -> None:
    """The schedules are children of the plan and know their own URNs."""
    run(lambda: ids(plan(daily=DAILY)))

    urn = f"urn:pulumi:dev::p::{PLAN_TYPE}${RESOURCE_TYPE}::orders-daily-snapshot"
    assert urn == of_engine(mocks.declarations["orders-daily-snapshot"]["urn"])


def test_problems_of_a_schedule(run: Run, mocks: Noting) -> None:
    """A schedule's own problems are left to its check, which names the schedule."""
    run(lambda: ids(plan(daily={**DAILY, "keep": 90}, hourly={**HOURLY, "keep": "7"})))

    expected = {
        "orders-hourly-snapshot": [
            (
                'retentionTime: "7" must be a whole number (whole days: at most 7 for hourly, 60 '
                "for daily and 120 for weekly schedules); write it as the number 7"
            )
        ],
        "orders-daily-snapshot": [
            (
                "retentionTime: 90 is more than 60 (daily backups have a maximum retention of 60 "
                "days). To let the API decide, set northflank:documentedLimits to warn"
            )
        ],
    }
    assert [expected, expected] == [
        {each["name"]: each["problems"] for each in declaration["faulty"]}
        for declaration in mocks.declarations.values()
    ]


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
        pytest.param(
            None, f"urn:pulumi:dev::p::{RESOURCE_TYPE}::x", f"{RESOURCE_TYPE}::x", id="urn"
        ),
    ],
)
def test_was(run: Run, parent: str | None, was: Any, known: str) -> None:
    """A tier's former name becomes an alias beside the plan; other tiers have no alias."""

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
    """A plan's outputs are the minutes of its spread, and when and for how long each tier runs."""
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
