from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests
from tests.emulator.reading import error_of

from pulumi_northflank.emulator import Emulator

SCHEDULES = "/v1/projects/shop/addons/orders/backup-schedules"
TEAM_SCHEDULES = "/v1/teams/acme/projects/shop/addons/orders/backup-schedules"

Connect = Callable[..., requests.Session]
Body = dict[str, Any]


def test_create_answers_with_an_id(client: requests.Session, body: Body) -> None:
    """A created schedule is answered with 200 and an id of 24 hexadecimal digits."""
    response = client.post(SCHEDULES, json=body)

    assert 200 == response.status_code
    assert ["data"] == list(response.json())
    assert re.fullmatch("[0-9a-f]{24}", response.json()["data"]["id"])


def test_list_shows_what_was_created(client: requests.Session, body: Body) -> None:
    """A list item has the defaults filled in, and the list's own name for the compression."""
    schedule_id = client.post(SCHEDULES, json=body).json()["data"]["id"]

    expected = {
        "data": {
            "schedules": [
                {
                    "id": schedule_id,
                    "backupType": "snapshot",
                    "backupCompressionType": "gz",
                    "additionalDestinations": [],
                    "scheduling": {"interval": "daily", "minute": [30], "hour": [18]},
                    "retentionTime": 7,
                    "createdAt": "2025-03-03T08:00:00.000Z",
                    "updatedAt": "2025-03-03T08:00:00.000Z",
                }
            ]
        },
        "pagination": {"hasNextPage": False, "count": 1},
    }

    assert expected == client.get(SCHEDULES).json()


def test_list_of_nothing(client: requests.Session) -> None:
    """An addon without schedules has an empty list."""
    assert {
        "data": {"schedules": []},
        "pagination": {"hasNextPage": False, "count": 0},
    } == client.get(SCHEDULES).json()


def test_list_keeps_every_property(client: requests.Session) -> None:
    """Destinations, days and a chosen compression come back as sent."""
    destinations = [
        {"destinationId": "far-away", "type": "custom", "retentionTime": 9},
        {"destinationId": "near-by", "type": "custom"},
    ]
    client.post(
        SCHEDULES,
        json={
            "scheduling": {"interval": "weekly", "minute": [0], "hour": [3], "day": [6, 0]},
            "backupType": "snapshot",
            "additionalDestinations": destinations,
            "retentionTime": 120,
        },
    )
    client.post(
        SCHEDULES,
        json={
            "scheduling": {"interval": "hourly", "minute": [59]},
            "backupType": "dump",
            "compressionType": "zstd",
            "customDestinationId": "my-bucket",
            "retentionTime": 7,
        },
    )

    snapshot, dump = client.get(SCHEDULES).json()["data"]["schedules"]

    assert destinations == snapshot["additionalDestinations"]
    assert [6, 0] == snapshot["scheduling"]["day"]
    assert "customDestinationId" not in snapshot
    assert ("zstd", "my-bucket") == (dump["backupCompressionType"], dump["customDestinationId"])
    assert {"interval": "hourly", "minute": [59]} == dump["scheduling"]


def test_delete(client: requests.Session, body: Body) -> None:
    """A deleted schedule is gone, and deleting it again is a 404."""
    path = f"{SCHEDULES}/{client.post(SCHEDULES, json=body).json()['data']['id']}"

    response = client.delete(path)

    assert (200, {"data": {}}) == (response.status_code, response.json())
    assert [] == client.get(SCHEDULES).json()["data"]["schedules"]
    assert 404 == client.delete(path).status_code


def test_delete_needs_the_right_addon(api: Emulator, client: requests.Session, body: Body) -> None:
    """A schedule cannot be deleted by way of another addon or another team."""
    schedule_id = api.add_schedule("shop", "orders", body)

    paths = (
        f"/v1/projects/shop/addons/other/backup-schedules/{schedule_id}",
        f"{TEAM_SCHEDULES}/{schedule_id}",
    )

    assert [404, 404] == [client.delete(path).status_code for path in paths]
    assert 1 == len(api.schedules("shop", "orders"))


def test_teams_are_apart(api: Emulator, client: requests.Session, body: Body) -> None:
    """The addon of a team is another one than that without a team."""
    client.post(TEAM_SCHEDULES, json=body)

    assert 0 == len(api.schedules("shop", "orders"))
    assert 1 == len(api.schedules("shop", "orders", team="acme"))
    assert 1 == client.get(TEAM_SCHEDULES).json()["pagination"]["count"]
    assert 200 == client.post(SCHEDULES, json=body).status_code


def test_duplicate(client: requests.Session, body: Body) -> None:
    """A second schedule of the same interval and backup type is refused with 409."""
    client.post(SCHEDULES, json=body)

    assert (
        409,
        "The addon already has a backup schedule of this kind: daily snapshot.",
    ) == error_of(client.post(SCHEDULES, json={**body, "retentionTime": 1}))


def test_six_schedules_an_addon(client: requests.Session) -> None:
    """An addon has room for each interval of each backup type."""
    schedulings = [
        {"interval": "hourly", "minute": [0]},
        {"interval": "daily", "minute": [0], "hour": [0]},
        {"interval": "weekly", "minute": [0], "hour": [0], "day": [0]},
    ]
    statuses = [
        client.post(
            SCHEDULES, json={"scheduling": each, "backupType": backup_type, "retentionTime": 1}
        ).status_code
        for each in schedulings
        for backup_type in ("dump", "snapshot")
    ]

    assert [200] * 6 == statuses


def test_three_per_addon(connect: Connect, body: Body) -> None:
    """With the other rule an interval is taken whatever the backup type."""
    with Emulator(three_per_addon=True) as api:
        client = connect(api)
        client.post(SCHEDULES, json=body)

        status = client.post(SCHEDULES, json={**body, "backupType": "dump"}).status_code

    assert 409 == status


def test_conflict_status(connect: Connect, body: Body) -> None:
    """The status of a duplicate can be chosen."""
    with Emulator(conflict_status=400) as api:
        client = connect(api)
        client.post(SCHEDULES, json=body)

        status = client.post(SCHEDULES, json=body).status_code

    assert 400 == status


def test_concurrent_duplicates(api: Emulator, connect: Connect, body: Body) -> None:
    """Of many clients which create the same at once, exactly one succeeds."""
    clients = [connect(api) for _ in range(16)]

    with ThreadPoolExecutor(len(clients)) as pool:
        statuses = pool.map(lambda client: client.post(SCHEDULES, json=body).status_code, clients)

    assert [200] + [409] * 15 == sorted(statuses)
    assert 1 == len(api.schedules())
