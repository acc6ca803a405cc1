"""Whether the schedule that is there was made by a lost POST."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from pulumi_northflank.creation import Creation
from pulumi_northflank.emulator import Drop, Emulator, Status
from pulumi_northflank.errors import ScheduleExistsError

MakeInputs = Callable[..., dict[str, Any]]
Create = Callable[..., Creation]


def listed(body: dict[str, Any], created: Any) -> str:
    """A list with one schedule."""
    item = {"id": "s1", **body} | ({} if created is None else {"createdAt": created})
    return json.dumps({"data": {"schedules": [item]}})


DATE = "Mon, 03 Mar 2025 08:00:00 GMT"


@pytest.mark.parametrize(
    ("created", "how"),
    [
        pytest.param("2025-03-03T08:00:00.000Z", "found", id="now"),
        pytest.param("2025-03-03T09:00:00.000+01:00", "found", id="now-in-another-zone"),
        pytest.param("2025-03-03T08:00:00", "found", id="now-without-a-zone"),
        pytest.param("2025-03-03T07:59:58.500Z", "found", id="within-the-clocks-precision"),
        pytest.param("2025-03-03T07:58:00.000Z", "adopted", id="two-minutes-ago"),
        pytest.param("2024-03-03T08:00:00.000Z", "adopted", id="a-year-ago"),
        pytest.param("yesterday", "adopted", id="words"),
        pytest.param("", "adopted", id="empty"),
        pytest.param(None, "adopted", id="missing"),
    ],
)
def test_age(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs, created: Any, how: str
) -> None:
    """A schedule older than the attempt was there before, by the server's clock."""
    api.fault(Drop(), method="POST")
    api.fault(Status(200, {"Date": DATE}, listed(body(), created)), method="GET")

    assert Creation("s1", how) == create(schedule())  # type: ignore[arg-type]  # a parameter


def test_age_without_a_date(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """Without the server's time, nothing shows that a schedule is new."""
    api.fault(Drop(), method="POST")
    api.fault(Status(200, {"Date": "?"}, listed(body(), "2999-01-01T00:00:00Z")), method="GET")

    assert "adopted" == create(schedule()).how


def test_age_does_not_matter_without_a_lost_answer(
    api: Emulator, create: Create, schedule: MakeInputs, body: MakeInputs
) -> None:
    """A refused POST has made nothing, however young the schedule that is there."""
    api.add_schedule("shop", "orders", body())

    with pytest.raises(ScheduleExistsError):
        create(schedule(ifExists="error"))
