"""Every way to write a schedule's arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pytest
from tests.unit.conftest import Run
from tests.unit.mocked import Noting, later, own, weekly

from pulumi_northflank import (
    AdditionalDestination,
    AdditionalDestinationArgs,
    AddonBackupSchedule,
    Scheduling,
    SchedulingArgs,
)
from pulumi_northflank.dynamic.provider import RESOURCE_TYPE

WHEN: dict[str, Any] = {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]}
EU: Any = {"destination_id": "eu-copy", "type": "custom", "retention_time": 3}
US: Any = {"destination_id": "us-copy", "type": "custom"}

EXPECTED: dict[str, Any] = {
    "projectId": "shop",
    "addonId": "orders",
    "backupType": "snapshot",
    "scheduling": WHEN,
    "retentionTime": 7,
    "additionalDestinations": [
        {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3},
        {"destinationId": "us-copy", "type": "custom"},
    ],
}


def dictionaries() -> AddonBackupSchedule:
    """All in dictionaries."""
    return weekly(scheduling=WHEN, additional_destinations=[EU, US])


def classes() -> AddonBackupSchedule:
    """All in argument classes."""
    return weekly(
        scheduling=SchedulingArgs(**WHEN),
        additional_destinations=[
            AdditionalDestinationArgs(**EU),
            AdditionalDestinationArgs(**US),
        ],
    )


def outputs_inside() -> AddonBackupSchedule:
    """Outputs at the leaves."""
    return weekly(
        project_id=later("shop"),
        addon_id=later("orders"),
        backup_type=later("snapshot"),
        retention_time=later(7),
        scheduling=SchedulingArgs(
            interval=later("weekly"), minute=[later(30)], hour=later([18]), day=[later(4)]
        ),
        additional_destinations=[
            AdditionalDestinationArgs(**{name: later(value) for name, value in EU.items()}),
            {"destination_id": later("us-copy"), "type": "custom"},
        ],
    )


def outputs_around() -> AddonBackupSchedule:
    """Outputs of everything."""
    return weekly(scheduling=later(WHEN), additional_destinations=later([EU, US]))


FORMS = pytest.mark.parametrize("declare", [dictionaries, classes, outputs_inside, outputs_around])


@FORMS
def test_inputs(run: Run, mocks: Noting, declare: Callable[[], AddonBackupSchedule]) -> None:
    """Every way registers the same inputs, by the API's names."""
    run(lambda: declare().id)

    (registered,) = mocks.registered
    assert (RESOURCE_TYPE, "nightly") == (registered.typ, registered.name)
    assert EXPECTED == own(registered.inputs)


@FORMS
def test_outputs(run: Run, declare: Callable[[], AddonBackupSchedule]) -> None:
    """Every way has the same typed outputs, by Python's names; numbers are whole."""
    names = ("id", "project_id", "addon_id", "backup_type", "retention_time", "if_exists")
    seen: dict[str, Any] = {}

    def program() -> Any:
        schedule = declare()
        # Output.all() would make plain dictionaries of them.
        return pulumi.Output.all(
            *(
                getattr(schedule, name).apply(lambda value, name=name: seen.update({name: value}))
                for name in (*names, "scheduling", "additional_destinations")
            )
        )

    run(program)
    when, copies = seen["scheduling"], seen["additional_destinations"]

    assert "nightly-id shop orders snapshot 7 adopt" == " ".join(str(seen[name]) for name in names)
    assert isinstance(when, Scheduling)
    assert "weekly [30] [18] [4]" == f"{when.interval} {when.minute} {when.hour} {when.day}"
    assert [AdditionalDestination] * 2 == [type(copy) for copy in copies]
    assert ["eu-copy custom 3", "us-copy custom None"] == [
        f"{copy.destination_id} {copy.type} {copy.retention_time}" for copy in copies
    ]


def test_classes_can_be_read() -> None:
    """Argument classes have their arguments as attributes; omitted ones are None."""
    full, hourly = SchedulingArgs(**WHEN), SchedulingArgs(interval="hourly", minute=[0])
    eu, us = AdditionalDestinationArgs(**EU), AdditionalDestinationArgs(**US)

    assert ("weekly", [30], [18], [4]) == (full.interval, full.minute, full.hour, full.day)
    assert (None, None) == (hourly.hour, hourly.day)
    assert ("eu-copy", "custom", 3) == (eu.destination_id, eu.type, eu.retention_time)
    assert us.retention_time is None
