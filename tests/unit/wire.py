"""Addresses, requests and answers, for the tests of what goes to the API and comes back."""

from __future__ import annotations

import json
from typing import Any

from pulumi_northflank.address import Address
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator, Raw

ORDERS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
NOT_READ = (
    "The schedules of addon orders in project shop could not be read, so none is taken for gone."
)
CHECK_URL = "Check that northflank:baseUrl is the API's, and run the command again."


def sent(api: Emulator) -> list[tuple[str, str]]:
    """Method and path of each request."""
    return [(one.method, one.path) for one in api.requests]


def methods(api: Emulator) -> list[str]:
    """The methods of all requests."""
    return [request.method for request in api.requests]


def only_id(api: Emulator) -> str:
    """The ID of the one schedule that there is."""
    (one,) = api.schedules()
    return one["schedule"]["id"]


def page(*items: Any, **more: Any) -> Raw:
    """An answer with a list of schedules."""
    return Raw(json.dumps({"data": {"schedules": list(items)}, **more}).encode())


def item(schedule_id: str = "s1", **changes: Any) -> dict[str, Any]:
    """A schedule as the API lists it."""
    return {
        "id": schedule_id,
        "backupType": "dump",
        "backupCompressionType": "gz",
        "additionalDestinations": [],
        "scheduling": {"interval": "daily", "minute": [0], "hour": [3]},
        "retentionTime": 7,
        "createdAt": "2025-03-03T08:00:00.000Z",
        "updatedAt": "2025-03-03T08:00:00.000Z",
        **changes,
    }


def ids(client: Client, address: Address = ORDERS) -> list[str]:
    """The IDs that the client lists."""
    return [schedule["id"] for schedule in client.list_what_is_left(address).schedules]
