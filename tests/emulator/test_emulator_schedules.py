from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from tests.emulator.reading import error_of
from tests.emulator.samples import (
    HOURLY,
    SCHEDULES,
    SIX,
    TEAM_SCHEDULES,
    Body,
    Connect,
    destination,
    dump,
    snapshot,
)

from pulumi_northflank.emulator import Emulator


def test_create_and_list(client: requests.Session) -> None:
    """A created schedule is listed with its ID and with defaults for what was omitted."""
    created = client.post(SCHEDULES, json=snapshot())
    schedule_id = created.json()["data"]["id"]

    assert (200, {"data": {"id": schedule_id}}) == (created.status_code, created.json())
    assert re.fullmatch("[0-9a-f]{24}", schedule_id)
    assert {
        "data": {
            "schedules": [
                {
                    "id": schedule_id,
                    "backupType": "snapshot",
                    "backupCompressionType": "gz",
                    "additionalDestinations": [],
                    "scheduling": {"interval": "daily", "minute": [0], "hour": [0]},
                    "retentionTime": 7,
                    "createdAt": "2025-03-03T08:00:00.000Z",
                    "updatedAt": "2025-03-03T08:00:00.000Z",
                }
            ]
        },
        "pagination": {"hasNextPage": False, "count": 1},
    } == client.get(SCHEDULES).json()


def test_six_schedules_per_addon(client: requests.Session) -> None:
    """An addon can have a schedule of each interval and backup type, and each is listed as sent."""
    statuses = [client.post(SCHEDULES, json=body).status_code for body in SIX]
    listed = client.get(SCHEDULES).json()["data"]["schedules"]

    defaults = {"backupCompressionType": "gz", "additionalDestinations": []}
    names = {"compressionType": "backupCompressionType"}
    assert [200] * 6 == statuses
    assert [
        {**defaults, **{names.get(name, name): value for name, value in body.items()}}
        for body in SIX
    ] == [
        {
            name: value
            for name, value in item.items()
            if name not in {"id", "createdAt", "updatedAt"}
        }
        for item in listed
    ]


def test_delete(client: requests.Session) -> None:
    """A deleted schedule is no longer listed, and deleting it again is a 404."""
    path = f"{SCHEDULES}/{client.post(SCHEDULES, json=snapshot()).json()['data']['id']}"

    response = client.delete(path)

    assert (200, {"data": {}}) == (response.status_code, response.json())
    assert {
        "data": {"schedules": []},
        "pagination": {"hasNextPage": False, "count": 0},
    } == client.get(SCHEDULES).json()
    assert 404 == client.delete(path).status_code


def test_delete_needs_the_right_addon(api: Emulator, client: requests.Session) -> None:
    """A schedule cannot be deleted through another addon or another team."""
    schedule_id = api.add_schedule("shop", "orders", snapshot())

    paths = (SCHEDULES.replace("orders", "other"), TEAM_SCHEDULES)

    assert [404, 404] == [client.delete(f"{path}/{schedule_id}").status_code for path in paths]
    assert 1 == len(api.schedules("shop", "orders"))


def test_teams_are_separate(api: Emulator, client: requests.Session) -> None:
    """An addon of a team and one without a team are different, even with the same IDs."""
    client.post(TEAM_SCHEDULES, json=snapshot())

    assert 0 == len(api.schedules("shop", "orders"))
    assert 1 == len(api.schedules("shop", "orders", team="acme"))
    assert 1 == client.get(TEAM_SCHEDULES).json()["pagination"]["count"]
    assert 200 == client.post(SCHEDULES, json=snapshot()).status_code


@pytest.mark.parametrize(
    ("settings", "second", "status", "kind"),
    [
        ({}, snapshot(retention=1), 409, "daily snapshot"),
        ({"conflict_status": 400}, snapshot(), 400, "daily snapshot"),
        ({"three_per_addon": True}, dump(), 409, "daily"),
    ],
)
def test_conflict(
    connect: Connect, settings: dict[str, Any], second: Body, status: int, kind: str
) -> None:
    """A second schedule of a kind is refused, with the status and by the rule that are set."""
    with Emulator(**settings) as api:
        client = connect(api)
        client.post(SCHEDULES, json=snapshot())
        refused = error_of(client.post(SCHEDULES, json=second))

    message = f"The addon already has a backup schedule of this kind: {kind}."
    assert (status, message) == refused


@pytest.mark.parametrize(("no_limits", "status"), [(False, 400), (True, 200)])
def test_limits(connect: Connect, no_limits: bool, status: int) -> None:
    """Maxima of the page count unless the emulator has no limits; other rules always do."""
    often = {**HOURLY, "minute": [*range(60)]}
    with Emulator(no_limits=no_limits) as api:
        client = connect(api)
        bodies = [
            snapshot(retention=3000, additionalDestinations=[destination(retentionTime=61)]),
            snapshot(often),
        ]

        assert [status] * 2 == [client.post(SCHEDULES, json=body).status_code for body in bodies]
        assert 400 == client.post(SCHEDULES, json=snapshot(retention=0)).status_code


def test_concurrent_duplicates(api: Emulator, connect: Connect) -> None:
    """If many clients create the same schedule at once, exactly one succeeds."""
    clients = [connect(api) for _ in range(16)]

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = pool.map(
            lambda client: client.post(SCHEDULES, json=snapshot()).status_code, clients
        )

    assert [200] + [409] * 15 == sorted(statuses)
    assert 1 == len(api.schedules())
