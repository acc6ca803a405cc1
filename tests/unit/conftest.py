"""What the unit tests share: schedules, an emulated API, and a client that never really waits."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pulumi
import pytest
from pulumi.dynamic import Config, ConfigureRequest
from pulumi.runtime.settings import SETTINGS, reset_options
from tests.unit.mocked import Noting

from pulumi_northflank import AddonBackupScheduleProvider
from pulumi_northflank.client import Client
from pulumi_northflank.creation import Creation, Creator
from pulumi_northflank.declaration import HIDDEN_PROPERTY
from pulumi_northflank.emulator import Emulator
from pulumi_northflank.provider import RESOURCE_TYPE
from pulumi_northflank.settings import Settings

TOKEN = "nf-token-of-the-unit-tests"
ADDONS = ["shop/orders", "shop/carts", "acme/shop/orders"]
SLOT = "the daily snapshot of addon orders in project shop"
URN = f"urn:pulumi:dev::p::{RESOURCE_TYPE}::"

MakeInputs = Callable[..., dict[str, Any]]
MakeClient = Callable[..., Client]
MakeProvider = Callable[..., AddonBackupScheduleProvider]
Run = Callable[..., Any]

_SCHEDULINGS: dict[str, dict[str, Any]] = {
    "hourly": {"interval": "hourly", "minute": [0]},
    "daily": {"interval": "daily", "minute": [0], "hour": [3]},
    "weekly": {"interval": "weekly", "minute": [30], "hour": [18], "day": [4]},
}


def declared(inputs: dict[str, Any], name: str, *faulty: dict[str, Any]) -> dict[str, Any]:
    """Inputs with the hidden property that the resource adds."""
    hidden = {"urn": f"{URN}{name}", "faulty": list(faulty), "preview": False}
    return {**inputs, HIDDEN_PROPERTY: json.dumps(hidden)}


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


@pytest.fixture(name="create")
def _create(client: Client, slept: list[float]) -> Callable[..., Creation]:
    """Create what inputs declare, without waiting."""

    def create(
        inputs: dict[str, Any], is_ours: Callable[[str], bool] = lambda _: False
    ) -> Creation:
        return Creator(client, inputs, is_ours, slept.append).create()

    return create


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


@pytest.fixture(name="mocks")
def _mocks() -> Noting:
    """Give mocks."""
    return Noting()


@pytest.fixture(name="run")
def _run(mocks: Noting, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program against the mocks, in an event loop of its own, and give its result."""
    # Pulumi's mocks open a loop in each thread that answers for the engine, and close none.
    loops: list[asyncio.AbstractEventLoop] = []
    open_loop = asyncio.new_event_loop

    def noting() -> asyncio.AbstractEventLoop:
        loops.append(open_loop())
        return loops[-1]

    monkeypatch.setattr(asyncio, "new_event_loop", noting)
    main_loop = asyncio.new_event_loop()
    asyncio.set_event_loop(main_loop)

    def run(program: Callable[[], Any], *, preview: bool = False) -> Any:
        pulumi.runtime.set_mocks(mocks, project="p", stack="dev", preview=preview)
        results: list[Any] = []

        def keeping() -> Any:
            return pulumi.Output.from_input(program()).apply(results.append)

        pulumi.runtime.test(keeping)()
        return results[0] if results else None

    yield run

    SETTINGS.rpc_manager.clear()
    SETTINGS.outputs.clear()
    reset_options()
    main_loop.run_until_complete(main_loop.shutdown_default_executor())
    asyncio.set_event_loop(None)
    for loop in loops:
        loop.close()
