"""An API with many addons, and Northflank's own clients to use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.clients.login import logged_in
from tests.clients.northflank import Northflank

from pulumi_northflank.emulator import Emulator

TOKEN = "nf-fake-token"
ADDONS = [f"db-{number:02}" for number in range(1, 26)]
PATH = "/v1/projects/shop/addons/{}/backup-schedules"

# A schedule of every interval and backup type, as requests for them.
SCHEDULINGS = [
    {"interval": "hourly", "minute": [0, 30]},
    {"interval": "daily", "minute": [15], "hour": [2, 14]},
    {"interval": "weekly", "minute": [30], "hour": [18], "day": [0, 4]},
]
BODIES: list[dict[str, Any]] = [
    {
        "scheduling": scheduling,
        "backupType": "dump",
        "compressionType": "zstd",
        "customDestinationId": "eu-bucket",
        "retentionTime": 7,
    }
    for scheduling in SCHEDULINGS
] + [
    {
        "scheduling": scheduling,
        "backupType": "snapshot",
        "additionalDestinations": [
            {"destinationId": "eu-copy", "type": "custom", "retentionTime": 3}
        ],
        "retentionTime": 7,
    }
    for scheduling in SCHEDULINGS
]


@pytest.fixture(name="server", scope="session")
def _server() -> Iterator[Emulator]:
    """Own the server of the whole session."""
    named = [f"shop/{addon}" for addon in ADDONS]
    with Emulator(token=TOKEN, addons=[*named, "acme/crm/people"]) as api:
        yield api


@pytest.fixture(name="api")
def _api(server: Emulator) -> Emulator:
    """Give the emulator, cleared for this test."""
    server.clear()
    return server


@pytest.fixture(name="northflank")
def _northflank(tmp_path: Path, api: Emulator) -> Iterator[Northflank]:
    """Give the clients of a user who has logged in to the emulator."""
    with logged_in(tmp_path, api.url, TOKEN) as northflank:
        yield northflank
