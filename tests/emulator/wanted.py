"""Bodies that ask for a schedule, and what they are refused for."""

from __future__ import annotations

import json
from typing import Any

from pulumi_northflank.emulator import InvalidBody
from pulumi_northflank.emulator.models import parse_body

HOURLY = {"interval": "hourly", "minute": [0]}
DAILY = {"interval": "daily", "minute": [0], "hour": [0]}
WEEKLY = {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]}


def snapshot(scheduling: object = DAILY, retention: object = 7, **more: object) -> dict[str, Any]:
    """Make a body."""
    return {
        "scheduling": scheduling,
        "backupType": "snapshot",
        "retentionTime": retention,
        **more,
    }


def dump(**more: object) -> dict[str, Any]:
    """Make a body of the other backup type."""
    return {**snapshot(), "backupType": "dump", **more}


def destination(destination_id: object = "far", **more: object) -> dict[str, Any]:
    """Make an item of the additional destinations."""
    return {"destinationId": destination_id, "type": "custom", **more}


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """Leave a property out."""
    return {key: value for key, value in body.items() if key != name}


def problems_of(body: object) -> list[tuple[str, str]]:
    """Give the paths and problems a body is refused with."""
    try:
        parse_body(json.dumps(body).encode())
    except InvalidBody as error:
        return [(problem.path, problem.problem) for problem in error.problems]
    return []
