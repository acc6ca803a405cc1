"""Which existing schedule is in the way, how it differs, and what happens to it."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.schedules import make_schedule

from pulumi_northflank.lifecycle.conflict import conflict
from pulumi_northflank.schedule import LiveSchedule


def live(schedule_id: str = "s1", *args: str, **changes: Any) -> LiveSchedule:
    """An existing schedule."""
    return LiveSchedule(schedule_id, make_schedule(*args, **changes))


@pytest.mark.parametrize(
    ("changes", "if_exists", "outcome"),
    [
        ({}, None, "adopt"),
        ({}, "adopt", "adopt"),
        ({}, "error", "refuse"),
        ({}, "replace", "replace"),
        ({"retentionTime": 9}, None, "refuse"),
        ({"retentionTime": 9}, "adopt", "refuse"),
        ({"retentionTime": 9}, "error", "refuse"),
        ({"retentionTime": 9}, "replace", "replace"),
    ],
)
def test_outcome(changes: dict[str, Any], if_exists: str | None, outcome: str) -> None:
    """The differences and if_exists decide what happens to the existing schedule."""
    found = conflict(make_schedule(ifExists=if_exists), [live(**changes)])

    assert found is not None
    assert outcome == found.outcome


def test_refusal() -> None:
    """The refusal names the schedule that exists and how it differs."""
    found = conflict(make_schedule(ifExists="error"), [live("s7", retentionTime=9)])

    assert found is not None
    assert ("s7", ["retentionTime is 9 in Northflank and 7 in your program"]) == (
        found.refusal.schedule_id,
        found.refusal.differences,
    )
    assert 'The declaration has ifExists "error".' in str(found.refusal)


def test_others() -> None:
    """Only a schedule in the declared slot is in the way."""
    others = [
        live("s1", "weekly"),
        live("s2", backupType="dump"),
        live("s3", addonId="carts"),
        live("s4", projectId="mall"),
        live("s5", teamId="acme"),
    ]
    found = conflict(make_schedule(), [*others, live("s6")])

    assert conflict(make_schedule(), others) is None
    assert found is not None
    assert "s6" == found.live.schedule_id
