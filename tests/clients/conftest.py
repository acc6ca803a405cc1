"""An emulator with many addons, and Northflank's own clients to use it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.clients.login import logged_in
from tests.clients.northflank import Northflank

from pulumi_northflank.emulator import Emulator

TOKEN = "nf-fake-token"
ADDONS = [f"db-{number:02}" for number in range(1, 26)]
PATH = "/v1/projects/shop/addons/{}/backup-schedules"


@pytest.fixture(name="server", scope="session")
def _server() -> Iterator[Emulator]:
    """Run one emulator for the whole session."""
    named = [f"shop/{addon}" for addon in ADDONS]
    with Emulator(token=TOKEN, addons=[*named, "acme/crm/people"]) as api:
        yield api


@pytest.fixture(name="api")
def _api(server: Emulator) -> Emulator:
    """Provide the emulator, cleared for this test."""
    server.clear()
    return server


@pytest.fixture(name="northflank")
def _northflank(tmp_path: Path, api: Emulator) -> Iterator[Northflank]:
    """Provide the clients of a user who has logged in to the emulator."""
    with logged_in(tmp_path, api.url, TOKEN) as northflank:
        yield northflank
