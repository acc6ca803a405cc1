"""What the unit tests share: schedules, an emulated API, and a client that never really waits."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi.dynamic import Config, ConfigureRequest

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.client import Client
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.settings import Settings

TOKEN = "nf-token-of-the-unit-tests"
ADDONS = ["shop/orders", "shop/carts", "acme/shop/orders"]

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]
MakeProvider = Callable[..., AddonBackupScheduleProvider]

_SCHEDULINGS: dict[str, dict[str, Any]] = {
    "hourly": {"interval": "hourly", "minute": [0]},
    "daily": {"interval": "daily", "minute": [0], "hour": [3]},
    "weekly": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep settings, proxies and .netrc of the machine out of the tests."""
    for name in ("API_TOKEN", "BASE_URL", "TEAM_ID", "TIMEOUT", "MAX_WAIT"):
        monkeypatch.delenv(f"NORTHFLANK_{name}", raising=False)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("NETRC", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture(scope="session")
def schedule() -> MakeInputs:
    """Make valid inputs: a snapshot at 3:00 each day, kept for a week, unless told otherwise."""

    def make(interval: str = "daily", **changes: Any) -> dict[str, Any]:
        inputs = {
            "projectId": "shop",
            "addonId": "orders",
            "backupType": "snapshot",
            "scheduling": _SCHEDULINGS[interval],
            "retentionTime": 7,
            **changes,
        }
        return copy.deepcopy({name: value for name, value in inputs.items() if value is not None})

    return make


@pytest.fixture(scope="session")
def body(schedule: MakeInputs) -> MakeInputs:
    """Make the request body of such a schedule."""

    def make(interval: str = "daily", **changes: Any) -> dict[str, Any]:
        inputs = schedule(interval, **changes)
        return {name: inputs[name] for name in inputs if name not in ("projectId", "addonId")}

    return make


@pytest.fixture(scope="session")
def token() -> str:
    """Give the one token that the emulator accepts."""
    return TOKEN


@pytest.fixture(scope="session")
def _server() -> Iterator[Emulator]:
    """Own the emulator of all tests."""
    with Emulator(token=TOKEN, addons=ADDONS) as api:
        yield api


@pytest.fixture
def api(_server: Emulator) -> Emulator:
    """Give the emulator, cleared for this test."""
    _server.clear()
    return _server


@pytest.fixture
def slept() -> list[float]:
    """List the waits that a client would have made."""
    return []


@pytest.fixture
def announced() -> list[str]:
    """List what a client told the user."""
    return []


@pytest.fixture
def connect(slept: list[float], announced: list[str]) -> Iterator[MakeClient]:
    """Make clients that only note their waits, and close them in the end."""
    clients: list[Client] = []

    def make(url: str, **settings: Any) -> Client:
        settings = {"token": TOKEN, "timeout": 20.0, "max_wait": 60.0, **settings}
        clients.append(
            Client(
                Settings(base_url=url, **settings), announce=announced.append, sleep=slept.append
            )
        )
        return clients[-1]

    yield make

    for client in clients:
        client.close()


@pytest.fixture
def client(api: Emulator, connect: MakeClient) -> Client:
    """Give a client of the emulator."""
    return connect(api.url)


@pytest.fixture
def provider(api: Emulator) -> Iterator[MakeProvider]:
    """Make configured providers of the emulator; `team="acme"` sets northflank:teamId."""
    made: list[AddonBackupScheduleProvider] = []

    def make(**config: str) -> AddonBackupScheduleProvider:
        settings = {"apiToken": TOKEN, "baseUrl": api.url, "maxWait": "0", **config}
        raw = {f"northflank:{name}": value for name, value in settings.items() if value}
        made.append(AddonBackupScheduleProvider())
        made[-1].configure(ConfigureRequest(Config(raw_config=raw, project_name="p")))
        return made[-1]

    yield make

    for client in (
        client for one in made for client in (one._made_client, one._preflight._made_client)
    ):
        if client is not None:
            client.close()
