"""Whether a lost POST created the schedule that exists."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.conftest import Create
from tests.unit.schedules import make_body, make_schedule

from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.lifecycle.creation import Creation
from pulumi_northflank.lifecycle.errors import ScheduleExistsError

DATE = "Mon, 03 Mar 2025 08:00:00 GMT"


@pytest.mark.parametrize(
    ("created", "date", "how"),
    [
        pytest.param("2025-03-03T08:00:00.000Z", DATE, "found", id="now"),
        pytest.param("2025-03-03T07:59:59.500Z", DATE, "found", id="within-the-clock-slack"),
        pytest.param("2025-03-03T07:59:58.500Z", DATE, "adopted", id="seconds-ago"),
        pytest.param("2025-03-03T07:58:00.000Z", DATE, "adopted", id="two-minutes-ago"),
        pytest.param("2024-03-03T08:00:00.000Z", DATE, "adopted", id="a-year-ago"),
        pytest.param("yesterday", DATE, "adopted", id="unreadable"),
        pytest.param(None, DATE, "adopted", id="missing"),
        pytest.param("2999-01-01T00:00:00Z", "?", "adopted", id="no-server-time"),
    ],
)
def test_age(api: Emulator, create: Create, created: str | None, date: str, how: Any) -> None:
    """A schedule that is older than the attempt, by the server's clock, existed before."""
    item = {"id": "s1", **make_body(), "createdAt": created}
    api.fault(Drop(), method="POST")
    api.fault(Status(200, {"Date": date}, json.dumps({"data": {"schedules": [item]}})))

    assert Creation("s1", how) == create(make_schedule())


def test_age_after_a_refusal(api: Emulator, create: Create) -> None:
    """After a refused POST, the age of the existing schedule does not matter."""
    api.add_schedule("shop", "orders", make_body())

    with pytest.raises(ScheduleExistsError):
        create(make_schedule(ifExists="error"))
