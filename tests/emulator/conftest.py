from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from pulumi_northflank.emulator import Clock, Emulator

TOKEN = "t"


class _Client(requests.Session):
    """A session that knows where the emulator is, and its token."""

    def __init__(self, api: Emulator, token: str | None) -> None:
        super().__init__()
        self._url = api.url
        # Neither proxies nor .netrc of the machine are to have a say.
        self.trust_env = False
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        kwargs.setdefault("timeout", 20)
        kwargs["allow_redirects"] = False
        return super().request(method, self._url + url, *args, **kwargs)


@pytest.fixture(name="connect")
def _connect() -> Iterator[Callable[..., requests.Session]]:
    """Make clients of emulators, and close them in the end."""
    clients: list[requests.Session] = []

    def connect(api: Emulator, token: str | None = TOKEN) -> requests.Session:
        client = _Client(api, token)
        clients.append(client)
        return client

    yield connect

    for client in clients:
        client.close()


MONDAY_MORNING = dt.datetime(2025, 3, 3, 8, 0, tzinfo=dt.timezone.utc)


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """Stand still on a Monday morning, for an emulator of the test's own."""
    return Clock(MONDAY_MORNING, frozen=True)


@pytest.fixture(name="server", scope="session")
def _server() -> Iterator[Emulator]:
    """Own the emulator that most tests share; every addon exists in it."""
    with Emulator(token=TOKEN, clock=Clock(MONDAY_MORNING, frozen=True)) as api:
        yield api


@pytest.fixture(name="api")
def _api(server: Emulator) -> Emulator:
    """Give the shared emulator, cleared for this test, which must not stop it."""
    server.clear()
    return server


@pytest.fixture(name="stoppable")
def _stoppable() -> Iterator[Emulator]:
    """Run an emulator for this test alone."""
    with Emulator(token=TOKEN) as api:
        yield api


@pytest.fixture(name="client")
def _client(api: Emulator, connect: Callable[..., requests.Session]) -> requests.Session:
    """Talk to the emulator with its token."""
    return connect(api)


@pytest.fixture(name="body")
def _body() -> dict[str, Any]:
    """Ask for a snapshot each day at 18:30, kept for a week."""
    return {
        "scheduling": {"interval": "daily", "minute": [30], "hour": [18]},
        "backupType": "snapshot",
        "retentionTime": 7,
    }


@pytest.fixture(name="six")
def _six() -> list[dict[str, Any]]:
    """Ask for all six that an addon can have, in the order of the page."""
    return [
        {
            "scheduling": {"interval": "hourly", "minute": [30, 0]},
            "backupType": "dump",
            "retentionTime": 2,
            "customDestinationId": "own-bucket",
        },
        {
            "scheduling": {"interval": "hourly", "minute": [15]},
            "backupType": "snapshot",
            "retentionTime": 7,
        },
        {
            "scheduling": {"interval": "daily", "minute": [30], "hour": [2]},
            "backupType": "dump",
            "retentionTime": 30,
            "compressionType": "zstd",
        },
        {
            "scheduling": {"interval": "daily", "minute": [45, 30], "hour": [14, 2]},
            "backupType": "snapshot",
            "retentionTime": 14,
            "additionalDestinations": [
                {"destinationId": "eu-copy", "type": "custom", "retentionTime": 1},
                {"destinationId": "us-copy", "type": "custom"},
            ],
        },
        {
            "scheduling": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
            "backupType": "dump",
            "retentionTime": 120,
        },
        {
            "scheduling": {"interval": "weekly", "minute": [0], "hour": [6], "day": [6, 0, 1, 2]},
            "backupType": "snapshot",
            "retentionTime": 1,
        },
    ]
