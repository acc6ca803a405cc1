"""Addresses, requests and responses, for tests of what goes to the API and comes back."""

from __future__ import annotations

import json
from typing import Any

from pulumi_northflank.api.client import Client
from pulumi_northflank.emulator import Emulator, Raw
from pulumi_northflank.schedule import Address

ORDERS = Address("shop", "orders")
PATH = "/v1/projects/shop/addons/orders/backup-schedules"
NOT_LISTED = (
    "Could not list the schedules of addon orders in project shop, so none was marked as deleted."
)
CHECK_URL = "Check that northflank:baseUrl is the API's URL, and run the command again."


def sent(api: Emulator) -> list[tuple[str, str]]:
    """Method and path of each request."""
    return [(request.method, request.path) for request in api.requests]


def methods(api: Emulator) -> list[str]:
    """The methods of all requests."""
    return [request.method for request in api.requests]


def only_id(api: Emulator) -> str:
    """The ID of the only schedule."""
    (one,) = api.schedules()
    return one["schedule"]["id"]


def page(*items: Any, name: str = "schedules", **more: Any) -> Raw:
    """A response with a list."""
    return Raw(json.dumps({"data": {name: list(items)}, **more}).encode())


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
    return [live.schedule_id for live in client.list_remaining(address).schedules]
