"""Paths and request bodies that the tests of the emulator share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import requests
from hypothesis import strategies as st

from pulumi_northflank.emulator import InvalidBody
from pulumi_northflank.emulator.models import parse_body

Body = dict[str, Any]
Connect = Callable[..., requests.Session]

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
TEAM_SCHEDULES = "/v1/teams/acme/projects/shop/addons/orders/backup-schedules"

HOURLY = {"interval": "hourly", "minute": [0]}
DAILY = {"interval": "daily", "minute": [0], "hour": [0]}
WEEKLY = {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]}


def snapshot(scheduling: object = DAILY, retention: object = 7, **more: object) -> Body:
    """Create the body of a snapshot schedule."""
    return {"scheduling": scheduling, "backupType": "snapshot", "retentionTime": retention, **more}


def dump(scheduling: object = DAILY, retention: object = 7, **more: object) -> Body:
    """Create the body of a dump schedule."""
    return {**snapshot(scheduling, retention), "backupType": "dump", **more}


def destination(destination_id: object = "far", **more: object) -> Body:
    """Create an item of the additional destinations."""
    return {"destinationId": destination_id, "type": "custom", **more}


def without(body: Body, name: str) -> Body:
    """Omit a property."""
    return {key: value for key, value in body.items() if key != name}


# All six schedules that an addon can have, in the order of the page.
SIX = [
    dump({**HOURLY, "minute": [30, 0]}, 2, customDestinationId="own-bucket"),
    snapshot({**HOURLY, "minute": [15]}),
    dump({**DAILY, "minute": [30], "hour": [2]}, 30, compressionType="zstd"),
    snapshot(
        {**DAILY, "minute": [45, 30], "hour": [14, 2]},
        14,
        additionalDestinations=[destination("eu-copy", retentionTime=1), destination("us-copy")],
    ),
    dump({**WEEKLY, "minute": [30], "hour": [18], "day": [4]}, 120),
    snapshot({**WEEKLY, "hour": [6], "day": [6, 0, 1, 2]}, 1),
]


def _some(most: int) -> st.SearchStrategy[list[int]]:
    """Draw distinct numbers from 0 to this, in any order."""
    return st.lists(st.integers(0, most), min_size=1, unique=True)


SCHEDULINGS = st.one_of(
    st.fixed_dictionaries({"interval": st.just("hourly"), "minute": _some(59)}),
    st.fixed_dictionaries({"interval": st.just("daily"), "minute": _some(59), "hour": _some(23)}),
    st.fixed_dictionaries(
        {"interval": st.just("weekly"), "minute": _some(59), "hour": _some(23), "day": _some(6)}
    ),
)


def problems_of(body: object) -> list[tuple[str, str]]:
    """Validate a body, and return the paths and texts of its problems."""
    try:
        parse_body(json.dumps(body).encode())
    except InvalidBody as error:
        return [(problem.path, problem.problem) for problem in error.problems]
    return []


def paths_of(body: object) -> list[str]:
    """Validate a body, and return the paths of its problems."""
    return [path for path, _ in problems_of(body)]
