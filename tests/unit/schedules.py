"""Schedules for tests."""

from __future__ import annotations

import copy
from typing import Any

from pulumi_northflank.schedule import Schedule

_SCHEDULINGS: dict[str, dict[str, Any]] = {
    "hourly": {"interval": "hourly", "minute": [0]},
    "daily": {"interval": "daily", "minute": [0], "hour": [3]},
    "weekly": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
}


def make_inputs(interval: str = "daily", **changes: Any) -> dict[str, Any]:
    """Valid inputs: a snapshot at 3:00 each day, kept for a week, unless told otherwise."""
    inputs = {
        "projectId": "shop",
        "addonId": "orders",
        "backupType": "snapshot",
        "scheduling": _SCHEDULINGS[interval],
        "retentionTime": 7,
        **changes,
    }
    return copy.deepcopy({name: value for name, value in inputs.items() if value is not None})


def make_body(interval: str = "daily", **changes: Any) -> dict[str, Any]:
    """The request body of such a schedule."""
    inputs = make_inputs(interval, **changes)
    return {name: inputs[name] for name in inputs if name not in ("projectId", "addonId")}


def make_schedule(interval: str = "daily", **changes: Any) -> Schedule:
    """The same as a value object."""
    return Schedule.of(make_inputs(interval, **changes))
