"""Schedules that exist, as the API lists them."""

from __future__ import annotations

import random
from typing import Any

import pytest
from tests.unit.schedules import make_schedule
from tests.unit.wire import ORDERS, item

from pulumi_northflank.schedule import LiveSchedule, Schedule
from pulumi_northflank.schedule.live import in_order, is_usable_id


@pytest.mark.parametrize(
    ("listed", "created_at"),
    [
        ("2025-03-03T08:00:00.000Z", "2025-03-03T08:00:00.000Z"),
        ("", None),
        (None, None),
        (5, None),
        ({}, None),
    ],
    ids=["time", "empty", "null", "number", "object"],
)
def test_listed(listed: object, created_at: str | None) -> None:
    """An item of the list gives the ID, the schedule and the time of its creation."""
    one = item("s1", createdAt=listed)

    assert LiveSchedule("s1", Schedule.listed(one, ORDERS), created_at) == LiveSchedule.listed(
        one, ORDERS
    )


@pytest.mark.parametrize(
    ("name", "value"), [("backupType", None), ("retentionTime", "7"), ("scheduling", [])]
)
def test_unusable(name: str, value: Any) -> None:
    """The error about an item with a setting that is not as documented names the setting."""
    with pytest.raises(ValueError, match=f"^`{name}` is not as documented$"):
        LiveSchedule.listed(item(**{name: value}), ORDERS)


@pytest.mark.parametrize(
    ("value", "usable"),
    [
        ("s1", True),
        ("x" * 200, True),
        ("x" * 201, False),
        ("", False),
        ("..", False),
        ("a\nb", False),
        (7, False),
        (None, False),
    ],
    ids=["short", "longest", "too-long", "empty", "dots", "newline", "number", "null"],
)
def test_is_usable_id(value: object, usable: bool) -> None:
    """An ID is a string that can be part of a path and of a message."""
    assert usable is is_usable_id(value)


@pytest.mark.parametrize(
    ("created_at", "created"),
    [
        ("2025-03-03T08:00:00.000Z", "2025-03-03T08:00:00+00:00"),
        ("2025-03-03T09:00:00.500+01:00", "2025-03-03T09:00:00.500000+01:00"),
        ("2025-03-03T08:00:00", "2025-03-03T08:00:00+00:00"),
        ("yesterday", None),
        (None, None),
    ],
)
def test_created(created_at: str | None, created: str | None) -> None:
    """The time of the creation has a time zone, UTC by default."""
    time = LiveSchedule("s1", make_schedule(), created_at).created

    assert created == (time and time.isoformat())


def test_in_order() -> None:
    """Schedules are sorted by interval, type and ID; unknown ones come last."""
    monthly = {"interval": "monthly", "minute": [0]}
    live = [
        LiveSchedule("s9", make_schedule("hourly", backupType="dump")),
        LiveSchedule("s8", make_schedule("hourly")),
        LiveSchedule("s7", make_schedule("daily", backupType="dump")),
        LiveSchedule("s5", make_schedule("weekly")),
        LiveSchedule("s6", make_schedule("weekly")),
        LiveSchedule("s4", make_schedule("weekly", backupType="other")),
        LiveSchedule("s3", make_schedule(scheduling=monthly)),
    ]
    shuffled = random.sample(live, len(live))

    assert live == in_order(shuffled)
