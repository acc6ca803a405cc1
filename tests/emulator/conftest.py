from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from tests.emulator.samples import Connect

from pulumi_northflank.emulator import Clock, Emulator

TOKEN = "t"
MONDAY_MORNING = dt.datetime(2025, 3, 3, 8, 0, tzinfo=dt.timezone.utc)


class _Client(requests.Session):
    """A session that knows the emulator's URL and its token."""

    def __init__(self, url: str, token: str | None) -> None:
        super().__init__()
        self._url = url
        # Ignore the machine's proxies and .netrc.
        self.trust_env = False
        if token is not None:
            self.headers["Authorization"] = f"Bearer {token}"

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        options = {"timeout": 20} | kwargs | {"allow_redirects": False}
        return super().request(method, self._url + url, *args, **options)


@pytest.fixture(name="connect")
def _connect() -> Iterator[Connect]:
    """Create clients of emulators, and close them after the test."""
    clients: list[requests.Session] = []

    def connect(api: Emulator, token: str | None = TOKEN) -> requests.Session:
        clients.append(_Client(api.url, token))
        return clients[-1]

    yield connect

    for client in clients:
        client.close()


@pytest.fixture(name="clock")
def _clock() -> Clock:
    """Provide a frozen clock for an emulator of the test's own."""
    return Clock(MONDAY_MORNING, frozen=True)


@pytest.fixture(name="server", scope="session")
def _server() -> Iterator[Emulator]:
    """Run the emulator that most tests share; every addon exists in it."""
    with Emulator(token=TOKEN, clock=Clock(MONDAY_MORNING, frozen=True)) as api:
        yield api


@pytest.fixture(name="api")
def _api(server: Emulator) -> Emulator:
    """Provide the shared emulator, cleared; the test must not stop it."""
    server.clear()
    return server


@pytest.fixture(name="stoppable")
def _stoppable() -> Iterator[Emulator]:
    """Run an emulator for this test alone."""
    with Emulator(token=TOKEN) as api:
        yield api


@pytest.fixture(name="client")
def _client(api: Emulator, connect: Connect) -> requests.Session:
    """Connect to the shared emulator with its token."""
    return connect(api)
