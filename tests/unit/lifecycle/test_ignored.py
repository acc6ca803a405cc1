"""Ignored settings, taken from the schedule that exists."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.conftest import URN
from tests.unit.lifecycle.conftest import Deploy
from tests.unit.schedules import make_body, make_inputs, make_schedule

from pulumi_northflank.emulator import Emulator, Status
from pulumi_northflank.lifecycle.deployment import Resource
from pulumi_northflank.lifecycle.ignored import with_ignored
from pulumi_northflank.schedule import Schedule


def copy(destination: str, days: int | None) -> dict[str, Any]:
    """A destination, with a retention or without one."""
    item = {"destinationId": destination, "type": "custom"}
    return item if days is None else {**item, "retentionTime": days}


CURRENT = Schedule.of(
    make_inputs(
        retentionTime=9,
        scheduling={"interval": "daily", "minute": [15], "hour": [4]},
        additionalDestinations=[copy("b-copy", 2), copy("c-copy", 3)],
        addonId="carts",
    )
)
COPIES = [copy("a-copy", 7), copy("b-copy", 7), copy("c-copy", None)]
DECLARED = make_schedule(additionalDestinations=COPIES)


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        ("retentionTime", {"retentionTime": 9}),
        ("scheduling.hour", {"scheduling": {**DECLARED.scheduling, "hour": [4]}}),
        ('["scheduling"]["hour"]', {"scheduling": {**DECLARED.scheduling, "hour": [4]}}),
        ("scheduling", {"scheduling": dict(CURRENT.scheduling)}),
        (
            "additionalDestinations",
            {"additionalDestinations": [copy("b-copy", 2), copy("c-copy", 3)]},
        ),
        (
            "additionalDestinations[1].retentionTime",
            {"additionalDestinations": [COPIES[0], copy("b-copy", 2), COPIES[2]]},
        ),
        (
            "additionalDestinations[*].retentionTime",
            {"additionalDestinations": [COPIES[0], copy("b-copy", 2), copy("c-copy", 3)]},
        ),
        ("addonId", {}),
        ("compressionType", {}),
    ],
)
def test_paths(path: str, changes: dict[str, Any]) -> None:
    """The current value is taken at the path; a destination is found by its ID."""
    expected = Schedule.of({**DECLARED.values, **changes})

    assert expected == with_ignored(DECLARED, CURRENT, [path])


def test_all() -> None:
    """With a star, all settings are the current ones, and the address is the declared one."""
    expected = Schedule.of({**CURRENT.values, "addonId": "orders"})

    assert expected == with_ignored(DECLARED, CURRENT, ["*"])


def test_a_setting_that_was_removed() -> None:
    """An ignored setting that the current schedule lacks is not set."""
    bare = make_schedule()

    assert bare == with_ignored(DECLARED, bare, ["additionalDestinations"])


@pytest.mark.parametrize(
    ("preview", "ignored", "days"),
    [(False, ("retentionTime",), 9), (True, ("retentionTime",), 8), (False, (), 8)],
)
def test_check_before_a_replacement(
    deploy: Deploy, api: Emulator, preview: bool, ignored: tuple[str, ...], days: int
) -> None:
    """The second check has the values of the first, and in an update the current ones."""
    api.add_schedule("shop", "orders", make_body(retentionTime=9))
    deployment, nightly = deploy(), Resource(f"{URN}nightly", preview, ignored)
    kept = make_schedule(retentionTime=8, scheduling={"interval": "weekly", "minute": [0]})
    deployment.check(kept, nightly, make_schedule().slot)
    checked = deployment.check(make_schedule(retentionTime=7), nightly, None)

    expected = Schedule.of({**kept.values, "retentionTime": days})
    assert expected == checked.schedule
    assert ([] if days == 8 else ["GET"]) == [request.method for request in api.requests]


def test_the_old_slot_is_taken(deploy: Deploy) -> None:
    """A schedule that another resource has just created there has nothing to do with this one."""
    deployment, nightly = deploy(), Resource(f"{URN}nightly", ignored=("retentionTime",))
    moved = make_schedule("weekly", retentionTime=7)
    deployment.check(moved, nightly, make_schedule().slot)
    deployment.create(make_schedule(retentionTime=9))

    assert moved == deployment.check(moved, nightly, None).schedule


def test_nothing_exists(deploy: Deploy) -> None:
    """A new schedule has the declared settings."""
    nightly = Resource(f"{URN}nightly", ignored=("retentionTime",))

    assert make_schedule() == deploy().check(make_schedule(), nightly, None).schedule


def test_the_list_cannot_be_read(deploy: Deploy, api: Emulator) -> None:
    """Without the current values, the check fails, so that nothing is deleted."""
    api.fault(Status(403), method="GET")
    nightly = Resource(f"{URN}nightly", ignored=("retentionTime",))
    (problem,) = deploy().check(make_schedule(), nightly, None).problems

    assert "403 Forbidden" in problem.reason
